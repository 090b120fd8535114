//! Bytes of a file as lines and columns: 1-based, columns in characters.

use std::collections::HashMap;

use crate::diagnostic::{FileId, Span};
use crate::source::{Source, Sources};

/// A line and a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of each file begin, found once.
#[derive(Debug)]
pub struct Places<'s> {
    sources: &'s Sources,
    starts: HashMap<FileId, Vec<usize>>,
}

impl<'s> Places<'s> {
    /// Places in the files of a run.
    pub fn new(sources: &'s Sources) -> Self {
        Self { sources, starts: HashMap::new() }
    }

    /// The file of a span.
    pub fn file(&self, span: Span) -> Option<&'s Source> {
        self.sources.get(span.file)
    }

    /// Its first and last place.
    pub fn ends(&mut self, span: Span) -> (Place, Place) {
        (self.place(span.file, span.start), self.place(span.file, span.end))
    }

    /// The whole lines around some spans of one file: the number of the first, and the bytes they take.
    pub(super) fn lines(&mut self, spans: &[Span]) -> (usize, std::ops::Range<usize>) {
        let Some(file) = spans.first().map(|span| span.file) else { return (1, 0..0) };
        let first = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let last = spans.iter().map(|span| span.end).max().unwrap_or(0);
        let (first, last) = (self.place(file, first).line, self.place(file, last).line);
        let end = self.sources.get(file).map_or(0, |file| file.text.len());
        let starts = self.starts(file);
        let start = starts.get(first - 1).copied().unwrap_or(0);
        (first, start..starts.get(last).copied().unwrap_or(end))
    }

    fn place(&mut self, file: FileId, offset: u32) -> Place {
        let text = self.sources.get(file).map_or("", |file| file.text.as_str());
        // A span of another version of the file may end inside a character.
        let offset = floor(text, offset as usize);
        let starts = self.starts(file);
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or(0);
        Place { line, column: text.get(start..offset).map_or(0, |before| before.chars().count()) + 1 }
    }

    // The lines of a file are found once, however many of its mistakes are shown.
    fn starts(&mut self, file: FileId) -> &[usize] {
        let sources = self.sources;
        self.starts.entry(file).or_insert_with(|| {
            let text = sources.get(file).map_or("", |file| file.text.as_str());
            std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect()
        })
    }
}

/// The last boundary between two characters that is not after `at`.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
}
