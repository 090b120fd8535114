//! `check`: loads the specs and tries out what they claim, and prints all mistakes of the run. Writes nothing.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use signwright_codegen::{Arena, Loaded, load, render};

use super::{MessageFormat, summary};

#[derive(Args)]
pub(crate) struct Check {
    /// The folder of the specs.
    #[arg(value_name = "SPEC_DIR", default_value = "spec")]
    dir: PathBuf,
    /// How the messages are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: MessageFormat,
}

impl Check {
    pub(crate) fn run(&self) -> ExitCode {
        let arena = Arena::default();
        let mut loaded = load(&arena, &self.dir);
        loaded.verify();
        match self.format {
            MessageFormat::Json => anstream::println!("{}", render::json(&loaded.sources, &loaded.diagnostics)),
            MessageFormat::Text => print_text(&loaded),
        }
        ExitCode::from(u8::from(loaded.specs.is_none()))
    }
}

fn print_text(loaded: &Loaded<'_>) {
    print_messages(loaded);
    if let Some(specs) = &loaded.specs {
        anstream::print!("{}", summary::specs(specs));
    }
}

/// All messages on standard error, and their number.
pub(crate) fn print_messages(loaded: &Loaded<'_>) {
    if !loaded.diagnostics.sorted().is_empty() {
        let colour = std::io::stderr().is_terminal();
        anstream::eprint!("{}", render::text(&loaded.sources, &loaded.diagnostics, colour));
        anstream::eprintln!("{}", render::summary(&loaded.diagnostics));
    }
}
