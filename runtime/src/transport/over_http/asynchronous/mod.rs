//! The async transport, over tokio's sockets.

mod course;
mod socket;
mod transfer;

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout_at;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::fault::Fault;
use super::http1::{self, Answer, FIRST_READ, NEXT_READS};
use super::origin::Origin;
use super::pool::Pool;
use super::proxy::Proxy;
use super::settings::Settings;
use super::timeouts::Timeouts;
use super::tls::{self, Tls};
use crate::transport::{AsyncTransport, Bounds, BoxFuture, TransportError};

/// Sends requests over HTTP and HTTPS inside a tokio runtime whose timers and I/O are enabled. Cheap to clone; clones
/// share their connections.
///
/// It follows no redirect, takes no proxy from the environment, asks for no compression, logs nothing, and trusts the
/// certificate authorities of the machine, or those of Mozilla's list where it has none. A call whose future is dropped
/// closes its connection.
///
/// [`Settings`] give it proxies, other certificate authorities and a client certificate; they are those of the blocking
/// transport, whose documentation tells of them.
#[derive(Clone)]
pub struct Async {
    settings: Arc<Settings>,
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
        Self::with(timeouts)
    }

    /// A transport with these [`Settings`], and connections of its own: none is shared with a transport of others.
    #[must_use]
    pub fn with(settings: impl Into<Settings>) -> Self {
        let settings = settings.into();
        Self { pool: Arc::new(Pool::of(settings.idle_connections)), settings: Arc::new(settings) }
    }

    async fn exchange(&self, request: &http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, Fault> {
        let Settings { timeouts, proxies, .. } = &*self.settings;
        let deadline = timeouts.deadline(bounds.time);
        let origin = Origin::of(request.uri())?;
        // It follows from the origin, so connections of one origin have all gone the same way.
        let proxy = proxies.towards(&origin);
        let (mut connection, is_fresh) = self.connect(&origin, proxy, timeouts.connecting(deadline)).await?;
        let mut answer = Answer::new(request.method(), bounds.bytes as u64);
        let bytes = http1::encode(request, &origin, proxy);
        connection.exchange(&bytes, &mut answer, timeouts, deadline, is_fresh).await?;
        // A connection goes back only when the answer ended where it said: whatever else is left in it would be read
        // as the next one.
        if answer.may_stay_open() {
            self.pool.put(origin, connection);
        }
        answer.into_response()
    }

    /// A connection of the pool, or a fresh one; and whether it is fresh.
    async fn connect(
        &self,
        origin: &Origin,
        proxy: Option<&Proxy>,
        deadline: Instant,
    ) -> Result<(Connection, bool), Fault> {
        let idle = match self.pool.take(origin) {
            Some(connection) => connection.if_open().await,
            None => None,
        };
        match idle {
            Some(connection) => Ok((connection, false)),
            None => Ok((Connection::open(origin, proxy, &self.settings.tls, deadline).await?, true)),
        }
    }
}

impl Default for Async {
    fn default() -> Self {
        Self::with(Settings::default())
    }
}

impl fmt::Debug for Async {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Async").field("settings", &self.settings).finish_non_exhaustive()
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
    async fn open(origin: &Origin, proxy: Option<&Proxy>, tls: &Tls, deadline: Instant) -> Result<Self, Fault> {
        let mut socket = match proxy {
            None => socket::open(&origin.host, origin.port, deadline).await?,
            Some(proxy) => socket::open(&proxy.host, proxy.port, deadline).await.map_err(Fault::of_proxy)?,
        };
        if !origin.is_tls {
            return Ok(Self::Plain(socket));
        }
        if let Some(proxy) = proxy {
            socket::open_tunnel(&mut socket, &http1::connect(origin, proxy), deadline).await?;
        }
        let name = tls::server_name(&origin.host)?;
        let handshake = TlsConnector::from(tls.config()?).connect(name, socket);
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
        timeouts: &Timeouts,
        deadline: Instant,
        is_fresh: bool,
    ) -> Result<(), Fault> {
        let written = timeout_at(deadline.into(), async {
            self.write_all(request).await?;
            self.flush().await
        });
        let Ok(written) = written.await else { return Err(answer.late()) };
        // A server may answer and close before it has read everything.
        let unwritten = written.err().map(|error| error.kind());
        let mut buffer = vec![0; FIRST_READ];
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
                    if count == buffer.len() {
                        buffer.resize(NEXT_READS, 0);
                    }
                }
                // A peer that closes TLS without saying so has cut the answer off.
                Err(error) => return Err(answer.broken(&error, unwritten, is_fresh)),
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
