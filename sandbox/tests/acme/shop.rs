//! A form in the body, signed by the MD5 of its sorted pairs. Rows are created or updated.

use signwright_runtime::model::*;

use super::*;

pub(crate) static API: Api<'static> = Api { platform: &PLATFORM, endpoints: &[&ORDER_PUSH, &REMARK_SET] };

static PLATFORM: Platform<'static> = Platform {
    name: "acme-shop",
    title: "示例商城",
    docs: "https://acme.example/docs",
    zone: Offset::hours(8),
    environments: &[
        Environment { name: "test", url: "https://test.acme.example/open/", title: "测试" },
        Environment { name: "production", url: "https://api.acme.example/v2/open/", title: "正式" },
    ],
    credentials: &[credential("shop", false), credential("key", false), credential("secret", true)],
    common: Common {
        location: Some(Location::Form),
        fields: &[
            common("shop", Template(&[Part::Value(Input::Credential("shop"), &[])])),
            common("key", Template(&[Part::Value(Input::Credential("key"), &[])])),
            common("timestamp", UNIX),
            common("sign", SIGNATURE),
        ],
    },
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
                    each: Template(&[Part::Value(Input::Key, &[]), Part::Text("="), Part::Value(Input::Value, &[])]),
                    join: Template(&[Part::Text("&")]),
                    ..Items::NONE
                }),
            },
            Step {
                name: "string_to_sign",
                body: StepBody::Template(Template(&[
                    Part::Value(Input::Step("canonical"), &[]),
                    Part::Value(Input::Credential("secret"), &[]),
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
    clock: Some(Clock { param: "timestamp", tolerance: 300 }),
    rates: &[],
    reply: Reply {
        format: Some(DocumentFormat::Json),
        shapes: &[ReplyShape {
            success: Some(is("code", "0")),
            code: &[ReplyPlace::Path("code")],
            message: &[ReplyPlace::Path("message")],
            ..ReplyShape::PLAIN
        }],
    },
    errors: &[],
    refusals: Refusals {
        answer: Some(AnswerTemplate::Map(&[
            ("code", AnswerTemplate::Value(CODE)),
            ("message", AnswerTemplate::Value(MESSAGE)),
        ])),
        list: &[
            refusal(RefusalReason::Verb, Template(&[Part::Text("1002")]), DETAIL),
            refusal(RefusalReason::MissingCommon, Template(&[Part::Text("1003")]), FIELD),
            refusal(RefusalReason::Credential, Template(&[Part::Text("1004")]), Template(&[Part::Text("账号不存在")])),
            refusal(RefusalReason::Clock, Template(&[Part::Text("1005")]), DETAIL),
            refusal(RefusalReason::Signature, Template(&[Part::Text("1007")]), Template(&[Part::Text("签名错误")])),
            refusal(RefusalReason::MissingField, Template(&[Part::Text("1008")]), PATH),
            refusal(RefusalReason::Field, Template(&[Part::Text("1009")]), DETAIL),
            refusal(RefusalReason::Rule, Template(&[Part::Text("1010")]), DETAIL),
            refusal(RefusalReason::UnknownField, Template(&[Part::Text("1011")]), PATH),
        ],
    },
    test_credentials: &[
        TestCredential { name: "shop", value: "sandbox" },
        TestCredential { name: "key", value: "sandbox-key" },
        TestCredential { name: "secret", value: "only-the-caller-knows" },
    ],
    classes: &[],
};

static ORDER_PUSH: Endpoint<'static> = Endpoint {
    name: "order_push.php",
    title: "推送订单",
    docs: "",
    vars: &[],
    repeat: Repeat::Upsert.always(),
    records: &[
        record(
            "OrderPush",
            &[
                required("shop_no", varchar(20), "店铺编号"),
                optional("mode", int(0, 1), "模式").default("1"),
                required("order_list", list(&Type::Record(RecordId(1)), Bounds::recommended(1, 50)), "订单列表"),
            ],
            &[],
        ),
        record(
            "Order",
            &[
                required("order_no", varchar(10), "订单编号"),
                required("paid", decimal(19, 4), "已付").inferred(),
                optional("goods_no", varchar(40), "货品编号"),
                optional("spec_no", varchar(40), "规格编号"),
                optional("receiver", varchar(40), "收件人").sensitive(),
            ],
            &[Rule::new(RuleKind::AnyOf(&["goods_no", "spec_no"]), "货品和规格不能同时为空")],
        ),
        record(
            "OrderPushResponse",
            &[
                optional("code", int(0, 9999), "状态码"),
                optional("message", varchar(255), "错误描述"),
                optional("created", int(0, 9999), "新增"),
                optional("updated", int(0, 9999), "更新"),
            ],
            &[],
        ),
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
        behaviour: Behaviour::Upsert { list: "order_list", key: "order_no" },
        answer: AnswerTemplate::Map(&[
            ("code", AnswerTemplate::Value(Template(&[Part::Text("0")]))),
            ("message", AnswerTemplate::Value(EMPTY)),
            ("created", AnswerTemplate::Value(Template(&[Part::Value(Input::Var("count.created"), &[])]))),
            ("updated", AnswerTemplate::Value(Template(&[Part::Value(Input::Var("count.updated"), &[])]))),
        ]),
        refusals: Refusals { answer: None, list: &[] },
    }),
    ..Endpoint::PLAIN
};

/// Without a word on how the sandbox plays it, and without personal data.
static REMARK_SET: Endpoint<'static> = Endpoint {
    name: "remark_set.php",
    title: "修改备注",
    docs: "",
    vars: &[],
    repeat: Repeat::Ask.always(),
    records: &[
        record(
            "RemarkSet",
            &[required("order_no", varchar(10), "订单编号"), optional("remark", varchar(10), "备注")],
            &[],
        ),
        record("RemarkSetResponse", &[optional("code", int(0, 9999), "状态码")], &[]),
    ],
    request: RecordId(0),
    response: RecordId(1),
    root: None,
    data: None,
    success: None,
    partial: None,
    message: "",
    errors: &[],
    ..Endpoint::PLAIN
};
