//! How a client goes on after failures, in virtual time: pauses, the deadline, the budget, and a clock that is put right.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{Client, Clock, Error, Limits, RetryBudget, SigningTime, form};

use crate::platforms::{Ask, FORM, Read, bare, credentials};

type Sent = Result<Response<Bytes>, TransportError>;

/// 2025-11-21 04:40:00 UTC, a moment that both sides agree on unless a test says otherwise.
const START: i64 = 1_763_700_000_000;

const DONE: &str = r#"{"code":0,"total":1}"#;
const THROTTLED: &str = r#"{"code":100,"message":"超过频率限制，请稍后"}"#;
const LATE: &str = r#"{"code":"acme.time:error","message":"时间误差大"}"#;

/// A world of its own: its time passes only by waiting and by exchanges.
#[derive(Clone)]
struct World(Arc<Mutex<State>>);

struct State {
    elapsed: Duration,
    /// How far our clock is off, in milliseconds.
    ours: i64,
    chance: u64,
    answers: VecDeque<Answer>,
    /// How long each exchange takes.
    takes: Duration,
    waits: Vec<u128>,
    sent: Vec<i64>,
    left: Vec<Option<Duration>>,
}

enum Answer {
    /// Whatever the time is.
    Says(Sent),
    /// As one who takes ten minutes' difference and says what time it is.
    ByTime,
}

impl World {
    fn new(answers: Vec<Sent>) -> Self {
        let answers = answers.into_iter().map(Answer::Says).collect();
        let (elapsed, takes) = (Duration::ZERO, Duration::ZERO);
        let (waits, sent, left) = (Vec::new(), Vec::new(), Vec::new());
        Self(Arc::new(Mutex::new(State { elapsed, ours: 0, chance: u64::MAX, answers, takes, waits, sent, left })))
    }

    fn with<T>(&self, see: impl FnOnce(&mut State) -> T) -> T {
        see(&mut self.0.lock().expect("one thread at a time"))
    }

    fn client(&self) -> Client<Self> {
        Client::new(&FORM, credentials(), "test", self.clone()).unwrap().with_clock(Its(self.clone()))
    }

    fn exchange(&self, request: &Request<Bytes>, bounds: Bounds) -> Sent {
        let pairs = form::decode(request.body(), Limits::default()).unwrap();
        let timestamp = pairs.iter().find(|(name, _)| name == "timestamp").map(|(_, value)| value.parse::<i64>());
        let timestamp = timestamp.unwrap().unwrap();
        self.with(|state| {
            state.elapsed += state.takes;
            state.sent.push(timestamp);
            state.left.push(bounds.time);
            match state.answers.pop_front() {
                Some(Answer::Says(sent)) => sent,
                Some(Answer::ByTime) => {
                    let theirs = START / 1000 + i64::try_from(state.elapsed.as_secs()).unwrap();
                    says_at(theirs, if (theirs - timestamp).abs() <= 600 { DONE } else { LATE })
                }
                None => Err(TransportError::not_sent("没有连接")),
            }
        })
    }

    fn wait(&self, time: Duration) {
        self.with(|state| {
            state.elapsed += time;
            state.waits.push(time.as_millis());
        });
    }
}

struct Its(World);

impl Clock for Its {
    fn now(&self) -> SigningTime {
        self.0.with(|state| {
            let elapsed = i64::try_from(state.elapsed.as_millis()).unwrap();
            SigningTime::new(START + elapsed + state.ours, "nonce")
        })
    }

    fn elapsed(&self) -> Duration {
        self.0.with(|state| state.elapsed)
    }

    fn random(&self) -> u64 {
        self.0.with(|state| state.chance)
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> Sent {
        self.exchange(&request, bounds)
    }

    fn wait(&self, time: Duration) {
        self.wait(time);
    }
}

impl AsyncTransport for World {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> BoxFuture<'_, Sent> {
        Box::pin(async move { self.exchange(&request, bounds) })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.wait(time) })
    }
}

#[allow(clippy::unnecessary_wraps)] // a line of the script, beside those that fail
fn says(body: &'static str) -> Sent {
    Ok(Response::new(body.into()))
}

#[allow(clippy::unnecessary_wraps)]
fn says_at(unix: i64, body: &'static str) -> Sent {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    let date = http_date(unix);
    response.headers_mut().insert("date", date.parse().unwrap());
    Ok(response)
}

fn http_date(unix: i64) -> String {
    let time =
        signwright_runtime::DateTime::from_unix(unix, signwright_runtime::model::Offset::UTC).unwrap().to_string();
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month: usize = time[5..7].parse().unwrap();
    format!("Fri, {} {} {} {} GMT", &time[8..10], months[month - 1], &time[..4], &time[11..])
}

#[allow(clippy::unnecessary_wraps)]
fn asked_to_wait(seconds: &'static str) -> Sent {
    let mut response = Response::new(Bytes::from_static(THROTTLED.as_bytes()));
    response.headers_mut().insert("retry-after", seconds.parse().unwrap());
    Ok(response)
}

#[test]
fn pauses_double_up_to_ten_seconds_and_are_as_long_as_chance_has_it() {
    let waits = |chance: u64| {
        let world = World::new(Vec::new());
        world.with(|state| state.chance = chance);
        world.client().with_attempts(9).call(&bare()).unwrap_err();
        world.with(|state| state.waits.clone())
    };
    assert_eq!(waits(u64::MAX), [199, 399, 799, 1599, 3199, 6399, 9999, 9999]);
    assert_eq!(waits(1 << 62), [50, 100, 200, 400, 800, 1600, 2500, 2500]);
    // No pause is no wait at all.
    assert_eq!(waits(0), [0_u128; 0]);
}

#[test]
fn what_the_platform_says_is_waited_and_a_little_more() {
    let world = World::new(vec![asked_to_wait("7"), says(THROTTLED), says(DONE)]);
    assert!(world.client().with_attempts(3).call(&Ask(bare())).is_ok());
    assert_eq!(world.with(|state| (state.waits.clone(), state.sent.len())), (vec![7_199, 399], 3));
    assert_eq!(world.with(|state| state.sent.clone()), [START / 1000, START / 1000 + 7, START / 1000 + 7]);
}

#[test]
fn a_gateway_that_says_when_to_come_back_is_heard_too() {
    let page = || {
        let page = Response::builder().status(503).header("retry-after", "7");
        Ok(page.body(Bytes::from_static("<html>系统维护中</html>".as_bytes())).unwrap())
    };
    let world = World::new(vec![page(), says(DONE)]);
    assert!(world.client().with_attempts(2).call(&Read(bare())).is_ok());
    assert_eq!(world.with(|state| state.waits.clone()), [7_199]);
    // Nobody knows what became of it, so what must not be done twice is not sent again.
    let world = World::new(vec![page(), says(DONE)]);
    let error = world.client().with_attempts(2).call(&Ask(bare())).unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), ("unknown", Some(Duration::from_secs(7))));
}

#[test]
fn a_call_ends_before_its_deadline_and_says_what_was_left() {
    // A wait that would end behind it is not begun.
    let world = World::new(vec![asked_to_wait("120"), says(DONE)]);
    let error = world.client().with_attempts(3).call(&bare()).unwrap_err();
    assert_eq!((error.retry_after(), world.with(|state| state.waits.len())), (Some(Duration::from_mins(2)), 0));
    let world = World::new(vec![asked_to_wait("120"), says(DONE)]);
    assert!(world.client().with_attempts(3).with_deadline(None).call(&bare()).is_ok(), "without one it is waited for");

    let world = World::new(Vec::new());
    world.with(|state| state.takes = Duration::from_secs(4));
    let client = world.client().with_attempts(99).with_deadline(Duration::from_secs(10));
    client.call(&bare()).unwrap_err();
    let (sent, left) = world.with(|state| (state.sent.len(), state.left.clone()));
    let milliseconds: Vec<_> = left.iter().map(|left| left.unwrap().as_millis()).collect();
    assert_eq!((sent, milliseconds), (3, vec![10_000, 5_800, 1_400]), "each exchange is told what is left");
    assert!(world.with(|state| state.elapsed) < Duration::from_secs(13));
}

#[test]
fn clones_share_their_budget_and_a_healthy_call_never_asks_for_it() {
    let budget = Arc::new(RetryBudget::new());
    let world = World::new(Vec::new());
    let client = world.client().with_attempts(4).with_pauses(Duration::ZERO, Duration::ZERO).with_budget(budget);
    for _ in 0..1000 {
        client.clone().call(&bare()).unwrap_err();
    }
    let sent = world.with(|state| state.sent.len());
    assert!((1000 + 190..=1000 + 290).contains(&sent), "{sent} of 1000 calls");
    // It fills again by calls that succeed.
    world.with(|state| {
        state.sent.clear();
        state.answers = (0..20).map(|_| Answer::Says(says(DONE))).collect();
    });
    (0..20).for_each(|_| assert!(client.call(&bare()).is_ok()));
    client.call(&bare()).unwrap_err();
    assert!((20 + 4..=20 + 5).contains(&world.with(|state| state.sent.len())));
}

#[test]
fn a_wrong_clock_is_put_right_by_one_refused_attempt_however_far_it_is_off() {
    let minutes: Vec<i64> = (-1440..=1440).step_by(45).chain([-1440, -11, -10, 0, 10, 11]).collect();
    for off in minutes {
        let world = World::new(Vec::new());
        world.with(|state| {
            state.ours = off * 60_000;
            state.takes = Duration::from_millis(300);
            state.answers = (0..9).map(|_| Answer::ByTime).collect();
        });
        let client = world.client();
        // Also where nothing else would be repeated, and by each of its clones.
        assert!(client.call(&Ask(bare())).is_ok(), "{off} minutes");
        assert!(client.clone().call(&Ask(bare())).is_ok(), "{off} minutes");
        let refused = usize::from(off.abs() > 10);
        assert_eq!(world.with(|state| state.sent.len()), 2 + refused, "{off} minutes");
        assert!((client.skew() + off * 60_000).abs() < 2000 || refused == 0, "{off}: {}", client.skew());
        assert_eq!(world.with(|state| state.waits.len()), 0, "nothing is waited for");
    }
}

#[test]
fn a_clock_that_cannot_be_put_right_is_told_of() {
    let answers = |at: fn() -> Sent| World::new((0..5).map(|_| at()).collect());
    let refused = |world: &World| match world.client().call(&Read(bare())).unwrap_err() {
        Error::Refused(refusal) => (refusal.skew, Error::Refused(refusal).to_string()),
        other => panic!("{other}"),
    };
    let undated = answers(|| says(LATE));
    assert_eq!(refused(&undated).0, None, "no date says by how much");
    assert_eq!(undated.with(|state| state.sent.len()), 1);
    let years = answers(|| says_at(START / 1000 + 26 * 3600, LATE));
    let (skew, shown) = refused(&years);
    assert_eq!((skew, years.with(|state| state.sent.len())), (Some(26 * 3_600_000), 1), "that is no clock");
    assert!(shown.contains("the server's is 93600 seconds ahead of ours"), "{shown}");
    // One who refuses a right time too is asked once more and not again.
    let stubborn = answers(|| says_at(START / 1000 - 700, LATE));
    assert_eq!(refused(&stubborn).0, Some(0));
    assert_eq!(stubborn.with(|state| state.sent.clone()), [START / 1000, START / 1000 - 700]);
}

#[test]
fn without_blocking_the_course_is_the_same() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let course = |is_async: bool| {
        let world =
            World::new(vec![says(THROTTLED), says_at(START / 1000 + 900, LATE), asked_to_wait("3"), says(DONE)]);
        let client = world.client().with_attempts(3);
        let result = if is_async { runtime.block_on(client.call_async(&bare())) } else { client.call(&bare()) };
        assert!(result.is_ok());
        world.with(|state| (state.waits.clone(), state.sent.clone(), state.left.clone()))
    };
    assert_eq!(course(true), course(false));
}
