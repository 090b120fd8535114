//! Common parameters as headers, the request in a JSON or XML envelope. Rows are looked up, filtered and paged.

use signwright_runtime::model::*;

use super::*;

pub(crate) static API: Api<'static> = Api { platform: &PLATFORM, endpoints: &[&ORDER_QUERY] };

static PLATFORM: Platform<'static> = Platform {
    name: "acme-mall",
    title: "示例平台",
    docs: "https://acme.example/docs",
    zone: Offset::hours(8),
    environments: &[Environment { name: "production", url: "https://open.acme.example/api/request", title: "正式" }],
    credentials: &[
        credential("appKey", false),
        credential("appSecret", true),
        Credential { name: "token", title: "令牌", secret: true, optional: true, parts: &[], split: "", token: None },
    ],
    common: Common {
        location: Some(Location::Header),
        fields: &[
            common("AppMethod", ENDPOINT),
            common("AppTime", Template(&[Part::Value(Input::Clock, &[Filter::Local])])),
            CommonField { required: false, ..common("Format", Template(&[Part::Value(Input::Format, &[])])) },
            common("AppKey", Template(&[Part::Value(Input::Credential("appKey"), &[])])),
            CommonField {
                required: false,
                ..common("access_token", Template(&[Part::Value(Input::Credential("token"), &[])]))
            },
            common("signInfo", SIGNATURE),
        ],
    },
    wire: Wire {
        verb: "POST",
        url: Template(&[Part::Value(Input::Environment, &[])]),
        body: Body::Envelope {
            path: &[
                Template(&[Part::Text("request")]),
                Template(&[Part::Text("body")]),
                Template(&[Part::Value(Input::Var("node"), &[])]),
            ],
            formats: &[DocumentFormat::Xml, DocumentFormat::Json],
        },
        escape: Escape::Minimal,
        drop_empty: false,
        more_path: true,
        ..Wire::PLAIN
    },
    signing: Signing {
        vars: &[],
        parameters: &[],
        steps: &[
            Step {
                name: "string_to_sign",
                body: StepBody::Template(Template(&[
                    Part::Value(Input::Credential("appSecret"), &[]),
                    Part::Value(Input::Endpoint, &[]),
                    Part::Value(Input::Param("AppTime"), &[]),
                    Part::Value(Input::Param("AppKey"), &[]),
                    Part::Value(Input::Body, &[Filter::Base64(Base64::STANDARD)]),
                ])),
            },
            Step {
                name: "signature",
                body: StepBody::Template(Template(&[Part::Value(
                    Input::Step("string_to_sign"),
                    &[Filter::Digest(Hash::Md5), Filter::Hex],
                )])),
            },
        ],
    },
    clock: Some(Clock { param: "AppTime", tolerance: 600 }),
    rates: &[],
    reply: Reply {
        format: None,
        shapes: &[ReplyShape {
            root: &[Template(&[Part::Text("response")])],
            success: Some(Condition::Field("error.code", Test::Empty)),
            code: &[ReplyPlace::Path("error.code")],
            message: &[ReplyPlace::Path("error.msg")],
            ..ReplyShape::PLAIN
        }],
    },
    errors: &[],
    refusals: Refusals {
        answer: Some(AnswerTemplate::Map(&[(
            "error",
            AnswerTemplate::Map(&[("code", AnswerTemplate::Value(CODE)), ("msg", AnswerTemplate::Value(MESSAGE))]),
        )])),
        list: &[
            refusal(RefusalReason::Malformed, Template(&[Part::Text("sys.request:error")]), DETAIL),
            refusal(RefusalReason::Signature, Template(&[Part::Text("sys.sign:error")]), EMPTY),
            Refusal {
                when: Some(is("var.field", "AppTime")),
                ..refusal(RefusalReason::MissingCommon, Template(&[Part::Text("sys.time:null")]), EMPTY)
            },
            refusal(RefusalReason::MissingCommon, Template(&[Part::Text("sys.header:null")]), FIELD),
            refusal(RefusalReason::Field, Template(&[Part::Text("sys.field:error")]), DETAIL),
        ],
    },
    test_credentials: &[
        TestCredential { name: "appKey", value: "sandbox-key" },
        TestCredential { name: "appSecret", value: "only-the-caller-knows" },
    ],
    classes: &[],
};

static SOURCES: CodeTable<'static> = CodeTable {
    name: "Source",
    wire: CodeWire::Text { max: Some(3) },
    level: Level::Deny,
    codes: &[
        Code { code: "201", name: "web", title: "网店" },
        Code { code: "202", name: "shop", title: "门店" },
        Code { code: "203", name: "none", title: "无" },
    ],
};

static ORDER_QUERY: Endpoint<'static> = Endpoint {
    name: "acme.order.query",
    title: "订单查询",
    docs: "",
    vars: &[("node", "queryOrder")],
    repeat: Repeat::Read.always(),
    records: &[
        record(
            "OrderQuery",
            &[
                required("source", codes(&SOURCES), "来源"),
                required("startTime", datetime(), "开始时间").as_text(),
                required("endTime", datetime(), "结束时间").as_text(),
                optional("pageNo", int(1, 99_999), "页码").default("1").as_text(),
                optional("pageSize", int(1, 50), "每页条数").default("2").as_text(),
            ],
            &[Rule::new(RuleKind::Ordered("startTime", "endTime"), "开始时间<=结束时间")],
        ),
        record("OrderQueryResponse", &[optional("head", Type::Record(RecordId(2)), "头")], &[]),
        record(
            "Head",
            &[optional("pages", int(0, 99_999), "页数"), optional("pageNo", int(0, 99_999), "页码").as_text()],
            &[],
        ),
    ],
    request: RecordId(0),
    response: RecordId(1),
    root: None,
    data: None,
    success: None,
    partial: None,
    message: "",
    errors: &[],
    sandbox: Some(EndpointSandbox {
        behaviour: Behaviour::Query {
            rows: r#"[
                { "source": "201", "id": "甲1", "jobs": [{ "job": "1" }, { "job": "2" }] },
                { "source": "202", "id": "乙1" },
                { "source": "201", "id": "甲2" },
                { "source": "201", "id": "甲3" }
            ]"#,
            filter: &[("source", "source")],
            page: Some(SandboxPaging { number: "pageNo", size: "pageSize", first: 1 }),
        },
        answer: AnswerTemplate::Map(&[
            (
                "head",
                AnswerTemplate::Map(&[
                    ("pages", AnswerTemplate::Value(Template(&[Part::Value(Input::Var("count.pages"), &[])]))),
                    ("pageNo", AnswerTemplate::Value(Template(&[Part::Value(Input::Param("pageNo"), &[])]))),
                ]),
            ),
            ("body", AnswerTemplate::Map(&[("queryOrder", AnswerTemplate::Rows)])),
        ]),
        refusals: Refusals {
            answer: None,
            list: &[
                refusal(
                    RefusalReason::Empty,
                    Template(&[Part::Text("biz.no-result")]),
                    Template(&[Part::Text("无结果")]),
                ),
                Refusal {
                    when: Some(is("var.rule", "empty")),
                    ..refusal(RefusalReason::MissingField, Template(&[Part::Text("biz.empty")]), FIELD)
                },
                refusal(
                    RefusalReason::MissingField,
                    Template(&[Part::Text("biz.missing:"), Part::Value(Input::Var("field_lower"), &[])]),
                    EMPTY,
                ),
                Refusal {
                    when: Some(is("var.rule", "ordered")),
                    ..refusal(RefusalReason::Rule, Template(&[Part::Text("sys.time:order")]), DETAIL)
                },
            ],
        },
    }),
    ..Endpoint::PLAIN
};
