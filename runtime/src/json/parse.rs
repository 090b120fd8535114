//! A reader of JSON that borrows every name, text and number it can.

use std::borrow::Cow;
use std::collections::HashSet;

use super::text::{self, HalfPairs};
use crate::Node;
use crate::limits::Room;
use crate::number;
use crate::{DecodeError, Limits};

/// Reads a whole document that a server gave: control characters may stand in its texts as they are.
pub fn parse(document: &[u8], limits: Limits) -> Result<Node<'_>, DecodeError> {
    read(document, limits, Reading::Lenient)
}

/// Reads a whole document that a person or a client gave: equal names in one object, half a surrogate pair and a bare
/// control character in a text are refused. The error's position is a line and a column.
pub fn parse_strict(document: &[u8], limits: Limits) -> Result<Node<'_>, DecodeError> {
    // A person looks for the line, a program for the byte.
    read(document, limits, Reading::Strict).map_err(|error| error.in_lines(document))
}

/// Whether what is only unwise is a mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Lenient,
    Strict,
}

fn read(document: &[u8], limits: Limits, reading: Reading) -> Result<Node<'_>, DecodeError> {
    limits.admit(document)?;
    let text = std::str::from_utf8(document)
        .map_err(|error| DecodeError::at(error.valid_up_to(), "the document is not UTF-8"))?;
    // A byte order mark is three bytes in UTF-8.
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let mut parser = Parser { text, at: start, levels: limits.levels(), room: Room::of(limits), reading };
    parser.skip_space();
    let node = parser.value()?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.error("there is something after the document's end")),
    }
}

/// A place in the text. It descends by recursion, which [`MAX_DEPTH`](crate::MAX_DEPTH) bounds.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    levels: usize,
    reading: Reading,
    room: Room,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Result<Node<'a>, DecodeError> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Node::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Node::Bool(true)),
            Some(b'f') => self.word("false", Node::Bool(false)),
            Some(b'n') => self.word("null", Node::Null),
            Some(_) => Err(self.error("no JSON value begins like this")),
            None => Err(self.error("the document ends where a value is missing")),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Node<'a>, DecodeError>) -> Result<Node<'a>, DecodeError> {
        // Levels are counted, not nested calls: the limit is what keeps the stack.
        self.levels = self.levels.checked_sub(1).ok_or_else(|| self.error("the document is nested too deeply"))?;
        self.at += 1;
        let node = read(self)?;
        self.levels += 1;
        Ok(node)
    }

    fn object(&mut self) -> Result<Node<'a>, DecodeError> {
        let mut entries = Vec::new();
        // An empty set allocates nothing, so the lenient reader pays nothing for it.
        let mut names = HashSet::new();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Node::map(entries));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.error("a name in double quotes is missing"));
            }
            let start = self.at;
            let name = self.string()?;
            if self.reading == Reading::Strict && !names.insert(name.clone()) {
                return Err(DecodeError::at(start, "this name stands twice in one object"));
            }
            self.skip_space();
            if !self.take(b':') {
                return Err(self.error("`:` is missing after a name"));
            }
            self.skip_space();
            let value = self.value()?;
            self.room.push(&mut entries, (name, value)).map_err(|message| self.error(message))?;
            self.skip_space();
            if self.take(b'}') {
                // Vectors grow by doubling; what is left over of a long answer is given back.
                self.room.close(&mut entries);
                return Ok(Node::map(entries));
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `}` is missing"));
            }
        }
    }

    fn array(&mut self) -> Result<Node<'a>, DecodeError> {
        let mut rows = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Node::list(rows));
        }
        loop {
            self.skip_space();
            let value = self.value()?;
            self.room.push(&mut rows, value).map_err(|message| self.error(message))?;
            self.skip_space();
            if self.take(b']') {
                self.room.close(&mut rows);
                return Ok(Node::list(rows));
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `]` is missing"));
            }
        }
    }

    /// A string, after whose opening quote the place is moved. Borrowed when it holds no escape.
    fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.at += 1;
        let first = self.run()?;
        // Most texts have no escape, and are borrowed from the document.
        if self.take(b'"') {
            return Ok(Cow::Borrowed(first));
        }
        let mut text = first.to_owned();
        loop {
            if self.take(b'"') {
                self.room.text(&mut text).map_err(|message| self.error(message))?;
                return Ok(Cow::Owned(text));
            }
            let half_pairs = match self.reading {
                Reading::Lenient => HalfPairs::Replaced,
                Reading::Strict => HalfPairs::Refused,
            };
            self.at = text::read_escape(self.text.as_bytes(), self.at + 1, half_pairs, &mut text)?;
            text.push_str(self.run()?);
        }
    }

    /// The text up to the next quote or backslash.
    fn run(&mut self) -> Result<&'a str, DecodeError> {
        let unread = self.rest();
        // The standard forbids control characters; vendors put line feeds into messages.
        let least = if self.reading == Reading::Strict { 0x20 } else { 0 };
        let ends = |byte: u8| matches!(byte, b'"' | b'\\') || byte < least;
        let length = unread.bytes().position(ends).unwrap_or(unread.len());
        self.at += length;
        match self.peek() {
            Some(b'"' | b'\\') => Ok(unread.get(..length).unwrap_or_default()),
            Some(_) => Err(self.error("a control character in a text must be escaped")),
            None => Err(self.error("the document ends inside a text")),
        }
    }

    fn number(&mut self) -> Result<Node<'a>, DecodeError> {
        let unread = self.rest();
        let digits = number::length(unread.as_bytes()).and_then(|length| unread.get(..length));
        let digits = digits.ok_or_else(|| self.error("this is no number that JSON has"))?;
        self.at += digits.len();
        Ok(Node::Number(Cow::Borrowed(digits)))
    }

    fn word(&mut self, word: &str, node: Node<'a>) -> Result<Node<'a>, DecodeError> {
        if !self.rest().starts_with(word) {
            return Err(self.error("no JSON value begins like this"));
        }
        self.at += word.len();
        Ok(node)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let stands = self.peek() == Some(byte);
        self.at += usize::from(stands);
        stands
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn error(&self, message: &'static str) -> DecodeError {
        DecodeError::at(self.at, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Node<'_>, DecodeError> {
        parse(text.as_bytes(), Limits::default())
    }

    #[test]
    fn what_a_person_gives_is_read_strictly_and_refused_by_line_and_column() {
        for (document, line, column, message) in [
            ("{\n  \"备注\": \"好\\ud83d\"\n}", 2, 11, "half of a surrogate pair"),
            ("{\"备注\": \"\\ude00好\"}", 1, 9, "half of a surrogate pair"),
            ("[\"\\ud83d\\u597d\"]", 1, 3, "half of a surrogate pair"),
            ("{\"\\ud83d\": 1}", 1, 3, "half of a surrogate pair"),
            ("{\n\"订单\": 1,\r\n\t\"订单\": 2}", 3, 2, "this name stands twice"),
            ("[{\"a\": 1, \"\\u0061\": 1}]", 1, 11, "this name stands twice"),
            ("{\n  \"备注\": 好\n}", 2, 9, "no JSON value"),
            ("[1,\n\n", 3, 1, "the document ends"),
            ("😀", 1, 1, "no JSON value"),
            ("{\n\"订\t单\": 1}", 2, 3, "a control character"),
        ] {
            let error = parse_strict(document.as_bytes(), Limits::default()).unwrap_err();
            assert_eq!(error.position, Position::Line { line, column }, "{document}: {error}");
            assert!(error.message.contains(message), "{document}: {error}");
        }
        let error = parse_strict(b"{\n\"a\": \"\xe8\xae\"}", Limits::default()).unwrap_err();
        assert_eq!(error.to_string(), "the document is not UTF-8 (at line 2, column 7)");

        let whole = "[{\"备注\": \"好👍\\ud83d\\ude00\"}, {\"备注\": \"\\uFFFD\"}]";
        assert!(parse_strict(whole.as_bytes(), Limits::default()) == read(whole), "the rest reads as an answer does");
    }

    #[test]
    fn a_document_is_read_as_it_stands() {
        let node = read(
            " {\"订单\" : [ {\"金额\":10.00, \"备注\":\"加急，\\ud83d\\ude00\\n\"}, null, true ], \"订单\":-1E5 }\n",
        );
        let order =
            Node::map(vec![("金额".into(), Node::Number("10.00".into())), ("备注".into(), Node::text("加急，😀\n"))]);
        let rows = Node::list(vec![order, Node::Null, Node::Bool(true)]);
        let expected = Node::map(vec![("订单".into(), rows), ("订单".into(), Node::Number("-1E5".into()))]);
        assert!(node == Ok(expected));
    }

    #[test]
    fn text_without_escapes_is_borrowed() {
        let Ok(Node::Text(Cow::Borrowed(text))) = read("\"店铺\"") else { panic!("copied") };
        assert_eq!(text, "店铺");
        assert!(read("\u{FEFF}{}").is_ok(), "a byte order mark is skipped");
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for (text, byte) in [
            ("", 0),
            ("{", 1),
            ("{'code':0}", 1),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\" 1}", 5),
            ("{\"a\":1,}", 7),
            ("{\"订\":01}", 8),
            ("\"订", 4),
            ("tru", 0),
            ("[] []", 3),
            ("<html>", 0),
            ("NaN", 0),
            ("\"\\x\"", 2),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.position, Position::Byte(byte), "{text}: {error}");
        }
        assert!(parse(b"\"\xff\"", Limits::default()).is_err());
    }

    #[test]
    fn an_answer_may_hold_control_characters_in_its_texts() {
        for control in ['\t', '\n', '\r', '\u{b}', '\u{1b}', '\0'] {
            let text = format!("{{\"备{control}注\":\"加急{control}😀\\n\"}}");
            let (name, value) = (format!("备{control}注"), format!("加急{control}😀\n"));
            assert!(read(&text) == Ok(Node::map(vec![(name.into(), Node::Text(value.into()))])), "{control:?}");
            assert!(parse_strict(text.as_bytes(), Limits::default()).is_err(), "a request may not: {control:?}");
        }
        assert!(read("{\"a\":\"torn\n").is_err());
        assert!(read("{\"a\"\0:1}").is_err(), "outside of a text nothing changes");
    }

    #[test]
    fn size_and_depth_are_limited() {
        let limits = Limits { bytes: 12, depth: 2 };
        assert!(parse(b"[[1],[2,{}]]", limits).is_err());
        assert!(parse(b"[[1],[2,30]]", limits).is_ok());
        assert!(parse(b"[[1],[2,300]]", limits).is_err());
        for row in ["1", "{}", "{\"\":1}", "[[1]]", "\"\\n\"", "{\"\\n\":\"\\n\"}"] {
            let rows = format!("[{row}{}]", format!(",{row}").repeat(100_000));
            let error = parse(rows.as_bytes(), Limits { bytes: rows.len(), depth: 9 }).unwrap_err();
            assert!(error.message.starts_with("the document holds too many values"), "{row}: {error}");
        }
        let real = "{\"订单编号\":\"JY2024050112345\",\"price\":\"12.50\",\"num\":1}";
        let rows = format!("[{real}{}]", format!(",{real}").repeat(10_000));
        assert!(parse(rows.as_bytes(), Limits { bytes: rows.len(), depth: 9 }).is_ok(), "a page of rows is read");
        let deep = "[".repeat(1_000_000);
        assert!(parse(deep.as_bytes(), Limits { bytes: usize::MAX, depth: usize::MAX }).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&bytes, Limits::default());
        }

        #[test]
        fn anything_that_looks_like_json_is_read_as_serde_reads_it(text in r#"[\[\]{}",:0-9eE.+\-\\untrfals 订]{0,24}"#) {
            let ours = read(&text).is_ok();
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            match theirs {
                // serde_json refuses half surrogates and numbers past f64; both are ours to read.
                Err(_) if text.contains("\\u") || text.contains(['e', 'E']) => {}
                theirs => prop_assert_eq!(ours, theirs.is_ok(), "{}", text),
            }
        }
    }
}
