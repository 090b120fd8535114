//! Schemes of an invented platform, as the section of a file.

use signwright_model::notation::scheme::{Around, parameters, read as lower};
use signwright_model::{
    Credential, Filter, Hash, Input, Items, Location, PairSource, Part, Signing, SortBy, Step, StepBody, Template,
};

use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostics, FileId};
use crate::syntax;

const CREDENTIALS: &[Credential<'static>] = &[
    Credential { name: "sid", title: "账号", secret: false, optional: false, parts: &[], split: "", token: None },
    Credential { name: "secret", title: "密钥", secret: true, optional: false, parts: &[], split: "", token: None },
];

/// The scheme as text, and its mistakes: code, marked text, message and help.
fn read(yaml: &str) -> (String, Vec<(Code, String, String)>) {
    let arena = Arena::new();
    let mut diagnostics = Diagnostics::default();
    let tree = syntax::parse(yaml, FileId(0), &mut diagnostics).expect("the test is YAML");
    let mut around =
        Around { credentials: CREDENTIALS, open_vars: false, arena: &arena, diagnostics: &mut diagnostics };
    let vars: Vec<_> = tree.get("vars").into_iter().collect();
    let mut scheme = lower(tree.get("signing").unwrap_or(&tree), &vars, &mut around);
    if let Some(node) = tree.get("place") {
        scheme.signing.parameters = parameters(node, Location::Form, &scheme, &mut around);
    }
    let mistakes = diagnostics.sorted().into_iter().map(|one| {
        let marked = yaml.get(one.span.start as usize..one.span.end as usize).expect("a whole piece of the file");
        (one.code, marked.to_owned(), one.message.clone() + "; " + &one.help)
    });
    (format!("{:?}", scheme.signing), mistakes.collect())
}

#[test]
fn a_scheme_of_sorted_pairs() {
    let yaml = r#"
canonical: { over: [params, { body: "{body}" }], sort: pair, each: "{key}={value}", join: "&", except: [签名], drop_empty: yes }
string_to_sign: "{canonical}{credential.secret}"
signature: "{string_to_sign | md5 | hex}"
"#;
    let signing = Signing {
        vars: &[],
        parameters: &[],
        steps: &[
            Step {
                name: "canonical",
                body: StepBody::Items(Items {
                    sources: &[
                        PairSource::Params,
                        PairSource::Pair("body", Template(&[Part::Value(Input::Body, &[Filter::Utf8])])),
                    ],
                    sort: SortBy::Pair,
                    except: &["签名"],
                    drop_empty: true,
                    each: Template(&[Part::Value(Input::Key, &[]), Part::Text("="), Part::Value(Input::Value, &[])]),
                    join: Template(&[Part::Text("&")]),
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
            Step {
                name: "signature",
                body: StepBody::Template(Template(&[Part::Value(
                    Input::Step("string_to_sign"),
                    &[Filter::Digest(Hash::Md5), Filter::Hex],
                )])),
            },
        ],
    };
    assert_eq!(read(yaml), (format!("{signing:?}"), Vec::new()));
}

#[test]
fn a_key_derived_in_steps() {
    let yaml = r#"
day_key: "{clock.local | hmac_sha256(credential.secret)}"
key_2: "{host | hmac_sha256(day_key)}"
digest: "{body}"
signature: "{digest | hmac_sha256(key_2) | hex}"
"#;
    assert_eq!(read(yaml).1, Vec::new());
}

#[test]
fn a_choice_between_two_and_a_place_for_each_result() {
    let yaml = r#"
vars: { region: 华东, key: "{credential.secret}" }
signing:
  hash: { when: "verb in [POST, PUT] and body is there", then: "{body | sha256 | hex}", else: "" }
  name: "{header.host | lower | or('无')}{hash | before(':')}{'x' | upper}"
  signature: "{name | hmac_sha512(var.key) | base64url(nopad)}"
  token: "{credential.sid}:{signature}"
place:
  - { header: X-Sign, param: { sid: "{credential.sid}", token: "{token | form('!()', lower)}" } }
  - { when: var.region = 华东, query: { at: "{clock.format('yyyyMMdd', '+08:00')}" } }
"#;
    let (scheme, mistakes) = read(yaml);
    assert_eq!(mistakes, Vec::new());
    for part in [
        r#"Choice { when: When([Check { value: Template([Value(Verb, [])]), holds: true, texts: ["POST", "PUT"] }"#,
        r#"Check { value: Template([Value(Body, [])]), holds: false, texts: [""] }"#,
        r#"Value(Header("host"), [Lower, Or(Text("无"))])"#,
        r#"Value(Step("hash"), [Before(":")]), Value(Text("x"), [Upper])"#,
        r#"[Hmac(Sha512, Var("key")), Base64(Base64 { url: true, padded: false })]"#,
        r#"SentParameter { location: Header, name: "X-Sign", value: Template([Value(Signature, [])]), when: When([]) }"#,
        r#"SentParameter { location: Form, name: "token", value: Template([Value(Step("token"), [Percent(Percent { form: true, keep: "!()", lower: true })])])"#,
        r#"SentParameter { location: Query, name: "at", value: Template([Value(Clock, [Format("yyyyMMdd", Some(Offset(480)))])]), when: When([Check { value: Template([Value(Var("region"), [])]), holds: true, texts: ["华东"] }]) }"#,
    ] {
        assert!(scheme.contains(part), "{part}\n{scheme}");
    }
}

#[test]
fn the_body_is_text_beside_text_and_bytes_where_bytes_are_wanted() {
    let yaml = r#"
file: { when: header.content-type = image/png, then: 图, else: { when: verb = GET, then: "", else: "{body}" } }
encoded: "{body | utf8 | base64}{body | utf8}"
pairs: { over: [json.head, json], sort: key, each: "{key}={value | json}" }
signature: "{file}{url | remove('?&')}{body | crc32}{credential.secret | hmac_sha224(file) | hex}"
"#;
    let (scheme, mistakes) = read(yaml);
    assert_eq!(mistakes, Vec::new());
    for part in [
        "otherwise: Template(Template([Value(Body, [Utf8])]))",
        "[Value(Body, [Base64(Base64 { url: false, padded: true })]), Value(Body, [Utf8])]",
        r#"sources: [Json("head"), Json("")]"#,
        r#"Value(Url, [Remove("?&")]), Value(Body, [Crc32])"#,
        r#"[Hmac(Sha224, Step("file")), Hex]"#,
    ] {
        assert!(scheme.contains(part), "{part}\n{scheme}");
    }
}

fn assert_mistake(yaml: &str, code: Code, at: &str, says: &str) {
    let (_, mistakes) = read(yaml);
    assert_eq!(mistakes.len(), 1, "{yaml}: {mistakes:?}");
    let (found, marked, said) = mistakes.first().expect("a mistake is told");
    assert_eq!((*found, marked.as_str()), (code, at), "{yaml}: {said}");
    assert!(said.contains(says), "{yaml}: {said}");
}

#[test]
fn every_mistake_is_marked_where_it_is() {
    let last = "\nsignature: '{credential.secret | md5 | hex}'";
    let with = |step: &str| format!("{step}{last}");
    assert_mistake("signature: '{credential.secret | md5}'", Code::TextAndBytes, "{credential.secret | md5}", "| hex");
    assert_mistake("a: '{b}'\nb: '{credential.secret}'", Code::UnknownName, "b", "");
    assert_mistake(&with("body: 店"), Code::BadTemplate, "body", "an input has this name");
    assert_mistake(&with("甲 乙: 店"), Code::BadTemplate, "甲 乙", "cannot name a step");
    assert_mistake(&with("a: { over: prams, each: '{key}' }"), Code::UnknownWord, "prams", "did you mean `params`?");
    assert_mistake(&with("a: { over: params, each: '{kye}' }"), Code::UnknownName, "kye", "did you mean `key`?");
    assert_mistake(&with("a: { over: params, each: '{key}', sort: keys }"), Code::UnknownWord, "keys", "`key`");
    assert_mistake(&with("a: { over: params, each: '{key}', jion: '&' }"), Code::UnknownKey, "jion", "`join`");
    assert_mistake(&with("a: { over: [], each: '{key}' }"), Code::WrongKind, "[]", "at least one");
    assert_mistake(&with("a: { over: params }"), Code::MissingKey, "{ over: params }", "needs `each`");
    assert_mistake(&with("a: [店]"), Code::WrongKind, "[店]", "a list");
    assert_mistake(&with("a: { over: params, each: '{value | md5}' }"), Code::TextAndBytes, "{value | md5}", "| hex");
    assert_mistake(&with("a: { over: { x: '{key}' }, each: '{key}' }"), Code::UnknownName, "key", "only in `each`");
    assert_mistake(&with("a: { when: verb, then: x }"), Code::BadTemplate, "verb", "compares nothing");
    assert_mistake(&with("a: { when: verb = GET, then: y, than: x }"), Code::UnknownKey, "than", "`then`");
    assert_mistake(
        &with("a: { when: body is empty, then: '{body | md5}', else: 无 }"),
        Code::TextAndBytes,
        "{ when: body is empty, then: '{body | md5}', else: 无 }",
        "text and bytes",
    );
    assert_mistake(&with("a: '{body | slice(x)}'"), Code::BadTemplate, "x", "slice(0, 16)");
    assert_mistake(&with("a: '{body | percent(\"订\")}'"), Code::BadTemplate, "percent", "only ASCII");
    assert_mistake(&with("a: '{header.x | unbase64 | lower}'"), Code::TextAndBytes, "lower", "`| utf8`");
    assert_mistake(&with("a: '{clock.unix | radix(37)}'"), Code::BadTemplate, "37", "radix(16)");
    assert_mistake(&with("a: '{header.x | remove(\"\")}'"), Code::BadTemplate, "", "remove('.,')");
    assert_mistake(&with("a: '{body | hmac_md5(verb, der) | hex}'"), Code::BadTemplate, "der", "one input");
    assert_mistake(&with("a: { over: json., each: '{key}' }"), Code::UnknownWord, "json.", "`json`");
    assert_mistake("[]", Code::WrongKind, "[]", "named steps");
}

#[test]
fn a_step_that_cannot_be_read_is_told_once() {
    let yaml = "canonical: '{店铺}'\nsignature: '{canonical | md5 | hex}'";
    assert_mistake(yaml, Code::UnknownName, "店铺", "");
}
