//! Every documented code of every platform: an answer with it, made here of the platform's shape, must be read as what its row
//! says, and the client must do with it what that allows. A code that no row lists must never repeat a write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::model::{Api, Endpoint, ErrorClass, Repeat};
use signwright_runtime::transport::{Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{
    Client, Credentials, Error, Limits, Redaction, SigningTime, TokenRequest, TokenSource, interpret_node,
};
use signwright_sandbox::{InProcess, Options};

use super::any_call::{AnyCall, Sample, apis, sample};
use super::met;
use crate::START;
use answers::{Said, answers, spoken, unlisted};

mod answers;

/// An hour after the start, as a header says it.
const DATE: &str = "Fri, 21 Nov 2025 05:40:00 GMT";
const ATTEMPTS: u32 = 3;

/// What became of the rows.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Rows of each platform, and of them, those of each class.
    pub rows: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// Answers that were made of them: codes as texts and as numbers.
    pub answers: u64,
    /// Rows that a closer row speaks for.
    pub closer: Vec<String>,
    /// Rows of a status of 5xx without a code, which a gateway answers too: they are read as unknown, whatever they say.
    pub careful: Vec<String>,
    /// Calls that were made with them.
    pub calls: u64,
    /// Writes that met a code which no row lists.
    pub unlisted: u64,
    /// What was not as it should be.
    pub wrong: Vec<String>,
}

impl Figures {
    /// Whether the bar is met.
    pub fn are_good(&self) -> bool {
        self.wrong.is_empty() && self.answers > 0 && self.unlisted > 0
    }

    /// How many rows there are.
    pub fn count(&self) -> u64 {
        self.rows.values().flat_map(BTreeMap::values).sum()
    }
}

/// A platform that answers the same each time.
#[derive(Clone)]
struct Canned {
    said: Said,
    sends: Arc<AtomicU64>,
}

impl Transport for Canned {
    fn send(&self, _: Request<Bytes>, _: Bounds) -> Result<Response<Bytes>, TransportError> {
        self.sends.fetch_add(1, Ordering::Relaxed);
        Ok(self.said.response())
    }

    fn wait(&self, _: std::time::Duration) {}
}

/// Gives the same credentials again, and counts how often others were asked for.
struct Renewed(Arc<AtomicU64>);

impl TokenSource for Renewed {
    fn credentials<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Credentials, Error>> {
        self.0.fetch_add(u64::from(request.refused.is_some()), Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(request.given.clone())))
    }
}

/// All rows of all platforms.
pub fn measure() -> Figures {
    let mut figures = Figures::default();
    for api in apis() {
        let mock = InProcess::start(&[api], Options::default());
        let platform = Caller { api, credentials: mock.credentials(api.platform.name) };
        for endpoint in api.endpoints.iter().copied() {
            platform.listed(endpoint, &mut figures);
            platform.not_listed(endpoint, &mut figures);
        }
    }
    figures
}

struct Caller {
    api: &'static Api<'static>,
    credentials: Credentials,
}

impl Caller {
    fn listed(&self, endpoint: &'static Endpoint<'static>, figures: &mut Figures) {
        let of_platform = self.api.platform.errors;
        for (place, row) in endpoint.errors.iter().chain(of_platform).enumerate() {
            let name = format!("{} {} row {place} `{}`", self.api.platform.name, endpoint.name, spoken(row));
            // The platform's own rows are counted once.
            if place < endpoint.errors.len() || self.api.endpoints.first() == Some(&endpoint) {
                let classes = figures.rows.entry(self.api.platform.name.to_owned()).or_default();
                *classes.entry(row.class.word()).or_default() += 1;
            }
            for said in answers(self.api, endpoint, row) {
                figures.answers += 1;
                let class = self.read(endpoint, &said);
                let expected = if class == Ok(row.class) {
                    row.class
                } else if let Some(closer) = answers::closer(self.api, endpoint, row, &said)
                    && class == Ok(closer.class)
                {
                    figures.closer.push(format!("{name}: `{}` is closer", spoken(closer)));
                    closer.class
                } else if answers::is_gateways(row, &said) && class == Ok(ErrorClass::Unknown) {
                    figures.careful.push(name.clone());
                    ErrorClass::Unknown
                } else {
                    figures.wrong.push(format!("{name}: {class:?} of {said:?}"));
                    continue;
                };
                if let Err(wrong) = self.answered(endpoint, &said, expected, figures) {
                    figures.wrong.push(format!("{name}: {wrong} of {said:?}"));
                }
            }
        }
    }

    /// The class that an answer is read as.
    fn read(&self, endpoint: &Endpoint<'static>, said: &Said) -> Result<ErrorClass, String> {
        let reply = interpret_node(
            self.api.platform,
            endpoint,
            said.raw(),
            Some(said.format),
            Limits::default(),
            &Redaction::default(),
        );
        match reply {
            Ok(reply) if reply.is_empty => Ok(ErrorClass::Empty),
            Ok(reply) if reply.is_accepted => Ok(ErrorClass::Accepted),
            Ok(_) => Ok(ErrorClass::Success),
            Err(Error::Refused(refusal)) => Ok(refusal.class),
            Err(Error::Partial(_)) => Ok(ErrorClass::Partial),
            Err(Error::Unknown(unknown)) if unknown.refusal.is_some() => Ok(ErrorClass::Unknown),
            Err(error) => Err(error.to_string()),
        }
    }

    fn client(&self, canned: &Canned, sample: &Sample) -> Client<Canned> {
        let environment = "https://codes.invalid";
        let client = Client::new(self.api.platform, self.credentials.clone(), environment, canned.clone());
        let client = client.expect("an address").format(canned.said.format).with_deadline(None);
        let client = client.with_clock(|| SigningTime::new(START, "nonce-1"));
        sample.vars.iter().fold(client, |client, (name, value)| client.var(name, value))
    }

    /// Whether a client does what a class allows.
    fn answered(
        &self,
        endpoint: &'static Endpoint<'static>,
        said: &Said,
        class: ErrorClass,
        figures: &mut Figures,
    ) -> Result<(), String> {
        let sample = sample(self.api.platform, endpoint).ok_or("there is no request of it")?;
        let mut sends = |said: Said, change: &dyn Fn(Client<Canned>) -> Client<Canned>| {
            let canned = Canned { said, sends: Arc::default() };
            let client = change(self.client(&canned, &sample));
            let request = AnyCall::of(self.api.platform, endpoint, &sample)?;
            let repeat = client.dry_run(&request).map_err(|error| error.to_string())?.repeat;
            let _ = client.call(&request);
            figures.calls += 1;
            Ok::<_, String>((canned.sends.load(Ordering::Relaxed), repeat))
        };
        let is_sent = |times: u64, expected: u64, what: &str| {
            (times == expected).then_some(()).ok_or_else(|| format!("{times} sends, not {expected}, {what}"))
        };
        let attempts = |client: Client<Canned>| client.with_attempts(ATTEMPTS);
        let (times, repeat) = sends(said.clone(), &attempts)?;
        let again = match class {
            ErrorClass::Throttled | ErrorClass::Clock => true,
            ErrorClass::Unknown => repeat != Repeat::Ask,
            _ => false,
        };
        is_sent(times, if again { u64::from(ATTEMPTS) } else { 1 }, class.word())?;
        if class == ErrorClass::Clock {
            let (times, _) = sends(said.clone().with_header("date", DATE), &|client| client)?;
            is_sent(times, 2, "with a date")?;
        }
        let renewals = Arc::<AtomicU64>::default();
        let (times, _) = sends(said.clone(), &|client| client.with_tokens(Renewed(Arc::clone(&renewals))))?;
        let renewals = renewals.load(Ordering::Relaxed);
        let expected = u64::from(class == ErrorClass::Token);
        is_sent(times, 1 + expected, "with a source of tokens")?;
        is_sent(renewals, expected, "of renewals")
    }

    /// A code of nobody's, to each kind of write.
    fn not_listed(&self, endpoint: &'static Endpoint<'static>, figures: &mut Figures) {
        let Some(sample) = sample(self.api.platform, endpoint) else {
            figures.wrong.push(format!("{} {}: there is no request of it", self.api.platform.name, endpoint.name));
            return;
        };
        for repeat in [Repeat::Ask, Repeat::Upsert, Repeat::Once] {
            let write: &'static _ = Box::leak(Box::new(Endpoint { repeat: repeat.always(), ..*endpoint }));
            for said in unlisted(self.api, endpoint) {
                let canned = Canned { said: said.clone(), sends: Arc::default() };
                let client = self.client(&canned, &sample).with_attempts(ATTEMPTS);
                let result = AnyCall::of(self.api.platform, write, &sample).map(|request| client.call(&request).err());
                figures.unlisted += 1;
                let (sends, name) = (canned.sends.load(Ordering::Relaxed), self.api.platform.name);
                if sends != 1 || !matches!(result, Ok(Some(_))) {
                    let wrong = format!("{name} {} {}: {sends} sends: {said:?}", endpoint.name, repeat.word());
                    figures.wrong.push(format!("{wrong}: {result:?}"));
                }
            }
        }
    }
}

/// Takes no numbers.
pub fn run(_: &[u64]) -> bool {
    let figures = measure();
    let words: Vec<_> = ErrorClass::WORDS.iter().map(|(word, _)| *word).collect();
    let line = |name: &str, columns: &[String]| {
        let columns = columns.iter().fold(String::new(), |line, column| line + &format!("{column:>11}"));
        println!("{name:<22}{columns}");
    };
    line("rows", &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    for (platform, classes) in &figures.rows {
        let count = |word: &&'static str| classes.get(word).copied().unwrap_or(0).to_string();
        line(platform, &words.iter().map(count).collect::<Vec<_>>());
    }
    println!(
        "{} rows, {} answers made of them, {} calls; {} writes that met an unlisted code",
        figures.count(),
        figures.answers,
        figures.calls,
        figures.unlisted
    );
    for closer in &figures.closer {
        println!("  {closer}");
    }
    for careful in &figures.careful {
        println!("  {careful}: a gateway may have answered that, so it is read as unknown");
    }
    for wrong in &figures.wrong {
        println!("  WRONG {wrong}");
    }
    met("each code is read as its row says and handled so; an unlisted one repeats no write", figures.are_good())
}
