//! Coded values: enums that know their wire code and keep a code that the vendor's list does not have.
//! The enums themselves are generated; `coded!` gives them what stands here.

use std::borrow::Cow;
use std::{fmt, mem};

use crate::model::{self, CodeTable, Tables};
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
/// A program may have hundreds of them, so a type gives little more than its variants; what is done with
/// them stands here once.
pub trait Coded: Clone + 'static {
    /// What a code is that is not listed: `i64` or `String`.
    type Other: OtherCode;

    /// The listed values, in the order of the vendor's list.
    const LIST: &'static [Self];

    /// The tables of the endpoint, and the place of the vendor's list in them.
    const TABLE: (&'static Tables, u16);

    /// The code of a value that is not listed.
    fn other(&self) -> Option<&Self::Other>;

    /// A value with a code that is not listed.
    fn keep(code: Self::Other) -> Self;

    /// The vendor's list.
    fn table() -> &'static CodeTable<'static> {
        let (tables, place) = Self::TABLE;
        tables.codes(place)
    }

    /// The code as it travels.
    fn code(&self) -> Code<'_> {
        self.other().map_or_else(|| Self::Other::listed(listed(self).map_or("", |listed| listed.code)), OtherCode::code)
    }

    /// The value of this code; one that the list does not have is kept. `None` when the code cannot be of
    /// this kind at all: text that is no number where codes are numbers.
    fn from_code(code: Code<'_>) -> Option<Self> {
        let kept = Self::Other::of(code)?;
        let at = Self::table().codes.iter().position(|listed| Self::Other::listed(listed.code) == kept.code());
        Some(at.and_then(|at| Self::LIST.get(at)).cloned().unwrap_or_else(|| Self::keep(kept)))
    }
}

/// The vendor's row of a value.
fn listed<T: Coded>(value: &T) -> Option<&'static model::Code<'static>> {
    let kind = mem::discriminant(value);
    T::table().codes.get(T::LIST.iter().position(|listed| mem::discriminant(listed) == kind)?)
}

/// A code that no list has: a number or text.
pub trait OtherCode: Default {
    /// The code as it travels.
    fn code(&self) -> Code<'_>;

    /// A code of the vendor's list, where all are text.
    fn listed(code: &'static str) -> Code<'static>;

    /// This code, if it can be of this kind.
    fn of(code: Code<'_>) -> Option<Self>;
}

impl OtherCode for i64 {
    fn code(&self) -> Code<'_> {
        Code::Int(*self)
    }

    fn listed(code: &'static str) -> Code<'static> {
        code.parse().map_or(Code::Text(code), Code::Int)
    }

    /// A number in quotes is one too.
    fn of(code: Code<'_>) -> Option<Self> {
        match code {
            Code::Int(code) => Some(code),
            Code::Text(text) => read::int(&Node::Text(text.into())),
        }
    }
}

impl OtherCode for String {
    fn code(&self) -> Code<'_> {
        Code::Text(self)
    }

    fn listed(code: &'static str) -> Code<'static> {
        Code::Text(code)
    }

    fn of(code: Code<'_>) -> Option<Self> {
        Some(code.to_string())
    }
}

/// Whether two coded values have the same code.
pub fn same<T: Coded>(left: &T, right: &T) -> bool {
    left.code() == right.code()
}

/// Shows a coded value by its name in the spec and its code: `lenient(0)`.
pub fn debug<T: Coded>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let code = value.code();
    let listed = T::table().codes.iter().find(|listed| T::Other::listed(listed.code) == code);
    write!(f, "{}({code})", listed.map_or("Other", |listed| listed.name))
}

/// What a coded value is before it is filled.
pub fn blank<T: Coded>() -> T {
    T::keep(T::Other::default())
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
