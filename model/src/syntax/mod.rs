//! The tree of text, list and mapping in which every key and value knows its place. YAML is read into it by the
//! generator, the text of generated code by [`coat`]; what the keys mean is left to [`notation`](crate::notation).

pub mod coat;
pub mod slips;

use crate::diagnostic::{Located, Span};

/// A value of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its place, without quotes.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Raw text.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// A mapping in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    /// The entries; their keys are different.
    pub entries: Vec<Entry>,
    /// Keys that stood there again. What that means depends on the mapping, so `lower` reports it.
    pub repeated: Vec<Repeated>,
}

/// A key that stands twice in one mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// The key.
    pub key: String,
    /// Its first place.
    pub first: Span,
    /// The other.
    pub again: Span,
}

/// Raw text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// Its place, without quotes.
    pub span: Span,
    /// Whether it was written without quotes on one or more lines, so that an empty one is "nothing".
    pub plain: bool,
    /// The comment that ends a plain scalar on its own line.
    pub comment: Option<Span>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value.
    pub value: Node,
}

impl Scalar {
    /// The text with its place.
    pub fn located(&self) -> Located<'_> {
        Located { text: &self.text, span: self.span }
    }
}

impl Node {
    /// A text that stands in no file.
    pub fn of_text(text: impl Into<String>) -> Self {
        let scalar = Scalar { text: text.into(), span: Span::NONE, plain: false, comment: None };
        Self { span: Span::NONE, kind: Kind::Scalar(scalar) }
    }

    /// A list that stands in no file.
    pub fn of_list(rows: impl IntoIterator<Item = Self>) -> Self {
        Self { span: Span::NONE, kind: Kind::List(rows.into_iter().collect()) }
    }

    /// A mapping that stands in no file.
    pub fn of_map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entry = |(key, value): (K, Self)| Entry {
            key: Scalar { text: key.into(), span: Span::NONE, plain: true, comment: None },
            value,
        };
        let entries = entries.into_iter().map(entry).collect();
        Self { span: Span::NONE, kind: Kind::Map(Map { entries, repeated: Vec::new() }) }
    }

    /// The same of the keys that have a value.
    pub fn of_keys<const KEYS: usize>(keys: [(&str, Option<Self>); KEYS]) -> Self {
        Self::of_map(keys.into_iter().filter_map(|(key, value)| Some((key, value?))))
    }

    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub fn map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(map) => Some(&map.entries),
            _ => None,
        }
    }

    /// The rows of a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(rows) => Some(rows),
            _ => None,
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }

    /// Nothing was written.
    pub fn is_nothing(&self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.plain && scalar.text.is_empty())
    }

    /// What it is, in words for a message.
    pub fn what(&self) -> &'static str {
        match &self.kind {
            _ if self.is_nothing() => "nothing",
            Kind::Scalar(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
