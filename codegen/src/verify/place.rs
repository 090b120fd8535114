//! Where in a spec's file a value of a printed sample stands, so that a message can mark it.

use crate::diagnostic::{Diagnostics, Span};
use crate::source::Sources;
use crate::specs::Located;
use crate::syntax::{self, Node};

/// The place of the value at `path` (`orders[0].num`) in a JSON sample, or of the innermost value around it that
/// is there. `root` leads to where the path begins. `None` where the sample is no JSON, or no such way is found.
pub(super) fn of(path: &str, root: &[&str], sample: Located<'_>, sources: &Sources) -> Option<Span> {
    // JSON is YAML, so the one reader there is knows the places of its values too.
    let tree = syntax::parse(sample.text, sample.span.file, &mut Diagnostics::default())?;
    let mut node = &tree;
    for name in root {
        node = node.get(name)?;
    }
    let mut found = None;
    for step in path.split(['.', '[']) {
        let next = match step.strip_suffix(']') {
            Some(row) => row.parse().ok().and_then(|row: usize| node.list()?.get(row)),
            None => node.get(step),
        };
        let Some(next) = next else { break };
        (node, found) = (next, Some(next));
    }
    in_file(found?, sample, sources)
}

/// From a place in the sample's text to the file: a block is indented there, so each line is found on its own.
fn in_file(node: &Node, sample: Located<'_>, sources: &Sources) -> Option<Span> {
    let file = sources.get(sample.span.file)?.text.as_str();
    let at = node.span.start as usize;
    let before = sample.text.get(..at)?;
    let (line, column) = (before.matches('\n').count(), at - before.rfind('\n').map_or(0, |newline| newline + 1));
    let shown = sample.text.lines().nth(line)?;
    let mut start = sample.span.start as usize;
    let header = file.get(start..)?.starts_with(['|', '>']);
    for _ in 0..line + usize::from(header) {
        start += file.get(start..)?.find('\n')? + 1;
    }
    let in_line = file.get(start..)?.lines().next()?.find(shown)?;
    let start = start + in_line + column;
    let width = shown.len().saturating_sub(column).min((node.span.end - node.span.start) as usize);
    let to = |offset: usize| u32::try_from(offset).ok();
    Some(Span { file: sample.span.file, start: to(start)?, end: to(start + width)? })
}
