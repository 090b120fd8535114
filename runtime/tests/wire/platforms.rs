//! The invented platforms. They share one endpoint, and differ in how everything travels.
#![allow(clippy::expl_impl_clone_on_copy, clippy::must_use_candidate)]

use std::sync::LazyLock;

use signwright_runtime::model::v1::tables;
use signwright_runtime::model::{
    self, Body, Choice, Clock, CodeMatch, Common, CommonField, Condition, Credential, DocumentFormat, Endpoint,
    Environment, ErrorClass, ErrorEntry, Escape, Filter, Hash, Input, Items, Location, Offset, PairSource, Part,
    Platform, RecordId, Refusals, Repeat, Repetition, Reply, ReplyPlace, ReplyShape, Signing, SortBy, Step, StepBody,
    Tables, Template, Test, Wire,
};
use signwright_runtime::{Any, Coded, Credentials, DateTime, Decimal, Fields as _, TextOrInt};

/// The macros take the zone of dates from a name like this.
#[allow(unused_imports)]
use self::FORM as PLATFORM;

/// Forms: everything is a parameter, and JSON inside is ASCII.
pub static FORM: Platform<'static> = Platform {
    name: "acme-form",
    title: "极致开放平台",
    docs: "https://acme.example/文档",
    zone: Offset::hours(8),
    environments: &[Environment { name: "test", url: "https://test.acme.example/api/", title: "测试环境" }],
    credentials: &[credential("sid", false), credential("secret", true)],
    common: Common { location: Some(Location::Form), fields: COMMON },
    wire: Wire {
        verb: "POST",
        url: Template(&[Part::Value(Input::Environment, &[]), Part::Value(Input::Endpoint, &[])]),
        body: Body::Form,
        escape: Escape::Ascii,
        drop_empty: true,
        more_path: false,
        ..Wire::PLAIN
    },
    signing: Signing {
        vars: &[],
        parameters: &[],
        steps: &[
            Step {
                name: "canonical",
                body: StepBody::Items(Items {
                    sources: &[PairSource::Params],
                    sort: SortBy::Key,
                    each: Template(&[Part::Value(Input::Key, &[]), Part::Value(Input::Value, &[])]),
                    ..Items::NONE
                }),
            },
            Step {
                name: "signature",
                body: StepBody::Template(Template(&[Part::Value(
                    Input::Step("canonical"),
                    &[Filter::Hmac(Hash::Md5, Input::Credential("secret")), Filter::Hex],
                )])),
            },
        ],
    },
    clock: Some(Clock { param: "timestamp", tolerance: 300 }),
    rates: &[],
    reply: Reply { format: Some(DocumentFormat::Json), shapes: &[FLAT] },
    errors: &[
        error_entry("acme.missing:*", "", "参数为空", "请输入参数", ErrorClass::Refused),
        error_entry("acme.*:bad", "", "参数非法", "", ErrorClass::Refused),
        error_entry("acme.time:error", "", "时间误差大", "校准时间", ErrorClass::Clock),
        error_entry("acme.network:?", "", "响应失败", "", ErrorClass::Unknown),
        error_entry("acme.both", "", "平台的原因", "", ErrorClass::Refused),
        error_entry("acme.twice", "", "原因一", "", ErrorClass::Refused),
        error_entry("acme.twice", "", "原因二", "", ErrorClass::Refused),
        error_entry("acme.fine", "", "业务数据查询成功", "", ErrorClass::Success),
        error_entry("acme.none", "", "查询无结果", "", ErrorClass::Empty),
        error_entry("100", "超过频率限制*", "调用过快", "稍后重试", ErrorClass::Throttled),
        error_entry("100", "", "其它失败", "", ErrorClass::Refused),
    ],
    refusals: Refusals { answer: None, list: &[] },
    test_credentials: &[],
    classes: &[],
};

/// Lists: the body is an array, the rest is in the query.
pub static LIST: Platform<'static> = Platform {
    name: "acme-list",
    common: Common { location: Some(Location::Query), fields: COMMON },
    wire: Wire { body: Body::Positional, escape: Escape::Minimal, drop_empty: false, ..FORM.wire },
    ..FORM
};

/// Documents: XML or JSON in an envelope, the rest in headers.
pub static DOCUMENT: Platform<'static> = Platform {
    name: "acme-document",
    common: Common { location: Some(Location::Header), fields: COMMON },
    wire: Wire {
        body: Body::Envelope {
            path: &[Template(&[Part::Text("acme_request")]), Template(&[Part::Value(Input::Var("node"), &[])])],
            formats: &[DocumentFormat::Xml, DocumentFormat::Json],
        },
        escape: Escape::Minimal,
        drop_empty: false,
        more_path: false,
        ..FORM.wire
    },
    reply: Reply { format: None, shapes: &[ReplyShape { root: &[Template(&[Part::Text("acme_response")])], ..FLAT }] },
    ..FORM
};

/// The forms again, with the time as a wall clock shows it, which not every moment has.
pub static WALL: Platform<'static> =
    Platform { common: Common { location: Some(Location::Form), fields: &[COMMON[0], WALL_TIME, COMMON[2]] }, ..FORM };

/// Code and message beside the rows of the response.
pub const FLAT: ReplyShape<'static> = ReplyShape {
    success: Some(Condition::Field("code", Test::Is("0"))),
    code: &[ReplyPlace::Path("code")],
    message: &[ReplyPlace::Path("message")],
    ..ReplyShape::PLAIN
};

/// A platform of another shape of answers.
pub fn shaped(platform: &Platform<'static>, shape: ReplyShape<'static>) -> Platform<'static> {
    let shapes = Box::leak(Box::new([shape]));
    Platform { reply: Reply { shapes, ..platform.reply }, ..*platform }
}

const WALL_TIME: CommonField<'static> = common("timestamp", Template(&[Part::Value(Input::Clock, &[Filter::Local])]));

const COMMON: &[CommonField<'static>] = &[
    common("sid", Template(&[Part::Value(Input::Credential("sid"), &[])])),
    common("timestamp", Template(&[Part::Value(Input::Clock, &[Filter::Unix(0)])])),
    common("sign", Template(&[Part::Value(Input::Signature, &[])])),
];

const fn credential(name: &'static str, secret: bool) -> Credential<'static> {
    Credential { name, title: "凭证", secret, optional: false, parts: &[], split: "", token: None }
}

const fn common(name: &'static str, value: Template<'static>) -> CommonField<'static> {
    CommonField { name, title: "公共参数", required: true, value, location: None }
}

const fn error_entry(
    code: &'static str,
    message: &'static str,
    cause: &'static str,
    remedy: &'static str,
    class: ErrorClass,
) -> ErrorEntry<'static> {
    ErrorEntry { matches: CodeMatch { message, ..CodeMatch::of_code(code) }, cause, remedy, class, wait: None }
}

const ERRORS: &[ErrorEntry<'static>] = &[
    error_entry("acme.both", "", "接口的原因", "", ErrorClass::Refused),
    error_entry("acme.missing:rows", "", "缺少订单", "", ErrorClass::Refused),
];

pub static PUSH: LazyLock<Endpoint<'static>> = LazyLock::new(|| Endpoint {
    name: "order.push",
    title: "推送订单",
    docs: "https://acme.example/文档/推送",
    vars: &[("node", "pushOrder")],
    repeat: Repeat::Upsert.always(),
    records: TABLES.records(),
    request: RecordId(0),
    response: RecordId(2),
    root: None,
    data: None,
    success: Some(Condition::Field("result.message", Test::Empty)),
    partial: None,
    message: "result.message",
    errors: ERRORS,
    ..Endpoint::PLAIN
});

static TABLES: Tables = tables(
    "
Push
  shopNo  varchar(20)!            店铺编号
  memo    varchar(20)             备注
  price   decimal(19,4)           单价
  count   int{0..999} as-text     数量
  kind    Kind                    类型
  source  Source                  来源
  paidAt  datetime                付款时间
  urgent  boolean                 加急
  note    varchar missing-empty   说明
  gone    varchar missing-null    作废
  rows    Row[1..~2]              明细
  extra   Object                  扩展

Row
  name    varchar(10)!            品名
  amount  decimal(8,2)!           金额
  memo    varchar                 备注

Answer
  code    int|text                错误码
  message varchar                 错误描述
  total   int{0..9}               总数
  rows    Line[]                  明细

Line
  name    varchar                 品名
  amount  decimal(8,2)            金额

Kind int{0..99}
  1   strict  严格

Source varchar
  01  web     网页
",
);

pub struct Push {
    pub shop_no: String,
    pub memo: Option<String>,
    pub price: Option<Decimal>,
    pub count: Option<i64>,
    pub kind: Option<Coded<Kind>>,
    pub source: Option<Coded<Source>>,
    pub paid_at: Option<DateTime>,
    pub urgent: Option<bool>,
    pub note: Option<String>,
    pub gone: Option<String>,
    pub rows: Option<Vec<Row>>,
    pub extra: Option<Any>,
}

pub struct PushRequired {
    pub shop_no: String,
}

signwright_runtime::request! {
    Push(required: PushRequired) = TABLES[0]:
    shop_no.clone(): required.shop_no, memo.clone(): None, price: None, count: None, kind: None,
    source.clone(): None, paid_at: None, urgent: None, note.clone(): None, gone.clone(): None, rows.clone(): None,
    extra.clone(): None,
}

impl signwright_runtime::Endpoint for Push {
    type Response = Answer;

    fn platform() -> model::PlatformResult {
        Ok(&FORM)
    }

    fn endpoint() -> Result<&'static model::Endpoint<'static>, &'static model::NotationError> {
        Ok(&PUSH)
    }
}

/// The same request of an endpoint that means something else by a repetition.
macro_rules! repeating {
    ($($name:ident = $repeat:expr;)+) => {$(
        pub struct $name(pub Push);

        impl signwright_runtime::Fields for $name {
            fn visit<'v>(&'v self, to: &mut signwright_runtime::Visitor<'v>) {
                self.0.visit(to);
            }
        }

        impl signwright_runtime::Endpoint for $name {
            type Response = Answer;

            fn platform() -> model::PlatformResult {
                Ok(&FORM)
            }

            fn endpoint() -> Result<&'static model::Endpoint<'static>, &'static model::NotationError> {
                static ENDPOINT: LazyLock<Endpoint<'static>> =
                    LazyLock::new(|| Endpoint { repeat: $repeat, ..*PUSH });
                Ok(&ENDPOINT)
            }
        }
    )+};
}

repeating! {
    Read = Repeat::Read.always();
    Once = Repeat::Once.always();
    Ask = Repeat::Ask.always();
    Keyed = Choice::Always(Repetition::By("memo"));
    Chosen = Choice::When {
        condition: Condition::Field("memo", Test::There),
        then: &Choice::Always(Repetition::Does(Repeat::Read)),
        otherwise: &Choice::Always(Repetition::Does(Repeat::Once)),
    };
}

pub struct Row {
    pub name: String,
    pub amount: Decimal,
    pub memo: Option<String>,
}

pub struct RowRequired {
    pub name: String,
    pub amount: Decimal,
}

signwright_runtime::request! {
    Row(required: RowRequired) = TABLES[1]:
    name.clone(): required.name, amount: required.amount, memo.clone(): None,
}

pub struct Answer {
    pub code: Option<TextOrInt>,
    pub message: Option<String>,
    pub total: Option<i64>,
    pub rows: Vec<Line>,
}

signwright_runtime::response! {
    Answer = TABLES[2]:
    code.clone(): None, message.clone(): None, total: None, rows.clone(): Vec::new(),
}

pub struct Line {
    pub name: Option<String>,
    pub amount: Option<Decimal>,
}

signwright_runtime::response! { Line = TABLES[3]: name.clone(): None, amount: None }

pub enum Kind {
    Strict,
}

signwright_runtime::coded! { Kind: i64 = TABLES[0] { Strict } }

pub enum Source {
    Web,
}

signwright_runtime::coded! { Source: String = TABLES[1] { Web } }

pub fn credentials() -> Credentials {
    Credentials::new([("sid", "acme-sid"), ("secret", "acme-secret")])
}

pub fn amount(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn row(name: &str, price: &str) -> Row {
    Row::new(RowRequired { name: name.into(), amount: amount(price) })
}

/// A request with a value in every field.
pub fn full() -> Push {
    Push {
        shop_no: "店铺001".into(),
        memo: Some("加急，😀".into()),
        price: Some(amount("10.00")),
        count: Some(7),
        kind: Some(Kind::Strict.into()),
        source: Some(Source::Web.into()),
        // 09:30 in Tokyo is 08:30 on the platform's wall clock.
        paid_at: DateTime::parse("2026-11-21 09:30:00", Offset::hours(9)).ok(),
        urgent: Some(true),
        note: Some("n".into()),
        gone: Some("g".into()),
        rows: Some(vec![row("茶叶", "1.50").with(|row| row.memo = Some(String::new())), row("<&>", "0.01")]),
        extra: Some(Any::Map(vec![("键".into(), Any::List(vec![Any::Number("1.0".into()), Any::Null]))])),
    }
}

/// A request with as little as possible.
pub fn bare() -> Push {
    Push::new(PushRequired { shop_no: "S".into() })
}
