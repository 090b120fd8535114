//! Sockets of the standard library whose every step ends by a deadline: finding a host, connecting, asking a proxy
//! for a tunnel, reading and writing.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::super::fault::{Fault, ProxyFault};
use super::super::http1::Tunnel;
use super::super::timeouts::share;

/// A socket of which no read and no write lasts beyond a deadline.
pub(super) struct Timed {
    pub(super) socket: TcpStream,
    pub(super) deadline: Instant,
    /// How many bytes the system has taken.
    pub(super) sent: u64,
}

impl Timed {
    /// Connected to a host.
    pub(super) fn open(host: &str, port: u16, deadline: Instant) -> Result<Self, Fault> {
        let socket = connect(&addresses(host, port, deadline)?, deadline)?;
        // A request is written in one piece, and should not wait for more.
        let _ = socket.set_nodelay(true);
        Ok(Self { socket, deadline, sent: 0 })
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        // A timeout of zero would mean none at all to the system.
        share(self.deadline, 1).map(Some).ok_or_else(|| ErrorKind::TimedOut.into())
    }
}

/// Unix says of a socket's timeout that the call would block. So does an idle socket that is asked whether it is open.
fn timed_out(error: io::Error, deadline: Instant) -> io::Error {
    let is_late = error.kind() == ErrorKind::WouldBlock && share(deadline, 1).is_none();
    if is_late { ErrorKind::TimedOut.into() } else { error }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(self.left()?)?;
        self.socket.read(buffer).map_err(|error| timed_out(error, self.deadline))
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(self.left()?)?;
        let count = self.socket.write(bytes).map_err(|error| timed_out(error, self.deadline))?;
        self.sent += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

/// Asks a proxy for a tunnel, and waits until it is open.
pub(super) fn open_tunnel(proxy: &mut Timed, request: &[u8]) -> Result<(), Fault> {
    let fault = |error: &io::Error| match error.kind() {
        ErrorKind::TimedOut => ProxyFault::Late,
        kind => ProxyFault::Broken(kind),
    };
    proxy.write_all(request).map_err(|error| fault(&error))?;
    let (mut tunnel, mut buffer) = (Tunnel::default(), [0; 4 << 10]);
    loop {
        match proxy.read(&mut buffer) {
            Ok(0) => return Err(ProxyFault::Broken(ErrorKind::UnexpectedEof).into()),
            Ok(count) if tunnel.take(buffer.get(..count).unwrap_or_default())? => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(fault(&error).into()),
        }
    }
}

/// The server's addresses. The system's look-up knows no deadline, so it has a thread that is not waited for longer.
fn addresses(host: &str, port: u16, deadline: Instant) -> Result<Vec<SocketAddr>, Fault> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = sync_channel(1);
    let host = host.to_owned();
    let look_up = move || sender.send((host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>));
    thread::Builder::new()
        .name("signwright-host".to_owned())
        .spawn(look_up)
        .map_err(|error| Fault::NoConnection(error.kind()))?;
    match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Err(RecvTimeoutError::Timeout) => Err(Fault::NoConnectionInTime),
        _ => Err(Fault::NoHost),
    }
}

/// A connection to the first address that gives one; each has its share of the time.
fn connect(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, Fault> {
    let mut fault = Fault::NoHost;
    for (index, address) in addresses.iter().enumerate() {
        let Some(share) = share(deadline, addresses.len() - index) else { return Err(Fault::NoConnectionInTime) };
        match TcpStream::connect_timeout(address, share) {
            Ok(socket) => return Ok(socket),
            Err(error) if error.kind() == ErrorKind::TimedOut => fault = Fault::NoConnectionInTime,
            Err(error) => fault = Fault::NoConnection(error.kind()),
        }
    }
    Err(fault)
}
