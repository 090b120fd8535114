//! What a shop is told of a call's outcome, over the generated types: an outcome is never told better than it is known.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use signwright_client::suning::order_status_query::{
    OrderSource, OrderStatusQuery, OrderStatusQueryRequired, QueryType,
};
use signwright_client::wangdian_enterprise::vip_trade_modify::{VipTradeModify, VipTradeModifyRequired};
use signwright_client::wangdian_flagship::trade_to_exception::{TradeToException, TradeToExceptionRequired};
use signwright_runtime::model::DocumentFormat;
use signwright_runtime::transport::{Bounds, Transport, TransportError};
use signwright_runtime::{Client, Credentials, DateTime, Endpoint, Error, Repeatable, Reply};

type Sent = Result<Response<Bytes>, TransportError>;

/// Answers from a script.
struct Script(Mutex<VecDeque<Sent>>);

impl Transport for Script {
    fn send(&self, _: Request<Bytes>, _: Bounds) -> Sent {
        self.0.lock().expect("one thread").pop_front().unwrap_or_else(|| Err(TransportError::not_sent("no more")))
    }

    fn wait(&self, _: Duration) {}
}

#[allow(clippy::unnecessary_wraps)] // a line of the script, beside those that fail
fn says(status: u16, body: &str) -> Sent {
    Ok(Response::builder().status(status).body(Bytes::copy_from_slice(body.as_bytes())).expect("a response"))
}

/// The connection is reset after the request was read.
fn reset() -> Sent {
    Err(TransportError::unknown("the connection broke before there was an answer"))
}

fn call<R: Endpoint>(request: &R, script: Vec<Sent>) -> Result<Reply<R::Response>, Error> {
    let platform = R::platform().expect("a platform");
    let credentials = Credentials::new(platform.test_credentials.iter().map(|one| (one.name, one.value)));
    let attempts = u32::try_from(script.len()).expect("a few");
    let script = Script(Mutex::new(script.into()));
    let client = Client::new(platform, credentials, "https://shop.example/", script).expect("an address");
    client.format(DocumentFormat::Json).with_attempts(attempts).call(request)
}

fn to_exception() -> TradeToException {
    TradeToException::new(TradeToExceptionRequired { trade_no: "JY1".into() })
}

fn modify() -> VipTradeModify {
    VipTradeModify::new(VipTradeModifyRequired { trade_no: "JY1".into() })
}

fn time(text: &str) -> DateTime {
    DateTime::parse(text, OrderStatusQuery::platform().expect("a platform").zone).expect("a time")
}

fn query() -> OrderStatusQuery {
    OrderStatusQuery::new(OrderStatusQueryRequired {
        order_source: OrderSource::Suning.into(),
        start_time: time("2024-05-01 00:00:00"),
        end_time: time("2024-05-02 00:00:00"),
        query_type: QueryType::All.into(),
    })
}

const THROTTLED: &str = r#"{"status":100,"message":"超过每分钟最大调用频率限制x"}"#;
const WRONG_STATE: &str = r#"{"status":0,"data":{"message":"订单状态不正确"}}"#;

#[test]
fn a_refusal_stays_marked_when_a_throttle_came_between() {
    let script = vec![reset(), says(200, THROTTLED), says(200, WRONG_STATE)];
    let error = call(&to_exception(), script).expect_err("refused");
    let Error::Refused(refusal) = &error else { panic!("{error}") };
    assert!(refusal.maybe_applied && refusal.message == "订单状态不正确");
    assert!(error.to_string().contains("an earlier attempt may have been applied"), "{error}");

    let script = vec![reset(), says(200, THROTTLED), says(200, THROTTLED), says(200, THROTTLED)];
    let error = call(&to_exception(), script).expect_err("throttled");
    assert!(matches!(&error, Error::Refused(refusal) if refusal.maybe_applied), "{error}");
    assert_eq!(error.repeatable(), Repeatable::Harmless, "`Later` would say that nothing was done");
    let error = call(&to_exception(), vec![says(200, THROTTLED), says(200, WRONG_STATE)]).expect_err("refused");
    assert!(matches!(&error, Error::Refused(refusal) if !refusal.maybe_applied), "{error}");
}

#[test]
fn false_and_numbers_of_the_same_value_are_no_success() {
    for (status, body) in [
        (401, r#"{"status":false,"message":"Invalid token"}"#),
        (200, r#"{"status":"0.00"}"#),
        (200, r#"{"status":-0}"#),
        (200, r#"{"status":0e5,"data":{}}"#),
        (200, r#"{"status":0,"status":99,"message":"bad"}"#),
        (302, r#"{"status":0}"#),
        (429, r#"{"status":0}"#),
        (503, r#"{"status":0,"data":{}}"#),
    ] {
        let error = call(&to_exception(), vec![says(status, body)]).expect_err(body);
        assert!(matches!(&error, Error::Unknown(unknown) if unknown.status == Some(status)), "{body}: {error}");
    }
    for body in [r#"{"code":false}"#, r#"{"code":0,"code":99,"message":"bad"}"#, r#"{"code":0}"#] {
        let error = call(&modify(), vec![says(403, body)]).expect_err(body);
        assert!(matches!(&error, Error::Unknown(_)), "{body}: {error}");
    }
    assert!(call(&to_exception(), vec![says(200, r#"{"status":" 0","data":{"message":" "}}"#)]).is_ok());
    assert!(call(&modify(), vec![says(200, "{\"code\":\"0\\n\",\"message\":\"加急\n，\t请核对\"}")]).is_ok());
}

#[test]
fn a_gateways_own_document_is_unknown_and_may_be_looked_at() {
    for (status, body) in [
        (504, r#"{"code":504,"message":"Gateway Timeout"}"#),
        (500, r#"{"timestamp":"2024-05-01","status":500,"error":"Internal Server Error","path":"/x"}"#),
        (502, r#"{"error":"bad gateway"}"#),
        (403, r#"{"error":"forbidden"}"#),
        (429, r#"{"error":"too many"}"#),
        (401, r#"{"error":"invalid_token","error_description":"令牌无效"}"#),
        (502, "<html><head><title>502 Bad Gateway</title></head></html>"),
    ] {
        let results = [
            call(&modify(), vec![says(status, body)]).map(drop),
            call(&to_exception(), vec![says(status, body)]).map(drop),
            call(&query(), vec![says(status, body)]).map(drop),
            call(&query(), vec![says(status, &format!("{{\"sn_responseContent\":{body}}}"))]).map(drop),
        ];
        for result in results {
            let error = result.expect_err(body);
            let Error::Unknown(unknown) = &error else { panic!("{status} {body}: {error}") };
            let answer = unknown.answer.as_ref().expect("what came is kept");
            assert!(answer.status == status && answer.body.len() >= body.len());
            assert!(matches!(error.repeatable(), Repeatable::Harmless | Repeatable::Risky), "{error}");
        }
    }
    let error = call(&modify(), vec![says(401, r#"{"error":"invalid_token"}"#)]).expect_err("unknown");
    assert!(error.to_string().contains("(HTTP 401)") && error.to_string().contains("invalid_token"), "{error}");
}

#[test]
fn an_odd_record_does_not_hide_what_was_done_and_an_odd_list_is_told() {
    let body = |order: &str| {
        format!(
            "{{\"sn_responseContent\":{{\"sn_head\":[{{\"pageNo\":1}}],\"sn_body\":{{\"queryOrderStatus\":{order}}}}}}}"
        )
    };
    let row = r#"{"orderId":"甲","jobList":[{"jobId":"7"}]}"#;
    let rows = |order: &str| call(&query(), vec![says(200, &body(order))]);
    let keyed = rows(&format!(r#"{{"0":{row},"1":{row}}}"#)).expect("two rows");
    let notes: Vec<_> = keyed.notes.iter().map(|note| note.path.as_str()).collect();
    assert_eq!(notes.last(), Some(&"sn_body.queryOrderStatus"), "{notes:?}");
    assert_eq!(notes.first(), Some(&"sn_head"), "a record that came as a list");
    for order in ["\"无\"", "{\"total\":2}", "[1]", &format!("{:?}", format!("[{row}]"))] {
        let error = rows(order).map(drop).expect_err(order);
        let Error::Decode(undecoded) = &error else { panic!("{order}: {error}") };
        assert_eq!((undecoded.answer.status, undecoded.answer.body.len()), (200, body(order).len()));
        assert!(undecoded.document.path("sn_head.0.pageNo").is_some(), "the rest is carried");
    }
}
