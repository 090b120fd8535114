//! What a search found, in words: what the other side does, what must be done for a signature to verify, and which
//! values it shows in. They are named; of what they are only a time, a length or a single character is told, and
//! nothing of a secret.

use std::fmt::Write as _;

/// One thing that the other side does otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    kind: &'static str,
    says: String,
    holds: String,
    because: String,
}

impl Cause {
    /// `says` goes on after "the other side", `holds` after "it verifies if".
    pub(super) fn new(kind: &'static str, says: impl Into<String>, holds: impl Into<String>) -> Self {
        Self { kind, says: says.into(), holds: holds.into(), because: String::new() }
    }

    /// Where it shows.
    pub(super) fn because(mut self, because: impl Into<String>) -> Self {
        self.because = because.into();
        self
    }

    /// What is concerned, in one word: `length`, `hex`, `empty`, `sort`, `encoding`, `extent`, `secret`, `algorithm`,
    /// `clock`, `json`, `spacing`, `text`, `base64`, `character`, `template`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// In one sentence what the other side does otherwise: "the other side counts length in bytes: `name` is 2
    /// characters but 6 bytes".
    pub fn other_side(causes: &[Self]) -> String {
        let mut sentence = String::from("the other side ");
        for (place, cause) in causes.iter().enumerate() {
            sentence.push_str(if place > 0 { ", and " } else { "" });
            sentence.push_str(&cause.says);
            cause.close(causes.len(), &mut sentence);
        }
        sentence
    }

    /// In one sentence what makes a received signature right: "it verifies if the value of `remark` is form-encoded
    /// before signing".
    pub fn verifies_if(causes: &[Self]) -> String {
        let mut sentence = String::from("it verifies if ");
        for (place, cause) in causes.iter().enumerate() {
            sentence.push_str(if place > 0 { ", and " } else { "" });
            sentence.push_str(&cause.holds);
            cause.close(causes.len(), &mut sentence);
        }
        sentence
    }

    /// Where it shows: behind a colon, and among several in brackets.
    fn close(&self, of: usize, sentence: &mut String) {
        if !self.because.is_empty() {
            // Writing to a text cannot fail.
            let _ =
                if of > 1 { write!(sentence, " ({})", self.because) } else { write!(sentence, ": {}", self.because) };
        }
    }
}

/// Names in code marks; of many the first ones.
pub(super) fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut known: Vec<&str> = Vec::new();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    let quoted = |name: &&str| format!("`{}`", name.escape_debug());
    match known.as_slice() {
        [] => String::new(),
        [one] => quoted(one),
        [one, other] => format!("{} and {}", quoted(one), quoted(other)),
        [one, other, third] => format!("{}, {} and {}", quoted(one), quoted(other), quoted(third)),
        [one, other, rest @ ..] => format!("{}, {} and {} others", quoted(one), quoted(other), rest.len()),
    }
}

/// A character as people can tell it from one that looks the same: "`，` (U+FF0C)".
pub(super) fn code_point(one: char) -> String {
    format!("`{}` (U+{:04X})", one.escape_debug(), u32::from(one))
}
