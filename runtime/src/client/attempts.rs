//! Several attempts of one call: whether another may follow, after what pause, and what the last one's error is worth.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::reply::Unknown;
use crate::{Error, Repeatable};

/// No pause is longer.
const LONGEST: Duration = Duration::from_mins(1);

pub(super) struct Attempts {
    left: u32,
    pause: Duration,
    repeat_unknown: bool,
    /// The latest unknown outcome. No later attempt settles it, so it stays until the call's end.
    unknown: Option<Box<Unknown>>,
}

impl Attempts {
    pub(super) fn new(attempts: u32, pause: Duration, repeat_unknown: bool) -> Self {
        // The first attempt is no repetition, and at least one is made.
        Self { left: attempts.saturating_sub(1), pause, repeat_unknown, unknown: None }
    }

    /// Judges an attempt's result: the call's own, or the pause before the next attempt.
    pub(super) fn next<A>(&mut self, result: Result<A, Error>) -> ControlFlow<Result<A, Error>, Duration> {
        let error = match result {
            Ok(answer) => return ControlFlow::Break(Ok(answer)),
            Err(error) => error,
        };
        let again = match error.repeatable() {
            Repeatable::Yes | Repeatable::Later | Repeatable::Harmless => true,
            Repeatable::Risky => self.repeat_unknown,
            Repeatable::Pointless => false,
        };
        let error = match &self.unknown {
            Some(earlier) => error.after_unknown(earlier),
            None => error,
        };
        if !again || self.left == 0 {
            return ControlFlow::Break(Err(error));
        }
        if let Error::Unknown(unknown) = error {
            self.unknown = Some(unknown);
        }
        self.left -= 1;
        // Doubling ends at a minute: an outage of an hour must not leave a client asleep for another.
        let pause = self.pause.min(LONGEST);
        self.pause = pause.saturating_mul(2);
        ControlFlow::Continue(pause)
    }
}
