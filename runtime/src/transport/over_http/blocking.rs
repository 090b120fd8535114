//! The blocking transport, over the standard library's sockets. It works inside an async runtime too, where it blocks a
//! thread.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustls::{ClientConnection, StreamOwned};

use super::fault::Fault;
use super::http1::{self, Answer};
use super::origin::Origin;
use super::pool::Pool;
use super::timeouts::{Reading, Timeouts, share};
use super::tls;
use crate::transport::{Bounds, Transport, TransportError};

/// Sends requests over HTTP and HTTPS and blocks meanwhile. Cheap to clone; clones share their connections.
///
/// It follows no redirect, takes no proxy from the environment, asks for no compression, logs nothing, and trusts the
/// certificate authorities of the machine, or those of Mozilla's list where it has none.
#[derive(Clone, Default)]
pub struct Blocking {
    timeouts: Timeouts,
    pool: Arc<Pool<Connection>>,
}

impl Blocking {
    /// A transport with the usual [`Timeouts`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A transport that waits this long.
    #[must_use]
    pub fn with_timeouts(timeouts: Timeouts) -> Self {
        Self { timeouts, ..Self::default() }
    }

    fn exchange(&self, request: &http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, Fault> {
        let (connected, deadline) = self.timeouts.deadlines(bounds.time);
        let origin = Origin::of(request.uri())?;
        let idle = self.pool.take(&origin).and_then(Connection::if_open);
        let mut connection = match idle {
            Some(connection) => connection,
            None => Connection::open(&origin, connected)?,
        };
        // The deadline of the last request is over; a connection of the pool still carries it.
        connection.until(deadline);
        let mut answer = Answer::new(request.method(), bounds.bytes);
        // A server may answer and close before it has read everything.
        let written = connection.write_all(&http1::encode(request, &origin)).and_then(|()| connection.flush());
        connection.read_answer(&mut answer, written.err(), self.timeouts.reading(deadline))?;
        if answer.may_stay_open() {
            self.pool.put(origin, connection);
        }
        answer.into_response()
    }
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking").field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}

impl Transport for Blocking {
    fn send(&self, request: http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, TransportError> {
        Ok(self.exchange(&request, bounds)?)
    }
}

enum Connection {
    Plain(Timed),
    Tls(Box<StreamOwned<ClientConnection, Timed>>),
}

impl Connection {
    fn open(origin: &Origin, deadline: Instant) -> Result<Self, Fault> {
        let socket = connect(&addresses(origin, deadline)?, deadline)?;
        // A request is written in one piece, and should not wait for more.
        let _ = socket.set_nodelay(true);
        let mut timed = Timed { socket, deadline };
        if !origin.is_tls {
            return Ok(Self::Plain(timed));
        }
        let name = tls::server_name(&origin.host)?;
        let mut session = ClientConnection::new(tls::config()?, name).map_err(|_| Fault::NoTls)?;
        // The handshake is made here, so that its failure is told from one after the request was sent.
        while session.is_handshaking() {
            session.complete_io(&mut timed).map_err(|error| match error.kind() {
                ErrorKind::TimedOut => Fault::NoTlsInTime,
                _ => tls::fault(&error),
            })?;
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(session, timed))))
    }

    fn timed(&mut self) -> &mut Timed {
        match self {
            Self::Plain(timed) => timed,
            Self::Tls(stream) => &mut stream.sock,
        }
    }

    fn until(&mut self, deadline: Instant) {
        self.timed().deadline = deadline;
    }

    /// The connection, if nothing has come since it was last used, not even its end.
    fn if_open(mut self) -> Option<Self> {
        // A blocking read would wait for the server's next word.
        self.timed().socket.set_nonblocking(true).ok()?;
        self.until(Instant::now() + Duration::from_secs(1));
        let read = self.read(&mut [0]);
        self.timed().socket.set_nonblocking(false).ok()?;
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock).then_some(self)
    }

    /// Reads until the answer is whole. `unwritten` is why the request was not written to its end.
    fn read_answer(
        &mut self,
        answer: &mut Answer,
        unwritten: Option<io::Error>,
        mut reading: Reading,
    ) -> Result<(), Fault> {
        let mut buffer = [0; 16 << 10];
        loop {
            self.until(reading.next);
            match self.read(&mut buffer) {
                Ok(0) => return answer.end(),
                Ok(count) => {
                    reading.piece();
                    if answer.take(buffer.get(..count).unwrap_or_default())? {
                        return Ok(());
                    }
                }
                // A signal to the process is no fault of the connection.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => return Err(answer.late()),
                // A peer that closes TLS without saying so has cut the answer off.
                Err(error) => return Err(answer.broken(unwritten.map_or(error.kind(), |error| error.kind()))),
            }
        }
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(timed) => timed.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(timed) => timed.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// A socket of which no read and no write lasts beyond a deadline.
struct Timed {
    socket: TcpStream,
    deadline: Instant,
}

impl Timed {
    fn left(&self) -> io::Result<Option<Duration>> {
        // A timeout of zero would mean none at all to the system.
        left(self.deadline).map(Some).ok_or_else(|| ErrorKind::TimedOut.into())
    }
}

/// What is left until a deadline. Less than a millisecond is as good as nothing.
fn left(deadline: Instant) -> Option<Duration> {
    Some(deadline.saturating_duration_since(Instant::now())).filter(|left| left.as_millis() > 0)
}

/// Unix says of a socket's timeout that the call would block. So does an idle socket that is asked whether it is open.
fn timed_out(error: io::Error, deadline: Instant) -> io::Error {
    let is_late = error.kind() == ErrorKind::WouldBlock && left(deadline).is_none();
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
        self.socket.write(bytes).map_err(|error| timed_out(error, self.deadline))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

/// The server's addresses. The system's look-up knows no deadline, so it has a thread that is not waited for longer.
fn addresses(origin: &Origin, deadline: Instant) -> Result<Vec<SocketAddr>, Fault> {
    if let Ok(address) = origin.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, origin.port)]);
    }
    // The system's look-up knows no deadline, so a thread of its own waits for it.
    let (sender, receiver) = sync_channel(1);
    let (host, port) = (origin.host.clone(), origin.port);
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
