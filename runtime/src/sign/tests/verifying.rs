//! Which received requests are authentic.

use super::placing::bare;
use super::schemes::{BY_CHARS, FIXED, KEYED, WRAPPED};
use super::{credentials, received, request, signed, signing_time, step};
use crate::model::{
    Base64, Check, Common, CommonField, Filter, Hash, Input, Items, Location, PairSource, Part, Percent, Platform,
    SentParameter, Signing, Step, StepBody, Template, When,
};
use crate::sign::{Received, VerifyError, clock_of, sign, verify};

static ALL: [&Platform<'static>; 4] = [&BY_CHARS, &WRAPPED, &FIXED, &KEYED];

fn honest(platform: &Platform<'_>) -> Received {
    received(&signed(platform, &request(&[("remark", "a+b 订单👍")], r#"["单 号"]"#)).request)
}

#[test]
fn an_honest_request_is_authentic_in_every_order() {
    for platform in ALL {
        let mut received = honest(platform);
        verify(platform, &received, &credentials()).unwrap();
        received.form.reverse();
        received.query.reverse();
        received.headers.reverse();
        for (name, _) in &mut received.headers {
            name.make_ascii_lowercase();
        }
        verify(platform, &received, &credentials()).unwrap();
    }
}

#[test]
fn another_secret_does_not_fit() {
    for platform in ALL {
        let mut credentials = credentials();
        credentials.set("secret", "pepper2:salt");
        assert!(matches!(verify(platform, &honest(platform), &credentials), Err(VerifyError::Mismatch { .. })));
    }
}

#[test]
fn a_signature_is_compared_to_the_letter() {
    let mut received = honest(&BY_CHARS);
    for (name, value) in &mut received.form {
        if name == "sign" {
            value.make_ascii_uppercase();
        }
    }
    assert!(matches!(verify(&BY_CHARS, &received, &credentials()), Err(VerifyError::Mismatch { .. })));
}

#[test]
fn a_missing_signature_is_named() {
    let mut received = honest(&FIXED);
    received.headers.retain(|(name, _)| name != "signText");
    let error = verify(&FIXED, &received, &credentials()).unwrap_err();
    assert_eq!(error.to_string(), "the signature `signText` is missing");
}

#[test]
fn a_repeated_parameter_is_ambiguous() {
    for (platform, name) in [(&BY_CHARS, "remark"), (&WRAPPED, "remark"), (&FIXED, "AppKey"), (&KEYED, "X-Time")] {
        let mut received = honest(platform);
        for list in [&mut received.form, &mut received.query, &mut received.headers] {
            let again = list.iter().find(|(other, _)| other == name).cloned();
            list.extend(again.map(|(name, value)| (name.to_ascii_lowercase(), value)));
        }
        let error = verify(platform, &received, &credentials()).unwrap_err();
        assert_eq!(error.to_string(), format!("the parameter `{name}` came more than once"));
    }
}

#[test]
fn what_follows_from_a_step_must_fit_it() {
    let mut received = honest(&KEYED);
    received.body = "[]".into();
    let error = verify(&KEYED, &received, &credentials()).unwrap_err();
    assert!(matches!(error, VerifyError::Mismatch { param, .. } if param == "X-Body" || param == "Authorization"));
}

#[test]
fn one_name_in_two_places_is_compared_in_each() {
    const fn placed(location: Location, value: &'static [Part<'static>]) -> SentParameter<'static> {
        SentParameter { location, name: "x-sign", value: Template(value), when: When(&[]) }
    }
    static PLACED: [SentParameter<'static>; 2] = [
        placed(Location::Header, &[Part::Value(Input::Signature, &[])]),
        placed(Location::Query, &[Part::Value(Input::Signature, &[Filter::Upper])]),
    ];
    let platform = Platform { signing: Signing { parameters: &PLACED, ..WRAPPED.signing }, ..WRAPPED };
    let honest = honest(&platform);
    verify(&platform, &honest, &credentials()).unwrap();
    let signed = |pairs: &[(String, String)]| pairs.iter().position(|(name, _)| name == "x-sign").unwrap();
    let (header, field) = (signed(&honest.headers), signed(&honest.query));
    assert_ne!(honest.headers[header].1, honest.query[field].1);
    let mut altered = [honest.clone(), honest.clone()];
    altered[0].headers[header].1 = "0".repeat(32);
    altered[1].query[field].1 = "0".repeat(32);
    for received in altered {
        let error = verify(&platform, &received, &credentials()).unwrap_err();
        assert!(matches!(error, VerifyError::Mismatch { param, .. } if param == "x-sign"));
    }
}

#[test]
fn a_query_is_signed_as_it_came_and_not_as_it_would_be_written() {
    static STEPS: [Step<'static>; 1] = [Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(
            Input::QueryString,
            &[Filter::Digest(Hash::Md5), Filter::Hex],
        )])),
    }];
    static PLACED: [SentParameter<'static>; 1] = [SentParameter {
        location: Location::Query,
        name: "签",
        value: Template(&[Part::Value(Input::Signature, &[])]),
        when: When(&[]),
    }];
    let common = Common { location: Some(Location::Query), fields: &[] };
    let platform = Platform { common, signing: Signing { vars: &[], parameters: &PLACED, steps: &STEPS }, ..WRAPPED };
    let mut received = Received { verb: "POST".to_owned(), path: "/".to_owned(), ..Received::default() };
    // MD5 of `b=%7e&c=a+b`.
    let signature = "a205a1ffa114473c7708c49d4b494e84";
    received.raw_query = format!("b=%7e&签={signature}&c=a+b");
    received.query = super::pairs(&received.raw_query);
    verify(&platform, &received, &credentials()).unwrap();
    received.raw_query = received.raw_query.replace("%7e", "~");
    assert!(matches!(verify(&platform, &received, &credentials()), Err(VerifyError::Mismatch { .. })));
}

#[test]
fn a_parameter_that_was_not_sent_is_not_made_up() {
    let request = request(&[], "[]");
    let mut received = received(&signed(&KEYED, &request).request);
    received.headers.retain(|(name, _)| name != "X-Nonce");
    assert!(verify(&KEYED, &received, &credentials()).is_err());
}

#[test]
fn a_form_field_beside_a_common_query_cannot_take_its_place() {
    // The common `time` travels in the query; a form field of that name is a business parameter.
    let platform = Platform { wire: crate::model::Wire { body: crate::model::Body::Form, ..WRAPPED.wire }, ..WRAPPED };
    let signed = sign(&platform, &request(&[("remark", "订")], ""), &credentials(), &signing_time()).unwrap();
    let mut received = received(&signed.request);
    verify(&platform, &received, &credentials()).unwrap();
    let time = received.query.iter().position(|(name, _)| name == "time").unwrap();
    let moved = received.query.remove(time);
    received.query.push(("time".to_owned(), "1".to_owned()));
    received.form.push(moved);
    assert!(verify(&platform, &received, &credentials()).is_err());
}

#[test]
fn the_clock_is_read_back_from_its_parameter() {
    assert_eq!(clock_of(&BY_CHARS, "1470042310"), Some(1_470_042_310));
    assert_eq!(clock_of(&WRAPPED, "144695110"), Some(1_470_042_310));
    assert_eq!(clock_of(&KEYED, "1470042310999"), Some(1_470_042_310));
    assert_eq!(clock_of(&WRAPPED, "14469511O"), None);
    assert_eq!(clock_of(&FIXED, "2016-08-01 17:05:10"), Some(1_470_042_310));
    assert_eq!(clock_of(&FIXED, "2016-08-01 17:05:60"), None);
}

#[test]
fn the_clock_is_read_back_through_filters_that_can_be_undone() {
    const WRITTEN: &str = "2016-08-01 17:05:10";
    let clock = Some(1_470_042_310);
    for (filters, text, read) in [
        (&[Filter::Local, Filter::Replace(" ", "日")][..], "2016-08-01日17:05:10", clock),
        (&[Filter::Local, Filter::Replace("-", "")], "20160801 17:05:10", None),
        (&[Filter::Local, Filter::Replace("-", "")], WRITTEN, None),
        (&[Filter::Local, Filter::Percent(Percent::FORM)], "2016-08-01+17%3A05%3A10", clock),
        (&[Filter::Local, Filter::Percent(Percent::URI)], "2016-08-01+17%3A05%3A10", None),
        (&[Filter::Local, Filter::Utf8, Filter::Base64(Base64::STANDARD)], "MjAxNi0wOC0wMSAxNzowNToxMA==", clock),
        (&[Filter::Unix(0), Filter::Utf8, Filter::Hex, Filter::Upper], "31343730303432333130", clock),
        (&[Filter::Unix(0), Filter::Radix(16)], "579f10c6", clock),
        (&[Filter::Unix(0), Filter::Slice(0, Some(10))], "1470042310", None),
    ] {
        let value = [Part::Value(Input::Clock, filters)];
        let fields = [CommonField { name: "time", value: Template(&value), ..BY_CHARS.common.fields[0] }];
        let platform = Platform { common: Common { fields: &fields, ..BY_CHARS.common }, ..BY_CHARS };
        assert_eq!(clock_of(&platform, text), read, "{filters:?}");
    }
}

const fn placed(location: Location, name: &'static str, value: &'static [Part<'static>]) -> SentParameter<'static> {
    SentParameter { location, name, value: Template(value), when: When(&[]) }
}

const MD5: &[Filter<'static>] = &[Filter::Digest(Hash::Md5), Filter::Hex];
const SIGNATURE: &[Part<'static>] = &[Part::Value(Input::Signature, &[])];

#[test]
fn a_form_field_may_repeat_where_the_form_holds_no_parameters_and_nowhere_else() {
    static STEPS: [Step<'static>; 1] =
        [Step { name: "signature", body: StepBody::Template(Template(&[Part::Value(Input::Param("备注"), MD5)])) }];
    static HEADER: [SentParameter<'static>; 1] = [placed(Location::Header, "X-Sign", SIGNATURE)];
    static FIELD: [SentParameter<'static>; 1] = [placed(Location::Form, "签", SIGNATURE)];
    for (params, parameters, may_repeat) in
        [(Location::Query, &HEADER, true), (Location::Form, &HEADER, false), (Location::Query, &FIELD, false)]
    {
        let platform = bare(params, Signing { vars: &[], steps: &STEPS, parameters });
        let mut received = received(&signed(&platform, &request(&[("备注", "订😀")], "")).request);
        received.form.push(("附件".to_owned(), "一".to_owned()));
        verify(&platform, &received, &credentials()).unwrap();
        received.form.push(("附件".to_owned(), "二".to_owned()));
        match verify(&platform, &received, &credentials()) {
            Ok(()) => assert!(may_repeat, "{params:?}"),
            Err(error) => {
                assert!(!may_repeat, "{params:?}: {error}");
                assert_eq!(error.to_string(), "the parameter `附件` came more than once");
            }
        }
    }
}

#[test]
fn of_two_parameters_of_one_name_the_one_that_is_sent_is_meant() {
    const IS_POST: Check<'static> =
        Check { value: Template(&[Part::Value(Input::Verb, &[])]), holds: true, texts: &["POST"] };
    const UPPER: &[Part<'static>] = &[Part::Value(Input::Signature, &[Filter::Upper])];
    static STEPS: [Step<'static>; 1] =
        [Step { name: "signature", body: StepBody::Template(Template(&[Part::Value(Input::Body, MD5)])) }];
    static PLACED: [SentParameter<'static>; 2] = [
        SentParameter { when: When(&[IS_POST]), ..placed(Location::Header, "X-Sign", SIGNATURE) },
        SentParameter { when: When(&[Check { holds: false, ..IS_POST }]), ..placed(Location::Header, "X-Sign", UPPER) },
    ];
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &PLACED });
    // MD5 of `订`.
    for (verb, signature) in [("POST", "d99f001d9dccae6126d17c3fd075db90"), ("PUT", "D99F001D9DCCAE6126D17C3FD075DB90")]
    {
        let mut request = request(&[], "订");
        request.verb = Some(verb.to_owned());
        let fresh = signed(&platform, &request).request;
        assert!(fresh.headers.contains(&("X-Sign".to_owned(), signature.to_owned())), "{:?}", fresh.headers);
        // An old signature is dropped.
        request.headers = vec![("x-sign".to_owned(), "旧".to_owned())];
        assert_eq!(signed(&platform, &request).request, fresh);
        let mut received = received(&fresh);
        verify(&platform, &received, &credentials()).unwrap();
        received.headers.retain(|(name, _)| name != "X-Sign");
        let error = verify(&platform, &received, &credentials()).unwrap_err();
        assert_eq!(error.to_string(), "the signature `X-Sign` is missing");
    }
}

#[test]
fn a_signature_among_the_members_of_a_body_is_verified_and_what_its_sender_wrote_there_stays() {
    const EACH: &[Part<'static>] =
        &[Part::Value(Input::Key, &[]), Part::Text("="), Part::Value(Input::Value, &[]), Part::Text(";")];
    static STEPS: [Step<'static>; 2] = [
        Step {
            name: "pairs",
            body: StepBody::Items(Items { sources: &[PairSource::Json("")], each: Template(EACH), ..Items::NONE }),
        },
        Step { name: "signature", body: StepBody::Template(Template(&[Part::Value(Input::Step("pairs"), MD5)])) },
    ];
    static PLACED: [SentParameter<'static>; 2] = [
        placed(Location::Json, "店", &[Part::Value(Input::Credential("shop"), &[])]),
        placed(Location::Json, "签", SIGNATURE),
    ];
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &PLACED });
    let judge = |received: &Received| verify(&platform, received, &credentials()).map_err(|error| error.to_string());
    for (body, signed_pairs) in
        [(r#"{"单":"一😀"}"#, "单=一😀;店=小店;"), (r#"{"店":"别的店","单":"一😀"}"#, "店=别的店;单=一😀;")]
    {
        let signed = signed(&platform, &request(&[], body));
        assert_eq!(step(&signed, "pairs"), signed_pairs);
        let received = received(&signed.request);
        assert_eq!(judge(&received), Ok(()), "{body}");
        let with = |from: &str, to: &str| {
            let text = str::from_utf8(&received.body).unwrap();
            assert!(text.contains(from), "{text}");
            Received { body: text.replace(from, to).into(), ..received.clone() }
        };
        let mismatch = Err("`签` does not fit the request".to_owned());
        assert_eq!(judge(&with("一😀", "二😀")), mismatch, "another order");
        assert_eq!(judge(&with(&signed.signature, "伪")), mismatch, "another signature");
        assert_eq!(judge(&with("\"签\"", "\"名\"")), Err("the signature `签` is missing".to_owned()));
    }
}
