//! How large and how deep a document may be, how much memory its tree may take, and what is said of one that cannot be
//! read.
//!
//! The messages name a place and a reason, never the document's own text: it may hold personal data.

use std::borrow::Cow;
use std::fmt;

use crate::MAX_DEPTH;

/// How large and how deep a document may be. What is read takes, the document, the tape of its values and a tree of them where one is
/// made included, at most nine times the memory of the largest one: a document of nothing but short values, which would take
/// more, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes, after any decompression.
    pub bytes: usize,
    /// The most levels of lists, maps and elements; no more than [`MAX_DEPTH`], whatever it says.
    pub depth: usize,
}

impl Limits {
    /// Whether a document of this many bytes may be read.
    pub(crate) fn admit(self, bytes: &[u8]) -> Result<(), DecodeError> {
        if bytes.len() > self.bytes {
            return Err(DecodeError::at(self.bytes, format!("the document is longer than {} bytes", self.bytes)));
        }
        Ok(())
    }

    /// The levels that may really be opened: whoever walks a tree does it by recursion.
    pub(crate) fn levels(self) -> usize {
        self.depth.min(MAX_DEPTH)
    }
}

/// What is said where no room is left.
pub(crate) const TOO_MANY: &str = "the document holds too many values for its size";

/// What small documents may take whatever their limit is.
const LEAST_ROOM: usize = 64 * 1024;

/// The memory that the tree of a document may still take. Every value and every text of its own is paid for when it is
/// read, whether a tree is made of it or not.
pub(crate) struct Room(usize);

impl Room {
    /// All that the tree of a document under these limits may take.
    pub(crate) fn of(limits: Limits) -> Self {
        Self(limits.bytes.saturating_mul(5).max(LEAST_ROOM))
    }

    pub(crate) fn push<T>(&mut self, values: &mut Vec<T>, value: T) -> Result<(), &'static str> {
        if values.len() == values.capacity() {
            let more = values.capacity().max(4);
            self.take(more.saturating_mul(size_of::<T>()))?;
            values.reserve_exact(more);
        }
        values.push(value);
        Ok(())
    }

    /// Takes room for so many values that are there whether a document gives them or not, such as the fields of a row.
    pub(crate) fn slots<T>(&mut self, count: usize) -> Result<(), &'static str> {
        self.take(count.saturating_mul(size_of::<T>()))
    }

    /// Takes room for a text of its own.
    pub(crate) fn text(&mut self, text: &mut String) -> Result<(), &'static str> {
        text.shrink_to_fit();
        self.copied(text.capacity())
    }

    /// Takes room for a text of its own, of so many bytes.
    pub(crate) fn copied(&mut self, length: usize) -> Result<(), &'static str> {
        // What an allocation takes beside its bytes.
        const BESIDE: usize = 24;
        self.take(length + BESIDE)
    }

    fn take(&mut self, bytes: usize) -> Result<(), &'static str> {
        self.0 = self.0.checked_sub(bytes).ok_or(TOO_MANY)?;
        Ok(())
    }
}

impl Default for Limits {
    /// 16 MiB and 64 levels.
    fn default() -> Self {
        Self { bytes: 16 * 1024 * 1024, depth: MAX_DEPTH }
    }
}

/// Why a document, or a value in it, could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Where.
    pub position: Position,
    /// What is wrong, without the document's own text.
    pub message: Cow<'static, str>,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// This many bytes from its beginning.
    Byte(usize),
    /// In a text that a person wrote.
    Line {
        /// The first line is 1.
        line: usize,
        /// In characters; the first is 1.
        column: usize,
    },
    /// The value at this path, such as `rows[3].price`.
    Path(String),
}

impl DecodeError {
    pub(crate) fn at(byte: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Self { position: Position::Byte(byte), message: message.into() }
    }

    /// The same, with a byte of this document told as a line and a column.
    #[must_use]
    pub fn in_lines(self, document: &[u8]) -> Self {
        let Position::Byte(byte) = self.position else { return self };
        let before = document.get(..byte).unwrap_or(document);
        let line = before.split(|byte| *byte == b'\n').count();
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let text = String::from_utf8_lossy(before.get(start..).unwrap_or_default());
        // A byte order mark is no character of the text.
        let column = text.trim_start_matches('\u{feff}').chars().count() + 1;
        Self { position: Position::Line { line, column }, ..self }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.position {
            Position::Byte(byte) => write!(f, "{} (at byte {byte})", self.message),
            Position::Line { line, column } => write!(f, "{} (at line {line}, column {column})", self.message),
            Position::Path(path) if path.is_empty() => f.write_str(&self.message),
            Position::Path(path) => write!(f, "{path}: {}", self.message),
        }
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_taken_until_there_is_none() {
        let mut room = Room(100);
        assert_eq!((room.slots::<u64>(4), room.copied(44)), (Ok(()), Ok(())), "a copied text takes 24 bytes more");
        assert_eq!((room.0, room.slots::<u8>(1)), (0, Err(TOO_MANY)));
    }
}
