//! The text of a platform is read as it was written, and what was not written is refused with its place.

use super::*;
use crate::v1::{platform, sandbox};
use crate::{AnswerTemplate, Common, Part, PlatformText, Template, Text, Wire};
use proptest::prelude::*;

const TEXT: &str = "
platform: acme-shop
title: 顶点商城
docs: https://acme.example/文档
zone: +08:00
environments: { test: \"https://acme.example/api  测试环境 🙂\" }
credentials:
  app_key: public  应用
  app_secret: { is: secret, title: 密钥, split: \":\", parts: { secret: secret, salt: public } }
  token: { is: secret?, title: 令牌, get: 令牌.取, refresh: token.refresh, from: data.token, expires: data.ttl, rotates: app_key, lasts: 4 hours }
common:
  $in: query
  app_key: { type: \"varchar! = {credential.app_key}\", title: 应用 }
  t: { type: \"varchar! = {clock.unix(1325347200)}\", title: 时间 | 秒 }
  v: { type: varchar = \"1 0\" }
  sign: { type: \"varchar! = {signature}\", title: 签名 }
wire:
  verb: POST
  url: \"{environment}/{var.node}\"
  body: envelope
  envelope: [请求, \"{var.node}\"]
  formats: [xml, json]
  escape: ascii
  drop_empty: yes
  more_path: yes
vars: { 连接: \"&\" }
signing:
  canonical:
    over: [params, { body: \"{body | utf8}\" }]
    except: [sign_*]
    sort: key_ignoring_case
    each: \"{key}={value | percent}\"
    join: \"{var.连接}\"
  signature: \"{credential.secret}{canonical | hmac_sha256(credential.secret) | hex | upper}\"
place:
  - header: { X-Sign: \"{signature}\" }
    when: verb = POST
clock: { param: t, tolerance: 120 }
rate: [\"6000 weight / minute by ip, used header X-Used\", 0.0167 / second burst 20]
reply: { format: json, root: response.body, success: code = 0 and sub_code is empty, code: code, message: message }
errors:
  - 100 ~ 超过每分钟* | 调用过快 |  | throttled
  - \"签名错误: * | 检查 #1\"
";

const SANDBOX: &str = "
credentials: [{ token: 甲 }, { token: 乙 }, { app_key: k }, { app_secret: s }]
refusal: { code: \"{var.code}\", list: [{ message: \"{var.message}\" }, \"$rows\"] }
refuse:
  malformed:
    - { when: var.rule = several_nodes, code: \"9\", message: 多个节点 }
    - 8 | 报文错误
  field:
    code: \"7\"
    message: \"{var.detail | upper} ｜ 甲|乙\"
    assumed: yes
  rule: \"6 | {var.path}: 错 | assumed\"
";

fn made(text: &str, of_sandbox: &str) -> &'static PlatformText {
    let of_sandbox = if of_sandbox.is_empty() { Text::NONE } else { sandbox(String::from(of_sandbox).leak()) };
    Box::leak(Box::new(platform(String::from(text).leak()).sandbox(of_sandbox)))
}

#[test]
fn what_is_written_is_read_and_written_again() {
    let read = made(TEXT, SANDBOX).platform().expect("a sound text");
    assert_eq!(read.refusals.list.len(), 4);
    assert_eq!((read.errors[0].matches.message, read.errors[0].remedy), ("超过每分钟*", ""));
    let (text, of_sandbox) = print(read);
    let again = made(&text, &of_sandbox).platform().unwrap_or_else(|error| panic!("{error}\n{text}\n{of_sandbox}"));
    assert_eq!(again, read);
    assert_eq!(print(again), (text, of_sandbox));
    let without = made(TEXT, "").platform().expect("a sound text");
    assert_eq!(without.refusals, Refusals { answer: None, list: &[] });
    assert!(print(without).1.is_empty());
}

#[test]
fn a_platform_without_common_parameters_has_no_table_of_them() {
    let (before, behind) = TEXT.split_once("common:\n").expect("a table");
    let (_, behind) = behind.split_once("wire:\n").expect("what follows");
    let bare = format!("{before}wire:\n{behind}").replace("clock: { param: t, tolerance: 120 }\n", "");
    let platform = made(&bare, "").platform().expect("a platform");
    assert_eq!(platform.common, Common::default());
    assert!(!print(platform).0.contains("common:"));
}

/// Why a text is refused, and the line that is named: the first is that of the text itself.
fn refused(text: &str, of_sandbox: &str) -> (usize, String) {
    let line_of = |error: String| {
        let behind = error.strip_prefix(&format!("{}:", file!())).map(str::to_owned).unwrap_or_default();
        let (line, says) = behind.split_once(": ").expect("a line");
        (line.parse::<usize>().expect("a number"), says.to_owned())
    };
    let error = made(text, of_sandbox).platform().expect_err(text).to_string();
    let first = made("x", "").platform().expect_err("no platform").to_string();
    let first_of_sandbox = made(TEXT, "x").platform().expect_err("no sandbox").to_string();
    let first = line_of(if of_sandbox.is_empty() { first } else { first_of_sandbox }).0;
    let (line, says) = line_of(error);
    (line - first, says)
}

#[test]
fn a_word_that_is_not_known_is_refused_with_its_line() {
    for (written, altered, line, says) in [
        ("platform: acme-shop", "platfrom: acme-shop", 1, "unknown key `platfrom`; did you mean `platform`?"),
        ("| hex | upper", "| hex | uper", 33, "unknown filter `uper`; did you mean `upper`?"),
        ("hmac_sha256(credential.secret)", "hmac_sha257(credential.secret)", 33, "unknown filter `hmac_sha257`"),
        (
            "{credential.secret}{can",
            "{credential.sercet}{can",
            33,
            "`credential.sercet`; did you mean `credential.secret`?",
        ),
        ("over: [params", "over: [parms", 28, "unknown word `parms`; did you mean `params`?"),
        ("sort: key_ignoring_case", "sort: key_ignoring", 30, "did you mean `key_ignoring_case`?"),
        ("    join:", "    jion:", 32, "unknown key `jion`; did you mean `join`?"),
        ("body: envelope", "body: envelop", 19, "unknown word `envelop`; did you mean `envelope`?"),
        ("more_path: yes", "more_path: maybe", 24, "unknown word `maybe`"),
        ("escape: ascii", "escape: asci", 22, "did you mean `ascii`?"),
        ("clock: {", "clok: {", 37, "unknown key `clok`; did you mean `clock`?"),
        ("success: code = 0", "success: code == 0", 39, ""),
        ("| throttled", "| throtled", 41, "unknown word `throtled`; did you mean `throttled`?"),
        ("zone: +08:00", "zone: 8", 4, "`8` is no zone"),
        ("token: { is: secret?", "token: { is: secret!", 9, "unknown word `secret!`"),
        ("$in: query", "$in: body", 11, "unknown word `body`"),
        ("is: secret,", "is: secret, privacy: high,", 8, "unknown key `privacy`"),
        ("- header:", "- trailer:", 35, "unknown place `trailer`"),
        ("  v: { type", "  t: { type", 14, "`t` stands twice"),
    ] {
        let text = TEXT.replacen(written, altered, 1);
        assert_ne!(text, TEXT, "{written}");
        let (found, why) = refused(&text, "");
        assert!(why.contains(says), "{altered}: {why}");
        assert_eq!(found, line, "{altered}: {why}");
    }
    for (written, altered, line, says) in [
        ("  field:", "  feild:", 7, "unknown word `feild`; did you mean `field`?"),
        ("| assumed\"", "| asumed\"", 11, "did you mean `assumed`?"),
        ("var.rule =", "var.role =", 5, "var.role"),
        ("{ app_key: k }", "{ appkey: k }", 1, ""),
        ("  rule: ", "  field: ", 11, "`field` stands twice"),
        ("refusal: {", "refusl: {", 1, "`refusal` is missing"),
    ] {
        let text = SANDBOX.replacen(written, altered, 1);
        assert_ne!(text, SANDBOX, "{written}");
        let (found, why) = refused(TEXT, &text);
        assert!(why.contains(says), "{altered}: {why}");
        assert_eq!(found, line, "{altered}: {why}");
    }
}

#[test]
fn a_cut_text_is_refused() {
    let ends: Vec<_> = TEXT.char_indices().map(|(end, _)| end).collect();
    let cut = |end: usize| made(&TEXT[..end], "").platform();
    // The last lines are the table of codes: a table with fewer rows is a whole text of another platform.
    let codes = TEXT.find("errors:").expect("a table");
    for end in ends.into_iter().filter(|end| *end < codes - 1) {
        let read = cut(end);
        assert!(read.is_err(), "cut behind {:?}", &TEXT[..end]);
    }
    assert!(made("", "").platform().is_err());
}

fn hostile() -> impl Strategy<Value = String> {
    const HOSTILE: &[&str] = &[
        "",
        " ",
        "'",
        "\"",
        "it's \"so\"",
        "a: b",
        "# no comment",
        "a #b",
        "- x",
        "{a}",
        "{{",
        "[",
        "$rows",
        "$in",
        "\\",
        "\\n",
        "a\nb\r\n",
        "\0",
        "\u{2028}",
        "\u{202e}倒",
        "\"#;\npub fn evil() {}\npub const Y: &str = r#\"x",
        "yes",
        "~",
        "null",
        "订单，😀：",
        "a | b",
        "甲｜乙",
        "  前后  ",
        "…",
        "...",
        "---",
    ];
    prop_oneof![any::<String>(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)]
}

proptest! {
    #[test]
    fn whatever_a_vendor_writes_is_read_as_it_was(
        texts in proptest::collection::vec(hostile(), 8), secret in any::<bool>(), drop_empty in any::<bool>(),
        name in proptest::sample::select(&["X\u{3000}订单", "a: b", "单:", "- x", "# x", "x #y", "[x]", "'x'", "\"x", "yes", "订, 单"][..]),
    ) {
        let kept = |index: usize| -> &'static str { String::from(texts[index].trim()).leak() };
        let word = |index: usize| -> &'static str {
            // No template holds the full-width braces: they are refused, for they look like the others.
            let word: String = texts[index].chars().filter(|c| !c.is_whitespace() && !"｛｝".contains(*c)).collect();
            if word.is_empty() { "词" } else { word.leak() }
        };
        let read = *made(TEXT, SANDBOX).platform().expect("a sound text");
        let mut environments = read.environments.to_vec();
        environments[0].title = kept(0);
        let mut credentials = read.credentials.to_vec();
        (credentials[0].title, credentials[0].secret, credentials[1].title) = (kept(1), secret, kept(2));
        let mut fields = read.common.fields.to_vec();
        fields[0].title = kept(3);
        fields[1].name = name;
        let mut sent = read.signing.parameters.to_vec();
        // The name of a header is held to HTTP's own.
        (sent[0].name, sent[0].location) = (name, Location::Query);
        let answer = [(word(4), AnswerTemplate::Value(Template(Vec::leak(vec![Part::Text(word(5))])))), ("行", AnswerTemplate::Rows)];
        let platform = Platform {
            name: word(6),
            title: kept(7),
            docs: kept(0),
            environments: environments.leak(),
            credentials: credentials.leak(),
            common: Common { fields: fields.leak(), ..read.common },
            wire: Wire { drop_empty, ..read.wire },
            signing: Signing { parameters: sent.leak(), ..read.signing },
            clock: None,
            refusals: Refusals { answer: Some(AnswerTemplate::Map(Vec::leak(answer.to_vec()))), ..read.refusals },
            ..read
        };
        let (text, of_sandbox) = print(&platform);
        let again = made(&text, &of_sandbox).platform();
        prop_assert_eq!(again, Ok(&platform), "{}\n{}", text, of_sandbox);
        prop_assert!(!text.contains('\r') && !of_sandbox.contains('\r'));
    }

    #[test]
    fn no_text_stops_the_reader(text in "([a-z{}:,\\[\\]\"'|$#! -]|\n|订单|platform: |signing:\n  ){0,60}") {
        let _ = made(&text, &text).platform();
        let _ = made(TEXT, &text).platform();
    }
}
