//! How lists, maps, options and scalars are filled: what each reads, and what it is before.

use std::collections::BTreeMap;

use super::{Fill, Filler};
use crate::model::Offset;
use crate::read::Strictness::{self, Exact, Loose};
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
                let read: fn(&Node<'_>, Offset, Strictness) -> Option<$ty> = $read;
                // A platform that answers milliseconds does not take them for its wall clock in a request.
                let of_times = if filler.strict { Exact } else { Loose };
                match read(node, filler.zone, of_times) {
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
    String, Self::new(), |node, _, _| read::text(node).map(Into::into), "text";
    i64, 0, |node, _, _| read::int(node, Loose).ok(), "a whole number";
    bool, false, |node, _, _| read::boolean(node, Loose).ok(), "a boolean";
    Decimal, Self::ZERO, |node, _, _| read::decimal(node, Loose).ok(), "an exact number";
    DateTime, Self::zero(Offset::UTC), |node, zone, of_times| read::time(node, zone, of_times).ok(), "a date and time";
    Date, Self::ZERO, |node, _, of_times| read::date(node, of_times).ok(), "a day";
    Any, Self::Null, |node, _, _| Some(Self::from_node(node)), "anything";
    TextOrInt, Self::from(0), |node, _, _| match node {
        Node::Text(text) => Some(text.to_string().into()),
        _ => read::text(node).map(|text| Self::number(text.into())),
    }, "text or a whole number";
}
