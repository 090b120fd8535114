//! `sign`: each step's value, the same as data, secrets masked, and a request file that is taken at its word.

use super::{REQUEST, Run, SIGNATURE, at, file, path, run, run_with, signwright, tests};

fn sign(request: &str, arguments: &[&str]) -> Run {
    run_with(&[&["sign", "acme", "--request", "-"], arguments].concat(), request)
}

#[test]
fn each_step_is_shown() {
    let request = file(REQUEST);
    let run = run(&["sign", "acme", "--request", path(&request)]).expect(0);
    let expected = format!(
        "\
canonical
  nonce=n-1&shop=茶馆&time=1714536000&token=<token>

string_to_sign
  POST
  /api/stock/adjust
  nonce=n-1&shop=茶馆&time=1714536000&token=<token>
  59df5cd284b3bc1327484f56b4efa114dc7fc8f11d61999082d8349fe8bbedcc

signature
  {SIGNATURE}

POST https://sandbox.acme.example/api/stock/adjust?shop=%E8%8C%B6%E9%A6%86&token=%3Ctoken%3E&time=1714536000&nonce=n-1&sign={SIGNATURE}
Content-Type: application/json

{{\"request\":{{\"sku\":\"茶-01\",\"change\":-3,\"price\":12.3400,\"note\":\"碎了🍵，补发\"}}}}
"
    );
    assert_eq!((run.out, run.err), (expected, String::new()));
}

#[test]
fn the_same_is_data_in_a_stated_shape() {
    let run = sign(REQUEST, &["--json"]).expect(0);
    let canonical = "nonce=n-1&shop=茶馆&time=1714536000&token=<token>";
    let expected = format!(
        concat!(
            r#"{{"steps":[{{"name":"canonical","value":"{canonical}"}},"#,
            r#"{{"name":"string_to_sign","value":"POST\n/api/stock/adjust\n{canonical}\n"#,
            r#"59df5cd284b3bc1327484f56b4efa114dc7fc8f11d61999082d8349fe8bbedcc"}},"#,
            r#"{{"name":"signature","value":"{SIGNATURE}"}}],"signature":"{SIGNATURE}","#,
            r#""request":{{"method":"POST","url":"https://sandbox.acme.example/api/stock/adjust?shop=%E8%8C%B6%E9%A6%86"#,
            r#"&token=%3Ctoken%3E&time=1714536000&nonce=n-1&sign={SIGNATURE}","#,
            r#""headers":{{"Content-Type":"application/json"}},"#,
            r#""body":"{{\"request\":{{\"sku\":\"茶-01\",\"change\":-3,\"price\":12.3400,\"note\":\"碎了🍵，补发\"}}}}"}}}}"#,
            "\n"
        ),
        canonical = canonical,
        SIGNATURE = SIGNATURE
    );
    assert_eq!(run.out, expected);
}

#[test]
fn secrets_are_shown_only_when_asked_for() {
    for arguments in [&[][..], &["--json"]] {
        let masked = sign(REQUEST, arguments).expect(0);
        for secret in ["acme-密钥", "t0ken-暗号", "%E6%9A%97%E5%8F%B7"] {
            assert!(!masked.shows(secret), "{}", masked.out);
        }
    }
    let shown = sign(REQUEST, &["--json", "--show-secrets"]).expect(0).out;
    assert!(shown.contains("&token=t0ken-暗号") && shown.contains("token=t0ken-%E6%9A%97%E5%8F%B7&"), "{shown}");
    assert_eq!(at(&shown, "signature").as_deref(), Some(SIGNATURE));
}

#[test]
fn pairs_keep_their_order_and_repetition() {
    let request = |params: &str| {
        format!(
            r#"{{"at": "2024-05-01T04:00:00Z", "nonce": "n", "credentials": {{"shop": "s", "key": "k"}}, "method": "x", {params}}}"#
        )
    };
    let canonical = |params: &str| sign(&request(params), &["--json"]).expect(0).out;
    let out = canonical(r#""params": [["b", "二"], ["a", "1"], ["b", "一"], ["page", 3], ["空", ""]]"#);
    assert!(out.contains(r#""value":"a=1&b=二&b=一&nonce=n&page=3&shop=s&time=1714536000&空=""#), "{out}");
    assert!(at(&out, "request.url").is_some_and(|url| url.ends_with("&b=%E4%BA%8C&a=1&b=%E4%B8%80&page=3&%E7%A9%BA=")));
    let out = canonical(
        r#""query": {"q": "1"}, "headers": [["X-One", "1"], ["X-Two", "2"]], "verb": "PUT", "host": "其它.example", "path": "/p", "scheme": "http""#,
    );
    assert!(at(&out, "request.url").is_some_and(|url| url.starts_with("http://其它.example/p?")), "{out}");
    assert_eq!(at(&out, "request.method").as_deref(), Some("PUT"));
    assert_eq!(at(&out, "request.headers.X-Two").as_deref(), Some("2"));
    assert!(out.contains(r"PUT\n/p\n"), "{out}");
    // An old signature is not signed; a common parameter that is given stands for the computed one.
    let out = canonical(r#""params": {"sign": "old", "time": "7"}"#);
    assert!(out.contains(r#""value":"nonce=n&shop=s&time=7""#) && !out.contains("old"), "{out}");
}

#[test]
fn a_body_of_bytes_is_taken_and_shown_as_base64() {
    let request = r#"{"at": "2024-05-01T04:00:00Z", "nonce": "n", "credentials": {"shop": "s", "key": "k"}, "method": "x", "body_base64": "/wA="}"#;
    let out = sign(request, &["--json"]).expect(0).out;
    // SHA-256 of FF 00.
    assert!(out.contains("ea5dbf9596d187e9500f23e9a680109475341cf4e81f7e043f7d97152c10772f"), "{out}");
    assert_eq!(at(&out, "request.body_base64").as_deref(), Some("/wA="));
}

#[test]
fn what_a_request_file_cannot_say_is_refused() {
    for (request, told) in [
        (r#"{"boddy": ""}"#, "unknown key `boddy`"),
        (r#"{"body": "", "body_base64": ""}"#, "not both"),
        (r#"{"body_base64": "好"}"#, "`body_base64` is not base64"),
        (r#"{"params": {"a": [[1]]}}"#, "`params.a` must be the exact text"),
        (r#"{"params": [["a"]]}"#, "each row of `params` is [name, value]"),
        (r#"{"query": [[null, "1"]]}"#, "a name in `query` must be text, not null"),
        (r#"{"query": [[["a"], "1"]]}"#, "a name in `query` must be text, not a list"),
        (r#"{"method": "a", "body": "", "method": "b"}"#, "standard input:1:29: this name stands twice in one object"),
        (r#"{"headers": "a: b"}"#, "`headers` is an object, or an array of [name, value]"),
        (r#"{"at": "2024-05-01 12:00:00"}"#, "write it as 2024-05-01T12:00:00+08:00"),
        (r#"{"credentials": ["s"]}"#, "credentials are an object"),
        ("[]", "a request is a JSON object"),
        ("{\n  \"method\": \"改\\ud83d\"}", "standard input:2:15: this escape is half of a surrogate pair"),
        ("{", "standard input:1:2: a name in double quotes is missing"),
    ] {
        let run = sign(request, &[]).expect(2);
        assert!(run.out.is_empty() && run.err.contains(told), "{request}: {}", run.err);
    }
    let run = sign(r#"{"method": "stock/adjust", "nonce": "n", "credentials": {"shop": "s"}}"#, &[]).expect(1);
    assert_eq!(run.err, "cannot sign: signing.signature: the credential `key` is missing\n");
}

#[test]
fn credentials_come_from_a_file_standard_input_or_the_environment() {
    let without = r#"{"at": "2024-05-01T12:00:00+08:00", "nonce": "n-1", "method": "stock/adjust"}"#;
    let request = file(without);
    let signed = |run: Run| at(&run.expect(0).out, "signature").expect("a signature");
    let credentials = r#"{"shop": "茶馆", "key": "acme-密钥"}"#;
    let given = file(credentials);
    let command = ["sign", "acme", "--json", "--request", path(&request)];
    let by_file = signed(run(&[&command[..], &["--credentials", path(&given)]].concat()));
    let by_input = signed(run_with(&[&command[..], &["--credentials", "-"]].concat(), credentials));
    let by_path = signed(Run::of(signwright(&tests(), &command).env("SIGNWRIGHT_CREDENTIALS", path(&given))));
    let by_names = signed(Run::of(
        signwright(&tests(), &command).env("SIGNWRIGHT_SHOP", "茶馆").env("SIGNWRIGHT_KEY", "acme-密钥"),
    ));
    assert_eq!([&by_input, &by_path, &by_names], [&by_file; 3]);

    let both = run(&["sign", "acme", "--request", "-", "--credentials", "-"]).expect(2);
    assert!(both.err.contains("only one of --request and --credentials"), "{}", both.err);
}

#[test]
fn without_a_moment_and_a_nonce_it_takes_fresh_ones() {
    let request = r#"{"method": "x", "credentials": {"shop": "s", "key": "k"}}"#;
    let signatures: Vec<_> = (0..2).map(|_| at(&sign(request, &["--json"]).expect(0).out, "signature")).collect();
    assert!(signatures[0].is_some() && signatures[0] != signatures[1]);
}

/// A scheme of its own with one vector.
fn alone(step: &str, signature: &str) -> tempfile::NamedTempFile {
    file(&format!(
        r#"scheme: pasture
in: form
credentials: {{ secret: secret }}
signing:
  canonical: {{ over: params, sort: key, each: "{{key}}={{value}}", join: "&" }}
  signature: "{{canonical | hmac_md5(credential.secret) | hex}}"
place: {{ param: sign }}
vectors:
  - name: 羊
    source: written by hand
    credentials: {{ secret: s3cret }}
    params: {{ b: 订单, a: 1 }}
    steps: {{ canonical: "{step}" }}
    signature: {signature}
"#
    ))
}

#[test]
fn a_scheme_file_shows_the_first_step_that_differs() {
    let signed = |step, signature| run(&["sign", path(&alone(step, signature))]);
    let right = signed("a=1&b=订单", "6fab1fc35a4b9609cba495d4a9d9b128").expect(0);
    assert!(right.out.starts_with("== 羊\n") && right.err.is_empty(), "{}{}", right.out, right.err);
    // The signature is right, and the vector still does not say what the scheme does.
    let step = signed("a=1&b=订単", "6fab1fc35a4b9609cba495d4a9d9b128").expect(1);
    assert!(step.err.contains("the step `canonical` of the vector `羊` does not come out"), "{}", step.err);
    let both = signed("b=订单", "00").expect(1);
    assert!(both.err.contains("the step `canonical`") && !both.err.contains("the signature of"), "{}", both.err);
    let signature = signed("a=1&b=订单", "00").expect(1);
    assert!(signature.err.contains("the signature of the vector `羊` does not come out"), "{}", signature.err);
}

#[test]
fn a_derived_key_is_a_secret_on_the_way_to_it_too() {
    let scheme = file(
        r#"scheme: meadow
credentials: { secret: secret }
signing:
  day_key: "{'日' | hmac_sha256(credential.secret)}"
  signature: "{body | hmac_sha256(day_key) | hex}"
place: { header: X-Sign }
vectors:
  - name: 羊
    source: computed with Python's hmac
    credentials: { secret: pepper-s3cret }
    body: 订单
    signature: 734c554ef8f0ad6ccd7aa5f179b4ab2f3c8b50ad0ce09ec4d8fe6a0c825ec258
"#,
    );
    let key = "c504217a6d94aaa13a782a7e0c6acb9e7f7a1c907d03162404425316e149db0d";
    for arguments in
        [&["--explain"][..], &["--explain", "--json"], &["--reproduce", "shell"], &["--reproduce", "python"]]
    {
        let shown = run(&[&["sign", path(&scheme)], arguments].concat()).expect(0).out;
        assert!(!shown.contains(key) && !shown.contains("pepper-s3cret"), "{shown}");
    }
    let asked = run(&["sign", path(&scheme), "--explain", "--show-secrets"]).expect(0).out;
    assert!(asked.contains(key), "{asked}");
}

#[test]
fn a_request_takes_what_a_vector_takes() {
    let signed = |request: &str| sign(request, &["--json"]).expect(0).out;
    // Seconds since 1970, and the parts of an address in one.
    assert_eq!(signed(&REQUEST.replace("\"2024-05-01T12:00:00+08:00\"", "1714536000")), signed(REQUEST));
    assert_eq!(signed(&REQUEST.replace("2024-05-01T12:00:00+08:00", "1714536000.000")), signed(REQUEST));
    let labelled = REQUEST.replacen('{', "{ \"name\": \"店\", \"source\": \"手算\",", 1);
    assert_eq!(signed(&labelled), signed(REQUEST));
    let with = |more: &str| signed(&REQUEST.replacen('{', &format!("{{ {more},"), 1));
    let url = with(r#""url": "http://b.example/x/库存?名=好&b=1""#);
    assert!(url.contains("http://b.example/x/%E5%BA%93%E5%AD%98?%E5%90%8D=%E5%A5%BD&b=1&shop="), "{url}");
    assert!(with(r#""url": "http://b.example/x", "path": "/y""#).contains("http://b.example/y?"));
    // A name with a list of values is sent as often.
    for query in [
        r#"{ "页": ["1", 2], "b": "3" }"#,
        r#"[["页", ["1", "2"]], ["b", "3"]]"#,
        r#"[{ "页": "1" }, { "页": "2", "b": "3" }]"#,
    ] {
        let sent = with(&format!("\"query\": {query}"));
        assert!(sent.contains("&%E9%A1%B5=1&%E9%A1%B5=2&b=3"), "{sent}");
    }
    for (more, says) in [
        (r#""signature": "x""#, "`signature` is what comes out"),
        (r#""steps": {}"#, "`steps` is what comes out"),
        (r#""query": { "a": [["b"]] }"#, "`query.a` must be the exact text"),
        (r#""query": [["a"]]"#, "each row of `query` is [name, value], or an object"),
        (r#""url": ["x"]"#, "`url` must be text"),
    ] {
        let run = sign(&REQUEST.replacen('{', &format!("{{ {more},"), 1), &[]).expect(2);
        assert!(run.err.contains(says), "{more}: {}", run.err);
    }
    let run = sign(&REQUEST.replace("2024-05-01T12:00:00+08:00", "明天"), &[]).expect(2);
    assert!(run.err.contains("or in seconds since 1970-01-01 UTC"), "{}", run.err);
}

#[test]
fn a_scheme_whose_vectors_are_ascii_is_signed_all_the_same() {
    let scheme = |signature: &str| {
        file(&format!(
            "scheme: scheme\ncredentials: {{ secret: secret }}\nsigning:\n  signature: \"{{body | hmac_md5(credential.secret) | hex}}\"\nplace: {{ header: X-Sign }}\nvectors:\n  - {{ name: a, body: what do ya want for nothing?, credentials: {{ secret: Jefe }}, signature: {signature} }}\n"
        ))
    };
    let right = scheme("750c783e6ab0b503eaa86e310a5db738");
    let run = run(&["sign", path(&right)]).expect(0);
    assert!(run.err.contains("all vectors are ASCII") && run.out.contains("750c783e"), "{}{}", run.out, run.err);
    let run = super::run(&["check", path(&right)]).expect(1);
    assert!(run.err.contains("ascii-vectors"), "{}", run.err);
    let wrong = scheme("750c783e6ab0b503eaa86e310a5db739");
    let run = super::run(&["sign", path(&wrong)]).expect(1);
    assert!(run.err.contains("vector-differs") && run.err.contains("ascii-vectors"), "{}", run.err);
}
