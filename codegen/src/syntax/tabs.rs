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
    for tab in wrong(text, written) {
        push(file, tab, diagnostics);
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
    let behind = text.get(end..).unwrap_or("");
    let line_end = behind.match_indices('\n').nth(1).map_or(text.len(), |(newline, _)| end + newline);
    let lines: Vec<usize> = text.get(..end).unwrap_or("").match_indices('\n').map(|(tab, _)| tab + 1).collect();
    let from = lines.len().checked_sub(2).and_then(|index| lines.get(index)).copied().unwrap_or(0);
    let tabs: Vec<usize> = wrong(text, written).into_iter().filter(|tab| (from..line_end).contains(tab)).collect();
    for tab in &tabs {
        push(file, *tab, diagnostics);
    }
    !tabs.is_empty()
}

/// The first wrong tab of each line.
fn wrong(text: &str, written: &[Written]) -> Vec<usize> {
    let mut tabs = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        let harmless = content.is_empty() || content.starts_with('#');
        for (offset, _) in line.match_indices('\t') {
            let tab = start + offset;
            // Scalars come in order of place, so the one around `at` is the last that begins before it.
            let before = written.partition_point(|scalar| scalar.start <= tab).checked_sub(1);
            let around = before.and_then(|index| written.get(index)).filter(|scalar| tab < scalar.end);
            let is_wrong = match around {
                Some(scalar) => scalar.plain,
                None => offset < indent && !harmless,
            };
            if is_wrong {
                tabs.push(tab);
                break;
            }
        }
        start += line.len();
    }
    tabs
}

fn push(file: FileId, tab: usize, diagnostics: &mut Diagnostics) {
    let start = u32::try_from(tab).unwrap_or(u32::MAX);
    let span = Span { file, start, end: start.saturating_add(1) };
    let tab = Diagnostic::error(Code::Tab, span, "a tab where YAML wants spaces").label("a tab");
    diagnostics.push(tab.help("indent with spaces; a tab inside a text needs quotes"));
}
