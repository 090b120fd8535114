//! serde for generated types: what is written, what is read back, what is refused.

mod acme;

use acme::{Answer, Category, Push, Source, Status, Switch, decimal_of, push, time_of};
use serde_json::json;
use signwright_runtime::{Any, TextOrInt, model::Offset};

fn refusal(text: &str) -> String {
    serde_json::from_str::<Push>(text).expect_err("refused").to_string()
}

#[test]
fn a_request_is_written_as_its_vendor_would() {
    let mut push = push();
    push.switch = Some(Switch::Strict.into());
    push.page = Some(2);
    let trade = &mut push.trade_list[0];
    trade.pay_time = Some(time_of("2024-01-01 08:00:00").to(Offset::UTC));
    trade.code = Some(TextOrInt::from(5));
    trade.wms = Some(true);
    trade.extra = Some(Any::Map(vec![("数".into(), Any::Number("1.50".into())), ("空".into(), Any::Null)]));
    let expected = json!({
        "shop_no": "店铺001",
        "switch": 1,
        "trade_list": [{
            "tid": "T1", "buyer": "张三1", "paid": "19.80", "pay_time": "2024-01-01 08:00:00", "wms": true,
            "order_list": [{"oid": "T1-1", "num": "2", "price": "10.00", "discount": "0.2", "goods_no": "货品😀"}],
            "extra": {"数": "1.50", "空": null}, "code": 5, "remark": "",
        }],
        "page": "2",
    });
    assert_eq!(serde_json::to_value(&push).unwrap(), expected);
    trade_without_extra(&mut push);
    assert_eq!(serde_json::from_str::<Push>(&serde_json::to_string(&push).unwrap()).unwrap(), push);
}

/// A number without a table is written as text where no integer holds it, so it comes back as text.
fn trade_without_extra(push: &mut Push) {
    push.trade_list[0].extra = Some(Any::Map(vec![("数".into(), Any::Number("150".into())), ("空".into(), Any::Null)]));
}

#[test]
fn an_amount_that_passed_a_float_is_refused() {
    let message = refusal(r#"{"shop_no": "店", "trade_list": [{"paid": 19.80}]}"#);
    assert!(message.contains("write the amount in quotes, such as \"19.80\""), "{message}");
}

#[test]
fn everything_missing_or_unknown_is_named() {
    let message = refusal(r#"{"shop_nr": "店", "switch": "开", "trade_list": []}"#);
    for part in [
        "shop_no: ",
        "[required]",
        "switch: expected a code, found text [type]",
        "shop_nr: Push has no such field [unknown]",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(refusal("[]").contains("required"), "an empty list is nothing");
    assert!(refusal("7").contains("expected a record"));
}

#[test]
fn a_response_is_read_as_leniently_as_an_answer() {
    let text = r#"{"code": 0, "at": "2024-01-01 08:00:00", "rows": {"status": "-1", "source": "201", "amount": "1.50"}, "x": 1}"#;
    let answer: Answer = serde_json::from_str(text).unwrap();
    assert_eq!(answer.at, Some(time_of("2024-01-01 08:00:00")));
    let row = &answer.rows[0];
    assert_eq!(
        (&row.status, &row.source, row.amount),
        (&Some(Status::Closed.into()), &Some(Source::App.into()), Some(decimal_of("1.5")))
    );
    let written = serde_json::to_value(&answer).unwrap();
    assert_eq!(written["rows"], json!([{"amount": "1.50", "status": -1, "source": "201"}]));
    assert_eq!(serde_json::from_value::<Answer>(written).unwrap(), answer);
}

#[test]
fn equal_names_are_refused_in_a_request_and_the_last_is_taken_in_an_answer() {
    assert!(
        refusal(r#"{"shop_no": "甲", "shop_no": "乙", "trade_list": []}"#).contains("shop_no: given more than once")
    );
    assert!(refusal(r#"{"shop_no": "甲", "trade_list": {"tid": "T1"}}"#).contains("trade_list: expected a list"));
    let text = r#"{"total": 1, "total": 2, "rows": [{"tid": "A"}], "rows": [{"tid": "B", "tid": "C"}]}"#;
    let answer: Answer = serde_json::from_str(text).unwrap();
    assert_eq!((answer.total, answer.rows.len(), answer.rows[0].tid.as_deref()), (Some(2), 1, Some("C")));
}

#[test]
fn a_bottomless_document_is_refused() {
    let text = format!("{}{}", r#"{"name":"类","children":["#.repeat(60), "]}".repeat(60));
    assert!(serde_json::from_str::<Category>(&text).unwrap_err().to_string().contains("more than 64"));
}
