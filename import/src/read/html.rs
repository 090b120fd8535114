//! HTML pages with real tables. The document is walked once, in order and without recursion; tables inside
//! cells come after the table that holds them, under the name of their row.

use super::super::page::{Lines, Link, Reason, Text};
use super::super::profile::Profile;
use super::decode;
use super::document::{Document, Element, Kind};
use super::html_elements::{self, collapsed, is_block};
use super::html_lines::Cursor;
use super::html_table::Frame;
use super::indent;
use super::names;
use super::piece::{Code, Piece, Pieces, Weight};

/// The deepest nesting of tables that is followed.
const TABLES: usize = 16;

pub(super) fn read(text: &str, profile: &Profile<'_>) -> Pieces {
    let document = Document::parse(text);
    let mut walk = Walk {
        profile,
        pieces: Pieces::default(),
        cursor: Cursor::new(text),
        buffer: Buffer::default(),
        tables: Vec::new(),
        hidden: 0,
        site: 0,
        bold: 0,
        heading: 0,
        level: 1,
        list_items: 0,
        pre: 0,
        link: None,
        titled: false,
    };
    let root = document.root();
    let mut node = root;
    // No recursion: a hostile page is nested deeper than the stack.
    'walk: loop {
        walk.open(document.kind(node));
        if let Some(child) = document.first_child(node) {
            node = child;
            continue;
        }
        loop {
            walk.close(document.kind(node));
            if node == root {
                break 'walk;
            }
            if let Some(next) = document.next_sibling(node) {
                node = next;
                break;
            }
            let Some(parent) = document.parent(node) else { break 'walk };
            node = parent;
        }
    }
    walk.flush();
    walk.pieces
}

/// The text of the line or cell that is being read.
#[derive(Default)]
struct Buffer {
    text: String,
    lines: Option<Lines>,
    /// How many characters are bold.
    bold: usize,
    all: usize,
}

struct Walk<'t, 'p> {
    profile: &'p Profile<'p>,
    pieces: Pieces,
    cursor: Cursor<'t>,
    buffer: Buffer,
    tables: Vec<Frame>,
    hidden: usize,
    site: usize,
    bold: usize,
    heading: usize,
    level: u8,
    list_items: usize,
    pre: usize,
    link: Option<(String, String)>,
    titled: bool,
}

impl Walk<'_, '_> {
    fn open(&mut self, node: Option<&Kind>) {
        let element = match node {
            Some(Kind::Text(text)) => return self.text(text),
            Some(Kind::Element(element)) => element,
            Some(Kind::Apart) | None => return,
        };
        let name = element.name();
        if is_block(name) {
            self.flush();
        }
        match name {
            "script" | "style" | "noscript" | "template" => self.hidden += 1,
            "nav" | "footer" | "aside" | "select" | "button" => self.site += 1,
            "b" | "strong" => self.bold += 1,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading += 1;
                self.level = name.as_bytes().last().map_or(1, |digit| digit.saturating_sub(b'0'));
            }
            "li" => self.list_items += 1,
            "pre" | "textarea" => self.pre += 1,
            "br" => self.line_break(),
            "a" => self.link = element.attr("href").map(|href| (href.to_owned(), String::new())),
            "table" if self.tables.len() < TABLES => self.tables.push(Frame::default()),
            "tr" => {
                let hidden = is_hidden(element);
                self.frame(|frame| frame.open_row(hidden));
            }
            // A cell that does not show is none of the row's.
            "td" | "th" if is_hidden(element) => self.hidden += 1,
            "td" | "th" => {
                // A page may claim any span, and each costs a cell.
                let span = |key: &str, most: usize| {
                    element.attr(key).and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, most)
                };
                let (columns, rows) = (span("colspan", 50), span("rowspan", 1000));
                let head = name == "th";
                self.frame(|frame| frame.open_cell(head, columns, rows));
            }
            "link" if element.attr("rel") == Some("canonical") => self.address(element.attr("href")),
            "meta" if element.attr("property") == Some("og:url") => self.address(element.attr("content")),
            _ => {}
        }
        if let Some(style) = element.attr("style") {
            self.set_in(html_elements::set_in(style));
        }
    }

    fn close(&mut self, node: Option<&Kind>) {
        let Some(Kind::Element(element)) = node else { return };
        let name = element.name();
        match name {
            "title" => self.title("title"),
            // The first one is the title, unless it holds the endpoint's name: that is read as a line.
            "h1" if !self.titled && names::endpoint(self.buffer.text.trim()).is_none() && self.tables.is_empty() => {
                self.titled = true;
                self.title("heading");
            }
            "pre" | "textarea" if self.pre == 1 && self.tables.is_empty() => self.code(),
            "a" => self.end_link(),
            _ => {}
        }
        if is_block(name) {
            self.flush();
        }
        let less = |count: &mut usize| *count = count.saturating_sub(1);
        match name {
            "script" | "style" | "noscript" | "template" => less(&mut self.hidden),
            "nav" | "footer" | "aside" | "select" | "button" => less(&mut self.site),
            "b" | "strong" => less(&mut self.bold),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => less(&mut self.heading),
            "li" => less(&mut self.list_items),
            "pre" | "textarea" => less(&mut self.pre),
            "td" | "th" if is_hidden(element) => less(&mut self.hidden),
            "td" | "th" => self.frame(Frame::close_cell),
            "tr" => self.frame(Frame::close_row),
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn frame(&mut self, change: impl FnOnce(&mut Frame)) {
        self.flush();
        if let Some(frame) = self.tables.last_mut() {
            change(frame);
        }
    }

    fn text(&mut self, text: &str) {
        let lines = self.cursor.find(text);
        if self.hidden > 0 {
            if !text.trim().is_empty() {
                self.pieces.leave(lines, text, Reason::Script);
            }
            return;
        }
        self.set_in(text.chars().take_while(|c| c.is_whitespace()).filter(|&c| indent::is_blank(c)).count());
        if text.trim().is_empty() && self.pre == 0 {
            if !self.buffer.text.is_empty() && !self.buffer.text.ends_with([' ', '\n', indent::MARK]) {
                self.buffer.text.push(' ');
            }
            return;
        }
        let shown: String = text.chars().filter(|&c| !decode::is_hidden(c)).collect();
        let text = if self.pre > 0 { shown } else { collapsed(&shown) };
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        self.buffer.all += count;
        self.buffer.bold += if self.bold > 0 { count } else { 0 };
        if self.buffer.text.ends_with([' ', '\n', indent::MARK]) && self.pre == 0 {
            self.buffer.text.push_str(text.trim_start());
        } else {
            self.buffer.text.push_str(&text);
        }
        self.buffer.lines = Some(self.buffer.lines.map_or(lines, |old| old.to(lines)));
        if let Some((_, words)) = &mut self.link {
            words.push_str(text.trim());
        }
    }

    /// Keeps blanks before the text of a cell, by which names are set in.
    fn set_in(&mut self, blanks: usize) {
        // Beyond that a cell of blanks alone would be searched over and over.
        let begins = || self.buffer.text.len() < 400 && self.buffer.text.chars().all(|c| c == indent::MARK);
        if !self.tables.is_empty() && self.pre == 0 && blanks > 0 && begins() {
            self.buffer.text.extend(std::iter::repeat_n(indent::MARK, blanks.min(64)));
        }
    }

    fn line_break(&mut self) {
        if self.tables.is_empty() && self.pre == 0 {
            self.flush();
        } else {
            self.buffer.text.push('\n');
        }
    }

    /// Ends the line or, inside a table, a line of the cell.
    fn flush(&mut self) {
        if self.pre > 0 && self.tables.is_empty() {
            self.buffer.text.push('\n');
            return;
        }
        let buffer = std::mem::take(&mut self.buffer);
        let text = if self.pre > 0 { buffer.text.trim_end() } else { buffer.text.trim() };
        let empty = text.trim().trim_matches(indent::MARK).is_empty();
        let (Some(lines), false) = (buffer.lines, empty) else { return };
        if let Some(frame) = self.tables.last_mut() {
            if !frame.add(text, lines) {
                self.pieces.line(text, lines, Weight::Plain);
            }
            return;
        }
        if self.site > 0 {
            return self.pieces.leave(lines, text, Reason::Site);
        }
        // Bold words inside a line stress them; only a line that is bold as a whole stands out.
        let weight = if self.heading > 0 {
            Weight::Heading(self.level)
        } else if buffer.all > 0 && buffer.bold == buffer.all {
            Weight::Bold
        } else if self.list_items > 0 {
            Weight::Item
        } else {
            Weight::Plain
        };
        self.pieces.line(text, lines, weight);
    }

    fn code(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        if let Some(lines) = buffer.lines {
            let text = buffer.text.trim_matches('\n').trim_end().to_owned();
            self.pieces.list.push(Piece::Code(Code { label: None, text, lines }));
        }
    }

    fn title(&mut self, key: &str) {
        let buffer = std::mem::take(&mut self.buffer);
        if let Some(lines) = buffer.lines {
            let text = Text { text: buffer.text.trim().to_owned(), lines };
            self.pieces.list.push(Piece::Front(key.to_owned(), text));
        }
    }

    fn address(&mut self, address: Option<&str>) {
        if let Some(address) = address {
            let text = Text { text: address.trim().to_owned(), lines: self.cursor.here() };
            self.pieces.list.push(Piece::Front("url".to_owned(), text));
        }
    }

    fn end_link(&mut self) {
        if let Some((address, words)) = self.link.take() {
            let line = self.cursor.here().first;
            self.pieces.links.push(Link { words, address, line });
        }
    }

    fn end_table(&mut self) {
        let Some(frame) = self.tables.pop() else { return };
        let pieces = frame.finish(self.profile);
        match self.tables.last_mut() {
            Some(outer) => outer.hold(pieces),
            None => self.pieces.list.extend(pieces),
        }
    }
}

/// Whether an element does not show by its own attributes.
fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    element.attr("hidden").is_some() || style.replace(' ', "").to_ascii_lowercase().contains("display:none")
}
