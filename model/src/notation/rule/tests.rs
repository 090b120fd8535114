//! Rules over the trades of an invented platform, as the mappings of a file.

use crate::{Expr, Join, Test};
use proptest::prelude::*;

use super::*;
use crate::diagnostic::FileId;
use crate::notation::Forever;
use crate::notation::scope::tests::{push, trade};
use crate::syntax::{Kind, Map, Scalar, coat};

type Told = Vec<(Code, String, String)>;

fn read(yaml: &str, record: Shape<'_>) -> Result<String, Told> {
    let mut diagnostics = Diagnostics::default();
    let tree = coat::read(yaml, FileId(0)).expect("the test is a tree");
    let found = super::read(&tree, record, Forever, &mut diagnostics);
    let mistakes: Vec<_> = diagnostics
        .sorted()
        .into_iter()
        .map(|one| {
            let marked = yaml.get(one.span.start as usize..one.span.end as usize).expect("a whole piece of the file");
            (one.code, marked.to_owned(), one.message.clone() + "; " + &one.help)
        })
        .collect();
    assert_eq!(found.is_some(), mistakes.is_empty(), "{yaml}: {mistakes:?}");
    if let Some(SpecRule { model: rule, .. }) = &found {
        let printed = coat::write(&print(rule, record));
        let tree = coat::read(&printed, FileId(0)).expect("what is written is a tree");
        let again = super::read(&tree, record, Forever, &mut Diagnostics::default()).map(|rule| rule.model);
        assert_eq!(again, Some(*rule), "{printed}");
        assert_eq!(coat::write(&print(rule, record)), printed);
    }
    found.map(|rule| format!("{:?}", rule.model)).ok_or(mistakes)
}

fn assert_rule(yaml: &str, record: Shape<'_>, rule: Rule<'_>) {
    assert_eq!(read(&format!("{{ {yaml}, says: 说明 }}"), record), Ok(format!("{rule:?}")), "{yaml}");
}

#[test]
fn every_kind_of_rule() {
    let rule = |yaml, kind| assert_rule(yaml, trade(), Rule::new(kind, "说明"));
    let unpaid = Condition::Field("due_status", Test::Is("0"));
    rule("together: [tid, paid]", RuleKind::Together(&["tid", "paid"]));
    rule("requires: tid -> paid", RuleKind::Requires("tid", &["paid"]));
    rule("requires: 'tid->paid , due_status'", RuleKind::Requires("tid", &["paid", "due_status"]));
    rule("any_of: [tid, orders]", RuleKind::AnyOf(&["tid", "orders"]));
    rule("exactly_one: [tid, paid]", RuleKind::ExactlyOne(&["tid", "paid"]));
    rule("one_of_sets: [[tid], [tid, paid]]", RuleKind::OneOfSets(&[&["tid"], &["tid", "paid"]]));
    rule("one_of_sets: [tid, [paid, due_status]]", RuleKind::OneOfSets(&[&["tid"], &["paid", "due_status"]]));
    rule("forbidden: paid, unless: due_status = 0", RuleKind::ForbiddenUnless(&["paid"], unpaid));
    rule("required: [paid], when: due_status = 0", RuleKind::RequiredWhen(&["paid"], unpaid));
    rule("unique: orders.oid", RuleKind::Unique(&["orders.oid"]));
    rule("unique: [orders.oid, orders.num]", RuleKind::Unique(&["orders.oid", "orders.num"]));
    rule("at_most: 30 equal orders.货品编码", RuleKind::AtMost(30, "orders.货品编码"));
    rule("equals: due_status = 2", RuleKind::Equals("due_status", Expr::Const("2")));
    rule("equals: 'tid = \"2\"'", RuleKind::Equals("tid", Expr::Const("2")));
    assert_rule("ordered: start <= end", push(), Rule::new(RuleKind::Ordered("start", "end"), "说明"));
    let window = RuleKind::Window("start", "end", 30 * 86_400);
    assert_rule("window: start .. end 30 days", push(), Rule::new(window, "说明"));
    let zero = RuleKind::Equals("end", Expr::Const("0000-00-00 00:00:00"));
    assert_rule("equals: 'end = \"0000-00-00 00:00:00\"'", push(), Rule::new(zero, "说明"));
    let nested = RuleKind::Unique(&["trades.tid", "trades.orders.oid"]);
    assert_rule("unique: [trades.tid, trades.orders.oid]", push(), Rule::new(nested, "说明"));
}

#[test]
fn conditions_rows_and_levels() {
    let unpaid = Condition::Field("due_status", Test::Is("0"));
    let total = Expr::Sum("orders", None, &Expr::Field("price"));
    let equal = RuleKind::Equals("paid", total);
    assert_rule("equals: 'paid = sum(orders: price)'", trade(), Rule::new(equal, "说明").warn());
    assert_rule("equals: 'paid = sum(orders: price)', level: deny", trade(), Rule::new(equal, "说明"));
    let paid = RuleKind::AnyOf(&["tid", "paid"]);
    let row = Rule::new(paid, "说明").warn().when(unpaid).each("trades");
    assert_rule("any_of: [tid, paid], each: trades, when: due_status = 0, level: warn", push(), row);
    let weight = Expr::Sum("gifts", Some(Join { theirs: "oid", ours: "oid" }), &Expr::Field("weight"));
    let row = Rule::new(RuleKind::Equals("num", weight), "说明").warn().each("orders");
    assert_rule("equals: 'num = sum(gifts by oid: weight)', each: orders", trade(), row);
}

fn assert_mistake(yaml: &str, code: Code, at: &str, says: &str) {
    let yaml = format!("{{ {yaml}, says: 店铺 }}");
    let mistakes = read(&yaml, trade()).expect_err(&yaml);
    assert_eq!(mistakes.len(), 1, "{yaml}: {mistakes:?}");
    let (found, marked, said) = mistakes.first().expect("a mistake is told");
    assert_eq!((*found, marked.as_str()), (code, at), "{yaml}: {said}");
    assert!(said.contains(says), "{yaml}: {said}");
}

#[test]
fn every_mistake_is_marked_where_it_is() {
    assert_mistake("any_of: [tid, piad]", Code::UnknownField, "piad", "did you mean `paid`?");
    assert_mistake("any_of: [tid, orders.oid]", Code::BadRule, "orders.oid", "each: orders");
    assert_mistake("any_of: [tid]", Code::BadRule, "[tid]", "at least 2");
    assert_mistake("any_of: []", Code::BadRule, "[]", "no field");
    assert_mistake("any_of: [tid, tid]", Code::BadRule, "tid", "twice");
    assert_mistake("any_of: [tid, [paid]]", Code::WrongKind, "[paid]", "a list");
    assert_mistake("one_of_sets: []", Code::BadRule, "[]", "write `one_of_sets: [[a], [a, b], [a, from, to]]`");
    assert_mistake("one_of_sets: tid", Code::BadRule, "tid", "at least 2 sets");
    assert_mistake("one_of_sets: [[tid]]", Code::BadRule, "[[tid]]", "at least 2 sets");
    assert_mistake("one_of_sets: [[tid], []]", Code::BadRule, "[]", "no field");
    assert_mistake("one_of_sets: [[tid, paid], [tid], [paid, tid]]", Code::BadRule, "[paid, tid]", "set stands twice");
    assert_mistake("one_of_sets: [[tid, tid], [paid]]", Code::BadRule, "tid", "twice");
    assert_mistake("one_of_sets: [[tid], [tid, piad]]", Code::UnknownField, "piad", "did you mean `paid`?");
    assert_mistake("one_of_sets: [[tid], [tid, 店铺]]", Code::UnknownField, "店铺", "");
    assert_mistake("one_of_sets: [[tid], [[paid]]]", Code::WrongKind, "[paid]", "a list");
    assert_mistake("one_of_set: [[tid], [paid]]", Code::UnknownKey, "one_of_set", "did you mean `one_of_sets`?");
    assert_mistake("requires: tid", Code::BadRule, "tid", "a -> b");
    assert_mistake("requires: 'tid -> 店'", Code::UnknownField, "店", "");
    assert_mistake("ordered: tid <= paid", Code::UnlikeTypes, "tid <= paid", "two numbers, two times or two days");
    assert_mistake("ordered: tid <= tid", Code::UnlikeTypes, "tid <= tid", "String<datetime>");
    assert_mistake("ordered: paid < paid", Code::BadRule, "paid < paid", "start <= end");
    assert_mistake("unique: tid", Code::BadRule, "tid", "list.field");
    assert_mistake("unique: [orders.oid, gifts.oid]", Code::BadRule, "gifts.oid", "one row");
    assert_mistake("at_most: x equal orders.oid", Code::BadRule, "x", "30 equal");
    assert_mistake("at_most: 30 of orders.oid", Code::BadRule, "of", "30 equal");
    assert_mistake("at_most: 30 equal orders.odi", Code::UnknownField, "odi", "did you mean `oid`?");
    assert_mistake("equals: due_status = 3", Code::UnknownCode, "3", "`2` 已付款");
    assert_mistake("equals: tid = 3", Code::UnlikeTypes, "3", "quote it");
    assert_mistake("equals: tid = paid + 1", Code::UnlikeTypes, "paid + 1", "is text");
    assert_mistake("equals: tid = paid", Code::UnlikeTypes, "paid", "is text");
    assert_mistake("equals: 'paid = \"2024-01-01 00:00:00\"'", Code::UnlikeTypes, "2024-01-01 00:00:00", "");
    assert_mistake("equals: 'paid = sum(orders: oid)'", Code::UnlikeTypes, "oid", "only numbers");
    assert_mistake("window: tid .. paid 30 days", Code::UnlikeTypes, "tid", "String<datetime>");
    assert_mistake("window: tid 30 days", Code::BadRule, "tid 30 days", "start .. end 30 days");
    assert_mistake("window: tdi .. paid 30 days", Code::UnknownField, "tdi", "did you mean `tid`?");
    assert_mistake("forbidden: [paid]", Code::MissingKey, "forbidden", "unless: CONDITION");
    assert_mistake("required: [paid]", Code::MissingKey, "required", "when: CONDITION");
    assert_mistake("any_of: [tid, paid], unless: paid > 1", Code::BadRule, "unless", "when: not");
    assert_mistake("any_of: [tid, paid], when: 店 = 1", Code::UnknownField, "店", "");
    assert_mistake("any_of: [tid, paid], level: wran", Code::UnknownWord, "wran", "did you mean `warn`?");
    assert_mistake("any_of: [oid, num], each: ordres", Code::UnknownField, "ordres", "did you mean `orders`?");
    assert_mistake("any_of: [oid, num], each: tid", Code::UnlikeTypes, "tid", "a list of records");
    assert_mistake("any_off: [tid, paid]", Code::UnknownKey, "any_off", "did you mean `any_of`?");
    assert_mistake("any_of: [tid, paid], unique: orders.oid", Code::BadRule, "unique", "two rules");
    assert_mistake("level: warn", Code::MissingKey, "{ level: warn, says: 店铺 }", "what must hold");
    let mistakes = read("any_of: [tid, paid]", trade()).expect_err("says nothing");
    assert_eq!(mistakes.first().map(|(code, marked, _)| (*code, marked.as_str())), Some((Code::MissingKey, "any_of")));
    assert_eq!(read("店铺", trade()).expect_err("no mapping").first().map(|told| told.0), Some(Code::WrongKind));
}

#[test]
fn a_day_is_compared_with_a_day() {
    use crate::{RecordId, date, datetime, optional, record};
    let fields = [optional("日", date(), ""), optional("止", date(), ""), optional("时", datetime(), "")];
    let records = [record("Push", &fields, &[])];
    let read = |rule: &str| read(&format!("{{ {rule}, says: 说明 }}"), Shape { records: &records, id: RecordId(0) });
    for rule in ["ordered: 日 <= 止", "window: 日 .. 止 30 days", "equals: '日 = \"2024-02-29\"'"] {
        assert!(read(rule).is_ok(), "{rule}");
    }
    for (rule, says) in [
        ("ordered: 日 <= 时", "`日` is a day and `时` is a time"),
        ("window: 日 .. 时 30 days", "two days"),
        ("window: 时 .. 日 30 days", "`日` is a day"),
        ("equals: '日 = \"2024-02-30\"'", "is no day"),
        ("equals: '日 = \"2024-02-29 00:00:00\"'", "is no day"),
        ("equals: '日 = 20240229'", "is no day"),
    ] {
        let mistakes = read(rule).expect_err(rule);
        assert!(mistakes.len() == 1 && mistakes[0].2.contains(says), "{rule}: {mistakes:?}");
    }
}

proptest! {
    #[test]
    fn sets_are_read_as_they_are_printed(sets in prop::collection::vec(prop::sample::subsequence(vec!["tid", "paid", "due_status", "orders"], 1..4), 2..6)) {
        let written: Vec<_> = sets.iter().map(|set| format!("[{}]", set.join(", "))).collect();
        let stands_twice = sets.iter().enumerate().any(|(index, set)| sets[..index].contains(set));
        let read = read(&format!("{{ one_of_sets: [{}], says: 说明 }}", written.join(", ")), trade());
        prop_assert_eq!(read.is_err(), stands_twice);
    }

    #[test]
    fn any_text_is_read_or_refused(kind in 0..KINDS.len(), text in "(?s).{0,40}", words in "(orders|tid|paid|\\.|->|<=|=|30 equal | |,|店|sum\\(|\\)){0,12}") {
        let span = Span { file: FileId(0), start: 0, end: 0 };
        let scalar = |text: &str| Scalar { text: text.to_owned(), span, plain: false, comment: None };
        for text in [text, words] {
            let entry = |key: &str| Entry { key: scalar(key), value: Node { span, kind: Kind::Scalar(scalar(&text)) } };
            for other in ["says", "when", "unless", "each", "level"] {
                let map = Map { entries: vec![entry(KINDS[kind].name), entry(other)], ..Map::default() };
                let rule = Node { span, kind: Kind::Map(map) };
                let mut diagnostics = Diagnostics::default();
                let found = super::read(&rule, trade(), Forever, &mut diagnostics);
                prop_assert_eq!(found.is_some(), !diagnostics.has_errors());
            }
        }
    }
}
