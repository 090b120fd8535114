//! Time that passes when nobody sleeps: a test's waiting moves it, and clients may have theirs from it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use signwright_runtime::{Clock, SigningTime};

use crate::options::Time;
use crate::seeded::mixed;

/// What time it is, and how much of it was waited.
#[derive(Debug)]
pub(crate) struct VirtualTime {
    time: Mutex<Time>,
    waited: Mutex<Duration>,
    began: Instant,
}

impl VirtualTime {
    pub(crate) fn new(time: Time) -> Self {
        Self { time: Mutex::new(time), waited: Mutex::default(), began: Instant::now() }
    }

    fn time(&self) -> Time {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn waited(&self) -> Duration {
        *self.waited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wait(&self, time: Duration) {
        let mut waited = self.waited.lock().unwrap_or_else(PoisonError::into_inner);
        *waited = waited.saturating_add(time);
    }

    /// A fixed time goes on by what was waited. Who signs by the system's clock knows of no waiting.
    pub(crate) fn now(&self) -> i64 {
        match self.time() {
            Time::Fixed(began) => began.saturating_add(milliseconds(self.waited())),
            time => time.now(),
        }
    }

    pub(crate) fn set(&self, unix_ms: i64) {
        let began = unix_ms.saturating_sub(milliseconds(self.waited()));
        *self.time.lock().unwrap_or_else(PoisonError::into_inner) = Time::Fixed(began);
    }

    fn elapsed(&self) -> Duration {
        match self.time() {
            Time::Fixed(_) => self.waited(),
            _ => self.began.elapsed().saturating_add(self.waited()),
        }
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// The time of an [`InProcess`](crate::InProcess) as a client's clock, with nonces and chance that are the same in each run:
/// `client.with_clock(mock.clock())`.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    time: Arc<VirtualTime>,
    drawn: Arc<AtomicU64>,
}

impl VirtualClock {
    pub(crate) fn new(time: Arc<VirtualTime>) -> Self {
        Self { time, drawn: Arc::default() }
    }

    fn draw(&self) -> u64 {
        // The order among threads is theirs; nothing else depends on it.
        mixed(self.drawn.fetch_add(1, Ordering::Relaxed))
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> SigningTime {
        SigningTime::new(self.time.now(), format!("{:016x}{:016x}", self.draw(), self.draw()))
    }

    fn elapsed(&self) -> Duration {
        self.time.elapsed()
    }

    fn random(&self) -> u64 {
        self.draw()
    }
}
