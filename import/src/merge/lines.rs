//! Edits of a text by lines. An entry is its key's line and what is indented deeper below it; comments above
//! an entry are not part of it and stay.

use crate::write::inline;
use signwright_codegen::syntax::{Entry, Node};

pub(super) struct Edits<'t> {
    text: &'t str,
    lines: Vec<&'t str>,
    changes: Vec<Change>,
}

struct Change {
    /// From this line, counted from 0.
    from: usize,
    to: usize,
    with: Vec<String>,
}

impl<'t> Edits<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, lines: text.lines().collect(), changes: Vec::new() }
    }

    pub(super) fn remove(&mut self, pair: &Entry) {
        let (from, to) = self.range(pair.key.span.start);
        let with = self.comments(from, to);
        self.changes.push(Change { from, to, with });
    }

    pub(super) fn remove_row(&mut self, row: &Node) {
        let (from, to) = self.range(row.span.start);
        self.changes.push(Change { from, to, with: Vec::new() });
    }

    pub(super) fn replace(&mut self, pair: &Entry, page: &Entry, page_text: &str) {
        let (from, to) = self.range(pair.key.span.start);
        let mut with = slice(page_text, page.key.span.start);
        if let ([new], 1) = (with.as_mut_slice(), to - from)
            && let (Some(kept), Some(value)) = (self.head(pair), new.get(head_length(page_text, page)..))
        {
            // One line for one line: the file's own alignment stays.
            *new = format!("{kept}{value}");
        }
        with.splice(..0, self.comments(from, to));
        self.changes.push(Change { from, to, with });
    }

    pub(super) fn replace_value(&mut self, pair: &Entry, value: &[(String, String)]) {
        let (from, to) = self.range(pair.key.span.start);
        let indent = self.indent(from);
        let key = self.lines.get(from).and_then(|line| line.get(..head_length(self.text, pair))).unwrap_or_default();
        let name = key.trim_end().to_owned();
        let with = match value {
            [(_, line)] => vec![format!(
                "{}{}",
                self.head(pair).filter(|_| to - from == 1).unwrap_or_else(|| format!("{name} ")),
                inline(line)
            )],
            rows => {
                // A source may be a mapping of its parts, which is written already.
                let written = |key: &str, text: &str| {
                    if key == "source" && text.starts_with("{ ") { text.to_owned() } else { inline(text) }
                };
                let rows = rows
                    .iter()
                    .map(|(key, text)| format!("{:width$}{key}: {}", "", written(key, text), width = indent + 2));
                std::iter::once(name).chain(rows).collect()
            }
        };
        let with = self.comments(from, to).into_iter().chain(with).collect();
        self.changes.push(Change { from, to, with });
    }

    fn comments(&self, from: usize, to: usize) -> Vec<String> {
        let inside = self.lines.get(from..to).unwrap_or_default();
        // In a block of text a `#` is text.
        if inside.iter().any(|line| line.trim_end().ends_with('|') || line.trim_end().ends_with('>')) {
            return Vec::new();
        }
        inside.iter().filter_map(|line| comment(line)).collect()
    }

    /// Adds an entry of the page behind one of the file, or at the mapping's beginning.
    pub(super) fn insert(&mut self, after: Option<&Entry>, map: &Node, page: &Entry, page_text: &str, apart: bool) {
        let line = match after {
            Some(after) => self.range(after.key.span.start).1,
            None => self.line(map.span.start),
        };
        let mut with = slice(page_text, page.key.span.start);
        if apart {
            with.insert(0, String::new());
        }
        self.changes.push(Change { from: line, to: line, with });
    }

    pub(super) fn append(&mut self, list: &Entry, row: &Node, page_text: &str) {
        let to = self.range(list.key.span.start).1;
        self.changes.push(Change { from: to, to, with: slice(page_text, row.span.start) });
    }

    pub(super) fn apply(mut self) -> String {
        // Later lines first; edits of one place in the order in which they came.
        self.changes.sort_by_key(|change| change.from);
        let mut out: Vec<String> = Vec::with_capacity(self.lines.len());
        let mut next = 0;
        for change in self.changes {
            if change.from < next && change.to > change.from {
                continue;
            }
            let from = change.from.max(next);
            out.extend(self.lines.get(next..from).unwrap_or_default().iter().map(|line| (*line).to_owned()));
            out.extend(change.with);
            next = change.to.max(from);
        }
        out.extend(self.lines.get(next..).unwrap_or_default().iter().map(|line| (*line).to_owned()));
        let mut text = out.join("\n");
        text.push('\n');
        text
    }

    fn line(&self, offset: u32) -> usize {
        line_of(self.text, offset)
    }

    fn indent(&self, line: usize) -> usize {
        self.lines.get(line).map_or(0, |line| indent(line))
    }

    fn range(&self, offset: u32) -> (usize, usize) {
        range(&self.lines, self.line(offset))
    }

    fn head(&self, pair: &Entry) -> Option<String> {
        let line = self.lines.get(self.line(pair.key.span.start))?;
        line.get(..head_length(self.text, pair)).map(str::to_owned)
    }
}

/// How long an entry's line is before its value: key, colon and blanks.
fn head_length(text: &str, pair: &Entry) -> usize {
    let start = text.lines().nth(line_of(text, pair.key.span.start)).unwrap_or_default();
    let key = pair.key.span;
    let offset = usize::try_from(key.end).unwrap_or(usize::MAX).saturating_sub(start_of(text, key.start));
    let behind = start.get(offset..).unwrap_or_default();
    let colon = behind.find(':').map_or(behind.len(), |colon| colon + 1);
    let blanks = behind.get(colon..).map_or(0, |behind| behind.len() - behind.trim_start_matches(' ').len());
    offset + colon + blanks
}

fn start_of(text: &str, offset: u32) -> usize {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

fn line_of(text: &str, offset: u32) -> usize {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
    text.get(..offset).map_or(0, |before| before.matches('\n').count())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The line where something begins, with all below it that belongs to it.
fn range(lines: &[&str], from: usize) -> (usize, usize) {
    let depth = lines.get(from).map_or(0, |line| indent(line));
    let is_row = lines.get(from).is_some_and(|line| line.trim_start().starts_with("- "));
    let mut to = from + 1;
    let mut index = from + 1;
    while let Some(line) = lines.get(index) {
        let blank = line.trim().is_empty();
        // A list may stand as deep as its key.
        let row = !is_row && indent(line) == depth && line.trim_start().starts_with("- ");
        if !blank && indent(line) <= depth && !row {
            break;
        }
        index += 1;
        if !blank {
            to = index;
        }
    }
    (from, to)
}

/// The lines of what begins at a place of another text.
fn slice(text: &str, offset: u32) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let (from, to) = range(&lines, line_of(text, offset));
    lines.get(from..to).unwrap_or_default().iter().map(|line| (*line).to_owned()).collect()
}

fn comment(line: &str) -> Option<String> {
    let bare = line.trim_start();
    if bare.starts_with('#') {
        return Some(line.to_owned());
    }
    let value = bare.split_once(": ").map_or(bare, |(_, value)| value.trim_start());
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    // Inside quotes a `#` is text.
    let is_open = |head: &str| quote.is_some_and(|quote| !head.trim_end().ends_with(quote));
    let (start, _) = value.match_indices(" #").find(|(start, _)| !value.get(..*start).is_some_and(is_open))?;
    let indent = line.len() - bare.len();
    Some(format!("{:indent$}{}", "", value.get(start + 1..)?))
}
