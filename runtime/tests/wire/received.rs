//! What a server reads back from a received request.

use signwright_runtime::decode::{Parts, Request, request};
use signwright_runtime::encode::encode;
use signwright_runtime::model::{DocumentFormat, Platform};
use signwright_runtime::{DecodeError, Leniency, Limits, Value as _, form, json};

use crate::platforms::{DOCUMENT, FORM, LIST, PUSH, Push, bare, full, row};

/// The fields of a form, and the body.
type Received = (Vec<(String, String)>, Vec<u8>);

fn sent(platform: &Platform<'_>, request: &Push, format: DocumentFormat) -> Received {
    let unsigned = encode(platform, &PUSH, request.node(), format, &[]).unwrap();
    (unsigned.params, unsigned.body.to_vec())
}

fn read<'a>(platform: &Platform<'_>, (form, body): &'a Received) -> Result<Request<'a>, DecodeError> {
    request(platform, &PUSH, &Parts { form, body, ..Parts::default() }, Limits::default())
}

fn body(body: &str) -> Received {
    (Vec::new(), body.as_bytes().to_vec())
}

/// The request by its table as JSON, and what did not fit.
fn shown(platform: &Platform<'_>, request: Request<'_>) -> (String, Vec<String>) {
    let (node, violations) = request.conform(PUSH.request(), Leniency::default(), platform.zone);
    let style = json::Style::new(signwright_runtime::model::Escape::Minimal, platform.zone);
    let found = violations.iter().map(|violation| format!("{} {}", violation.path, violation.rule));
    (json::write_record(PUSH.request(), &node, style).unwrap(), found.collect())
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
    for platform in [&FORM, &LIST, &DOCUMENT] {
        let received = sent(platform, &full(), DocumentFormat::Json);
        let read_back = shown(platform, read(platform, &received).unwrap());
        assert_eq!(read_back, (expected.to_owned(), vec![]), "{}", platform.name);
    }
    // In XML, what has no table is text, and its lists are repeated names.
    let received = sent(&DOCUMENT, &full(), DocumentFormat::Xml);
    let expected = expected.replace(r#"{"键":[1.0,null]}"#, r#"{"键":"1.0","键":""}"#);
    assert_eq!(shown(&DOCUMENT, read(&DOCUMENT, &received).unwrap()), (expected, vec![]));
}

#[test]
fn one_element_is_a_list_of_one_row_and_an_empty_one_a_record_without_fields() {
    let received = sent(&DOCUMENT, &Push { rows: Some(vec![row("茶", "1")]), ..bare() }, DocumentFormat::Xml);
    let (text, found) = shown(&DOCUMENT, read(&DOCUMENT, &received).unwrap());
    assert!(text.contains(r#""rows":[{"name":"茶","amount":1}]"#) && found.is_empty(), "{text} {found:?}");
    let empty = body("<acme_request><pushOrder> </pushOrder></acme_request>");
    assert!(read(&DOCUMENT, &empty).unwrap().entries().is_empty());
}

#[test]
fn a_form_keeps_what_is_unknown_and_drops_what_is_common() {
    let pairs = form::decode(
        b"sid=a&timestamp=1&sign=x&price=1.50&price=abc&count=7&kind=01&urgent=yes&rows=&extra=[1&%E5%85%B6%E5%AE%83=1",
        Limits::default(),
    );
    let received = (pairs.unwrap(), Vec::new());
    let read_back = read(&FORM, &received).unwrap();
    let names: Vec<_> = read_back.entries().iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(names, ["price", "price", "count", "kind", "urgent", "rows", "extra", "其它"]);
    let (text, found) = shown(&FORM, read_back);
    assert_eq!(found, ["price type", "其它 unknown", "urgent type"]);
    assert!(text.contains(r#""extra":"[1""#), "what may be anything may look like half a document: {text}");
}

#[test]
fn what_is_not_the_platforms_shape_is_refused_with_a_reason() {
    let rows = (vec![("rows".to_owned(), "[{".to_owned())], Vec::new());
    for (platform, received, reason) in [
        (&FORM, rows, "rows: not JSON: "),
        (&LIST, body("{}"), "the request is a record, not a list of arguments"),
        (&LIST, body("['a']"), "at line 1, column 2"),
        (&DOCUMENT, body("<acme_request/>"), "pushOrder: the document has no such part"),
        (&DOCUMENT, body("{\"acme\":1}"), "acme_request: the document has no such part"),
        (&DOCUMENT, body("{\"acme_request\":{\"pushOrder\":[]}}"), "the request is a list, not a record"),
        (&DOCUMENT, body("acme"), "at line 1, column 1"),
    ] {
        let Err(error) = read(platform, &received) else { panic!("{}: {reason}", platform.name) };
        assert!(error.to_string().contains(reason), "{}: {error}", platform.name);
    }
}
