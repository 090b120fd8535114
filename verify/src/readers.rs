//! The second reading: the ordinary YAML reader walks along our tree and must find the same structure and
//! the same text everywhere. Where two readers of one file disagree, its author sees what only one of them does.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::{Diagnostic, Diagnostics, FileId, Span};
use signwright_codegen::source::{Source, Sources};
use signwright_codegen::syntax::{self, Kind, Map, Node, Scalar};

/// Reads a file a second time, and gives where the readers disagree.
pub(super) fn compare(sources: &Sources, file: FileId) -> Option<Diagnostic> {
    let source = sources.get(file)?;
    // It was read before, and what was wrong was reported then.
    let tree = syntax::parse(&source.text, file, &mut Diagnostics::default())?;
    disagreement(source, &tree)
}

/// The same, where the tree of the file is there.
pub(super) fn disagreement(source: &Source, tree: &Node) -> Option<Diagnostic> {
    let mut place = tree.span;
    let walk = Walk { node: tree, place: &mut place };
    let error = walk.deserialize(serde_yaml::Deserializer::from_str(&source.text)).err()?;
    let message = format!("the ordinary YAML reader sees another document here: {error}");
    let disagree = Diagnostic::error(Code::ReadersDisagree, place, message);
    Some(disagree.help("write this in a plainer way, such as in double quotes on one line"))
}

/// Our tree beside the other reader's events. `place` is what was compared last.
struct Walk<'t, 'p> {
    node: &'t Node,
    place: &'p mut Span,
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match &self.node.kind {
            Kind::Scalar(scalar) => Text { scalar, place: self.place }.deserialize(deserializer),
            Kind::List(rows) => deserializer.deserialize_seq(Rows { rows, place: self.place }),
            Kind::Map(map) => deserializer.deserialize_map(Entries { map, place: self.place }),
        }
    }
}

/// A scalar, asked for as text: so the other reader does not guess its type either.
struct Text<'t, 'p> {
    scalar: &'t Scalar,
    place: &'p mut Span,
}

impl<'de> DeserializeSeed<'de> for Text<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.place = self.scalar.span;
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Text<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text == self.scalar.text { Ok(()) } else { Err(E::custom("its text is another one")) }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.visit_str("")
    }
}

struct Rows<'t, 'p> {
    rows: &'t [Node],
    place: &'p mut Span,
}

impl<'de> Visitor<'de> for Rows<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        for node in self.rows {
            *self.place = node.span;
            let row = rows.next_element_seed(Walk { node, place: self.place })?;
            row.ok_or_else(|| A::Error::custom("its list is shorter"))?;
        }
        match rows.next_element::<serde::de::IgnoredAny>()? {
            Some(_) => Err(A::Error::custom("its list is longer")),
            None => Ok(()),
        }
    }
}

struct Entries<'t, 'p> {
    map: &'t Map,
    place: &'p mut Span,
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        for entry in &self.map.entries {
            *self.place = entry.key.span;
            let key = entries.next_key_seed(Text { scalar: &entry.key, place: self.place })?;
            key.ok_or_else(|| A::Error::custom("its mapping is shorter"))?;
            entries.next_value_seed(Walk { node: &entry.value, place: self.place })?;
        }
        match entries.next_key::<serde::de::IgnoredAny>()? {
            Some(_) => Err(A::Error::custom("its mapping is longer")),
            None => Ok(()),
        }
    }
}
