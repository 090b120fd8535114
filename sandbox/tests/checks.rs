//! What is refused, and how: without a socket, one check after the other.

mod acme;

use acme::calls::{ORDERS, accepted, hold, push, query, query_json, refused, service, strict, text};
use acme::client::Call;
use acme::{APIS, NOW, shop, text as texts};
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::{DocumentFormat, RefusalReason};
use signwright_sandbox::{HttpRequest, Options, Service, Verdict};

#[test]
fn what_is_not_signed_is_not_told_as_verified() {
    const GET: &str = "\nendpoint\n  name  GET /orders\n\nrequest\n  订单  varchar  订单\n\nresponse\n";
    let api = texts::api("wire: { body: json }\nreply: { success: HTTP 2xx }\n", "", &[(GET, "")]);
    let answer = Service::new(&[&api], Options::default()).answer(&texts::sent(&api, "{}").0, NOW);
    let text = &answer.entry.text;
    assert!(text.starts_with("credentials verified, nothing is signed"), "{}", answer.entry);
}

#[test]
fn common_parameters_are_checked_before_the_signature() {
    let service = service();
    let mut request = push(ORDERS).received();
    let form = String::from_utf8(request.body.to_vec()).expect("a form is ASCII");
    let without = |name: &str| form.split('&').filter(|pair| !pair.starts_with(name)).collect::<Vec<_>>().join("&");

    request.body = without("timestamp=").into();
    assert_eq!(refused(&service, &request, RefusalReason::MissingCommon), r#"{"code":1003,"message":"timestamp"}"#);
    request.body = without("sign=").into();
    // The platform has no word for it: the reason's name stands for the code.
    assert!(refused(&service, &request, RefusalReason::MissingSignature).contains(r#""code":"missing_signature""#));
    let stranger = push(ORDERS).credential("key", "陌生人").received();
    assert!(refused(&service, &stranger, RefusalReason::Credential).contains("账号不存在"));
}

#[test]
fn the_clock_may_be_off_by_the_tolerance_and_no_more() {
    let service = service();
    for off in [-300_000, 300_000] {
        accepted(&service, &push(ORDERS).at(NOW + off).received());
    }
    let behind = refused(&service, &push(ORDERS).at(NOW - 301_000).received(), RefusalReason::Clock);
    assert!(behind.contains("301 s behind"), "{behind}");
    refused(&service, &push(ORDERS).at(NOW + 301_000).received(), RefusalReason::Clock);
    let soon = push(ORDERS).param("timestamp", "soon").received();
    refused(&service, &soon, RefusalReason::Clock);
}

#[test]
fn a_wrong_secret_is_refused_and_the_log_holds_no_secret_and_no_personal_data() {
    let service = service();
    let answer = service.answer(&push(ORDERS).credential("secret", "wrong-secret").received(), NOW);
    assert_eq!(answer.entry.verdict, Verdict::Refused(RefusalReason::Signature));
    let line = answer.entry.to_string();
    assert!(line.starts_with("acme-shop order_push.php refused (signature): "), "{line}");
    assert!(
        !line.contains("only-the-caller-knows") && !line.contains("张三") && !line.contains("wrong-secret"),
        "{line}"
    );

    // Where the table has no personal data, the log shows what was to be signed.
    let remark = Call::new(&shop::API, "remark_set.php").param("order_no", "A1").credential("secret", "wrong");
    let line = service.answer(&remark.received(), NOW).entry.to_string();
    assert!(line.contains("string_to_sign: key=sandbox-key&order_no=A1&"), "{line}");
    assert!(line.contains("<secret>") && !line.contains("only-the-caller-knows"), "{line}");
}

#[test]
fn a_usual_mistake_is_named_and_no_secret_and_no_value_with_it() {
    let service = service();
    let line = |request: &HttpRequest| {
        let answer = service.answer(request, NOW);
        assert_eq!(answer.entry.verdict, Verdict::Refused(RefusalReason::Signature));
        answer.entry.to_string()
    };
    let remark = |value: &str| Call::new(&shop::API, "remark_set.php").param("order_no", "A1").param("remark", value);

    // Signed with the value encoded, and sent as it should be.
    let mut encoded = remark("%E8%AF%B7+%2B").received();
    let body = String::from_utf8(encoded.body.to_vec()).expect("a form is ASCII");
    encoded.body = body.replace("%25E8%25AF%25B7%2B%252B", "%E8%AF%B7+%2B").into();
    let said = line(&encoded);
    assert!(said.contains("it verifies if the value of `remark` is form-encoded before signing"), "{said}");

    let secret = remark("请").credential("secret", "only-the-caller-knows\n").received();
    let said = line(&secret);
    assert!(said.contains("it verifies if the secret `secret` has a line end behind it"), "{said}");
    assert!(!said.contains("only-the-caller-knows"), "{said}");

    let said = line(&remark("请").credential("secret", "another").received());
    assert!(!said.contains("verifies if"), "{said}");
    // Where the table has personal data, names of parameters are all that is told.
    let said = line(&push(ORDERS).credential("secret", "only-the-caller-knows ").received());
    assert!(said.contains("has a space behind it") && !said.contains("张三"), "{said}");
}

#[test]
fn any_altered_byte_of_a_signed_body_is_refused() {
    let service = Service::new(APIS, Options::default().diagnose(false));
    for call in [push(ORDERS), hold(r#"["单1"]"#), query_json("")] {
        let original = call.received();
        for place in 0..original.body.len() {
            let mut body = original.body.to_vec();
            body[place] = if body[place] == b'7' { b'8' } else { b'7' };
            let altered = HttpRequest { body: body.into(), ..original.clone() };
            let verdict = service.answer(&altered, NOW).entry.verdict;
            assert!(matches!(verdict, Verdict::Refused(_)), "byte {place}: {verdict:?}");
        }
    }
}

#[test]
fn any_altered_byte_of_a_signed_query_or_header_is_refused() {
    let service = Service::new(APIS, Options::default().diagnose(false));
    let original = hold(r#"["单1"]"#).received();
    for place in 0..original.query.len() {
        let mut query = original.query.clone();
        query.replace_range(place..=place, if &query[place..=place] == "7" { "8" } else { "7" });
        let altered = HttpRequest { query, ..original.clone() };
        let verdict = service.answer(&altered, NOW).entry.verdict;
        assert!(matches!(verdict, Verdict::Refused(_)), "byte {place}: {verdict:?}");
    }
    let original = query_json("").received();
    for name in ["AppMethod", "AppTime", "AppKey", "signInfo"] {
        let mut altered = original.clone();
        for (_, value) in altered.headers.iter_mut().filter(|(header, _)| header == name) {
            *value = value.replacen(|c: char| c != '9', "9", 1);
        }
        assert_ne!(altered, original, "{name}");
        let verdict = service.answer(&altered, NOW).entry.verdict;
        assert!(matches!(verdict, Verdict::Refused(_)), "{name}: {verdict:?}");
    }
}

#[test]
fn fields_are_held_to_the_table() {
    let service = service();
    for (orders, reason, code, says) in [
        (ORDERS.replace(r#""order_no":"A1","#, ""), RefusalReason::MissingField, "1008", "order_no"),
        (ORDERS.replace("A1", "一二三四五六七八九十零"), RefusalReason::Field, "1009", "order_list[0].order_no"),
        (ORDERS.replace("1.50", "1.50001"), RefusalReason::Field, "1009", "order_list[0].paid"),
        (ORDERS.replace("1.50", "true"), RefusalReason::Field, "1009", "order_list[0].paid"),
        ("[".to_owned(), RefusalReason::Field, "1009", "order_list: not JSON"),
        ("[]".to_owned(), RefusalReason::Field, "1009", "order_list: at least 1 row, found 0"),
    ] {
        let answer = service.answer(&push(&orders).received(), NOW);
        let body = text(&answer);
        assert!(body.contains(&format!(r#""code":{code}"#)) && body.contains(says), "{reason:?}: {body} for {orders}");
    }
    let mode = push(ORDERS).param("mode", "2").received();
    assert!(refused(&service, &mode, RefusalReason::Field).contains("mode"));
}

#[test]
fn json_that_would_change_unseen_is_refused() {
    let service = service();
    let half = ORDERS.replace("A1", "单\\ud83d");
    let answer = refused(&service, &push(&half).received(), RefusalReason::Field);
    assert!(answer.contains("order_list: not JSON: this escape is half of a surrogate pair"), "{answer}");
    let twice = ORDERS.replace(r#""order_no":"A1""#, r#""order_no":"A1","order_no":"A2""#);
    let answer = refused(&service, &push(&twice).received(), RefusalReason::Field);
    assert!(answer.contains("not JSON: this name stands twice in one object (at line 1, column "), "{answer}");
    for half in [hold(r#"["单\ude00"]"#), query_json(r#","备注":"\ud83d""#)] {
        let answer = refused(&service, &half.received(), RefusalReason::Malformed);
        assert!(answer.contains("half of a surrogate pair"), "{answer}");
    }
}

#[test]
fn a_coded_body_is_refused_by_its_coding() {
    let service = service();
    for call in [push(ORDERS), query_json("")] {
        let coded = |coding: &str| {
            let mut request = call.received();
            request.headers.push(("Content-Encoding".to_owned(), coding.to_owned()));
            request
        };
        let answer = service.answer(&coded("gzip"), NOW);
        assert_eq!(answer.entry.verdict, Verdict::Refused(RefusalReason::Malformed));
        assert!(answer.entry.text.contains("the body is coded as gzip"), "{}", answer.entry.text);
        accepted(&service, &coded("identity"));
    }
}

#[test]
fn another_verb_is_refused_in_the_vendors_shape_or_plainly() {
    let service = service();
    let with = |verb: &str, request: HttpRequest| HttpRequest { verb: verb.to_owned(), ..request };
    for verb in ["GET", "PUT", "HEAD", "post", ""] {
        let answer = refused(&service, &with(verb, push(ORDERS).received()), RefusalReason::Verb);
        assert!(answer.contains(r#""code":1002"#) && answer.contains("POST"), "{answer}");
    }
    // It is told before anything else that is wrong, for a request without a body lacks everything.
    let bare = HttpRequest { body: Vec::new().into(), ..with("GET", push(ORDERS).received()) };
    refused(&service, &bare, RefusalReason::Verb);

    let answer = service.answer(&with("DELETE", hold(r#"["单1"]"#).received()), NOW);
    assert_eq!((answer.status, answer.allow), (405, Some("POST".to_owned())), "no refusal is stated for it");
    assert_eq!(answer.entry.to_string(), "acme-store order.hold refused (verb): DELETE, but the platform takes POST");
    accepted(&service, &hold(r#"["单1"]"#).received());
}

#[test]
fn numbers_as_text_and_unknown_fields_pass_and_are_logged_unless_strict() {
    let unknown = ORDERS.replace(r#""order_no":"A1""#, r#""order_no":"A1","备注":"张三的备注""#);
    let answer = service().answer(&push(&unknown).param("extra", "李四").received(), NOW);
    let line = answer.entry.to_string();
    assert_eq!(answer.entry.verdict, Verdict::Accepted);
    assert!(line.contains("not in the table: extra, order_list[*].备注"), "{line}");
    assert!(!line.contains("张三") && !line.contains("李四"), "{line}");

    let numbers = ORDERS.replace(r#""2""#, "2");
    accepted(&strict(), &push(&numbers).received());
    assert!(refused(&strict(), &push(ORDERS).received(), RefusalReason::Field).contains("order_list[1].paid"));
    let extra = refused(&strict(), &push(&numbers).param("extra", "1").received(), RefusalReason::UnknownField);
    assert_eq!(extra, r#"{"code":1011,"message":"extra"}"#);
}

#[test]
fn arguments_are_an_array_in_the_order_of_the_table() {
    let service = service();
    for body in ["", "{}", "null", "[", r#""单1""#] {
        let answer = refused(&service, &hold(body).received(), RefusalReason::Malformed);
        assert!(answer.contains(r#""status":100"#), "{answer}");
    }
    assert!(refused(&service, &hold("[]").received(), RefusalReason::MissingField).contains("order_no"));
    refused(&service, &hold(r#"["单1", 4]"#).received(), RefusalReason::Field);
    let more = service.answer(&hold(r#"["单1", 1, "多"]"#).param("page_no", "0").received(), NOW);
    assert_eq!(more.entry.verdict, Verdict::Accepted, "{}", more.entry);
    assert!(more.entry.text.contains("[2], page_no"), "{}", more.entry);
}

#[test]
fn the_salt_is_a_credential_too() {
    let call = hold(r#"["单1"]"#).credential("appsecret", "only-the-caller-knows:pepper");
    assert_eq!(refused(&service(), &call.received(), RefusalReason::Credential), r#"{"status":100,"message":"salt"}"#);
}

#[test]
fn the_first_refusal_whose_condition_holds_is_given_the_endpoints_own_before_the_platforms() {
    let service = service();
    let mut request = query_json("").received();
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("AppTime"));
    assert!(refused(&service, &request, RefusalReason::MissingCommon).contains("sys.time:null"));
    let mut request = query_json("").received();
    request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("AppKey"));
    let answer = refused(&service, &request, RefusalReason::MissingCommon);
    assert!(answer.contains(r#"{"code":"sys.header:null","msg":"AppKey"}"#), "{answer}");

    let body = r#"{"request":{"body":{"queryOrder":{"source":"201","endTime":"2026-02-01 00:00:00"}}}}"#;
    let missing = refused(&service, &query(DocumentFormat::Json, body).received(), RefusalReason::MissingField);
    assert!(missing.contains("biz.missing:starttime"), "{missing}");
    let empty = body.replace(r#""endTime""#, r#""startTime":"","endTime""#);
    let empty = refused(&service, &query(DocumentFormat::Json, &empty).received(), RefusalReason::MissingField);
    assert!(empty.contains(r#""code":"biz.empty","msg":"startTime""#), "{empty}");
    let late = query_json("").signed().body;
    let late = String::from_utf8(late.to_vec()).expect("JSON").replace("2026-01-01", "2026-03-01");
    let late = refused(&service, &query(DocumentFormat::Json, &late).received(), RefusalReason::Rule);
    assert!(late.contains("sys.time:order") && late.contains("开始时间<=结束时间"), "{late}");
    let other =
        refused(&service, &query(DocumentFormat::Json, r#"{"request":{}}"#).received(), RefusalReason::Malformed);
    assert!(other.contains("the body has no body"), "{other}");
}

#[test]
fn headers_are_named_in_any_case_and_given_credentials_replace_the_test_set() {
    let mut request = query_json("").received();
    for (name, _) in &mut request.headers {
        *name = name.to_uppercase();
    }
    accepted(&service(), &request);

    let own = Credentials::new([("appKey", "我的"), ("appSecret", "mine")]);
    let service = Service::new(APIS, Options::default().credentials("acme-mall", own));
    refused(&service, &query_json("").received(), RefusalReason::Credential);
}

#[test]
fn a_request_that_cannot_be_read_is_malformed() {
    let mut request = push(ORDERS).received();
    request.body = "order_list=%ff%".into();
    refused(&service(), &request, RefusalReason::Malformed);
    let mut request = hold("[]").received();
    request.query += "&x=%";
    refused(&service(), &request, RefusalReason::Malformed);
}
