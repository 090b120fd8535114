//! What the sandbox holds is bounded, and no client keeps another waiting or loses its answer.

mod acme;

use std::io::Write as _;

use acme::client::Call;
use acme::shop;
use acme::socket::{answer, connect, exchange, order, push, sandbox, written};
use signwright_sandbox::HttpRequest;

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
