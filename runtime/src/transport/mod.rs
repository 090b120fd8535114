//! The edge: how a signed request gets to the platform and its answer back. Only here is I/O.
//!
//! A transport for signed calls follows no redirect (it would hand the signed body to another host), reads no more
//! than it is told to, and says of every failure whether the request may have arrived.
//!
//! # Middleware
//!
//! What others call middleware is a transport that holds another one and does something around its `send`: count, measure,
//! limit, record, refuse. Each attempt of a call comes through it, so a call that is made again is seen again. One that
//! records the status of each answer, and `None` where there was no answer:
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use signwright_runtime::transport::{Bounds, Bytes, HttpRequest, HttpResponse, Transport, TransportError};
//!
//! struct Recorded<T> {
//!     inner: T,
//!     statuses: Arc<Mutex<Vec<Option<u16>>>>,
//! }
//!
//! impl<T: Transport> Transport for Recorded<T> {
//!     fn send(&self, request: HttpRequest<Bytes>, bounds: Bounds) -> Result<HttpResponse<Bytes>, TransportError> {
//!         let answer = self.inner.send(request, bounds);
//!         let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
//!         self.statuses.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(status);
//!         answer
//!     }
//!
//!     fn wait(&self, time: std::time::Duration) {
//!         self.inner.wait(time);
//!     }
//! }
//!
//! // In place of `Blocking::new()`; here nothing answers.
//! struct Absent;
//!
//! impl Transport for Absent {
//!     fn send(&self, _: HttpRequest<Bytes>, _: Bounds) -> Result<HttpResponse<Bytes>, TransportError> {
//!         Err(TransportError::not_sent("there is no connection"))
//!     }
//! }
//!
//! let statuses = Arc::default();
//! let transport = Recorded { inner: Absent, statuses: Arc::clone(&statuses) };
//! assert!(transport.send(HttpRequest::new(Bytes::new()), 1000.into()).is_err());
//! assert_eq!(*statuses.lock().unwrap(), [None]);
//! ```
//!
//! An [`AsyncTransport`] is wrapped in the same way, with `Box::pin(async move { … })` around the inner `send`.
//!
//! - **A transport gets a request that is signed already.** It cannot add anything before that: a header, a parameter or a
//!   body that it changes is sent with a signature that does not cover it, which many platforms refuse. What should be signed
//!   is given to the client (its `param` and `var`, or a field of the request).
//! - It passes the [`Bounds`] on: they are the caller's deadline and the cap of the memory.
//! - It leaves the [`Phase`] of an error as it is. An error of its own is [`TransportError::not_sent`] only before it has
//!   called the inner `send`, and [`TransportError::unknown`] ever after, or a client may send twice what was done once.
//! - It does not send a request a second time: a signature holds a clock and a nonce. Whether a call is made again is for the
//!   client to decide, which signs anew.
//! - The address, the headers and the body hold credentials and personal data. What it writes down of them is for it to
//!   answer for; [`address_to_show`](crate::sign::address_to_show) leaves out the query and the user of an address.

mod block_on;
#[cfg(any(feature = "async", feature = "blocking"))]
mod over_http;

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use block_on::{block_for, block_on};
pub use bytes::Bytes;
pub use http::{Request as HttpRequest, Response as HttpResponse};

#[cfg(any(feature = "async", feature = "blocking"))]
pub use over_http::*;

/// What an exchange may take at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The bytes of the answer's body.
    pub bytes: usize,
    /// The time that the caller has left for it, where there is a deadline. A transport's own timeouts hold beside it.
    pub time: Option<Duration>,
}

/// So many bytes, and whatever time the transport takes.
impl From<usize> for Bounds {
    fn from(bytes: usize) -> Self {
        Self { bytes, time: None }
    }
}

/// Sends requests and waits for the answers.
pub trait Transport: Send + Sync {
    /// Sends a request and reads its answer.
    fn send(&self, request: http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, TransportError>;

    /// Waits before another attempt.
    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// What an [`AsyncTransport`] gives: boxed, so that a transport can be chosen at run time (`Arc<dyn AsyncTransport>`).
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests without blocking.
pub trait AsyncTransport: Send + Sync {
    /// Sends a request and reads its answer.
    fn send(
        &self,
        request: http::Request<Bytes>,
        bounds: Bounds,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Waits before another attempt.
    fn wait(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// What points to a transport is one, also where it points to a trait object.
macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send(
                &self,
                request: http::Request<Bytes>,
                bounds: Bounds,
            ) -> Result<http::Response<Bytes>, TransportError> {
                (**self).send(request, bounds)
            }

            fn wait(&self, time: Duration) {
                (**self).wait(time);
            }
        }

        impl<T: AsyncTransport + ?Sized> AsyncTransport for $pointer {
            fn send(
                &self,
                request: http::Request<Bytes>,
                bounds: Bounds,
            ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
                (**self).send(request, bounds)
            }

            fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
                (**self).wait(time)
            }
        }
    )*};
}

pointers!(&T, Box<T>, Arc<T>);

/// A request without an answer.
#[derive(Clone)]
pub struct TransportError {
    /// Whether the request may have arrived.
    pub phase: Phase,
    /// What happened. Holds no address and nothing of the request.
    pub message: String,
    source: Option<Arc<dyn Error + Send + Sync>>,
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
        Self { phase: Phase::NotSent, message: message.into(), source: None }
    }

    /// It may have arrived.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self { phase: Phase::Unknown, message: message.into(), source: None }
    }

    /// Adds the cause, for who walks the chain of sources. Whoever prints that chain prints its words, so it should
    /// hold no address and nothing of the request.
    #[must_use]
    pub fn with_source(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }
}

/// Two that say the same, whatever their sources are.
impl PartialEq for TransportError {
    fn eq(&self, other: &Self) -> bool {
        (self.phase, &self.message) == (other.phase, &other.message)
    }
}

impl Eq for TransportError {}

/// Without the source, whose words are another library's.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("phase", &self.phase)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
