//! What `check` says of schemes that are written otherwise than they work: each is a file of its own, and its messages
//! are told by their codes. The words of each message are in `ui`.

use signwright_codegen::diagnostic::Severity;
use signwright_codegen::{Arena, load_scheme, render};
use signwright_runtime::sign::sign;
use signwright_verify::VectorCall;

/// The codes of what is told of a scheme, errors and warnings apart, without what most schemes here are warned of.
fn told(scheme: &str) -> [Vec<&'static str>; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("scheme.yaml");
    std::fs::write(&file, scheme).expect("a file");
    let arena = Arena::new();
    let mut loaded = load_scheme(&arena, &file);
    signwright_verify::verify(&mut loaded);
    let told = loaded.diagnostics.sorted();
    let of = |severity| {
        let codes = told.iter().filter(|one| one.severity == severity).map(|one| one.code.slug());
        codes.filter(|code| !["body-not-signed", "clock-not-signed"].contains(code)).collect()
    };
    [of(Severity::Error), of(Severity::Warning)]
}

/// A scheme with these sections around its vector, whose signature is not looked at.
fn errors(sections: &str, vector: &str) -> Vec<&'static str> {
    let vector = format!("{{ name: 订单, {vector}, signature: 无 }}");
    let scheme = format!("scheme: scheme\n{sections}\nvectors:\n  - {vector}\n");
    let [mut errors, _] = told(&scheme);
    errors.retain(|code| *code != "vector-differs");
    errors
}

const SECRET: &str = "params: { 店铺: 订😀 }, credentials: { secret: 胡椒 }";

#[test]
fn what_is_sent_is_there_before_it_is_signed() {
    let scheme = |steps: &str, place: &str| {
        let sections = format!(
            "credentials: {{ secret: secret }}\nin: query\nsigning:\n{steps}\n  signature: '{{text | hmac_sha256(credential.secret) | hex}}'\nplace: {place}"
        );
        errors(&sections, SECRET)
    };
    let digest = "  digest: '{body | md5 | hex}'";
    let sent = "{ query: { digest: '{digest}', sign: '{signature}' } }";
    for taken in [
        "{ over: query, sort: key, each: '{key}={value}', join: '&' }",
        "{ over: params, except: [sign], each: '{key}={value}' }",
        "{ over: [headers, all], each: '{value}' }",
        "{ over: query, only: [d*], each: '{value}' }",
        "'{verb} {query}'",
        "'{url}'",
        "'{query.digest}'",
        "{ when: query.digest is there, then: '{path}' }",
    ] {
        assert_eq!(scheme(&format!("  text: {taken}\n{digest}"), sent), ["signed-too-early"], "{taken}");
        assert_eq!(scheme(&format!("{digest}\n  text: {taken}"), sent), [""; 0], "{taken}");
    }
    // What is left out, or travels elsewhere, may come later.
    for taken in [
        "{ over: query, except: [DIGEST], each: '{value}' }",
        "{ over: query, only: [店铺], each: '{value}' }",
        "{ over: headers, each: '{value}' }",
        "'{body}{path}'",
    ] {
        assert_eq!(scheme(&format!("  text: {taken}\n{digest}"), sent), [""; 0], "{taken}");
    }
    // A header and a member of the body are no other case.
    for (taken, place) in [
        ("{ over: headers, each: '{value}' }", "{ header: { X-Digest: '{digest}', X-Sign: '{signature}' } }"),
        ("'{header.x-digest}'", "{ header: { X-Digest: '{digest}', X-Sign: '{signature}' } }"),
        ("'{body}'", "{ json: { head.digest: '{digest}', head.sign: '{signature}' } }"),
        ("{ over: json.head, each: '{value}' }", "{ json: { head.digest: '{digest}', head.sign: '{signature}' } }"),
    ] {
        let late = "  digest: '{path | md5 | hex}'";
        assert_eq!(scheme(&format!("  text: {taken}\n{late}"), place), ["signed-too-early"], "{taken}");
        assert_eq!(scheme(&format!("{late}\n  text: {taken}"), place), [""; 0], "{taken}");
    }
}

#[test]
fn what_signs_is_not_shown_and_a_token_may_travel() {
    let scheme = |steps: &str, place: &str| {
        let credentials = "{ id: public, secret: secret, token: secret, pair: { is: secret, split: ':', parts: { half: secret, salt: public } } }";
        let sections = format!("credentials: {credentials}\nin: query\nsigning:\n{steps}\nplace: {place}");
        errors(&sections, "params: { a: 订 }, credentials: { id: 店, secret: s, token: t, pair: 'h:盐' }")
    };
    let keyed = "  signature: '{param.a | hmac_sha256(credential.secret) | hex}'";
    let digested = "  text: '{param.a}{credential.secret}'\n  signature: '{text | md5 | hex}'";
    let exposed = ["secret-exposed"];
    for steps in [keyed, digested] {
        for shown in [
            "{credential.secret}",
            "x-{credential.secret | lower | slice(0, 4)}",
            "{credential.secret | utf8 | base64}",
            "{credential.id | or(credential.secret)}",
        ] {
            let place = format!("{{ header: {{ X-Key: \"{shown}\", X-Sign: '{{signature}}' }} }}");
            assert_eq!(scheme(steps, &place), exposed, "{steps} {shown}");
        }
        for hidden in
            ["{credential.token}", "{credential.secret | sha256 | hex}", "{credential.secret.len}", "{credential.salt}"]
        {
            let place = format!("{{ header: {{ X-Key: \"{hidden}\", X-Sign: '{{signature}}' }} }}");
            assert_eq!(scheme(steps, &place), [""; 0], "{steps} {hidden}");
        }
    }
    let sign = "{ header: X-Sign }";
    // A step that shows it, also in a map, and a part of a whole that signs.
    let leak = "  leak: 'k={credential.secret}'\n";
    assert_eq!(scheme(&format!("{leak}{keyed}"), "{ header: { X: '{leak}', X-Sign: '{signature}' } }"), exposed);
    let leak = "  leak: { over: { k: '{credential.secret}' }, each: '{key}={value}' }\n";
    assert_eq!(scheme(&format!("{leak}{keyed}"), "{ query: { x: '{leak}', sign: '{signature}' } }"), exposed);
    let hidden =
        "  leak: { over: { k: '{credential.secret}' }, value: '{value | md5 | hex}', each: '{key}={value}' }\n";
    assert_eq!(scheme(&format!("{hidden}{keyed}"), "{ query: { x: '{leak}', sign: '{signature}' } }"), [""; 0]);
    let part = "  signature: '{param.a | hmac_sha256(credential.half) | hex}'";
    assert_eq!(scheme(part, "{ header: { X: '{credential.pair}', X-Sign: '{signature}' } }"), exposed);
    assert_eq!(scheme(part, "{ header: { X: '{credential.salt}', X-Sign: '{signature}' } }"), [""; 0]);
    // A signature that is but the secret beside what it signs.
    assert_eq!(scheme("  signature: '{param.a}{credential.secret}'", sign), exposed);
    assert_eq!(scheme("  signature: { over: params, each: '{value}', join: '{credential.secret}' }", sign), exposed);
    // Bearer, Basic, and a token among what is signed under another secret.
    assert_eq!(scheme("  signature: 'Bearer {credential.token}'", "{ header: Authorization }"), [""; 0]);
    let basic = "  pair: '{credential.id}:{credential.token}'\n  signature: 'Basic {pair | utf8 | base64}'";
    assert_eq!(scheme(basic, "{ header: Authorization }"), [""; 0]);
    let beside =
        "  text: '{path}{credential.token}{param.a}'\n  signature: '{text | hmac_sha256(credential.secret) | hex}'";
    assert_eq!(scheme(beside, "{ query: { access_token: '{credential.token}', sign: '{signature}' } }"), [""; 0]);
    let all = "  text: { over: params, sort: key, each: '{key}{value}' }\n  signature: '{text | hmac_md5(credential.secret) | hex}'";
    assert_eq!(scheme(all, "{ query: { access_token: '{credential.token}', sign: '{signature}' } }"), [""; 0]);
}

#[test]
fn a_token_travels_where_another_secret_covers_it() {
    let scheme = |steps: &str, place: &str| {
        let credentials = "{ id: public, secret: secret, token: secret }";
        let sections = format!(
            "credentials: {credentials}\nin: query\nvars: {{ made: '{{credential.secret | md5 | hex}}' }}\nsigning:\n{steps}\nplace: {place}"
        );
        errors(&sections, "params: { a: 订😀 }, credentials: { id: 店, secret: 胡椒, token: t }")
    };
    let keyed = "  signature: '{text | hmac_sha256(credential.secret) | hex}'";
    let token = "{ header: { Authorization: 'Bearer {credential.token}', X-Sign: '{signature}' } }";
    for honest in [
        // A request that is digested before it is signed, with the session's token in it.
        "  request: '{path} token:{credential.token}'\n  digest: '{request | sha256 | hex}'\n  text: '{query} {digest}'",
        // A digest of the token alone, among what is signed.
        "  digest: '{credential.token | sha256 | base64url(nopad)}'\n  text: '{digest}.{verb}.{path}{query}'",
        "  text: '{query}{credential.token | sha256 | hex | hmac_md5(credential.secret) | hex}'",
    ] {
        assert_eq!(scheme(&format!("{honest}\n{keyed}"), token), [""; 0], "{honest}");
        // Alone it covers nothing.
        let signature = format!("{honest}\n  signature: '{{text | sha256 | hex}}'");
        let other = signature.replace("(credential.secret)", "(credential.token)");
        assert_eq!(scheme(&other, token), ["secret-exposed"], "{other}");
    }
    let mac = "  mac: '{param.a | hmac_sha256(credential.secret) | hex}'\n";
    for (signature, wanted) in [
        ("'HMAC {credential.token}:{mac}:{clock.unix}'", &[][..]),
        ("'HMAC {credential.id}:{mac}:{credential.secret}'", &["secret-exposed"]),
        ("'{param.a | md5 | hex}{credential.token}'", &["secret-exposed"]),
        ("{ over: [{ k: '{credential.token}' }, query], key: '{value}', each: '{key}' }", &["secret-exposed"]),
    ] {
        let steps = format!("{mac}  signature: {signature}");
        assert_eq!(scheme(&steps, "{ header: { Authorization: '{signature}' } }"), wanted, "{signature}");
    }
    // What is made of a secret alone, and signs, is one as well.
    let shown = |name: &str| format!("{{ header: {{ X-Key: '{{{name}}}', X-Sign: '{{signature}}' }} }}");
    let derived = "  made: '{credential.secret | sha256 | hex}'\n";
    for (steps, name) in [
        ("  signature: '{path | hmac_sha256(var.made) | hex}'".to_owned(), "var.made"),
        (format!("{derived}  text: '{{path}}{{made}}'\n  signature: '{{text | md5 | hex}}'"), "made"),
    ] {
        assert_eq!(scheme(&steps, &shown(name)), ["secret-exposed"], "{steps}");
    }
    let covered = format!("{derived}  text: '{{path}}{{made}}'\n{}", keyed.replace("secret)", "token)"));
    assert_eq!(scheme(&covered, &shown("made")), [""; 0]);
}

#[test]
fn ascii_vectors_are_one_more_message_and_any_text_counts() {
    let scheme = |signature: &str, vector: &str| {
        let sections = "scheme: scheme\ncredentials: { secret: secret }\nin: form\nvars: { shop: a }\nsigning:\n  text: '{body}{nonce}{var.shop}{header.x-shop}'\n  signature: '{text | hmac_md5(credential.secret) | hex}'\nplace: { header: { X-Sign: '{signature}', X-Nonce: '{nonce}' } }\n";
        told(&format!(
            "{sections}vectors:\n  - {{ name: x, nonce: n, credentials: {{ secret: s }}, signature: {signature}, {vector} }}\n"
        ))
    };
    let signs = "params: { a: b }, headers: { x-shop: y }";
    assert_eq!(scheme("0", signs)[0], ["ascii-vectors", "vector-differs"]);
    for foreign in [
        "params: { a: 订 }, headers: { x-shop: y }",
        "params: { a: b }, headers: { x-shop: 店 }",
        "params: { a: b }, headers: { x-shop: '%E5%BA%97' }",
        "params: { a: b }, headers: { x-shop: y }, vars: { shop: 店😀 }",
        "nonce: 随机, headers: { x-shop: y }",
    ] {
        let foreign = foreign.to_owned();
        let scheme = scheme("0", &foreign);
        assert!(!scheme[0].contains(&"ascii-vectors"), "{foreign}: {scheme:?}");
    }
}

#[test]
fn the_address_of_a_scheme_is_a_template() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("scheme.yaml");
    let scheme = "scheme: scheme\ncredentials: { secret: secret }\nvars: { region: 华东 }\nurl: 'https://a.b/{var.region}/{endpoint}?v=1'\nsigning:\n  signature: '{url | hmac_md5(credential.secret) | hex}'\nplace: { header: X-Sign }\nvectors:\n  - { name: 订, method: 订单/push, vars: { region: 北 }, credentials: { secret: s }, signature: x }\n";
    std::fs::write(&file, scheme).expect("a file");
    let arena = Arena::new();
    let loaded = load_scheme(&arena, &file);
    let messages = render::text(&loaded.sources, &loaded.diagnostics, false);
    let specs = loaded.specs.unwrap_or_else(|| panic!("{messages}"));
    let spec = specs.apis.first().expect("a scheme");
    let call = VectorCall::of(spec, spec.notes.vectors.first().expect("a vector"));
    let signed = sign(spec.api.platform, &call.request, &call.credentials, &call.signing_time).expect("it signs");
    assert_eq!(signed.request.url, "https://a.b/%E5%8C%97/%E8%AE%A2%E5%8D%95/push?v=1");
    for (wrong, code) in [("'https://a.b/{var.none}'", "unknown-name"), ("'https://a.b/{param.x}'", "unknown-name")] {
        let sections = format!(
            "credentials: {{ secret: secret }}\nurl: {wrong}\nsigning:\n  signature: '{{path | hmac_md5(credential.secret) | hex}}'\nplace: {{ header: X }}"
        );
        assert_eq!(errors(&sections, SECRET), [code], "{wrong}");
    }
    let verb = "credentials: { secret: secret }\nverb: '{var.verb}'\nsigning:\n  signature: '{path | hmac_md5(credential.secret) | hex}'\nplace: { header: X }";
    assert_eq!(errors(verb, SECRET), ["unknown-word"]);
}

#[test]
fn what_nothing_takes_in_and_what_no_vector_sends_is_a_warning() {
    let scheme = |vars: &str, steps: &str| {
        let sections = format!(
            "scheme: scheme\ncredentials: {{ secret: secret }}\nin: form\nvars: {vars}\nsigning:\n{steps}\nplace: {{ form: sign }}\n"
        );
        let vector = "{ name: 订, params: { 店铺: 订, shop_no: a }, headers: { X-Shop: b }, credentials: { secret: s }, signature: 0 }";
        told(&format!("{sections}vectors:\n  - {vector}\n"))[1].clone()
    };
    let used = "  text: { over: params, except: [sign, '*_sign'], each: '{key}{var.sep}{value}' }\n  more: '{text}{header.x-shop}{param.店铺}'\n  signature: '{more | hmac_md5(credential.secret) | hex}'";
    assert_eq!(scheme("{ sep: '=' }", used), [""; 0]);
    assert_eq!(scheme("{ sep: '=', 旧: x }", used), ["unused"]);
    assert_eq!(scheme("{ sep: '=' }", &format!("  旧: '{{verb}}'\n{used}")), ["unused"]);
    for wrong in [
        used.replace("[sign, '*_sign']", "[signn]"),
        used.replace("except: [sign, '*_sign']", "only: [店铺号]"),
        used.replace("except: [sign, '*_sign']", "sort: [店铺, x_*]"),
        used.replace("header.x-shop", "header.x-shopp"),
        used.replace("param.店铺", "param.店铺 | or(query.店名)"),
    ] {
        assert_eq!(scheme("{ sep: '=' }", &wrong), ["unseen-name"], "{wrong}");
    }
}

#[test]
fn a_time_among_the_parameters_is_a_signed_clock() {
    let warned = |over: &str, vector: &str| {
        let scheme = format!(
            "scheme: scheme\ncredentials: {{ secret: secret }}\nin: form\nsigning:\n  text: {over}\n  signature: '{{text | hmac_md5(credential.secret) | hex}}'\nplace: {{ header: X-Sign }}\nvectors:\n  - {{ name: 订, credentials: {{ secret: s }}, signature: 0, {vector} }}\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("scheme.yaml");
        std::fs::write(&file, scheme).expect("a file");
        let arena = Arena::new();
        let loaded = load_scheme(&arena, &file);
        loaded.diagnostics.sorted().iter().any(|one| one.code.slug() == "clock-not-signed")
    };
    let all = "{ over: params, each: '{value}' }";
    for time in
        ["1470042310", "1470042310123", "'2016-08-01 17:05:10'", "'20160801170510'", "'2016-08-01T17:05:10+08:00'"]
    {
        assert!(!warned(all, &format!("params: {{ 名: 好, 时间: {time} }}")), "{time}");
        let others = "{ over: params, except: [时间], each: '{value}' }";
        assert!(warned(others, &format!("params: {{ 名: 好, 时间: {time} }}")), "{time}");
    }
    assert!(warned(all, "params: { 名: 好, 电话: 13233456110 }"));
    assert!(!warned("'{header.x-time}{body}'", "params: { 名: 好 }, headers: { X-Time: '1470042310' }"));
    assert!(!warned("{ over: json.head, each: '{value}' }", "body: '{\"名\":\"好\",\"head\":{\"t\":1470042310}}'"));
    assert!(warned("{ over: json.head, each: '{value}' }", "body: '{\"t\":1470042310,\"head\":{\"名\":\"好\"}}'"));
}

const RSA: &str = "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDZUJN33V+dSfvdfL0Mu+39XrZNXFFMQSy1V15FpncHeV47SmV0TzTqZc7hHB0ddqAdDi8Z5k3TKqb76sOwYr5TcAfuR6PIPaleyE0/0KrljBum2Isa2Nyq7Dgc3ElBQ6YN4l/a+DpvKaz1FSKmKrhLNskqokWVSlu4g8OlKlbPXQ9ibII14MZRQrrkTmHYHzfi7GXXM0thAKuR0HNvyhTHBh4/lrYM3GaMvmWwkwvsMavnOex6+eioZHBOb1/EIZ/LzC6zuHArPpyW3daGaZ1rtQB1vVzTyERAVVFsXXgBHvfFud3w3ShsJYk8JvMwK2RpJ5/gV0QSARcmLDRUAlPzAgMBAAECggEBAMc7rDeUaXiWv6bMGbZ3BTXpg1FhdddnWUnYE8HfX/kmOFI7XtBHXcgYFpcjYz4D5787pcsk7ezPidAj58zqenuclmjKnUmT3pfbI5eCA2v4C9HnbYDrmUPK1ZcADtka4D6ScDccpNYNa1g2TFHzkIrEa6H+q7S3O2fqxY/DRVtN0JIXalBb8daaqL5QVzSmM2BMVnHy+YITJWIkP2a3pKs9C0W65JGDsnG0wVrHinHF+cnhFZIbaPEI//DAFMc9NkrWOKVRTEgcCUxCFaHOZVNxDWZD7A2ZfJB2rK6eg//ygEiFDR2h6mTaDowMB4YF2n2dsIO4/dCG8vPHI20jn4ECgYEA/ZGu6lEMlO0XZnamAZGtiNgLcCfM/C2ZERZE7QTRPZH1WdK92Al9ndldsswFw4baJrJLCmghjF/iG4zihhBvLnOLksnZUfjdumxoHDWXo2QBWbI5QsWIE7AuTiWgWj1I7X4fCXSQf6i+M/y26TogQ7d0ANpZFyOkTNMn/tiJvLECgYEA22XqlamG/yfAGWery5KNH2DGlTIyd6xJWtJ9j3jU99lZ0bCQ5xhiBbU9ImxCi3zgTsoqLWgA/p00HhNFNoUcTl9ofc0G3zwTD1y0ZzcnVKxGJdZ6ohW52V0hJStAigtjYAsUgjm7//FH7PiQDBDP1Wa6xSRkDQU/aSbQxvEE8+MCgYEA3bb8krW7opyM0XL9RHH0oqsFlVO30Oit5lrqebS0oHl3Zsr2ZGgoBlWBsEzk3UqUhTFwm/DhJLTSJ/TQPRkxnhQ5/mewNhS9C7yua7wQkzVmWN+VYeUGTvDGDF6qDz12/vJAgSwDDRym8x4NcXD5tTw7mmNRcwIfL22SkysThIECgYAVBgccoEoXWS/HP2/u6fQr9ZIR6eV8Ij5FPbZacTG3LlS1Cz5XZra95UgebFFUHHtCEY1JHJY7z8SWvTH8r3Su7eWNaIAoFBGffzqqSVazfm6aYZsOvRY6BfqPHT3p/H1hTq6AbBffxrcltgvXnCTORjHPglU0CjSxVs7awW3AEQKBgB5WtaC8VLROM7rkfVIq+RXqE5vtJfa3e3N7W3RqxKp4zHFAPfr82FK5CX2bppEaxY7SEZVvVInKDc5gKdG/jWNRBmvvftZhY59PILHO2X5vO4FXh7suEjy6VIh0gsnK36mmRboYIBGsNuDHjXLeBDa+8mDLkWu5nHEhOxy2JJZl";
const SHORT: &str = "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAKzSQmrnH0YnezZ98NK50WjMuci0hgGVcSthIZOTWMIySznY9Jj1hlvek7W0uYagtFHz03BHQnHAb5Xs0DZm0Sj9+5r79GggwEzTJDYEsLyFwXM3ZOIxqxL4sRg94MHsa81M9NXGHMyMvvffQTn1OBVLTVz5jgJ48foMn7j7r9kRAgMBAAECgYEAnZppw3/ef2XF8Z3Mnv+iP0ZkLuqiQpN8TykXK7P1/7NJ8wktlshhrSo/3jdf8axghVQsgHob2Ay8Nidugg4lsxILAUBHvfQsQp1MAWvxslsVj+ddw01MQnt8kHmC/qhok+YuNqqAGBcoD6cthRUjEri6hfs599EfPs2DcWW06qECQQDfNqUUhcDQ/SQHRhfY9UIlaSEs2CVagDrSYFG1wyG+PXDSMes9ZRHsvVVBmNGmtUTg/jioTU3yuPsis5s9ppbVAkEAxjTAQxv5lBBm/ikMTzPShljxDZnXh6lKWG9gR1p5fKoQTzLyyhHzkBSFe848sMm68HWCX2wgIpQLHj0GccYPTQJAduMKBeY/jpBlkiI5LWtj8b0O2G2/Z3aI3ehDXQYzgLoEz0+bNbYRWAB32lpkv+AocZW1455Y+ACichcrhiimiQJAW/6L5hoL4u8h/oFq1zAEXJrXdyqaYLrwaM947mVN0dDVNQ0+pw9h7tO3iNkWTi+zdnv0APociDASYPyOCyyUWQJACMNRM1/rboXuKfMmVjmmz0XhaDUC/JkqSwIiaZi+47M21e9BTp1218NA6VaPgJJHeJr4sNOnYsx+1cwXO5cuZg==";
const SECP256K1: &str = "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgp83TOXeU/9myK9ffT5UeQ5baMUUSzbHauTW7n8e9T2ihRANCAASTOULXjwTbLNpLpwCGCPFuFPbmtO5xKf5VVoFc9bAH7DNfkRpnFtj6V6IvA42oWO45sywltJAlxdtoEKO5LOM8";

#[test]
fn what_is_verified_and_cannot_be_signed_is_told() {
    let scheme = |filter: &str, key: &str, signature: &str| {
        told(&format!(
            "scheme: scheme\ncredentials: {{ key: secret }}\nsigning:\n  signature: \"{{body | {filter}(credential.key) | base64}}\"\nplace: {{ header: X-Sign }}\nvectors:\n  - {{ name: 中文, body: 订😀, credentials: {{ key: {key} }}, signature: '{signature}' }}\n"
        ))
    };
    let short = "TS/X3rn7/mKQmtRfjtSzrXWM73EDEVqrPJb3botUrgiBdaHt/32rNLWh51VSl5Dfne4rg6+Q+RnnFrp/dETrYsFcoRJy0ul8aeHZWJr0NZtpc4Tu74/FkGts72aen3l4a8WU6UK0nodJFUBlWobxK3tdgybGwuLcOiZkoehPCqU=";
    let whole = "EftQfMOZZ7f9mFBR82bZyNuuSCVLjEm8mg+DEPC7G2wc67u4/Ie+7/vkoZx/fp8TELQse1KBkC0W2z9uMGAHQpw8EQJPksdws8xLgVMwbOAKbSKekp9R79wAjRfeHWCrMFwtIeGfUl35ewzeKW570BWVTU/gC7Epz0xBxL6OsZLd8pzYdDKFDb76oBgWiNQ0E3MsU4t58TXmalAklNUUHRnZ63mXBdMWl+5fZ3xKcqHm31NcvCtANZDOuHqS8yUimjZwi64NwqOG+6xZRK40NTJJaw8XIvAjCHYlKwd5dqNzT3AlGzFRYw3Y++uHYDj+FjN38pVZpFJwEsnC/wNuBg==";
    let none: [&str; 0] = [];
    assert_eq!(scheme("rsa_sha256", SHORT, short), [none.to_vec(), vec!["only-verified"]]);
    assert_eq!(scheme("rsa_sha256", RSA, whole), [none.to_vec(), none.to_vec()]);
    assert_eq!(scheme("rsa_sha256", SHORT, whole), [vec!["vector-differs"], none.to_vec()]);
    let oldest = "m6lHiYOo8rSArbrb4i6rGYqKnQvNkcUD5IeuWXUapdzXENpQTjOlVltYnf/acE43QFXWhWjepmjeSHdFS93aFGPcWQWxcf2K3oYmEWersPJTvbdgbGV3cUPpogcTKoby7/Ii/fuVe1JIPOHVwEAkP7/x/RDbO9xKB2VMjmC2cri6Mm9M39qSJAcU7N0uKUX2nOWuQJKicWvjUq/zZG+bQx3YdgW+l7KOR0bfdb0D705RZYwEntxjnz23iIgOSka4dreLCuL7GKx+U5L930mfnokQSahFOhE6QAjsxnc6MoVvMb4fzdz3sC9xXLPWjuuTrZo2r1/rb/F7TusXRbicpQ==";
    assert_eq!(scheme("rsa_sha1", RSA, oldest), [none.to_vec(), vec!["only-verified"]]);
    assert_eq!(scheme("ecdsa_sha256", SECP256K1, "eA=="), [vec!["vector-differs"], none.to_vec()]);
}

#[test]
fn a_vector_that_differs_shows_both_sides_and_marks_where_they_part() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("scheme.yaml");
    let shown = |step: &str| {
        let scheme = format!(
            "scheme: scheme\ncredentials: {{ secret: secret }}\nsigning:\n  text: \"{{verb}}\\n{{body}}\"\n  signature: '{{text | hmac_md5(credential.secret) | hex}}'\nplace: {{ header: X }}\nvectors:\n  - name: 中文\n    body: \"订单\\t😀 a\\n\"\n    credentials: {{ secret: s }}\n    signature: x\n    steps:\n      text: {step}\n"
        );
        std::fs::write(&file, scheme).expect("a file");
        let arena = Arena::new();
        let mut loaded = load_scheme(&arena, &file);
        signwright_verify::verify(&mut loaded);
        let differs = loaded.diagnostics.sorted().into_iter().find(|one| one.code.slug() == "vector-differs");
        let differs = differs.expect("it differs").clone();
        let source = loaded.sources.get(differs.span.file).expect("the file");
        let marked = source.text.get(differs.span.start as usize..differs.span.end as usize).expect("a piece of it");
        (marked.to_owned(), differs.help)
    };
    let ours = r"it comes out as  `POST\n订单\t😀 a\n`";
    for (step, marked, said) in [
        (r#""POST\n订\u5355\t\U0001f600 b\n""#, "b\\n", r"the vector says  `POST\n订单\t😀 b\n`"),
        (r#""POST\n订\u5355 😀 a\n""#, " 😀 a\\n", r"the vector says  `POST\n订单 😀 a\n`"),
        ("|\n        POST\n        订货\n", "货\n", r"the vector says  `POST\n订货\n`"),
        ("'POST 订单'", " 订单", "the vector says  `POST 订单`"),
        ("GET", "GET", "the vector says  `GET`"),
    ] {
        let (found, help) = shown(step);
        assert_eq!(found.trim_end(), marked.trim_end(), "{step}");
        assert!(help.contains(said) && help.contains(ours), "{step}: {help}");
    }
    assert!(shown("GET").1.starts_with("they part after 0 characters"));
}
