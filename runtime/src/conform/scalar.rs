//! What a scalar of the wire is read as, for each kind of type.

use std::borrow::Cow;

use super::Conform;
use crate::model::{CodeTable, CodeWire, Field, Level, Type};
use crate::read::{Misfit, Strictness};
use crate::scalar::holds_text;
use crate::{DecimalError, Node, Value, read};

impl<'m> Conform<'m> {
    pub(super) fn scalar<'v>(&mut self, field: &Field<'m>, ty: &Type<'m>, node: Node<'v>, loose: bool) -> Node<'v> {
        let quoted = matches!(node, Node::Text(_));
        let is_text = holds_text(ty);
        let as_declared = match (quoted, is_text) {
            (true, _) => loose || is_text || field.as_text,
            (false, true) => false,
            (false, false) => loose || !field.as_text,
        };
        let strictness = if loose { Strictness::Loose } else { Strictness::Exact };
        let (expected, read) = match ty {
            Type::Int { .. } | Type::Minor { .. } | Type::Code(CodeTable { wire: CodeWire::Int { .. }, .. }) => {
                ("a whole number", read::int(&node, strictness).map(Node::Int))
            }
            Type::Decimal { .. } => ("an exact number", read::decimal(&node, strictness).map(Node::Decimal)),
            Type::Unsigned { .. } => {
                ("a whole number", read::unsigned(&node, strictness).map(|value| value.node().into_owned()))
            }
            Type::Bool(words) => ("true or false", read::boolean(&node, *words, strictness).map(Node::Bool)),
            Type::DateTime(_) | Type::Date(_) | Type::Time(_)
                if matches!(node, Node::Time(_) | Node::Day(_) | Node::Instant(_)) =>
            {
                return node;
            }
            Type::Time(form) => ("an instant", read::instant(&node, *form, Strictness::Exact).map(Node::Instant)),
            // No platform takes a time in another form than its own, whatever it answers.
            Type::DateTime(pattern) if quoted => {
                ("a date and time", read::time(&node, *pattern, self.zone, Strictness::Exact).map(Node::Time))
            }
            Type::DateTime(_) => ("a date and time as text", Err(Misfit::Type)),
            Type::Date(pattern) if quoted => ("a day", read::date(&node, *pattern, Strictness::Exact).map(Node::Day)),
            Type::Date(_) => ("a day as text", Err(Misfit::Type)),
            Type::TextOrInt if matches!(node, Node::Number(_) | Node::Text(_) | Node::Int(_)) => return node,
            Type::TextOrInt => ("text or a whole number", Err(Misfit::Type)),
            _ => ("text", text(&node)),
        };
        match read {
            Ok(read) if as_declared || matches!(node, Node::Int(_) | Node::Decimal(_)) => read,
            // JSON's own word for what the vendor has words for.
            Ok(read) if loose && matches!((ty, &node), (Type::Bool(_), Node::Bool(_))) => read,
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
            Err(Misfit::Sign) => {
                self.report.field(&self.place, "range", field, "a whole number of 0 or more".to_owned());
                node
            }
            Err(Misfit::Precision) => {
                self.report.field(&self.place, "precision", field, DecimalError::TooLong.to_string());
                node
            }
        }
    }
}

fn text(node: &Node<'_>) -> Result<Node<'static>, Misfit> {
    node.as_text().map(|text| Node::Text(Cow::Owned(text.into_owned()))).ok_or(Misfit::Type)
}
