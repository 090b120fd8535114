//! Compiles the copy's tests, and runs them with a mistake turned on.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::plant::VARIABLE;

/// Longer than any suite takes on a busy machine, so what takes longer waits for what never comes.
const LONGEST: Duration = Duration::from_mins(5);
/// In seconds of a processor. More than any suite takes, so what takes more runs without an end.
const SECONDS: u32 = 100;
/// In kilobytes. More than any suite takes.
const MEMORY: u32 = 4_000_000;
/// Tries of each property: so many find a mistake that is there at all, and all of them take a while.
const TRIES: &str = "32";

/// Tests of modules that no mistake is planted in, and that take long: those of the transports wait for servers that do
/// not answer.
const UNCONCERNED: [&str; 5] = ["transport::", "xml::", "json::", "redact::", "datetime::"];

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
    /// An error where tests fail without any mistake. The programs then stand in the order of the time they take: most
    /// mistakes are caught by the first few.
    pub(crate) fn assert_sound(&mut self) -> Result<(), Box<dyn Error>> {
        let mut timed = Vec::new();
        for (program, folder) in self.programs.drain(..) {
            let start = Instant::now();
            if !passes(&program, &folder, 0) {
                return Err(format!("{} fails without any mistake", program.display()).into());
            }
            timed.push((start.elapsed(), (program, folder)));
        }
        timed.sort();
        self.programs = timed.into_iter().map(|(_, program)| program).collect();
        Ok(())
    }

    /// Whether a test fails, or does not end, with this mistake.
    pub(crate) fn notices(&self, id: u32) -> bool {
        self.programs.iter().any(|(program, folder)| !passes(program, folder, id))
    }
}

fn passes(program: &Path, folder: &Path, id: u32) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY} && ulimit -t {SECONDS} && exec \"$0\" \"$@\"")]).arg(program);
    command.args(UNCONCERNED.iter().flat_map(|module| ["--skip", module]));
    command.current_dir(folder).env(VARIABLE, id.to_string()).env("RUST_BACKTRACE", "0").env("PROPTEST_CASES", TRIES);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    child.is_ok_and(|mut child| ends_well(&mut child))
}

/// Stops the program with the first test that fails.
fn ends_well(child: &mut Child) -> bool {
    let Some(output) = child.stdout.take() else { return false };
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let fails = thread::spawn(move || lines.any(|line| line.ends_with("FAILED")));
    let start = Instant::now();
    while !fails.is_finished() && start.elapsed() < LONGEST {
        thread::sleep(Duration::from_millis(10));
    }
    if !fails.is_finished() || fails.join().unwrap_or(true) {
        // It may have ended in between.
        let _ = child.kill();
        let _ = child.wait();
        return false;
    }
    child.wait().is_ok_and(|status| status.success())
}
