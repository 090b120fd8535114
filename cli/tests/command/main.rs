//! The command `signwright` as a person runs it: what it prints, where, and its exit code. The spec is an invented one,
//! `tests/spec`; only `repository` takes the repository's own, whatever platforms that has.

mod addresses;
mod call;
mod expect;
mod generate;
mod hostile;
mod import;
mod readme;
mod repository;
mod serve;
mod sign;
mod vendors;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use signwright_runtime::{Limits, Node, json};

/// The call of the invented spec's vector, which `sign` takes as a request.
const REQUEST: &str = r#"{
  "at": "2024-05-01T12:00:00+08:00", "nonce": "n-1",
  "credentials": { "shop": "茶馆", "key": "acme-密钥", "token": "t0ken-暗号" },
  "method": "stock/adjust",
  "body": "{\"request\":{\"sku\":\"茶-01\",\"change\":-3,\"price\":12.3400,\"note\":\"碎了🍵，补发\"}}"
}"#;

/// Its signature.
const SIGNATURE: &str = "e2149e9c1e4e93da28ad4b37efacc774066b2de7008159b0733c0290688efe11";

/// Where `spec/` is the invented one.
fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The command, in a folder, without credentials in its environment.
fn signwright(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signwright"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SIGNWRIGHT_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command did.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the command runs");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints UTF-8");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// What was printed, after a run that ended with this exit code.
    #[track_caller]
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    /// Whether both outputs together hold this.
    fn shows(&self, text: &str) -> bool {
        self.out.contains(text) || self.err.contains(text)
    }
}

/// Runs the command in `tests`.
fn run(arguments: &[&str]) -> Run {
    Run::of(&mut signwright(&tests(), arguments))
}

/// The same, with standard input.
fn run_with(arguments: &[&str], input: &str) -> Run {
    run_in(&tests(), arguments, input)
}

/// Runs the command in a folder, with standard input.
fn run_in(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command = signwright(folder, arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // A command that refuses its arguments does not read, which is no failure of the test.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A file in a folder of its own.
fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    file
}

fn path(file: &tempfile::NamedTempFile) -> &str {
    file.path().to_str().expect("a path in UTF-8")
}

/// The text at a path of names of a JSON document.
fn at(document: &str, path: &str) -> Option<String> {
    let document = json::parse(document.as_bytes(), Limits::default()).expect("JSON");
    document.path(path).and_then(Node::as_text).map(std::borrow::Cow::into_owned)
}

/// A server that runs until it is dropped.
struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it printed before it was ready.
    greeting: String,
}

impl Served {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = signwright(folder, arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut served = Self { child, out, greeting: String::new() };
        // The list of endpoints ends with an empty line after each platform; the first comes after the address.
        let mut platforms = 0;
        while platforms < 2 {
            let line = served.line();
            platforms += usize::from(line.trim().is_empty());
            served.greeting += &line;
        }
        served
    }

    /// The next line that it prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        let read = self.out.read_line(&mut line).expect("it prints UTF-8");
        assert!(read > 0, "the server ended after:\n{}", self.greeting);
        line
    }

    /// The address of the first platform.
    fn environment(&self) -> String {
        let line = self.greeting.lines().find_map(|line| line.trim().strip_prefix("environment "));
        line.expect("it says where").trim().to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself, and then the test says why.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_says_what_it_is() {
    let version = run(&["--version"]).expect(0).out;
    assert_eq!(version, format!("signwright {}\n", env!("CARGO_PKG_VERSION")));
    let help = run(&["--help"]).expect(0).out;
    for job in ["generate", "check", "serve", "call", "sign"] {
        assert!(help.contains(&format!("  {job} ")), "{help}");
        let help = run(&[job, "--help"]).expect(0).out;
        assert!(help.contains("Example: ") && help.contains("Usage: signwright"), "{help}");
    }
}

#[test]
fn wrong_usage_has_its_own_exit_code() {
    for arguments in [
        &["chekc"][..],
        &["serve", "--port", "70000"],
        &["sign", "acme"],
        &["sign", "akme", "--request", "-"],
        &["call", "acme", "stock/adjusted", "--data", "-"],
        &["call", "acme", "stock/adjust", "--data", "nowhere.json"],
        // Secrets never come as arguments, which other users of the machine can read.
        &["sign", "acme", "--request", "-", "--key", "geheim"],
        &["call", "acme", "stock/adjust", "--data", "-", "--appsecret", "geheim"],
    ] {
        let run = run(arguments).expect(2);
        assert!(run.out.is_empty() && run.err.starts_with("error: "), "{}", run.err);
    }
    assert!(run(&["sign", "akme", "--request", "-"]).err.contains("the specs have acme"));
    assert!(run(&["call", "acme", "stock", "--data", "-"]).err.contains("acme has stock/adjust"));
}
