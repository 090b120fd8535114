//! Where and when a table was measured: times differ by machine, so each report says which it was.

use std::fs;
use std::process::Command;

/// The machine, its kernel, the compiler and the day, in one line.
pub(crate) fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{}, {cores} cores, {}, {}, {}",
        model().unwrap_or_else(|| "an unnamed processor".to_owned()),
        said("uname", &["-sr"]),
        compiler(),
        said("date", &["-u", "+%Y-%m-%d"])
    )
}

/// The version of the compiler that builds what is measured.
pub(crate) fn compiler() -> String {
    said("rustc", &["--version"])
}

/// Whether a program can be run at all.
pub(crate) fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn model() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|| format!("no {program}"))
}
