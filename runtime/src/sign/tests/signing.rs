//! What is signed, and what is sent. Expected values were computed with another implementation (Python's `hashlib`).

use super::schemes::{BY_BYTES, BY_CHARS, BY_UTF16, FIXED, KEYED, WRAPPED};
use super::{credentials, request, signed, signing_time, step};
use crate::credentials::Credentials;
use crate::model::{DocumentFormat, Platform};
use crate::sign::{SignReason, sign};

fn header<'s>(signed: &'s super::Signed, name: &str) -> Option<&'s str> {
    signed.request.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_length_counts_the_unit_of_the_scheme() {
    let request = request(&[("remark", "好评👍🏽😀"), ("empty", "")], "");
    let cases: [(&Platform<'_>, &str, &str); 3] = [
        (
            &BY_CHARS,
            "03-app:0005-app-1;05-empty:0000-;06-remark:0005-好评👍🏽😀;04-shop:0002-小店;04-time:0010-1470042310",
            "825d36ebabf394a15ca618e40ff745b6",
        ),
        (
            &BY_BYTES,
            "03-app:0005-app-1;05-empty:0000-;06-remark:0018-好评👍🏽😀;04-shop:0006-小店;04-time:0010-1470042310",
            "5c7eabe520a587e0f7259447e7ff4034",
        ),
        (
            &BY_UTF16,
            "03-app:0005-app-1;05-empty:0000-;06-remark:0008-好评👍🏽😀;04-shop:0002-小店;04-time:0010-1470042310",
            "56a0787d7b69d10888da680cd938f696",
        ),
    ];
    for (platform, canonical, signature) in cases {
        let signed = signed(platform, &request);
        assert_eq!(step(&signed, "canonical"), canonical);
        assert_eq!(step(&signed, "string_to_sign"), format!("{canonical}pepper:salt"));
        assert_eq!(signed.signature, signature);
    }
}

#[test]
fn widths_are_minimal_and_never_cut() {
    let key = "a".repeat(123);
    let signed = signed(&BY_CHARS, &request(&[(&key, &"中".repeat(12_345))], ""));
    assert!(step(&signed, "canonical").starts_with(&format!("123-{key}:12345-中中")));
}

#[test]
fn form_parameters_are_the_body() {
    let signed = signed(&BY_CHARS, &request(&[("remark", "a +&=é\r\n~*订")], "ignored"));
    assert_eq!(signed.request.method, "POST");
    assert_eq!(signed.request.url, "https://acme.test/open/order.push");
    assert_eq!(
        str::from_utf8(&signed.request.body).unwrap(),
        format!(
            "shop=%E5%B0%8F%E5%BA%97&app=app-1&time=1470042310&sign={}&remark=a+%2B%26%3D%C3%A9%0D%0A%7E*%E8%AE%A2",
            signed.signature
        )
    );
    assert_eq!(signed.request.headers, [("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned())]);
}

#[test]
fn a_body_can_be_one_of_the_sorted_pairs() {
    let signed = signed(&WRAPPED, &request(&[("page_no", "0")], r#"["单号👍",null]"#));
    assert_eq!(
        step(&signed, "string_to_sign"),
        r#"pepperappapp-1body["单号👍",null]methodorder.pushpage_no0saltsalttime144695110v1.0pepper"#
    );
    assert_eq!(signed.signature, "6152d0adc89254cf185766bccae51a74");
    assert_eq!(
        signed.request.url,
        "https://acme.test/open/order.push?app=app-1&salt=salt&method=order.push&v=1.0&time=144695110\
         &sign=6152d0adc89254cf185766bccae51a74&page_no=0"
    );
    assert_eq!(signed.request.body, r#"["单号👍",null]"#);
    assert_eq!(header(&signed, "Content-Type"), Some("application/json"));
}

#[test]
fn headers_and_body_can_be_signed_in_a_fixed_order() {
    let mut request = request(&[], r#"{"订单":"😀"}"#);
    request.format = Some(DocumentFormat::Json);
    let signed = signed(&FIXED, &request);
    assert_eq!(
        step(&signed, "string_to_sign"),
        "pepper:saltorder.push2016-08-01 17:05:10app-1eyLorqLljZUiOiLwn5iAIn0="
    );
    assert_eq!(header(&signed, "signText"), Some("60d78a120ab78833b370f75626557be2"));
    assert_eq!(header(&signed, "AppTime"), Some("2016-08-01 17:05:10"));
    assert_eq!(header(&signed, "Format"), Some("json"));
    assert_eq!(header(&signed, "Content-Type"), Some("application/json"));

    request.format = None;
    let signed = super::signed(&FIXED, &request);
    assert_eq!(header(&signed, "Format"), Some("xml"));
    assert_eq!(header(&signed, "Content-Type"), Some("application/xml"));
}

#[test]
fn a_parameter_may_follow_from_one_step_and_be_signed_by_the_next() {
    let signed = signed(&KEYED, &request(&[], r#"{"订单":"😀"}"#));
    let hash = "6e4b3a5c8c35019bf0535f8f59b8b65ee03383d7b40954f0cd52b1416a41503f";
    assert_eq!(header(&signed, "X-Body"), Some(hash));
    assert_eq!(step(&signed, "canonical"), format!("x-body={hash}&x-nonce=n-1&x-time=1470042310000"));
    assert_eq!(step(&signed, "key"), "92be1223e2364ac2d3dadc693e8b04f8159c122c839cdaa98bb0687dbf6889f3");
    assert_eq!(header(&signed, "Authorization"), Some("ACME key=app-1, signature=yyc1atPY6LgfOETTvj1VO84zLWM="));
}

#[test]
fn what_is_given_wins_except_over_the_signature() {
    let fresh = signed(&BY_CHARS, &request(&[("no", "单1")], ""));
    let stale = signed(&BY_CHARS, &request(&[("no", "单1"), ("sign", "ffff")], ""));
    assert_eq!(stale.request, fresh.request);

    let older = signed(&BY_CHARS, &request(&[("time", "1"), ("no", "单1")], ""));
    assert_eq!(step(&older, "canonical"), "03-app:0005-app-1;02-no:0002-单1;04-shop:0002-小店;04-time:0001-1");
    assert_eq!(str::from_utf8(&older.request.body).unwrap().matches("time=").count(), 1);

    // Headers are named without regard to case, wherever they are given.
    let mut given = request(&[("apptime", "2020-02-29 00:00:00")], "{}");
    given.headers = vec![("SIGNINFO".to_owned(), "ffff".to_owned()), ("appkey".to_owned(), "app-2".to_owned())];
    let signed = signed(&FIXED, &given);
    assert_eq!(step(&signed, "string_to_sign"), "pepper:saltorder.push2020-02-29 00:00:00app-2e30=");
    let named =
        |wanted: &str| signed.request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).count();
    assert_eq!((named("apptime"), named("appkey"), named("signinfo")), (1, 1, 1));
}

#[test]
fn an_optional_common_parameter_without_a_value_is_left_out() {
    let mut credentials = credentials();
    credentials.set("token", "");
    let signed = sign(&FIXED, &request(&[], "{}"), &credentials, &signing_time()).unwrap();
    assert_eq!(header(&signed, "member_token"), None);
}

#[test]
fn an_address_may_be_replaced_in_whole_or_in_part() {
    let mut request = request(&[], "[]");
    request.environment = "http://localhost:8080/x/?tenant=%E5%BA%97+1&sign=old".to_owned();
    let platform = Platform {
        wire: crate::model::Wire {
            url: crate::model::Template(&[crate::model::Part::Value(crate::model::Input::Environment, &[])]),
            ..WRAPPED.wire
        },
        ..WRAPPED
    };
    let first = signed(&platform, &request);
    assert!(first.request.url.starts_with("http://localhost:8080/x/?app="), "{}", first.request.url);
    assert!(first.request.url.ends_with("&tenant=%E5%BA%97%201"), "{}", first.request.url);
    assert!(step(&first, "canonical").contains("tenant店 1"));

    request.host = Some("acme.example:80".to_owned());
    request.path = Some("/y".to_owned());
    request.verb = Some("PUT".to_owned());
    let second = signed(&platform, &request);
    assert_eq!(second.request.method, "PUT");
    assert!(second.request.url.starts_with("http://acme.example/y?app="), "{}", second.request.url);
}

#[test]
fn what_is_missing_is_named_with_its_place() {
    let refused =
        |credentials: &Credentials| sign(&WRAPPED, &request(&[], "[]"), credentials, &signing_time()).unwrap_err();
    let error = refused(&Credentials::new([("secret", "pepper:salt")]));
    assert_eq!(error.to_string(), "common.app: the credential `app` is missing");
    let error = refused(&Credentials::new([("app", "app-1"), ("secret", "没有分隔符")]));
    assert_eq!(error.to_string(), "common.salt: the credential `secret` has parts, but there is no `:` in its value");

    let mut body = request(&[], "");
    body.body = vec![0xff, 0xfe].into();
    let error = sign(&WRAPPED, &body, &credentials(), &signing_time()).unwrap_err();
    assert_eq!((error.path.as_str(), error.reason), ("signing.canonical", SignReason::NotUtf8));
}

#[test]
fn only_what_http_can_carry_becomes_an_http_request() {
    let plain = signed(&FIXED, &request(&[], "{}")).request.into_http().unwrap();
    assert_eq!(plain.headers()["appmethod"], "order.push");
    for illegal in ["a\nb", "a\r\nX: 1", "小店", "a\u{7f}", " a", "a\t", "\0"] {
        let signed = signed(&FIXED, &request(&[("AppKey", illegal)], "{}"));
        let error = signed.request.into_http().unwrap_err();
        assert_eq!(error.reason, SignReason::IllegalHeader("AppKey".to_owned()), "{illegal:?}");
    }
}

#[test]
fn a_body_has_one_content_type_and_no_body_has_none() {
    use crate::model::{Body, Common, Location, Wire};
    let types = |platform: &Platform<'_>, request: &super::SigningRequest| {
        let headers = signed(platform, request).request.headers;
        let types = headers.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        types.map(|(_, value)| value).collect::<Vec<_>>()
    };
    let given = |body: &str| {
        let headers = vec![("content-type".to_owned(), "text/plain; charset=gbk".to_owned())];
        super::SigningRequest { headers, ..request(&[("备注", "订")], body) }
    };
    let members = Platform {
        common: Common { location: Some(Location::Json), ..WRAPPED.common },
        wire: Wire { body: Body::Positional, ..WRAPPED.wire },
        ..WRAPPED
    };
    for (platform, body, expected) in [
        (&WRAPPED, "", &[][..]),
        (&WRAPPED, "[]", &["application/json"]),
        (&BY_CHARS, "", &["application/x-www-form-urlencoded"]),
        (&members, "", &["application/json"]),
    ] {
        assert_eq!(types(platform, &request(&[("备注", "订")], body)), expected, "{body}");
        assert_eq!(types(platform, &given(body)), ["text/plain; charset=gbk"], "{body}");
    }
}
