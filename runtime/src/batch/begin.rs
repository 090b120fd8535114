//! How a batch begins: what is known of its rows from before, which of them are sent in which calls, and their numbers in
//! the journal. Nothing is sent here.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::digest::RowDigest;
use super::earlier::{Earlier, Known, word};
use super::journal::JournalRow;
use super::plan::{Aside, Planner};
use super::report::{Doubt, Rejection, RowOutcome, Skipped};
use super::settings::{Before, Settings, Written};
use crate::model::Repeat;
use crate::{Error, Violations};

/// A row of the input, while its batch runs.
pub(super) struct Row {
    pub(super) key: Option<RowDigest>,
    pub(super) payload: RowDigest,
    pub(super) earlier: Earlier,
    pub(super) repeat: Repeat,
    /// What this run knows of it.
    pub(super) outcome: Option<RowOutcome>,
}

impl Row {
    /// What is known of it at the end.
    pub(super) fn outcome(self) -> RowOutcome {
        // Each row that was not set aside stands in a call, and each call is judged.
        let nothing = || RowOutcome::NotAttempted(Skipped::Call(Arc::new(Error::Invalid(Violations::default()))));
        self.outcome.or(self.earlier.outcome).unwrap_or_else(nothing)
    }
}

/// Rows of one call.
pub(super) struct Part {
    pub(super) rows: Vec<usize>,
    /// The refusal of the call that they stood in before, which may have done some of them.
    pub(super) refused: Option<Arc<Error>>,
}

/// The rows with what is known of them from before.
pub(super) async fn rows(
    digests: &[(Option<RowDigest>, RowDigest)],
    settings: &Settings<'_>,
) -> Result<Vec<Row>, Error> {
    let mut known = match settings.written {
        Some(Written { journal, batch }) => Known::of(&journal.entries(batch).await?),
        None => Known::default(),
    };
    // What a report knows of a row holds for one that holds the same.
    let mut reported: HashMap<RowDigest, VecDeque<&RowOutcome>> = HashMap::new();
    if let Some(Before { outcomes, payloads }) = &settings.before {
        for (payload, outcome) in payloads.iter().zip(*outcomes) {
            reported.entry(*payload).or_default().push_back(outcome);
        }
    }
    let row = |(key, payload): &(Option<RowDigest>, RowDigest)| {
        let written = known.take(*key, *payload);
        let sequence = written.as_ref().and_then(|earlier| earlier.sequence);
        let told = reported.get_mut(payload).and_then(VecDeque::pop_front).map(Earlier::of_report);
        let earlier = Earlier { sequence, ..Earlier::of_both(written, told) };
        Row { key: *key, payload: *payload, earlier, repeat: Repeat::Ask, outcome: None }
    };
    Ok(digests.iter().map(row).collect())
}

/// Without a journal: rows that may not be sent any more, because a newer one of their key was sent by an earlier run.
pub(super) fn supersede(rows: &mut [Row], settings: &Settings<'_>) {
    if settings.written.is_some() {
        return;
    }
    let mut newest: HashMap<RowDigest, usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.earlier.was_sent()) {
        newest.extend(row.key.map(|key| (key, index)));
    }
    for (index, row) in rows.iter_mut().enumerate() {
        if row.key.and_then(|key| newest.get(&key)).is_some_and(|newest| *newest > index) {
            row.supersede(false);
        }
    }
}

impl Row {
    /// Something newer was sent: it is told, and not sent any more. One that was refused together with others in this run may
    /// have been done.
    pub(super) fn supersede(&mut self, was_refused: bool) {
        match &self.earlier.outcome {
            None if was_refused => self.outcome = Some(RowOutcome::Unknown(Doubt::Superseded)),
            None => self.outcome = Some(RowOutcome::NotAttempted(Skipped::Superseded)),
            Some(RowOutcome::Unknown(_)) => self.outcome = Some(RowOutcome::Unknown(Doubt::Superseded)),
            Some(_) => {}
        }
    }
}

/// The calls to make: first those of rows that are sent again, which are older than new ones of their keys.
pub(super) fn parts(
    rows: &mut [Row],
    planner: Planner<'_, '_>,
    settings: &Settings<'_>,
) -> Result<VecDeque<Part>, Error> {
    let (advised, most) = planner.list.sizes();
    let count = settings.count.unwrap_or(advised).clamp(1, most);
    let (mut again, mut once, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for (index, row) in rows.iter_mut().enumerate().filter(|(_, row)| row.outcome.is_none()) {
        if row.earlier.outcome.is_none() {
            new.push(index);
            continue;
        }
        row.repeat = planner.caller.repeat(planner.endpoint, &planner.list.with(&[index]));
        if !row.earlier.may_repeat(row.repeat, settings.repeat_unknown) {
            continue;
        }
        // Where the second time is refused, one that was done would have others of its call refused.
        if row.repeat == Repeat::Once { once.push(index) } else { again.push(index) }
    }
    let (mut parts, mut aside) = (VecDeque::new(), Aside::new());
    for (rows, count) in [(once, 1), (again, count), (new, count)] {
        let calls = planner.calls(&rows, count, &mut aside)?;
        parts.extend(calls.into_iter().map(|rows| Part { rows, refused: None }));
    }
    for (index, violations) in aside {
        // What was sent before as it is now is not told better for being wrong.
        if let Some(row) = rows.get_mut(index).filter(|row| row.earlier.outcome.is_none()) {
            row.outcome = Some(RowOutcome::Rejected(Rejection::Invalid(violations)));
        }
    }
    Ok(parts)
}

/// Gives the rows that a journal does not know their numbers, but for those that are not sent, and writes what a report
/// knows of them.
pub(super) async fn number(rows: &mut [Row], Written { journal, batch }: Written<'_>) -> Result<(), Error> {
    let is_new = |row: &Row| row.earlier.sequence.is_none() && row.outcome.is_none();
    let new: Vec<_> = rows.iter_mut().enumerate().filter(|(_, row)| is_new(row)).collect();
    let entry = |(sequence, (index, row)): (u64, &(usize, &mut Row))| {
        let (key, payload) = (row.key, row.payload);
        JournalRow { index: *index, key, payload, sequence }
    };
    let entries: Vec<_> = (0..).zip(&new).map(entry).collect();
    if entries.is_empty() {
        return Ok(());
    }
    let first = journal.open(batch, &entries).await?;
    let (mut sent, mut outcomes) = (Vec::new(), Vec::new());
    for (entry, (_, row)) in entries.into_iter().zip(new) {
        let sequence = first.saturating_add(entry.sequence);
        row.earlier.sequence = Some(sequence);
        // What was never sent makes nothing old.
        if let Some(outcome) = row.earlier.outcome.as_ref().filter(|_| row.earlier.was_sent()) {
            sent.push(JournalRow { sequence, ..entry });
            outcomes.push((sequence, word(outcome)));
        }
    }
    if !sent.is_empty() {
        journal.send(batch, 0, &sent).await?;
        journal.judge(batch, 0, &outcomes).await?;
    }
    Ok(())
}
