//! Several files into their places, all or none: each is written beside its place, what is there is put aside, and
//! when a move fails everything goes back.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files on their way.
#[derive(Debug, Default)]
pub(super) struct Moves {
    moves: Vec<Move>,
    /// Folders that were made for them, outermost first.
    folders: Vec<PathBuf>,
}

#[derive(Debug)]
struct Move {
    path: PathBuf,
    /// The new file, beside its place.
    fresh: PathBuf,
    /// Where the old one was put, once it is.
    aside: Option<PathBuf>,
    /// The new file is in its place.
    is_done: bool,
}

/// What went wrong, with the path that it happened to.
type Failed = (PathBuf, io::Error);

impl Moves {
    /// Writes a file beside its place.
    pub(super) fn stage(&mut self, path: &Path, text: &str) -> Result<(), Failed> {
        let fail = |error| (path.to_owned(), error);
        if let Some(parent) = path.parent() {
            let missing = parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
            let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
            missing.reverse();
            fs::create_dir_all(parent).map_err(fail)?;
            self.folders.extend(missing);
        }
        let fresh = beside(path, "new");
        self.moves.push(Move { path: path.to_owned(), fresh: fresh.clone(), aside: None, is_done: false });
        fs::write(&fresh, text).map_err(fail)
    }

    /// Moves the files to their places.
    pub(super) fn commit(&mut self) -> Result<(), Failed> {
        for one in &mut self.moves {
            let fail = |error| (one.path.clone(), error);
            if one.path.symlink_metadata().is_ok() {
                let aside = beside(&one.path, "old");
                fs::rename(&one.path, &aside).map_err(fail)?;
                one.aside = Some(aside);
            }
            fs::rename(&one.fresh, &one.path).map_err(fail)?;
            one.is_done = true;
        }
        Ok(())
    }

    /// Ends: what was put aside is thrown away, or on a failure put back.
    pub(super) fn clean(self, failed: bool) {
        // There is nobody to tell but the error that is on its way already.
        for one in self.moves.into_iter().rev() {
            if failed {
                if one.is_done {
                    let _ = fs::remove_file(&one.path);
                }
                if let Some(aside) = one.aside {
                    let _ = fs::rename(aside, &one.path);
                }
                let _ = fs::remove_file(one.fresh);
            } else if let Some(aside) = one.aside {
                let _ = fs::remove_file(aside);
            }
        }
        if failed {
            for folder in self.folders.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// `.order.push.yaml.123.new`: hidden, so that no reader of the folder takes it for a spec.
fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.{what}", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<(String, String)> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, fs::read_to_string(&path).unwrap_or_else(|_| "a folder".to_owned()))
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn a_move_that_fails_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.yaml"), "旧的").expect("a file");
        let before = content(folder.path());
        let mut moves = Moves::default();
        for name in ["a.yaml", "b.yaml", "sub/.import/d.yaml"] {
            moves.stage(&at(name), "新的🍵").expect("staged");
        }
        // The fourth is gone before it can be moved.
        moves.stage(&at("e.yaml"), "新的").expect("staged");
        fs::remove_file(beside(&at("e.yaml"), "new")).expect("gone");
        let failed = moves.commit().expect_err("the fourth is gone");
        assert_eq!(failed.0, at("e.yaml"));
        assert_eq!(fs::read_to_string(at("a.yaml")).expect("moved by then"), "新的🍵");
        moves.clean(true);
        assert_eq!(content(folder.path()), before);
    }

    #[test]
    fn what_was_there_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.yaml"), "旧的").expect("a file");
        let mut moves = Moves::default();
        for name in ["a.yaml", "b.yaml"] {
            moves.stage(&at(name), "新的").expect("staged");
        }
        moves.commit().expect("moved");
        moves.clean(false);
        let new = |name: &str| (name.to_owned(), "新的".to_owned());
        assert_eq!(content(folder.path()), [new("a.yaml"), new("b.yaml")]);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_and_leaves_no_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut moves = Moves::default();
        fs::write(folder.path().join("taken"), "a file").expect("a file");
        moves.stage(&folder.path().join("new/a.yaml"), "甲").expect("staged");
        let failed = moves.stage(&folder.path().join("taken/b.yaml"), "乙").expect_err("no folder can be there");
        assert_eq!(failed.0, folder.path().join("taken/b.yaml"));
        moves.clean(true);
        assert_eq!(content(folder.path()), [("taken".to_owned(), "a file".to_owned())]);
    }
}
