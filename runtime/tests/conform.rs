//! Wire documents brought into the form of their tables.

mod acme;

use acme::{PLATFORM, decimal_of, push, shape, time_of, trade};
use proptest::prelude::*;
use signwright_runtime::model::Level;
use signwright_runtime::{
    Leniency, MAX_DEPTH, Node, Value, Violation, conform, conform_form, conform_positional, conform_xml, validate,
};

const STRICT: Leniency = Leniency { numbers_as_text: false, unknown_fields: false };
const LENIENT: Leniency = Leniency { numbers_as_text: true, unknown_fields: true };

fn map<const N: usize>(entries: [(&'static str, Node<'static>); N]) -> Node<'static> {
    Node::Map(entries.into_iter().map(|(name, node)| (name.into(), node)).collect())
}

fn number(digits: &'static str) -> Node<'static> {
    Node::Number(digits.into())
}

fn text(text: &'static str) -> Node<'static> {
    Node::text(text)
}

fn found((node, violations): (Node<'static>, Vec<Violation>)) -> (Vec<Node<'static>>, Vec<String>) {
    let Node::Record(nodes) = node else { panic!("a record") };
    (
        nodes.into_vec(),
        violations.into_iter().map(|violation| format!("{} {}", violation.path, violation.rule)).collect(),
    )
}

fn of_trade(entry: (&'static str, Node<'static>), leniency: Leniency) -> (Vec<Node<'static>>, Vec<String>) {
    found(conform(shape(1), map([entry]), leniency, PLATFORM.zone))
}

#[test]
fn a_document_takes_the_places_of_its_table() {
    let document = map([
        (
            "trade_list",
            Node::list(vec![map([
                ("pay_time", text("2024-02-29 10:00:00")),
                ("paid", number("10.00")),
                ("tid", text("单号")),
            ])]),
        ),
        ("shop_no", text("店铺")),
        ("switch", number("1")),
        ("page", text("3")),
    ]);
    let (nodes, violations) = found(conform(shape(0), document, STRICT, PLATFORM.zone));
    assert_eq!(violations, [""; 0]);
    assert_eq!(
        (&nodes[0], &nodes[1], &nodes[3], &nodes[4]),
        (&text("店铺"), &Node::Int(1), &Node::Absent, &Node::Int(3))
    );
    let Node::Record(trade) = &nodes[2].rows()[0] else { panic!("a record") };
    assert_eq!((&trade[0], &trade[2]), (&text("单号"), &Node::Decimal(decimal_of("10.00"))));
    assert_eq!((&trade[3], &trade[4]), (&Node::Absent, &Node::Time(time_of("2024-02-29 10:00:00"))));
}

#[test]
fn a_number_in_quotes_is_read_and_reported_unless_it_is_allowed() {
    for (entry, read) in [
        (("card_type", text("1")), (8, Node::Int(1))),
        (("status", text("10")), (3, Node::Int(10))),
        (("paid", text("1.50")), (2, Node::Decimal(decimal_of("1.50")))),
    ] {
        let name = entry.0;
        let (nodes, violations) = of_trade(entry.clone(), STRICT);
        assert_eq!((&nodes[read.0], violations), (&read.1, vec![format!("{name} type")]));
        let (nodes, violations) = of_trade(entry, LENIENT);
        assert_eq!((&nodes[read.0], violations), (&read.1, vec![]));
    }
}

#[test]
fn a_bare_number_for_a_text_is_a_warning_where_it_is_allowed() {
    let told = |shape_id, entry: (&'static str, Node<'static>), leniency| {
        let (node, violations) = conform(shape(shape_id), map([entry]), leniency, PLATFORM.zone);
        let Node::Record(nodes) = node else { panic!("a record") };
        let told = violations.into_iter().map(|violation| (violation.level, violation.message));
        (nodes.into_iter().find(|node| *node != Node::Absent).expect("a value"), told.collect::<Vec<_>>())
    };
    let message = || "expected text, found a number".to_owned();
    for digits in ["13233456110", "1.50"] {
        let (strict, lenient) = (told(1, ("tid", number(digits)), STRICT), told(1, ("tid", number(digits)), LENIENT));
        assert_eq!(strict, (text(digits), vec![(Level::Deny, message())]));
        assert_eq!(lenient, (text(digits), vec![(Level::Warn, message())]));
    }
    // A number that travels as text loses nothing without its quotes.
    assert_eq!(told(0, ("page", number("3")), STRICT), (Node::Int(3), vec![(Level::Deny, message())]));
    assert_eq!(told(0, ("page", number("3")), LENIENT), (Node::Int(3), vec![]));
    // A boolean has no digits, and servers differ in what they make of it; a date is no number.
    for (name, node) in [("tid", Node::Bool(true)), ("pay_time", number("1694593831000"))] {
        assert_eq!(told(1, (name, node), LENIENT).1[0].0, Level::Deny, "{name}");
    }
}

#[test]
fn only_in_xml_a_list_comes_row_by_row() {
    let trade = || map([("tid", text("单号"))]);
    let again = |row: Node<'static>| map([("trade_list", row.clone()), ("trade_list", row)]);
    for conform in [conform, conform_form] {
        let (_, violations) = conform(shape(0), again(Node::list(vec![trade()])), LENIENT, PLATFORM.zone);
        let [violation] = violations.as_slice() else { panic!("{violations:?}") };
        assert_eq!((violation.path.as_str(), violation.message.as_str()), ("trade_list", "given more than once"));
    }
    let (nodes, violations) = found(conform_xml(shape(0), again(trade()), STRICT, PLATFORM.zone));
    assert_eq!((nodes[2].rows().len(), violations), (2, vec![]));
}

#[test]
fn what_cannot_be_read_is_reported_and_kept() {
    let wrong = [
        (("card_type", text("一")), "card_type type"),
        (("card_type", text("")), "card_type type"),
        (("card_type", number("1.0")), "card_type type"),
        (("card_type", Node::Bool(true)), "card_type type"),
        (("card_type", number("99999999999999999999")), "card_type range"),
        (("paid", text("1_0")), "paid type"),
        (("paid", number("12345678901234567890123456789")), "paid precision"),
        (("paid", number("1e99")), "paid precision"),
        (("pay_time", text("2024-2-9 1:2:3")), "pay_time format"),
        (("pay_time", text("2023-02-29 00:00:00")), "pay_time format"),
        (("pay_time", number("1694593831000")), "pay_time type"),
        (("wms", number("1")), "wms type"),
        (("code", Node::Bool(true)), "code type"),
        (("tid", Node::list(vec![])), "tid type"),
        (("order_list", text("[]")), "order_list type"),
        (("order_list", Node::list(vec![Node::Null])), "order_list[0] type"),
        (("order_list", Node::list(vec![text("x")])), "order_list[0] type"),
        (("备注", text("x")), "备注 unknown"),
    ];
    for (entry, expected) in wrong {
        assert_eq!(of_trade(entry.clone(), STRICT).1, [expected], "{entry:?}");
    }
    let (nodes, _) = of_trade(("paid", text("十元")), STRICT);
    assert_eq!(nodes[2], text("十元"));
    let (_, violations) = conform(shape(1), Node::Null, STRICT, PLATFORM.zone);
    assert_eq!(violations[0].message, "expected a record, found null");
}

#[test]
fn an_exponent_is_exact_too() {
    assert_eq!(of_trade(("paid", number("1.5e1")), STRICT).0[2], Node::Decimal(decimal_of("15")));
}

#[test]
fn an_untyped_document_is_read_leniently() {
    let document = map([
        ("tid", text("T1")),
        ("order_list", map([("oid", text("1")), ("num", text(" ")), ("price", text("2.5"))])),
        ("wms", text("true")),
        ("order_list", map([("oid", text("2"))])),
        ("extra", text("")),
        ("card_type", text("")),
        ("tid", text("T2")),
    ]);
    let (nodes, violations) = found(conform_xml(shape(1), document, LENIENT, PLATFORM.zone));
    assert_eq!(violations, ["tid type"], "only a list may come more than once");
    assert_eq!((&nodes[0], &nodes[6], &nodes[8]), (&text("T1"), &Node::Bool(true), &Node::Absent));
    let [Node::Record(first), Node::Record(_)] = nodes[13].rows() else { panic!("two rows") };
    assert_eq!((&first[1], &first[2]), (&Node::Absent, &Node::Decimal(decimal_of("2.5"))));
}

#[test]
fn a_record_is_no_list_however_lenient() {
    let trade = || map([("tid", text("T1"))]);
    let messages = |node: Node<'static>, leniency| {
        let of = |conform: fn(_, _, _, _) -> (Node<'static>, Vec<Violation>)| {
            let document = map([("trade_list", node.clone())]);
            conform(shape(0), document, leniency, PLATFORM.zone)
                .1
                .into_iter()
                .map(|one| (one.path, one.message))
                .collect()
        };
        let plain: Vec<_> = of(conform);
        assert_eq!(plain, of(conform_form), "in a form too, where the list is JSON text");
        plain
    };
    for leniency in [STRICT, LENIENT] {
        for (node, message) in [
            (trade(), "expected a list, found a record"),
            (
                map([("0", trade()), ("1", trade())]),
                "expected a list, found a record whose names are numbers (a list with keys)",
            ),
            (text("[{\"tid\":\"T1\"}]"), "expected a list, found text that holds a list (JSON encoded twice)"),
            (text("{\"tid\":\"订\"}"), "expected a list, found text that holds a record (JSON encoded twice)"),
            (text("[会员]"), "expected a list, found text"),
            (number("1"), "expected a list, found a number"),
        ] {
            assert_eq!(messages(node, leniency), [("trade_list".to_owned(), message.to_owned())]);
        }
        let rows = Node::list(vec![text("{\"tid\":\"T1\"}")]);
        let row = "expected a record, found text that holds a record (JSON encoded twice)";
        assert_eq!(messages(rows, leniency), [("trade_list[0]".to_owned(), row.to_owned())]);
    }
    let (nodes, violations) = found(conform_xml(shape(0), map([("trade_list", trade())]), STRICT, PLATFORM.zone));
    assert_eq!((nodes[2].rows().len(), violations.len()), (1, 0), "one element is a list of one row");
}

#[test]
fn unknown_fields_are_warnings_where_they_are_allowed() {
    let level = |leniency| conform(shape(3), map([("多余", Node::list(vec![]))]), leniency, PLATFORM.zone).1[0].level;
    assert_eq!((level(STRICT), level(LENIENT)), (Level::Deny, Level::Warn));
}

#[test]
fn a_form_is_text_at_its_top_only() {
    let document = map([
        ("shop_no", text("店")),
        ("switch", text("0")),
        ("trade_list", Node::list(vec![map([("card_type", text("1"))])])),
    ]);
    let (nodes, violations) = found(conform_form(shape(0), document, STRICT, PLATFORM.zone));
    assert_eq!((&nodes[1], violations), (&Node::Int(0), vec!["trade_list[0].card_type type".to_owned()]));
}

#[test]
fn positions_are_those_of_the_table() {
    let list =
        Node::list(vec![text("店铺"), number("1"), Node::list(vec![]), Node::Null, text("2"), text("多"), text("余")]);
    let (nodes, violations) = found(conform_positional(shape(0), list, Vec::new(), STRICT, PLATFORM.zone));
    assert_eq!((nodes.len(), &nodes[1], &nodes[3], &nodes[4]), (5, &Node::Int(1), &Node::Absent, &Node::Int(2)));
    assert_eq!(violations, ["[5] unknown", "[6] unknown"]);
    let (nodes, _) =
        found(conform_positional(shape(0), Node::list(vec![text("店")]), Vec::new(), STRICT, PLATFORM.zone));
    assert_eq!(nodes[4], Node::Absent);
    assert_eq!(conform_positional(shape(0), text("店"), Vec::new(), STRICT, PLATFORM.zone).1[0].rule, "type");
}

#[test]
fn a_bottomless_document_is_a_violation() {
    let mut node = map([("name", text("底"))]);
    for _ in 0..500 {
        node = Node::map(vec![("name".into(), text("类")), ("children".into(), Node::list(vec![node]))]);
    }
    let (_, violations) = conform(shape(6), node, STRICT, PLATFORM.zone);
    assert_eq!(violations.iter().map(|violation| violation.rule).collect::<Vec<_>>(), ["depth"]);
    assert_eq!(violations[0].path.matches('[').count(), MAX_DEPTH / 2);
}

#[test]
fn a_hostile_document_is_not_answered_without_end() {
    let rows = (0..20_000).map(|_| map([])).collect();
    let (node, violations) = conform(shape(0), map([("trade_list", Node::List(rows))]), STRICT, PLATFORM.zone);
    assert_eq!(violations, []);
    let violations = validate(shape(0), &node, PLATFORM.zone);
    assert_eq!((violations.len(), violations[10_000].rule), (10_001, "more"));
}

/// Documents of any form, with the table's own names among theirs.
fn document() -> impl Strategy<Value = Node<'static>> {
    let leaf = prop_oneof![
        Just(Node::Null),
        any::<bool>().prop_map(Node::Bool),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?".prop_map(|digits| Node::Number(digits.into())),
        "\\PC{0,8}".prop_map(|text| Node::Text(text.into())),
        Just(text("0000-00-00 00:00:00")),
    ];
    let name = prop::sample::select(vec![
        "shop_no",
        "trade_list",
        "order_list",
        "paid",
        "price",
        "num",
        "tid",
        "pay_time",
        "switch",
        "fee_list",
        "extra",
        "其它",
    ]);
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Node::list),
            prop::collection::vec((name.clone().prop_map(Into::into), inner), 0..6).prop_map(Node::map),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_panics(document in document(), numbers_as_text: bool, unknown_fields: bool) {
        let leniency = Leniency { numbers_as_text, unknown_fields };
        let _ = conform_positional(shape(0), document.clone(), vec![("多".into(), text("余"))], leniency, PLATFORM.zone);
        for conform in [conform, conform_form, conform_xml] {
            let (node, _) = conform(shape(0), document.clone(), leniency, PLATFORM.zone);
            validate(shape(0), &node, PLATFORM.zone);
        }
        let _ = signwright_runtime::fill_answer::<acme::Answer>(&document, PLATFORM.zone);
    }

    #[test]
    fn what_is_in_record_form_stays_so(tid in "\\PC{1,10}", paid in 0_i64..100_000_000) {
        let mut push = push();
        push.trade_list = vec![trade(&tid)];
        push.trade_list[0].paid = signwright_runtime::Decimal::new(paid, 2).unwrap();
        let node = push.node();
        prop_assert_eq!(conform(shape(0), node.clone(), STRICT, PLATFORM.zone), (node, vec![]));
    }
}

#[test]
fn records_take_a_bounded_memory_however_short_the_document_writes_them() {
    let rows = |count| map([("trade_list", Node::list(vec![Node::map(Vec::new()); count]))]);
    let told = |count| {
        let (node, violations) = conform(shape(0), rows(count), STRICT, PLATFORM.zone);
        let Node::Record(nodes) = node else { panic!("a record") };
        let filled = nodes[2].rows().iter().filter(|row| matches!(row, Node::Record(_))).count();
        (filled, violations.into_iter().map(|violation| (violation.path, violation.message)).collect::<Vec<_>>())
    };
    let fields = shape(1).record().fields.len();
    assert_eq!(told(50_000), (50_000, Vec::new()));
    let (filled, violations) = told(1_000_000);
    let [(path, message)] = violations.as_slice() else { panic!("one word for all: {violations:?}") };
    assert!(filled * fields * size_of::<Node<'_>>() <= 5 * 16 * 1024 * 1024);
    assert_eq!(*path, format!("trade_list[{filled}]"));
    assert_eq!(message, "the document holds too many values for its size; send fewer rows at a time");
}

/// One table, as a typed client and as whoever has none reads it.
mod alike {
    #![allow(clippy::needless_update, reason = "as in generated code: a copy names the fields that are more than bits")]

    use std::collections::BTreeMap;

    use signwright_runtime::model::v1::tables;
    use signwright_runtime::model::{Offset, PlatformText, Tables, v1};
    use signwright_runtime::{
        Date, DateTime, Decimal, Leniency, Limits, Node, TextOrInt, Value as _, conform, fill_request, json,
    };

    static TABLES: Tables = tables(
        "
endpoint
  name  order.list

request

Order
  num    int               数量
  paid   decimal(19,4)     已付
  gift   boolean           赠品
  at     datetime          时间
  day    date              日期
  code   int|text          编码
  title  varchar           标题 😀
  items  Item[]            货品
  props  Map<String,int>   属性
  item   Item              首件

Item
  oid    varchar           子单号

response
",
    );

    // What serde would read the zone of.
    #[allow(dead_code, reason = "the macros name it where the feature serde is on")]
    static PLATFORM: PlatformText = v1::platform("");

    pub(super) struct Order {
        num: Option<i64>,
        paid: Option<Decimal>,
        gift: Option<bool>,
        at: Option<DateTime>,
        day: Option<Date>,
        code: Option<TextOrInt>,
        title: Option<String>,
        items: Vec<Item>,
        props: BTreeMap<String, i64>,
        item: Option<Item>,
    }

    signwright_runtime::response! {
        Order = TABLES[1]:
        num: None, paid: None, gift: None, at: None, day: None, code.clone(): None, title.clone(): None,
        items.clone(): Vec::new(), props.clone(): BTreeMap::new(), item.clone(): None,
    }

    pub(super) struct Item {
        oid: Option<String>,
    }

    signwright_runtime::response! {
        Item = TABLES[2]:
        oid.clone(): None,
    }

    /// Without what is empty: a list of none and a list that is not there are the same to a program.
    fn bare(node: Node<'_>) -> Node<'_> {
        match node {
            Node::List(rows) if rows.is_empty() => Node::Absent,
            Node::Map(entries) if entries.is_empty() => Node::Absent,
            Node::Text(text) if text.is_empty() => Node::Absent,
            Node::List(rows) => Node::List(rows.into_iter().map(bare).collect()),
            Node::Record(nodes) => Node::Record(nodes.into_iter().map(bare).collect()),
            node => node,
        }
    }

    #[test]
    fn what_call_reads_a_typed_client_reads_alike() {
        let endpoint = TABLES.endpoint().expect("a table");
        let shape = endpoint.request().at(signwright_runtime::model::RecordId(1));
        for (value, is_read) in [
            (r#""num": 5"#, true),
            (r#""num": "5""#, true),
            (r#""num": " 5 ""#, true),
            (r#""num": 1.0"#, true),
            (r#""num": "1.00""#, true),
            (r#""num": "1E+2""#, true),
            (r#""num": 1e2"#, true),
            (r#""num": "+5""#, true),
            (r#""num": 1.5"#, false),
            (r#""num": "五""#, false),
            (r#""num": "９""#, false),
            (r#""num": 9223372036854775808"#, false),
            (r#""paid": "1E+2""#, true),
            (r#""paid": " 5 ""#, true),
            (r#""paid": ".5""#, true),
            (r#""paid": "+0.50""#, true),
            (r#""paid": "1,000.00""#, false),
            (r#""gift": 1"#, true),
            (r#""gift": "True""#, true),
            (r#""gift": "是""#, false),
            (r#""at": "2024-05-01 10:21:00""#, true),
            (r#""at": " 2024-05-01 10:21:00 ""#, false),
            (r#""at": "1714530060000""#, false),
            (r#""at": 1714530060000"#, false),
            (r#""at": 1714530060"#, false),
            (r#""day": "2024-02-29""#, true),
            (r#""day": " 2024-02-29 ""#, false),
            (r#""day": 20240229"#, false),
            (r#""code": "0５""#, true),
            (r#""code": 5"#, true),
            (r#""title": 13233456110"#, true),
            (r#""items": {}"#, true),
            (r#""items": []"#, true),
            (r#""items": """#, true),
            (r#""items": [{"oid": "子😀"}]"#, true),
            (r#""items": 5"#, false),
            (r#""props": []"#, true),
            (r#""props": {"红": " 5 "}"#, true),
            (r#""item": []"#, true),
            (r#""item": {"oid": "子"}"#, true),
            (r#""item": 5"#, false),
        ] {
            let text = format!("{{{value}}}");
            let document = json::parse(text.as_bytes(), Limits::default()).expect("JSON");
            let leniency = Leniency { numbers_as_text: true, unknown_fields: false };
            let zone = Offset::hours(8);
            let (conformed, violations) = conform(shape, document.clone(), leniency, zone);
            let refused = violations.iter().any(|violation| violation.message != "expected text, found a number");
            let filled = fill_request::<Order>(&document, zone);
            let (order, notes) = match filled {
                Ok(order) => (Some(order), Vec::new()),
                Err(notes) => (None, notes.0),
            };
            assert_eq!((!refused, notes.is_empty()), (is_read, is_read), "{text}: {violations:?}; {notes:?}");
            if is_read {
                let order = order.expect("whole");
                assert_eq!(bare(conformed), bare(order.node()), "{text}");
            }
        }
    }
}
