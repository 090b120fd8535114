//! Coded values: enums that know their wire code and keep a code that the vendor's list does not have.
//! The enums themselves are generated; `coded!` gives them what stands here.

use std::borrow::Cow;
use std::{fmt, mem};

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
///
/// A program may have hundreds of them, so a type gives little more than its list; what is done with it
/// stands here once.
pub trait Coded: Clone + 'static {
    /// The listed values with their codes.
    const LIST: &'static [(Self, Code<'static>)];

    /// The code of a value that is not listed.
    fn other(&self) -> Option<Code<'_>>;

    /// A value that keeps this code whether it is listed or not. `None` when the code cannot be of this
    /// kind at all: text that is no number where codes are numbers.
    fn keep(code: Code<'_>) -> Option<Self>;

    /// The vendor's list.
    fn table() -> &'static CodeTable<'static>;

    /// The code as it travels.
    fn code(&self) -> Code<'_> {
        let kind = mem::discriminant(self);
        self.other().unwrap_or_else(|| {
            let listed = Self::LIST.iter().find(|(value, _)| mem::discriminant(value) == kind);
            listed.map_or(Code::Text(""), |(_, code)| *code)
        })
    }

    /// The value of this code; one that the list does not have is kept. `None` as for [`Coded::keep`].
    fn from_code(code: Code<'_>) -> Option<Self> {
        let kept = Self::keep(code)?;
        let code = kept.code();
        let listed = Self::LIST.iter().find(|(_, listed)| *listed == code).map(|(value, _)| value.clone());
        Some(listed.unwrap_or(kept))
    }
}

/// Whether two coded values have the same code.
pub fn same<T: Coded>(left: &T, right: &T) -> bool {
    left.code() == right.code()
}

/// Shows a coded value by its name in the spec and its code: `lenient(0)`.
pub fn debug<T: Coded>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let code = value.code();
    let at = T::LIST.iter().position(|(_, listed)| *listed == code);
    let name = at.and_then(|at| T::table().codes.get(at)).map_or("Other", |listed| listed.name);
    write!(f, "{name}({code})")
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

/// The text of a code. `None` never: every code has one.
pub fn text_code(code: Code<'_>) -> Option<String> {
    Some(code.to_string())
}
