//! Scalars as they travel: which are text, and what "none" is. Shared by all formats.

use std::borrow::Cow;

use crate::Node;
use crate::json;
use crate::model::{CodeWire, Field, Missing, Offset, Type};

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
        Node::Number(digits) if !json::is_number(digits) => true,
        Node::Bool(_) | Node::Int(_) | Node::Decimal(_) | Node::Number(_) => as_text || ty.is_some_and(holds_text),
        _ => false,
    }
}

fn holds_text(ty: &Type<'_>) -> bool {
    match ty {
        Type::Text { .. } | Type::DateTime => true,
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
