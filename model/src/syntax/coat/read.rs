//! Reading the tree. What the generator does not write is refused, with its place.

use std::collections::HashMap;

use super::DEPTH;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, FileId, Located, Span};
use crate::notation::cursor::Cursor;
use crate::syntax::{Entry, Kind, Map, Node, Repeated, Scalar};

/// The tree of a text.
pub fn read(text: &str, file: FileId) -> Result<Node, Diagnostic> {
    let mut reader = Reader { text, cursor: Cursor::new(Located::of_file(text, file)), depth: 0 };
    reader.blank_lines();
    let indent = reader.column();
    let tree = reader.block(indent)?;
    reader.blank_lines();
    if reader.cursor.is_at_end() { Ok(tree) } else { Err(reader.expected("the end of a value")) }
}

struct Reader<'t> {
    text: &'t str,
    cursor: Cursor<'t>,
    depth: usize,
}

impl Reader<'_> {
    /// A value that begins here, at the column `indent`, and may go on below it.
    fn block(&mut self, indent: usize) -> Result<Node, Diagnostic> {
        self.deeper(|reader| {
            // A dash without a blank is a text, such as a negative number.
            if reader.stands("- ") {
                return reader.rows(indent);
            }
            if let Some('{' | '[') = reader.cursor.peek() {
                reader.flow()
            } else {
                let first = reader.scalar(false)?;
                if reader.is_key() { reader.entries(indent, first) } else { Ok(of_scalar(first)) }
            }
        })
    }

    fn rows(&mut self, indent: usize) -> Result<Node, Diagnostic> {
        let start = self.cursor.at();
        let mut rows = Vec::new();
        while self.stands("- ") && self.column() == indent {
            self.cursor.eat("- ");
            // The value of a row begins behind `- `, so a mapping in it lines up two columns further in.
            rows.push(self.block(indent + 2)?);
            self.end_of_line()?;
        }
        self.ends_block(indent)?;
        Ok(Node { span: self.since(start, rows.last()), kind: Kind::List(rows) })
    }

    fn entries(&mut self, indent: usize, first: Scalar) -> Result<Node, Diagnostic> {
        let start = first.span.start as usize;
        let mut entries = Entries::default();
        let mut key = first;
        loop {
            self.cursor.eat(":");
            let value = self.value(indent, &key)?;
            entries.push(key, value);
            self.end_of_line()?;
            // A row at the same column ends the mapping: the list that it belongs to began before it.
            if self.cursor.is_at_end() || self.column() != indent || self.stands("- ") {
                break;
            }
            key = self.scalar(false)?;
            if !self.is_key() {
                return Err(self.expected("`:` behind a key"));
            }
        }
        self.ends_block(indent)?;
        let last = entries.map.entries.last().map(|entry| &entry.value);
        Ok(Node { span: self.since(start, last), kind: Kind::Map(entries.map) })
    }

    /// What stands behind the colon of a key, or below it.
    fn value(&mut self, indent: usize, key: &Scalar) -> Result<Node, Diagnostic> {
        self.blanks();
        if !matches!(self.cursor.peek(), None | Some('\n')) {
            if matches!(self.cursor.peek(), Some('{' | '[')) {
                return self.deeper(Self::flow);
            }
            return Ok(of_scalar(self.scalar(false)?));
        }
        self.blank_lines();
        match self.column() {
            inner if inner > indent && !self.cursor.is_at_end() => self.block(inner),
            // A key without a value stands for an empty text, and is marked at the key, for there is nothing else to
            // mark.
            _ => Ok(of_scalar(Scalar { text: String::new(), span: key.span, plain: true, comment: None })),
        }
    }

    /// A value in brackets, or a text there.
    fn flow(&mut self) -> Result<Node, Diagnostic> {
        let start = self.cursor.at();
        if self.cursor.eat("[") {
            let mut rows = Vec::new();
            self.items("]", |reader| {
                // Every bracket counts as a level, or a text of brackets alone would exhaust the stack.
                rows.push(reader.deeper(Self::flow)?);
                Ok(())
            })?;
            return Ok(Node { span: self.cursor.since(start).span, kind: Kind::List(rows) });
        }
        if !self.cursor.eat("{") {
            return Ok(of_scalar(self.scalar(true)?));
        }
        let mut entries = Entries::default();
        self.items("}", |reader| {
            let key = reader.scalar(true)?;
            if !reader.cursor.eat(":") {
                return Err(reader.expected("`:` behind a key"));
            }
            reader.blanks();
            let value = reader.deeper(Self::flow)?;
            entries.push(key, value);
            Ok(())
        })?;
        Ok(Node { span: self.cursor.since(start).span, kind: Kind::Map(entries.map) })
    }

    /// What stands between commas, up to a closing bracket.
    fn items(
        &mut self,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), Diagnostic>,
    ) -> Result<(), Diagnostic> {
        self.blanks();
        if self.cursor.eat(close) {
            return Ok(());
        }
        loop {
            self.blanks();
            item(self)?;
            self.blanks();
            if self.cursor.eat(close) {
                return Ok(());
            }
            if !self.cursor.eat(",") {
                return Err(self.expected(&format!("`,` or `{close}`")));
            }
        }
    }

    /// A text: quoted, or plain up to what ends it.
    fn scalar(&mut self, in_brackets: bool) -> Result<Scalar, Diagnostic> {
        match self.cursor.peek() {
            Some('"') => self.escaped(),
            Some('\'') => self.single_quoted(),
            _ => self.plain(in_brackets),
        }
    }

    fn plain(&mut self, in_brackets: bool) -> Result<Scalar, Diagnostic> {
        let start = self.cursor.at();
        while let Some(next) = self.cursor.peek() {
            let ends = match next {
                '\n' => true,
                // A colon ends a plain text only before a blank, or no address and no time could stand there.
                ':' => self.is_key(),
                ',' | '[' | ']' | '{' | '}' => in_brackets || self.cursor.at() == start,
                '"' | '\'' | '#' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' => self.cursor.at() == start,
                _ => false,
            };
            if ends {
                break;
            }
            if self.stands(" #") {
                return Err(self.expected("no comment"));
            }
            self.cursor.bump();
        }
        let text = self.cursor.since(start).trim();
        if text.text.is_empty() {
            return Err(self.expected("a text"));
        }
        Ok(Scalar { text: text.text.to_owned(), span: text.span, plain: true, comment: None })
    }

    fn single_quoted(&mut self) -> Result<Scalar, Diagnostic> {
        let inside = self.cursor.quoted(Code::InvalidYaml)?.unwrap_or(self.cursor.rest());
        // YAML doubles the mark to write it inside; the writer never does, and one way of writing is enough to read
        // back.
        if inside.text.contains('\n') || self.cursor.peek() == Some('\'') {
            return Err(self.expected("a text on one line without `'`"));
        }
        Ok(Scalar { text: inside.text.to_owned(), span: inside.span, plain: false, comment: None })
    }

    fn escaped(&mut self) -> Result<Scalar, Diagnostic> {
        let opening = self.cursor.here();
        self.cursor.bump();
        let start = self.cursor.at();
        let mut text = String::new();
        loop {
            let here = self.cursor.here();
            match self.cursor.bump() {
                Some('"') => break,
                Some('\\') => {
                    let escape = Diagnostic::error(Code::InvalidYaml, here, "unknown escape");
                    text.push(self.escape().ok_or(escape)?);
                }
                None | Some('\n') => {
                    return Err(Diagnostic::error(Code::InvalidYaml, opening, "this `\"` is never closed"));
                }
                Some(c) => text.push(c),
            }
        }
        let inside = self.cursor.since(start);
        // The closing mark was passed already and is no part of the text.
        let span = inside.part(0, inside.text.len().saturating_sub(1)).span;
        Ok(Scalar { text, span, plain: false, comment: None })
    }

    fn escape(&mut self) -> Option<char> {
        let digits = match self.cursor.bump()? {
            'n' => return Some('\n'),
            'u' => 4,
            'U' => 8,
            c @ ('"' | '\\') => return Some(c),
            _ => return None,
        };
        let code: Option<String> = (0..digits).map(|_| self.cursor.bump()).collect();
        // A surrogate is no character; half of a pair is refused here and not replaced.
        char::from_u32(u32::from_str_radix(&code?, 16).ok()?)
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<Node, Diagnostic>) -> Result<Node, Diagnostic> {
        if self.depth >= DEPTH {
            let message = format!("nested deeper than {DEPTH} levels");
            return Err(Diagnostic::error(Code::TooDeep, self.cursor.here(), message));
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// Whether a colon that makes a key stands here.
    fn is_key(&self) -> bool {
        self.cursor.peek() == Some(':')
            && matches!(
                self.text.get(self.cursor.at() + 1..).map(|behind| behind.chars().next()),
                Some(None | Some(' ' | '\n'))
            )
    }

    fn stands(&self, token: &str) -> bool {
        self.text.get(self.cursor.at()..).is_some_and(|rest| rest.starts_with(token))
    }

    /// How far into its line the reader stands.
    fn column(&self) -> usize {
        let before = self.text.get(..self.cursor.at()).unwrap_or_default();
        before.len() - before.rfind('\n').map_or(0, |end| end + 1)
    }

    fn blanks(&mut self) {
        self.cursor.take_while(|c| c == ' ');
    }

    fn blank_lines(&mut self) {
        self.cursor.take_while(|c| c == ' ' || c == '\n');
    }

    /// Passes the end of a line; a block that ended has passed it already.
    fn end_of_line(&mut self) -> Result<(), Diagnostic> {
        self.blanks();
        let is_new =
            self.text.get(..self.cursor.at()).is_some_and(|before| before.trim_end_matches(' ').ends_with('\n'));
        if !is_new && !matches!(self.cursor.peek(), None | Some('\n')) {
            return Err(self.expected("the end of the line"));
        }
        self.blank_lines();
        Ok(())
    }

    /// What comes behind a block stands further left.
    fn ends_block(&self, indent: usize) -> Result<(), Diagnostic> {
        let ends = self.cursor.is_at_end() || self.column() < indent;
        if ends { Ok(()) } else { Err(self.expected("a line that is indented as those above it")) }
    }

    fn since(&self, start: usize, last: Option<&Node>) -> Span {
        let span = self.cursor.since(start).span;
        Span { end: last.map_or(span.end, |last| last.span.end.max(span.start)), ..span }
    }

    fn expected(&self, what: &str) -> Diagnostic {
        self.cursor.expected(Code::InvalidYaml, what)
    }
}

fn of_scalar(scalar: Scalar) -> Node {
    Node { span: scalar.span, kind: Kind::Scalar(scalar) }
}

/// The entries of a mapping so far.
#[derive(Default)]
struct Entries {
    map: Map,
    seen: HashMap<String, Span>,
}

impl Entries {
    fn push(&mut self, key: Scalar, value: Node) {
        // Of a key that stands twice the first one counts, and whoever reads the mapping says where the second one
        // stands.
        if let Some(first) = self.seen.insert(key.text.clone(), key.span) {
            self.map.repeated.push(Repeated { key: key.text, first, again: key.span });
        } else {
            self.map.entries.push(Entry { key, value });
        }
    }
}
