//! 苏宁开放平台 without any transport: a request is prepared and an answer is read; who sends is not asked.
#![cfg(feature = "suning")]

use signwright_client::DocumentFormat;
use signwright_client::Fields as _;
use signwright_client::suning::order_status_query::{OrderSource, OrderStatusQueryRequired, QueryType};
use signwright_client::suning::{Credentials, OrderStatusQuery, ZONE};
use signwright_client::{
    CallOptions, Coded, DateTime, Error, Limits, RawAnswer, Redaction, SigningTime, interpret, prepare,
};

fn noon() -> DateTime {
    DateTime::parse("2014-01-14 12:20:00", ZONE).expect("a time")
}

fn request() -> OrderStatusQuery {
    OrderStatusQuery::new(OrderStatusQueryRequired {
        order_source: OrderSource::Tmall.into(),
        start_time: noon(),
        end_time: noon(),
        query_type: QueryType::Returns.into(),
    })
    .with(|query| {
        query.page_size = Some(50);
        query.page_no = Some(1);
    })
}

#[test]
fn the_pages_sample_is_prepared_with_the_known_signature() {
    let credentials = Credentials {
        app_key: "c9077bca850b21185ffac278b957f82b".into(),
        app_secret: "ca4779e629b16650da196fae4971d57d".into(),
        access_token: None,
    };
    let signing_time = SigningTime::new(noon().unix().expect("a moment") * 1000, "");
    let options = CallOptions { format: Some(DocumentFormat::Json), ..CallOptions::default() };
    let prepared =
        prepare(&request(), &credentials.into(), "production", &options, &signing_time).expect("it is valid");
    let header = |name: &str| {
        let found = prepared.request.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    assert_eq!(header("appMethod"), "suning.fourps.orderstatus.query");
    assert_eq!(header("appRequestTime"), "2014-01-14 12:20:00");
    assert_eq!(header("signInfo"), "9248ca45ae6b25d05b71becf3668306a");
    assert_eq!(header("access_token"), "", "it is left out");
}

#[test]
fn an_answer_is_the_same_in_both_formats_and_keeps_unknown_codes() {
    let xml = "<sn_responseContent><sn_body><queryOrderStatus><orderId>苏1</orderId><orderStatus>99</orderStatus>\
               <jobList><jobId>7</jobId></jobList></queryOrderStatus></sn_body></sn_responseContent>";
    let json = r#"{"sn_responseContent": {"sn_body": {"queryOrderStatus": [
        {"orderId": "苏1", "orderStatus": "99", "jobList": [{"jobId": "7"}]}]}}}"#;
    let read = |body: &'static str, format| {
        interpret::<OrderStatusQuery>(RawAnswer::new(200, body), Some(format), Limits::default(), &Redaction::default())
            .expect("done")
            .response
    };
    let (xml, json) = (read(xml, DocumentFormat::Xml), read(json, DocumentFormat::Json));
    assert_eq!(xml, json);
    let orders = xml.sn_body.expect("a body").query_order_status;
    assert_eq!(orders[0].order_status, Some(Coded::Other("99".into())));
    assert_eq!(orders[0].job_list[0].job_id.as_deref(), Some("7"));
}

#[test]
fn the_catalogue_explains_a_refusal() {
    let body = r#"{"sn_responseContent": {"sn_error": {"error_code": "biz.fourps.queryorderstatus.missing-parameter:startTime", "error_msg": ""}}}"#;
    let read = interpret::<OrderStatusQuery>(
        RawAnswer::new(200, body),
        Some(DocumentFormat::Json),
        Limits::default(),
        &Redaction::default(),
    );
    let Err(Error::Refused(refusal)) = read else { panic!("a refusal") };
    assert_eq!(refusal.field.as_deref(), Some("startTime"));
    assert_eq!(refusal.causes[0].remedy, "请输入正确参数。");
}

#[test]
fn the_end_is_not_before_the_start() {
    let mut backwards = request();
    backwards.start_time = DateTime::parse("2014-01-14 12:20:01", ZONE).expect("a time");
    let none = signwright_client::Credentials::default();
    let error = prepare(&backwards, &none, "production", &CallOptions::default(), &SigningTime::new(0, ""))
        .expect_err("invalid");
    let Error::Invalid(violations) = &error else { panic!("{error}") };
    let found: Vec<_> = violations.iter().map(|one| (one.path.as_str(), one.rule, one.says.as_str())).collect();
    assert_eq!(found, [("startTime", "ordered", "开始时间<=结束时间")]);
}
