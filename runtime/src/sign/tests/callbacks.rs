//! Incoming requests of an invented vendor: its time and body under HMAC, both in one header.

use super::schemes::BY_CHARS;
use super::{credentials, pairs, signing_time};
use crate::limits::Limits;
use crate::model::{
    Base64, Body, Clock, Common, Filter, Hash, Input, Location, Part, Platform, SentParameter, Signing, Step, StepBody,
    Template, When, Wire,
};
use crate::sign::{
    Authentic, Callback, NotAuthentic, Received, SigningRequest, VerifyError, authenticate, signed_request,
};

const TIME: Part<'static> = Part::Value(Input::Clock, &[Filter::Unix(0)]);

const PLACE: &[SentParameter<'static>] = &[SentParameter {
    location: Location::Header,
    name: "X-Acme-Signature",
    value: Template(&[
        Part::Text("t="),
        TIME,
        Part::Text(",n="),
        Part::Value(Input::Nonce, &[]),
        Part::Text(",v1="),
        Part::Value(Input::Signature, &[]),
    ]),
    when: When(&[]),
}];

const STEPS: &[Step<'static>] = &[
    Step {
        name: "string_to_sign",
        body: StepBody::Template(Template(&[
            TIME,
            Part::Text("."),
            Part::Value(Input::Nonce, &[]),
            Part::Text("."),
            Part::Value(Input::Body, &[Filter::Utf8]),
        ])),
    },
    Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(
            Input::Step("string_to_sign"),
            &[Filter::Hmac(Hash::Sha256, Input::Credential("secret")), Filter::Hex],
        )])),
    },
];

static WEBHOOK: Platform<'static> = Platform {
    common: Common { location: Some(Location::Query), fields: &[] },
    wire: Wire { body: Body::Positional, ..BY_CHARS.wire },
    signing: Signing { vars: &[], steps: STEPS, parameters: PLACE },
    clock: Some(Clock { param: "X-Acme-Signature", tolerance: 60 }),
    ..BY_CHARS
};

fn incoming(body: &str) -> Received {
    let request = SigningRequest { body: body.to_owned().into(), ..SigningRequest::default() };
    let sent = signed_request(&WEBHOOK, &request, &credentials(), &signing_time()).unwrap();
    let query = sent.url.split_once('?').map_or("", |(_, query)| query);
    Received {
        verb: sent.method.clone(),
        query: pairs(query),
        headers: sent.headers.clone(),
        body: sent.body.clone(),
        ..Received::default()
    }
}

fn at(seconds: i64) -> Callback {
    Callback { now_ms: signing_time().unix_ms + seconds * 1000, window: None, timeless: false }
}

#[test]
fn an_authentic_one_tells_its_time_and_nonce() {
    let received = incoming("{\"订单\":\"😀\"}");
    let authentic = Authentic { unix_ms: Some(signing_time().unix_ms), nonce: "n-1".to_owned() };
    assert_eq!(authenticate(&WEBHOOK, &received, &credentials(), at(0)).unwrap(), authentic);
    // A body that is no text is signed as the bytes it is.
    let mut binary = SigningRequest { body: b"\xff\x00".to_vec().into(), ..SigningRequest::default() };
    for _ in 0..2 {
        let sent = signed_request(&WEBHOOK, &binary, &credentials(), &signing_time()).unwrap();
        let signed = crate::sign::sign(&WEBHOOK, &binary, &credentials(), &signing_time()).unwrap();
        assert_eq!(signed.request, sent);
        binary.body = "订".as_bytes()[..2].to_vec().into();
    }
}

#[test]
fn the_time_and_the_nonce_are_read_through_a_step_that_carries_them() {
    let steps = [STEPS[0], STEPS[1], Step { name: "carried", body: StepBody::Template(PLACE[0].value) }];
    let carried = [Part::Value(Input::Step("carried"), &[Filter::Utf8, Filter::Base64(Base64::STANDARD)])];
    let location = [SentParameter { value: Template(&carried), ..PLACE[0] }];
    let platform = Platform { signing: Signing { vars: &[], steps: &steps, parameters: &location }, ..WEBHOOK };
    let request = SigningRequest { body: "订单".into(), ..SigningRequest::default() };
    let sent = signed_request(&platform, &request, &credentials(), &signing_time()).unwrap();
    let mut received = Received { verb: sent.method, headers: sent.headers, body: sent.body, ..Received::default() };
    let authentic = authenticate(&platform, &received, &credentials(), at(0)).unwrap();
    assert_eq!(authentic, Authentic { unix_ms: Some(signing_time().unix_ms), nonce: "n-1".to_owned() });
    assert!(matches!(
        authenticate(&platform, &received, &credentials(), at(61)),
        Err(NotAuthentic::OutsideWindow { away: -61, window: 60 })
    ));
    received.body = "订单2".into();
    assert!(authenticate(&platform, &received, &credentials(), at(0)).is_err());
}

#[test]
fn a_value_ends_where_it_is_whole_although_what_stands_behind_it_stands_in_it_too() {
    let carried = [Part::Text("时="), TIME, Part::Text("；n="), Part::Value(Input::Nonce, &[])];
    let steps = [STEPS[0], Step { name: "carried", body: StepBody::Template(Template(&carried)) }, STEPS[1]];
    let value = [Part::Value(Input::Step("carried"), &[]), Part::Text("；"), Part::Value(Input::Signature, &[])];
    let location = [SentParameter { value: Template(&value), ..PLACE[0] }];
    let platform = Platform { signing: Signing { vars: &[], steps: &steps, parameters: &location }, ..WEBHOOK };
    let request = SigningRequest { body: "订单😀".into(), ..SigningRequest::default() };
    let sent = signed_request(&platform, &request, &credentials(), &signing_time()).unwrap();
    let received = Received { verb: sent.method, headers: sent.headers, body: sent.body, ..Received::default() };
    assert!(received.headers.iter().any(|(_, value)| value.starts_with("时=1470042310；n=n-1；")), "two of `；`");
    let authentic = authenticate(&platform, &received, &credentials(), at(0)).unwrap();
    assert_eq!(authentic, Authentic { unix_ms: Some(signing_time().unix_ms), nonce: "n-1".to_owned() });
}

#[test]
fn an_old_one_is_outside_the_window() {
    let received = incoming("订单");
    let judge = |how| authenticate(&WEBHOOK, &received, &credentials(), how);
    assert!(judge(at(60)).is_ok() && judge(at(-60)).is_ok());
    let outside = judge(at(62)).unwrap_err();
    assert!(matches!(outside, NotAuthentic::OutsideWindow { away: -62, window: 60 }), "{outside:?}");
    assert_eq!(outside.to_string(), "the request is 62 seconds in the past; the window is 60");
    assert!(judge(Callback { window: Some(3600), ..at(3000) }).is_ok());
    assert!(judge(Callback { window: Some(0), ..at(-1) }).is_err());
}

#[test]
fn another_time_body_secret_or_place_is_not_authentic() {
    let judge = |received: &Received| authenticate(&WEBHOOK, received, &credentials(), at(0)).unwrap_err();
    let mut body = incoming("订单");
    body.body = "订货".into();
    assert!(matches!(judge(&body), NotAuthentic::Signature(VerifyError::Mismatch { .. })));
    let mut time = incoming("订单");
    for (_, value) in &mut time.headers {
        *value = value.replace("t=1470042310", "t=1470042311");
    }
    assert!(matches!(judge(&time), NotAuthentic::Signature(VerifyError::Mismatch { .. })));
    let mut missing = incoming("订单");
    missing.headers.clear();
    let told = judge(&missing);
    assert!(matches!(&told, NotAuthentic::Signature(VerifyError::Missing { param }) if param == "X-Acme-Signature"));
    let mut twice = incoming("订单");
    let again = twice.headers.iter().find(|(name, _)| name.starts_with("X-")).cloned();
    twice.headers.extend(again.map(|(name, value)| (name.to_lowercase(), value)));
    assert!(matches!(judge(&twice), NotAuthentic::Signature(VerifyError::Repeated { .. })));
    let other = crate::Credentials::new([("secret", "other:salt")]);
    assert!(authenticate(&WEBHOOK, &incoming("订单"), &other, at(0)).is_err());
}

#[test]
fn one_without_a_time_is_taken_only_if_that_is_wanted() {
    let location = [SentParameter { value: Template(&[Part::Value(Input::Signature, &[])]), ..PLACE[0] }];
    let steps = [Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(
            Input::Body,
            &[Filter::Hmac(Hash::Sha256, Input::Credential("secret")), Filter::Hex],
        )])),
    }];
    let platform =
        Platform { signing: Signing { vars: &[], steps: &steps, parameters: &location }, clock: None, ..WEBHOOK };
    let request = SigningRequest { body: "订单".into(), ..SigningRequest::default() };
    let sent = signed_request(&platform, &request, &credentials(), &signing_time()).unwrap();
    let received = Received { verb: sent.method, headers: sent.headers, body: sent.body, ..Received::default() };
    let judge = |timeless| authenticate(&platform, &received, &credentials(), Callback { timeless, ..at(0) });
    assert!(matches!(judge(false), Err(NotAuthentic::Timeless)));
    assert_eq!(judge(true).unwrap(), Authentic { unix_ms: None, nonce: String::new() });
}

#[test]
fn a_request_is_received_as_a_server_has_it() {
    let headers = |kind: &str| vec![("content-type".to_owned(), kind.to_owned())];
    let of =
        |kind, body: &'static str| Received::of("POST", "/回?b=%E4%B8%80&a=", headers(kind), body, Limits::default());
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let form = of("Application/X-WWW-Form-Urlencoded; charset=utf-8", "名=1&n=a+b").unwrap();
    assert_eq!((form.path.as_str(), form.raw_query.as_str()), ("/回", "b=%E4%B8%80&a="));
    assert_eq!(form.query, [("b", "一"), ("a", "")].map(owned));
    assert_eq!(form.form, [("名", "1"), ("n", "a b")].map(owned));
    let json = of("application/json", "a=1").unwrap();
    assert!(json.form.is_empty() && json.query == form.query && &json.body[..] == b"a=1");
    assert!(of("application/x-www-form-urlencoded", "a=%FF").is_err());
}
