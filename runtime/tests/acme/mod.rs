//! The invented platform "acme" as a generator would write it: a shop that pushes trades and lists categories.
#![allow(dead_code, unreachable_pub, missing_docs)]

use signwright_runtime::model::{
    Body, Bounds, Code, CodeTable, CodeWire, Common, Condition, Escape, Expr, Join, Offset, Place, Platform, Record,
    RecordId, Refusals, Reply, Rule, RuleKind, Shape, Signing, Template, Test, Type, Wire, any, boolean, codes,
    datetime, decimal, int, list, optional, record, required, text_or_int, varchar,
};
use signwright_runtime::{Any, DateTime, Decimal, TextOrInt};

pub static PLATFORM: Platform<'static> = Platform {
    name: "acme",
    title: "极致开放平台",
    docs: "https://acme.example/文档",
    zone: Offset::hours(8),
    environments: &[],
    credentials: &[],
    common: Common { place: Place::Form, fields: &[] },
    wire: Wire { verb: "POST", url: Template(&[]), body: Body::Form, escape: Escape::Minimal, drop_empty: false },
    signing: Signing { vars: &[], place: &[], steps: &[] },
    clock: None,
    reply: Reply {
        format: None,
        root: &[],
        success: Condition::Field("code", Test::Is("0")),
        code: "code",
        message: "message",
    },
    errors: &[],
    refusals: Refusals { answer: None, list: &[] },
    test_credentials: &[],
};

pub static RECORDS: &[Record<'static>] = &[PUSH, TRADE, ORDER, FEE, ANSWER, ROW, CATEGORY];

pub const fn shape(id: u16) -> Shape<'static> {
    Shape { records: RECORDS, id: RecordId(id) }
}

pub static PUSH: Record<'static> = record(
    "Push",
    &[
        required("shop_no", varchar(6), "店铺编号"),
        optional("switch", codes(&SWITCH), "模式").default("1"),
        required("trade_list", list(&Type::Record(RecordId(1)), Bounds::recommended(1, 3)), "订单列表"),
        optional("fee_list", list(&Type::Record(RecordId(3)), Bounds { min: 0, max: Some(2), ..Bounds::ANY }), "费用"),
        optional("page", int(1, 50), "页码").as_text(),
    ],
    &[
        Rule::new(RuleKind::Unique(&["trade_list.tid"]), "tid不能重复"),
        Rule::new(RuleKind::Unique(&["trade_list.order_list.oid"]), "oid不能重复"),
        Rule::new(RuleKind::AtMost(2, "trade_list.buyer"), "同一买家最多2单"),
        Rule::new(
            RuleKind::Equals(
                "fee",
                Expr::Sum("fee_list", Some(Join { theirs: "tid", ours: "tid" }), &Expr::Field("amount")),
            ),
            "fee为费用之和",
        )
        .each("trade_list")
        .warn(),
    ],
);

pub static TRADE: Record<'static> = record(
    "Trade",
    &[
        required("tid", varchar(10), "原始单号"),
        required("buyer", varchar(4), "买家").sensitive(),
        required("paid", decimal(8, 2), "已付").inferred(),
        optional("status", codes(&STATUS), "状态"),
        optional("pay_time", datetime(), "付款时间"),
        optional("end_time", datetime(), "结束时间"),
        optional("wms", boolean(), "自动流转").default("false"),
        optional("warehouse", varchar(4), "仓库"),
        optional("card_type", int(0, 9), "证件类型").default("0"),
        optional("card", varchar(18), "证件").sensitive(),
        optional("logistics_no", varchar(20), "运单号"),
        optional("logistics_code", varchar(20), "物流"),
        optional("fee", decimal(8, 2), "费用"),
        required("order_list", list(&Type::Record(RecordId(2)), Bounds::at_least(1)), "货品"),
        optional("extra", any(), "扩展"),
        optional("code", text_or_int(), "代码"),
        required("remark", varchar(4), "备注").may_be_empty(),
    ],
    &[
        Rule::new(RuleKind::Ordered("pay_time", "end_time"), "付款时间不能晚于结束时间"),
        Rule::new(
            RuleKind::ForbiddenUnless(&["warehouse"], Condition::Field("wms", Test::Is("true"))),
            "非自动流转不要传值",
        ),
        Rule::new(
            RuleKind::RequiredWhen(&["card"], Condition::Field("card_type", Test::IsNot("0"))),
            "证件类型不为0时必填",
        ),
        Rule::new(RuleKind::Requires("logistics_no", &["logistics_code"]), "运单号必须与物流同时传"),
        Rule::new(
            RuleKind::Equals("pay_time", Expr::Const("0000-00-00 00:00:00")),
            "未付款订单的付款时间为0000-00-00 00:00:00",
        )
        .when(Condition::Field("status", Test::Is("10"))),
        Rule::new(
            RuleKind::Equals(
                "paid",
                Expr::Sum(
                    "order_list",
                    None,
                    &Expr::Sub(&Expr::Mul(&Expr::Field("price"), &Expr::Field("num")), &Expr::Field("discount")),
                ),
            ),
            "已付=∑(单价*数量-优惠)",
        )
        .warn(),
    ],
);

pub static ORDER: Record<'static> = record(
    "Order",
    &[
        required("oid", varchar(10), "子订单编号"),
        required("num", decimal(6, 2), "数量"),
        required("price", decimal(8, 4), "单价"),
        optional("discount", decimal(8, 4), "优惠"),
        optional("goods_no", varchar(10), "货品编码"),
        optional("spec_no", varchar(10), "规格编码"),
    ],
    &[Rule::new(RuleKind::AnyOf(&["goods_no", "spec_no"]), "goods_no和spec_no不能同时为空")],
);

pub static FEE: Record<'static> =
    record("Fee", &[required("tid", varchar(10), "原始单号"), required("amount", decimal(8, 2), "金额")], &[]);

pub static ANSWER: Record<'static> = record(
    "Answer",
    &[
        required("code", text_or_int(), "错误码"),
        optional("message", varchar(2), "说明"),
        optional("at", datetime(), "时间"),
        optional("total", int(0, 9), "总数"),
        optional("rows", list(&Type::Record(RecordId(5)), Bounds::ANY), "明细"),
        optional("names", list(&varchar(9), Bounds::ANY), "名称"),
        optional("row", Type::Record(RecordId(5)), "一行"),
        optional("more", any(), "其它"),
    ],
    &[],
);

pub static ROW: Record<'static> = record(
    "Row",
    &[
        required("tid", varchar(2), "单号"),
        optional("amount", decimal(5, 2), "金额"),
        optional("status", codes(&STATUS), "状态"),
        optional("source", codes(&SOURCE), "来源"),
        optional("open", boolean(), "是否开启"),
    ],
    &[],
);

pub static CATEGORY: Record<'static> = record(
    "Category",
    &[
        required("name", varchar(10), "类目"),
        optional("children", list(&Type::Record(RecordId(6)), Bounds::ANY), "下级"),
    ],
    &[],
);

pub static SWITCH: CodeTable<'static> = CodeTable {
    name: "Switch",
    wire: CodeWire::Int { min: -128, max: 127 },
    codes: &[
        Code { code: "0", name: "lenient", title: "非严格模式" },
        Code { code: "1", name: "strict", title: "严格模式" },
    ],
};
pub static STATUS: CodeTable<'static> = CodeTable {
    name: "Status",
    wire: CodeWire::Int { min: -128, max: 127 },
    codes: &[
        Code { code: "10", name: "unpaid", title: "未付款" },
        Code { code: "-1", name: "closed", title: "已关闭" },
    ],
};
pub static SOURCE: CodeTable<'static> = CodeTable {
    name: "Source",
    wire: CodeWire::Text { max: Some(4) },
    codes: &[Code { code: "01", name: "web", title: "网页" }, Code { code: "201", name: "app", title: "手机" }],
};

pub struct Push {
    pub shop_no: String,
    pub switch: Option<Switch>,
    pub trade_list: Vec<Trade>,
    pub fee_list: Option<Vec<Fee>>,
    pub page: Option<i64>,
}

pub struct PushRequired {
    pub shop_no: String,
    pub trade_list: Vec<Trade>,
}

signwright_runtime::request! {
    Push(PushRequired) = RECORDS[0]: shop_no.clone(), switch: Switch, trade_list.clone(), fee_list.clone(): Vec<Fee>, page: i64,
}

pub struct Trade {
    pub tid: String,
    pub buyer: String,
    pub paid: Decimal,
    pub status: Option<Status>,
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
    Trade(TradeRequired) = RECORDS[1]:
    tid.clone(), buyer.clone(), paid, status: Status, pay_time: DateTime, end_time: DateTime, wms: bool, warehouse.clone(): String, card_type: i64,
    card.clone(): String, logistics_no.clone(): String, logistics_code.clone(): String, fee: Decimal, order_list.clone(), extra.clone(): Any, code.clone(): TextOrInt, remark.clone(),
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
    Order(OrderRequired) = RECORDS[2]: oid.clone(), num, price, discount: Decimal, goods_no.clone(): String, spec_no.clone(): String
}

pub struct Fee {
    pub tid: String,
    pub amount: Decimal,
}

pub struct FeeRequired {
    pub tid: String,
    pub amount: Decimal,
}

signwright_runtime::request! { Fee(FeeRequired) = RECORDS[3]: tid.clone(), amount }

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

signwright_runtime::response! { Answer = RECORDS[4]: code.clone(), message.clone(), at, total, rows.clone(), names.clone(), row.clone(), more.clone() }

pub struct Row {
    pub tid: Option<String>,
    pub amount: Option<Decimal>,
    pub status: Option<Status>,
    pub source: Option<Source>,
    pub open: Option<bool>,
}

signwright_runtime::response! { Row = RECORDS[5]: tid.clone(), amount, status, source.clone(), open }

pub struct Category {
    pub name: String,
    pub children: Option<Vec<Category>>,
}

pub struct CategoryRequired {
    pub name: String,
}

signwright_runtime::request! { Category(CategoryRequired) = RECORDS[6]: name.clone(), children.clone(): Vec<Category> }

/// A request without required fields.
pub struct Search {
    pub page: Option<i64>,
}

pub static SEARCHES: &[Record<'static>] = &[record("Search", &[optional("page", int(1, 9), "页码")], &[])];

signwright_runtime::request! { Search() = SEARCHES[0]: page: i64 }

pub enum Switch {
    Lenient,
    Strict,
    Other(i64),
}

signwright_runtime::coded! { Switch: i64 = SWITCH { Lenient, Strict } }

pub enum Status {
    Unpaid,
    Closed,
    Other(i64),
}

signwright_runtime::coded! { Status: i64 = STATUS { Unpaid, Closed } }

#[derive(Clone)]
pub enum Source {
    Web,
    App,
    Other(String),
}

signwright_runtime::coded! { Source: String = SOURCE { Web, App } }

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
    Order::new(OrderRequired { oid: oid.into(), num: decimal_of("2"), price: decimal_of("10.00") })
        .discount(decimal_of("0.2"))
        .goods_no("货品😀")
}
