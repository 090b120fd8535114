//! Coded values: enums that know their wire code and keep a code that the vendor's list does not have.
//! The enums themselves are generated; `coded!` gives them what stands here.

use std::borrow::Cow;
use std::fmt;

use crate::model::CodeTable;
use crate::{Filler, Node, read};

/// A code as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code<'a> {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
}

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(code) => fmt::Display::fmt(code, f),
            Self::Text(code) => f.pad(code),
        }
    }
}

/// An enum of coded values.
pub trait Coded: Sized {
    /// The code as it travels.
    fn code(&self) -> Code<'_>;
    /// The value of this code; one that the list does not have is kept. `None` when the code cannot be
    /// of this kind at all: text that is no number where codes are numbers.
    fn from_code(code: Code<'_>) -> Option<Self>;
    /// The vendor's list.
    fn table() -> &'static CodeTable<'static>;
}

/// A coded value as a tree.
pub fn node<T: Coded>(value: &T) -> Node<'_> {
    match value.code() {
        Code::Int(code) => Node::Int(code),
        Code::Text(code) => Node::Text(Cow::Borrowed(code)),
    }
}

/// Fills a coded value from a number or from text.
pub fn fill<T: Coded>(value: &mut T, node: &Node<'_>, at: &mut Filler<'_>) -> bool {
    let read = match node {
        Node::Int(code) => T::from_code(Code::Int(*code)),
        Node::Number(text) | Node::Text(text) if !text.is_empty() => T::from_code(Code::Text(text)),
        _ => None,
    };
    match read {
        Some(read) => *value = read,
        None => return at.unreadable(node, "a code"),
    }
    true
}

/// The number of a code; a number in quotes is one too.
pub fn int_code(code: Code<'_>) -> Option<i64> {
    match code {
        Code::Int(code) => Some(code),
        Code::Text(text) => read::int(&Node::Text(text.into())),
    }
}

/// The text of a code.
pub fn text_code(code: Code<'_>) -> Cow<'_, str> {
    match code {
        Code::Int(code) => Cow::Owned(code.to_string()),
        Code::Text(text) => Cow::Borrowed(text),
    }
}
