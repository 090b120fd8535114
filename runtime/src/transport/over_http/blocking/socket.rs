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
///
/// The system is told anew how to wait only where that matters: a call over a connection that is open makes two reads, a
/// write and two switches, where it made ten system calls before.
pub(super) struct Timed {
    socket: TcpStream,
    pub(super) deadline: Instant,
    /// How many bytes the system has taken.
    pub(super) sent: u64,
    /// Whether to wait. Without that what would block is an error.
    pub(super) waits: bool,
    /// Whether the socket is in the system's blocking mode.
    is_blocking: bool,
    /// How long the system lets a read and a write wait; none was set where it is zero.
    read_timeout: Duration,
    write_timeout: Duration,
}

/// What is left is waited for at once where it is less than this.
const LAST_STEP: Duration = Duration::from_millis(100);

impl Timed {
    /// Connected to a host.
    pub(super) fn open(host: &str, port: u16, deadline: Instant) -> Result<Self, Fault> {
        let socket = connect(&addresses(host, port, deadline)?, deadline)?;
        // A request is written in one piece, and should not wait for more.
        let _ = socket.set_nodelay(true);
        let [read_timeout, write_timeout] = [Duration::ZERO; 2];
        Ok(Self { socket, deadline, sent: 0, waits: true, is_blocking: true, read_timeout, write_timeout })
    }

    fn set_blocking(&mut self, is_blocking: bool) -> io::Result<()> {
        if self.is_blocking != is_blocking {
            self.socket.set_nonblocking(!is_blocking)?;
            self.is_blocking = is_blocking;
        }
        Ok(())
    }

    /// The timeout to set in place of this one, so that a wait ends by the deadline; none where this one will do.
    fn next_timeout(&self, timeout: Duration) -> io::Result<Option<Duration>> {
        // A timeout of zero would mean none at all to the system.
        let left = share(self.deadline, 1).ok_or(ErrorKind::TimedOut)?;
        // A wait that ends early is gone on with. Half of what is left still does for the next call, whose time is the same.
        let will_do = timeout <= left && timeout >= left / 16;
        Ok((!will_do).then_some(if left < LAST_STEP { left } else { left / 2 }))
    }
}

/// Unix says of a socket's timeout that the call would block.
fn would_block(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.set_blocking(self.waits)?;
        loop {
            if self.waits
                && let Some(timeout) = self.next_timeout(self.read_timeout)?
            {
                self.socket.set_read_timeout(Some(timeout))?;
                self.read_timeout = timeout;
            }
            match self.socket.read(buffer) {
                Err(error) if self.waits && would_block(&error) => {}
                read => return read,
            }
        }
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            // Most requests are taken at once, in whichever mode the socket is.
            if self.is_blocking
                && let Some(timeout) = self.next_timeout(self.write_timeout)?
            {
                self.socket.set_write_timeout(Some(timeout))?;
                self.write_timeout = timeout;
            }
            match self.socket.write(bytes) {
                Err(error) if self.waits && would_block(&error) => self.set_blocking(true)?,
                Err(error) => return Err(error),
                Ok(count) => {
                    self.sent += count as u64;
                    return Ok(count);
                }
            }
        }
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
