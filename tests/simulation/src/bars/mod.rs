//! The bars: what the client promises, measured. Each module has a `run` that prints its figures and says whether the bar is
//! met; `measure` gives the figures to a test with smaller numbers.
#![allow(clippy::missing_panics_doc)] // A measure that cannot be set up has no result.

pub mod any_call;
pub mod codes;
mod invented;
pub mod leaks;
pub mod outage;
pub mod skew;
pub mod tokens;
mod vendor;

/// A number of a command line, or what it is if not said.
fn number(numbers: &[u64], index: usize, default: u64) -> u64 {
    numbers.get(index).copied().unwrap_or(default)
}

/// Prints whether a bar is met.
fn met(bar: &str, is_met: bool) -> bool {
    println!("{}: {bar}", if is_met { "met" } else { "MISSED" });
    is_met
}
