//! The files of a run: found, read whole, held to the limits, and found again by [`FileId`].
//! A spec folder holds one folder a platform, each with `platform.yaml` and one file an endpoint;
//! a single platform's own folder may be given as well. Nothing here knows YAML.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span};

/// The largest file.
// Spans count bytes in 32 bits, and this is some hundred thousand rows.
pub const MAX_BYTES: u64 = 16 << 20;

/// The name of the file that makes a folder a platform's.
const PLATFORM: &str = "platform.yaml";

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as messages show it: as the folder was given, with `/`.
    pub name: String,
    /// The path from the folder's parent on, the same on every machine: `spec/acme/platform.yaml`.
    pub origin: String,
    /// The text, with `\n` at the ends of its lines.
    pub text: String,
}

/// A platform's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// Its `platform.yaml`.
    pub platform: FileId,
    /// Its other files, in the order of their names.
    pub endpoints: Vec<FileId>,
}

/// All files of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    folders: Vec<Folder>,
}

impl Sources {
    /// Adds a text under a name.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let name = name.into();
        self.push(Source { origin: name.clone(), name, text: text.into() })
    }

    /// Adds a platform's folder of files that were added before.
    pub fn add_folder(&mut self, folder: Folder) {
        self.folders.push(folder);
    }

    /// A file of the run.
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// All files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }

    /// The platforms' folders.
    pub fn folders(&self) -> &[Folder] {
        &self.folders
    }

    /// Reads a spec folder, or one platform's folder.
    pub fn read(dir: &Path, diagnostics: &mut Diagnostics) -> Self {
        let mut reader = Reader { sources: Self::default(), diagnostics, top: dir.to_owned(), real: None };
        reader.top(dir);
        reader.sources
    }

    /// Reads one file; `None` when it cannot be read, and the diagnostics say why.
    pub fn read_file(&mut self, path: &Path, diagnostics: &mut Diagnostics) -> Option<FileId> {
        // The file is read without its folder: nobody asked for what stands beside it.
        let top = path.parent().map(Path::to_owned).unwrap_or_default();
        let mut reader = Reader { sources: std::mem::take(self), diagnostics, top, real: None };
        let read = reader.file(path);
        *self = reader.sources;
        read
    }

    fn push(&mut self, source: Source) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(source);
        id
    }
}

/// A folder half read.
struct Reader<'d> {
    sources: Sources,
    diagnostics: &'d mut Diagnostics,
    top: PathBuf,
    /// The top folder with all links resolved: nothing is read outside it.
    real: Option<PathBuf>,
}

impl Reader<'_> {
    fn top(&mut self, dir: &Path) {
        match fs::canonicalize(dir) {
            Ok(real) => self.real = Some(real),
            Err(error) => return self.fail(Code::Unreadable, dir, &format!("cannot be read: {error}"), ""),
        }
        // Somebody at work on one platform names its folder and waits for no other.
        if dir.join(PLATFORM).is_file() {
            self.folder(dir);
        } else {
            // A link to a folder is followed only within the spec folder.
            for child in self.children(dir) {
                if child.is_dir() && self.inside(&child) {
                    self.folder(&child);
                }
            }
        }
        // A folder that could not be read has said so; "no platform" on top would mislead.
        if self.sources.folders.is_empty() && !self.diagnostics.has_errors() {
            let help = format!("a platform is a folder with a `{PLATFORM}` and one file an endpoint");
            self.fail(Code::NoPlatform, dir, "no platform in this folder", &help);
        }
    }

    /// Reads a platform's folder, when it holds any YAML.
    fn folder(&mut self, dir: &Path) {
        let mut platform = None;
        let mut endpoints = Vec::new();
        for child in self.children(dir) {
            match child.extension().and_then(|extension| extension.to_str()) {
                Some("yaml") if self.inside(&child) => {}
                Some("yml") => {
                    let span = self.place(&child, String::new());
                    let warning = Diagnostic::warning(Code::NotRead, span, "this file is not read");
                    self.diagnostics.push(warning.help("end its name in `.yaml`"));
                    continue;
                }
                _ => continue,
            }
            let is_platform = child.file_name().is_some_and(|name| name == PLATFORM);
            let Some(id) = self.file(&child) else { continue };
            if is_platform { platform = Some(id) } else { endpoints.push(id) }
        }
        // A link such as `.` has no name of its own.
        let named = if dir.file_name().is_some() { dir.to_owned() } else { self.real.clone().unwrap_or_default() };
        let name = named.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match platform {
            Some(platform) => self.sources.folders.push(Folder { name, platform, endpoints }),
            None if endpoints.is_empty() => {}
            // An unreadable platform file was reported already.
            None if dir.join(PLATFORM).exists() => {}
            None => {
                let help = format!("write what the platform's calls share into `{PLATFORM}`");
                self.fail(Code::NoPlatform, dir, &format!("endpoints without a `{PLATFORM}`"), &help);
            }
        }
    }

    /// What a folder holds, hidden files aside, in the order of the names.
    fn children(&mut self, dir: &Path) -> Vec<PathBuf> {
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => {
                self.fail(Code::Unreadable, dir, &format!("cannot be read: {error}"), "");
                return Vec::new();
            }
        };
        let mut children: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')))
            .collect();
        // Folders list their files in any order, and a run must not depend on it.
        children.sort();
        children
    }

    /// Whether a path stays in the top folder once its links are resolved.
    fn inside(&mut self, path: &Path) -> bool {
        // Links are resolved before they are judged: one may lead to another that leads out.
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(error) => {
                self.fail(Code::Unreadable, path, &format!("cannot be read: {error}"), "");
                return false;
            }
        };
        let inside = self.real.as_ref().is_some_and(|top| real.starts_with(top));
        if !inside {
            self.fail(Code::OutsideFolder, path, "a link that leads out of the spec folder", "copy the file instead");
        }
        inside
    }

    fn file(&mut self, path: &Path) -> Option<FileId> {
        let bytes = match read_limited(path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                let message = format!("larger than {} MiB", MAX_BYTES >> 20);
                self.fail(Code::TooLarge, path, &message, "split the file");
                return None;
            }
            Err(error) => {
                self.fail(Code::Unreadable, path, &format!("cannot be read: {error}"), "");
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.place(path, normal(&text)).file),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let place = self.place(path, String::from_utf8_lossy(error.as_bytes()).into_owned());
                let span = place.slice(valid, valid);
                // A character of UTF-8 is at most four bytes; three mark a Chinese one.
                let span = Span { end: span.start.saturating_add(3), ..span };
                let wrong = Diagnostic::error(Code::NotUtf8, span, "not UTF-8").label("this byte");
                self.diagnostics.push(wrong.help("save the file as UTF-8 (older Chinese editors write GBK)"));
                None
            }
        }
    }

    fn place(&mut self, path: &Path, text: String) -> Span {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let (name, origin) = (slashes(path), self.origin(path));
        Span { file: self.sources.push(Source { name, origin, text }), start: 0, end }
    }

    /// The path from the top folder's own name on.
    fn origin(&self, path: &Path) -> String {
        let inner = path.strip_prefix(&self.top).unwrap_or(path);
        let top = self.real.as_ref().and_then(|real| real.file_name());
        slashes(&top.map_or_else(|| inner.to_owned(), |top| Path::new(top).join(inner)))
    }

    fn fail(&mut self, code: Code, path: &Path, message: &str, help: &str) {
        let span = self.place(path, String::new());
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }
}

/// The path of a file that a spec names, below a folder; `None` where the name or a link leads out of it.
pub fn below(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if name.contains('\\') || !Path::new(name).components().all(is_plain) {
        return None;
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = fs::canonicalize(folder).ok()?;
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        path.push(part);
        // What is not there leads nowhere; a link that leads to nothing is there.
        if fs::symlink_metadata(&path).is_ok() && !fs::canonicalize(&path).is_ok_and(|path| path.starts_with(&real)) {
            return None;
        }
    }
    Some(path)
}

/// Whether some systems keep this name for a device, whatever its ending is: nobody could check such a file out there.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().find_map(|device| stem.strip_prefix(device));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered.is_some_and(|number| {
            // Windows takes the raised digits for the plain ones.
            matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
}

/// The bytes of a regular file; `None` when there are too many.
fn read_limited(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    // Asked before opening: opening a pipe would wait for someone to write into it.
    if !fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    // One byte over the limit tells that there is more.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_BYTES).then_some(bytes))
}

/// Without a byte order mark, every line ended by `\n`.
fn normal(text: &str) -> String {
    // Columns and spans are of the text without it, as editors count them.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

fn slashes(path: &Path) -> String {
    // A message and a generated line must be the same on every system.
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_stays_below_its_folder() {
        let top = tempfile::tempdir().expect("a folder");
        let folder = top.path().join("规格");
        fs::create_dir_all(folder.join("sub")).expect("made");
        fs::write(top.path().join("x.yaml"), "").expect("written");
        fs::write(folder.join("v.yaml"), "").expect("written");
        assert!(below(&folder, "v.yaml").is_some() && below(&folder, "./sub/new.yaml").is_some());
        let outside = top.path().join("x.yaml");
        for name in ["../x.yaml", "sub/../../x.yaml", "..\\x.yaml", outside.to_str().expect("text")] {
            assert_eq!(below(&folder, name), None, "{name}");
        }
        #[cfg(unix)]
        for (link, target) in [("link", "../x.yaml"), (".import", ".."), ("gone", "/nowhere/at/all")] {
            std::os::unix::fs::symlink(target, folder.join(link)).expect("linked");
            assert_eq!(below(&folder, &format!("{link}/new.yaml")), None, "{link}");
        }
    }

    #[test]
    fn devices_are_known_with_any_ending() {
        for name in ["con", "NUL", "aux.yaml", "com1", "Lpt9.tar.gz", "prn "] {
            assert!(is_device(name), "{name}");
        }
        for name in ["console", "com10", "com", "order", "店铺", ""] {
            assert!(!is_device(name), "{name}");
        }
    }
}
