//! What clients written by others send, in other languages than ours: taken where a server takes it too, and otherwise
//! refused with the reason by its name.

mod acme;

use acme::calls::{ORDERS, accepted, hold, push, query, query_json, refused, service, strict, text};
use acme::client::Call;
use acme::{NOW, shop};
use signwright_runtime::model::{DocumentFormat, RefusalReason};
use signwright_sandbox::{HttpRequest, Verdict};

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

    let answer = refused(&strict(), &push(&numbers).received(), RefusalReason::Field);
    assert!(answer.contains("order_list[0].order_no: expected text, found a number"), "{answer}");
    // Its length counts as that of the text, and what is no number is still refused.
    let long = ORDERS.replace(r#""A1""#, "12345678901");
    assert!(refused(&self::service(), &push(&long).received(), RefusalReason::Field).contains("found 11"));
    let truth = ORDERS.replace(r#""A1""#, "true");
    assert!(refused(&self::service(), &push(&truth).received(), RefusalReason::Field).contains("found a boolean"));
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
    let answer = refused(&strict(), &push(&without).received(), RefusalReason::MissingField);
    assert_eq!(answer, r#"{"code":1008,"message":"order_list[0].paid"}"#);
    // What the vendor states stays so.
    let stated = ORDERS.replace(r#""order_no":"A2","#, "");
    let answer = refused(&service(), &push(&stated).received(), RefusalReason::MissingField);
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
            let answer = refused(&service, &push(&orders).received(), RefusalReason::Field);
            assert!(answer.contains(told), "{answer}");
        }
    }
    let pieces = push(ORDERS).param("order_list[0][order_no]", "A1");
    accepted(&service(), &push(ORDERS).received());
    let answer = refused(&service(), &pieces.received(), RefusalReason::Field);
    assert!(answer.contains("order_list: came in pieces such as `order_list[0][order_no]`"), "{answer}");
    let answer = refused(&service(), &hold(r#""[\"单1\"]""#).received(), RefusalReason::Malformed);
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
    let answer = refused(&service(), &push(&format!("[{}]", rows.join(","))).received(), RefusalReason::Field);
    assert!(answer.contains("order_list[17].receiver: at most 40 characters, found 41"), "{answer}");
}

#[test]
fn more_path_may_follow_where_the_platform_says_so() {
    let at = |request: HttpRequest, more: &str| HttpRequest { path: format!("{}{more}", request.path), ..request };
    for more in ["/acme.order.query", "/acme.order.query/", "/%E8%AE%A2%E5%8D%95/1", "//x"] {
        accepted(&service(), &at(query_json("").received(), more));
    }
    let answer = service().answer(&at(query_json("").received(), "2"), NOW);
    assert_eq!(answer.entry.verdict, Verdict::NotServed, "another word is another path");
    // The other platforms do not say so.
    assert_eq!(service().answer(&at(hold(r#"["单1"]"#).received(), "/x"), NOW).entry.verdict, Verdict::NotServed);
    assert_ne!(service().answer(&at(push(ORDERS).received(), "/x"), NOW).entry.verdict, Verdict::Accepted);
}

#[test]
fn a_header_may_come_twice_with_one_value() {
    for name in ["AppMethod", "AppTime", "AppKey", "signInfo"] {
        let mut request = query_json("").received();
        let same =
            request.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).expect("it is sent").clone();
        request.headers.push((same.0.to_uppercase(), same.1.clone()));
        accepted(&service(), &request);
        request.headers.push((same.0, same.1 + "1"));
        let answer = refused(&service(), &request, RefusalReason::Malformed);
        assert!(answer.contains("came more than once"), "{answer}");
    }
    // In a form it is signed, and a server takes the first or the last.
    let mut twice = push(ORDERS).received();
    twice.body = [&twice.body[..], b"&shop=sandbox"].concat().into();
    refused(&service(), &twice, RefusalReason::Malformed);
}

#[test]
fn two_business_nodes_are_refused() {
    let node = r#"{"source": "201", "startTime": "2026-01-01 00:00:00", "endTime": "2026-02-01 00:00:00"}"#;
    let json = format!(r#"{{"request": {{"body": {{"queryOrder": {node}, "queryRefund": {node}}}}}}}"#);
    let xml_node = "<queryOrder><source>201</source><startTime>2026-01-01 00:00:00</startTime><endTime>2026-02-01 00:00:00</endTime></queryOrder>";
    let xml = format!("<request><body>{xml_node}{xml_node}</body></request>");
    let list = format!(r#"{{"request": {{"body": {{"queryOrder": [{node}, {node}]}}}}}}"#);
    accepted(&service(), &query(DocumentFormat::Xml, &xml.replacen(xml_node, "", 1)).received());
    for (format, body) in [(DocumentFormat::Json, json), (DocumentFormat::Json, list), (DocumentFormat::Xml, xml)] {
        let answer = refused(&service(), &query(format, &body).received(), RefusalReason::Malformed);
        assert!(answer.contains("several business nodes"), "{answer}");
    }
}

#[test]
fn a_format_that_is_not_the_bodys_is_noted_and_strictly_refused() {
    let json = query_json("").signed().body;
    let json = std::str::from_utf8(&json).expect("JSON").to_owned();
    let other = query(DocumentFormat::Xml, &json).received();
    let answer = service().answer(&other, NOW);
    assert_eq!(answer.entry.verdict, Verdict::Accepted, "{}", answer.entry);
    assert!(answer.entry.text.contains("the format is xml, but the body is json"), "{}", answer.entry);
    let answer = strict().answer(&other, NOW);
    assert_eq!(answer.entry.verdict, Verdict::Refused(RefusalReason::Malformed), "{}", answer.entry);
    assert!(answer.entry.text.contains("the format is xml, but the body is json"), "{}", answer.entry);
}

#[test]
fn a_secret_that_a_client_sends_is_not_logged() {
    const SECRET: &str = "only-the-caller-knows";
    let sent = Call::new(&shop::API, "remark_set.php").param("order_no", "A1").param("secret", SECRET);
    let wrong = |request: HttpRequest| {
        let body = String::from_utf8(request.body.to_vec()).expect("a form is ASCII").replace("A1", "A2");
        HttpRequest { body: body.into(), ..request }
    };
    for request in [sent.received(), wrong(sent.received())] {
        let line = service().answer(&request, NOW).entry.to_string();
        assert!(!line.contains(SECRET), "{line}");
    }
    let line = service().answer(&wrong(sent.received()), NOW).entry.to_string();
    assert!(line.contains("secret=<secret>"), "{line}");
}

#[test]
fn a_refused_clock_names_the_likely_slip() {
    let told =
        |sent: &str| refused(&service(), &push(ORDERS).param("timestamp", sent).received(), RefusalReason::Clock);
    let seconds = NOW / 1000;
    for (sent, cause) in [
        (NOW.to_string(), "it is Unix milliseconds"),
        ((seconds - 8 * 3600).to_string(), "it is 8 h behind: a clock of another time zone"),
        ((seconds + 8 * 3600 + 20).to_string(), "it is 8 h ahead: a clock of another time zone"),
        ((seconds - 1_325_347_200).to_string(), "it counts from another epoch"),
        ("2026-03-01 12:00:00".to_owned(), "a date and time in another form"),
        ("2026-03-01T04:00:00Z".to_owned(), "a date and time in another form"),
        (format!("{seconds}.2847"), "it has a fraction, and is right without it"),
    ] {
        let answer = told(&sent);
        assert!(answer.contains(cause), "{sent}: {answer}");
    }
    for plain in [(seconds - 1000).to_string(), "昨天".to_owned(), String::from("9223372036854775807"), "-1".to_owned()]
    {
        let answer = told(&plain);
        assert!(!answer.contains("it is") || plain == "-1", "{plain}: {answer}");
    }
    let mall = |sent: &str| {
        let mut request = query_json("").received();
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("AppTime") {
                sent.clone_into(value);
            }
        }
        service().answer(&request, NOW).entry.text
    };
    assert!(mall(&seconds.to_string()).contains("it is Unix seconds since 1970"), "{}", mall(&seconds.to_string()));
    assert!(mall(&NOW.to_string()).contains("it is Unix milliseconds"));
    assert!(mall("2026-03-01 04:00:00").contains("it is 8 h behind: a clock of another time zone"));
}
