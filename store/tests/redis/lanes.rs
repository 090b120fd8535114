//! Turns over several processes: one inside at a time, in the order of arrival, and nobody waits for ever for who is gone.

use std::future::Future as _;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use redis::Connection;
use signwright_runtime::{Lanes as _, Turn};
use signwright_store::RedisStore;

use super::server::{RedisServer, names};
use super::support::{Process, block_on, given, tell, under_tokio, wait_for_go};
use super::{store, time};

const TURNS: usize = 50;

fn lane(name: &str) -> [String; 1] {
    [format!("柳云\n店铺 🍵\n{name}")]
}

fn enter(store: &RedisStore, name: &str) -> Turn {
    block_on(store.enter(&lane(name))).unwrap()
}

/// How many hold or want a place in the only lane that there is.
fn queued(connection: &mut Connection) -> u64 {
    names(connection, "*:queue:*").first().map_or(0, |name| redis::cmd("LLEN").arg(name).query(connection).unwrap())
}

fn wait_until(connection: &mut Connection, holds: impl Fn(&mut Connection) -> bool) {
    for _ in 0..3_000 {
        if holds(connection) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("it does not come to pass");
}

/// Takes turns, and counts in each of them in two steps, which go wrong if anybody else is inside.
fn take_turns(store: &RedisStore, connection: &mut Connection) {
    for _ in 0..TURNS {
        let turn = enter(store, "AT1");
        let inside: u64 = redis::cmd("INCR").arg("inside").query(connection).unwrap();
        assert_eq!(inside, 1, "others are inside");
        let count: Option<u64> = redis::cmd("GET").arg("count").query(connection).unwrap();
        redis::cmd("SET").arg("count").arg(count.unwrap_or(0) + 1).query::<()>(connection).unwrap();
        redis::cmd("DECR").arg("inside").query::<u64>(connection).unwrap();
        drop(turn);
    }
}

#[test]
fn never_are_two_inside() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let mut processes = [(); 2].map(|()| Process::start("lanes::child_takes_turns", &server.url()));
    for process in &mut processes {
        assert_eq!(process.next(), "ready");
    }
    processes.iter_mut().for_each(Process::go);
    // Half of the threads share a store, as the clones of a client do.
    let shared = store(&server);
    thread::scope(|scope| {
        for number in 0..8 {
            let store = if number % 2 == 0 { shared.clone() } else { store(&server) };
            let mut connection = server.connection();
            scope.spawn(move || take_turns(&store, &mut connection));
        }
    });
    processes.into_iter().for_each(Process::end);
    let mut connection = server.connection();
    let count: usize = redis::cmd("GET").arg("count").query(&mut connection).unwrap();
    assert_eq!(count, 10 * TURNS);
    wait_until(&mut connection, |connection| names(connection, "signwright:*").is_empty());
}

#[test]
#[ignore = "a process of another test"]
fn child_takes_turns() {
    let url = given();
    let store = RedisStore::connect(&url).unwrap();
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    tell("ready");
    wait_for_go();
    take_turns(&store, &mut connection);
}

#[test]
fn who_comes_first_goes_first() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (held, mut connection) = (store(&server), server.connection());
    let turn = enter(&held, "AT1");
    let shared = store(&server);
    thread::scope(|scope| {
        let mut processes = Vec::new();
        for number in 0..10_u64 {
            // From processes, from stores of their own, and from one that several share, in turn.
            if number % 3 == 0 {
                let given = format!("{} {number}", server.url());
                processes.push(Process::start("lanes::child_logs_its_turn", &given));
            } else {
                let store = if number % 3 == 1 { shared.clone() } else { store(&server) };
                let mut connection = server.connection();
                scope.spawn(move || log_turn(&store, &mut connection, number));
            }
            wait_until(&mut connection, |connection| queued(connection) == number + 2);
        }
        drop(turn);
        processes.into_iter().for_each(Process::end);
    });
    let order: Vec<u64> = redis::cmd("LRANGE").arg("log").arg(0).arg(-1).query(&mut connection).unwrap();
    assert_eq!(order, (0..10).collect::<Vec<u64>>());
}

fn log_turn(store: &RedisStore, connection: &mut Connection, number: u64) {
    let _turn = enter(store, "AT1");
    redis::cmd("RPUSH").arg("log").arg(number).query::<()>(connection).unwrap();
}

#[test]
#[ignore = "a process of another test"]
fn child_logs_its_turn() {
    let given = given();
    let (url, number) = given.split_once(' ').unwrap();
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    log_turn(&RedisStore::connect(url).unwrap(), &mut connection, number.parse().unwrap());
}

#[test]
fn a_turn_lasts_beyond_its_lease_and_ends_with_its_process() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let mut connection = server.connection();
    let mut process = Process::start("lanes::child_holds_a_turn", &server.url());
    assert_eq!(process.next(), "inside");
    let inside = time(&mut connection);
    let entered = told_when_inside(&server);
    // The holder renews its turn for longer than it would last.
    wait_until(&mut connection, |connection| time(connection) > inside + 2 * 2_000_000);
    let killed = time(&mut connection);
    process.kill();
    let entered = entered.recv_timeout(Duration::from_secs(30)).expect("the lane is free at last");
    assert!(entered >= killed, "in spite of the one inside");
}

/// Takes a turn on a thread of its own, and tells when, by the server's clock. A thread that never gets it ends with the
/// tests.
fn told_when_inside(server: &RedisServer) -> mpsc::Receiver<u64> {
    let (entered, told) = mpsc::channel();
    let (store, mut clock) = (store(server), server.connection());
    thread::spawn(move || {
        let _turn = enter(&store, "AT1");
        entered.send(time(&mut clock)).unwrap();
    });
    told
}

#[test]
#[ignore = "a process of another test"]
fn child_holds_a_turn() {
    let store = RedisStore::connect(&given()).unwrap().with_lease(Duration::from_secs(2));
    let _turn = enter(&store, "AT1");
    tell("inside");
    wait_for_go();
}

#[test]
fn a_late_release_frees_nobody_elses_turn() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, mut connection) = (store(&server), server.connection());
    let late = enter(&store, "AT1");
    // As if its program had stood still for longer than the lease.
    let [leases] = names(&mut connection, "*:leases:*").try_into().unwrap();
    redis::cmd("DEL").arg(&leases).query::<()>(&mut connection).unwrap();
    let other = self::store(&server);
    let turn = enter(&other, "AT1");
    drop(late);
    // Its thread has done what it was told before it answers the next one.
    drop(enter(&store, "AT2"));
    let entered = told_when_inside(&server);
    let queue = leases.replace(":leases:", ":queue:");
    wait_until(&mut connection, |connection| redis::cmd("LLEN").arg(&queue).query::<u64>(connection).unwrap() == 2);
    assert!(entered.try_recv().is_err(), "the second turn is still held");
    drop(turn);
    entered.recv_timeout(Duration::from_secs(30)).expect("now it is free");
}

#[test]
fn several_lanes_at_once_never_wait_for_each_other() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let wanted = [["甲", "乙"], ["乙", "甲"], ["乙", "丙"], ["丙", "甲"], ["丙", "丙"], ["甲", "乙"]];
    thread::scope(|scope| {
        for names in wanted {
            let (store, mut connection) = (store(&server), server.connection());
            scope.spawn(move || {
                let keys = names.map(str::to_owned);
                for _ in 0..25 {
                    let _turn = block_on(store.enter(&keys)).unwrap();
                    for name in keys.iter().collect::<std::collections::BTreeSet<_>>() {
                        let inside: u64 = redis::cmd("INCR").arg(name).query(&mut connection).unwrap();
                        assert_eq!(inside, 1, "others are inside {name}");
                    }
                    for name in keys.iter().collect::<std::collections::BTreeSet<_>>() {
                        redis::cmd("DECR").arg(name).query::<u64>(&mut connection).unwrap();
                    }
                }
            });
        }
    });
}

#[test]
fn who_waits_no_longer_gives_up_its_place() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let (store, other, mut connection) = (store(&server), store(&server), server.connection());
    let turn = enter(&store, "AT1");
    {
        let keys = lane("AT1");
        let mut waits = pin!(other.enter(&keys));
        assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        wait_until(&mut connection, |connection| queued(connection) == 2);
    }
    wait_until(&mut connection, |connection| queued(connection) == 1);
    drop(turn);
    drop(enter(&store, "AT1"));
    // Nor does one whose future was never asked take a place.
    drop(other.enter(&lane("AT1")));
    // A store whose last part is dropped has left all that it held.
    drop((store, other));
    assert_eq!(queued(&mut connection), 0);
}

#[test]
fn many_wait_under_tokio_on_one_thread() {
    let Some(server) = RedisServer::start(&[]) else { return };
    let store = store(&server);
    under_tokio(async {
        let turns = tokio::task::LocalSet::new();
        for _ in 0..20 {
            let store = store.clone();
            turns.spawn_local(async move {
                for _ in 0..5 {
                    let turn = store.enter(&lane("AT1")).await.unwrap();
                    // Others run meanwhile.
                    tokio::task::yield_now().await;
                    drop(turn);
                }
            });
        }
        turns.await;
    });
    drop(store);
    assert_eq!(queued(&mut server.connection()), 0);
}

#[test]
fn a_turn_is_held_on_over_a_server_that_forgot_it() {
    let Some(mut server) = RedisServer::start(&[]) else { return };
    let holder = store(&server).with_lease(Duration::from_secs(2));
    let turn = enter(&holder, "AT1");
    server.stop();
    let error = block_on(store_error(&holder));
    assert!(error.contains("cannot be reached"), "{error}");
    server.start_again();
    let mut connection = server.connection();
    wait_until(&mut connection, |connection| queued(connection) == 1);
    let other = store(&server);
    let keys = lane("AT1");
    let mut waits = pin!(other.enter(&keys));
    assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    wait_until(&mut connection, |connection| queued(connection) == 2);
    assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending(), "the turn is still held");
    drop(turn);
    drop(block_on(waits).unwrap());
}

/// What is said where a lane cannot be entered.
async fn store_error(store: &RedisStore) -> String {
    store.enter(&lane("AT2")).await.unwrap_err().to_string()
}
