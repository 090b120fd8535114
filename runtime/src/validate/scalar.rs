//! One scalar against its row of the table: length, range, digits, code. Says nothing about other types.

use std::borrow::Cow;

use crate::model::{CodeTable, CodeWire, Field, Level, TextUnit, Type};
use crate::{Decimal, Node};

/// What a value breaks: the rule, its level, and the message.
type Broken = Option<(&'static str, Level, String)>;

/// Checks a scalar that is there.
pub(super) fn check(field: &Field<'_>, ty: &Type<'_>, node: &Node<'_>) -> Broken {
    match (ty, node) {
        (Type::Text { max: Some(max), unit }, Node::Text(text)) => length(text, *max, *unit),
        (Type::Int { min, max }, Node::Int(value)) => range(field, *value, *min, *max),
        (Type::Decimal { digits: Some(most) }, Node::Decimal(value)) => {
            digits(field, *value, u32::from(most.precision), u32::from(most.scale))
        }
        (Type::Code(table), Node::Int(code)) => {
            // The page may list `01` where the wire carries 1, so whole numbers compare by value.
            listed(field, table, |listed| listed.parse() == Ok(*code), || code.to_string())
        }
        (Type::Code(table), Node::Text(code)) => code_text(field, table, code),
        _ => None,
    }
}

fn length(text: &str, max: u32, unit: TextUnit) -> Broken {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    // No unit counts more than the bytes of UTF-8, so a short text needs no counting.
    if text.len() <= max {
        return None;
    }
    let (length, units) = match unit {
        TextUnit::Chars => (text.chars().count(), "characters"),
        TextUnit::Bytes => (text.len(), "bytes"),
        TextUnit::Utf16 => (text.encode_utf16().count(), "UTF-16 units"),
    };
    (length > max).then(|| ("length", Level::Deny, format!("at most {max} {units}, found {length}")))
}

fn range(field: &Field<'_>, value: i64, min: i64, max: i64) -> Broken {
    let sent = || shown(field, || value.to_string());
    (!(min..=max).contains(&value))
        .then(|| ("range", Level::Deny, format!("a whole number of {min} to {max}, found {}", sent())))
}

/// Counts digits without idle zeros: `1.00000` is as exact as `1`.
fn digits(field: &Field<'_>, value: Decimal, precision: u32, scale: u32) -> Broken {
    let (integer, fraction) = value.digits();
    let sent = || shown(field, || value.to_string());
    if fraction > scale {
        return Some(("scale", Level::Deny, format!("at most {scale} digits after the point, found {}", sent())));
    }
    // `decimal(19,4)` leaves 15 digits before the point, whether or not the 4 behind it are used.
    let most = precision.saturating_sub(scale);
    (integer > most)
        .then(|| ("precision", Level::Deny, format!("at most {most} digits before the point, found {}", sent())))
}

fn code_text(field: &Field<'_>, table: &CodeTable<'_>, code: &str) -> Broken {
    // The type behind a list of codes has a length of its own, which tells more than "not listed".
    match table.wire {
        CodeWire::Text { max: Some(max) } => length(code, max, TextUnit::Chars),
        _ => None,
    }
    .or_else(|| listed(field, table, |listed| listed == code, || format!("{code:?}")))
}

fn listed(field: &Field<'_>, table: &CodeTable<'_>, is: impl Fn(&str) -> bool, sent: impl Fn() -> String) -> Broken {
    if table.codes.iter().any(|code| is(code.code)) {
        return None;
    }
    // A long list is on the vendor's page; the first codes show what they look like.
    let first: Vec<_> = table.codes.iter().take(12).map(|code| code.code).collect();
    let more = if table.codes.len() > first.len() { ", …" } else { "" };
    Some(("code", table.level, format!("one of {}{more}, found {}", first.join(", "), shown(field, sent))))
}

/// A value in a message; that of personal data is not shown.
pub(super) fn shown(field: &Field<'_>, value: impl Fn() -> String) -> Cow<'static, str> {
    if field.sensitive { Cow::Borrowed("<redacted>") } else { Cow::Owned(value()) }
}
