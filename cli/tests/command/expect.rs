//! `sign` when the other side's signature differs: the mistake in a sentence, the first difference of two texts, the
//! steps explained, and lines that make the signature elsewhere. No secret in any of them.

use super::{REQUEST, Run, SIGNATURE, at, file, path, run_with, signwright, tests};

fn sign(arguments: &[&str]) -> Run {
    let run = run_with(&[&["sign", "acme", "--request", "-"], arguments].concat(), REQUEST);
    for secret in ["acme-密钥", "t0ken-暗号"] {
        assert!(!run.shows(secret), "{}{}", run.out, run.err);
    }
    run
}

#[test]
fn the_signature_that_is_ours_is_no_difference() {
    let run = sign(&["--expect", SIGNATURE]).expect(0);
    assert!(run.out.ends_with(&format!("\nthe signature is `{SIGNATURE}` on both sides\n")), "{}", run.out);
    let run = sign(&["--expect", SIGNATURE, "--json"]).expect(0);
    assert_eq!(at(&run.out, "expect.equal").as_deref(), Some("true"));
}

#[test]
fn a_mistake_is_told_in_a_sentence_and_as_data() {
    let upper = SIGNATURE.to_uppercase();
    let sentence = "the other side writes the hex of `signature` in upper case";
    let run = sign(&["--expect", &upper]).expect(1);
    let differs = format!("the other side's signature `{upper}` differs from ours");
    assert!(run.out.ends_with(&format!("\n{differs}\n{sentence}\n")), "{}", run.out);
    let run = sign(&["--expect", &upper, "--json"]).expect(1);
    assert_eq!(at(&run.out, "expect.equal").as_deref(), Some("false"));
    assert_eq!(at(&run.out, "expect.sentence").as_deref(), Some(sentence));
    assert!(run.out.contains(r#""causes":[{"kind":"hex","sentence":"the other side "#), "{}", run.out);
}

#[test]
fn where_no_mistake_is_found_the_text_is_asked_for() {
    let run = sign(&["--expect", &"0123456789abcdef".repeat(4)]).expect(1);
    assert!(run.shows("no usual mistake, and no two of them, gives this signature"), "{}", run.out);
    assert!(run.shows("ask the other side for the exact text that it signs"), "{}", run.out);
    let run = sign(&["--expect", "e2149e9c"]).expect(1);
    assert!(run.shows("so short a signature could come out of a wrong mistake by chance"), "{}", run.out);
}

#[test]
fn texts_are_compared_with_secrets_masked_as_they_were_shown() {
    let canonical = "nonce=n-1&shop=茶馆&time=1714536000&token=<token>";
    let run = sign(&["--expect-canonical", canonical]).expect(0);
    assert!(run.out.ends_with("\nthe text is the same on both sides\n"), "{}", run.out);
    // The same from a file, with another shop, of which the first character looks the same.
    let other = file(&canonical.replace("茶馆", "\u{2f86}馆"));
    let run = sign(&["--expect-canonical", &format!("@{}", path(&other))]).expect(1);
    let shown = "`canonical` and the other side's text part after 15 characters:\n  both    …nonce=n-1&shop=\n  \
                 ours    U+8336  茶馆&time=1714536000&token…\n  theirs  U+2F86  ⾆馆&time=1714536000&token…\n";
    assert!(run.out.ends_with(shown), "{}", run.out);
    let run = sign(&["--expect-canonical", &canonical.replace("<token>", "no"), "--json"]).expect(1);
    assert_eq!(at(&run.out, "expect.canonical.within_secret").as_deref(), Some("token"));
    let run = sign(&["--expect-canonical", &canonical.replace("&shop=茶馆", "")]).expect(1);
    assert!(run.shows("the other side does not sign `shop`"), "{}", run.out);
    assert!(sign(&["--expect-canonical", ""]).expect(2).err.contains("--expect-canonical is empty"));
}

#[test]
fn a_difference_says_whether_the_text_is_all_that_differs() {
    let text = "POST\n/api/stock/adjust\nx=1\n";
    let only = "signed with our key, the other side's text gives its signature: only the text differs";
    // Its HMAC under the same key, and one that is nothing's.
    let right = "281cc7914b083e69906957e41959cd3dd7c47bba1ab77e7686c13607f9b3667c";
    for (signature, is_right) in [(right, true), (&right.replace('2', "3"), false)] {
        let run = sign(&["--expect", signature, "--expect-canonical", text]).expect(1);
        assert!(run.shows("`string_to_sign` and the other side's text part after 23 characters"), "{}", run.out);
        assert_eq!(run.shows(only), is_right, "{}", run.out);
    }
}

#[test]
fn steps_are_explained_with_what_goes_in_and_which_bytes_come_out() {
    let run = sign(&["--explain"]).expect(0);
    for part in [
        "1. canonical\n   the pairs of params",
        "sorted by the bytes of the key; each as `{key}={value}`; joined by `&`\n",
        "     shop  茶馆\n",
        "     token  <token>\n",
        "   in this order\n     nonce=n-1\n     shop=茶馆\n     time=1714536000\n     token=<token>\n",
        "       | sha256  59df5cd284b3bc1327484f56b4efa114dc7fc8f11d61999082d8349fe8bbedcc\n",
        "     64 bytes: 65 32 31 34 39 65",
    ] {
        assert!(run.shows(part), "{part}\n{}", run.out);
    }
    let run = sign(&["--explain", "--json"]).expect(0);
    assert!(run.out.contains(r#""explain":[{"name":"canonical","notation":"the pairs of params"#), "{}", run.out);
}

#[test]
fn lines_of_other_languages_are_printed_alone() {
    let python = sign(&["--reproduce", "python"]).expect(0);
    assert!(python.out.starts_with("# Reproduces a signature of acme"), "{}", python.out);
    assert!(python.out.contains("= os.environ[\"SIGNWRIGHT_KEY\"]") && python.out.ends_with("print(signature)\n"));
    let shell = sign(&["--reproduce", "shell"]).expect(0);
    assert!(shell.out.starts_with("#!/usr/bin/env bash\n") && shell.out.contains("key=${SIGNWRIGHT_KEY:?}"));
    let arguments = ["sign", "acme", "--request", "-", "--reproduce", "shell", "--show-secrets"];
    assert!(run_with(&arguments, REQUEST).expect(0).shows("key='acme-密钥'"));
    let both = Run::of(signwright(&tests(), &["sign", "acme", "--reproduce", "shell", "--json"]).env_clear());
    assert!(both.expect(2).err.contains("cannot be used with"));
}

/// A platform with a shared scheme that is given its values.
const PLATFORM: &str = "platform: NAME
title: 茶馆
zone: \"+08:00\"
environments: { test: https://a.example/ }
credentials: { KEY: secret }
common: { $in: form, sign: \"String! = {signature}\" }
wire: { verb: POST, url: \"{environment}{endpoint}\", body: form }
signing: sorted-md5
vars: { secret: \"{credential.KEY}\", VARS }
reply: { format: json, success: code = 0, code: code, message: message }
vectors: [{ name: 例, source: none, at: 0, method: a, credentials: { KEY: s }, params: { 名: 好 }, signature: a }]
";

/// Two platforms of one vendor.
fn two_platforms() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let other = r#"before: "{var.secret}", after: "{var.secret}", equals: "", and: "", case: upper"#;
    for (name, key, vars) in [("acme-cloud", "key", r#"after: "{var.secret}""#), ("acme-shop", "token", other)] {
        let platform = PLATFORM.replace("NAME", name).replace("KEY", key).replace("VARS", vars);
        let platforms = folder.path().join("spec").join(name);
        std::fs::create_dir_all(&platforms).expect("a folder");
        std::fs::write(platforms.join("platform.yaml"), platform).expect("written");
    }
    folder
}

fn expect_of_cloud(expected: &str, more: &[&str]) -> Run {
    let folder = two_platforms();
    let request = file(r#"{ "credentials": { "key": "pepper" }, "method": "a", "params": { "b": "订单", "a": "1" } }"#);
    let arguments = ["sign", "acme-cloud", "--request", path(&request), "--expect", expected];
    let run = Run::of(&mut signwright(folder.path(), &[&arguments, more].concat())).expect(1);
    assert!(!run.shows("pepper"), "{}{}", run.out, run.err);
    run
}

/// `MD5(pepper + a1b订单 + pepper)` in upper case, as Python's hashlib has it.
#[test]
fn the_scheme_of_a_platform_beside_this_one_is_named() {
    let run = expect_of_cloud("59FC57827A20ACFBAFDF7EF24979ADC3", &[]);
    assert!(run.out.ends_with("\nthe other side signs as `acme-shop` does\n"), "{}", run.out);
}

/// `MD5(a=1&b=订单pepper\n)`: whether the line end is the secret's or the text's cannot be told.
#[test]
fn two_causes_that_explain_a_signature_alike_are_both_told() {
    let expected = "96f0450742999ce689b39fc5c8dc2a6c";
    let run = expect_of_cloud(expected, &[]);
    let told = "the other side has the secret `key` with a line end behind it\n\
        or it ends `string_to_sign` with a line end: this call does not tell them apart\n";
    assert!(run.out.ends_with(told), "{}", run.out);
    let run = expect_of_cloud(expected, &["--json"]);
    let or = at(&run.out, "expect.or");
    assert_eq!(or.as_deref(), Some("the other side ends `string_to_sign` with a line end"));
}

/// Members of a JSON body stand in its order, and the common ones behind them: on both sides, where nothing sorts them.
#[test]
fn common_members_of_a_body_stand_where_a_call_has_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let platform = PLATFORM
        .replace("NAME", "acme")
        .replace("KEY", "key")
        .replace("body: form", "body: json")
        .replace("$in: form, ", "shop: \"String! = 茶馆\", ")
        .replace(
            "signing: sorted-md5\nvars: { secret: \"{credential.key}\", VARS }",
            "signing:\n  pairs: { over: params, each: \"{key}={value}\", join: \"&\" }\n  \
             signature: \"{pairs | hmac_md5(credential.key) | hex}\"",
        );
    let spec = folder.path().join("spec/acme");
    std::fs::create_dir_all(&spec).expect("a folder");
    std::fs::write(spec.join("platform.yaml"), platform).expect("written");
    let request = r#"{"credentials": {"key": "pepper"}, "method": "a", "params": {"y": "1"}, "body": "{\"z\":2}"}"#;
    let arguments = ["sign", "acme", "--request", "-", "--json"];
    let out = super::run_in(folder.path(), &arguments, request).expect(0).out;
    // HMAC-MD5 of `z=2&y=1&shop=茶馆` under `pepper`, as Python's hmac has it.
    let signature = "39fb7c423c8638dc8b8254eea8f3782f";
    assert_eq!(at(&out, "signature").as_deref(), Some(signature), "{out}");
    super::run_in(folder.path(), &[&arguments[..], &["--expect", signature]].concat(), request).expect(0);
}
