//! How answers are understood: success, the places of code and message, and the tables of error codes.

use signwright_model::{CodeMatch, ErrorClass, ErrorEntry, Reply};

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
    success(&phrase::condition(&old.success), &phrase::condition(&new.success), changes);
    let format = |reply: &Reply<'_>| reply.format.map_or("that of the request", |format| format.name()).to_owned();
    for (what, old, new) in [
        ("answers begin at", old.root.join("."), new.root.join(".")),
        ("code at", old.code.to_owned(), new.code.to_owned()),
        ("message at", old.message.to_owned(), new.message.to_owned()),
        ("format", format(old), format(new)),
    ] {
        if old != new {
            let what = format!("{what} {} → {}", told(&old), told(&new));
            changes
                .push(Change::new(Kind::ReplyChanged, "reply", what).requests(Differs, "answers are read otherwise"));
        }
    }
}

/// Compares two tables of error codes.
pub(super) fn errors(old: &[ErrorEntry<'_>], new: &[ErrorEntry<'_>], changes: &mut Changes) {
    let (old, new) = (keyed(old), keyed(new));
    let pairs = Pairs::by_name(&old, &new, |(key, _)| key);
    // Without a row, a code is a refusal.
    let plain = |error: &ErrorEntry<'_>| error.class == ErrorClass::Refused;
    let means =
        |change: Change, says: &str, is_plain: bool| if is_plain { change } else { change.requests(Differs, says) };
    for (key, error) in pairs.gone {
        let what = format!("error code removed: {}", told(error.cause));
        let change = Change::new(Kind::ErrorRemoved, format!("errors.{key}"), what);
        changes.push(means(change, &format!("no longer taken as {}", class(error.class)), plain(error)));
    }
    for (key, error) in pairs.come {
        let what = format!("error code added: {}", told(error.cause));
        let change = Change::new(Kind::ErrorAdded, format!("errors.{key}"), what);
        changes.push(means(change, &format!("taken as {}", class(error.class)), plain(error)));
    }
    for ((_, before), (key, after)) in pairs.both {
        let path = format!("errors.{key}");
        if before.class != after.class {
            let what = format!("meaning {} → {}", class(before.class), class(after.class));
            let change = Change::new(Kind::ErrorMeaning, &path, what);
            changes.push(change.requests(Differs, "the outcome of such a call is judged otherwise"));
        }
        changes.words(&path, "cause", before.cause, after.cause);
        changes.words(&path, "remedy", before.remedy, after.remedy);
    }
}

/// The entries, each with its code; one code may have several causes, and the second one is told apart by its number.
fn keyed<'m>(errors: &[ErrorEntry<'m>]) -> Vec<(String, ErrorEntry<'m>)> {
    let mut keyed: Vec<(String, ErrorEntry<'m>)> = Vec::new();
    for error in errors {
        let CodeMatch { code, message } = error.matches;
        let key = if message.is_empty() { code.to_owned() } else { format!("{code} ~ {message}") };
        let numbered = format!("{key} #");
        let again = keyed.iter().filter(|(taken, _)| *taken == key || taken.starts_with(&numbered)).count();
        keyed.push((if again == 0 { key } else { format!("{numbered}{}", again + 1) }, *error));
    }
    keyed
}

const fn class(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Refused => "refused",
        ErrorClass::Success => "success",
        ErrorClass::Empty => "empty",
        ErrorClass::Throttled => "throttled",
        ErrorClass::Clock => "clock",
        ErrorClass::Unknown => "unknown",
    }
}
