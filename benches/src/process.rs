//! Programs that are run, and what each took: CPU time with that of its children, and the largest memory of one of them.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};

use wait4::Wait4 as _;

/// What the C library is told where instructions are counted: to copy and search as on any processor of the architecture. By
/// the one that is here a push counts 3 % more or less.
pub(crate) const TUNABLES: (&str, &str) =
    ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX,-AVX_Usable,-BMI2,-ERMS,-FSRM,-SSSE3,-SSE4_1,-SSE4_2");

/// What a program took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Seconds of CPU, user and system.
    pub(crate) cpu: f64,
    /// The most memory that it, or one of its children, held at one time, in MB.
    pub(crate) peak: f64,
}

/// Runs a program to its end. What it prints to its standard output is thrown away.
///
/// # Errors
/// If it cannot be run, or fails.
pub(crate) fn run(command: &mut Command) -> Result<Cost, Box<dyn Error>> {
    let used = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().map_err(named(command))?.wait4()?;
    if !used.status.success() {
        return Err(format!("{command:?}: {}", used.status).into());
    }
    let usage = used.rusage;
    #[expect(clippy::cast_precision_loss, reason = "a hundredth of a megabyte is enough")]
    let peak = usage.maxrss as f64 / 1e6;
    Ok(Cost { cpu: (usage.utime + usage.stime).as_secs_f64(), peak })
}

/// Runs a program to its end and gives what it printed.
///
/// # Errors
/// If it cannot be run, fails, or prints no text.
pub(crate) fn output(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(named(command))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Cargo, in a folder, without what an outer cargo tells its children.
pub(crate) fn cargo(dir: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(dir).env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never");
    for name in ["CARGO", "RUSTC_WRAPPER", "RUSTFLAGS", "CARGO_TARGET_DIR"] {
        cargo.env_remove(name);
    }
    cargo
}

/// This program again, to do one step of what it measures.
///
/// # Errors
/// If the system does not tell where it is.
pub(crate) fn step(arguments: &[&str]) -> Result<Command, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("step").args(arguments);
    Ok(command)
}

fn named(command: &Command) -> impl FnOnce(std::io::Error) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    move |error| format!("{program}: {error}")
}

/// The median of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
