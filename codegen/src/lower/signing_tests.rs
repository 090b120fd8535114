//! Schemes of an invented platform, as the section of a file.

use signwright_runtime::model::{Filter, Input, Part};

use super::*;
use crate::diagnostic::FileId;
use crate::syntax;

const CREDENTIALS: &[Credential<'static>] = &[
    Credential { name: "sid", title: "账号", secret: false, optional: false, parts: &[], split: "" },
    Credential { name: "secret", title: "密钥", secret: true, optional: false, parts: &[], split: "" },
];

const COMMON: Uses = Uses { secret: false, signature: true, params: false };

/// The scheme as text, and its mistakes: code, marked text, message and help.
fn read(yaml: &str, common: Uses, vectors: usize) -> (String, Vec<(Code, String, String)>) {
    let arena = Arena::new();
    let mut diagnostics = Diagnostics::default();
    let tree = syntax::parse(yaml, FileId(0), &mut diagnostics).expect("the test is YAML");
    let scheme = lower(&tree, CREDENTIALS, &arena, &mut diagnostics);
    if !diagnostics.has_errors() {
        check(&scheme, common, vectors, tree.span, &mut diagnostics);
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
        steps: &[
            Step {
                name: "canonical",
                body: StepBody::Items {
                    over: &[Over::Params, Over::Pair("body", Template(&[Part::Value(Input::Body, &[Filter::Utf8])]))],
                    sort: SortBy::Pair,
                    except: &["签名"],
                    drop_empty: true,
                    each: Template(&[Part::Value(Input::Key, &[]), Part::Text("="), Part::Value(Input::Value, &[])]),
                    join: "&",
                },
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
                    &[Filter::Md5, Filter::Hex],
                )])),
            },
        ],
    };
    assert_eq!(read(yaml, COMMON, 1), (format!("{signing:?}"), Vec::new()));
}

#[test]
fn a_key_derived_in_steps() {
    let yaml = r#"
day_key: "{clock.local | hmac_sha256(credential.secret)}"
key_2: "{host | hmac_sha256(day_key)}"
digest: "{body}"
signature: "{digest | hmac_sha256(key_2) | hex}"
"#;
    assert_eq!(read(yaml, COMMON, 1).1, Vec::new());
}

#[test]
fn a_secret_may_come_through_the_parameters() {
    let yaml = "signature: { over: query, each: '{key}{value}' }\n";
    let codes = |common| read(yaml, common, 1).1.into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
    assert_eq!(codes(COMMON), [Code::NoSecret]);
    assert_eq!(codes(Uses { secret: true, ..COMMON }), []);
}

#[test]
fn a_scheme_needs_a_secret_a_place_and_a_vector() {
    let yaml = "canonical: '{credential.secret}'\nsignature: '{body | md5 | hex}'\n";
    let (_, mistakes) = read(yaml, Uses::default(), 0);
    let codes: Vec<_> = mistakes.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, [Code::NoSecret, Code::NoPlace, Code::NoVector]);
}

fn assert_mistake(yaml: &str, code: Code, at: &str, says: &str) {
    let (_, mistakes) = read(yaml, COMMON, 1);
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
    assert_mistake(
        "signature: '{credential.secret}'\nb: '{signature}'",
        Code::BadTemplate,
        "signature",
        "the last one",
    );
    assert_mistake(&with("a: { over: prams, each: '{key}' }"), Code::UnknownWord, "prams", "did you mean `params`?");
    assert_mistake(&with("a: { over: params, each: '{kye}' }"), Code::UnknownName, "kye", "did you mean `key`?");
    assert_mistake(&with("a: { over: params, each: '{key}', sort: keys }"), Code::UnknownWord, "keys", "`key`");
    assert_mistake(&with("a: { over: params, each: '{key}', jion: '&' }"), Code::UnknownKey, "jion", "`join`");
    assert_mistake(&with("a: { over: [], each: '{key}' }"), Code::WrongKind, "[]", "at least one");
    assert_mistake(&with("a: { over: params }"), Code::MissingKey, "{ over: params }", "needs `each`");
    assert_mistake(&with("a: [店]"), Code::WrongKind, "[店]", "a list");
    assert_mistake(&with("a: { over: params, each: '{value | md5}' }"), Code::TextAndBytes, "{value | md5}", "| hex");
    assert_mistake(&with("a: { over: { x: '{key}' }, each: '{key}' }"), Code::UnknownName, "key", "only in `each`");
    assert_mistake("[]", Code::WrongKind, "[]", "named steps");
}

#[test]
fn a_step_that_cannot_be_read_is_told_once() {
    let yaml = "canonical: '{店铺}'\nsignature: '{canonical | md5 | hex}'";
    assert_mistake(yaml, Code::UnknownName, "店铺", "");
}
