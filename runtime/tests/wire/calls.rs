//! Calls through a client, over a transport that plays a script and writes down what it was asked to do.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::model::{DocumentFormat, Repeat};
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::sign::{Received, verify};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, Transport, TransportError};
use signwright_runtime::{
    CallOptions, Client, Clock, Endpoint, Error, Limits, Node, NotSent, Redaction, Repeatable, Reply, SigningTime,
    form, interpret_node, prepare, prepare_node,
};

use crate::platforms::{
    Answer, Ask, Chosen, DOCUMENT, FORM, Keyed, LIST, Once, PUSH, Push, Read, WALL, bare, credentials, full, row,
};

type Sent = Result<Response<Bytes>, TransportError>;

/// What to answer, and what happened.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Sent>>>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Script {
    fn new(answers: Vec<Sent>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into())), log: Arc::default() }
    }

    fn play(&self, request: &Request<Bytes>) -> Sent {
        let pairs = form::decode(request.body(), Limits::default()).unwrap();
        let timestamp = pairs.iter().find(|(name, _)| name == "timestamp").map(|(_, value)| value.clone());
        let received = Received {
            endpoint: PUSH.name.into(),
            verb: request.method().to_string(),
            form: pairs,
            ..Received::default()
        };
        let signed = verify(&FORM, &received, &credentials()).is_ok();
        self.note(format!("send at {} {}", timestamp.unwrap_or_default(), if signed { "signed" } else { "unsigned" }));
        self.answers.lock().unwrap().pop_front().unwrap_or_else(|| Err(TransportError::not_sent("the script is over")))
    }

    fn note(&self, event: String) {
        self.log.lock().unwrap().push(event);
    }

    fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>, _: Bounds) -> Sent {
        self.play(&request)
    }

    fn wait(&self, time: Duration) {
        self.note(format!("wait {}", time.as_millis()));
    }
}

/// The same script, played without blocking.
struct Later(Script);

impl AsyncTransport for Later {
    fn send(&self, request: Request<Bytes>, _: Bounds) -> BoxFuture<'_, Sent> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.play(&request)
        })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.note(format!("wait {}", time.as_millis()));
        })
    }
}

#[allow(clippy::unnecessary_wraps)] // a line of the script, beside those that fail
fn says(body: &'static str) -> Sent {
    Ok(Response::new(body.into()))
}

fn not_sent() -> Sent {
    Err(TransportError::not_sent("没有连接"))
}

fn lost() -> Sent {
    Err(TransportError::unknown("no answer in time"))
}

/// Each signing time is a second after the last, and chance always says half.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> SigningTime {
        SigningTime::new(self.0.fetch_add(1, Ordering::Relaxed) * 1000, "nonce")
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn random(&self) -> u64 {
        1 << 63
    }
}

fn ticking() -> Ticking {
    Ticking(AtomicI64::new(1_763_700_000))
}

fn client<T>(transport: T) -> Client<T> {
    Client::new(&FORM, credentials(), "test", transport).unwrap().with_clock(ticking())
}

fn call<R: Endpoint<Response = Answer>>(request: &R, answers: Vec<Sent>) -> (Result<Reply<Answer>, Error>, usize) {
    let script = Script::new(answers);
    let result = client(script.clone()).with_attempts(5).call(request);
    (result, script.log().iter().filter(|event| event.starts_with("send")).count())
}

const DONE: &str = r#"{"code":0,"total":1}"#;
const THROTTLED: &str = r#"{"code":100,"message":"超过频率限制，请稍后"}"#;
const LATE: &str = r#"{"code":"acme.time:error","message":"时间误差大"}"#;
const WRONG: &str = r#"{"code":"acme.missing:shopno"}"#;

#[test]
fn a_call_is_signed_sent_and_understood() {
    let script = Script::new(vec![says(DONE)]);
    let rows = Some(vec![row("茶", "1"), row("叶", "2"), row("壶", "3")]);
    let reply = client(script.clone()).call(&Push { rows, ..full() }).unwrap();
    assert_eq!(reply.response.total, Some(1));
    assert_eq!((reply.status, reply.body), (200, Bytes::from_static(DONE.as_bytes())));
    assert_eq!(reply.warnings.0.iter().map(|warning| warning.path.as_str()).collect::<Vec<_>>(), ["rows"], "advice");
    assert_eq!(script.log(), ["send at 1763700000 signed"]);
}

#[test]
fn an_invalid_request_is_not_sent_unless_the_caller_insists() {
    let script = Script::new(vec![says(DONE)]);
    let request = Push { count: Some(1000), ..bare() };
    let error = client(script.clone()).call(&request).unwrap_err();
    assert!(matches!(&error, Error::Invalid(violations) if violations.0[0].path == "count"), "{error}");
    assert!(script.log().is_empty());
    assert!(client(script).unchecked().call(&request).is_ok());
}

#[test]
fn there_is_one_attempt_unless_more_are_wanted() {
    let script = Script::new(vec![not_sent(), says(DONE)]);
    let error = client(script.clone()).call(&bare()).unwrap_err();
    assert_eq!(error, Error::NotSent(NotSent::Transport(TransportError::not_sent("没有连接"))));
    assert_eq!(script.log().len(), 1);
}

#[test]
fn each_attempt_has_its_own_time_and_signature_made_after_the_wait() {
    let expected =
        ["send at 1763700000 signed", "wait 100", "send at 1763700001 signed", "wait 200", "send at 1763700002 signed"];
    let answers = || vec![not_sent(), says(THROTTLED), says(DONE)];
    let script = Script::new(answers());
    assert!(client(script.clone()).with_attempts(3).call(&bare()).is_ok());
    assert_eq!(script.log(), expected);

    let script = Script::new(answers());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let client = Arc::new(client(Later(script.clone())).with_attempts(3));
    let task = async move { client.call_async(&bare()).await.map(|reply| reply.response.total) };
    assert_eq!(runtime.block_on(runtime.spawn(task)).unwrap(), Ok(Some(1)), "the future moves between threads");
    assert_eq!(script.log(), expected);
}

#[test]
fn only_what_is_safe_is_repeated() {
    assert_eq!(call(&Ask(bare()), vec![not_sent(), says(THROTTLED), says(DONE)]).1, 3);
    assert_eq!(call(&Ask(bare()), vec![says(WRONG), says(DONE)]).1, 1);
    assert_eq!(call(&bare(), vec![says(r#"{"code":0,"rows":"?"}"#), says(DONE)]).1, 1, "it was done");
    for (error, sent) in [
        (call(&Read(bare()), vec![lost(), says(DONE)]), 2),
        (call(&bare(), vec![lost(), says("<html>busy</html>"), says(DONE)]), 3),
        (call(&Once(bare()), vec![lost(), says(DONE)]), 2),
        (call(&Ask(bare()), vec![lost(), says(DONE)]), 1),
    ] {
        assert_eq!(error.1, sent, "{:?}", error.0);
    }
    let script = Script::new(vec![lost(), says(DONE)]);
    assert!(client(script).with_attempts(2).with_unknown_repeated().call(&Ask(bare())).is_ok());
}

#[test]
fn after_an_unknown_outcome_a_refusal_means_maybe_applied() {
    let maybe = |result: Result<Reply<Answer>, Error>| match result {
        Err(Error::Refused(refusal)) => refusal.maybe_applied,
        other => panic!("{other:?}"),
    };
    assert!(maybe(call(&Once(bare()), vec![lost(), says(WRONG)]).0));
    assert!(maybe(call(&bare(), vec![lost(), not_sent(), says(WRONG)]).0), "it stays unknown in between");
    assert!(!maybe(call(&Read(bare()), vec![lost(), says(WRONG)]).0), "a read applies nothing");
    assert!(!maybe(call(&Once(bare()), vec![not_sent(), says(WRONG)]).0));
}

#[test]
fn after_an_unknown_outcome_nothing_is_not_sent_any_more() {
    let (result, sent) = call(&bare(), vec![lost(), not_sent(), not_sent(), not_sent(), not_sent()]);
    let error = result.unwrap_err();
    assert!(matches!(&error, Error::Unknown(unknown) if unknown.reason == "no answer in time"), "{error}");
    assert_eq!((sent, error.repeatable()), (5, Repeatable::Harmless));
    assert_eq!(call(&Ask(bare()), vec![lost()]).0.unwrap_err().repeatable(), Repeatable::Risky);
}

#[test]
fn what_repeating_does_is_told_by_the_request() {
    let with_memo = || Push { memo: Some("键😀".into()), ..bare() };
    let lost_at = |error: Error| error.repeatable();
    let keyed = |push: Push| lost_at(call(&Keyed(push), vec![lost()]).0.unwrap_err());
    // `call` lets further attempts follow what does no harm, and no others.
    assert_eq!((keyed(with_memo()), keyed(bare())), (Repeatable::Harmless, Repeatable::Risky));
    let empty = Push { memo: Some(String::new()), ..bare() };
    assert_eq!(keyed(empty), Repeatable::Risky, "an empty key is none");
    let sent = |push: Push| call(&Keyed(push), vec![lost(), not_sent()]).1;
    assert_eq!((sent(with_memo()), sent(bare())), (5, 1));
    let refused = |push: Push| match call(&Chosen(push), vec![lost(), says(WRONG)]).0 {
        Err(Error::Refused(refusal)) => (refusal.maybe_applied, refusal.repeat),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(with_memo()), (false, Repeat::Read), "a read applies nothing");
    assert_eq!(refused(bare()), (true, Repeat::Once));

    let signing_time = SigningTime::new(1_763_700_000_000, "nonce");
    let prepared = |options: &CallOptions| prepare(&Keyed(with_memo()), &credentials(), "test", options, &signing_time);
    assert_eq!(prepared(&CallOptions::default()).unwrap().repeat, Repeat::Upsert);
    // A document that was not compared with the tables tells nothing of the request.
    let document = Node::map(vec![("memo".into(), Node::text("键"))]);
    let unchecked = CallOptions { unchecked: true, ..CallOptions::default() };
    let endpoint = Keyed::endpoint().unwrap();
    let unread = prepare_node(&FORM, endpoint, document, &credentials(), "test", &unchecked, &signing_time);
    assert_eq!(unread.unwrap().repeat, Repeat::Ask);
}

#[test]
fn a_call_stays_marked_from_its_first_unknown_outcome_on_whatever_follows() {
    for between in [vec![THROTTLED], vec![LATE], vec![THROTTLED, LATE, THROTTLED]] {
        let answers = [lost()].into_iter().chain(between.iter().map(|body| says(body))).chain([says(WRONG)]).collect();
        let error = call(&Once(bare()), answers).0.unwrap_err();
        assert!(matches!(&error, Error::Refused(refusal) if refusal.maybe_applied), "{between:?}: {error}");
        assert_eq!(error.repeatable(), Repeatable::Pointless, "it would end the same way, or was done");
    }
    let throttled = || vec![lost(), says(THROTTLED), says(LATE), says(THROTTLED), says(THROTTLED)];
    let error = call(&bare(), throttled()).0.unwrap_err();
    assert!(matches!(&error, Error::Refused(refusal) if refusal.maybe_applied), "{error}");
    assert_eq!(error.repeatable(), Repeatable::Harmless, "not `Later`, for that says that nothing was done");
    let asked = client(Script::new(throttled())).with_attempts(5).with_unknown_repeated().call(&Ask(bare()));
    assert_eq!(asked.unwrap_err().repeatable(), Repeatable::Risky);
    let read = call(&Read(bare()), throttled()).0.unwrap_err();
    assert!(matches!(&read, Error::Refused(refusal) if !refusal.maybe_applied), "{read}");
    assert_eq!(read.repeatable(), Repeatable::Later);
    let ended = call(&bare(), vec![lost(), says(THROTTLED), not_sent(), not_sent(), not_sent()]).0.unwrap_err();
    assert!(matches!(&ended, Error::Unknown(unknown) if unknown.reason == "no answer in time"), "{ended}");
}

#[test]
fn a_later_attempt_that_cannot_be_signed_hides_no_unknown_outcome() {
    // A year of five digits cannot be written on a wall clock.
    let clock = || {
        let moments = Mutex::new(VecDeque::from([1_763_700_000_000, 1_763_700_001_000, i64::MAX]));
        move || SigningTime::new(moments.lock().unwrap().pop_front().unwrap_or(i64::MAX), "nonce")
    };
    let client = |transport| Client::new(&WALL, credentials(), "test", transport).unwrap().with_attempts(9);
    for (answers, is_unknown) in [
        (vec![lost(), not_sent()], true),
        (vec![lost(), says(THROTTLED)], true),
        (vec![not_sent(), says(THROTTLED)], false),
    ] {
        let script = Script::new(answers.clone());
        let error = client(script.clone()).with_clock(clock()).call(&bare()).unwrap_err();
        assert_eq!(matches!(error, Error::Unknown(_)), is_unknown, "{error}");
        assert_eq!(matches!(error, Error::NotSent(NotSent::Sign(_))), !is_unknown, "{error}");
        assert_eq!(script.log().iter().filter(|event| event.starts_with("send")).count(), 2);

        let client = Client::new(&WALL, credentials(), "test", Later(Script::new(answers))).unwrap();
        let client = client.with_attempts(9).with_clock(clock());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(client.call_async(&bare())).unwrap_err(), error, "the same without blocking");
    }
}

#[test]
fn a_client_is_of_one_platform_and_one_environment() {
    let unknown = Client::new(&FORM, credentials(), "nowhere", Script::default()).map(|_| ()).unwrap_err();
    assert_eq!(unknown, Error::NotSent(NotSent::Environment("nowhere".into())));
    assert!(Client::new(&FORM, credentials(), "https://own.example/api/", Script::default()).is_ok());
    let other = Client::new(&LIST, credentials(), "test", Script::default()).unwrap().call(&bare()).unwrap_err();
    assert!(matches!(other, Error::NotSent(NotSent::Platform { client: "acme-list", request: "acme-form" })));
    let mut half = signwright_runtime::Credentials::default();
    half.set("sid", "x");
    let error = Client::new(&FORM, half, "test", Script::default()).unwrap().call(&bare()).unwrap_err();
    assert!(matches!(&error, Error::NotSent(NotSent::Sign(_))) && error.repeatable() == Repeatable::Pointless);
}

#[test]
fn a_request_can_be_prepared_and_an_answer_read_without_a_transport() {
    let signing_time = SigningTime::new(1_763_700_000_000, "nonce");
    let options = CallOptions { params: vec![("page".into(), "2".into())], ..CallOptions::default() };
    let prepared = prepare(&full(), &credentials(), "test", &options, &signing_time).unwrap();
    assert_eq!(prepared.request.url, "https://test.acme.example/api/order.push");
    let pairs = form::decode(&prepared.request.body, Limits::default()).unwrap();
    assert!(pairs.contains(&("page".into(), "2".into())) && pairs.contains(&("memo".into(), "加急，😀".into())));
    let shown = format!("{prepared:?} {options:?}");
    assert!(!shown.contains("加急") && !shown.contains("acme-s"), "{shown}");

    let document = prepare_node(
        &DOCUMENT,
        &PUSH,
        Node::map(vec![("shopNo".into(), Node::text("店"))]),
        &credentials(),
        "https://own.example/",
        &CallOptions { format: Some(DocumentFormat::Json), ..CallOptions::default() },
        &signing_time,
    );
    let request = document.unwrap().request;
    assert_eq!(request.body, r#"{"acme_request":{"pushOrder":{"shopNo":"店","note":"","gone":null}}}"#.as_bytes());
    assert!(request.headers.iter().any(|(name, value)| name == "sid" && value == "acme-sid"));
    let answer = interpret_node(
        &DOCUMENT,
        &PUSH,
        RawAnswer::new(200, Bytes::from_static(b"<acme_response><code>0</code><rows/></acme_response>")),
        None,
        Limits::default(),
        &Redaction::default(),
    );
    assert_eq!(answer.unwrap().response.path("code"), Some(&Node::text("0")));
}

#[test]
fn a_reply_and_an_error_have_the_headers_and_print_none() {
    let with_header = |status: u16, body: &'static str| {
        Ok(Response::builder().status(status).header("x-trace", "密码").body(body.into()).unwrap())
    };
    let header = |headers: &http::HeaderMap| headers["x-trace"].as_bytes() == "密码".as_bytes();
    let reply = call(&bare(), vec![with_header(200, DONE)]).0.unwrap();
    assert!(header(&reply.headers) && !format!("{reply:?}").contains("密码"));
    for (status, body) in [(200, WRONG), (502, "busy"), (200, r#"{"code":0,"rows":"?"}"#)] {
        let error = call(&Ask(bare()), vec![with_header(status, body)]).0.unwrap_err();
        let answer = match &error {
            Error::Refused(refusal) => refusal.answer.as_deref(),
            Error::Unknown(unknown) => unknown.answer.as_deref(),
            Error::Decode(undecoded) => Some(&undecoded.answer),
            _ => None,
        };
        let answer = answer.unwrap_or_else(|| panic!("{error}"));
        assert!(header(&answer.headers) && answer.status == status && answer.body == body);
        assert!(!format!("{error:?} {error}").contains("密码"), "{error:?}");
    }
}

#[test]
fn a_coded_body_is_named_by_its_header_too() {
    for (coding, ends) in
        [("br", "; its content-encoding is `br`"), ("identity", "not JSON"), ("b\x1b[31m", "not JSON")]
    {
        let coded = http::HeaderValue::from_bytes(coding.as_bytes());
        let Ok(coded) = coded else { continue };
        let mut response = Response::new(Bytes::from_static(b"\x8b\x05\x80{}\x03"));
        response.headers_mut().insert("content-encoding", coded);
        let error = call(&Ask(bare()), vec![Ok(response)]).0.unwrap_err();
        assert!(matches!(&error, Error::Unknown(unknown) if unknown.reason.ends_with(ends)), "{error}");
    }
}

#[test]
fn a_client_and_a_reply_print_no_secret() {
    let client = client(Script::new(vec![says(r#"{"code":0,"秘":"密"}"#)])).var("token", "acme-secret-token");
    let shown = format!("{client:?} {:?}", client.call(&bare()).unwrap());
    assert!(!shown.contains("acme-s") && !shown.contains('密') && shown.contains("acme-form"), "{shown}");
}

#[test]
fn transports_are_chosen_at_run_time() {
    let answer = || Script::new(vec![says(r#"{"code":0}"#)]);
    let one: Arc<dyn Transport + Send + Sync> = Arc::new(answer());
    client(one).call(&bare()).unwrap();
    let boxed: Box<dyn Transport> = Box::new(answer());
    client(boxed).call(&bare()).unwrap();
    let later: Arc<dyn AsyncTransport + Send + Sync> = Arc::new(Later(answer()));
    let client = client(later);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(client.call_async(&bare())).unwrap();
}

#[test]
fn what_follows_an_address_never_becomes_a_part_of_its_host() {
    for address in ["https://api.acme.test", "https://api.acme.test/", "https://api.acme.test:8443"] {
        let client = Client::new(&FORM, credentials(), address, Script::new(Vec::new())).unwrap();
        let url = client.dry_run(&bare()).unwrap().request.url;
        let host = address.trim_end_matches('/');
        assert_eq!(url.split_once("acme.test").map(|(before, _)| before), Some("https://api."), "{url}");
        assert!(url.starts_with(&format!("{host}/")), "{url}");
    }
}
