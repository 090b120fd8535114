//! A journal in memory, and what a journal must find again, for that one and for the file.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::{Journal, JournalEntry, JournalOutcome, JournalRow};
use crate::StoreError;
use crate::batch::digest::RowDigest;
use crate::transport::BoxFuture;

/// A journal that lasts as long as the program. Its batches can be gone on with after their futures were dropped.
#[derive(Default)]
pub struct LocalJournal {
    index: Mutex<Index>,
}

/// What was written, as it is asked for.
#[derive(Default)]
pub(super) struct Index {
    of_batch: HashMap<String, Vec<JournalEntry>>,
    /// The greatest number that was sent of each key.
    newest: HashMap<RowDigest, u64>,
    /// Greater than all numbers that were written.
    next: u64,
}

impl Index {
    pub(super) fn entries(&self, batch: &str) -> Vec<JournalEntry> {
        self.of_batch.get(batch).cloned().unwrap_or_default()
    }

    /// The first number for rows that are new, and the rows with theirs.
    pub(super) fn numbered(&self, rows: &[JournalRow]) -> (u64, JournalEntry) {
        let numbered = |row: &JournalRow| JournalRow { sequence: row.sequence.saturating_add(self.next), ..*row };
        (self.next, JournalEntry::Opened(rows.iter().map(numbered).collect()))
    }

    /// The numbers of those of which something newer was sent.
    pub(super) fn old(&self, rows: &[JournalRow]) -> Vec<u64> {
        let newest = |row: &JournalRow| row.key.and_then(|key| self.newest.get(&key).copied());
        let is_old = |row: &&JournalRow| newest(row).is_some_and(|newest| newest > row.sequence);
        rows.iter().filter(is_old).map(|row| row.sequence).collect()
    }

    pub(super) fn add(&mut self, batch: &str, entry: JournalEntry) {
        if let JournalEntry::Opened(rows) | JournalEntry::Sent { rows, .. } = &entry {
            for row in rows {
                self.next = self.next.max(row.sequence.saturating_add(1));
            }
        }
        if let JournalEntry::Sent { rows, .. } = &entry {
            for row in rows {
                let Some(key) = row.key else { continue };
                let newest = self.newest.entry(key).or_default();
                *newest = row.sequence.max(*newest);
            }
        }
        match self.of_batch.get_mut(batch) {
            Some(entries) => entries.push(entry),
            None => _ = self.of_batch.insert(batch.to_owned(), vec![entry]),
        }
    }
}

impl LocalJournal {
    fn with<'a, T: Send + 'a>(&self, change: impl FnOnce(&mut Index) -> T) -> BoxFuture<'a, Result<T, StoreError>> {
        let done = change(&mut self.index.lock().unwrap_or_else(PoisonError::into_inner));
        Box::pin(std::future::ready(Ok(done)))
    }
}

impl Journal for LocalJournal {
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>> {
        self.with(|index| index.entries(batch))
    }

    fn open<'a>(&'a self, batch: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.with(|index| {
            let (first, entry) = index.numbered(rows);
            index.add(batch, entry);
            first
        })
    }

    fn send<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        self.with(|index| {
            let old = index.old(rows);
            if old.is_empty() {
                index.add(batch, JournalEntry::Sent { call, rows: rows.to_vec() });
            }
            old
        })
    }

    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.with(|index| index.add(batch, JournalEntry::Judged { call, outcomes: outcomes.to_vec() }))
    }
}

impl fmt::Debug for LocalJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalJournal").finish_non_exhaustive()
    }
}
