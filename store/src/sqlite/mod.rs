//! A store in a SQLite file: what the programs of one machine share, and what outlasts them.

mod failure;
mod journal;
mod schema;
mod tokens;

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};
use signwright_runtime::StoreError;

use crate::worker::Worker;
use failure::failure;

/// A store in a SQLite file. Cheap to clone; clones share one connection, and one thread that does all the work.
///
/// What is saved is on the disk when the call returns, and survives the end of the program and of the machine. Programs of
/// one machine may share a file; not one on a network's disk, whose locks do not hold. The file holds tokens as they are:
/// it is made with access for its owner alone, and a file that is there keeps the access that it has.
#[derive(Clone)]
pub struct SqliteStore {
    path: Arc<Path>,
    worker: Arc<Worker<Connection>>,
}

impl SqliteStore {
    /// Opens a file, or makes it; its folder must exist. Blocks meanwhile, for up to 10 seconds where another program
    /// writes.
    ///
    /// # Errors
    /// If the file cannot be read and written, is damaged, is another program's, or one of a newer version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        // As an absolute one: no word of SQLite's, such as `:memory:`, is one.
        let path = std::path::absolute(path).map_err(|_| StoreError::new("the path of the store is empty"))?;
        create(&path)?;
        // Without an own mutex of SQLite's: one thread alone has the connection.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags).map_err(|error| failure(&path, &error))?;
        schema::prepare(&mut connection, &path)?;
        Ok(Self { path: path.into(), worker: Arc::new(Worker::start(connection)?) })
    }

    /// Does a job on the store's thread.
    async fn done<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let path = Arc::clone(&self.path);
        self.worker.done(move |connection| job(connection).map_err(|error| failure(&path, &error))).await
    }
}

/// Makes the file if it is not there, for its owner alone: SQLite gives the files beside it the same access.
fn create(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => lasting(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => {
            let path = path.display();
            Err(StoreError::new(format!("the store {path} cannot be made: {}", error.kind())))
        }
    }
}

/// Writes the folder's entry of a new file to the disk, where the system can.
fn lasting(path: &Path) -> Result<(), StoreError> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(PathBuf::from("."), PathBuf::from);
    let is_written = cfg!(not(unix)) || File::open(&folder).and_then(|folder| folder.sync_all()).is_ok();
    if is_written {
        return Ok(());
    }
    Err(StoreError::new(format!("the folder {} of the store cannot be written to the disk", folder.display())))
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// What only the connection itself tells.
    #[test]
    fn each_commit_is_written_to_the_disk_before_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("令牌.sqlite")).unwrap();
        let pragma = |name: &'static str| {
            let mut asked = pin!(store.done(move |connection| {
                connection.query_row(&format!("PRAGMA {name}"), [], |row| {
                    row.get_ref(0)?.as_i64().map_or_else(|_| row.get(0), |number| Ok(number.to_string()))
                })
            }));
            loop {
                if let Poll::Ready(value) = asked.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    return value.unwrap();
                }
                std::thread::yield_now();
            }
        };
        let modes = ["journal_mode", "synchronous", "secure_delete"].map(pragma);
        // `FULL` is 2: also the log is synced with each commit.
        assert_eq!(modes, ["wal", "2", "1"]);
    }
}
