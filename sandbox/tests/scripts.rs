//! Which call meets which fault: plans by number and by endpoint, seeds, and time that nobody waits for.

mod acme;
mod depot;

use std::time::Duration;

use depot::PLATFORM;
use depot::calls::{NOW, fixed, import, mock, page, push, told};
use signwright_runtime::Client;
use signwright_runtime::transport::{AsyncTransport, Transport};
use signwright_sandbox::{Fault, Faults, InProcess, Options, PageShift, PlanError, Rates, Verdict};

#[test]
fn faults_come_to_the_calls_that_they_are_planned_for() {
    let (mock, client) = fixed(Options::default());
    mock.on_call(2).inject(Fault::refused("50")).expect("it can be");
    mock.on_call(2).of("order.list").inject(Fault::Token).expect("it can be");
    mock.next_calls(2).of("stock.import").inject(Fault::Throttled(None)).expect("it can be");
    let mut outcomes = vec![told(&client.call(&push(&["甲"]))), told(&client.call(&push(&["甲"])))];
    outcomes.extend((1..=3).map(|number| told(&client.call(&page(number)))));
    outcomes.extend((0..3).map(|_| told(&client.call(&import(&["甲"])))));
    let throttled = "refused 20 Some(2s)";
    let expected =
        ["done", "refused 50 None", "done", "refused 40 None", "done", throttled, throttled, "done"].map(str::to_owned);
    assert_eq!(outcomes, expected);
    assert_eq!(
        mock.script().history(),
        [
            "call 2 of stock.push: refused 50",
            "call 4 of order.list: token",
            "call 6 of stock.import: throttled",
            "call 7 of stock.import: throttled"
        ]
    );
    // What was sent is kept, and shows no secret and no value where it is printed.
    let calls = mock.calls();
    assert_eq!((calls.len(), mock.count(), calls[1].entry.verdict), (8, 8, Verdict::Faulted));
    let body = String::from_utf8(calls[0].request.body.to_vec()).expect("a form is ASCII");
    assert!(body.contains("stocks=") && body.contains("sign="), "{body}");
    let shown = format!("{mock:?} {calls:?} {:?}", mock.script());
    assert!(!shown.contains("depot-secret") && !shown.contains("depot-key") && !shown.contains("sign="), "{shown}");
}

#[test]
fn a_plan_that_cannot_come_true_is_an_error() {
    let (mock, client) = fixed(Options::default());
    let lack = |fault: Fault, endpoint: &str| match mock.next_call().of(endpoint).inject(fault) {
        Err(PlanError::Inexpressible(_, lack)) => lack,
        planned => panic!("{planned:?}"),
    };
    assert_eq!(
        lack(Fault::Rows(Vec::new()), "order.list"),
        "neither `partial.of` nor `upsert` names a list of its request"
    );
    assert_eq!(lack(Fault::Page(PageShift::Moved), "stock.push"), "its `sandbox` has no `rows`");
    let missing = mock.next_call().of("没有").inject(Fault::Clock);
    assert_eq!(missing, Err(PlanError::NoEndpoint("没有".to_owned())));
    client.call(&page(1)).expect("a page");
    assert_eq!(mock.on_call(1).inject(Fault::Clock), Err(PlanError::Past(1)));
    // Planned for all, it passes over those that cannot express it.
    mock.next_call().inject(Fault::Page(PageShift::Removed)).expect("one of them can");
    client.call(&push(&["甲"])).expect("nothing goes wrong");
    assert_eq!(client.call(&page(1)).expect("a page").response.total, Some(3));
}

#[test]
fn what_a_platforms_tables_cannot_say_is_https_own_or_an_error() {
    let mock = InProcess::start(&[&acme::shop::API], Options::default());
    for fault in [Fault::Token, Fault::Rows(Vec::new())] {
        let planned = mock.next_call().of("remark_set.php").inject(fault);
        let error = planned.expect_err("the table has no words for it").to_string();
        assert!(error.contains("has no answer here: "), "{error}");
    }
    mock.next_call().of("order_push.php").inject(Fault::Throttled(Some(Duration::from_millis(1_500)))).expect("HTTP");
    let url = format!("{}order_push.php", mock.environment("acme-shop"));
    let request = || http::Request::post(&url).body(bytes::Bytes::from_static(b"shop=1")).expect("a request");
    let answer = Transport::send(&mock, request(), 1_000.into()).expect("an answer");
    assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"2".parse().expect("a value")));
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    let answer = Transport::send(&mock, request(), 1_000.into()).expect("an answer");
    assert_eq!((answer.status().as_u16(), mock.calls()[1].entry.verdict.name()), (200, "missing_common"));
}

#[test]
fn a_seed_plays_the_same_again() {
    let run = |seed| {
        let (mock, client) = fixed(Options::default().faults(Faults::seeded(seed, Rates::all(4_000))));
        let client = client.with_attempts(3);
        let outcomes: Vec<_> = (0..200).map(|number| told(&client.call(&push(&[&format!("茶{number}")])))).collect();
        (outcomes, mock.script().history(), mock.rows("depot", "stock.push"), mock.waited())
    };
    let first = run(7);
    assert_eq!(first, run(7));
    assert_ne!(first.1, run(8).1);
    let faults = Faults::seeded(7, Rates::all(4_000));
    let planned = (1..).filter_map(|number| faults.on_call(number).map(|fault| (number, fault)));
    assert!(first.1.len() > 60, "{}", first.1.len());
    for (line, (number, fault)) in first.1.iter().zip(planned) {
        assert!(line.starts_with(&format!("call {number} of stock.push: {fault}")), "{line}");
    }
    assert!(first.1.iter().any(|line| line.ends_with("page moved, answered as usual: its `sandbox` has no `rows`")));
    // A plan comes before the seed.
    let (mock, client) = fixed(Options::default().faults(Faults::seeded(7, Rates::none().of(Fault::Token, 10_000))));
    mock.on_call(1).inject(Fault::refused("50")).expect("it can be");
    let outcomes = [0, 1].map(|_| told(&client.call(&push(&["茶"]))));
    assert_eq!(outcomes, ["refused 50 None", "refused 40 None"]);
}

#[test]
fn waiting_takes_no_time_and_each_attempt_is_signed_by_it() {
    let (mock, client) = fixed(Options::default());
    mock.next_calls(3).inject(Fault::Throttled(Some(Duration::from_mins(15)))).expect("it can be");
    let client = client.with_attempts(4).with_deadline(None);
    assert_eq!(client.call(&push(&["茶"])).expect("done at last").response.created, Some(1));
    let waited = mock.waited();
    assert!((2_700..2_705).contains(&waited.as_secs()), "{waited:?}");
    let statuses: Vec<_> = mock.calls().iter().map(|call| call.status).collect();
    assert_eq!(statuses, [Some(200); 4]);
    // The clock is the mock's: another's is refused, and put right by the date of its answer.
    mock.set_time(NOW + 3_600_000_000);
    mock.advance(Duration::from_secs(5));
    client.call(&push(&["茶"])).expect("in time");
    let late = depot::calls::client(&mock).with_clock(|| signwright_runtime::SigningTime::new(NOW, "n"));
    assert_eq!(told(&late.call(&push(&["茶"]))), "refused 30 None");
    mock.set_time(NOW + 7_200_000);
    assert_eq!(told(&late.call(&push(&["茶"]))), "done");
    assert_eq!(late.skew(), 7_200_000);
}

#[test]
fn it_is_a_transport_of_either_kind_and_may_be_chosen_at_run_time() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let mock = mock(Options::default());
    is_shared(&mock);
    let blocking: Box<dyn Transport> = Box::new(mock.clone());
    let client = |transport| Client::new(&PLATFORM, mock.credentials("depot"), &mock.environment("depot"), transport);
    client(blocking).expect("an address").call(&push(&["甲"])).expect("done");
    let asynchronous: std::sync::Arc<dyn AsyncTransport + Send + Sync> = std::sync::Arc::new(mock.clone());
    let client = Client::new(&PLATFORM, mock.credentials("depot"), &mock.environment("depot"), asynchronous);
    let client = client.expect("an address").with_attempts(2);
    mock.next_call().inject(Fault::Throttled(None)).expect("it can be");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without timers");
    let reply = runtime.block_on(client.call_async(&push(&["甲"]))).expect("done");
    assert_eq!((reply.response.updated, mock.count()), (Some(1), 3));
}
