//! One scalar against its row of the table: length, range, digits, code. Says nothing about other types.

use std::borrow::Cow;

use super::pattern;
use crate::digits::Digits;
use crate::model::{CodeTable, CodeWire, Field, Level, Offset, TextUnit, Type};
use crate::timestamp::form;
use crate::{Decimal, Node, read};

/// What a value breaks: the rule, its level, and the message.
type Broken = Option<(&'static str, Level, String)>;

/// Checks a scalar that is there.
pub(super) fn check(field: &Field<'_>, ty: &Type<'_>, node: &Node<'_>, zone: Offset) -> Broken {
    match (ty, node) {
        (Type::Text { min, max, unit }, Node::Text(text)) => max
            .and_then(|max| length(text, max, *unit))
            .or_else(|| least(text, *min, *unit))
            .or_else(|| field.pattern.and_then(|expected| unmatched(field, text, expected))),
        (Type::Int { min, max } | Type::Minor { min, max }, Node::Int(value)) => range(field, *value, *min, *max),
        (Type::Unsigned { min, max }, node) => {
            read::unsigned(node, read::Strictness::Exact).ok().and_then(|value| range(field, value, *min, *max))
        }
        (Type::Decimal { digits: most, min, max }, Node::Decimal(value)) => most
            .and_then(|most| digits(field, *value, u32::from(most.precision), u32::from(most.scale)))
            .or_else(|| between(field, *value, *min, *max)),
        (Type::Time(form), Node::Instant(time)) => {
            let shown = form::write(*form, *time, zone).and_then(|text| form::read(*form, &text));
            (shown != Some(*time)).then(|| inexact(field, &form::name(*form), time))
        }
        (Type::DateTime(Some(pattern)), Node::Time(time)) => {
            let shown = form::write_local(pattern, *time, zone).and_then(|text| form::read_local(pattern, &text, zone));
            (shown != Some(*time)).then(|| inexact(field, pattern, time))
        }
        (Type::Date(Some(pattern)), Node::Day(day)) => {
            let shown = form::write_day(pattern, *day).and_then(|text| form::read_day(pattern, &text));
            (shown != Some(*day)).then(|| inexact(field, pattern, day))
        }
        (Type::Code(table), Node::Int(code)) => {
            // The page may list `01` where the wire carries 1, so whole numbers compare by value.
            let digits = Digits::of(*code);
            let is = |listed: &str| listed == digits.as_str() || listed.parse() == Ok(*code);
            listed(field, table, is, || code.to_string())
        }
        (Type::Code(table), Node::Text(code)) => code_text(field, table, code),
        _ => None,
    }
}

/// A time of which its form would lose something, such as parts of a second, or the zero date.
fn inexact(field: &Field<'_>, form: &str, value: &impl std::fmt::Display) -> (&'static str, Level, String) {
    let sent = shown(field, || value.to_string());
    ("format", Level::Deny, format!("a value that {form} shows in full, found {sent}"))
}

/// A text that is there is long enough.
fn least(text: &str, min: u32, unit: TextUnit) -> Broken {
    // Only a text that is there is checked.
    if min <= 1 {
        return None;
    }
    let (length, units) = counted(text, unit);
    let min = usize::try_from(min).unwrap_or(usize::MAX);
    (length < min).then(|| ("length", Level::Deny, format!("at least {min} {units}, found {length}")))
}

fn counted(text: &str, unit: TextUnit) -> (usize, &'static str) {
    match unit {
        TextUnit::Chars => (text.chars().count(), "characters"),
        TextUnit::Bytes => (text.len(), "bytes"),
        TextUnit::Utf16 => (text.encode_utf16().count(), "UTF-16 units"),
    }
}

fn unmatched(field: &Field<'_>, text: &str, expected: &str) -> Broken {
    let sent = || shown(field, || format!("{text:?}"));
    (!pattern::matches(expected, text))
        .then(|| ("pattern", Level::Deny, format!("a text of the pattern `{expected}`, found {}", sent())))
}

/// Between two numbers of the spec.
fn between(field: &Field<'_>, value: Decimal, min: Option<&str>, max: Option<&str>) -> Broken {
    let number = |text: &str| text.parse::<Decimal>().ok();
    let is_below = min.and_then(number).is_some_and(|min| value < min);
    let is_above = max.and_then(number).is_some_and(|max| value > max);
    if !is_below && !is_above {
        return None;
    }
    let wanted = match (min, max) {
        (Some(min), Some(max)) => format!("a number of {min} to {max}"),
        (Some(min), None) => format!("a number of {min} or more"),
        (None, max) => format!("a number of {} or less", max.unwrap_or("any")),
    };
    Some(("range", Level::Deny, format!("{wanted}, found {}", shown(field, || value.to_string()))))
}

fn length(text: &str, max: u32, unit: TextUnit) -> Broken {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    // No unit counts more than the bytes of UTF-8, so a short text needs no counting.
    if text.len() <= max {
        return None;
    }
    let (length, units) = counted(text, unit);
    (length > max).then(|| ("length", Level::Deny, format!("at most {max} {units}, found {length}")))
}

fn range<N: Copy + PartialOrd + std::fmt::Display>(field: &Field<'_>, value: N, min: N, max: N) -> Broken {
    let sent = || shown(field, || value.to_string());
    (!(min..=max).contains(&value))
        .then(|| ("range", Level::Deny, format!("a whole number of {min} to {max}, found {}", sent())))
}

/// Counts digits without idle zeros: `1.00000` is as exact as `1`.
fn digits(field: &Field<'_>, value: Decimal, precision: u32, scale: u32) -> Broken {
    // As nearly all are; it spares the divisions that find idle zeros.
    if value.is_within(precision.saturating_sub(scale), scale) {
        return None;
    }
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
