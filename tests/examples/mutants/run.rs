//! Compiles the copy's tests, and runs them with a mistake turned on.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::plant::VARIABLE;

/// Longer than any suite takes, so what takes longer runs without an end.
const LONGEST: Duration = Duration::from_mins(1);
/// In kilobytes. More than any suite takes.
const MEMORY: u32 = 4_000_000;

/// Programs of tests.
pub(crate) struct Suite {
    programs: Vec<(PathBuf, PathBuf)>,
}

/// Files of the copy with lines that do not compile.
pub(crate) type Places = Vec<(String, usize)>;

/// Compiles tests, with what cargo is told of which.
pub(crate) fn build(copy: &Path, arguments: &[&str]) -> Result<Result<Suite, Places>, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--no-run", "--message-format=json"])
        .args(arguments)
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", copy.join("target"))
        .stderr(Stdio::inherit())
        .output()?;
    let (mut programs, mut places) = (Vec::new(), Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line)?;
        if let (Some(program), Some(manifest)) = (message["executable"].as_str(), message["manifest_path"].as_str()) {
            let folder = Path::new(manifest).parent().unwrap_or(copy);
            programs.push((PathBuf::from(program), folder.to_owned()));
        }
        if message["message"]["level"] == "error" {
            for span in message["message"]["spans"].as_array().into_iter().flatten() {
                let line = span["line_start"].as_u64().and_then(|line| usize::try_from(line).ok());
                places.extend(span["file_name"].as_str().map(str::to_owned).zip(line));
            }
        }
    }
    if output.status.success() { Ok(Ok(Suite { programs })) } else { Ok(Err(places)) }
}

impl Suite {
    /// An error where tests fail without any mistake.
    pub(crate) fn assert_sound(&self) -> Result<(), Box<dyn Error>> {
        if self.notices(0) { Err("the tests fail without any mistake".into()) } else { Ok(()) }
    }

    /// Whether a test fails, or does not end, with this mistake.
    pub(crate) fn notices(&self, id: u32) -> bool {
        self.programs.iter().any(|(program, folder)| !passes(program, folder, id))
    }
}

fn passes(program: &Path, folder: &Path, id: u32) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(program);
    // Those of the transports wait for servers that do not answer, and try nothing that is changed here.
    command.args(["--quiet", "--skip", "transport::"]);
    command.current_dir(folder).env(VARIABLE, id.to_string()).env("RUST_BACKTRACE", "0");
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    child.is_ok_and(|mut child| ends_well(&mut child))
}

fn ends_well(child: &mut Child) -> bool {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if start.elapsed() < LONGEST => std::thread::sleep(Duration::from_millis(20)),
            _ => {
                // It may have ended in between.
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
