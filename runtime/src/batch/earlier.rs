//! What is known of a batch's rows from before: from a report of this program, or from a journal.

use std::collections::{HashMap, VecDeque};

use super::digest::RowDigest;
use super::journal::{JournalEntry, JournalOutcome, JournalRow};
use super::report::{Doubt, Rejection, RowOutcome, Skipped};
use crate::model::Repeat;

/// What is known of a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// What came of it; `None`: it was not attempted.
    pub(super) outcome: Option<RowOutcome>,
    /// It was refused together with others, so that nothing but a refusal is known of it.
    pub(super) is_refused: bool,
    /// Its number in the journal.
    pub(super) sequence: Option<u64>,
}

impl Earlier {
    /// A row of a report.
    pub(super) fn of_report(outcome: &RowOutcome) -> Self {
        let is_refused = matches!(outcome, RowOutcome::Unknown(Doubt::RefusedTogether(_)));
        let outcome = match outcome {
            RowOutcome::NotAttempted(Skipped::Call(_)) => None,
            outcome => Some(outcome.clone()),
        };
        Self { outcome, is_refused, sequence: None }
    }

    /// Whether it was sent.
    pub(super) fn was_sent(&self) -> bool {
        !matches!(self.outcome, None | Some(RowOutcome::Rejected(Rejection::Invalid(_)) | RowOutcome::NotAttempted(_)))
    }

    /// What is known of a row by a journal and by a report. A report tells more of the reason, but it may be older: a
    /// journal that knows more of what was sent is believed.
    pub(super) fn of_both(written: Option<Self>, told: Option<Self>) -> Self {
        let (Some(written), Some(told)) = (&written, &told) else { return told.or(written).unwrap_or_default() };
        let is_written = match &written.outcome {
            None => false,
            Some(RowOutcome::Applied) => true,
            Some(RowOutcome::Unknown(Doubt::Accepted)) => {
                !told.was_sent() || matches!(told.outcome, Some(RowOutcome::Unknown(_)))
            }
            Some(_) => !told.was_sent(),
        };
        if is_written { written.clone() } else { told.clone() }
    }

    /// Whether a row of unknown outcome may be sent again.
    pub(super) fn may_repeat(&self, repeat: Repeat, is_asked: bool) -> bool {
        match &self.outcome {
            Some(RowOutcome::Unknown(Doubt::Superseded)) => false,
            Some(RowOutcome::Unknown(Doubt::Accepted)) => is_asked,
            Some(RowOutcome::Unknown(_)) => is_asked || matches!(repeat, Repeat::Read | Repeat::Upsert | Repeat::Once),
            _ => false,
        }
    }

    /// What comes of a row that was sent again: what the second time says does not always tell of the first.
    pub(super) fn settled(&self, repeat: Repeat, outcome: RowOutcome) -> RowOutcome {
        match (&self.outcome, outcome) {
            (Some(earlier @ RowOutcome::Unknown(_)), RowOutcome::NotAttempted(_)) => earlier.clone(),
            // A second time is refused where the first was done, or for what the first was refused for.
            (Some(RowOutcome::Unknown(_)), RowOutcome::Rejected(why))
                if repeat != Repeat::Read && !(self.is_refused && repeat == Repeat::Upsert) =>
            {
                RowOutcome::Unknown(Doubt::RejectedAgain(why))
            }
            (_, outcome) => outcome,
        }
    }
}

/// The rows of a batch that a journal knows, to be found again by what they hold, wherever they stand now.
#[derive(Default)]
pub(super) struct Known {
    rows: HashMap<(Option<RowDigest>, RowDigest), VecDeque<u64>>,
    /// What came of a row that was about to be sent; `None` is not written.
    sent: HashMap<u64, Option<JournalOutcome>>,
}

impl Known {
    pub(super) fn of(entries: &[JournalEntry]) -> Self {
        let mut known = Self::default();
        for entry in entries {
            match entry {
                JournalEntry::Opened(rows) => {
                    for JournalRow { key, payload, sequence, .. } in rows {
                        known.rows.entry((*key, *payload)).or_default().push_back(*sequence);
                    }
                }
                JournalEntry::Sent { rows, .. } => known.sent.extend(rows.iter().map(|row| (row.sequence, None))),
                JournalEntry::Judged { outcomes, .. } => {
                    known.sent.extend(outcomes.iter().map(|(sequence, outcome)| (*sequence, Some(*outcome))));
                }
            }
        }
        known
    }

    /// The next row of this key that holds this.
    pub(super) fn take(&mut self, key: Option<RowDigest>, payload: RowDigest) -> Option<Earlier> {
        let sequence = self.rows.get_mut(&(key, payload))?.pop_front()?;
        let unknown = |doubt| Some(RowOutcome::Unknown(doubt));
        let sent = self.sent.get(&sequence).copied();
        let outcome = match sent {
            None | Some(Some(JournalOutcome::NotSent)) => None,
            Some(Some(JournalOutcome::Applied)) => Some(RowOutcome::Applied),
            Some(Some(JournalOutcome::Rejected)) => Some(RowOutcome::Rejected(Rejection::Earlier)),
            Some(Some(JournalOutcome::Accepted)) => unknown(Doubt::Accepted),
            Some(None | Some(JournalOutcome::Unknown | JournalOutcome::RefusedTogether)) => unknown(Doubt::Earlier),
        };
        let is_refused = sent == Some(Some(JournalOutcome::RefusedTogether));
        Some(Earlier { outcome, is_refused, sequence: Some(sequence) })
    }
}

/// The word for an outcome in a journal.
pub(super) fn word(outcome: &RowOutcome) -> JournalOutcome {
    match outcome {
        RowOutcome::Applied => JournalOutcome::Applied,
        RowOutcome::Rejected(_) => JournalOutcome::Rejected,
        RowOutcome::Unknown(Doubt::Accepted) => JournalOutcome::Accepted,
        RowOutcome::Unknown(Doubt::RefusedTogether(_)) => JournalOutcome::RefusedTogether,
        RowOutcome::Unknown(_) => JournalOutcome::Unknown,
        RowOutcome::NotAttempted(_) => JournalOutcome::NotSent,
    }
}
