//! How long a transport waits, and what it calls itself.

use std::time::{Duration, Instant};

/// What the transports call themselves.
pub(super) const USER_AGENT: &str = concat!("signwright/", env!("CARGO_PKG_VERSION"));

/// How long a transport waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection: for finding the host, reaching it, and TLS.
    pub connect: Duration,
    /// For all of it, from the call to the answer's last byte. It holds whatever the server does.
    pub total: Duration,
}

impl Timeouts {
    /// The moments by which there must be a connection and an answer.
    pub(super) fn deadlines(self) -> (Instant, Instant) {
        let now = Instant::now();
        // Longer than a program runs.
        let in_time = |time: Duration| now + time.min(Duration::from_hours(24 * 365));
        (in_time(self.connect.min(self.total)), in_time(self.total))
    }
}

/// The share of the time left that one of so many has; none where it is less than a millisecond.
pub(super) fn share(deadline: Instant, of: usize) -> Option<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    let share = left / u32::try_from(of.max(1)).unwrap_or(u32::MAX);
    Some(share).filter(|share| share.as_millis() > 0)
}

impl Default for Timeouts {
    /// 10 seconds for a connection, 60 in all.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_mins(1) }
    }
}
