//! A value where it stands, in a tree or on a tape: what reads answers reads both alike.

use std::borrow::Cow;
use std::slice;

use super::{Kind, Tape};
use crate::Node;
use crate::model::Type;

/// A node of a tree, or of a document that was read and has no tree. It is only handed through by the code that is
/// generated.
#[derive(Clone, Copy)]
pub struct NodeRef<'n>(Of<'n>);

#[derive(Clone, Copy)]
enum Of<'n> {
    Tree(&'n Node<'n>),
    Tape(&'n Tape<'n>, usize),
}

impl<'n> From<&'n Node<'_>> for NodeRef<'n> {
    fn from(node: &'n Node<'_>) -> Self {
        Self(Of::Tree(node))
    }
}

impl<'n> NodeRef<'n> {
    pub(super) fn on_tape(tape: &'n Tape<'_>, index: usize) -> Self {
        Self(Of::Tape(tape, index))
    }

    /// Its place on the tape that it stands on.
    pub(super) fn index(self) -> Option<usize> {
        match self.0 {
            Of::Tape(_, index) => Some(index),
            Of::Tree(_) => None,
        }
    }

    /// What it is, of what a document may hold.
    fn kind(self) -> Option<Kind> {
        match self.0 {
            Of::Tape(tape, index) => Some(tape.entry(index).kind()),
            Of::Tree(Node::Null) => Some(Kind::Null),
            Of::Tree(Node::Text(_)) => Some(Kind::Text),
            Of::Tree(Node::List(_)) => Some(Kind::List),
            Of::Tree(Node::Map(_)) => Some(Kind::Map),
            Of::Tree(_) => None,
        }
    }

    pub(crate) fn is_absent(self) -> bool {
        matches!(self.0, Of::Tree(Node::Absent))
    }

    pub(crate) fn is_null(self) -> bool {
        self.kind() == Some(Kind::Null)
    }

    pub(crate) fn is_map(self) -> bool {
        self.kind() == Some(Kind::Map)
    }

    pub(crate) fn is_list(self) -> bool {
        self.kind() == Some(Kind::List)
    }

    /// Whether it is a record of a typed value.
    pub(crate) fn is_record(self) -> bool {
        matches!(self.0, Of::Tree(Node::Record(_)))
    }

    /// Its text, where it is one.
    pub(crate) fn text(self) -> Option<&'n str> {
        match self.0 {
            Of::Tree(Node::Text(text)) => Some(text),
            Of::Tape(tape, index) => {
                let entry = tape.entry(index);
                (entry.kind() == Kind::Text).then(|| tape.part(entry.value()))
            }
            Of::Tree(_) => None,
        }
    }

    /// The digits of a number of a document, or a text.
    #[inline]
    pub(crate) fn characters(self) -> Option<&'n str> {
        match self.0 {
            Of::Tree(Node::Text(text) | Node::Number(text)) => Some(text),
            Of::Tape(tape, index) => {
                let entry = tape.entry(index);
                matches!(entry.kind(), Kind::Text | Kind::Number).then(|| tape.part(entry.value()))
            }
            Of::Tree(_) => None,
        }
    }

    /// What is read of it as of a node. Of a list or a map on a tape the tree is made, so who expects one asks for its
    /// values.
    pub(crate) fn read<T>(self, read: impl FnOnce(&Node<'_>) -> T) -> T {
        match self.0 {
            Of::Tree(node) => read(node),
            Of::Tape(tape, index) => {
                let entry = tape.entry(index);
                let text = || Cow::Borrowed(tape.part(entry.value()));
                read(&match entry.kind() {
                    Kind::Number => Node::Number(text()),
                    Kind::Text => Node::Text(text()),
                    _ => tape.node(index),
                })
            }
        }
    }

    /// The same of what it is and whether there is something in it: the rows of a list are left out, and the members of a map.
    pub(crate) fn read_flat<T>(self, read: impl FnOnce(&Node<'_>) -> T) -> T {
        match self.0 {
            Of::Tape(..) if self.is_map() => read(&Node::map(Vec::new())),
            Of::Tape(..) if self.is_list() && self.count() == 0 => read(&Node::list(Vec::new())),
            Of::Tape(..) if self.is_list() => read(&Node::list(vec![Node::Absent])),
            _ => self.read(read),
        }
    }

    /// What it is, for messages.
    pub(crate) fn kind_name(self) -> &'static str {
        match self.0 {
            Of::Tree(node) => node.kind(),
            Of::Tape(tape, index) => match tape.entry(index).kind() {
                Kind::Null => Node::Null.kind(),
                Kind::False | Kind::True => Node::Bool(true).kind(),
                Kind::Number => Node::Number("".into()).kind(),
                Kind::Text => Node::text("").kind(),
                Kind::List => Node::list(Vec::new()).kind(),
                Kind::Map => Node::map(Vec::new()).kind(),
            },
        }
    }

    /// Whether there is something, as [`Node::is_there`] says.
    pub(crate) fn is_there(self) -> bool {
        match self.0 {
            Of::Tree(node) => node.is_there(),
            Of::Tape(tape, index) => {
                let entry = tape.entry(index);
                match entry.kind() {
                    Kind::Null => false,
                    Kind::Text => entry.second > 0,
                    Kind::List => entry.first > 0,
                    _ => true,
                }
            }
        }
    }

    /// Whether it stands for "none" in a field that is not text.
    pub(crate) fn is_blank(self) -> bool {
        match self.kind() {
            Some(Kind::Null) => true,
            Some(Kind::Text) => self.text().is_some_and(|text| text.trim().is_empty()),
            _ => self.is_absent(),
        }
    }

    /// Whether it is what some languages print for an empty list, `{}`, or for an empty record or map, `[]`.
    pub(crate) fn is_empty_of(self, ty: &Type<'_>) -> bool {
        match ty {
            Type::List(..) => self.is_map() && self.count() == 0,
            Type::Record(_) | Type::Map(..) => self.is_list() && self.count() == 0,
            _ => false,
        }
    }

    /// How many values a list or a map has.
    pub(crate) fn count(self) -> usize {
        match self.0 {
            Of::Tree(Node::List(rows)) => rows.len(),
            Of::Tree(Node::Map(entries)) => entries.len(),
            Of::Tree(_) => 0,
            Of::Tape(tape, index) => {
                let entry = tape.entry(index);
                if entry.is_container() { entry.first as usize } else { 0 }
            }
        }
    }

    /// The rows of a list; none of anything else.
    pub(crate) fn rows(self) -> Rows<'n> {
        Rows(match self.0 {
            Of::Tree(node) => Siblings::Rows(node.rows().iter()),
            Of::Tape(tape, index) => {
                let left = if self.is_list() { self.count() } else { 0 };
                Siblings::Tape { tape, next: index + 1, left }
            }
        })
    }

    /// The members of a map; none of anything else.
    pub(crate) fn members(self) -> Members<'n> {
        Members(match self.0 {
            Of::Tree(Node::Map(entries)) => Siblings::Entries(entries.iter()),
            Of::Tree(_) => Siblings::Entries([].iter()),
            Of::Tape(tape, index) => {
                let left = if self.is_map() { self.count() } else { 0 };
                Siblings::Tape { tape, next: index + 1, left }
            }
        })
    }

    /// The first member of a map under this name.
    pub(crate) fn get(self, name: &str) -> Option<Self> {
        match self.0 {
            Of::Tree(node) => node.get(name).map(Self::from),
            Of::Tape(..) => Lookup::in_map(self).get(name),
        }
    }

    /// The value at this place of a record, or of a list.
    pub(crate) fn nth(self, place: usize) -> Option<Self> {
        match self.0 {
            Of::Tree(Node::Record(nodes)) => nodes.get(place).map(Self::from),
            _ => self.rows().nth(place),
        }
    }

    /// Whether two members of a map may have one name: of a document that was looked through it is told at once.
    pub(crate) fn may_repeat(self) -> bool {
        match self.0 {
            Of::Tree(_) => true,
            Of::Tape(tape, _) => tape.repeats,
        }
    }
}

/// Looks up one member of a map after the other. They stand in the order in which they are asked for, most often, so that
/// each is the next.
pub(crate) struct Lookup<'n> {
    node: NodeRef<'n>,
    /// Behind the last one that was found: its index on the tape, or its place among the entries of a tree.
    next: usize,
    /// The index behind the last member.
    end: usize,
}

impl<'n> Lookup<'n> {
    pub(crate) fn in_map(node: NodeRef<'n>) -> Self {
        let (next, end) = match node.0 {
            Of::Tape(tape, index) if node.is_map() => (index + 1, tape.behind(index)),
            Of::Tree(Node::Map(entries)) => (0, entries.len()),
            _ => (0, 0),
        };
        Self { node, next, end }
    }

    #[inline]
    pub(crate) fn get(&mut self, name: &str) -> Option<NodeRef<'n>> {
        match self.node.0 {
            Of::Tape(tape, index) => {
                let found = tape.find(self.next, self.end, name.as_bytes());
                let (found, behind) = found.or_else(|| tape.find(index + 1, self.next, name.as_bytes()))?;
                self.next = behind;
                Some(NodeRef::on_tape(tape, found))
            }
            Of::Tree(Node::Map(entries)) => {
                let (before, behind) = entries.split_at_checked(self.next)?;
                let found = match behind.iter().position(|(key, _)| key == name) {
                    Some(index) => self.next + index,
                    None => before.iter().position(|(key, _)| key == name)?,
                };
                self.next = found + 1;
                entries.get(found).map(|(_, node)| node.into())
            }
            Of::Tree(_) => None,
        }
    }
}

#[derive(Clone)]
enum Siblings<'n> {
    Rows(slice::Iter<'n, Node<'n>>),
    Entries(slice::Iter<'n, (Cow<'n, str>, Node<'n>)>),
    Tape { tape: &'n Tape<'n>, next: usize, left: usize },
}

impl Siblings<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Rows(rows) => rows.len(),
            Self::Entries(entries) => entries.len(),
            Self::Tape { left, .. } => *left,
        }
    }
}

impl<'n> Iterator for Siblings<'n> {
    type Item = (&'n str, NodeRef<'n>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Rows(rows) => rows.next().map(|node| ("", node.into())),
            Self::Entries(entries) => entries.next().map(|(name, node)| (name.as_ref(), node.into())),
            Self::Tape { tape, next, left } => {
                *left = left.checked_sub(1)?;
                let (name, behind) = tape.name_and_behind(*next);
                let index = std::mem::replace(next, behind);
                Some((tape.part(name), NodeRef::on_tape(tape, index)))
            }
        }
    }
}

/// The rows of a list.
#[derive(Clone)]
pub(crate) struct Rows<'n>(Siblings<'n>);

impl<'n> Iterator for Rows<'n> {
    type Item = NodeRef<'n>;

    fn next(&mut self) -> Option<NodeRef<'n>> {
        self.0.next().map(|(_, node)| node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl ExactSizeIterator for Rows<'_> {}

/// The members of a map, each with its name.
#[derive(Clone)]
pub(crate) struct Members<'n>(Siblings<'n>);

impl<'n> Iterator for Members<'n> {
    type Item = (&'n str, NodeRef<'n>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl ExactSizeIterator for Members<'_> {}
