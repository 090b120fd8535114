//! An invented shop, whose one search comes in pages of whatever kind a test needs.
#![allow(clippy::expl_impl_clone_on_copy, clippy::must_use_candidate)]

use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{Endpoint, PlatformText, Tables};
use signwright_runtime::{Credentials, DateTime, TextOrInt, Time};

/// The macros take the zone of dates from a name like this.
#[allow(unused_imports)]
use self::SHOP as PLATFORM;

pub static SHOP: PlatformText = platform(
    r#"
platform: shop
zone: "+08:00"
environments: { test: "https://shop.example/api" }
credentials: { key: secret }
common: { $in: query, sign: { type: "varchar! = {signature}" } }
wire: { verb: POST, url: "{environment}", body: form }
signing: { signature: "{credential.key | md5 | hex}" }
reply: { format: json, success: code = 0, code: code, message: msg }
errors:
  - BUSY | 处理中 | 稍后 | accepted
  - SLOW | 调用过快 | 稍后 | throttled 7
  - GONE | 无此任务 | 核对 | not_found
"#,
);

/// The tables, with a place for facts.
const ROWS: &str = "
request
  page    int{0..}            页号
  size    int{1..100}         每页条数
  offset  int{0..}            偏移
  cursor  varchar(200)        游标
  after   long                之后
  kind    varchar(20)         类型
  start   datetime            开始
  end     datetime            结束
  since   time(unix)          自
  until   time(unix)          至
  $rules:
    - { window: start .. end 1 days, says: 跨度不超过一天 }
    - { window: since .. until 100 seconds, says: 跨度不超过一百秒 }

response
  code    int|text            代码
  msg     varchar             消息
  total   int                 总数
  more    boolean             还有
  next    varchar             下一页
  job     varchar             任务
  state   varchar             状态
  rows    Row[]               订单

Row
  id      varchar             单号
  seq     long                序号
  at      datetime            时间
  time    time(unix)          时刻
  memo    varchar             备注
";

static TABLES: Tables = tables(ROWS);

/// The endpoint with these facts.
pub fn with_facts(name: &str, facts: &str) -> &'static Endpoint<'static> {
    let text = format!("\nendpoint\n  name  {name}\n  repeat  read\n  $facts:\n    {facts}\n{ROWS}");
    let tables: &'static Tables = Box::leak(Box::new(tables(text.leak())));
    tables.endpoint().unwrap_or_else(|error| panic!("{error}"))
}

pub struct Search {
    pub page: Option<i64>,
    pub size: Option<i64>,
    pub offset: Option<i64>,
    pub cursor: Option<String>,
    pub after: Option<i64>,
    pub kind: Option<String>,
    pub start: Option<DateTime>,
    pub end: Option<DateTime>,
    pub since: Option<Time>,
    pub until: Option<Time>,
}

signwright_runtime::request! {
    Search = TABLES[0]:
    page: None, size: None, offset: None, cursor.clone(): None, after: None, kind.clone(): None, start: None,
    end: None, since: None, until: None,
}

pub struct Answer {
    pub code: Option<TextOrInt>,
    pub msg: Option<String>,
    pub total: Option<i64>,
    pub more: Option<bool>,
    pub next: Option<String>,
    pub job: Option<String>,
    pub state: Option<String>,
    pub rows: Vec<Row>,
}

signwright_runtime::response! {
    Answer = TABLES[1]:
    code.clone(): None, msg.clone(): None, total: None, more: None, next.clone(): None, job.clone(): None,
    state.clone(): None, rows.clone(): Vec::new(),
}

pub struct Row {
    pub id: Option<String>,
    pub seq: Option<i64>,
    pub at: Option<DateTime>,
    pub time: Option<Time>,
    pub memo: Option<String>,
}

signwright_runtime::response! {
    Row = TABLES[2]: id.clone(): None, seq: None, at: None, time: None, memo.clone(): None,
}

/// The same search of an endpoint with other facts.
#[macro_export]
macro_rules! searches {
    ($($name:ident = $facts:expr;)+) => {$(
        pub struct $name(pub $crate::shop::Search);

        impl signwright_runtime::Fields for $name {
            fn visit<'v>(&'v self, to: &mut signwright_runtime::Visitor<'v>) {
                self.0.visit(to);
            }
        }

        impl signwright_runtime::Endpoint for $name {
            type Response = $crate::shop::Answer;

            fn platform() -> signwright_runtime::model::PlatformResult {
                $crate::shop::SHOP.platform()
            }

            fn endpoint() -> signwright_runtime::model::EndpointResult {
                static ENDPOINT: std::sync::LazyLock<&signwright_runtime::model::Endpoint<'static>> =
                    std::sync::LazyLock::new(|| $crate::shop::with_facts(stringify!($name), $facts));
                Ok(*ENDPOINT)
            }
        }
    )+};
}

pub fn credentials() -> Credentials {
    Credentials::new([("key", "shop-secret")])
}

/// Rows of these ids as JSON.
pub fn rows<'i>(ids: impl IntoIterator<Item = &'i str>) -> String {
    let rows: Vec<String> = ids.into_iter().map(|id| format!(r#"{{"id":"{id}","memo":"茶叶，😀"}}"#)).collect();
    format!("[{}]", rows.join(","))
}

/// So many ids: `单1`, `单2` and so on.
pub fn ids(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("单{number}")).collect()
}
