//! `completions`: what a shell needs to complete the command's words.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::Arguments;

#[derive(Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> ExitCode {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "signwright", &mut script);
        // Whoever reads may have heard enough: `signwright completions bash | head`.
        let _ = std::io::stdout().write_all(&script);
        ExitCode::SUCCESS
    }
}
