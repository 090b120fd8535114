//! Where in a spec's file a value or a byte of a printed sample stands, so that a message can mark it.

use std::ops::Range;

use signwright_runtime::Position;

use signwright_codegen::diagnostic::{Diagnostics, Span};
use signwright_codegen::source::Sources;
use signwright_codegen::specs::Located;
use signwright_codegen::syntax::{self, Node};

pub(super) struct Places<'s> {
    sample: Located<'s>,
    file: &'s str,
    /// JSON is YAML, so the one reader there is knows the places of its values too. `None` where it is neither.
    tree: Option<Node>,
    /// The lines of the sample, and where each of them begins in the file.
    lines: Vec<(Range<usize>, usize)>,
}

impl<'s> Places<'s> {
    /// Finds the lines of a sample in its file: a block is indented there, so each line is found on its own.
    pub(super) fn of(sample: Located<'s>, sources: &'s Sources) -> Self {
        let file = sources.get(sample.span.file).map_or("", |file| file.text.as_str());
        let tree = syntax::parse(sample.text, sample.span.file, &mut Diagnostics::default());
        let mut places = Self { sample, file, tree, lines: Vec::new() };
        places.find_lines();
        places
    }

    fn find_lines(&mut self) -> Option<()> {
        let mut line_start = self.sample.span.start as usize;
        if self.file.get(line_start..)?.starts_with(['|', '>']) {
            line_start += self.file.get(line_start..)?.find('\n')? + 1;
        }
        let mut shown_start = 0;
        for shown in self.sample.text.split_inclusive('\n') {
            let line = shown.trim_end_matches('\n');
            let in_file = self.file.get(line_start..)?.split('\n').next()?;
            let column = in_file.find(line)?;
            self.lines.push((shown_start..shown_start + line.len(), line_start + column));
            shown_start += shown.len();
            line_start += in_file.len() + 1;
        }
        Some(())
    }

    /// The place of the value at `path` (`orders[0].num`), or of the innermost value around it that is there. `root`
    /// leads to where the path begins. `None` where the sample is no JSON, or no such way is found.
    pub(super) fn value(&self, path: &str, root: &[&str]) -> Option<Span> {
        let mut node = self.tree.as_ref()?;
        for name in root {
            node = node.get(name)?;
        }
        let mut last = None;
        for step in path.split(['.', '[']) {
            let next = match step.strip_suffix(']') {
                Some(row) => row.parse().ok().and_then(|row: usize| node.list()?.get(row)),
                None => node.get(step),
            };
            let Some(next) = next else { break };
            (node, last) = (next, Some(next));
        }
        let span = last?.span;
        self.in_file(span.start as usize, span.end as usize)
    }

    /// The place at which the sample cannot be read.
    pub(super) fn position(&self, position: &Position) -> Option<Span> {
        let byte = match *position {
            Position::Byte(byte) => byte,
            Position::Line { line, column } => {
                let (line, _) = self.lines.get(line.checked_sub(1)?)?;
                let before = self.sample.text.get(line.clone())?.chars().take(column.checked_sub(1)?);
                line.start + before.map(char::len_utf8).sum::<usize>()
            }
            Position::Path(_) => return None,
        };
        let end = byte + self.sample.text.get(byte..)?.chars().next().map_or(0, char::len_utf8);
        self.in_file(byte, end)
    }

    /// From a place in the sample's text to the file; what goes on over several lines is marked on the first.
    fn in_file(&self, start: usize, end: usize) -> Option<Span> {
        let line = self.lines.partition_point(|(line, _)| line.start <= start).checked_sub(1)?;
        let (line, line_start) = self.lines.get(line)?;
        let to_file = |offset: usize| u32::try_from(offset.min(line.end) - line.start + line_start).ok();
        Some(Span { file: self.sample.span.file, start: to_file(start)?, end: to_file(end.max(start))? })
    }
}
