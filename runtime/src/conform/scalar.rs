//! What a scalar of the wire is read as, for each kind of type.

use std::borrow::Cow;

use crate::{Decimal, DecimalError, Node, read};

/// Why a scalar cannot be read.
pub(super) enum Misfit {
    Type,
    Format(String),
    Range,
    Precision,
}

pub(super) type Read = Result<Node<'static>, Misfit>;

pub(super) fn whole(node: &Node<'_>) -> Read {
    match node {
        Node::Int(value) => Ok(Node::Int(*value)),
        Node::Number(text) | Node::Text(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Misfit::Type);
            }
            text.parse().map(Node::Int).map_err(|_| Misfit::Range)
        }
        _ => Err(Misfit::Type),
    }
}

pub(super) fn exact(node: &Node<'_>) -> Read {
    let read = match node {
        Node::Decimal(value) => Ok(*value),
        Node::Int(value) => Ok((*value).into()),
        Node::Number(text) if text.contains(['e', 'E']) => Decimal::parse_lenient(text).ok_or(DecimalError::TooLong),
        Node::Number(text) | Node::Text(text) => text.parse(),
        _ => Err(DecimalError::Malformed),
    };
    read.map(Node::Decimal).map_err(|error| match error {
        DecimalError::Malformed => Misfit::Type,
        DecimalError::TooLong => Misfit::Precision,
    })
}

pub(super) fn boolean(node: &Node<'_>, loose: bool) -> Read {
    match node {
        Node::Bool(value) => Ok(Node::Bool(*value)),
        node if loose => read::boolean(node).map(Node::Bool).ok_or(Misfit::Type),
        _ => Err(Misfit::Type),
    }
}

pub(super) fn text(node: &Node<'_>) -> Read {
    node.as_text().map(|text| Node::Text(Cow::Owned(text.into_owned()))).ok_or(Misfit::Type)
}
