//! Spans of time in rules: `30 days`, `90 minutes`.

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::suggest::unknown_word;

/// The units, in seconds.
const UNITS: [(&str, u32); 8] = [
    ("days", 86_400),
    ("hours", 3600),
    ("minutes", 60),
    ("seconds", 1),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
];

/// Reads a span; gives its seconds.
pub fn seconds(text: Located<'_>) -> Result<u32, Diagnostic> {
    const FORM: &str = "a span is a number and `days`, `hours`, `minutes` or `seconds`: `30 days`";
    let bad = |at: Located<'_>, message: String| Err(Diagnostic::error(Code::BadRule, at.span, message).help(FORM));
    let (number, unit) = text.first_word();
    if text.text.is_empty() {
        return bad(text, "how long the window is, is missing".to_owned());
    }
    let digits = !number.text.is_empty() && number.text.bytes().all(|digit| digit.is_ascii_digit());
    let Some(count) = number.text.parse::<u32>().ok().filter(|count| digits && *count > 0) else {
        return bad(number, format!("{} is no number of days, hours or minutes", quoted(number.text)));
    };
    if unit.text.is_empty() {
        return bad(text, format!("{} of what?", quoted(number.text)));
    }
    match count.checked_mul(self::unit(unit)?) {
        Some(seconds) => Ok(seconds),
        None => bad(text, format!("{} is longer than any window", quoted(text.text))),
    }
}

/// The seconds of a unit alone: `minute`.
pub fn unit(word: Located<'_>) -> Result<u32, Diagnostic> {
    let unit = UNITS.iter().find(|(unit, _)| *unit == word.text);
    unit.map(|(_, seconds)| *seconds).ok_or_else(|| unknown_word(word, &["days", "hours", "minutes", "seconds"]))
}

/// A span in the largest unit that it is a whole number of.
pub fn print(seconds: i64) -> String {
    let in_units = |(_, size): &&(&str, u32)| seconds % i64::from(*size) == 0;
    let (unit, size) = UNITS.iter().find(in_units).unwrap_or(&("seconds", 1));
    let count = seconds / i64::from(*size);
    format!("{count} {}", if count == 1 { unit.trim_end_matches('s') } else { unit })
}

#[cfg(test)]
mod tests {
    use super::seconds;
    use crate::catalogue::Code;
    use crate::notation::cursor::tests::at_start;

    #[test]
    fn spans_are_counts_of_units() {
        for (text, expected) in [("30 days", 2_592_000), ("1 day", 86_400), ("2　hours", 7200), ("60 minutes", 3600)] {
            assert_eq!(seconds(at_start(text)).ok(), Some(expected), "{text}");
        }
    }

    #[test]
    fn slips_are_told() {
        for (text, code, help) in [
            ("30 dys", Code::UnknownWord, "did you mean `days`?"),
            ("30天", Code::BadRule, ""),
            ("０ days", Code::BadRule, ""),
            ("0 days", Code::BadRule, ""),
            ("30", Code::BadRule, ""),
            ("", Code::BadRule, ""),
            ("4294967295 days", Code::BadRule, ""),
        ] {
            let mistake = seconds(at_start(text)).expect_err(text);
            assert_eq!(mistake.code, code, "{text}");
            assert!(mistake.help.contains(help), "{text}: {}", mistake.help);
        }
    }
}
