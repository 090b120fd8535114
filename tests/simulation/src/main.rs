//! The commands that measure what the client promises. Each prints its figures, and fails where a bar is missed.

use std::process::ExitCode;

use signwright_simulation::bars;

/// A command: what it is called, what it takes, and what it does.
type Command = (&'static str, &'static str, fn(&[u64]) -> bool);

const COMMANDS: &[Command] = &[
    ("codes", "", bars::codes::run),
    ("leaks", "[CALLS] [SEED]", bars::leaks::run),
    ("outage", "[CALLS] [IN FLIGHT] [SEED]", bars::outage::run),
    ("skew", "[STEPS]", bars::skew::run),
    ("tokens", "[TASKS] [EXPIRIES] [SEED]", bars::tokens::run),
    ("simulate", "[SEEDS] [FIRST]", signwright_simulation::simulate::run),
    ("sockets", "[ROWS]", signwright_simulation::real::sockets),
    ("kills", "[TIMES]", signwright_simulation::real::kills),
    ("find", "[SEEDS]", signwright_simulation::simulate::find),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    // A process of a shop that another command starts, and perhaps kills.
    if name == "child" {
        let arguments: Vec<_> = arguments.collect();
        return match signwright_simulation::real::child(&arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    let numbers: Result<Vec<u64>, _> = arguments.map(|argument| argument.parse()).collect();
    let command = COMMANDS.iter().find(|(command, ..)| *command == name);
    let (Some((.., run)), Ok(numbers)) = (command, numbers) else {
        eprintln!("usage: signwright-simulation COMMAND");
        for (command, takes, _) in COMMANDS {
            eprintln!("  {command} {takes}");
        }
        return ExitCode::from(2);
    };
    if run(&numbers) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
