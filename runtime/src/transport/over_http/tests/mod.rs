//! What both transports promise, over loopback.

mod kept;
mod server;
mod settings;

use std::time::Duration;

use bytes::Bytes;

use super::fault::Fault;
use super::{Async, Blocking, Timeouts};
use crate::transport::{AsyncTransport as _, Phase, Transport as _, TransportError};
use server::{Act, Server, answer, closed};

type Sent = Result<http::Response<Bytes>, TransportError>;

const QUICK: Timeouts = {
    let half = Duration::from_millis(500);
    Timeouts { connect: half, first_byte: half, idle: half, total: half }
};

/// Sends the same request over each transport that is compiled in, each to a server of its own.
fn with_each(acts: impl Fn() -> Vec<Act>, limit: usize, check: impl Fn(&str, &Server, Sent)) {
    {
        let server = Server::start(acts());
        check("blocking", &server, Blocking::with_timeouts(QUICK).send(request(&server.url()), limit.into()));
    }
    {
        let server = Server::start(acts());
        check("async", &server, send_async(&server.url(), limit));
    }
}

fn send_async(url: &str, limit: usize) -> Sent {
    execute(request(url), limit)
}

fn execute(request: http::Request<Bytes>, limit: usize) -> Sent {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Async::with_timeouts(QUICK).send(request, limit.into()))
}

fn request(url: &str) -> http::Request<Bytes> {
    let body = Bytes::from_static("订单=1".as_bytes());
    http::Request::post(url).header("AppKey", "k").header("content-type", "text/plain").body(body).unwrap()
}

fn phase(sent: &Sent) -> Option<Phase> {
    sent.as_ref().err().map(|error| error.phase)
}

#[test]
fn a_request_goes_out_whole_and_every_status_is_an_answer() {
    for status in ["200 OK", "404 Not Found", "503 Service Unavailable"] {
        let acts = || vec![Act::Answer(answer(status, "x-trace: 1\r\n", "{\"说明\":\"好\"}"))];
        with_each(acts, 100, |name, server, sent| {
            let response = sent.unwrap();
            assert!(status.starts_with(response.status().as_str()), "{name}");
            assert_eq!(response.body(), "{\"说明\":\"好\"}".as_bytes(), "{name}");
            assert_eq!(response.headers()["x-trace"], "1", "{name}");
            let request = server.requests().remove(0);
            let lower = request.to_ascii_lowercase();
            assert!(request.starts_with("POST /api?sign=deadbeef HTTP/1.1\r\n"), "{name}: {request}");
            assert!(
                lower.contains("\r\nappkey: k\r\n") && lower.contains("\r\ncontent-length: 8\r\n"),
                "{name}: {request}"
            );
            assert!(request.ends_with("\r\n\r\n订单=1"), "{name}: {request}");
            assert!(!lower.contains("gzip") && !lower.contains("transfer-encoding"), "{name}: {request}");
        });
    }
}

#[test]
fn a_request_without_a_body_goes_out_too() {
    for verb in ["GET", "POST", "DELETE"] {
        let request = |url: String| http::Request::builder().method(verb).uri(url).body(Bytes::new()).unwrap();
        let check = |name: &str, server: &Server, sent: Sent| {
            assert_eq!(sent.unwrap().body(), &b"ok"[..], "{name} {verb}");
            assert!(server.requests().remove(0).starts_with(verb), "{name}");
        };
        let server = || Server::start(vec![Act::Answer(answer("200 OK", "", "ok"))]);
        {
            let server = server();
            check("blocking", &server, Blocking::with_timeouts(QUICK).send(request(server.url()), 10.into()));
        }
        {
            let server = server();
            check("async", &server, execute(request(server.url()), 10));
        }
    }
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let other = Server::start(vec![Act::Answer(answer("200 OK", "", "taken"))]);
        let headers = format!("location: {}\r\n", other.url());
        with_each(
            || vec![Act::Answer(answer(status, &headers, ""))],
            100,
            |name, _, sent| {
                assert!(sent.unwrap().status().is_redirection(), "{name} {status}");
            },
        );
        assert!(other.requests().is_empty(), "{status}");
    }
}

#[test]
fn an_answer_is_cut_off_at_the_limit() {
    let acts = || vec![Act::Answer(answer("200 OK", "", &"长".repeat(100)))];
    with_each(acts, 300, |name, _, sent| assert_eq!(sent.unwrap().body().len(), 300, "{name}"));
    with_each(acts, 299, |name, _, sent| {
        assert_eq!(sent.unwrap_err(), Fault::TooLong(299).into(), "{name}");
    });
    // Without a stated length, and without an end.
    let endless = || vec![Act::Stall([b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 5000]].concat())];
    with_each(endless, 4000, |name, _, sent| {
        assert_eq!(sent.unwrap_err(), Fault::TooLong(4000).into(), "{name}");
    });
}

#[test]
fn a_compressed_answer_is_not_unpacked() {
    let acts = || vec![Act::Answer(answer("200 OK", "content-encoding: gzip\r\n", "not gzip"))];
    with_each(acts, 100, |name, _, sent| assert_eq!(sent.unwrap().body(), &b"not gzip"[..], "{name}"));
}

#[test]
fn a_refused_connection_means_not_sent() {
    let check = |name: &str, sent: Sent| {
        assert_eq!(phase(&sent), Some(Phase::NotSent), "{name}");
        assert!(!sent.unwrap_err().message.contains("deadbeef"), "{name}");
    };
    check("blocking", Blocking::with_timeouts(QUICK).send(request(&closed()), 10.into()));
    check("async", send_async(&closed(), 10));
}

#[test]
fn a_host_that_is_not_there_means_not_sent() {
    let url = "http://acme.invalid/api?sign=deadbeef";
    assert_eq!(phase(&Blocking::new().send(request(url), 10.into())), Some(Phase::NotSent));
    assert_eq!(phase(&send_async(url, 10)), Some(Phase::NotSent));
}

#[test]
fn a_host_that_speaks_no_tls_is_never_sent_anything() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/api?sign=deadbeef", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let _ = std::io::Write::write_all(&mut stream.unwrap(), b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    assert_eq!(phase(&Blocking::with_timeouts(QUICK).send(request(&url), 10.into())), Some(Phase::NotSent));
    assert_eq!(phase(&send_async(&url, 10)), Some(Phase::NotSent));
}

#[test]
fn silence_and_broken_answers_are_unknown() {
    for bytes in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"half",
        "HTTP/1.1 200",
        "这不是 HTTP\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ] {
        for act in [Act::Answer as fn(Vec<u8>) -> Act, Act::Stall] {
            with_each(
                || vec![act(bytes.into())],
                100,
                |name, _, sent| {
                    assert_eq!(phase(&sent), Some(Phase::Unknown), "{name}: {bytes}");
                    let message = sent.unwrap_err().message;
                    assert!(!message.contains("deadbeef") && !message.contains("127.0.0.1"), "{name}: {message}");
                },
            );
        }
    }
}
