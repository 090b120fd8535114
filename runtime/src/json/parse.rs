//! A reader of JSON, onto a tape: it copies no name, text or number but those that have escapes.

use std::collections::HashSet;

use super::text::{self, HalfPairs};
use crate::Node;
use crate::limits::Room;
use crate::number;
use crate::tape::{Kind, Span, Tape};
use crate::{DecodeError, Limits};

/// Reads a whole document that a server gave: control characters may stand in its texts as they are.
pub fn parse(document: &[u8], limits: Limits) -> Result<Node<'_>, DecodeError> {
    parse_tape(document, limits).map(Tape::into_node)
}

/// The same without making a tree of it.
pub(crate) fn parse_tape(document: &[u8], limits: Limits) -> Result<Tape<'_>, DecodeError> {
    read(document, limits, Reading::Lenient)
}

/// Reads a whole document that a person or a client gave: equal names in one object, half a surrogate pair and a bare
/// control character in a text are refused. The error's position is a line and a column.
pub fn parse_strict(document: &[u8], limits: Limits) -> Result<Node<'_>, DecodeError> {
    // A person looks for the line, a program for the byte.
    let tape = read(document, limits, Reading::Strict).map_err(|error| error.in_lines(document));
    tape.map(Tape::into_node)
}

/// Whether what is only unwise is a mistake.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Lenient,
    Strict,
}

fn read(document: &[u8], limits: Limits, reading: Reading) -> Result<Tape<'_>, DecodeError> {
    limits.admit(document)?;
    // Once for the whole document, and for none of its texts again.
    let text = std::str::from_utf8(document)
        .map_err(|error| DecodeError::at(error.valid_up_to(), "the document is not UTF-8"))?;
    // A byte order mark is three bytes in UTF-8.
    let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let tape = Tape::new(text)?;
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: start,
        levels: limits.levels(),
        room: Room::of(limits),
        reading,
        tape,
    };
    parser.skip_space();
    parser.value(Span::default(), None)?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(parser.tape),
        Some(_) => Err(parser.error("there is something after the document's end")),
    }
}

/// A place in the text. It descends by recursion, which [`MAX_DEPTH`](crate::MAX_DEPTH) bounds.
struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    levels: usize,
    reading: Reading,
    room: Room,
    tape: Tape<'a>,
}

impl Parser<'_> {
    /// Reads a value with the name that it stands under. The twin is the value on the tape that stands in the same place
    /// of the row before, if there is one.
    fn value(&mut self, name: Span, twin: Option<usize>) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => {
                let start = self.at + 1;
                let end = self.special(start);
                // Most texts have no escape.
                if self.bytes.get(end) == Some(&b'"') {
                    self.at = end + 1;
                    self.tape.look_at(self.bytes.get(start));
                    self.tape.push(name, Kind::Text, Span::of(start, end - start));
                    return Ok(());
                }
                let index = self.tape.next();
                let text = self.escaped(start)?;
                self.tape.push(name, Kind::Text, text);
                self.tape.close_text(index, text);
                Ok(())
            }
            Some(b'{') => self.nested(name, Kind::Map, twin, Self::object),
            Some(b'[') => self.nested(name, Kind::List, twin, Self::array),
            Some(b'-' | b'0'..=b'9') => self.number(name),
            Some(b't') => self.word("true", name, Kind::True),
            Some(b'f') => self.word("false", name, Kind::False),
            Some(b'n') => self.word("null", name, Kind::Null),
            Some(_) => Err(self.error("no JSON value begins like this")),
            None => Err(self.error("the document ends where a value is missing")),
        }
    }

    /// Reads what has values in it; `read` gives how many.
    fn nested(
        &mut self,
        name: Span,
        kind: Kind,
        twin: Option<usize>,
        read: fn(&mut Self, usize, Option<usize>) -> Result<usize, DecodeError>,
    ) -> Result<(), DecodeError> {
        // Levels are counted, not nested calls: the limit is what keeps the stack.
        self.levels = self.levels.checked_sub(1).ok_or_else(|| self.error("the document is nested too deeply"))?;
        self.at += 1;
        let index = self.tape.next();
        self.tape.push(name, kind, Span::default());
        let count = read(self, index, twin)?;
        self.tape.close(index, kind, count);
        self.levels += 1;
        Ok(())
    }

    fn object(&mut self, index: usize, twin: Option<usize>) -> Result<usize, DecodeError> {
        let mut count = 0;
        let mut names = (self.reading == Reading::Strict).then(HashSet::new);
        // Rows have the same names, and in the same order, so that each is expected where the row before has it.
        let mut twins = Twins::of(&self.tape, twin);
        let mut are_expected = twin.is_some();
        self.skip_space();
        if self.take(b'}') {
            return Ok(count);
        }
        loop {
            self.skip_space();
            let start = self.at;
            let (name, twin) = match self.expected(&mut twins) {
                Some((name, twin)) => (name, Some(twin)),
                None => self.name(&mut twins)?,
            };
            are_expected &= twin.is_some();
            if let Some(names) = &mut names
                && !names.insert(self.tape.part(name).to_owned())
            {
                return Err(DecodeError::at(start, "this name stands twice in one object"));
            }
            self.skip_space();
            self.value(name, twin)?;
            self.room.value(true).map_err(|message| self.error(message))?;
            count += 1;
            self.skip_space();
            if self.take(b',') {
                continue;
            }
            if !self.take(b'}') {
                return Err(self.error("`,` or `}` is missing"));
            }
            // Names that follow each other in the row before are as different as there.
            if !are_expected {
                self.tape.compare_names(index, count);
            }
            return Ok(count);
        }
    }

    fn array(&mut self, _: usize, twin: Option<usize>) -> Result<usize, DecodeError> {
        let mut count = 0;
        let mut twin = twin.and_then(|twin| self.tape.first_of(twin));
        self.skip_space();
        if self.take(b']') {
            return Ok(count);
        }
        loop {
            self.skip_space();
            let index = self.tape.next();
            self.value(Span::default(), twin)?;
            twin = Some(index);
            self.room.value(false).map_err(|message| self.error(message))?;
            count += 1;
            self.skip_space();
            if self.take(b']') {
                return Ok(count);
            }
            if !self.take(b',') {
                return Err(self.error("`,` or `]` is missing"));
            }
        }
    }

    /// The name that begins here, where it is the next of the row before, and the value there. Nine in ten names of a long
    /// answer are compared once and not searched for their ends.
    #[inline]
    fn expected(&mut self, twins: &mut Twins) -> Option<(Span, usize)> {
        let (name, behind) = twins.peek(&self.tape)?;
        let (there, length) = name.in_document()?;
        // With the quotes around it and the colon behind.
        let there = self.bytes.get(there.checked_sub(1)?..there + length + 2);
        let is_here = self.bytes.get(self.at..self.at + length + 3) == there;
        if !is_here || !there?.ends_with(b":") {
            return None;
        }
        self.at += length + 3;
        // The name of the row before is as good, and is at hand where fields are looked up.
        Some((name, std::mem::replace(&mut twins.next, behind)))
    }

    /// Any name with its colon, and the value of that name in the row before, where members that this one leaves out stand between.
    fn name(&mut self, twins: &mut Twins) -> Result<(Span, Option<usize>), DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a name in double quotes is missing"));
        }
        let name = self.string()?.as_name().map_err(|message| self.error(message))?;
        let twin = twins.find(&self.tape, self.tape.part(name));
        if let Some(twin) = twin {
            twins.next = self.tape.behind(twin);
        }
        self.skip_space();
        if !self.take(b':') {
            return Err(self.error("`:` is missing after a name"));
        }
        Ok((name, twin))
    }

    /// A string, behind which the place is moved. It is copied only where it holds an escape.
    fn string(&mut self) -> Result<Span, DecodeError> {
        let start = self.at + 1;
        let end = self.special(start);
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Span::of(start, end - start));
        }
        self.escaped(start)
    }

    /// The rest of a string that begins here and holds an escape, or does not end.
    #[cold]
    fn escaped(&mut self, start: usize) -> Result<Span, DecodeError> {
        let begin = self.tape.unescaped().len();
        let mut start = start;
        loop {
            self.at = start;
            self.run()?;
            let run = self.text.get(start..self.at).unwrap_or_default();
            self.tape.unescaped().push_str(run);
            if self.take(b'"') {
                let text = self.tape.unescaped_since(begin);
                self.room.copied(text.length()).map_err(|message| self.error(message))?;
                return Ok(text);
            }
            let half_pairs = match self.reading {
                Reading::Lenient => HalfPairs::Replaced,
                Reading::Strict => HalfPairs::Refused,
            };
            start = text::read_escape(self.bytes, self.at + 1, half_pairs, self.tape.unescaped())?;
        }
    }

    /// The place of the next quote or backslash from here on, or of a control character that may not stand in a text.
    #[inline]
    fn special(&self, from: usize) -> usize {
        // The standard forbids control characters; vendors put line feeds into messages.
        match self.reading {
            Reading::Lenient => text::special::<false>(self.bytes, from),
            Reading::Strict => text::special::<true>(self.bytes, from),
        }
    }

    /// Moves to the next quote or backslash.
    fn run(&mut self) -> Result<(), DecodeError> {
        self.at = self.special(self.at);
        match self.peek() {
            Some(b'"' | b'\\') => Ok(()),
            Some(_) => Err(self.error("a control character in a text must be escaped")),
            None => Err(self.error("the document ends inside a text")),
        }
    }

    fn number(&mut self, name: Span) -> Result<(), DecodeError> {
        let length = self.bytes.get(self.at..).and_then(number::length);
        let length = length.ok_or_else(|| self.error("this is no number that JSON has"))?;
        self.tape.push(name, Kind::Number, Span::of(self.at, length));
        self.at += length;
        Ok(())
    }

    fn word(&mut self, word: &str, name: Span, kind: Kind) -> Result<(), DecodeError> {
        if !self.bytes.get(self.at..).is_some_and(|unread| unread.starts_with(word.as_bytes())) {
            return Err(self.error("no JSON value begins like this"));
        }
        self.at += word.len();
        self.tape.push(name, kind, Span::default());
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
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

/// How many members of the row before a name is looked for in: enough for those that a row leaves out.
const MOST_LEFT_OUT: usize = 8;

/// The members of the row before that were not passed yet, by their indices on the tape.
struct Twins {
    next: usize,
    end: usize,
}

impl Twins {
    fn of(tape: &Tape<'_>, twin: Option<usize>) -> Self {
        match twin.filter(|twin| tape.is_map(*twin)) {
            Some(twin) => Self { next: twin + 1, end: tape.behind(twin) },
            None => Self { next: 0, end: 0 },
        }
    }

    /// The name of the next one, and the index behind it.
    fn peek(&self, tape: &Tape<'_>) -> Option<(Span, usize)> {
        (self.next < self.end).then(|| tape.name_and_behind(self.next))
    }

    /// The next of this name, among few: each name costs no more, however long objects are.
    fn find(&self, tape: &Tape<'_>, name: &str) -> Option<usize> {
        let behind = |index: &usize| Some(tape.behind(*index)).filter(|next| *next < self.end);
        let first = Some(self.next).filter(|next| *next < self.end);
        std::iter::successors(first, behind).take(MOST_LEFT_OUT).find(|index| tape.name(*index) == name)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

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

    /// Whether an object in it has two members of one name, as a tree tells it.
    fn repeats(node: &Node<'_>) -> bool {
        match node {
            Node::List(rows) => rows.iter().any(repeats),
            Node::Map(entries) => {
                let mut names = HashSet::new();
                entries.iter().any(|(name, node)| !names.insert(name) || repeats(node))
            }
            _ => false,
        }
    }

    #[test]
    fn names_given_twice_are_noted_wherever_the_row_before_has_them() {
        for (text, expected) in [
            (r#"[{"订":1,"单":2},{"订":1,"单":2},{"单":1},{"订":1},{}]"#, false),
            (r#"[{"订":1,"单":2},{"订":1,"订":2}]"#, true),
            (r#"[{"订":1,"单":2},{"单":1,"订":2,"单":3}]"#, true),
            (r#"[{"订":1,"单":2},{"新":0,"订":1,"单":2,"新":3}]"#, true),
            (r#"[{"订":1,"单":2},{"订":1,"单":2,"\u8ba2":3}]"#, true),
            (r#"[{"行":[{"号":1},{"号":2}]},{"行":[{"号":1,"号":2}]}]"#, true),
            (r#"[[1,2],{"":1,"":2}]"#, true),
            (r#"[{"订" :1,"单":2},{"订":1, "单" : 2}]"#, false),
            (r#"[{"订":{"订":1}},{"订":{"订":1}}]"#, false),
        ] {
            let tape = parse_tape(text.as_bytes(), Limits::default()).unwrap();
            assert_eq!(tape.repeats, expected, "{text}");
            assert_eq!(repeats(&tape.into_node()), expected, "{text}");
        }
        // More names than are compared pair by pair.
        let many = |last: usize| {
            let members: Vec<_> = (0..40).chain([last]).map(|number| format!("\"名{number}\":{number}")).collect();
            format!("[{{{}}}]", members.join(","))
        };
        let repeats = |text: &str| parse_tape(text.as_bytes(), Limits::default()).map(|tape| tape.repeats);
        assert_eq!((repeats(&many(40)), repeats(&many(7))), (Ok(false), Ok(true)));
    }

    proptest! {
        #[test]
        fn what_is_told_of_names_is_so(rows in prop::collection::vec(prop::collection::vec(("[ab订]{0,1}", 0..3_u8), 0..12), 0..6)) {
            let member = |(name, kind): &(String, u8)| match kind {
                0 => format!("\"{name}\":1"),
                1 => format!("\"{name}\" : {{\"a\":1,\"b\":[]}}"),
                _ => format!("\"{name}\":[{{\"b\":1}},{{\"a\":1,\"b\":2}}]"),
            };
            let row = |row: &Vec<_>| format!("{{{}}}", row.iter().map(member).collect::<Vec<_>>().join(","));
            let text = format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","));
            let tape = parse_tape(text.as_bytes(), Limits::default()).unwrap();
            let (told, node) = (tape.repeats, tape.into_node());
            prop_assert_eq!(told, repeats(&node), "{}", text);
            let theirs: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|(name, _)| name.clone()).collect()).collect();
            let names = |row: &Node<'_>| match row {
                Node::Map(entries) => entries.iter().map(|(name, _)| name.to_string()).collect(),
                _ => Vec::new(),
            };
            prop_assert_eq!(node.rows().iter().map(names).collect::<Vec<Vec<_>>>(), theirs, "{}", text);
        }

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
