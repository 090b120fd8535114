//! serde for generated types, without derive: one walk over the tree writes them, one visitor reads them.
//!
//! Decimals and dates are strings, codes are what they are on the wire. A number with a fraction is refused
//! when it is read, because it has passed a float and may have lost digits. Reading asks the format what
//! comes next, so it works with formats that describe themselves, such as JSON, YAML or TOML.

use std::borrow::Cow;
use std::fmt;

use ::serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use ::serde::ser::{Error as _, SerializeMap};
pub use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fields::described;
use crate::model::{Field, Offset, PlatformResult, Shape, Type};
use crate::node::MAX_DEPTH;
use crate::reply::keep_last;
use crate::{Fields, FillFields, Node, fill, scalar};

/// Writes a record of a platform.
pub fn serialize<S: Serializer>(
    value: &dyn Fields,
    platform: PlatformResult,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let zone = platform.map_err(S::Error::custom)?.zone;
    let (shape, node) = described(value);
    View { node: &node, ty: &Type::Record(shape.id), as_text: false, shape, zone }.serialize(serializer)
}

/// Reads a request: nothing may be missing, unknown or unreadable.
pub fn deserialize_request<'de, T: FillFields, D: Deserializer<'de>>(
    platform: PlatformResult,
    deserializer: D,
) -> Result<T, D::Error> {
    let zone = platform.map_err(D::Error::custom)?.zone;
    let mut node = Tree { depth: 0 }.deserialize(deserializer)?;
    if let Some(repeated) = keep_last(&mut node).0.first() {
        return Err(D::Error::custom(format_args!("{}: given more than once", repeated.path)));
    }
    fill::fill_request(&node, zone).map_err(D::Error::custom)
}

/// Reads a response as leniently as an answer: of equal names the last is taken.
pub fn deserialize_answer<'de, T: FillFields, D: Deserializer<'de>>(
    platform: PlatformResult,
    deserializer: D,
) -> Result<T, D::Error> {
    let zone = platform.map_err(D::Error::custom)?.zone;
    let mut node = Tree { depth: 0 }.deserialize(deserializer)?;
    keep_last(&mut node);
    fill::fill_answer(&node, zone).map(|(value, _)| value).map_err(D::Error::custom)
}

/// A node together with its type, to be written.
struct View<'a> {
    node: &'a Node<'a>,
    ty: &'a Type<'a>,
    as_text: bool,
    shape: Shape<'a>,
    zone: Offset,
}

impl<'a> View<'a> {
    fn below(&self, node: &'a Node<'a>, ty: &'a Type<'a>, as_text: bool) -> Self {
        View { node, ty, as_text, shape: self.shape, zone: self.zone }
    }

    fn field(&self, field: &'a Field<'a>, node: &'a Node<'a>) -> Self {
        self.below(node, &field.ty, field.as_text)
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.node, self.ty) {
            (Node::Absent | Node::Null, _) => serializer.serialize_unit(),
            (Node::Record(nodes), Type::Record(id)) if self.shape.at(*id).record().is_positional => {
                let fields = self.shape.at(*id).record().fields.iter();
                serializer.collect_seq(fields.zip(nodes).map(|(field, node)| self.field(field, node)))
            }
            (Node::Record(nodes), Type::Record(id)) => {
                let fields = self.shape.at(*id).record().fields.iter();
                let there = || fields.clone().zip(nodes).filter(|(_, node)| !matches!(node, Node::Absent));
                let mut map = serializer.serialize_map(Some(there().count()))?;
                for (field, node) in there() {
                    map.serialize_entry(field.name, &self.field(field, node))?;
                }
                map.end()
            }
            (Node::List(rows), Type::List(of, _)) => {
                serializer.collect_seq(rows.iter().map(|row| self.below(row, of, self.as_text)))
            }
            (Node::Map(entries), Type::Map(of, _)) => {
                serializer.collect_map(entries.iter().map(|(name, node)| (name, self.below(node, of, self.as_text))))
            }
            (Node::List(rows) | Node::Record(rows), ty) => {
                serializer.collect_seq(rows.iter().map(|row| self.below(row, ty, false)))
            }
            (Node::Map(entries), ty) => {
                serializer.collect_map(entries.iter().map(|(name, node)| (name, self.below(node, ty, false))))
            }
            (Node::Int(value), _) if self.as_text => serializer.collect_str(value),
            (Node::Int(value), _) => serializer.serialize_i64(*value),
            (Node::Bool(value), Type::Bool(None) | Type::Any) => serializer.serialize_bool(*value),
            (Node::Decimal(value), _) => serializer.collect_str(value),
            (Node::Bool(_) | Node::Time(_) | Node::Day(_) | Node::Instant(_), ty) => {
                let text = scalar::text(Some(ty), self.node, self.zone).unwrap_or_default();
                match text.parse() {
                    Ok(number) if !scalar::is_text(Some(ty), self.as_text, self.node) => {
                        serializer.serialize_i64(number)
                    }
                    _ => serializer.serialize_str(&text),
                }
            }
            // A number that no integer holds goes as text: a float would change it.
            (Node::Number(digits), _) => match digits.parse() {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => match digits.parse() {
                    Ok(value) if !self.as_text => serializer.serialize_u64(value),
                    _ => serializer.serialize_str(digits),
                },
            },
            (Node::Text(text), _) => serializer.serialize_str(text),
        }
    }
}

/// Reads whatever comes as a tree.
#[derive(Clone, Copy)]
struct Tree {
    depth: usize,
}

impl Tree {
    fn below<E: ::serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!("more than {MAX_DEPTH} records and lists in each other")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, a list, text, a whole number, a boolean or null")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(i64::try_from(value).map_or_else(|_| Node::Number(value.to_string().into()), Node::Int))
    }

    fn visit_f64<E: ::serde::de::Error>(self, _: f64) -> Result<Node<'de>, E> {
        Err(E::custom(
            "a number with a fraction has passed a float and may have lost digits: \
             write the amount in quotes, such as \"19.80\"",
        ))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text)))
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Node<'de>, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(row) = rows.next_element_seed(below)? {
            list.push(row);
        }
        Ok(Node::list(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node<'de>, A::Error> {
        let below = self.below()?;
        let mut map = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            map.push((Cow::Owned(name), entries.next_value_seed(below)?));
        }
        Ok(Node::map(map))
    }
}
