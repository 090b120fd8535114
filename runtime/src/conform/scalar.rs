//! What a scalar of the wire is read as, for each kind of type.

use std::borrow::Cow;

use super::Conform;
use crate::model::{CodeTable, CodeWire, Field, Level, Type};
use crate::{Date, DateTime, Decimal, DecimalError, Node, read};

impl<'m> Conform<'m> {
    pub(super) fn scalar<'v>(&mut self, field: &Field<'m>, ty: &Type<'m>, node: Node<'v>, loose: bool) -> Node<'v> {
        let quoted = matches!(node, Node::Text(_));
        let is_text = matches!(
            ty,
            Type::Text { .. } | Type::DateTime | Type::Date | Type::Code(CodeTable { wire: CodeWire::Text { .. }, .. })
        );
        let as_declared = match (quoted, is_text) {
            (true, _) => loose || is_text || field.as_text,
            (false, true) => false,
            (false, false) => loose || !field.as_text,
        };
        let (expected, read) = match ty {
            Type::Int { .. } | Type::Code(CodeTable { wire: CodeWire::Int { .. }, .. }) => {
                ("a whole number", whole(&node))
            }
            Type::Decimal { .. } => ("an exact number", exact(&node)),
            Type::Bool => ("true or false", boolean(&node, loose)),
            Type::DateTime => match (&node, self.zone) {
                (Node::Time(_), _) => return node,
                (Node::Text(text), zone) => (
                    "a date and time",
                    DateTime::parse(text, zone).map(Node::Time).map_err(|error| Misfit::Format(error.to_string())),
                ),
                _ => ("a date and time as text", Err(Misfit::Type)),
            },
            Type::Date => match &node {
                Node::Text(day) => match Date::parse(day) {
                    Ok(_) => return node,
                    Err(error) => ("a day", Err(Misfit::Format(error.to_string()))),
                },
                _ => ("a day as text", Err(Misfit::Type)),
            },
            Type::TextOrInt if matches!(node, Node::Number(_) | Node::Text(_) | Node::Int(_)) => return node,
            Type::TextOrInt => ("text or a whole number", Err(Misfit::Type)),
            _ => ("text", text(&node)),
        };
        match read {
            Ok(read) if as_declared || matches!(node, Node::Int(_) | Node::Decimal(_)) => read,
            Ok(read) => {
                let (expected, sent) = if quoted { (expected, "a number in quotes") } else { ("text", node.kind()) };
                // A bare number where text belongs is never taken silently: it may have lost its leading zeros.
                let is_taken = loose && is_text && matches!(node, Node::Number(_));
                let level = if is_taken { Level::Warn } else { Level::Deny };
                let message = format!("expected {expected}, found {sent}");
                self.report.add(self.place.path(), "type", level, message, field.title);
                read
            }
            Err(Misfit::Type) => self.misfit(node, expected, field.title),
            Err(Misfit::Format(message)) => {
                self.report.field(&self.place, "format", field, message);
                node
            }
            Err(Misfit::Range) => {
                self.report.field(&self.place, "range", field, "a whole number of more than 64 bits".to_owned());
                node
            }
            Err(Misfit::Precision) => {
                self.report.field(&self.place, "precision", field, DecimalError::TooLong.to_string());
                node
            }
        }
    }
}

/// Why a scalar cannot be read.
enum Misfit {
    Type,
    Format(String),
    Range,
    Precision,
}

type Read = Result<Node<'static>, Misfit>;

fn whole(node: &Node<'_>) -> Read {
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

fn exact(node: &Node<'_>) -> Read {
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

fn boolean(node: &Node<'_>, loose: bool) -> Read {
    match node {
        Node::Bool(value) => Ok(Node::Bool(*value)),
        node if loose => read::boolean(node).map(Node::Bool).ok_or(Misfit::Type),
        _ => Err(Misfit::Type),
    }
}

fn text(node: &Node<'_>) -> Read {
    node.as_text().map(|text| Node::Text(Cow::Owned(text.into_owned()))).ok_or(Misfit::Type)
}
