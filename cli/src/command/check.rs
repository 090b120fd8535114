//! `check`: loads the specs and tries out what they claim, and prints all mistakes of the run. Writes nothing.

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, ValueEnum};

use signwright::show::count;
use signwright_codegen::{Arena, Loaded, load_scheme, render};

use super::Failure;
use super::summary;
use super::watch::Watch;

#[derive(Args)]
pub(crate) struct Check {
    /// The folder of the specs, or one scheme's file.
    #[arg(value_name = "SPEC_DIR", default_value = "spec")]
    dir: PathBuf,
    /// How the messages are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Check again whenever a file changes, until interrupted.
    #[arg(long)]
    watch: bool,
}

/// How the mistakes are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// As data: an array of mistakes on standard output.
    Json,
    /// SARIF 2.1.0 on standard output, for code hosts.
    Sarif,
}

impl Check {
    pub(crate) fn run(&self) -> Result<ExitCode, Failure> {
        // Watching begins before the first run, so that nothing is missed between the two.
        let watch = if self.watch { Some(Watch::of(&self.dir)?) } else { None };
        loop {
            let code = self.once();
            let Some(watch) = &watch else { return Ok(code) };
            if self.format == Format::Text {
                anstream::eprintln!("\nwatching {}; interrupt to stop", self.dir.display());
            }
            watch.wait()?;
            if self.format == Format::Text && std::io::stderr().is_terminal() {
                // The screen shows one run at a time.
                anstream::eprint!("\x1b[2J\x1b[H");
            }
        }
    }

    fn once(&self) -> ExitCode {
        let start = Instant::now();
        let arena = Arena::default();
        // A file alone is a scheme: there are no endpoints to check beside it.
        let loaded = if self.dir.is_file() {
            let mut scheme = load_scheme(&arena, &self.dir);
            signwright_verify::verify(&mut scheme);
            scheme
        } else {
            signwright_verify::load(&arena, &self.dir)
        };
        match self.format {
            Format::Json => super::print(&(render::json(&loaded.sources, &loaded.diagnostics) + "\n")),
            Format::Sarif => super::print(&signwright::sarif::sarif(&loaded.sources, &loaded.diagnostics)),
            Format::Text => {
                // Messages go to stderr and the summary to stdout, so that a pipe gets either alone.
                print_text(&loaded);
                let told = counted(&loaded, start);
                match &loaded.specs {
                    Some(specs) => super::print(&format!("{}\n{told}\n", summary::specs(specs))),
                    None => anstream::eprintln!("{told}"),
                }
            }
        }
        ExitCode::from(u8::from(loaded.specs.is_none()))
    }
}

/// `214 files checked in 0.08 s: 2 errors, 1 warning in 2 files`.
fn counted(loaded: &Loaded<'_>, start: Instant) -> String {
    let files = count(loaded.sources.files().count(), "file");
    let seconds = start.elapsed().as_secs_f64();
    let diagnostics = loaded.diagnostics.sorted();
    if diagnostics.is_empty() {
        return format!("{files} checked in {seconds:.2} s: no mistakes");
    }
    let marked: BTreeSet<_> = diagnostics.iter().map(|diagnostic| diagnostic.span.file).collect();
    let told = render::summary(&loaded.diagnostics);
    format!("{files} checked in {seconds:.2} s: {told} in {}", count(marked.len(), "file"))
}

/// All messages on standard error, and their number.
pub(crate) fn print_messages(loaded: &Loaded<'_>) {
    print_text(loaded);
    if !loaded.diagnostics.sorted().is_empty() {
        anstream::eprintln!("{}", render::summary(&loaded.diagnostics));
    }
}

fn print_text(loaded: &Loaded<'_>) {
    let colour = std::io::stderr().is_terminal();
    anstream::eprint!("{}", render::text(&loaded.sources, &loaded.diagnostics, colour));
}
