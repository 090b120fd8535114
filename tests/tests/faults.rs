//! One list of what can go wrong between a request and its answer, run over both transports: the same event is the same
//! outcome in each.

use std::time::Duration;

use bytes::Bytes;
use signwright_runtime::transport::{
    Async, AsyncTransport as _, Blocking, Bounds, Phase, Timeouts, Transport as _, TransportError,
};
use signwright_tests::hostile::{Act, Hostile};

const LIMIT: usize = 1000;
const NO_TIME: Duration = Duration::from_millis(1);
const OFTEN: Duration = Duration::from_millis(20);

/// What happens, over which scheme, and what becomes of the request.
type Case = (&'static str, &'static str, Act, Result<&'static str, (Phase, &'static str)>);

fn faults() -> Vec<Case> {
    let silence = |text: &str| Act::Silence(text.into());
    let answer = |text: &str| Act::Answer(text.into());
    let endless = |first: &str, again: &str, pause| Act::Endless(first.into(), again.into(), pause);
    let not_sent = |message| Err((Phase::NotSent, message));
    let unknown = |message| Err((Phase::Unknown, message));
    let (late, torn) = ("there was no answer in time", "the connection broke inside the answer");
    let half = "the answer began and did not end in time";
    let ok = "HTTP/1.1 200 OK\r\n";
    vec![
        ("nothing listens", "http", Act::Absent, not_sent("the connection was refused")),
        ("connecting hangs", "http", Act::Full, not_sent("there was no connection in time")),
        ("connecting hangs", "https", Act::Full, not_sent("there was no connection in time")),
        ("TLS is met with silence", "https", Act::Deaf, not_sent("there was no secure connection in time")),
        (
            "TLS comes byte by byte",
            "https",
            // A record that says that it is long.
            Act::EndlessAtOnce(vec![22, 3, 3], OFTEN),
            not_sent("there was no secure connection in time"),
        ),
        (
            "TLS is met with HTTP",
            "https",
            Act::EndlessAtOnce(ok.into(), NO_TIME),
            not_sent("there is no secure connection"),
        ),
        ("TLS is met with an end", "https", Act::Reset, not_sent("there is no secure connection")),
        ("silence", "http", Act::Deaf, unknown(late)),
        ("silence behind the request", "http", silence(""), unknown(late)),
        ("an end", "http", Act::Close, unknown("the connection broke before there was an answer")),
        ("a reset", "http", Act::Reset, unknown("the connection broke before there was an answer")),
        ("half a head", "http", answer("HTTP/1.1 200"), unknown(torn)),
        ("half a head and silence", "http", silence("HTTP/1.1 200"), unknown(half)),
        ("a head that drips", "http", endless(ok, "x: 1\r\n", OFTEN), unknown(half)),
        (
            "a head without end",
            "http",
            endless(ok, &"x".repeat(1000), NO_TIME),
            unknown("the answer is not HTTP: its head is too long"),
        ),
        ("interim answers that drip", "http", endless("", "HTTP/1.1 102 Processing\r\n\r\n", OFTEN * 3), unknown(late)),
        (
            "interim answers without end",
            "http",
            endless("", "HTTP/1.1 102 Processing\r\n\r\n", Duration::ZERO),
            unknown("the answer is not HTTP: it has too many interim answers"),
        ),
        ("half a body", "http", answer(&format!("{ok}content-length: 9\r\n\r\n订")), unknown(torn)),
        ("half a body and silence", "http", silence(&format!("{ok}content-length: 9\r\n\r\n订")), unknown(half)),
        ("a body that drips", "http", endless(&format!("{ok}content-length: 900\r\n\r\n"), "x", OFTEN), unknown(half)),
        (
            "chunks that drip",
            "http",
            endless(&format!("{ok}transfer-encoding: chunked\r\n\r\n"), "1\r\nx\r\n", OFTEN),
            unknown(half),
        ),
        ("half a chunk", "http", answer(&format!("{ok}transfer-encoding: chunked\r\n\r\n9\r\n订")), unknown(torn)),
        (
            "a body without end",
            "http",
            endless(&format!("{ok}\r\n"), "订", NO_TIME),
            unknown("the answer is longer than 1000 bytes"),
        ),
        (
            "a body that states too much",
            "http",
            silence(&format!("{ok}content-length: 1001\r\n\r\n")),
            unknown("the answer is longer than 1000 bytes"),
        ),
        ("no HTTP", "http", answer("这不是 HTTP\r\n\r\n"), unknown("the answer is not HTTP: its head cannot be read")),
        (
            "another protocol",
            "http",
            answer("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
            unknown("the answer is not HTTP: it switches to another protocol"),
        ),
        ("no address", "ftp", Act::Absent, not_sent("this is no address that HTTP has")),
        ("an answer", "http", answer(&format!("{ok}content-length: 6\r\n\r\n成功")), Ok("成功")),
        (
            "an answer whose end is its length",
            "http",
            silence(&format!("{ok}content-length: 6\r\n\r\n成功")),
            Ok("成功"),
        ),
        ("an answer whose end is the connection's", "http", answer(&format!("{ok}\r\n成功")), Ok("成功")),
        (
            "interim answers before one",
            "http",
            answer(&format!("HTTP/1.1 102 Processing\r\n\r\n{ok}content-length: 6\r\n\r\n成功")),
            Ok("成功"),
        ),
    ]
}

fn request(url: &str) -> http::Request<Bytes> {
    http::Request::post(url).body(Bytes::from("订单=1")).expect("a request")
}

/// The text of an answer, or the fault.
type Sent = Result<String, TransportError>;

fn on_both(url: &str, timeouts: Timeouts) -> [Sent; 2] {
    within(url, timeouts, LIMIT.into())
}

fn within(url: &str, timeouts: Timeouts, bounds: Bounds) -> [Sent; 2] {
    let blocking = Blocking::with_timeouts(timeouts).send(request(url), bounds);
    let runtime = signwright_tests::runtime();
    let sent = runtime.block_on(Async::with_timeouts(timeouts).send(request(url), bounds));
    [blocking, sent].map(|sent| sent.map(|answer| String::from_utf8_lossy(answer.body()).into_owned()))
}

#[test]
fn the_same_event_is_the_same_outcome_on_both_transports() {
    let total = Duration::from_millis(1500);
    // A connection may take all of the time, more than all, or less.
    let each = [total, total * 10, total / 2];
    std::thread::scope(|scope| {
        for (index, (name, scheme, act, expected)) in faults().into_iter().enumerate() {
            scope.spawn(move || {
                let timeouts = Timeouts { connect: each[index % each.len()], first_byte: total, idle: total, total };
                let url = Hostile::start(act).url(scheme);
                for sent in on_both(&url, timeouts) {
                    let outcome = sent.as_deref().map_err(|error| (error.phase, error.message.as_str()));
                    assert_eq!(outcome, expected, "{name}");
                }
            });
        }
    });
}

/// None of these would end while anybody waits for it, but for the one limit that is short.
#[test]
fn each_limit_holds_by_itself() {
    let (hour, short) = (Duration::from_hours(1), Duration::from_millis(300));
    let long = Timeouts { connect: hour, first_byte: hour, idle: hour, total: hour };
    let bounds = Bounds::from(LIMIT);
    let begun = || Act::Silence("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n订".into());
    let (late, half) = ("there was no answer in time", "the answer began and did not end in time");
    let cases = [
        (Act::Deaf, Timeouts { total: short, ..long }, bounds, late),
        (Act::Deaf, Timeouts { first_byte: short, ..long }, bounds, late),
        (begun(), Timeouts { idle: short, ..long }, bounds, half),
        (Act::Deaf, long, Bounds { time: Some(short), ..bounds }, late),
        (begun(), long, Bounds { time: Some(short), ..bounds }, half),
        (Act::Full, Timeouts { connect: short, ..long }, bounds, "there was no connection in time"),
        (Act::Full, long, Bounds { time: Some(short), ..bounds }, "there was no connection in time"),
    ];
    std::thread::scope(|scope| {
        for (act, timeouts, bounds, expected) in cases {
            scope.spawn(move || {
                for sent in within(&Hostile::start(act).url("http"), timeouts, bounds) {
                    assert_eq!(sent.expect_err("no answer").message, expected, "{timeouts:?} {bounds:?}");
                }
            });
        }
    });
    // A first byte ends the wait for one, and each piece the idle time.
    let drips = Act::Endless("HTTP/1.1 200 OK\r\n\r\n".into(), "订".into(), OFTEN);
    let patient = Timeouts { first_byte: OFTEN * 50, idle: OFTEN * 50, ..long };
    for sent in within(&Hostile::start(drips).url("http"), patient, bounds) {
        assert_eq!(sent.expect_err("no end").message, "the answer is longer than 1000 bytes");
    }
}

#[test]
fn the_cause_of_a_fault_is_its_source() {
    use std::error::Error as _;
    for (act, kind) in [
        (Act::Absent, std::io::ErrorKind::ConnectionRefused),
        (Act::Deaf, std::io::ErrorKind::TimedOut),
        (Act::Close, std::io::ErrorKind::UnexpectedEof),
    ] {
        let total = Duration::from_millis(300);
        for sent in on_both(
            &Hostile::start(act).url("http"),
            Timeouts { connect: total, first_byte: total, idle: total, total },
        ) {
            let error = sent.expect_err("no answer");
            let cause = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>());
            assert_eq!(cause.map(std::io::Error::kind), Some(kind), "{error:?}");
            assert!(!format!("{error:?} {cause:?}").contains("deadbeef"));
        }
    }
}
