//! What is said in several lines, in one: as a log wants it. `{:#}` gives the lines.

use std::fmt;

/// Writes a text of several lines, each but the first perhaps indented; joined where the caller does not ask for lines.
pub(crate) fn lines(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if f.alternate() {
        return f.write_str(text);
    }
    for (index, line) in text.lines().enumerate() {
        let is_heading = index == 1 && text.lines().next().is_some_and(|first| first.ends_with(':'));
        let before = if index == 0 {
            ""
        } else if is_heading {
            " "
        } else {
            "; "
        };
        write!(f, "{before}{}", line.trim_start())?;
    }
    Ok(())
}
