//! A world of its own: a server that is a closure, and a time that passes by waiting and by exchanges alone.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{Client, Clock, Endpoint, Limits, Page, PageError, Progress, SigningTime, form};

use crate::shop::{Answer, SHOP, credentials};

/// The rows of a request.
pub type Asked = BTreeMap<String, String>;

/// What a server does with a request, and how many it had before.
pub type Server = Box<dyn FnMut(&Asked, usize) -> Said + Send>;

/// What a server says.
pub enum Said {
    Body(String),
    With(&'static str, String, String),
    Nothing,
}

#[derive(Clone)]
pub struct World(Arc<Mutex<State>>);

pub struct State {
    server: Server,
    pub elapsed: Duration,
    pub takes: Duration,
    pub asked: Vec<Asked>,
    pub left: Vec<Option<Duration>>,
    pub waits: Vec<u64>,
    pub hosts: Vec<String>,
}

impl World {
    pub fn new(server: Server) -> Self {
        let (elapsed, takes) = (Duration::ZERO, Duration::ZERO);
        let (asked, left, waits, hosts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self(Arc::new(Mutex::new(State { server, elapsed, takes, asked, left, waits, hosts })))
    }

    pub fn with<T>(&self, see: impl FnOnce(&mut State) -> T) -> T {
        see(&mut self.0.lock().expect("one thread at a time"))
    }

    pub fn client(&self) -> Client<Self> {
        Client::new(&SHOP, credentials(), "test", self.clone()).unwrap().with_clock(Its(self.clone()))
    }

    fn exchange(&self, request: &Request<Bytes>, bounds: Bounds) -> Result<Response<Bytes>, TransportError> {
        let query = request.uri().query().unwrap_or_default();
        let pairs = [query.as_bytes(), request.body()].map(|part| form::decode(part, Limits::default()).unwrap());
        let asked: Asked = pairs.into_iter().flatten().filter(|(name, _)| name != "sign").collect();
        self.with(|state| {
            state.elapsed += state.takes;
            state.left.push(bounds.time);
            state.hosts.push(request.uri().host().unwrap_or_default().to_owned());
            let said = (state.server)(&asked, state.asked.len());
            state.asked.push(asked);
            match said {
                Said::Body(body) => Ok(Response::new(body.into())),
                Said::With(name, value, body) => {
                    let mut response = Response::new(body.into());
                    let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
                    response.headers_mut().insert(HeaderName::from_static(name), value);
                    Ok(response)
                }
                Said::Nothing => Err(TransportError::not_sent("没有连接")),
            }
        })
    }

    fn pause(&self, time: Duration) {
        self.with(|state| {
            state.elapsed += time;
            state.waits.push(time.as_secs());
        });
    }
}

struct Its(World);

impl Clock for Its {
    fn now(&self) -> SigningTime {
        SigningTime::new(1_763_700_000_000, "nonce")
    }

    fn elapsed(&self) -> Duration {
        self.0.with(|state| state.elapsed)
    }

    fn random(&self) -> u64 {
        0
    }
}

impl Transport for World {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> Result<Response<Bytes>, TransportError> {
        self.exchange(&request, bounds)
    }

    fn wait(&self, time: Duration) {
        self.pause(time);
    }
}

impl AsyncTransport for World {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            // As a network has it: not at once.
            tokio::task::yield_now().await;
            self.exchange(&request, bounds)
        })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.pause(time) })
    }
}

/// What a walk gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walked {
    /// The ids of the rows of each page.
    pub pages: Vec<Vec<String>>,
    /// The places of the rows that came before.
    pub repeated: Vec<Vec<usize>>,
    pub error: Option<PageError>,
    pub progress: Progress,
    /// What was asked for.
    pub asked: Vec<Asked>,
}

impl Walked {
    /// All ids, in order.
    pub fn ids(&self) -> Vec<&str> {
        self.pages.iter().flatten().map(String::as_str).collect()
    }

    /// The values of one row of the requests.
    pub fn row(&self, name: &str) -> Vec<&str> {
        self.asked.iter().map(|asked| asked.get(name).map_or("-", String::as_str)).collect()
    }

    /// Why it is not complete.
    pub fn why(&self) -> String {
        self.error.as_ref().map_or_else(|| "complete".to_owned(), ToString::to_string)
    }

    fn add(&mut self, item: Result<Page<Answer>, PageError>, progress: Progress) {
        match item {
            Ok(page) => {
                assert_eq!(page.progress, progress);
                let id = |row: &crate::shop::Row| row.id.clone().unwrap_or_default();
                self.pages.push(page.reply.response.rows.iter().map(id).collect());
                self.repeated.push(page.repeated);
            }
            Err(error) => {
                assert_eq!(self.error.replace(error), None, "there is one error");
            }
        }
        self.progress = progress;
    }
}

/// How a walk begins.
pub type Span = Option<(signwright_runtime::Moment, signwright_runtime::Moment)>;

/// Walks blocking and not, each with a server of its own, and sees that both came to the same.
pub fn walk<R: Endpoint<Response = Answer>>(request: &R, server: impl Fn() -> Server) -> Walked {
    walk_span(request, None, 50, server)
}

pub fn walk_span<R: Endpoint<Response = Answer>>(
    request: &R,
    span: Span,
    most: u64,
    server: impl Fn() -> Server,
) -> Walked {
    let world = World::new(server());
    let client = world.client();
    let mut blocking = Walked::default();
    let mut pages = match span {
        None => client.pages(request),
        Some((from, to)) => client.windows(request, from, to),
    }
    .with_most_pages(most);
    while let Some(item) = pages.next() {
        assert_eq!(blocking.error, None, "nothing follows an error");
        blocking.add(item, pages.progress());
    }
    assert!(pages.next().is_none());
    blocking.asked = world.with(|state| state.asked.clone());

    let world = World::new(server());
    let client = world.client();
    let mut unblocking = Walked::default();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut pages = match span {
            None => client.pages_async(request),
            Some((from, to)) => client.windows_async(request, from, to),
        }
        .with_most_pages(most);
        while let Some(item) = pages.next().await {
            unblocking.add(item, pages.progress());
        }
        assert!(pages.next().await.is_none());
    });
    unblocking.asked = world.with(|state| state.asked.clone());
    assert_eq!(blocking, unblocking);
    blocking
}
