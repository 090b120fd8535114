//! How the rows of a list and the values of a map are filled, and how a record is read where a list belongs: XML and some
//! servers write a list of one row without its list, and PHP prints a list that does not count from zero with its keys.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Fill, Filler};
use crate::model::{Bounds, Level, Shape, Type};
use crate::node::MAX_DEPTH;
use crate::{Node, read};

/// What a record is where a list belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// One row without its list.
    Row,
    /// A list with keys.
    Keyed,
    /// Nothing that could be a row: it would be filled as a blank one.
    Neither,
}

impl Reading {
    /// `list` is the list's type, in the shape of the record that it stands in.
    pub(crate) fn of(entries: &[(Cow<'_, str>, Node<'_>)], list: Type<'_>, shape: Shape<'_>) -> Self {
        let of = if let Type::List(of, _) = list { *of } else { Type::Any };
        let record = if let Type::Record(id) = of { shape.at(id).record().fields } else { &[] };
        let is_field = |(name, _): &(Cow<'_, str>, Node<'_>)| record.iter().any(|field| field.name == name);
        if entries.iter().any(is_field) {
            return Self::Row;
        }
        let is_keyed = read::is_keyed(entries);
        let is_row = |node: &Node<'_>| match (of, node) {
            (Type::Record(_), Node::Map(row)) => is_keyed || row.iter().any(is_field),
            (Type::Map(..), Node::Map(_)) | (Type::List(..), Node::List(_)) => is_keyed,
            (Type::Record(_) | Type::Map(..) | Type::List(..), _) => false,
            _ => is_keyed,
        };
        match of {
            _ if entries.iter().all(|(_, node)| is_row(node)) => Self::Keyed,
            Type::Map(..) | Type::Any => Self::Row,
            _ => Self::Neither,
        }
    }
}

impl<'n> Filler<'n> {
    /// Fills the rows of a list.
    pub(super) fn rows<T: Fill>(&mut self, list: &mut Vec<T>, node: &'n Node<'n>) -> bool {
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        if let (Type::List(of, bounds @ Bounds { within: Some(name), .. }), Node::Map(entries)) = (self.ty, node)
            && (entries.is_empty() || entries.iter().any(|(key, _)| key == name))
        {
            return self.within(list, name, entries, Type::List(of, Bounds { within: None, ..bounds }));
        }
        match node {
            Node::List(rows) => self.each(list, rows.iter()),
            node if read::is_empty_of(&self.ty, node) => true,
            node if read::is_blank(node) => false,
            node if self.strict => self.lost(node, "a list"),
            Node::Map(entries) => match Reading::of(entries, self.ty, self.shape) {
                Reading::Row => self.each(list, std::iter::once(node)),
                Reading::Keyed => {
                    self.note("type", "a list with keys: its values are the rows, in order".to_owned(), Level::Warn);
                    self.each(list, entries.iter().map(|(_, row)| row))
                }
                Reading::Neither => {
                    self.note("type", "expected a list, found a record of something else".to_owned(), Level::Deny);
                    false
                }
            },
            // One row where a list belongs.
            node => self.each(list, std::iter::once(node)),
        }
    }

    /// Fills the rows that stand under the one name of an object; in XML each stands under it.
    fn within<T: Fill>(
        &mut self,
        list: &mut Vec<T>,
        name: &str,
        entries: &'n [(Cow<'n, str>, Node<'n>)],
        ty: Type<'static>,
    ) -> bool {
        let outer = std::mem::replace(&mut self.ty, ty);
        let mut is_read = true;
        for (_, node) in entries.iter().filter(|(key, _)| key == name) {
            self.place.key(name);
            is_read &= self.rows(list, node) || read::is_blank(node);
            self.place.up();
        }
        self.ty = outer;
        is_read
    }

    fn each<T: Fill>(&mut self, list: &mut Vec<T>, rows: impl ExactSizeIterator<Item = &'n Node<'n>>) -> bool {
        if let Err(told) = self.room.slots::<T>(rows.len()) {
            return self.too_many(told);
        }
        list.reserve(rows.len());
        let outer = self.ty;
        let of = if let Type::List(of, _) = outer { *of } else { Type::Any };
        self.depth += 1;
        for node in rows {
            self.place.row(list.len());
            self.ty = of;
            let before = self.notes.len();
            let mut row = T::blank();
            if row.fill(node, self) {
                list.push(row);
            } else if self.strict {
                self.note("type", format!("expected a row, found {}", read::kind(node)), Level::Deny);
            } else if self.notes.len() == before {
                self.note("type", format!("left out, for it holds nothing but {}", node.kind()), Level::Warn);
            }
            self.place.up();
        }
        self.depth -= 1;
        self.ty = outer;
        true
    }

    /// Fills the values of a map.
    pub(super) fn entries<T: Fill>(&mut self, map: &mut BTreeMap<String, T>, node: &'n Node<'n>) -> bool {
        let entries = match node {
            Node::Map(entries) => entries,
            node if read::is_empty_of(&self.ty, node) => return true,
            node if read::is_blank(node) => return false,
            _ => return self.lost(node, "a map"),
        };
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        if let Err(told) = self.room.slots::<T>(entries.len()) {
            return self.too_many(told);
        }
        let outer = self.ty;
        let of = if let Type::Map(of, _) = outer { *of } else { Type::Any };
        self.depth += 1;
        for (name, node) in entries {
            self.place.key(name);
            self.ty = of;
            let mut value = T::blank();
            // In XML each row is an element of the same name.
            if let Some(value) = map.get_mut(name.as_ref()) {
                value.more(node, self);
            } else if value.fill(node, self) {
                map.insert(name.clone().into_owned(), value);
            } else if self.strict {
                self.note("type", format!("expected a value, found {}", node.kind()), Level::Deny);
            }
            self.place.up();
        }
        self.depth -= 1;
        self.ty = outer;
        true
    }
}
