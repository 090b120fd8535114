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

/// A distance from UTC.
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
    (hours <= 14 && minutes < 60).then_some(Offset(sign * (hours * 60 + minutes)))
}

/// A distance from UTC as text: `+08:00`.
pub fn print(zone: Offset) -> String {
    let (sign, minutes) = (if zone.0 < 0 { '-' } else { '+' }, zone.0.unsigned_abs());
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
