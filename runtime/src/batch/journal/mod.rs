//! What survives a program: which rows of a batch were about to be sent, and what came of them. It holds digests and
//! numbers, and nothing of what a row says.

mod file;
mod line;
mod local;

pub use file::FileJournal;
pub use local::LocalJournal;

use super::digest::RowDigest;
use crate::StoreError;
use crate::transport::BoxFuture;

/// Keeps what batches do: in this process's memory ([`LocalJournal`]), in a file ([`FileJournal`]), or elsewhere.
///
/// What a method writes must be where a crash cannot take it before the method is done. A batch is worked on by one
/// program at a time; batches of several programs may share a journal.
pub trait Journal: Send + Sync {
    /// What was written of a batch, in that order; nothing for one that is new.
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>>;

    /// Takes rows in, of which nothing was sent. Their sequence numbers count from 0; the journal adds to them the first of
    /// as many numbers that are greater than all that it has written before, and gives that first one.
    fn open<'a>(&'a self, batch: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>>;

    /// Writes that these rows are about to be sent. If a row of one of their keys was written so with a greater number, in
    /// any batch, nothing is written and the numbers of the rows of these keys are given: what they hold is old. Looking
    /// and writing are one step.
    fn send<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>>;

    /// Writes what came of rows, by their numbers.
    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A row as a journal knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Its place in the input, from 0.
    pub index: usize,
    /// Stands for what tells it from other rows, whatever it holds; `None` where nothing does.
    pub key: Option<RowDigest>,
    /// Stands for all that it holds, and for the call that it stands in.
    pub payload: RowDigest,
    /// Its number. Of two rows of one key the greater one is the newer.
    pub sequence: u64,
}

/// What is written of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalEntry {
    /// These rows were taken in.
    Opened(Vec<JournalRow>),
    /// They were about to be sent.
    Sent {
        /// The number of the call in its run.
        call: u32,
        /// The rows.
        rows: Vec<JournalRow>,
    },
    /// This came of rows.
    Judged {
        /// The number of the call in its run.
        call: u32,
        /// The rows' numbers and outcomes.
        outcomes: Vec<(u64, JournalOutcome)>,
    },
}

/// What came of a row, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalOutcome {
    /// It was done.
    Applied,
    /// It was not.
    Rejected,
    /// The platform has taken it, and not done it yet.
    Accepted,
    /// It was refused together with others, and nobody knows whether some were done.
    RefusedTogether,
    /// Nobody knows.
    Unknown,
    /// Nothing of it was sent after all.
    NotSent,
}

impl JournalOutcome {
    /// The letters that stand for them in a line.
    pub const LETTERS: &'static [(char, Self)] = &[
        ('a', Self::Applied),
        ('r', Self::Rejected),
        ('c', Self::Accepted),
        ('t', Self::RefusedTogether),
        ('u', Self::Unknown),
        ('n', Self::NotSent),
    ];

    /// Its letter.
    pub fn letter(self) -> char {
        Self::LETTERS.iter().find(|(_, outcome)| *outcome == self).map_or('u', |(letter, _)| *letter)
    }
}
