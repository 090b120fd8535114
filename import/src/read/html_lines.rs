//! Where the texts of a parsed document stand in its source: they come in the source's order, so each is looked
//! for behind the one before it.

use super::super::page::Lines;

/// How far ahead a text is looked for, in bytes.
const WINDOW: usize = 256 << 10;
/// How much of a text is looked for, in bytes.
const PART: usize = 24;

/// A place in the source that only moves forward.
pub(super) struct Cursor<'t> {
    source: &'t str,
    offset: usize,
    line: u32,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(source: &'t str) -> Self {
        Self { source, offset: 0, line: 1 }
    }

    pub(super) fn here(&self) -> Lines {
        Lines::single(self.line)
    }

    /// The lines of a text. One whose source has entities or cannot be found is taken to stand where reading is.
    pub(super) fn find(&mut self, text: &str) -> Lines {
        let trimmed = text.trim();
        let plain = trimmed.find(['&', '<', '>', '"', '\u{a0}', '\n']).unwrap_or(trimmed.len());
        // Behind these characters the source may be written otherwise than the parsed text.
        let mut cut = plain.min(PART);
        while !trimmed.is_char_boundary(cut) {
            cut -= 1;
        }
        let part = trimmed.get(..cut).unwrap_or_default();
        if !part.is_empty()
            && let Some(distance) = self.window().find(part)
        {
            self.advance(distance);
            let first = self.line;
            let is_whole = self.source.get(self.offset..).is_some_and(|source| source.starts_with(trimmed));
            self.advance(if is_whole { trimmed.len() } else { part.len() });
            return Lines { first, last: self.line };
        }
        self.here()
    }

    fn window(&self) -> &'t str {
        let mut end = self.source.len().min(self.offset.saturating_add(WINDOW));
        while !self.source.is_char_boundary(end) {
            end += 1;
        }
        self.source.get(self.offset..end).unwrap_or_default()
    }

    fn advance(&mut self, count: usize) {
        let passed = self.source.get(self.offset..self.offset + count).unwrap_or_default();
        let breaks = passed.bytes().filter(|&byte| byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.offset += count;
    }
}
