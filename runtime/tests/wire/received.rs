//! What a server reads back from a received request.

use signwright_runtime::decode::request;
use signwright_runtime::encode::encode;
use signwright_runtime::model::{DocumentFormat, Platform};
use signwright_runtime::sign::Received;
use signwright_runtime::{DecodeError, Limits, Node, Value as _, form, json};

use crate::platforms::{DOCUMENT, FORM, LIST, PUSH, Push, bare, full, row};

fn sent(platform: &Platform<'_>, request: &Push, format: DocumentFormat) -> Received {
    let unsigned = encode(platform, &PUSH, request.node(), format, &[]).unwrap();
    let vars = vec![("node".to_owned(), "pushOrder".to_owned())];
    Received { form: unsigned.params, body: unsigned.body, format: Some(format), vars, ..Received::default() }
}

fn read<'a>(platform: &Platform<'_>, received: &'a Received) -> Result<Node<'a>, DecodeError> {
    request(platform, &PUSH, received, Limits::default())
}

fn body(format: DocumentFormat, body: &'static str) -> Received {
    Received { body: body.into(), format: Some(format), ..Received::default() }
}

/// The document as JSON without a table.
fn shown(node: &Node<'_>) -> String {
    let style = json::Style { escape: FORM.wire.escape, zone: FORM.zone };
    json::write(node, json::Style { escape: signwright_runtime::model::Escape::Minimal, ..style }).unwrap()
}

#[test]
fn every_body_gives_the_same_values() {
    // A form and XML have only text; what travels as a number elsewhere is a number again.
    let expected = concat!(
        r#"{"shopNo":"店铺001","memo":"加急，😀","price":10.00,"count":"7","kind":1,"source":"01","#,
        r#""paidAt":"2026-11-21 08:30:00","urgent":true,"note":"n","gone":"g","#,
        r#""rows":[{"name":"茶叶","amount":1.50,"memo":""},{"name":"<&>","amount":0.01}],"#,
        r#""extra":{"键":[1.0,null]}}"#,
    );
    for (platform, format) in
        [(&FORM, DocumentFormat::Json), (&LIST, DocumentFormat::Json), (&DOCUMENT, DocumentFormat::Json)]
    {
        let received = sent(platform, &full(), format);
        assert_eq!(shown(&read(platform, &received).unwrap()), expected, "{}", platform.name);
    }
    // In XML, what has no table is text, and its lists are repeated names.
    let received = sent(&DOCUMENT, &full(), DocumentFormat::Xml);
    let expected = expected.replace(r#"{"键":[1.0,null]}"#, r#"{"键":"1.0","键":""}"#);
    assert_eq!(shown(&read(&DOCUMENT, &received).unwrap()), expected);
}

#[test]
fn one_element_is_a_list_of_one_row_and_an_empty_one_a_record_without_fields() {
    let received = sent(&DOCUMENT, &bare().rows(vec![row("茶", "1")]), DocumentFormat::Xml);
    let read_back = read(&DOCUMENT, &received).unwrap();
    assert_eq!(shown(&read_back), r#"{"shopNo":"S","note":"","gone":"","rows":[{"name":"茶","amount":1}]}"#);
    let empty = body(DocumentFormat::Xml, "<acme_request><pushOrder> </pushOrder></acme_request>");
    assert_eq!(shown(&read(&DOCUMENT, &empty).unwrap()), "{}");
    let rows = body(DocumentFormat::Xml, "<acme_request><pushOrder><rows/><rows/></pushOrder></acme_request>");
    assert_eq!(shown(&read(&DOCUMENT, &rows).unwrap()), r#"{"rows":[{},{}]}"#);
}

#[test]
fn a_form_keeps_what_is_unknown_and_drops_what_is_common() {
    let pairs = form::decode(
        b"sid=a&timestamp=1&sign=x&price=1.50&price=abc&count=7&kind=01&urgent=yes&rows=&extra=[1&%E5%85%B6%E5%AE%83=1",
        Limits::default(),
    );
    let mut received = Received { form: pairs.unwrap(), ..Received::default() };
    let error = read(&FORM, &received).unwrap_err().to_string();
    assert!(error.starts_with("extra: "), "{error}");
    received.form.retain(|(name, _)| name != "extra");
    assert_eq!(
        shown(&read(&FORM, &received).unwrap()),
        r#"{"price":1.50,"price":"abc","count":"7","kind":"01","urgent":"yes","rows":"","其它":"1"}"#
    );
}

#[test]
fn what_is_not_the_platforms_shape_is_refused_with_a_reason() {
    for (platform, received, reason) in [
        (&LIST, body(DocumentFormat::Json, "{}"), "must be a list"),
        (&LIST, body(DocumentFormat::Json, "[1,2,3,4,5,6,7,8,9,10,11,12,13]"), "more arguments"),
        (&LIST, body(DocumentFormat::Json, "['a']"), "at byte 1"),
        (&DOCUMENT, body(DocumentFormat::Xml, "<acme_request/>"), "pushOrder: the document has no such part"),
        (&DOCUMENT, body(DocumentFormat::Json, "{\"acme\":1}"), "acme_request: the document has no such part"),
        (&DOCUMENT, body(DocumentFormat::Xml, "{\"acme_request\":{}}"), "at byte 0"),
    ] {
        let error = read(platform, &received).unwrap_err().to_string();
        assert!(error.contains(reason), "{}: {error}", platform.name);
    }
}
