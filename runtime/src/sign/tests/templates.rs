//! Filters, kinds and orders, each alone.

use std::borrow::Cow;

use super::schemes::{BY_CHARS, WRAPPED};
use super::{credentials, received, request, signed, signing_time, step};
use crate::model::{
    Base64, Body, Common, Escape, Filter, Hash, Input, Items, PairSource, Part, Percent, Platform, Signing, SortBy,
    Step, StepBody, Template, TextUnit, Wire,
};
use crate::sign::{SignError, SignReason, render, sign, signed_request, verify};

/// The value of `text` through filters; `key` is the key of an HMAC.
fn filtered(text: &'static str, filters: &[Filter<'_>]) -> Result<String, SignError> {
    render(&Template(&[Part::Value(Input::Var("text"), filters)]), |input| match input {
        Input::Var("text") => Some(Cow::Borrowed(text)),
        Input::Var("key") => Some(Cow::Borrowed("Jefe")),
        _ => None,
    })
}

#[test]
fn digests_give_their_published_values() {
    let nothing = "what do ya want for nothing?";
    let key = Input::Var("key");
    for (text, filter, hex) in [
        ("abc", Filter::Digest(Hash::Md5), "900150983cd24fb0d6963f7d28e17f72"),
        ("abc", Filter::Digest(Hash::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abc", Filter::Digest(Hash::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        // RFC 2202 and RFC 4231, the second case of each.
        (nothing, Filter::Hmac(Hash::Md5, key), "750c783e6ab0b503eaa86e310a5db738"),
        (nothing, Filter::Hmac(Hash::Sha1, key), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (nothing, Filter::Hmac(Hash::Sha256, key), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ] {
        assert_eq!(filtered(text, &[filter, Filter::Hex]).unwrap(), hex, "{filter:?}");
    }
}

#[test]
fn filters_apply_from_left_to_right() {
    for (text, filters, result) in [
        (" 订单 Aé ", &[Filter::Trim, Filter::Upper][..], "订单 Aé"),
        ("订单 Aé", &[Filter::Lower], "订单 aé"),
        ("订😀", &[Filter::Len(TextUnit::Chars), Filter::Pad(4)], "0002"),
        ("订😀", &[Filter::Len(TextUnit::Bytes)], "7"),
        ("订😀", &[Filter::Len(TextUnit::Utf16)], "3"),
        ("12345", &[Filter::Pad(4)], "12345"),
        ("订😀", &[Filter::Len(TextUnit::Bytes), Filter::Pad(20)], "00000000000000000007"),
        ("订😀", &[Filter::Len(TextUnit::Bytes), Filter::Pad(21)], "000000000000000000007"),
        ("订", &[Filter::Before("甲="), Filter::After(";")], "甲=订;"),
        ("", &[Filter::Before("甲="), Filter::After(";")], ""),
        ("a b*~", &[Filter::Percent(Percent::URI)], "a%20b%2A~"),
        ("a b*~", &[Filter::Percent(Percent::FORM)], "a+b*%7E"),
        ("a b", &[Filter::Percent(Percent::URI), Filter::Percent(Percent::URI)], "a%2520b"),
        ("û>û", &[Filter::Utf8, Filter::Base64(Base64::STANDARD)], "w7s+w7s="),
        ("订", &[Filter::Utf8, Filter::Hex, Filter::Upper], "E8AEA2"),
        ("订", &[Filter::Utf8, Filter::Utf8], "订"),
        ("", &[Filter::Hex], ""),
        ("订", &[Filter::Digest(Hash::Md5), Filter::Slice(0, Some(0)), Filter::Upper], ""),
    ] {
        assert_eq!(filtered(text, filters).unwrap(), result, "{filters:?}");
    }
}

#[test]
fn text_and_bytes_do_not_mix_unasked() {
    let reason = |filters: &[Filter<'_>]| filtered("订", filters).unwrap_err().reason;
    assert_eq!(reason(&[Filter::Hex]), SignReason::NeedsBytes("hex"));
    assert_eq!(reason(&[Filter::Base64(Base64::STANDARD)]), SignReason::NeedsBytes("base64"));
    assert_eq!(reason(&[Filter::Digest(Hash::Md5), Filter::Upper]), SignReason::NeedsText("upper"));
    assert_eq!(reason(&[Filter::Digest(Hash::Md5), Filter::Utf8]), SignReason::NotUtf8);
    assert_eq!(reason(&[Filter::Utf8]), SignReason::Mixed);
    assert_eq!(reason(&[Filter::Unix(0)]), SignReason::Clock);
    let text = Part::Value(Input::Var("text"), &[]);
    let digest = Part::Value(Input::Var("text"), &[Filter::Digest(Hash::Md5)]);
    for parts in [[text, digest], [digest, text], [digest, Part::Text("-")]] {
        let error = render(&Template(&parts), |_| Some(Cow::Borrowed("订"))).unwrap_err();
        assert_eq!(error.reason, SignReason::Mixed);
    }
}

/// The usual request without its signature; then a step, and the signature that these filters make of it.
fn of_parts<'m>(steps: &'m [Step<'m>; 2]) -> Platform<'m> {
    Platform { signing: Signing { vars: &[], parameters: &[], steps }, ..WRAPPED }
}

#[test]
fn text_and_bytes_do_not_mix_where_they_are_only_digested_or_counted() {
    let (text, digest) = (Part::Text("订"), Part::Value(Input::Body, &[Filter::Digest(Hash::Md5)]));
    for parts in [[text, digest], [digest, text]] {
        for last in [&[Filter::Digest(Hash::Md5), Filter::Hex][..], &[Filter::Len(TextUnit::Bytes)]] {
            let signature = [Part::Value(Input::Step("mixed"), last)];
            let steps = [
                Step { name: "mixed", body: StepBody::Template(Template(&parts)) },
                Step { name: "signature", body: StepBody::Template(Template(&signature)) },
            ];
            let error =
                signed_request(&of_parts(&steps), &request(&[], "[]"), &credentials(), &signing_time()).unwrap_err();
            assert_eq!((error.path.as_str(), error.reason), ("signing.mixed", SignReason::Mixed));
        }
    }
}

#[test]
fn a_body_that_is_no_text_is_signed_between_texts_as_it_is() {
    let body = Part::Value(Input::Body, &[Filter::Utf8]);
    let (before, behind) = (Part::Text("前"), Part::Value(Input::Param("备注"), &[]));
    let signature = [Part::Value(Input::Step("text"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    for (parts, expected) in [
        (&[body, Part::Text("|"), behind][..], "aedcda04f7e019a3b8652acb88b2ff55"),
        (&[before, body, Part::Text("|"), behind], "bd7008c53f58897b006f21cb0c48847b"),
    ] {
        let steps = [
            Step { name: "text", body: StepBody::Template(Template(parts)) },
            Step { name: "signature", body: StepBody::Template(Template(&signature)) },
        ];
        let platform = of_parts(&steps);
        let request =
            crate::sign::SigningRequest { body: vec![0xff, 0xfe].into(), ..request(&[("备注", "订")], "") };
        let signed = signed(&platform, &request);
        assert_eq!(signed.signature, expected);
        assert_eq!(signed_request(&platform, &request, &credentials(), &signing_time()).unwrap(), signed.request);
        verify(&platform, &received(&signed.request), &credentials()).unwrap();
    }
}

#[test]
fn a_value_is_as_long_as_is_allowed_and_no_longer() {
    const LONGEST: usize = 64 << 20;
    let half = "a".repeat(LONGEST / 2);
    let length = |more| {
        let parts = [Part::Text(&half), Part::Text(&half), Part::Text(more)];
        render(&Template(&parts), |_| None).map(|text| text.len()).map_err(|error| error.reason)
    };
    assert_eq!(length(""), Ok(LONGEST));
    assert_eq!(length("a"), Err(SignReason::TooLong(LONGEST)));
}

#[test]
fn an_input_that_is_not_there_is_named_as_the_notation_names_it() {
    let missing = |input| render(&Template(&[Part::Value(input, &[])]), |_| None).unwrap_err().to_string();
    assert_eq!(missing(Input::Var("node")), "template: there is no `var.node` here");
    assert_eq!(missing(Input::Key), "template: there is no `key` here");
    let hmac = [Part::Value(Input::Var("text"), &[Filter::Hmac(Hash::Sha1, Input::Step("k"))])];
    let lookup = |input| matches!(input, Input::Var("text")).then_some(Cow::Borrowed("订"));
    assert_eq!(render(&Template(&hmac), lookup).unwrap_err().to_string(), "template: there is no `k` here");
}

/// What a scheme signs that joins its pairs in this order.
fn ordered(sort: SortBy) -> String {
    let each = Template(&[Part::Value(Input::Value, &[]), Part::Text("="), Part::Value(Input::Key, &[])]);
    let body = StepBody::Items(Items {
        sources: &[PairSource::Params],
        sort,
        except: &["app", "time"],
        drop_empty: true,
        each,
        join: Template(&[Part::Text("&")]),
        ..Items::NONE
    });
    let steps = [Step { name: "canonical", body }];
    let platform = Platform { signing: Signing { vars: &[], parameters: &[], steps: &steps }, ..BY_CHARS };
    let params = [("b", "2"), ("B", "1"), ("é", "0"), ("a", "3"), ("Z", ""), ("a", "10"), ("中", "9")];
    step(&signed(&platform, &request(&params, "")), "canonical")
}

#[test]
fn pairs_are_sorted_by_bytes_and_equal_ones_keep_their_order() {
    assert_eq!(ordered(SortBy::None), "小店=shop&2=b&1=B&0=é&3=a&10=a&9=中");
    assert_eq!(ordered(SortBy::Key), "1=B&3=a&10=a&2=b&小店=shop&0=é&9=中");
    assert_eq!(ordered(SortBy::Pair), "1=B&10=a&3=a&2=b&小店=shop&0=é&9=中");
    assert_eq!(ordered(SortBy::Value), "0=é&1=B&10=a&2=b&3=a&9=中&小店=shop");
    assert_eq!(ordered(SortBy::Item), "0=é&10=a&1=B&2=b&3=a&9=中&小店=shop");
    assert_eq!(ordered(SortBy::KeyIgnoringCase), "3=a&10=a&2=b&1=B&小店=shop&0=é&9=中");
}

#[test]
fn what_stands_nowhere_is_refused_and_never_a_panic() {
    for input in [Input::Key, Input::Value, Input::Clock, Input::Signature, Input::Step("later"), Input::Var("x")] {
        let steps = [Step { name: "signature", body: StepBody::Template(Template(&[Part::Value(input, &[])])) }];
        let platform = Platform { signing: Signing { vars: &[], parameters: &[], steps: &steps }, ..BY_CHARS };
        let error = sign(&platform, &request(&[], ""), &credentials(), &signing_time()).unwrap_err();
        assert_eq!(error.path, "signing.signature");
        let received = received(&signed(&BY_CHARS, &request(&[], "")).request);
        verify(&platform, &received, &credentials()).unwrap_err();
    }
    for platform in [
        Platform { signing: Signing { vars: &[], parameters: &[], steps: &[] }, ..BY_CHARS },
        Platform { common: Common { fields: &[], ..BY_CHARS.common }, ..BY_CHARS },
    ] {
        sign(&platform, &request(&[], ""), &credentials(), &signing_time()).unwrap_err();
        let received = received(&signed(&BY_CHARS, &request(&[], "")).request);
        verify(&platform, &received, &credentials()).unwrap_err();
    }
}

#[test]
fn a_form_that_is_the_body_is_signed_as_it_is_sent() {
    let steps = [Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(Input::Body, &[Filter::Digest(Hash::Md5), Filter::Hex])])),
    }];
    let platform = Platform {
        wire: Wire { body: Body::Form, ..WRAPPED.wire },
        signing: Signing { vars: &[], parameters: &[], steps: &steps },
        ..WRAPPED
    };
    let signed = signed(&platform, &request(&[("remark", "订 单&")], ""));
    assert_eq!(signed.request.body, "remark=%E8%AE%A2+%E5%8D%95%26");
    assert_eq!(signed.signature, "df9ae513e31d603b5c8b4b90bcb5f559");
    verify(&platform, &received(&signed.request), &credentials()).unwrap();
}

#[test]
fn an_empty_part_is_neither_text_nor_bytes() {
    let signature = [Part::Value(Input::Step("whole"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    let of = |parts: &[Part<'_>]| {
        let steps = [
            Step { name: "whole", body: StepBody::Template(Template(parts)) },
            Step { name: "signature", body: StepBody::Template(Template(&signature)) },
        ];
        let signed = signed(&of_parts(&steps), &request(&[("备注", "订"), ("空", "")], "[]"));
        (step(&signed, "whole"), signed.steps[0].is_text())
    };
    let text = Part::Value(Input::Param("备注"), &[Filter::Lower]);
    let bytes = Part::Value(Input::Param("备注"), &[Filter::Digest(Hash::Md5)]);
    let no_text = Part::Value(Input::Param("空"), &[Filter::Lower]);
    let no_bytes = Part::Value(Input::Param("备注"), &[Filter::Digest(Hash::Md5), Filter::Slice(0, Some(0))]);
    // MD5 of `订`.
    let digest = ("d99f001d9dccae6126d17c3fd075db90".to_owned(), false);
    assert_eq!(of(&[no_text, bytes]), digest);
    assert_eq!(of(&[bytes, no_text]), digest);
    assert_eq!(of(&[no_bytes, text]), ("订".to_owned(), true));
    assert_eq!(of(&[text, no_bytes]), ("订".to_owned(), true));
}

#[test]
fn the_length_of_a_body_counts_the_unit_of_the_scheme() {
    let signature = [Part::Value(Input::Step("length"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    let length = |unit, body: &[u8]| {
        let filters = [Filter::Utf8, Filter::Len(unit)];
        let parts = [Part::Value(Input::Body, &filters)];
        let steps = [
            Step { name: "length", body: StepBody::Template(Template(&parts)) },
            Step { name: "signature", body: StepBody::Template(Template(&signature)) },
        ];
        let request = crate::sign::SigningRequest { body: body.to_vec().into(), ..request(&[], "") };
        let signed = sign(&of_parts(&steps), &request, &credentials(), &signing_time());
        signed.map(|signed| step(&signed, "length")).map_err(|error| error.reason)
    };
    for (unit, of_text, of_bytes) in [
        (TextUnit::Bytes, "7", Ok("2".to_owned())),
        (TextUnit::Chars, "2", Err(SignReason::NotUtf8)),
        (TextUnit::Utf16, "3", Err(SignReason::NotUtf8)),
    ] {
        assert_eq!(length(unit, "订😀".as_bytes()).as_deref(), Ok(of_text), "{unit:?}");
        assert_eq!(length(unit, &[0xff, 0xfe]), of_bytes, "{unit:?}");
    }
}

#[test]
fn a_pair_is_written_as_json_of_its_own_kind() {
    let pairs = Items {
        sources: &[PairSource::Params, PairSource::Json("")],
        only: &["数量", "名", "数", "码", "无"],
        each: Template(&[
            Part::Value(Input::Key, &[]),
            Part::Text(":"),
            Part::Value(Input::Value, &[Filter::Json(Escape::Minimal)]),
        ]),
        join: Template(&[Part::Text(",")]),
        ..Items::NONE
    };
    let signature = [Part::Value(Input::Step("pairs"), &[Filter::Digest(Hash::Md5), Filter::Hex])];
    let steps = [
        Step { name: "pairs", body: StepBody::Items(pairs) },
        Step { name: "signature", body: StepBody::Template(Template(&signature)) },
    ];
    let body = r#"{"名":"好\"😀","数":1.50,"码":"1.50","无":null}"#;
    let signed = signed(&of_parts(&steps), &request(&[("数量", "7")], body));
    assert_eq!(step(&signed, "pairs"), r#"数量:"7",名:"好\"😀",数:1.50,码:"1.50",无:null"#);
}
