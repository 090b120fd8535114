//! Parser events into the tree, held to the limits of depth, size and alias expansion.
//! A syntax error ends the file; everything else is reported and reading goes on.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Mark, Tag};

use super::explain::explain;
use super::slips;
use super::tabs::{self, Written};
use super::{Entry, Kind, Map, Node, Repeated, Scalar};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span};

pub(super) const DEPTH: usize = 64;
/// The most values of a file.
const NODES: usize = 2_000_000;

/// The tree of a file; `None` when it is not one YAML document.
pub fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut builder = Builder {
        text,
        file,
        diagnostics,
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        aliased: 0,
        root: None,
        written: Vec::new(),
    };
    let complete = builder.run();
    let Builder { root, written, diagnostics, .. } = builder;
    if !complete {
        return None;
    }
    tabs::report(text, file, &written, diagnostics);
    if root.is_none() {
        let span = Span { file, start: 0, end: 0 };
        diagnostics.push(
            Diagnostic::error(Code::InvalidYaml, span, "the file is empty")
                .help("a file begins with `endpoint: …`, or with `platform: …`"),
        );
    }
    root
}

/// A value that aliases may repeat.
pub(super) struct Anchored {
    pub(super) node: Node,
    pub(super) depth: usize,
    pub(super) size: usize,
}

/// A file half read.
pub(super) struct Builder<'t, 'd> {
    text: &'t str,
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    pub(super) open: Vec<Open>,
    /// Anchored values, and how many values they and their aliases have taken so far.
    pub(super) anchors: HashMap<usize, Anchored>,
    pub(super) aliased: usize,
    nodes: usize,
    root: Option<Node>,
    written: Vec<Written>,
}

/// A list or mapping whose end is still to come.
pub(super) struct Open {
    span: Span,
    anchor: usize,
    content: Content,
    /// Depth and size of what it holds so far.
    depth: usize,
    size: usize,
}

enum Content {
    List(Vec<Node>),
    Map { map: Map, key: Option<Key>, seen: Seen },
}

/// Where the keys of a mapping stand first.
#[derive(Default)]
struct Seen(HashMap<String, Span>);

/// Mappings of no more keys than this are searched: nearly all are, and to hash their keys costs more.
const SEARCHED: usize = 32;

impl Seen {
    /// Where the key stands already. Where it does not, it does from now on.
    fn first(&mut self, key: &Scalar, map: &Map) -> Option<Span> {
        if map.entries.len() < SEARCHED {
            return map.entries.iter().find(|entry| entry.key.text == key.text).map(|entry| entry.key.span);
        }
        if self.0.is_empty() {
            self.0 = map.entries.iter().map(|entry| (entry.key.text.clone(), entry.key.span)).collect();
        }
        let first = self.0.get(&key.text).copied();
        if first.is_none() {
            self.0.insert(key.text.clone(), key.span);
        }
        first
    }
}

/// A key whose value is still to come; `None` when it cannot be one and was reported.
struct Key(Option<Scalar>);

impl<'t> Builder<'t, '_> {
    /// Reads to the end; `false` when the file must be given up.
    fn run(&mut self) -> bool {
        let mut documents = 0;
        for next in Parser::new_from_str(self.text) {
            let (event, mark) = match next {
                Ok(next) => next,
                Err(error) => {
                    self.broken(&error);
                    return false;
                }
            };
            let span = self.span(mark);
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    let message = "a second document in one file";
                    self.error(Code::InvalidYaml, span, message, "keep one endpoint or platform in a file");
                    return false;
                }
            }
            if !self.event(event, mark, span) {
                return false;
            }
        }
        true
    }

    fn event(&mut self, event: Event<'t>, mark: Mark, span: Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(mark, span, tag.as_deref());
                let scalar = self.scalar(text, style, span);
                let node = Node { span: scalar.span, kind: Kind::Scalar(scalar) };
                self.counted(1, span) && self.anchor(anchor, &node, 0, 1) && self.put(node, 0, 1)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(mark, span, tag.as_deref());
                self.start(span, anchor, Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(mark, span, tag.as_deref());
                self.start(span, anchor, Content::Map { map: Map::default(), key: None, seen: Seen::default() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(id) => self.alias(id, span),
            _ => true,
        }
    }

    /// A list or mapping begins.
    fn start(&mut self, span: Span, anchor: usize, content: Content) -> bool {
        if self.open.len() >= DEPTH {
            return self.too_deep(span);
        }
        self.open.push(Open { span, anchor, content, depth: 0, size: 1 });
        self.counted(1, span)
    }

    fn end(&mut self, end: Span) -> bool {
        let Some(open) = self.open.pop() else { return true };
        let (kind, last) = match open.content {
            Content::List(rows) => {
                let last = rows.last().map(|row| row.span.end);
                (Kind::List(rows), last)
            }
            Content::Map { map, .. } => {
                let last = map.entries.last().map(|entry| entry.value.span.end);
                (Kind::Map(map), last)
            }
        };
        // A flow collection ends at its bracket; a block one has no mark of its own and ends with its last value.
        let end = if end.start < end.end { end.end } else { last.unwrap_or(open.span.end) };
        let node = Node { span: Span { end: end.max(open.span.start), ..open.span }, kind };
        self.anchor(open.anchor, &node, open.depth, open.size) && self.put(node, open.depth, open.size)
    }

    /// Gives a finished value to the list or mapping around it.
    pub(super) fn put(&mut self, node: Node, depth: usize, size: usize) -> bool {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return true;
        };
        open.depth = open.depth.max(depth + 1);
        open.size += size;
        match &mut open.content {
            Content::List(rows) => rows.push(node),
            Content::Map { key: waiting @ None, .. } => {
                let place = node.span;
                let wrong = match &node.kind {
                    Kind::Scalar(scalar) if scalar.text == "<<" && scalar.plain => Some("a merge key, `<<`"),
                    Kind::Scalar(_) => None,
                    _ => Some("a key that is a list or a mapping"),
                };
                *waiting = Some(Key(match node.kind {
                    Kind::Scalar(scalar) if wrong.is_none() => Some(scalar),
                    _ => None,
                }));
                if let Some(what) = wrong {
                    self.error(Code::NotPlain, place, what, "write each key out, as plain text");
                }
            }
            Content::Map { map, key: waiting, seen } => {
                let Some(Key(Some(key))) = waiting.take() else { return true };
                if let Some(first) = seen.first(&key, map) {
                    map.repeated.push(Repeated { key: key.text, first, again: key.span });
                    return true;
                }
                let mut value = node;
                if value.is_nothing() {
                    // Nothing has no place of its own: it is shown at its key.
                    value = Node { span: key.span, ..value };
                    if let Kind::Scalar(scalar) = &mut value.kind {
                        scalar.span = key.span;
                    }
                }
                map.entries.push(Entry { key, value });
            }
        }
        true
    }

    pub(super) fn counted(&mut self, more: usize, span: Span) -> bool {
        self.nodes += more;
        if self.nodes > NODES {
            self.error(Code::TooLarge, span, &format!("more than {NODES} values in one file"), "split the file");
        }
        self.nodes <= NODES
    }

    pub(super) fn too_deep(&mut self, span: Span) -> bool {
        self.error(Code::TooDeep, span, &format!("nested deeper than {DEPTH} levels"), "a spec needs far fewer levels");
        false
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, span: Span) -> Scalar {
        let plain = style == ScalarStyle::Plain;
        let empty = span.start == span.end;
        let mut span = span;
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) && span.end >= span.start + 2 {
            span = Span { start: span.start + 1, end: span.end - 1, ..span };
        }
        if plain {
            self.swallowed(span);
            if text.starts_with(['“', '”']) && text.ends_with('"') {
                let message = "this text begins with another quote than it ends with";
                self.error(Code::InvalidYaml, span, message, "write `\"` at both ends");
            }
        }
        self.written.push(Written { start: span.start as usize, end: span.end as usize, plain });
        let text = if plain && empty { String::new() } else { text.into_owned() };
        Scalar { text, span, plain, comment: if plain { self.comment_after(span) } else { None } }
    }

    /// Reports a row that a text above it took in, because the row is indented deeper and its colon is none to YAML.
    fn swallowed(&mut self, span: Span) {
        let text = self.text.get(span.start as usize..span.end as usize);
        let Some(text) = text.filter(|text| text.contains('\n')) else { return };
        let mut start = span.start as usize;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let body = line.trim_start();
            let offset = start + line.len() - body.len();
            start += line.len();
            if index == 0 {
                continue;
            }
            let to = |at: usize| u32::try_from(offset + at).unwrap_or(u32::MAX);
            if body.starts_with("- ") {
                let place = Span { start: to(0), end: to(1), ..span };
                let message = "this row of a list is read as a part of the text above it";
                self.error(Code::InvalidYaml, place, message, "indent it as the row above; a text belongs in quotes");
                continue;
            }
            // Prose goes on in any words; a row begins with a name in ASCII.
            if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            if let Some(slip) =
                slips::colon(body).filter(|slip| body.get(..slip.place.start).is_some_and(str::is_ascii))
            {
                let place = Span { start: to(slip.place.start), end: to(slip.place.end), ..span };
                let message = "this line is read as a part of the text above it";
                self.error(Code::InvalidYaml, place, message, &format!("{}; a text belongs in quotes", slip.help));
            }
        }
    }

    fn comment_after(&self, span: Span) -> Option<Span> {
        let rest = self.text.get(span.end as usize..)?;
        // The end of the line is looked for only behind a `#`: a file may be one line of a million values.
        let comment = rest.trim_start_matches([' ', '\t']);
        if !comment.starts_with('#') || comment.len() == rest.len() {
            return None;
        }
        let start = span.end + u32::try_from(rest.len() - comment.len()).ok()?;
        let end = start + u32::try_from(comment.lines().next()?.len()).ok()?;
        Some(Span { start, end, ..span })
    }

    fn tag(&mut self, mark: Mark, span: Span, tag: Option<&Tag>) {
        if tag.is_some() {
            let place = mark.tag_span().map_or(span, |tag| self.span(tag));
            self.error(Code::NotPlain, place, "a YAML tag", "remove it: every value is read as raw text");
        }
    }

    fn broken(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        if tabs::report_before(self.text, self.file, &self.written, at, self.diagnostics) {
            return;
        }
        let start = u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span { file: self.file, start, end: start };
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            self.too_deep(span);
            return;
        }
        let flow = self.open.last().map(|open| open.span.start as usize);
        if let Some(cause) = explain(self.text, at, flow) {
            let to = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            let span = Span { file: self.file, start: to(cause.place.start), end: to(cause.place.end) };
            self.error(Code::InvalidYaml, span, &cause.message, &cause.help);
            return;
        }
        let reason = error.info();
        let help = if reason.contains("mapping values") {
            "quote a text that holds `: ` or ` #`"
        } else {
            "the file stops being YAML here; check quotes, brackets and indentation"
        };
        self.error(Code::InvalidYaml, span, &format!("not YAML: {reason}"), help);
    }

    pub(super) fn error(&mut self, code: Code, span: Span, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::error(code, span, message).help(help));
    }

    fn span(&self, mark: Mark) -> Span {
        let at = |offset: Option<usize>| u32::try_from(offset.unwrap_or(0).min(self.text.len())).unwrap_or(u32::MAX);
        let (start, end) = (at(mark.start.byte_offset()), at(mark.end.byte_offset()));
        Span { file: self.file, start, end: end.max(start) }
    }
}
