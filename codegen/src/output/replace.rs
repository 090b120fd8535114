//! Several files into their places, all or none: each is written beside its place, what is there is put aside, and
//! when a move fails everything goes back.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What went wrong, with the path that it happened to.
pub type ReplaceError = (PathBuf, io::Error);

/// Writes each path that has a text and removes each that has none. On an error every file and folder is as it was.
pub fn replace<'t>(files: impl IntoIterator<Item = (PathBuf, Option<&'t str>)>) -> Result<(), ReplaceError> {
    let mut moves = Moves::default();
    // All texts are on the disk before the first old file moves: a full disk then changes nothing.
    let staged = files.into_iter().try_for_each(|(path, text)| moves.stage(path, text));
    let done = staged.and_then(|()| moves.commit());
    moves.clean(done.is_err());
    done
}

/// Files on their way into their places.
#[derive(Debug, Default)]
pub(super) struct Moves {
    moves: Vec<Move>,
    /// Folders that were made for them, outermost first.
    folders: Vec<PathBuf>,
}

#[derive(Debug)]
struct Move {
    path: PathBuf,
    /// The new file, beside its place; none where the old one only goes.
    fresh: Option<PathBuf>,
    /// Where the old one was put, once it is.
    aside: Option<PathBuf>,
    /// The new file is in its place.
    is_done: bool,
}

impl Moves {
    /// Writes a file beside its place.
    pub(super) fn stage(&mut self, path: PathBuf, text: Option<&str>) -> Result<(), ReplaceError> {
        let fail = |error| (path.clone(), error);
        let Some(text) = text else {
            self.moves.push(Move { path, fresh: None, aside: None, is_done: false });
            return Ok(());
        };
        self.make_folder(&path).map_err(fail)?;
        let fresh = beside(&path, "new");
        // Known before it is written, so that a text that was cut short is cleaned up too.
        self.moves.push(Move { path: path.clone(), fresh: Some(fresh.clone()), aside: None, is_done: false });
        write_new(&fresh, text).map_err(fail)
    }

    /// Makes the folder of a file and those above it, and remembers which were not there.
    fn make_folder(&mut self, path: &Path) -> io::Result<()> {
        let Some(parent) = path.parent() else { return Ok(()) };
        let missing = parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        let mut missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
        // The outermost first, so that a failure removes them from the inside out.
        missing.reverse();
        self.folders.extend(missing);
        fs::create_dir_all(parent)
    }

    /// Moves the files to their places.
    pub(super) fn commit(&mut self) -> Result<(), ReplaceError> {
        for file in &mut self.moves {
            let fail = |error| (file.path.clone(), error);
            if let Ok(old) = file.path.symlink_metadata() {
                // A folder could be moved aside too, with whatever is in it.
                if old.is_dir() {
                    return Err(fail(io::ErrorKind::IsADirectory.into()));
                }
                let aside = beside(&file.path, "old");
                // A second name for what is there: the new file then takes its place at once, and whoever reads the
                // folder meanwhile finds one or the other. Where that cannot be had, or the file only goes, it moves.
                let is_kept = file.fresh.is_some() && fs::hard_link(&file.path, &aside).is_ok();
                if !is_kept {
                    fs::rename(&file.path, &aside).map_err(fail)?;
                }
                file.aside = Some(aside);
            }
            if let Some(fresh) = &file.fresh {
                fs::rename(fresh, &file.path).map_err(fail)?;
                file.is_done = true;
            }
        }
        Ok(())
    }

    /// Ends: what was put aside is thrown away, or on a failure put back.
    pub(super) fn clean(self, failed: bool) {
        // There is nobody to tell but the error that is on its way already.
        // The last first: an earlier move may be what a later one stands on.
        for file in self.moves.into_iter().rev() {
            if failed {
                match file.aside {
                    // A move onto another name of the same file does nothing, and leaves both names.
                    Some(aside) if fs::rename(&aside, &file.path).is_ok() => drop(fs::remove_file(aside)),
                    None if file.is_done => drop(fs::remove_file(&file.path)),
                    _ => {}
                }
                if let Some(fresh) = file.fresh {
                    let _ = fs::remove_file(fresh);
                }
            } else if let Some(aside) = file.aside {
                let _ = fs::remove_file(aside);
            }
        }
        if failed {
            for folder in self.folders.iter().rev() {
                // Only an empty folder goes: what somebody else put into it meanwhile stays.
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// Writes a file that nobody else has, down to the disk.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    // Left behind by a process of this number that was killed.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = fs::File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    // A rename may reach the disk before the text does, and a power cut would leave an empty file.
    file.sync_all()
}

/// `.order.push.yaml.123.new`: hidden, so that no reader of the folder takes it for a spec.
fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    // In the same folder, for a rename does not cross file systems; and two runs at once do not meet.
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
            moves.stage(at(name), Some("新的🍵")).expect("staged");
        }
        // The fourth is gone before it can be moved.
        moves.stage(at("e.yaml"), Some("新的")).expect("staged");
        fs::remove_file(beside(&at("e.yaml"), "new")).expect("gone");
        let failed = moves.commit().expect_err("the fourth is gone");
        assert_eq!(failed.0, at("e.yaml"));
        assert_eq!(fs::read_to_string(at("a.yaml")).expect("moved by then"), "新的🍵");
        moves.clean(true);
        assert_eq!(content(folder.path()), before);
    }

    #[test]
    fn a_file_that_cannot_take_its_place_leaves_the_old_one_and_no_second_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.yaml");
        fs::write(&path, "旧的").expect("a file");
        let mut moves = Moves::default();
        moves.stage(path.clone(), Some("新的")).expect("staged");
        fs::remove_file(beside(&path, "new")).expect("gone");
        assert_eq!(moves.commit().expect_err("it is gone").0, path);
        // Whoever reads meanwhile finds the old one: it never left its place.
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "旧的");
        moves.clean(true);
        assert_eq!(content(folder.path()), [("a.yaml".to_owned(), "旧的".to_owned())]);
    }

    #[test]
    fn what_was_there_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.yaml"), "旧的").expect("a file");
        fs::write(at("gone.yaml"), "旧的").expect("a file");
        replace([(at("a.yaml"), Some("新的")), (at("gone.yaml"), None), (at("b.yaml"), Some("新的"))]).expect("moved");
        let new = |name: &str| (name.to_owned(), "新的".to_owned());
        assert_eq!(content(folder.path()), [new("a.yaml"), new("b.yaml")]);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_and_leaves_no_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("taken"), "a file").expect("a file");
        let at = |name: &str| folder.path().join(name);
        let failed = replace([(at("new/a.yaml"), Some("甲")), (at("taken/b.yaml"), Some("乙"))]);
        assert_eq!(failed.expect_err("no folder can be there").0, at("taken/b.yaml"));
        assert_eq!(content(folder.path()), [("taken".to_owned(), "a file".to_owned())]);
    }
}
