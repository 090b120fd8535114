//! The journal of batches: its entries in the order in which they were written, and of each key the newest number that was
//! sent. It holds digests and numbers, and nothing of what a row says.

use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension as _, Result, Row, Transaction, TransactionBehavior, params};
use signwright_runtime::transport::BoxFuture;
use signwright_runtime::{Journal, JournalEntry, JournalOutcome, JournalRow, RowDigest, StoreError};

use super::SqliteStore;

const OPENED: &str = "opened";
const SENT: &str = "sent";
const JUDGED: &str = "judged";

impl Journal for SqliteStore {
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, std::result::Result<Vec<JournalEntry>, StoreError>> {
        let batch = batch.to_owned();
        Box::pin(self.done(move |connection| entries(connection, &batch)))
    }

    fn open<'a>(
        &'a self,
        batch: &'a str,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, std::result::Result<u64, StoreError>> {
        let (batch, rows) = (batch.to_owned(), rows.to_vec());
        Box::pin(self.done(move |connection| open(connection, &batch, rows)))
    }

    fn send<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, std::result::Result<Vec<u64>, StoreError>> {
        let (batch, rows) = (batch.to_owned(), rows.to_vec());
        Box::pin(self.done(move |connection| send(connection, &batch, call, &rows)))
    }

    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, std::result::Result<(), StoreError>> {
        let (batch, outcomes) = (batch.to_owned(), outcomes.to_vec());
        Box::pin(self.done(move |connection| judge(connection, &batch, call, &outcomes)))
    }
}

fn entries(connection: &mut Connection, batch: &str) -> Result<Vec<JournalEntry>> {
    // One view of all tables, whatever other programs write meanwhile.
    let transaction = connection.transaction()?;
    let mut statement =
        transaction.prepare("SELECT id, kind, call FROM journal_entries WHERE batch = ?1 ORDER BY id")?;
    let mut found = statement.query([batch])?;
    let mut entries = Vec::new();
    while let Some(row) = found.next()? {
        let (id, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        entries.push(match kind.as_str() {
            OPENED => JournalEntry::Opened(rows(&transaction, id)?),
            SENT => JournalEntry::Sent { call: row.get(2)?, rows: rows(&transaction, id)? },
            JUDGED => JournalEntry::Judged { call: row.get(2)?, outcomes: outcomes(&transaction, id)? },
            _ => return Err(strange(1, "kind")),
        });
    }
    Ok(entries)
}

fn rows(connection: &Connection, entry: i64) -> Result<Vec<JournalRow>> {
    let mut statement = connection
        .prepare("SELECT input, key, payload, sequence FROM journal_rows WHERE entry = ?1 ORDER BY position")?;
    let row = |row: &Row<'_>| {
        Ok(JournalRow {
            index: row.get(0)?,
            key: row.get::<_, Option<[u8; 32]>>(1)?.map(RowDigest::new),
            payload: RowDigest::new(row.get(2)?),
            sequence: row.get(3)?,
        })
    };
    statement.query_map([entry], row)?.collect()
}

fn outcomes(connection: &Connection, entry: i64) -> Result<Vec<(u64, JournalOutcome)>> {
    let mut statement =
        connection.prepare("SELECT sequence, outcome FROM journal_outcomes WHERE entry = ?1 ORDER BY position")?;
    let outcome = |row: &Row<'_>| {
        let letter: String = row.get(1)?;
        let outcome = JournalOutcome::LETTERS.iter().find(|(word, _)| letter.strip_prefix(*word) == Some(""));
        Ok((row.get(0)?, outcome.ok_or_else(|| strange(1, "outcome"))?.1))
    };
    statement.query_map([entry], outcome)?.collect()
}

fn open(connection: &mut Connection, batch: &str, mut rows: Vec<JournalRow>) -> Result<u64> {
    let transaction = begun(connection)?;
    let next = transaction.query_row("SELECT next FROM journal_next", [], |row| row.get(0));
    let first: u64 = next.optional()?.unwrap_or_default();
    for row in &mut rows {
        row.sequence = row.sequence.saturating_add(first);
    }
    add(&transaction, batch, OPENED, None, &rows)?;
    transaction.commit()?;
    Ok(first)
}

fn send(connection: &mut Connection, batch: &str, call: u32, rows: &[JournalRow]) -> Result<Vec<u64>> {
    let transaction = begun(connection)?;
    let mut old = Vec::new();
    let mut statement = transaction.prepare("SELECT sequence FROM journal_newest WHERE key = ?1")?;
    for row in rows {
        let Some(key) = &row.key else { continue };
        let newest: Option<u64> = statement.query_row([key.bytes()], |row| row.get(0)).optional()?;
        if newest.is_some_and(|newest| newest > row.sequence) {
            old.push(row.sequence);
        }
    }
    drop(statement);
    if !old.is_empty() {
        return Ok(old);
    }
    add(&transaction, batch, SENT, Some(call), rows)?;
    let mut statement = transaction.prepare(
        "INSERT INTO journal_newest (key, sequence) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET sequence = max(sequence, excluded.sequence)",
    )?;
    for row in rows {
        if let Some(key) = &row.key {
            statement.execute(params![key.bytes(), row.sequence])?;
        }
    }
    drop(statement);
    transaction.commit()?;
    Ok(old)
}

fn judge(connection: &mut Connection, batch: &str, call: u32, outcomes: &[(u64, JournalOutcome)]) -> Result<()> {
    let transaction = begun(connection)?;
    let entry = entry(&transaction, batch, JUDGED, Some(call))?;
    let mut statement = transaction
        .prepare("INSERT INTO journal_outcomes (entry, position, sequence, outcome) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, (sequence, outcome)) in outcomes.iter().enumerate() {
        statement.execute(params![entry, position, sequence, outcome.letter().to_string()])?;
    }
    drop(statement);
    transaction.commit()
}

/// A transaction that is the only one that writes from its first look on.
fn begun(connection: &mut Connection) -> Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Adds an entry with its rows, whose numbers are given to no others from now on.
fn add(transaction: &Transaction<'_>, batch: &str, kind: &str, call: Option<u32>, rows: &[JournalRow]) -> Result<()> {
    let entry = entry(transaction, batch, kind, call)?;
    let mut statement = transaction.prepare(
        "INSERT INTO journal_rows (entry, position, input, key, payload, sequence) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (position, JournalRow { index, key, payload, sequence }) in rows.iter().enumerate() {
        let key = key.as_ref().map(RowDigest::bytes);
        statement.execute(params![entry, position, index, key, payload.bytes(), sequence])?;
    }
    if let Some(greatest) = rows.iter().map(|row| row.sequence).max() {
        transaction.execute(
            "INSERT INTO journal_next (id, next) VALUES (0, ?1)
             ON CONFLICT (id) DO UPDATE SET next = max(next, excluded.next)",
            [greatest.saturating_add(1)],
        )?;
    }
    Ok(())
}

fn entry(transaction: &Transaction<'_>, batch: &str, kind: &str, call: Option<u32>) -> Result<i64> {
    let sql = "INSERT INTO journal_entries (batch, kind, call) VALUES (?1, ?2, ?3)";
    transaction.execute(sql, params![batch, kind, call])?;
    Ok(transaction.last_insert_rowid())
}

/// A column that holds what no version up to this one writes.
fn strange(column: usize, name: &str) -> Error {
    Error::InvalidColumnType(column, name.to_owned(), Type::Text)
}
