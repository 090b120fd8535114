//! The words of the column that says whether a field must be there.

/// What the column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Required {
    /// It must be there.
    Yes,
    /// It may be left out.
    No,
    /// Nothing: the cell is blank, or the table has no such column.
    Unsaid,
    /// Something else, such as a condition.
    Unclear,
}

const YES: &[&str] = &["是", "y", "yes", "true", "1", "必须", "必填", "必传", "必选", "必需", "required", "m", "√", "✓"];
const NO: &[&str] =
    &["否", "n", "no", "false", "0", "可选", "选填", "非必须", "非必填", "非必传", "不必须", "不是", "optional", "o", "×"];
const BLANK: &[&str] = &["", "-", "--", "---", "/", "无"];

/// Reads the cell.
pub(crate) fn read(cell: &str) -> Required {
    let word = super::spelling::plain(cell).to_ascii_lowercase();
    let word = word.as_str();
    if BLANK.contains(&word) {
        Required::Unsaid
    } else if YES.contains(&word) {
        Required::Yes
    } else if NO.contains(&word) {
        Required::No
    } else {
        Required::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_spellings_and_blanks() {
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
