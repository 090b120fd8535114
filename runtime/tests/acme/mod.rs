//! The invented platform "acme" as a generator would write it: a shop that pushes trades and lists categories.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::needless_update, clippy::expl_impl_clone_on_copy)]

use signwright_runtime::model::v1::tables;
use signwright_runtime::model::{
    Body, Common, Condition, Escape, Location, Offset, Platform, RecordId, Refusals, Reply, ReplyPlace, ReplyShape,
    Shape, Signing, Tables, Template, Test, Wire,
};
use signwright_runtime::{Any, Coded, DateTime, Decimal, Fields as _, TextOrInt};

pub static PLATFORM: Platform<'static> = Platform {
    name: "acme",
    title: "极致开放平台",
    docs: "https://acme.example/文档",
    zone: Offset::hours(8),
    environments: &[],
    credentials: &[],
    common: Common { location: Some(Location::Form), fields: &[] },
    wire: Wire {
        verb: "POST",
        url: Template(&[]),
        body: Body::Form,
        escape: Escape::Minimal,
        drop_empty: false,
        more_path: false,
        ..Wire::PLAIN
    },
    signing: Signing { vars: &[], parameters: &[], steps: &[] },
    clock: None,
    rates: &[],
    reply: Reply {
        format: None,
        shapes: &[ReplyShape {
            success: Some(Condition::Field("code", Test::Is("0"))),
            code: &[ReplyPlace::Path("code")],
            message: &[ReplyPlace::Path("message")],
            ..ReplyShape::PLAIN
        }],
    },
    errors: &[],
    refusals: Refusals { answer: None, list: &[] },
    test_credentials: &[],
    classes: &[],
};

pub fn shape(id: u16) -> Shape<'static> {
    Shape { records: TABLES.endpoint().expect("a table").records, id: RecordId(id) }
}

static TABLES: Tables = tables(
    "
Push
  shop_no         varchar(6)!             店铺编号
  switch          Switch = 1              模式
  trade_list      Trade[1..~3]!           订单列表
  fee_list        Fee[..2]                费用
  page            int{1..50} as-text      页码
  $rules:
    - { unique: trade_list.tid, says: tid不能重复 }
    - { unique: trade_list.order_list.oid, says: oid不能重复 }
    - { at_most: 2 equal trade_list.buyer, says: 同一买家最多2单 }
    - { equals: 'fee = sum(fee_list by tid: amount)', each: trade_list, says: fee为费用之和 }

Trade
  tid             varchar(10)!            原始单号
  buyer           varchar(4)! sensitive   买家
  paid            decimal(8,2)!?          已付
  status          Status                  状态
  pay_time        datetime                付款时间
  end_time        datetime                结束时间
  wms             boolean = false         自动流转
  warehouse       varchar(4)              仓库
  card_type       int{0..9} = 0           证件类型
  card            varchar(18) sensitive   证件
  logistics_no    varchar(20)             运单号
  logistics_code  varchar(20)             物流
  fee             decimal(8,2)            费用
  order_list      Order[1..]!             货品
  extra           Object                  扩展
  code            int|text                代码
  remark          varchar(4)!\"\"           备注
  $rules:
    - { ordered: pay_time <= end_time, says: 付款时间不能晚于结束时间 }
    - { forbidden: warehouse, unless: wms = true, says: 非自动流转不要传值 }
    - { required: card, when: card_type != 0, says: 证件类型不为0时必填 }
    - { requires: logistics_no -> logistics_code, says: 运单号必须与物流同时传 }
    - equals: pay_time = '0000-00-00 00:00:00'
      when: status = 10
      says: 未付款订单的付款时间为0000-00-00 00:00:00
    - equals: 'paid = sum(order_list: price * num - discount)'
      says: 已付=∑(单价*数量-优惠)

Order
  oid             varchar(10)!            子订单编号
  num             decimal(6,2)!           数量
  price           decimal(8,4)!           单价
  discount        decimal(8,4)            优惠
  goods_no        varchar(10)             货品编码
  spec_no         varchar(10)             规格编码
  $rules:
    - { any_of: [goods_no, spec_no], says: goods_no和spec_no不能同时为空 }

Fee
  tid             varchar(10)!            原始单号
  amount          decimal(8,2)!           金额

Answer
  code            int|text!               错误码
  message         varchar(2)              说明
  at              datetime                时间
  total           int{0..9}               总数
  rows            Row[]                   明细
  names           varchar(9)[]            名称
  row             Row                     一行
  more            Object                  其它

Row
  tid             varchar(2)!             单号
  amount          decimal(5,2)            金额
  status          Status                  状态
  source          Source                  来源
  open            boolean                 是否开启

Category
  name            varchar(10)!            类目
  parent          Category                上级
  children        Category[]              下级

Search
  page            int{1..9}               页码

Switch tinyint
  0   lenient  非严格模式
  1   strict   严格模式

Status tinyint
  10  unpaid   未付款
  -1  closed   已关闭

Source varchar(4)
  01  web      网页
  201 app      手机
",
);

pub struct Push {
    pub shop_no: String,
    pub switch: Option<Coded<Switch>>,
    pub trade_list: Vec<Trade>,
    pub fee_list: Option<Vec<Fee>>,
    pub page: Option<i64>,
}

pub struct PushRequired {
    pub shop_no: String,
    pub trade_list: Vec<Trade>,
}

signwright_runtime::request! {
    Push(required: PushRequired) = TABLES[0]:
    shop_no.clone(): required.shop_no, switch: None, trade_list.clone(): required.trade_list, fee_list.clone(): None,
    page: None,
}

pub struct Trade {
    pub tid: String,
    pub buyer: String,
    pub paid: Decimal,
    pub status: Option<Coded<Status>>,
    pub pay_time: Option<DateTime>,
    pub end_time: Option<DateTime>,
    pub wms: Option<bool>,
    pub warehouse: Option<String>,
    pub card_type: Option<i64>,
    pub card: Option<String>,
    pub logistics_no: Option<String>,
    pub logistics_code: Option<String>,
    pub fee: Option<Decimal>,
    pub order_list: Vec<Order>,
    pub extra: Option<Any>,
    pub code: Option<TextOrInt>,
    pub remark: String,
}

pub struct TradeRequired {
    pub tid: String,
    pub buyer: String,
    pub paid: Decimal,
    pub order_list: Vec<Order>,
    pub remark: String,
}

signwright_runtime::request! {
    Trade(required: TradeRequired) = TABLES[1]:
    tid.clone(): required.tid, buyer.clone(): required.buyer, paid: required.paid, status: None, pay_time: None,
    end_time: None, wms: None, warehouse.clone(): None, card_type: None, card.clone(): None,
    logistics_no.clone(): None, logistics_code.clone(): None, fee: None, order_list.clone(): required.order_list,
    extra.clone(): None, code.clone(): None, remark.clone(): required.remark,
}

pub struct Order {
    pub oid: String,
    pub num: Decimal,
    pub price: Decimal,
    pub discount: Option<Decimal>,
    pub goods_no: Option<String>,
    pub spec_no: Option<String>,
}

pub struct OrderRequired {
    pub oid: String,
    pub num: Decimal,
    pub price: Decimal,
}

signwright_runtime::request! {
    Order(required: OrderRequired) = TABLES[2]:
    oid.clone(): required.oid, num: required.num, price: required.price, discount: None, goods_no.clone(): None,
    spec_no.clone(): None,
}

pub struct Fee {
    pub tid: String,
    pub amount: Decimal,
}

pub struct FeeRequired {
    pub tid: String,
    pub amount: Decimal,
}

signwright_runtime::request! {
    Fee(required: FeeRequired) = TABLES[3]:
    tid.clone(): required.tid, amount: required.amount,
}

pub struct Answer {
    pub code: Option<TextOrInt>,
    pub message: Option<String>,
    pub at: Option<DateTime>,
    pub total: Option<i64>,
    pub rows: Vec<Row>,
    pub names: Vec<String>,
    pub row: Option<Row>,
    pub more: Option<Any>,
}

signwright_runtime::response! {
    Answer = TABLES[4]:
    code.clone(): None, message.clone(): None, at: None, total: None, rows.clone(): Vec::new(),
    names.clone(): Vec::new(), row.clone(): None, more.clone(): None,
}

pub struct Row {
    pub tid: Option<String>,
    pub amount: Option<Decimal>,
    pub status: Option<Coded<Status>>,
    pub source: Option<Coded<Source>>,
    pub open: Option<bool>,
}

signwright_runtime::response! {
    Row = TABLES[5]:
    tid.clone(): None, amount: None, status: None, source.clone(): None, open: None,
}

pub struct Category {
    pub name: String,
    pub parent: Option<Box<Category>>,
    pub children: Option<Vec<Category>>,
}

pub struct CategoryRequired {
    pub name: String,
}

signwright_runtime::request! {
    Category(required: CategoryRequired) = TABLES[6]:
    name.clone(): required.name, parent.clone(): None, children.clone(): None,
}

/// A request without required fields.
pub struct Search {
    pub page: Option<i64>,
}

signwright_runtime::request! { Search = TABLES[7]: page: None }

pub enum Switch {
    Lenient,
    Strict,
}

signwright_runtime::coded! { Switch: i64 = TABLES[0] { Lenient, Strict } }

pub enum Status {
    Unpaid,
    Closed,
}

signwright_runtime::coded! { Status: i64 = TABLES[1] { Unpaid, Closed } }

pub enum Source {
    Web,
    App,
}

signwright_runtime::coded! { Source: String = TABLES[2] { Web, App } }

/// A category around another.
pub fn around(category: Category) -> Category {
    Category::new(CategoryRequired { name: "类目".into() }).with(|outer| outer.children = Some(vec![category]))
}

pub fn decimal_of(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn time_of(text: &str) -> DateTime {
    DateTime::parse(text, PLATFORM.zone).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A push of one valid trade with one order.
pub fn push() -> Push {
    Push::new(PushRequired { shop_no: "店铺001".into(), trade_list: vec![trade("T1")] })
}

pub fn trade(tid: &str) -> Trade {
    Trade::new(TradeRequired {
        tid: tid.into(),
        buyer: format!("张三{}", tid.chars().next_back().unwrap_or('0')),
        paid: decimal_of("19.80"),
        order_list: vec![order(&format!("{tid}-1"))],
        remark: String::new(),
    })
}

pub fn order(oid: &str) -> Order {
    let mut order = Order::new(OrderRequired { oid: oid.into(), num: decimal_of("2"), price: decimal_of("10.00") });
    order.discount = Some(decimal_of("0.2"));
    order.goods_no = Some("货品😀".into());
    order
}
