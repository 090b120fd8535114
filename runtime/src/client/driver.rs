//! How a call waits: one course of a call is written once, as a future, and run over a transport that blocks or one that
//! does not. Over one that blocks it is never pending: each of its steps blocks and is done.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;

use crate::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError, block_for};

/// Longer than a program runs.
const LONGEST: Duration = Duration::from_hours(24 * 365);

pub(super) type Sent = Result<http::Response<Bytes>, TransportError>;

/// A transport as the course of a call sees it.
#[derive(Clone, Copy)]
pub(super) enum Driver<'t> {
    /// Blocks the thread at each step.
    Blocking(&'t dyn Transport),
    /// Gives the thread back meanwhile.
    Async(&'t dyn AsyncTransport),
}

impl<'t> Driver<'t> {
    pub(super) fn send(self, request: http::Request<Bytes>, bounds: Bounds) -> BoxFuture<'t, Sent> {
        match self {
            Self::Blocking(transport) => Box::pin(std::future::ready(transport.send(request, bounds))),
            Self::Async(transport) => transport.send(request, bounds),
        }
    }

    pub(super) async fn wait(self, time: Duration) {
        match self {
            _ if time.is_zero() => {}
            Self::Blocking(transport) => transport.wait(time),
            Self::Async(transport) => transport.wait(time).await,
        }
    }

    /// What a future gives, if it does within this time; `None` is without end.
    pub(super) async fn within<F: Future>(self, time: Option<Duration>, future: F) -> Option<F::Output> {
        let Some(time) = time else { return Some(future.await) };
        match self {
            Self::Blocking(_) => block_for(pin!(future), time.min(LONGEST)),
            Self::Async(transport) => {
                let (mut future, mut timer) = (pin!(future), transport.wait(time));
                std::future::poll_fn(|context| match future.as_mut().poll(context) {
                    Poll::Ready(output) => Poll::Ready(Some(output)),
                    Poll::Pending => timer.as_mut().poll(context).map(|()| None),
                })
                .await
            }
        }
    }
}
