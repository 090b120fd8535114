//! What is said in several lines, in one: as a log wants it. `{:#}` gives the lines.

use std::fmt::{self, Write as _};

use crate::model::is_invisible;

/// Writes a text of several lines, each but the first perhaps indented; joined where the caller does not ask for lines.
pub(crate) fn lines(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if f.alternate() {
        return visible(f, text);
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
        f.write_str(before)?;
        visible(f, line.trim_start())?;
    }
    Ok(())
}

/// Writes a text that is said in one line, whatever names and values it holds.
pub(crate) fn line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    visible(f, &text.replace('\n', " "))
}

/// Without what moves a cursor, turns the direction or is not seen: a name of the caller's, or the words of a store, may
/// hold anything.
fn visible(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars().filter(|character| !is_invisible(*character)) {
        f.write_char(if character.is_control() && character != '\n' { ' ' } else { character })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::model::Level;
    use crate::{Error, NotSent, StoreError, TokenError, Violation, Violations};

    #[test]
    fn what_is_said_is_one_line_whatever_it_holds() {
        let hostile = "甲\n乙\r\u{1b}[31m丙\u{202e}丁\u{85}".to_owned();
        let message = hostile.clone();
        let violation =
            Violation { path: hostile.clone(), rule: "格", level: Level::Deny, message, says: hostile.clone() };
        let cause = Some(Box::new(Error::from(StoreError::new(hostile.clone()))));
        for (error, lines) in [
            (Error::Invalid(Violations(vec![violation.clone(), violation.clone()])), 3),
            (NotSent::Environment(hostile.clone()).into(), 1),
            (StoreError::new(hostile.clone()).into(), 1),
            (TokenError { credential: hostile.clone(), message: hostile.clone(), cause }.into(), 1),
        ] {
            let (one, all) = (error.to_string(), format!("{error:#}"));
            assert!(!one.contains('\n') && all.lines().count() == lines, "{all}");
            assert!(one.contains("甲 乙 ") && one.contains("[31m丙丁"), "{one}");
            let moves = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
            assert!(!one.contains(moves) && !all.contains(moves), "{all:?}");
        }
        assert!(!violation.to_string().contains(['\n', '\r', '\u{1b}']));
    }
}
