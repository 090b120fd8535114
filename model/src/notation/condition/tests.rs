//! Conditions over the trades of an invented platform.

use proptest::prelude::*;

use super::*;
use crate::notation::Forever;
use crate::notation::cursor::tests::{at_start, marked};
use crate::notation::scope::tests::{push, trade};

fn parse(text: &str, over: Option<Shape<'_>>, diagnostics: &mut Diagnostics) -> Option<Condition<'static>> {
    match over {
        Some(over) => read(at_start(text), over, Forever, diagnostics),
        None => read_answer(at_start(text), Forever, diagnostics).map(|(condition, _)| condition),
    }
}

fn read_over(text: &str, over: Option<Shape<'_>>) -> Result<String, Vec<(Code, String, String)>> {
    let mut diagnostics = Diagnostics::default();
    let condition = parse(text, over, &mut diagnostics);
    if let Some(condition) = &condition {
        let printed = over.map_or_else(|| print(condition), |over| print_over(condition, over));
        assert_eq!(parse(&printed, over, &mut Diagnostics::default()), Some(*condition), "{text}: {printed}");
    }
    let mistakes: Vec<_> = diagnostics
        .sorted()
        .into_iter()
        .map(|one| (one.code, marked(text, one.span).to_owned(), one.help.clone()))
        .collect();
    assert_eq!(condition.is_some(), mistakes.is_empty(), "{text}");
    condition.map(|condition| format!("{condition:?}")).ok_or(mistakes)
}

#[test]
fn conditions_of_the_legend() {
    use Condition::{All, Any, Field, Not};
    let paid = Field("due_status", Test::Is("2"));
    let rich = Field("paid", Test::Above("0.50"));
    for (text, condition) in [
        ("due_status = 2", paid),
        ("due_status=2", paid),
        ("paid>0.50", rich),
        ("paid < -1", Field("paid", Test::Below("-1"))),
        ("tid != \"甲 乙\"", Field("tid", Test::IsNot("甲 乙"))),
        ("due_status in [0, 2]", Field("due_status", Test::OneOf(&["0", "2"]))),
        ("orders is empty", Field("orders", Test::Empty)),
        ("orders is there", Field("orders", Test::There)),
        ("address.省 is there", Field("address.省", Test::There)),
        ("not due_status = 2", Not(&paid)),
        ("due_status = 2 and paid > 0.50", All(&[paid, rich])),
        ("(paid > 0.50 or due_status = 2) and paid > 0.50", All(&[Any(&[rich, paid]), rich])),
        ("paid > 0.50 or due_status = 2 and paid > 0.50", Any(&[rich, All(&[paid, rich])])),
    ] {
        assert_eq!(read_over(text, Some(trade())), Ok(format!("{condition:?}")), "{text}");
    }
    let document = Condition::Field("data.sub-code", Test::Is("biz.data:none"));
    assert_eq!(read_over("data.sub-code = biz.data:none", None), Ok(format!("{document:?}")));
}

fn assert_mistake(text: &str, code: Code, at: &str, help: &str) {
    let mistakes = read_over(text, Some(trade())).expect_err(text);
    let (found, place, said) = mistakes.first().expect("a mistake is told");
    assert_eq!((*found, place.as_str()), (code, at), "{text}");
    assert!(said.contains(help), "{text}: {said}");
}

#[test]
fn every_mistake_is_marked_where_it_is() {
    assert_mistake("due_statu = 2", Code::UnknownField, "due_statu", "did you mean `due_status`?");
    assert_mistake("due_status = 1", Code::UnknownCode, "1", "`2` 已付款");
    assert_mistake("due_status in [0, 9]", Code::UnknownCode, "9", "");
    assert_mistake("due_status = paid", Code::UnknownCode, "paid", "the code itself is meant: `2`");
    assert_mistake("paid = \"很多\"", Code::UnlikeTypes, "很多", "");
    assert_mistake("tid > 1", Code::UnlikeTypes, "tid", "");
    assert_mistake("paid > \"2024-01-01 00:00:00\"", Code::UnlikeTypes, "2024-01-01 00:00:00", "ordered");
    assert_mistake("tid = paid", Code::BadRule, "paid", "quote it");
    assert_mistake("orders = 1", Code::UnlikeTypes, "1", "");
    assert_mistake("orders.price = 1", Code::BadRule, "orders.price", "each: orders");
    assert_mistake("paid == 1", Code::BadRule, "==", "write `=`");
    assert_mistake("paid >= 1", Code::BadRule, ">=", "not a < 1");
    assert_mistake("paid ＞ 1", Code::BadRule, "＞", "write `>`");
    assert_mistake("（paid > 1）", Code::BadRule, "（", "write `(`");
    assert_mistake("tid = “甲”", Code::BadRule, "“", "write `\"`");
    assert_mistake("tid = \"甲", Code::BadRule, "\"", "");
    assert_mistake("paid > 1 && paid > 2", Code::BadRule, "&", "write `and`");
    assert_mistake("paid > 1 ｜ paid > 2", Code::BadRule, "｜", "write `or`");
    assert_mistake("!paid > 1", Code::BadRule, "!", "write `not`");
    assert_mistake("(paid > 1", Code::BadRule, "", "");
    assert_mistake("paid > 1 paid", Code::BadRule, "p", "");
    assert_mistake("paid is nothing", Code::BadRule, "n", "is empty");
    assert_mistake("and", Code::BadRule, "and", "");
    assert_mistake("", Code::BadRule, "", "");
    assert_mistake(&"(".repeat(10_000), Code::BadRule, "(", "");
    assert_mistake(&"not ".repeat(10_000), Code::BadRule, "n", "");
}

#[test]
fn a_refusal_reads_its_reason() {
    let read = |text: &str| {
        let mut diagnostics = Diagnostics::default();
        let found = read_refusal(at_start(text), Forever, &mut diagnostics).map(|condition| format!("{condition:?}"));
        found.ok_or(
            diagnostics.sorted().first().map(|one| (one.code, marked(text, one.span).to_owned(), one.help.clone())),
        )
    };
    let condition = Condition::All(&[
        Condition::Field("var.field", Test::Is("开始")),
        Condition::Field("var.rule", Test::Is("empty")),
        Condition::Field("orders.tid", Test::There),
    ]);
    assert_eq!(read("var.field = 开始 and var.rule = empty and orders.tid is there"), Ok(format!("{condition:?}")));
    let told = (Code::UnknownName, "var.feild".to_owned(), "did you mean `var.field`?".to_owned());
    assert_eq!(read("var.feild = 开始"), Err(Some(told)));
}

#[test]
fn all_wrong_names_are_told_at_once() {
    let mistakes = read_over("a = 1 and 乙 = 2 or due_status = 7", Some(trade())).expect_err("three");
    let places: Vec<_> = mistakes.iter().map(|(_, place, _)| place.as_str()).collect();
    assert_eq!(places, ["a", "乙", "7"]);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,60}", words in "(due_status|trades|=|<|>| and | or |not |in \\[|\\]|\\(|\\)|is |empty|\"|，|店|1){0,20}") {
        for text in [text, words] {
            let _ = read_over(&text, None);
            let _ = read_over(&text, Some(push()));
        }
    }
}

#[test]
fn an_answers_paths_are_collected_with_their_places() {
    let text = "code = 0 and (not data.消息 is empty or status in [1, 2])";
    let (_, paths) = read_answer(at_start(text), Forever, &mut Diagnostics::default()).expect("a condition");
    let paths: Vec<_> = paths.iter().map(|path| (path.text, marked(text, path.span))).collect();
    assert_eq!(paths, [("code", "code"), ("data.消息", "data.消息"), ("status", "status")]);
}

#[test]
fn a_status_is_a_term_of_answers_alone() {
    let status = Condition::Status(crate::Statuses::hundred(2));
    let fields = [status, Condition::Field("错误", Test::Empty)];
    for (text, model) in
        [("HTTP 2xx and 错误 is empty", Condition::All(&fields)), ("not HTTP 2xx", Condition::Not(&status))]
    {
        let (read, _) = read_answer(at_start(text), Forever, &mut Diagnostics::default()).expect(text);
        assert_eq!((read, print(&model)), (model, text.to_owned()));
        assert_eq!(parse(text, Some(trade()), &mut Diagnostics::default()), None, "{text}");
    }
    let header = Condition::Header("X-Code", Test::OneOf(&["0", "OK"]));
    for (text, model) in [
        ("header X-Code in [0, OK]", header),
        (
            "HTTP 2xx and not header X-Code is there",
            Condition::All(&[status, { Condition::Not(&Condition::Header("X-Code", Test::There)) }]),
        ),
    ] {
        let (read, paths) = read_answer(at_start(text), Forever, &mut Diagnostics::default()).expect(text);
        assert_eq!((read, print(&model), paths.len()), (model, text.to_owned(), 0));
        assert_eq!(parse(text, Some(trade()), &mut Diagnostics::default()), None, "{text}");
    }
    // A member may have this name all the same.
    let named = Condition::Field("HTTP", Test::Is("1"));
    let read = |text| read_answer(at_start(text), Forever, &mut Diagnostics::default()).map(|(condition, _)| condition);
    assert_eq!(read("HTTP = 1"), Some(named));
    assert_eq!(read("header is empty"), Some(Condition::Field("header", Test::Empty)));
    for text in ["header 错误 = 1", "header X-Code", "HTTP 2x", "HTTP 700", "HTTP 200 201", "HTTP"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn conditions_read_as_the_notation_writes_them() {
    let paid = Condition::Field("支付", Test::Is("2"));
    let rich = Condition::Field("paid", Test::Above("0.50"));
    let text = Condition::Field("tid", Test::OneOf(&["甲 乙", "A-1"]));
    for (written, model) in [
        ("支付 = 2 and (paid > 0.50 or 支付 = 2)", Condition::All(&[paid, Condition::Any(&[rich, paid])])),
        ("paid > 0.50 or 支付 = 2 and paid > 0.50", Condition::Any(&[rich, Condition::All(&[paid, rich])])),
        ("not (支付 = 2 and paid > 0.50)", Condition::Not(&Condition::All(&[paid, rich]))),
        ("not 支付 = 2", Condition::Not(&paid)),
        ("tid in [\"甲 乙\", A-1]", text),
        ("tid = '\"甲\"'", Condition::Field("tid", Test::Is("\"甲\""))),
        ("tid = \":1\"", Condition::Field("tid", Test::Is(":1"))),
        ("tid = \"\"", Condition::Field("tid", Test::Is(""))),
    ] {
        assert_eq!(print(&model), written);
        assert_eq!(parse(written, None, &mut Diagnostics::default()), Some(model));
    }
    // The name of a field is a text only in quotes.
    let named = Condition::Field("tid", Test::Is("paid"));
    assert_eq!(print_over(&named, trade()), "tid = \"paid\"");
}

fn conditions() -> impl Strategy<Value = Condition<'static>> {
    let text = || "[-0-9a-z.:*店 '，!=]{0,6}".prop_map(|text: String| &*text.leak());
    let any_test = prop_oneof![
        text().prop_map(Test::Is),
        text().prop_map(Test::IsNot),
        proptest::collection::vec(text(), 1..4).prop_map(|list| Test::OneOf(list.leak())),
        "-?[0-9]{1,3}(\\.[0-9]{1,2})?".prop_map(|number: String| Test::Below(number.leak())),
        "-?[0-9]{1,3}".prop_map(|number: String| Test::Above(number.leak())),
        Just(Test::Empty),
        Just(Test::There),
    ];
    let field =
        ("[a-h店]{1,4}(\\.x-[0-9]){0,2}", any_test).prop_map(|(path, tested)| Condition::Field(path.leak(), tested));
    field.prop_recursive(4, 24, 3, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts().prop_map(|parts| Condition::All(parts.leak())),
            parts().prop_map(|parts| Condition::Any(parts.leak())),
            inner.clone().prop_map(|inner| Condition::Not(Box::leak(Box::new(inner)))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(condition in conditions()) {
        let written = print(&condition);
        prop_assert_eq!(parse(&written, None, &mut Diagnostics::default()), Some(condition), "{}", written);
    }
}
