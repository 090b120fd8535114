//! What explains a signature shows no secret.

use super::schemes::{BY_CHARS, FIXED, KEYED, WRAPPED};
use super::{credentials, masked_request, received, request, signed, signing_time};
use crate::credentials::Credentials;
use crate::model::{
    Base64, Filter, Hash, Input, Location, Part, Platform, SentParameter, Signing, Step, StepBody, Template, Var, When,
    Wire,
};
use crate::sign::{Detail, Plan, SignReason, SigningRun, VerifyError, verify};

const SECRET: Part<'static> = Part::Value(Input::Credential("secret"), &[]);
const SIGN: Step<'static> = Step {
    name: "signature",
    body: StepBody::Template(Template(&[Part::Value(Input::Step("text"), &[Filter::Digest(Hash::Md5), Filter::Hex])])),
};

/// What is shown of a step that is this template, and of its digest.
fn shown(parts: &[Part<'_>]) -> [String; 2] {
    let scheme = [Step { name: "text", body: StepBody::Template(Template(parts)) }, SIGN];
    let platform = Platform { signing: Signing { vars: &[], parameters: &[], steps: &scheme }, ..BY_CHARS };
    let signed = signed(&platform, &request(&[], ""));
    [0, 1].map(|index: usize| signed.steps[index].masked().into_owned())
}

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
    let signed = super::sign(&FIXED, &request(&[], "{}"), &credentials, &signing_time()).unwrap();
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
fn a_signature_is_shown_although_it_is_the_key_of_a_later_step() {
    let later = [Part::Value(Input::Body, &[Filter::Hmac(Hash::Md5, Input::Step("signature")), Filter::Hex])];
    let scheme = [
        Step { name: "text", body: StepBody::Template(Template(&[SECRET, Part::Text("盐")])) },
        SIGN,
        Step { name: "later", body: StepBody::Template(Template(&later)) },
    ];
    let platform = Platform { signing: Signing { vars: &[], parameters: &[], steps: &scheme }, ..WRAPPED };
    let signed = signed(&platform, &request(&[], "[]"));
    assert_eq!(signed.steps[1].masked(), signed.signature);
}

#[test]
fn a_secret_that_is_sent_is_masked_in_the_request_to_be_shown() {
    for params in [&[][..], &[("member_token", "tok-2")]] {
        let request = request(params, "{}");
        let shown = masked_request(&FIXED, &request, &credentials());
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
    let bearer = Platform { signing: Signing { steps: STEPS, vars: &[], parameters: &[] }, ..FIXED };
    let credentials = Credentials::new([("app", "app-1"), ("secret", "pepper"), ("token", "tok-😀")]);
    let request = request(&[], "{}");
    let signed = super::sign(&bearer, &request, &credentials, &signing_time()).unwrap();
    assert_eq!(signed.signature, "Bearer 令牌 tok-😀");
    assert_eq!(signed.steps[0].masked(), "Bearer 令牌 <token>");
    let shown = masked_request(&bearer, &request, &credentials);
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

#[test]
fn each_secret_in_a_value_is_masked_on_its_own() {
    let token = Part::Value(Input::Credential("token"), &[]);
    assert_eq!(shown(&[SECRET, SECRET])[0], "<secret><secret>");
    assert_eq!(shown(&[Part::Text("盐"), SECRET, Part::Text("😀"), token])[0], "盐<secret>😀<token>");
    assert_eq!(shown(&vec![SECRET; 1000])[0], "<secret>".repeat(1000));
    assert_eq!(shown(&vec![SECRET; 1001])[0], "<secret>", "so many are not told apart");
}

#[test]
fn each_byte_of_a_secret_tells_its_secret_and_its_neighbours_do_not() {
    // `盐` and `😀` are three and four bytes, the secret `pepper:salt` eleven, `tok-1` five.
    let token = Part::Value(Input::Credential("token"), &[]);
    let parts = [Part::Text("盐"), SECRET, Part::Text("😀"), token];
    let scheme = [Step { name: "text", body: StepBody::Template(Template(&parts)) }, SIGN];
    let platform = Platform { signing: Signing { vars: &[], parameters: &[], steps: &scheme }, ..BY_CHARS };
    let step = &signed(&platform, &request(&[], "")).steps[0];
    let told: Vec<_> = (0..24).map(|byte| step.secret_at(byte)).collect();
    let (secret, token) = (Some(("secret", 3)), Some(("token", 18)));
    let expected = [vec![None; 3], vec![secret; 11], vec![None; 4], vec![token; 5], vec![None]].concat();
    assert_eq!(told, expected);
}

#[test]
fn a_digest_of_nothing_but_a_secret_is_masked() {
    assert_eq!(shown(&[SECRET])[1], "<secret>");
    let salted = [&[Part::Text("盐"), SECRET][..], &[SECRET, Part::Text("盐")]].map(|parts| shown(parts)[1].clone());
    assert_eq!(salted, ["32b162aa93d62219dc66258b00b6ed2d", "141e4227739984498b055b0f716478fd"]);
}

#[test]
fn a_step_that_is_the_body_is_shown_as_text_if_it_is_text() {
    static RAW: StepBody<'static> = StepBody::Template(Template(&[Part::Value(Input::Body, &[])]));
    static AGAIN: StepBody<'static> = StepBody::Template(Template(&[Part::Value(Input::Step("raw"), &[])]));
    static HASH: StepBody<'static> =
        StepBody::Template(Template(&[Part::Value(Input::Body, &[Filter::Digest(Hash::Md5)])]));
    let scheme = [
        Step { name: "remark", body: StepBody::Template(Template(&[Part::Value(Input::Param("备注"), &[])])) },
        Step { name: "raw", body: RAW },
        Step { name: "text", body: AGAIN },
        Step { name: "either", body: StepBody::Choice { when: When(&[]), then: &AGAIN, otherwise: &RAW } },
        Step { name: "mixed", body: StepBody::Choice { when: When(&[]), then: &AGAIN, otherwise: &HASH } },
        Step { name: "hash", body: HASH },
        SIGN,
    ];
    let platform = Platform { signing: Signing { vars: &[], parameters: &[], steps: &scheme }, ..WRAPPED };
    let of_body = |body: &[u8]| {
        let request = super::SigningRequest { body: body.to_vec().into(), ..request(&[("备注", "好")], "") };
        let steps = signed(&platform, &request).steps;
        steps.iter().take(6).map(|step| (step.plain().into_owned(), step.is_text())).collect::<Vec<_>>()
    };
    let expected = |text: &str, is_text, bytes: &str, hash: &str| {
        let (raw, bytes) = ((text.to_owned(), is_text), (bytes.to_owned(), false));
        vec![("好".to_owned(), true), raw.clone(), raw.clone(), raw, bytes, (hash.to_owned(), false)]
    };
    assert_eq!(of_body("订".as_bytes()), expected("订", true, "e8aea2", "d99f001d9dccae6126d17c3fd075db90"));
    assert_eq!(of_body(&[0xff, 0xfe]), expected("fffe", false, "fffe", "f3b25701fe362ec84616a93a45ce9998"));
}

#[test]
fn the_steps_before_a_signature_are_there_without_one() {
    let (plan, request, credentials, signing_time) =
        (Plan::of(&KEYED), request(&[], "{}"), credentials(), signing_time());
    let mut run = SigningRun::new(&plan, &request, &credentials, &signing_time).unwrap().claiming("");
    assert_eq!(run.evaluate(Detail::Steps).unwrap_err().reason, SignReason::Forged);
    assert_eq!(
        run.steps().iter().map(super::super::SignedStep::name).collect::<Vec<_>>(),
        ["body_hash", "canonical", "key"]
    );
    let credentials = Credentials::new([("app", "app-1")]);
    let mut run = SigningRun::new(&plan, &request, &credentials, &signing_time).unwrap().claiming("");
    let error = run.evaluate(Detail::Steps).unwrap_err();
    assert_eq!(
        (error.path.as_str(), error.reason),
        ("signing.key", SignReason::MissingCredential("secret".to_owned()))
    );
}

#[test]
fn what_an_address_holds_for_its_server_alone_is_hidden() {
    let wire = Wire { url: Template(&[Part::Value(Input::Environment, &[])]), ..WRAPPED.wire };
    let platform = Platform { wire, ..WRAPPED };
    let hidden = |address: &str| {
        let request = super::SigningRequest { environment: address.to_owned(), ..request(&[], "[]") };
        super::signed_and_hidden(&platform, &request).1
    };
    let of_all = hidden("https://店主:p%40ss密@acme.test/开放/?token=令牌😀");
    // The last is what an `Authorization` header makes of the user and the password.
    for secret in ["p@ss密", "令牌😀", "5bqX5Li7OnBAc3Plr4Y="] {
        assert!(of_all.iter().any(|value| value == secret), "{secret}");
    }
    for open in ["店主", "acme.test", "token", ""] {
        assert!(!of_all.iter().any(|value| value == open), "{open}");
    }
    assert!(hidden("https://令牌@acme.test/").contains(&"令牌".to_owned()), "a user without a password is one");
}

#[test]
fn what_is_made_of_a_secret_is_hidden_wherever_it_travels() {
    const fn header(name: &'static str, value: Template<'static>) -> SentParameter<'static> {
        SentParameter { location: Location::Header, name, value, when: When(&[]) }
    }
    const TEXT: Step<'static> = Step {
        name: "text",
        body: StepBody::Template(Template(&[Part::Value(Input::Step("pair"), &[Filter::Lower])])),
    };
    static SCHEME: [Step<'static>; 4] = [
        Step {
            name: "pair",
            body: StepBody::Template(Template(&[Part::Value(Input::Credential("shop"), &[]), Part::Text(":"), SECRET])),
        },
        TEXT,
        Step { name: "open", body: StepBody::Template(Template(&[Part::Value(Input::Credential("app"), &[])])) },
        SIGN,
    ];
    static VARS: [Var<'static>; 2] = [
        Var {
            name: "half",
            value: Template(&[Part::Value(Input::Credential("secret"), &[Filter::Slice(0, Some(3))])]),
        },
        Var { name: "shop", value: Template(&[Part::Value(Input::Credential("shop"), &[])]) },
    ];
    static HEADERS: [SentParameter<'static>; 6] = [
        header(
            "X-Pair",
            Template(&[Part::Value(Input::Step("text"), &[Filter::Utf8, Filter::Base64(Base64::STANDARD)])]),
        ),
        header(
            "X-Basic",
            Template(&[
                Part::Text("Basic "),
                Part::Value(Input::Step("pair"), &[Filter::Utf8, Filter::Base64(Base64::STANDARD)]),
            ]),
        ),
        header("X-Half", Template(&[Part::Text("h-"), Part::Value(Input::Var("half"), &[])])),
        header("X-Shop", Template(&[Part::Text("s-"), Part::Value(Input::Var("shop"), &[])])),
        header("X-Open", Template(&[Part::Text("o-"), Part::Value(Input::Step("open"), &[])])),
        header("X-Sign", Template(&[Part::Text("MD5 "), Part::Value(Input::Signature, &[])])),
    ];
    let platform = Platform { signing: Signing { vars: &VARS, parameters: &HEADERS, steps: &SCHEME }, ..WRAPPED };
    let (sent, hidden) = super::signed_and_hidden(&platform, &request(&[], "{}"));
    let is_hidden = |value: &str| hidden.iter().any(|other| other == value);
    for (name, value) in &sent.headers {
        let is_secret = ["X-Pair", "X-Basic", "X-Half", "X-Sign"].contains(&name.as_str());
        assert_eq!(is_hidden(value), is_secret, "{name}: {value}");
        let bare = value.split_once(' ').map_or(value.as_str(), |(_, bare)| bare);
        assert_eq!(is_hidden(bare), is_secret, "{name}: {bare}");
    }
    assert_eq!(sent.headers.len(), 7, "{:?}", sent.headers);
    for (value, is_secret) in [("pep", true), ("pepper:salt", true), ("小店", false), ("app-1", false)] {
        assert_eq!(is_hidden(value), is_secret, "{value}");
    }
}
