//! A request's business fields as the endpoint's table has them, by name. A path goes down through nested records.

use std::borrow::Cow;

use signwright_runtime::model::{Escape, Field, Offset, Shape, Type};
use signwright_runtime::{Node, json};

/// The fields of a request that was read, or none of one that could not be.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'r> {
    shape: Shape<'r>,
    node: &'r Node<'r>,
}

impl<'r> Fields<'r> {
    pub(crate) const fn new(shape: Shape<'r>, node: &'r Node<'r>) -> Self {
        Self { shape, node }
    }

    /// The field's text, or its default; `None` for what is not there, and for lists and records.
    pub(crate) fn text(self, path: &str) -> Option<Cow<'r, str>> {
        let (name, below_name) =
            path.split_once('.').map_or((path, None), |(name, below_name)| (name, Some(below_name)));
        let (field, node) = self.field(name)?;
        match (below_name, field.ty) {
            (Some(below_name), Type::Record(id)) => Self { shape: self.shape.at(id), node }.text(below_name),
            (Some(_), _) => None,
            (None, _) if node.is_there() => node.as_text(),
            (None, _) => field.default.map(Cow::Borrowed),
        }
    }

    /// The rows of the list at a path.
    pub(crate) fn rows(self, path: &str) -> Vec<Row<'r>> {
        let (name, below_name) = path.split_once('.').map_or((path, None), |(name, below)| (name, Some(below)));
        let Some((field, node)) = self.field(name) else { return Vec::new() };
        match (below_name, field.ty) {
            (Some(below), Type::Record(id)) => Self { shape: self.shape.at(id), node }.rows(below),
            (None, Type::List(Type::Record(id), _)) => {
                let row = |node| Row::Record(Self { shape: self.shape.at(*id), node });
                node.rows().iter().map(row).collect()
            }
            (None, Type::List(..)) => node.rows().iter().map(Row::Value).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a field has this text.
    pub(crate) fn any_is(self, text: &str) -> bool {
        let mut fields = self.shape.record().fields.iter();
        fields.any(|field| self.text(field.name).is_some_and(|value| value == text))
    }

    /// The fields that are there as a JSON object; empty where they cannot be written.
    pub(crate) fn json(self, zone: Offset) -> String {
        json::write_record(self.shape, self.node, json::Style::new(Escape::Minimal, zone)).unwrap_or_default()
    }

    fn field(self, name: &str) -> Option<(&'r Field<'r>, &'r Node<'r>)> {
        let place = self.shape.record().fields.iter().position(|field| field.name == name)?;
        let Node::Record(nodes) = self.node else { return None };
        Some((self.shape.record().fields.get(place)?, nodes.get(place)?))
    }
}

/// A row of a list: a record, or a value.
#[derive(Clone, Copy)]
pub(crate) enum Row<'r> {
    Record(Fields<'r>),
    Value(&'r Node<'r>),
}

impl<'r> Row<'r> {
    /// Its fields; a value has none.
    pub(crate) const fn fields(self) -> Option<Fields<'r>> {
        match self {
            Self::Record(fields) => Some(fields),
            Self::Value(_) => None,
        }
    }

    /// What identifies it, by the field at a path; a value does so itself.
    pub(crate) fn key(self, path: &str) -> Option<Cow<'r, str>> {
        match self {
            Self::Record(fields) => fields.text(path),
            Self::Value(node) => node.as_text(),
        }
    }
}

pub(crate) fn count(node: &Node<'_>) -> usize {
    match node {
        Node::Absent | Node::Null => 0,
        Node::List(nodes) | Node::Record(nodes) => nodes.iter().map(count).sum(),
        Node::Map(entries) => entries.iter().map(|(_, node)| count(node)).sum(),
        _ => 1,
    }
}

/// Whether a record or one below it has personal data, or holds what no table describes.
pub(crate) fn is_sensitive(shape: Shape<'_>) -> bool {
    shape.records.iter().flat_map(|record| record.fields).any(|field| {
        let any = matches!(field.ty, Type::Any | Type::Map(..) | Type::List(Type::Any | Type::Map(..), _));
        field.sensitive || any
    })
}
