//! The one tree that the engine runs over: typed values become it, wire documents are read into it.
//!
//! It borrows text from the value or the document that it was made of. What a node should hold is
//! said by the tables of the model, not here.

use std::borrow::Cow;
use std::fmt;

use crate::digits::Digits;
use crate::many::Many;
use crate::{Date, DateTime, Decimal, Time};

/// How deep records and lists may lie in each other. Documents are read no deeper; a typed value that goes
/// deeper is cut one level below, where the validator and the writers refuse it.
pub const MAX_DEPTH: usize = 64;

/// A value of any kind.
///
/// Its `Debug` shows kinds and sizes only, because a value may be personal data.
#[derive(Clone, PartialEq, Eq)]
pub enum Node<'v> {
    /// Not there at all.
    Absent,
    /// An explicit `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number of a typed value.
    Int(i64),
    /// An exact decimal of a typed value.
    Decimal(Decimal),
    /// A date and time of a typed value.
    Time(DateTime),
    /// A day of a typed value.
    Day(Date),
    /// An instant of a typed value.
    Instant(Time),
    /// A number as the wire has it, digits unchanged.
    Number(Cow<'v, str>),
    /// Text.
    Text(Cow<'v, str>),
    /// Rows.
    List(Many<'v, Node<'v>>),
    /// One node for each field of a record, in the order of its table.
    Record(Many<'v, Node<'v>>),
    /// A JSON object or an XML element, in wire order. A name may come more than once.
    Map(Many<'v, Entry<'v>>),
}

/// A name, and what stands under it.
pub type Entry<'v> = (Cow<'v, str>, Node<'v>);

impl<'v> Node<'v> {
    /// Text that is borrowed where it can be.
    pub fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A list of these rows.
    pub fn list(rows: impl Into<Many<'v, Self>>) -> Self {
        Self::List(rows.into())
    }

    /// A record of these fields, in the order of its table.
    pub fn record(fields: impl Into<Many<'v, Self>>) -> Self {
        Self::Record(fields.into())
    }

    /// A map of these entries.
    pub fn map(entries: impl Into<Many<'v, Entry<'v>>>) -> Self {
        Self::Map(entries.into())
    }

    /// The first entry of a map under this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// Sorts the entries of maps by their names, at every depth.
    pub fn sort_names(&mut self) {
        match self {
            Self::Map(entries) => {
                entries.sort_by(|(left, _), (right, _)| left.cmp(right));
                for (_, node) in entries {
                    node.sort_names();
                }
            }
            Self::List(rows) => rows.iter_mut().for_each(Self::sort_names),
            _ => {}
        }
    }

    /// What a path of names separated by points leads to; a number is a row of a list, the first is `0`. The empty path
    /// is the node itself.
    pub fn path(&self, path: &str) -> Option<&Self> {
        if path.is_empty() {
            return Some(self);
        }
        path.split('.').try_fold(self, |node, name| match node {
            Self::List(rows) => rows.get(name.parse::<usize>().ok()?),
            _ => node.get(name),
        })
    }

    /// A document with this node alone, at the end of a path of names separated by points.
    pub(crate) fn under(self, path: &str) -> Self {
        path.rsplit('.').fold(self, |node, name| Self::map(vec![(name.to_owned().into(), node)]))
    }

    /// Whether there is something: present, not `null`, neither empty text nor an empty list.
    pub fn is_there(&self) -> bool {
        match self {
            Self::Absent | Self::Null => false,
            Self::Text(text) => !text.is_empty(),
            Self::List(rows) => !rows.is_empty(),
            _ => true,
        }
    }

    /// About how many bytes of JSON it is: a list as many as its first row says. A buffer that doubles up to a text of 64 kB
    /// copies it once more, and touches twice the memory.
    pub(crate) fn about_bytes(&self) -> usize {
        const OF_NAME: usize = 16;
        let about = |nodes: &[Self]| nodes.iter().map(Self::about_bytes).sum::<usize>();
        match self {
            Self::Absent => 0,
            Self::Text(text) => OF_NAME + text.len() * 2,
            Self::List(rows) => {
                let of_first = rows.first().map_or(0, Self::about_bytes);
                OF_NAME + rows.len().saturating_mul(of_first).min(1 << 20)
            }
            Self::Record(fields) => OF_NAME + about(fields),
            Self::Map(entries) => OF_NAME + entries.iter().map(|(_, node)| OF_NAME + node.about_bytes()).sum::<usize>(),
            _ => OF_NAME * 2,
        }
    }

    /// A scalar as it would stand in a form field; `None` where there is none.
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Int(value) => Cow::Owned(Digits::of(*value).as_str().to_owned()),
            Self::Decimal(value) => Cow::Owned(value.written().as_str().to_owned()),
            Self::Time(value) => Cow::Owned(value.to_string()),
            Self::Day(value) => Cow::Owned(value.to_string()),
            Self::Instant(value) => Cow::Owned(value.to_string()),
            Self::Number(text) | Self::Text(text) => Cow::Borrowed(text),
            Self::Absent | Self::Null | Self::List(_) | Self::Record(_) | Self::Map(_) => return None,
        })
    }

    /// The rows of a list; none for anything else.
    pub fn rows(&self) -> &[Self] {
        match self {
            Self::List(rows) => rows,
            _ => &[],
        }
    }

    /// The same without borrowing.
    pub fn into_owned(self) -> Node<'static> {
        let owned = |text: Cow<'v, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Absent => Node::Absent,
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(value),
            Self::Int(value) => Node::Int(value),
            Self::Decimal(value) => Node::Decimal(value),
            Self::Time(value) => Node::Time(value),
            Self::Day(value) => Node::Day(value),
            Self::Instant(value) => Node::Instant(value),
            Self::Number(text) => Node::Number(owned(text)),
            Self::Text(text) => Node::Text(owned(text)),
            Self::List(rows) => Node::List(rows.into_iter().map(Node::into_owned).collect()),
            Self::Record(fields) => Node::Record(fields.into_iter().map(Node::into_owned).collect()),
            Self::Map(entries) => {
                Node::Map(entries.into_iter().map(|(name, node)| (owned(name), node.into_owned())).collect())
            }
        }
    }

    /// What it is, for messages.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Absent => "nothing",
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "a whole number",
            Self::Decimal(_) | Self::Number(_) => "a number",
            Self::Time(_) => "a date and time",
            Self::Day(_) => "a day",
            Self::Instant(_) => "an instant",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Record(_) | Self::Map(_) => "a record",
        }
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(rows) => write!(f, "<{} of {}>", self.kind(), rows.len()),
            Self::Record(fields) => write!(f, "<{} of {}>", self.kind(), fields.len()),
            Self::Map(entries) => write!(f, "<{} of {}>", self.kind(), entries.len()),
            _ => write!(f, "<{}>", self.kind()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Node<'static> {
        Node::map(vec![
            (
                "返回".into(),
                Node::map(vec![("消息".into(), Node::text("成功😀")), ("列表".into(), Node::list(vec![]))]),
            ),
            ("code".into(), Node::Number("0".into())),
            ("code".into(), Node::Number("1".into())),
        ])
    }

    #[test]
    fn a_path_goes_down_through_maps_only() {
        let answer = answer();
        assert_eq!(answer.path("返回.消息"), Some(&Node::text("成功😀")));
        assert_eq!(answer.path("返回.消息.再下"), None);
        assert_eq!(answer.path("").map(Node::kind), Some("a record"));
        assert_eq!(answer.get("code"), Some(&Node::Number("0".into())), "the first of equal names");
    }

    #[test]
    fn empty_text_null_and_an_empty_list_are_not_there() {
        assert!(!Node::Absent.is_there() && !Node::Null.is_there() && !Node::text("").is_there());
        assert!(!Node::list(vec![]).is_there());
        assert!(Node::text("　").is_there() && Node::Int(0).is_there() && Node::record(vec![]).is_there());
    }

    #[test]
    fn scalars_have_a_text_and_others_do_not() {
        assert_eq!(Node::Bool(true).as_text().as_deref(), Some("true"));
        assert_eq!(Node::Number("1.50".into()).as_text().as_deref(), Some("1.50"));
        assert_eq!(Node::Int(-7).as_text().as_deref(), Some("-7"));
        assert_eq!(Node::Null.as_text(), None);
        assert_eq!(Node::list(vec![]).as_text(), None);
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?} {:?}", answer(), Node::text("张三"));
        assert_eq!(shown, "<a record of 3> <text>");
    }

    #[test]
    fn owning_changes_nothing() {
        assert_eq!(answer().into_owned(), answer());
    }
}
