//! Requests whose fields travel in several places: in the address, the query, headers, a form, a document, and within one
//! field of these. Each is written as the vendor's pages have it, and read back to the same values.
#![allow(missing_docs)]

use signwright_runtime::decode::{self, Parts};
use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{Endpoint, Platform, PlatformText, Tables};
use signwright_runtime::{
    CallOptions, Credentials, Error, Leniency, Limits, Node, Prepared, SigningTime, form, json, percent, prepare_node,
};

const HEAD: &str = r#"
platform: acme
title: 顶点
zone: "+08:00"
environments:
  test: https://acme.example/api  测试
credentials:
  key: public  标识
  secret: secret  密钥
reply: { success: code = 0, code: code }
"#;

/// Nothing is signed, and nothing is common.
const PLAIN: &str = "common: { $in: header }\nsigning: none\n";

fn acme(said: &str) -> &'static Platform<'static> {
    let text: &'static PlatformText = Box::leak(Box::new(platform(format!("{HEAD}{said}").leak())));
    text.platform().expect("a platform")
}

fn endpoint(text: &str) -> &'static Endpoint<'static> {
    let text: &'static Tables = Box::leak(Box::new(tables(format!("{text}\nresponse\n").leak())));
    text.endpoint().expect("an endpoint")
}

fn prepared(platform: &Platform<'_>, endpoint: &Endpoint<'_>, request: &str) -> Result<Prepared, Error> {
    let request = json::parse_strict(request.as_bytes(), Limits::default()).expect("a request");
    let credentials = Credentials::new([("key", "k1"), ("secret", "s1")]);
    let options = CallOptions { vars: vec![("version".into(), "2025-10".into())], ..CallOptions::default() };
    let time = SigningTime { unix_ms: 1_760_000_000_000, nonce: "n1".into() };
    prepare_node(platform, endpoint, request, &credentials, "test", &options, &time)
}

/// The request line, the headers but those of the signing, an empty line and the body.
fn sent(platform: &Platform<'_>, endpoint: &Endpoint<'_>, request: &str) -> String {
    let request = prepared(platform, endpoint, request).expect("a request that may be sent").request;
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let headers = headers.concat();
    let body = String::from_utf8_lossy(&request.body);
    let url = request.url.strip_prefix("https://acme.example").unwrap_or(&request.url).to_owned();
    format!("{} {url}\n{headers}\n{body}", request.method)
}

/// Reads what was sent back into the request's record, and compares.
fn assert_read_back(platform: &Platform<'_>, endpoint: &Endpoint<'_>, request: &str, path: &[(&str, &str)]) {
    let shape = endpoint.request();
    let given = json::parse_strict(request.as_bytes(), Limits::default()).expect("a request");
    let (given, violations) = signwright_runtime::conform(shape, given, Leniency::default(), platform.zone);
    assert_eq!(violations, [], "{request}");
    let sent = prepared(platform, endpoint, request).expect("a request that may be sent").request;
    let query = sent.url.split_once('?').map_or("", |(_, query)| query);
    let query = form::decode(query.as_bytes(), Limits::default()).expect("a query");
    let is_form = sent.headers.iter().any(|(_, value)| value == "application/x-www-form-urlencoded");
    let fields = if is_form { form::decode(&sent.body, Limits::default()).expect("a form") } else { Vec::new() };
    let path: Vec<_> = path.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let parts = Parts { path: &path, query: &query, form: &fields, headers: &sent.headers, body: &sent.body };
    let read = decode::request(platform, endpoint, &parts, Limits::default()).expect("what was sent is read");
    let (read, violations) = read.conform(shape, Leniency::default(), platform.zone);
    assert_eq!(violations, [], "{request}");
    assert!(read == given, "{request}");
}

#[test]
fn one_call_travels_in_its_address_its_query_a_header_and_a_body() {
    let platform = acme(&format!("{PLAIN}wire: {{ body: json, lists: comma }}"));
    let patch = endpoint(
        "endpoint
  name      PATCH /listings/{var.version}/items/{sellerId}/{sku}

request
  sellerId       path varchar!   卖家
  sku            path varchar!   货号
  marketplaces   query varchar(20)[1..]!   站点
  mode           query varchar   模式
  X-Request      header varchar  编号
  productType    varchar!        类型
  patches        Patch[]         改动

Patch
  op             varchar!        动作
  value          Object          值
",
    );
    let request = r#"{"sellerId":"A1","sku":"红/7 号","marketplaces":["ATV","A2E"],"X-Request":"r-1","productType":"衬衫","patches":[{"op":"replace","value":[1,"二"]}]}"#;
    assert_eq!(
        sent(platform, patch, request),
        "PATCH /api/listings/2025-10/items/A1/%E7%BA%A2%2F7%20%E5%8F%B7?marketplaces=ATV%2CA2E\nX-Request: r-1\n\
         Content-Type: application/json\n\n\
         {\"productType\":\"衬衫\",\"patches\":[{\"op\":\"replace\",\"value\":[1,\"二\"]}]}"
    );
    assert_read_back(platform, patch, request, &[("sellerId", "A1"), ("sku", "红/7 号")]);
    for (request, says) in [
        (r#"{"sellerId":"..","sku":"7","marketplaces":["A"],"productType":"x"}"#, "only points"),
        (r#"{"sellerId":"","sku":"7","marketplaces":["A"],"productType":"x"}"#, "sellerId"),
        (r#"{"sellerId":"A","sku":"7","marketplaces":["A,B"],"productType":"x"}"#, "comma"),
        (r#"{"sellerId":"A","sku":"7","marketplaces":["A"],"productType":"x","X-Request":"编号"}"#, "ASCII"),
    ] {
        let error = prepared(platform, patch, request).expect_err(request).to_string();
        assert!(error.contains(says), "{request}: {error}");
    }
}

#[test]
fn lists_records_and_maps_travel_in_a_query_in_five_ways() {
    let table = "
  name      GET /orders

request
  状态       varchar[]           状态
  created   Range               时间
  rows      Row[]               行
  extra     Map<String,int>     其它

Range
  gte       long                起
  lt        long                止

Row
  price     decimal(9,2)!       价
  tags      varchar[]           标签
";
    let endpoint = endpoint(&format!("endpoint{table}"));
    for (lists, request, query) in [
        (
            "json",
            r#"{"状态":["待发","a,b"],"created":{"gte":5},"rows":[{"price":1.50}]}"#,
            r#"状态=["待发","a,b"]&created={"gte":5}&rows=[{"price":1.50}]"#,
        ),
        ("comma", r#"{"状态":["待发","已发"]}"#, "状态=待发,已发"),
        ("comma", r#"{"状态":[]}"#, "状态="),
        ("repeated", r#"{"状态":["待发","a,b"]}"#, "状态=待发&状态=a,b"),
        (
            "indexed",
            r#"{"状态":["待发","已发"],"created":{"gte":5,"lt":9},"rows":[{"price":1.50,"tags":["红","蓝"]}],"extra":{"甲":1}}"#,
            "状态.1=待发&状态.2=已发&created.gte=5&created.lt=9&rows.1.price=1.50&rows.1.tags.1=红&rows.1.tags.2=蓝&extra.甲=1",
        ),
        ("indexed(0)", r#"{"状态":["待发"]}"#, "状态.0=待发"),
        (
            "brackets",
            r#"{"状态":["待发","已发"],"created":{"gte":5},"rows":[{"price":1.50,"tags":["红"]}],"extra":{"甲":1}}"#,
            "状态[0]=待发&状态[1]=已发&created[gte]=5&rows[0][price]=1.50&rows[0][tags][0]=红&extra[甲]=1",
        ),
    ] {
        let platform = acme(&format!("{PLAIN}wire: {{ body: json, lists: {lists} }}"));
        let line = sent(platform, endpoint, request);
        let written = line.lines().next().and_then(|line| line.strip_prefix("GET /api/orders?")).expect(&line);
        assert_eq!(String::from_utf8(percent::decoded(written.as_bytes())).unwrap(), query, "{lists}");
        assert_read_back(platform, endpoint, request, &[]);
    }
    for (lists, request, says) in [
        ("comma", r#"{"created":{"gte":5}}"#, "only a list of values"),
        ("repeated", r#"{"rows":[{"price":1}]}"#, "a value belongs here"),
        ("repeated", r#"{"状态":[]}"#, "cannot be told from none"),
        ("brackets", r#"{"rows":[]}"#, "cannot be told from none"),
    ] {
        let platform = acme(&format!("{PLAIN}wire: {{ body: json, lists: {lists} }}"));
        let error = prepared(platform, endpoint, request).expect_err(request).to_string();
        assert!(error.contains(says), "{lists} {request}: {error}");
    }
}

#[test]
fn what_came_in_pieces_is_put_together_or_refused() {
    let platform = acme(&format!("{PLAIN}wire: {{ body: json, lists: brackets }}"));
    let endpoint = endpoint("endpoint\n  name  GET /x\n\nrequest\n  rows  Row[]  行\n\nRow\n  价  int  价\n");
    let read = |query: &[(&str, &str)]| {
        let query: Vec<_> = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let parts = Parts { query: &query, ..Parts::default() };
        let read = decode::request(platform, endpoint, &parts, Limits::default());
        let read = read.map_err(|error| error.to_string())?;
        let (node, violations) = read.conform(endpoint.request(), Leniency::default(), platform.zone);
        if violations.is_empty() { Ok(node.into_owned()) } else { Err(format!("{violations:?}")) }
    };
    let row = |value| Node::record(vec![Node::Int(value)]);
    let rows = |values: &[i64]| Ok(Node::record(vec![Node::List(values.iter().map(|value| row(*value)).collect())]));
    assert_eq!(read(&[("rows[2][价]", "3"), ("rows[1][价]", "2"), ("rows[0][价]", "1")]), rows(&[1, 2, 3]));
    assert_eq!(read(&[("rows[][价]", "1"), ("rows[][价]", "2")]), rows(&[1, 2]));
    for (query, says) in [
        (&[("rows[0][价]", "1"), ("rows[00][价]", "2")][..], "00 stands where 1 belongs"),
        (&[("rows[0][价]", "1"), ("rows[2][价]", "2")], "2 stands where 1 belongs"),
        (&[("rows[1][价]", "1")], "1 stands where 0 belongs"),
        (&[("rows[-1][价]", "1")], "found a record"),
        (&[("rows[0][价]", "1"), ("rows[0][价]", "2")], "more than once"),
        (&[("rows[0][价]", "1"), ("rows[0]", "2")], "in pieces"),
        (&[("rows[0][价]", "1"), ("rows", "2")], "more than once"),
        (&[("rows[0][价", "1")], "no such field"),
        (&[("rows[0][数]", "1")], "no such field"),
        (&[("别的", "1")], "no such field"),
    ] {
        let refused = read(query).expect_err(says);
        assert!(refused.contains(says), "{query:?}: {refused}");
    }
    let deep = format!("rows{}", "[0]".repeat(100));
    assert!(read(&[(&deep, "1")]).expect_err("too deep").contains("deep"));
}

#[test]
fn numbers_are_rows_of_a_list_and_names_of_a_map() {
    let table = "endpoint
  name  GET /x

request
  rows     Row[]              行
  stock    Map<String,int>    库存
  extra    Object             其它
  trades   Row[in trade]      交易

Row
  tags     varchar[]          标签
  names    Map<String,Row>    名
";
    let endpoint = endpoint(table);
    for (lists, request, query) in [
        (
            "indexed",
            r#"{"rows":[{"tags":["红"],"names":{"1":{"tags":["蓝"]}}}],"stock":{"2":5,"1":6},"extra":{"0":"甲","01":"乙"},"trades":{"trade":[{"tags":["绿"]}]}}"#,
            "rows.1.tags.1=红&rows.1.names.1.tags.1=蓝&stock.2=5&stock.1=6&extra.0=甲&extra.01=乙&trades.trade.1.tags.1=绿",
        ),
        ("indexed(0)", r#"{"stock":{"0":5,"1":6},"extra":["甲","乙"]}"#, "stock.0=5&stock.1=6&extra.0=甲&extra.1=乙"),
        (
            "brackets",
            r#"{"stock":{"0":5,"1":6},"extra":{"7":["甲"]},"trades":{"trade":[{"tags":["绿"]}]}}"#,
            "stock[0]=5&stock[1]=6&extra[7][0]=甲&trades[trade][0][tags][0]=绿",
        ),
    ] {
        let platform = acme(&format!("{PLAIN}wire: {{ body: json, lists: {lists} }}"));
        let line = sent(platform, endpoint, request);
        let written = line.lines().next().and_then(|line| line.strip_prefix("GET /api/x?")).expect(&line);
        assert_eq!(String::from_utf8(percent::decoded(written.as_bytes())).unwrap(), query, "{lists}");
        assert_read_back(platform, endpoint, request, &[]);
    }
    for (lists, name, told) in [
        (
            "indexed",
            "rows.1.tags.0",
            "rows[0].tags: its rows are numbered 1, 2, 3 and so on, but 0 stands where 1 belongs",
        ),
        ("indexed", "rows.01.tags.1", "rows: its rows are numbered 1, 2, 3 and so on, but 01 stands where 1 belongs"),
        ("indexed(0)", "rows.1.tags.0", "rows: its rows are numbered 0, 1, 2 and so on, but 1 stands where 0 belongs"),
        (
            "brackets",
            "rows[0][names][9][tags][4]",
            "rows[0].names.9.tags: its rows are numbered 0, 1, 2 and so on, but 4",
        ),
    ] {
        let platform = acme(&format!("{PLAIN}wire: {{ body: json, lists: {lists} }}"));
        let query = [(name.to_owned(), "x".to_owned())];
        let parts = Parts { query: &query, ..Parts::default() };
        let refused =
            decode::request(platform, endpoint, &parts, Limits::default()).err().map(|error| error.to_string());
        assert!(refused.as_ref().is_some_and(|refused| refused.contains(told)), "{name}: {refused:?}");
    }
}

#[test]
fn the_rows_may_be_members_of_the_text_in_one_field() {
    let platform = acme(
        "common: { $in: form, app_id: { type: \"varchar! = {credential.key}\" }, sign: { type: \"varchar! = {signature}\" } }
signing:
  canonical: { over: params, sort: key, each: \"{key}={value}\", join: \"&\" }
  signature: \"{canonical}\"
wire: { verb: POST, url: \"{environment}\", body: form.biz_content, sort: key }",
    );
    let endpoint = endpoint(
        "endpoint
  name      trade.refund

request
  out_trade_no   varchar(64)     单号
  notify_url     form varchar    通知
  detail         json<Detail>    明细
  ids            comma<int[]>    编号

Detail
  b              int             乙
  a              varchar         甲
",
    );
    let request = r#"{"out_trade_no":"T1","notify_url":"https://x","detail":{"b":1,"a":"引\"号"},"ids":[3,4]}"#;
    let biz = r#"{"detail":"{\"a\":\"引\\\"号\",\"b\":1}","ids":"3,4","out_trade_no":"T1"}"#;
    let line = sent(platform, endpoint, request);
    let body = form::decode(line.rsplit('\n').next().unwrap().as_bytes(), Limits::default()).unwrap();
    let expected = [
        ("app_id", "k1"),
        ("notify_url", "https://x"),
        ("biz_content", biz),
        ("sign", &format!("app_id=k1&biz_content={biz}&notify_url=https://x")),
    ];
    let mut body: Vec<_> = body.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    body.sort_by_key(|(name, _)| expected.iter().position(|(expected, _)| expected == name));
    assert_eq!(body, expected);
    assert_read_back(platform, endpoint, request, &[]);
}

#[test]
fn a_row_may_be_the_whole_document() {
    for (body, head) in [("json", ""), ("form.biz", "biz=")] {
        let platform = acme(&format!("{PLAIN}wire: {{ body: {body} }}"));
        let endpoint = endpoint(
            "endpoint\n  name  POST /orders\n\nrequest\n  orders  document Order[1..]!  订单\n  dry  query boolean  试\n\nOrder\n  单号  varchar!  单号\n",
        );
        let request = r#"{"orders":[{"单号":"一"}],"dry":true}"#;
        let text = sent(platform, endpoint, request);
        assert!(text.starts_with("POST /api/orders?dry=true\n"), "{text}");
        let sent = text.rsplit('\n').next().unwrap();
        let body = sent.strip_prefix(head).unwrap();
        let body = if head.is_empty() {
            body.to_owned()
        } else {
            String::from_utf8(percent::decoded(body.as_bytes())).unwrap()
        };
        assert_eq!(body, r#"[{"单号":"一"}]"#);
        assert_read_back(platform, endpoint, request, &[]);
        let alone = self::endpoint("endpoint\n  name  POST /ids\n\nrequest\n  ids  document varchar[]  编号\n");
        assert_read_back(platform, alone, r#"{"ids":["一","2"]}"#, &[]);
        // As a person is shown it, wherever its rows travel.
        let given = json::parse_strict(request.as_bytes(), Limits::default()).expect("a request");
        let (given, _) = signwright_runtime::conform(endpoint.request(), given, Leniency::default(), platform.zone);
        let style = json::Style::new(signwright_runtime::model::Escape::Minimal, platform.zone);
        assert_eq!(json::write_record(endpoint.request(), &given, style).unwrap(), request);
    }
}

#[test]
fn a_document_may_be_all_there_is_and_a_list() {
    for common in ["", "common: {}\n", "common: { X-Key: { type: \"header varchar! = {credential.key}\" } }\n"] {
        let platform = acme(&format!("{common}signing: none\nwire: {{ body: json }}"));
        for (ty, request, body) in [
            ("varchar(9)[]", r#"{"行":["一","二"]}"#, r#"["一","二"]"#),
            ("Order", r#"{"行":{"单号":"一"}}"#, r#"{"单号":"一"}"#),
            ("Order[]", r#"{"行":[]}"#, "[]"),
        ] {
            let put = endpoint(&format!(
                "endpoint\n  name  PUT /orders\n\nrequest\n  行  document {ty}!  行\n\nOrder\n  单号  varchar  单号\n"
            ));
            let text = sent(platform, put, request);
            assert!(text.starts_with("PUT /api/orders\n") && text.ends_with(&format!("\n\n{body}")), "{text}");
            assert_read_back(platform, put, request, &[]);
        }
    }
}

#[test]
fn rows_travel_beside_an_xml_document_and_beside_arguments_too() {
    let rows = "
request
  单号  path varchar!   单号
  mode  query int       模式
  X-Id  header varchar  编号
  标签  comma<varchar(9)[]>  标签
  详情  json<详情>      详情
  备注  varchar!        备注

详情
  甲    varchar  甲
";
    let put = endpoint(&format!("endpoint\n  name  PUT /orders/{{单号}}\n{rows}"));
    let request = r#"{"单号":"A1","mode":2,"X-Id":"x","标签":["一","二"],"详情":{"甲":"<&😀"},"备注":"好"}"#;
    for (wire, content_type, body) in [
        (
            "body: envelope, envelope: [请求], formats: [xml]",
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><请求><标签>一,二</标签>\
             <详情>{\"甲\":\"&lt;&amp;😀\"}</详情><备注>好</备注></请求>",
        ),
        ("body: positional", "application/json", r#"["一,二","{\"甲\":\"<&😀\"}","好"]"#),
    ] {
        let platform = acme(&format!("{PLAIN}wire: {{ {wire} }}"));
        let url = "PUT /api/orders/A1?mode=2";
        assert_eq!(sent(platform, put, request), format!("{url}\nX-Id: x\nContent-Type: {content_type}\n\n{body}"));
        assert_read_back(platform, put, request, &[("单号", "A1")]);
    }
}

#[test]
fn a_class_adds_its_parameters_and_says_whether_its_calls_are_signed() {
    let platform = acme(
        "common: { $in: query, partner: { type: \"varchar! = {credential.key}\" } }
classes:
  shop: { token: { type: \"header varchar! = {credential.key}\" }, sign: { type: \"varchar! = {signature}\" } }
  public: { $title: 公开, $signed: no }
signing:
  signature: \"{credential.secret}{path}{param.partner}{header.token}\"
wire: { body: json }",
    );
    let table = "\n\nrequest\n  id  int  编号\n";
    let shop = endpoint(&format!("endpoint\n  name  GET /orders\n  class  shop{table}"));
    let public = endpoint(&format!("endpoint\n  name  GET /time\n  class  public{table}"));
    assert_eq!(
        sent(platform, shop, r#"{"id":7}"#),
        "GET /api/orders?partner=k1&sign=s1%2Fapi%2Fordersk1k1&id=7\ntoken: k1\n\n"
    );
    assert_eq!(sent(platform, public, r#"{"id":7}"#), "GET /api/time?partner=k1&id=7\n\n");
    assert_read_back(platform, shop, r#"{"id":7}"#, &[]);
}

#[test]
fn common_parameters_without_a_place_stand_behind_those_of_the_endpoint() {
    let platform = acme(
        "common: { timestamp: { type: \"long! = {clock.unix_ms}\" }, signature: { type: \"varchar! = {signature}\" } }
signing:
  signature: \"{query}{body}{credential.secret}\"
wire: { body: form }",
    );
    let table = "\n\nrequest\n  symbol  varchar!  交易对\n";
    let get = endpoint(&format!("endpoint\n  name  GET /trades{table}"));
    let post = endpoint(&format!("endpoint\n  name  POST /order{table}"));
    let stamp = "symbol=ETH&timestamp=1760000000000";
    let signed = "symbol%3DETH%26timestamp%3D1760000000000s1";
    assert_eq!(sent(platform, get, r#"{"symbol":"ETH"}"#), format!("GET /api/trades?{stamp}&signature={signed}\n\n"));
    assert_eq!(
        sent(platform, post, r#"{"symbol":"ETH"}"#),
        format!("POST /api/order\nContent-Type: application/x-www-form-urlencoded\n\n{stamp}&signature={signed}")
    );
    assert_read_back(platform, get, r#"{"symbol":"ETH"}"#, &[]);
    assert_read_back(platform, post, r#"{"symbol":"ETH"}"#, &[]);
}

#[test]
fn text_that_holds_a_list_or_a_record_is_read_in_an_answer_too() {
    let platform = acme(&format!("{PLAIN}wire: {{ body: json }}"));
    let text: &'static Tables = Box::leak(Box::new(tables(
        "endpoint
  name      GET /orders

request
  id        int            编号

response
  detail    json<Detail>   明细
  rows      Detail[]       行
  ids       comma<int[]>   编号

Detail
  价        decimal(9,2)   价
  更多      json<Detail[]>   更多
"
        .to_owned()
        .leak(),
    )));
    let endpoint = text.endpoint().expect("an endpoint");
    let body =
        r#"{"code":"0","detail":"{\"价\":1.50,\"更多\":\"[{\\\"价\\\":2}]\"}","rows":[{"更多":"不是"}],"ids":"3,4"}"#;
    let answer = signwright_runtime::reply::RawAnswer::new(200, body);
    let redaction = signwright_runtime::Redaction::default();
    let reply =
        signwright_runtime::client::interpret_node(platform, endpoint, answer, None, Limits::default(), &redaction);
    let style = json::Style::new(signwright_runtime::model::Escape::Minimal, platform.zone);
    let response = json::write(&reply.expect("a reply").response, style).unwrap();
    let expected = r#"{"code":"0","detail":{"价":1.50,"更多":[{"价":2}]},"rows":[{"更多":"不是"}],"ids":["3","4"]}"#;
    assert_eq!(response, expected);
}
