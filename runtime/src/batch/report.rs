//! What came of each row of a batch.

use std::fmt;
use std::sync::Arc;

use super::digest::RowDigest;
use crate::{Error, Reply, StoreError, Violations};

/// What came of a row: never more than is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    /// It was done.
    Applied,
    /// It was not done, and would not be if it were sent again as it is.
    Rejected(Rejection),
    /// It was sent, and may have been done or not.
    Unknown(Doubt),
    /// Nothing of it was sent by this batch, or what was sent was not done.
    NotAttempted(Skipped),
}

/// Why a row was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// It breaks its table, or cannot be encoded, or is too large. It was not sent. The paths are those of the whole input.
    Invalid(Violations),
    /// An answer says that it failed where others did not.
    Failed {
        /// The vendor's code; may be empty.
        code: String,
        /// The vendor's message; may be empty.
        message: String,
    },
    /// A call with this row alone was refused for what it holds. Where it was refused together with others before, it was
    /// refused then for the same.
    Refused(Arc<Error>),
    /// An earlier run has come to this, and the journal tells no more.
    Earlier,
}

/// Why nobody knows what became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// The platform has taken it, and not done it yet. Its end must be asked for.
    Accepted,
    /// Its call ended so: without an answer that tells, done in part, or refused after an attempt that may have been done.
    Call(Arc<Error>),
    /// The call that it stood in was refused. Vendors do not say whether all rows of a refused call are refused.
    RefusedTogether(Arc<Error>),
    /// The answer lists failures, and not all of them tell their rows; or it should list a row for each, and does not.
    Untold,
    /// It was sent before with an unknown outcome and sent again, which came to this: the first may have been done.
    RejectedAgain(Rejection),
    /// An earlier run was about to send it, and the journal does not say what came of it.
    Earlier,
    /// Its outcome is unknown, and something newer of the same key was sent since: it is not sent again.
    Superseded,
}

/// Why a row was not attempted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Skipped {
    /// Its call, or one before it, ended so: nothing was sent, or all calls are refused now.
    Call(Arc<Error>),
    /// Something newer of the same key was sent already.
    Superseded,
}

/// What came of a batch: each row of the input has one outcome, in the order of the input.
///
/// Its `Display` is one line of numbers. Neither that nor `Debug` shows personal data.
#[derive(Clone)]
pub struct BatchReport<A> {
    pub(super) outcomes: Vec<RowOutcome>,
    /// What the rows held.
    pub(super) payloads: Vec<RowDigest>,
    pub(super) calls: Vec<BatchCall<A>>,
    pub(super) store_error: Option<StoreError>,
}

/// A call of a batch, in the order they were made.
#[derive(Clone)]
pub struct BatchCall<A> {
    /// The places of its rows in the input.
    pub rows: Vec<usize>,
    /// What it came to.
    pub result: Result<Reply<A>, Arc<Error>>,
}

/// How many rows there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCounts {
    /// Those that were done.
    pub applied: usize,
    /// Those that were not.
    pub rejected: usize,
    /// Those of which nobody knows.
    pub unknown: usize,
    /// Those that were not sent.
    pub not_attempted: usize,
}

impl<A> BatchReport<A> {
    /// The outcomes, in the order of the input.
    pub fn outcomes(&self) -> &[RowOutcome] {
        &self.outcomes
    }

    /// How many rows the input has.
    pub fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// Whether all rows were done.
    pub fn is_whole(&self) -> bool {
        self.outcomes.iter().all(|outcome| *outcome == RowOutcome::Applied)
    }

    /// How many rows there are of each kind.
    pub fn counts(&self) -> BatchCounts {
        let mut counts = BatchCounts::default();
        for outcome in &self.outcomes {
            *match outcome {
                RowOutcome::Applied => &mut counts.applied,
                RowOutcome::Rejected(_) => &mut counts.rejected,
                RowOutcome::Unknown(_) => &mut counts.unknown,
                RowOutcome::NotAttempted(_) => &mut counts.not_attempted,
            } += 1;
        }
        counts
    }

    /// The places of the rows that were done.
    pub fn applied(&self) -> impl Iterator<Item = usize> + '_ {
        self.chosen(|outcome| (*outcome == RowOutcome::Applied).then_some(())).map(|(index, ())| index)
    }

    /// The places of the rows that were rejected, and why.
    pub fn rejected(&self) -> impl Iterator<Item = (usize, &Rejection)> {
        self.chosen(|outcome| if let RowOutcome::Rejected(why) = outcome { Some(why) } else { None })
    }

    /// The places of the rows of which nobody knows, and why.
    pub fn unknown(&self) -> impl Iterator<Item = (usize, &Doubt)> {
        self.chosen(|outcome| if let RowOutcome::Unknown(why) = outcome { Some(why) } else { None })
    }

    /// The places of the rows that were not attempted, and why.
    pub fn not_attempted(&self) -> impl Iterator<Item = (usize, &Skipped)> {
        self.chosen(|outcome| if let RowOutcome::NotAttempted(why) = outcome { Some(why) } else { None })
    }

    /// The calls that this run made, or tried to; those of an earlier one are in its report.
    pub fn calls(&self) -> &[BatchCall<A>] {
        &self.calls
    }

    /// What the journal failed with, first. Where it could not take an outcome, a later run will not know it.
    pub fn store_error(&self) -> Option<&StoreError> {
        self.store_error.as_ref()
    }

    fn chosen<'r, T>(&'r self, choose: fn(&'r RowOutcome) -> Option<T>) -> impl Iterator<Item = (usize, T)> {
        self.outcomes.iter().enumerate().filter_map(move |(index, outcome)| Some((index, choose(outcome)?)))
    }
}

impl<A> fmt::Display for BatchReport<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BatchCounts { applied, rejected, unknown, not_attempted } = self.counts();
        let rows = self.len();
        write!(
            f,
            "{rows} {}: {applied} applied, {rejected} rejected, {unknown} unknown, {not_attempted} not attempted",
            if rows == 1 { "row" } else { "rows" }
        )
    }
}

impl<A> fmt::Debug for BatchReport<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchReport")
            .field("outcomes", &self.outcomes)
            .field("calls", &self.calls)
            .field("store_error", &self.store_error)
            .finish_non_exhaustive()
    }
}

/// Without the response.
impl<A> fmt::Debug for BatchCall<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.result.as_ref().map_or_else(|error| error.kind(), |_| "done");
        f.debug_struct("BatchCall").field("rows", &self.rows).field("outcome", &outcome).finish_non_exhaustive()
    }
}

impl fmt::Display for RowOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applied => f.write_str("applied"),
            Self::Rejected(why) => write!(f, "rejected: {why}"),
            Self::Unknown(why) => write!(f, "unknown: {why}"),
            Self::NotAttempted(why) => write!(f, "not attempted: {why}"),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => fmt::Display::fmt(violations, f),
            Self::Failed { code, message } => f.write_str(format!("{code} {message}").trim()),
            Self::Refused(error) => fmt::Display::fmt(error, f),
            Self::Earlier => f.write_str("by an earlier run"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted, and not done yet"),
            Self::Call(error) => fmt::Display::fmt(error, f),
            Self::RefusedTogether(error) => write!(f, "together with other rows {error}"),
            Self::Untold => f.write_str("the answer does not tell which rows failed"),
            Self::RejectedAgain(why) => write!(f, "sent again after an unknown outcome, and rejected then: {why}"),
            Self::Earlier => f.write_str("an earlier run was about to send it"),
            Self::Superseded => f.write_str("something newer of the same key was sent since"),
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => fmt::Display::fmt(error, f),
            Self::Superseded => f.write_str("something newer of the same key was sent already"),
        }
    }
}
