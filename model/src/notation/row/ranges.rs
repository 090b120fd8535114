//! The numbers in type words: lengths, ranges and the bounds of lists.

use crate::{Bounds, Level};

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Span};
use crate::notation::cursor::quoted;

/// The bounds of a list: `[]`, `[1..50]`, `[1..~50]`, `[1..]`.
pub(super) fn bounds(range: Option<Located<'_>>) -> Result<Bounds, Diagnostic> {
    let Some(range) = range.filter(|range| !range.text.is_empty()) else { return Ok(Bounds::ANY) };
    let (from, to) = ends(range, "`[1..50]`")?;
    let (to, level) = match to.text.strip_prefix('~') {
        Some(_) => (to.part(1, to.text.len()).trim(), Level::Warn),
        None => (to, Level::Deny),
    };
    let min = optional(from)?.unwrap_or(0);
    let max = optional(to)?;
    ordered(range, min, max.unwrap_or(u32::MAX))?;
    Ok(Bounds { min, max, level })
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
