//! What answers mean.

use proptest::prelude::*;
use signwright_runtime::model::{
    CodeMatch, Condition, DocumentFormat, Endpoint, Fault, Meaning, Platform, Reply, Test,
};
use signwright_runtime::reply::{Outcome, Refusal, Unknown, interpret};
use signwright_runtime::{Error, Limits, Node, Repeatable, interpret_node};

use crate::platforms::{Answer, DOCUMENT, FORM, PUSH, Push};

const JSON: Option<DocumentFormat> = Some(DocumentFormat::Json);

fn judged<'a>(platform: &Platform<'_>, endpoint: &Endpoint<'_>, body: &'a str) -> Outcome<'a> {
    interpret(platform, endpoint, 200, body.as_bytes(), JSON, Limits::default())
}

fn outcome(body: &str) -> Outcome<'_> {
    judged(&FORM, &PUSH, body)
}

fn refusal(body: &str) -> Refusal {
    match outcome(body) {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{body}: {other:?}"),
    }
}

fn unknown(body: &str) -> Unknown {
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
    assert_eq!(hidden.meaning, Meaning::Refused);
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
        let judge = |body: &'static str| interpret(&FORM, &PUSH, status, body.as_bytes(), JSON, Limits::default());
        assert!(matches!(judge("{\"code\":0}"), Outcome::Success(_)));
        assert!(matches!(judge("{\"code\":7}"), Outcome::Refused(_)));
        assert!(matches!(judge("busy"), Outcome::Unknown(unknown) if unknown.status == Some(status)));
    }
}

/// How an answer with this status is understood, in a word.
fn word(platform: &Platform<'_>, status: u16, body: &str) -> &'static str {
    match interpret(platform, &PUSH, status, body.as_bytes(), JSON, Limits::default()) {
        Outcome::Success(_) => "success",
        Outcome::Empty(_) => "empty",
        Outcome::Refused(_) => "refused",
        Outcome::Unknown(_) => "unknown",
    }
}

#[test]
fn a_success_that_its_status_contradicts_is_unknown() {
    for status in [300, 302, 307, 401, 403, 429, 500, 502, 503, 504, 524, 599] {
        for body in
            [r#"{"code":0}"#, r#"{"code":"0","message":"好"}"#, r#"{"code":"acme.fine"}"#, r#"{"code":"acme.none"}"#]
        {
            assert_eq!(word(&FORM, status, body), "unknown", "{status} {body}");
        }
        let hidden = r#"{"code":0,"result":{"message":"订单状态不正确"}}"#;
        assert_eq!(word(&FORM, status, hidden), "unknown", "{status}");
    }
}

#[test]
fn a_code_is_a_success_by_its_text_alone() {
    for code in ["false", "0.0", "\"0.00\"", "-0", "0e5", "\"00\"", "\"+0\"", "\"-0\"", "true", "{\"a\":0}", "[0]"] {
        let body = format!("{{\"code\":{code},\"message\":\"无效令牌\"}}");
        for status in [200, 401, 403] {
            assert_eq!(word(&FORM, status, &body), "unknown", "{status} {body}");
        }
    }
    let doubtful = unknown(r#"{"code":false,"message":"无效令牌"}"#);
    assert_eq!(doubtful.refusal.map(|refusal| refusal.message).as_deref(), Some("无效令牌"), "what it said is kept");
    for code in ["1", "\"-1\"", "\"0 0\"", "\"ok\"", "100000000000000000000000000000000"] {
        assert_eq!(word(&FORM, 200, &format!("{{\"code\":{code}}}")), "refused", "{code}");
    }
    assert_eq!(refusal("{\"code\":\" acme.missing:rows\\n\"}").code, "acme.missing:rows", "without white space");
}

#[test]
fn one_and_zero_stand_for_a_boolean() {
    let flagged = |constant| Platform {
        reply: Reply { success: Condition::Field("success", Test::Is(constant)), ..FORM.reply },
        ..FORM
    };
    for (value, constant, expected) in [
        ("true", "true", "success"),
        ("1", "true", "success"),
        ("\"1\"", "true", "success"),
        ("\" true \"", "true", "success"),
        ("false", "false", "success"),
        ("0", "false", "success"),
        ("false", "true", "refused"),
        ("0", "true", "refused"),
        ("\"no\"", "true", "refused"),
        ("1.0", "true", "unknown"),
        ("\"TRUE\"", "true", "unknown"),
        ("true", "1", "unknown"),
    ] {
        let body = format!("{{\"success\":{value},\"code\":\"E1\"}}");
        assert_eq!(word(&flagged(constant), 200, &body), expected, "{body}");
    }
    assert_eq!(word(&flagged("true"), 200, r#"{"success":1}"#), "success");
    assert_eq!(word(&flagged("true"), 200, r#"{"success":0}"#), "unknown", "it does not say why not");
}

const ZERO: Condition<'static> = Condition::Field("code", Test::Is("0"));
const FINE: Condition<'static> = Condition::Field("message", Test::Is("OK"));

#[test]
fn a_condition_is_unclear_where_its_parts_are() {
    let judged = |success, body: &str| word(&Platform { reply: Reply { success, ..FORM.reply }, ..FORM }, 200, body);
    assert_eq!(judged(Condition::Any(&[ZERO, FINE]), r#"{"code":0.0,"message":"OK"}"#), "success");
    assert_eq!(judged(Condition::Any(&[ZERO, FINE]), r#"{"code":0.0,"message":"no"}"#), "unknown");
    assert_eq!(judged(Condition::All(&[ZERO, FINE]), r#"{"code":0.0,"message":"no"}"#), "refused");
    assert_eq!(judged(Condition::All(&[ZERO, FINE]), r#"{"code":0,"message":"Ok"}"#), "unknown");
    assert_eq!(judged(Condition::Not(&ZERO), r#"{"code":0.0}"#), "unknown");
    assert_eq!(judged(Condition::Field("code", Test::IsNot("1")), r#"{"code":"01"}"#), "unknown");
}

#[test]
fn two_members_of_one_name_are_no_success_and_no_refusal() {
    for body in [
        r#"{"code":0,"code":99,"message":"bad"}"#,
        r#"{"code":99,"code":0}"#,
        r#"{"code":0,"code":0}"#,
        r#"{"code":99,"code":99}"#,
        r#"{"code":0,"co\u0064e":99}"#,
        r#"{"code":7,"message":"a","message":"b"}"#,
        r#"{"code":0,"result":{"message":""},"result":{"message":"订单状态不正确"}}"#,
        r#"{"code":0,"result":{"message":"","message":"订单状态不正确"}}"#,
    ] {
        let unknown = unknown(body);
        assert!(unknown.reason.contains("more than once"), "{body}: {}", unknown.reason);
    }
    let root = r#"{"acme_response":{"code":0},"acme_response":{"code":7}}"#;
    assert!(matches!(judged(&DOCUMENT, &PUSH, root), Outcome::Unknown(_)), "on the way to the response too");
    assert!(
        matches!(outcome(r#"{"code":0,"total":1,"total":2}"#), Outcome::Success(_)),
        "elsewhere it decides nothing"
    );
}

#[test]
fn elements_of_one_name_decide_only_where_they_agree() {
    let read = |elements: &str| {
        let body = format!("<acme_response>{elements}</acme_response>");
        match interpret(&DOCUMENT, &PUSH, 200, body.as_bytes(), None, Limits::default()) {
            Outcome::Success(_) => "success".to_owned(),
            Outcome::Refused(refusal) => refusal.code,
            other => format!("{other:?}").split('(').next().unwrap_or_default().to_owned(),
        }
    };
    assert_eq!(read("<code>\n0\n</code>"), "success");
    assert_eq!(read("<code>0</code><code>0</code>"), "success");
    assert_eq!(read("<code>0</code><code>99</code>"), "Unknown");
    assert_eq!(read("<code>98</code><code>99</code><message>甲</message><message>乙</message>"), "98");
    assert_eq!(read("<code>\n acme.both \n</code>"), "acme.both");
}

#[test]
fn the_absence_of_an_error_proves_nothing_under_a_status_of_failure() {
    let silent = |success| Platform { reply: Reply { success, code: "error.code", ..FORM.reply }, ..FORM };
    for success in [
        Condition::Field("errno", Test::Empty),
        Condition::Field("error", Test::There),
        Condition::Not(&Condition::Field("errno", Test::There)),
        Condition::Field("errno", Test::IsNot("1")),
    ] {
        let platform = silent(success);
        for status in [302, 400, 401, 403, 404, 429, 500, 502, 503] {
            assert_eq!(word(&platform, status, r#"{"error":"bad gateway"}"#), "unknown", "{status}");
        }
        assert_eq!(word(&platform, 200, r#"{"error":"x","rows":[]}"#), "success");
    }
    let compared = Condition::All(&[Condition::Field("errno", Test::Empty), Condition::Field("code", Test::Is("0"))]);
    assert_eq!(word(&silent(compared), 404, r#"{"code":0}"#), "success", "a code was compared");
}

#[test]
fn a_gateways_own_document_is_no_refusal() {
    for (status, body, said) in [
        (504, r#"{"code":504,"message":"Gateway Timeout"}"#, "504 Gateway Timeout"),
        (500, r#"{"code":500,"message":"Internal Server Error","path":"/x"}"#, "500 Internal Server Error"),
        (503, r#"{"code":"UNAVAILABLE","message":"稍后再试"}"#, "UNAVAILABLE 稍后再试"),
    ] {
        let read = interpret(&FORM, &PUSH, status, body.as_bytes(), JSON, Limits::default());
        let Outcome::Unknown(unknown) = read else { panic!("{body}: {read:?}") };
        assert_eq!(unknown.refusal.as_ref().map(ToString::to_string).as_deref(), Some(said));
        assert_eq!(Error::Unknown(unknown).repeatable(), Repeatable::Harmless, "and not pointless");
    }
    for body in
        [r#"{"code":"acme.both"}"#, r#"{"code":100,"message":"订单不存在"}"#, r#"{"code":"acme.missing:shopno"}"#]
    {
        assert_eq!(word(&FORM, 500, body), "refused", "the vendor's tables list it: {body}");
    }
    let rows = |code, message| {
        let matches = CodeMatch { code, message };
        [Fault { matches, cause: "失败", remedy: "", meaning: Meaning::Refused }]
    };
    for (code, message, expected) in [
        ("*", "", "unknown"),
        ("?", "", "unknown"),
        ("*", "余额*", "refused"),
        ("*", "库存*", "unknown"),
        ("E*", "库存*", "refused"),
    ] {
        let errors = rows(code, message);
        let platform = Platform { errors: &errors, ..FORM };
        assert_eq!(word(&platform, 500, r#"{"code":"E7","message":"余额不足"}"#), expected, "{code} ~ {message}");
    }
}

#[test]
fn an_unknown_outcome_says_what_kind_of_thing_came() {
    for (body, reason, excerpt) in [
        ("", "the answer is empty, not JSON", ""),
        ("<html><body><h1>502</h1></body></html>", "the answer is an HTML page, not JSON", "502"),
        ("<acme/>", "the answer is XML, not JSON", ""),
        ("系统繁忙", "the answer is plain text, not JSON", "系统繁忙"),
        (
            r#"{"error":"invalid_token"}"#,
            "the answer has no `code`: it says neither success nor why not",
            "invalid_token",
        ),
        ("[1]", "the answer is JSON, but not of the platform's shape: a list where its members belong", ""),
    ] {
        let unknown = unknown(body);
        assert_eq!((unknown.reason.as_str(), unknown.excerpt.as_str()), (reason, excerpt), "{body}");
    }
    let of_bytes = |body: &[u8]| match interpret(&FORM, &PUSH, 200, body, JSON, Limits::default()) {
        Outcome::Unknown(unknown) => (unknown.reason, unknown.excerpt),
        other => panic!("{other:?}"),
    };
    let gzip = "the answer is gzip (although no compression was asked for), not JSON";
    assert_eq!(of_bytes(b"\x1f\x8b\x08\0\0\0{}"), (gzip.to_owned(), String::new()));
    let gbk = of_bytes(b"{\"code\":0,\"message\":\"\xb6\xa9\xb5\xa5\"}").0;
    assert_eq!(gbk, "the answer is not UTF-8 (GBK, perhaps), not JSON");
    for page in ["<html><body>维护中</body></html>", "<!DOCTYPE html><title>维护中</title>"] {
        let read = interpret(&DOCUMENT, &PUSH, 503, page.as_bytes(), None, Limits::default());
        let Outcome::Unknown(unknown) = read else { panic!("{read:?}") };
        assert!(unknown.reason.starts_with("the answer is an HTML page"), "{}", unknown.reason);
        assert_eq!(unknown.excerpt, "维护中", "a page on a platform of XML is shown too");
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
    let read = interpret(&DOCUMENT, &PUSH, 200, xml.as_bytes(), None, Limits::default());
    assert!(
        matches!(read, Outcome::Refused(refusal) if refusal.message == "错误"),
        "XML is this platform's first format"
    );
    let page = interpret(&DOCUMENT, &PUSH, 200, b"<html><body>x</body></html>", None, Limits::default());
    assert!(matches!(page, Outcome::Unknown(_)));
}

#[test]
fn an_answer_that_holds_nothing_is_no_success() {
    let silent = Reply { success: Condition::Field("error", Test::Empty), code: "error.code", ..DOCUMENT.reply };
    let platform = Platform { reply: silent, ..DOCUMENT };
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
    assert_eq!((throttled.meaning, causes(&throttled)), (Meaning::Throttled, vec!["调用过快"]));
    let other = refusal(r#"{"code":100,"message":"订单不存在"}"#);
    assert_eq!((other.meaning, causes(&other)), (Meaning::Refused, vec!["其它失败"]));
}

#[test]
fn rows_that_disagree_mean_the_most_careful() {
    use Meaning::{Clock, Empty, Refused, Success, Throttled, Unknown};
    for (meanings, expected) in [
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
        let matches = CodeMatch { code: "E1", message: "" };
        let errors = meanings.map(|meaning| Fault { matches, cause: "原因", remedy: "", meaning });
        let platform = Platform { errors: &errors, ..FORM };
        let found = match judged(&platform, &PUSH, r#"{"code":"E1"}"#) {
            Outcome::Refused(refusal) if refusal.meaning == Throttled => "throttled",
            Outcome::Refused(refusal) if refusal.meaning == Refused => "refused",
            Outcome::Success(_) => "success",
            Outcome::Unknown(unknown) if unknown.refusal.is_some() => "unknown",
            other => panic!("{meanings:?}: {other:?}"),
        };
        assert_eq!(found, expected, "{meanings:?}");
    }
}

#[test]
fn some_codes_are_no_errors() {
    assert!(matches!(outcome(r#"{"code":"acme.fine"}"#), Outcome::Success(_)));
    assert!(matches!(outcome(r#"{"code":"acme.none"}"#), Outcome::Empty(_)));
    assert_eq!(refusal(r#"{"code":"acme.time:error"}"#).meaning, Meaning::Clock);
    let failed = unknown(r#"{"code":"acme.network:502","message":"响应失败"}"#);
    assert_eq!(failed.refusal.map(|refusal| refusal.code).as_deref(), Some("acme.network:502"));
}

#[test]
fn an_answer_fills_a_response_leniently() {
    let read = |body: &'static str| signwright_runtime::interpret::<Push>(200, body.into(), None, Limits::default());
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
        let reply = signwright_runtime::interpret::<Push>(200, body.into(), format, Limits::default()).unwrap();
        let notes: Vec<_> = reply.notes.iter().map(|note| (note.path.clone(), note.rule)).collect();
        (reply.response, notes)
    };
    let (answer, notes) =
        read(r#"{"code":0,"total":1,"total":2,"rows":[{"name":"甲"}],"rows":[{"name":"乙","name":"丙"}]}"#, JSON);
    assert_eq!((answer.total, answer.rows.len(), answer.rows[0].name.as_deref()), (Some(2), 1, Some("丙")));
    assert_eq!(notes.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["total", "rows", "rows[0].name"]);
    assert!(notes.iter().all(|(_, rule)| *rule == "repeated"));
    let node = interpret_node(&FORM, &PUSH, 200, r#"{"code":0,"x":1,"x":2}"#.into(), JSON, Limits::default()).unwrap();
    assert_eq!((node.notes.len(), node.response.path("x").and_then(Node::as_text).as_deref()), (1, Some("2")));
    let xml = "<acme_response><code>0</code><rows><name>甲</name></rows><rows><name>乙</name></rows></acme_response>";
    let node = interpret_node(&DOCUMENT, &PUSH, 200, xml.into(), None, Limits::default()).unwrap();
    assert!(node.notes.is_empty(), "XML repeats elements by nature");
}

#[test]
fn a_line_feed_inside_a_text_is_read() {
    let read = |body: &'static str| signwright_runtime::interpret::<Push>(200, body.into(), None, Limits::default());
    let reply = read("{\"code\":0,\"message\":\"加急\t，\n请\r\n核对\"}").unwrap();
    assert_eq!(reply.response.message.as_deref(), Some("加急\t，\n请\r\n核对"));
}

#[test]
fn an_error_keeps_what_came_and_prints_none_of_it() {
    let body = r#"{"code":0,"total":7,"rows":[{"name":"张三"},"无"],"秘":"密"}"#;
    let error = signwright_runtime::interpret::<Push>(200, body.into(), None, Limits::default()).unwrap_err();
    let Error::Decode(undecoded) = &error else { panic!("{error}") };
    let rest: Answer = undecoded.response();
    assert_eq!((rest.total, rest.rows.len()), (Some(7), 1), "the rest can be read");
    assert_eq!(undecoded.document.path("秘").and_then(Node::as_text).as_deref(), Some("密"));
    assert_eq!((undecoded.answer.status, &undecoded.answer.body[..]), (200, body.as_bytes()));
    let refused = r#"{"code":"acme.both","message":"不行","秘":"密"}"#;
    let page = "<html>网关 502 密</html>";
    for (status, body) in [(404, refused), (502, page), (500, refused), (200, "{\"code\":false,\"秘\":\"密\"}")] {
        let error = signwright_runtime::interpret::<Push>(status, body.into(), JSON, Limits::default()).unwrap_err();
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
    let error = signwright_runtime::interpret::<Push>(200, refused.into(), None, limits).unwrap_err();
    assert!(matches!(&error, Error::Unknown(unknown) if unknown.answer.as_ref().unwrap().body.len() == 10), "{error}");
}

#[test]
fn an_error_prints_what_helps_and_nothing_secret() {
    let refused = Error::Refused(refusal(r#"{"code":"acme.missing:shopno","message":"参数错误"}"#)).to_string();
    assert_eq!(refused, "refused: acme.missing:shopno 参数错误\n  参数为空 → 请输入参数\n  field: shopNo");
    let page = Error::Unknown(unknown("not here: /api?sid=a&sign=deadbeef")).to_string();
    assert!(page.contains("(HTTP 200)") && page.ends_with("not here: /api") && !page.contains("deadbeef"), "{page}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_mutated_refusal_is_a_success_only_where_it_says_so(
        status in prop::sample::select(vec![200_u16, 302, 404, 429, 500]),
        from in 0_usize..80,
        length in 0_usize..12,
        put in prop::sample::select(vec![
            "", "0", "-0", "0.0", " 0", "\"0\"", ",\"code\":0", "\"code\":0,", "false", "\"", "{", "}", "[", "\n", "订单", "null",
        ]),
    ) {
        let text: Vec<char> = r#"{"code":7,"message":"订单不存在😀","total":1,"rows":[{"name":"甲"}]}"#.chars().collect();
        let (from, end) = (from.min(text.len()), (from + length).min(text.len()));
        let body: String = text[..from].iter().copied().chain(put.chars()).chain(text[end..].iter().copied()).collect();
        let reply = signwright_runtime::interpret::<Push>(status, body.clone().into(), JSON, Limits::default());
        match reply {
            Ok(_) => {
                // Another reader takes the last of equal names, and no line feed inside a text.
                let read: serde_json::Value = serde_json::from_str(&body.replace('\n', " ")).unwrap();
                let code = read["code"].as_str().map_or_else(|| read["code"].to_string(), |code| code.trim().to_owned());
                prop_assert!(code == "0" && matches!(status, 200 | 404), "{} {}", status, body);
            }
            Err(Error::Refused(refusal)) => prop_assert!(!refusal.code.is_empty() && status < 500, "{}", body),
            Err(Error::Unknown(unknown)) => prop_assert_eq!(&unknown.answer.unwrap().body[..], body.as_bytes()),
            Err(error) => prop_assert!(matches!(error, Error::Decode(_)), "{}", error),
        }
    }
}
