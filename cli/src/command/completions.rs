//! `completions`: what a shell needs to complete the command's words, and the names that the specs have now.

use std::io::Write as _;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;

use signwright_codegen::{Arena, load};

use super::{Arguments, SpecDir};

const NAME: &str = "signwright";

#[derive(Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
    #[command(flatten)]
    spec: SpecDir,
}

impl Completions {
    pub(crate) fn run(self) -> ExitCode {
        let mut command = Arguments::command();
        // Outside of a checkout there are no names, which is no mistake.
        let names = if self.spec.dir.is_dir() { names(&self.spec) } else { Vec::new() };
        for (argument, values) in &names {
            command = with_values(command, argument, values);
        }
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, NAME, &mut script);
        if self.shell == Shell::Fish {
            // What clap writes for it leaves positional arguments out.
            for (argument, values) in &names {
                fish(&command, &[], argument, values, &mut script);
            }
        }
        // Whoever reads may have heard enough: `signwright completions bash | head`.
        let _ = std::io::stdout().write_all(&script);
        ExitCode::SUCCESS
    }
}

/// What stands for each positional argument by its name. Platforms are also found where a spec has mistakes.
fn names(spec: &SpecDir) -> Vec<(&'static str, Vec<String>)> {
    let arena = Arena::default();
    let loaded = load(&arena, &spec.dir);
    let platforms = loaded.sources.folders().iter().map(|folder| folder.name.clone()).collect();
    // Those of all platforms: a script does not know which one was written before.
    let apis = loaded.specs.iter().flat_map(|specs| &specs.apis);
    let endpoints = apis.flat_map(|spec| spec.api.endpoints.iter().map(|endpoint| endpoint.name.to_owned())).collect();
    let harmless = |names: Vec<String>| {
        let mut names: Vec<_> = names.into_iter().filter(|name| is_harmless(name)).collect();
        names.sort();
        names.dedup();
        names
    };
    let all = [("platform", harmless(platforms)), ("endpoint", harmless(endpoints))];
    all.into_iter().filter(|(_, names)| !names.is_empty()).collect()
}

/// Whether a name means nothing but itself to any shell: some expand what a script only lists.
fn is_harmless(name: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/');
    !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain)
}

/// The command, whose positional argument of this name has these values, wherever a command within has one.
fn with_values(command: Command, argument: &'static str, values: &[String]) -> Command {
    let within: Vec<String> = command.get_subcommands().map(|subcommand| subcommand.get_name().to_owned()).collect();
    let command = within
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |within| with_values(within, argument, values)));
    // What is changed comes last afterwards; so all are, in their order.
    let positionals: Vec<_> = command.get_positionals().map(|positional| positional.get_id().clone()).collect();
    positionals.into_iter().fold(command, |command, id| {
        command.mut_arg(&id, |positional| {
            if id == argument {
                positional.value_parser(PossibleValuesParser::new(values.to_owned()))
            } else {
                positional
            }
        })
    })
}

/// Adds the values to a script of fish, wherever a command has this argument; `path` are the names that lead to it.
fn fish(command: &Command, path: &[&str], argument: &str, values: &[String], script: &mut Vec<u8>) {
    let has_it = command.get_positionals().any(|positional| positional.get_id() == argument);
    if let ([first, within @ ..], true) = (path, has_it) {
        let conditions: Vec<_> = std::iter::once(format!("__fish_{NAME}_using_subcommand {first}"))
            .chain(within.iter().map(|name| format!("__fish_seen_subcommand_from {name}")))
            .collect();
        let condition = conditions.join("; and ");
        script.extend(format!("complete -c {NAME} -n \"{condition}\" -a \"{}\"\n", values.join(" ")).into_bytes());
    }
    for within in command.get_subcommands().filter(|within| within.get_name() != "help") {
        fish(within, &[path, &[within.get_name()]].concat(), argument, values, script);
    }
}
