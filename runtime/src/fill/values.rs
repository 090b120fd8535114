//! How lists, maps, options and scalars are filled: what each reads, and what it is before.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::{Fill, Filler};
use crate::model::{Missing, Offset, TimeForm, Type};
use crate::read::Strictness::{self, Exact, Loose};
use crate::tape::NodeRef;
use crate::{Any, Date, DateTime, Decimal, Node, Nullable, TextOrInt, Time, read};

impl<T: Fill> Fill for Vec<T> {
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        filler.rows(self, node)
    }

    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Fill> Fill for BTreeMap<String, T> {
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        filler.entries(self, node)
    }

    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Fill> Fill for Option<T> {
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        if node.is_absent() || (node.is_null() && !T::takes_null()) {
            return false;
        }
        if self.is_none() {
            // In its place: a record is some hundred bytes, which are not moved.
            let is_there = self.insert(T::blank()).fill(node, filler);
            if !is_there {
                *self = None;
            }
            return is_there;
        }
        let mut value = T::blank();
        let is_there = value.fill(node, filler);
        if is_there {
            *self = Some(value);
        }
        is_there
    }

    fn more<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        match self {
            Some(value) => value.more(node, filler),
            None => self.fill(node, filler),
        }
    }

    fn blank() -> Self {
        None
    }
}

impl<T: Fill> Fill for Nullable<T> {
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        let is_empty = node.text().is_some_and(str::is_empty);
        let is_none = node.is_null() || (is_empty && filler.stated_none == Missing::Empty);
        let mut value = T::blank();
        let is_there = !is_none && value.fill(node, filler);
        if is_there {
            *self = Self::Value(value);
        }
        is_none || is_there
    }

    fn more<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        match self {
            Self::Value(value) => value.more(node, filler),
            Self::Null => self.fill(node, filler),
        }
    }

    fn takes_null() -> bool {
        true
    }

    fn blank() -> Self {
        Self::Null
    }
}

/// A scalar: its type, its blank, how the text is read that a document has for it most often, how everything is read, and
/// what a message calls it. What the first does not read, the second may, and tells why not.
macro_rules! scalar {
    ($($ty:ty, $blank:expr, $of_text:expr, $read:expr, $name:literal;)+) => {$(
        impl Fill for $ty {
            fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
                let of_text: fn(&str, &Filler<'_>) -> Option<$ty> = $of_text;
                let read: fn(&Node<'_>, &Type<'_>, Offset, Strictness) -> Option<$ty> = $read;
                if let Some(value) = node.characters().and_then(|text| of_text(text, filler)) {
                    *self = value;
                    return true;
                }
                // A platform that answers milliseconds does not take them for its wall clock in a request.
                let of_times = if filler.strict { Exact } else { Loose };
                match node.read(|node| read(node, filler.ty, filler.zone, of_times)) {
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

/// A whole number without anything that is read loosely.
fn whole<T: FromStr>(text: &str) -> Option<T> {
    // Rust would take a plus sign.
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

scalar! {
    String, Self::new(), |text, _| Some(text.to_owned()), |node, _, _, _| read::text(node).map(Into::into), "text";
    i64, 0, |text, _| whole(text), |node, _, _, _| read::int(node, Loose).ok(), "a whole number";
    u64, 0, |text, _| whole(text), |node, _, _, _| read::unsigned(node, Loose).ok(), "a whole number of 0 or more";
    bool, false, |_, _| None, |node, ty, _, _| {
        let words = if let Type::Bool(words) = ty { *words } else { None };
        read::boolean(node, words, Loose).ok()
    }, "a boolean";
    Decimal, Self::ZERO, |text, _| text.parse().ok(), |node, _, _, _| read::decimal(node, Loose).ok(), "an exact number";
    DateTime, Self::zero(Offset::UTC), |text, filler| match filler.ty {
        Type::DateTime(Some(_)) => None,
        _ => DateTime::parse(text, filler.zone).ok(),
    }, |node, ty, zone, of_times| {
        let pattern = if let Type::DateTime(pattern) = ty { *pattern } else { None };
        read::time(node, pattern, zone, of_times).ok()
    }, "a date and time";
    Date, Self::ZERO, |text, filler| match filler.ty {
        Type::Date(Some(_)) => None,
        _ => Date::parse(text).ok(),
    }, |node, ty, _, of_times| {
        let pattern = if let Type::Date(pattern) = ty { *pattern } else { None };
        read::date(node, pattern, of_times).ok()
    }, "a day";
    Time, Self::EPOCH, |_, _| None, |node, ty, _, of_times| {
        let form = if let Type::Time(form) = ty { *form } else { TimeForm::Iso };
        read::instant(node, form, of_times).ok()
    }, "an instant";
    Any, Self::Null, |_, _| None, |node, _, _, _| Some(Self::from_node(node)), "anything";
    TextOrInt, Self::from(0), |_, _| None, |node, _, _, _| match node {
        Node::Text(text) => Some(text.to_string().into()),
        _ => read::text(node).map(|text| Self::number(text.into())),
    }, "text or a whole number";
}
