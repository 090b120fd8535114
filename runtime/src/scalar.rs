//! Scalars as they travel: which are text, and what "none" is; and the error of a value that a format cannot carry.
//! Shared by all formats.

use std::borrow::Cow;
use std::fmt;

use crate::Node;
use crate::model::{CodeWire, Field, Missing, Offset, Type};
use crate::number::is_number;
use crate::timestamp::form;

static NULL: Node<'static> = Node::Null;
static EMPTY: Node<'static> = Node::Text(Cow::Borrowed(""));

/// What is sent for a field: its value, what stands for "none", or nothing.
pub(crate) fn sent<'n, 'v>(field: &Field<'_>, node: &'n Node<'v>) -> Option<&'n Node<'v>> {
    match (node, field.missing) {
        (Node::Absent, Missing::LeftOut) => None,
        (Node::Absent, Missing::Empty) => Some(&EMPTY),
        (Node::Absent, Missing::Null) => Some(&NULL),
        (Node::Null, _) if field.stated_none == Missing::Empty => Some(&EMPTY),
        _ => Some(node),
    }
}

/// The same in a form or a query, which has no `null`: a stated none is empty text there.
pub(crate) fn sent_as_text<'n, 'v>(field: &Field<'_>, node: &'n Node<'v>) -> Option<&'n Node<'v>> {
    match sent(field, node) {
        Some(Node::Null) if field.is_nullable() => Some(&EMPTY),
        sent => sent,
    }
}

/// Whether a scalar is text where the format tells text from numbers.
pub(crate) fn is_text(ty: Option<&Type<'_>>, as_text: bool, node: &Node<'_>) -> bool {
    match node {
        Node::Text(_) | Node::Time(_) | Node::Day(_) => true,
        Node::Instant(_) => as_text || ty.is_none_or(holds_text),
        // A number that was made by hand must not break the document.
        Node::Number(digits) if !is_number(digits) => true,
        Node::Bool(_) | Node::Int(_) | Node::Decimal(_) | Node::Number(_) => as_text || ty.is_some_and(holds_text),
        _ => false,
    }
}

/// Whether values of a type are text where the format tells text from numbers.
pub(crate) fn holds_text(ty: &Type<'_>) -> bool {
    match ty {
        Type::Text { .. } | Type::DateTime(_) | Type::Date(_) => true,
        Type::Time(form) => !form.is_number(),
        Type::Bool(words) => words.is_some_and(|words| !words.are_numbers()),
        Type::Code(table) => matches!(table.wire, CodeWire::Text { .. }),
        _ => false,
    }
}

/// A scalar's text as its type travels, dates on the platform's wall clock; `None` where there is none.
pub(crate) fn text<'n>(ty: Option<&Type<'_>>, node: &'n Node<'_>, zone: Offset) -> Option<Cow<'n, str>> {
    let ty = ty.unwrap_or(&Type::Any);
    Some(Cow::Owned(match (node, ty) {
        (Node::Time(time), Type::DateTime(Some(pattern))) => form::write_local(pattern, *time, zone)?,
        (Node::Time(time), _) => time.to(zone).to_string(),
        (Node::Day(day), Type::Date(Some(pattern))) => form::write_day(pattern, *day)?,
        (Node::Instant(time), Type::Time(form)) => form::write(*form, *time, zone)?,
        (Node::Instant(time), _) => time.iso(zone),
        (Node::Bool(value), Type::Bool(Some(words))) => if *value { words.yes } else { words.no }.to_owned(),
        _ => return node.as_text(),
    }))
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
