//! What is fast, and what it costs, beside others: one command per table, each of which writes Markdown and JSON to
//! `target/benches`; and `gate`, which holds what is deterministic to the figures of `gates.txt`. `README.md` says what
//! each table is.
//!
//! `cargo run --release -p signwright-benches -- COMMAND`

mod compile;
mod compiled;
mod endpoints;
mod gate;
mod generate;
mod growth;
mod in_process;
mod machine;
mod peers;
mod peers_input;
mod places;
mod process;
mod programs;
mod project;
mod setup;
mod steps;
mod table;

use std::error::Error;
use std::process::ExitCode;

/// What came of a command.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A command: its name, what it takes, what it measures, and how.
struct Command {
    name: &'static str,
    takes: &'static str,
    says: &'static str,
    run: fn(&[String]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command { name: "push", takes: "[ROUNDS]", says: "requests signed, beside those by hand", run: in_process::push },
    Command {
        name: "answers",
        takes: "[ROUNDS]",
        says: "answers read, beside derived serde",
        run: in_process::answers,
    },
    Command {
        name: "loopback",
        takes: "[CALLS] [ROUNDS]",
        says: "signed calls, 64 in flight, beside reqwest and ureq",
        run: in_process::loopback,
    },
    Command {
        name: "generate",
        takes: "[RUNS] [ENDPOINTS] [MANY]",
        says: "from specs to Rust, beside prost-build and progenitor",
        run: generate::generate,
    },
    Command { name: "setup", takes: "", says: "`cargo run` in a fresh clone", run: setup::setup },
    Command {
        name: "compile",
        takes: "[RUNS] [ENDPOINTS] [MANY]",
        says: "a generated client compiled, beside progenitor's",
        run: compile::compile,
    },
    Command {
        name: "instructions",
        takes: "[ENDPOINTS]",
        says: "rustc's instructions for one endpoint, beside derives; takes valgrind",
        run: compile::instructions,
    },
    Command { name: "crates", takes: "", says: "crates that each kind of user compiles", run: setup::crates },
    Command {
        name: "growth",
        takes: "[ENDPOINTS…]",
        says: "what grows from 10 to 10,000 endpoints",
        run: growth::growth,
    },
    Command {
        name: "gate",
        takes: "[NAME] | accept NAME REASON",
        says: "what is deterministic, held to benches/gates.txt",
        run: gate::gate,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = arguments.first().map_or("", String::as_str);
    // No command of a person's: how the commands run one step as a process of its own.
    if name == "step" {
        return told(name, steps::step(arguments.get(1..).unwrap_or_default()));
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        println!("cargo run --release -p signwright-benches -- COMMAND\n");
        for Command { name, takes, says, .. } in COMMANDS {
            println!("  {:<38} {says}", format!("{name} {takes}"));
        }
        return if name.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    told(name, (command.run)(arguments.get(1..).unwrap_or_default()))
}

fn told(name: &str, result: Outcome) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}
