//! What is hidden, in whichever way it is written, and what stays.

use proptest::prelude::*;

use super::*;
use crate::model::{Escape, Offset, Percent, RecordId, optional, record, text};
use crate::percent;
use crate::{Limits, Node, form, json};

fn redaction() -> Redaction {
    Redaction::of(["张三", "北京市 朝阳区1号", "deadBEEF", "p@ss w+rd\"\\/", "13800138000", "x", "", "a2V5OmtleQ=="])
}

#[test]
fn values_are_hidden_however_they_are_written() {
    for (text, shown) in [
        ("收件人张三已存在", "收件人<redacted>已存在"),
        ("tid AT1 已存在", "tid AT1 已存在"),
        ("name=%E5%BC%A0%e4%b8%89&tid=AT1", "name=<redacted>&tid=AT1"),
        (r#"{"n":"\u5f20\u4E09","t":"x"}"#, r#"{"n":"<redacted>","t":"x"}"#),
        (r"{\\u5f20\\u4e09}", "{<redacted>}"),
        ("%7B%22n%22%3A%22%5Cu5f20%5Cu4e09%22%7D", "%7B%22n%22%3A%22<redacted>%22%7D"),
        ("%25E5%25BC%25A0%25E4%25B8%2589", "<redacted>"),
        ("&#24352;&#x4E09; &#x5f20;三", "<redacted> <redacted>"),
        ("%u5f20%u4e09", "<redacted>"),
        ("北京市+朝阳区1号 / 北京市%20朝阳区1号 / 北京市\n  朝阳区1号", "<redacted> / <redacted> / <redacted>"),
        ("sign=DEADbeef.", "sign=<redacted>."),
        ("p@ss w+rd\"\\/", "<redacted>"),
        (r#"p@ss w+rd\"\\\/"#, "<redacted>"),
        ("p%40ss+w%2Brd%22%5C%2F", "<redacted>"),
        ("p%40ss%20w%2brd%22%5c/", "<redacted>"),
        ("p@ss w+rd&quot;\\/", "<redacted>"),
        (r#"{"phone":13800138000}"#, r#"{"phone":<redacted>}"#),
        ("a2V5OmtleQ== or a2V5OmtleQ", "<redacted>== or <redacted>"),
        ("张三张三", "<redacted>"),
        ("x 100% 张 \\u5f20 %E5%BC%A0", "x 100% 张 \\u5f20 %E5%BC%A0"),
    ] {
        assert_eq!(redaction().text(text), shown, "{text}");
    }
}

#[test]
fn the_names_of_a_table_stay_and_others_may_be_an_echo() {
    let fields = [optional("order_id", text(), "订单编号")];
    let records = [record("Response", &fields, &[])];
    let shape = Shape { records: &records, id: RecordId(0) };
    let document =
        json::parse("{\"order_id\":\"id张\",\"id张\":7,\"张\":{\"order_id\":\"张\"}}".as_bytes(), Limits::default());
    let shown = Redaction::of(["id", "id张"]).document(shape, document.unwrap());
    let style = json::Style::new(Escape::Minimal, Offset::UTC);
    let expected = r#"{"order_id":"<redacted>","<redacted>":7,"张":{"order_id":"张"}}"#;
    assert_eq!(json::write(&shown, style).unwrap(), expected);
}

#[test]
fn what_is_left_out_brings_no_value_together() {
    let redaction = Redaction::of(["密钥盐值", "dead beef", "红 字"]);
    for (text, shown) in [
        ("x 密\u{200b}钥\u{202e}盐\u{ad}值 y", "x <redacted> y"),
        ("dead\u{b}beef 红\u{3000}字 红\u{2028}\u{feff}字", "<redacted> <redacted> <redacted>"),
        ("密钥盐值 dead beef", "<redacted> <redacted>"),
    ] {
        assert_eq!(redaction.text(text), shown);
    }
}

#[test]
fn short_and_odd_values_are_hidden_too() {
    let values = ["k9", "a=", " b", "==", "盐值", "c\u{8}d\u{c}e\u{200d}f"];
    let redaction = Redaction::of(values);
    for value in values {
        let json = serde_json::to_string(value).unwrap();
        for text in [value.to_owned(), json, format!("{value:?}"), form::encode([(value, "")])] {
            let shown = redaction.hidden(&text);
            assert!(shown.contains(HIDDEN) && !shown.contains(value), "{text}: {shown}");
        }
    }
    assert_eq!(redaction.hidden("ab c = k 9").as_ref(), "ab c = k 9");
}

#[test]
fn words_fit_on_a_line_of_a_terminal() {
    let text = "\u{1b}[31m红\u{1b}]0;title\u{7} \r\n\t好\u{202e}反\u{2066}\u{200b}\u{9b}1m\u{2028}尾 ";
    assert_eq!(Redaction::default().text(text), "[31m红 ]0;title 好反 1m 尾");
    let long = Redaction::default().text(&"页".repeat(1_000_000));
    assert_eq!((long.chars().count(), long.chars().last()), (SHOWN + 1, Some('…')));
}

#[test]
fn a_text_that_is_cut_shows_no_part_of_a_value() {
    let secret = "0123456789".repeat(10);
    let redaction = Redaction::of([secret.as_str()]);
    for length in READ - 120..READ + 10 {
        // Blanks run together, so that the end is shown.
        let text = format!("{}{secret}", " ".repeat(length));
        let shown = redaction.text(&text);
        assert!(!shown.contains("01"), "{length}: {shown}");
        let encoded: String = secret.bytes().map(|byte| format!("%{byte:x}")).collect::<Vec<_>>().concat();
        let shown = redaction.text(&format!("{}{encoded}", " ".repeat(length)));
        assert!(!shown.contains("%30%31"), "{length}: {shown}");
    }
}

#[test]
fn hostile_text_costs_little() {
    for text in ["%25", "\\\\", "&amp;", "%5C\\&#92;", "\\u005c", "aa", "%", "\u{10FFFF}"] {
        let redaction = Redaction::of([&"a".repeat(9000), &"%25".repeat(3000), "\\\\"]);
        assert!(redaction.text(&text.repeat(100_000)).chars().count() <= SHOWN + 1);
    }
}

#[test]
fn it_prints_nothing_itself() {
    assert_eq!(format!("{:?}", redaction()), "Redaction(8 values)");
}

/// The value as a server may write it, encoded so often.
fn written(value: &str, how: &[u8]) -> String {
    how.iter().fold(value.to_owned(), |text, how| {
        let percent = |form, lower| percent::encoded(Percent { form, keep: "", lower }, text.as_bytes());
        let escaped = |escape| {
            let text = json::write(&Node::text(text.as_str()), json::Style::new(escape, Offset::UTC)).unwrap();
            text.trim_matches('"').to_owned()
        };
        match how {
            0 => percent(true, false),
            1 => percent(false, true),
            2 => escaped(Escape::Ascii),
            3 => escaped(Escape::Minimal),
            _ => text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        }
    })
}

proptest! {
    #[test]
    fn no_writing_of_a_value_stays(
        value in "[a-zA-Z0-9张三号😀&<%\\\\/=?+-]{0,6}[a-z张三] ?[a-z张三][a-zA-Z0-9张三号😀&<%\\\\/?+-]{0,6}",
        how in prop::collection::vec(0..5_u8, 0..4),
    ) {
        let written = written(&value, &how);
        let shown = Redaction::of([&value]).hidden(&format!("前{written}后")).into_owned();
        prop_assert_eq!(shown, format!("前{HIDDEN}后"), "{}", written);
    }

    #[test]
    fn any_text_is_shown_without_harm(text in "[%0-9a-fu\\\\&#;x张\u{0}-\u{ff}]{0,60}", value in "[%a-f张]{0,4}") {
        let _ = Redaction::of([value]).text(&text);
    }
}
