//! 旺店通旗舰版 without any transport: a request is prepared and an answer is read; who sends is not asked.
#![cfg(feature = "wangdian-flagship")]

use signwright_client::wangdian_flagship::trade_to_exception::TradeToExceptionRequired;
use signwright_client::wangdian_flagship::{Credentials, TradeToException};
use signwright_client::{CallOptions, Error, Limits, RawAnswer, Redaction, SigningTime, interpret, prepare};

fn request() -> TradeToException {
    TradeToException::new(TradeToExceptionRequired { trade_no: "JY202311100033".into() })
}

fn credentials() -> signwright_client::Credentials {
    Credentials { sid: "wdtapi3".into(), key: "wdt_test".into(), appsecret: "testsecret:testsalt".into() }.into()
}

#[test]
fn the_pages_sample_is_prepared_with_the_known_signature() {
    // 2019-05-16 09:32:33 at +08:00.
    let signing_time = SigningTime::new(1_557_970_353_000, "");
    let prepared =
        prepare(&request(), &credentials(), "production", &CallOptions::default(), &signing_time).expect("it is valid");
    let sent = prepared.request;
    assert_eq!(sent.method, "POST");
    assert_eq!(
        sent.url,
        "http://wdt.wangdian.cn/openapi?sid=wdtapi3&key=wdt_test&salt=testsalt&method=sales.TradeEdit.toException&v=1.0\
         &timestamp=232623153&sign=f3538492ed49ee6ffc8eb6165f91d33a"
    );
    assert_eq!(sent.body, r#"["JY202311100033"]"#);
    assert!(prepared.warnings.is_empty());
}

#[test]
fn a_refusal_hides_behind_a_status_of_zero() {
    let read = |body: &'static str| {
        interpret::<TradeToException>(RawAnswer::new(200, body), None, Limits::default(), &Redaction::default())
    };
    let reply = read(r#"{"data": {"message": ""}, "status": 0}"#).expect("done");
    assert_eq!(reply.response.status, Some(0));
    let error = read(r#"{"data": {"message": "订单状态不正确"}, "status": 0}"#).expect_err("refused");
    let Error::Refused(refusal) = error else { panic!("{error}") };
    assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("0", "订单状态不正确"));
}
