//! What the column says that tells whether a field must be there.

use crate::profile::{Need, Profile};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Required {
    Yes,
    No,
    /// Nothing: the cell is blank, or the table has no such column.
    Unsaid,
    Unclear,
}

pub(crate) fn read(cell: &str, profile: &Profile<'_>) -> Required {
    let word = super::spelling::plain(cell);
    match profile.need(&word) {
        _ if word.chars().all(|c| matches!(c, '-' | '/' | '—' | '–')) => Required::Unsaid,
        Some(Need::Always) => Required::Yes,
        Some(Need::Never) => Required::No,
        Some(Need::Sometimes) | None => Required::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_spellings_and_blanks() {
        let read = |cell| read(cell, Profile::standard());
        for yes in ["是", "Y", "y", "必须", " 是 ", "Ｙ"] {
            assert_eq!(read(yes), Required::Yes, "{yes}");
        }
        for no in ["否", "N", "n", "可选", "非必填"] {
            assert_eq!(read(no), Required::No, "{no}");
        }
        assert_eq!(read(" \u{a0}"), Required::Unsaid);
        assert_eq!(read("---"), Required::Unsaid);
        assert_eq!(read("条件必填"), Required::Unclear);
        assert_eq!(read("🙂"), Required::Unclear);
    }
}
