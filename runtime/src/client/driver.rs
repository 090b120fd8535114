//! How a call waits: one course of a call is written once, as a future, and run over a transport that blocks or one that
//! does not. Over one that blocks it is never pending: each of its steps blocks and is done.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};

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

/// Runs a future on this thread, which sleeps while it is pending.
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Some(output) = block_for(future.as_mut(), Duration::from_hours(1)) {
            return output;
        }
    }
}

/// The same for at most so long.
fn block_for<F: Future>(mut future: Pin<&mut F>, time: Duration) -> Option<F::Output> {
    let deadline = Instant::now() + time;
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
        match deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => return None,
            left => thread::park_timeout(left),
        }
    }
}

/// Wakes the thread that runs a future.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
