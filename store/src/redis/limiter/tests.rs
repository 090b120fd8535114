//! The script against `LocalLimiter`, call by call, on a server that takes the time from an argument instead of its clock.

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use redis::Connection;
use signwright_runtime::LocalLimiter;
use signwright_runtime::model::Rate;
use signwright_tests::random::Random;

use super::*;

#[path = "../../../tests/support/server.rs"]
mod server;

use server::{RedisServer, names};

/// The script, with the time behind its own arguments.
static AT: LazyLock<Script> =
    LazyLock::new(|| Script::new(concat!("local now = tonumber(ARGV[#ARGV])\n", include_str!("../reserve.lua"))));

fn rate(calls: u64, seconds: u32, burst: u32) -> Rate<'static> {
    Rate { ten_thousandths: calls * Rate::ONE, is_weighted: true, seconds, burst, by: "", told: None }
}

fn locally(limiter: &LocalLimiter, demands: &[Demand<'_>], now: Duration, at_most: Option<Duration>) -> Reserved {
    match pin!(limiter.reserve(demands, now, at_most)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(reserved) => reserved.unwrap(),
        Poll::Pending => panic!("it is in memory"),
    }
}

fn on_server(
    store: &RedisStore,
    connection: &mut Connection,
    demands: &[Demand<'_>],
    now: Duration,
    at_most: Option<Duration>,
) -> Reserved {
    let mut reserve = AT.prepare_invoke();
    store.describe(&mut reserve, demands, at_most);
    reserved(reserve.arg(u64::try_from(now.as_micros()).unwrap()).invoke(connection).unwrap())
}

#[test]
fn the_script_reserves_as_the_limiter_of_one_process_does() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, mut connection) = (RedisStore::connect(&server.url()).unwrap(), server.connection());
    // Rates whose calls are so many microseconds apart: then both count alike to the microsecond.
    let rates = [rate(5, 1, 0), rate(100, 60, 0), rate(3, 2, 0), rate(10, 1, 4), rate(1, 4, 1), rate(50, 1, 200)];
    let mut outcomes = [0_usize; 3];
    for round in 0..60 {
        let (limiter, mut random) = (LocalLimiter::default(), Random::new(round));
        let store = store.clone().with_prefix(&format!("round {round}"));
        let mut now = Duration::from_secs(1_700_000_000);
        for _ in 0..60 {
            // Mostly in one burst, sometimes after a rest.
            now += Duration::from_micros(match random.below(10) {
                0 => random.below(5_000_000),
                1..4 => random.below(20_000),
                _ => 0,
            });
            let mut demands = Vec::new();
            for (index, rate) in rates.iter().enumerate() {
                if random.below(3) != 0 {
                    continue;
                }
                // Some more than the whole rate, some nothing.
                let amount = [1, 1, 1, 2, 7, 0][usize::try_from(random.below(6)).unwrap()] * Rate::ONE;
                demands.push(Demand { key: format!("号 {index}"), rate: *rate, amount });
            }
            let at_most = (random.below(2) == 0).then(|| Duration::from_millis(random.below(9_000)));
            let expected = locally(&limiter, &demands, now, at_most);
            assert_eq!(
                on_server(&store, &mut connection, &demands, now, at_most),
                expected,
                "round {round}: {demands:?}"
            );
            outcomes[match expected {
                Reserved::In(Duration::ZERO) => 0,
                Reserved::In(_) => 1,
                Reserved::TooLate(_) => 2,
            }] += 1;
        }
    }
    assert!(outcomes.iter().all(|count| *count > 200), "each outcome is tried: {outcomes:?}");
}

#[test]
fn extreme_rates_do_no_harm() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, mut connection) = (RedisStore::connect(&server.url()).unwrap(), server.connection());
    let now = Duration::from_secs(1_700_000_000);
    let extremes =
        [(u64::MAX, 1, 0), (1, u32::MAX, 0), (1, u32::MAX, u32::MAX), (u64::MAX, u32::MAX, 1), (0, 1, 0), (0, 1, 1)];
    for (number, (ten_thousandths, seconds, burst)) in extremes.into_iter().enumerate() {
        let rate = Rate { ten_thousandths, ..rate(0, seconds, burst) };
        for amount in [1, Rate::ONE, u64::MAX] {
            let demands = [Demand { key: format!("极端 {number} {amount}"), rate, amount }];
            for _ in 0..3 {
                on_server(&store, &mut connection, &demands, now, None);
                on_server(&store, &mut connection, &demands, now, Some(Duration::MAX));
            }
        }
    }
    assert!(!names(&mut connection, "*").is_empty());
}

#[test]
fn the_log_stays_short_and_ends() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, mut connection) = (RedisStore::connect(&server.url()).unwrap(), server.connection());
    let demands = [Demand { key: "号".to_owned(), rate: rate(1000, 1, 0), amount: Rate::ONE }];
    let mut now = Duration::from_secs(1_700_000_000);
    for _ in 0..3_000 {
        now += Duration::from_millis(1);
        on_server(&store, &mut connection, &demands, now, None);
    }
    let [name] = names(&mut connection, "*").try_into().unwrap();
    let length: u64 = redis::cmd("LLEN").arg(&name).query(&mut connection).unwrap();
    assert!((60..=67).contains(&length), "{length}");
    let left: u64 = redis::cmd("PTTL").arg(&name).query(&mut connection).unwrap();
    assert!((1..=3_000).contains(&left), "{left}");
}
