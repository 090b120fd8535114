//! The README by hand: each line that begins with `$` in a block of it is run in a copy of a fresh clone, and prints what
//! the README shows; each mistake that it quotes stands where it says; each command in its prose is taken.
//!
//! Where messages have changed, `README=update cargo test -p signwright --test command readme` writes what is
//! printed now into the README, and its `git diff` is to be read.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use tempfile::TempDir;

use super::{Served, file, path, root, run_in};

/// The command as the README writes it.
const CARGO: &str = "cargo run -q -- ";

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("a README")
}

/// What a clone has of all that the README's commands read, in a folder of its own.
fn clone() -> TempDir {
    let clone = tempfile::tempdir().expect("a folder");
    for folder in ["spec", "generated-client/examples", "tests/import/pages/liuyun"] {
        copy(&root().join(folder), &clone.path().join(folder));
    }
    clone
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("copied");
        }
    }
}

/// Runs a line of the README: `cargo run -q -- …`, or `echo '…' | cargo run -q -- …`.
fn run_line(folder: &Path, line: &str) -> String {
    let (input, command) = match line.strip_prefix("echo '").and_then(|line| line.split_once("' | ")) {
        Some((input, command)) => (format!("{input}\n"), command),
        None => (String::new(), line),
    };
    let arguments = command.strip_prefix(CARGO).unwrap_or_else(|| panic!("`{command}` does not begin with `{CARGO}`"));
    let run = run_in(folder, &arguments.split(' ').collect::<Vec<_>>(), &input);
    assert!(matches!(run.code, Some(0 | 1)), "{line}\n{}", run.err);
    run.err + &run.out
}

/// Without what differs from run to run: the sandbox's port, and a second that may end between signing and checking.
fn normalised(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |mut text, part| {
        let _ = write!(text, "127.0.0.1:PORT{}", part.trim_start_matches(|digit: char| digit.is_ascii_digit()));
        text
    });
    text.replace("clock (-1 s)", "clock (+0 s)")
}

/// What is printed, cut where the README cuts it: a line `…` stands for all further lines, a line that ends in `…` for a
/// longer one.
fn cut(printed: &str, shown: &str) -> String {
    let is_cut = shown.ends_with("…\n");
    let count = if is_cut && !shown.is_empty() { shown.lines().count() - 1 } else { usize::MAX };
    let mut text = String::new();
    let shown = shown.lines().map(Some).chain(std::iter::repeat(None));
    for (printed, shown) in printed.lines().zip(shown).take(count) {
        match shown.filter(|shown| shown.len() > "…".len()).and_then(|shown| shown.strip_suffix('…')) {
            Some(shown) => {
                text.extend(printed.chars().take(shown.chars().count()));
                text += "…\n";
            }
            None => text.extend([printed, "\n"]),
        }
    }
    if is_cut { text + "…\n" } else { text }
}

static WRITES: Mutex<()> = Mutex::new(());

/// Compares a part of the README, as it is now and as it should be; or writes it.
#[track_caller]
fn settle(now: &str, should: &str) {
    if normalised(now) == normalised(should) {
        return;
    }
    assert_eq!(
        std::env::var("README").as_deref(),
        Ok("update"),
        "the README shows\n{now}\nbut it is\n{should}\nrun `README=update cargo test -p signwright --test command \
         readme` and read the `git diff`"
    );
    // Read anew: another test may have written.
    let _one_at_a_time = WRITES.lock();
    let text = readme();
    assert_eq!(text.matches(now).count(), 1, "one such part");
    fs::write(root().join("README.md"), text.replace(now, should)).expect("written");
}

fn blocks<'r>(readme: &'r str, language: &str) -> Vec<&'r str> {
    let fence = format!("```{language}\n");
    readme.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_readmes_lines_print_what_it_shows() {
    let readme = readme();
    let mut lines = 0;
    for block in blocks(&readme, "console") {
        // What one line of a block writes, the next may read.
        let clone = clone();
        let mut should = String::new();
        for part in block.strip_prefix("$ ").expect("a command").split("\n$ ") {
            let (line, shown) = part.split_once('\n').unwrap_or((part, ""));
            let shown = if shown.is_empty() || shown.ends_with('\n') { shown.to_owned() } else { format!("{shown}\n") };
            let _ = write!(should, "$ {line}\n{}", cut(&run_line(clone.path(), line), &shown));
            lines += 1;
        }
        settle(block, &should);
    }
    assert!(lines > 4, "only {lines}");
}

/// A mistake that the README quotes is made in a copy of the file that it names, by the word under the mark.
#[test]
fn the_readmes_mistakes_are_where_it_says() {
    let readme = readme();
    let mut mistakes = 0;
    for block in blocks(&readme, "text").into_iter().filter(|block| block.trim_start().starts_with("error[")) {
        let indent = " ".repeat(block.len() - block.trim_start().len());
        let lines = block.lines().map(|line| line.strip_prefix(&indent).unwrap_or(line).trim_end());
        let shown = lines.filter(|line| !line.is_empty()).fold(String::new(), |shown, line| shown + line + "\n");
        let quoted =
            |mark: &str| shown.lines().find_map(|line| line.split_once(mark)).map(|(_, after)| after.to_owned());
        let spec = quoted("--> ").and_then(|place| place.split(':').next().map(str::to_owned)).expect("a file");
        let wrong = shown.split('`').nth(1).expect("a word").to_owned();
        let right = shown.rsplit('`').nth(1).expect("another word").to_owned();
        let field = quoted(" |   ").and_then(|line| line.split(':').next().map(str::to_owned)).expect("a field");
        let clone = clone();
        let file = clone.path().join(&spec);
        let text = fs::read_to_string(&file).expect("the file");
        let line = text.lines().find(|line| line.trim().starts_with(&format!("{field}:"))).expect("the field");
        fs::write(&file, text.replacen(line, &line.replacen(&right, &wrong, 1), 1)).expect("written");
        let run = run_in(clone.path(), &["check"], "");
        let printed = run.err.split("\n\n").next().expect("a mistake");
        let should = cut(&format!("{}\n", printed.trim_end()), &shown);
        let should =
            should.lines().fold(String::new(), |should, line| should + format!("{indent}{line}").trim_end() + "\n");
        settle(block, &format!("{should}{}", &block[block.trim_end_matches(' ').len()..]));
        mistakes += 1;
    }
    assert_eq!(mistakes, 1);
}

/// The commands in the prose and the tables, each with what it leaves to the reader filled in.
#[test]
fn the_readmes_commands_are_taken() {
    let readme = readme();
    let clone = clone();
    let request = readme.split('`').find(|code| code.starts_with("{\"at\":")).expect("a request file");
    let request = file(request);
    let mut commands = 0;
    for code in readme.split('`').filter_map(|code| code.strip_prefix("cargo run -- ")) {
        let code = code.replace("PLATFORM", "wangdian-enterprise").replace("FILE", path(&request));
        let code = code.replace("SIGNATURE", "00000000000000000000000000000000").replace("8787", "0");
        let arguments: Vec<&str> = code.split(' ').collect();
        if arguments[0] == "serve" {
            assert!(Served::start(clone.path(), &arguments).greeting.starts_with("serving spec at "));
        } else {
            let run = run_in(clone.path(), &arguments, "");
            let expected = i32::from(code.contains("--expect"));
            assert_eq!(run.code, Some(expected), "{code}\n{}{}", run.out, run.err);
        }
        commands += 1;
    }
    assert!(commands > 3, "only {commands}");
    // In the prose commands stand by their names.
    let help = run_in(clone.path(), &["--help"], "").out;
    let section = readme.split("## Add an endpoint from its page").nth(1).and_then(|rest| rest.split("\n## ").next());
    let prose = section.and_then(|section| section.rsplit("```").next()).expect("prose");
    let named: Vec<_> =
        prose.split('`').skip(1).step_by(2).map(|code| code.trim_start_matches("signwright ")).collect();
    assert!(named.len() > 4, "{named:?}");
    for name in named.iter().filter_map(|code| code.split(' ').next()) {
        assert!(help.contains(&format!("\n  {name} ")), "{name}");
    }
}
