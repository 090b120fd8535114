//! The schemes of the tests, as the loader would lower them.

use crate::model::{
    Base64, Body, Clock, Common, CommonField, Credential, CredentialPart, DocumentFormat, Environment, Escape, Filter,
    Hash, Input, Items, Location, Offset, PairSource, Part, Percent, Platform, Refusals, Reply, Signing, SortBy, Step,
    StepBody, Template, TextUnit, Wire,
};

/// A template of one value.
macro_rules! value {
    ($input:expr $(, $filter:expr)*) => {
        Template(&[Part::Value($input, &[$($filter),*])])
    };
}

/// The steps of a scheme that signs lengths, which count this unit.
macro_rules! length_steps {
    ($unit:expr) => {
        &[
            Step {
                name: "canonical",
                body: StepBody::Items(Items {
                    sources: &[PairSource::Params],
                    sort: SortBy::Key,
                    each: Template(&[
                        Part::Value(Input::Key, &[Filter::Len($unit), Filter::Pad(2)]),
                        Part::Text("-"),
                        Part::Value(Input::Key, &[]),
                        Part::Text(":"),
                        Part::Value(Input::Value, &[Filter::Len($unit), Filter::Pad(4)]),
                        Part::Text("-"),
                        Part::Value(Input::Value, &[]),
                    ]),
                    join: Template(&[Part::Text(";")]),
                    ..Items::NONE
                }),
            },
            Step {
                name: "string_to_sign",
                body: StepBody::Template(Template(&[
                    Part::Value(Input::Step("canonical"), &[]),
                    Part::Value(Input::Credential("secret"), &[]),
                ])),
            },
            md5_of_string_to_sign(),
        ]
    };
}

/// Every value with its length, counted in characters, bytes or UTF-16 units; all of it in a form.
pub(super) static BY_CHARS: Platform<'static> = lengths(length_steps!(TextUnit::Chars));
pub(super) static BY_BYTES: Platform<'static> = lengths(length_steps!(TextUnit::Bytes));
pub(super) static BY_UTF16: Platform<'static> = lengths(length_steps!(TextUnit::Utf16));

const fn lengths(steps: &'static [Step<'static>]) -> Platform<'static> {
    const FIELDS: &[CommonField<'static>] = &[
        field("shop", value!(Input::Credential("shop"))),
        field("app", value!(Input::Credential("app"))),
        field("time", value!(Input::Clock, Filter::Unix(0))),
        field("sign", value!(Input::Signature)),
    ];
    Platform {
        common: Common { location: Some(Location::Form), fields: FIELDS },
        ..platform(Body::Form, Signing { vars: &[], parameters: &[], steps })
    }
}

/// The secret around the sorted pairs, the body one of them; parameters in the query, a list of arguments as body.
pub(super) static WRAPPED: Platform<'static> = Platform {
    common: Common {
        location: Some(Location::Query),
        fields: &[
            field("app", value!(Input::Credential("app"))),
            field("salt", value!(Input::Credential("salt"))),
            field("method", value!(Input::Endpoint)),
            field("v", Template(&[Part::Text("1.0")])),
            field("time", value!(Input::Clock, Filter::Unix(1_325_347_200))),
            field("sign", value!(Input::Signature)),
        ],
    },
    ..platform(
        Body::Positional,
        Signing {
            vars: &[],
            parameters: &[],
            steps: &[
                Step {
                    name: "canonical",
                    body: StepBody::Items(Items {
                        sources: &[PairSource::Params, PairSource::Pair("body", value!(Input::Body, Filter::Utf8))],
                        sort: SortBy::Key,
                        each: Template(&[Part::Value(Input::Key, &[]), Part::Value(Input::Value, &[])]),
                        ..Items::NONE
                    }),
                },
                Step {
                    name: "string_to_sign",
                    body: StepBody::Template(Template(&[
                        Part::Value(Input::Credential("pepper"), &[]),
                        Part::Value(Input::Step("canonical"), &[]),
                        Part::Value(Input::Credential("pepper"), &[]),
                    ])),
                },
                md5_of_string_to_sign(),
            ],
        },
    )
};

/// A fixed order of headers, and the body as base64.
pub(super) static FIXED: Platform<'static> = Platform {
    common: Common {
        location: Some(Location::Header),
        fields: &[
            field("AppMethod", value!(Input::Endpoint)),
            field("AppTime", value!(Input::Clock, Filter::Local)),
            optional("Format", value!(Input::Format)),
            field("AppKey", value!(Input::Credential("app"))),
            field("signText", value!(Input::Signature)),
            optional("member_token", value!(Input::Credential("token"))),
        ],
    },
    clock: Some(Clock { param: "AppTime", tolerance: 600 }),
    ..platform(
        Body::Envelope { path: &[], formats: &[DocumentFormat::Xml, DocumentFormat::Json] },
        Signing {
            vars: &[],
            parameters: &[],
            steps: &[
                Step {
                    name: "string_to_sign",
                    body: StepBody::Template(Template(&[
                        Part::Value(Input::Credential("secret"), &[]),
                        Part::Value(Input::Param("AppMethod"), &[]),
                        Part::Value(Input::Param("AppTime"), &[]),
                        Part::Value(Input::Param("AppKey"), &[]),
                        Part::Value(Input::Body, &[Filter::Base64(Base64::STANDARD)]),
                    ])),
                },
                md5_of_string_to_sign(),
            ],
        },
    )
};

/// A derived key, a hash of the body that travels as a signed header, and the signature inside a longer text.
pub(super) static KEYED: Platform<'static> = Platform {
    common: Common {
        location: Some(Location::Header),
        fields: &[
            field(
                "Authorization",
                Template(&[
                    Part::Text("ACME key="),
                    Part::Value(Input::Credential("app"), &[]),
                    Part::Text(", signature="),
                    Part::Value(Input::Signature, &[]),
                ]),
            ),
            field("X-Nonce", value!(Input::Nonce)),
            field("X-Time", value!(Input::Clock, Filter::UnixMs(0))),
            field("X-Body", value!(Input::Step("body_hash"), Filter::Hex)),
        ],
    },
    clock: Some(Clock { param: "X-Time", tolerance: 60 }),
    ..platform(
        Body::Positional,
        Signing {
            vars: &[],
            parameters: &[],
            steps: &[
                Step { name: "body_hash", body: StepBody::Template(value!(Input::Body, Filter::Digest(Hash::Sha256))) },
                Step {
                    name: "canonical",
                    body: StepBody::Items(Items {
                        sources: &[PairSource::Params],
                        sort: SortBy::KeyIgnoringCase,
                        except: &["X-Other"],
                        drop_empty: true,
                        each: Template(&[
                            Part::Value(Input::Key, &[Filter::Lower]),
                            Part::Text("="),
                            Part::Value(Input::Value, &[Filter::Percent(Percent::URI)]),
                        ]),
                        join: Template(&[Part::Text("&")]),
                        ..Items::NONE
                    }),
                },
                Step {
                    name: "key",
                    body: StepBody::Template(value!(
                        Input::Credential("app"),
                        Filter::Hmac(Hash::Sha256, Input::Credential("secret"))
                    )),
                },
                Step {
                    name: "signature",
                    body: StepBody::Template(value!(
                        Input::Step("canonical"),
                        Filter::Hmac(Hash::Sha1, Input::Step("key")),
                        Filter::Base64(Base64::STANDARD)
                    )),
                },
            ],
        },
    )
};

const CREDENTIALS: &[Credential<'static>] = &[
    credential("shop", false, &[]),
    credential("app", false, &[]),
    credential(
        "secret",
        true,
        &[CredentialPart { name: "pepper", secret: true }, CredentialPart { name: "salt", secret: false }],
    ),
    Credential { optional: true, ..credential("token", true, &[]) },
];

const fn platform(body: Body<'static>, signing: Signing<'static>) -> Platform<'static> {
    Platform {
        name: "acme",
        title: "示例平台",
        docs: "",
        zone: Offset::hours(8),
        environments: &[Environment { name: "test", url: "https://acme.test/open/", title: "测试环境" }],
        credentials: CREDENTIALS,
        common: Common { location: Some(Location::Form), fields: &[] },
        wire: Wire {
            verb: "POST",
            url: Template(&[Part::Value(Input::Environment, &[]), Part::Value(Input::Endpoint, &[])]),
            body,
            escape: Escape::Minimal,
            drop_empty: false,
            more_path: false,
            ..Wire::PLAIN
        },
        signing,
        clock: Some(Clock { param: "time", tolerance: 300 }),
        rates: &[],
        reply: Reply { format: None, shapes: &[] },
        errors: &[],
        refusals: Refusals { answer: None, list: &[] },
        test_credentials: &[],
        classes: &[],
    }
}

const fn md5_of_string_to_sign() -> Step<'static> {
    let template = value!(Input::Step("string_to_sign"), Filter::Digest(Hash::Md5), Filter::Hex);
    Step { name: "signature", body: StepBody::Template(template) }
}

const fn credential(
    name: &'static str,
    secret: bool,
    parts: &'static [CredentialPart<'static>],
) -> Credential<'static> {
    Credential { name, title: "", secret, optional: false, parts, split: ":", token: None }
}

const fn field(name: &'static str, value: Template<'static>) -> CommonField<'static> {
    CommonField { name, title: "", required: true, value, location: None }
}

const fn optional(name: &'static str, value: Template<'static>) -> CommonField<'static> {
    CommonField { name, title: "", required: false, value, location: None }
}
