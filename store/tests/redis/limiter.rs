//! Rates over several processes, by what was reserved: never more than they say, and not much less.

use std::thread;
use std::time::Duration;

use signwright_runtime::model::Rate;
use signwright_runtime::{Demand, Limiter as _, Reserved};
use signwright_store::RedisStore;

use super::server::{RedisServer, names};
use super::support::{Process, block_on, given, tell, under_tokio, wait_for_go};
use super::{store, time};

const CALLS: usize = 50;
const EACH: usize = 100;
/// Longer than any test stands still.
const HOUR: u32 = 3_600;

fn demand(calls: u64, seconds: u32, burst: u32) -> [Demand<'static>; 1] {
    let rate = Rate { ten_thousandths: calls * Rate::ONE, is_weighted: false, seconds, burst, by: "", told: None };
    [Demand { key: "店铺 🍵\nAT1".to_owned(), rate, amount: Rate::ONE }]
}

/// A moment that was reserved: not before the first time and not behind the second, by the server's clock.
type Moment = (u64, u64);

fn reserved(store: &RedisStore, connection: &mut redis::Connection) -> Moment {
    let before = time(connection);
    let Reserved::In(wait) = block_on(store.reserve(&demand(CALLS as u64, 1, 0), Duration::ZERO, None)).unwrap() else {
        panic!("there is no limit to the waiting");
    };
    let after = time(connection);
    let wait = u64::try_from(wait.as_micros()).unwrap();
    (before + wait, after + wait)
}

#[test]
fn several_processes_keep_a_rate_together_and_use_it_up() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let begun = time(&mut server.connection());
    let mut processes = [(); 2].map(|()| Process::start("limiter::child_reserves", &server.url()));
    for process in &mut processes {
        assert_eq!(process.next(), "ready");
    }
    processes.iter_mut().for_each(Process::go);
    let store = store(&server);
    let mut moments: Vec<Moment> = thread::scope(|scope| {
        let threads = [(); 4].map(|()| {
            scope.spawn(|| {
                let mut connection = server.connection();
                (0..EACH).map(|_| reserved(&store, &mut connection)).collect::<Vec<_>>()
            })
        });
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    for process in &mut processes {
        moments.extend((0..EACH).map(|_| {
            let line = process.next();
            let (first, last) = line.split_once(' ').unwrap();
            (first.parse::<u64>().unwrap(), last.parse::<u64>().unwrap())
        }));
    }
    processes.into_iter().for_each(Process::end);
    let ended = time(&mut server.connection());

    assert_eq!(moments.len(), 6 * EACH);
    let (mut first, mut last): (Vec<u64>, Vec<u64>) = moments.into_iter().unzip();
    // Each for itself: the moment in a place of the order is between those in the same place of both.
    first.sort_unstable();
    last.sort_unstable();
    let second = 1_000_000;
    for (index, (last, first)) in last.iter().skip(CALLS).zip(&first).enumerate() {
        assert!(last - first >= second, "{CALLS} calls and one in a second, behind {index}");
    }
    let last = last.last().unwrap();
    // So many seconds for all, a part in 64 of each for what is counted together, and the time that the test itself took.
    let seconds = (6 * EACH / CALLS) as u64;
    assert!(last - begun <= (ended - begun) * 2 + seconds * second * 66 / 64, "{} µs", last - begun);
}

#[test]
#[ignore = "a process of another test"]
fn child_reserves() {
    let url = given();
    let store = RedisStore::connect(&url).unwrap();
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    tell("ready");
    wait_for_go();
    let moments: Vec<Moment> = (0..EACH).map(|_| reserved(&store, &mut connection)).collect();
    for (first, last) in moments {
        tell(&format!("{first} {last}"));
    }
}

#[test]
fn what_is_too_late_reserves_nothing() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = store(&server);
    let reserve = |at_most| block_on(store.reserve(&demand(1, HOUR, 0), Duration::ZERO, at_most)).unwrap();
    assert_eq!(reserve(Some(Duration::ZERO)), Reserved::In(Duration::ZERO));
    let Reserved::In(wait) = reserve(Some(Duration::from_hours(1))) else { panic!("within an hour") };
    for _ in 0..3 {
        let late = under_tokio(store.reserve(&demand(1, HOUR, 0), Duration::ZERO, Some(Duration::ZERO))).unwrap();
        let Reserved::TooLate(late) = late else { panic!("it is full: {late:?}") };
        // The third call comes an hour behind the second, which no call that was refused has changed.
        assert!(late <= wait + Duration::from_hours(1), "{late:?} {wait:?}");
    }
    assert_eq!(block_on(store.reserve(&[], Duration::ZERO, None)).unwrap(), Reserved::In(Duration::ZERO));
}

#[test]
fn a_burst_goes_at_once_and_names_tell_nothing() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = store(&server);
    // One call an hour, and five at once after a rest.
    let waits = [(); 7].map(|()| block_on(store.reserve(&demand(1, HOUR, 5), Duration::ZERO, None)).unwrap());
    assert_eq!(waits[..5], [Reserved::In(Duration::ZERO); 5]);
    assert!(waits[5..].iter().all(|wait| matches!(wait, Reserved::In(wait) if !wait.is_zero())), "{waits:?}");
    let names = names(&mut server.connection(), "*");
    assert!(names.len() == 1 && names[0].starts_with("signwright:bucket:") && names[0].is_ascii(), "{names:?}");
    assert!(!names[0].contains("AT1"), "{names:?}");
}
