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
    or: Vec<String>,
}

/// The most other explanations that are kept.
// A person reads the likeliest first; a longer list of equals helps nobody to decide.
const ALTERNATIVES: usize = 2;

impl Cause {
    /// `says` goes on after "the other side", `holds` after "it verifies if".
    pub(crate) fn new(kind: &'static str, says: impl Into<String>, holds: impl Into<String>) -> Self {
        Self { kind, says: says.into(), holds: holds.into(), because: String::new(), or: Vec::new() }
    }

    pub(crate) fn because(mut self, because: impl Into<String>) -> Self {
        self.because = because.into();
        self
    }

    /// Another explanation of the same signature: of this call it cannot be told which one it is.
    pub(crate) fn or(&mut self, alternative: Self) {
        if self.or.len() < ALTERNATIVES && alternative.kind != self.kind && alternative.says != self.says {
            self.or.push(alternative.says);
        }
    }

    /// What the other side may do instead, which gives the same signature of this call. Each goes on after "the other
    /// side". Only where one cause explains all.
    pub fn alternatives(&self) -> &[String] {
        &self.or
    }

    /// What is concerned, in one word: `length`, `hex`, `empty`, `sort`, `encoding`, `extent`, `secret`, `algorithm`,
    /// `clock`, `json`, `spacing`, `values`, `text`, `charset`, `base64`, `character`, `template`, `address`, `scheme`,
    /// `step`.
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
pub(crate) fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut quoted: Vec<String> = Vec::new();
    for name in names {
        let name = format!("`{}`", name.escape_debug());
        if !quoted.contains(&name) {
            quoted.push(name);
        }
    }
    if quoted.len() > 3 {
        let others = quoted.len() - 2;
        quoted.truncate(2);
        return format!("{} and {others} others", quoted.join(", "));
    }
    listed(quoted, "and")
}

/// Texts side by side, with this word before the last one.
pub(crate) fn listed(texts: impl IntoIterator<Item = String>, before_last: &str) -> String {
    let mut texts: Vec<String> = texts.into_iter().collect();
    match (texts.pop(), texts.as_slice()) {
        (None, _) => String::new(),
        (Some(only), []) => only,
        (Some(last), others) => format!("{} {before_last} {last}", others.join(", ")),
    }
}

/// A character as people can tell it from one that looks the same: "`，` (U+FF0C)".
pub(crate) fn code_point(character: char) -> String {
    format!("`{}` (U+{:04X})", character.escape_debug(), u32::from(character))
}
