//! An invented platform that takes orders, and the same endpoint with other facts.

use std::sync::LazyLock;

use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{
    self, Choice, Condition, Endpoint, PartialFailure, PlatformText, Repeat, Repetition, Tables, Test,
};
use signwright_runtime::{Fields, TextOrInt};

pub static PLATFORM: PlatformText = platform(
    r#"
platform: acme
zone: "+08:00"
environments: { test: https://acme.example/api }
credentials: { key: secret }
common: { $in: form, sign: { type: "varchar! = {signature}" } }
wire: { verb: POST, url: "{environment}", body: form }
signing: { signature: "{credential.key | md5 | hex}" }
reply: { success: code = 0, code: code, message: message }
errors:
  - 5 | 太频繁 | 稍后 | throttled
  - 6 | 令牌失效 |  | token
  - 7 | 部分成功 |  | partial
  - 8 | 已受理 |  | accepted
  - "bad:* | 参数错误"
"#,
);

pub static TABLES: Tables = tables(
    "
endpoint
  name             push
  repeat           upsert
  partial.rows     failed
  partial.key      no
  partial.code     code
  partial.message  msg
  partial.of       orders
  $facts:
    in_order: by orders.no

request
  shop    varchar(9)!      店铺
  memo    varchar(9)       备注
  tags    varchar[..3]     标签
  orders  Order[1..~5]!    订单
  $rules:
    - { unique: orders.no, says: 单号唯一 }
    - { unique: orders.lines.id, says: 行号唯一 }
    - { at_most: 2 equal orders.nick, says: 网名相同不超过2 }

Order
  no      varchar(20)!             单号
  num     int{0..99}!              数量
  nick    varchar(20) sensitive    网名
  lines   Line[]                   明细

Line
  id      varchar(20)!             行号

response
  code    int|text                 错误码
  message varchar                  错误描述
  total   int                      总数
  failed  Failed[]                 失败

Failed
  no      varchar                  单号
  code    varchar                  错误码
  msg     varchar                  错误描述
",
);

pub struct Push {
    pub shop: String,
    pub memo: Option<String>,
    pub tags: Option<Vec<String>>,
    pub orders: Vec<Order>,
}

pub struct PushRequired {
    pub shop: String,
    pub orders: Vec<Order>,
}

signwright_runtime::request! {
    Push(required: PushRequired) = TABLES[0]:
    shop.clone(): required.shop, memo.clone(): None, tags.clone(): None, orders.clone(): required.orders,
}

pub struct Order {
    pub no: String,
    pub num: i64,
    pub nick: Option<String>,
    pub lines: Option<Vec<Line>>,
}

pub struct OrderRequired {
    pub no: String,
    pub num: i64,
}

signwright_runtime::request! {
    Order(required: OrderRequired) = TABLES[1]:
    no.clone(): required.no, num: required.num, nick.clone(): None, lines.clone(): None,
}

pub struct Line {
    pub id: String,
}

pub struct LineRequired {
    pub id: String,
}

signwright_runtime::request! { Line(required: LineRequired) = TABLES[2]: id.clone(): required.id }

pub struct Answer {
    pub code: Option<TextOrInt>,
    pub message: Option<String>,
    pub total: Option<i64>,
    pub failed: Vec<Failed>,
}

signwright_runtime::response! {
    Answer = TABLES[3]: code.clone(): None, message.clone(): None, total: None, failed.clone(): Vec::new(),
}

pub struct Failed {
    pub no: Option<String>,
    pub code: Option<String>,
    pub msg: Option<String>,
}

signwright_runtime::response! { Failed = TABLES[4]: no.clone(): None, code.clone(): None, msg.clone(): None }

impl signwright_runtime::Endpoint for Push {
    type Response = Answer;

    fn platform() -> model::PlatformResult {
        PLATFORM.platform()
    }

    fn endpoint() -> model::EndpointResult {
        TABLES.endpoint()
    }
}

/// The same request of an endpoint of which something else is said.
macro_rules! other {
    ($($name:ident = $change:expr;)+) => {$(
        pub struct $name(pub Push);

        impl Fields for $name {
            fn visit<'v>(&'v self, to: &mut signwright_runtime::Visitor<'v>) {
                self.0.visit(to);
            }
        }

        impl signwright_runtime::Endpoint for $name {
            type Response = Answer;

            fn platform() -> model::PlatformResult {
                PLATFORM.platform()
            }

            fn endpoint() -> model::EndpointResult {
                static ENDPOINT: LazyLock<Endpoint<'static>> =
                    LazyLock::new(|| $change(*TABLES.endpoint().expect("sound tables")));
                Ok(&ENDPOINT)
            }
        }
    )+};
}

other! {
    Read = |endpoint| Endpoint { repeat: Repeat::Read.always(), ..endpoint };
    Once = |endpoint| Endpoint { repeat: Repeat::Once.always(), ..endpoint };
    ByMemo = |endpoint| Endpoint { repeat: Choice::Always(Repetition::By("memo")), ..endpoint };
    Ask = |endpoint| Endpoint { repeat: Repeat::Ask.always(), ..endpoint };
    Silent = |endpoint| Endpoint { partial: None, ..endpoint };
    Placed = |endpoint: Endpoint<'static>| {
        let when = Some(Condition::Field("code", Test::There));
        let partial = endpoint.partial.map(|partial| PartialFailure { key: "", when, ..partial });
        Endpoint { partial, ..endpoint }
    };
    Tags = |endpoint: Endpoint<'static>| {
        let partial = endpoint.partial.map(|partial| PartialFailure { of: "tags", ..partial });
        Endpoint { partial, ..endpoint }
    };
}

pub fn order(no: &str, num: i64) -> Order {
    Order::new(OrderRequired { no: no.into(), num })
}

pub fn push(orders: Vec<Order>) -> Push {
    Push::new(PushRequired { shop: "店铺😀".into(), orders })
}

/// Orders that are numbered from 0 on, with numbers of themselves.
pub fn orders(count: usize) -> Vec<Order> {
    (0..count).map(|number| order(&format!("单{number}"), i64::try_from(number % 100).unwrap_or(0))).collect()
}
