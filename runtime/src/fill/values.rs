//! How lists, maps, options and scalars are filled: what each reads, and what it is before.

use std::collections::BTreeMap;

use super::{Fill, Filler};
use crate::model::Offset;
use crate::{Any, Date, DateTime, Decimal, Node, TextOrInt, read};

impl<T: Fill> Fill for Vec<T> {
    fn fill<'n>(&mut self, node: &'n Node<'n>, filler: &mut Filler<'n>) -> bool {
        filler.rows(self, node)
    }

    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Fill> Fill for BTreeMap<String, T> {
    fn fill<'n>(&mut self, node: &'n Node<'n>, filler: &mut Filler<'n>) -> bool {
        filler.entries(self, node)
    }

    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Fill> Fill for Option<T> {
    fn fill<'n>(&mut self, node: &'n Node<'n>, filler: &mut Filler<'n>) -> bool {
        if matches!(node, Node::Absent | Node::Null) {
            return false;
        }
        let mut value = T::blank();
        let is_there = value.fill(node, filler);
        if is_there {
            *self = Some(value);
        }
        is_there
    }

    fn more<'n>(&mut self, node: &'n Node<'n>, filler: &mut Filler<'n>) -> bool {
        match self {
            Some(value) => value.more(node, filler),
            None => self.fill(node, filler),
        }
    }

    fn blank() -> Self {
        None
    }
}

/// A scalar: its type, its blank, how it is read, and what a message calls it.
macro_rules! scalar {
    ($($ty:ty, $blank:expr, $read:expr, $name:literal;)+) => {$(
        impl Fill for $ty {
            fn fill<'n>(&mut self, node: &'n Node<'n>, filler: &mut Filler<'n>) -> bool {
                let read: fn(&Node<'_>, Offset) -> Option<$ty> = $read;
                match read(node, filler.zone) {
                    Some(value) => *self = value,
                    None => return filler.unreadable(node, $name),
                }
                true
            }

            fn blank() -> Self {
                $blank
            }
        }
    )+};
}

scalar! {
    String, Self::new(), |node, _| read::text(node).map(Into::into), "text";
    i64, 0, |node, _| read::int(node), "a whole number";
    bool, false, |node, _| read::boolean(node), "a boolean";
    Decimal, Self::ZERO, |node, _| read::decimal(node), "an exact number";
    DateTime, Self::zero(Offset::UTC), read::time, "a date and time";
    Date, Self::ZERO, |node, _| read::date(node), "a day";
    Any, Self::Null, |node, _| Some(Self::from_node(node)), "anything";
    TextOrInt, Self::from(0), |node, _| match node {
        Node::Text(text) => Some(text.to_string().into()),
        _ => read::text(node).map(|text| Self::number(text.into())),
    }, "text or a whole number";
}
