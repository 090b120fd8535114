//! What holds for every shape that the notation carries, whatever travels where: a request that its tables allow is sent,
//! or refused for one of the few reasons that only its values can give; what was sent is read back to the same values, and
//! its signature verifies in the sandbox. Platforms, rows and values are random.
//! `SIGNWRIGHT_CASES=5000 cargo test -p signwright-tests --test properties shapes` looks harder.

use std::cell::Cell;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use signwright_runtime::decode::Parts;
use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{Api, Platform, PlatformText, Tables, TestCredential};
use signwright_runtime::sign::FinalRequest;
use signwright_runtime::{
    CallOptions, Credentials, Error, Leniency, Limits, Node, SigningTime, decode, form, percent, prepare_node,
};
use signwright_sandbox::{HttpRequest, Options, Service, Verdict};
use signwright_tests::http::arrived;

use crate::requests::place::{fields, slot};
use crate::requests::{self, Request};

/// 2024-05-01 12:00:00 at +08:00.
const NOW: i64 = 1_714_536_000_000;

const ENVIRONMENT: &str = "http://127.0.0.1:8080/api";

/// What only the values can tell: that they leave nothing to send, or cannot stand where they travel.
const REASONS: &[&str] =
    &["cannot be told from none", "only points", "needs a value here", "ASCII", "comma", "the way to a value", "XML"];

const CREDENTIALS: &[TestCredential<'static>] =
    &[TestCredential { name: "key", value: "k1" }, TestCredential { name: "secret", value: "密钥" }];

const SCALARS: &[&str] = &[
    "varchar(20)",
    "int",
    "long",
    "ulong",
    "decimal(9,2)",
    "minor",
    "boolean",
    "boolean(Y/N)",
    "boolean(1/0)",
    "date",
    "date('yyyyMMdd')",
    "datetime",
    "datetime('yyyyMMddHHmmss')",
    "time(unix)",
    "time(unix_ms)",
    "time(iso)",
    "time(unix_us)",
    "time('yyyyMMddHHmmssXX')",
    "time(rfc2822)",
    "String<long>",
    "String<decimal(9,2)>",
    "String<time(unix)>",
    "int(11)|text",
];

/// None of them is a part of the path.
const NULLABLE: &[&str] = &["varchar(20)|null", "long|null", "varchar(20)|empty", "time(iso)|empty"];

/// None of them is a header or a part of the path.
const LISTS: &[&str] =
    &["varchar(9)[]", "long[]", "decimal(9,2)[]", "comma<int[]>", "comma<varchar(9)[]>", "json<行>", "json<行[]>"];

const TREES: &[&str] = &["行", "行[]", "Map<String,int>", "Map<String,行>", "行[1..3 in 组]", "long[in 项]"];

/// Only in a document.
const ARRAYS: &[&str] = &["列", "列[]"];

/// What is a whole body.
const DOCUMENTS: &[&str] = &["行[]", "行", "varchar(9)[]", "Map<String,行>", "列[]"];

/// A row: where it travels, its type, and whether it must be there.
#[derive(Clone, Debug)]
struct Row {
    place: &'static str,
    ty: &'static str,
    is_required: bool,
}

#[derive(Clone, Debug)]
struct Drawn {
    body: &'static str,
    lists: &'static str,
    escape: &'static str,
    /// Where the common parameters travel.
    common: &'static str,
    rows: Vec<Row>,
}

impl Drawn {
    fn platform(&self) -> String {
        let Self { body, lists, escape, common, .. } = self;
        // What carries the signature is not signed: of a form the fields are, and not its text.
        let body_signed = if *common == "form" { "" } else { "\\n{body}" };
        let formats = if *body == "envelope" { ", envelope: [请求], formats: [xml]" } else { "" };
        format!(
            r#"
platform: acme
title: 顶点
zone: "+08:00"
environments:
  test: {ENVIRONMENT}  测试
credentials:
  key: public  标识
  secret: secret  密钥
common:
  $in: {common}
  X-Key: {{ type: "varchar! = {{credential.key}}" }}
  X-Time: {{ type: "long! = {{clock.unix_ms}}" }}
  X-Sign: {{ type: "varchar! = {{signature}}" }}
wire: {{ body: {body}, lists: {lists}, escape: {escape}{formats} }}
clock: {{ param: X-Time, tolerance: 600 }}
signing:
  canonical: {{ over: [query, form, headers], except: [content-type, accept], sort: pair, each: "{{key}}={{value}}", join: "&" }}
  string_to_sign: "{{verb}}\n{{path}}\n{{canonical}}{body_signed}"
  signature: "{{string_to_sign | hmac_sha256(credential.secret) | hex}}"
reply: {{ success: code = 0, code: code }}
"#
        )
    }

    fn endpoint(&self) -> String {
        let verb = if self.body.starts_with("query") { "GET" } else { "POST" };
        let mut text = format!("endpoint\n  name  {verb} /orders");
        for (index, _) in self.rows.iter().enumerate().filter(|(_, row)| row.place == "path") {
            let _ = write!(text, "/{{{}}}", name(index, "path"));
        }
        text.push_str("\n\nrequest\n");
        for (index, Row { place, ty, is_required }) in self.rows.iter().enumerate() {
            let mark = if *is_required { "!" } else { "" };
            let _ = writeln!(text, "  {}  {place} {ty}{mark}  标题", name(index, place));
        }
        text.push_str(
            "\n行\n  甲  long!  甲\n  乙  varchar(9)  乙\n  丙  int[]  丙\n  丁  decimal(9,2)  丁\n\n列 positional\n  甲  long!  甲\n  乙  varchar(9)  乙\n  丙  行[]  丙\n\nresponse\n",
        );
        // XML says an empty list by nothing at all.
        if self.body == "envelope" { text.replace("[]", "[1..]").replace("[in", "[1.. in") } else { text }
    }
}

/// Header names are ASCII.
fn name(index: usize, place: &str) -> String {
    if place == "header" { format!("X-Row-{index}") } else { format!("字段{index}") }
}

/// A row; `has_document` where another one is the whole body.
fn row(body: &'static str, lists: &'static str, has_document: bool) -> impl Strategy<Value = Row> {
    let places: &[&'static str] = match body {
        _ if has_document => &["path", "query", "header"],
        "form.biz" => &["", "", "path", "query", "header", "form"],
        _ => &["", "", "path", "query", "header"],
    };
    (select(places), any::<Index>(), any::<bool>()).prop_map(move |(place, which, is_required)| {
        let is_document = place.is_empty() && !matches!(body, "form" | "query");
        let mut types = SCALARS.to_vec();
        // Among arguments `null` is left out, and as much as that.
        if place != "path" && !(place.is_empty() && body == "positional") {
            types.extend(NULLABLE);
        }
        if is_document {
            types.extend(ARRAYS);
        }
        if is_document || !matches!(place, "path" | "header") {
            types.extend(LISTS);
        }
        if is_document || (!matches!(place, "path" | "header") && !matches!(lists, "comma" | "repeated")) {
            types.extend(TREES);
        }
        Row { place, ty: which.get::<&'static str>(&types), is_required: is_required || place == "path" }
    })
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let bodies = select(vec!["json", "form", "query", "form.biz", "query.biz", "positional", "envelope"]);
    let lists = select(vec!["json", "comma", "repeated", "indexed", "indexed(0)", "brackets"]);
    let escapes = select(vec!["minimal", "ascii"]);
    (bodies, lists, escapes, any::<bool>()).prop_flat_map(|(body, lists, escape, has_document)| {
        let has_document = has_document && body == "json";
        let common = if body.starts_with("form") { &["header", "query", "form"][..] } else { &["header", "query"] };
        let rows = prop::collection::vec(row(body, lists, has_document), 1..9);
        (rows, select(DOCUMENTS), select(common)).prop_map(move |(mut rows, ty, common)| {
            if has_document {
                rows.push(Row { place: "document", ty, is_required: true });
            }
            Drawn { body, lists, escape, common, rows }
        })
    })
}

/// The text is leaked: a case is some hundred bytes.
fn api(drawn: &Drawn) -> &'static Api<'static> {
    let text: &'static PlatformText = Box::leak(Box::new(platform(drawn.platform().leak())));
    let of_endpoint: &'static Tables = Box::leak(Box::new(tables(drawn.endpoint().leak())));
    let platform = text.platform().unwrap_or_else(|error| panic!("{error}\n{}", drawn.platform()));
    let platform: &'static Platform<'static> =
        Box::leak(Box::new(Platform { test_credentials: CREDENTIALS, ..*platform }));
    let endpoint = of_endpoint.endpoint().unwrap_or_else(|error| panic!("{error}\n{}", drawn.endpoint()));
    Box::leak(Box::new(Api { platform, endpoints: vec![endpoint].leak() }))
}

fn prepared(request: &Request) -> Result<FinalRequest, Error> {
    let platform: &Platform<'_> = request.api.platform;
    let credentials = Credentials::new(CREDENTIALS.iter().map(|one| (one.name, one.value)));
    let signing_time = SigningTime::new(NOW, "n1");
    let options = CallOptions::default();
    let node = request.node.clone();
    prepare_node(platform, request.endpoint, node, &credentials, ENVIRONMENT, &options, &signing_time)
        .map(|prepared| prepared.request)
}

fn read_back(drawn: &Drawn, request: &Request, http: &HttpRequest) -> Result<Node<'static>, String> {
    let pairs = |encoded: &[u8]| form::decode(encoded, Limits::default()).expect("pairs");
    let form = if drawn.body.starts_with("form") { pairs(&http.body) } else { Vec::new() };
    let query = pairs(http.query.as_bytes());
    let of_path = drawn.rows.iter().enumerate().filter(|(_, row)| row.place == "path");
    let sent = http.path.split('/').skip(3).map(|part| String::from_utf8(percent::decoded(part.as_bytes())));
    let path: Vec<_> = of_path.zip(sent).map(|((index, _), sent)| (name(index, "path"), sent.expect("text"))).collect();
    let parts = Parts { path: &path, query: &query, form: &form, headers: &http.headers, body: &http.body };
    let platform = request.api.platform;
    let read = decode::request(platform, request.endpoint, &parts, Limits::default()).expect("it can be read");
    let (node, found) = read.conform(request.endpoint.request(), Leniency::default(), platform.zone);
    if found.is_empty() { Ok(node.into_owned()) } else { Err(format!("{found:?}")) }
}

#[test]
fn whatever_travels_where_it_arrives_and_verifies() {
    let cases = std::env::var("SIGNWRIGHT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256);
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) });
    let strategy = (drawn(), any::<Index>()).prop_flat_map(|(drawn, format)| {
        let api = api(&drawn);
        let endpoint = *api.endpoints.first().expect("an endpoint");
        (Just(drawn), requests::of(api, endpoint, format))
    });
    let sent_cases = Cell::new(0);
    let result = runner.run(&strategy, |(drawn, request)| {
        let sent = match prepared(&request) {
            Ok(sent) => sent,
            Err(error) => {
                let error = error.to_string();
                prop_assert!(REASONS.iter().any(|reason| error.contains(reason)), "{error}");
                return Ok(());
            }
        };
        sent_cases.set(sent_cases.get() + 1);
        let http = arrived(&sent);
        let node = read_back(&drawn, &request, &http).map_err(TestCaseError::fail)?;
        let shape = request.endpoint.request();
        for (path, _) in fields(shape, &request.node, "") {
            let [arrived, sent] = [&node, &request.node].map(|node| slot(shape, node, &path));
            prop_assert!(arrived == sent, "{path}: {sent:?} became {arrived:?} in {} {}", http.path, http.query);
        }
        prop_assert!(node == request.node, "{:?} became {node:?}", request.node);
        let entry = Service::new(&[request.api], Options::default().strict(true)).answer(&http, NOW).entry;
        let is_verified = entry.verdict == Verdict::Accepted && entry.text.contains("signature verified");
        prop_assert!(is_verified, "{entry}");
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(sent_cases.get() * 2 > cases, "only {} of {cases} were sent", sent_cases.get());
}
