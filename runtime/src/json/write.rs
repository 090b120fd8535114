//! The writer of JSON: by a record's table, or plainly as a tree stands.
//!
//! The table says what travels as text and how "none" travels; nothing here decides what a value should be.

use std::io::Write as _;

use super::text;
use crate::model::{Bounds, Escape, Field, Offset, Shape, Type};
use crate::scalar::{self, EncodeError, sent};
use crate::{MAX_DEPTH, Node};

/// How a platform wants its JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// How text is written.
    pub escape: Escape,
    /// The zone of the wall clock that dates are written on.
    pub zone: Offset,
}

/// Writes a tree as it stands. A [`Node::Record`] has no names of its own and is written as a list.
pub fn write(node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut writer = Writer::new(style);
    writer.plain(node);
    writer.finish()
}

/// Writes a record by its table: absent fields as the table says, scalars as its types travel.
pub fn write_record(shape: Shape<'_>, node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut writer = Writer::new(style);
    writer.record(shape, node);
    writer.finish()
}

/// Writes a record inside objects of one entry each, the outermost first.
pub(crate) fn write_enveloped(
    path: &[String],
    shape: Shape<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<String, EncodeError> {
    let mut writer = Writer::new(style);
    writer.envelope(path, shape, node);
    writer.finish()
}

pub(crate) fn write_field(
    shape: Shape<'_>,
    field: &Field<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<String, EncodeError> {
    let mut writer = Writer::new(style);
    writer.value(shape, &field.ty, field.as_text, node);
    writer.finish()
}

struct Writer {
    style: Style,
    out: Vec<u8>,
    // The deepest level is noted and told at the end, so that the writing itself cannot fail.
    depth: usize,
    deepest: usize,
}

impl Writer {
    fn new(style: Style) -> Self {
        Self { style, out: Vec::new(), depth: 0, deepest: 0 }
    }

    fn envelope(&mut self, path: &[String], shape: Shape<'_>, node: &Node<'_>) {
        let Some((name, inner)) = path.split_first() else { return self.record(shape, node) };
        self.nested(b'{', b'}', |writer| {
            writer.name(name, &mut true);
            writer.envelope(inner, shape, node);
        });
    }

    fn record(&mut self, shape: Shape<'_>, node: &Node<'_>) {
        let Node::Record(nodes) = node else { return self.plain(node) };
        if shape.record().is_positional {
            return self.positions(shape, nodes);
        }
        self.nested(b'{', b'}', |writer| {
            let mut first = true;
            for (field, node) in shape.record().fields.iter().zip(nodes) {
                let Some(node) = sent(field, node) else { continue };
                writer.name(field.name, &mut first);
                writer.value(shape, &field.ty, field.as_text, node);
            }
        });
    }

    /// A record without its names. What is not there is `null`, and left out behind the last that is.
    fn positions(&mut self, shape: Shape<'_>, nodes: &[Node<'_>]) {
        let fields = shape.record().fields;
        let there = |(field, node)| sent(field, node).is_some();
        let given = fields.iter().zip(nodes).rposition(there).map_or(0, |last| last + 1);
        self.nested(b'[', b']', |writer| {
            let mut first = true;
            for (field, node) in fields.iter().zip(nodes).take(given) {
                writer.separate(&mut first);
                writer.value(shape, &field.ty, field.as_text, sent(field, node).unwrap_or(&Node::Null));
            }
        });
    }

    fn value(&mut self, shape: Shape<'_>, ty: &Type<'_>, as_text: bool, node: &Node<'_>) {
        match (ty, node) {
            (Type::Record(id), Node::Record(_)) => self.record(shape.at(*id), node),
            (Type::List(of, Bounds { within: Some(name), .. }), Node::List(rows)) => {
                self.nested(b'{', b'}', |writer| {
                    writer.name(name, &mut true);
                    writer.list(rows, |writer, row| writer.value(shape, of, as_text, row));
                });
            }
            (Type::List(of, _), Node::List(rows)) => {
                self.list(rows, |writer, row| writer.value(shape, of, as_text, row));
            }
            (Type::Map(of, _), Node::Map(entries)) => self.nested(b'{', b'}', |writer| {
                let mut first = true;
                for (name, node) in entries {
                    writer.name(name, &mut first);
                    writer.value(shape, of, as_text, node);
                }
            }),
            // What the table does not describe is written as it stands.
            (_, Node::List(_) | Node::Record(_) | Node::Map(_)) => self.plain(node),
            _ => self.scalar(Some(ty), node, scalar::is_text(Some(ty), as_text, node)),
        }
    }

    fn plain(&mut self, node: &Node<'_>) {
        match node {
            Node::List(rows) | Node::Record(rows) => self.list(rows, Self::plain),
            Node::Map(entries) => self.nested(b'{', b'}', |writer| {
                let mut first = true;
                for (name, node) in entries {
                    writer.name(name, &mut first);
                    writer.plain(node);
                }
            }),
            _ => self.scalar(None, node, scalar::is_text(None, false, node)),
        }
    }

    fn list<'n, 'v>(&mut self, rows: &'n [Node<'v>], write: impl Fn(&mut Self, &'n Node<'v>)) {
        self.nested(b'[', b']', |writer| {
            let mut first = true;
            for row in rows {
                writer.separate(&mut first);
                write(writer, row);
            }
        });
    }

    /// Writes what lies one level deeper, and stops where nothing may lie any more.
    fn nested(&mut self, begin: u8, end: u8, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        self.out.push(begin);
        // Deeper than the limit nothing is written: the text is refused in any case.
        if self.depth <= MAX_DEPTH {
            inside(self);
        }
        self.out.push(end);
        self.depth -= 1;
    }

    fn name(&mut self, name: &str, first: &mut bool) {
        self.separate(first);
        text::write(name, self.style.escape, &mut self.out);
        self.out.push(b':');
    }

    fn separate(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.out.push(b',');
        }
    }

    fn scalar(&mut self, ty: Option<&Type<'_>>, node: &Node<'_>, as_text: bool) {
        // Writing to a vector cannot fail. The two frequent kinds need no text of their own.
        let _ = match node {
            Node::Int(value) if !as_text => write!(self.out, "{value}"),
            Node::Decimal(value) if !as_text => write!(self.out, "{value}"),
            _ => {
                match scalar::text(ty, node, self.style.zone) {
                    Some(value) if as_text => text::write(&value, self.style.escape, &mut self.out),
                    Some(value) => self.out.extend_from_slice(value.as_bytes()),
                    None => self.out.extend_from_slice(b"null"),
                }
                Ok(())
            }
        };
    }

    fn finish(self) -> Result<String, EncodeError> {
        if self.deepest > MAX_DEPTH {
            return Err(EncodeError::too_deep());
        }
        // Only whole pieces of text were written.
        Ok(String::from_utf8(self.out).unwrap_or_default())
    }
}
