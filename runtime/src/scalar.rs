//! Scalars as they travel: which are text, and what "none" is; and the error of a value that a format cannot carry.
//! Shared by all formats.

use std::borrow::Cow;
use std::fmt;

use crate::Node;
use crate::model::{CodeWire, Field, Missing, Offset, Type};
use crate::number::is_number;

static NULL: Node<'static> = Node::Null;
static EMPTY: Node<'static> = Node::Text(Cow::Borrowed(""));

/// What is sent for a field: its value, what stands for "none", or nothing.
pub(crate) fn sent<'n, 'v>(field: &Field<'_>, node: &'n Node<'v>) -> Option<&'n Node<'v>> {
    match (node, field.missing) {
        (Node::Absent, Missing::LeftOut) => None,
        (Node::Absent, Missing::Empty) => Some(&EMPTY),
        (Node::Absent, Missing::Null) => Some(&NULL),
        _ => Some(node),
    }
}

/// Whether a scalar is text where the format tells text from numbers.
pub(crate) fn is_text(ty: Option<&Type<'_>>, as_text: bool, node: &Node<'_>) -> bool {
    match node {
        Node::Text(_) | Node::Time(_) => true,
        // A number that was made by hand must not break the document.
        Node::Number(digits) if !is_number(digits) => true,
        Node::Bool(_) | Node::Int(_) | Node::Decimal(_) | Node::Number(_) => as_text || ty.is_some_and(holds_text),
        _ => false,
    }
}

fn holds_text(ty: &Type<'_>) -> bool {
    match ty {
        Type::Text { .. } | Type::DateTime | Type::Date => true,
        Type::Code(table) => matches!(table.wire, CodeWire::Text { .. }),
        _ => false,
    }
}

/// A scalar's text, dates on the platform's wall clock; `None` where there is none.
pub(crate) fn text<'n>(node: &'n Node<'_>, zone: Offset) -> Option<Cow<'n, str>> {
    match node {
        Node::Time(time) => Some(Cow::Owned(time.to(zone).to_string())),
        _ => node.as_text(),
    }
}

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
