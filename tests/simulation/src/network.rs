//! The vendor and the way to it: the sandbox of the platform, behind a network that refuses, loses, delays, cuts, repeats
//! and lies, by the chance of a seed. What was sent arrives or does not, whatever its sender still waits for.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, TransportError};
use signwright_runtime::{Clock, Limits, SigningTime, form};
use signwright_sandbox::{HttpRequest, Service};
use signwright_tests::random::Random;
use tokio::time::Instant;

use crate::START;

/// The longest that a request is on its way before it is done.
const LATEST: u64 = 4000;
/// How long a transport waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

type Sent = Result<Response<Bytes>, TransportError>;

/// The vendor and the way to it. Cheap to clone.
#[derive(Clone)]
pub struct Network {
    inner: Arc<Inner>,
}

struct Inner {
    service: Service<'static>,
    began: Instant,
    /// How far the vendor's clock is ahead of the shop's.
    skew_ms: i64,
    state: Mutex<State>,
}

struct State {
    random: Random,
    /// How many calls of a thousand meet a fault; 0 is a network as it should be.
    faults: u64,
    tokens: Tokens,
    nonces: u64,
    sends: u64,
    /// How often the vendor did a call once more than it was sent, by what was sent.
    repeated: HashMap<Vec<(String, String)>, u64>,
    faulted: u64,
    /// The signatures that were sent, and how many of them more than once.
    signatures: HashSet<String>,
    old_signatures: u64,
}

/// The vendor's tokens. A ticket may be used again as long as the token that it gave was never seen.
struct Tokens {
    number: u64,
    ends: Duration,
    is_seen: bool,
    is_delivered: bool,
    lasts: Duration,
    /// A ticket that came again although what it gave had arrived.
    used_twice: u64,
    renewed: u64,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    NotSent,
    LostBefore,
    LostAfter,
    Slow,
    Status(u16, bool),
    Html(bool),
    Cut,
    WrongTypes,
    Throttled(bool),
    Busy(bool),
    Twice,
    Redirect,
}

impl Network {
    /// A vendor of this seed, of whose calls so many in a thousand go wrong.
    pub fn new(service: Service<'static>, mut random: Random, faults: u64) -> Self {
        let skew_ms =
            if random.chance(300) { i64::try_from(random.below(7_200_000)).unwrap_or(0) - 3_600_000 } else { 0 };
        let lasts = Duration::from_secs(20 + random.below(600));
        let tokens = Tokens {
            number: 0,
            ends: Duration::ZERO,
            is_seen: true,
            is_delivered: true,
            lasts,
            used_twice: 0,
            renewed: 0,
        };
        let state = State {
            random,
            faults,
            tokens,
            nonces: 0,
            sends: 0,
            repeated: HashMap::new(),
            faulted: 0,
            signatures: HashSet::new(),
            old_signatures: 0,
        };
        Self { inner: Arc::new(Inner { service, began: Instant::now(), skew_ms, state: Mutex::new(state) }) }
    }

    /// From now on nothing goes wrong any more.
    pub fn heal(&self) {
        self.state().faults = 0;
    }

    /// The vendor, with what it has really done.
    pub fn service(&self) -> &Service<'static> {
        &self.inner.service
    }

    /// How often a ticket for a token came again although what it had given had arrived.
    pub fn tickets_used_twice(&self) -> u64 {
        self.state().tokens.used_twice
    }

    /// How many signatures were sent more than once.
    pub fn old_signatures(&self) -> u64 {
        self.state().old_signatures
    }

    /// How many calls were sent, and how many of them met a fault.
    pub fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.sends, state.faulted)
    }

    /// How often the network itself had the vendor do a call twice, by its parameters of these names.
    pub fn repeated(&self, name: &str, value: &str) -> u64 {
        let holds =
            |(params, _): &(&Vec<(String, String)>, &u64)| params.iter().any(|(of, is)| of == name && is == value);
        self.state().repeated.iter().filter(holds).map(|(_, count)| *count).sum()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elapsed(&self) -> Duration {
        self.inner.began.elapsed()
    }

    fn vendor_now(&self) -> i64 {
        START + milliseconds(self.elapsed()) + self.inner.skew_ms
    }

    /// What the vendor does with a call, and answers.
    fn done(&self, request: &HttpRequest, params: &[(String, String)]) -> Response<Bytes> {
        let text = |name: &str| params.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value.as_str());
        let refused =
            |code: u32, message: &str| json(format!(r#"{{"code":{code},"message":"{message}"}}"#), self.vendor_now());
        let mut state = self.state();
        let now = self.elapsed();
        let tokens = &mut state.tokens;
        if text("method") == "token.refresh" {
            let current = format!("券{}", tokens.number);
            let previous = format!("券{}", tokens.number.saturating_sub(1));
            let may_again = tokens.number > 0 && !tokens.is_seen && text("refresh_token") == previous;
            if tokens.number > 0 && text("refresh_token") == previous && tokens.is_delivered {
                tokens.used_twice += 1;
            }
            if text("refresh_token") != current && !may_again {
                return refused(20, "券无效");
            }
            // Its signature and its time are judged as those of any call.
            let answer = self.judged(request, params);
            if !String::from_utf8_lossy(answer.body()).contains(r#""code":0"#) {
                return answer;
            }
            if !may_again {
                tokens.number += 1;
            }
            (tokens.is_seen, tokens.is_delivered) = (false, false);
            tokens.ends = now + tokens.lasts;
            tokens.renewed += 1;
            let (number, seconds) = (tokens.number, tokens.lasts.as_secs());
            let data = format!(r#"{{"token":"令牌{number}","refresh_token":"券{number}","expires_in":{seconds}}}"#);
            return json(format!(r#"{{"code":0,"message":"","data":{data}}}"#), self.vendor_now());
        }
        if tokens.number == 0 || text("access_token") != format!("令牌{}", tokens.number) || now >= tokens.ends {
            return refused(12, "令牌已失效");
        }
        tokens.is_seen = true;
        drop(state);
        self.judged(request, params)
    }

    /// What the sandbox says of a call, whose token is not its affair.
    fn judged(&self, request: &HttpRequest, params: &[(String, String)]) -> Response<Bytes> {
        let params = params.iter().filter(|(name, _)| name != "access_token");
        let body = form::encode(params.map(|(name, value)| (name.as_str(), value.as_str())));
        let request = HttpRequest { body: body.into(), ..request.clone() };
        let now = self.vendor_now();
        response(self.inner.service.answer(&request, now), now)
    }

    fn sees_signature(&self, body: &[u8]) {
        let params = form::decode(body, Limits::default()).unwrap_or_default();
        let signature = params.into_iter().find(|(name, _)| name == "sign").map(|(_, value)| value);
        let mut state = self.state();
        let is_old = !state.signatures.insert(signature.unwrap_or_default());
        state.old_signatures += u64::from(is_old);
    }

    /// Draws what happens to a call, and how long its ways take.
    fn draw(&self) -> (Fault, Duration, Duration) {
        let mut state = self.state();
        state.sends += 1;
        let faults = state.faults;
        let random = &mut state.random;
        let there = Duration::from_millis(5 + random.below(40));
        let back = Duration::from_millis(5 + random.below(40));
        if !random.chance(faults) {
            return (Fault::None, there, back);
        }
        let is_done = random.chance(500);
        let late = Duration::from_millis(random.below(LATEST));
        let fault = match random.below(15) {
            0 => Fault::NotSent,
            1 | 2 => Fault::LostBefore,
            3 | 4 => Fault::LostAfter,
            5 => Fault::Slow,
            6 => Fault::Status([500, 502, 503, 504][usize::try_from(random.below(4)).unwrap_or(0)], is_done),
            7 => Fault::Html(is_done),
            8 => Fault::Cut,
            9 => Fault::WrongTypes,
            10 | 11 => Fault::Throttled(is_done),
            12 => Fault::Busy(is_done),
            13 => Fault::Twice,
            _ => Fault::Redirect,
        };
        let back = if fault == Fault::Slow { Duration::from_millis(random.below(60_000)) } else { back };
        state.faulted += 1;
        (fault, there + late, back)
    }

    /// A call on its way, which nobody can take back any more.
    async fn carried(self, request: HttpRequest, fault: Fault, (there, back): (Duration, Duration)) -> Sent {
        tokio::time::sleep(there).await;
        let params = form::decode(&request.body, Limits::default()).unwrap_or_default();
        let is_done = match fault {
            Fault::LostBefore | Fault::Throttled(_) | Fault::Redirect => false,
            Fault::Status(_, is_done) | Fault::Html(is_done) | Fault::Busy(is_done) => is_done,
            _ => true,
        };
        let mut answer = if is_done { Some(self.done(&request, &params)) } else { None };
        if fault == Fault::Twice {
            // The same call once more, which finds the same token and the same time.
            answer = Some(self.done(&request, &params));
            *self.state().repeated.entry(params.clone()).or_default() += 1;
        }
        tokio::time::sleep(back).await;
        let answer = answer.unwrap_or_else(|| Response::new(Bytes::new()));
        let html = "<html><h1>系统维护中，请稍后😀</h1></html>";
        Ok(match fault {
            Fault::None | Fault::Slow | Fault::Twice => answer,
            Fault::NotSent | Fault::LostBefore | Fault::LostAfter => {
                return Err(TransportError::unknown("the connection broke before there was an answer"));
            }
            Fault::Status(status, _) => page(status, if status == 503 { "" } else { html }),
            Fault::Html(_) => page(200, html),
            Fault::Cut => answer.map(|body| body.slice(..body.len() / 2)),
            Fault::WrongTypes => answer
                .map(|body| Bytes::from(String::from_utf8_lossy(&body).replace(r#""code":0"#, r#""code":{"值":0}"#))),
            Fault::Throttled(is_told) => {
                let mut refusal = json(r#"{"code":13,"message":"超过调用频率"}"#.to_owned(), self.vendor_now());
                if is_told {
                    refusal.headers_mut().insert("retry-after", http::HeaderValue::from_static("3"));
                }
                refusal
            }
            Fault::Busy(_) => json(r#"{"code":14,"message":"系统繁忙，结果未知"}"#.to_owned(), self.vendor_now()),
            Fault::Redirect => {
                let mut redirect = page(302, "");
                redirect.headers_mut().insert("location", http::HeaderValue::from_static("https://elsewhere.example/"));
                redirect
            }
        })
    }
}

impl AsyncTransport for Network {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> BoxFuture<'_, Sent> {
        Box::pin(async move {
            let (fault, there, back) = self.draw();
            if fault == Fault::NotSent {
                tokio::time::sleep(there).await;
                return Err(TransportError::not_sent("the connection was refused"));
            }
            let patience = bounds.time.map_or(PATIENCE, |left| left.min(PATIENCE));
            let request = arrived(&request);
            self.sees_signature(&request.body);
            let is_renewal = String::from_utf8_lossy(&request.body).contains("method=token.refresh");
            let on_its_way = tokio::spawn(self.clone().carried(request, fault, (there, back)));
            match tokio::time::timeout(patience, on_its_way).await {
                Ok(Ok(sent)) => {
                    let is_given = sent.as_ref().is_ok_and(|answer| answer.body().starts_with(br#"{"code":0"#));
                    let is_whole = matches!(fault, Fault::None | Fault::Slow | Fault::Twice);
                    if is_renewal && is_whole && is_given {
                        self.state().tokens.is_delivered = true;
                    }
                    sent
                }
                Ok(Err(_)) => Err(TransportError::unknown("the vendor broke down")),
                Err(_) => Err(TransportError::unknown("there was no answer in time")),
            }
        })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

impl Clock for Network {
    fn now(&self) -> SigningTime {
        let mut state = self.state();
        state.nonces += 1;
        SigningTime::new(START + milliseconds(self.elapsed()), state.nonces.to_string())
    }

    fn elapsed(&self) -> Duration {
        self.elapsed()
    }

    fn random(&self) -> u64 {
        self.state().random.number()
    }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn arrived(request: &Request<Bytes>) -> HttpRequest {
    let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    HttpRequest {
        verb: request.method().as_str().to_owned(),
        host: request.uri().host().unwrap_or_default().to_owned(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: request.headers().iter().map(header).collect(),
        body: request.body().clone(),
    }
}

fn response(answer: signwright_sandbox::Answer, now_ms: i64) -> Response<Bytes> {
    let mut response = dated(Response::new(Bytes::from(answer.body)), now_ms);
    *response.status_mut() = http::StatusCode::from_u16(answer.status).unwrap_or_default();
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<http::HeaderName>(), value.parse()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn json(body: String, now_ms: i64) -> Response<Bytes> {
    dated(Response::new(Bytes::from(body)), now_ms)
}

fn dated(mut response: Response<Bytes>, now_ms: i64) -> Response<Bytes> {
    let date = std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(now_ms).unwrap_or(0));
    if let Ok(date) = httpdate::fmt_http_date(date).parse() {
        response.headers_mut().insert("date", date);
    }
    response
}

fn page(status: u16, body: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
}
