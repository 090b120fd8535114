//! Requests as bytes, and answers read from bytes, however these are torn.

use http::Request;
use proptest::prelude::*;

use super::*;
use crate::transport::over_http::origin::Origin;

const LIMIT: usize = 1000;

fn encoded(request: http::request::Builder, body: &'static str) -> String {
    let request = request.body(Bytes::from_static(body.as_bytes())).unwrap();
    String::from_utf8(encode(&request, &Origin::of(request.uri()).unwrap(), None)).unwrap()
}

/// The answer to a `GET` that comes in these pieces, after which the connection closes; and whether it may stay open.
fn read<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Result<(http::Response<Bytes>, bool), Fault> {
    read_as(&Method::GET, pieces)
}

fn read_as<'p>(
    method: &Method,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> Result<(http::Response<Bytes>, bool), Fault> {
    let mut answer = Answer::new(method, LIMIT as u64);
    let mut is_whole = false;
    for piece in pieces {
        is_whole = answer.take(piece)?;
        if is_whole {
            break;
        }
    }
    if !is_whole {
        answer.end()?;
    }
    let may_stay_open = answer.may_stay_open();
    Ok((answer.into_response()?, may_stay_open))
}

fn fault(bytes: &[u8]) -> Fault {
    read([bytes]).map(|(response, _)| response).expect_err(&String::from_utf8_lossy(bytes))
}

#[test]
fn a_request_is_its_head_and_its_body() {
    let sent = encoded(Request::post("http://acme.test:8080/api?s=1").header("AppKey", "k"), "订单=1");
    assert!(sent.starts_with("POST /api?s=1 HTTP/1.1\r\nhost: acme.test:8080\r\n"), "{sent}");
    assert!(sent.ends_with("\r\nappkey: k\r\ncontent-length: 8\r\n\r\n订单=1"), "{sent}");
    assert!(sent.contains("\r\naccept-encoding: identity\r\n") && !sent.contains("authorization"), "{sent}");
    for (address, line, host) in [
        ("https://acme.test", "GET / HTTP/1.1", "acme.test"),
        ("https://acme.test:443?a=1", "GET /?a=1 HTTP/1.1", "acme.test"),
        ("http://acme.test:443/x", "GET /x HTTP/1.1", "acme.test:443"),
        ("http://[::1]:80/", "GET / HTTP/1.1", "[::1]"),
        ("http://[::1]:8080/", "GET / HTTP/1.1", "[::1]:8080"),
    ] {
        let sent = encoded(Request::get(address), "");
        assert!(sent.starts_with(&format!("{line}\r\nhost: {host}\r\n")), "{sent}");
        assert!(!sent.contains("content-length"), "{sent}");
    }
    assert!(encoded(Request::post("http://a.test/"), "").contains("\r\ncontent-length: 0\r\n"));
}

#[test]
fn a_caller_s_headers_replace_the_usual_ones_but_not_the_framing() {
    let request = Request::post("http://a.test/")
        .header("Host", "b.test")
        .header("User-Agent", "mine")
        .header("Content-Length", "9")
        .header("Transfer-Encoding", "chunked");
    let sent = encoded(request, "x");
    assert!(sent.contains("host: b.test\r\n") && !sent.contains("a.test"), "{sent}");
    assert!(sent.contains("user-agent: mine\r\n") && !sent.contains("signwright"), "{sent}");
    assert!(sent.contains("content-length: 1\r\n") && !sent.contains("chunked"), "{sent}");
}

#[test]
fn a_user_in_the_address_becomes_a_header_and_no_host() {
    let sent = encoded(Request::get("http://%E8%AE%A2:p%40ss@a.test/"), "");
    assert!(sent.contains("host: a.test\r\nauthorization: Basic 6K6iOnBAc3M=\r\n"), "{sent}");
    let sent = encoded(Request::get("http://u:p@a.test/").header("Authorization", "Bearer t"), "");
    assert!(sent.contains("authorization: Bearer t\r\n") && !sent.contains("Basic"), "{sent}");
}

#[test]
fn what_stands_for_a_port_is_one() {
    for (address, port) in [
        ("http://a.test:", Some(80)),
        ("https://[::1]", Some(443)),
        ("https://[::1]:65535", Some(65535)),
        ("https://u:p@a.test", Some(443)),
        ("http://a.test:65536", None),
        ("http://a.test:8080path", None),
        ("http://u:p@a.test:x", None),
        ("http://a.test:+80", None),
    ] {
        let origin = address.parse().ok().and_then(|address| Origin::of(&address).ok());
        assert_eq!(origin.map(|origin| origin.port), port, "{address}");
    }
}

#[test]
fn each_framing_of_a_body_is_read() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;名=值\r\n订\r\n00A\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n";
    for (answer, body, stays) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n成功", "成功", true),
        ("HTTP/1.1 200 OK\r\ncontent-length: 6, 6\r\ncontent-length: 6\r\n\r\n成功", "成功", true),
        ("HTTP/1.1 200 OK\nContent-Length: 6\n\n成功", "成功", true),
        ("\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n成功", "成功", true),
        ("HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\n成功", "成功", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: x, Close\r\n\r\n成功", "成功", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n成功more", "成功", false),
        ("HTTP/1.1 200 \r\n\r\n成功", "成功", false),
        ("HTTP/1.1 204 No Content\r\n\r\n", "", true),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n", "", true),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "",
            true,
        ),
        (chunked, "订0123456789", true),
        (&chunked.replace("\r\n\r\n3", "\r\ncontent-length: 1\r\n\r\n3"), "订0123456789", false),
    ] {
        let (response, may_stay_open) = read([answer.as_bytes()]).expect(answer);
        assert_eq!((response.body(), may_stay_open), (&Bytes::from(body.to_owned()), stays), "{answer}");
        // A tear at any byte changes nothing.
        for index in 0..answer.len() {
            let (head, tail) = answer.as_bytes().split_at(index);
            let (torn, _) = read([head, tail]).expect(answer);
            assert_eq!((torn.status(), torn.body()), (response.status(), response.body()), "{index} {answer}");
        }
        let (by_byte, _) = read(answer.as_bytes().chunks(1)).expect(answer);
        assert_eq!(by_byte.body(), response.body(), "{answer}");
    }
    let (response, _) = read_as(&Method::HEAD, [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".as_slice()]).unwrap();
    assert!(response.body().is_empty() && response.headers()["content-length"] == "9");
}

#[test]
fn what_is_no_http_is_refused() {
    let chunks = |body: &str| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").into_bytes();
    let head = |headers: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\nxx").into_bytes();
    for answer in [
        "这不是 HTTP\r\n\r\n".as_bytes().to_vec(),
        b"HTTP/2 200 OK\r\n\r\n".to_vec(),
        b"HTTP/1.1 42 OK\r\n\r\n".to_vec(),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n".to_vec(),
        b"HTTP/1.1 100 Continue\r\n\r\n".repeat(33),
        head("a b: c"),
        head(" folded: x"),
        head("content-length: 2\r\ncontent-length: 3"),
        head("content-length: +2"),
        head("content-length: -2"),
        head("content-length: 2,"),
        head("content-length: 99999999999999999999"),
        head("transfer-encoding: gzip, chunked"),
        head("transfer-encoding: identity"),
        head(&"x: y\r\n".repeat(300)),
        format!("HTTP/1.1 200 OK\r\nx: {}", "长".repeat(MAX_HEAD)).into_bytes(),
        b"HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
        chunks("zz\r\n"),
        chunks("\r\n\r\n"),
        chunks("-1\r\n"),
        chunks("2\r\nabc\r\n"),
        chunks("FFFFFFFFFFFFFFFFF\r\n"),
        chunks(&format!("1;{}", "x".repeat(5000))),
        chunks(&format!("0\r\n{}", "x: y\r\n".repeat(20_000))),
    ] {
        assert!(matches!(fault(&answer), Fault::NotHttp(_)), "{}", String::from_utf8_lossy(&answer));
    }
}

#[test]
fn an_answer_that_ends_too_early_is_broken() {
    use std::io::ErrorKind::UnexpectedEof;
    assert_eq!(fault(b""), Fault::Broken(UnexpectedEof));
    for answer in [
        "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n成功",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n订\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP",
    ] {
        assert_eq!(fault(answer.as_bytes()), Fault::BrokenInAnswer(UnexpectedEof), "{answer}");
    }
}

#[test]
fn a_body_beyond_the_limit_is_not_kept() {
    let too_long = "x".repeat(LIMIT + 1);
    for answer in [
        format!("HTTP/1.1 200 OK\r\n\r\n{too_long}"),
        // Before any of it has come.
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", u64::MAX),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{too_long}\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}", "1\r\nx\r\n".repeat(LIMIT + 1)),
    ] {
        assert_eq!(fault(answer.as_bytes()), Fault::TooLong(LIMIT as u64));
    }
}

proptest! {
    #[test]
    fn a_chunked_body_comes_out_as_it_went_in(parts in prop::collection::vec("[a订\r\n0]{1,9}", 0..9), tears in prop::collection::vec(1..40usize, 0..9)) {
        let chunks: Vec<_> = parts.iter().map(|part| format!("{:x}\r\n{part}\r\n", part.len())).collect();
        let chunks = chunks.concat();
        let answer = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
        let mut unread = answer.as_bytes();
        let mut pieces: Vec<&[u8]> = Vec::new();
        for tear in tears {
            let (piece, behind) = unread.split_at(tear.min(unread.len()));
            pieces.push(piece);
            unread = behind;
        }
        pieces.push(unread);
        let (response, may_stay_open) = read(pieces).unwrap();
        prop_assert_eq!(response.body(), &Bytes::from(parts.concat()));
        prop_assert!(may_stay_open);
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(prop::sample::select(b"HTP/1. 20\r\n:;,achunked-lengt\xe8\x00".to_vec()), 0..300), framed in any::<bool>()) {
        let head: &[u8] = if framed { b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" } else { b"" };
        let _ = read([head, &bytes]);
    }
}
