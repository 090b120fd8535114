//! The reader of XML: the events of `quick-xml`, a stack of open elements, and limits of its own.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{is_allowed, is_name, is_space};
use crate::Node;
use crate::limits::Room;
use crate::{DecodeError, Limits};

/// Reads a whole document. The result is a map of one entry, named like the outermost element.
pub fn parse(document: &[u8], limits: Limits) -> Result<Node<'_>, DecodeError> {
    limits.admit(document)?;
    let text = std::str::from_utf8(document)
        .map_err(|error| DecodeError::at(error.valid_up_to(), "the document is not UTF-8"))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut tree = Tree { open: Vec::new(), root: None, room: Room::of(limits) };
    loop {
        let offset = place(reader.buffer_position());
        let event = reader.read_event();
        // The library's own message may quote the document.
        let event =
            event.map_err(|_| DecodeError::at(place(reader.error_position()), "this is not well-formed XML"))?;
        if matches!(event, Event::Eof) {
            return tree.finish(offset);
        }
        // A start tag's name stands right behind its `<`, and need not be copied from there.
        let source = text.get(offset + 1..).unwrap_or_default();
        tree.take(event, source, limits.levels()).map_err(|message| DecodeError::at(offset, message))?;
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

struct Tree<'a> {
    open: Vec<Element<'a>>,
    root: Option<(Cow<'a, str>, Node<'a>)>,
    room: Room,
}

struct Element<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
    children: Vec<(Cow<'a, str>, Node<'a>)>,
}

impl<'a> Tree<'a> {
    fn take(&mut self, event: Event<'a>, source: &'a str, levels: usize) -> Result<(), &'static str> {
        match event {
            Event::Start(start) => self.begin(start.name().into_inner(), source, levels),
            Event::Empty(start) => {
                self.begin(start.name().into_inner(), source, levels)?;
                // `<a/>` and `<a></a>` are the same element.
                self.end()
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text.xml10_content()),
            Event::CData(text) => self.text(text.xml10_content()),
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
                self.text(Cow::Owned(character.to_string()))
            }
            Event::DocType(_) => Err("a document type is not accepted"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn begin(&mut self, name: &str, source: &'a str, levels: usize) -> Result<(), &'static str> {
        if self.root.is_some() {
            return Err("there is a second outermost element");
        }
        if self.open.len() >= levels {
            return Err("the document is nested too deeply");
        }
        if !is_name(name) {
            return Err("this cannot be the name of an element");
        }
        // A namespace prefix or an attribute may follow the name, so the name is compared and not cut out.
        let name = match source.get(..name.len()) {
            Some(same) if same == name => Cow::Borrowed(same),
            _ => Cow::Owned(name.to_owned()),
        };
        let element = Element { name, text: Cow::Borrowed(""), children: Vec::new() };
        self.open.push(element);
        Ok(())
    }

    fn text(&mut self, text: Cow<'a, str>) -> Result<(), &'static str> {
        if !text.chars().all(is_allowed) {
            return Err("XML does not allow this character");
        }
        match self.open.last_mut() {
            Some(element) if element.text.is_empty() => element.text = text,
            Some(element) => element.text.to_mut().push_str(&text),
            None if is_space(&text) => {}
            None => return Err("there is text outside the document's element"),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), &'static str> {
        let mut element = self.open.pop().ok_or("an element ends that did not begin")?;
        for kept in [&mut element.name, &mut element.text] {
            if let Cow::Owned(kept) = kept {
                self.room.text(kept)?;
            }
        }
        self.room.close(&mut element.children);
        let node = if element.children.is_empty() {
            Node::Text(element.text)
        // Blanks between elements are layout; any other text there would be lost.
        } else if is_space(&element.text) {
            Node::map(element.children)
        } else {
            return Err("there is text between elements");
        };
        match self.open.last_mut() {
            Some(parent) => self.room.push(&mut parent.children, (element.name, node))?,
            None => self.root = Some((element.name, node)),
        }
        Ok(())
    }

    fn finish(self, offset: usize) -> Result<Node<'a>, DecodeError> {
        match self.root {
            Some(root) if self.open.is_empty() => Ok(Node::map(vec![root])),
            _ => Err(DecodeError::at(offset, "the document ends before its element does")),
        }
    }
}

#[cfg(test)]
mod tests {
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
