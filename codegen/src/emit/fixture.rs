//! An invented platform that uses everything the model has, for the tests of this room.

use signwright_model::{
    AnswerTemplate, Api, Behaviour, Body, Bounds, Clock, Code, CodeMatch, CodeTable, Common, CommonField, Condition,
    Credential, CredentialPart, Endpoint, EndpointSandbox, Environment, ErrorClass, ErrorEntry, Escape, Expr, Field,
    Filter, Hash, Input, Items, Join, Level, Location, Missing, Offset, PairSource, Part, Platform, Record, RecordId,
    Refusal, RefusalReason, Refusals, Reply, ReplyPlace, ReplyShape, Rule, RuleKind, SandboxPaging, Signing, SortBy,
    Step, StepBody, Template, Test, TestCredential, TextUnit, Type, Wire, any, boolean, codes, datetime, decimal, int,
    int32, list, long, optional, record, required, smallint, text, text_of, text_or_int, tinyint, varchar, wire,
};

use crate::{
    arena::Arena,
    diagnostic::{FileId, Span},
    fingerprint::Fingerprint,
    specs::{
        MadeOf, PlatformNotes, SchemeNotes, SharedNotes, SpecApi, SpecCode, SpecCodes, SpecEndpoint, SpecField,
        SpecRecord, SpecRule, Specs,
    },
};

const AT: Span = Span { file: FileId(0), start: 0, end: 0 };

const fn code(code: &'static str, name: &'static str, title: &'static str) -> Code<'static> {
    Code { code, name, title }
}

static SWITCH: CodeTable<'static> = CodeTable {
    name: "Switch",
    wire: wire(tinyint()),
    level: Level::Deny,
    codes: &[code("0", "lenient", "非严格模式"), code("-1", "strict", "严格模式")],
};
static CHANNEL: CodeTable<'static> = CodeTable {
    name: "Channel",
    wire: wire(varchar(8)),
    level: Level::Warn,
    codes: &[code("01", "web", "网页"), code("other", "other", ""), code("店", "", "门店")],
};

const ROW: Type<'static> = Type::Record(RecordId(1));

static FIELDS: &[Field<'static>] = &[
    required("dept_no", varchar(20), "店铺编号"),
    required("type", text(), "类型").may_be_empty(),
    optional("switch", codes(&SWITCH), "模式").default("-1"),
    optional("channel", codes(&CHANNEL), "").inferred(),
    required("row_list", list(&ROW, Bounds::recommended(1, 50)), "订单列表").inferred(),
    optional("tags", list(&varchar(8), Bounds::demanded(1, 3)), "标签"),
    optional("extra", any(), "扩展"),
];

static ROW_FIELDS: &[Field<'static>] = &[
    required("rowId", long(), "行号"),
    required("price", decimal(19, 4), "单价").as_text(),
    optional("num", int(1, 99_999), "数量"),
    optional("width", int32(), "宽"),
    optional("age", smallint(), "年龄"),
    optional("receiver", text_of(40, TextUnit::Bytes), "收件人").sensitive(),
    optional("paid_at", datetime(), "付款时间").missing(Missing::Null),
    optional("gift", boolean(), "赠品").missing(Missing::Empty),
    optional("wares_no", varchar(40), "货品编码"),
    optional("spec-no", varchar(40), "规格编码"),
    optional("specNo", varchar(1), "规格编码（旧）"),
    optional("children", list(&ROW, Bounds::ANY), "子行"),
];

static RECORDS: &[Record<'static>] = &[
    record(
        "request",
        FIELDS,
        &[
            Rule::new(RuleKind::Unique(&["row_list.rowId"]), "rowId不能重复"),
            Rule::new(RuleKind::AtMost(30, "row_list.receiver"), "一次推送收件人相同的行不能超过30"),
            Rule::new(
                RuleKind::Equals(
                    "type",
                    Expr::Sum(
                        "row_list",
                        Some(Join { theirs: "rowId", ours: "rowId" }),
                        &Expr::Mul(&Expr::Field("price"), &Expr::Add(&Expr::Const("1"), &Expr::Field("num"))),
                    ),
                ),
                "合计",
            )
            .each("row_list")
            .warn(),
            Rule::new(RuleKind::RequiredWhen(&["extra"], Condition::Field("switch", Test::OneOf(&["0", "-1"]))), ""),
        ],
    ),
    record(
        "Row",
        ROW_FIELDS,
        &[
            Rule::new(RuleKind::AnyOf(&["wares_no", "spec-no"]), "wares_no和spec-no不能同时为空"),
            Rule::new(RuleKind::Together(&["num", "price"]), "").when(Condition::Not(&Condition::Any(&[
                Condition::Field("num", Test::Above("1")),
                Condition::Field("num", Test::Empty),
            ]))),
            Rule::new(RuleKind::Requires("num", &["price"]), ""),
            Rule::new(RuleKind::ForbiddenUnless(&["gift"], Condition::Field("num", Test::Is("1"))), "赠品数量必须为1"),
            Rule::new(RuleKind::Ordered("num", "width"), ""),
        ],
    ),
    record(
        "response",
        &[
            optional("code", text_or_int(), "返回码"),
            optional("rows", list(&ROW, Bounds::ANY), "行"),
            optional("head", Type::Record(RecordId(3)), "头"),
        ],
        &[],
    ),
    record("Head", &[optional("message", text(), "消息")], &[]),
    record("Unused", &[], &[]),
];

static PUSH: Endpoint<'static> = Endpoint {
    name: "order_push.php",
    title: "创建订单",
    docs: "https://acme.example/doc?path=order_push",
    vars: &[("node", "pushOrder")],
    repeat: signwright_model::Repeat::Upsert.always(),
    records: RECORDS,
    request: RecordId(0),
    response: RecordId(2),
    root: None,
    data: None,
    success: Some(Condition::All(&[Condition::Field("head.message", Test::Empty)])),
    partial: None,
    message: "head.message",
    errors: &[
        error_entry(["1001:*", "缺少*", "缺少参数", "补上"], ErrorClass::Refused),
        error_entry(["1002", "", "调用过快", ""], ErrorClass::Throttled),
    ],
    sandbox: Some(EndpointSandbox {
        behaviour: Behaviour::Query {
            rows: "[{\"rowId\": 1}]",
            filter: &[("dept_no", "shop")],
            page: Some(SandboxPaging { number: "no", size: "size", first: 1 }),
        },
        answer: AnswerTemplate::Map(&[
            ("code", AnswerTemplate::Value(Template(&[Part::Text("0")]))),
            ("rows", AnswerTemplate::List(&[AnswerTemplate::Rows])),
        ]),
        refusals: Refusals { answer: None, list: &[] },
    }),
    ..Endpoint::PLAIN
};

static ASK: Endpoint<'static> = Endpoint {
    name: "订单.Query",
    title: "查询",
    docs: "",
    vars: &[],
    repeat: signwright_model::Repeat::Once.always(),
    records: &[record("request", &[], &[]), record("response", &[], &[])],
    request: RecordId(0),
    response: RecordId(1),
    root: None,
    data: None,
    success: None,
    partial: None,
    message: "",
    errors: &[],
    sandbox: Some(EndpointSandbox {
        behaviour: Behaviour::Once { key: "no", again: AnswerTemplate::Map(&[]) },
        answer: AnswerTemplate::Map(&[]),
        refusals: Refusals { answer: None, list: &[] },
    }),
    ..Endpoint::PLAIN
};

static PLATFORM: Platform<'static> = Platform {
    name: "acme-shop",
    title: "艾克米开放平台",
    docs: "https://acme.example/",
    zone: Offset::hours(8),
    environments: &[Environment { name: "test", url: "https://sandbox.acme.example/", title: "测试环境" }],
    credentials: &[
        Credential {
            name: "shopId",
            title: "应用",
            secret: false,
            optional: false,
            parts: &[],
            split: "",
            token: None,
        },
        Credential {
            name: "secret",
            title: "密钥",
            secret: true,
            optional: false,
            parts: &[CredentialPart { name: "salt", secret: false }],
            split: ":",
            token: None,
        },
        Credential { name: "token", title: "", secret: true, optional: true, parts: &[], split: "", token: None },
    ],
    common: Common {
        location: Some(Location::Form),
        fields: &[
            CommonField {
                name: "shopId",
                title: "应用",
                required: true,
                value: Template(&[Part::Value(Input::Credential("shopId"), &[])]),
                location: None,
            },
            CommonField {
                name: "sign",
                title: "签名",
                required: true,
                value: Template(&[Part::Value(Input::Signature, &[])]),
                location: None,
            },
        ],
    },
    wire: Wire {
        verb: "POST",
        url: Template(&[Part::Value(Input::Environment, &[]), Part::Value(Input::Endpoint, &[])]),
        body: Body::Form,
        escape: Escape::Ascii,
        drop_empty: true,
        more_path: true,
        ..Wire::PLAIN
    },
    signing: Signing {
        vars: &[],
        parameters: &[],
        steps: &[
            Step {
                name: "canonical",
                body: StepBody::Items(Items {
                    sources: &[PairSource::Params, PairSource::Pair("v", Template(&[Part::Text("1.0")]))],
                    sort: SortBy::Key,
                    except: &["file"],
                    each: Template(&[
                        Part::Value(Input::Key, &[Filter::Len(TextUnit::Chars), Filter::Pad(2)]),
                        Part::Text("-"),
                        Part::Value(Input::Value, &[Filter::Trim]),
                    ]),
                    join: Template(&[Part::Text(";")]),
                    ..Items::NONE
                }),
            },
            Step {
                name: "signature",
                body: StepBody::Template(Template(&[Part::Value(
                    Input::Step("canonical"),
                    &[Filter::Hmac(Hash::Sha256, Input::Credential("secret")), Filter::Hex],
                )])),
            },
        ],
    },
    clock: Some(Clock { param: "timestamp", tolerance: 300 }),
    rates: &[],
    reply: Reply {
        format: None,
        shapes: &[ReplyShape {
            root: &[Template(&[Part::Text("answer")])],
            success: Some(Condition::Field("code", Test::Is("0"))),
            code: &[ReplyPlace::Path("code")],
            message: &[ReplyPlace::Path("message")],
            ..ReplyShape::PLAIN
        }],
    },
    errors: &[error_entry(["500", "", "服务器错误", "联系客服"], ErrorClass::Unknown)],
    refusals: Refusals {
        answer: Some(AnswerTemplate::Map(&[(
            "code",
            AnswerTemplate::Value(Template(&[Part::Value(Input::Var("code"), &[])])),
        )])),
        list: &[Refusal {
            reason: RefusalReason::Clock,
            when: Some(Condition::Field("code", Test::There)),
            status: None,
            code: Template(&[Part::Text("1002")]),
            sub_code: Template(&[]),
            message: Template(&[Part::Text("时间戳错误")]),
            assumed: true,
        }],
    },
    test_credentials: &[TestCredential { name: "shopId", value: "test" }],
    classes: &[],
};

const fn error_entry([code, message, cause, remedy]: [&'static str; 4], class: ErrorClass) -> ErrorEntry<'static> {
    ErrorEntry { matches: CodeMatch { message, ..CodeMatch::of_code(code) }, cause, remedy, class, wait: None }
}

/// The platform as loading gives it.
pub(crate) fn specs(arena: &Arena) -> Specs<'_> {
    let endpoints = [
        endpoint(&PUSH, "../spec/acme-shop/order_push.yaml", &[&SWITCH, &CHANNEL], arena),
        endpoint(&ASK, "../spec/acme-shop/query.yaml", &[], arena),
    ];
    let models: Vec<_> = endpoints.iter().map(|endpoint| endpoint.model).collect();
    let notes = PlatformNotes {
        classes: &[],
        file: "../spec/acme-shop/platform.yaml",
        span: AT,
        notes: &[],
        pager: None,
        common: &[],
        vectors: &[],
        signing: SchemeNotes { span: AT, steps: &[], vars: &[], sent: &[], takes_text: false },
        shared: SharedNotes::default(),
        made_of: MadeOf::default(),
    };
    let api = Api { platform: &PLATFORM, endpoints: arena.alloc_slice(&models) };
    Specs { apis: vec![SpecApi { api, notes, endpoints: arena.alloc_slice(&endpoints) }] }
}

fn endpoint<'m>(
    model: &'static Endpoint<'static>,
    file: &'static str,
    tables: &[&'static CodeTable<'static>],
    arena: &'m Arena,
) -> SpecEndpoint<'m> {
    let records: Vec<_> =
        (0..).map(RecordId).zip(model.records).map(|(id, model)| record_of(id, *model, arena)).collect();
    let codes: Vec<_> = tables.iter().map(|model| codes_of(model, arena)).collect();
    SpecEndpoint {
        model,
        file,
        span: AT,
        name: None,
        since: "V2.4.5.0及以上版本",
        notes: &["仅支持推送自有平台店铺", "- 每分钟*60*次"],
        permission: "",
        deprecated: None,
        records: arena.alloc_slice(&records),
        codes: arena.alloc_slice(&codes),
        samples: &[],
        sandbox: AT,
        poll: None,
        made_of: Fingerprint::default(),
    }
}

fn record_of<'m>(id: RecordId, model: Record<'static>, arena: &'m Arena) -> SpecRecord<'m> {
    let fields: Vec<_> = model.fields.iter().map(field_of).collect();
    let rules: Vec<_> = model.rules.iter().map(|model| SpecRule { model: *model, source: "", span: AT }).collect();
    SpecRecord {
        id,
        shared: None,
        model,
        span: AT,
        source: "",
        fields: arena.alloc_slice(&fields),
        rules: arena.alloc_slice(&rules),
    }
}

fn field_of(model: &'static Field<'static>) -> SpecField<'static> {
    let field =
        SpecField { model, travels: None, declared: "", text: "", source: "", because: &[], example: "", span: AT };
    match model.name {
        "dept_no" => SpecField {
            declared: "varchar(20)",
            text: "代表店铺所有属性的唯一编码\n# [不是标题](https://acme.example)",
            ..field
        },
        "row_list" => SpecField {
            declared: "Row",
            text: "建议不超过50条",
            source: "every sample sends it",
            example: "[{}]",
            ..field
        },
        _ => field,
    }
}

fn codes_of<'m>(model: &'static CodeTable<'static>, arena: &'m Arena) -> SpecCodes<'m> {
    let codes: Vec<_> = model.codes.iter().map(|model| SpecCode { model: *model, span: AT }).collect();
    SpecCodes {
        model,
        is_shared: false,
        declared: "tinyint(1)",
        source: "",
        span: AT,
        codes: arena.alloc_slice(&codes),
    }
}
