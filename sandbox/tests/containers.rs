//! Parameters and bodies that come in another place or another form than the platform's: named as what they are.

mod acme;

use acme::NOW;
use acme::calls::{ORDERS, accepted, hold, push, query_json, refused, service, text};
use bytes::Bytes;
use signwright_runtime::model::RefusalReason;
use signwright_sandbox::{HttpRequest, Verdict};

#[test]
fn the_container_is_named_where_it_is_not_the_platforms() {
    let form = push(ORDERS).received();
    let with = |request: &HttpRequest, content_type: &str, body: &str| HttpRequest {
        headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
        body: Bytes::from(body.to_owned()),
        ..request.clone()
    };
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"shop\"\r\n\r\n店铺\r\n--x--\r\n";
    for (content_type, body, told) in [
        (
            "multipart/form-data; boundary=x",
            multipart,
            "the body is multipart/form-data, but the platform takes a form",
        ),
        ("application/json", r#"{"shop": "店铺"}"#, "the body is JSON, but the platform takes a form"),
        ("text/plain", " [1]", "the body is JSON, but the platform takes a form"),
        ("text/xml", "<shop>店铺</shop>", "the body is XML, but the platform takes a form"),
    ] {
        let answer = service().answer(&with(&form, content_type, body), NOW);
        assert_eq!(answer.entry.verdict, Verdict::Refused(RefusalReason::Malformed), "{}", answer.entry);
        assert!(text(&answer).contains(told), "{}", text(&answer));
    }
    let fields = String::from_utf8(form.body.to_vec()).expect("a form is ASCII");
    let in_url = HttpRequest { query: fields.clone(), body: Bytes::new(), ..form.clone() };
    let answer = refused(&service(), &in_url, RefusalReason::Malformed);
    assert!(
        answer.contains("shop came in the query of the URL, but the platform takes it in the form of the body"),
        "{answer}"
    );

    let call = hold(r#"["单1"]"#).received();
    let body = Bytes::from(format!("{}&body=%5B%22%E5%8D%951%22%5D", call.query));
    let in_body = HttpRequest { query: String::new(), body, ..call.clone() };
    let answer = refused(&service(), &in_body, RefusalReason::Malformed);
    assert!(
        answer.contains("came in the form of the body, but the platform takes it in the query of the URL"),
        "{answer}"
    );
    let mall = query_json("").received();
    let query: Vec<_> = mall.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let query = signwright_runtime::form::encode(query);
    let answer = service().answer(&HttpRequest { headers: Vec::new(), query, ..mall.clone() }, NOW);
    assert!(
        text(&answer).contains("in the query of the URL, but the platform takes it in the headers"),
        "{}",
        answer.entry
    );
    // A client that writes the names of headers in its own case does so in the URL too.
    let capitals: Vec<_> =
        mall.headers.iter().map(|(name, value)| (name.to_ascii_uppercase(), value.as_str())).collect();
    let query = signwright_runtime::form::encode(capitals.iter().map(|(name, value)| (name.as_str(), *value)));
    let answer = service().answer(&HttpRequest { headers: Vec::new(), query, ..mall }, NOW);
    assert!(
        text(&answer).contains("in the query of the URL, but the platform takes it in the headers"),
        "{}",
        answer.entry
    );
    // A body that is none of the platform's kinds, with all else in its place.
    let answer = refused(&service(), &hold("body=%5B%5D").received(), RefusalReason::Malformed);
    assert!(answer.contains("the body is a form, but the platform takes a JSON list"), "{answer}");
    // Nothing at all is still the platform's own refusal.
    let nothing = HttpRequest { body: Bytes::new(), ..form };
    assert_eq!(refused(&service(), &nothing, RefusalReason::MissingCommon), r#"{"code":1003,"message":"shop"}"#);
}

#[test]
fn a_field_in_the_url_of_a_form_is_named_before_its_signature() {
    let whole = push(ORDERS).received();
    let fields = String::from_utf8(whole.body.to_vec()).expect("a form is ASCII");
    let (in_url, in_body): (Vec<_>, Vec<_>) = fields.split('&').partition(|pair| pair.starts_with("shop_no="));
    let request = HttpRequest { query: in_url.join("&"), body: in_body.join("&").into(), ..whole.clone() };
    let answer = refused(&service(), &request, RefusalReason::Malformed);
    let told = "shop_no came in the query of the URL, but the platform takes it in the form of the body";
    assert!(answer.contains(told), "{answer}");
    // What the form has as well, or no table describes, is nothing to refuse.
    accepted(&service(), &HttpRequest { query: format!("{}&_=1", in_url.join("&")), ..whole });
}

#[test]
fn a_form_that_is_sent_as_something_else_is_noted() {
    let form = push(ORDERS).received();
    let sent_as = |media_type: &str| {
        let headers = vec![("content-type".to_owned(), media_type.to_owned())];
        let answer = service().answer(&HttpRequest { headers, ..form.clone() }, NOW);
        assert_eq!(answer.entry.verdict, Verdict::Accepted, "{}", answer.entry);
        answer.entry.text
    };
    for media_type in ["text/plain;charset=UTF-8", "application/json"] {
        let text = sent_as(media_type);
        assert!(text.contains("the body is a form, but its Content-Type is "), "{text}");
    }
    let text = sent_as("Application/X-WWW-form-urlencoded; charset=utf-8");
    assert!(!text.contains("Content-Type"), "{text}");
}
