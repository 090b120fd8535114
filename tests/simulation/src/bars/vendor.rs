//! A vendor in virtual time, as a closure over what comes: a transport and a clock over tokio's paused time, and the same for
//! a thread that blocks. It knows nothing of what is measured.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{Clock, Limits, SigningTime, form};
use signwright_tests::random::Random;
use tokio::time::Instant;

use crate::START;

/// What came: its number, from 0, and its parameters.
pub(super) struct Came {
    pub(super) number: u64,
    params: Vec<(String, String)>,
}

impl Came {
    pub(super) fn get(&self, name: &str) -> &str {
        self.params.iter().find(|(param, _)| param == name).map_or("", |(_, value)| value)
    }
}

pub(super) type Sent = Result<Response<Bytes>, TransportError>;

/// What is answered, and how long that takes.
pub(super) type Answer = dyn Fn(&Came) -> (Duration, Sent) + Send + Sync;

/// An answer with a document.
#[allow(clippy::unnecessary_wraps)] // It stands beside those that fail.
pub(super) fn says(body: &str) -> Sent {
    Ok(Response::new(Bytes::copy_from_slice(body.as_bytes())))
}

/// An answer of a gateway.
#[allow(clippy::unnecessary_wraps)] // Likewise.
pub(super) fn status(status: u16) -> Sent {
    let mut response = Response::new(Bytes::from_static("<html><body>请稍后再试</body></html>".as_bytes()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    Ok(response)
}

/// A number that looks random and follows from another.
pub(super) fn mixed(state: u64) -> u64 {
    Random::new(state).number()
}

/// How time passes.
#[derive(Clone)]
enum Time {
    /// With tokio's, which is paused.
    Tokio(Instant),
    /// By what one thread waits.
    Waited(Arc<Mutex<Duration>>),
}

#[derive(Clone)]
pub(super) struct Vendor {
    time: Time,
    came: Arc<AtomicU64>,
    drawn: Arc<AtomicU64>,
    answer: Arc<Answer>,
}

impl Vendor {
    /// One within tokio's paused time.
    pub(super) fn new(seed: u64, answer: impl Fn(&Came) -> (Duration, Sent) + Send + Sync + 'static) -> Self {
        Self::with(Time::Tokio(Instant::now()), seed, Arc::new(answer))
    }

    /// One whose time is what a thread waits.
    pub(super) fn blocking(seed: u64, answer: impl Fn(&Came) -> (Duration, Sent) + Send + Sync + 'static) -> Self {
        Self::with(Time::Waited(Arc::default()), seed, Arc::new(answer))
    }

    fn with(time: Time, seed: u64, answer: Arc<Answer>) -> Self {
        Self { time, came: Arc::default(), drawn: Arc::new(AtomicU64::new(mixed(seed))), answer }
    }

    /// How long it takes, as long as the caller waits for it, and what comes of it.
    fn exchange(&self, request: &Request<Bytes>, bounds: Bounds) -> (Duration, Sent) {
        let params = form::decode(request.body(), Limits::default()).unwrap_or_default();
        let came = Came { number: self.came.fetch_add(1, Ordering::Relaxed), params };
        let (takes, answer) = (self.answer)(&came);
        match bounds.time {
            Some(left) if takes > left => (left, Err(TransportError::unknown("there was no answer in time"))),
            _ => (takes, answer),
        }
    }

    fn waits(&self, time: Duration) {
        if let Time::Waited(waited) = &self.time {
            *waited.lock().unwrap_or_else(PoisonError::into_inner) += time;
        }
    }
}

impl AsyncTransport for Vendor {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> BoxFuture<'_, Sent> {
        Box::pin(async move {
            let (takes, answer) = self.exchange(&request, bounds);
            tokio::time::sleep(takes).await;
            answer
        })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl Transport for Vendor {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> Sent {
        let (takes, answer) = self.exchange(&request, bounds);
        self.waits(takes);
        answer
    }

    fn wait(&self, time: Duration) {
        self.waits(time);
    }
}

impl Clock for Vendor {
    fn now(&self) -> SigningTime {
        let elapsed = i64::try_from(Clock::elapsed(self).as_millis()).unwrap_or(i64::MAX);
        SigningTime::new(START.saturating_add(elapsed), "随机")
    }

    fn elapsed(&self) -> Duration {
        match &self.time {
            Time::Tokio(began) => began.elapsed(),
            Time::Waited(waited) => *waited.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    fn random(&self) -> u64 {
        mixed(self.drawn.fetch_add(1, Ordering::Relaxed))
    }
}

/// A runtime whose time passes by waiting alone.
pub(super) fn paused() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().expect("a runtime without I/O")
}
