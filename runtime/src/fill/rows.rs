//! How a record is read where a list belongs: XML and some servers write a list of one row without its list, and PHP
//! prints a list that does not count from zero with its keys.

use std::borrow::Cow;

use crate::model::{Shape, Type};
use crate::{Node, read};

/// What a record is where a list belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// One row without its list.
    Row,
    /// A list with keys.
    Keyed,
    /// Nothing that could be a row: it would be filled as a blank one.
    Neither,
}

impl Reading {
    /// `list` is the list's type, in the shape of the record that it stands in.
    pub(super) fn of(entries: &[(Cow<'_, str>, Node<'_>)], list: Type<'_>, shape: Shape<'_>) -> Self {
        let of = if let Type::List(of, _) = list { *of } else { Type::Any };
        let record = if let Type::Record(id) = of { shape.at(id).record().fields } else { &[] };
        let is_field = |(name, _): &(Cow<'_, str>, Node<'_>)| record.iter().any(|field| field.name == name);
        if entries.iter().any(is_field) {
            return Self::Row;
        }
        let is_keyed = read::is_keyed(entries);
        let is_row = |node: &Node<'_>| match (of, node) {
            (Type::Record(_), Node::Map(row)) => is_keyed || row.iter().any(is_field),
            (Type::Map(_), Node::Map(_)) | (Type::List(..), Node::List(_)) => is_keyed,
            (Type::Record(_) | Type::Map(_) | Type::List(..), _) => false,
            _ => is_keyed,
        };
        match of {
            _ if entries.iter().all(|(_, node)| is_row(node)) => Self::Keyed,
            Type::Map(_) | Type::Any => Self::Row,
            _ => Self::Neither,
        }
    }
}
