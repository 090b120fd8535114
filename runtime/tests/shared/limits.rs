//! Calls stay within the rates of the spec, go in the order of their coming, and do not wait beyond their deadline.

use std::time::Duration;

use futures_util::future::join_all;
use proptest::prelude::*;
use signwright_runtime::model::Rate;
use signwright_runtime::transport::BoxFuture;
use signwright_runtime::{
    Credentials, Demand, Error, Limiter as _, LocalLimiter, NotSent, Reserved, TokenRequest, TokenSource,
};
use tokio::time::Instant;

use crate::world::{World, push};

#[tokio::test(start_paused = true)]
async fn a_rate_of_the_spec_is_kept_by_all_clones_and_fairly() {
    let world = World::healthy(10);
    let client = world.client();
    let requests: Vec<_> = (0..10).map(|number| push(&format!("单{number}"))).collect();
    let calls = requests.iter().map(|request| client.clone_and_call(request));
    assert!(join_all(calls).await.into_iter().all(|is_done| is_done));
    let came = world.came();
    let order: Vec<_> = came.iter().map(|came| came.get("tid").to_owned()).collect();
    assert_eq!(order, (0..10).map(|number| format!("单{number}")).collect::<Vec<_>>(), "who comes first goes first");
    let milliseconds: Vec<_> = came.iter().map(|came| came.at.as_millis()).collect();
    assert_eq!(milliseconds, [0, 0, 0, 1000, 1000, 1000, 2000, 2000, 2000, 3000]);
    // The next would come after its deadline, and is told so at once.
    let hurried = client.clone().with_deadline(Duration::from_millis(10));
    let _ = hurried.call_async(&push("单A")).await;
    let _ = hurried.call_async(&push("单B")).await;
    let error = hurried.call_async(&push("单C")).await.expect_err("no moment is left");
    assert!(matches!(error, Error::NotSent(NotSent::Late(Some(_)))), "{error}");
    assert!(error.to_string().contains("behind the deadline"), "{error}");
    // Whoever else calls has their own.
    let else_ = Credentials::new([("appkey", "应用2"), ("secret", "盐")]);
    assert!(hurried.with_credentials(else_).call_async(&push("单D")).await.is_ok());
}

/// Gives the credentials as they are, 5 seconds after the world began.
struct Slow(Instant);

impl TokenSource for Slow {
    fn credentials<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Credentials, Error>> {
        Box::pin(async move {
            tokio::time::sleep_until(self.0 + Duration::from_secs(5)).await;
            Ok(request.given.clone())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_waited_for_one_token_keep_the_rate_behind_it() {
    let world = World::healthy(10);
    let client = world.client().with_tokens(Slow(Instant::now()));
    let calls = (0..7).map(|number| client.call_async(&push(&format!("单{number}"))));
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    let seconds: Vec<_> = world.came().iter().map(|came| came.at.as_secs()).collect();
    assert_eq!(seconds, [5, 5, 5, 6, 6, 6, 7]);
}

trait CloneAndCall {
    fn clone_and_call(&self, request: &crate::world::Push) -> impl Future<Output = bool>;
}

impl CloneAndCall for signwright_runtime::Client<World> {
    async fn clone_and_call(&self, request: &crate::world::Push) -> bool {
        self.clone().call_async(request).await.is_ok()
    }
}

fn rate(calls: u64, seconds: u32, burst: u32) -> Rate<'static> {
    Rate { ten_thousandths: calls * Rate::ONE, is_weighted: true, seconds, burst, by: "", told: None }
}

fn demand(rate: Rate<'static>, key: &str, weight: u64) -> Demand<'static> {
    Demand { key: key.to_owned(), rate, amount: weight * Rate::ONE }
}

fn reserve(limiter: &LocalLimiter, demands: &[Demand<'_>], now: Duration) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    match runtime.block_on(limiter.reserve(demands, now, None)).unwrap() {
        Reserved::In(wait) => wait,
        Reserved::TooLate(_) => panic!("there is no deadline"),
    }
}

#[test]
fn a_burst_is_spent_at_once_and_comes_back_at_the_pace_of_the_rate() {
    let (limiter, of) = (LocalLimiter::default(), rate(2, 1, 4));
    let waits: Vec<_> = (0..7).map(|_| reserve(&limiter, &[demand(of, "店", 1)], Duration::ZERO).as_millis()).collect();
    assert_eq!(waits, [0, 0, 0, 0, 500, 1000, 1500]);
    // After a rest all of it is there again, and no more.
    let later = Duration::from_secs(100);
    let waits: Vec<_> = (0..5).map(|_| reserve(&limiter, &[demand(of, "店", 1)], later).as_millis()).collect();
    assert_eq!(waits, [0, 0, 0, 0, 500]);
}

#[test]
fn the_strictest_rate_decides_and_what_is_refused_reserves_nothing() {
    let limiter = LocalLimiter::default();
    let both = [demand(rate(10, 1, 0), "端点", 1), demand(rate(1, 60, 0), "平台", 1)];
    assert_eq!(reserve(&limiter, &both, Duration::ZERO), Duration::ZERO);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for _ in 0..3 {
        let at_most = Some(Duration::from_secs(59));
        let reserved = runtime.block_on(limiter.reserve(&both, Duration::ZERO, at_most)).unwrap();
        assert_eq!(reserved, Reserved::TooLate(Duration::from_mins(1)));
    }
    assert_eq!(reserve(&limiter, &both, Duration::ZERO), Duration::from_mins(1), "as if nobody had asked");
    // What counts more than the whole rate goes alone.
    let heavy = demand(rate(10, 1, 0), "重", 25);
    assert_eq!(reserve(&limiter, std::slice::from_ref(&heavy), Duration::ZERO), Duration::ZERO);
    assert_eq!(reserve(&limiter, &[heavy], Duration::ZERO), Duration::from_secs(1));
}

#[test]
fn a_clock_at_its_end_is_no_reason_to_panic() {
    let limiter = LocalLimiter::default();
    for of in [rate(2, 86_400, 0), rate(2, 86_400, 4)] {
        let demands = [demand(of, &format!("店{}", of.burst), 3)];
        for _ in 0..3 {
            reserve(&limiter, &demands, Duration::MAX);
        }
    }
}

#[test]
fn a_rate_that_many_wait_for_is_used_up() {
    let limiter = LocalLimiter::default();
    let (of, minute) = (rate(1000, 60, 0), Duration::from_mins(1));
    let waits: Vec<_> = (0..10_000).map(|_| reserve(&limiter, &[demand(of, "店", 1)], Duration::ZERO)).collect();
    let last = waits.last().copied().unwrap_or_default();
    assert!((minute * 9..=minute * 9 + minute / 5).contains(&last), "{last:?}");
}

proptest! {
    /// In no stretch of time that is as long as the rate's there is more than it says.
    #[test]
    fn no_window_holds_more_than_its_rate(
        calls in 1_u64..200,
        seconds in 1_u32..90,
        steps in proptest::collection::vec((0_u64..400, 1_u64..4), 1..400),
    ) {
        let (limiter, of) = (LocalLimiter::default(), rate(calls, seconds, 0));
        let window = Duration::from_secs(u64::from(seconds));
        let mut now = Duration::ZERO;
        let mut made: Vec<(Duration, u64)> = Vec::new();
        for (step, weight) in steps {
            let weight = weight.min(calls);
            now += Duration::from_millis(step);
            let at = now + reserve(&limiter, &[demand(of, "店", weight)], now);
            prop_assert!(made.last().is_none_or(|(before, _)| *before <= at), "first in, first out");
            made.push((at, weight));
            let within: u64 = made.iter().filter(|(of, _)| *of + window > at).map(|(_, weight)| weight).sum();
            prop_assert!(within <= calls, "{within} of {calls}");
        }
    }
}
