//! Specs of a git revision, read by `git` itself: nothing is checked out, and nothing is written.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use signwright_codegen::diagnostic::{Diagnostics, FileId};
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, Loaded, load_sources};

use super::Failure;

/// A file of the revision: its path below the folder, and its text.
struct Blob {
    path: String,
    text: String,
}

/// A folder of the working tree as `git` names it in a revision: relative to where the command runs.
pub(crate) fn beside(folder: &Path) -> Result<String, Failure> {
    if folder.is_absolute() {
        return Err(Failure::usage("--spec must be relative to the repository for --git"));
    }
    Ok(format!("./{}", folder.display()))
}

/// Loads the specs of `revision:folder`.
pub(crate) fn load<'m>(arena: &'m Arena, revision: &str, folder: &str) -> Result<Loaded<'m>, Failure> {
    if revision.is_empty() || revision.starts_with('-') {
        return Err(Failure::usage(format!("`{revision}:{folder}` is neither a folder nor a folder of a revision")));
    }
    let tree = format!("{revision}:{folder}");
    Ok(load_sources(arena, sources(&blobs(&tree)?, &tree, folder)?, Diagnostics::default()))
}

/// All YAML files below the folder, in the order of their paths.
fn blobs(tree: &str) -> Result<Vec<Blob>, Failure> {
    let listed = git(&["ls-tree", "--full-tree", "-r", "-z", tree], "")?;
    let mut rows = Vec::new();
    for row in String::from_utf8_lossy(&listed).split('\0').filter(|row| !row.is_empty()) {
        // `<mode> blob <object>\t<path>`; a link's mode is 120000, and links are not followed.
        let Some((kind, path)) = row.split_once('\t') else { continue };
        let mut words = kind.split(' ');
        let (mode, object) = (words.next().unwrap_or_default(), words.nth(1).unwrap_or_default());
        if mode.starts_with("100") && Path::new(path).extension().is_some_and(|end| end == "yaml") {
            rows.push((path.to_owned(), object.to_owned()));
        }
    }
    let asked: Vec<_> = rows.iter().map(|(_, object)| object.as_str()).collect();
    let mut remaining = git(&["cat-file", "--batch"], &(asked.join("\n") + "\n"))?;
    let mut blobs = Vec::new();
    for (path, _) in rows {
        let read = || Failure::refused(format!("git did not give {tree}/{path}"));
        // `<object> blob <size>\n<contents>\n`
        let line = remaining.iter().position(|byte| *byte == b'\n').ok_or_else(read)?;
        let head = String::from_utf8_lossy(remaining.get(..line).unwrap_or_default()).into_owned();
        let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(read)?;
        let start = line.saturating_add(1);
        let end = start.checked_add(size).filter(|end| *end < remaining.len()).ok_or_else(read)?;
        let text = String::from_utf8(remaining.get(start..end).unwrap_or_default().to_vec());
        let text = text.map_err(|_| Failure::refused(format!("{tree}/{path} is not UTF-8")))?;
        blobs.push(Blob { path, text: text.replace("\r\n", "\n") });
        remaining.drain(..=end);
    }
    Ok(blobs)
}

/// The files as the loader takes them: a folder a platform, or the folder of a single one.
fn sources(blobs: &[Blob], tree: &str, folder: &str) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    let top = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let mut folders: Vec<(String, Option<FileId>, Vec<FileId>)> = Vec::new();
    for blob in blobs {
        let (name, file) = match blob.path.split_once('/') {
            Some((name, file)) if !file.contains('/') => (name, file),
            Some(_) => continue,
            None => (top, blob.path.as_str()),
        };
        if name.starts_with('.') || file.starts_with('.') {
            continue;
        }
        let id = sources.add(format!("{tree}/{}", blob.path), blob.text.trim_start_matches('\u{feff}'));
        if folders.last().is_none_or(|(last, ..)| last != name) {
            folders.push((name.to_owned(), None, Vec::new()));
        }
        let Some((_, platform, endpoints)) = folders.last_mut() else { continue };
        if file == "platform.yaml" { *platform = Some(id) } else { endpoints.push(id) }
    }
    for (name, platform, endpoints) in folders {
        let Some(platform) = platform else {
            return Err(Failure::refused(format!("{tree}: the folder `{name}` has no platform.yaml")));
        };
        sources.add_folder(Folder { name, platform, endpoints });
    }
    Ok(sources)
}

/// What `git` prints; its own words where it fails.
fn git(arguments: &[&str], input: &str) -> Result<Vec<u8>, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::refused(format!("git {}: {error}", arguments.join(" ")));
    let mut command = Command::new("git");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(&error))?;
    let stdin = child.stdin.take();
    // Written beside the reading: both pipes are small.
    let output = std::thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input.as_bytes())));
        let output = child.wait_with_output();
        let _ = writer.join();
        output
    });
    let output = output.map_err(|error| failed(&error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(failed(&String::from_utf8_lossy(&output.stderr).trim()))
}
