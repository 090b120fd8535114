//! Connections that are open and idle, for the next request to the same server.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::origin::Origin;

/// The most that are kept.
const CAPACITY: usize = 16;
/// How long one is kept: many servers close theirs soon after.
const MAX_AGE: Duration = Duration::from_secs(15);

pub(super) struct Pool<C> {
    idle: Mutex<Vec<Idle<C>>>,
}

struct Idle<C> {
    origin: Origin,
    since: Instant,
    connection: C,
}

impl<C> Default for Pool<C> {
    fn default() -> Self {
        Self { idle: Mutex::default() }
    }
}

impl<C> Pool<C> {
    /// The connection that was used last. Whether its server has closed it meanwhile is for the caller to see.
    pub(super) fn take(&self, origin: &Origin) -> Option<C> {
        let mut idle = self.idle();
        idle.retain(|connection| connection.since.elapsed() < MAX_AGE);
        // The latest to come back is the least likely to have been closed by the server.
        let index = idle.iter().rposition(|connection| connection.origin == *origin)?;
        Some(idle.remove(index).connection)
    }

    pub(super) fn put(&self, origin: Origin, connection: C) {
        let mut idle = self.idle();
        // The oldest makes room.
        if idle.len() == CAPACITY {
            idle.remove(0);
        }
        idle.push(Idle { origin, since: Instant::now(), connection });
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle<C>>> {
        // A panic elsewhere leaves a list of whole connections behind.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
