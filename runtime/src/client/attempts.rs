//! Several attempts of one call, without I/O: whether another may follow, after what pause, and what the last one's error
//! is worth. It is told what time it is and what chance says, so that a test can play any course of a call.

use std::ops::ControlFlow;
use std::time::Duration;

use super::budget::RetryBudget;
use crate::model::Repeat;
use crate::reply::Unknown;
use crate::{Error, Repeatable};

/// How a client goes on after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Course {
    /// How many attempts it makes at most.
    pub(super) attempts: u32,
    /// The longest pause before the second one; each further one may be twice as long.
    pub(super) first_pause: Duration,
    /// No pause is longer, unless the platform says so.
    pub(super) longest_pause: Duration,
    /// For all of it, with all waiting; `None` is without end.
    pub(super) deadline: Option<Duration>,
    /// For so long the next call for the same thing waits after an unknown outcome.
    pub(super) settling: Duration,
    /// Whether an unknown outcome may be followed by another attempt although nobody knows what a second time does.
    pub(super) repeat_unknown: bool,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            attempts: 1,
            first_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(10),
            deadline: Some(Duration::from_mins(2)),
            settling: Duration::from_secs(10),
            repeat_unknown: false,
        }
    }
}

/// When an attempt is judged, and what chance says then.
#[derive(Clone, Copy)]
pub(super) struct Now {
    /// Since the same moment as that of the call's beginning.
    pub(super) elapsed: Duration,
    pub(super) random: u64,
}

pub(super) struct Attempts {
    course: Course,
    began: Duration,
    left: u32,
    /// The longest that the next pause may be.
    ceiling: Duration,
    /// The latest unknown outcome. No later attempt settles it, so it stays until the call's end.
    unknown: Option<Box<Unknown>>,
    is_clock_corrected: bool,
    is_token_renewed: bool,
}

impl Attempts {
    pub(super) fn new(course: Course, began: Duration) -> Self {
        // The first attempt is no repetition, and at least one is made.
        let left = course.attempts.saturating_sub(1);
        Self {
            course,
            began,
            left,
            ceiling: course.first_pause,
            unknown: None,
            is_clock_corrected: false,
            is_token_renewed: false,
        }
    }

    /// Whether an attempt before may have been done, so that a later answer does not tell all.
    pub(super) fn are_in_doubt(&self) -> bool {
        self.unknown.as_ref().is_some_and(|earlier| earlier.repeat != Repeat::Read)
    }

    /// What is left until the deadline.
    pub(super) fn time_left(&self, elapsed: Duration) -> Option<Duration> {
        Some(self.course.deadline?.saturating_sub(elapsed.saturating_sub(self.began)))
    }

    /// Whether a refusal may be answered by another attempt with the clock put right, of which there is one in a call.
    pub(super) fn may_correct_clock(&mut self, elapsed: Duration) -> bool {
        self.has_time(elapsed) && !std::mem::replace(&mut self.is_clock_corrected, true)
    }

    /// Whether it may be answered by another attempt with another token, of which there is one in a call.
    pub(super) fn may_renew_token(&mut self, elapsed: Duration) -> bool {
        self.has_time(elapsed) && !std::mem::replace(&mut self.is_token_renewed, true)
    }

    fn has_time(&self, elapsed: Duration) -> bool {
        self.time_left(elapsed) != Some(Duration::ZERO)
    }

    /// Judges an attempt that failed: the call's own error, or the pause before the next attempt.
    pub(super) fn next(&mut self, error: Error, now: Now, budget: &RetryBudget) -> ControlFlow<Error, Duration> {
        let again = match error.repeatable() {
            Repeatable::Yes | Repeatable::Later | Repeatable::Harmless => true,
            Repeatable::Risky => self.course.repeat_unknown,
            Repeatable::Pointless => false,
        };
        let pause = self.pause(&error, now.random);
        let error = match &self.unknown {
            Some(earlier) => error.after_unknown(earlier),
            None => error,
        };
        // What would be sent behind the deadline is not waited for.
        let has_time = self.time_left(now.elapsed).is_none_or(|left| pause < left);
        if !again || self.left == 0 || !has_time || !budget.spend() {
            return ControlFlow::Break(error);
        }
        if let Error::Unknown(unknown) = error {
            self.unknown = Some(unknown);
        }
        self.left -= 1;
        ControlFlow::Continue(pause)
    }

    /// Any time up to the ceiling, so that callers who failed together do not come back together; or as long as the
    /// platform says, which is then the least.
    fn pause(&mut self, error: &Error, random: u64) -> Duration {
        let ceiling = self.ceiling.min(self.course.longest_pause);
        self.ceiling = ceiling.saturating_mul(2);
        // 64 bits of nanoseconds are centuries.
        let nanoseconds = u64::try_from(ceiling.as_nanos()).unwrap_or(u64::MAX);
        let share = (u128::from(nanoseconds) * u128::from(random)) >> u64::BITS;
        let by_chance = Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX));
        match error.retry_after() {
            // Not all at the very moment that the platform names.
            Some(stated) => stated.saturating_add(by_chance),
            None => by_chance,
        }
    }
}
