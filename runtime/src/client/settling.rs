//! What a call leaves behind that ended without an answer: its request may still be on the way, and must not be done behind
//! a newer one for the same thing. So its lanes rest for a while.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Clock;
use super::lanes::Turn;
use super::swept::Swept;

/// Until when lanes rest.
#[derive(Debug, Default)]
pub(super) struct Settling {
    until: Mutex<Swept<Duration>>,
}

impl Settling {
    /// How long a call must still wait that has its turn in these lanes.
    fn left(&self, keys: &[String], now: Duration) -> Duration {
        let until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = keys.iter().filter_map(|key| until.get(key)).max().copied().unwrap_or_default();
        latest.saturating_sub(now)
    }

    fn begin(&self, keys: &[String], now: Duration, time: Duration) {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        until.sweep(|until| *until > now);
        for key in keys {
            until.insert(key.clone(), now.saturating_add(time));
        }
    }
}

/// A turn of a call, and whether something may still be done that it sent.
pub(super) struct Held<'c> {
    pub(super) settling: &'c Settling,
    pub(super) clock: &'c dyn Clock,
    /// How long its lanes rest where something may still be done.
    pub(super) time: Duration,
    pub(super) keys: Vec<String>,
    /// A request is on the way, or was and nobody knows what became of it.
    pub(super) is_in_doubt: bool,
    pub(super) _turn: Option<Turn>,
}

impl Held<'_> {
    /// How long to wait until what came before in these lanes can be on the way no more.
    pub(super) fn wait(&self) -> Duration {
        if self.keys.is_empty() { Duration::ZERO } else { self.settling.left(&self.keys, self.clock.elapsed()) }
    }
}

/// Also where the call's future is dropped. The turn ends behind this.
impl Drop for Held<'_> {
    fn drop(&mut self) {
        if self.is_in_doubt && !self.keys.is_empty() {
            self.settling.begin(&self.keys, self.clock.elapsed(), self.time);
        }
    }
}
