//! What some tests need and the repository does not hold: the vendors' pages and published vectors, and programs of other
//! languages. A test without it is skipped, says so past the test harness, which would swallow it, and notes it where
//! `.ci/run` holds it against what is there.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::root;

/// A folder of `../shared`, or of the folder that `SIGNWRIGHT_SHARED` names.
pub fn shared(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SIGNWRIGHT_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared")).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    skip("folder", &folder.display().to_string());
    None
}

/// Whether a program runs; `version` is the argument that makes it do nothing but tell its version.
pub fn program(name: &str, version: &str) -> bool {
    let status = Command::new(name).arg(version).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let runs = status.is_ok_and(|status| status.success());
    if !runs {
        skip("program", name);
    }
    runs
}

/// A line each, as the file that `SIGNWRIGHT_SKIPPED` names gets it: `folder PATH` or `program NAME`.
fn skip(kind: &str, what: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Straight to the stream: what goes through `eprintln` is shown only of tests that fail.
    let told = writeln!(std::io::stderr(), "{test} is skipped: there is no {kind} {what}");
    told.expect("the standard error takes a line");
    if let Some(path) = std::env::var_os("SIGNWRIGHT_SKIPPED") {
        let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the file of skipped tests");
        file.write_all(format!("{kind} {what}\n").as_bytes()).expect("the file of skipped tests takes a line");
    }
}
