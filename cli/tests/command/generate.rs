//! `generate` and `check`: the summary, the freshness check with the command to run, and mistakes as text and as data.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Run, Served, at, run, signwright, tests};

/// A folder with a `spec/` of its own.
fn checkout() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let acme = dir.path().join("spec/acme");
    fs::create_dir_all(&acme).expect("made");
    for name in ["platform.yaml", "stock.adjust.yaml"] {
        fs::copy(tests().join("spec/acme").join(name), acme.join(name)).expect("copied");
    }
    dir
}

fn replace(dir: &Path, from: &str, to: &str) {
    let file = dir.join("spec/acme/stock.adjust.yaml");
    let text = fs::read_to_string(&file).expect("a spec");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    fs::write(file, text.replace(from, to)).expect("written");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(dir).expect("a folder").flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

const FIRST: &str = "\
1 platform, 1 endpoint

acme  阿克米库存
  signing  canonical → string_to_sign → signature; 1 vector verified; 1 error code in the table
  stock/adjust  调整库存  8 fields  0 codes  1 rule  2 samples  repeat with care

generated-client/src/generated  4 files (4 created) in ";

#[test]
fn a_title_moves_no_cursor_and_turns_no_direction() {
    let dir = checkout();
    replace(dir.path(), "title: 调整库存", r#"title: "调整\e[2J\r\u202e库存""#);
    let run = Run::of(&mut signwright(dir.path(), &["check"])).expect(0);
    assert!(run.out.contains("  stock/adjust  调整 [2J 库存  8 fields"), "{:?}", run.out);
    let served = Served::start(dir.path(), &["serve", "spec", "--port", "0"]);
    assert!(served.greeting.contains("  stock/adjust  调整 [2J 库存\n"), "{:?}", served.greeting);
}

#[test]
fn a_title_without_an_end_widens_no_column() {
    let dir = checkout();
    replace(dir.path(), "title: 调整库存", &format!("title: {}", "调整库存".repeat(2500)));
    let run = Run::of(&mut signwright(dir.path(), &["check"])).expect(0);
    assert!(run.out.contains("调整库存…  8 fields") && run.out.len() < 1000, "{}", run.out);
}

#[test]
fn a_bare_run_generates_and_says_what_it_found() {
    let dir = checkout();
    fs::create_dir(dir.path().join("generated-client")).expect("made");
    let first = Run::of(&mut signwright(dir.path(), &[])).expect(0);
    assert!(first.out.starts_with(FIRST), "{}", first.out);
    assert!(
        first
            .out
            .ends_with("create acme/mod.rs\ncreate acme/platform.rs\ncreate acme/stock_adjust.rs\ncreate mod.rs\n")
    );
    assert!(first.err.is_empty(), "{}", first.err);
    let second = Run::of(&mut signwright(dir.path(), &[])).expect(0);
    assert!(second.out.contains("4 files (4 unchanged) in "), "{}", second.out);
    let check = Run::of(&mut signwright(dir.path(), &["generate", "--check"])).expect(0);
    assert_eq!(check.out, "generated-client/src/generated is fresh: 4 files (4 unchanged)\n");
}

#[test]
fn a_bare_run_without_a_client_writes_nothing_and_helps() {
    let dir = checkout();
    let help = run(&["--help"]).expect(0).out;
    for folder in [dir.path().to_owned(), dir.path().join("spec"), dir.path().join("spec/acme")] {
        let bare = Run::of(&mut signwright(&folder, &[])).expect(2);
        assert_eq!((bare.out.as_str(), bare.err.trim_end()), ("", help.trim_end()));
    }
    assert!(help.contains("Usage: signwright") && help.contains("  generate "), "{help}");
    // A file of that name is no client.
    fs::write(dir.path().join("generated-client"), "").expect("written");
    Run::of(&mut signwright(dir.path(), &[])).expect(2);
    fs::remove_file(dir.path().join("generated-client")).expect("removed");
    assert_eq!(files(dir.path()), [dir.path().join("spec")]);
}

#[test]
fn a_stale_client_fails_with_the_command_that_refreshes_it() {
    let dir = checkout();
    Run::of(&mut signwright(dir.path(), &["generate"])).expect(0);
    replace(dir.path(), "varchar(20)      备注", "varchar(21)      备注");
    let stale = Run::of(&mut signwright(dir.path(), &["generate", "--check"])).expect(1);
    assert_eq!(
        (stale.out.as_str(), stale.err.as_str()),
        (
            "",
            "generated-client/src/generated is stale:\nchange acme/stock_adjust.rs\nrun `cargo run` and commit the result\n"
        )
    );
    // The command is what a bare `cargo run` is.
    let refreshed = Run::of(&mut signwright(dir.path(), &[])).expect(0);
    assert!(refreshed.out.contains("1 changed, 3 unchanged"), "{}", refreshed.out);
    Run::of(&mut signwright(dir.path(), &["generate", "--check"])).expect(0);
}

#[test]
fn other_folders_are_part_of_that_command() {
    let dir = checkout();
    let folders = ["--spec", "spec/acme", "--out", "生成"];
    let check = [&["generate", "--check"], &folders[..]].concat();
    let stale = Run::of(&mut signwright(dir.path(), &check)).expect(1);
    let command = stale.err.split('`').nth(1).expect("a command").to_owned();
    assert_eq!(command, "cargo run -- generate --spec spec/acme --out 生成");
    assert!(!dir.path().join("生成").exists(), "checking writes nothing");
    let arguments: Vec<&str> = command.split(' ').skip(3).collect();
    Run::of(&mut signwright(dir.path(), &arguments)).expect(0);
    Run::of(&mut signwright(dir.path(), &check)).expect(0);
}

#[test]
fn a_mistake_is_told_whole_and_writes_nothing() {
    let dir = checkout();
    replace(dir.path(), "note:   varchar(20)", "note:   varchr(20)");
    replace(dir.path(), "requires: price -> note", "requires: price -> notes");
    let run = Run::of(&mut signwright(dir.path(), &["generate"])).expect(1);
    assert!(run.out.is_empty(), "{}", run.out);
    for part in [
        "error[unknown-type]: unknown type `varchr`\n  --> spec/acme/stock.adjust.yaml:11:11\n",
        "11 |   note:   varchr(20)      备注\n   |           ^^^^^^\n",
        "help: did you mean `varchar`?",
        "spec/acme/stock.adjust.yaml:13:",
        "`notes`",
        "2 errors\nnothing was written\n",
    ] {
        assert!(run.err.contains(part), "{part}\nin\n{}", run.err);
    }
    assert_eq!(files(dir.path()), [dir.path().join("spec")]);
}

#[test]
fn check_tells_the_same_as_text_and_as_data() {
    let sound = run(&["check"]).expect(0);
    assert!(sound.out.starts_with("1 platform, 1 endpoint\n") && sound.err.is_empty(), "{}", sound.err);
    assert_eq!(run(&["check", "spec", "--format", "json"]).expect(0).out.trim(), "[]");

    let dir = checkout();
    replace(dir.path(), "note:   varchar(20)", "note:   varchr(20)");
    let text = Run::of(&mut signwright(dir.path(), &["check"])).expect(1);
    assert!(text.out.is_empty() && text.err.contains("unknown type `varchr`"), "{}", text.err);
    let data = Run::of(&mut signwright(dir.path(), &["check", "--format", "json"])).expect(1);
    assert!(data.err.is_empty(), "{}", data.err);
    let rows = data.out.trim().trim_start_matches('[').trim_end_matches(']');
    let expected = [
        ("code", "unknown-type"),
        ("severity", "error"),
        ("file", "spec/acme/stock.adjust.yaml"),
        ("line", "11"),
        ("column", "11"),
        ("end_column", "17"),
        ("message", "unknown type `varchr`"),
        ("help", "did you mean `varchar`?"),
    ];
    for (name, value) in expected {
        assert_eq!(at(rows, name).as_deref(), Some(value), "{rows}");
    }
}

#[test]
fn a_vector_that_does_not_come_out_is_a_mistake() {
    let dir = checkout();
    let file = dir.path().join("spec/acme/platform.yaml");
    let text =
        fs::read_to_string(&file).expect("a spec").replace("hmac_sha256(credential.key)", "hmac_sha1(credential.key)");
    fs::write(&file, text).expect("written");
    let run = Run::of(&mut signwright(dir.path(), &["check"])).expect(1);
    assert!(run.err.contains("spec/acme/platform.yaml:") && run.err.contains("signature"), "{}", run.err);
    assert!(!run.shows("acme-密钥"), "a vector's secret is not printed: {}", run.err);
}

#[test]
fn a_folder_that_is_not_there_is_told_by_name() {
    let run = run(&["check", "nowhere"]).expect(1);
    assert!(run.err.contains("cannot be read") && run.err.contains("nowhere"), "{}", run.err);
}
