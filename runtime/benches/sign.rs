//! What a scheme kept as data costs, against straight code that signs the same way, for short and for long bodies.
//! Prints medians; `cargo bench -p signwright-runtime --bench sign`, or
//! `-- short` for one size. Each pair is first shown to make one request.
#![allow(missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use signwright_runtime::model::{
    Body, Common, CommonField, Credential, Environment, Escape, Filter, Hash, Input, Items, Location, Offset,
    PairSource, Part, Platform, Refusals, Reply, SentParameter, Signing, SortBy, Step, StepBody, Template, TextUnit,
    When, Wire,
};
use signwright_runtime::sign::{FinalRequest, Plan, SigningRequest};
use signwright_runtime::{Credentials, SigningTime, form};

const NOW: i64 = 1_470_042_310_000;
const SECRET: &str = "8f1a2b3c4d5e6f708192a3b4c5d6e7f8";

macro_rules! value {
    ($input:expr $(, $filter:expr)*) => { Template(&[Part::Value($input, &[$($filter),*])]) };
}

const fn field(name: &'static str, value: Template<'static>) -> CommonField<'static> {
    CommonField { name, title: "", required: true, value, location: None }
}

const fn step(name: &'static str, parts: &'static [Part<'static>]) -> Step<'static> {
    Step { name, body: StepBody::Template(Template(parts)) }
}

const fn platform(
    location: Location,
    body: Body<'static>,
    fields: &'static [CommonField<'static>],
    signing: Signing<'static>,
) -> Platform<'static> {
    Platform {
        name: "acme",
        title: "",
        docs: "",
        zone: Offset::hours(8),
        environments: &[Environment { name: "test", url: "https://api.acme.example/open", title: "" }],
        credentials: &[
            Credential { name: "app", title: "", secret: false, optional: false, parts: &[], split: "", token: None },
            Credential { name: "secret", title: "", secret: true, optional: false, parts: &[], split: "", token: None },
        ],
        common: Common { location: Some(location), fields },
        wire: Wire {
            verb: "POST",
            url: value!(Input::Environment),
            body,
            escape: Escape::Minimal,
            drop_empty: false,
            more_path: false,
            ..Wire::PLAIN
        },
        signing,
        clock: None,
        rates: &[],
        reply: Reply { format: None, shapes: &[] },
        errors: &[],
        refusals: Refusals { answer: None, list: &[] },
        test_credentials: &[],
        classes: &[],
    }
}

/// Sorted pairs with their lengths under MD5, all of it in a form.
static PAIRS: Platform<'static> = platform(
    Location::Form,
    Body::Form,
    &[
        field("app", value!(Input::Credential("app"))),
        field("time", value!(Input::Clock, Filter::Unix(0))),
        field("sign", value!(Input::Signature)),
    ],
    Signing {
        vars: &[],
        parameters: &[],
        steps: &[
            Step {
                name: "canonical",
                body: StepBody::Items(Items {
                    sources: &[PairSource::Params],
                    sort: SortBy::Key,
                    each: Template(&[
                        Part::Value(Input::Key, &[Filter::Len(TextUnit::Chars), Filter::Pad(2)]),
                        Part::Text("-"),
                        Part::Value(Input::Key, &[]),
                        Part::Text(":"),
                        Part::Value(Input::Value, &[Filter::Len(TextUnit::Chars), Filter::Pad(4)]),
                        Part::Text("-"),
                        Part::Value(Input::Value, &[]),
                    ]),
                    join: Template(&[Part::Text(";")]),
                    ..Items::NONE
                }),
            },
            step(
                "string_to_sign",
                &[Part::Value(Input::Step("canonical"), &[]), Part::Value(Input::Credential("secret"), &[])],
            ),
            step("signature", &[Part::Value(Input::Step("string_to_sign"), &[Filter::Digest(Hash::Md5), Filter::Hex])]),
        ],
    },
);

/// The time and the exact body under HMAC-SHA256, in headers.
static BODY: Platform<'static> = platform(
    Location::Query,
    Body::Positional,
    &[],
    Signing {
        vars: &[],
        steps: &[
            step(
                "string_to_sign",
                &[
                    Part::Value(Input::Clock, &[Filter::Unix(0)]),
                    Part::Text("."),
                    Part::Value(Input::Body, &[Filter::Utf8]),
                ],
            ),
            step(
                "signature",
                &[Part::Value(
                    Input::Step("string_to_sign"),
                    &[Filter::Hmac(Hash::Sha256, Input::Credential("secret")), Filter::Hex],
                )],
            ),
        ],
        parameters: &[
            SentParameter {
                location: Location::Header,
                name: "X-Time",
                value: value!(Input::Clock, Filter::Unix(0)),
                when: When(&[]),
            },
            SentParameter {
                location: Location::Header,
                name: "X-Sign",
                value: value!(Input::Signature),
                when: When(&[]),
            },
        ],
    },
);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn pairs_by_hand(request: &SigningRequest) -> FinalRequest {
    let time = (NOW / 1000).to_string();
    let mut pairs = vec![("app", "acme-1"), ("time", time.as_str())];
    pairs.extend(request.params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut sorted: Vec<_> = pairs.iter().collect();
    sorted.sort_by(|one, other| one.0.cmp(other.0));
    let mut text = String::new();
    for (place, (name, value)) in sorted.into_iter().enumerate() {
        if place > 0 {
            text.push(';');
        }
        let _ = write!(text, "{:02}-{name}:{:04}-{value}", name.chars().count(), value.chars().count());
    }
    text.push_str(SECRET);
    let sign = hex(&Md5::digest(text.as_bytes()));
    // As the platform sends them: the common ones first.
    pairs.insert(2, ("sign", &sign));
    FinalRequest {
        method: "POST".to_owned(),
        url: "https://api.acme.example/open".to_owned(),
        headers: vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: form::encode(pairs).into(),
    }
}

fn body_by_hand(request: &SigningRequest) -> FinalRequest {
    let time = (NOW / 1000).to_string();
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(SECRET.as_bytes()).expect("any key");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(&request.body);
    let sign = hex(&mac.finalize().into_bytes());
    FinalRequest {
        method: "POST".to_owned(),
        url: "https://api.acme.example/open".to_owned(),
        headers: vec![
            ("X-Time".to_owned(), time),
            ("X-Sign".to_owned(), sign),
            ("Content-Type".to_owned(), "application/json".to_owned()),
        ],
        body: request.body.clone(),
    }
}

/// The medians of two jobs that are run in turns, so that both see the same machine.
fn medians(mut one: impl FnMut(), mut other: impl FnMut()) -> (Duration, Duration) {
    const TIMES: u32 = 20;
    let time = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        (0..TIMES).for_each(|_| work());
        start.elapsed() / TIMES
    };
    let (mut ones, mut others): (Vec<_>, Vec<_>) = (0..501).map(|_| (time(&mut one), time(&mut other))).unzip();
    ones.sort_unstable();
    others.sort_unstable();
    (ones[ones.len() / 2], others[others.len() / 2])
}

fn compare(
    name: &str,
    platform: &Platform<'_>,
    request: &SigningRequest,
    by_hand: fn(&SigningRequest) -> FinalRequest,
) {
    let credentials = Credentials::new([("app", "acme-1"), ("secret", SECRET)]);
    let signing_time = SigningTime::new(NOW, "");
    let plan = Plan::of(platform);
    let sign = || plan.signed_request(black_box(request), &credentials, &signing_time).expect("it signs");
    let (mut plan, mut hand) = (sign(), by_hand(request));
    plan.headers.sort();
    hand.headers.sort();
    assert!(plan == hand, "{name}: the two make different requests: {plan:?} {hand:?}");
    let (plan, hand) = medians(|| drop(black_box(sign())), || drop(black_box(by_hand(black_box(request)))));
    let more = plan.as_secs_f64() / hand.as_secs_f64() * 100.0 - 100.0;
    let away = plan.as_secs_f64() * 1e6 - hand.as_secs_f64() * 1e6;
    println!("{name:<34} plan {plan:>10.2?}   by hand {hand:>10.2?}   {more:+6.1} %   {away:+7.2} µs");
}

fn request(params: &[(&str, &str)], body: &str) -> SigningRequest {
    SigningRequest {
        endpoint: "order.push".to_owned(),
        params: params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.to_owned().into(),
        ..SigningRequest::default()
    }
}

fn main() {
    let row = r#"{"tid":"A100200300","receiver":"\u738b\u5c0f\u660e","paid":39.60,"remark":"\u5feb\u70b9"}"#;
    let only: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (size, rows) in [("short", 1), ("10 kB", 120), ("85 kB", 1000)] {
        if !only.is_empty() && !only.iter().any(|wanted| size.contains(wanted.as_str())) {
            continue;
        }
        let list = format!("[{}]", vec![row; rows].join(","));
        let params = [("shop_no", "api_test"), ("switch", "0"), ("trade_list", list.as_str())];
        compare(&format!("sorted pairs under MD5, {size}"), &PAIRS, &request(&params, ""), pairs_by_hand);
        compare(&format!("body under HMAC-SHA256, {size}"), &BODY, &request(&[], &list), body_by_hand);
    }
}
