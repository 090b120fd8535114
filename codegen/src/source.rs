//! The files of a run: read whole, held to the limits, and found again by [`FileId`].

use crate::diagnostic::FileId;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as messages show it: relative, with `/`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// All files of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a text under a name.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source { name: name.into(), text: text.into() });
        id
    }

    /// A file of the run.
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }
}
