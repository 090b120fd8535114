//! A record that the endpoints of a vendor share is one type: what reads it in one answer reads it in another.

use signwright_runtime::model::DocumentFormat;
use signwright_runtime::reply::RawAnswer;
use signwright_runtime::{Endpoint, Limits, Redaction, client};
use signwright_vendors::{jd, sf_express};

fn read<R: Endpoint>(body: &'static str) -> R::Response {
    let answer = RawAnswer::new(200, body);
    let reply = client::interpret::<R>(answer, Some(DocumentFormat::Json), Limits::default(), &Redaction::default());
    reply.unwrap_or_else(|error| panic!("{error}")).response
}

fn numbers(waybills: &[sf_express::records::Waybill]) -> Vec<&str> {
    waybills.iter().filter_map(|waybill| waybill.waybill_no.as_deref()).collect()
}

#[test]
fn a_waybill_of_an_order_that_is_made_or_found() {
    let made = read::<sf_express::CreateOrder>(
        r#"{"apiResultCode":"A1000","apiResultData":"{\"success\":true,\"msgData\":{\"waybillNoInfoList\":[{\"waybillType\":1,\"waybillNo\":\"SF1\"}]}}"}"#,
    );
    let found = read::<sf_express::SearchOrder>(
        r#"{"apiResultCode":"A1000","apiResultData":"{\"success\":true,\"msgData\":{\"waybillNoInfoList\":[{\"waybillNo\":\"SF1\"},{\"waybillNo\":\"SF2\"}]}}"}"#,
    );
    let made = made.api_result_data.and_then(|result| result.msg_data).expect("a result");
    let found = found.api_result_data.and_then(|result| result.msg_data).expect("a result");
    assert_eq!(numbers(&made.waybill_no_info_list), ["SF1"]);
    assert_eq!(numbers(&found.waybill_no_info_list), ["SF1", "SF2"]);
}

/// serde reads and writes it like any other.
#[test]
fn a_result_of_two_endpoints() {
    let succeeded = |result: Option<jd::records::Result>| result.and_then(|result| result.success);
    let found = read::<jd::OrderSearch>(
        r#"{"jingdong_pop_order_search_responce":{"code":"0","searchorderinfo_result":{"apiResult":{"success":false},"orderTotal":0}}}"#,
    );
    let sent = read::<jd::OrderShipment>(
        r#"{"jingdong_pop_order_shipment_responce":{"code":"0","sopjosshipment_result":{"success":true,"errorCode":"1"}}}"#,
    );
    let result = sent.sopjosshipment_result.clone().expect("a result");
    let written = serde_json::to_value(&result).expect("JSON");
    assert_eq!(written, serde_json::json!({ "success": true, "errorCode": "1" }));
    assert_eq!(serde_json::from_value::<jd::records::Result>(written).ok(), Some(result));
    assert_eq!(succeeded(found.searchorderinfo_result.and_then(|found| found.api_result)), Some(false));
    assert_eq!(succeeded(sent.sopjosshipment_result), Some(true));
}
