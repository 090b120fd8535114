//! What a program that depends on this crate alone does in its own tests: builds answers, prints, compares and parses coded
//! values, and puts a transport of its own in the platform's place. Nothing here names another crate.
#![cfg(all(feature = "suning", feature = "wangdian-enterprise"))]

use std::sync::Mutex;

use signwright_client::suning::order_status_query::{
    Body, OrderSource, OrderStatus, OrderStatusQueryResponse, ProcessingStatus,
};
use signwright_client::wangdian_enterprise::trade_push::{PayStatus, TradePushResponse};
use signwright_client::wangdian_enterprise::vip_trade_modify::{FlagCover, VipTradeModifyRequired};
use signwright_client::wangdian_enterprise::{Credentials, PLATFORM, VipTradeModify};
use signwright_client::{
    Bounds, Bytes, Client, Coded, Error, Fields as _, HttpRequest, HttpResponse, Limits, NotSent, RawAnswer, Redaction,
    Repeatable, Reply, SigningTime, Transport, TransportError, Violations, interpret,
};

/// What the program under test does with an answer.
fn completed(answer: &OrderStatusQueryResponse) -> Vec<String> {
    let orders = answer.sn_body.iter().flat_map(|body| &body.query_order_status);
    let done = orders.filter(|order| order.order_status == Some(ProcessingStatus::Completed.into()));
    done.filter_map(|order| order.order_id.clone()).collect()
}

#[test]
fn an_answer_is_built_field_by_field() {
    let order = |id: &str, status: Coded<ProcessingStatus>| {
        OrderStatus::default().with(|order| {
            order.order_id = Some(id.into());
            order.order_status = Some(status);
        })
    };
    let mut answer = OrderStatusQueryResponse::default();
    assert!(completed(&answer).is_empty());
    answer.sn_body = Some(Body::default().with(|body| {
        body.query_order_status =
            vec![order("苏1", ProcessingStatus::Completed.into()), order("苏2", Coded::Other("99".into()))];
    }));
    assert_eq!(completed(&answer), ["苏1"]);
    let reply = Reply::new(answer.clone());
    assert_eq!((reply.status, reply.is_empty, &reply.warnings), (200, false, &Violations::default()));
    assert_eq!(reply.response, answer);
}

/// Nothing is known of a default: it is what an empty answer is read as.
#[test]
fn a_default_is_what_is_read_of_nothing() {
    let read = |body: &'static str| {
        interpret::<VipTradeModify>(RawAnswer::new(200, body), None, Limits::default(), &Redaction::default())
    };
    let read = read(r#"{"code": 0}"#).expect("done").response;
    let built = signwright_client::wangdian_enterprise::vip_trade_modify::VipTradeModifyResponse::default();
    assert_eq!(built.clone().with(|answer| answer.code = Some(0.into())), read);
    assert_eq!(format!("{built:?}"), "VipTradeModifyResponse");
    assert_eq!(TradePushResponse::default().new_count, None);
}

#[test]
fn coded_values_are_printed_compared_and_parsed() {
    // A value of the list.
    assert_eq!(PayStatus::Paid, PayStatus::Paid);
    assert_ne!(OrderSource::Tmall, OrderSource::Jd);
    assert_eq!(format!("{:?}", FlagCover::Overwrite), "overwrite(1)");
    // A coded one, and both together.
    assert_eq!(Coded::from(FlagCover::Overwrite), FlagCover::Overwrite);
    assert_eq!("1".parse::<Coded<FlagCover>>().expect("a code"), FlagCover::Overwrite);
    assert_eq!("2".parse::<Coded<PayStatus>>().expect("a code").to_string(), "2");
    assert_eq!("急🚚".parse::<Coded<FlagCover>>().expect("a code"), Coded::Other("急🚚".into()));
    assert_eq!(format!("{:>4}|{:<4}|", Coded::from(PayStatus::Paid), Coded::from(FlagCover::Keep)), "   2|0   |");
    // What a server sends may hold anything; Debug shows it without obeying it.
    let hostile = Coded::<FlagCover>::Other("\u{1b}[31m红\u{202e}".into());
    assert_eq!(format!("{hostile:?}"), r"Other(\u{1b}[31m红\u{202e})");
    for text in ["", "paid", "二", "1.5"] {
        let error = text.parse::<Coded<PayStatus>>().expect_err(text).to_string();
        assert!(error.contains("a whole number"), "{error}");
    }
}

/// A platform in the program's own tests.
#[derive(Default)]
struct Canned {
    answers: Mutex<Vec<Result<HttpResponse<Bytes>, TransportError>>>,
    sent: Mutex<Vec<HttpRequest<Bytes>>>,
}

impl Transport for Canned {
    fn send(&self, request: HttpRequest<Bytes>, _: Bounds) -> Result<HttpResponse<Bytes>, TransportError> {
        self.sent.lock().expect("one thread").push(request);
        self.answers.lock().expect("one thread").pop().expect("an answer")
    }
}

#[test]
fn a_transport_of_its_own_stands_for_the_platform() {
    let answer = |body: &'static str| Ok(HttpResponse::new(Bytes::from(body)));
    let canned = Canned::default();
    *canned.answers.lock().expect("one thread") = vec![
        answer(r#"{"code": 0, "message": ""}"#),
        answer(r#"{"code": 99, "message": "订单不存在"}"#),
        Err(TransportError::not_sent("no network")),
    ];
    let credentials =
        Credentials { sid: "test2".into(), appkey: "test2-xx".into(), appsecret: "8f1a2b3c4d5e6f70".into() };
    let client = Client::new(&PLATFORM, credentials, "test", &canned).expect("an environment");
    let client = client.with_clock(|| SigningTime::new(1_470_042_310_000, ""));
    let change = VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY1".into() });
    let error = client.call(&change).expect_err("no network");
    assert!(matches!(&error, Error::NotSent(NotSent::Transport(_))), "{error}");
    assert_eq!(error.repeatable(), Repeatable::Yes);
    let Err(Error::Refused(refusal)) = client.call(&change) else { panic!("a refusal") };
    assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("99", "订单不存在"));
    let reply = client.call(&change).expect("done");
    assert_eq!(reply.response.message.as_deref(), Some(""));
    assert_eq!(canned.sent.lock().expect("one thread").len(), 3);
}
