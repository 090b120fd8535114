//! The figures of the gates. None of them is a time: each repeats on any machine with the same compiler and C library,
//! to within a fraction of its tolerance.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::compiled;
use crate::machine::has;
use crate::places::root;
use crate::process::{TUNABLES, cargo, output, run};

/// All gates, in the order of the file.
#[cfg(test)]
pub(super) const NAMES: [&str; 15] = [
    "instructions push-50",
    "instructions push-1",
    "instructions modify",
    "instructions read-json",
    "instructions read-xml",
    "instructions rustc-endpoint",
    "allocations push-50",
    "allocations modify",
    "allocations read-json",
    "allocations read-xml",
    "bytes emitted-endpoint",
    "crates library",
    "crates build-script",
    "crates blocking",
    "crates async",
];

/// The figure of a gate; none where it takes valgrind, which is not here.
///
/// # Errors
/// If there is no such gate, or what it counts does not run.
pub(super) fn measure(name: &str) -> Result<Option<u64>, Box<dyn Error>> {
    let (kind, what) = name.split_once(' ').unwrap_or((name, ""));
    match (kind, what) {
        ("instructions", _) if !has("valgrind") => Ok(None),
        ("instructions", "rustc-endpoint") => compiled::instructions_of_an_endpoint().map(Some),
        ("instructions", work) => instructions(work).map(Some),
        ("allocations", work) => allocations(work).map(Some),
        ("bytes", "emitted-endpoint") => compiled::bytes_of_an_endpoint().map(Some),
        ("crates", tree) => crates(tree).map(Some),
        _ => Err(format!("`{name}` is no gate").into()),
    }
}

/// The program that does one work, built once.
fn program() -> Result<&'static Path, Box<dyn Error>> {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    if let Some(program) = PROGRAM.get() {
        return Ok(program);
    }
    let target = root().join("target");
    let mut build = cargo(&root());
    build.args(["build", "--release", "--quiet", "-p", "signwright-bench-calls", "--target-dir"]).arg(&target);
    // Line tables change no instruction; without them the build is the same wherever it is made.
    run(build.env("CARGO_PROFILE_RELEASE_DEBUG", "none"))?;
    Ok(PROGRAM.get_or_init(|| target.join("release/signwright-bench-calls")))
}

/// The instructions of one work, without all that the program does once: the difference of two runs.
fn instructions(work: &str) -> Result<u64, Box<dyn Error>> {
    // The short ones more often: the seeds of maps differ from run to run, which 20 times of the shortest show by 0.6 %.
    let times: u64 = match work {
        "read-json" | "read-xml" => 1,
        "push-50" => 20,
        _ => 400,
    };
    let counted = |times: u64| -> Result<u64, Box<dyn Error>> {
        let mut command = Command::new("valgrind");
        // No environment beside that, so that its size moves nothing.
        command
            .env_clear()
            .env(TUNABLES.0, TUNABLES.1)
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(program()?);
        let told = command.arg(work).arg(times.to_string()).output()?;
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        let count = told.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
        count.ok_or_else(|| format!("callgrind counted nothing: {told}").into())
    };
    Ok(counted(2 + times)?.saturating_sub(counted(2)?) / times)
}

/// The allocations of one work, the third time.
///
/// # Errors
/// If there is no such work.
pub(crate) fn allocations(work: &str) -> Result<u64, Box<dyn Error>> {
    Ok(output(Command::new(program()?).args([work, "3"]))?.trim().parse()?)
}

/// The crates that somebody compiles, itself included, on this machine's system.
///
/// # Errors
/// If there is no such tree.
pub(crate) fn crates(who: &str) -> Result<u64, Box<dyn Error>> {
    const PLATFORMS: &str = "suning,wangdian-enterprise,wangdian-flagship";
    let all = |with: &str| format!("{PLATFORMS}{with}");
    let arguments: &[&str] = match who {
        "library" => &["-p", "signwright-client", "--no-default-features", "--features", &all("")],
        "build-script" => &["-p", "signwright-codegen"],
        "blocking" => &["-p", "signwright-client", "--no-default-features", "--features", &all(",blocking")],
        "async" => &["-p", "signwright-client", "--no-default-features", "--features", &all(",async")],
        _ => return Err(format!("`{who}` is no tree of crates").into()),
    };
    let mut tree = cargo(&root());
    tree.args(["tree", "--quiet", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"]).args(arguments);
    let tree = output(&mut tree)?;
    Ok(u64::try_from(names(&tree).len())?)
}

/// The names of the crates of a tree that cargo printed.
pub(crate) fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).collect()
}
