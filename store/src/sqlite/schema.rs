//! The tables of the file and their version. A file of a newer version or of another program is refused, not repaired.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use signwright_runtime::StoreError;

use super::failure::failure;

/// The mark of a file of ours, as SQLite's `application_id`: `SWst` in ASCII.
const APPLICATION: i64 = 0x5357_7374;

/// What each version adds to the one before it. A file has the version that it has steps.
const STEPS: [&str; 2] = [
    "CREATE TABLE tokens (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        renews_by TEXT,
        obtained_ms INTEGER NOT NULL,
        ends_ms INTEGER
    ) STRICT, WITHOUT ROWID;",
    "CREATE TABLE journal_entries (
        id INTEGER PRIMARY KEY,
        batch TEXT NOT NULL,
        kind TEXT NOT NULL,
        call INTEGER
    ) STRICT;
    CREATE INDEX journal_entries_of_batch ON journal_entries (batch);
    CREATE TABLE journal_rows (
        entry INTEGER NOT NULL,
        position INTEGER NOT NULL,
        input INTEGER NOT NULL,
        key BLOB,
        payload BLOB NOT NULL,
        sequence INTEGER NOT NULL,
        PRIMARY KEY (entry, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal_outcomes (
        entry INTEGER NOT NULL,
        position INTEGER NOT NULL,
        sequence INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        PRIMARY KEY (entry, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal_newest (
        key BLOB PRIMARY KEY NOT NULL,
        sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal_next (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        next INTEGER NOT NULL
    ) STRICT;",
];

/// How long another program's transaction is waited for.
const BUSY: Duration = Duration::from_secs(10);

/// Makes a connection fit for what must not be lost, and its file one of this version.
pub(super) fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| failure(path, &error);
    connection.busy_timeout(BUSY).map_err(failed)?;
    let is_current = judge(path, patiently(|| stamp(&*connection.transaction()?)).map_err(failed)?)?;
    let modes = "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA trusted_schema = OFF;";
    patiently(|| connection.execute_batch(modes)).map_err(failed)?;
    if is_current { Ok(()) } else { raise(connection, path) }
}

/// Adds the steps that the file does not have yet: all of them or none, and only one program at a time.
fn raise(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| failure(path, &error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    // Another program may have done it meanwhile, or have made the file one of its own.
    let stamp = stamp(&transaction).map_err(failed)?;
    let version = stamp.version;
    if judge(path, stamp)? {
        return Ok(());
    }
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    transaction.pragma_update(None, "user_version", current()).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Tries again while another program is in the way: where the file's mode changes, SQLite does not wait by itself.
fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let deadline = Instant::now() + BUSY;
    loop {
        match attempt() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(5));
            }
            result => return result,
        }
    }
}

/// What a file says of itself.
struct Stamp {
    application: i64,
    version: i64,
    is_empty: bool,
}

/// Reads it, in a transaction of the caller's: another program may write it at the same time.
fn stamp(connection: &Connection) -> rusqlite::Result<Stamp> {
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get(0));
    Ok(Stamp { application: number("application_id")?, version: number("user_version")?, is_empty: tables == 0 })
}

/// Whether a file is of this version already; refuses one that must not be touched.
fn judge(path: &Path, Stamp { application, version, is_empty }: Stamp) -> Result<bool, StoreError> {
    let path = path.display();
    let is_new = application == 0 && version == 0 && is_empty;
    if !is_new && application != APPLICATION {
        return Err(StoreError::new(format!("{path} is the database of another program; give another path")));
    }
    if version > current() {
        let current = current();
        return Err(StoreError::new(format!(
            "the store {path} has version {version}, and this program reads up to version {current}; update the \
             program, or give another path"
        )));
    }
    Ok(version == current())
}

/// The version that this program writes.
fn current() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}
