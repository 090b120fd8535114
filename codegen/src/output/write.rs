//! Carries out a plan: every text first goes to a file of its own beside its place, then all are moved
//! into place, then orphans go. When any of it fails, what was done is undone.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{OutputError, folder::Plan};
use crate::emit::File;

/// Writes what the plan says is new or different.
pub(super) fn write(folder: &Path, files: &[File], plan: &Plan) -> Result<(), OutputError> {
    let mut work =
        Work { folder, plan, folders: Vec::new(), staged: Vec::new(), moved: Vec::new(), removed: Vec::new() };
    let done = work.run(files);
    if done.is_err() {
        work.undo();
    }
    done
}

struct Work<'a> {
    folder: &'a Path,
    plan: &'a Plan,
    /// Folders that were made.
    folders: Vec<PathBuf>,
    /// Texts that wait beside their place.
    staged: Vec<(PathBuf, &'a str)>,
    /// Files that are in place.
    moved: Vec<&'a str>,
    /// Files that are gone.
    removed: Vec<&'a str>,
}

impl<'a> Work<'a> {
    fn run(&mut self, files: &'a [File]) -> Result<(), OutputError> {
        let changes = &self.plan.changes;
        let is_new = |path: &String| changes.created.contains(path) || changes.changed.contains(path);
        self.make(self.folder).map_err(OutputError::io(self.folder.to_string_lossy()))?;
        for file in files.iter().filter(|file| is_new(&file.path)) {
            self.stage(file).map_err(OutputError::io(file.path.as_str()))?;
        }
        for (from, path) in self.staged.clone() {
            fs::rename(from, self.folder.join(path)).map_err(OutputError::io(path))?;
            self.moved.push(path);
        }
        for path in &changes.removed {
            fs::remove_file(self.folder.join(path)).map_err(OutputError::io(path.as_str()))?;
            self.removed.push(path);
        }
        // A folder that only held orphans goes too; one that holds anything stays, which is no mistake.
        for path in &changes.removed {
            if let Some(parent) = Path::new(path).parent().filter(|parent| !parent.as_os_str().is_empty()) {
                let _ = fs::remove_dir(self.folder.join(parent));
            }
        }
        Ok(())
    }

    /// Writes a text beside its place, under a name that no other file has.
    fn stage(&mut self, file: &'a File) -> io::Result<()> {
        let target = self.folder.join(&file.path);
        if let Some(parent) = target.parent() {
            self.make(parent)?;
        }
        let mut name = target.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".{}.new", std::process::id()));
        let beside = target.with_file_name(name);
        // Left behind by a process of this number that was killed.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut staged = fs::File::create_new(&beside)?;
        self.staged.push((beside, &file.path));
        staged.write_all(file.text.as_bytes())?;
        staged.sync_all()
    }

    /// Makes a folder and those above it, and remembers which were not there.
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || folder.is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            self.make(parent)?;
        }
        fs::create_dir(folder)?;
        self.folders.push(folder.to_owned());
        Ok(())
    }

    /// Puts everything back. What cannot be put back is left: the error that led here is the one to show.
    fn undo(&self) {
        for (beside, _) in &self.staged {
            let _ = fs::remove_file(beside);
        }
        for path in self.moved.iter().chain(&self.removed) {
            let place = self.folder.join(path);
            let _ = match self.plan.before.get(*path) {
                Some(text) => fs::write(place, text),
                None => fs::remove_file(place),
            };
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
