//! How far past its deadline each transport comes, against servers that do all they can to hold it.
//!
//! `cargo run -p signwright-tests --example deadlines`

use std::time::{Duration, Instant};

use bytes::Bytes;
use signwright_runtime::transport::{Async, AsyncTransport as _, Blocking, Timeouts, Transport as _, TransportError};
use signwright_tests::hostile::{Act, Hostile};

const TOTAL: Duration = Duration::from_millis(500);
const LIMIT: usize = 1 << 30;

fn main() {
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
        report(name, "blocking", || Blocking::with_timeouts(timeouts()).send(request(&url), LIMIT.into()));
        report(name, "async", || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(Async::with_timeouts(timeouts()).send(request(&url), LIMIT.into()))
        });
    }
}

fn timeouts() -> Timeouts {
    Timeouts { connect: TOTAL, first_byte: TOTAL, idle: TOTAL, total: TOTAL }
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
