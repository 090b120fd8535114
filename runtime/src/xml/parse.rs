//! The reader of XML, onto a tape: the events of `quick-xml`, a stack of open elements, and limits of its own.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{is_allowed, is_name, is_space};
use crate::Node;
use crate::limits::Room;
use crate::tape::{Kind, Span, Tape};
use crate::{DecodeError, Limits};

/// Reads a whole document. The result is a map of one entry, named like the outermost element.
pub fn parse(document: &[u8], limits: Limits) -> Result<Node<'_>, DecodeError> {
    parse_tape(document, limits).map(Tape::into_node)
}

/// The same without making a tree of it.
pub(crate) fn parse_tape(document: &[u8], limits: Limits) -> Result<Tape<'_>, DecodeError> {
    limits.admit(document)?;
    let text = std::str::from_utf8(document)
        .map_err(|error| DecodeError::at(error.valid_up_to(), "the document is not UTF-8"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut elements = Elements::new(text, limits)?;
    loop {
        let offset = place(reader.buffer_position());
        let event = reader.read_event();
        // The library's own message may quote the document.
        let event =
            event.map_err(|_| DecodeError::at(place(reader.error_position()), "this is not well-formed XML"))?;
        if matches!(event, Event::Eof) {
            return elements.finish(offset);
        }
        elements.take(event, offset).map_err(|message| DecodeError::at(offset, message))?;
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

/// The elements of a document as far as it was read.
struct Elements<'a> {
    text: &'a str,
    tape: Tape<'a>,
    open: Vec<Open>,
    has_root: bool,
    levels: usize,
    /// Whether every character of the document is one of XML's: then none of its texts is looked at again.
    is_allowed: bool,
    room: Room,
}

/// An element whose end was not read yet.
struct Open {
    /// Its index on the tape.
    index: usize,
    children: usize,
    text: Option<Span>,
    /// Whether its text is more than blanks.
    is_text: bool,
}

impl<'a> Elements<'a> {
    fn new(text: &'a str, limits: Limits) -> Result<Self, DecodeError> {
        let mut tape = Tape::new(text)?;
        // The rows of a list are elements of one name.
        tape.repeats = true;
        // The document is a map of its outermost element.
        tape.push(Span::default(), Kind::Map, Span::default());
        let (open, levels, room) = (Vec::new(), limits.levels(), Room::of(limits));
        Ok(Self { text, tape, open, has_root: false, levels, is_allowed: are_allowed(text.as_bytes()), room })
    }

    fn take(&mut self, event: Event<'a>, offset: usize) -> Result<(), &'static str> {
        match event {
            // A start tag's name stands right behind its `<`, and need not be copied from there.
            Event::Start(start) => self.begin(start.name().into_inner(), offset + 1),
            Event::Empty(start) => {
                self.begin(start.name().into_inner(), offset + 1)?;
                // `<a/>` and `<a></a>` are the same element.
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content(), offset),
            Event::CData(text) => self.text(&text.xml10_content(), offset + "<![CDATA[".len()),
            Event::GeneralRef(reference) => {
                let character = match reference.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                let character = character.ok_or("this entity is none of XML's own")?;
                // Text beside the outermost element is not well-formed, and the library lets it pass.
                if self.open.is_empty() {
                    return Err("there is text outside the document's element");
                }
                if !is_allowed(character) {
                    return Err(NOT_ALLOWED);
                }
                self.text(character.encode_utf8(&mut [0; 4]), usize::MAX)
            }
            Event::DocType(_) => Err("a document type is not accepted"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    /// Whether a part that the library gives stands in the document as it is.
    fn stands_at(&self, offset: usize, part: &str) -> bool {
        self.text.as_bytes().get(offset..).is_some_and(|unread| unread.starts_with(part.as_bytes()))
    }

    fn begin(&mut self, name: &str, offset: usize) -> Result<(), &'static str> {
        if self.open.is_empty() && self.has_root {
            return Err("there is a second outermost element");
        }
        if self.open.len() >= self.levels {
            return Err("the document is nested too deeply");
        }
        if !is_name(name) || !self.stands_at(offset, name) {
            return Err("this cannot be the name of an element");
        }
        let index = self.tape.next();
        self.tape.push(Span::of(offset, name.len()).as_name()?, Kind::Map, Span::default());
        self.has_root = true;
        if let Some(parent) = self.open.last_mut() {
            parent.children += 1;
        }
        self.open.push(Open { index, children: 0, text: None, is_text: false });
        Ok(())
    }

    fn text(&mut self, text: &str, offset: usize) -> Result<(), &'static str> {
        if !self.is_allowed && !text.chars().all(is_allowed) {
            return Err(NOT_ALLOWED);
        }
        let is_borrowed = self.stands_at(offset, text);
        let Some(element) = self.open.last_mut() else {
            return if is_space(text) { Ok(()) } else { Err("there is text outside the document's element") };
        };
        element.is_text |= !is_space(text);
        // Between elements only blanks may stand, which carry nothing.
        if element.children > 0 || text.is_empty() {
            return Ok(());
        }
        element.text = Some(match element.text {
            None if is_borrowed => Span::of(offset, text.len()),
            // All pieces of a text come one behind the other.
            earlier => {
                let begin = match earlier {
                    Some(earlier) => self.tape.unescape(earlier),
                    None => self.tape.unescaped().len(),
                };
                self.tape.unescaped().push_str(text);
                self.tape.unescaped_since(begin)
            }
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), &'static str> {
        let element = self.open.pop().ok_or("an element ends that did not begin")?;
        let text = element.text.unwrap_or_default();
        if text.is_unescaped() {
            self.room.copied(text.length())?;
        }
        if element.children == 0 {
            self.tape.close_text(element.index, text);
        // Blanks between elements are layout; any other text there would be lost.
        } else if element.is_text {
            return Err("there is text between elements");
        } else {
            self.tape.close(element.index, Kind::Map, element.children);
        }
        if !self.open.is_empty() {
            self.room.value(true)?;
        }
        Ok(())
    }

    fn finish(mut self, offset: usize) -> Result<Tape<'a>, DecodeError> {
        if !self.has_root || !self.open.is_empty() {
            return Err(DecodeError::at(offset, "the document ends before its element does"));
        }
        self.tape.close(0, Kind::Map, 1);
        Ok(self.tape)
    }
}

const NOT_ALLOWED: &str = "XML does not allow this character";

/// Whether there is no byte that a character begins with which XML does not allow. It is a simple sum, which the compiler
/// makes for many bytes at once, and takes some characters for such that are allowed.
fn are_allowed(document: &[u8]) -> bool {
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    // U+FFFE and U+FFFF end like this.
    let may_end = |first: u8, second: u8| u8::from(first == 0xBF) & u8::from(second >= 0xBE);
    let behind = document.get(1..).unwrap_or_default();
    let mut pairs = document.chunks(256).zip(behind.chunks(256));
    !document.chunks(256).any(|bytes| bytes.iter().fold(0, |found, byte| found | u8::from(is_control(*byte))) != 0)
        && !pairs.any(|(bytes, behind)| {
            bytes.iter().zip(behind).fold(0, |found, (first, second)| found | may_end(*first, *second)) != 0
        })
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Node<'_>, DecodeError> {
        parse(text.as_bytes(), Limits::default())
    }

    fn map(entries: Vec<(&'static str, Node<'static>)>) -> Node<'static> {
        Node::Map(entries.into_iter().map(|(name, node)| (name.into(), node)).collect())
    }

    #[test]
    fn elements_are_maps_and_text() {
        let node = read(
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- 答复 --><应答 版本='1'>\n  <行><号>01</号></行>\r\n \
             <行><号> &lt;甲&amp;乙&gt;&#x1F600;<![CDATA[<&\r\n]]></号></行> <空/><白> \t</白>\n</应答>\n",
        );
        let answer = map(vec![
            ("行", map(vec![("号", Node::text("01"))])),
            ("行", map(vec![("号", Node::text(" <甲&乙>😀<&\n"))])),
            ("空", Node::text("")),
            ("白", Node::text(" \t")),
        ]);
        assert!(node == Ok(map(vec![("应答", answer)])));
        let Ok(Node::Map(outer)) = read("\u{FEFF}<?xml version='1.0'?> <应答 a='1'/>") else { panic!("a map") };
        assert!(matches!(outer.first(), Some((Cow::Borrowed("应答"), _))), "copied");
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in [
            "",
            "  ",
            "订单",
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "&amp;<a/>",
            "<a>文<b/></a>",
            "<a><b/>文</a>",
            "<a>&nbsp;</a>",
            "<a>&#0;</a>",
            "<a>&#20;</a>",
            "<a>&#x110000;</a>",
            "<a>& b</a>",
            "<a>\u{1}</a>",
            "<1/>",
            "< a/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "{\"code\":0}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn size_and_depth_are_limited() {
        let limits = Limits { bytes: 20, depth: 2 };
        assert!(parse(b"<a><b>1</b></a>", limits).is_ok());
        assert!(parse(b"<a><b><c/></b></a>", limits).is_err());
        assert!(parse(b"<a><b>123456789</b></a>", limits).is_err());
        for row in ["<a/>", "<a>1</a>", "<a><b/></a>", "<a>&lt;</a>"] {
            let rows = format!("<r>{}</r>", row.repeat(100_000));
            let error = parse(rows.as_bytes(), Limits { bytes: rows.len(), depth: 9 }).unwrap_err();
            assert!(error.message.starts_with("the document holds too many values"), "{row}: {error}");
        }
        let real = "<行><订单号>JY2024050112345</订单号><price>12.50</price><num>1</num></行>";
        let rows = format!("<r>{}</r>", real.repeat(10_000));
        assert!(parse(rows.as_bytes(), Limits { bytes: rows.len(), depth: 9 }).is_ok(), "a page of rows is read");
        let deep = "<a>".repeat(1_000_000);
        assert!(parse(deep.as_bytes(), Limits { bytes: usize::MAX, depth: usize::MAX }).is_err());
    }

    #[test]
    fn a_message_does_not_quote_the_document() {
        let error = read("<姓名>张三</电话>").unwrap_err().to_string();
        assert!(!error.contains("张三") && !error.contains("电话"), "{error}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&bytes, Limits::default());
        }

        #[test]
        fn anything_that_looks_like_xml_is_read_or_refused(text in "(<[a-c/!?]|/?>|&#?[a-z0-9]{0,4};|[<>&;\\]\\[ 订\\-]|<!\\[CDATA\\[|\\]\\]>){0,16}") {
            let _ = read(&text);
        }
    }
}
