//! Answers whose meaning stands in a status, a header or one of several shapes; and what failed inside a success.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{DocumentFormat, Endpoint, ErrorClass, Escape, Offset, Platform, PlatformText, Tables};
use signwright_runtime::reply::{self, Outcome, RawAnswer, Refusal, interpret};
use signwright_runtime::{
    CallOptions, Credentials, Error, Limits, Node, Redaction, Repeatable, SigningTime, interpret_node, json,
    prepare_node,
};

const HEAD: &str = r#"
platform: acme
zone: "+08:00"
environments: { test: https://acme.example/api }
credentials: { key: secret }
common: { $in: query, sign: { type: "varchar! = {signature}" } }
wire: { verb: POST, url: "{environment}", body: form }
signing: { signature: "{credential.key | md5 | hex}" }
"#;

/// A platform that differs from others in how its answers are read.
fn read_by(reply: &str) -> &'static Platform<'static> {
    let text: &'static str = format!("{HEAD}{reply}").leak();
    let text: &'static PlatformText = Box::leak(Box::new(platform(text)));
    text.platform().unwrap_or_else(|error| panic!("{error}"))
}

fn endpoint(text: &str) -> &'static Endpoint<'static> {
    let text: &'static Tables = Box::leak(Box::new(tables(text.to_owned().leak())));
    text.endpoint().unwrap_or_else(|error| panic!("{error}"))
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> &'static RawAnswer {
    let mut answer = RawAnswer::new(status, body.to_owned());
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a value");
        answer.headers.insert(HeaderName::from_static(name), value);
    }
    Box::leak(Box::new(answer))
}

fn read(platform: &Platform<'_>, endpoint: &Endpoint<'_>, answer: &'static RawAnswer) -> Outcome<'static> {
    let json = Some(DocumentFormat::Json);
    interpret(platform, endpoint, answer, json, Limits::default(), &Redaction::default())
}

/// What an outcome is, in a few words: its kind, and the response or the code.
fn told(outcome: &Outcome<'_>) -> String {
    let shown = |node: &Node<'_>| {
        let style = json::Style::new(Escape::Minimal, Offset::UTC);
        json::write(node, style).expect("JSON")
    };
    let refused = |refusal: &Refusal| format!("{} {} {}", refusal.class.word(), refusal.code, refusal.message);
    match outcome {
        Outcome::Success(node) => format!("success {}", shown(node)),
        Outcome::Empty(node) => format!("empty {}", shown(node)),
        Outcome::Accepted(node) => format!("accepted {}", shown(node)),
        Outcome::Refused(refusal) => refused(refusal).trim().to_owned(),
        Outcome::Partial(refusal) => format!("in part: {}", refused(refusal).trim()),
        Outcome::Unknown(unknown) => {
            let code = unknown.refusal.as_ref().map_or(String::new(), |refusal| format!(" {}", refusal.code));
            format!("unknown{code}")
        }
    }
}

#[test]
fn a_root_calls_an_endpoint_that_is_named_by_its_address_by_its_path() {
    let platform =
        read_by("reply: { root: \"{endpoint}:response\", success: code = 0, code: code, message: msg, data: 数据 }\n");
    let named = |name: &str| endpoint(&format!("endpoint\n  name  {name}\n\nresponse\n  no  varchar\n"));
    let root = |name: &str| reply::root(&platform.reply.of_success(), named(name)).expect("a root").concat();
    assert_eq!(root("GET /v3/orders/{no}"), "/v3/orders/{no}:response");
    assert_eq!(root("orders.get"), "orders.get:response");
    let answer = answer(200, &[], r#"{"/v3/orders/{no}:response":{"code":0,"数据":{"no":"甲"}}}"#);
    assert_eq!(told(&read(platform, named("GET /v3/orders/{no}"), answer)), r#"success {"no":"甲"}"#);
}

const ORDERS: &str = "
endpoint
  name      orders.get

response
  订单      Object
";

#[test]
fn a_status_says_success_only_with_a_body_that_says_nothing_else() {
    let platform = read_by(
        "reply: { success: HTTP 2xx and code is empty, code: code, message: msg }\nerrors:\n\
         \x20 - HTTP 429 | 太频繁 | 等待 | throttled 60\n  - HTTP 418 | 封禁 |  | throttled 24 hours\n\
         \x20 - HTTP 5xx | 不明 |  | unknown\n  - -1021 | 时间 |  | clock\n  - -2013 | 不存在 |  | not_found\n\
         \x20 - -2021 | 一半 |  | partial\n  - HTTP 404 | 没有 |  | not_found\n  - HTTP 403 | 无权\n  - HTTP 202 | 已受理 |  | accepted\n\
         \x20 - HTTP 207 | 部分 |  | refused\n",
    );
    let orders = endpoint(ORDERS);
    for (status, body, expected) in [
        (200, r#"{"订单":1}"#, r#"success {"订单":1}"#),
        (202, r#"{"订单":1}"#, r#"accepted {"订单":1}"#),
        // A status that is a success and a refusal is neither, unless the body has a code.
        (207, r#"{"订单":1}"#, "unknown "),
        (200, r#"{"code":-1,"msg":"错"}"#, "refused -1 错"),
        (400, r#"{"code":-1021,"msg":"时间"}"#, "clock -1021 时间"),
        (404, r#"{"code":-2013,"msg":"无"}"#, "not_found -2013 无"),
        (409, r#"{"code":-2021,"msg":"半"}"#, "in part: partial -2021 半"),
        (429, r#"{"code":-1003,"msg":"慢"}"#, "throttled -1003 慢"),
        // Nobody who throttles has passed the request on; anything else a gateway may have answered.
        (429, "<html>Too many</html>", "throttled"),
        (418, "", "throttled"),
        (404, "<html>no</html>", "unknown"),
        (403, r#"{"error":"WAF"}"#, "unknown"),
        (502, "<html>bad gateway</html>", "unknown "),
        (500, r#"{"code":-1,"msg":"未列"}"#, "unknown -1"),
        (200, "<html>登录</html>", "unknown"),
        (301, r#"{"订单":1}"#, "unknown"),
        (404, r#"{"订单":1}"#, "unknown"),
        // The vendor's own row of the status tells what a message without a code means, or nothing at all.
        (404, r#"{"msg":"无此单"}"#, "not_found  无此单"),
        (404, r#"{"code":null,"msg":"无此单😀"}"#, "not_found  无此单😀"),
        (404, "", "not_found"),
        (409, r#"{"msg":"冲突"}"#, "unknown"),
        (409, "", "unknown"),
        (503, r#"{"msg":"忙"}"#, "unknown "),
        (200, "{}", "success {}"),
        (404, "{}", "unknown"),
        (302, "{}", "unknown"),
        (200, "[]", "unknown"),
    ] {
        assert_eq!(told(&read(platform, orders, answer(status, &[], body))), expected, "{status} {body}");
    }
    let waits =
        |status, headers: &[(&'static str, &str)], body| match read(platform, orders, answer(status, headers, body)) {
            Outcome::Refused(refusal) => (refusal.status, refusal.retry_after.map(|wait| wait.as_secs())),
            other => panic!("{other:?}"),
        };
    assert_eq!(waits(429, &[], "x"), (429, Some(60)), "the table says so");
    assert_eq!(waits(418, &[], "x"), (418, Some(86_400)));
    assert_eq!(waits(429, &[("retry-after", "7")], "x"), (429, Some(7)), "the answer knows better");
}

#[test]
fn a_header_can_say_success_and_what_does_not_say_so_is_unknown() {
    let platform = read_by("reply: { success: header X-Code = 0, code: [header X-Code, 错误], message: 文 }\n");
    let orders = endpoint(ORDERS);
    for (headers, body, expected) in [
        (&[("x-code", " 0 ")][..], r#"{"订单":1}"#, r#"success {"订单":1}"#),
        (&[("x-code", "E7")], r#"{"文":"错😀"}"#, "refused E7 错😀"),
        (&[("x-code", "0.0")], r#"{"文":"错"}"#, "unknown 0.0"),
        (&[], r#"{"错误":"E8","文":"错"}"#, "refused E8 错"),
        (&[], r#"{"订单":1}"#, "unknown"),
    ] {
        assert_eq!(told(&read(platform, orders, answer(200, headers, body))), expected, "{headers:?} {body}");
    }
}

#[test]
fn every_answer_tells_its_number_and_what_is_left_of_the_rates() {
    let platform = read_by(
        "reply: { success: code = 0, code: code, request_id: [请求, header X-Request-Id] }\n\
         rate: [\"100 / minute, used header X-Used\", \"2 / second burst 40 by shop, used header X-Limit\"]\n",
    );
    let orders = endpoint(
        "
endpoint
  name  orders.get
  $facts:
    rate: 5 / second, left header X-Left

response
  订单  Object
",
    );
    let reply = |status, headers: &[(&'static str, &str)], body| {
        let answer = answer(status, headers, body).clone();
        let json = Some(DocumentFormat::Json);
        interpret_node(platform, orders, answer, json, Limits::default(), &Redaction::default())
    };
    for (headers, body, id, left) in [
        (&[][..], r#"{"code":0}"#, None, None),
        (&[("x-request-id", "甲-1")], r#"{"code":0,"请求":7}"#, Some("7"), None),
        (&[("x-request-id", "甲-1"), ("x-used", "88")], r#"{"code":0}"#, Some("甲-1"), Some(12)),
        (&[("x-used", "101"), ("x-left", "3")], r#"{"code":0}"#, None, Some(0)),
        (&[("x-limit", "32/40"), ("x-left", " 9 ")], r#"{"code":0}"#, None, Some(8)),
        (&[("x-limit", "多/40"), ("x-left", "-1"), ("x-used", "")], r#"{"code":0}"#, None, None),
    ] {
        let reply = reply(200, headers, body).expect(body);
        assert_eq!((reply.request_id(), reply.rate_left()), (id, left), "{headers:?} {body}");
    }
    // It is what a person needs most where nothing else is known.
    for (body, shown) in [("<html>bad</html>", "request: 甲-1"), (r#"{"code":"0.0","请求":"乙"}"#, "request: 乙")]
    {
        let Err(Error::Unknown(unknown)) = reply(502, &[("x-request-id", "甲-1")], body) else { panic!("{body}") };
        assert_eq!(unknown.request_id.as_deref(), shown.strip_prefix("request: "));
        assert_eq!(Error::Unknown(unknown).to_string().matches(shown).count(), 1, "{body}");
    }
}

#[test]
fn the_closest_row_speaks_whatever_it_matches_by() {
    let platform = read_by(
        "reply: { root: error_response, code: code, sub_code: sub_code, message: [sub_msg, msg], request_id: request_id, \
         retry_after: [wait, header Retry-After], success: ok = 1 }\nerrors:\n\
         \x20 - 15 | 远程错误\n  - 15 / isp.* | 服务方 |  | unknown\n  - 15 / isv.trade:* | 交易\n  - 15 / isv.trade:tid ~ 不存在* | 无此单 |  | not_found\n\
         \x20 - HTTP 400 15 | 坏请求\n  - HTTP 4xx 27 | 会话 |  | token\n  - 27 | 别的\n  - / isv.slow | 慢 |  | throttled 5\n  - \"* ~ 忙* | 忙 |  | throttled\"\n",
    );
    let orders = endpoint(
        "
endpoint
  name  orders.get

request
  tid   varchar

response
  ok    int
",
    );
    for (status, body, causes, class) in [
        (200, r#"{"code":15,"sub_code":"isp.db","msg":"x"}"#, "", ErrorClass::Unknown),
        (200, r#"{"code":15,"sub_code":"别的"}"#, "远程错误", ErrorClass::Refused),
        (200, r#"{"code":15,"sub_code":"isv.trade:tid","sub_msg":"有"}"#, "交易", ErrorClass::Refused),
        (200, r#"{"code":15,"sub_code":"isv.trade:tid","sub_msg":"不存在😀"}"#, "无此单", ErrorClass::NotFound),
        (400, r#"{"code":15,"sub_code":"别的"}"#, "坏请求", ErrorClass::Refused),
        (403, r#"{"code":"27"}"#, "会话", ErrorClass::Token),
        (200, r#"{"code":27}"#, "别的", ErrorClass::Refused),
        (200, r#"{"code":9,"sub_code":"isv.slow"}"#, "慢", ErrorClass::Throttled),
        (200, r#"{"code":9,"msg":"忙碌"}"#, "忙", ErrorClass::Throttled),
    ] {
        let body = format!("{{\"error_response\":{body}}}");
        let (refusal, is_known) = match read(platform, orders, answer(status, &[], &body)) {
            Outcome::Refused(refusal) => (refusal, true),
            Outcome::Unknown(unknown) => (*unknown.refusal.expect("a refusal"), false),
            other => panic!("{body}: {other:?}"),
        };
        assert_eq!((refusal.class, is_known), (class, class != ErrorClass::Unknown), "{body}");
        assert!(causes.is_empty() || refusal.causes[0].cause == causes, "{body}: {:?}", refusal.causes);
    }
    let body = r#"{"error_response":{"code":15,"sub_code":"isv.trade:TID","msg":"总","sub_msg":"细","request_id":"请求1","wait":3}}"#;
    let Outcome::Refused(refusal) = read(platform, orders, answer(200, &[("retry-after", "9")], body)) else {
        panic!()
    };
    assert_eq!((refusal.message.as_str(), refusal.field.as_deref()), ("细", Some("tid")));
    assert_eq!((refusal.request_id.as_deref(), refusal.retry_after), (Some("请求1"), Some(Duration::from_secs(3))));
    let shown = format!("{:#}", Error::Refused(Box::new(refusal)));
    assert!(shown.starts_with("refused: 15 / isv.trade:TID 细\n  交易"), "{shown}");
    assert!(shown.contains("wait: 3 seconds\n  request: 请求1"), "{shown}");
}

#[test]
fn the_first_shape_that_is_there_is_read_and_two_at_once_are_neither() {
    let platform = read_by(
        "reply:\n  - { root: error_response, code: code, message: msg }\n  - { root: errors }\n\
         \x20 - { root: \"{endpoint | replace('.', '_')}_{var.kind}.结果\", success: 状态 is empty, data: 数据, code: 状态, message: 文 }\n\
         \x20 - { root: gw_err_resp, code: err_code }\n",
    );
    let orders = endpoint(
        "
endpoint
  name      taobao.orders.get
  var.kind  response

response
  订单      Object
",
    );
    let root = |below: &str| format!("{{\"taobao_orders_get_response\":{{\"结果\":{below}}}}}");
    for (body, expected) in [
        (root(r#"{"数据":{"订单":[1]},"状态":""}"#), r#"success {"订单":[1]}"#),
        (root(r#"{"数据":"","req":1}"#), "success {}"),
        (root(r#"{"数据":[],"req":1}"#), "success {}"),
        (root(r#"{"数据":null,"req":1}"#), "success {}"),
        (root(r#"{"状态":"E1","文":"错😀"}"#), "refused E1 错😀"),
        (root(r#"{"状态":"","数据":{},"数据":{"订单":1}}"#), "unknown"),
        (root("{}"), "unknown"),
        (root("null"), "unknown"),
        (r#"{"error_response":{"code":7,"msg":"无"}}"#.to_owned(), "refused 7 无"),
        (r#"{"error_response":{"msg":"无码"}}"#.to_owned(), "unknown"),
        (r#"{"gw_err_resp":{"err_code":4201}}"#.to_owned(), "refused 4201"),
        // Text, a list and a record in one member.
        (r#"{"errors":"没有"}"#.to_owned(), "refused  没有"),
        (r#"{"errors":{"行":["不能为空"]}}"#.to_owned(), r#"refused  {"行":["不能为空"]}"#),
        (r#"{"errors":["一","二"]}"#.to_owned(), r#"refused  ["一","二"]"#),
        (r#"{"errors":null}"#.to_owned(), "unknown"),
        // A success with a refusal beside it is none.
        (root(r#"{"数据":{"订单":1}}"#).replace("{\"taobao", "{\"gw_err_resp\":{\"err_code\":1},\"taobao"), "unknown"),
        (r#"{"其它":1}"#.to_owned(), "unknown"),
    ] {
        let outcome = read(platform, orders, answer(200, &[], &body));
        assert_eq!(told(&outcome), expected, "{body}: {outcome:?}");
    }
    assert_eq!(told(&read(platform, orders, answer(502, &[], r#"{"errors":"bad gateway"}"#))), "unknown ");
}

#[test]
fn a_way_leads_through_text_that_holds_json() {
    let platform = read_by(
        "reply:\n  success: apiResultCode = A1000 and apiResultData.success = true\n  data: apiResultData.msgData\n\
         \x20 code: [apiResultData.errorCode, apiResultCode]\n  message: [apiResultData.errorMsg, apiErrorMsg]\n",
    );
    let orders = endpoint(ORDERS);
    let quoted = |inner: &str| {
        let text = serde_json::Value::from(inner).to_string();
        format!("{{\"apiResultCode\":\"A1000\",\"apiErrorMsg\":\"\",\"apiResultData\":{text}}}")
    };
    for (body, expected) in [
        (quoted(r#"{"success":true,"errorCode":"S0000","msgData":{"订单":"顺丰😀"}}"#), r#"success {"订单":"顺丰😀"}"#),
        (quoted(r#"{"success":true,"msgData":"{\"订单\":2}"}"#), r#"success {"订单":2}"#),
        (quoted(r#"{"success":false,"errorCode":"8016","errorMsg":"重复下单"}"#), "refused 8016 重复下单"),
        (quoted(r#"{"success":true,"success":false,"msgData":{}}"#), "unknown"),
        (r#"{"apiResultCode":"A1002","apiErrorMsg":"超时","apiResultData":""}"#.to_owned(), "refused A1002 超时"),
        (quoted("{坏"), "unknown A1000"),
    ] {
        assert_eq!(told(&read(platform, orders, answer(200, &[], &body))), expected, "{body}");
    }
}

#[test]
fn a_response_may_be_a_list_a_header_or_nothing() {
    let platform = read_by("reply: { success: HTTP 2xx and code is empty, code: code, message: msg }\n");
    let trades = endpoint(
        "
endpoint
  name     trades

response
  trades   document Trade[]
  X-Used   header int

Trade
  id       long
"
        .replace("  X-已用   header int\n", "")
        .as_str(),
    );
    let used = &[("x-used", "45"), ("x-other", "z")];
    assert_eq!(
        told(&read(platform, trades, answer(200, used, r#"[{"id":1},{"id":2}]"#))),
        r#"success {"trades":[{"id":1},{"id":2}],"X-Used":"45"}"#
    );
    assert_eq!(told(&read(platform, trades, answer(200, &[], "[]"))), r#"success {"trades":[]}"#);
    assert_eq!(told(&read(platform, trades, answer(400, &[], r#"{"code":-1121,"msg":"无此"}"#))), "refused -1121 无此");
    assert_eq!(told(&read(platform, trades, answer(500, &[], "[]"))), "unknown");
    assert_eq!(told(&read(platform, trades, answer(200, &[], "\"[]\""))), "unknown");

    let close = endpoint(
        "
endpoint
  name     close
  success  HTTP 204

response
",
    );
    assert_eq!(told(&read(platform, close, answer(204, &[], ""))), "success {}");
    // The platform would take any 2xx; the endpoint says more.
    assert_eq!(told(&read(platform, close, answer(200, &[], "\r\n"))), "unknown ");
    assert_eq!(told(&read(platform, close, answer(404, &[], ""))), "unknown");
    assert_eq!(told(&read(platform, close, answer(400, &[], r#"{"code":"E","msg":"错"}"#))), "refused E 错");
    assert_eq!(told(&read(platform, close, answer(204, &[], "<html>"))), "unknown");
    assert_eq!(told(&read(platform, endpoint(ORDERS), answer(204, &[], ""))), "unknown", "a body was due");
}

const STOCK: &str = "
endpoint
  name             stock
  success          成功 is there
  partial.rows     失败
  partial.key      sku
  partial.code     code
  partial.message  reason
  partial.of       rows

request
  rows  Row[]!

Row
  sku   varchar!

response
  成功  Object
  失败  Failure[]

Failure
  sku     varchar
  code    varchar
  reason  varchar
";

#[test]
fn rows_that_failed_inside_a_success_are_told_and_no_whole_refusal_when_others_were_done() {
    let platform = read_by("reply: { success: code = 0, code: code, message: msg, data: data }\n");
    let stock = endpoint(STOCK);
    let reply = |body: &str| {
        let json = Some(DocumentFormat::Json);
        let answer = RawAnswer::new(200, body.to_owned());
        signwright_runtime::interpret_node(platform, stock, answer, json, Limits::default(), &Redaction::default())
    };
    let partly = reply(
        r#"{"code":0,"data":{"成功":[1],"失败":[{"sku":"甲","code":"9","reason":"无货😀"},{"sku":"乙"}]},"新":1}"#,
    );
    let partly = partly.expect("a success");
    assert!(!partly.is_whole() && !partly.is_accepted);
    let failed: Vec<_> =
        partly.failed().iter().map(|row| (row.key.as_str(), row.code.as_str(), row.message.as_str())).collect();
    assert_eq!(failed, [("甲", "9", "无货😀"), ("乙", "", "")]);
    assert_eq!(partly.failed()[0].index, None, "no request is known here");
    assert!(!format!("{:?}", partly.failed()).contains('甲'), "a key may be personal data");
    let document = partly.document().expect("the document");
    assert_eq!(document.path("新").and_then(Node::as_text).as_deref(), Some("1"), "what no table describes is kept");
    assert!(reply(r#"{"code":0,"data":{"成功":[1]}}"#).expect("a success").is_whole());
    // The endpoint's own success fails: the first row says why.
    let refused =
        reply(r#"{"code":0,"data":{"失败":[{"sku":"甲","code":"9","reason":"无货"}]}}"#).expect_err("none was done");
    let Error::Refused(refusal) = refused else { panic!("{refused}") };
    assert_eq!((refusal.code.as_str(), refusal.message.as_str()), ("9", "无货"));

    let chosen = endpoint(
        "
endpoint
  name             upload
  success          all_ok = true
  partial.rows     datas
  partial.key      id
  partial.message  msg
  partial.when     ok = false
  partial.of       orders

request
  orders  Order[]!

Order
  so      varchar!

response
  all_ok  boolean
  datas   Row[]

Row
  id      varchar
  ok      boolean
  msg     varchar
",
    );
    let read_rows = |rows: &str| {
        let body = format!("{{\"code\":0,\"data\":{{\"all_ok\":false,\"datas\":[{rows}]}}}}");
        signwright_runtime::interpret_node(
            platform,
            chosen,
            RawAnswer::new(200, body),
            Some(DocumentFormat::Json),
            Limits::default(),
            &Redaction::default(),
        )
    };
    let error = read_rows(r#"{"id":"1","ok":true},{"id":"2","ok":false,"msg":"库存不足"}"#).expect_err("not all");
    let Error::Partial(refusal) = &error else { panic!("{error}") };
    assert_eq!(refusal.message, "库存不足");
    assert_eq!(error.repeatable(), Repeatable::Risky, "the first row was done");
    let error = read_rows(r#"{"id":"2","ok":false,"msg":"库存不足"}"#).expect_err("none");
    assert!(matches!(error, Error::Refused(_)), "{error}");
}

#[test]
fn a_failed_row_has_its_place_by_what_identifies_it_on_either_side() {
    let platform = read_by("reply: { format: json, success: code = 0, code: code, data: data }\n");
    let places = |partial: &str, request: &str, rows: &str| {
        let upload = endpoint(&format!(
            "
endpoint
  name             upload
  partial.rows     failed
  {partial}

request
  orders  Order[in order]
  nos     varchar[]

Order
  no      varchar = 甲
  sku     Sku

Sku
  id      long

response
  failed  {}

Failure
  no      varchar
  sku     Sku
  ok      boolean
",
            if partial.contains("by no") { "varchar[]" } else { "Failure[]" }
        ));
        let request = json::parse_strict(request.as_bytes(), Limits::default()).expect("a request");
        let options = CallOptions::default();
        let (credentials, time) = (Credentials::new([("key", "k")]), SigningTime::new(0, ""));
        let prepared = prepare_node(platform, upload, request, &credentials, "test", &options, &time).expect("a call");
        let answer = RawAnswer::new(200, format!("{{\"code\":0,\"data\":{{\"failed\":[{rows}]}}}}"));
        let (limits, redaction) = (Limits::default(), Redaction::default());
        let reply = interpret_node(platform, upload, answer, Some(DocumentFormat::Json), limits, &redaction);
        let mut reply = reply.expect("a success");
        reply.locate(&prepared.rows);
        assert!(!format!("{prepared:?}").contains("k2"), "a key may be personal data");
        reply.failed().iter().map(|row| row.index).collect::<Vec<_>>()
    };
    let orders = r#"{"orders":{"order":[{"sku":{"id":7}},{"no":"k2","sku":{"id":8}},{"no":"k2","sku":{"id":9}}]},"nos":["a","b","b"]}"#;
    let by = |key: &str, of: &str, rows: &str| {
        let key = if key.is_empty() { String::new() } else { format!("partial.key  {key}\n  ") };
        places(&format!("{key}partial.of  {of}"), orders, rows)
    };
    let twice = [Some(0), None, None];
    assert_eq!(by("no", "orders", r#"{"no":"甲"},{"no":"k2"},{"no":"另"}"#), twice, "a default, one that stands twice");
    assert_eq!(by("sku.id", "orders", r#"{"sku":{"id":"9"}},{"sku":{"id":7}},{}"#), [Some(2), Some(0), None]);
    assert_eq!(by("no", "orders\n  partial.by  sku.id", r#"{"no":"8"}"#), [Some(1)]);
    assert_eq!(by("no", "nos", r#"{"no":"a"},{"no":"b"}"#), [Some(0), None]);
    assert_eq!(by("", "orders\n  partial.by no", r#""甲","k2""#), [Some(0), None], "rows that are values");
    assert_eq!(by("", "orders\n  partial.when ok = false", r#"{"ok":true},{"ok":false}"#), [Some(1)], "a row for each");
}
