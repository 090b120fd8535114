//! Several platforms behind one address: which of them a request is for, and the answer where it is for none.
//! What a platform then answers is `mock_platform`'s affair.

use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::Api;

use crate::abilities::Abilities;
use crate::delivery::{Delivery, planned};
use crate::exchange::{Answer, HttpRequest};
use crate::fault::Fault;
use crate::log::{Entry, NAME, TEXT, Verdict, one_line};
use crate::manner::{Manner, Meets};
use crate::mock_platform::{Called, MockPlatform};
use crate::options::{Options, Sink, Time};
use crate::recorded::AppliedRow;
use crate::route::{Claim, normal};
use crate::script::Script;
use crate::server::{self, Answers, Unread};
use crate::store::Store;

/// The platforms that a sandbox serves.
pub struct Service<'m> {
    mock_platforms: Vec<MockPlatform<'m>>,
    time: Time,
    log: Sink,
    shared: Shared,
}

/// What a test may reach of a service, also of one that runs in a thread of its own.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) script: Arc<Script>,
    stores: Vec<(String, Arc<Store>)>,
}

impl Shared {
    pub(crate) fn rows(&self, platform: &str, endpoint: &str) -> Vec<AppliedRow> {
        let store = self.stores.iter().find(|(name, _)| name == platform);
        store.map(|(_, store)| store.rows(endpoint)).unwrap_or_default()
    }
}

/// What a client needs to call a served platform.
#[derive(Clone, Debug)]
pub struct Served {
    /// The platform's name.
    pub platform: String,
    /// The environment address to give to its client.
    pub environment: String,
    /// The credentials that are accepted.
    pub credentials: Credentials,
}

impl<'m> Service<'m> {
    /// Serves these platforms. Where two of them have a path in common, all but the first are told apart by their name
    /// before the path: see [`Self::served`].
    pub fn new(apis: &[&Api<'m>], options: Options) -> Self {
        let Options { time, strict, diagnose, credentials, failing, faults, log, .. } = options;
        let Options { atomic, unchanged_counts, windows, recording, .. } = options;
        let given =
            |name: &str| credentials.iter().find(|(platform, _)| platform == name).map(|(_, given)| given.clone());
        let manner = &Manner { strict, diagnose, failing, atomic, unchanged_counts, windows, recording };
        let mock_platforms: Vec<_> =
            apis.iter().map(|&&api| MockPlatform::new(api, given(api.platform.name), manner)).collect();
        let abilities = mock_platforms.iter().flat_map(MockPlatform::abilities).collect();
        let stores = mock_platforms.iter();
        let stores = stores.map(|platform| (platform.name().to_owned(), Arc::clone(platform.store()))).collect();
        let shared = Shared { script: Arc::new(Script::new(abilities, faults)), stores };
        Self { mock_platforms, time, log, shared }
    }

    /// The faults that its calls are to meet.
    pub fn script(&self) -> &Script {
        &self.shared.script
    }

    /// What was really done to the rows of an endpoint, by its wire name, in the order in which they came first: none unless
    /// [`Options::recording`] says so. The first 200,000 rows of a platform are recorded.
    ///
    /// An `upsert` records the rows of its list; `once` what was done the first time; an endpoint that keeps nothing each
    /// execution, under its idempotency key (`repeat: by FIELD`) or else the empty key. A query does nothing.
    pub fn rows(&self, platform: &str, endpoint: &str) -> Vec<AppliedRow> {
        self.shared.rows(platform, endpoint)
    }

    /// The rows that a query would find without a filter, as JSON and as they are after [`Fault::Page`]: what a reader of all
    /// pages is held to. None for an endpoint that is no query.
    pub fn listed(&self, platform: &str, endpoint: &str) -> Vec<String> {
        let mock_platform = self.mock_platforms.iter().find(|mock_platform| mock_platform.name() == platform);
        mock_platform.map(|mock_platform| mock_platform.listed(endpoint)).unwrap_or_default()
    }

    pub(crate) fn shared(&self) -> Shared {
        self.shared.clone()
    }

    /// What clients need, when `base` (`http://127.0.0.1:8080`) is where the listener is.
    pub fn served(&self, base: &str) -> Vec<Served> {
        let environment = |place: usize, mock_platform: &MockPlatform<'_>| {
            let taken =
                self.mock_platforms.iter().take(place).any(|before| before.paths().meets(mock_platform.paths()));
            // The name before the path parts platforms that would otherwise answer the same address.
            let name = if taken { format!("/{}", mock_platform.name()) } else { String::new() };
            format!("{}{name}{}", base.trim_end_matches('/'), mock_platform.paths().environment())
        };
        let served = |(place, mock_platform): (usize, &MockPlatform<'_>)| Served {
            platform: mock_platform.name().to_owned(),
            environment: environment(place, mock_platform),
            credentials: mock_platform.credentials().clone(),
        };
        self.mock_platforms.iter().enumerate().map(served).collect()
    }

    /// The answer to a request, without any I/O and without faults. The entry is returned with it and not given to the log.
    pub fn answer(&self, request: &HttpRequest, now_unix_ms: i64) -> Answer {
        let claim = self.claim(request);
        let answer = self.execute(called(claim.as_ref(), request).as_ref(), request, now_unix_ms, None);
        numbered(answer, self.script().count())
    }

    /// The answer to a request and how it comes, with the fault that is planned for it. The entry is not given to the log.
    pub(crate) fn deliver(&self, request: &HttpRequest, now_unix_ms: i64) -> Delivery {
        let claim = self.claim(request);
        let called = called(claim.as_ref(), request);
        let of_platform =
            called.as_ref().and_then(|(platform, called)| Some((platform, *called.endpoint.as_ref().ok()?)));
        let name = of_platform.map(|(_, endpoint)| endpoint.name);
        // Of a call that is none of an endpoint nothing is told in a platform's words.
        let (number, fault) = self.script().take(name, |fault| match of_platform {
            Some((platform, endpoint)) => platform.lack(endpoint, fault),
            None => Abilities::NONE.lack(fault),
        });
        let execute = || self.execute(called.as_ref(), request, now_unix_ms, fault.as_ref());
        let has_words =
            |fault: &Fault| of_platform.is_some_and(|(platform, endpoint)| platform.has_words(endpoint, fault));
        let mut delivery = match &fault {
            None => Delivery::whole(execute()),
            Some(fault) => planned((fault, has_words(fault)), execute, || {
                let platform = called.as_ref().map_or("", |(platform, _)| platform.name()).to_owned();
                let (verdict, text) = (Verdict::Faulted, "nothing is done".to_owned());
                Entry { number, platform, endpoint: name.unwrap_or_default().to_owned(), verdict, text }
            }),
        };
        if let Some(fault) = &fault {
            let text = &mut delivery.answer.entry.text;
            *text = format!("{text}; the fault was planned: {fault}");
        }
        delivery.answer = numbered(delivery.answer, number);
        delivery.dated(now_unix_ms)
    }

    fn execute(
        &self,
        called: Option<&(&MockPlatform<'m>, Called<'m, '_>)>,
        request: &HttpRequest,
        now_unix_ms: i64,
        fault: Option<&Fault>,
    ) -> Answer {
        match called {
            Some((mock_platform, called)) => mock_platform.answer(called, request, now_unix_ms, Meets(fault)),
            None => self.not_served(request),
        }
    }

    /// Gives an entry to the log.
    pub(crate) fn tell(&self, entry: &Entry) {
        (self.log)(entry);
    }

    /// Serves until the process ends.
    pub fn run(&self, listener: TcpListener) -> io::Result<()> {
        self.run_until(listener, std::future::pending())
    }

    pub(crate) fn run_until(&self, listener: TcpListener, stop: impl Future<Output = ()>) -> io::Result<()> {
        server::run(listener, self, stop)
    }

    /// The platform that the request is for. An endpoint that is known beats a path that only looks like one.
    fn claim(&self, request: &HttpRequest) -> Option<(&MockPlatform<'m>, Claim)> {
        let mut second = None;
        for mock_platform in &self.mock_platforms {
            match mock_platform.paths().claim(&request.verb, &request.path) {
                Some(claim @ Claim::Endpoint(..)) => return Some((mock_platform, claim)),
                Some(Claim::Shared) if mock_platform.is_named_by(request) => {
                    return Some((mock_platform, Claim::Shared));
                }
                Some(claim) => second = second.or(Some((mock_platform, claim))),
                None => (),
            }
        }
        let path = normal(&request.path);
        let under_its_name = || {
            self.mock_platforms.iter().find_map(|mock_platform| {
                let path = path.strip_prefix('/')?.strip_prefix(mock_platform.name())?;
                let is_path = path.is_empty() || path.starts_with('/');
                Some((mock_platform, mock_platform.paths().claim(&request.verb, path).filter(|_| is_path)?))
            })
        };
        match second {
            Some((_, Claim::Unknown(_))) => under_its_name().or(second),
            Some(_) => second,
            None => under_its_name(),
        }
    }

    fn not_served(&self, request: &HttpRequest) -> Answer {
        let served =
            self.served("").into_iter().map(|served| format!("  {}  {}\n", served.platform, served.environment));
        let served: String = served.collect();
        let paths: Vec<&str> =
            self.mock_platforms.iter().flat_map(|mock_platform| mock_platform.paths().all()).collect();
        let paths = paths.join(" ");
        let body = format!("No platform is served at this path. Served are:\n{served}Paths: {paths}\n");
        let text = format!("no platform is served at {}", request.path);
        Answer::plain(404, body, unplaced(text))
    }
}

impl Answers for Service<'_> {
    fn answer(&self, request: &HttpRequest) -> Delivery {
        let delivery = self.deliver(request, self.time.now());
        self.tell(&delivery.answer.entry);
        delivery
    }

    fn unread(&self, request: &HttpRequest, why: Unread) -> Answer {
        let (status, reason) = match why {
            Unread::TooLarge => (413, format!("is longer than {} bytes", server::BODY_LIMIT)),
            Unread::Incomplete => (408, "did not come whole".to_owned()),
            Unread::Busy => (503, "came while too much else was being read; send it again".to_owned()),
        };
        let entry = unplaced(format!("the body sent to {} {reason}", request.path));
        let answer = numbered(Answer::plain(status, format!("The body {reason}.\n"), entry), self.script().count());
        self.tell(&answer.entry);
        answer
    }
}

/// The endpoint that a request names, of the platform that it is for.
fn called<'s, 'm, 'c>(
    claim: Option<&'c (&'s MockPlatform<'m>, Claim)>,
    request: &HttpRequest,
) -> Option<(&'s MockPlatform<'m>, Called<'m, 'c>)> {
    claim.map(|(mock_platform, claim)| (*mock_platform, mock_platform.called(claim, request)))
}

/// The answer with its number. Callers choose parts of what is said of it, so that is cut to what the log shows.
fn numbered(mut answer: Answer, number: u64) -> Answer {
    answer.entry.number = number;
    answer.entry.text = one_line(&answer.entry.text, TEXT);
    answer.entry.endpoint = one_line(&answer.entry.endpoint, NAME);
    answer
}

impl std::fmt::Debug for Service<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.mock_platforms.iter().map(MockPlatform::name).collect();
        out.debug_struct("Service").field("platforms", &names).field("time", &self.time).finish_non_exhaustive()
    }
}

fn unplaced(text: String) -> Entry {
    Entry { number: 0, platform: String::new(), endpoint: String::new(), verdict: Verdict::NotServed, text }
}
