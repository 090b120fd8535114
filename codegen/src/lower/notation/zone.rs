//! Zones, as distances from UTC.

use signwright_model::Offset;

use crate::catalogue::Code;
use crate::lower::Lowering;
use crate::specs::Located;

/// `+08:00`, `-03:30`.
pub(in crate::lower) fn offset(text: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<Offset> {
    let offset = distance(text.text);
    if offset.is_none() {
        let message = format!("`{}` is no zone", text.text);
        lowering.error(Code::UnknownWord, text.span, message, "write the distance from UTC: `\"+08:00\"`");
    }
    offset
}

/// A distance from UTC.
pub(in crate::lower) fn distance(text: &str) -> Option<Offset> {
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
