//! Text of generated code that the model is read from, and why it cannot be read.

use std::panic::Location;
use std::sync::OnceLock;
use std::{error, fmt};

use super::diagnostic::Diagnostic;

/// A text of generated code, which knows where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub(super) text: &'static str,
    /// Where it begins in a program's sources.
    location: &'static Location<'static>,
}

impl Text {
    /// No text.
    pub const NONE: Self = Self::here("");

    /// A text that stands in the file that calls this.
    #[track_caller]
    pub(super) const fn here(text: &'static str) -> Self {
        Self { text, location: Location::caller() }
    }
}

/// What an endpoint or a platform says of its sandbox. The text stands here, in the file that calls this.
#[track_caller]
pub const fn sandbox(text: &'static str) -> Text {
    Text::here(text)
}

/// Why a text of generated code cannot be read: it is cut, or of another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationError {
    file: &'static str,
    line: u32,
    message: String,
}

impl NotationError {
    pub(super) fn new(text: Text, mistake: &Diagnostic) -> Self {
        let before = text.text.get(..mistake.span.start as usize).unwrap_or_default();
        let lines = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
        let help = if mistake.help.is_empty() { String::new() } else { format!("; {}", mistake.help) };
        let message = format!("{}{help}", mistake.message);
        Self { file: text.location.file(), line: text.location.line().saturating_add(lines), message }
    }
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl error::Error for NotationError {}

/// What is read when it is first asked for.
///
/// It is behind a trait for its `Sync`: that the whole model is shared safely would be proven anew for every static of
/// generated code.
pub(super) struct Once<T>(OnceLock<Box<dyn Held<T> + Send + Sync>>);

trait Held<T> {
    fn held(&self) -> &T;
}

impl<T> Held<T> for T {
    fn held(&self) -> &T {
        self
    }
}

impl<T: Send + Sync + 'static> Once<T> {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(super) fn get_or_init(&self, read: impl FnOnce() -> T) -> &T {
        (**self.0.get_or_init(|| Box::new(read()))).held()
    }
}
