//! A server that does one thing to every connection, mostly what no server should: for what a transport makes of it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use tokio::net::TcpSocket;

/// What the server does.
#[derive(Clone)]
pub enum Act {
    /// Reads the request, writes this and closes.
    Answer(Vec<u8>),
    /// Reads the request, writes this and says no more.
    Silence(Vec<u8>),
    /// Reads the request, writes the first, and then the second over and over with this pause.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// The same without reading anything before.
    EndlessAtOnce(Vec<u8>, Duration),
    /// Reads nothing and says nothing.
    Deaf,
    /// Closes without reading the request.
    Reset,
    /// Reads the request and closes, as a server does that has crashed.
    Close,
    /// Accepts no connection, and has no room for another that waits.
    Full,
    /// Nothing listens.
    Absent,
}

/// The server, until the process ends.
pub struct Hostile {
    address: SocketAddr,
}

impl Hostile {
    /// Starts it.
    ///
    /// # Panics
    /// If this machine gives no port.
    pub fn start(act: Act) -> Self {
        let address = match act {
            Act::Full => full(),
            Act::Absent => TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port"),
            act => {
                let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
                let address = listener.local_addr().expect("an address");
                thread::spawn(move || {
                    for stream in listener.incoming().flatten() {
                        let act = act.clone();
                        thread::spawn(move || perform(act, stream));
                    }
                });
                address
            }
        };
        Self { address }
    }

    /// Its host and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// An address of it, `http` or `https`.
    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}/api?sign=deadbeef", self.address)
    }
}

/// A client that has gone away ends it: whatever fails here is meant to.
fn perform(act: Act, mut stream: TcpStream) {
    if !matches!(act, Act::Reset | Act::Deaf | Act::EndlessAtOnce(..)) && read_request(&mut stream).is_none() {
        return;
    }
    match act {
        Act::Answer(bytes) => drop(stream.write_all(&bytes)),
        Act::Silence(bytes) => {
            let _ = stream.write_all(&bytes);
            wait_for_end(&mut stream);
        }
        Act::Endless(first, again, pause) => {
            if stream.write_all(&first).is_ok() {
                repeat(&mut stream, &again, pause);
            }
        }
        Act::EndlessAtOnce(again, pause) => repeat(&mut stream, &again, pause),
        Act::Deaf => thread::sleep(Duration::from_mins(1)),
        // What is unread when it closes makes the system reset the connection.
        Act::Reset => thread::sleep(Duration::from_millis(50)),
        Act::Close | Act::Full | Act::Absent => {}
    }
}

/// Writes the same over and over with this pause, until the client has gone away.
pub(crate) fn repeat(stream: &mut TcpStream, again: &[u8], pause: Duration) {
    while stream.write_all(again).is_ok() {
        thread::sleep(pause);
    }
}

fn wait_for_end(stream: &mut TcpStream) {
    while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
}

fn read_request(stream: &mut TcpStream) -> Option<()> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    while !is_whole(&bytes) {
        let count = stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(chunk.get(..count)?);
    }
    Some(())
}

/// Whether a request has come with as long a body as it states.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(request.get(..end).unwrap_or_default()).to_ascii_lowercase();
    let stated = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    request.len() - (end + 4) >= stated.unwrap_or(0)
}

/// The address of a listener whose queue is full: the system answers no further attempt to connect.
fn full() -> SocketAddr {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    let listener = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        socket.listen(1)
    });
    let listener = listener.and_then(tokio::net::TcpListener::into_std).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let pending = move || TcpStream::connect_timeout(&address, Duration::from_millis(200));
    let waiting: Vec<_> = std::iter::from_fn(|| pending().ok()).take(64).collect();
    thread::spawn(move || {
        thread::sleep(Duration::from_mins(10));
        drop((listener, waiting));
    });
    address
}
