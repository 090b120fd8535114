//! The course of a batch: what is known from before, a plan, then call after call, each judged before the next. It is
//! written once and run over both kinds of transports, as the course of a call is.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::begin::{Part, Row, number, parts, rows, supersede};
use super::earlier::word;
use super::journal::{JournalOutcome, JournalRow};
use super::list::{List, invalid};
use super::plan::Planner;
use super::report::{BatchCall, BatchReport, Doubt, RowOutcome, Skipped};
use super::settings::{Settings, Written};
use super::verdict::{Asked, OfRows, of_error, of_reply};
use crate::client::{Before, Caller};
use crate::model;
use crate::reply::RowKeys;
use crate::transport::BoxFuture;
use crate::{Endpoint, Error, Node, NotSent, Reply, StoreError};

/// Sends a batch.
pub(super) async fn run<R: Endpoint>(
    caller: &Caller<'_>,
    request: Node<'_>,
    settings: &Settings<'_>,
) -> Result<BatchReport<R::Response>, Error> {
    let endpoint = caller.endpoint::<R>()?;
    let list = List::of(endpoint, request, settings.rows.as_deref())?;
    let digests = list.digests(&caller.digest(), caller.platform().zone);
    let mut report = BatchReport {
        outcomes: Vec::new(),
        payloads: digests.iter().map(|(_, payload)| *payload).collect(),
        calls: Vec::new(),
        store_error: None,
    };
    if list.rows.is_empty() {
        return Ok(report);
    }
    let mut rows = rows(&digests, settings).await?;
    supersede(&mut rows, settings);
    let planner = Planner { caller, endpoint, list: &list, bytes: settings.bytes };
    let parts = parts(&mut rows, planner, settings)?;
    let key = caller.key(endpoint, &list.with(&[]));
    if let Some(key) = key.filter(|_| has_other_calls(&rows, &parts)) {
        let message = "the vendor takes all calls with one value here for one: send no more rows than one call takes, and others \
                       under another value";
        return Err(invalid(key, message));
    }
    if let Some(written) = settings.written {
        number(&mut rows, written).await?;
    }
    // Nor may halves of a call be taken for the call itself.
    let extra_calls = if key.is_some() { 0 } else { settings.extra_calls };
    let mut run = Run { caller, endpoint, list: &list, settings, rows, extra_calls, calls: 0, store_error: None };
    report.calls = run.all_parts::<R>(parts).await;
    report.store_error = run.store_error;
    report.outcomes = run.rows.into_iter().map(Row::outcome).collect();
    Ok(report)
}

/// Whether there are calls that hold other rows than one that was made or is to be made.
fn has_other_calls(rows: &[Row], parts: &VecDeque<Part>) -> bool {
    let of_part = parts.front().map_or(&[][..], |part| &part.rows);
    let is_new = of_part.iter().filter_map(|index| rows.get(*index)).any(|row| !row.earlier.was_sent());
    parts.len() > 1 || (is_new && rows.iter().any(|row| row.earlier.was_sent()))
}

struct Run<'b, 'v> {
    caller: &'b Caller<'b>,
    endpoint: &'static model::Endpoint<'static>,
    list: &'b List<'v>,
    settings: &'b Settings<'b>,
    rows: Vec<Row>,
    /// How many more calls than planned may be made.
    extra_calls: usize,
    /// How many calls were begun.
    calls: u32,
    store_error: Option<StoreError>,
}

impl Run<'_, '_> {
    async fn all_parts<R: Endpoint>(&mut self, mut parts: VecDeque<Part>) -> Vec<BatchCall<R::Response>> {
        let mut calls = Vec::new();
        let mut stopped: Option<Arc<Error>> = None;
        while let Some(part) = parts.pop_front() {
            if let Some(error) = &stopped {
                self.not_done(&part, error);
                if part.refused.is_some() {
                    self.write(&part.rows).await;
                }
                continue;
            }
            let Part { rows, refused } = part;
            let Some(Made { rows, keys, is_in_doubt, result }) = self.call::<R>(rows, refused.is_some()).await else {
                continue;
            };
            let part = Part { rows, refused };
            let asked = self.asked(&part.rows, is_in_doubt);
            let error = match result {
                Ok(reply) => {
                    self.told(&part.rows, of_reply(&reply, asked)).await;
                    calls.push(BatchCall { rows: part.rows, result: Ok(reply) });
                    continue;
                }
                Err(error) => Arc::new(error),
            };
            let (platform, format) = (self.caller.platform(), self.caller.answer_format());
            let verdict = of_error(&error, asked, (platform, self.endpoint), &keys, format, self.extra_calls >= 2);
            let is_outage = matches!(*error, Error::NotSent(_)) && !self.settings.through_outages;
            if verdict.is_of_all_calls || is_outage {
                stopped = Some(Arc::clone(&error));
            }
            calls.push(BatchCall { rows: part.rows.clone(), result: Err(Arc::clone(&error)) });
            match verdict.of_rows {
                OfRows::Told(outcomes) => self.told(&part.rows, outcomes).await,
                OfRows::NotDone => {
                    self.not_done(&part, &error);
                    self.write(&part.rows).await;
                }
                OfRows::RefusedTogether => {
                    self.extra_calls -= 2;
                    let (first, second) = part.rows.split_at(part.rows.len().div_ceil(2));
                    for rows in [second, first] {
                        parts.push_front(Part { rows: rows.to_vec(), refused: Some(Arc::clone(&error)) });
                    }
                }
            }
        }
        calls
    }

    /// Makes a call of these rows, but for those of which something newer was sent; `None` if that leaves none. Where they
    /// were refused together before, some of them may have been done.
    async fn call<R: Endpoint>(&mut self, mut rows: Vec<usize>, were_refused: bool) -> Option<Made<R::Response>> {
        self.calls += 1;
        loop {
            if rows.is_empty() {
                return None;
            }
            let draft = match self.caller.draft(self.endpoint, self.list.with(&rows)) {
                Ok(draft) => draft,
                // Some of the rows cannot be sent without others.
                Err(error) => {
                    return Some(Made { rows, keys: RowKeys::default(), is_in_doubt: false, result: Err(error) });
                }
            };
            let entry = Entry {
                written: self.settings.written,
                call: self.calls,
                rows: self.journal_rows(&rows),
                said: Mutex::default(),
                is_in_doubt: AtomicBool::new(false),
            };
            let result = self.caller.call_drafted::<R>(self.endpoint, &draft, &entry).await;
            let is_in_doubt = entry.is_in_doubt.into_inner();
            match entry.said.into_inner().unwrap_or_else(PoisonError::into_inner) {
                Said::Written => return Some(Made { rows, keys: draft.rows, is_in_doubt, result }),
                Said::Failed(error) => {
                    self.store_error.get_or_insert(error);
                    return Some(Made { rows, keys: draft.rows, is_in_doubt, result });
                }
                Said::Old(old) => {
                    let old: HashSet<_> = old.into_iter().collect();
                    let before = rows.len();
                    rows.retain(|index| {
                        let row = self.rows.get_mut(*index);
                        let row =
                            row.filter(|row| row.earlier.sequence.is_some_and(|sequence| old.contains(&sequence)));
                        row.is_none_or(|row| {
                            row.supersede(were_refused);
                            false
                        })
                    });
                    if rows.len() == before {
                        let error = StoreError::new("the journal names rows as old that are not in the call");
                        self.store_error.get_or_insert(error);
                        return Some(Made { rows, keys: draft.rows, is_in_doubt, result });
                    }
                }
            }
        }
    }

    fn asked(&self, rows: &[usize], is_in_doubt: bool) -> Asked {
        let are_told = self.endpoint.partial.is_some_and(|partial| partial.of == self.list.path);
        Asked { count: rows.len(), are_told, is_in_doubt }
    }

    fn journal_rows(&self, rows: &[usize]) -> Vec<JournalRow> {
        let entry = |index: &usize| {
            let Row { key, payload, earlier, .. } = self.rows.get(*index)?;
            Some(JournalRow { index: *index, key: *key, payload: *payload, sequence: earlier.sequence? })
        };
        rows.iter().filter_map(entry).collect()
    }

    /// Rows of which nothing was sent or done by this call. What an earlier one may have done stays unknown.
    fn not_done(&mut self, part: &Part, error: &Arc<Error>) {
        let outcome = match &part.refused {
            Some(refusal) => RowOutcome::Unknown(Doubt::RefusedTogether(Arc::clone(refusal))),
            None => RowOutcome::NotAttempted(Skipped::Call(Arc::clone(error))),
        };
        self.settle(&part.rows, vec![outcome; part.rows.len()]);
    }

    async fn told(&mut self, rows: &[usize], outcomes: Vec<RowOutcome>) {
        self.settle(rows, outcomes);
        self.write(rows).await;
    }

    fn settle(&mut self, rows: &[usize], outcomes: Vec<RowOutcome>) {
        for (index, outcome) in rows.iter().zip(outcomes) {
            if let Some(row) = self.rows.get_mut(*index) {
                row.outcome = Some(row.earlier.settled(row.repeat, outcome));
            }
        }
    }

    /// Writes what is known of rows that were sent.
    async fn write(&mut self, rows: &[usize]) {
        let Some(Written { journal, batch }) = self.settings.written else { return };
        let outcome = |index: &usize| {
            let row = self.rows.get(*index)?;
            Some((row.earlier.sequence?, word(row.outcome.as_ref()?)))
        };
        let outcomes: Vec<(u64, JournalOutcome)> = rows.iter().filter_map(outcome).collect();
        if let Err(error) = journal.judge(batch, self.calls, &outcomes).await {
            self.store_error.get_or_insert(error);
        }
    }
}

/// A call that was made, or could not be.
struct Made<A> {
    rows: Vec<usize>,
    keys: RowKeys,
    /// An attempt before the last one may have been done.
    is_in_doubt: bool,
    result: Result<Reply<A>, Error>,
}

/// What is written before rows are sent, in their turn: of two batches with rows of one key, who writes first sends first.
struct Entry<'b> {
    written: Option<Written<'b>>,
    call: u32,
    rows: Vec<JournalRow>,
    said: Mutex<Said>,
    /// An attempt that may have been done was followed by another.
    is_in_doubt: AtomicBool,
}

/// What the journal said to it.
#[derive(Default)]
enum Said {
    /// Nothing against it.
    #[default]
    Written,
    /// It could not be written.
    Failed(StoreError),
    /// Of these something newer was sent.
    Old(Vec<u64>),
}

impl Before for Entry<'_> {
    fn is_repeated_in_doubt(&self) {
        self.is_in_doubt.store(true, Ordering::Relaxed);
    }

    fn run(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let Some(Written { journal, batch }) = self.written else { return Ok(()) };
            let (said, error) = match journal.send(batch, self.call, &self.rows).await {
                Ok(old) if old.is_empty() => return Ok(()),
                Ok(old) => (Said::Old(old), StoreError::new("something newer of a row's key was sent already")),
                Err(error) => (Said::Failed(error.clone()), error),
            };
            *self.said.lock().unwrap_or_else(PoisonError::into_inner) = said;
            Err(NotSent::Store(error).into())
        })
    }
}
