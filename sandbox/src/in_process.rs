//! The sandbox as a transport: a client's requests are answered in the same process, without a socket and without sleeping.
//! Faults of a connection are told as the transports of the runtime tell them.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::Api;
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};

use crate::delivery::{Delivery, Pace, response};
use crate::exchange::HttpRequest;
use crate::log::Entry;
use crate::options::Options;
use crate::recorded::AppliedRow;
use crate::script::{Injection, Script};
use crate::service::{Served, Service};
use crate::virtual_time::{VirtualClock, VirtualTime};

/// Where it says that it is: a name that no resolver knows.
const BASE: &str = "https://sandbox.invalid";
/// The most calls that are kept.
const KEPT: usize = 10_000;
/// How long a client waits for the first byte, as the runtime's own transports do.
const FIRST_BYTE: Duration = Duration::from_secs(30);
/// How long for the next one.
const IDLE: Duration = Duration::from_secs(10);
/// How long for all of an answer.
const ATTEMPT: Duration = Duration::from_mins(1);

/// A transport that answers as the vendor would, for unit tests of a program that calls it.
///
/// ```
/// # use signwright_sandbox::{Fault, InProcess, Options, PlanError};
/// # static APIS: signwright_runtime::model::ApisText = signwright_runtime::model::apis(&[]);
/// let mock = InProcess::start(APIS.apis()?, Options::default());
/// // Client::new(&PLATFORM, mock.credentials("acme"), &mock.environment("acme"), mock.clone())
/// let planned = mock.on_call(2).inject(Fault::refused("sold_out")); // and the second call is refused
/// # assert_eq!(planned, Err(PlanError::NoEndpoint(String::new())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Clones share one service. Waiting, delays and slow answers take no time: they move virtual time. With
/// [`Time::Fixed`](crate::Time::Fixed) that is also the time by which requests are judged, and a client has to have it from
/// [`Self::clock`]; with the system's clock requests are judged by that, and deadlines alone count what was waited. A client
/// is given up on after 30 s without a first byte, 10 s without another and 60 s in all, as the runtime's transports do, or
/// when its deadline is over.
#[derive(Clone)]
pub struct InProcess {
    shared: Arc<Shared>,
}

struct Shared {
    service: Service<'static>,
    served: Vec<Served>,
    time: Arc<VirtualTime>,
    clock: VirtualClock,
    calls: Mutex<VecDeque<SentCall>>,
}

/// A call that was sent. Its `Debug` shows no value of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCall {
    /// What was sent, signature included.
    pub request: HttpRequest,
    /// What came of it, with its number.
    pub entry: Entry,
    /// The HTTP status that was answered; `None` where no answer came.
    pub status: Option<u16>,
}

impl InProcess {
    /// Serves these platforms, such as `APIS.apis()?` of generated code. What is done is recorded: [`Self::rows`].
    pub fn start(apis: &[&Api<'static>], options: Options) -> Self {
        let time = Arc::new(VirtualTime::new(options.time));
        let service = Service::new(apis, options.recording(true));
        let (served, clock) = (service.served(BASE), VirtualClock::new(Arc::clone(&time)));
        Self { shared: Arc::new(Shared { service, served, time, clock, calls: Mutex::default() }) }
    }

    /// The environment address to give to a client of this platform. For a platform that it does not serve: one that
    /// nothing is served at.
    pub fn environment(&self, platform: &str) -> String {
        self.find(platform).map_or_else(|| BASE.to_owned(), |served| served.environment.clone())
    }

    /// The credentials that it accepts for this platform. For a platform that it does not serve: none.
    pub fn credentials(&self, platform: &str) -> Credentials {
        self.find(platform).map_or_else(|| Credentials::new::<&str, &str>([]), |served| served.credentials.clone())
    }

    /// Its time as a client's clock, with nonces and chance that are the same in each run.
    pub fn clock(&self) -> VirtualClock {
        self.shared.clock.clone()
    }

    /// Takes this for now, in milliseconds since 1970-01-01 UTC; from here on only waiting moves it.
    pub fn set_time(&self, unix_ms: i64) {
        self.shared.time.set(unix_ms);
    }

    /// Lets this time pass.
    pub fn advance(&self, time: Duration) {
        self.shared.time.wait(time);
    }

    /// The time that passed by waiting, delays and slow answers, and by [`Self::advance`].
    pub fn waited(&self) -> Duration {
        self.shared.time.waited()
    }

    /// The faults that its calls are to meet.
    pub fn script(&self) -> &Script {
        self.shared.service.script()
    }

    /// Plans a fault for the call of this number: see [`Script::on_call`].
    pub fn on_call(&self, number: u64) -> Injection<'_> {
        self.script().on_call(number)
    }

    /// Plans a fault for the next call.
    pub fn next_call(&self) -> Injection<'_> {
        self.script().next_call()
    }

    /// Plans a fault for so many calls: see [`Script::next_calls`].
    pub fn next_calls(&self, count: u64) -> Injection<'_> {
        self.script().next_calls(count)
    }

    /// What was sent, the last 10,000 calls at most.
    pub fn calls(&self) -> Vec<SentCall> {
        self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// How many calls were sent.
    pub fn count(&self) -> u64 {
        self.script().calls()
    }

    /// What was really done to the rows of an endpoint: see [`Service::rows`].
    pub fn rows(&self, platform: &str, endpoint: &str) -> Vec<AppliedRow> {
        self.shared.service.rows(platform, endpoint)
    }

    /// The rows that a query would find, as they are by now: see [`Service::listed`].
    pub fn listed(&self, platform: &str, endpoint: &str) -> Vec<String> {
        self.shared.service.listed(platform, endpoint)
    }

    fn find(&self, platform: &str) -> Option<&Served> {
        self.shared.served.iter().find(|served| served.platform == platform)
    }

    fn exchange(&self, request: http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, TransportError> {
        if bounds.time == Some(Duration::ZERO) {
            return Err(TransportError::not_sent("there was no connection in time"));
        }
        let Shared { service, time, calls, .. } = &*self.shared;
        let request = received(request);
        let delivery = service.deliver(&request, time.now());
        let entry = delivery.answer.entry.clone();
        service.tell(&entry);
        let (passed, result) = carried(delivery, bounds);
        time.wait(passed);
        let status = result.as_ref().ok().map(|response| response.status().as_u16());
        let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= KEPT {
            calls.pop_front();
        }
        calls.push_back(SentCall { request, entry, status });
        result
    }
}

/// What a client gets of an answer, and how long it takes.
fn carried(delivery: Delivery, bounds: Bounds) -> (Duration, Result<http::Response<Bytes>, TransportError>) {
    let Delivery { answer, delay, pace } = delivery;
    let patience = bounds.time.unwrap_or(ATTEMPT).min(ATTEMPT);
    let first_byte = patience.min(FIRST_BYTE);
    if delay >= first_byte {
        return (first_byte, Err(TransportError::unknown("there was no answer in time")));
    }
    let too_long = || TransportError::unknown(format!("the answer is longer than {} bytes", bounds.bytes));
    let mut response = response(answer);
    let mut passed = delay;
    match pace {
        Pace::Whole => {}
        Pace::Reset => {
            return (passed, Err(TransportError::unknown("the connection broke before there was an answer")));
        }
        Pace::Cut(_) => return (passed, Err(TransportError::unknown("the connection broke inside the answer"))),
        Pace::Slow(piece, pause) => {
            let pieces = u32::try_from(response.body().len().div_ceil(piece)).unwrap_or(u32::MAX);
            passed = delay.saturating_add(pause.saturating_mul(pieces));
            let given_up = if pause >= IDLE { delay.saturating_add(IDLE).min(patience) } else { patience };
            if pause >= IDLE || passed >= patience {
                return (given_up, Err(TransportError::unknown("the answer began and did not end in time")));
            }
        }
        Pace::Padded(Some(length)) if length <= bounds.bytes => {
            let mut body = response.body().to_vec();
            body.resize(length.max(body.len()), b' ');
            *response.body_mut() = body.into();
        }
        Pace::Padded(_) => return (passed, Err(too_long())),
    }
    let result = if response.body().len() > bounds.bytes { Err(too_long()) } else { Ok(response) };
    (passed, result)
}

/// The request as a server would have read it: a client's library adds headers to those that it is given.
fn received(request: http::Request<Bytes>) -> HttpRequest {
    let (head, body) = request.into_parts();
    let mut received = HttpRequest::of_head(&head);
    // The address is where a client connects to; the header is what the server is told.
    if let Some(host) = received.header("host") {
        received.host = host.to_owned();
    }
    for (name, value) in [("host", received.host.clone()), ("content-length", body.len().to_string())] {
        if received.header(name).is_none() {
            received.headers.push((name.to_owned(), value));
        }
    }
    HttpRequest { body, ..received }
}

impl Transport for InProcess {
    fn send(&self, request: http::Request<Bytes>, bounds: Bounds) -> Result<http::Response<Bytes>, TransportError> {
        self.exchange(request, bounds)
    }

    fn wait(&self, time: Duration) {
        self.shared.time.wait(time);
    }
}

impl AsyncTransport for InProcess {
    fn send(
        &self,
        request: http::Request<Bytes>,
        bounds: Bounds,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.exchange(request, bounds) })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.shared.time.wait(time) })
    }
}

/// Neither credentials nor anything that was sent.
impl fmt::Debug for InProcess {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("InProcess")
            .field("service", &self.shared.service)
            .field("calls", &self.count())
            .finish_non_exhaustive()
    }
}
