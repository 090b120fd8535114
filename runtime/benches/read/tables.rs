//! The tables of an order query and a push, and their types, as generated code has them.

use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{EndpointResult, OfPlatform as _, PlatformResult, PlatformText, Tables};
use signwright_runtime::{DateTime, Decimal, Endpoint, TextOrInt};

pub static PLATFORM: PlatformText = platform(
    r#"
platform: 柳云
zone: +08:00
environments: { test: "https://liuyun.example/api  测试" }
credentials: { secret: secret  密钥 }
common: { $in: form, sign: { type: "varchar! = {signature}", title: 签名 } }
wire: { verb: POST, url: "{environment}", body: form }
signing: { signature: "{credential.secret | md5 | hex}" }
reply: { root: response, success: code = 0, code: code, message: message }
errors:
  - 40 | 订单不存在 | 核对单号
"#,
);

pub static QUERY: Tables = tables(
    "
endpoint
  name            order.query
  repeat          read

request
  page            int              页码

response
  code            int              状态
  message         varchar          说明
  total_count     int              总数
  trades          Trades           订单

Trades
  trade           Trade[]          订单

Trade
  tid             varchar(255)     tid
  shop_name       varchar(255)     shop_name
  buyer_nick      varchar(255)     buyer_nick
  receiver_name   varchar(255)     receiver_name
  province        varchar(255)     province
  city            varchar(255)     city
  district        varchar(255)     district
  address         varchar(255)     address
  mobile          varchar(255)     mobile
  zip             varchar(255)     zip
  logistics_no    varchar(255)     logistics_no
  logistics_code  varchar(255)     logistics_code
  remark          varchar(255)     remark
  seller_memo     varchar(255)     seller_memo
  warehouse_no    varchar(255)     warehouse_no
  invoice_title   varchar(255)     invoice_title
  goods_amount    decimal(19,4)    goods_amount
  post_amount     decimal(19,4)    post_amount
  discount        decimal(19,4)    discount
  receivable      decimal(19,4)    receivable
  paid            decimal(19,4)    paid
  cod_amount      decimal(19,4)    cod_amount
  status_code     int              status_code
  goods_count     int              goods_count
  version         int              version
  created      datetime         created
  pay_time        datetime         pay_time
  modified        datetime         modified
  orders          Orders           货品

Orders
  order           Order[]          货品

Order
  oid             varchar(255)     oid
  goods_no        varchar(255)     goods_no
  spec_no         varchar(255)     spec_no
  goods_name      varchar(255)     goods_name
  spec_name       varchar(255)     spec_name
  remark          varchar(255)     remark
  num             decimal(19,4)    num
  price           decimal(19,4)    price
  discount        decimal(19,4)    discount
  share_amount    decimal(19,4)    share_amount
  refund          int              refund
  end_time        datetime         end_time
",
);

pub static PUSH: Tables = tables(
    "
endpoint
  name            order.push
  repeat          upsert

request
  tid             varchar(40)      单号

response
  code            int|text         状态
  message         varchar          说明
  new_count       int              新增
  chg_count       int              更新
",
);

pub struct Query {
    pub page: Option<i64>,
}

signwright_runtime::request! { Query = QUERY[0]: page: None }

pub struct Answer {
    pub code: Option<i64>,
    pub message: Option<String>,
    pub total_count: Option<i64>,
    pub trades: Option<Trades>,
}

signwright_runtime::response! {
    Answer = QUERY[1]: code: None, message.clone(): None, total_count: None, trades.clone(): None
}

pub struct Trades {
    pub trade: Option<Vec<Trade>>,
}

signwright_runtime::response! { Trades = QUERY[2]: trade.clone(): None }

pub struct Trade {
    pub tid: Option<String>,
    pub shop_name: Option<String>,
    pub buyer_nick: Option<String>,
    pub receiver_name: Option<String>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub district: Option<String>,
    pub address: Option<String>,
    pub mobile: Option<String>,
    pub zip: Option<String>,
    pub logistics_no: Option<String>,
    pub logistics_code: Option<String>,
    pub remark: Option<String>,
    pub seller_memo: Option<String>,
    pub warehouse_no: Option<String>,
    pub invoice_title: Option<String>,
    pub goods_amount: Option<Decimal>,
    pub post_amount: Option<Decimal>,
    pub discount: Option<Decimal>,
    pub receivable: Option<Decimal>,
    pub paid: Option<Decimal>,
    pub cod_amount: Option<Decimal>,
    pub status_code: Option<i64>,
    pub goods_count: Option<i64>,
    pub version: Option<i64>,
    pub created: Option<DateTime>,
    pub pay_time: Option<DateTime>,
    pub modified: Option<DateTime>,
    pub orders: Option<Orders>,
}

signwright_runtime::response! {
    Trade = QUERY[3]: tid.clone(): None, shop_name.clone(): None, buyer_nick.clone(): None, receiver_name.clone(): None, province.clone(): None, city.clone(): None, district.clone(): None, address.clone(): None, mobile.clone(): None, zip.clone(): None, logistics_no.clone(): None, logistics_code.clone(): None, remark.clone(): None, seller_memo.clone(): None, warehouse_no.clone(): None, invoice_title.clone(): None, goods_amount: None, post_amount: None, discount: None, receivable: None, paid: None, cod_amount: None, status_code: None, goods_count: None, version: None, created: None, pay_time: None, modified: None, orders.clone(): None
}

pub struct Orders {
    pub order: Option<Vec<Order>>,
}

signwright_runtime::response! { Orders = QUERY[4]: order.clone(): None }

pub struct Order {
    pub oid: Option<String>,
    pub goods_no: Option<String>,
    pub spec_no: Option<String>,
    pub goods_name: Option<String>,
    pub spec_name: Option<String>,
    pub remark: Option<String>,
    pub num: Option<Decimal>,
    pub price: Option<Decimal>,
    pub discount: Option<Decimal>,
    pub share_amount: Option<Decimal>,
    pub refund: Option<i64>,
    pub end_time: Option<DateTime>,
}

signwright_runtime::response! {
    Order = QUERY[5]: oid.clone(): None, goods_no.clone(): None, spec_no.clone(): None, goods_name.clone(): None, spec_name.clone(): None, remark.clone(): None, num: None, price: None, discount: None, share_amount: None, refund: None, end_time: None
}

pub struct Push {
    pub tid: Option<String>,
}

signwright_runtime::request! { Push = PUSH[0]: tid.clone(): None }

pub struct Pushed {
    pub code: Option<TextOrInt>,
    pub message: Option<String>,
    pub new_count: Option<i64>,
    pub chg_count: Option<i64>,
}

signwright_runtime::response! {
    Pushed = PUSH[1]: code.clone(): None, message.clone(): None, new_count: None, chg_count: None
}

macro_rules! endpoint {
    ($request:ident, $response:ident, $tables:ident) => {
        impl Endpoint for $request {
            type Response = $response;

            fn platform() -> PlatformResult {
                PLATFORM.of_platform()
            }

            fn endpoint() -> EndpointResult {
                $tables.endpoint()
            }
        }
    };
}

endpoint!(Query, Answer, QUERY);
endpoint!(Push, Pushed, PUSH);
