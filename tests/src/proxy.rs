//! A proxy on loopback that keeps all it hears. It reaches every host on this machine, whatever the name; or does what no
//! proxy should.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::hostile::repeat;

/// What the proxy does.
#[derive(Clone)]
pub enum Part {
    /// Opens tunnels and passes requests on.
    Works,
    /// The same for who sends this `Proxy-Authorization`, and 407 for others.
    Demands(&'static str),
    /// Reads the head, writes this and closes.
    Says(Vec<u8>),
    /// Reads the head, writes the first, and the second over and over with this pause.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Reads and says nothing.
    Silent,
    /// Closes at once.
    Closes,
}

/// The proxy, until the process ends.
pub struct Middle {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Middle {
    /// Starts it.
    ///
    /// # Panics
    /// If this machine gives no port.
    pub fn start(part: Part) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let heard: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let written = Arc::clone(&heard);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let index = {
                    let mut heard = lock(&written);
                    heard.push(Vec::new());
                    heard.len() - 1
                };
                let (part, written) = (part.clone(), Arc::clone(&written));
                let record = move |bytes: &[u8]| {
                    if let Some(connection) = lock(&written).get_mut(index) {
                        connection.extend_from_slice(bytes);
                    }
                };
                // A client that has gone away ends it: whatever fails here is meant to.
                thread::spawn(move || perform(&part, client, record));
            }
        });
        Self { address, heard }
    }

    /// Its host and port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All that was read of each connection, as text.
    pub fn heard(&self) -> Vec<String> {
        lock(&self.heard).iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
    }
}

fn lock(heard: &Mutex<Vec<Vec<u8>>>) -> MutexGuard<'_, Vec<Vec<u8>>> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn perform(part: &Part, mut client: TcpStream, record: impl Fn(&[u8]) + Send + 'static) -> Option<()> {
    if matches!(part, Part::Closes) {
        return None;
    }
    let (head, behind) = read_head(&mut client, &record)?;
    match part {
        Part::Works => pass_on(&head, &behind, client, record),
        Part::Demands(login) => {
            if head.lines().any(|line| line.eq_ignore_ascii_case(&format!("proxy-authorization: {login}"))) {
                return pass_on(&head, &behind, client, record);
            }
            let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"代理\"\r\n\
                           Content-Length: 0\r\n\r\n";
            client.write_all(refusal.as_bytes()).ok()
        }
        Part::Says(bytes) => client.write_all(bytes).ok(),
        Part::Endless(first, again, pause) => {
            client.write_all(first).ok()?;
            repeat(&mut client, again, *pause);
            None
        }
        Part::Silent | Part::Closes => copy(&mut client, None, &record),
    }
}

/// Connects both sides, and copies between them until one has ended.
fn pass_on(head: &str, behind: &[u8], mut client: TcpStream, record: impl Fn(&[u8]) + Send + 'static) -> Option<()> {
    let mut words = head.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (authority, path) = if method == "CONNECT" {
        (target, "")
    } else {
        let behind_scheme = target.strip_prefix("http://")?;
        behind_scheme.split_at(behind_scheme.find('/')?)
    };
    let port: u16 = authority.rsplit_once(':')?.1.parse().ok()?;
    let mut server = TcpStream::connect(("127.0.0.1", port)).ok()?;
    if method == "CONNECT" {
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    } else {
        let head = head.replacen(target, path, 1);
        let lines = head.split_inclusive("\r\n");
        let kept: String = lines.filter(|line| !line.to_ascii_lowercase().starts_with("proxy-")).collect();
        server.write_all(kept.as_bytes()).ok()?;
    }
    server.write_all(behind).ok()?;
    let (mut from_server, mut to_client) = (server.try_clone().ok()?, client.try_clone().ok()?);
    thread::spawn(move || copy(&mut from_server, Some(&mut to_client), |_: &[u8]| {}));
    copy(&mut client, Some(&mut server), record)
}

fn copy(from: &mut TcpStream, mut to: Option<&mut TcpStream>, record: impl Fn(&[u8])) -> Option<()> {
    let mut buffer = [0; 16 << 10];
    while let Some(bytes) = from.read(&mut buffer).ok().filter(|count| *count > 0).and_then(|count| buffer.get(..count))
    {
        record(bytes);
        if let Some(to) = &mut to {
            to.write_all(bytes).ok()?;
        }
    }
    to.map(|to| to.shutdown(Shutdown::Write))?.ok()
}

/// A head, and what came behind it.
fn read_head(client: &mut TcpStream, record: impl Fn(&[u8])) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let behind = bytes.split_off(end + 4);
            return Some((String::from_utf8_lossy(&bytes).into_owned(), behind));
        }
        let count = client.read(&mut buffer).ok().filter(|count| *count > 0)?;
        record(buffer.get(..count)?);
        bytes.extend_from_slice(buffer.get(..count)?);
    }
}
