//! A total outage: nothing is answered as it should be, for many calls; then the vendor is back. How much is sent on top, and
//! how soon calls succeed again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use signwright_runtime::transport::TransportError;
use signwright_runtime::{Client, Clock as _};

use super::invented::{DONE, client, note, push};
use super::vendor::{Came, Sent, Vendor, mixed, paused, says, status};
use super::{met, number};

/// The attempts of a call, as a shop would set them.
const ATTEMPTS: u32 = 5;

/// What was seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Calls that began while nothing answered.
    pub calls: u64,
    /// What was sent meanwhile.
    pub sends: u64,
    /// Calls that succeeded meanwhile, which none can.
    pub too_good: u64,
    /// How long it was out.
    pub lasted: Duration,
    /// From its end to the first success.
    pub first: Option<Duration>,
    /// Of calls that began after it, the longest that one took.
    pub longest: Duration,
    /// Of those, how many failed.
    pub failed: u64,
    /// From its end until the last call that began before it was over.
    pub latecomer: Duration,
}

impl Figures {
    /// What was sent for each call.
    #[allow(clippy::cast_precision_loss)] // They are counts of a run.
    pub fn per_call(&self) -> f64 {
        self.sends as f64 / self.calls as f64
    }

    /// Whether the bar is met.
    pub fn are_good(&self) -> bool {
        let soon = Duration::from_secs(5);
        self.sends * 10 <= self.calls * 12
            && self.too_good == 0
            && self.first.is_some_and(|first| first <= soon)
            && self.longest <= soon
            && self.failed == 0
    }

    /// A call from here to there; `over` is when the vendor came back, where it did.
    fn took(&mut self, began: Duration, ended: Duration, over: Option<Duration>, is_done: bool) {
        let Some(over) = over else {
            self.too_good += u64::from(is_done);
            return;
        };
        let since = ended.saturating_sub(over);
        if is_done {
            self.first = Some(self.first.map_or(since, |earlier| earlier.min(since)));
        }
        if began >= over {
            self.longest = self.longest.max(ended.saturating_sub(began));
            self.failed += u64::from(!is_done);
        } else {
            self.latecomer = self.latecomer.max(since);
        }
    }

    fn and(self, more: Self) -> Self {
        Self {
            too_good: self.too_good + more.too_good,
            first: self.first.into_iter().chain(more.first).min(),
            longest: self.longest.max(more.longest),
            failed: self.failed + more.failed,
            latecomer: self.latecomer.max(more.latecomer),
            ..self
        }
    }

    fn print(&self, how: &str) {
        println!(
            "{how}: {} calls in an outage of {:.0?}: {} sends, {:.3} a call",
            self.calls,
            self.lasted,
            self.sends,
            self.per_call()
        );
        println!(
            "  after its end: first success {:.2?}, longest of the new calls {:.2?} ({} failed), last of the old ones over \
             after {:.1?}",
            self.first.unwrap_or(Duration::MAX),
            self.longest,
            self.failed,
            self.latecomer
        );
    }
}

/// What a vendor that is out does, one thing as often as another.
fn out(seed: u64, came: &Came) -> (Duration, Sent) {
    let milliseconds = Duration::from_millis;
    match mixed(seed ^ mixed(came.number)) % 5 {
        0 => (milliseconds(5), Err(TransportError::not_sent("拒绝连接"))),
        1 => (milliseconds(3000), Err(TransportError::not_sent("连接超时"))),
        2 => (milliseconds(100), Err(TransportError::unknown("连接中断"))),
        3 => (milliseconds(30_000), Err(TransportError::unknown("没有应答"))),
        _ => (milliseconds(50), status(503)),
    }
}

/// The course of an outage, shared by who calls and who answers.
struct Outage {
    calls: u64,
    begun: AtomicU64,
    is_over: AtomicBool,
    sends: AtomicU64,
}

impl Outage {
    fn new(calls: u64) -> Arc<Self> {
        let (begun, is_over, sends) = Default::default();
        Arc::new(Self { calls, begun, is_over, sends })
    }

    fn answers(self: &Arc<Self>, seed: u64) -> impl Fn(&Came) -> (Duration, Sent) + Send + Sync + 'static {
        let outage = Arc::clone(self);
        move |came| {
            if outage.is_over.load(Ordering::Relaxed) {
                return (Duration::from_millis(80), says(DONE));
            }
            outage.sends.fetch_add(1, Ordering::Relaxed);
            out(seed, came)
        }
    }

    /// The number of the next call; the vendor is back before the first that is too many. `None` where enough were made.
    fn next(&self, after: u64) -> Option<u64> {
        let next = self.begun.fetch_add(1, Ordering::Relaxed);
        if next == self.calls {
            self.is_over.store(true, Ordering::Relaxed);
        }
        (next < self.calls + after).then_some(next)
    }
}

/// So many calls, with so many in flight, then a tenth as many after its end.
pub fn measure(calls: u64, in_flight: u64, seed: u64) -> Figures {
    paused().block_on(async {
        let outage = Outage::new(calls);
        let vendor = Vendor::new(seed, outage.answers(seed));
        let client = client(vendor.clone()).with_clock(vendor.clone()).with_attempts(ATTEMPTS);
        let ended = std::sync::Mutex::new(None);
        let task = async || {
            let mut figures = Figures::default();
            while let Some(number) = outage.next(calls.div_ceil(10)) {
                let began = vendor.elapsed();
                if number == calls {
                    *ended.lock().expect("no panic") = Some(began);
                }
                let is_done = called(&client, number).await;
                figures.took(began, vendor.elapsed(), *ended.lock().expect("no panic"), is_done);
            }
            figures
        };
        let tasks = join_all((0..in_flight).map(|_| task())).await;
        let figures = tasks.into_iter().fold(Figures::default(), Figures::and);
        let lasted = ended.lock().expect("no panic").unwrap_or_default();
        Figures { calls, sends: outage.sends.load(Ordering::Relaxed), lasted, ..figures }
    })
}

async fn called(client: &Client<Vendor>, number: u64) -> bool {
    let tid = format!("单{number}");
    if number.is_multiple_of(4) {
        client.call_async(&note(&tid)).await.is_ok()
    } else {
        client.call_async(&push(&tid)).await.is_ok()
    }
}

/// The same with one thread that blocks.
pub fn measure_blocking(calls: u64, seed: u64) -> Figures {
    let outage = Outage::new(calls);
    let vendor = Vendor::blocking(seed, outage.answers(seed));
    let client = client(vendor.clone()).with_clock(vendor.clone()).with_attempts(ATTEMPTS);
    let (mut figures, mut ended) = (Figures::default(), None);
    while let Some(number) = outage.next(calls.div_ceil(10)) {
        let began = vendor.elapsed();
        if number == calls {
            ended = Some(began);
        }
        let tid = format!("单{number}");
        let is_done =
            if number.is_multiple_of(4) { client.call(&note(&tid)).is_ok() } else { client.call(&push(&tid)).is_ok() };
        figures.took(began, vendor.elapsed(), ended, is_done);
    }
    Figures { calls, sends: outage.sends.load(Ordering::Relaxed), lasted: ended.unwrap_or_default(), ..figures }
}

/// Calls, those in flight, and the seed.
pub fn run(numbers: &[u64]) -> bool {
    let (calls, in_flight, seed) = (number(numbers, 0, 100_000), number(numbers, 1, 64), number(numbers, 2, 1));
    let concurrent = measure(calls, in_flight, seed);
    concurrent.print(&format!("{in_flight} in flight, {ATTEMPTS} attempts"));
    let blocking = measure_blocking(calls / 10, seed);
    blocking.print(&format!("blocking, {ATTEMPTS} attempts"));
    let are_good = concurrent.are_good() && blocking.are_good();
    met("at most 1.2 sends a call, and calls succeed within 5 s of the vendor's return", are_good)
}
