//! Files between both transports and a host, over plain sockets and TLS: what arrives, and what is told when it does not.

mod secure;
mod transfer;

use std::error::Error as _;
use std::io::{self, Cursor, ErrorKind, Read};
use std::time::Duration;

use signwright_runtime::transport::{
    Async, Blocking, Digest, Phase, Proxy, RequestBody, Settings, Timeouts, TransferOptions, TransportError,
};
use signwright_tests::proxy::{Middle, Part};
use transfer::{Host, Wire, download, put, upload};

const SECRET: &str = "Q7secretQ7";
const BILL: &str = "交易时间,商户号,金额\n2026-01-17 09:00:00,`1900,`0.01\n";
/// Of the bill.
const SHA256: &str = "76f70ca82a587596df3ae89c2ca52406cff54127de12a0cd4a599f1cee4d14fe";

fn answer(head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body.as_ref()].concat()
}

fn stated(status: &str, body: &str) -> Vec<u8> {
    answer(&format!("{status}\r\ncontent-length: {}", body.len()), body)
}

/// The bill in chunks that begin and end within characters.
fn chunks() -> Vec<u8> {
    let framed = |piece: &[u8]| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
    BILL.as_bytes().chunks(7).chain([&b""[..]]).flat_map(framed).collect()
}

fn failed<T>(sent: Result<T, TransportError>) -> (Phase, String) {
    let error = sent.err().expect("an error");
    assert!(!format!("{error:?} {error} {:?}", error.source()).contains(SECRET));
    (error.phase, error.message)
}

fn bill_digest() -> Digest {
    Digest::sha256(SHA256).expect("a digest")
}

#[test]
fn a_download_is_the_body_whatever_its_framing() {
    for (name, bytes) in [
        ("a length", stated("200 OK", BILL)),
        ("chunks", answer("200 OK\r\ntransfer-encoding: chunked", chunks())),
        ("the connection's end", answer("200 OK", BILL)),
        (
            "interim answers",
            [answer("102 Processing", ""), answer("103 Early Hints", ""), stated("200 OK", BILL)].concat(),
        ),
    ] {
        let host = Host::start(move |wire: &mut dyn Wire| {
            transfer::read_head(wire);
            drop(wire.write_all(&bytes));
        });
        let options = TransferOptions::new().with_digest(bill_digest());
        for url in host.urls(SECRET) {
            for (answer, sink) in download(&host.settings(), &url, &options) {
                let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!((answer.status.as_u16(), answer.received), (200, BILL.len() as u64), "{name}");
                assert_eq!(String::from_utf8(sink).expect("a text"), BILL, "{name}");
            }
        }
        for head in host.heads() {
            assert!(head.starts_with(&format!("get /bill?sign={SECRET} http/1.1").to_lowercase()), "{head}");
            assert!(!head.contains("authorization") && !head.contains("cookie"), "{head}");
        }
    }
}

#[test]
fn a_wrong_digest_is_told_after_the_fact() {
    let host = Host::start(|wire: &mut dyn Wire| {
        transfer::read_head(wire);
        drop(wire.write_all(&stated("200 OK", &BILL.replace("0.01", "9.99"))));
    });
    let options = TransferOptions::new().with_digest(bill_digest());
    for url in host.urls(SECRET) {
        for (answer, _) in download(&host.settings(), &url, &options) {
            let (phase, message) = failed(answer);
            assert_eq!(phase, Phase::Unknown);
            let expected = format!("and SHA-256 {SHA256} was expected: discard it");
            assert!(message.starts_with("the answer's body of") && message.ends_with(&expected), "{message}");
        }
    }
}

#[test]
fn a_body_that_is_cut_tells_how_much_came() {
    let chunked = answer("200 OK\r\ntransfer-encoding: chunked", "9\r\n账单账\r\n9\r\n账");
    let short = answer("200 OK\r\ncontent-length: 900", "账单账单");
    for (bytes, expected) in [
        (short, "the connection broke inside the answer, after 12 of 900 bytes of its body"),
        (chunked, "the connection broke inside the answer, after 12 bytes of its body"),
        (answer("200 OK\r\ncontent-length: 1001", ""), "the answer is longer than 1000 bytes"),
        (answer("200 OK", "账".repeat(400)), "the answer is longer than 1000 bytes"),
    ] {
        let host = Host::start(move |wire: &mut dyn Wire| {
            transfer::read_head(wire);
            drop(wire.write_all(&bytes));
        });
        for url in host.urls(SECRET) {
            for (answer, _) in download(&host.settings(), &url, &TransferOptions::new().with_limit(1000)) {
                assert_eq!(failed(answer), (Phase::Unknown, expected.to_owned()), "{url}");
            }
        }
    }
}

/// The transport's own total is shorter than any of these takes.
#[test]
fn drips_are_waited_for_and_silence_is_not() {
    let short = Duration::from_millis(300);
    let times = Timeouts { connect: short * 10, first_byte: short * 10, idle: short * 10, total: short };
    let drips = Host::start(move |wire: &mut dyn Wire| {
        transfer::read_head(wire);
        drop(wire.write_all(&answer("200 OK\r\ncontent-length: 12", "")));
        for _ in 0..12 {
            std::thread::sleep(short / 6);
            drop(wire.write_all(b"x"));
        }
    });
    let silence = Host::start(|wire: &mut dyn Wire| {
        transfer::read_head(wire);
        drop(wire.write_all(&answer("200 OK\r\ncontent-length: 12", "xxx")));
        transfer::hold(wire);
    });
    let half = "the answer began and did not end in time, after 3 of 12 bytes of its body";
    for (drips_at, silent_at) in drips.urls(SECRET).into_iter().zip(silence.urls(SECRET)) {
        let options = TransferOptions::new();
        for (answer, sink) in download(&drips.settings().with_timeouts(times), &drips_at, &options) {
            assert_eq!((answer.expect("all of it").received, sink), (12, b"xxxxxxxxxxxx".to_vec()));
        }
        for (answer, _) in
            download(&drips.settings().with_timeouts(times), &drips_at, &options.clone().with_time(short))
        {
            assert_eq!(failed(answer).0, Phase::Unknown);
        }
        let impatient = Timeouts { idle: short, ..times };
        for (answer, _) in download(&silence.settings().with_timeouts(impatient), &silent_at, &options) {
            assert_eq!(failed(answer), (Phase::Unknown, half.to_owned()));
        }
    }
}

#[test]
fn a_redirect_and_a_refusal_are_answers_and_nothing_goes_to_the_sink() {
    let long = "不".repeat(100_000);
    for (status, body, kept) in [
        ("302 Found\r\nlocation: https://elsewhere.test/", "去别处", 9),
        ("403 Forbidden", "签名已过期", 15),
        ("403 Forbidden", long.as_str(), 64 << 10),
    ] {
        let bytes = stated(status, body);
        let host = Host::start(move |wire: &mut dyn Wire| {
            transfer::read_head(wire);
            drop(wire.write_all(&bytes));
        });
        for url in host.urls(SECRET) {
            for (answer, sink) in download(&host.settings(), &url, &TransferOptions::new().with_digest(bill_digest())) {
                let answer = answer.expect("an answer");
                assert!(!answer.is_success() && status.starts_with(answer.status.as_str()));
                assert_eq!((answer.received, answer.refusal.len(), sink.len()), (0, kept, 0));
                assert_eq!(answer.headers.contains_key("location"), status.starts_with('3'));
            }
        }
    }
}

#[test]
fn an_upload_arrives_as_it_is() {
    let host = Host::start(|wire: &mut dyn Wire| {
        let (head, body) = transfer::read_request(wire);
        let is_chunked = head.contains("transfer-encoding: chunked");
        drop(wire.write_all(&stated("200 OK", &format!("{is_chunked} {} {}", body.len(), transfer::sum(&body)))));
    });
    let large = "账单🧾".repeat(60_000);
    let sum = transfer::sum(large.as_bytes());
    for url in host.urls(SECRET) {
        for answer in upload(&host.settings(), &url, || RequestBody::sized(Cursor::new(large.clone()), 600_000)) {
            assert_eq!(answer.expect("an answer").body(), &format!("false 600000 {sum}"));
        }
        for answer in upload(&host.settings(), &url, || RequestBody::chunked(Cursor::new(large.clone()))) {
            assert_eq!(answer.expect("an answer").body(), &format!("true 600000 {sum}"));
        }
        for answer in upload(&host.settings(), &url, || RequestBody::sized(Cursor::new(""), 0)) {
            assert_eq!(answer.expect("an answer").body(), &"false 0 0".to_owned());
        }
    }
}

/// The host neither reads on nor closes, so the answer has to be seen while a write waits.
#[test]
fn an_answer_before_the_end_of_an_upload_is_returned() {
    for status in ["413 Content Too Large", "200 OK"] {
        let host = Host::start(move |wire: &mut dyn Wire| {
            transfer::read_head(wire);
            // By then the client has written all that anybody has room for.
            std::thread::sleep(Duration::from_millis(300));
            drop(wire.write_all(&stated(status, "文件太大")));
            std::thread::sleep(Duration::from_mins(1));
        });
        for url in host.urls(SECRET) {
            let body = || RequestBody::sized(Cursor::new(vec![7; 60 << 20]), 60 << 20);
            for answer in upload(&host.settings(), &url, body) {
                let answer = answer.expect("an answer");
                assert!(status.starts_with(answer.status().as_str()));
                assert_eq!(answer.body(), &"文件太大".to_owned());
            }
            // What came of it while the request was sent counts once.
            let options =
                TransferOptions::new().with_digest(Digest::md5("2c5f811829a3637f6dd357ec1c498ac4").expect("a digest"));
            for answer in put(&host.settings(), &url, &vec![7; 60 << 20], &options) {
                assert_eq!(answer.expect("an answer").body(), &"文件太大".to_owned());
            }
        }
    }
}

#[test]
fn a_host_that_takes_nothing_is_not_waited_for() {
    let host = Host::start(|wire: &mut dyn Wire| {
        transfer::read_head(wire);
        std::thread::sleep(Duration::from_mins(1));
    });
    let idle = Duration::from_millis(300);
    let timeouts = Timeouts { idle, ..Timeouts::default() };
    for url in host.urls(SECRET) {
        let body = || RequestBody::sized(Cursor::new(vec![7; 60 << 20]), 60 << 20);
        for answer in upload(&host.settings().with_timeouts(timeouts), &url, body) {
            let (phase, message) = failed(answer);
            assert_eq!(phase, Phase::Unknown);
            assert!(message.starts_with("the host did not take the body in time, of which "), "{message}");
        }
    }
}

type Source = Box<dyn Read + Send>;
/// Makes the same body over and over.
type Bodies = Box<dyn Fn() -> RequestBody<Source>>;

/// Gives so many bytes and fails.
#[derive(Clone)]
struct Failing(usize);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(ErrorKind::InvalidData.into());
        }
        let count = buffer.len().min(self.0);
        self.0 -= count;
        Ok(count)
    }
}

#[test]
fn a_source_that_is_wrong_is_told_and_never_sent_to_its_end() {
    let host = Host::start(|wire: &mut dyn Wire| {
        transfer::read_request(wire);
        drop(wire.write_all(&stated("200 OK", "收到")));
    });
    let source = |count: u64| -> Source { Box::new(io::repeat(7).take(count)) };
    let bodies: Vec<(&str, Bodies)> = vec![
        ("could not be read", Box::new(move || RequestBody::sized(Box::new(Failing(200_000)), 300_000))),
        ("could not be read", Box::new(move || RequestBody::chunked(Box::new(Failing(200_000))))),
        ("could not be read", Box::new(move || RequestBody::sized(Box::new(Failing(0)), 9))),
        ("ended after 200000 of 200001 bytes", Box::new(move || RequestBody::sized(source(200_000), 200_001))),
        (
            "has more than the 200000 bytes that were stated",
            Box::new(move || RequestBody::sized(source(200_001), 200_000)),
        ),
        ("has more than the 0 bytes that were stated", Box::new(move || RequestBody::sized(source(1), 0))),
        ("was expected", Box::new(move || RequestBody::sized(source(200_000), 200_000).with_digest(bill_digest()))),
        ("was expected", Box::new(move || RequestBody::chunked(source(200_000)).with_digest(bill_digest()))),
    ];
    for url in host.urls(SECRET) {
        for (expected, body) in &bodies {
            for answer in upload(&host.settings(), &url, body) {
                let (phase, message) = failed(answer);
                assert_eq!(phase, Phase::NotSent, "{message}");
                assert!(message.starts_with("the source of the body") && message.ends_with(expected), "{message}");
            }
        }
    }
    assert_eq!(host.complete(), 0);
}

/// Gives a byte, late.
struct Slow;

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_millis(150));
        buffer.fill(7);
        Ok(buffer.len().min(1))
    }
}

#[test]
fn a_source_that_is_late_is_not_the_host_s_fault() {
    let host = Host::start(|wire: &mut dyn Wire| drop(transfer::read_request(wire)));
    let options = TransferOptions::new().with_time(Duration::from_millis(400));
    for url in host.urls(SECRET) {
        let request = http::Request::put(&url).body(()).expect("a request");
        let sent =
            Blocking::with(host.settings()).transfer(&request, RequestBody::sized(Slow, 9), io::sink(), &options);
        let late = "the source of the body was not read in time";
        assert_eq!(failed(sent), (Phase::NotSent, late.to_owned()));
        let runtime = signwright_tests::runtime();
        let (silent, _open) = tokio::io::duplex(9);
        let transport = Async::with(host.settings());
        let sent = transport.transfer(&request, RequestBody::sized(silent, 9), tokio::io::sink(), &options);
        assert_eq!(failed(runtime.block_on(sent)), (Phase::NotSent, late.to_owned()));
    }
    assert_eq!(host.complete(), 0);
}

#[test]
fn a_sink_that_fails_is_told_apart() {
    let host = Host::start(|wire: &mut dyn Wire| {
        transfer::read_head(wire);
        drop(wire.write_all(&stated("200 OK", &BILL.repeat(3000))));
    });
    for url in host.urls(SECRET) {
        for error in transfer::download_to_full_disk(&host.settings(), &url) {
            assert_eq!(error.phase, Phase::Unknown);
            assert!(error.message.starts_with("the sink of the answer failed, after "), "{error}");
            let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
            assert_eq!(cause.map(io::Error::kind), Some(ErrorKind::StorageFull));
        }
    }
}

#[test]
fn a_proxy_is_gone_through_both_ways() {
    let host = Host::start(|wire: &mut dyn Wire| {
        let (head, body) = transfer::read_request(wire);
        let text = if head.starts_with("put") { format!("{}", transfer::sum(&body)) } else { BILL.to_owned() };
        drop(wire.write_all(&stated("200 OK", &text)));
    });
    let large = vec![7; 300_000];
    for url in host.urls(SECRET) {
        let middle = Middle::start(Part::Works);
        let settings = host.settings().with_proxy(Proxy::new(&middle.address().to_string()).expect("a proxy"));
        for (answer, sink) in download(&settings, &url, &TransferOptions::new().with_digest(bill_digest())) {
            assert_eq!((answer.expect("an answer").status.as_u16(), sink), (200, BILL.as_bytes().to_vec()));
        }
        for answer in upload(&settings, &url, || RequestBody::sized(Cursor::new(large.clone()), 300_000)) {
            assert_eq!(answer.expect("an answer").body(), &transfer::sum(&large).to_string());
        }
        assert_eq!(middle.heard().iter().any(|heard| heard.contains(SECRET)), url.starts_with("http:"));
    }
}

#[test]
fn a_secret_address_does_not_go_over_a_network_in_the_clear() {
    let settings =
        Settings::new().with_timeouts(Timeouts { connect: Duration::from_millis(50), ..Timeouts::default() });
    let far = format!("http://192.0.2.1/bill?sign={SECRET}");
    for (answer, _) in download(&settings, &far, &TransferOptions::new()) {
        let (phase, message) = failed(answer);
        assert!(phase == Phase::NotSent && message.contains("with_plain_http"), "{message}");
    }
    for (answer, _) in download(&settings, &far, &TransferOptions::new().with_plain_http()) {
        assert!(failed(answer).1.contains("connection"));
    }
    let proxied = settings.with_proxy(Proxy::new("192.0.2.1:3128").expect("a proxy"));
    for (answer, _) in download(&proxied, &format!("http://127.0.0.1:9/?sign={SECRET}"), &TransferOptions::new()) {
        assert!(failed(answer).1.contains("with_plain_http"));
    }
    for (answer, _) in download(&proxied, &format!("不是地址 {SECRET}"), &TransferOptions::new()) {
        assert_eq!(failed(answer), (Phase::NotSent, "this is no address that HTTP has".to_owned()));
    }
}
