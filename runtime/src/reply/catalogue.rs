//! A refusal, explained by the vendor's tables of codes.
//!
//! An exact code beats one with wildcards, a row that also fits the second code, and then the message, beats one that
//! ignores it, one that states the status beats one that does not, and more literal text beats less; among equals the endpoint's own table comes before the platform's. Every row that is
//! then left is a cause: vendors list one code several times.

use std::time::Duration;

use super::{RawAnswer, RowFailure};
use crate::Redaction;
use crate::model::{CodeMatch, Endpoint, ErrorClass, ErrorEntry, Platform, Repeat, Shape, Statuses, Type};

/// The vendor's answer that it did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The vendor's code; empty where the HTTP status alone tells.
    pub code: String,
    /// The vendor's second code, which tells apart what the first does not; may be empty.
    pub sub_code: String,
    /// The HTTP status.
    pub status: u16,
    /// The vendor's message, made fit to print: on one line, bounded, and without what the request hides. May be empty.
    pub message: String,
    /// What the vendor's tables say about the code. Empty when they do not list it.
    pub causes: Vec<Cause>,
    /// The request's field, or the common parameter, that the code names.
    pub field: Option<String>,
    /// What it means for the caller.
    pub class: ErrorClass,
    /// How long to wait before the call may be repeated, as the answer or the vendor's tables say.
    pub retry_after: Option<Duration>,
    /// The number by which the vendor finds the call again.
    pub request_id: Option<String>,
    /// Of a refusal for its time, how far the server's clock is ahead of the one that it was signed by, in milliseconds,
    /// where its answer has a date; a date counts whole seconds.
    pub skew: Option<i64>,
    /// An earlier attempt of the same request may have been applied, although this one was refused.
    pub maybe_applied: bool,
    /// What repeating the same request does.
    pub repeat: Repeat,
    /// Of a call that was done in part, the rows of the request that the answer tells to have failed.
    pub failed: Vec<RowFailure>,
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

/// What an answer says of a refusal.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) sub_code: String,
    pub(super) message: String,
    pub(super) request_id: String,
    pub(super) retry_after: Option<Duration>,
}

pub(super) fn refusal(platform: &Platform<'_>, endpoint: &Endpoint<'_>, said: Said) -> Refusal {
    let rows = best(platform, endpoint, |row| Rank::of(row, &said));
    explained(platform, endpoint, said, &rows)
}

/// The refusal by the rows that state this very status, where there are such: what `success` takes for one by its status
/// alone.
pub(super) fn of_this_status(platform: &Platform<'_>, endpoint: &Endpoint<'_>, said: &Said) -> Option<Refusal> {
    let states = |row: &ErrorEntry<'_>| row.matches.status == Some(Statuses::one(said.status));
    let rows = best(platform, endpoint, |row| Rank::of(row, said).filter(|_| states(row)));
    (!rows.is_empty()).then(|| explained(platform, endpoint, said.clone(), &rows))
}

/// The refusal by the rows that state nothing but a status, where the answer is nobody's that could be named.
pub(super) fn of_status_alone(platform: &Platform<'_>, endpoint: &Endpoint<'_>, said: Said) -> Option<Refusal> {
    let rows = best(platform, endpoint, |row| Rank::of(row, &said).filter(|_| row.matches.is_status_alone()));
    (!rows.is_empty()).then(|| explained(platform, endpoint, said, &rows))
}

/// The rows of the highest rank.
fn best<'m>(
    platform: &Platform<'m>,
    endpoint: &Endpoint<'m>,
    rank: impl Fn(&ErrorEntry<'m>) -> Option<Rank>,
) -> Vec<&'m ErrorEntry<'m>> {
    let mut best = (Rank::default(), Vec::new());
    // The endpoint's first: an equal rank in the platform's table does not replace them.
    for table in [endpoint.errors, platform.errors] {
        let ranked: Vec<_> = table.iter().filter_map(|row| Some((rank(row)?, row))).collect();
        // A rank is compared only with ranks of its own table first, so that an equal one of the platform loses.
        if let Some(rank) = ranked.iter().map(|(rank, _)| *rank).max()
            && (best.1.is_empty() || rank > best.0)
        {
            best = (rank, ranked.into_iter().filter(|(of_row, _)| *of_row == rank).map(|(_, row)| row).collect());
        }
    }
    best.1
}

fn explained(platform: &Platform<'_>, endpoint: &Endpoint<'_>, said: Said, rows: &[&ErrorEntry<'_>]) -> Refusal {
    let Said { status, code, sub_code, message, request_id, retry_after } = said;
    let captured = rows.iter().filter_map(|row| {
        let of_code = capture(row.matches.code, &code)?;
        let of_sub = if row.matches.sub_code.is_empty() { None } else { capture(row.matches.sub_code, &sub_code) };
        Some(of_code.into_iter().chain(of_sub.unwrap_or_default()))
    });
    // A code such as `isv.invalid-parameter:tid` names the field behind its colon.
    let field = captured.flatten().find_map(|captured| named(platform, endpoint, captured));
    let causes = rows.iter().map(|row| Cause { cause: row.cause.to_owned(), remedy: row.remedy.to_owned() }).collect();
    let wait = rows.iter().filter_map(|row| row.wait).max().map(|seconds| Duration::from_secs(seconds.into()));
    Refusal {
        status,
        causes,
        field,
        class: class(rows),
        retry_after: retry_after.or(wait),
        request_id: (!request_id.is_empty()).then_some(request_id),
        skew: None,
        code,
        sub_code,
        message,
        maybe_applied: false,
        repeat: endpoint.repeat.unsettled(),
        failed: Vec::new(),
        answer: None,
    }
}

/// Whether a row of the vendor's tables speaks of this code. One that speaks of any code does not, unless the message
/// is the one that it speaks of.
pub(super) fn lists(platform: &Platform<'_>, endpoint: &Endpoint<'_>, refusal: &Refusal) -> bool {
    let names = |pattern: &str, text: &str| {
        pattern.contains(|character| !is_wildcard(character)) && capture(pattern, text).is_some()
    };
    endpoint.errors.iter().chain(platform.errors).any(|row| {
        let CodeMatch { status, code, sub_code, message } = row.matches;
        status.is_none_or(|status| status.has(refusal.status))
            && capture(code, &refusal.code).is_some()
            && (sub_code.is_empty() || capture(sub_code, &refusal.sub_code).is_some())
            && (names(code, &refusal.code) || names(sub_code, &refusal.sub_code) || names(message, &refusal.message))
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
    let request_id = refusal.request_id.map(|id| redaction.text(&id));
    // A code that the tables list is the vendor's word and cannot be an echo of the request.
    let rows = || endpoint.errors.iter().chain(platform.errors);
    let is_listed = rows().any(|row| row.matches.code == refusal.code);
    let code = if is_listed { refusal.code } else { redaction.text(&refusal.code) };
    let is_listed = rows().any(|row| row.matches.sub_code == refusal.sub_code);
    let sub_code = if is_listed { refusal.sub_code } else { redaction.text(&refusal.sub_code) };
    let failed = refusal.failed.into_iter().map(|failure| failure.shown(redaction)).collect();
    Refusal { code, sub_code, message, request_id, failed, ..refusal }
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
    // Of one that was done and one that was taken, the latter says less.
    } else if all(&[ErrorClass::Success, ErrorClass::Empty, ErrorClass::Accepted]) {
        ErrorClass::Accepted
    // Of a throttle and a refusal the refusal is the careful one: it is not repeated by itself.
    } else if rows.iter().all(|row| row.class.is_refusal()) {
        ErrorClass::Refused
    } else {
        ErrorClass::Unknown
    }
}

/// How closely a row fits a refusal. Later fields decide only between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    exact_code: bool,
    sub_code: Fit,
    message: Fit,
    status: Fit,
    /// Characters of the patterns that are no wildcards.
    literal: usize,
}

/// How closely a part of a row fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The row states none.
    #[default]
    Any,
    /// It is one of several that the row states together.
    Several,
    /// It is what the row states.
    Exact,
}

impl Fit {
    fn of(pattern: &str) -> Self {
        match pattern {
            "" => Self::Any,
            pattern if pattern.contains(is_wildcard) => Self::Several,
            _ => Self::Exact,
        }
    }
}

impl Rank {
    fn of(row: &ErrorEntry<'_>, said: &Said) -> Option<Self> {
        let CodeMatch { status, code, sub_code, message } = row.matches;
        if status.is_some_and(|status| !status.has(said.status)) {
            return None;
        }
        for (pattern, text) in [(sub_code, &said.sub_code), (message, &said.message)] {
            if !pattern.is_empty() {
                capture(pattern, text)?;
            }
        }
        capture(code, &said.code)?;
        let literal = |pattern: &str| pattern.chars().filter(|character| !is_wildcard(*character)).count();
        Some(Self {
            exact_code: Fit::of(code) == Fit::Exact,
            sub_code: Fit::of(sub_code),
            message: Fit::of(message),
            status: status.map_or(Fit::Any, |status| if status.is_one() { Fit::Exact } else { Fit::Several }),
            literal: literal(code) + literal(sub_code) + literal(message),
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
