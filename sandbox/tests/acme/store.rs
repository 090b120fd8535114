//! A JSON array of arguments in the body and everything else in the query. An order is held once; orders are searched
//! by page, and the pager is in the query too.

use signwright_runtime::model::*;

use super::*;

pub(crate) static API: Api<'static> = Api { platform: &PLATFORM, endpoints: &[&ORDER_HOLD, &ORDER_SEARCH] };

static PLATFORM: Platform<'static> = Platform {
    name: "acme-store",
    title: "示例仓库",
    docs: "https://acme.example/docs",
    zone: Offset::hours(8),
    environments: &[Environment { name: "test", url: "http://10.1.2.3/gateway", title: "测试" }],
    credentials: &[
        credential("sid", false),
        Credential {
            name: "appsecret",
            title: "密钥",
            secret: true,
            optional: false,
            parts: &[CredentialPart { name: "secret", secret: true }, CredentialPart { name: "salt", secret: false }],
            split: ":",
            token: None,
        },
    ],
    common: Common {
        location: Some(Location::Query),
        fields: &[
            common("sid", Template(&[Part::Value(Input::Credential("sid"), &[])])),
            common("salt", Template(&[Part::Value(Input::Credential("salt"), &[])])),
            common("method", ENDPOINT),
            common("v", Template(&[Part::Text("1.0")])),
            common("timestamp", Template(&[Part::Value(Input::Clock, &[Filter::Unix(1_325_347_200)])])),
            common("sign", SIGNATURE),
        ],
    },
    wire: Wire {
        verb: "POST",
        url: Template(&[Part::Value(Input::Environment, &[])]),
        body: Body::Positional,
        escape: Escape::Minimal,
        drop_empty: false,
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
                    sources: &[
                        PairSource::Params,
                        PairSource::Pair("body", Template(&[Part::Value(Input::Body, &[Filter::Utf8])])),
                    ],
                    sort: SortBy::Key,
                    each: Template(&[Part::Value(Input::Key, &[]), Part::Value(Input::Value, &[])]),
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
    clock: Some(Clock { param: "timestamp", tolerance: 120 }),
    rates: &[],
    reply: Reply {
        format: Some(DocumentFormat::Json),
        shapes: &[ReplyShape {
            success: Some(is("status", "0")),
            code: &[ReplyPlace::Path("status")],
            message: &[ReplyPlace::Path("message")],
            ..ReplyShape::PLAIN
        }],
    },
    errors: &[],
    refusals: Refusals {
        answer: Some(AnswerTemplate::Map(&[
            ("status", AnswerTemplate::Value(CODE)),
            ("message", AnswerTemplate::Value(MESSAGE)),
        ])),
        list: &[
            refusal(RefusalReason::Malformed, Template(&[Part::Text("100")]), DETAIL),
            refusal(RefusalReason::Method, Template(&[Part::Text("100")]), DETAIL),
            refusal(RefusalReason::Credential, Template(&[Part::Text("100")]), FIELD),
            refusal(RefusalReason::MissingField, Template(&[Part::Text("100")]), FIELD),
        ],
    },
    test_credentials: &[
        TestCredential { name: "sid", value: "sandbox" },
        TestCredential { name: "appsecret", value: "only-the-caller-knows:salt" },
    ],
    classes: &[],
};

static ORDER_HOLD: Endpoint<'static> = Endpoint {
    name: "order.hold",
    title: "拦截订单",
    docs: "",
    vars: &[],
    repeat: Repeat::Once.always(),
    records: &[
        record(
            "OrderHold",
            &[required("order_no", varchar(40), "订单编号"), optional("level", int(1, 3), "级别")],
            &[],
        ),
        record("OrderHoldResponse", &[optional("status", int(0, 999), "状态"), optional("data", any(), "正文")], &[]),
    ],
    request: RecordId(0),
    response: RecordId(1),
    root: None,
    data: None,
    success: Some(Condition::Field("data.message", Test::Empty)),
    partial: None,
    message: "data.message",
    errors: &[],
    sandbox: Some(EndpointSandbox {
        behaviour: Behaviour::Once {
            key: "order_no",
            again: AnswerTemplate::Map(&[
                ("status", AnswerTemplate::Value(Template(&[Part::Text("0")]))),
                (
                    "data",
                    AnswerTemplate::Map(&[(
                        "message",
                        AnswerTemplate::Value(Template(&[Part::Text("订单状态不正确")])),
                    )]),
                ),
            ]),
        },
        answer: AnswerTemplate::Map(&[
            ("status", AnswerTemplate::Value(Template(&[Part::Text("0")]))),
            ("data", AnswerTemplate::Map(&[("message", AnswerTemplate::Value(EMPTY))])),
        ]),
        refusals: Refusals { answer: None, list: &[] },
    }),
    ..Endpoint::PLAIN
};

static ORDER_SEARCH: Endpoint<'static> = Endpoint {
    name: "order.search",
    title: "查询订单",
    docs: "",
    vars: &[],
    repeat: Repeat::Read.always(),
    records: &[
        record(
            "OrderSearch",
            &[required("pager", Type::Record(RecordId(1)), "分页").in_query(), required("shop", varchar(20), "店铺")],
            &[],
        ),
        record(
            "Pager",
            &[required("page_no", int(0, 999), "页号"), optional("page_size", int(1, 9), "大小").default("1")],
            &[],
        ),
        record(
            "OrderSearchResponse",
            &[
                optional("status", int(0, 999), "状态"),
                optional("page", int(0, 999), "页号"),
                optional("rows", list(&ROW, Bounds::ANY), "订单"),
            ],
            &[],
        ),
        record("Row", &[optional("order_no", varchar(40), "订单编号")], &[]),
    ],
    request: RecordId(0),
    response: RecordId(2),
    root: None,
    data: None,
    success: None,
    partial: None,
    message: "",
    errors: &[],
    sandbox: Some(EndpointSandbox {
        behaviour: Behaviour::Query {
            rows: r#"[{ "order_no": "甲1" }, { "order_no": "甲2" }, { "order_no": "甲3" }]"#,
            filter: &[],
            page: Some(SandboxPaging { number: "pager.page_no", size: "pager.page_size", first: 0 }),
        },
        answer: AnswerTemplate::Map(&[
            ("status", AnswerTemplate::Value(Template(&[Part::Text("0")]))),
            ("page", AnswerTemplate::Value(Template(&[Part::Value(Input::Param("pager.page_no"), &[])]))),
            ("rows", AnswerTemplate::Rows),
        ]),
        refusals: Refusals { answer: None, list: &[] },
    }),
    ..Endpoint::PLAIN
};

const ROW: Type<'static> = Type::Record(RecordId(3));
