//! Templates of an invented platform.

use crate::{Base64, Credential, CredentialPart, Hash, Part, Percent, TextUnit};
use proptest::prelude::*;

use super::*;
use crate::notation::Forever;
use crate::notation::cursor::tests::{at_start, marked};
use crate::notation::template::inputs::{NamedValue, Position, REFUSAL_VARS};

const CREDENTIALS: &[Credential<'static>] = &[
    Credential { name: "sid", title: "账号", secret: false, optional: false, parts: &[], split: "", token: None },
    Credential {
        name: "密钥",
        title: "密钥",
        secret: true,
        optional: false,
        parts: &[CredentialPart { name: "secret", secret: true }, CredentialPart { name: "salt", secret: false }],
        split: ":",
        token: None,
    },
];

const STEPS: &[NamedValue<'static>] = &[
    NamedValue { name: "canonical", kind: Kind::Text, uses: Uses { secret: false, signature: false, params: true } },
    NamedValue { name: "derived", kind: Kind::Bytes, uses: Uses { secret: true, signature: false, params: false } },
];

const fn names(position: Position) -> NameTable<'static> {
    NameTable { position, credentials: CREDENTIALS, steps: STEPS, scheme_vars: &[], vars: None }
}

type Told = Vec<(Code, String, String)>;

fn read_at(text: &str, names: &NameTable<'_>, must_be_text: bool) -> Result<(String, Kind, Uses), Told> {
    let mut diagnostics = Diagnostics::default();
    let found = read_as(at_start(text), must_be_text, names, Forever, &mut diagnostics);
    let mistakes: Vec<_> = diagnostics
        .sorted()
        .into_iter()
        .map(|one| (one.code, marked(text, one.span).to_owned(), one.message.clone() + "; " + &one.help))
        .collect();
    assert_eq!(found.is_some(), mistakes.is_empty(), "{text}");
    found.map(|read| (format!("{:?}", read.template.0), read.kind, read.uses)).ok_or(mistakes)
}

fn assert_reads(text: &str, position: Position, parts: &[Part<'_>], kind: Kind) {
    let (found, found_kind, _) = read_at(text, &names(position), false).expect(text);
    assert_eq!((found, found_kind), (format!("{parts:?}"), kind), "{text}");
}

#[test]
fn templates_of_the_legend() {
    use Input::{Body, Clock, Credential, Endpoint, Environment, Header, Key, Param, Step, Var};
    use Part::{Text, Value};
    let text = |text, position, parts: &[Part<'_>]| assert_reads(text, position, parts, Kind::Text);
    assert_reads("", Position::Step, &[], Kind::TextBytes);
    text("v1.0 中文🙂}", Position::Common, &[Text("v1.0 中文🙂}")]);
    text("{{\"id\": {credential.sid}}", Position::Step, &[Text("{\"id\": "), Value(Credential("sid"), &[]), Text("}")]);
    text("{environment}{endpoint}", Position::Address, &[Value(Environment, &[]), Value(Endpoint, &[])]);
    text(
        "{key.len:02}-{key}:{value.len(utf16):04}-{value | lower | percent}",
        Position::Item,
        &[
            Value(Key, &[Filter::Len(TextUnit::Chars), Filter::Pad(2)]),
            Text("-"),
            Value(Key, &[]),
            Text(":"),
            Value(Input::Value, &[Filter::Len(TextUnit::Utf16), Filter::Pad(4)]),
            Text("-"),
            Value(Input::Value, &[Filter::Lower, Filter::Percent(Percent::URI)]),
        ],
    );
    text("{clock.unix}", Position::Common, &[Value(Clock, &[Filter::Unix(0)])]);
    text(
        "{clock.unix(1325347200):012}",
        Position::Common,
        &[Value(Clock, &[Filter::Unix(1_325_347_200), Filter::Pad(12)])],
    );
    text("{clock.local}", Position::Step, &[Value(Clock, &[Filter::Local])]);
    text(
        "{param.len}{param.len.len}",
        Position::Step,
        &[Value(Param("len"), &[]), Value(Param("len"), &[Filter::Len(TextUnit::Chars)])],
    );
    text("{header.x-acme-date | trim}", Position::Step, &[Value(Header("x-acme-date"), &[Filter::Trim])]);
    text("{count.created}", Position::Answer, &[Value(Var("count.created"), &[])]);
    text("{param.页码}", Position::Answer, &[Value(Param("页码"), &[])]);
    text(
        "{canonical | md5 | hex}",
        Position::Step,
        &[Value(Step("canonical"), &[Filter::Digest(Hash::Md5), Filter::Hex])],
    );
    text("{body | base64}", Position::Step, &[Value(Body, &[Filter::Base64(Base64::STANDARD)])]);
    let keyed = &[Filter::Hmac(Hash::Sha256, Step("derived"))];
    assert_reads("{canonical | hmac_sha256(derived)}", Position::Step, &[Value(Step("canonical"), keyed)], Kind::Bytes);
    assert_reads("{derived}{body}", Position::Step, &[Value(Step("derived"), &[]), Value(Body, &[])], Kind::Bytes);
}

#[test]
fn the_body_is_text_where_text_is_wanted() {
    let body = |filters| Part::Value(Input::Body, filters);
    assert_reads("{body}", Position::Step, &[body(&[])], Kind::TextBytes);
    assert_reads("{body | sha256}", Position::Step, &[body(&[Filter::Digest(Hash::Sha256)])], Kind::Bytes);
    assert_reads("a{body}", Position::Step, &[Part::Text("a"), body(&[Filter::Utf8])], Kind::Text);
    assert_reads("{body | lower}", Position::Step, &[body(&[Filter::Utf8, Filter::Lower])], Kind::Text);
    assert_reads("{body.len}", Position::Step, &[body(&[Filter::Utf8, Filter::Len(TextUnit::Chars)])], Kind::Text);
    assert_reads("{body.len(bytes)}", Position::Step, &[body(&[Filter::Len(TextUnit::Bytes)])], Kind::Text);
    let (parts, kind, _) = read_at("{body}", &names(Position::Common), true).expect("a text");
    assert_eq!((parts, kind), (format!("{:?}", [body(&[Filter::Utf8])]), Kind::Text));
}

#[test]
fn what_a_template_takes_in_is_known() {
    let uses = |text, position| read_at(text, &names(position), false).expect(text).2;
    assert!(uses("{credential.secret}", Position::Step).secret);
    assert!(uses("{canonical | hmac_md5(credential.密钥) | hex}", Position::Step).secret);
    assert!(uses("{derived | hex}", Position::Step).secret);
    assert!(!uses("{credential.sid}{credential.salt}", Position::Step).secret);
    assert!(uses("{canonical}", Position::Step).params);
    assert!(uses("{signature}", Position::Common).signature);
}

fn assert_mistake(text: &str, position: Position, code: Code, at: &str, says: &str) {
    let mistakes = read_at(text, &names(position), true).expect_err(text);
    let (found, marked, said) = mistakes.first().expect("a mistake is told");
    assert_eq!((*found, marked.as_str()), (code, at), "{text}: {said}");
    assert!(said.contains(says), "{text}: {said}");
}

#[test]
fn every_mistake_is_marked_where_it_is() {
    let at_step = |text, code, at, says| assert_mistake(text, Position::Step, code, at, says);
    at_step("店铺{canonical | md5}", Code::TextAndBytes, "{canonical | md5}", "add `| hex` or `| base64`");
    at_step("{derived}", Code::TextAndBytes, "{derived}", "add `| hex`");
    at_step("{canonical | hex}", Code::TextAndBytes, "hex", "add `| utf8`");
    at_step("{canonical | md5 | lower}", Code::TextAndBytes, "lower", "before it");
    at_step("{canonical | md5 | utf8}", Code::TextAndBytes, "utf8", "before it");
    at_step("{derived.len}", Code::TextAndBytes, "derived", "");
    at_step("中{credential.appsecret}", Code::UnknownName, "credential.appsecret", "`credential.secret`");
    at_step("{credential.slat}", Code::UnknownName, "credential.slat", "did you mean `credential.salt`?");
    at_step("{sid}", Code::UnknownName, "sid", "did you mean `credential.sid`?");
    at_step("{params.x}", Code::UnknownName, "params.x", "did you mean `param.x`?");
    at_step("{canonicl}", Code::UnknownName, "canonicl", "did you mean `canonical`?");
    at_step("{key}", Code::UnknownName, "key", "only in `each`");
    at_step("{signature}", Code::UnknownName, "signature", "not known here");
    at_step("{clock.unixms}", Code::UnknownName, "clock.unixms", "clock.unix_ms");
    at_step("{clock}", Code::BadTemplate, "clock", "clock.local");
    at_step("{clock.unix(甲)}", Code::BadTemplate, "甲", "1325347200");
    at_step("{clock.local(1)}", Code::BadTemplate, "1", "only `clock.unix`");
    at_step("{canonical | md6 | hex}", Code::UnknownFilter, "md6", "did you mean `md5`?");
    at_step("{canonical | unix}", Code::UnknownFilter, "unix", "{clock.unix}");
    at_step("{canonical | hmac_sha1 | hex}", Code::BadTemplate, "hmac_sha1", "needs a key");
    at_step("{canonical | hmac_sha1(sercet) | hex}", Code::UnknownName, "sercet", "");
    at_step("{canonical | hex(3)}", Code::BadTemplate, "3", "no argument");
    at_step("{canonical(3)}", Code::BadTemplate, "3", "no argument");
    at_step("{canonical.len(byte)}", Code::UnknownWord, "byte", "did you mean `bytes`?");
    at_step("{canonical:4}", Code::BadTemplate, "4", "`:04`");
    at_step("{canonical:0999}", Code::BadTemplate, "0999", "255");
    at_step("{canonical", Code::BadTemplate, "{", "never closed");
    at_step("{}", Code::BadTemplate, "}", "`{{`");
    at_step("{canonical ｜ md5}", Code::BadTemplate, "｜", "write `|`");
    at_step("{canonical | lower upper}", Code::BadTemplate, "u", "");
    assert_mistake("{param.x}", Position::Common, Code::UnknownName, "param.x", "");
    assert_mistake("{body}", Position::Address, Code::UnknownName, "body", "not known here");
    assert_mistake("{clock.unix}", Position::Answer, Code::UnknownName, "clock.unix", "");
    assert_mistake(
        "{count.craeted}",
        Position::Answer,
        Code::UnknownName,
        "count.craeted",
        "did you mean `count.created`?",
    );
    let refusal = NameTable { vars: Some(REFUSAL_VARS), ..names(Position::Refusal) };
    let mistakes = read_at("参数{var.feild}", &refusal, true).expect_err("no such variable");
    let (code, at, said) = mistakes.first().expect("a mistake is told");
    assert_eq!((*code, at.as_str()), (Code::UnknownName, "var.feild"));
    assert!(said.contains("did you mean `var.field`?"), "{said}");
}

#[test]
fn all_wrong_names_are_told_at_once() {
    let mistakes = read_at("{甲}{乙 | md6}{canonical | md5}x", &names(Position::Step), false).expect_err("four");
    let codes: Vec<_> = mistakes.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, [Code::UnknownName, Code::UnknownName, Code::UnknownFilter, Code::TextAndBytes]);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,60}", words in "(\\{|\\}|\\{\\{|\\||key|clock\\.unix|body|\\.len|:0|4|md5|hex|\\(|\\)|credential\\.|店|｜| ){0,20}") {
        for text in [text, words] {
            for position in [Position::Step, Position::Item, Position::Common, Position::Address, Position::Answer, Position::Refusal] {
                let _ = read_at(&text, &names(position), true);
                let _ = read_at(&text, &names(position), false);
            }
        }
    }
}

/// Values of templates, most of which may stand in a step.
fn values() -> impl Strategy<Value = String> {
    const INPUTS: &[&str] = &[
        "credential.sid",
        "credential.secret",
        "param.店铺",
        "query",
        "query.a",
        "form.a",
        "header.x-a",
        "json",
        "json.a.b",
        "var.x",
        "canonical",
        "derived",
        "body",
        "clock.unix",
        "clock.unix(5)",
        "clock.unix_ms",
        "clock.unix_ms(-9)",
        "clock.local",
        "clock.format('yyyy', utc)",
        "clock.format('MM', '-03:30')",
        "clock.format('dd')",
        "nonce",
        "endpoint",
        "environment",
        "verb",
        "scheme",
        "host",
        "path",
        "url",
        "format",
        "key",
        "value",
        "'它''",
        "'x'",
        "\"it's\"",
        "body.len(bytes)",
        "path.len",
        "path.len(utf16):04",
    ];
    const FILTERS: &[&str] = &[
        "lower",
        "upper",
        "trim",
        "collapse",
        "slice(0, 16)",
        "slice(-3)",
        "replace('+', \"'\")",
        "remove('.,')",
        "radix(16)",
        "split(':', -1)",
        "before('?')",
        "after('&')",
        "or('无')",
        "or(verb)",
        "json",
        "json(ascii)",
        "json_sorted",
        "normal_path",
        "percent",
        "percent('/')",
        "form('!()', lower)",
        "form(lower)",
        "unpercent",
        "utf8",
        "md5",
        "sha512_256",
        "hmac_sha1(credential.secret)",
        "rsa_pss_sha384(derived)",
        "ed25519('x')",
        "crc32",
        "hex",
        "base64",
        "base64(nopad)",
        "base64url",
        "base64url(nopad)",
        "unhex",
        "unbase64",
    ];
    let filters = prop::collection::vec(prop::sample::select(FILTERS), 0..4);
    (prop::sample::select(INPUTS), filters)
        .prop_map(|(input, filters)| format!("{{{}}}", [&[input], &filters[..]].concat().join(" | ")))
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(
        parts in prop::collection::vec(prop_oneof![2 => values(), 1 => "[a-z店}'\" |:]{0,4}", 1 => Just("{{".to_owned())], 0..4),
    ) {
        let text = parts.concat();
        for must_be_text in [true, false] {
            let read = |text: &str| {
                read_as(at_start(text), must_be_text, &names(Position::Item), Forever, &mut Diagnostics::default())
            };
            let Some(found) = read(&text) else { continue };
            let printed = print(found.template);
            prop_assert_eq!(read(&printed), Some(found), "{} {}", text, printed);
        }
    }
}

#[test]
fn every_filter_is_printed_by_its_name() {
    for filters::FilterWord { name, takes, .. } in filters::FILTERS {
        let text = match takes {
            filters::Takes::Nothing(..) => (*name).to_owned(),
            filters::Takes::Mac(_) | filters::Takes::Sign(_) | filters::Takes::Input => format!("{name}(verb)"),
            filters::Takes::More(_, example) => (*example).to_owned(),
        };
        let found =
            ["{verb | ", "{verb | utf8 | "].iter().find_map(|before| read_at_step(&format!("{before}{text}}}")));
        assert!(found.is_some_and(|printed| printed.ends_with(&format!(" | {text}}}"))), "{text}");
    }
}

/// What is printed of a template of a step.
fn read_at_step(text: &str) -> Option<String> {
    let read = read(at_start(text), &names(Position::Step), Forever, &mut Diagnostics::default());
    read.map(|read| print(read.template))
}
