//! What the writer does to a folder, and what it refuses to do.

use std::{borrow::Cow, fs, path::Path};

use tempfile::TempDir;

use super::{Output, OutputError, compare, write};
use crate::emit::{File, HEADER};

fn generated(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: format!("{HEADER}spec. Do not edit.\n\n{text}\n") }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// All files below a folder with their texts.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_run_creates_changes_and_removes_and_a_second_touches_nothing() {
    let dir = folder();
    let out = dir.path().join("src/generated");
    let first = [generated("mod.rs", "one"), generated("acme/mod.rs", "one"), generated("gone/mod.rs", "one")];
    assert_eq!(write(&out, &first).expect("written").created, ["acme/mod.rs", "gone/mod.rs", "mod.rs"]);

    let second = [generated("mod.rs", "two"), generated("acme/mod.rs", "one"), generated("acme/push.rs", "新")];
    let before = tree(&out);
    let would = compare(&out, &second).expect("compared");
    assert_eq!(would.to_string(), "create acme/push.rs\nchange mod.rs\nremove gone/mod.rs\n");
    assert_eq!(tree(&out), before, "comparing writes nothing");

    let old = fs::metadata(out.join("acme/mod.rs")).and_then(|file| file.modified()).expect("a time");
    assert_eq!(write(&out, &second).expect("written"), would);
    assert_eq!(
        tree(&out).into_iter().map(|(path, _)| path).collect::<Vec<_>>(),
        ["acme/mod.rs", "acme/push.rs", "mod.rs"]
    );
    assert!(!out.join("gone").exists());
    assert_eq!(fs::metadata(out.join("acme/mod.rs")).and_then(|file| file.modified()).expect("a time"), old);
    assert!(write(&out, &second).expect("written").is_empty());
}

#[test]
fn a_file_that_was_not_generated_stays_and_stops_the_run() {
    let dir = folder();
    fs::write(dir.path().join("mod.rs"), "//! Mine.\n").expect("written");
    fs::write(dir.path().join("notes.md"), HEADER).expect("written");
    fs::write(dir.path().join("mine.rs"), "// mine").expect("written");
    let before = tree(dir.path());
    let refused = write(dir.path(), &[generated("a.rs", "a"), generated("mod.rs", "b")]);
    assert!(matches!(refused, Err(OutputError::NotGenerated(path)) if path == "mod.rs"));
    assert_eq!(tree(dir.path()), before);
    // Beside generated files, a person's own are left alone.
    let changes = write(dir.path(), &[generated("a.rs", "a")]).expect("written");
    assert_eq!((changes.created.len(), changes.removed.len()), (1, 0));
    assert_eq!(tree(dir.path()).len(), before.len() + 1);
}

/// A file that must not be made.
struct Made(&'static str, String);

impl Output for Made {
    fn path(&self) -> &str {
        self.0
    }

    fn text(&self) -> Cow<'_, str> {
        panic!("{} is made although it is there", self.0)
    }

    fn is_made(&self, present: &str) -> bool {
        present == self.1
    }
}

#[test]
fn what_is_known_to_be_there_is_not_made_again() {
    let dir = folder();
    write(dir.path(), &[generated("a.rs", "店铺")]).expect("written");
    let made = [Made("a.rs", generated("a.rs", "店铺").text)];
    assert_eq!(write(dir.path(), &made).expect("written").unchanged, ["a.rs"]);
    // What a person wrote is none of ours, whatever it claims.
    fs::write(dir.path().join("a.rs"), "//! Mine.\n").expect("written");
    let refused = write(dir.path(), &[Made("a.rs", "//! Mine.\n".to_owned())]);
    assert!(matches!(refused, Err(OutputError::NotGenerated(path)) if path == "a.rs"));
}

#[test]
fn nothing_is_written_outside_the_folder() {
    let dir = folder();
    let out = dir.path().join("out");
    for path in ["../up.rs", "/etc/x.rs", "a/../../up.rs", "", ".", "a/.."] {
        let refused = write(&out, &[generated(path, "x")]);
        assert!(matches!(refused, Err(OutputError::Outside(_))), "{path}");
    }
    assert!(tree(dir.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (dir, other) = (folder(), folder());
    let target = other.path().join("target.rs");
    fs::write(&target, &generated("target.rs", "theirs").text).expect("written");
    symlink(other.path(), dir.path().join("acme")).expect("linked");
    symlink(&target, dir.path().join("mod.rs")).expect("linked");
    for path in ["acme/target.rs", "acme/new.rs", "mod.rs"] {
        let refused = write(dir.path(), &[generated(path, "x")]);
        assert!(matches!(refused, Err(OutputError::Outside(_))), "{path}");
    }
    // Neither is a link an orphan, nor what it leads to.
    assert!(write(dir.path(), &[generated("a.rs", "a")]).expect("written").removed.is_empty());
    assert_eq!(tree(other.path()).len(), 1);
}

#[test]
fn a_run_that_fails_leaves_the_folder_as_it_was() {
    let dir = folder();
    write(dir.path(), &[generated("a.rs", "one"), generated("gone.rs", "one")]).expect("written");
    let before = tree(dir.path());
    // `b.rs` is a folder, which only shows when the others are in place already or about to be.
    fs::create_dir(dir.path().join("b.rs")).expect("made");
    let files = [generated("a.rs", "two"), generated("new/c.rs", "new"), generated("b.rs", "b")];
    assert!(matches!(write(dir.path(), &files), Err(OutputError::Io { path, .. }) if path == "b.rs"));
    assert_eq!(tree(dir.path()), before);
    assert!(!dir.path().join("new").exists());
}

#[test]
fn what_was_moved_is_put_back_when_a_later_move_fails() {
    let dir = folder();
    write(dir.path(), &[generated("a.rs", "one"), generated("gone.rs", "one")]).expect("written");
    let before = tree(dir.path());
    let files = [generated("a.rs", "two"), generated("b.rs", "b"), generated("new/c.rs", "c")];
    let mut moves = super::Moves::default();
    let staged = super::folder::changes(dir.path(), &files, |path, text| {
        moves.stage(dir.path().join(path), Some(text)).map_err(|failed| super::shown(dir.path(), failed))
    });
    // Somebody puts a folder where a file goes, between the look and the write.
    fs::create_dir(dir.path().join("b.rs")).expect("made");
    assert!(super::carry_out(dir.path(), &mut moves, staged.expect("staged")).is_err());
    moves.clean(true);
    fs::remove_dir(dir.path().join("b.rs")).expect("removed");
    assert_eq!(tree(dir.path()), before);
    assert!(!dir.path().join("new").exists());
}
