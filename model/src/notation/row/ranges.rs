//! The numbers in type words: lengths, ranges and the bounds of lists.

use std::cmp::Reverse;

use crate::{Bounds, Level};

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Span};
use crate::notation::cursor::quoted;

/// The bounds of a list: `[]`, `[1..50]`, `[1..~50]`, `[1..]`, `[in trade]`, `[1..50 in trade]`.
pub(super) fn bounds(range: Option<Located<'_>>) -> Result<Bounds<'_>, Diagnostic> {
    let Some(range) = range.filter(|range| !range.text.is_empty()) else { return Ok(Bounds::ANY) };
    let (range, within) = within(range)?;
    if range.text.is_empty() {
        return Ok(Bounds { within, ..Bounds::ANY });
    }
    let (from, to) = ends(range, "`[1..50]`")?;
    let (to, level) = match to.text.strip_prefix('~') {
        Some(_) => (to.part(1, to.text.len()).trim(), Level::Warn),
        None => (to, Level::Deny),
    };
    let min = optional(from)?.unwrap_or(0);
    let max = optional(to)?;
    ordered(range, min, max.unwrap_or(u32::MAX))?;
    Ok(Bounds { min, max, level, within })
}

/// What stands before `in NAME`, and the name.
fn within(range: Located<'_>) -> Result<(Located<'_>, Option<&str>), Diagnostic> {
    let is_in = |start: usize| {
        let (before, behind) = range.text.split_at_checked(start)?;
        let stands_alone = before.is_empty() || before.ends_with(char::is_whitespace);
        behind.strip_prefix("in").filter(|behind| stands_alone && behind.starts_with(char::is_whitespace))
    };
    let place = range.text.match_indices("in").map(|(start, _)| start).find(|start| is_in(*start).is_some());
    let Some(start) = place else { return Ok((range, None)) };
    let name = range.part(start + 2, range.text.len()).trim();
    if name.text.is_empty() || name.text.contains(|c: char| c.is_whitespace() || "[]\"'".contains(c)) {
        return Err(bad(name.span, format!("{} is no name to stand in", quoted(name.text)))
            .help("write the name of the one field of the object: `Trade[in trade]`"));
    }
    Ok((range.part(0, start).trim(), Some(name.text)))
}

/// An exact number as it is written, or nothing.
pub(super) fn amount(word: Located<'_>) -> Result<Option<&str>, Diagnostic> {
    if word.text.is_empty() {
        return Ok(None);
    }
    let (whole, fraction) = parts(word.text);
    let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !are_digits(whole) || !fraction.is_none_or(are_digits) || whole.len() + fraction.unwrap_or("").len() > 28 {
        return Err(bad(word.span, format!("expected a number, found {}", quoted(word.text)))
            .help("write it in at most 28 digits: `{0.01..99999}`"));
    }
    Ok(Some(word.text))
}

/// The smaller number stands first.
pub(super) fn ordered_amounts(range: Located<'_>, min: Option<&str>, max: Option<&str>) -> Result<(), Diagnostic> {
    let (Some(from), Some(to)) = (min, max) else { return Ok(()) };
    if scaled(from) <= scaled(to) {
        return Ok(());
    }
    Err(Diagnostic::error(Code::MinOverMax, range.span, format!("the minimum {from} is over the maximum {to}"))
        .help("the smaller number stands first"))
}

/// Whether a number lies between two others. None of them has more than 28 digits behind the point.
pub(in crate::notation) fn lies_between(number: &str, min: Option<&str>, max: Option<&str>) -> bool {
    min.is_none_or(|min| scaled(min) <= scaled(number)) && max.is_none_or(|max| scaled(number) <= scaled(max))
}

/// The digits before the point and those behind it, without the sign.
fn parts(number: &str) -> (&str, Option<&str>) {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)))
}

/// A number that orders as it does: its sign and its digits, all with 28 behind the point.
fn scaled(number: &str) -> (bool, Reverse<String>, String) {
    let (whole, fraction) = parts(number);
    let whole = whole.trim_start_matches('0');
    let digits = format!("{:0>40}{:0<28}", whole, fraction.unwrap_or(""));
    let is_zero = digits.bytes().all(|digit| digit == b'0');
    if number.starts_with('-') && !is_zero {
        (false, Reverse(digits), String::new())
    } else {
        (true, Reverse(String::new()), digits)
    }
}

/// The two ends of `1..50`; either may be empty.
pub(super) fn ends<'t>(range: Located<'t>, form: &str) -> Result<(Located<'t>, Located<'t>), Diagnostic> {
    let Some(dots) = range.text.find("..") else {
        return Err(bad(range.span, format!("{} is no range", quoted(range.text))).help(format!("write {form}")));
    };
    Ok((range.part(0, dots).trim(), range.part(dots + 2, range.text.len()).trim()))
}

/// The minimum is at most the maximum.
pub(super) fn ordered<T: Copy + PartialOrd + std::fmt::Display>(
    range: Located<'_>,
    from: T,
    to: T,
) -> Result<(), Diagnostic> {
    if from <= to {
        return Ok(());
    }
    Err(Diagnostic::error(Code::MinOverMax, range.span, format!("the minimum {from} is over the maximum {to}"))
        .help("the smaller number stands first"))
}

/// A whole number, or nothing.
pub(super) fn optional<T: std::str::FromStr>(word: Located<'_>) -> Result<Option<T>, Diagnostic> {
    if word.text.is_empty() { Ok(None) } else { number(word, "a whole number").map(Some) }
}

/// A whole number in ASCII digits; `parse` alone would also take a `+`.
pub(super) fn number<T: std::str::FromStr>(word: Located<'_>, what: &str) -> Result<T, Diagnostic> {
    let digits = word.text.strip_prefix('-').unwrap_or(word.text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(bad(word.span, format!("expected {what} in digits, found {}", quoted(word.text))));
    }
    word.text.parse().map_err(|_| bad(word.span, format!("{} is out of range for {what}", quoted(word.text))))
}

fn bad(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadField, span, message)
}
