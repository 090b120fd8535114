//! How far past its deadline a call comes on each transport: first against servers that do all they can to hold one, and
//! then a thousand calls at a time that hang at every point where a call can.
//!
//! `cargo run --release -p signwright-tests --example deadlines`

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use signwright_runtime::transport::{
    Async, AsyncTransport as _, Blocking, Proxy, Settings, Timeouts, Transport as _, TransportError,
};
use signwright_tests::hostile::{Act, Hostile};
use signwright_tests::proxy::{Middle, Part};

const TOTAL: Duration = Duration::from_millis(500);
const LIMIT: usize = 1 << 30;
/// The calls over each transport, and how many of them hang at a time.
const CALLS: usize = 1000;
const THREADS: usize = 25;
const TASKS: usize = 100;
/// How far from its deadline a call may come back.
const TOLERANCE: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    hold();
    let points = points();
    println!("\n{:<26} {:<9} {:>7} {:>14}", "where a call hangs", "transport", "in time", "most past, ms");
    let blocking = tell(&points, "blocking", &hang_blocking(&points));
    let asynchronous = tell(&points, "async", &hang_async(&points));
    if blocking && asynchronous { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One call at a time against each server, with as many bytes as it can send.
fn hold() {
    let ok = "HTTP/1.1 200 OK\r\n";
    let (often, never_idle) = (Duration::from_millis(5), Duration::ZERO);
    let endless = |first: &str, again: &str, pause| Act::Endless(first.into(), again.into(), pause);
    let long = "订".repeat(20_000);
    let acts = [
        ("connecting hangs", "http", Act::Full),
        ("TLS is met with silence", "https", Act::Deaf),
        ("TLS comes byte by byte", "https", Act::EndlessAtOnce(vec![22, 3, 3], often)),
        ("TLS of empty records", "https", Act::EndlessAtOnce([22, 3, 3, 0, 0].repeat(1000), never_idle)),
        ("silence", "http", Act::Deaf),
        ("interim answers, slow", "http", endless("", "HTTP/1.1 102 Processing\r\n\r\n", often * 6)),
        ("interim answers, fast", "http", endless("", &"HTTP/1.1 102 Processing\r\n\r\n".repeat(1000), never_idle)),
        ("a head byte by byte", "http", endless(ok, "x", often)),
        ("a body byte by byte", "http", endless(&format!("{ok}content-length: 999999\r\n\r\n"), "x", often)),
        ("a body without pause", "http", endless(&format!("{ok}\r\n"), &long, never_idle)),
        (
            "chunks without pause",
            "http",
            endless(&format!("{ok}transfer-encoding: chunked\r\n\r\n"), &"1\r\nx\r\n".repeat(9000), never_idle),
        ),
    ];
    println!("{:<26} {:<9} {:>8} {:>9}  outcome", "the server's part", "transport", "took ms", "past it");
    for (name, scheme, act) in acts {
        let url = Hostile::start(act).url(scheme);
        report(name, "blocking", || Blocking::with_timeouts(within(TOTAL)).send(request(&url), LIMIT.into()));
        report(name, "async", || {
            let runtime = signwright_tests::runtime();
            runtime.block_on(Async::with_timeouts(within(TOTAL)).send(request(&url), LIMIT.into()))
        });
    }
}

fn within(total: Duration) -> Timeouts {
    Timeouts { connect: total, first_byte: total, idle: total, total }
}

fn request(url: &str) -> http::Request<Bytes> {
    http::Request::post(url).body(Bytes::from("订单=1")).expect("a request")
}

fn report(name: &str, transport: &str, send: impl FnOnce() -> Result<http::Response<Bytes>, TransportError>) {
    let begin = Instant::now();
    let outcome = send();
    let took = begin.elapsed();
    let past = took.saturating_sub(TOTAL).as_secs_f64() * 1000.0;
    let outcome = outcome.map_or_else(|error| error.message, |answer| format!("{} bytes", answer.body().len()));
    println!("{name:<26} {transport:<9} {:>8} {past:>8.1}  {outcome}", took.as_millis());
}

/// Where a call hangs: the address, and the proxy on the way.
struct Point {
    name: &'static str,
    url: String,
    settings: Settings,
}

/// Servers that only wait, so that a thousand calls to them cost this machine little.
fn points() -> Vec<Point> {
    let ok = "HTTP/1.1 200 OK\r\n";
    let often = Duration::from_millis(20);
    let endless = |first: &str, again: &str| Act::Endless(first.into(), again.into(), often);
    let half_chunk = format!("{ok}transfer-encoding: chunked\r\n\r\n9\r\n订");
    let acts = [
        ("connecting", "http", Act::Full),
        ("connecting for TLS", "https", Act::Full),
        ("TLS, in silence", "https", Act::Deaf),
        ("TLS, byte by byte", "https", Act::EndlessAtOnce(vec![22, 3, 3], often)),
        ("before the first byte", "http", Act::Deaf),
        ("interim answers", "http", endless("", "HTTP/1.1 102 Processing\r\n\r\n")),
        ("half a head", "http", Act::Silence("HTTP/1.1 200".into())),
        ("a head that drips", "http", endless(ok, "x")),
        ("half a body", "http", Act::Silence(format!("{ok}content-length: 9\r\n\r\n订").into())),
        ("a body that drips", "http", endless(&format!("{ok}content-length: 9999\r\n\r\n"), "x")),
        ("half a chunk", "http", Act::Silence(half_chunk.into())),
        ("chunks that drip", "http", endless(&format!("{ok}transfer-encoding: chunked\r\n\r\n"), "1\r\nx\r\n")),
    ];
    let direct = |(name, scheme, act)| Point { name, url: Hostile::start(act).url(scheme), settings: Settings::new() };
    let parts = [
        ("a proxy, in silence", Part::Silent),
        ("a proxy's head that drips", Part::Endless(ok.into(), b"x".into(), often)),
        ("an open tunnel, in silence", Part::Endless(format!("{ok}\r\n").into(), Vec::new(), often)),
    ];
    let through = |(name, part)| {
        let proxy = Proxy::new(&Middle::start(part).address().to_string()).expect("an address");
        Point { name, url: "https://acme.test/".to_owned(), settings: Settings::new().with_proxy(proxy) }
    };
    acts.into_iter().map(direct).chain(parts.into_iter().map(through)).collect()
}

/// Of one call: at which point it hung, and how far past its deadline it came back; `None` where it came too early, or with
/// an answer.
type Returned = (usize, Option<Duration>);

/// The point and the deadline of a call, from 150 to 399 ms.
fn plan(index: usize, points: &[Point]) -> (usize, Duration) {
    (index % points.len(), Duration::from_millis(150 + (index * 37 % 250) as u64))
}

fn returned(point: usize, begin: Instant, deadline: Duration, is_answer: bool) -> Returned {
    let took = begin.elapsed();
    // A timer that counts whole milliseconds may be one of them early.
    let is_late_enough = took + Duration::from_millis(2) >= deadline;
    (point, (is_late_enough && !is_answer).then(|| took.saturating_sub(deadline)))
}

fn hang_blocking(points: &[Point]) -> Vec<Returned> {
    let (next_index, calls) = (AtomicUsize::new(0), Mutex::default());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let index = next_index.fetch_add(1, Ordering::Relaxed);
                    if index >= CALLS {
                        return;
                    }
                    let (point, deadline) = plan(index, points);
                    let Point { url, settings, .. } = &points[point];
                    let transport = Blocking::with(settings.clone().with_timeouts(within(deadline)));
                    let (request, begin) = (request(url), Instant::now());
                    let sent = transport.send(request, LIMIT.into());
                    let returned = returned(point, begin, deadline, sent.is_ok());
                    Vec::push(&mut calls.lock().unwrap_or_else(PoisonError::into_inner), returned);
                }
            });
        }
    });
    calls.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn hang_async(points: &[Point]) -> Vec<Returned> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let permits = Arc::new(tokio::sync::Semaphore::new(TASKS));
    let tasks: Vec<_> = (0..CALLS)
        .map(|index| {
            let (point, deadline) = plan(index, points);
            let Point { url, settings, .. } = &points[point];
            let transport = Async::with(settings.clone().with_timeouts(within(deadline)));
            let (request, permits) = (request(url), Arc::clone(&permits));
            runtime.spawn(async move {
                let _permit = permits.acquire().await;
                let begin = Instant::now();
                let sent = transport.send(request, LIMIT.into()).await;
                returned(point, begin, deadline, sent.is_ok())
            })
        })
        .collect();
    tasks.into_iter().map(|task| runtime.block_on(task).expect("no panic")).collect()
}

/// Prints a line for each point and one for all, and tells whether all came back in time.
fn tell(points: &[Point], transport: &str, calls: &[Returned]) -> bool {
    let in_time = |past: &&Option<Duration>| past.is_some_and(|past| past <= TOLERANCE);
    for (index, point) in points.iter().enumerate() {
        let past: Vec<_> = calls.iter().filter(|(at, _)| *at == index).map(|(_, past)| *past).collect();
        let (count, most) = (past.iter().filter(in_time).count(), past.iter().flatten().max());
        let most = most.map_or(0.0, |most| most.as_secs_f64() * 1000.0);
        println!("{:<26} {transport:<9} {:>7} {most:>14.1}", point.name, format!("{count}/{}", past.len()));
    }
    let count = calls.iter().map(|(_, past)| past).filter(in_time).count();
    println!("{transport}: {count} of {CALLS} within {} ms of the deadline", TOLERANCE.as_millis());
    count == CALLS
}
