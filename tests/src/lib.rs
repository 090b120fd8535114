//! What the tests share: where the repository's folders are and how to walk them, the loaded specs, conformance cases as data, a
//! runtime, and servers and proxies that misbehave.

pub mod case;
pub mod hostile;
pub mod http;
pub mod logs;
pub mod mistakes;
pub mod needs;
pub mod outcome;
pub mod patched;
pub mod proxy;
pub mod random;
pub mod repetition;
pub mod size;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use signwright_codegen::{Arena, specs::Specs};

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// A runtime on this thread, with timers and sockets, for the async transport.
///
/// # Panics
/// If the system gives none.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// All files below `dir` with this extension, sorted, build folders left out.
///
/// # Panics
/// If the folder cannot be read.
pub fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = all_files(dir);
    found.retain(|path| path.extension().is_some_and(|found| found == extension));
    found
}

/// All files below `dir`, sorted, build folders left out.
///
/// # Panics
/// If the folder cannot be read.
pub fn all_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        let entries = std::fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if !path.is_dir() {
                found.push(path);
            } else if !path.ends_with("target") {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The text of a file.
///
/// # Panics
/// If it cannot be read.
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below a folder: their paths in it and their texts.
///
/// # Panics
/// If one cannot be read, or is not text.
pub fn tree(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        let entries = std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let inside = path.strip_prefix(dir).unwrap_or(&path).display().to_string();
                found.insert(inside, read(&path));
            }
        }
    }
    found
}

/// Copies a folder of text files.
///
/// # Panics
/// If something cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    for (path, text) in tree(from) {
        let path = to.join(path);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        made.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// Loads `spec/`.
///
/// # Panics
/// If a spec has a mistake: `signwright check` shows it.
pub fn specs(arena: &Arena) -> Specs<'_> {
    let loaded = signwright_codegen::load(arena, &root().join("spec"));
    match loaded.specs {
        Some(specs) => specs,
        None => panic!("spec/ has mistakes; run `cargo run -- check`:\n{:?}", loaded.diagnostics),
    }
}
