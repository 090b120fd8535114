//! How often calls are made: not more often than the platform's table says. A call reserves the next moment that its rates
//! leave free, and waits for it; who reserves first goes first.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::swept::Swept;
use crate::StoreError;
use crate::model::Rate;
use crate::transport::BoxFuture;

/// Keeps calls within their rates: those of this process ([`LocalLimiter`]), or of several.
pub trait Limiter: Send + Sync {
    /// Reserves the first moment from `now` on at which all these demands are within their rates, and behind those
    /// reserved before. The answer is how long to wait for it. Nothing is reserved where that is longer than `at_most`.
    fn reserve<'a>(
        &'a self,
        demands: &'a [Demand<'a>],
        now: Duration,
        at_most: Option<Duration>,
    ) -> BoxFuture<'a, Result<Reserved, StoreError>>;
}

/// Shared with other clients.
impl<L: Limiter + ?Sized> Limiter for Arc<L> {
    fn reserve<'a>(
        &'a self,
        demands: &'a [Demand<'a>],
        now: Duration,
        at_most: Option<Duration>,
    ) -> BoxFuture<'a, Result<Reserved, StoreError>> {
        (**self).reserve(demands, now, at_most)
    }
}

/// What a call needs of one rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand<'d> {
    /// Whose calls are counted together. A text for machines, without secrets.
    pub key: String,
    /// The rate.
    pub rate: Rate<'d>,
    /// How much the call counts, in parts of [`Rate::ONE`].
    pub amount: u64,
}

/// Whether there is a moment for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// In this time.
    In(Duration),
    /// Only in this time, which is too long: nothing was reserved.
    TooLate(Duration),
}

/// The rates of one process.
///
/// In any stretch of time that is as long as a rate's, not more calls are made than it says; where the table states a
/// `burst`, so many at once after a rest and then at the pace of the rate, as such platforms count.
#[derive(Debug, Default)]
pub struct LocalLimiter {
    meters: Mutex<Swept<Meter>>,
}

impl Limiter for LocalLimiter {
    fn reserve<'a>(
        &'a self,
        demands: &'a [Demand<'a>],
        now: Duration,
        at_most: Option<Duration>,
    ) -> BoxFuture<'a, Result<Reserved, StoreError>> {
        Box::pin(std::future::ready(Ok(self.reserved(demands, now, at_most))))
    }
}

impl LocalLimiter {
    fn reserved(&self, demands: &[Demand<'_>], now: Duration, at_most: Option<Duration>) -> Reserved {
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        meters.sweep(|meter| !meter.is_idle(now));
        let mut moment = now;
        // Each rate may put off what the others allowed. It only grows, and ends where all agree.
        loop {
            let free = demands.iter().filter_map(|demand| Some(meters.get(&demand.key)?.earliest(demand, moment)));
            let latest = free.max().unwrap_or(moment);
            if latest <= moment {
                break;
            }
            moment = latest;
        }
        let wait = moment.saturating_sub(now);
        if at_most.is_some_and(|at_most| wait > at_most) {
            return Reserved::TooLate(wait);
        }
        for demand in demands {
            meters.entry(demand.key.clone()).or_insert_with(|| Meter::of(&demand.rate)).count(demand, now, moment);
        }
        Reserved::In(wait)
    }
}

/// What was counted under one key.
#[derive(Debug)]
enum Meter {
    /// As a log of the last stretch of time.
    Window { counted: VecDeque<Counted>, span: Duration },
    /// As a bucket that drains: when it will be empty.
    Bucket { empty_at: Duration, last: Duration },
}

/// Calls that were counted close together.
#[derive(Clone, Copy, Debug)]
struct Counted {
    first: Duration,
    last: Duration,
    amount: u64,
}

/// Into so many parts a stretch of time is divided at most, so that the log of a million calls is short.
const PARTS: u32 = 64;

impl Meter {
    fn of(rate: &Rate<'_>) -> Self {
        if rate.burst == 0 {
            return Self::Window { counted: VecDeque::new(), span: span(rate) };
        }
        Self::Bucket { empty_at: Duration::ZERO, last: Duration::ZERO }
    }

    /// The first moment, from this one on, at which so much more is within the rate.
    fn earliest(&self, demand: &Demand<'_>, from: Duration) -> Duration {
        match self {
            Self::Window { counted, span } => {
                // Not before those that came before.
                let mut moment = counted.back().map_or(from, |latest| latest.last.max(from));
                let limit = demand.rate.ten_thousandths;
                let ended = counted.partition_point(|counted| counted.last.saturating_add(*span) <= moment);
                let mut amount: u64 = counted.range(ended..).map(|counted| counted.amount).sum();
                for counted in counted.range(ended..) {
                    // What alone is more than the rate goes alone.
                    if amount.saturating_add(demand.amount) <= limit {
                        break;
                    }
                    amount = amount.saturating_sub(counted.amount);
                    moment = counted.last.saturating_add(*span);
                }
                moment
            }
            Self::Bucket { empty_at, last } => {
                let capacity = u64::from(demand.rate.burst).saturating_mul(Rate::ONE);
                let room = capacity.saturating_sub(demand.amount);
                from.max(*last).max(empty_at.saturating_sub(time_for(&demand.rate, room)))
            }
        }
    }

    fn count(&mut self, demand: &Demand<'_>, now: Duration, moment: Duration) {
        match self {
            Self::Window { counted, span } => {
                let part = *span / PARTS;
                while counted.front().is_some_and(|oldest| oldest.last.saturating_add(*span) <= now) {
                    counted.pop_front();
                }
                match counted.back_mut() {
                    // The later moment counts for both, which is never too few.
                    Some(latest) if moment.saturating_sub(latest.first) < part => {
                        latest.last = moment;
                        latest.amount = latest.amount.saturating_add(demand.amount);
                    }
                    _ => counted.push_back(Counted { first: moment, last: moment, amount: demand.amount }),
                }
            }
            Self::Bucket { empty_at, last } => {
                *last = moment;
                *empty_at = (*empty_at).max(moment).saturating_add(time_for(&demand.rate, demand.amount));
            }
        }
    }

    fn is_idle(&self, now: Duration) -> bool {
        match self {
            Self::Window { counted, span } => {
                counted.back().is_none_or(|latest| latest.last.saturating_add(*span) <= now)
            }
            Self::Bucket { empty_at, .. } => *empty_at <= now,
        }
    }
}

fn span(rate: &Rate<'_>) -> Duration {
    Duration::from_secs(u64::from(rate.seconds))
}

/// How long it takes until so much may be called.
fn time_for(rate: &Rate<'_>, amount: u64) -> Duration {
    let nanoseconds = span(rate).as_nanos() * u128::from(amount) / u128::from(rate.ten_thousandths.max(1));
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}
