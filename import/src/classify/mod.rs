//! What the cells of a row say: types in all their spellings, lengths, required words. One cell at a time;
//! what a description's prose adds is left to `infer`.

mod lengths;
mod notation;
pub(crate) mod required;
mod shape;
pub(crate) mod spelling;
pub(crate) mod types;

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Another spelling of what the notation knows.
    Normalised,
    /// Concluded from prose, samples or neighbours.
    Inferred,
    /// Read so that it loads, but a person should look.
    Uncertain,
    /// Not in the YAML.
    Unplaced,
}

/// A remark about a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    /// How sure.
    pub(crate) grade: Grade,
    /// What was made of what.
    pub(crate) message: String,
}

impl Note {
    pub(crate) fn new(grade: Grade, message: impl Into<String>) -> Self {
        Self { grade, message: message.into() }
    }
}
