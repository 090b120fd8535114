//! What a call says of each of its rows. Without I/O, and never more than is known.

use std::sync::Arc;

use super::report::{Doubt, Rejection, RowOutcome};
use crate::model::{DocumentFormat, Endpoint, ErrorClass, Level, Platform, Repeat};
use crate::reply::{self, Refusal, RowFailure, RowKeys};
use crate::{Error, Reply, Undecoded};

/// What a call that gave no reply says.
pub(super) struct Verdict {
    pub(super) of_rows: OfRows,
    /// It was refused for what all calls would be refused for now.
    pub(super) is_of_all_calls: bool,
}

/// The rows of a call.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) count: usize,
    /// Whether failures are told of their list. Those of another one tell none of them.
    pub(super) are_told: bool,
    /// An attempt before the last one may have been done: a row that failed in the last one may have been done then.
    pub(super) is_in_doubt: bool,
}

/// What it says of its rows.
pub(super) enum OfRows {
    /// One outcome for each.
    Told(Vec<RowOutcome>),
    /// Nothing was sent, or nothing done.
    NotDone,
    /// Something in them was refused; in parts it would be told which.
    RefusedTogether,
}

/// The rows of a call that was done.
pub(super) fn of_reply<A>(reply: &Reply<A>, rows: Asked) -> Vec<RowOutcome> {
    let otherwise = done(reply.is_accepted);
    let is_whole = !rows.are_told || reply.lists_all(rows.count);
    let otherwise = if is_whole { otherwise } else { RowOutcome::Unknown(Doubt::Untold) };
    of_failures(reply.failed(), rows, otherwise)
}

/// What came of a row of a call that was done, if the answer tells nothing of it.
fn done(is_accepted: bool) -> RowOutcome {
    if is_accepted { RowOutcome::Unknown(Doubt::Accepted) } else { RowOutcome::Applied }
}

/// The rows of a call that gave no reply.
pub(super) fn of_error(
    error: &Arc<Error>,
    rows: Asked,
    (platform, endpoint): (&Platform<'_>, &Endpoint<'_>),
    keys: &RowKeys,
    format: DocumentFormat,
    may_halve: bool,
) -> Verdict {
    let unknown = || Doubt::Call(Arc::clone(error));
    let all = |outcome: RowOutcome| OfRows::Told(vec![outcome; rows.count]);
    let mut is_of_all_calls = false;
    let of_rows = match &**error {
        Error::NotSent(_) | Error::Invalid(_) => OfRows::NotDone,
        Error::Refused(refusal) => {
            is_of_all_calls = is_of_the_call(refusal, platform, endpoint);
            if refusal.maybe_applied {
                all(RowOutcome::Unknown(unknown()))
            } else if is_of_all_calls {
                OfRows::NotDone
            } else if rows.count == 1 {
                all(RowOutcome::Rejected(Rejection::Refused(Arc::clone(error))))
            } else if may_halve && matches!(refusal.repeat, Repeat::Read | Repeat::Upsert) {
                OfRows::RefusedTogether
            } else {
                all(RowOutcome::Unknown(Doubt::RefusedTogether(Arc::clone(error))))
            }
        }
        // What did not fail may have been done or not been looked at.
        Error::Partial(refusal) => OfRows::Told(of_failures(&refusal.failed, rows, RowOutcome::Unknown(unknown()))),
        Error::Unknown(_) => all(RowOutcome::Unknown(unknown())),
        Error::Decode(undecoded) => OfRows::Told(
            of_undecoded(undecoded, rows, endpoint, keys, format)
                .unwrap_or_else(|| vec![RowOutcome::Unknown(unknown()); rows.count]),
        ),
    };
    Verdict { of_rows, is_of_all_calls }
}

/// Whether a refusal is about the call and not about what it holds: how often and when calls are made, who makes them.
fn is_of_the_call(refusal: &Refusal, platform: &Platform<'_>, endpoint: &Endpoint<'_>) -> bool {
    let is_common = |name: &str| platform.all_common().any(|(_, field)| field.name == name);
    let is_field = |name: &str| endpoint.fields().any(|field| field.name == name);
    let names_common = refusal.field.as_deref().is_some_and(|name| is_common(name) && !is_field(name));
    names_common || matches!(refusal.class, ErrorClass::Throttled | ErrorClass::Clock | ErrorClass::Token)
}

/// The rows of a call that was done and whose answer has a list that cannot be read; `None` where that may be the list of
/// what failed.
fn of_undecoded(
    undecoded: &Undecoded,
    rows: Asked,
    endpoint: &Endpoint<'_>,
    keys: &RowKeys,
    format: DocumentFormat,
) -> Option<Vec<RowOutcome>> {
    let Some(partial) = &endpoint.partial else { return Some(vec![done(undecoded.is_accepted); rows.count]) };
    let list = partial.rows.split('.').next().unwrap_or_default();
    let is_in_list =
        |path: &str| path.strip_prefix(list).is_some_and(|below| below.is_empty() || below.starts_with(['.', '[']));
    let unread = undecoded.violations.iter().filter(|violation| violation.level == Level::Deny);
    if unread.into_iter().any(|violation| is_in_list(&violation.path) || violation.path.is_empty()) {
        return None;
    }
    // Without the vendor's words, which may hold what must not be printed.
    let wordless = |failure| RowFailure { code: String::new(), message: String::new(), ..failure };
    let (failed, listed) = reply::failed(endpoint, (&undecoded.document).into(), format);
    if rows.are_told && listed.is_some_and(|listed| listed != rows.count) {
        return None;
    }
    let mut failed: Vec<_> = failed.into_iter().map(wordless).collect();
    reply::locate(&mut failed, keys);
    Some(of_failures(&failed, rows, done(undecoded.is_accepted)))
}

/// Each row that is among the failures, and the others. If one of the failures tells no row, it may be any of them.
fn of_failures(failed: &[RowFailure], rows: Asked, otherwise: RowOutcome) -> Vec<RowOutcome> {
    let place = |failure: &RowFailure| failure.index.filter(|index| rows.are_told && *index < rows.count);
    let are_all_told = failed.iter().all(|failure| place(failure).is_some());
    let otherwise = match otherwise {
        RowOutcome::Applied if !are_all_told => RowOutcome::Unknown(Doubt::Untold),
        otherwise => otherwise,
    };
    let mut outcomes = vec![otherwise; rows.count];
    // Of two failures of a row the first is told.
    for failure in failed.iter().rev() {
        if let Some(outcome) = place(failure).and_then(|index| outcomes.get_mut(index)) {
            let (code, message) = (failure.code.clone(), failure.message.clone());
            let why = Rejection::Failed { code, message };
            *outcome = if rows.is_in_doubt {
                RowOutcome::Unknown(Doubt::RejectedAgain(why))
            } else {
                RowOutcome::Rejected(why)
            };
        }
    }
    outcomes
}
