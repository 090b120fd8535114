//! Calls of one key go one after the other, first in, first out; others do not wait for them.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::join_all;
use http::{Request, Response};
use signwright_runtime::transport::{Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{Client, Error, Lanes, LocalLanes, NotSent, StoreError, Turn};

use crate::world::{DONE, PLATFORM, World, credentials, push, says};

fn tids(world: &World) -> Vec<String> {
    world.came().iter().map(|came| came.get("tid").to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn calls_of_one_order_never_overtake_each_other() {
    // Each takes less time than the one before, so that all would be overtaken.
    let world = World::new(|came| {
        let number: u64 = came.get("buyer").parse().unwrap();
        (Duration::from_secs(10 - number), says(DONE))
    });
    let client = world.client();
    let calls = (0..10).map(|number| {
        let mut request = push("订单一");
        request.buyer = Some(number.to_string());
        let client = client.clone();
        async move { client.call_async(&request).await.map(|_| ()) }
    });
    let results = join_all(calls).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let came = world.came();
    let order: Vec<_> = came.iter().map(|came| came.get("buyer").to_owned()).collect();
    assert_eq!(order, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    // Each began when the one before was over.
    let seconds: Vec<_> = came.iter().map(|came| came.at.as_secs()).collect();
    assert_eq!(seconds, [0, 10, 19, 27, 34, 40, 45, 49, 52, 54]);
}

#[tokio::test(start_paused = true)]
async fn other_orders_and_other_accounts_do_not_wait() {
    let world = World::healthy(5000);
    let client = world.client();
    let (first, second, third) = (push("订单一"), push("订单二"), push("订单一"));
    let elsewhere = client.clone().with_account("另一家店");
    let calls = [client.call_async(&first), client.call_async(&second), elsewhere.call_async(&third)];
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(world.came().iter().map(|came| came.at.as_secs()).collect::<Vec<_>>(), [0, 0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_turn_is_held_over_all_attempts_and_given_up_by_who_does_not_wait() {
    // The first order is never answered; its second attempt is not overtaken by the newer call.
    let world = World::new(|came| match came.get("buyer") {
        "旧" => (Duration::from_secs(1), Err(TransportError::unknown("没有应答"))),
        _ => (Duration::ZERO, says(DONE)),
    });
    let client = world.client().with_attempts(2);
    let of = |buyer: &str| {
        let mut request = push("订单一");
        request.buyer = Some(buyer.to_owned());
        request
    };
    let (old, new, late) = (of("旧"), of("新"), of("迟"));
    let impatient = client.clone().with_deadline(Duration::from_millis(500));
    let (old, late, new) = tokio::join!(client.call_async(&old), impatient.call_async(&late), client.call_async(&new));
    assert!(matches!(old, Err(Error::Unknown(_))), "{old:?}");
    assert!(matches!(late, Err(Error::NotSent(NotSent::Late(None)))), "{late:?}");
    assert!(new.is_ok());
    let buyers: Vec<_> = world.came().iter().map(|came| came.get("buyer").to_owned()).collect();
    assert_eq!(buyers, ["旧", "旧", "新"]);
}

#[tokio::test(start_paused = true)]
async fn a_newer_call_waits_until_one_of_unknown_outcome_can_be_on_the_way_no_more() {
    let world = World::new(|came| match came.get("buyer") {
        "旧" => (Duration::from_secs(1), Err(TransportError::unknown("没有应答"))),
        _ => (Duration::from_secs(2), says(DONE)),
    });
    let client = world.client().with_settling(Duration::from_secs(7));
    let mut old = push("订单一");
    old.buyer = Some("旧".to_owned());
    assert!(client.call_async(&old).await.is_err());
    // Another order does not wait, and what cannot wait so long is not sent.
    assert!(client.call_async(&push("订单二")).await.is_ok());
    let hurried = client.clone().with_deadline(Duration::from_secs(3));
    let error = hurried.call_async(&push("订单一")).await.expect_err("it rests");
    assert!(matches!(error, Error::NotSent(NotSent::Late(Some(_)))), "{error}");
    assert!(client.call_async(&push("订单一")).await.is_ok());
    // Likewise behind one whose future was dropped on its way.
    assert!(tokio::time::timeout(Duration::from_secs(1), client.call_async(&push("订单一"))).await.is_err());
    assert!(client.call_async(&push("订单一")).await.is_ok());
    let seconds: Vec<_> = world.came().iter().map(|came| came.at.as_secs()).collect();
    assert_eq!(seconds, [0, 1, 8, 10, 18]);
}

#[test]
fn a_crowd_in_one_lane_goes_in_order_and_whoever_leaves_is_not_waited_for() {
    // So many that to look through all of them for each would take minutes.
    let (lanes, key) = (LocalLanes::default(), ["订单一".to_owned()]);
    let mut crowd: VecDeque<_> = (0..100_000).map(|_| lanes.enter(&key)).collect();
    let mut turn = crowd.pop_front().and_then(FutureExt::now_or_never);
    assert!(turn.is_some(), "the first");
    assert!(crowd.iter_mut().all(|waiting| waiting.now_or_never().is_none()), "the others wait");
    while let Some(mut next) = crowd.pop_front() {
        // From the end, and so from behind all who wait.
        drop(crowd.pop_back());
        assert!((&mut next).now_or_never().is_none(), "not before its turn");
        drop(turn.take());
        turn = next.now_or_never();
        assert!(turn.is_some(), "now it is its turn");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_are_kept_without_their_requests() {
    let world = World::healthy(10);
    let client = world.client();
    let calls: Vec<_> = ["单1", "单2"].into_iter().map(|tid| client.call_async(&push(tid))).collect();
    assert!(join_all(calls).await.iter().all(Result::is_ok));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_its_place() {
    let world = World::healthy(60_000);
    let client = world.client();
    let (first, second) = (push("订单一"), push("订单一"));
    let holder = tokio::spawn({
        let client = client.clone();
        async move { client.call_async(&first).await.map(|_| ()) }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(tids(&world).len(), 1);
    let waiting = tokio::time::timeout(Duration::from_secs(1), client.call_async(&second)).await;
    assert!(waiting.is_err(), "it waits");
    holder.abort();
    assert!(holder.await.is_err());
    assert!(client.call_async(&push("订单一")).await.is_ok(), "neither of both holds the turn");
}

#[test]
fn turns_in_several_lanes_are_taken_at_once_and_threads_wait_for_them() {
    let lanes = LocalLanes::default();
    let inside = AtomicU32::new(0);
    let keys = ["一", "二", "三"].map(str::to_owned);
    // Each wants two of three, in an order that would have them wait for each other.
    std::thread::scope(|scope| {
        for thread in 0..3_usize {
            let wanted = [keys[thread].clone(), keys[(thread + 1) % 3].clone()];
            let (lanes, inside) = (&lanes, &inside);
            scope.spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                for _ in 0..300 {
                    let turn = runtime.block_on(lanes.enter(&wanted)).unwrap();
                    // Any two of them have a lane in common.
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    std::thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    drop(turn);
                }
            });
        }
    });
}

/// A transport that blocks, and sees how many are inside.
#[derive(Default)]
struct Door {
    inside: AtomicU32,
    most: AtomicU32,
}

impl Transport for Door {
    fn send(&self, _: Request<Bytes>, _: Bounds) -> Result<Response<Bytes>, TransportError> {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(inside, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(3));
        self.inside.fetch_sub(1, Ordering::SeqCst);
        says(DONE)
    }
}

#[test]
fn threads_that_block_take_turns_too_and_wait_no_longer_than_they_may() {
    let door = Arc::new(Door::default());
    let client = Client::new(&PLATFORM, credentials(), "test", Arc::clone(&door)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| assert!(client.call(&push("订单一")).is_ok()));
        }
    });
    assert_eq!(door.most.load(Ordering::SeqCst), 1);

    // Lanes that never let anybody in.
    let held = client.clone().with_lanes(Closed).with_deadline(Duration::from_millis(20));
    let error = held.call(&push("订单一")).expect_err("its turn does not come");
    assert!(matches!(error, Error::NotSent(NotSent::Late(None))), "{error}");
}

struct Closed;

impl Lanes for Closed {
    fn enter<'a>(&'a self, _: &'a [String]) -> BoxFuture<'a, Result<Turn, StoreError>> {
        Box::pin(std::future::pending())
    }
}
