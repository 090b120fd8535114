//! The tables of the file and their version. A file of a newer version or of another program is refused, not repaired.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};
use signwright_runtime::StoreError;

use super::failure::failure;

/// The mark of a file of ours, as SQLite's `application_id`: `SWst` in ASCII.
const APPLICATION: i64 = 0x5357_7374;

/// What each version adds to the one before it. A file has the version that it has steps.
const STEPS: [&str; 1] = ["CREATE TABLE tokens (
        key TEXT PRIMARY KEY NOT NULL,
        value TEXT NOT NULL,
        renews_by TEXT,
        obtained_ms INTEGER NOT NULL,
        ends_ms INTEGER
    ) STRICT, WITHOUT ROWID;"];

/// How long another program's transaction is waited for.
const BUSY: Duration = Duration::from_secs(10);

/// Makes a connection fit for what must not be lost, and its file one of this version.
pub(super) fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| failure(path, &error);
    connection.busy_timeout(BUSY).map_err(failed)?;
    let (application, version, is_empty) = stamp(connection).map_err(failed)?;
    judge(path, application, version, is_empty)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON;
             PRAGMA secure_delete = ON;
             PRAGMA cell_size_check = ON;
             PRAGMA trusted_schema = OFF;",
        )
        .map_err(failed)?;
    if version < current() {
        raise(connection, path)?;
    }
    Ok(())
}

/// Adds the steps that the file does not have yet: all of them or none, and only one program at a time.
fn raise(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| failure(path, &error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    // Another program may have done it meanwhile, or have made the file one of its own.
    let (application, version, is_empty) = stamp(&transaction).map_err(failed)?;
    judge(path, application, version, is_empty)?;
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
    transaction.pragma_update(None, "user_version", current()).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Whose the file is, its version, and whether it has no table.
fn stamp(connection: &Connection) -> rusqlite::Result<(i64, i64, bool)> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok((number("application_id")?, number("user_version")?, tables == 0))
}

fn judge(path: &Path, application: i64, version: i64, is_empty: bool) -> Result<(), StoreError> {
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
    Ok(())
}

/// The version that this program writes.
fn current() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}
