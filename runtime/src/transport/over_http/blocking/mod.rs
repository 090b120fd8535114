//! The blocking transport, over the standard library's sockets. It works inside an async runtime too, where it blocks a
//! thread.

mod course;
mod socket;
mod transfer;

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rustls::{ClientConnection, StreamOwned};

use super::fault::Fault;
use super::http1::{self, Answer, FIRST_READ, NEXT_READS};
use super::origin::Origin;
use super::pool::Pool;
use super::proxy::Proxy;
use super::settings::Settings;
use super::timeouts::{PieceDeadline, Timeouts};
use super::tls::{self, Tls};
use crate::transport::{Bounds, Transport, TransportError};
use socket::Timed;

/// Sends requests over HTTP and HTTPS and blocks meanwhile. Cheap to clone; clones share their connections.
///
/// It follows no redirect, takes no proxy from the environment, asks for no compression, logs nothing, and trusts the
/// certificate authorities of the machine, or those of Mozilla's list where it has none.
///
/// # Proxies, own roots, client certificates
///
/// They are [`Settings`], the same for both transports:
///
/// ```no_run
/// use signwright_runtime::transport::{Blocking, Proxy, Settings};
///
/// let settings = Settings::new()
///     .with_proxy(Proxy::new("http://proxy.corp:3128")?.with_login("user", "password")?)
///     .without_proxy_for("localhost, .corp")?
///     .with_roots(std::fs::read("corp-root.pem")?)?
///     .with_client_certificate(std::fs::read("client.pem")?, std::fs::read("client.key")?)?;
/// let transport = Blocking::with(settings);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// - To an `https` address a proxy opens a tunnel. It sees the host and the port, and nothing of the request, of which a
///   proxy that refuses, hangs or babbles gets none: that is [`Phase::NotSent`](crate::transport::Phase::NotSent), within
///   the time for a connection. The host's certificate is judged as without a proxy.
/// - A request to an `http` address the proxy reads and passes on. What it answers cannot be told from an answer of the
///   host, so its errors (502, 407) are answers too.
/// - The login goes to the proxy alone, and is not printed. A `Proxy-Authorization` among a request's headers is left out.
/// - [`Settings::with_proxies_from_environment`] asks for `https_proxy` and its like; without it they are not read.
/// - [`Settings::with_roots`] adds authorities to the machine's, [`Settings::with_only_roots`] replaces them. There is no
///   way to turn the check off.
/// - Connections are never shared between transports of different settings.
#[derive(Clone)]
pub struct Blocking {
    settings: Arc<Settings>,
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
        Self::with(timeouts)
    }

    /// A transport with these [`Settings`], and connections of its own: none is shared with a transport of others.
    #[must_use]
    pub fn with(settings: impl Into<Settings>) -> Self {
        let settings = settings.into();
        Self { pool: Arc::new(Pool::of(settings.idle_connections)), settings: Arc::new(settings) }
    }

    fn exchange(&self, request: &http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, Fault> {
        let Settings { timeouts, proxies, .. } = &*self.settings;
        let deadline = timeouts.deadline(bounds.time);
        let origin = Origin::of(request.uri())?;
        // It follows from the origin, so connections of one origin have all gone the same way.
        let proxy = proxies.towards(&origin);
        let (mut connection, is_fresh) = self.connect(&origin, proxy, timeouts.connecting(deadline))?;
        // The deadline of the last request is over; a connection of the pool still carries it.
        connection.until(deadline);
        let mut answer = Answer::new(request.method(), bounds.bytes as u64);
        // A server may answer and close before it has read everything.
        let written = connection.write_all(&http1::encode(request, &origin, proxy)).and_then(|()| connection.flush());
        let unwritten = written.err().map(|error| error.kind());
        connection.read_answer(&mut answer, unwritten, timeouts.reading(deadline), is_fresh)?;
        if answer.may_stay_open() {
            self.pool.put(origin, connection);
        }
        answer.into_response()
    }

    /// A connection of the pool, or a fresh one; and whether it is fresh.
    fn connect(&self, origin: &Origin, proxy: Option<&Proxy>, deadline: Instant) -> Result<(Connection, bool), Fault> {
        match self.pool.take(origin).and_then(Connection::if_open) {
            Some(connection) => Ok((connection, false)),
            None => Ok((Connection::open(origin, proxy, &self.settings.tls, deadline)?, true)),
        }
    }
}

impl Default for Blocking {
    fn default() -> Self {
        Self::with(Settings::default())
    }
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking").field("settings", &self.settings).finish_non_exhaustive()
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
    fn open(origin: &Origin, proxy: Option<&Proxy>, tls: &Tls, deadline: Instant) -> Result<Self, Fault> {
        let mut timed = match proxy {
            None => Timed::open(&origin.host, origin.port, deadline)?,
            Some(proxy) => Timed::open(&proxy.host, proxy.port, deadline).map_err(Fault::of_proxy)?,
        };
        if !origin.is_tls {
            return Ok(Self::Plain(timed));
        }
        if let Some(proxy) = proxy {
            socket::open_tunnel(&mut timed, &http1::connect(origin, proxy))?;
        }
        let name = tls::server_name(&origin.host)?;
        let mut session = ClientConnection::new(tls.config()?, name).map_err(|_| Fault::NoTls)?;
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
        // What is to be written first may take so long.
        self.until(Instant::now() + Duration::from_secs(1));
        self.timed().waits = false;
        let read = self.read(&mut [0]);
        self.timed().waits = true;
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock).then_some(self)
    }

    /// Reads until the answer is whole. `unwritten` is why the request was not written to its end.
    fn read_answer(
        &mut self,
        answer: &mut Answer,
        unwritten: Option<ErrorKind>,
        mut reading: PieceDeadline,
        is_fresh: bool,
    ) -> Result<(), Fault> {
        let mut buffer = vec![0; FIRST_READ];
        loop {
            self.until(reading.next);
            match self.read(&mut buffer) {
                Ok(0) => return answer.end(),
                Ok(count) => {
                    reading.piece();
                    if answer.take(buffer.get(..count).unwrap_or_default())? {
                        return Ok(());
                    }
                    if count == buffer.len() {
                        buffer.resize(NEXT_READS, 0);
                    }
                }
                // A signal to the process is no fault of the connection.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => return Err(answer.late()),
                // A peer that closes TLS without saying so has cut the answer off.
                Err(error) => return Err(answer.broken(&error, unwritten, is_fresh)),
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
