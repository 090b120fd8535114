//! The writer of JSON: by a record's table, or plainly as a tree stands.
//!
//! The table says what travels as text and how "none" travels; nothing here decides what a value should be.

use std::borrow::Cow;
use std::rc::Rc;

use super::text;
use crate::digits::Digits;
use crate::model::{Bounds, Escape, Field, ListStyle, Offset, RecordId, Shape, Travels, Type};
use crate::scalar::{self, EncodeError, sent};
use crate::texts::Texts;
use crate::{MAX_DEPTH, Node, spread};

/// How a platform wants its JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// How text is written.
    pub escape: Escape,
    /// The zone of the wall clock that dates are written on.
    pub zone: Offset,
    /// Whether the names of each object are sorted, by their bytes.
    pub sorted: bool,
}

impl Style {
    /// Names in the order of the tables.
    pub const fn new(escape: Escape, zone: Offset) -> Self {
        Self { escape, zone, sorted: false }
    }
}

/// Writes a tree as it stands. A [`Node::Record`] has no names of its own and is written as a list.
pub fn write(node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut writer = Writer::new(style);
    writer.plain(node);
    writer.finish()
}

/// Writes a record by its table: absent fields as the table says, scalars as its types travel. All of its fields, also
/// those that travel in a header or as the whole document.
pub fn write_record(shape: Shape<'_>, node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut writer = Writer { is_whole: true, ..Writer::new(style) };
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
    let mut writer = Writer::for_bytes(style, node.about_bytes());
    writer.envelope(path, &|writer| writer.record(shape, node));
    writer.finish()
}

/// Writes the value of one field alone.
pub(crate) fn write_field(
    shape: Shape<'_>,
    field: &Field<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<String, EncodeError> {
    write_field_enveloped(&[], shape, field, node, style)
}

/// Writes one argument: where its row says so, a list or a record is a text.
pub(crate) fn write_argument(
    shape: Shape<'_>,
    field: &Field<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<String, EncodeError> {
    let mut writer = Writer::new(style);
    writer.field(shape, field, node);
    writer.finish()
}

/// Writes the value of one field inside objects of one entry each, the outermost first.
pub(crate) fn write_field_enveloped(
    path: &[String],
    shape: Shape<'_>,
    field: &Field<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<String, EncodeError> {
    let mut writer = Writer::for_bytes(style, node.about_bytes());
    writer.envelope(path, &|writer| writer.value(shape, &field.ty, field.as_text, node));
    writer.finish()
}

/// How many texts may hold each other: each doubles the escapes of those within.
const MAX_TEXTS: usize = 4;

struct Writer {
    style: Style,
    out: Vec<u8>,
    // What is wrong is noted and told at the end, so that the writing itself cannot fail.
    depth: usize,
    deepest: usize,
    /// How many texts are open that hold what is written now.
    texts: usize,
    /// Whether fields that are no members of the body are written too.
    is_whole: bool,
    wrong: Option<EncodeError>,
    /// The records that were written, and how often.
    records: Vec<(RecordId, Names)>,
}

/// The names of a record as they are written, each with its comma, its quotes and its colon: made when a record comes a third
/// time, as in a list. A push of 50 trades writes 2,250 names, and of these 39 anew.
#[derive(Default)]
struct Names {
    met: usize,
    made: Option<Rc<Texts>>,
}

impl Writer {
    fn new(style: Style) -> Self {
        Self::for_bytes(style, 0)
    }

    /// One that will write about so many bytes.
    fn for_bytes(style: Style, bytes: usize) -> Self {
        Self {
            style,
            out: Vec::with_capacity(bytes),
            depth: 0,
            deepest: 0,
            texts: 0,
            is_whole: false,
            wrong: None,
            records: Vec::new(),
        }
    }

    fn envelope(&mut self, path: &[String], inside: &dyn Fn(&mut Self)) {
        let Some((name, inner)) = path.split_first() else { return inside(self) };
        self.nested(b'{', b'}', |writer| {
            writer.name(name, &mut true);
            writer.envelope(inner, inside);
        });
    }

    fn record(&mut self, shape: Shape<'_>, node: &Node<'_>) {
        let Node::Record(nodes) = node else { return self.plain(node) };
        if shape.record().is_positional {
            return self.positions(shape, nodes);
        }
        self.nested(b'{', b'}', |writer| {
            let (mut first, is_sorted, is_whole) = (true, writer.style.sorted, writer.is_whole);
            let names = writer.names(shape);
            let fields = shape.record().fields.iter().zip(nodes).enumerate();
            // What travels elsewhere is no member.
            let fields = fields.filter(|(_, (field, _))| is_whole || field.travels == Travels::InBody);
            let mut write = |(index, (field, node)): (usize, (&Field<'_>, &Node<'_>))| {
                let Some(node) = sent(field, node) else { return };
                match names.as_ref().and_then(|names| names.get(index)) {
                    Some(name) => {
                        let name = name.as_bytes();
                        writer.out.extend_from_slice(if first { name.get(1..).unwrap_or_default() } else { name });
                        first = false;
                    }
                    None => writer.name(field.name, &mut first),
                }
                writer.field(shape, field, node);
            };
            if is_sorted {
                let mut fields: Vec<_> = fields.collect();
                fields.sort_by_key(|(_, (field, _))| field.name);
                fields.into_iter().for_each(write);
            } else {
                fields.for_each(&mut write);
            }
        });
    }

    /// The names of a record that came twice before.
    fn names(&mut self, shape: Shape<'_>) -> Option<Rc<Texts>> {
        let index = self.records.iter().position(|(id, _)| *id == shape.id).unwrap_or_else(|| {
            self.records.push((shape.id, Names::default()));
            self.records.len() - 1
        });
        let (_, names) = self.records.get_mut(index)?;
        names.met += 1;
        if names.met < 3 {
            return None;
        }
        let escape = self.style.escape;
        let made = names.made.get_or_insert_with(|| {
            let fields = shape.record().fields;
            let (mut texts, mut written) = (Texts::for_rows(fields.len() * 2), Vec::with_capacity(64));
            for field in fields {
                written.clear();
                written.push(b',');
                text::write(field.name, escape, &mut written);
                written.push(b':');
                texts.push(str::from_utf8(&written).unwrap_or_default());
            }
            Rc::new(texts)
        });
        Some(Rc::clone(made))
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
                writer.field(shape, field, sent(field, node).unwrap_or(&Node::Null));
            }
        });
    }

    fn field(&mut self, shape: Shape<'_>, field: &Field<'_>, node: &Node<'_>) {
        match (field.lists, node) {
            (Some(ListStyle::Json), Node::List(_) | Node::Record(_) | Node::Map(_)) => {
                self.texts += 1;
                if self.texts > MAX_TEXTS {
                    self.wrong.get_or_insert_with(EncodeError::too_deep);
                } else {
                    let start = self.out.len();
                    self.value(shape, &field.ty, field.as_text, node);
                    let inner = String::from_utf8(self.out.split_off(start)).unwrap_or_default();
                    text::write(&inner, self.style.escape, &mut self.out);
                }
                self.texts -= 1;
            }
            (Some(ListStyle::Comma), Node::List(rows)) => match spread::comma(&field.ty, rows, self.style) {
                Ok(joined) => text::write(&joined, self.style.escape, &mut self.out),
                Err(error) => {
                    self.wrong.get_or_insert_with(|| error.under(field.name));
                }
            },
            _ => self.value(shape, &field.ty, field.as_text, node),
        }
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
            (Type::Map(of, _), Node::Map(entries)) => {
                self.entries(entries, |writer, node| writer.value(shape, of, as_text, node));
            }
            // What the table does not describe is written as it stands.
            (_, Node::List(_) | Node::Record(_) | Node::Map(_)) => self.plain(node),
            _ => self.scalar(Some(ty), as_text, node),
        }
    }

    fn plain(&mut self, node: &Node<'_>) {
        match node {
            Node::List(rows) | Node::Record(rows) => self.list(rows, Self::plain),
            Node::Map(entries) => self.entries(entries, Self::plain),
            _ => self.scalar(None, false, node),
        }
    }

    fn entries<'n, 'v>(&mut self, entries: &'n [(Cow<'v, str>, Node<'v>)], write: impl Fn(&mut Self, &'n Node<'v>)) {
        self.nested(b'{', b'}', |writer| {
            let (mut first, is_sorted) = (true, writer.style.sorted);
            let mut entry = |(name, node): &'n (Cow<'v, str>, Node<'v>)| {
                writer.name(name, &mut first);
                write(writer, node);
            };
            if is_sorted {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by(|(left, _), (right, _)| left.cmp(right));
                entries.into_iter().for_each(entry);
            } else {
                entries.iter().for_each(&mut entry);
            }
        });
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

    fn scalar(&mut self, ty: Option<&Type<'_>>, as_text: bool, node: &Node<'_>) {
        // The frequent kinds need no text of their own.
        if let Node::Text(value) = node {
            return text::write(value, self.style.escape, &mut self.out);
        }
        let is_text = scalar::is_text(ty, as_text, node);
        match node {
            Node::Int(value) => self.plainly(Digits::of(*value).as_bytes(), is_text),
            Node::Decimal(value) => self.plainly(value.written().as_bytes(), is_text),
            Node::Time(time) if !matches!(ty, Some(Type::DateTime(Some(_)))) => {
                self.plainly(&time.to(self.style.zone).written(), is_text);
            }
            _ => match scalar::text(ty, node, self.style.zone) {
                Some(value) if is_text => text::write(&value, self.style.escape, &mut self.out),
                Some(value) => self.out.extend_from_slice(value.as_bytes()),
                None => self.out.extend_from_slice(b"null"),
            },
        }
    }

    /// What needs no escapes, in quotes where it is text.
    fn plainly(&mut self, ascii: &[u8], as_text: bool) {
        if as_text {
            self.out.push(b'"');
        }
        self.out.extend_from_slice(ascii);
        if as_text {
            self.out.push(b'"');
        }
    }

    fn finish(self) -> Result<String, EncodeError> {
        if self.deepest > MAX_DEPTH {
            return Err(EncodeError::too_deep());
        }
        if let Some(error) = self.wrong {
            return Err(error);
        }
        // Only whole pieces of text were written.
        Ok(String::from_utf8(self.out).unwrap_or_default())
    }
}
