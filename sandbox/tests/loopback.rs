//! The sandbox behind its socket: what clients of every kind may do with HTTP, calls at the same time, start and stop.

mod acme;

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use acme::client::{Call, received};
use acme::{APIS, NOW, mall, shop, store};
use signwright_runtime::model::{Api, DocumentFormat, Platform, Situation};
use signwright_sandbox::{HttpRequest, Options, Sandbox, Time, Verdict};

fn sandbox() -> Sandbox {
    Sandbox::start(APIS, Options::default().time(Time::Fixed(NOW))).expect("a loopback port is free")
}

fn push(sandbox: &Sandbox, orders: &str) -> Call {
    Call::new(&shop::API, "order_push.php")
        .environment(&sandbox.environment("acme-shop"))
        .param("shop_no", "网店 一号+&=%")
        .param("order_list", orders)
}

fn order(number: &str) -> String {
    format!(r#"[{{"order_no":"{number}","paid":1.5,"goods_no":"货 1"}}]"#)
}

fn connect(sandbox: &Sandbox) -> TcpStream {
    let address = sandbox.url().strip_prefix("http://").expect("an address");
    let stream = TcpStream::connect(address).expect("the sandbox listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    stream
}

/// The request as a client writes it, with whatever more headers.
fn written(request: &HttpRequest, more: &str) -> Vec<u8> {
    let HttpRequest { verb, host, path, query, headers, body } = request;
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let chunked = more.contains("Transfer-Encoding");
    let length = if chunked { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
    let head = format!("{verb} {path}{query} HTTP/1.1\r\nHost: {host}\r\n{more}{headers}{length}");
    let mut bytes = (head + "\r\n").into_bytes();
    if !chunked {
        bytes.extend_from_slice(body);
    }
    bytes
}

/// One answer off the stream: its head and its body.
fn answer(stream: &mut TcpStream) -> io::Result<(String, String)> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.extend_from_slice(&byte);
    }
    let head = String::from_utf8(head).expect("a head is text");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok((head, String::from_utf8(body).expect("an answer is text")))
}

#[track_caller]
fn exchange(sandbox: &Sandbox, bytes: &[u8]) -> (String, String) {
    let mut stream = connect(sandbox);
    stream.write_all(bytes).expect("the sandbox reads");
    answer(&mut stream).expect("the sandbox answers")
}

#[test]
fn every_platform_is_served_on_one_port() {
    let sandbox = sandbox();
    let hold = Call::new(&store::API, "order.hold").environment(&sandbox.environment("acme-store")).body(r#"["单1"]"#);
    let xml = "<request><body><queryOrder><source>202</source><startTime>2026-01-01 00:00:00</startTime><endTime>2026-01-01 00:00:00</endTime></queryOrder></body></request>";
    let query = Call::new(&mall::API, "acme.order.query")
        .environment(&sandbox.environment("acme-mall"))
        .format(DocumentFormat::Xml)
        .body(xml);
    for (call, part) in
        [(push(&sandbox, &order("A1")), r#""created":1"#), (hold, r#""status":0"#), (query, "<id>乙1</id>")]
    {
        let (head, body) = exchange(&sandbox, &written(&call.received(), ""));
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && body.contains(part), "{head}{body}");
    }
    let log: Vec<String> = sandbox.log().iter().map(ToString::to_string).collect();
    assert_eq!(log.len(), 3);
    assert!(
        log[0].starts_with("acme-shop order_push.php accepted: credentials, clock (+0 s) and signature verified"),
        "{}",
        log[0]
    );
    assert!(sandbox.credentials("acme-store").get("sid").is_some());
    assert_eq!(sandbox.environment("nobody"), sandbox.url());
}

#[test]
fn clients_may_write_http_as_they_like() {
    let sandbox = sandbox();
    let mut request = push(&sandbox, &order("A1")).received();
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    let plus = String::from_utf8(request.body.to_vec()).expect("a form is ASCII");
    let spaces = HttpRequest { body: plus.replace('+', "%20").into(), ..request.clone() };
    let lower = plus.replace("%2B", "%2b").replace("%E5", "%e5");

    let with_type = written(&request, "CONTENT-TYPE: application/x-www-form-urlencoded; charset=UTF-8\r\n");
    let mut chunked = written(&request, "Transfer-Encoding: chunked\r\n");
    for chunk in lower.as_bytes().chunks(7) {
        chunked.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        chunked.extend_from_slice(chunk);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    for bytes in [with_type, written(&spaces, ""), chunked] {
        let (head, body) = exchange(&sandbox, &bytes);
        assert!(body.contains(r#""code":0"#), "{head}{body}");
    }
}

#[test]
fn a_client_may_wait_for_leave_to_send_its_body() {
    let sandbox = sandbox();
    let request = push(&sandbox, &order("A1")).received();
    let bytes = written(&request, "Expect: 100-continue\r\n");
    let (head, body) = bytes.split_at(bytes.len() - request.body.len());
    let mut stream = connect(&sandbox);
    stream.write_all(head).expect("the sandbox reads");
    assert!(answer(&mut stream).expect("leave").0.starts_with("HTTP/1.1 100 Continue"));
    stream.write_all(body).expect("the sandbox reads");
    assert!(answer(&mut stream).expect("an answer").1.contains(r#""created":1"#));
}

#[test]
fn connections_are_kept_and_several_are_served_at_once() {
    let sandbox = sandbox();
    let request = push(&sandbox, &order("A1")).received();
    // A silent connection and a half-sent request keep nobody else waiting.
    let _silent = connect(&sandbox);
    let mut half = connect(&sandbox);
    half.write_all(b"POST /open/order_push.php HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab")
        .expect("the sandbox reads");

    let mut stream = connect(&sandbox);
    for part in [r#""created":1"#, r#""updated":1"#, r#""updated":1"#] {
        stream.write_all(&written(&request, "")).expect("the connection is kept");
        assert!(answer(&mut stream).expect("an answer").1.contains(part));
    }
    let old = String::from_utf8(written(&request, "Connection: keep-alive\r\n")).expect("a form is ASCII");
    let mut stream = connect(&sandbox);
    for _ in 0..2 {
        stream.write_all(old.replace("HTTP/1.1", "HTTP/1.0").as_bytes()).expect("the connection is kept");
        assert!(answer(&mut stream).expect("an answer").1.contains(r#""updated":1"#));
    }
}

#[test]
fn a_half_closed_client_gets_its_answer_and_the_reason_in_headers() {
    let sandbox = sandbox();
    let request = push(&sandbox, &order("A1")).received();
    let mut stream = connect(&sandbox);
    stream.write_all(&written(&request, "")).expect("the sandbox reads");
    stream.shutdown(std::net::Shutdown::Write).expect("a half");
    let (head, body) = answer(&mut stream).expect("an answer");
    assert!(body.contains(r#""created":1"#), "{body}");
    assert!(head.contains("\r\nsignwright-call: 1\r\n"), "{head}");
    assert!(
        head.contains("\r\nsignwright-verdict: accepted: credentials, clock (+0 s) and signature verified"),
        "{head}"
    );

    let encoded = Call::new(&shop::API, "remark_set.php")
        .environment(&sandbox.environment("acme-shop"))
        .param("order_no", "A1")
        .param("备注", "%E8%AF%B7")
        .received();
    let body = String::from_utf8(encoded.body.to_vec()).expect("a form is ASCII").replace("%25", "%");
    let wrong = HttpRequest { body: body.into(), ..encoded };
    let (head, _) = exchange(&sandbox, &written(&wrong, ""));
    assert!(head.contains("\r\nsignwright-call: 2\r\n"), "{head}");
    let reason = "signwright-verdict: refused (signature): `sign` does not fit the request: it verifies if the value of \
                  `%E5%A4%87%E6%B3%A8` is ";
    assert!(head.contains(reason), "{head}");
    assert!(!head.contains("only-the-caller-knows"), "{head}");
    assert_eq!(sandbox.log().iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn open_bodies_hold_a_bounded_memory_and_keep_nobody_waiting() {
    let sandbox = sandbox();
    let length = 16 * 1024 * 1024;
    let head = format!("POST /open/order_push.php HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
    let part = vec![b'a'; length - 1];
    // Each holds all but the last byte of its body.
    let mut open: Vec<_> = (0..6)
        .map(|_| {
            let mut stream = connect(&sandbox);
            stream.write_all(head.as_bytes()).expect("the sandbox reads");
            stream.write_all(&part).expect("the sandbox reads");
            stream
        })
        .collect();
    let small = push(&sandbox, &order("A1")).received();
    assert!(exchange(&sandbox, &written(&small, "")).1.contains(r#""created":1"#));
    // What was over the bound is refused as soon as it has come.
    let answers: Vec<_> = open
        .iter_mut()
        .map(|stream| {
            stream.write_all(b"a").expect("the sandbox reads");
            answer(stream).expect("an answer").0
        })
        .collect();
    let busy = answers.iter().filter(|head| head.starts_with("HTTP/1.1 503 ")).count();
    assert!((2..6).contains(&busy), "{busy} of {} were refused", answers.len());
    // What they held is free again.
    let mut stream = connect(&sandbox);
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&part)).expect("the sandbox reads");
    stream.write_all(b"a").expect("the sandbox reads");
    assert!(!answer(&mut stream).expect("an answer").0.starts_with("HTTP/1.1 503 "));
}

#[test]
fn what_is_no_call_gets_a_plain_answer() {
    let sandbox = sandbox();
    assert!(exchange(&sandbox, b"nonsense\r\n\r\n").0.starts_with("HTTP/1.1 400 "));
    let (head, body) = exchange(&sandbox, b"GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 404 ") && body.contains("acme-store") && body.contains("/gateway"), "{body}");

    let mut stream = connect(&sandbox);
    let length = 16 * 1024 * 1024 + 1;
    let head = format!("POST /open/order_push.php HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("the sandbox reads");
    stream.write_all(&vec![b'a'; length]).expect("the sandbox reads to the end");
    let (head, body) = answer(&mut stream).expect("an answer");
    assert!(head.starts_with("HTTP/1.1 413 ") && body.contains("16777216"), "{head}{body}");
    // Another verb is a call as long as the vendor has words for it.
    let (head, body) = exchange(&sandbox, b"DELETE /open/order_push.php HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200 ") && body.contains("1002"), "{head}{body}");
    let (head, body) = exchange(&sandbox, b"DELETE /gateway?method=order.hold HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 405 ") && head.contains("allow: POST") && body.contains("POST"), "{head}{body}");
    let verdicts: Vec<Verdict> = sandbox.log().iter().map(|entry| entry.verdict).collect();
    let verb = Verdict::Refused(Situation::Verb);
    assert_eq!(verdicts, [Verdict::NotServed, Verdict::NotServed, verb, verb]);
}

#[test]
fn calls_at_the_same_time_are_counted_truly() {
    let sandbox = sandbox();
    let count = |body: &str, name: &str| -> usize {
        let (_, rest) = body.split_once(&format!("\"{name}\":")).expect("a count");
        rest.split([',', '}']).next().and_then(|digits| digits.parse().ok()).expect("a number")
    };
    let bodies: Vec<String> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..50)
            .map(|number| {
                let sandbox = &sandbox;
                scope.spawn(move || {
                    let rows = format!(
                        r#"[{{"order_no":"共同","paid":1,"goods_no":"货"}},{{"order_no":"单{number}","paid":1,"goods_no":"货"}}]"#
                    );
                    exchange(sandbox, &written(&push(sandbox, &rows).received(), "")).1
                })
            })
            .collect();
        calls.into_iter().map(|call| call.join().expect("a call ends")).collect()
    });
    let sum = |name: &str| bodies.iter().map(|body| count(body, name)).sum::<usize>();
    assert_eq!((sum("created"), sum("updated")), (51, 49));
    assert_eq!(sandbox.log().len(), 50);
}

#[test]
fn a_model_may_be_made_inside_the_sandboxs_thread() {
    let name = String::from("acme-临时");
    let sandbox = Sandbox::start_with(Options::default().time(Time::Shifted(NOW - Time::System.now())), move |stage| {
        let platform = Platform { name: &name, ..*shop::API.platform };
        let api = Api { platform: &platform, ..shop::API };
        stage.serve(&[&api])
    })
    .expect("it starts");
    assert_eq!(sandbox.served()[0].platform, "acme-临时");
    let call = Call::new(&shop::API, "order_push.php")
        .environment(&sandbox.environment("acme-临时"))
        .param("shop_no", "1")
        .param("order_list", &order("A1"));
    assert!(exchange(&sandbox, &written(&received(call.signed()), "")).1.contains(r#""created":1"#));
}

#[test]
fn a_sandbox_that_cannot_start_says_why_and_a_dropped_one_is_gone() {
    let error = Sandbox::start_with(Options::default(), |_| Err(io::Error::other("规格有误"))).expect_err("it cannot");
    assert_eq!(error.to_string(), "规格有误");
    let error = Sandbox::start_with(Options::default(), |_| Ok(())).expect_err("it serves nothing");
    assert!(error.to_string().contains("without serving"));

    let sandbox = sandbox();
    let mut open = connect(&sandbox);
    let address = sandbox.url().trim_start_matches("http://").to_owned();
    drop(sandbox);
    assert!(TcpStream::connect(address).is_err());
    let mut rest = Vec::new();
    assert!(open.read_to_end(&mut rest).map_or(true, |_| rest.is_empty()));
}
