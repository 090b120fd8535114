//! A journal in a file: a line is added for each entry, and is on the disk before anything is sent.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::local::Index;
use super::{Journal, JournalEntry, JournalOutcome, JournalRow, line};
use crate::StoreError;
use crate::transport::BoxFuture;

/// The first line.
const HEAD: &str = "signwright journal 1\n";

/// A journal in a file that is only ever added to; one program at a time has it open. It grows by some 150 bytes for each row
/// that is taken in and for each that is sent, and remembers the newest of each key as long as it is kept: begin another
/// file once no batch of this one is to be gone on with and no old row can come again.
///
/// Each entry is written and synced while its caller waits, an async one too, which takes as long as the disk does.
pub struct FileJournal {
    path: PathBuf,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// The bytes of its whole lines.
    length: u64,
    index: Index,
    /// It holds half a line that could not be taken back: nothing may follow it.
    is_torn: bool,
}

impl FileJournal {
    /// Opens a journal, or makes it. The end of a line that a crash cut off is taken away: nothing was sent on its word.
    ///
    /// # Errors
    /// If the file cannot be read or written, another program has it open, or a line of it was damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let failed = |error: std::io::Error| failed(&path, "cannot be opened", error);
        // Who writes to it does so behind what is there.
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(failed)?;
        // What is no file keeps nothing, and may give bytes without end.
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(StoreError::new(format!("the journal {} is no file", path.display())));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("the journal {} is open in another program", path.display());
                return Err(StoreError::new(message));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).map_err(failed)?;
        let (index, length) = read(&path, &bytes)?;
        let mut state = State { file, length, index, is_torn: false };
        if length < bytes.len() as u64 {
            state.file.set_len(length).and_then(|()| state.file.sync_data()).map_err(failed)?;
        }
        if length == 0 {
            state.write(HEAD).map_err(failed)?;
            // The file's name must last as well. Not every system can be asked for that.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(Self { path, state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, state: &mut State, batch: &str, entry: JournalEntry) -> Result<(), StoreError> {
        let line = line::print(batch, &entry) + "\n";
        state.write(&line).map_err(|error| failed(&self.path, "cannot be written", error))?;
        state.index.add(batch, entry);
        Ok(())
    }
}

impl State {
    fn write(&mut self, line: &str) -> std::io::Result<()> {
        if self.is_torn {
            return Err(std::io::Error::other("an earlier line could not be written whole; open it again"));
        }
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // What follows half a line would be damage.
            self.is_torn = self.file.set_len(self.length).is_err();
            return written;
        }
        self.length += line.len() as u64;
        Ok(())
    }
}

/// Reads all lines; how many bytes they are.
fn read(path: &Path, bytes: &[u8]) -> Result<(Index, u64), StoreError> {
    let damaged = |number: usize, what: &str| StoreError::new(format!("{}:{number}: {what}", path.display()));
    let mut index = Index::default();
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let lines = bytes.get(..whole).unwrap_or_default().split_inclusive(|byte| *byte == b'\n');
    for (number, line) in (1..).zip(lines) {
        if number == 1 {
            if line != HEAD.as_bytes() {
                return Err(damaged(number, "this is no journal, or one of another version"));
            }
            continue;
        }
        let entry = std::str::from_utf8(line).ok().and_then(|line| line::parse(line.strip_suffix('\n')?));
        let Some((batch, entry)) = entry else {
            return Err(damaged(number, "this line of the journal is damaged; what it said may have been sent"));
        };
        index.add(&batch, entry);
    }
    // A file that is not ours and has no whole line is not to be cut.
    if whole == 0 && !HEAD.as_bytes().starts_with(bytes) {
        return Err(damaged(1, "this is no journal, or one of another version"));
    }
    Ok((index, whole as u64))
}

fn failed(path: &Path, what: &str, error: std::io::Error) -> StoreError {
    StoreError::new(format!("the journal {} {what}: {error}", path.display())).with_source(error)
}

fn ready<'a, T: Send + 'a>(result: Result<T, StoreError>) -> BoxFuture<'a, Result<T, StoreError>> {
    Box::pin(std::future::ready(result))
}

impl Journal for FileJournal {
    fn entries<'a>(&'a self, batch: &'a str) -> BoxFuture<'a, Result<Vec<JournalEntry>, StoreError>> {
        ready(Ok(self.state().index.entries(batch)))
    }

    fn open<'a>(&'a self, batch: &'a str, rows: &'a [JournalRow]) -> BoxFuture<'a, Result<u64, StoreError>> {
        let mut state = self.state();
        let (first, entry) = state.index.numbered(rows);
        ready(self.add(&mut state, batch, entry).map(|()| first))
    }

    fn send<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        rows: &'a [JournalRow],
    ) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        let mut state = self.state();
        let old = state.index.old(rows);
        if !old.is_empty() {
            return ready(Ok(old));
        }
        ready(self.add(&mut state, batch, JournalEntry::Sent { call, rows: rows.to_vec() }).map(|()| old))
    }

    fn judge<'a>(
        &'a self,
        batch: &'a str,
        call: u32,
        outcomes: &'a [(u64, JournalOutcome)],
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        let mut state = self.state();
        ready(self.add(&mut state, batch, JournalEntry::Judged { call, outcomes: outcomes.to_vec() }))
    }
}

impl fmt::Debug for FileJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileJournal").field("path", &self.path).finish_non_exhaustive()
    }
}
