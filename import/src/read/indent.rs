//! How far a name is set in: by blanks that a browser shows, or by marks such as `└`, `|-`, `>>` and `++`. Blanks
//! at the start of a cell are kept as [`MARK`] until the column of names is known; elsewhere they mean nothing.

// A private character, which `decode` takes out of every page, so it is never the vendor's.
/// Stands for a blank at the start of a cell.
pub(super) const MARK: char = '\u{e000}';

/// Blanks that a page prints on purpose. Plain ones only align its source.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2002}' | '\u{2003}' | '\u{2005}' | '\u{3000}')
}

/// Marks of a tree. Plain blanks before them count.
pub(super) fn is_branch(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{257f}' | '∟' | '⌞' | '↳' | '⎿')
}

fn is_mark(c: char) -> bool {
    c == MARK
        || is_branch(c)
        || matches!(c, '|' | '-' | '－' | '—' | '–' | '+' | '＋' | '>' | '＞' | '›' | '»' | '→' | '·' | '•' | '.' | '=')
}

/// The most that is counted.
const WIDEST: usize = 64;

/// How far a name is set in, and the name.
pub(super) fn split(cell: &str) -> (u32, &str) {
    let name = cell.trim_start_matches(|c: char| is_mark(c) || c.is_whitespace());
    let head = cell.get(..cell.len() - name.len()).unwrap_or_default();
    let marks = head.chars().filter(|c| !c.is_whitespace()).count();
    // Blanks between marks are a part of them (`│  ├─`), the one before the name is not.
    let width = if marks == 0 { 0 } else { head.trim_end().trim_start_matches(' ').chars().count().min(WIDEST) };
    match name {
        "" => (0, cell.trim()),
        name => (u32::try_from(width).unwrap_or(0), name),
    }
}

pub(super) fn plain(text: String) -> String {
    if text.contains(MARK) { text.replace(MARK, "") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_set_in_by_marks_of_all_kinds() {
        for (cell, width, name) in [
            ("price", 0, "price"),
            ("└ price", 1, "price"),
            ("└└price", 2, "price"),
            ("├─ price", 2, "price"),
            ("│  ├─ price", 5, "price"),
            ("|- price", 2, "price"),
            ("--price", 2, "price"),
            (">>>>价格", 4, "价格"),
            ("++ price", 2, "price"),
            ("\u{e000}\u{e000}price", 2, "price"),
            ("\u{e000}\u{e000}└ price", 3, "price"),
            ("-", 0, "-"),
            ("_status", 0, "_status"),
            ("", 0, ""),
        ] {
            assert_eq!(split(cell), (width, name), "{cell}");
        }
    }
}
