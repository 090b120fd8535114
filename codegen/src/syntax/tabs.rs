//! Tabs: YAML forbids them as indentation, and in a line of words they look like the spaces they are not.
//! Those inside quotes and blocks are the vendor's own and stay.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span};

/// A scalar as it stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) start: usize,
    /// The byte after its last.
    pub(super) end: usize,
    /// Neither quoted nor a block.
    pub(super) plain: bool,
}

pub(super) fn report(text: &str, file: FileId, written: &[Written], diagnostics: &mut Diagnostics) {
    if !text.contains('\t') {
        return;
    }
    for at in wrong(text, written) {
        push(file, at, diagnostics);
    }
}

/// Reports the tabs that explain a syntax error at `end`: those on its line, the line before, or the line behind, into
/// which a text may have gone on.
pub(super) fn report_before(
    text: &str,
    file: FileId,
    written: &[Written],
    end: usize,
    diagnostics: &mut Diagnostics,
) -> bool {
    let rest = text.get(end..).unwrap_or("");
    let line_end = rest.match_indices('\n').nth(1).map_or(text.len(), |(newline, _)| end + newline);
    let lines: Vec<usize> = text.get(..end).unwrap_or("").match_indices('\n').map(|(at, _)| at + 1).collect();
    let from = lines.len().checked_sub(2).and_then(|index| lines.get(index)).copied().unwrap_or(0);
    let found: Vec<usize> = wrong(text, written).into_iter().filter(|at| (from..line_end).contains(at)).collect();
    for at in &found {
        push(file, *at, diagnostics);
    }
    !found.is_empty()
}

/// The first wrong tab of each line.
fn wrong(text: &str, written: &[Written]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let harmless = content.is_empty() || content.starts_with('#');
        for (offset, _) in line.match_indices('\t') {
            let at = start + offset;
            // Scalars come in order of place, so the one around `at` is the last that begins before it.
            let before = written.partition_point(|one| one.start <= at).checked_sub(1);
            let around = before.and_then(|index| written.get(index)).filter(|one| at < one.end);
            let is_wrong = match around {
                Some(scalar) => scalar.plain,
                None => offset < indent && !harmless,
            };
            if is_wrong {
                found.push(at);
                break;
            }
        }
        start += line.len();
    }
    found
}

fn push(file: FileId, at: usize, diagnostics: &mut Diagnostics) {
    let start = u32::try_from(at).unwrap_or(u32::MAX);
    let span = Span { file, start, end: start.saturating_add(1) };
    let tab = Diagnostic::error(Code::Tab, span, "a tab where YAML wants spaces").label("a tab");
    diagnostics.push(tab.help("indent with spaces; a tab inside a text needs quotes"));
}
