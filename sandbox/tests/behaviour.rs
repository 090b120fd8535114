//! What endpoints do and answer when a call is right: count, work once, look up.

mod acme;

use acme::calls::{ORDERS, accepted, hold, push, query, query_json, refused, search, service, strict, text};
use acme::client::Call;
use acme::{NOW, shop};
use signwright_runtime::model::{
    Api, Condition, DocumentFormat, Endpoint, Platform, RefusalReason, Reply, ReplyShape, Test,
};
use signwright_sandbox::{Options, Service, Verdict};

#[test]
fn a_push_counts_what_it_creates_and_updates() {
    let service = service();
    let first = accepted(&service, &push(ORDERS).received());
    assert_eq!(first, r#"{"code":0,"message":"","created":2,"updated":0}"#);
    let more = ORDERS.replace("A2", "A3");
    assert_eq!(accepted(&service, &push(&more).received()), r#"{"code":0,"message":"","created":1,"updated":1}"#);
    let twice = ORDERS.replace("A2", "A9").replace("A1", "A9");
    assert_eq!(accepted(&service, &push(&twice).received()), r#"{"code":0,"message":"","created":1,"updated":1}"#);
}

#[test]
fn a_refused_push_keeps_nothing() {
    let service = service();
    let broken = ORDERS.replace(r#""spec_no":"规1""#, r#""spec_no":"""#);
    let body = refused(&service, &push(&broken).received(), RefusalReason::Rule);
    assert!(body.contains(r#""code":1010"#) && body.contains("order_list[1]"), "{body}");
    assert!(accepted(&service, &push(ORDERS).received()).contains(r#""created":2"#));
}

#[test]
fn an_endpoint_without_a_word_on_it_answers_what_counts_as_success() {
    let remark = Call::new(&shop::API, "remark_set.php").param("order_no", "A1").param("remark", "好评👍🏽");
    assert_eq!(accepted(&service(), &remark.received()), r#"{"code":0}"#);
}

#[test]
fn what_counts_as_success_gives_no_member_twice() {
    let narrowing = Condition::Field("code", Test::Is("0"));
    let remark = Endpoint { success: Some(narrowing), ..*shop::API.endpoints[1] };
    let success = Some(Condition::Field("code", Test::OneOf(&["1", "0"])));
    let wide = [ReplyShape { success, ..shop::API.platform.reply.shapes[0] }];
    let reply = Reply { shapes: &wide, ..shop::API.platform.reply };
    let platform = Platform { reply, ..*shop::API.platform };
    let api = Api { platform: &platform, endpoints: &[&remark] };
    let call = Call::new(&shop::API, "remark_set.php").param("order_no", "A1").param("remark", "好评");
    let answer = accepted(&Service::new(&[&api], Options::default()), &call.received());
    assert_eq!(answer, r#"{"code":0}"#, "the narrower condition decides");
}

#[test]
fn an_order_is_held_once() {
    let service = service();
    assert_eq!(accepted(&service, &hold(r#"["单1"]"#).received()), r#"{"status":0,"data":{"message":""}}"#);
    let again = service.answer(&hold(r#" [ "\u53551" , null ] "#).received(), NOW);
    assert_eq!(again.entry.verdict, Verdict::Repeated);
    assert_eq!(text(&again), r#"{"status":0,"data":{"message":"订单状态不正确"}}"#);
    accepted(&service, &hold(r#"["单2", 3]"#).received());
}

#[test]
fn a_query_is_filtered_and_paged() {
    let service = service();
    let first = accepted(&service, &query_json("").received());
    let rows = r#"[{"source":"201","id":"甲1","jobs":[{"job":"1"},{"job":"2"}]},{"source":"201","id":"甲2"}]"#;
    let expected = |page: &str, rows: &str| {
        format!(r#"{{"response":{{"head":{{"pages":2,"pageNo":"{page}"}},"body":{{"queryOrder":{rows}}}}}}}"#)
    };
    assert_eq!(first, expected("1", rows));
    let second = accepted(&service, &query_json(r#", "pageNo": "2""#).received());
    assert_eq!(second, expected("2", r#"[{"source":"201","id":"甲3"}]"#));
    let none = refused(&service, &query_json(r#", "pageNo": "3""#).received(), RefusalReason::Empty);
    assert_eq!(none, r#"{"response":{"error":{"code":"biz.no-result","msg":"无结果"}}}"#);
}

#[test]
fn a_pager_in_the_query_pages_and_is_held_to_its_table() {
    let (service, strict) = (service(), strict());
    let second = accepted(&service, &search(&[("page_no", "1")]).received());
    assert_eq!(second, r#"{"status":0,"page":1,"rows":[{"order_no":"甲2"}]}"#);
    let both = accepted(&service, &search(&[("page_no", "0"), ("page_size", "2")]).received());
    assert_eq!(both, r#"{"status":0,"page":0,"rows":[{"order_no":"甲1"},{"order_no":"甲2"}]}"#);
    let missing = refused(&service, &search(&[("page_size", "2")]).received(), RefusalReason::MissingField);
    assert_eq!(missing, r#"{"status":100,"message":"page_no"}"#);
    refused(&service, &search(&[("page_no", "0"), ("page_size", "10")]).received(), RefusalReason::Field);
    refused(&strict, &search(&[("page_no", "0"), ("页", "2")]).received(), RefusalReason::UnknownField);
}

#[test]
fn an_envelope_may_be_xml_and_is_answered_in_the_format_that_was_asked_for() {
    let service = service();
    let document = "<?xml version=\"1.0\"?>\n<request> <body> <queryOrder> <source>202</source> <startTime>2026-01-01 00:00:00</startTime>\
                    <endTime>2026-01-01 00:00:00</endTime> <pageNo>1</pageNo> </queryOrder> </body> </request>";
    let xml = query(DocumentFormat::Xml, document);
    let answer = service.answer(&xml.received(), NOW);
    assert_eq!(answer.entry.verdict, Verdict::Accepted, "{}", answer.entry);
    assert_eq!(answer.content_type, "application/xml; charset=utf-8");
    let body = text(&answer);
    assert!(body.contains("<queryOrder><source>202</source><id>乙1</id></queryOrder>"), "{body}");
    // The format is not signed here: without the header the platform's first one is meant.
    let mut silent = xml.received();
    silent.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("format"));
    assert_eq!(service.answer(&silent, NOW).content_type, "application/xml; charset=utf-8");
    let json = query(DocumentFormat::Json, document).received();
    assert_eq!(service.answer(&json, NOW).content_type, "application/json; charset=utf-8");
}
