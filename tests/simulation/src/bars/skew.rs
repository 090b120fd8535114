//! A clock that is off by up to a day: what each platform that refuses it says, and whether the client needs to hear it more
//! than once.

use std::time::Duration;

use signwright_runtime::model::{Api, Endpoint, ErrorClass};
use signwright_runtime::{Client, Clock, SigningTime};
use signwright_sandbox::{InProcess, Options, Time, VirtualClock};

use super::any_call::{AnyCall, Sample, apis, sample};
use super::{met, number};
use crate::START;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What one platform's calls came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The platform, and the endpoint that was called.
    pub called: (String, String),
    /// Clients, each with a clock of its own.
    pub clients: u64,
    /// Of them, how many were not refused at all.
    pub at_once: u64,
    /// How many were refused once and then done.
    pub corrected: u64,
    /// How many were refused more often, or never done.
    pub bad: u64,
    /// The first of those.
    pub error: Option<String>,
}

/// Which platforms say that a clock was off, and which do not.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Those that do.
    pub platforms: Vec<Figures>,
    /// Those whose tables have no such code.
    pub without: Vec<String>,
    /// Those that do, and of which no call succeeds with a right clock.
    pub uncalled: Vec<String>,
}

impl Measured {
    /// Whether the bar is met.
    pub fn are_good(&self) -> bool {
        self.uncalled.is_empty() && self.platforms.iter().all(|figures| figures.bad == 0 && figures.corrected > 0)
    }
}

/// A clock that is so many milliseconds ahead.
struct Ahead(VirtualClock, i64);

impl Clock for Ahead {
    fn now(&self) -> SigningTime {
        let now = self.0.now();
        SigningTime { unix_ms: now.unix_ms.saturating_add(self.1), ..now }
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn random(&self) -> u64 {
        self.0.random()
    }
}

fn names_clock(api: &Api<'_>) -> bool {
    let of_endpoints = api.endpoints.iter().flat_map(|endpoint| endpoint.errors);
    api.platform.errors.iter().chain(of_endpoints).any(|row| row.class == ErrorClass::Clock)
}

/// So many steps from a day behind to a day ahead, each with a client of its own that calls twice.
pub fn measure(steps: u64) -> Measured {
    let mut measured = Measured::default();
    for api in apis() {
        if !names_clock(api) {
            measured.without.push(api.platform.name.to_owned());
            continue;
        }
        let options = Options::default().time(Time::Fixed(START)).diagnose(false);
        let mock = InProcess::start(&[api], options);
        let mut errors = vec![format!("{}:", api.platform.name)];
        let called = api.endpoints.iter().find_map(|endpoint| {
            let sample = sample(api.platform, endpoint)?;
            let client = client(api, &mock, &sample, 0);
            let twice: Result<Vec<_>, _> = (0..2).map(|_| call(api, endpoint, &sample, &client)).collect();
            errors.extend(twice.as_ref().err().map(|error| format!("{}: {error}", endpoint.name)));
            twice.is_ok().then_some((*endpoint, sample))
        });
        match called {
            Some((endpoint, sample)) => measured.platforms.push(of_endpoint(api, endpoint, &sample, &mock, steps)),
            None => measured.uncalled.push(errors.join(" ")),
        }
    }
    measured
}

fn client(api: &Api<'static>, mock: &InProcess, sample: &Sample, skew: i64) -> Client<InProcess> {
    let name = api.platform.name;
    let client = Client::new(api.platform, mock.credentials(name), &mock.environment(name), mock.clone());
    let client = client.expect("an address").with_clock(Ahead(mock.clock(), skew)).with_deadline(None);
    sample.vars.iter().fold(client, |client, (name, value)| client.var(name, value))
}

fn call(
    api: &Api<'static>,
    endpoint: &'static Endpoint<'static>,
    sample: &Sample,
    client: &Client<InProcess>,
) -> Result<(), String> {
    let request = AnyCall::of(api.platform, endpoint, sample)?;
    client.call(&request).map(drop).map_err(|error| error.to_string())
}

fn of_endpoint(
    api: &Api<'static>,
    endpoint: &'static Endpoint<'static>,
    sample: &Sample,
    mock: &InProcess,
    steps: u64,
) -> Figures {
    let called = (api.platform.name.to_owned(), endpoint.name.to_owned());
    let mut figures = Figures { called, clients: steps, ..Figures::default() };
    let last = i64::try_from(steps.saturating_sub(1)).unwrap_or(i64::MAX).max(1);
    for step in (0..=last).take(usize::try_from(steps).unwrap_or(usize::MAX)) {
        let skew = -DAY + 2 * DAY * step / last;
        let client = client(api, mock, sample, skew);
        let before = mock.count();
        let first = call(api, endpoint, sample, &client);
        let sends = mock.count() - before;
        let second = call(api, endpoint, sample, &client);
        let again = mock.count() - before - sends;
        match (first.and(second), sends, again) {
            (Ok(()), 1, 1) => figures.at_once += 1,
            (Ok(()), 2, 1) => figures.corrected += 1,
            (result, ..) => {
                figures.bad += 1;
                figures.error.get_or_insert_with(|| format!("{skew} ms, {sends} and {again} sends: {result:?}"));
            }
        }
    }
    figures
}

/// The steps.
pub fn run(numbers: &[u64]) -> bool {
    let steps = number(numbers, 0, 1001);
    let measured = measure(steps);
    println!("{steps} clocks from -24 h to +24 h; each client calls twice");
    println!("{:<22} {:<36} {:>8} {:>10} {:>5}", "platform", "endpoint", "at once", "corrected", "bad");
    for Figures { called: (platform, endpoint), at_once, corrected, bad, error, .. } in &measured.platforms {
        println!("{platform:<22} {endpoint:<36} {at_once:>8} {corrected:>10} {bad:>5}");
        if let Some(error) = error {
            println!("  {error}");
        }
    }
    println!("no code for a clock: {}", measured.without.join(", "));
    if !measured.uncalled.is_empty() {
        println!("no call succeeds: {}", measured.uncalled.join(", "));
    }
    met("at most one refused attempt a client, then success", measured.are_good())
}
