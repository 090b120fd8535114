//! Waiting for a folder to change: `check --watch`.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Failure;

/// An editor writes a file in several steps, a checkout many files: they are over when nothing came for so long.
// Editors save in several steps, and a checkout touches many files.
const QUIET: Duration = Duration::from_millis(120);

/// A folder that is watched.
pub(crate) struct Watch {
    events: Receiver<notify::Result<Event>>,
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch a folder and all within.
    pub(crate) fn of(dir: &Path) -> Result<Self, Failure> {
        let failed = |error: notify::Error| Failure::refused(format!("cannot watch {}: {error}", dir.display()));
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).map_err(failed)?;
        watcher.watch(dir, RecursiveMode::Recursive).map_err(failed)?;
        Ok(Self { events, _watcher: watcher })
    }

    /// Waits until something was written, and then until nothing more comes.
    pub(crate) fn wait(&self) -> Result<(), Failure> {
        loop {
            let event = self.events.recv().map_err(|error| Failure::refused(error.to_string()))?;
            if is_change(&event) {
                break;
            }
        }
        loop {
            match self.events.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(error) => return Err(Failure::refused(error.to_string())),
            }
        }
    }
}

/// Whether a spec may have changed. Reading, which checking does itself, is no change.
fn is_change(event: &notify::Result<Event>) -> bool {
    match event {
        // Reading the files, as each run does, is an event too.
        Ok(event) => !matches!(event.kind, EventKind::Access(_)),
        // Something was lost: better once too often.
        Err(_) => true,
    }
}
