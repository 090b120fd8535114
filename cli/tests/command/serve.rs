//! `serve`: says where it is and as whom it may be called, then a line for each call.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{SystemTime, UNIX_EPOCH};

use signwright_runtime::DateTime;
use signwright_runtime::model::Offset;

use super::{Run, Served, file, path, run, run_with, tests};

const REQUEST: &str = r#"{"sku": "茶-01", "change": -3, "note": "碎了🍵，补发"}"#;

/// Now, and this many seconds.
pub(super) fn now(shift: i64) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    let unix_ms = i64::try_from(since).expect("a moment") + shift * 1000;
    DateTime::from_unix_ms(unix_ms, Offset::UTC).expect("a year of four digits").to_string().replace(' ', "T") + "Z"
}

fn call(served: &Served, request: &str, arguments: &[&str]) -> Run {
    let url = served.environment();
    run_with(&[&["call", "acme", "stock/adjust", "--data", "-", "--url", &url], arguments].concat(), request)
}

#[test]
fn it_prints_its_credentials_and_logs_each_call() {
    let mut served = Served::start(&tests(), &["serve", "spec", "--port", "0", "--at", &now(30)]);
    let environment = served.environment();
    let base = environment.strip_suffix("/api/").expect("the platform's path");
    assert_eq!(
        served.greeting,
        format!(
            "serving spec at {base}; interrupt to stop\n\n\
             acme  阿克米库存\n  environment  {environment}\n  \
             credentials  shop test-shop, key test-key (test set)\n  stock/adjust  调整库存\n\n"
        )
    );
    let accepted = call(&served, REQUEST, &[]).expect(0);
    assert!(accepted.out.contains("成功"), "{}", accepted.out);
    let line = served.line();
    assert!(
        line.starts_with("1 20")
            && line.contains("Z acme stock/adjust accepted: credentials, clock (-")
            && line.ends_with("kept\n"),
        "{line}"
    );

    let wrong = file(r#"{"shop": "test-shop", "key": "geheim-钥"}"#);
    let refused = call(&served, REQUEST, &["--credentials", path(&wrong)]).expect(1);
    assert!(refused.err.contains("refused: 7 签名错误\n  签名错误 → 检查密钥"), "{}", refused.err);
    let line = served.line();
    assert!(line.starts_with("2 20") && line.contains("Z acme stock/adjust refused (signature): "), "{line}");
    assert!(!line.contains("test-key") && !line.contains("geheim"), "{line}");
}

#[test]
fn its_clock_is_the_given_one() {
    let mut served = Served::start(&tests(), &["serve", "--port", "0", "--at", "2024-05-01T12:00:00+08:00"]);
    let refused = call(&served, REQUEST, &[]).expect(1);
    assert!(refused.err.contains("refused: 8 时间戳过期"), "{}", refused.err);
    let line = served.line();
    assert!(line.contains("Z acme stock/adjust refused (clock): ") && line.contains("ahead of"), "{line}");
    let wrong = run(&["serve", "--port", "0", "--at", "noon"]).expect(2);
    assert!(wrong.err.contains("write it as 2024-05-01T12:00:00+08:00"), "{}", wrong.err);
}

#[test]
fn own_credentials_take_the_place_of_the_printed_ones() {
    let known = file(r#"{"acme": {"shop": "我的店", "key": "geheim-钥"}}"#);
    let served = Served::start(&tests(), &["serve", "--port", "0", "--credentials", path(&known)]);
    assert!(!served.greeting.contains("credentials") && !served.greeting.contains("geheim"), "{}", served.greeting);
    let mine = file(r#"{"shop": "我的店", "key": "geheim-钥"}"#);
    call(&served, REQUEST, &["--credentials", path(&mine)]).expect(0);
    // The test set, which `call` takes on this machine, is not accepted any more.
    call(&served, REQUEST, &[]).expect(1);
}

#[test]
fn strict_refuses_what_it_otherwise_logs() {
    // Unchecked, a request is sent as it stands: with a number in quotes, and a field that nobody knows.
    let quoted = r#"{"sku": "茶-01", "change": "-3"}"#;
    let unknown = r#"{"sku": "茶-01", "change": -3, "colour": "红"}"#;
    let mut lenient = Served::start(&tests(), &["serve", "--port", "0"]);
    call(&lenient, quoted, &["--unchecked"]).expect(0);
    assert!(lenient.line().contains("accepted"));
    call(&lenient, unknown, &["--unchecked"]).expect(0);
    assert!(lenient.line().ends_with("not in the table: colour; nothing is kept\n"));

    let mut strict = Served::start(&tests(), &["serve", "--port", "0", "--strict"]);
    for (request, reason) in [(quoted, "(field): change: "), (unknown, "(unknown_field): colour: ")] {
        call(&strict, request, &["--unchecked"]).expect(1);
        let line = strict.line();
        assert!(line.contains(&format!("Z acme stock/adjust refused {reason}")), "{line}");
    }
}

#[test]
fn a_log_that_nobody_reads_stops_nobody() {
    let served = Served::start(&tests(), &["serve", "--port", "0"]);
    let base = served.environment();
    let address = base.strip_prefix("http://").and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
    // More than a pipe and the queue before it hold, on one connection.
    let mut stream = TcpStream::connect(address).expect("it listens");
    let long = "%E9%95%BF".repeat(60);
    for call in 1..=2500 {
        stream.write_all(format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
            let mut part = [0; 4096];
            let count = stream.read(&mut part).expect("it answers");
            assert!(count > 0, "the server ended at call {call}");
            answer.extend_from_slice(&part[..count]);
        }
    }
}

#[test]
fn quiet_logs_nothing() {
    let mut served = Served::start(&tests(), &["serve", "--port", "0", "--quiet"]);
    call(&served, REQUEST, &[]).expect(0);
    served.child.kill().expect("it runs");
    let mut rest = String::new();
    served.out.read_to_string(&mut rest).expect("UTF-8");
    assert_eq!(rest, "");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let run = run(&["serve", "--port", &port]).expect(1);
    assert!(run.err.contains(&format!("cannot listen on port {port}")), "{}", run.err);
}

#[test]
fn rows_fail_that_it_is_told_to_fail_and_call_says_which() {
    let spec = "../../tests/platforms/shopee";
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("shopee");
    std::fs::create_dir(&folder).expect("a folder");
    for name in ["platform.yaml", "update_stock.yaml"] {
        std::fs::copy(tests().join(spec).join(name), folder.join(name)).expect("a copy");
    }
    let dir = dir.path().to_str().expect("UTF-8");
    let mut served = Served::start(&tests(), &["serve", dir, "--port", "0", "--fail", "12 |  | 库存不足"]);
    let url = served.environment();
    let request = r#"{"item_id": 1, "stock_list": [{"model_id": 11, "seller_stock": [{"stock": 5}]}, {"model_id": 12, "seller_stock": [{"stock": 0}]}]}"#;
    let call = ["call", "shopee", "v2.product.update_stock", "--spec", dir, "--data", "-", "--url", &url];
    let called = run_with(&call, request).expect(0);
    assert!(called.err.contains("failed: row 1 12 库存不足\n"), "{}", called.err);
    assert!(called.out.contains(r#""success_list":[{"model_id":11}]"#), "{}", called.out);
    assert!(served.line().contains("1 of 2 rows failed: stock_list[1]"));
    let wrong = run(&["serve", "--port", "0", "--fail", " | 7"]).expect(2);
    assert!(wrong.err.contains("write it as `KEY | CODE | MESSAGE`"), "{}", wrong.err);
}

#[test]
fn calls_meet_the_faults_that_are_planned_for_them() {
    let faults =
        ["--fault", "2: refused 7", "--fault", "3-4 stock/adjust: 503 html", "--fault", "5:reset after executing"];
    let mut served = Served::start(&tests(), &[&["serve", "--port", "0"][..], &faults].concat());
    let mut lines = String::new();
    for (code, told) in [(0, ""), (1, "refused: 7 签名错误"), (1, "HTTP 503"), (1, "HTTP 503"), (1, "broke"), (0, "")]
    {
        let run = call(&served, REQUEST, &[]).expect(code);
        assert!(run.err.contains(told), "{}", run.err);
        lines += &served.line();
    }
    let planned = lines.lines().map(|line| line.split_once("; the fault was planned: ").map_or("", |(_, fault)| fault));
    let expected =
        ["", "refused 7", "503 html before executing", "503 html before executing", "reset after executing", ""];
    assert_eq!(planned.collect::<Vec<_>>(), expected);

    for (argument, told) in [
        ("2 throttled", "write it as `2: throttled`"),
        ("0: throttled", "the first call is 1"),
        ("1-20000: throttled", "10000 at most"),
        ("2: 迟到", "`迟到` is no fault; write one of: delay 2s"),
        ("2 没有: clock", "there is no endpoint `没有`"),
        ("2: page moved", "`page moved` has no answer here"),
    ] {
        let wrong = run(&["serve", "--port", "0", "--fault", argument]).expect(2);
        assert!(wrong.err.contains(told), "{}", wrong.err);
    }
}

#[test]
fn a_seed_lets_the_same_calls_fail_again() {
    let play = || {
        let mut served = Served::start(&tests(), &["serve", "--port", "0", "--faults", "3"]);
        let faults = (1..=12).map(|_| {
            call(&served, REQUEST, &[]);
            served.line().split_once("planned: ").map_or_else(String::new, |(_, fault)| fault.to_owned())
        });
        faults.collect::<Vec<_>>()
    };
    let first = play();
    assert!(first.iter().any(|fault| !fault.is_empty()) && first.iter().any(String::is_empty), "{first:?}");
    assert_eq!(first, play());
}
