//! How the rows of a list and the values of a map are filled, and how a record is read where a list belongs: XML and some
//! servers write a list of one row without its list, and PHP prints a list that does not count from zero with its keys.

use std::collections::BTreeMap;

use super::{Fill, Filler};
use crate::model::{Bounds, Level, Shape, Type};
use crate::node::MAX_DEPTH;
use crate::read;
use crate::tape::NodeRef;

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
    /// Of a map. `list` is the list's type, in the shape of the record that it stands in.
    pub(crate) fn of(map: NodeRef<'_>, list: Type<'_>, shape: Shape<'_>) -> Self {
        let of = if let Type::List(of, _) = list { *of } else { Type::Any };
        let record = if let Type::Record(id) = of { shape.at(id).record().fields } else { &[] };
        let is_field = |name: &str| record.iter().any(|field| field.name == name);
        if map.members().any(|(name, _)| is_field(name)) {
            return Self::Row;
        }
        let is_keyed = read::are_keys(map.members().map(|(name, _)| name));
        let is_row = |node: NodeRef<'_>| match of {
            Type::Record(_) if node.is_map() => is_keyed || node.members().any(|(name, _)| is_field(name)),
            Type::Map(..) => is_keyed && node.is_map(),
            Type::List(..) => is_keyed && node.is_list(),
            Type::Record(_) => false,
            _ => is_keyed,
        };
        match of {
            _ if map.members().all(|(_, node)| is_row(node)) => Self::Keyed,
            Type::Map(..) | Type::Any => Self::Row,
            _ => Self::Neither,
        }
    }
}

impl<'n> Filler<'n> {
    /// Fills the rows of a list.
    pub(super) fn rows<T: Fill>(&mut self, list: &mut Vec<T>, node: NodeRef<'n>) -> bool {
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        if let (Type::List(_, Bounds { within: Some(name), .. }), true) = (self.ty, node.is_map())
            && (node.count() == 0 || node.get(name).is_some())
        {
            return self.within(list, name, node);
        }
        self.bare_rows(list, node)
    }

    /// The same of what stands in no object of its own.
    fn bare_rows<T: Fill>(&mut self, list: &mut Vec<T>, node: NodeRef<'n>) -> bool {
        if node.is_list() {
            return self.each(list, node.rows());
        }
        if node.is_empty_of(self.ty) {
            return true;
        }
        if node.is_blank() {
            return false;
        }
        if self.strict {
            return self.lost(node, "a list");
        }
        if !node.is_map() {
            // One row where a list belongs.
            return self.each(list, std::iter::once(node));
        }
        match Reading::of(node, *self.ty, self.shape) {
            Reading::Row => self.each(list, std::iter::once(node)),
            Reading::Keyed => {
                self.note("type", "a list with keys: its values are the rows, in order".to_owned(), Level::Warn);
                self.each(list, node.members().map(|(_, row)| row))
            }
            Reading::Neither => {
                self.note("type", "expected a list, found a record of something else".to_owned(), Level::Deny);
                false
            }
        }
    }

    /// Fills the rows that stand under the one name of an object; in XML each stands under it.
    fn within<T: Fill>(&mut self, list: &mut Vec<T>, name: &str, node: NodeRef<'n>) -> bool {
        let mut is_read = true;
        for (_, node) in node.members().filter(|(key, _)| *key == name) {
            self.place.key(name);
            is_read &= self.bare_rows(list, node) || node.is_blank();
            self.place.up();
        }
        is_read
    }

    fn each<T: Fill>(&mut self, list: &mut Vec<T>, rows: impl ExactSizeIterator<Item = NodeRef<'n>>) -> bool {
        if let Err(told) = self.room.slots::<T>(rows.len()) {
            return self.too_many(told);
        }
        list.reserve(rows.len() + std::mem::take(&mut self.following));
        let outer = self.ty;
        let of = if let Type::List(of, _) = outer { of } else { &Type::Any };
        self.depth += 1;
        for node in rows {
            self.place.row(list.len());
            self.ty = of;
            let before = self.notes.len();
            // In its place: a row is some hundred bytes, which are not moved.
            list.push(T::blank());
            let is_there = list.last_mut().is_some_and(|row| row.fill(node, self));
            if !is_there {
                list.pop();
                if self.strict {
                    self.note("type", format!("expected a row, found {}", node.read(read::kind)), Level::Deny);
                } else if self.notes.len() == before {
                    let kind = node.kind_name();
                    self.note("type", format!("left out, for it holds nothing but {kind}"), Level::Warn);
                }
            }
            self.place.up();
        }
        self.depth -= 1;
        self.ty = outer;
        true
    }

    /// Fills the values of a map.
    pub(super) fn entries<T: Fill>(&mut self, map: &mut BTreeMap<String, T>, node: NodeRef<'n>) -> bool {
        if !node.is_map() {
            if node.is_empty_of(self.ty) {
                return true;
            }
            return if node.is_blank() { false } else { self.lost(node, "a map") };
        }
        if self.depth >= MAX_DEPTH {
            return self.too_deep();
        }
        if let Err(told) = self.room.slots::<T>(node.count()) {
            return self.too_many(told);
        }
        let outer = self.ty;
        let of = if let Type::Map(of, _) = outer { of } else { &Type::Any };
        self.depth += 1;
        for (name, node) in node.members() {
            self.place.key(name);
            self.ty = of;
            let mut value = T::blank();
            // In XML each row is an element of the same name.
            if let Some(value) = map.get_mut(name) {
                value.more(node, self);
            } else if value.fill(node, self) {
                map.insert(name.to_owned(), value);
            } else if self.strict {
                self.note("type", format!("expected a value, found {}", node.kind_name()), Level::Deny);
            }
            self.place.up();
        }
        self.depth -= 1;
        self.ty = outer;
        true
    }
}
