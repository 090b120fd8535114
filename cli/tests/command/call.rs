//! `call`: validated, signed, sent to a sandbox of its own, and understood; standard output holds the answer alone.

use super::{file, path, run, run_with};

const REQUEST: &str = r#"{"sku": "茶-01", "change": -3, "price": 12.3400, "note": "碎了🍵，补发"}"#;

fn call(request: &str, arguments: &[&str]) -> super::Run {
    run_with(&[&["call", "acme", "stock/adjust", "--data", "-"], arguments].concat(), request)
}

#[test]
fn an_answer_is_printed_and_the_sandbox_says_what_it_verified() {
    let request = file(REQUEST);
    // By the name on the wire, and by that in Rust.
    for endpoint in ["stock/adjust", "stock_adjust"] {
        let run = run(&["call", "acme", endpoint, "--data", path(&request)]).expect(0);
        assert_eq!(run.out, "{\"code\":0,\"message\":\"成功\",\"sku\":\"茶-01\",\"price\":12.3400}\n");
        let lines: Vec<_> = run.err.lines().collect();
        let [sent, verified] = lines.as_slice() else { panic!("{}", run.err) };
        assert!(sent.starts_with("POST http://127.0.0.1:") && sent.ends_with("/api/stock/adjust"), "{sent}");
        let accepted = "sandbox: acme stock/adjust accepted: credentials, clock (";
        assert!(
            verified.starts_with(accepted) && verified.contains("signature verified; 4 values checked"),
            "{verified}"
        );
        assert!(!run.err.contains("test-key"), "{}", run.err);
    }
    let quiet = call(REQUEST, &["--quiet"]).expect(0);
    assert!(quiet.err.is_empty() && quiet.out.contains("成功"), "{}", quiet.err);
}

#[test]
fn what_is_wrong_is_told_before_sending() {
    let run = call(r#"{"sku": "茶叶123456789", "change": -300, "prize": 1}"#, &[]).expect(1);
    assert_eq!(
        (run.out.as_str(), run.err.as_str()),
        (
            "",
            "the request is not valid:\n\
             prize: request has no such field [unknown]\n\
             sku: at most 8 characters, found 11 [length] 规格编码\n\
             change: a whole number of -99 to 99, found -300 [range] 增减数量\n"
        )
    );
    // Sent all the same, the sandbox refuses it by itself.
    let run = call(r#"{"sku": "茶叶123456789", "change": -300}"#, &["--unchecked"]).expect(1);
    assert!(run.out.is_empty(), "{}", run.out);
    assert!(run.err.contains("sandbox: acme stock/adjust refused (field): sku: at most 8 characters"), "{}", run.err);
    assert!(run.err.contains("\nrefused: 9 sku: "), "{}", run.err);
    let run = call(r#"{"change": 1}"#, &["--unchecked"]).expect(1);
    assert!(run.err.ends_with("refused: 9 缺少sku\n"), "{}", run.err);
}

#[test]
fn json_that_would_change_unseen_is_refused_by_line_and_column() {
    for (request, told) in [
        (
            "{\"sku\": \"茶\",\n \"note\": \"碎了\\ud83d\"}",
            "standard input:2:13: this escape is half of a surrogate pair",
        ),
        ("{\"sku\": \"茶\",\n \"sku\": \"盐\"}", "standard input:2:2: this name stands twice in one object"),
    ] {
        let run = call(request, &[]).expect(2);
        assert!(run.out.is_empty() && run.err.starts_with(&format!("error: {told}")), "{}", run.err);
        let run = call(request, &["--unchecked"]).expect(2);
        assert!(run.err.contains(told), "{}", run.err);
    }
    let secret = file("{\"shop\": \"茶馆\",\n\"key\": \"geheim\\udd11\"}");
    let run = super::run_with(
        &["call", "acme", "stock/adjust", "--data", "-", "--credentials", path(&secret)],
        r#"{"sku": "茶", "change": 1}"#,
    );
    let run = run.expect(2);
    assert!(
        run.err.contains(&format!("{}:2:15: this escape", path(&secret))) && !run.err.contains("geheim"),
        "{}",
        run.err
    );
}

#[test]
fn a_warning_is_told_and_the_call_goes_on() {
    let run = call(r#"{"sku": "茶", "change": 1, "price": "0.10"}"#, &[]).expect(0);
    assert!(run.err.contains("warning: note: must be there because price is [requires] 改价请写明原因"), "{}", run.err);
    assert!(run.out.contains(r#""price":0.10}"#), "{}", run.out);
    let quiet = call(r#"{"sku": "茶", "change": 1, "price": "0.10"}"#, &["--quiet"]).expect(0);
    assert!(quiet.err.is_empty() && quiet.out == run.out, "{}", quiet.err);
}

#[test]
fn own_credentials_are_those_of_the_own_sandbox() {
    let given = file(r#"{"shop": "我的店", "key": "geheim-钥"}"#);
    let run = call(REQUEST, &["--credentials", path(&given)]).expect(0);
    assert!(run.err.contains("accepted") && !run.shows("geheim"), "{}", run.err);
    let lacking = file(r#"{"shop": "我的店"}"#);
    let run = call(REQUEST, &["--credentials", path(&lacking)]).expect(1);
    assert!(run.err.contains("not sent: ") && run.err.contains("the credential `key` is missing"), "{}", run.err);
}

#[test]
fn a_strange_server_needs_credentials() {
    let run = call(REQUEST, &["--url", "https://acme.example/api/"]).expect(2);
    assert_eq!(run.err, "error: a server needs credentials: see --credentials\n");
    let run = call(REQUEST, &["--environment", "test"]).expect(2);
    assert!(run.err.contains("a server needs credentials"), "{}", run.err);
    let run = call(REQUEST, &["--environment", "prod"]).expect(2);
    assert!(run.err.contains("no environment `prod`; acme has test"), "{}", run.err);
}

#[test]
fn nobody_listening_is_not_sent() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let run = call(REQUEST, &["--url", &format!("http://{free}/api/")]).expect(1);
    assert!(run.out.is_empty() && run.err.contains("\nnot sent: "), "{}", run.err);
    // The address that is shown has no query: the signature and the nonce are in it.
    assert!(!run.err.contains("sign="), "{}", run.err);
}

#[test]
fn what_is_no_request_is_refused() {
    for (request, told) in [
        ("{", "standard input:1:2: a name in double quotes is missing"),
        ("7", "expected a record"),
        (r#"{"sku": 7}"#, "sku: "),
    ] {
        let run = call(request, &[]);
        assert!(run.code != Some(0) && run.out.is_empty() && run.err.contains(told), "{request}: {}", run.err);
    }
    let both = run(&["call", "acme", "stock/adjust", "--data", "-", "--credentials", "-"]).expect(2);
    assert!(both.err.contains("only one of --data and --credentials"), "{}", both.err);
}

/// A list of the fields in order leaves no place for those in the query, so they are given beside it.
#[test]
fn fields_of_the_query_stand_beside_a_list_and_a_deprecated_endpoint_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let acme = folder.path().join("spec/acme");
    std::fs::create_dir_all(&acme).expect("a folder");
    let platform = std::fs::read_to_string(super::root().join("cli/tests/spec/acme/platform.yaml")).expect("acme");
    let positional =
        platform.replace("  body: envelope\n  envelope: [request]\n  formats: [json]\n", "  body: positional\n");
    assert_ne!(positional, platform);
    std::fs::write(acme.join("platform.yaml"), positional).expect("written");
    let endpoint = "endpoint: stock/list\ntitle: 库存列表\ndeprecated: stock/list2 | 接口已过时\nrepeat: read\n\n\
                    request:\n  params: Params!  条件\n  pager:  Page!    分页\n\n\
                    Params:\n  sku: varchar(20)  规格编码\n\n\
                    Page:\n  $in: query\n  page_size: int{1..}!  分页大小\n  page_no: int{0..}!  页号\n\n\
                    response:\n  code: int!  返回码\n";
    std::fs::write(acme.join("stock.list.yaml"), endpoint).expect("written");
    let request = file(r#"[{"sku": "茶-01"}]"#);
    let call = |more: &[&str]| {
        let arguments = [&["call", "acme", "stock/list", "--data", path(&request)], more].concat();
        super::Run::of(&mut super::signwright(folder.path(), &arguments))
    };
    let run = call(&["--query", "page_size=50", "--query", "page_no=0"]).expect(0);
    assert!(run.err.starts_with("note: `stock/list` is deprecated; use `stock/list2`\n"), "{}", run.err);
    assert!(run.err.contains("3 values checked"), "{}", run.err);
    let run = call(&["--query", "page_size=0", "--query", "page_no=0"]).expect(1);
    assert!(run.err.contains("page_size: a whole number of 1 to 2147483647, found 0"), "{}", run.err);
    let run = call(&["--query", "page=0"]).expect(1);
    assert!(run.err.contains("page: the table has no such field"), "{}", run.err);
    let run = call(&["--query", "page"]).expect(2);
    assert!(run.err.contains("write it as NAME=VALUE"), "{}", run.err);
    let object = file("{}");
    let arguments = ["call", "acme", "stock/list", "--data", path(&object), "--query", "page_no=0"];
    let run = super::Run::of(&mut super::signwright(folder.path(), &arguments)).expect(2);
    assert!(run.err.contains("--query stands beside a list"), "{}", run.err);
}
