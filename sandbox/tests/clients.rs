//! What clients written by others send, in other languages than ours: taken where a server takes it too, and otherwise
//! refused with the reason by its name.

mod acme;

use acme::NOW;
use acme::calls::{ORDERS, accepted, hold, push, query_json, refused, service, strict, text};
use signwright_runtime::model::Situation;
use signwright_sandbox::Verdict;

#[test]
fn a_number_for_a_text_is_taken_and_logged_unless_strict() {
    let numbers = ORDERS.replace(r#""A1""#, "20240501").replace(r#""张三""#, "13233456110").replace(r#""2""#, "2");
    let answer = service().answer(&push(&numbers).received(), NOW);
    let line = answer.entry.to_string();
    assert_eq!(answer.entry.verdict, Verdict::Accepted, "{line}");
    assert!(text(&answer).contains(r#""created":2"#));
    assert!(line.contains("warning: order_list[0].order_no: expected text, found a number [type] 订单编号"), "{line}");
    assert!(line.contains("warning: order_list[0].receiver: expected text, found a number"), "{line}");
    assert!(!line.contains("20240501") && !line.contains("13233456110"), "{line}");
    // The same number as text is the same row.
    let quoted = numbers.replace("20240501", r#""20240501""#);
    let service = service();
    accepted(&service, &push(&numbers).received());
    assert!(accepted(&service, &push(&quoted).received()).contains(r#""created":0,"updated":2"#));

    let answer = refused(&strict(), &push(&numbers).received(), Situation::Field);
    assert!(answer.contains("order_list[0].order_no: expected text, found a number"), "{answer}");
    // Its length counts as that of the text, and what is no number is still refused.
    let long = ORDERS.replace(r#""A1""#, "12345678901");
    assert!(refused(&self::service(), &push(&long).received(), Situation::Field).contains("found 11"));
    let truth = ORDERS.replace(r#""A1""#, "true");
    assert!(refused(&self::service(), &push(&truth).received(), Situation::Field).contains("found a boolean"));
    // One row like the other is one word in the log.
    let rows: Vec<_> = (1..=40).map(|row| format!(r#"{{"order_no": {row}, "paid": 1, "goods_no": "茶"}}"#)).collect();
    let line = self::service().answer(&push(&format!("[{}]", rows.join(","))).received(), NOW).entry.to_string();
    assert!(
        line.contains("order_list[0].order_no: expected text, found a number [type] 订单编号 (in 40 rows)"),
        "{line}"
    );

    accepted(&self::service(), &hold("[20240501]").received());
    let page = query_json(r#","page": 1"#);
    accepted(&self::service(), &page.received());
}

#[test]
fn what_is_only_inferred_to_be_required_warns_unless_strict() {
    let without = ORDERS.replace(r#""paid":1.50,"#, "").replace(r#""2""#, "2");
    let answer = service().answer(&push(&without).received(), NOW);
    let line = answer.entry.to_string();
    assert_eq!(answer.entry.verdict, Verdict::Accepted, "{line}");
    assert!(
        line.contains("warning: order_list[0].paid: required by inference, found nothing [required] 已付"),
        "{line}"
    );
    let answer = refused(&strict(), &push(&without).received(), Situation::MissingField);
    assert_eq!(answer, r#"{"code":1008,"message":"order_list[0].paid"}"#);
    // What the vendor states stays so.
    let stated = ORDERS.replace(r#""order_no":"A2","#, "");
    let answer = refused(&service(), &push(&stated).received(), Situation::MissingField);
    assert_eq!(answer, r#"{"code":1008,"message":"order_list[1].order_no"}"#);
}

#[test]
fn a_record_is_no_list_and_what_it_is_instead_is_named() {
    let order = r#"{"order_no":"A1","paid":1.50,"goods_no":"货"}"#;
    let twice = format!("\"[{}]\"", order.replace('"', "\\\""));
    for (orders, told) in [
        (order.to_owned(), "expected a list, found a record"),
        (twice, "expected a list, found text that holds a list (JSON encoded twice)"),
        (format!(r#"{{"0":{order},"1":{order}}}"#), "found a record whose names are numbers (a list with keys)"),
        (format!(r#"{{"3":{order}}}"#), "found a record whose names are numbers (a list with keys)"),
        (format!("[[{order}]]"), "order_list[0]: expected a record, found a list"),
        ("%5B%7B%22order_no%22%3A1%7D%5D".to_owned(), "order_list: not JSON: it is percent-encoded twice"),
    ] {
        for service in [service(), strict()] {
            let answer = refused(&service, &push(&orders).received(), Situation::Field);
            assert!(answer.contains(told), "{answer}");
        }
    }
    let pieces = push(ORDERS).param("order_list[0][order_no]", "A1");
    accepted(&service(), &push(ORDERS).received());
    let answer = refused(&service(), &pieces.received(), Situation::Field);
    assert!(answer.contains("order_list: came in pieces such as `order_list[0][order_no]`"), "{answer}");
    let answer = refused(&service(), &hold(r#""[\"单1\"]""#).received(), Situation::Malformed);
    assert!(answer.contains("the request is text that holds a list (JSON encoded twice), not a list"), "{answer}");
}

#[test]
fn a_refusal_names_the_row() {
    let rows: Vec<_> = (0..20)
        .map(|row| {
            let receiver = if row == 17 { "收".repeat(41) } else { "收".to_owned() };
            format!(r#"{{"order_no":"A{row}","paid":1,"goods_no":"货","receiver":"{receiver}"}}"#)
        })
        .collect();
    let answer = refused(&service(), &push(&format!("[{}]", rows.join(","))).received(), Situation::Field);
    assert!(answer.contains("order_list[17].receiver: at most 40 characters, found 41"), "{answer}");
}
