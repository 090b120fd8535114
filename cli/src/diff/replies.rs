//! How answers are understood: success, the places of code and message, and the tables of error codes.

use std::collections::HashSet;

use signwright_model::{Endpoint, ErrorClass, ErrorEntry, Reply, ReplyShape, notation};

use super::Effect::{Breaks, Differs};
use super::Kind;
use super::change::{Change, Changes, told};
use super::pairs::Pairs;
use crate::phrase;

/// Compares two conditions of success; empty where there is none.
pub(super) fn success(old: &str, new: &str, changes: &mut Changes) {
    if old != new {
        let what = format!("success {} → {}", told(old), told(new));
        let says = "a call that was a success may be a refusal now, or the reverse";
        changes.push(Change::new(Kind::SuccessChanged, "", what).requests(Breaks, says));
    }
}

/// Compares how a platform's answers are read.
pub(super) fn reply(old: &Reply<'_>, new: &Reply<'_>, changes: &mut Changes) {
    let format = |reply: &Reply<'_>| reply.format.map_or("that of the request", |format| format.name()).to_owned();
    let count = |reply: &Reply<'_>| format!("{} shapes", reply.shapes.len());
    read_otherwise("answers of", &count(old), &count(new), changes);
    for (old, new) in old.shapes.iter().zip(new.shapes) {
        let condition = |shape: &ReplyShape<'_>| shape.success.as_ref().map(phrase::condition).unwrap_or_default();
        success(&condition(old), &condition(new), changes);
        let root = |shape: &ReplyShape<'_>| notation::reply::print_root(shape.root);
        read_otherwise("answers begin at", &root(old), &root(new), changes);
        read_otherwise("the response begins at", old.data, new.data, changes);
        for (what, old, new) in [
            ("code at", old.code, new.code),
            ("second code at", old.sub_code, new.sub_code),
            ("message at", old.message, new.message),
            ("request id at", old.request_id, new.request_id),
            ("time to wait at", old.retry_after, new.retry_after),
        ] {
            let places = |places| notation::reply::place_words(places).join(", else ");
            read_otherwise(what, &places(old), &places(new), changes);
        }
    }
    read_otherwise("format", &format(old), &format(new), changes);
}

/// Compares where an endpoint's answers begin, and where they list the rows that failed.
pub(super) fn of_endpoint<'m>(old: &Endpoint<'m>, new: &Endpoint<'m>, changes: &mut Changes) {
    let root = |endpoint: &Endpoint<'_>| endpoint.root.map_or(String::new(), notation::reply::print_root);
    read_otherwise("answers begin at", &root(old), &root(new), changes);
    read_otherwise("the response begins at", old.data.unwrap_or_default(), new.data.unwrap_or_default(), changes);
    let parts = |endpoint: &Endpoint<'_>| notation::reply::partial_parts(&endpoint.partial.unwrap_or_default());
    for ((key, old), (_, new)) in parts(old).into_iter().zip(parts(new)).filter(|(old, new)| old != new) {
        let what = format!("rows that failed: {key} {} → {}", told(&old), told(&new));
        let says = "which rows failed is read otherwise";
        changes.push(Change::new(Kind::ReplyChanged, "reply", what).requests(Differs, says));
    }
}

fn read_otherwise(what: &str, old: &str, new: &str, changes: &mut Changes) {
    if old != new {
        let what = format!("{what} {} → {}", told(old), told(new));
        changes.push(Change::new(Kind::ReplyChanged, "reply", what).requests(Differs, "answers are read otherwise"));
    }
}

/// Compares two tables of error codes.
pub(super) fn errors(old: &[ErrorEntry<'_>], new: &[ErrorEntry<'_>], changes: &mut Changes) {
    let (old, new) = (keyed(old), keyed(new));
    let pairs = Pairs::by_name(&old, &new, |(key, _)| key);
    if !pairs.is_ordered() && may_overlap(&new) {
        let change = Change::new(Kind::ErrorMeaning, "errors", "rows of codes in another order");
        changes.push(change.requests(Differs, "of two rows that fit, another one is the first, and is taken"));
    }
    // Without a row, a code is a refusal.
    let plain = |error: &ErrorEntry<'_>| error.class == ErrorClass::Refused;
    let means =
        |change: Change, says: &str, is_plain: bool| if is_plain { change } else { change.requests(Differs, says) };
    for (key, error) in pairs.gone {
        let what = format!("error code removed: {}", told(error.cause));
        let change = Change::new(Kind::ErrorRemoved, format!("errors.{key}"), what);
        changes.push(means(change, &format!("no longer taken as {}", meaning(error)), plain(error)));
    }
    for (key, error) in pairs.come {
        let what = format!("error code added: {}", told(error.cause));
        let change = Change::new(Kind::ErrorAdded, format!("errors.{key}"), what);
        changes.push(means(change, &format!("taken as {}", meaning(error)), plain(error)));
    }
    for ((_, before), (key, after)) in pairs.both {
        let path = format!("errors.{key}");
        let (was, is) = (meaning(before), meaning(after));
        if was != is {
            let what = format!("meaning {was} → {is}");
            let change = Change::new(Kind::ErrorMeaning, &path, what);
            changes.push(change.requests(Differs, "the outcome of such a call is judged otherwise"));
        }
        changes.words(&path, "cause", before.cause, after.cause);
        changes.words(&path, "remedy", before.remedy, after.remedy);
    }
}

/// Whether two rows may fit one answer.
fn may_overlap(errors: &[(String, ErrorEntry<'_>)]) -> bool {
    let mut codes = HashSet::new();
    let mut codes_of = errors.iter().map(|(_, error)| error.matches.code);
    codes_of.any(|code| code.contains(['*', '?']) || !codes.insert(code))
}

/// The entries, each with its code; one code may have several causes, and the second one is told apart by its number.
fn keyed<'m>(errors: &[ErrorEntry<'m>]) -> Vec<(String, ErrorEntry<'m>)> {
    let mut keyed: Vec<(String, ErrorEntry<'m>)> = Vec::new();
    for error in errors {
        let key = notation::errors::print_match(&error.matches);
        let numbered = format!("{key} #");
        let again = keyed.iter().filter(|(taken, _)| *taken == key || taken.starts_with(&numbered)).count();
        keyed.push((if again == 0 { key } else { format!("{numbered}{}", again + 1) }, *error));
    }
    keyed
}

fn meaning(error: &ErrorEntry<'_>) -> String {
    match notation::errors::print_meaning(error.class, error.wait) {
        refused if refused.is_empty() => ErrorClass::Refused.word().to_owned(),
        meaning => meaning,
    }
}
