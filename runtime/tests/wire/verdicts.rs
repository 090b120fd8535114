//! What is a success, what a refusal, and what is neither.

use proptest::prelude::*;
use signwright_runtime::model::{CodeMatch, Condition, ErrorClass, ErrorEntry, Platform, ReplyPlace, ReplyShape, Test};
use signwright_runtime::reply::{Outcome, RawAnswer};
use signwright_runtime::{Error, Limits, Redaction, Repeatable};

use crate::answers::{JSON, interpret, judged, outcome, refusal, unknown};
use crate::platforms::{DOCUMENT, FLAT, FORM, PUSH, Push, shaped};

const ERROR_CODE: &[ReplyPlace<'static>] = &[ReplyPlace::Path("error.code")];

/// How an answer with this status is understood, in a word.
fn word(platform: &Platform<'_>, status: u16, body: &str) -> &'static str {
    match interpret(platform, &PUSH, status, body.as_bytes(), JSON) {
        Outcome::Success(_) => "success",
        Outcome::Empty(_) => "empty",
        Outcome::Accepted(_) => "accepted",
        Outcome::Refused(_) => "refused",
        Outcome::Partial(_) => "partial",
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
    let flagged =
        |constant| shaped(&FORM, ReplyShape { success: Some(Condition::Field("success", Test::Is(constant))), ..FLAT });
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

const DONE: Condition<'static> = Condition::Not(&Condition::Field("done", Test::Is("false")));
const ZERO: Condition<'static> = Condition::Field("code", Test::Is("0"));
const FINE: Condition<'static> = Condition::Field("message", Test::Is("OK"));

#[test]
fn a_condition_is_unclear_where_its_parts_are() {
    let judged = |success, body: &str| word(&shaped(&FORM, ReplyShape { success: Some(success), ..FLAT }), 200, body);
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
    let flag = Condition::Any(&[DONE, Condition::Field("state", Test::Is("好"))]);
    let flagged = shaped(&FORM, ReplyShape { success: Some(flag), ..FLAT });
    for (body, expected) in [
        (r#"{"code":7,"done":true,"state":""}"#, "success"),
        (r#"{"code":7,"done":true,"done":true}"#, "unknown"),
        (r#"{"code":7,"done":false,"state":"好","state":"好"}"#, "unknown"),
    ] {
        assert_eq!(word(&flagged, 200, body), expected, "{body}");
    }
    let root = r#"{"acme_response":{"code":0},"acme_response":{"code":7}}"#;
    assert!(matches!(judged(&DOCUMENT, &PUSH, root), Outcome::Unknown(_)), "on the way to the response too");
    assert!(
        matches!(outcome(r#"{"code":0,"total":1,"total":2}"#), Outcome::Success(_)),
        "elsewhere it decides nothing"
    );
}

#[test]
fn a_value_that_bars_the_way_to_a_condition_leaves_it_unclear() {
    for result in [r#""订单状态不正确""#, r#"[{"message":"订单状态不正确"}]"#, "true", "7", "[1]"] {
        let body = format!("{{\"code\":0,\"result\":{result}}}");
        assert_eq!(word(&FORM, 200, &body), "unknown", "{body}");
    }
    for result in ["null", "\"\"", "[]", "{}", r#"{"message":null}"#] {
        let body = format!("{{\"code\":0,\"result\":{result}}}");
        assert_eq!(word(&FORM, 200, &body), "success", "an empty one says nothing: {body}");
    }
    assert_eq!(word(&FORM, 200, r#"{"code":7,"result":"订单状态不正确"}"#), "refused", "the code decides alone");
    let success = Condition::Field("error.code", Test::Empty);
    let silent = shaped(&FORM, ReplyShape { success: Some(success), code: ERROR_CODE, ..FLAT });
    assert_eq!(word(&silent, 200, r#"{"error":"系统繁忙"}"#), "unknown");
    assert_eq!(word(&silent, 200, r#"{"error":[{"code":"E7"}]}"#), "unknown");
    assert_eq!(word(&silent, 200, r#"{"error":null,"rows":[]}"#), "success");
    let row = Condition::Field("rows.1.error", Test::Empty);
    let listed = shaped(&FORM, ReplyShape { success: Some(row), ..FLAT });
    assert_eq!(word(&listed, 200, r#"{"rows":[{"error":"x"},{}]}"#), "success", "a row has its number");
    let elements =
        b"<acme_response><code>0</code><result><message/></result><result>\xE9\x94\x99</result></acme_response>";
    let read = interpret(&DOCUMENT, &PUSH, 200, elements, None);
    assert!(matches!(read, Outcome::Unknown(_)), "{read:?}");
}

#[test]
fn elements_of_one_name_decide_only_where_they_agree() {
    let read = |elements: &str| {
        let body = format!("<acme_response>{elements}</acme_response>");
        match interpret(&DOCUMENT, &PUSH, 200, body.as_bytes(), None) {
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
    let silent = |success| shaped(&FORM, ReplyShape { success: Some(success), code: ERROR_CODE, ..FLAT });
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
        let read = interpret(&FORM, &PUSH, status, body.as_bytes(), JSON);
        let Outcome::Unknown(unknown) = read else { panic!("{body}: {read:?}") };
        assert_eq!(unknown.refusal.as_ref().map(ToString::to_string).as_deref(), Some(said));
        assert_eq!(Error::Unknown(Box::new(unknown)).repeatable(), Repeatable::Harmless, "and not pointless");
    }
    for body in
        [r#"{"code":"acme.both"}"#, r#"{"code":100,"message":"订单不存在"}"#, r#"{"code":"acme.missing:shopno"}"#]
    {
        assert_eq!(word(&FORM, 500, body), "refused", "the vendor's tables list it: {body}");
    }
    let rows = |code, message| {
        let matches = CodeMatch { message, ..CodeMatch::of_code(code) };
        [ErrorEntry { matches, cause: "失败", remedy: "", class: ErrorClass::Refused, wait: None }]
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
    let of_bytes = |body: &[u8]| match interpret(&FORM, &PUSH, 200, body, JSON) {
        Outcome::Unknown(unknown) => (unknown.reason, unknown.excerpt),
        other => panic!("{other:?}"),
    };
    let gzip = "the answer is gzip (although no compression was asked for), not JSON";
    assert_eq!(of_bytes(b"\x1f\x8b\x08\0\0\0{}"), (gzip.to_owned(), String::new()));
    let gbk = of_bytes(b"{\"code\":0,\"message\":\"\xb6\xa9\xb5\xa5\"}").0;
    assert_eq!(gbk, "the answer is not UTF-8 (GBK, perhaps), not JSON");
    for page in ["<html><body>维护中</body></html>", "<!DOCTYPE html><title>维护中</title>"] {
        let read = interpret(&DOCUMENT, &PUSH, 503, page.as_bytes(), None);
        let Outcome::Unknown(unknown) = read else { panic!("{read:?}") };
        assert!(unknown.reason.starts_with("the answer is an HTML page"), "{}", unknown.reason);
        assert_eq!(unknown.excerpt, "维护中", "a page on a platform of XML is shown too");
    }
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
        let reply = signwright_runtime::interpret::<Push>(RawAnswer::new(status, body.clone()), JSON, Limits::default(), &Redaction::default());
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
