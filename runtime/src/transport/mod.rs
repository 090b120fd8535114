//! The edge: how a signed request gets to the platform and its answer back. Only here is I/O.
//!
//! A transport for signed calls follows no redirect (it would hand the signed body to another host), reads no more
//! than it is told to, and says of every failure whether the request may have arrived.

#[cfg(feature = "async")]
mod asynchronous;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(any(feature = "async", feature = "blocking"))]
mod roots;
#[cfg(all(test, any(feature = "async", feature = "blocking")))]
mod server;
#[cfg(all(test, any(feature = "async", feature = "blocking")))]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "async")]
pub use asynchronous::Async;
#[cfg(feature = "blocking")]
pub use blocking::Blocking;

/// Sends requests and waits for the answers.
pub trait Transport {
    /// Sends a request and reads its answer, of at most `limit` bytes.
    fn send(&self, request: http::Request<Bytes>, limit: usize) -> Result<http::Response<Bytes>, TransportError>;

    /// Waits before another attempt.
    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Sends requests without blocking.
pub trait AsyncTransport {
    /// Sends a request and reads its answer, of at most `limit` bytes.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limit: usize,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;

    /// Waits before another attempt.
    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send;
}

impl<T: Transport + ?Sized> Transport for &T {
    fn send(&self, request: http::Request<Bytes>, limit: usize) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request, limit)
    }

    fn wait(&self, time: Duration) {
        (**self).wait(time);
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>, limit: usize) -> Result<http::Response<Bytes>, TransportError> {
        (**self).send(request, limit)
    }

    fn wait(&self, time: Duration) {
        (**self).wait(time);
    }
}

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    /// Whether the request may have arrived.
    pub phase: Phase,
    /// What happened. Holds no address and nothing of the request.
    pub message: String,
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was sent, or not enough that the platform could act on it.
    NotSent,
    /// It may have arrived.
    Unknown,
}

impl TransportError {
    /// Nothing arrived that the platform could act on.
    pub fn not_sent(message: impl Into<String>) -> Self {
        Self { phase: Phase::NotSent, message: message.into() }
    }

    /// It may have arrived.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self { phase: Phase::Unknown, message: message.into() }
    }

    #[cfg(any(feature = "async", feature = "blocking"))]
    fn too_long(limit: usize) -> Self {
        Self::unknown(format!("the answer is longer than {limit} bytes"))
    }

    /// A certificate is checked before anything of the request is written.
    #[cfg(any(feature = "async", feature = "blocking"))]
    fn untrusted() -> Self {
        Self::not_sent("the host's certificate is not trusted")
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {}

/// Whether a certificate was refused, somewhere down in an error.
#[cfg(any(feature = "async", feature = "blocking"))]
fn is_untrusted(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_));
    }
    // An I/O error does not give what it wraps as its source.
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
    match wrapped {
        Some(wrapped) => is_untrusted(wrapped),
        None => error.source().is_some_and(is_untrusted),
    }
}

/// What the transports call themselves.
#[cfg(any(feature = "async", feature = "blocking"))]
const USER_AGENT: &str = concat!("signwright/", env!("CARGO_PKG_VERSION"));

/// How long a transport waits.
#[cfg(any(feature = "async", feature = "blocking"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until there is a connection.
    pub connect: Duration,
    /// For all of it, the connection included.
    pub total: Duration,
}

#[cfg(any(feature = "async", feature = "blocking"))]
impl Default for Timeouts {
    /// 10 seconds for a connection, 60 in all.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_mins(1) }
    }
}
