//! The command `signwright`: reads its arguments and hands each job to its own file. Exit codes:
//! 0 done, 1 refused (mistakes in a spec, a stale file, a refused call), 2 wrong usage.

mod command;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match command::Arguments::parse().run() {
        Ok(code) => code,
        Err(failure) => {
            anstream::eprintln!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}
