//! Connections that are open and idle, for the next request to the same server.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::origin::Origin;

/// How long one is kept: many servers close theirs soon after.
const MAX_AGE: Duration = Duration::from_secs(15);

pub(super) struct Pool<C> {
    /// The most that are kept.
    capacity: usize,
    /// In the order in which they came back.
    idle: Mutex<Vec<Idle<C>>>,
}

struct Idle<C> {
    origin: Origin,
    since: Instant,
    connection: C,
}

impl<C> Pool<C> {
    pub(super) fn of(capacity: usize) -> Self {
        Self { capacity, idle: Mutex::default() }
    }

    /// The connection that was used last. Whether its server has closed it meanwhile is for the caller to see.
    pub(super) fn take(&self, origin: &Origin) -> Option<C> {
        let now = Instant::now();
        let mut idle = self.idle();
        let old = idle.partition_point(|connection| now.saturating_duration_since(connection.since) >= MAX_AGE);
        let closed: Vec<_> = idle.drain(..old).collect();
        // The latest to come back is the least likely to have been closed by the server.
        let latest = idle.iter().rposition(|connection| connection.origin == *origin);
        let taken = latest.map(|index| idle.remove(index).connection);
        // To close a connection takes time, for which the threads that want one should not wait.
        drop(idle);
        drop(closed);
        taken
    }

    pub(super) fn put(&self, origin: Origin, connection: C) {
        if self.capacity == 0 {
            return;
        }
        let mut idle = self.idle();
        // The oldest makes room.
        let oldest = (idle.len() >= self.capacity).then(|| idle.remove(0));
        // Under the lock, so that the order is that of time.
        idle.push(Idle { origin, since: Instant::now(), connection });
        drop(idle);
        drop(oldest);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle<C>>> {
        // A panic elsewhere leaves a list of whole connections behind.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
