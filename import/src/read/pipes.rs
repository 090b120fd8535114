//! Lines with pipes: whether a line parts header and rows, and where its cells end.

use super::indent;

pub(super) fn is_led(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// Whether a line ends with a pipe that is not escaped.
pub(super) fn is_closed(line: &str) -> bool {
    let line = line.trim_end();
    line.strip_suffix('|').is_some_and(|head| !ends_escaped(head))
}

/// Whether a line only parts the header from the rows: `---|---|`, `| :-- | --: |`.
pub(super) fn is_separator(line: &str) -> bool {
    let mut run = 0_usize;
    let mut dashes = false;
    let mut pipes = 0_usize;
    // Cells of one dash each.
    let mut short = 0_usize;
    for c in line.chars() {
        match c {
            '-' => run += 1,
            '|' => {
                pipes += 1;
                short += usize::from(run == 1);
                run = 0;
            }
            ':' | ' ' | '\t' => {}
            _ => return false,
        }
        dashes |= run >= 2;
    }
    short += usize::from(run == 1);
    // A single dash is a blank value; several cells of one dash are a separator.
    pipes > 0 && (dashes || short > 1)
}

/// Whether a line has nothing but pipes and blanks.
pub(super) fn is_blank_row(line: &str) -> bool {
    line.contains('|') && line.chars().all(|c| c == '|' || c.is_whitespace())
}

/// The cells of a line, without the pipes at its ends.
pub(super) fn cells(line: &str) -> Vec<&str> {
    let mut text = line.trim();
    text = text.strip_prefix('|').unwrap_or(text);
    if is_closed(text) {
        text = text.get(..text.len().saturating_sub(1)).unwrap_or(text);
    }
    let mut cells = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'|' => {
                cells.push(cell(text.get(start..offset).unwrap_or_default()));
                start = offset + 1;
            }
            _ => {}
        }
    }
    cells.push(cell(text.get(start..).unwrap_or_default()));
    cells
}

/// A cell without its blanks; those before a mark of a tree tell how deep it is.
fn cell(text: &str) -> &str {
    if text.trim_start().starts_with(indent::is_branch) { text.trim_end() } else { text.trim() }
}

fn ends_escaped(text: &str) -> bool {
    text.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}
