//! What SQLite's errors mean for who has the file, in words that hold no key and no value.

use std::path::Path;

use rusqlite::{Error, ErrorCode};
use signwright_runtime::StoreError;

/// What happened to a file, and what to do.
pub(super) fn failure(path: &Path, error: &Error) -> StoreError {
    let path = path.display();
    let words = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            "is damaged, or is no SQLite database; restore it, or move it away and its `-wal` file with it"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "is held by another program for too long",
        Some(ErrorCode::DiskFull) => "cannot be written: the disk is full",
        Some(ErrorCode::ReadOnly) => "cannot be written: it is read-only",
        Some(ErrorCode::CannotOpen) => "cannot be opened; does its folder exist, and may it be written?",
        Some(ErrorCode::PermissionDenied) => "cannot be opened: permission denied",
        Some(ErrorCode::SystemIoFailure) => "cannot be read or written: the system reports an error of the disk",
        Some(code) => return StoreError::new(format!("the store {path} fails: {code:?}")),
        None if matches!(error, Error::ToSqlConversionFailure(_)) => "cannot keep so large a number",
        None => "holds something else than this version writes; move it away",
    };
    StoreError::new(format!("the store {path} {words}"))
}
