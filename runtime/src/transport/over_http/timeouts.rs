//! How long a transport waits, and what it calls itself.

use std::time::{Duration, Instant};

/// What the transports call themselves.
pub(super) const USER_AGENT: &str = concat!("signwright/", env!("CARGO_PKG_VERSION"));

/// How long a transport waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection: for finding the host, reaching it, and TLS.
    pub connect: Duration,
    /// For the first byte of the answer, once the request was sent.
    pub first_byte: Duration,
    /// Between two pieces of the answer, and of a body that is sent from a source.
    pub idle: Duration,
    /// For all of it, from the call to the answer's last byte. It holds whatever the server does, but not for a transfer of a
    /// file, which may take long ([`TransferOptions::with_time`](super::TransferOptions::with_time)).
    pub total: Duration,
}

/// Longer than a program runs.
const LONGEST: Duration = Duration::from_hours(24 * 365);

impl Timeouts {
    /// The moment by which there must be an answer, of a caller who has so much time left.
    pub(super) fn deadline(self, left: Option<Duration>) -> Instant {
        let total = left.map_or(self.total, |left| left.min(self.total));
        Instant::now() + total.min(LONGEST)
    }

    /// The moment by which there must be a connection that is asked for now.
    pub(super) fn connecting(self, deadline: Instant) -> Instant {
        deadline.min(Instant::now() + self.connect.min(LONGEST))
    }

    /// The moments by which the next pieces of a body must be taken.
    pub(super) fn writing(self, deadline: Instant) -> PieceDeadline {
        let mut writing = PieceDeadline { idle: self.idle, deadline, next: deadline };
        writing.piece();
        writing
    }

    /// The moments by which the next pieces of an answer must come, of a request that has just been sent.
    pub(super) fn reading(self, deadline: Instant) -> PieceDeadline {
        PieceDeadline { idle: self.idle, deadline, next: deadline.min(Instant::now() + self.first_byte.min(LONGEST)) }
    }
}

/// By when the next piece must come, or be taken.
#[derive(Clone, Copy)]
pub(super) struct PieceDeadline {
    idle: Duration,
    deadline: Instant,
    /// By then.
    pub(super) next: Instant,
}

impl PieceDeadline {
    /// A piece came.
    pub(super) fn piece(&mut self) {
        self.next = self.deadline.min(Instant::now() + self.idle.min(LONGEST));
    }
}

/// The share of the time left that one of so many has; none where it is less than a millisecond.
pub(super) fn share(deadline: Instant, of: usize) -> Option<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    let share = left / u32::try_from(of.max(1)).unwrap_or(u32::MAX);
    Some(share).filter(|share| share.as_millis() > 0)
}

impl Default for Timeouts {
    /// 3 seconds for a connection, 30 for the first byte, 10 between two pieces, 60 in all.
    fn default() -> Self {
        let [connect, first_byte, idle] = [3, 30, 10].map(Duration::from_secs);
        Self { connect, first_byte, idle, total: Duration::from_mins(1) }
    }
}
