//! Zones, as distances from UTC.

use crate::Offset;

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};

/// `+08:00`, `-03:30`.
pub fn offset(text: Located<'_>) -> Result<Offset, Diagnostic> {
    distance(text.text).ok_or_else(|| {
        let message = format!("`{}` is no zone", text.text);
        Diagnostic::error(Code::UnknownWord, text.span, message).help("write the distance from UTC: `\"+08:00\"`")
    })
}

/// Reads a distance from UTC, at most 14 hours: no clock on earth is further away, so more is a mistake.
pub fn distance(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| if digits(part) { part.parse::<i16>().ok() } else { None };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 14 * 60).then_some(Offset(sign * total))
}

/// A distance from UTC as text: `+08:00`.
pub fn print(zone: Offset) -> String {
    let (sign, minutes) = (if zone.0 < 0 { '-' } else { '+' }, zone.0.unsigned_abs());
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_ends_at_fourteen_hours() {
        for text in ["+14:00", "-14:00", "+13:59", "-03:30", "+00:00"] {
            assert_eq!(distance(text).map(print).as_deref(), Some(text));
        }
        for text in ["+14:01", "-14:59", "+15:00", "+23:59", "+08:60", "+8:00", "08:00", "＋08:00", ""] {
            assert_eq!(distance(text), None, "{text}");
        }
    }
}
