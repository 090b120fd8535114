//! The sandbox behind its socket, and a client that writes bytes.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use signwright_sandbox::{HttpRequest, Options, Sandbox, Time};

use super::client::Call;
use super::{APIS, NOW, shop};

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::start(APIS, Options::default().time(Time::Fixed(NOW))).expect("a loopback port is free")
}

pub(crate) fn push(sandbox: &Sandbox, orders: &str) -> Call {
    Call::new(&shop::API, "order_push.php")
        .environment(&sandbox.environment("acme-shop"))
        .param("shop_no", "网店 一号+&=%")
        .param("order_list", orders)
}

pub(crate) fn order(number: &str) -> String {
    format!(r#"[{{"order_no":"{number}","paid":1.5,"goods_no":"货 1"}}]"#)
}

pub(crate) fn connect(sandbox: &Sandbox) -> TcpStream {
    let address = sandbox.url().strip_prefix("http://").expect("an address");
    let stream = TcpStream::connect(address).expect("the sandbox listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
    stream
}

/// The request as a client writes it, with whatever more headers.
pub(crate) fn written(request: &HttpRequest, more: &str) -> Vec<u8> {
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
pub(crate) fn answer(stream: &mut TcpStream) -> io::Result<(String, String)> {
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
pub(crate) fn exchange(sandbox: &Sandbox, bytes: &[u8]) -> (String, String) {
    let mut stream = connect(sandbox);
    stream.write_all(bytes).expect("the sandbox reads");
    answer(&mut stream).expect("the sandbox answers")
}
