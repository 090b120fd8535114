//! Typed values as trees, how they show themselves, and how answers fill them.

mod acme;

use std::collections::HashSet;

use acme::{
    Answer, Category, CategoryRequired, PLATFORM, Search, Source, Status, Switch, around, decimal_of, push, time_of,
};
use signwright_runtime::{Any, Code, CodeList, Coded, Fields as _, MAX_DEPTH, Node, Value, Violation, fill_answer};

fn map<const N: usize>(entries: [(&'static str, Node<'static>); N]) -> Node<'static> {
    Node::Map(entries.into_iter().map(|(name, node)| (name.into(), node)).collect())
}

fn number(digits: &'static str) -> Node<'static> {
    Node::Number(digits.into())
}

fn answer(node: &Node<'_>) -> (Answer, Vec<(String, &'static str)>) {
    let (answer, notes) = fill_answer::<Answer>(node, PLATFORM.zone).expect("a whole answer");
    (answer, notes.0.into_iter().map(|note| (note.path, note.rule)).collect())
}

fn refused(node: &Node<'_>) -> Vec<Violation> {
    fill_answer::<Answer>(node, PLATFORM.zone).expect_err("a wrong structure").0
}

#[test]
fn a_record_is_a_tree_in_table_order() {
    let mut push = push();
    push.switch = Some(Switch::Strict.into());
    let Node::Record(fields) = push.node() else { panic!("a record") };
    assert_eq!(fields[0], Node::text("店铺001"));
    assert_eq!(fields[1], Node::Int(1));
    assert_eq!(fields[3], Node::Absent);
    let Node::Record(trade) = &fields[2].rows()[0] else { panic!("a record") };
    assert_eq!(trade[2], Node::Decimal(decimal_of("19.8")));
}

#[test]
fn personal_data_is_not_shown() {
    let mut push = push();
    push.trade_list[0].card = Some("44010119900101001X".into());
    push.trade_list[0].extra = Some(Any::Map(vec![("键".into(), Any::Bool(true))]));
    let shown = format!("{push:?}");
    assert!(shown.starts_with(
        "Push { shop_no: \"店铺001\", trade_list: [Trade { tid: \"T1\", buyer: <redacted>, paid: 19.80, "
    ));
    assert!(shown.contains("card: <redacted>") && shown.contains("num: 2, price: 10.00"), "{shown}");
    assert!(!shown.contains("张三") && !shown.contains("4401") && !shown.contains("switch"), "{shown}");
    assert!(format!("{push:#?}").contains("\n            buyer: <redacted>,\n"));
}

#[test]
fn equality_is_that_of_the_values() {
    let mut other = push();
    other.trade_list[0].paid = decimal_of("19.8");
    assert_eq!(push(), other, "zeros at the end are no difference");
    other.trade_list[0].order_list[0].goods_no = None;
    assert_ne!(push(), other);
}

#[test]
fn a_request_without_required_fields_begins_empty() {
    assert_eq!(Search::new().page, None);
    assert_eq!(Search::new().with(|search| search.page = Some(3)).page, Some(3));
}

#[test]
fn codes_keep_what_the_list_does_not_have() {
    assert_eq!(Coded::from_code(Code::Text("-1")), Some(Coded::from(Status::Closed)));
    assert_eq!(Coded::<Status>::from_code(Code::Int(77)), Some(Coded::Other(77)));
    assert_eq!(Coded::<Status>::from_code(Code::Text("已关闭")), None);
    assert_eq!(Coded::from_code(Code::Int(201)), Some(Coded::from(Source::App)));
    assert_eq!(Coded::<Source>::from_code(Code::Text("1")), Some(Coded::Other("1".into())), "01 is not 1");
    let (unpaid, web) = (Coded::from(Status::Unpaid), Coded::from(Source::Web));
    assert_eq!((unpaid.code(), web.code()), (Code::Int(10), Code::Text("01")));
    assert_eq!(Coded::<Source>::Other("手机".into()).node(), Node::text("手机"));
    assert_eq!(Source::list().table().codes.len(), 2);
}

#[test]
fn coded_values_are_equal_by_their_codes() {
    let (unpaid, closed) = (Coded::from(Status::Unpaid), Coded::from(Status::Closed));
    assert_eq!((unpaid, format!("{unpaid:?}").as_str()), (Coded::Other(10), "unpaid(10)"));
    assert!(unpaid == Status::Unpaid && unpaid != Status::Closed && unpaid != closed);
    let codes = HashSet::from([unpaid, closed, Coded::Other(10), Coded::Other(11)]);
    assert_eq!(codes.len(), 3, "{codes:?}");
    assert_eq!(format!("{:?}", Coded::<Source>::Other("手机".into())), "Other(手机)");
}

#[test]
fn a_listed_code_is_decoded_as_its_value() {
    let (answer, _) = answer(&map([(
        "rows",
        Node::list(vec![
            map([("status", Node::text("-1")), ("source", number("201"))]),
            map([("status", number("5")), ("source", Node::text("手机"))]),
        ]),
    )]));
    let [listed, other] = answer.rows.as_slice() else { panic!("two rows") };
    assert!(matches!(listed.status, Some(Coded::Listed(Status::Closed))));
    assert!(matches!(listed.source, Some(Coded::Listed(Source::App))));
    assert!(matches!(other.status, Some(Coded::Other(5))));
    assert!(matches!(&other.source, Some(Coded::Other(code)) if code == "手机"));
}

#[test]
fn an_answer_is_read_leniently() {
    let (answer, notes) = answer(&map([
        ("不认识", Node::list(vec![Node::Null])),
        ("total", Node::text("12")),
        ("code", Node::text("订单异常")),
        ("message", number("1694593831000")),
        ("at", number("1694593831000")),
        (
            "rows",
            Node::list(vec![
                map([("amount", number("10.99850000")), ("status", Node::text("10")), ("source", number("201"))]),
                map([
                    ("amount", Node::text("")),
                    ("tid", Node::text("")),
                    ("status", Node::Null),
                    ("open", number("1")),
                ]),
            ]),
        ),
        ("row", Node::list(vec![])),
        ("names", Node::text("")),
        ("more", map([("数", number("1e400"))])),
    ]));
    assert_eq!(notes, []);
    assert!(answer.code.is_some_and(|code| code == "订单异常"));
    assert_eq!(answer.total, Some(12), "beyond the table's range, in quotes");
    assert_eq!(answer.message.as_deref(), Some("1694593831000"), "a number's digits, longer than the table says");
    assert_eq!(answer.at, Some(time_of("2023-09-13 16:30:31")));
    let [first, second] = answer.rows.as_slice() else { panic!("two rows") };
    assert_eq!(first.amount.map(|amount| amount.to_string()).as_deref(), Some("10.99850000"));
    assert_eq!((&first.status, &first.source), (&Some(Status::Unpaid.into()), &Some(Source::App.into())));
    assert_eq!((second.amount, &second.status, second.open), (None, &None, Some(true)));
    assert_eq!(second.tid.as_deref(), Some(""), "empty text is text");
    assert!(answer.row.is_none() && answer.names.is_empty());
    assert_eq!(answer.more, Some(Any::Map(vec![("数".into(), Any::Number("1e400".into()))])));
}

#[test]
fn one_row_is_a_list_and_so_are_elements_of_one_name() {
    let (one, notes) = answer(&map([("rows", map([("tid", Node::text("A"))]))]));
    assert_eq!((one.rows.len(), notes.len()), (1, 0));
    let (two, notes) = answer(&map([
        ("rows", map([("tid", Node::text("A"))])),
        ("names", Node::text("甲")),
        ("rows", map([("tid", Node::text("B")), ("amount", Node::text("十"))])),
        ("names", Node::text("乙")),
    ]));
    assert_eq!(two.rows.iter().filter_map(|row| row.tid.as_deref()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(two.names, ["甲", "乙"]);
    assert_eq!(notes, [("rows[1].amount".to_owned(), "type")], "a further element is counted on");
}

#[test]
fn an_odd_scalar_is_absent_and_noted_but_does_not_hide_the_answer() {
    let (answer, notes) = answer(&map([
        ("code", number("0")),
        ("total", Node::text("abc")),
        ("at", Node::text("2024-02-30 00:00:00")),
        ("rows", Node::list(vec![Node::Null, map([("status", Node::text("已关闭")), ("tid", Node::list(vec![]))])])),
    ]));
    assert!(answer.code.is_some_and(|code| code == 0));
    assert_eq!((answer.total, answer.rows.len()), (None, 1));
    let expected =
        [("at", "type"), ("total", "type"), ("rows[0]", "type"), ("rows[0].tid", "type"), ("rows[0].status", "type")];
    assert_eq!(notes, expected.map(|(path, rule)| (path.to_owned(), rule)));
}

#[test]
fn a_misshapen_record_is_absent_and_noted_but_does_not_hide_the_answer() {
    for odd in [
        Node::list(vec![map([("tid", Node::text("A"))])]),
        Node::text("没有"),
        number("1"),
        Node::Bool(false),
        Node::text("{\"tid\":\"A\"}"),
    ] {
        let (answer, notes) = answer(&map([("code", number("0")), ("row", odd), ("total", number("5"))]));
        assert!(answer.row.is_none() && answer.total == Some(5));
        assert_eq!(notes, [("row".to_owned(), "type")]);
    }
    let document = map([("row", Node::text("{\"tid\":\"A\"}"))]);
    let (_, notes) = fill_answer::<Answer>(&document, PLATFORM.zone).unwrap();
    assert_eq!(notes.0[0].message, "expected a record, found text that holds a record (JSON encoded twice)");
}

#[test]
fn a_list_that_cannot_be_read_hands_nothing_out() {
    let violations = refused(&map([("code", number("0")), ("rows", Node::text("没有")), ("row", number("1"))]));
    let found: Vec<_> =
        violations.iter().map(|violation| (violation.path.as_str(), violation.message.as_str())).collect();
    assert_eq!(found, [("rows[0]", "expected a record, found text"), ("row", "expected a record, found a number")]);
    assert_eq!(refused(&Node::list(vec![Node::Null]))[0].rule, "type");
    let rows = |rows| refused(&map([("rows", rows)]))[0].message.clone();
    let twice = "expected a record, found text that holds a list (JSON encoded twice)";
    assert_eq!(rows(Node::text("[{\"tid\":\"A\"}]")), twice);
    assert_eq!(
        rows(Node::list(vec![map([("tid", Node::text("A"))]), number("7")])),
        "expected a record, found a number"
    );
    let foreign = "expected a list, found a record of something else";
    assert_eq!(rows(map([("total", number("2")), ("多余", Node::Null)])), foreign, "not one blank row");
    assert_eq!(refused(&map([("names", map([("甲", Node::text("乙"))]))]))[0].path, "names", "not an empty list");
}

#[test]
fn a_list_with_keys_is_its_rows_in_order() {
    let row = |tid: &'static str| map([("tid", Node::text(tid))]);
    let tids = |rows: Node<'static>| {
        let (answer, notes) = answer(&map([("rows", rows)]));
        assert_eq!(notes, [("rows".to_owned(), "type")]);
        answer.rows.into_iter().filter_map(|row| row.tid).collect::<Vec<_>>()
    };
    assert_eq!(tids(map([("0", row("A")), ("1", row("B"))])), ["A", "B"]);
    assert_eq!(tids(map([("1", row("A"))])), ["A"]);
    assert_eq!(tids(map([("10", row("A")), ("9", row("B"))])), ["A", "B"], "as they stand");
    assert_eq!(tids(map([("SKU-1", row("A")), ("SKU-2", row("B"))])), ["A", "B"], "whatever the keys are");
    assert_eq!(tids(map([("row", row("A")), ("row", row("B"))])), ["A", "B"], "an element around each row");
    let (names, notes) = answer(&map([("names", map([("1", Node::text("甲")), ("3", Node::text("乙"))]))]));
    assert_eq!((names.names, notes.len()), (vec!["甲".to_owned(), "乙".to_owned()], 1));
    let broken = refused(&map([("rows", map([("0", row("A")), ("1", Node::text("没有"))]))]));
    assert_eq!(broken[0].message, "expected a list, found a record of something else");
}

#[test]
fn nonsense_without_end_is_noted_only_so_often() {
    let rows = (0..5000).map(|_| map([("amount", Node::text("坏"))])).collect();
    let (answer, notes) = answer(&map([("rows", Node::List(rows))]));
    assert_eq!((answer.rows.len(), notes.len()), (5000, 1000));
}

#[test]
fn a_record_holds_one_of_its_own_type_in_a_box() {
    let named = |name: &str| Category::new(CategoryRequired { name: name.into() });
    let category = named("手机").with(|category| category.parent = Some(Box::new(named("数码😀"))));
    let Node::Record(fields) = category.node() else { panic!("a record") };
    assert!(matches!(&fields[..], [_, Node::Record(_), Node::Absent]));
    assert_eq!(category.clone(), category);
    assert_ne!(category, named("手机"));
    assert!(format!("{category:?}").contains("数码😀"));
    let mut above = named("顶");
    for _ in 0..500 {
        above = named("类目").with(|category| category.parent = Some(Box::new(above)));
    }
    let (mut depth, mut at) = (0, &above.node());
    while let Node::Record(nodes) = at {
        let Some(parent) = nodes.get(1) else { break };
        (depth, at) = (depth + 1, parent);
    }
    assert_eq!(depth, MAX_DEPTH + 1, "a bottomless one is cut");
}

#[test]
fn a_bottomless_record_is_cut() {
    let mut category = Category::new(CategoryRequired { name: "底".into() });
    for _ in 0..500 {
        category = around(category);
    }
    let node = category.node();
    let (mut depth, mut at) = (0, &node);
    while let Node::Record(nodes) | Node::List(nodes) = at {
        let Some(below) = nodes.last() else { break };
        (depth, at) = (depth + 1, below);
    }
    assert_eq!(depth, MAX_DEPTH + 1);
}

#[test]
fn rows_of_xml_are_read_in_their_order_whatever_stands_between_them() {
    let text = "<a><names>甲</names><rows><tid>1</tid></rows><names>乙😀</names><rows><tid>2</tid></rows><names>丙</names></a>";
    let document = signwright_runtime::xml::parse(text.as_bytes(), signwright_runtime::Limits::default()).unwrap();
    let answer = answer(document.get("a").unwrap()).0;
    assert_eq!(answer.names, ["甲", "乙😀", "丙"]);
    assert_eq!(answer.rows.iter().map(|row| row.tid.as_deref()).collect::<Vec<_>>(), [Some("1"), Some("2")]);
}
