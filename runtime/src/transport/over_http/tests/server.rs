//! A tiny HTTP server for the transports' tests: each connection is read as one request and answered from a script.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// What a connection does once its request is read.
pub(super) enum Act {
    /// Writes these bytes and closes.
    Answer(Vec<u8>),
    /// Writes these bytes and keeps the connection open without a word.
    Stall(Vec<u8>),
}

pub(super) struct Server {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl Server {
    /// Serves one connection for each act.
    pub(super) fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (send, requests) = channel();
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for act in acts {
                let (mut stream, _) = listener.accept().unwrap();
                let Some(request) = read(&mut stream) else { continue };
                let _ = send.send(request);
                let (Act::Answer(bytes) | Act::Stall(bytes)) = &act;
                let _ = stream.write_all(bytes);
                if matches!(act, Act::Stall(_)) {
                    open.push(stream);
                }
            }
            // Until the test is over, which ends the process.
            std::thread::sleep(Duration::from_mins(1));
            drop(open);
        });
        Self { address, requests }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/api?sign=deadbeef", self.address)
    }

    /// The requests so far, once the last connection is answered.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.try_iter().collect()
    }
}

/// An address that nothing listens at.
pub(super) fn closed() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/api?sign=deadbeef", listener.local_addr().unwrap())
}

/// An answer of this status line, these further headers and this body.
pub(super) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}").into_bytes()
}

fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(chunk.get(..count)?),
        }
    }
}
