//! `gate`: what is deterministic is held to the figures of `benches/gates.txt`. A figure that is exceeded by more than its
//! tolerance fails; a new one is accepted with a reason.

mod figures;
mod file;

use std::error::Error;

pub(crate) use figures::{crates, names};
use file::Gate;

use crate::machine::compiler;

/// `gate [NAME]`, `gate accept NAME REASON`: of all gates whose names begin so.
pub(crate) fn gate(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    match arguments {
        [] => compare(""),
        [accept, prefix, reason] if accept == "accept" && !reason.trim().is_empty() => self::accept(prefix, reason),
        [prefix] if prefix != "accept" => compare(prefix),
        _ => Err("gate [NAME], or gate accept NAME REASON; `all` is the name of all".into()),
    }
}

fn compare(prefix: &str) -> Result<(), Box<dyn Error>> {
    let gates = file::read()?;
    let wanted = gates.iter().filter(|gate| gate.name.starts_with(prefix)).collect::<Vec<_>>();
    if wanted.is_empty() {
        return Err(format!("no gate of benches/gates.txt begins with `{prefix}`").into());
    }
    let mut exceeded = Vec::new();
    for gate in wanted {
        match figures::measure(&gate.name)? {
            None => println!("{:<30} skipped: no valgrind", gate.name),
            Some(figure) => {
                let verdict = gate.judge(figure, &compiler());
                println!(
                    "{:<30} {figure:>12}  accepted {:>12}  {:>+7.2} %  {}",
                    gate.name,
                    gate.figure,
                    gate.change(figure),
                    verdict.words()
                );
                if verdict == file::Verdict::Exceeded {
                    exceeded.push(gate.name.as_str());
                }
            }
        }
    }
    if exceeded.is_empty() {
        return Ok(());
    }
    Err(format!(
        "exceeded: {}. Where that is worth it: cargo run -p signwright-benches -- gate accept NAME \"the reason\"",
        exceeded.join(", ")
    )
    .into())
}

fn accept(prefix: &str, reason: &str) -> Result<(), Box<dyn Error>> {
    let mut gates = file::read()?;
    let compiler = compiler();
    let is_wanted = |gate: &Gate| prefix == "all" || gate.name.starts_with(prefix);
    if !gates.iter().any(is_wanted) {
        return Err(format!("no gate of benches/gates.txt begins with `{prefix}`").into());
    }
    for gate in gates.iter_mut().filter(|gate| is_wanted(gate)) {
        let Some(figure) = figures::measure(&gate.name)? else {
            return Err(format!("{}: valgrind is needed to accept a figure", gate.name).into());
        };
        println!("{:<30} {:>12} → {figure}", gate.name, gate.figure);
        gate.accept(figure, &compiler, reason);
    }
    file::write(&gates)?;
    Ok(())
}
