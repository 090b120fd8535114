//! The sandbox behind its socket: what clients of every kind may do with HTTP, calls at the same time, start and stop.

mod acme;

use std::io::{self, Read, Write};
use std::net::TcpStream;

use acme::client::{Call, received};
use acme::socket::{answer, connect, exchange, order, push, sandbox, written};
use acme::{NOW, mall, shop, store};
use signwright_runtime::model::{Api, DocumentFormat, Platform, RefusalReason};
use signwright_sandbox::{HttpRequest, Options, Sandbox, Time, Verdict};

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
    let verb = Verdict::Refused(RefusalReason::Verb);
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
