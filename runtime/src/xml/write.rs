//! The writer of XML: by a record's table, or plainly as a tree stands.
//!
//! What XML cannot carry (most control characters, a list in a list, a name that is no element's) is refused
//! with its path: left out silently, the vendor would sign and store something else.

use crate::json::{self, Style};
use crate::model::{Bounds, Escape, Field, ListStyle, Offset, Shape, Travels, Type};
use crate::scalar::{self, EncodeError, sent};
use crate::{MAX_DEPTH, Node, spread};

use super::{is_allowed, is_name};

/// Writes a tree as it stands. It should be a map of one entry: the outermost element.
pub fn write(node: &Node<'_>, zone: Offset) -> Result<String, EncodeError> {
    let mut writer = Writer::new(Style::new(Escape::Minimal, zone));
    writer.plain(node)?;
    Ok(writer.finish())
}

/// Writes a record inside elements of these names, the outermost first. `style` is that of texts that hold JSON.
pub(crate) fn write_enveloped(
    path: &[String],
    shape: Shape<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<String, EncodeError> {
    // An envelope without a name is right for JSON alone.
    if path.is_empty() {
        return Err(EncodeError::new("XML needs an outermost element, and the envelope names none"));
    }
    let mut writer = Writer::new(style);
    writer.envelope(path, shape, node)?;
    Ok(writer.finish())
}

/// A document that is being written.
struct Writer {
    style: Style,
    out: String,
    depth: usize,
}

impl Writer {
    fn new(style: Style) -> Self {
        Self { style, out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), depth: 0 }
    }

    fn envelope(&mut self, path: &[String], shape: Shape<'_>, node: &Node<'_>) -> Result<(), EncodeError> {
        match path.split_first() {
            Some((name, inner)) => self.element(name, |writer| writer.envelope(inner, shape, node)),
            None => self.record(shape, node),
        }
    }

    /// Writes an element around whatever `inside` writes.
    fn element(
        &mut self,
        name: &str,
        inside: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        if !is_name(name) {
            return Err(EncodeError::new("the name cannot be that of an XML element"));
        }
        if self.depth == MAX_DEPTH {
            return Err(EncodeError::too_deep());
        }
        self.out.extend(["<", name, ">"]);
        self.depth += 1;
        inside(self)?;
        self.depth -= 1;
        self.out.extend(["</", name, ">"]);
        Ok(())
    }

    fn record(&mut self, shape: Shape<'_>, node: &Node<'_>) -> Result<(), EncodeError> {
        let Node::Record(nodes) = node else { return self.plain(node) };
        let fields = shape.record().fields.iter().zip(nodes);
        // What travels elsewhere is no element.
        for (field, node) in fields.filter(|(field, _)| field.travels == Travels::InBody) {
            let Some(node) = sent(field, node) else { continue };
            if let Some(text) = self.in_text(shape, field, node).transpose() {
                let written = text.and_then(|text| self.element(field.name, |writer| writer.text(&text)));
                written.map_err(|error| error.under(field.name))?;
                continue;
            }
            match (&field.ty, node) {
                (Type::List(of, Bounds { within: Some(name), .. }), Node::List(rows)) => self
                    .element(field.name, |writer| {
                        writer.rows(name, rows, |writer, row| writer.value(shape, of, row))
                    })?,
                (Type::List(of, _), Node::List(rows)) => {
                    self.rows(field.name, rows, |writer, row| writer.value(shape, of, row))?;
                }
                (_, Node::List(rows)) => self.rows(field.name, rows, Self::plain)?,
                (ty, node) => self
                    .element(field.name, |writer| writer.value(shape, ty, node))
                    .map_err(|error| error.under(field.name))?,
            }
        }
        Ok(())
    }

    /// A list or a record as the text that a row of a list style has.
    fn in_text(&self, shape: Shape<'_>, field: &Field<'_>, node: &Node<'_>) -> Result<Option<String>, EncodeError> {
        match (field.lists, node) {
            (Some(ListStyle::Json), Node::List(_) | Node::Record(_) | Node::Map(_)) => {
                json::write_field(shape, field, node, self.style).map(Some)
            }
            (Some(ListStyle::Comma), Node::List(rows)) => spread::comma(&field.ty, rows, self.style).map(Some),
            _ => Ok(None),
        }
    }

    fn finish(self) -> String {
        self.out
    }

    fn value(&mut self, shape: Shape<'_>, ty: &Type<'_>, node: &Node<'_>) -> Result<(), EncodeError> {
        match (ty, node) {
            (Type::Record(id), Node::Record(_)) => self.record(shape.at(*id), node),
            (Type::Map(of, _), Node::Map(entries)) => entries.iter().try_for_each(|(name, node)| {
                let written = match (of, node) {
                    (Type::List(of, _), Node::List(rows)) => {
                        return self.rows(name, rows, |writer, row| writer.value(shape, of, row));
                    }
                    _ => self.element(name, |writer| writer.value(shape, of, node)),
                };
                written.map_err(|error| error.under(name))
            }),
            (_, Node::List(_) | Node::Record(_) | Node::Map(_)) => self.plain(node),
            (ty, node) => self.scalar(Some(ty), node),
        }
    }

    fn plain(&mut self, node: &Node<'_>) -> Result<(), EncodeError> {
        match node {
            Node::Map(entries) => {
                for (name, node) in entries {
                    match node {
                        Node::List(rows) => self.rows(name, rows, Self::plain)?,
                        _ => self.element(name, |writer| writer.plain(node)).map_err(|error| error.under(name))?,
                    }
                }
                Ok(())
            }
            // A list in a list has no element name of its own in XML.
            Node::List(_) | Node::Record(_) => Err(EncodeError::new("XML has no list inside a list")),
            _ => self.scalar(None, node),
        }
    }

    fn scalar(&mut self, ty: Option<&Type<'_>>, node: &Node<'_>) -> Result<(), EncodeError> {
        scalar::text(ty, node, self.style.zone).map_or(Ok(()), |text| self.text(&text))
    }

    fn rows<'n, 'v>(
        &mut self,
        name: &str,
        rows: &'n [Node<'v>],
        write: impl Fn(&mut Self, &'n Node<'v>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        // A reader takes one element without text for a list without rows.
        if let [Node::Text(text)] = rows
            && text.is_empty()
        {
            let error = EncodeError::new("one empty value cannot be told from none here; leave it out");
            return Err(error.under(&format!("{name}[0]")));
        }
        for (place, row) in rows.iter().enumerate() {
            self.element(name, |writer| write(writer, row))
                .map_err(|error| error.under(&format!("{name}[{place}]")))?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), EncodeError> {
        for character in text.chars() {
            match character {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                // A reader makes a plain one a line feed.
                '\r' => self.out.push_str("&#13;"),
                character if is_allowed(character) => self.out.push(character),
                character => {
                    let code = u32::from(character);
                    return Err(EncodeError::new(format!("XML cannot carry the control character U+{code:04X}")));
                }
            }
        }
        Ok(())
    }
}
