//! An invented platform with a typed client, as generated code has it: rows that are kept, rows that fail alone, a list in
//! pages, and a call with an idempotency key.
#![allow(unreachable_pub, missing_docs, dead_code)] // as a consumer has it
#![allow(clippy::needless_update, clippy::expl_impl_clone_on_copy, clippy::clone_on_copy)] // the macros copy all fields

pub mod calls;

use signwright_runtime::Endpoint;
use signwright_runtime::model::v1::{platform, sandbox, tables};
use signwright_runtime::model::{self, ApiText, ApisText, PlatformText, Tables, api, apis};

pub static PLATFORM: PlatformText = platform(
    r#"
platform: depot
zone: +08:00
environments: { test: https://depot.example/api/ }
credentials: { key: public, secret: secret }
common:
  $in: form
  key: { type: "varchar! = {credential.key}" }
  ts: { type: "varchar! = {clock.unix}" }
  sign: { type: "varchar! = {signature}" }
wire: { verb: POST, url: "{environment}{endpoint}", body: form }
signing:
  string_to_sign: { over: params, sort: key, each: "{key}={value}", join: "&" }
  signature: "{string_to_sign | hmac_sha256(credential.secret) | hex}"
clock: { param: ts, tolerance: 600 }
reply: { format: json, success: code = 0, code: code, message: message }
errors:
  - 20 | 请求过快 | 稍后重试 | throttled 2
  - 30 | 时间误差大 | 校准时钟 | clock
  - 40 | 令牌过期 | 重新授权 | token
  - 50 | 库存不足🍵 | 补货
"#,
)
.sandbox(sandbox(
    r#"
credentials: { key: depot-key, secret: depot-secret }
refusal: { code: "{var.code}", message: "{var.message}" }
refuse:
  rule: "61 | {var.detail}"
  signature: 62 | 签名错误
  clock: 30 | 时间误差大
"#,
));

/// Keeps its rows, which do not fail alone.
pub static PUSH: Tables = tables(
    "
endpoint
  name     stock.push
  repeat   upsert

request
  stocks   Stock[1..9]!   库存

Stock
  sku      varchar(20)!   规格编码
  num      int!           数量
  lot      varchar(9)     批号
  most     int            上限
  $rules:
    - { requires: lot -> most, says: 批号要有上限 }

response
  code     int            错误码
  message  varchar        错误描述
  created  int            新增
  updated  int            更新
  note     varchar        说明
",
)
.sandbox(sandbox(
    r#"
upsert: stocks by sku
answer: { code: 0, created: "{count.created}", updated: "{count.updated}", note: 入库单，一号 }
"#,
));

/// Its rows fail alone.
pub static IMPORT: Tables = tables(
    "
endpoint
  name             stock.import
  repeat           upsert
  partial.rows     failed
  partial.key      sku
  partial.code     code
  partial.of       stocks

request
  stocks   Line[1..9]!    库存

Line
  sku      varchar(20)!   规格编码

response
  code     int            错误码
  created  int            新增
  failed   Failed[]       失败

Failed
  sku      varchar        规格编码
  code     int            错误码
",
)
.sandbox(sandbox(
    r#"
upsert: stocks by sku
answer: { code: 0, created: "{count.created}", failed: [] }
"#,
));

/// Answers pages of two.
pub static LIST: Tables = tables(
    "
endpoint
  name     order.list
  repeat   read

request
  page     int!           页码
  size     int!           每页
  since    int            开始
  until    int            结束

response
  code     int            错误码
  total    int            总数
  orders   Order[]        订单

Order
  no       varchar        单号
  at       int            时间
",
)
.sandbox(sandbox(
    r#"
rows: '[{"no":"甲1","at":10},{"no":"乙2","at":20},{"no":"丙3","at":30},{"no":"丁4","at":40}]'
page: { number: page, size: size, first: 1 }
answer: { code: 0, total: "{count.total}", orders: $rows }
"#,
));

/// Keeps nothing.
pub static CREATE: Tables = tables(
    "
endpoint
  name     order.create
  $facts:
    repeat: by no

request
  no       varchar!       单号

response
  code     int            错误码
",
)
.sandbox(sandbox("answer: { code: 0 }"));

static API: ApiText = api(&PLATFORM, &[&PUSH, &IMPORT, &LIST, &CREATE]);
pub static APIS: ApisText = apis(&[&API]);

/// A request whose fields are all asked for, and an answer.
macro_rules! records {
    ($(request $name:ident = $tables:ident[$id:literal] { $($field:ident: $type:ty),+ })+) => {$(
        pub struct $name {
            $(pub $field: $type),+
        }

        signwright_runtime::request! {
            $name(given: $name) = $tables[$id]: $($field.clone(): given.$field),+
        }
    )+};
    ($(response $name:ident = $tables:ident[$id:literal] { $($field:ident: $type:ty),+ })+) => {$(
        pub struct $name {
            $(pub $field: $type),+
        }

        signwright_runtime::response! {
            $name = $tables[$id]: $($field.clone(): Default::default()),+
        }
    )+};
}

records! {
    request Push = PUSH[0] { stocks: Vec<Stock> }
    request Stock = PUSH[1] { sku: String, num: i64, lot: Option<String>, most: Option<i64> }
    request Import = IMPORT[0] { stocks: Vec<Line> }
    request Line = IMPORT[1] { sku: String }
    request List = LIST[0] { page: i64, size: i64, since: Option<i64>, until: Option<i64> }
    request Create = CREATE[0] { no: String }
}

records! {
    response Pushed = PUSH[2] {
        code: Option<i64>, message: Option<String>, created: Option<i64>, updated: Option<i64>, note: Option<String>
    }
    response Imported = IMPORT[2] { code: Option<i64>, created: Option<i64>, failed: Vec<Failed> }
    response Failed = IMPORT[3] { sku: Option<String>, code: Option<i64> }
    response Listed = LIST[1] { code: Option<i64>, total: Option<i64>, orders: Vec<Order> }
    response Order = LIST[2] { no: Option<String>, at: Option<i64> }
    response Created = CREATE[1] { code: Option<i64> }
}

macro_rules! endpoints {
    ($($tables:ident: $request:ident -> $response:ident;)+) => {$(
        impl Endpoint for $request {
            type Response = $response;

            fn platform() -> model::PlatformResult {
                PLATFORM.platform()
            }

            fn endpoint() -> model::EndpointResult {
                $tables.endpoint()
            }
        }
    )+};
}

endpoints! {
    PUSH: Push -> Pushed;
    IMPORT: Import -> Imported;
    LIST: List -> Listed;
    CREATE: Create -> Created;
}
