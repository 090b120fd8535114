//! How the steps of a scheme name one another, and what is told of what goes into each.

use super::schemes::{BY_CHARS, FIXED, KEYED, WRAPPED};
use super::{credentials, request, signing_time};
use crate::model::{
    Check, Filter, Hash, Input, Items, Location, PairSource, Part, Platform, SentParameter, Signing, Step, StepBody,
    Template, TextUnit, When,
};
use crate::sign::{Detail, Plan, SignError, SignReason, SigningRun, Traced, TracedPart, sign, signed_request};

const SECRET: Input<'static> = Input::Credential("secret");
const BODY: Part<'static> = Part::Value(Input::Body, &[Filter::Utf8]);
const IS_POST: When<'static> =
    When(&[Check { value: Template(&[Part::Value(Input::Verb, &[])]), holds: true, texts: &["POST"] }]);

const fn template<'m>(name: &'m str, parts: &'m [Part<'m>]) -> Step<'m> {
    Step { name, body: StepBody::Template(Template(parts)) }
}

fn of_steps<'m>(steps: &'m [Step<'m>]) -> Platform<'m> {
    Platform { signing: Signing { vars: &[], parameters: &[], steps }, ..WRAPPED }
}

#[test]
fn what_each_step_takes_in_twice_costs_no_more_than_its_steps() {
    let names: Vec<_> = (0..=64).map(|index| format!("步{index}")).collect();
    let twice = |name| [Part::Value(Input::Step(name), &[Filter::Len(TextUnit::Bytes)]); 2];
    let parts: Vec<_> = names.iter().map(|name| twice(name)).collect();
    let digest = [Part::Value(Input::Step("步64"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    let mut steps = vec![template("步0", &[BODY])];
    steps.extend(names.iter().skip(1).zip(&parts).map(|(name, parts)| template(name, parts)));
    steps.push(template("signature", &digest));
    let platform = of_steps(&steps);
    let sent = signed_request(&platform, &request(&[], "订"), &credentials(), &signing_time()).unwrap();
    // Computed wherever it is named, the first step would be computed until the end of days.
    // MD5 of `22`.
    assert!(sent.url.contains("sign=b6d767d2f8ed5d21a44b0e5886680cb9"), "{}", sent.url);
}

#[test]
fn what_is_sent_is_what_is_explained() {
    let digest = [Part::Value(Input::Step("丙"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    let chain = [
        template("甲", &[BODY, Part::Text("一")]),
        template("乙", &[Part::Value(Input::Step("甲"), &[]), Part::Text("二")]),
        template("丙", &[Part::Value(Input::Step("乙"), &[]), Part::Text("三")]),
        template("signature", &digest),
    ];
    for platform in [&of_steps(&chain), &BY_CHARS, &WRAPPED, &FIXED, &KEYED] {
        let request = request(&[("备注", "好😀")], "[]");
        let (plan, credentials, signing_time) = (Plan::of(platform), credentials(), signing_time());
        let explained = super::signed(platform, &request).request;
        let mut run = SigningRun::new(&plan, &request, &credentials, &signing_time).unwrap();
        run.evaluate(Detail::Sent).unwrap();
        assert_eq!(run.request().unwrap(), explained);
        assert_eq!(run.value(Input::Host).as_deref(), Some("acme.test"));
        assert_eq!(run.value(Input::Credential("shop")).as_deref(), Some("小店"));
        assert_eq!(run.value(Input::Step("丁")), None);
    }
}

#[test]
fn all_that_a_call_makes_is_limited() {
    // Each of nine filters makes 32 MB anew, and a call may make 256 MB.
    let filters = [&[Filter::Utf8][..], &[Filter::Lower; 9], &[Filter::Digest(Hash::Md5), Filter::Hex]].concat();
    let signature = [Part::Value(Input::Body, &filters)];
    let steps = [template("signature", &signature)];
    let error =
        sign(&of_steps(&steps), &request(&[], &"a".repeat(32 << 20)), &credentials(), &signing_time()).unwrap_err();
    assert_eq!(error.reason, SignReason::TooLong(256 << 20));
}

/// The error of a scheme whose first step is this body, the second one `later`; the signature is made of the first.
fn refused(body: StepBody<'_>) -> SignError {
    let signature = [Part::Value(Input::Step("text"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    let steps =
        [Step { name: "text", body }, template("later", &[Part::Text("订")]), template("signature", &signature)];
    signed_request(&of_steps(&steps), &request(&[("空", ""), ("名", "好")], "[]"), &credentials(), &signing_time())
        .unwrap_err()
}

#[test]
fn a_step_takes_in_none_but_those_before_it_however_it_names_them() {
    for name in ["text", "later"] {
        let input = Input::Step(name);
        let (hmac, or) = ([Filter::Hmac(Hash::Md5, input), Filter::Hex], [Filter::Or(input)]);
        let (value, keyed, default) =
            ([Part::Value(input, &[])], [Part::Value(Input::Body, &hmac)], [Part::Value(Input::Param("空"), &or)]);
        let pair = [PairSource::Pair("名", Template(&value))];
        let each = Template(&[Part::Value(Input::Value, &[])]);
        let check = [Check { value: Template(&value), holds: true, texts: &["订"] }];
        let (then, otherwise) = (StepBody::Template(Template(&value)), StepBody::Template(Template(&[BODY])));
        for body in [
            then,
            StepBody::Template(Template(&keyed)),
            StepBody::Template(Template(&default)),
            StepBody::Items(Items { sources: &pair, each, ..Items::NONE }),
            StepBody::Items(Items { sources: &[PairSource::Params], each: Template(&value), ..Items::NONE }),
            StepBody::Choice { when: When(&check), then: &otherwise, otherwise: &otherwise },
            StepBody::Choice { when: IS_POST, then: &then, otherwise: &otherwise },
        ] {
            assert_eq!(refused(body).to_string(), format!("signing.text: there is no `{name}` here"), "{body:?}");
        }
    }
}

#[test]
fn a_signature_is_hidden_although_only_what_is_made_of_it_is_sent() {
    static STEPS: [Step<'static>; 2] = [
        template("signature", &[Part::Value(Input::Body, &[Filter::Digest(Hash::Md5), Filter::Hex])]),
        template("envelope", &[Part::Value(Input::Step("signature"), &[Filter::Upper])]),
    ];
    static PLACED: [SentParameter<'static>; 1] = [SentParameter {
        location: Location::Header,
        name: "X-Sign",
        value: Template(&[Part::Value(Input::Step("envelope"), &[])]),
        when: When(&[]),
    }];
    let platform = super::placing::bare(Location::Query, Signing { vars: &[], parameters: &PLACED, steps: &STEPS });
    let (sent, hidden) = super::signed_and_hidden(&platform, &request(&[], "订"));
    let (signature, envelope) = ("d99f001d9dccae6126d17c3fd075db90", "D99F001D9DCCAE6126D17C3FD075DB90");
    assert!(sent.headers.contains(&("X-Sign".to_owned(), envelope.to_owned())), "{:?}", sent.headers);
    for value in [signature, envelope] {
        assert!(hidden.iter().any(|hidden| hidden == value), "{value}");
    }
}

const HMAC_OF_KEY: &[Part<'static>] =
    &[Part::Value(Input::Body, &[Filter::Hmac(Hash::Md5, Input::Step("key")), Filter::Hex])];

#[test]
fn a_step_is_a_key_wherever_another_is_keyed_with_it() {
    const KEYED: StepBody<'static> = StepBody::Template(Template(HMAC_OF_KEY));
    const OPEN: StepBody<'static> = StepBody::Template(Template(&[BODY]));
    const NAME: Template<'static> = Template(&[Part::Value(Input::Key, &[])]);
    const ITEMS: Items<'static> = Items { sources: &[PairSource::Params], each: NAME, ..Items::NONE };
    for (body, is_key) in [
        (KEYED, true),
        (StepBody::Choice { when: IS_POST, then: &KEYED, otherwise: &OPEN }, true),
        (StepBody::Choice { when: IS_POST, then: &OPEN, otherwise: &KEYED }, true),
        (StepBody::Items(Items { each: Template(HMAC_OF_KEY), ..ITEMS }), true),
        (StepBody::Items(Items { value: Some(Template(HMAC_OF_KEY)), ..ITEMS }), true),
        (StepBody::Choice { when: IS_POST, then: &OPEN, otherwise: &OPEN }, false),
        (StepBody::Items(ITEMS), false),
    ] {
        let steps = [template("key", &[Part::Value(Input::Param("日期"), &[])]), Step { name: "signature", body }];
        let signed = super::signed(&of_steps(&steps), &request(&[("日期", "八月")], "[]"));
        assert_eq!(signed.steps[0].masked(), if is_key { "<key>" } else { "八月" }, "{body:?}");
    }
}

/// Each step of a scheme with the values of its first template as they are shown: their stages, and then what their
/// filters take in.
pub(super) fn stages(
    platform: &Platform<'_>,
    request: &crate::sign::SigningRequest,
    credentials: &crate::credentials::Credentials,
) -> Vec<(String, Vec<Vec<String>>)> {
    let (plan, signing_time) = (Plan::of(platform), signing_time());
    let mut run = SigningRun::new(&plan, request, credentials, &signing_time).unwrap();
    run.evaluate(Detail::Inputs).unwrap();
    let of_part = |part: &TracedPart<'_>| match part {
        TracedPart::Text(text) => vec![(*text).to_owned()],
        TracedPart::Value { stages, arguments, .. } => {
            stages.iter().chain(arguments.iter().flatten()).map(|value| value.masked().into_owned()).collect()
        }
    };
    let of_step = |step: &crate::sign::TracedStep<'_>| {
        let parts = match &step.body {
            Traced::Template(parts) => parts,
            Traced::Map(map) => &map.inputs,
        };
        (step.value.masked().into_owned(), parts.iter().map(of_part).collect())
    };
    run.trace().iter().map(of_step).collect()
}

#[test]
fn each_stage_of_a_value_is_told_and_what_leads_to_a_key_is_hidden_as_the_key_is() {
    const DERIVED: &[Filter<'static>] = &[Filter::Hmac(Hash::Sha256, SECRET), Filter::Hex];
    let key_of = |name| [Filter::Hmac(Hash::Md5, Input::Step(name)), Filter::Hex];
    let keys = [key_of("derived"), key_of("bare"), key_of("digest")];
    let signature = keys.each_ref().map(|filters| Part::Value(Input::Body, filters));
    let steps = [
        template("derived", &[Part::Text("盐"), Part::Value(Input::Param("日期"), DERIVED)]),
        template("bare", &[Part::Value(Input::Param("令牌"), &[])]),
        template("digest", &[Part::Value(SECRET, &[Filter::Digest(Hash::Md5), Filter::Hex])]),
        template(
            "open",
            &[
                Part::Value(Input::Clock, &[Filter::Unix(0)]),
                Part::Value(Input::Param("名"), &[Filter::Trim, Filter::Or(Input::Endpoint)]),
            ],
        ),
        template("signature", &signature),
        template("later", &[Part::Value(Input::Signature, &[])]),
    ];
    let platform = of_steps(&steps);
    let request = request(&[("日期", "八月"), ("令牌", "令"), ("名", " 好😀 ")], "[]");
    let traced = stages(&platform, &request, &credentials());
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    let step = |value: &str, parts: &[&[&str]]| (value.to_owned(), parts.iter().map(|part| owned(part)).collect());
    let signed = sign(&platform, &request, &credentials(), &signing_time()).unwrap();
    assert_eq!(
        traced[..4],
        [
            step("<derived>", &[&["盐"], &["八月", "<derived>", "<derived>", "<secret>"]]),
            step("<bare>", &[&["<bare>"]]),
            step("<digest>", &[&["<secret>", "<secret>", "<secret>"]]),
            step("1470042310好😀", &[&["1470042310"], &[" 好😀 ", "好😀", "好😀", "order.push"]]),
        ]
    );
    assert_eq!((traced.len(), &traced[4].0), (5, &signed.signature), "what comes behind the signature is not signed");
}
