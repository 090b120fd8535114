//! Rows of a request that fail while others are done: by what they break, by a condition of the spec, and because a test
//! wants it. What is answered is read by the runtime's own client, which must give exactly these rows.

mod acme;

use acme::calls::text;
use acme::text as texts;
use signwright_runtime::model::Api;
use signwright_runtime::{Error, Node, Reply};
use signwright_sandbox::{Options, Service};

const PLATFORM: &str = "
wire: { verb: POST, url: \"{environment}/{endpoint}\", body: json }
reply: { success: code = 0, code: code, message: message, data: data }
errors:
  - 4001 | 无此仓库
";

const REFUSALS: &str = "
credentials: { key: k }
refusal: { code: \"{var.code}\", message: \"{var.message}\" }
refuse:
  missing_field: \"3001 | 缺少{var.field}\"
  field: \"3002 | {var.path}不对\"
  rule: \"3003 | {var.detail}\"
";

const STOCKS: &str = "
endpoint
  name             stock.push
  partial.rows     failed
  partial.key      detail.sku
  partial.code     code
  partial.message  reason
  partial.of       stocks
  partial.by       skuId

request
  shop     varchar(9)!    店铺
  stocks   Stock[1..9]!   库存

Stock
  skuId    long!          货品
  num      int{0..99}!    数量
  lot      varchar(4)     批号
  $rules:
    - { requires: lot -> num, says: 批号要有数量 }

response
  created  int            新增
  failures int            失败
  done     Done[]         成功
  failed   Failed[]       失败

Done
  sku      long           货品

Failed
  detail   Detail         货品
  code     int            错误码
  reason   varchar        原因

Detail
  sku      long           货品
";

const KEEPS: &str = r#"
upsert: stocks by skuId
answer:
  created: "{count.created}"
  failures: "{count.failed}"
  done: { $each: stocks, $row: { sku: "{param.skuId}" } }
  failed: []
refuse:
  row: { when: "num = 13", code: 3013, message: "{param.shop}的{param.skuId}不要" }
"#;

fn stocks() -> Api<'static> {
    texts::api(PLATFORM, REFUSALS, &[(STOCKS, KEEPS)])
}

/// The failed rows: place, key, code and message.
fn rows<'r>(reply: &'r Reply<Node<'static>>) -> Vec<(Option<usize>, &'r str, &'r str, &'r str)> {
    reply.failed().iter().map(|row| (row.index, row.key.as_str(), row.code.as_str(), row.message.as_str())).collect()
}

const THREE: &str = r#"{"shop":"甲","stocks":[{"skuId":7,"num":1},{"skuId":8,"num":2},{"skuId":9,"num":3}]}"#;

#[test]
fn rows_that_break_their_table_fail_alone_and_the_others_are_done() {
    for strict in [false, true] {
        let api = stocks();
        let service = Service::new(&[&api], Options::default().strict(strict));
        let request = THREE.replace(r#""num":1"#, r#""num":100"#).replace(r#","num":3"#, r#","lot":"A1""#);
        let (answer, reply) = texts::call(&api, &service, &request);
        let told = answer.entry.to_string();
        assert!(told.contains("2 of 3 rows failed: stocks[0].num: ") && told.contains("stocks[2].num: "), "{told}");
        let failed = [(Some(0), "7", "3002", "stocks[0].num不对"), (Some(2), "9", "3001", "缺少num")];
        let body = r#"{"code":"0","data":{"created":1,"failures":2,"done":[{"sku":8}],"failed":[{"detail":{"sku":7},"#;
        let code = r#""code":3002,"reason":"stocks[0].num不对"}"#;
        assert!(text(&answer).starts_with(body) && text(&answer).contains(code), "{}", text(&answer));
        assert_eq!(rows(&reply.expect("a success")), failed);
        // The row that was done was kept, and those that failed were not.
        let (again, reply) = texts::call(&api, &service, THREE);
        assert!(
            text(&again).contains(r#""created":2,"failures":0,"done":[{"sku":7},{"sku":8},{"sku":9}],"failed":[]"#)
        );
        assert!(reply.expect("a success").is_whole());
    }
}

#[test]
fn what_is_no_rows_own_mistake_and_what_leaves_no_row_to_be_done_refuses_the_whole() {
    let api = stocks();
    let service = Service::new(&[&api], Options::default());
    let of_call = THREE.replace("甲", "").replace(r#""num":1"#, r#""num":100"#);
    let all = THREE.replace(r#","num""#, r#","数""#);
    for (request, message) in [(of_call, "缺少shop"), (all, "缺少num")] {
        let (answer, reply) = texts::call(&api, &service, &request);
        let error = reply.expect_err("refused");
        assert!(matches!(&error, Error::Refused(refusal) if refusal.message == message), "{error} {}", answer.entry);
    }
    let (_, reply) = texts::call(&api, &service, THREE);
    assert!(reply.expect("nothing was kept").is_whole());
}

#[test]
fn a_condition_of_the_spec_fails_rows_that_a_sound_client_can_send() {
    let api = stocks();
    let service = Service::new(&[&api], Options::default());
    let (answer, reply) = texts::call(&api, &service, &THREE.replace(r#""num":2"#, r#""num":13"#));
    assert!(answer.entry.text.contains("1 of 3 rows failed: stocks[1]: a condition"), "{}", answer.entry);
    assert_eq!(rows(&reply.expect("a success")), [(Some(1), "8", "3013", "甲的8不要")]);
}

#[test]
fn a_test_fails_the_rows_it_names_with_the_code_it_wants() {
    let api = stocks();
    let failing = Options::default().failing("7", "4001", "").failing("8", "", "").failing("9", "5", "满😀");
    let service = Service::new(&[&api], failing);
    let (answer, reply) = texts::call(&api, &service, THREE);
    assert!(answer.entry.text.contains("3 of 3 rows failed: stocks[0]: the sandbox was told to"), "{}", answer.entry);
    let told = "stocks[1]: the sandbox was told to fail it";
    let failed = [(Some(0), "7", "4001", "无此仓库"), (Some(1), "8", "3003", told), (Some(2), "9", "5", "满😀")];
    assert_eq!(rows(&reply.expect("a success")), failed);
}

/// The endpoint with what it says of rows that failed, its tables, and its sandbox.
fn acme(platform: &str, partial: &str, tables: &str, keeps: &str) -> Api<'static> {
    let partial = partial.replace("; ", "\n  partial.");
    let text = format!("endpoint\n  name  push\n  partial.{partial}\n{tables}");
    texts::api(platform, "", &[(text.leak(), keeps.to_owned().leak())])
}

const ORDERS: &str = "
request
  orders  Order[1..]!  订单

Order
  no      varchar!     单号
  shop    varchar      店铺

response
  datas   Row[]        结果

Row
  no      varchar      单号
  ok      boolean      是否成功
  id      long         编号
  msg     varchar      原因
";

const TWO: &str = r#"{"orders":[{"no":"A","shop":"甲"},{"no":"B","shop":"乙"}]}"#;

#[test]
fn where_the_answer_has_a_row_for_each_those_that_were_done_are_listed_too() {
    let partial = "rows datas; key no; message msg; when ok = false; of orders";
    let model = r#"answer: { datas: { $each: orders, $row: { no: "{param.no}", ok: "true", id: 501 } } }"#;
    for (keeps, done) in
        [(model, r#"{"no":"A","ok":true,"id":501}"#), ("answer: { datas: [] }", r#"{"no":"A","ok":true}"#)]
    {
        let api = acme(PLATFORM, partial, ORDERS, keeps);
        let service = Service::new(&[&api], Options::default().failing("B", "", "库存不足"));
        let (answer, reply) = texts::call(&api, &service, TWO);
        let listed = format!(r#""datas":[{done},{{"no":"B","msg":"库存不足","ok":false}}]"#);
        assert!(text(&answer).contains(&listed), "{}", text(&answer));
        assert_eq!(rows(&reply.expect("a success")), [(Some(1), "B", "", "库存不足")]);
    }
}

#[test]
fn a_row_without_a_key_fails_at_its_place() {
    let tables = ORDERS.replacen("  no      varchar      单号\n", "  code    int  码\n", 1);
    for when in ["code != 0", "code > 0", "code in [7, 9]", "msg is there", "not code = 0", "id is empty"] {
        let partial = format!("rows datas; code code; message msg; when {when}; of orders");
        let keeps = "answer: { datas: { $each: orders, $row: { code: 0, id: 5 } } }";
        let api = acme(PLATFORM, &partial, &tables, keeps);
        let service = Service::new(&[&api], Options::default().failing("乙", "7", "满"));
        let (answer, reply) = texts::call(&api, &service, TWO);
        assert_eq!(rows(&reply.expect("a success")), [(Some(1), "", "7", "满")], "{when}: {}", text(&answer));
    }
}

#[test]
fn a_list_may_stand_in_an_object_or_a_text_be_the_document_or_hold_values() {
    let in_objects = "
request
  batch   Batch!       批

Batch
  orders  Order[in order]!  订单

Order
  no      varchar!     单号

response
  result  Result       结果

Result
  failed  Row[in row]  失败

Row
  no      varchar      单号
  msg     varchar      原因
";
    let documents = "
request
  orders  document Order[]!  订单

Order
  no      varchar!     单号

response
  failed  document Row[]  失败

Row
  no      varchar      单号
  msg     varchar      原因
";
    let values = "
request
  nos     varchar[]!   单号

response
  failed  varchar[]    失败
";
    let keyed = "
request
  orders  Order[]!     订单

Order
  no      varchar!     单号

response
  failed  varchar[]    失败
";
    let texts_of = "
request
  orders  Order[]!       订单

Order
  no      varchar!       单号

response
  failed  json<Row[]>    失败
  tags    comma<varchar[]>  标签

Row
  no      varchar        单号
  msg     varchar        原因
";
    let bare = PLATFORM.replace("code = 0", "HTTP 2xx").replace(", data: data", "");
    let object = r#"{"batch":{"orders":{"order":[{"no":"A"},{"no":"B"},{"no":"C"}]}}}"#;
    for (platform, partial, tables, request, listed, message) in [
        (
            PLATFORM,
            "rows result.failed; key no; message msg; of batch.orders",
            in_objects,
            object,
            r#""result":{"failed":{"row":[{"no":"B","msg":"满"}]}}"#,
            "满",
        ),
        (
            &bare,
            "rows failed; key no; message msg; of orders",
            documents,
            r#"{"orders":[{"no":"A"},{"no":"B"}]}"#,
            r#"[{"no":"B","msg":"满"}]"#,
            "满",
        ),
        (PLATFORM, "rows failed; of nos", values, r#"{"nos":["A","B"]}"#, r#""failed":["B"]"#, ""),
        (PLATFORM, "rows failed; of orders; by no", keyed, TWO, r#""failed":["B"]"#, ""),
        (
            PLATFORM,
            "rows failed; key no; message msg; of orders",
            texts_of,
            TWO,
            r#"{"tags":"红,蓝","failed":"[{\"no\":\"B\",\"msg\":\"满\"}]"}"#,
            "满",
        ),
    ] {
        let keeps = if tables == texts_of { "answer: { tags: [红, 蓝], failed: [] }" } else { "" };
        let api = acme(platform, partial, tables, keeps);
        let service = Service::new(&[&api], Options::default().failing("B", "7", "满"));
        let (answer, reply) = texts::call(&api, &service, request);
        assert!(text(&answer).contains(listed), "{partial}: {} {}", text(&answer), answer.entry);
        assert_eq!(rows(&reply.expect("a success")), [(Some(1), "B", "", message)], "{partial}");
    }
}

#[test]
fn xml_lists_one_failed_row_or_several() {
    let platform = PLATFORM.replace("reply: {", "reply: { format: xml, root: answer,");
    let partial = "rows result.failed; key no; code code; message msg; of orders";
    let tables = "
request
  orders  Order[]!     订单

Order
  no      varchar!     单号

response
  result  Result       结果

Result
  failed  Row[]        失败

Row
  no      varchar      单号
  code    int          码
  msg     varchar      原因
";
    let api = acme(&platform, partial, tables, "");
    for (keys, request) in [(&["B"][..], TWO), (&["A", "B"][..], TWO)] {
        let options = keys.iter().fold(Options::default(), |options, key| options.failing(*key, "7", "满<😀"));
        let (answer, reply) = texts::call(&api, &Service::new(&[&api], options), request);
        assert!(
            text(&answer).contains("<failed><no>B</no><code>7</code><msg>满&lt;😀</msg></failed>"),
            "{}",
            text(&answer)
        );
        let expected: Vec<_> = keys.iter().map(|key| (Some(usize::from(*key == "B")), *key, "7", "满<😀")).collect();
        assert_eq!(rows(&reply.expect("a success")), expected);
    }
}

#[test]
fn where_failed_rows_are_no_success_to_the_endpoint_the_reader_says_what_was_done() {
    let tables = ORDERS.replace("response\n", "response\n  left    int          失败数\n");
    let text = format!(
        "endpoint\n  name  push\n  success  left = 0\n  partial.rows  datas\n  partial.key  no\n  partial.message  msg\n  \
         partial.when  ok = false\n  partial.of  orders\n{tables}"
    );
    let api = texts::api(PLATFORM, "", &[(text.leak(), r#"answer: { left: "{count.failed}", datas: [] }"#)]);
    let call = |keys: &[&str]| {
        let options = keys.iter().fold(Options::default(), |options, key| options.failing(*key, "", "满"));
        texts::call(&api, &Service::new(&[&api], options), TWO).1
    };
    assert!(call(&[]).expect("a success").is_whole());
    let half = call(&["B"]).expect_err("half done");
    assert!(matches!(&half, Error::Partial(refusal) if refusal.message == "满"), "{half}");
    let none = call(&["A", "B"]).expect_err("nothing done");
    assert!(matches!(&none, Error::Refused(refusal) if refusal.message == "满"), "{none}");
}
