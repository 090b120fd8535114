//! A refusal, explained by the vendor's tables of codes.
//!
//! An exact code beats one with wildcards, a row that also fits the message beats one that ignores it, and more
//! literal text beats less; among equals the endpoint's own table comes before the platform's. Every row that is
//! then left is a cause: vendors list one code several times.

use super::RawAnswer;
use crate::Redaction;
use crate::model::{Endpoint, ErrorClass, ErrorEntry, Platform, Repeat, Shape, Type};

/// The vendor's answer that it did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The vendor's code.
    pub code: String,
    /// The vendor's message, made fit to print: on one line, bounded, and without what the request hides. May be empty.
    pub message: String,
    /// What the vendor's tables say about the code. Empty when they do not list it.
    pub causes: Vec<Cause>,
    /// The request's field, or the common parameter, that the code names.
    pub field: Option<String>,
    /// What it means for the caller.
    pub class: ErrorClass,
    /// An earlier attempt of the same request may have been applied, although this one was refused.
    pub maybe_applied: bool,
    /// What repeating the same request does.
    pub repeat: Repeat,
    /// What came. `None` in an [`Unknown`](super::Unknown), which has it itself, and in what
    /// [`interpret`](super::interpret) returns.
    pub answer: Option<Box<RawAnswer>>,
}

/// One of the vendor's explanations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The vendor's description.
    pub cause: String,
    /// The vendor's remedy; may be empty.
    pub remedy: String,
}

pub(super) fn refusal(platform: &Platform<'_>, endpoint: &Endpoint<'_>, code: String, message: String) -> Refusal {
    let mut best = (Rank::default(), Vec::new());
    // The endpoint's first: an equal rank in the platform's table does not replace them.
    for table in [endpoint.errors, platform.errors] {
        let ranked = table.iter().filter_map(|row| Some((Rank::of(row, &code, &message)?, row)));
        let ranked: Vec<_> = ranked.collect();
        // A rank is compared only with ranks of its own table first, so that an equal one of the platform loses.
        if let Some(rank) = ranked.iter().map(|(rank, _)| *rank).max()
            && (best.1.is_empty() || rank > best.0)
        {
            best = (rank, ranked.into_iter().filter(|(of_row, _)| *of_row == rank).map(|(_, row)| row).collect());
        }
    }
    let rows = best.1;
    let captured = rows.iter().filter_map(|row| capture(row.matches.code, &code)).flatten();
    // A code such as `isv.invalid-parameter:tid` names the field behind its colon.
    let field = captured.into_iter().find_map(|captured| named(platform, endpoint, captured));
    let causes = rows.iter().map(|row| Cause { cause: row.cause.to_owned(), remedy: row.remedy.to_owned() });
    let (causes, class, repeat) = (causes.collect(), class(&rows), endpoint.repeat);
    Refusal { causes, field, class, code, message, maybe_applied: false, repeat, answer: None }
}

/// Whether a row of the vendor's tables speaks of this code. One that speaks of any code does not, unless the message
/// is the one that it speaks of.
pub(super) fn lists(platform: &Platform<'_>, endpoint: &Endpoint<'_>, code: &str, message: &str) -> bool {
    endpoint.errors.iter().chain(platform.errors).any(|row| {
        let names_code = row.matches.code.contains(|character| !is_wildcard(character));
        let names_message = row.matches.message.contains(|character| !is_wildcard(character));
        capture(row.matches.code, code).is_some()
            && (names_code || (names_message && capture(row.matches.message, message).is_some()))
    })
}

/// A refusal as it may be printed: the platform's words without what the request hides. A code that the vendor's
/// tables list is no echo.
pub(super) fn shown(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    refusal: Refusal,
    redaction: &Redaction,
) -> Refusal {
    let message = redaction.text(&refusal.message);
    // A code that the tables list is the vendor's word and cannot be an echo of the request.
    let is_listed = endpoint.errors.iter().chain(platform.errors).any(|row| row.matches.code == refusal.code);
    let code = if is_listed { refusal.code } else { redaction.text(&refusal.code) };
    Refusal { code, message, ..refusal }
}

/// What several rows mean together: what they agree on, else the most careful. Rows that do not agree on whether it was
/// done leave it unknown.
fn class(rows: &[&ErrorEntry<'_>]) -> ErrorClass {
    let Some((first, others)) = rows.split_first() else { return ErrorClass::Refused };
    let all = |classes: &[ErrorClass]| rows.iter().all(|row| classes.contains(&row.class));
    if others.iter().all(|row| row.class == first.class) {
        first.class
    // Rows that call it done, one with and one without rows, still say that it was done.
    } else if all(&[ErrorClass::Success, ErrorClass::Empty]) {
        ErrorClass::Success
    // Of a throttle and a refusal the refusal is the careful one: it is not repeated by itself.
    } else if all(&[ErrorClass::Refused, ErrorClass::Throttled, ErrorClass::Clock]) {
        ErrorClass::Refused
    } else {
        ErrorClass::Unknown
    }
}

/// How closely a row fits a refusal. Later fields decide only between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    exact_code: bool,
    by_message: bool,
    exact_message: bool,
    /// Characters of the patterns that are no wildcards.
    literal: usize,
}

impl Rank {
    fn of(row: &ErrorEntry<'_>, code: &str, message: &str) -> Option<Self> {
        let pattern = row.matches;
        capture(pattern.code, code)?;
        let by_message = !pattern.message.is_empty();
        if by_message {
            capture(pattern.message, message)?;
        }
        let literal = |pattern: &str| pattern.chars().filter(|character| !is_wildcard(*character)).count();
        Some(Self {
            exact_code: !pattern.code.contains(is_wildcard),
            by_message,
            exact_message: by_message && !pattern.message.contains(is_wildcard),
            literal: literal(pattern.code) + literal(pattern.message),
        })
    }
}

fn is_wildcard(character: char) -> bool {
    matches!(character, '*' | '?')
}

/// What each `*` stands for, if the whole text fits the pattern. `?` stands for any text too, but names no field.
/// Each wildcard but the last takes as little as it can, so that the time is that of a plain search.
fn capture<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let Some(first) = pattern.find(is_wildcard) else { return (pattern == text).then(Vec::new) };
    let (begins, mut pattern) = pattern.split_at(first);
    let mut unread = text.strip_prefix(begins)?;
    let mut captured = Vec::new();
    loop {
        let names_field = pattern.starts_with('*');
        pattern = pattern.get(1..)?;
        let length = pattern.find(is_wildcard);
        // What stands before the next wildcard is searched for as plain text.
        let (literal, behind) = pattern.split_at(length.unwrap_or(pattern.len()));
        let end = match length {
            // The last literal must end the text.
            None => unread.len().checked_sub(literal.len()).filter(|_| unread.ends_with(literal))?,
            Some(_) => unread.find(literal)?,
        };
        if names_field {
            captured.extend(unread.get(..end));
        }
        unread = unread.get(end + literal.len()..)?;
        pattern = behind;
        if length.is_none() {
            return Some(captured);
        }
    }
}

/// The request's field or common parameter of this name, without regard to case.
fn named(platform: &Platform<'_>, endpoint: &Endpoint<'_>, captured: &str) -> Option<String> {
    let mut seen = Vec::new();
    let common = || platform.common.fields.iter().find(|field| field.name.eq_ignore_ascii_case(captured));
    let of_common = || common().map(|field| field.name.to_owned());
    in_record(endpoint.request(), captured, &mut seen).or_else(of_common)
}

/// A field of a record or of those inside it; the outer ones come first.
fn in_record(shape: Shape<'_>, captured: &str, seen: &mut Vec<u16>) -> Option<String> {
    if seen.contains(&shape.id.0) {
        return None;
    }
    seen.push(shape.id.0);
    let fields = shape.record().fields;
    if let Some(field) = fields.iter().find(|field| field.name.eq_ignore_ascii_case(captured)) {
        return Some(field.name.to_owned());
    }
    fields.iter().find_map(|field| {
        // A record can hold itself by way of lists, so each is looked into once.
        let mut ty = &field.ty;
        while let Type::List(of, _) | Type::Map(of, _) = ty {
            ty = of;
        }
        match ty {
            Type::Record(id) => in_record(shape.at(*id), captured, seen),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wildcards_stand_for_any_text_and_stars_are_captured() {
        assert_eq!(capture("acme.缺少:*", "acme.缺少:店铺"), Some(vec!["店铺"]));
        assert_eq!(capture("acme.*:空", "acme.beginTime:空"), Some(vec!["beginTime"]));
        assert_eq!(capture("*.a.*", "x.y.a.z"), Some(vec!["x.y", "z"]));
        assert_eq!(capture("a*b*", "ab"), Some(vec!["", ""]));
        assert_eq!(capture("状态:?", "状态:502"), Some(vec![]));
        assert_eq!(capture("?-*-?", "1-2-3-4"), Some(vec!["2"]));
        assert_eq!(capture("超过频率限制*", "超过频率限制，请稍后"), Some(vec!["，请稍后"]));
        assert_eq!(capture("超过频率限制*", "超过频率限制"), Some(vec![""]));
        assert_eq!(capture("a*a", "a"), None, "one character cannot be both ends");
        assert_eq!(capture("a*", "b"), None);
        assert_eq!(capture("*a", "ab"), None);
        assert_eq!(capture("a", "ab"), None);
        assert_eq!(capture("", ""), Some(vec![]));
    }

    proptest! {
        #[test]
        fn a_pattern_fits_what_was_made_of_it(parts in prop::collection::vec("[ab订]{0,3}", 1..5), fills in prop::collection::vec("[ab订]{0,3}", 5)) {
            let text: String = parts.iter().zip(&fills).enumerate()
                .map(|(at, (part, fill))| if at == 0 { part.clone() } else { format!("{fill}{part}") }).collect();
            let captured = capture(&parts.join("*"), &text);
            prop_assert_eq!(captured.map(|captured| captured.len()), Some(parts.len() - 1));
        }

        #[test]
        fn any_pattern_is_tried_without_harm(pattern in "[*?a订]{0,8}", text in "[*?a订]{0,8}") {
            let _ = capture(&pattern, &text);
        }
    }
}
