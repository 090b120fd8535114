//! What is said of a value that a format cannot carry.

use std::borrow::Cow;
use std::fmt;

/// A value that the platform's format cannot carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// Where, such as `rows[3].note`.
    pub path: String,
    /// What it is, without the value.
    pub message: Cow<'static, str>,
}

impl EncodeError {
    pub(crate) fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { path: String::new(), message: message.into() }
    }

    pub(crate) fn too_deep() -> Self {
        Self::new("it is nested too deeply")
    }

    /// The same error, seen from one level further out.
    pub(crate) fn under(mut self, name: &str) -> Self {
        self.path = if self.path.is_empty() { name.to_owned() } else { format!("{name}.{}", self.path) };
        self
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.message) } else { write!(f, "{}: {}", self.path, self.message) }
    }
}

impl std::error::Error for EncodeError {}
