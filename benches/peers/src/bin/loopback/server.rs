//! The server of the loopback: a process of its own that answers each request with the same short JSON, with as little work
//! as possible, so that what is measured is the client.

use std::error::Error;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The answer.
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Tue, 01 Dec 2026 12:00:00 GMT\r\n\
    Content-Type: application/json;charset=utf-8\r\nContent-Length: 25\r\nConnection: keep-alive\r\n\r\n\
    {\"code\":0,\"message\":\"OK\"}";

/// How long the body of the answer is.
pub(crate) const BODY: usize = 25;

/// Prints its address, and answers until it is killed.
pub(crate) fn serve() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        loop {
            let (socket, _) = listener.accept().await?;
            socket.set_nodelay(true)?;
            tokio::spawn(answer(socket));
        }
    })
}

/// Answers on one connection until it ends.
async fn answer(mut socket: TcpStream) -> Option<()> {
    let mut received = Vec::with_capacity(16 * 1024);
    loop {
        while let Some(end) = request_end(&received) {
            received.drain(..end);
            socket.write_all(ANSWER).await.ok()?;
        }
        if socket.read_buf(&mut received).await.ok()? == 0 {
            return None;
        }
    }
}

/// Where the first request ends, if all of it is here.
fn request_end(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let lines = str::from_utf8(received.get(..head)?).ok()?.lines();
    let length =
        lines.filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(Some(0), |(_, value)| value.trim().parse().ok())?;
    let end = head + 4 + length;
    (received.len() >= end).then_some(end)
}
