//! How much memory a call takes at its peak on each transport, against servers whose answers have no end, state sizes that
//! nobody has, or unfold into much more than they are; and a transfer of a file, however large. The servers are another process, so that none of it is theirs.
//!
//! `cargo run --release -p signwright-tests --example memory`

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use peak_alloc::PeakAlloc;
use signwright_client::suning::order_status_query::{
    OrderSource, OrderStatusQuery, OrderStatusQueryRequired, QueryType,
};
use signwright_client::wangdian_enterprise::vip_trade_modify::{VipTradeModify, VipTradeModifyRequired};
use signwright_runtime::model::{DocumentFormat, Platform};
use signwright_runtime::transport::{Async, Blocking, TransferOptions, TransportError};
use signwright_runtime::{Client, Credentials, DateTime, Endpoint, Error, Limits};
use signwright_tests::hostile::{Act, Hostile};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most bytes of an answer's body.
const LIMIT: usize = 1 << 20;
/// The most that a call may take: the tree of a document six times the largest one, its text two while it grows, and one more
/// for all else.
const BAR: usize = 9 * LIMIT;

/// The bytes of a file.
const FILE: u64 = 200_000_000;
/// The most that its transfer may take: a piece of 64 KiB in each of its buffers.
const FILE_BAR: usize = 512 << 10;

/// Which document a call expects.
#[derive(Clone, Copy)]
enum Kind {
    Json,
    Xml,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return serve();
    }
    let this = std::env::current_exe().expect("this program");
    let mut servers = Command::new(this).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let servers = servers.as_mut().expect("this program again");
    let mut addresses = BufReader::new(servers.stdout.take().expect("its words")).lines();
    println!("{:<34} {:<9} {:>9}  outcome", "the answer", "transport", "peak KiB");
    let (mut over, mut calls, mut files_over) = (0, 0, 0);
    for (name, kind, _) in acts() {
        let address = format!("http://{}/", addresses.next().expect("an address").expect("text"));
        for transport in ["blocking", "async"] {
            let (peak, outcome) = measure(&address, kind, transport == "blocking");
            println!("{name:<34} {transport:<9} {:>9}  {outcome}", peak >> 10);
            calls += 1;
            over += u32::from(peak > BAR);
        }
    }
    for (index, (name, _)) in files().into_iter().enumerate() {
        let address = format!("http://{}/", addresses.next().expect("an address").expect("text"));
        for transport in ["blocking", "async"] {
            let (peak, outcome) = measure_file(&address, index == 0, transport == "blocking");
            println!("{name:<34} {transport:<9} {:>9}  {outcome}", peak >> 10);
            files_over += u32::from(peak > FILE_BAR || outcome != "done");
        }
    }
    println!("{files_over} of 4 transfers of {FILE} bytes failed, or took more than {} KiB", FILE_BAR >> 10);
    println!(
        "{} of {calls} calls took at most {} KiB for bodies of at most {} KiB",
        calls - over,
        BAR >> 10,
        LIMIT >> 10
    );
    // Without its input the other process ends.
    drop(servers.stdin.take());
    let _ = servers.wait();
    if over + files_over == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Starts the servers, prints their addresses, and waits until nobody listens to them any more.
fn serve() -> ExitCode {
    let servers: Vec<_> =
        acts().into_iter().map(|(_, _, act)| act).chain(files().map(|(_, act)| act)).map(Hostile::start).collect();
    for server in &servers {
        println!("{}", server.address());
    }
    let _ = std::io::stdin().read(&mut [0]);
    ExitCode::SUCCESS
}

/// The most that was allocated at once in a call, and what came of it.
fn measure(address: &str, kind: Kind, is_blocking: bool) -> (usize, String) {
    let platform = match kind {
        Kind::Json => VipTradeModify::platform(),
        Kind::Xml => OrderStatusQuery::platform(),
    };
    let platform = platform.expect("a platform");
    let modify = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY1".into() });
    let time = |text| DateTime::parse(text, platform.zone).expect("a time");
    let query = OrderStatusQuery::new(OrderStatusQueryRequired {
        order_source: OrderSource::Tmall.into(),
        start_time: time("2014-01-14 12:20:00"),
        end_time: time("2014-01-15 12:20:00"),
        query_type: QueryType::All.into(),
    });
    match kind {
        Kind::Json => measure_call(platform, address, &modify, DocumentFormat::Json, is_blocking),
        Kind::Xml => measure_call(platform, address, &query, DocumentFormat::Xml, is_blocking),
    }
}

fn measure_call<R: Endpoint + Sync>(
    platform: &'static Platform<'static>,
    address: &str,
    request: &R,
    format: DocumentFormat,
    is_blocking: bool,
) -> (usize, String) {
    let runtime = signwright_tests::runtime();
    let credentials = Credentials::new(platform.test_credentials.iter().map(|test| (test.name, test.value)));
    let blocking = Client::new(platform, credentials.clone(), address, Blocking::new()).expect("an address");
    let asynchronous = Client::new(platform, credentials, address, Async::new()).expect("an address");
    let limits = Limits { bytes: LIMIT, ..Limits::default() };
    let blocking = blocking.format(format).with_limits(limits).with_attempts(1);
    let asynchronous = asynchronous.format(format).with_limits(limits).with_attempts(1);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let outcome = if is_blocking {
        blocking.call(request).map(drop)
    } else {
        runtime.block_on(async { asynchronous.call_async(request).await.map(drop) })
    };
    (MEMORY.peak_usage().saturating_sub(before), told(&outcome))
}

/// The most that was allocated at once in the transfer of a file, and what came of it.
fn measure_file(address: &str, is_download: bool, is_blocking: bool) -> (usize, String) {
    use tokio::io::AsyncReadExt as _;
    let runtime = signwright_tests::runtime();
    let (blocking, asynchronous, options) = (Blocking::new(), Async::new(), TransferOptions::new());
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let received: Result<bool, TransportError> = match (is_download, is_blocking) {
        (true, true) => blocking.download(address, io::sink(), &options).map(|answer| answer.received == FILE),
        (true, false) => runtime
            .block_on(asynchronous.download(address, tokio::io::sink(), &options))
            .map(|answer| answer.received == FILE),
        (false, true) => blocking
            .upload(address, io::repeat(7).take(FILE), FILE, &options)
            .map(|answer| answer.status().is_success()),
        (false, false) => runtime
            .block_on(asynchronous.upload(address, tokio::io::repeat(7).take(FILE), FILE, &options))
            .map(|answer| answer.status().is_success()),
    };
    let outcome = match received {
        Ok(true) => "done".to_owned(),
        Ok(false) => "not all of it".to_owned(),
        Err(error) => error.to_string(),
    };
    (MEMORY.peak_usage().saturating_sub(before), outcome)
}

/// The first line of an outcome, shortened.
fn told(outcome: &Result<(), Error>) -> String {
    let text = outcome.as_ref().map_or_else(ToString::to_string, |()| "done".to_owned());
    text.lines().next().unwrap_or_default().chars().take(90).collect()
}

/// A host that gives a file, and one that takes it.
fn files() -> [(&'static str, Act); 2] {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {FILE}\r\n\r\n");
    [
        ("a download of 200 MB", Act::Endless(head.into(), "账单".repeat(10_000).into(), Duration::ZERO)),
        ("an upload of 200 MB", Act::Answer("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n成功".into())),
    ]
}

fn acts() -> Vec<(&'static str, Kind, Act)> {
    use Kind::{Json, Xml};
    let ok = "HTTP/1.1 200 OK\r\n";
    let chunked = format!("{ok}transfer-encoding: chunked\r\n\r\n");
    let stated = |length: &str| format!("{ok}content-length: {length}\r\n\r\n");
    let endless = |first: &str, again: &str| {
        Act::Endless(first.into(), again.repeat(60_000 / again.len()).into(), Duration::ZERO)
    };
    let body = |headers: &str, body: &[u8]| {
        let head = format!("{ok}{headers}content-length: {}\r\n\r\n", body.len());
        Act::Silence([head.as_bytes(), body].concat())
    };
    // As many as are allowed.
    let full = |first: &str, again: &str| {
        body("", [first, &again.repeat((LIMIT - first.len()) / again.len())].concat().as_bytes())
    };
    let nested = |open: &str, close: &str| {
        let depth = LIMIT / (open.len() + close.len());
        body("", [open.repeat(depth), close.repeat(depth)].concat().as_bytes())
    };
    vec![
        ("a body without end", Json, endless(&format!("{ok}\r\n"), "订")),
        ("10^18 bytes, stated", Json, Act::Silence(stated("1000000000000000000").into())),
        ("10^18 bytes, stated and begun", Json, endless(&stated("1000000000000000000"), "订")),
        ("2^64-1 bytes, stated", Json, Act::Silence(stated("18446744073709551615").into())),
        ("a chunk of 2^63-1 bytes", Json, endless(&format!("{chunked}7fffffffffffffff\r\n"), "订")),
        ("a chunk of 2^64 bytes", Json, endless(&format!("{chunked}10000000000000000\r\n"), "订")),
        ("chunks of one byte", Json, endless(&chunked, "1\r\nx\r\n")),
        ("a chunk's size without end", Json, endless(&format!("{chunked}1;"), "x")),
        ("trailers without end", Json, endless(&format!("{chunked}0\r\n"), "x: 1\r\n")),
        ("headers without end", Json, endless(ok, "x: 1\r\n")),
        ("one header without end", Json, endless(&format!("{ok}x: "), "长")),
        ("interim answers without end", Json, endless("", "HTTP/1.1 102 Processing\r\n\r\n")),
        ("gzip of 160 times its size", Json, body("content-encoding: gzip\r\n", &gzip_bomb())),
        ("lists in lists", Json, nested("[", "]")),
        ("records in records", Json, nested("{\"a\":", "}")),
        ("a list of numbers", Json, full("[0", ",0")),
        ("a list of empty records", Json, full("[{}", ",{}")),
        ("a record of empty lists", Json, full("{\"a\":[]", ",\"a\":[]")),
        ("a number of a million digits", Json, full("{\"code\":1", "0")),
        ("escapes", Json, full("{\"message\":\"", "\\u8ba2")),
        ("elements in elements", Xml, nested("<a>", "</a>")),
        ("elements beside each other", Xml, full("<a>", "<a/>")),
        ("attributes without end", Xml, full("<a", " a=''")),
        ("entities of entities", Xml, body("", entities().as_bytes())),
    ]
}

/// Deflated zeros: a literal, and then nothing but repetitions of 258 bytes, 13 bits each, as many as are allowed.
fn gzip_bomb() -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    // A last block of fixed codes, and the literal 0.
    let mut bits: Vec<u8> = vec![1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0];
    while bits.len() / 8 < LIMIT - 100 {
        // The code of length 258 and that of distance 1.
        bits.extend([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
    let packed = bits.chunks(8).map(|bits| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit));
    header.into_iter().chain(packed).collect()
}

/// Entities of which each is ten of the one before.
fn entities() -> String {
    let ten = |index: usize| format!("<!ENTITY e{} \"{}\">", index + 1, format!("&e{index};").repeat(10));
    let declared: String = (0..12).map(ten).collect();
    format!("<!DOCTYPE a [<!ENTITY e0 \"订单\">{declared}]><a>&e12;</a>")
}
