//! Remarks about how a cell was read, each with how sure the reading is.

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
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
    pub(crate) confidence: Confidence,
    pub(crate) message: String,
}

impl Note {
    pub(crate) fn new(confidence: Confidence, message: impl Into<String>) -> Self {
        Self { confidence, message: message.into() }
    }
}
