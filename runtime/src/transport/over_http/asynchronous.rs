//! The async transport, over tokio's sockets.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::fault::Fault;
use super::http1::{self, Answer};
use super::origin::Origin;
use super::pool::Pool;
use super::timeouts::{Timeouts, share};
use super::tls;
use crate::transport::{AsyncTransport, Bounds, BoxFuture, TransportError};

/// Sends requests over HTTP and HTTPS inside a tokio runtime whose timers and I/O are enabled. Cheap to clone; clones
/// share their connections.
///
/// It follows no redirect, takes no proxy from the environment, asks for no compression, logs nothing, and trusts the
/// certificate authorities of the machine, or those of Mozilla's list where it has none. A call whose future is dropped
/// closes its connection.
#[derive(Clone, Default)]
pub struct Async {
    timeouts: Timeouts,
    pool: Arc<Pool<Connection>>,
}

impl Async {
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

    async fn exchange(&self, request: &http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, Fault> {
        let (connected, deadline) = self.timeouts.deadlines(bounds.time);
        let origin = Origin::of(request.uri())?;
        let idle = match self.pool.take(&origin) {
            Some(connection) => connection.if_open().await,
            None => None,
        };
        let mut connection = match idle {
            Some(connection) => connection,
            None => Connection::open(&origin, connected).await?,
        };
        let mut answer = Answer::new(request.method(), bounds.bytes);
        let bytes = http1::encode(request, &origin);
        match timeout_at(deadline.into(), connection.exchange(&bytes, &mut answer, self.timeouts, deadline)).await {
            Ok(exchanged) => exchanged?,
            // The answer knows whether anything of it came, and with that what is known of the call.
            Err(_) => return Err(answer.late()),
        }
        // A connection goes back only when the answer ended where it said: whatever else is left in it would be read
        // as the next one.
        if answer.may_stay_open() {
            self.pool.put(origin, connection);
        }
        answer.into_response()
    }
}

impl fmt::Debug for Async {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Async").field("timeouts", &self.timeouts).finish_non_exhaustive()
    }
}

impl AsyncTransport for Async {
    fn send(
        &self,
        request: http::Request<Bytes>,
        bounds: Bounds,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { Ok(self.exchange(&request, bounds).await?) })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

enum Connection {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Connection {
    async fn open(origin: &Origin, deadline: Instant) -> Result<Self, Fault> {
        let addresses = timeout_at(deadline.into(), addresses(origin)).await;
        let addresses = addresses.map_err(|_| Fault::NoConnectionInTime)??;
        let socket = connect(&addresses, deadline).await?;
        // A request is written in one piece, and should not wait for more.
        let _ = socket.set_nodelay(true);
        if !origin.is_tls {
            return Ok(Self::Plain(socket));
        }
        let name = tls::server_name(&origin.host)?;
        let handshake = TlsConnector::from(tls::config()?).connect(name, socket);
        match timeout_at(deadline.into(), handshake).await {
            Ok(Ok(stream)) => Ok(Self::Tls(Box::new(stream))),
            Ok(Err(error)) => Err(tls::fault(&error)),
            Err(_) => Err(Fault::NoTlsInTime),
        }
    }

    /// The connection, if nothing has come since it was last used, not even its end.
    async fn if_open(mut self) -> Option<Self> {
        // A runtime that was not running meanwhile has not heard of it yet.
        tokio::task::yield_now().await;
        let mut byte = [0];
        let is_open = poll_fn(|context| {
            let read = Pin::new(&mut self).poll_read(context, &mut ReadBuf::new(&mut byte));
            // An idle connection has nothing to say: bytes, or its end, tell that the server has given it up.
            Poll::Ready(read.is_pending())
        });
        is_open.await.then_some(self)
    }

    async fn exchange(
        &mut self,
        request: &[u8],
        answer: &mut Answer,
        timeouts: Timeouts,
        deadline: Instant,
    ) -> Result<(), Fault> {
        // A server may answer and close before it has read everything.
        let written = match self.write_all(request).await {
            Ok(()) => self.flush().await,
            Err(error) => Err(error),
        };
        let mut buffer = vec![0; 16 << 10];
        let mut reading = timeouts.reading(deadline);
        // A server that never pauses gives the timer no turn.
        while Instant::now() < deadline {
            let Ok(read) = timeout_at(reading.next.into(), self.read(&mut buffer)).await else { break };
            match read {
                Ok(0) => return answer.end(),
                Ok(count) => {
                    reading.piece();
                    if answer.take(buffer.get(..count).unwrap_or_default())? {
                        return Ok(());
                    }
                }
                // A peer that closes TLS without saying so has cut the answer off.
                // Of a failed write and a failed read the write came first, and is the cause.
                Err(error) => return Err(answer.broken(written.err().unwrap_or(error).kind())),
            }
        }
        Err(answer.late())
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

async fn addresses(origin: &Origin) -> Result<Vec<SocketAddr>, Fault> {
    if let Ok(address) = origin.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, origin.port)]);
    }
    let addresses = lookup_host((origin.host.as_str(), origin.port)).await.map_err(|_| Fault::NoHost)?;
    Ok(addresses.collect())
}

/// A connection to the first address that gives one; each has its share of the time.
async fn connect(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, Fault> {
    let mut fault = Fault::NoHost;
    for (index, address) in addresses.iter().enumerate() {
        let Some(share) = share(deadline, addresses.len() - index) else { return Err(Fault::NoConnectionInTime) };
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) if error.kind() == ErrorKind::TimedOut => fault = Fault::NoConnectionInTime,
            Ok(Err(error)) => fault = Fault::NoConnection(error.kind()),
            Err(_) => fault = Fault::NoConnectionInTime,
        }
    }
    Err(fault)
}
