//! What answers mean.

use signwright_runtime::model::{
    CodeMatch, Condition, DocumentFormat, Endpoint, ErrorClass, ErrorEntry, Platform, ReplyPlace, ReplyShape, Test,
};
use signwright_runtime::reply::{self, Outcome, RawAnswer, Refusal, Unknown};
use signwright_runtime::{Error, Limits, Node, Redaction, Repeatable, interpret_node};

use crate::platforms::{Answer, DOCUMENT, FORM, PUSH, Push, shaped};

pub(crate) const JSON: Option<DocumentFormat> = Some(DocumentFormat::Json);

/// An answer without headers, kept for as long as the test runs.
pub(crate) fn interpret(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    status: u16,
    body: &[u8],
    format: Option<DocumentFormat>,
) -> Outcome<'static> {
    let answer = Box::leak(Box::new(RawAnswer::new(status, body.to_vec())));
    reply::interpret(platform, endpoint, answer, format, Limits::default(), &Redaction::default())
}

pub(crate) fn judged<'a>(platform: &Platform<'_>, endpoint: &Endpoint<'_>, body: &'a str) -> Outcome<'a> {
    interpret(platform, endpoint, 200, body.as_bytes(), JSON)
}

pub(crate) fn outcome(body: &str) -> Outcome<'_> {
    judged(&FORM, &PUSH, body)
}

pub(crate) fn refusal(body: &str) -> Refusal {
    match outcome(body) {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{body}: {other:?}"),
    }
}

pub(crate) fn unknown(body: &str) -> Unknown {
    match outcome(body) {
        Outcome::Unknown(unknown) => unknown,
        other => panic!("{body}: {other:?}"),
    }
}

fn causes(refusal: &Refusal) -> Vec<&str> {
    refusal.causes.iter().map(|cause| cause.cause.as_str()).collect()
}

#[test]
fn success_is_a_predicate_of_the_platform_narrowed_by_the_endpoint() {
    for body in [
        r#"{"code":0}"#,
        r#"{"code":"0"}"#,
        r#"{"code":"0","result":{"message":""}}"#,
        r#"{"code":" 0","message":"好"}"#,
        "{\"code\":\"\n0\n\"}",
        r#"{"code":0,"result":{"message":" "}}"#,
    ] {
        assert!(matches!(outcome(body), Outcome::Success(_)), "{body}");
    }
    let hidden = refusal(r#"{"code":0,"message":"成功","result":{"message":"订单状态不正确"}}"#);
    assert_eq!((hidden.code.as_str(), hidden.message.as_str()), ("0", "订单状态不正确"));
    assert_eq!(hidden.class, ErrorClass::Refused);
    let plain = refusal(r#"{"code":"LOGISTIC","message":"物流错误","result":{"message":"别的"}}"#);
    assert_eq!((plain.code.as_str(), plain.message.as_str()), ("LOGISTIC", "物流错误"));
    assert_eq!(refusal(r#"{"code":1.50}"#).code, "1.50", "a code keeps its text");
}

#[test]
fn only_a_whole_answer_of_the_platforms_shape_is_a_refusal() {
    for body in
        ["", "{}", "[]", "null", "{\"error\":\"Bad Gateway\"}", "{\"code\":null}", "{\"code\":\"\"}", "{\"code\":[1]}"]
    {
        assert_eq!(unknown(body).status, Some(200), "{body}");
    }
    let page = unknown("<html><head><title>502 Bad Gateway</title></head><body>网关超时</body></html>");
    assert_eq!(page.excerpt, "502 Bad Gateway 网关超时");
    assert_eq!(unknown("{\"code\":0,\"receiver\":\"张三").excerpt, "", "a torn answer may hold personal data");
    assert!(unknown("{'code':0}").reason.starts_with("the answer is no JSON"));
}

#[test]
fn the_status_alone_decides_nothing() {
    for status in [200, 201, 400, 404, 422] {
        let judge = |body: &'static str| interpret(&FORM, &PUSH, status, body.as_bytes(), JSON);
        assert!(matches!(judge("{\"code\":0}"), Outcome::Success(_)));
        assert!(matches!(judge("{\"code\":7}"), Outcome::Refused(_)));
        assert!(matches!(judge("busy"), Outcome::Unknown(unknown) if unknown.status == Some(status)));
    }
}

#[test]
fn the_response_begins_at_the_root() {
    let judge = |body| judged(&DOCUMENT, &PUSH, body);
    assert!(
        matches!(judge(r#"{"acme_response":{"code":0}}"#), Outcome::Success(answer) if answer.path("code").is_some())
    );
    assert!(matches!(judge(r#"{"code":0}"#), Outcome::Unknown(_)), "outside of the root nothing counts");
    let xml = "<?xml version=\"1.0\"?><acme_response><code>7</code><message>错误</message></acme_response>";
    let read = interpret(&DOCUMENT, &PUSH, 200, xml.as_bytes(), None);
    assert!(
        matches!(read, Outcome::Refused(refusal) if refusal.message == "错误"),
        "XML is this platform's first format"
    );
    let page = interpret(&DOCUMENT, &PUSH, 200, b"<html><body>x</body></html>", None);
    assert!(matches!(page, Outcome::Unknown(_)));
}

#[test]
fn an_answer_that_holds_nothing_is_no_success() {
    let success = Some(Condition::Field("error", Test::Empty));
    let code = &[ReplyPlace::Path("error.code")];
    let platform = shaped(&DOCUMENT, ReplyShape { success, code, ..DOCUMENT.reply.shapes[0] });
    for body in ["null", "\"\"", "{}", "[]", "\"维护中\"", "{\"error\":{}}", "{\"error\":{\"text\":\"错误\"}}"] {
        let body = format!("{{\"acme_response\":{body}}}");
        assert!(matches!(judged(&platform, &PUSH, &body), Outcome::Unknown(_)), "{body}");
    }
    for body in ["{\"head\":{}}", "{\"error\":null}", "{\"error\":\"\"}", "{\"error\":[]}"] {
        let body = format!("{{\"acme_response\":{body}}}");
        assert!(matches!(judged(&platform, &PUSH, &body), Outcome::Success(_)), "{body}");
    }
}

#[test]
fn the_catalogue_explains_a_code() {
    let missing = refusal(r#"{"code":"acme.missing:SHOPNO","message":"x"}"#);
    assert_eq!(causes(&missing), ["参数为空"]);
    assert_eq!(missing.causes[0].remedy, "请输入参数");
    assert_eq!(missing.field.as_deref(), Some("shopNo"), "without regard to case");
    assert_eq!(refusal(r#"{"code":"acme.amount:bad"}"#).field.as_deref(), Some("amount"), "a row's field");
    assert_eq!(refusal(r#"{"code":"acme.missing:SIGN"}"#).field.as_deref(), Some("sign"), "a common parameter");
    assert_eq!(refusal(r#"{"code":"acme.missing:别的"}"#).field, None);
    assert_eq!(causes(&refusal(r#"{"code":"acme.nowhere"}"#)), [""; 0]);
}

#[test]
fn exact_beats_wildcard_and_the_endpoint_comes_before_the_platform() {
    assert_eq!(causes(&refusal(r#"{"code":"acme.missing:rows"}"#)), ["缺少订单"]);
    assert_eq!(causes(&refusal(r#"{"code":"acme.both"}"#)), ["接口的原因"]);
    assert_eq!(causes(&refusal(r#"{"code":"acme.twice"}"#)), ["原因一", "原因二"]);
    // The longer literal is the closer one.
    assert_eq!(causes(&refusal(r#"{"code":"acme.missing:x:bad"}"#)), ["参数为空"]);
}

#[test]
fn a_message_tells_where_the_code_does_not() {
    let throttled = refusal(r#"{"code":100,"message":"超过频率限制，请稍后"}"#);
    assert_eq!((throttled.class, causes(&throttled)), (ErrorClass::Throttled, vec!["调用过快"]));
    let other = refusal(r#"{"code":100,"message":"订单不存在"}"#);
    assert_eq!((other.class, causes(&other)), (ErrorClass::Refused, vec!["其它失败"]));
}

#[test]
fn a_message_to_the_letter_beats_one_with_wildcards() {
    let row = |message, cause| ErrorEntry {
        matches: CodeMatch { message, ..CodeMatch::of_code("E1") },
        cause,
        remedy: "",
        class: ErrorClass::Refused,
        wait: None,
    };
    let (exact, prefix, any) = (row("库存不足", "一字不差"), row("库存不足*", "以此开头"), row("*", "任何"));
    for errors in [[exact, prefix, any], [any, prefix, exact]] {
        let platform = Platform { errors: &errors, ..FORM };
        for (message, cause) in [("库存不足", "一字不差"), ("库存不足😀", "以此开头"), ("缺货", "任何")]
        {
            let body = format!("{{\"code\":\"E1\",\"message\":\"{message}\"}}");
            let Outcome::Refused(refusal) = judged(&platform, &PUSH, &body) else { panic!("{body}") };
            assert_eq!(causes(&refusal), [cause], "{body}");
        }
    }
}

#[test]
fn a_row_for_any_code_explains_what_no_other_does() {
    let row = |code, cause| ErrorEntry {
        matches: CodeMatch::of_code(code),
        cause,
        remedy: "",
        class: ErrorClass::Refused,
        wait: None,
    };
    let errors = [row("*", "任何"), row("E1", "一")];
    let platform = Platform { errors: &errors, ..FORM };
    for (body, cause) in [(r#"{"code":"E7"}"#, "任何"), (r#"{"code":"E1"}"#, "一")] {
        let Outcome::Refused(refusal) = judged(&platform, &PUSH, body) else { panic!("{body}") };
        assert_eq!(refusal.causes.iter().map(|known| known.cause.as_str()).collect::<Vec<_>>(), [cause], "{body}");
    }
}

#[test]
fn the_closer_row_explains_in_whichever_table_it_stands() {
    let row = |code, message, cause| ErrorEntry {
        matches: CodeMatch { message, ..CodeMatch::of_code(code) },
        cause,
        remedy: "",
        class: ErrorClass::Refused,
        wait: None,
    };
    let own = [row("E*", "", "接口"), row("E2*", "库存*", "接口库存")];
    let errors = [row("E1", "", "平台"), row("E*", "", "平台的E"), row("E22", "", "平台22"), row("E3*", "", "平台3")];
    let (platform, endpoint) = (Platform { errors: &errors, ..FORM }, Endpoint { errors: &own, ..*PUSH });
    for (code, message, cause) in [
        ("E1", "", "平台"),
        ("E7", "", "接口"),
        ("E31", "", "平台3"),
        ("E22", "库存不足", "平台22"),
        ("E23", "库存不足", "接口库存"),
        ("E23", "订单不存在", "接口"),
    ] {
        let body = format!("{{\"code\":\"{code}\",\"message\":\"{message}\"}}");
        let Outcome::Refused(refusal) = judged(&platform, &endpoint, &body) else { panic!("{body}") };
        assert_eq!(causes(&refusal), [cause], "{body}");
    }
}

#[test]
fn rows_that_disagree_mean_the_most_careful() {
    use ErrorClass::{Clock, Empty, Refused, Success, Throttled, Unknown};
    for (classes, expected) in [
        ([Refused, Refused], "refused"),
        ([Throttled, Throttled], "throttled"),
        ([Throttled, Refused], "refused"),
        ([Clock, Throttled], "refused"),
        ([Throttled, Unknown], "unknown"),
        ([Unknown, Refused], "unknown"),
        ([Success, Success], "success"),
        ([Success, Empty], "success"),
        ([Success, Refused], "unknown"),
        ([Empty, Throttled], "unknown"),
    ] {
        let matches = CodeMatch::of_code("E1");
        let errors = classes.map(|class| ErrorEntry { matches, cause: "原因", remedy: "", class, wait: None });
        let platform = Platform { errors: &errors, ..FORM };
        let found = match judged(&platform, &PUSH, r#"{"code":"E1"}"#) {
            Outcome::Refused(refusal) if refusal.class == Throttled => "throttled",
            Outcome::Refused(refusal) if refusal.class == Refused => "refused",
            Outcome::Success(_) => "success",
            Outcome::Unknown(unknown) if unknown.refusal.is_some() => "unknown",
            other => panic!("{classes:?}: {other:?}"),
        };
        assert_eq!(found, expected, "{classes:?}");
    }
}

#[test]
fn some_codes_are_no_errors() {
    assert!(matches!(outcome(r#"{"code":"acme.fine"}"#), Outcome::Success(_)));
    assert!(matches!(outcome(r#"{"code":"acme.none"}"#), Outcome::Empty(_)));
    assert_eq!(refusal(r#"{"code":"acme.time:error"}"#).class, ErrorClass::Clock);
    let failed = unknown(r#"{"code":"acme.network:502","message":"响应失败"}"#);
    assert_eq!(failed.refusal.map(|refusal| refusal.code).as_deref(), Some("acme.network:502"));
}

#[test]
fn an_answer_fills_a_response_leniently() {
    let read = |body: &'static str| {
        signwright_runtime::interpret::<Push>(RawAnswer::new(200, body), None, Limits::default(), &Redaction::default())
    };
    let reply =
        read(r#"{"code":"0","total":"2","rows":[{"name":1.50,"amount":"1.5000"},{"amount":""}],"new":1}"#).unwrap();
    assert_eq!(reply.response.total, Some(2));
    assert_eq!(reply.response.rows[0].name.as_deref(), Some("1.50"));
    assert!(reply.response.rows[1].amount.is_none() && reply.notes.is_empty() && !reply.is_empty);
    let empty = read(r#"{"code":"acme.none"}"#).unwrap();
    assert!(empty.is_empty && empty.response.rows.is_empty());
    let noted = read(r#"{"code":0,"total":"很多"}"#).unwrap();
    assert_eq!((noted.response.total, noted.notes.0[0].path.as_str()), (None, "total"));
    let error = read(r#"{"code":0,"rows":"无"}"#).unwrap_err();
    assert!(matches!(&error, Error::Decode(undecoded) if undecoded.violations.0[0].path == "rows[0]"), "{error}");
    assert_eq!(error.repeatable(), Repeatable::Pointless, "it was done");
}

#[test]
fn what_stands_twice_elsewhere_is_taken_last_with_a_note() {
    let read = |body: &'static str, format| {
        let reply = signwright_runtime::interpret::<Push>(
            RawAnswer::new(200, body),
            format,
            Limits::default(),
            &Redaction::default(),
        )
        .unwrap();
        let notes: Vec<_> = reply.notes.iter().map(|note| (note.path.clone(), note.rule)).collect();
        (reply.response, notes)
    };
    let (answer, notes) =
        read(r#"{"code":0,"total":1,"total":2,"rows":[{"name":"甲"}],"rows":[{"name":"乙","name":"丙"}]}"#, JSON);
    assert_eq!((answer.total, answer.rows.len(), answer.rows[0].name.as_deref()), (Some(2), 1, Some("丙")));
    assert_eq!(notes.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["total", "rows", "rows[0].name"]);
    assert!(notes.iter().all(|(_, rule)| *rule == "repeated"));
    let node = interpret_node(
        &FORM,
        &PUSH,
        RawAnswer::new(200, r#"{"code":0,"x":1,"x":2}"#),
        JSON,
        Limits::default(),
        &Redaction::default(),
    )
    .unwrap();
    assert_eq!((node.notes.len(), node.response.path("x").and_then(Node::as_text).as_deref()), (1, Some("2")));
    let xml = "<acme_response><code>0</code><rows><name>甲</name></rows><rows><name>乙</name></rows></acme_response>";
    let node =
        interpret_node(&DOCUMENT, &PUSH, RawAnswer::new(200, xml), None, Limits::default(), &Redaction::default())
            .unwrap();
    assert!(node.notes.is_empty(), "XML repeats elements by nature");
}

#[test]
fn a_line_feed_inside_a_text_is_read() {
    let read = |body: &'static str| {
        signwright_runtime::interpret::<Push>(RawAnswer::new(200, body), None, Limits::default(), &Redaction::default())
    };
    let reply = read("{\"code\":0,\"message\":\"加急\t，\n请\r\n核对\"}").unwrap();
    assert_eq!(reply.response.message.as_deref(), Some("加急\t，\n请\r\n核对"));
}

#[test]
fn an_error_keeps_what_came_and_prints_none_of_it() {
    let body = r#"{"code":0,"total":7,"rows":[{"name":"张三"},"无"],"秘":"密"}"#;
    let error = signwright_runtime::interpret::<Push>(
        RawAnswer::new(200, body),
        None,
        Limits::default(),
        &Redaction::default(),
    )
    .unwrap_err();
    let Error::Decode(undecoded) = &error else { panic!("{error}") };
    let rest: Answer = undecoded.response();
    assert_eq!((rest.total, rest.rows.len()), (Some(7), 1), "the rest can be read");
    assert_eq!(undecoded.document.path("秘").and_then(Node::as_text).as_deref(), Some("密"));
    assert_eq!((undecoded.answer.status, &undecoded.answer.body[..]), (200, body.as_bytes()));
    let refused = r#"{"code":"acme.both","message":"不行","秘":"密"}"#;
    let page = "<html>网关 502 密</html>";
    for (status, body) in [(404, refused), (502, page), (500, refused), (200, "{\"code\":false,\"秘\":\"密\"}")] {
        let error = signwright_runtime::interpret::<Push>(
            RawAnswer::new(status, body),
            JSON,
            Limits::default(),
            &Redaction::default(),
        )
        .unwrap_err();
        let kept = match &error {
            Error::Refused(refusal) => refusal.answer.as_deref(),
            Error::Unknown(unknown) => unknown.answer.as_deref(),
            _ => None,
        };
        let kept = kept.unwrap_or_else(|| panic!("{error}"));
        assert_eq!((kept.status, &kept.body[..]), (status, body.as_bytes()));
        assert!(!format!("{kept:?}").contains('密'), "{kept:?}");
        assert!(body == page || !format!("{error:?} {error}").contains('密'), "{error:?}");
    }
    assert!(!format!("{error:?} {error}").contains(['密', '张']), "{error:?}");
    let limits = Limits { bytes: 10, ..Limits::default() };
    let error =
        signwright_runtime::interpret::<Push>(RawAnswer::new(200, refused), None, limits, &Redaction::default())
            .unwrap_err();
    assert!(matches!(&error, Error::Unknown(unknown) if unknown.answer.as_ref().unwrap().body.len() == 10), "{error}");
}

#[test]
fn an_error_prints_what_helps_and_nothing_secret() {
    let refused = Error::Refused(Box::new(refusal(r#"{"code":"acme.missing:shopno","message":"参数错误"}"#)));
    let lines = "refused: acme.missing:shopno 参数错误\n  参数为空 → 请输入参数\n  field: shopNo";
    assert_eq!(format!("{refused:#}"), lines);
    assert_eq!(refused.to_string(), "refused: acme.missing:shopno 参数错误; 参数为空 → 请输入参数; field: shopNo");
    let page = Error::Unknown(Box::new(unknown("not here: /api?sid=a&sign=deadbeef"))).to_string();
    assert!(page.contains("(HTTP 200)") && page.ends_with("not here: /api") && !page.contains("deadbeef"), "{page}");
}

#[test]
fn replies_are_equal_that_say_the_same_in_everything() {
    let reply = || signwright_runtime::Reply::new("订单😀");
    assert_eq!(reply(), reply());
    assert_ne!(reply(), signwright_runtime::Reply::new("订货"), "another response");
    let (mut empty, mut created, mut told, mut headed) = (reply(), reply(), reply(), reply());
    empty.is_empty = true;
    created.status = 201;
    told.body = "订".into();
    headed.headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/html"));
    for different in [empty, created, told, headed] {
        assert_ne!(different, reply());
    }
}

mod typed {
    use proptest::prelude::*;
    use signwright_runtime::{Limits, Redaction, fill_answer, interpret, json};

    use super::{Answer, JSON, Push, RawAnswer};
    use crate::platforms::FORM;

    /// A value that may stand anywhere, well or ill.
    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => prop::sample::select(vec!["null", "\"\"", "1", "\"2.50\"", "\" 3 \"", "\"好，😀\"", "\"\\u8ba2\\n\"", "true", "{}", "[]"])
                .prop_map(str::to_owned),
            1 => Just("{\"name\":\"甲\"}".to_owned()),
            1 => Just("{\"3\":{\"name\":\"乙\"},\"4\":{\"amount\":1}}".to_owned()),
            1 => Just("[{\"名\":1}]".to_owned()),
        ]
    }

    fn object(names: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::collection::vec((prop::sample::select(names.to_vec()), value()), 0..4).prop_map(|members| {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        })
    }

    proptest! {
        /// An answer is filled without its tree being made; with a tree it says the same, and leaves out the same.
        #[test]
        fn an_answer_reads_as_its_tree_does(
            message in value(),
            total in value(),
            rows in prop::collection::vec(object(&["name", "amount", "其它", "na\\u006de"]), 0..5),
            other in prop_oneof![2 => Just(None), 1 => value().prop_map(Some)],
        ) {
            let rows = other.unwrap_or_else(|| format!("[{}]", rows.join(" ,")));
            let body = format!("{{\"rows\":{rows},\"新\":{total},\"total\":{total},\"code\":\"0\",\"message\":{message}}}");
            let mut tree = json::parse(body.as_bytes(), Limits::default()).unwrap();
            let answer = RawAnswer::new(200, body.clone());
            let reply = interpret::<Push>(answer, JSON, Limits::default(), &Redaction::default());
            if let Ok(reply) = &reply
                && reply.notes.iter().any(|note| note.rule == "repeated")
            {
                // Of names given twice the last is read.
                return Ok(());
            }
            tree.sort_names();
            let of_tree = fill_answer::<Answer>(&tree, FORM.zone);
            match (reply, of_tree) {
                (Ok(reply), Ok((response, notes))) => {
                    prop_assert_eq!(format!("{:?}", reply.response), format!("{response:?}"), "{}", body);
                    prop_assert_eq!(reply.notes.to_string(), notes.to_string(), "{}", body);
                }
                (Err(signwright_runtime::Error::Decode(undecoded)), Err(notes)) => {
                    prop_assert_eq!(undecoded.violations.to_string(), notes.to_string(), "{}", body);
                }
                (reply, of_tree) => prop_assert!(false, "{body}: {:?} and {:?}", reply.map(|_| ()), of_tree.map(|_| ())),
            }
        }
    }
}
