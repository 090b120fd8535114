//! What explains a signature shows no secret.

use super::schemes::{BY_CHARS, FIXED, KEYED, WRAPPED};
use super::{credentials, moment, received, request, signed};
use crate::credentials::Credentials;
use crate::model::{Input, Part, Platform, Signing, Step, StepBody, Template};
use crate::sign::{VerifyError, masked_request, verify};

#[test]
fn only_the_secret_itself_is_masked() {
    let signed = signed(&BY_CHARS, &request(&[("no", "单1")], ""));
    let masked: Vec<_> = signed.steps.iter().map(|step| step.masked().into_owned()).collect();
    assert_eq!(masked[1], "03-app:0005-app-1;02-no:0002-单1;04-shop:0002-小店;04-time:0010-1470042310<secret>");
    assert_eq!(masked[0], signed.steps[0].plain());
    assert_eq!(masked[2], signed.signature);
    assert_eq!(signed.steps.iter().map(super::super::SignedStep::is_secret).collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn a_secret_part_is_masked_and_a_public_one_is_not() {
    let signed = signed(&WRAPPED, &request(&[], "[]"));
    assert_eq!(signed.steps[1].masked(), "<pepper>appapp-1body[]methodorder.pushsaltsalttime144695110v1.0<pepper>");
}

#[test]
fn a_short_secret_is_masked_where_it_stands_only() {
    let credentials = Credentials::new([("app", "s"), ("secret", "s")]);
    let signed = super::sign(&FIXED, &request(&[], "{}"), &credentials, &moment()).unwrap();
    assert_eq!(signed.steps[0].masked(), "<secret>order.push2016-08-01 17:05:10se30=");
}

#[test]
fn a_derived_key_is_a_secret_too() {
    let signed = signed(&KEYED, &request(&[], "{}"));
    let key = signed.steps.iter().find(|step| step.name() == "key").unwrap();
    assert_eq!(key.masked(), "<key>");
    assert_eq!(key.as_bytes().len(), 32);
}

#[test]
fn a_secret_that_is_sent_is_masked_in_the_request_to_be_shown() {
    for params in [&[][..], &[("member_token", "tok-2")]] {
        let request = request(params, "{}");
        let shown = masked_request(&FIXED, &request, &credentials(), &moment()).unwrap();
        assert!(shown.headers.contains(&("member_token".to_owned(), "<token>".to_owned())), "{:?}", shown.headers);
        let sent = signed(&FIXED, &request).request;
        assert!(sent.headers.iter().any(|(_, value)| value.starts_with("tok-")));
    }
}

#[test]
fn a_signature_that_shows_a_secret_is_masked_in_what_is_shown() {
    static BEARER: Template<'static> =
        Template(&[Part::Text("Bearer 令牌 "), Part::Value(Input::Credential("token"), &[])]);
    static STEPS: &[Step<'static>] = &[Step { name: "signature", body: StepBody::Template(BEARER) }];
    let bearer = Platform { signing: Signing { steps: STEPS, vars: &[], place: &[] }, ..FIXED };
    let credentials = Credentials::new([("app", "app-1"), ("secret", "pepper"), ("token", "tok-😀")]);
    let request = request(&[], "{}");
    let signed = super::sign(&bearer, &request, &credentials, &moment()).unwrap();
    assert_eq!(signed.signature, "Bearer 令牌 tok-😀");
    assert_eq!(signed.steps[0].masked(), "Bearer 令牌 <token>");
    let shown = masked_request(&bearer, &request, &credentials, &moment()).unwrap();
    assert!(!format!("{:?}", shown.headers).contains("tok-"), "{:?}", shown.headers);
    assert!(shown.headers.contains(&("signText".to_owned(), "Bearer 令牌 <token>".to_owned())), "{:?}", shown.headers);
}

#[test]
fn nothing_prints_a_secret_or_a_value() {
    let request = request(&[("receiver", "收件人")], "{}");
    let signed = signed(&BY_CHARS, &request);
    let mut altered = received(&signed.request);
    altered.form[0].1 = "别的店".to_owned();
    let error = verify(&BY_CHARS, &altered, &credentials()).unwrap_err();
    let printed = format!("{request:?} {signed:?} {altered:?} {:?} {error} {error:?}", credentials());
    assert!(!printed.contains("pepper") && !printed.contains("收件人"), "{printed}");
    let VerifyError::Mismatch { steps, .. } = error else { panic!("{error}") };
    assert_eq!(steps.iter().map(super::super::SignedStep::name).collect::<Vec<_>>(), ["canonical", "string_to_sign"]);
    assert!(steps[1].masked().ends_with("<secret>"));
}
