//! What is in the output folder now, and what the run makes of it. Refuses what must not be written.

use std::{
    borrow::Cow,
    collections::HashSet,
    fs, io,
    path::{Component, Path},
};

use super::{Changes, Output, OutputError};
use crate::{emit::HEADER, parallel};

/// So many files are made before the first of them is dropped: enough for all cores.
const AT_ONCE: usize = 64;

/// What the run makes of the folder. `differs` is given each file that is not there as it should be, before the next are made.
pub(super) fn changes(
    folder: &Path,
    files: &[impl Output],
    mut differs: impl FnMut(&str, &str) -> Result<(), OutputError>,
) -> Result<Changes, OutputError> {
    let mut changes = Changes::default();
    for file in files {
        inside(folder, file.path())?;
    }
    let mut present = Vec::new();
    list(folder, "", &mut present)?;
    let wanted: HashSet<&str> = files.iter().map(Output::path).collect();
    for files in files.chunks(AT_ONCE) {
        for (file, state) in files.iter().zip(parallel::map(files, |file| state(folder, file))) {
            let path = file.path().to_owned();
            match state? {
                State::Unchanged => changes.unchanged.push(path),
                State::Absent(text) => {
                    differs(&path, &text)?;
                    changes.created.push(path);
                }
                State::Stale(text) => {
                    differs(&path, &text)?;
                    changes.changed.push(path);
                }
            }
        }
    }
    for path in present {
        // A file that somebody wrote beside the generated ones stays, wanted or not.
        let is_orphan = !wanted.contains(path.as_str());
        if is_orphan && read(folder, &path)?.is_some_and(|text| is_generated(&text)) {
            changes.removed.push(path);
        }
    }
    for paths in [&mut changes.created, &mut changes.changed, &mut changes.removed, &mut changes.unchanged] {
        paths.sort();
    }
    Ok(changes)
}

/// A file beside what is in its place, with the text that it should have.
enum State<'f> {
    Unchanged,
    Absent(Cow<'f, str>),
    Stale(Cow<'f, str>),
}

fn state<'f>(folder: &Path, file: &'f impl Output) -> Result<State<'f>, OutputError> {
    let Some(present) = read(folder, file.path())? else { return Ok(State::Absent(file.text())) };
    if !is_generated(&present) {
        // Without the header a person wrote it, under a name that was free then.
        return Err(OutputError::NotGenerated(file.path().to_owned()));
    }
    if str::from_utf8(&present).is_ok_and(|present| file.is_made(present)) {
        return Ok(State::Unchanged);
    }
    let text = file.text();
    Ok(if present == text.as_bytes() { State::Unchanged } else { State::Stale(text) })
}

/// Whether a file may be replaced or removed.
fn is_generated(text: &[u8]) -> bool {
    // The header is ours alone; a looser test would delete what only quotes it.
    text.starts_with(HEADER.as_bytes())
}

/// Refuses a path that is not plainly below the folder, or that a link leads away from it.
fn inside(folder: &Path, path: &str) -> Result<(), OutputError> {
    let outside = || OutputError::Outside(path.to_owned());
    let mut so_far = folder.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(name) = part else { return Err(outside()) };
        so_far.push(name);
        match fs::symlink_metadata(&so_far) {
            // A link could lead anywhere, also one in the middle of the path.
            Ok(metadata) if metadata.is_symlink() => return Err(outside()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(OutputError::io(path)(error)),
        }
    }
    if so_far == folder { Err(outside()) } else { Ok(()) }
}

/// A file of the folder; `None` when there is none.
fn read(folder: &Path, path: &str) -> Result<Option<Vec<u8>>, OutputError> {
    match fs::read(folder.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OutputError::io(path)(error)),
    }
}

/// The Rust files below the folder. Links are not followed; a folder that is not there is empty.
fn list(folder: &Path, within: &str, files: &mut Vec<String>) -> Result<(), OutputError> {
    let entries = match fs::read_dir(folder.join(within)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(OutputError::io(within)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(OutputError::io(within))?;
        // A name that is not UTF-8 is not one of ours.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if within.is_empty() { name } else { format!("{within}/{name}") };
        let kind = entry.file_type().map_err(OutputError::io(path.as_str()))?;
        if kind.is_dir() {
            list(folder, &path, files)?;
        } else if kind.is_file() && Path::new(&path).extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
