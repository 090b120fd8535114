//! `call` at a server that means harm: what it says reaches the terminal bounded, as text, and without what it was sent
//! in confidence.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::{file, path, run};

const KEY: &str = "geheim-钥";
const TOKEN: &str = "t9";

/// The address of a server that makes its answer of what it is sent.
fn serve(answer: fn(&str) -> (u16, String)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (status, body) = answer(&read(&mut stream));
            let head = format!("HTTP/1.1 {status} OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    format!("http://user:PASS-word@{address}/api/")
}

fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 1 << 12];
    loop {
        let request = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or((&request, ""));
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if length.is_some_and(|length: usize| body.len() >= length) {
            return request;
        }
        match stream.read(&mut chunk) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&chunk[..count]),
            _ => return request,
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

/// A success that echoes the request, and has more members than anybody wants to read of.
fn echoing(request: &str) -> (u16, String) {
    let members: Vec<_> = (0..3000).map(|number| format!(",\"\\u001b[2J\u{202e}k{number}\":1")).collect();
    let members = members.concat();
    let said = quoted(&format!("{request}\u{1b}]0;title\u{7}\u{202e}"));
    (200, format!("{{\"code\":0,\"message\":{said},{said}:1{members}}}"))
}

fn refusing(request: &str) -> (u16, String) {
    (200, format!("{{\"code\":\"\\u001b[2J9\",\"message\":{}}}", quoted(&format!("\u{1b}[31m{request}").repeat(1000))))
}

fn page(request: &str) -> (u16, String) {
    let request = request.replace(['=', '?'], " ");
    (502, format!("<html><title>\u{1b}]0;title\u{7}\u{202e}502</title>{request}{}</html>", "页".repeat(500_000)))
}

#[test]
fn a_hostile_answer_is_told_bounded_as_text_and_without_what_was_sent_in_confidence() {
    let request = file(r#"{"sku": "茶-01", "change": -3, "note": "碎了🍵，补发"}"#);
    let credentials = file(&format!("{{\"shop\": \"我的店\", \"key\": \"{KEY}\", \"token\": \"{TOKEN}\"}}"));
    for (code, answer) in [(0, echoing as fn(&str) -> _), (1, refusing), (1, page)] {
        for quiet in [&[][..], &["--quiet"]] {
            let (url, arguments) = (serve(answer), ["call", "acme", "stock/adjust", "--data", path(&request)]);
            let more = ["--url", &url, "--credentials", path(&credentials)];
            let run = run(&[&arguments[..], &more, quiet].concat()).expect(code);
            let all = run.out.clone() + &run.err;
            assert!(all.len() < 8000, "{}", all.len());
            let odd = |character: char| {
                (character.is_control() && character != '\n') || matches!(character, '\u{202a}'..='\u{202e}')
            };
            assert!(!all.contains(odd), "{all:?}");
            for secret in [KEY, TOKEN, "PASS-word", "dXNlcjpQQVNTLXdvcmQ"] {
                assert!(!all.contains(secret), "{secret}: {all}");
            }
            let signature = all.split("sign=").skip(1).find(|signature| !signature.starts_with("<redacted>"));
            assert_eq!(signature, None, "{all}");
            if code == 0 {
                assert!(run.out.contains("sign=<redacted>") && run.out.contains("%E6%88%91"), "the rest stays: {all}");
                assert_eq!(run.err.contains("note: and 2981 more"), quiet.is_empty(), "{all}");
                serde_json::from_str::<serde_json::Value>(&run.out).expect("JSON");
            }
        }
    }
}
