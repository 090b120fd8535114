//! How many calls may be repeated, so that an outage is not amplified by those who wait for its end.

use std::sync::atomic::{AtomicI64, Ordering};

/// What the clients that share it may send again: of a hundred calls nineteen, and a reserve of a hundred, so that however
/// long nothing answers, not more than a fifth is sent on top. A repetition after a wrong clock or token costs nothing, for
/// it is made once.
#[derive(Debug)]
pub struct RetryBudget {
    thousandths: AtomicI64,
}

const REPETITION: i64 = 1000;
const CALL: i64 = 190;
const RESERVE: i64 = 100 * REPETITION;

impl RetryBudget {
    /// A budget with its whole reserve.
    pub const fn new() -> Self {
        Self { thousandths: AtomicI64::new(RESERVE) }
    }

    /// A call begins.
    pub(super) fn earn(&self) {
        self.change(|left| Some((left + CALL).min(RESERVE)));
    }

    /// Whether one more repetition may be made.
    pub(super) fn spend(&self) -> bool {
        self.change(|left| (left >= REPETITION).then_some(left - REPETITION))
    }

    fn change(&self, by: impl Fn(i64) -> Option<i64>) -> bool {
        self.thousandths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, by).is_ok()
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_amplified_by_a_fifth_at_most() {
        let budget = RetryBudget::new();
        let mut repeated = 0_u32;
        for calls in 1..=100_000_u32 {
            budget.earn();
            // Each call would be repeated twice.
            repeated += u32::from(budget.spend()) + u32::from(budget.spend());
            assert!(calls < 10_000 || repeated <= calls / 5, "{repeated} of {calls}");
        }
        assert!(repeated > 19_000, "what may be is: {repeated}");
    }
}
