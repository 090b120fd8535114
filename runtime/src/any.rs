//! Values without a table: anything, and codes that come as a number or as text.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::many::Many;
use crate::node::MAX_DEPTH;
use crate::{Node, TreePlace};

/// Anything: a value whose fields the vendor does not list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Any {
    /// An explicit `null`.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, digits unchanged.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Any>),
    /// Named values in order.
    Map(Vec<(String, Any)>),
}

impl Any {
    /// The first entry of a map under this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A tree without a table. A record, which only its table can name, gives the list of its fields.
    pub(crate) fn from_node(node: &Node<'_>) -> Self {
        match node {
            Node::Absent | Node::Null => Self::Null,
            Node::Bool(value) => Self::Bool(*value),
            Node::Int(value) => Self::Number(value.to_string()),
            Node::Decimal(value) => Self::Number(value.to_string()),
            Node::Time(value) => Self::Text(value.to_string()),
            Node::Day(value) => Self::Text(value.to_string()),
            Node::Instant(value) => Self::Text(value.to_string()),
            Node::Number(text) => Self::Number(text.to_string()),
            Node::Text(text) => Self::Text(text.to_string()),
            Node::List(rows) | Node::Record(rows) => Self::List(rows.iter().map(Self::from_node).collect()),
            Node::Map(entries) => {
                Self::Map(entries.iter().map(|(name, node)| (name.to_string(), Self::from_node(node))).collect())
            }
        }
    }

    /// As a tree; what lies deeper than any document may is cut, which the depth check of the writers reports.
    pub(crate) fn to_node<'v>(&'v self, place: TreePlace<'v>) -> Node<'v> {
        let is_cut = place.depth() > MAX_DEPTH;
        match self {
            Self::Null => Node::Null,
            Self::Bool(value) => Node::Bool(*value),
            Self::Number(text) => Node::Number(text.into()),
            Self::Text(text) => Node::Text(text.into()),
            Self::List(_) if is_cut => Node::List(Many::default()),
            Self::Map(_) if is_cut => Node::Map(Many::default()),
            Self::List(rows) => Node::List(place.many(rows.iter().map(|row| row.to_node(place.below())))),
            Self::Map(entries) => {
                Node::Map(place.many(entries.iter().map(|(name, value)| (name.into(), value.to_node(place.below())))))
            }
        }
    }
}

impl From<&str> for Any {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Any {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Any {
    fn from(value: i64) -> Self {
        Self::Number(value.to_string())
    }
}

impl From<bool> for Any {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// A code that some answers give as a number and others as text. Both compare equal: `"0"` is `0`.
#[derive(Clone, Debug)]
pub struct TextOrInt {
    raw: String,
    number: bool,
}

impl TextOrInt {
    pub(crate) fn number(raw: String) -> Self {
        Self { raw, number: true }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.raw
    }

    /// The whole number that it is, if it is one.
    pub fn to_int(&self) -> Option<i64> {
        self.raw.parse().ok()
    }

    pub(crate) fn to_node(&self) -> Node<'_> {
        if self.number { Node::Number(self.raw.as_str().into()) } else { Node::Text(self.raw.as_str().into()) }
    }
}

impl From<i64> for TextOrInt {
    fn from(value: i64) -> Self {
        Self::number(value.to_string())
    }
}

impl From<String> for TextOrInt {
    fn from(raw: String) -> Self {
        Self { raw, number: false }
    }
}

impl From<&str> for TextOrInt {
    fn from(raw: &str) -> Self {
        raw.to_owned().into()
    }
}

impl fmt::Display for TextOrInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.raw)
    }
}

impl PartialEq for TextOrInt {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl Eq for TextOrInt {}

impl Hash for TextOrInt {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}

impl PartialEq<i64> for TextOrInt {
    fn eq(&self, other: &i64) -> bool {
        self.to_int() == Some(*other)
    }
}

impl PartialEq<&str> for TextOrInt {
    fn eq(&self, other: &&str) -> bool {
        self.raw == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_as_number_and_as_text() {
        assert_eq!(TextOrInt::from(0), TextOrInt::from("0"));
        assert!(TextOrInt::from("12") == 12 && TextOrInt::from(12) == "12");
        assert_eq!(TextOrInt::from("订单不存在").to_int(), None);
        assert_eq!(TextOrInt::from(7).to_node(), Node::Number("7".into()));
        assert_eq!(TextOrInt::from("7").to_node(), Node::text("7"));
    }

    #[test]
    fn anything_survives_the_tree() {
        let any = Any::Map(vec![
            ("编号".into(), Any::Number("00.10".into())),
            ("列表".into(), Any::List(vec![Any::Null, Any::Bool(true), "文😀".into()])),
        ]);
        assert_eq!(Any::from_node(&any.to_node(TreePlace::TOP)), any);
        assert_eq!(any.get("编号"), Some(&Any::Number("00.10".into())));
    }

    #[test]
    fn a_bottomless_value_is_cut() {
        let mut any = Any::Null;
        for _ in 0..1000 {
            any = Any::List(vec![any]);
        }
        let node = any.to_node(TreePlace::TOP);
        let (mut depth, mut at) = (0, &node);
        while let Some(row) = at.rows().first() {
            (depth, at) = (depth + 1, row);
        }
        assert_eq!(depth, MAX_DEPTH + 1);
    }
}
