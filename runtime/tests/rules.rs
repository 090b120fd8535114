//! Kinds of rules and units of length that the platform of `acme` does not use, each on a small table of its own.

use signwright_runtime::model::{
    Bounds, Code, CodeTable, CodeWire, Condition, Expr, Field, Join, Level, Offset, Presence, Record, RecordId, Rule,
    RuleKind, Shape, Test, TextUnit, Type, datetime, decimal, int, list, optional, record, required, text, varchar,
};
use signwright_runtime::{Leniency, MAX_DEPTH, Node, conform, validate};

const TEXT: Type<'static> = text();

type Entries = Vec<(&'static str, Node<'static>)>;

/// `path rule: message` of what a document breaks under one rule over the table below.
fn broken(rule: Rule<'_>, document: Entries) -> Vec<String> {
    let fields: &[Field<'_>] = &[
        optional("a", varchar(9), "甲"),
        optional("b", varchar(9), "乙"),
        optional("c", int(0, 99), "丙").default("5"),
        optional("secret", decimal(9, 2), "秘密").sensitive(),
        optional("shop", Type::Record(RecordId(1)), "店铺"),
        optional("lines", list(&Type::Record(RecordId(1)), Bounds::ANY), "明细"),
        optional("names", list(&TEXT, Bounds::ANY), "名称"),
    ];
    let line: &[Field<'_>] = &[
        optional("key", varchar(9), "键"),
        optional("n", int(0, 99), "数量"),
        optional("boxes", list(&Type::Record(RecordId(2)), Bounds::ANY), "箱"),
    ];
    let boxes: &[Field<'_>] = &[optional("key", varchar(9), "键"), optional("n", int(0, 99), "数量")];
    let rules = [rule];
    let records = [record("Top", fields, &rules), record("Line", line, &[]), record("Box", boxes, &[])];
    check(&records, document)
}

fn check(records: &[Record<'_>], document: Entries) -> Vec<String> {
    let shape = Shape { records, id: RecordId(0) };
    let (node, misfits) = conform(shape, map(document), Leniency::default(), Offset::UTC);
    assert_eq!(misfits, []);
    let violations = validate(shape, &node, Offset::UTC);
    violations
        .into_iter()
        .map(|violation| format!("{} {}: {}", violation.path, violation.rule, violation.message))
        .collect()
}

fn map(entries: Entries) -> Node<'static> {
    Node::Map(entries.into_iter().map(|(name, node)| (name.into(), node)).collect())
}

fn say(text: &'static str) -> Node<'static> {
    Node::text(text)
}

fn num(digits: &'static str) -> Node<'static> {
    Node::Number(digits.into())
}

fn line(key: &'static str, n: &'static str) -> Node<'static> {
    map(vec![("key", say(key)), ("n", num(n))])
}

const NONE: [&str; 0] = [];

#[test]
fn together_means_all_or_none() {
    let rule = || Rule::new(RuleKind::Together(&["a", "b", "shop.key"]), "须同时传");
    assert_eq!(broken(rule(), vec![("b", say(""))]), NONE);
    assert_eq!(broken(rule(), vec![("a", say("一")), ("b", say("二")), ("shop", line("键", "1"))]), NONE);
    assert_eq!(
        broken(rule(), vec![("b", say("二"))]),
        ["a together: must come together with b", "shop.key together: must come together with b"]
    );
}

#[test]
fn the_fields_that_are_there_are_those_of_one_set() {
    let rule = Rule::new(RuleKind::OneOfSets(&[&["a"], &["a", "b"], &["a", "shop.key", "secret"]]), "组合");
    let broken = |entries: Entries| broken(rule, entries);
    let (a, b) = (("a", say("甲")), ("b", say("乙")));
    let shop = || ("shop", map(vec![("key", say("键"))]));
    for allowed in [
        vec![a.clone()],
        vec![a.clone(), b.clone()],
        vec![a.clone(), shop(), ("secret", num("1"))],
        // What no set names may be there; empty text is not there.
        vec![a.clone(), ("b", say("")), ("c", num("3"))],
    ] {
        assert_eq!(broken(allowed), [""; 0]);
    }
    let sets = "but must be exactly one of [a], [a, b], [a, shop.key, secret]";
    assert_eq!(broken(vec![]), [format!("a one_of_sets: none is there, {sets}")]);
    assert_eq!(broken(vec![b.clone()]), [format!("a one_of_sets: there are [b], {sets}")]);
    assert_eq!(broken(vec![a.clone(), shop()]), [format!("shop.key one_of_sets: there are [a, shop.key], {sets}")]);
    let lacks = broken(vec![shop(), ("secret", num("1"))]);
    assert_eq!(lacks, [format!("a one_of_sets: there are [shop.key, secret], {sets}")]);
    // The value of a field that is personal data is not told.
    let all = broken(vec![a, b, shop(), ("secret", num("15"))]);
    assert_eq!(all, [format!("b one_of_sets: there are [a, b, shop.key, secret], {sets}")]);
}

#[test]
fn exactly_one_is_neither_none_nor_two() {
    let rule = || Rule::new(RuleKind::ExactlyOne(&["a", "b"]), "二选一");
    assert_eq!(broken(rule(), vec![("a", say("一")), ("b", say(""))]), NONE);
    assert_eq!(broken(rule(), vec![]), ["a exactly_one: exactly one of a, b must be there; there is none"]);
    assert_eq!(
        broken(rule(), vec![("a", say("一")), ("b", say("二"))]),
        ["b exactly_one: exactly one of a, b must be there; there are more"]
    );
}

#[test]
fn a_rule_with_each_is_checked_for_every_row() {
    let rule = || {
        Rule::new(RuleKind::RequiredWhen(&["key"], Condition::Field("n", Test::Above("1"))), "数量大于1时必填")
            .each("lines")
    };
    let keyless = |n| map(vec![("n", num(n))]);
    assert_eq!(
        broken(rule(), vec![("lines", Node::list(vec![keyless("2"), keyless("1"), line("键", "3"), keyless("9")]))]),
        ["lines[0].key", "lines[3].key"].map(|path| format!("{path} required: required when n > 1, found nothing"))
    );
    let nested = Rule::new(RuleKind::AnyOf(&["key"]), "").each("lines.boxes");
    let boxes = map(vec![("boxes", Node::list(vec![line("键", "1"), keyless("2")]))]);
    assert_eq!(
        broken(nested, vec![("lines", Node::list(vec![keyless("1"), boxes]))]),
        ["lines[1].boxes[1].key any_of: at least one of key must be there"]
    );
}

#[test]
fn several_fields_are_unique_together() {
    let rule = || Rule::new(RuleKind::Unique(&["lines.key", "lines.n"]), "");
    let rows = vec![line("甲", "1"), line("甲", "2"), line("乙", "1"), line("甲", "1"), map(vec![]), map(vec![])];
    assert_eq!(
        broken(rule(), vec![("lines", Node::list(rows))]),
        ["lines[3].key unique: the same value as lines[0].key"],
        "rows without any of them are not compared"
    );
    let rule = Rule::new(RuleKind::Unique(&["lines.key", "lines.boxes.key"]), "");
    let outer = |key: &'static str, boxes: &[&'static str]| {
        map(vec![("key", say(key)), ("boxes", Node::List(boxes.iter().map(|key| line(key, "1")).collect()))])
    };
    let rows = vec![outer("甲", &["1", "2"]), outer("乙", &["1"]), outer("甲", &["3", "1"])];
    assert_eq!(
        broken(rule, vec![("lines", Node::list(rows))]),
        ["lines[2].boxes[1].key unique: the same value as lines[0].boxes[0].key"]
    );
}

#[test]
fn rows_without_fields_are_compared_themselves() {
    let names = Node::list(vec![say("甲"), say("乙"), say(""), say("甲"), say("")]);
    assert_eq!(
        broken(Rule::new(RuleKind::Unique(&["names"]), ""), vec![("names", names)]),
        ["names[3] unique: the same value as names[0]"]
    );
}

#[test]
fn counts_and_defaults_take_part_in_arithmetic() {
    const RIGHT: Expr<'static> = Expr::Sub(
        &Expr::Mul(&Expr::Count("lines", None), &Expr::Add(&Expr::Const("1"), &Expr::Const("1"))),
        &Expr::Const("1"),
    );
    let lines = || ("lines", Node::list(vec![line("甲", "1"), line("乙", "2")]));
    let rule = || Rule::new(RuleKind::Equals("c", RIGHT), "");
    assert_eq!(broken(rule(), vec![lines(), ("c", num("3"))]), NONE);
    assert_eq!(broken(rule(), vec![lines()]), NONE, "an absent field is not compared");
    assert_eq!(
        broken(rule(), vec![lines(), ("c", num("4"))]),
        ["c equals: c is 4, but count(lines) * (1 + 1) - 1 gives 3"]
    );
    let rule = Rule::new(RuleKind::Equals("secret", Expr::Field("c")), "");
    assert_eq!(
        broken(rule, vec![("secret", num("6.00"))]),
        ["secret equals: secret does not equal c"],
        "personal data"
    );
    for right in
        [Expr::Add(&Expr::Field("secret"), &Expr::Const("1")), Expr::Mul(&Expr::Const("2"), &Expr::Field("secret"))]
    {
        let told = broken(Rule::new(RuleKind::Equals("c", right), ""), vec![("secret", num("6.25")), ("c", num("3"))]);
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert!(told.starts_with("c equals: c does not equal ") && told.contains("secret"), "{told}");
        assert!(!told.contains("7.25") && !told.contains("12.5"), "{told}");
    }
}

#[test]
fn siblings_are_counted_by_a_key_of_another_name() {
    let join = Join { theirs: "key", ours: "key" };
    let rule = || Rule::new(RuleKind::Equals("n", Expr::Count("lines", Some(join))), "").each("lines");
    let rows = vec![line("甲", "2"), line("乙", "1"), line("甲", "3")];
    assert_eq!(
        broken(rule(), vec![("lines", Node::list(rows))]),
        ["lines[2].n equals: n is 3, but count(lines by key) gives 2"]
    );
    let other = Join { theirs: "key", ours: "b" };
    let rule = Rule::new(RuleKind::Equals("c", Expr::Sum("lines", Some(other), &Expr::Field("n"))), "");
    assert_eq!(
        broken(
            rule,
            vec![("b", say("甲")), ("c", num("1")), ("lines", Node::list(vec![line("甲", "2"), line("甲", "3")]))]
        ),
        ["c equals: c is 1, but sum(lines by key = b: n) gives 5"]
    );
}

#[test]
fn a_sum_is_shown_unless_the_list_or_what_is_summed_is_personal_data() {
    const LINE: Type<'static> = Type::Record(RecordId(1));
    let marked = |field: Field<'static>, is_personal| if is_personal { field.sensitive() } else { field };
    let join = Join { theirs: "key", ours: "b" };
    for (list_is, term_is, join) in [
        (true, false, None),
        (false, true, None),
        (true, false, Some(join)),
        (false, true, Some(join)),
        (false, false, Some(join)),
    ] {
        let fields = [
            optional("b", varchar(9), "乙"),
            optional("c", int(0, 99), "丙"),
            marked(optional("lines", list(&LINE, Bounds::ANY), "明细"), list_is),
        ];
        let line_fields = [optional("key", varchar(9), "键"), marked(optional("n", int(0, 99), "数量"), term_is)];
        let rules = [Rule::new(RuleKind::Equals("c", Expr::Sum("lines", join, &Expr::Field("n"))), "")];
        let records = [record("Top", &fields, &rules), record("Line", &line_fields, &[])];
        let lines = Node::list(vec![line("键", "17"), line("键", "25")]);
        let told = check(&records, vec![("b", say("键")), ("c", num("3")), ("lines", lines)]);
        let [told] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(told.contains("42"), !list_is && !term_is, "{told}");
    }
}

#[test]
fn text_constants_are_compared_as_text() {
    let rule = || Rule::new(RuleKind::Equals("a", Expr::Const("01")), "");
    assert_eq!(broken(rule(), vec![("a", say("01"))]), NONE);
    assert_eq!(broken(rule(), vec![("a", say("1"))]), ["a equals: a is 1, but must be 01"]);
}

#[test]
fn numbers_are_ordered_by_value() {
    let rule = || Rule::new(RuleKind::Ordered("c", "secret"), "");
    assert_eq!(broken(rule(), vec![("c", num("9")), ("secret", num("10.00"))]), NONE);
    assert_eq!(broken(rule(), vec![("c", num("11")), ("secret", num("10"))]), ["c ordered: must not be after secret"]);
}

#[test]
fn an_empty_text_has_no_order_and_need_equal_nothing() {
    for (first, second) in [("二", ""), ("", "一"), ("", "")] {
        let ordered = Rule::new(RuleKind::Ordered("a", "b"), "");
        assert_eq!(broken(ordered, vec![("a", say(first)), ("b", say(second))]), NONE, "{first:?} {second:?}");
    }
    assert_eq!(broken(Rule::new(RuleKind::Ordered("a", "b"), ""), vec![("a", say("二"))]), NONE);
    assert_eq!(broken(Rule::new(RuleKind::Equals("a", Expr::Const("01")), ""), vec![("a", say(""))]), NONE);
}

#[test]
fn maps_and_free_values_may_be_as_deep_as_a_document_and_no_deeper() {
    const ROW: Type<'static> = Type::Record(RecordId(0));
    let fields = [optional("按店", Type::Map(&ROW, Bounds::ANY), "按店"), optional("扩展", Type::Any, "扩展")];
    let records = [record("Top", &fields, &[])];
    let check = |node: &Node<'_>| {
        let shape = Shape { records: &records, id: RecordId(0) };
        let violations = validate(shape, node, Offset::UTC);
        violations.into_iter().map(|violation| (violation.rule, violation.path)).collect::<Vec<_>>()
    };
    // Each level is a record and the map that holds it.
    let maps = |levels| {
        let row = |map| Node::record(vec![map, Node::Absent]);
        (0..levels).fold(row(Node::Absent), |node, _| row(Node::map(vec![("店".into(), node)])))
    };
    let most = MAX_DEPTH / 2 - 1;
    assert_eq!(check(&maps(most)), []);
    assert_eq!(check(&maps(most + 1)), [("depth", vec!["按店.店"; most + 1].join("."))]);
    let free = |levels| {
        let nest = |node, level| {
            if level % 2 == 0 { Node::list(vec![node]) } else { map(vec![("值", node)]) }
        };
        Node::record(vec![Node::Absent, (0..levels).fold(say("底"), nest)])
    };
    assert_eq!(check(&free(MAX_DEPTH - 1)), []);
    assert_eq!(check(&free(MAX_DEPTH)), [("depth", "扩展".to_owned())]);
}

#[test]
fn a_window_is_as_long_as_stated_and_no_longer() {
    let check = |seconds, from, to| {
        let fields = [optional("from", datetime(), "开始"), optional("to", datetime(), "结束").as_text()];
        let rules = [Rule::new(RuleKind::Window("from", "to", seconds), "最大跨度30天")];
        check(&[record("Top", &fields, &rules)], vec![("from", say(from)), ("to", say(to))])
    };
    assert_eq!(check(30 * 86_400, "2024-02-01 00:00:00", "2024-03-02 00:00:00"), NONE);
    assert_eq!(
        check(30 * 86_400, "2024-02-01 00:00:00", "2024-03-02 00:00:01"),
        ["to window: must be at most 30 days after from, found 2592001 seconds"]
    );
    assert_eq!(
        check(3600, "2024-02-01 00:00:00", "2024-02-01 03:00:00"),
        ["to window: must be at most 1 hour after from, found 3 hours"]
    );
    assert_eq!(check(3600, "2024-02-02 00:00:00", "2024-02-01 00:00:00"), NONE, "the order is another rule's");
    assert_eq!(check(3600, "0000-00-00 00:00:00", "2024-02-01 00:00:00"), NONE, "no time, no window");
}

#[test]
fn names_that_are_nowhere_read_as_absent() {
    assert_eq!(broken(Rule::new(RuleKind::AnyOf(&["nowhere", "a.b"]), ""), vec![("a", say("一"))]).len(), 1);
    for kind in [RuleKind::Unique(&["nowhere.x"]), RuleKind::Ordered("a", "x"), RuleKind::Equals("x", Expr::Field("y"))]
    {
        assert_eq!(broken(Rule::new(kind, ""), vec![("a", say("一"))]), NONE);
    }
    let rule = Rule::new(RuleKind::Equals("c", Expr::Sum("nowhere", None, &Expr::Const("1"))), "");
    assert_eq!(broken(rule, vec![("c", num("0"))]), NONE);
}

#[test]
fn a_length_is_counted_in_the_vendors_unit() {
    let length = |unit, value| {
        let fields = [optional("t", Type::Text { min: 0, max: Some(6), unit }, "文本")];
        check(&[record("Top", &fields, &[])], vec![("t", say(value))])
    };
    assert_eq!(length(TextUnit::Chars, "一二三四五😀"), NONE);
    assert_eq!(length(TextUnit::Utf16, "一二三四😀"), NONE);
    assert_eq!(length(TextUnit::Utf16, "一二三四五😀"), ["t length: at most 6 UTF-16 units, found 7"]);
    assert_eq!(length(TextUnit::Bytes, "一二"), NONE);
    assert_eq!(length(TextUnit::Bytes, "一二a"), ["t length: at most 6 bytes, found 7"]);
}

#[test]
fn a_long_list_of_codes_is_not_printed_whole() {
    let names: Vec<_> = (0..20).map(|code| format!("{code:02}")).collect();
    let listed: Vec<_> = names.iter().map(|code| Code { code, name: "", title: "" }).collect();
    let table = CodeTable { name: "Kind", wire: CodeWire::Text { max: Some(2) }, level: Level::Deny, codes: &listed };
    let fields = [Field::new("t", Type::Code(&table), "类型", Presence::Optional)];
    let check = |code| check(&[record("Top", &fields, &[])], vec![("t", say(code))]);
    assert_eq!(check("07"), NONE);
    assert_eq!(check("7"), ["t code: one of 00, 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, …, found \"7\""]);
    assert_eq!(check("007"), ["t length: at most 2 characters, found 3"]);
}

#[test]
fn a_list_of_codes_that_was_concluded_only_warns() {
    let listed = [Code { code: "1", name: "shop", title: "门店" }];
    let table = CodeTable { name: "Kind", wire: CodeWire::Text { max: Some(4) }, level: Level::Warn, codes: &listed };
    let fields = [Field::new("t", Type::Code(&table), "类型", Presence::Optional)];
    let check = |code| check(&[record("Top", &fields, &[])], vec![("t", say(code))]);
    assert_eq!(check("1"), NONE);
    assert_eq!(check("茶馆🍵"), ["t code: one of 1, found \"茶馆🍵\""]);
    assert_eq!(check("茶馆茶馆🍵"), ["t length: at most 4 characters, found 5"]);
    let records = [record("Top", &fields, &[])];
    let shape = Shape { records: &records, id: RecordId(0) };
    let level = |code| {
        let (node, _) = conform(shape, map(vec![("t", say(code))]), Leniency::default(), Offset::UTC);
        validate(shape, &node, Offset::UTC).into_iter().map(|violation| violation.level).collect::<Vec<_>>()
    };
    assert_eq!(level("2"), [Level::Warn]);
    assert_eq!(level("茶馆茶馆🍵"), [Level::Deny]);
}

#[test]
fn what_was_concluded_is_told_from_what_is_stated() {
    let fields = [required("a", varchar(9), "甲"), required("b", varchar(9), "乙").inferred()];
    assert_eq!(
        check(&[record("Top", &fields, &[])], vec![]),
        ["a required: required, found nothing", "b required: required by inference, found nothing"]
    );
}

#[test]
fn what_is_no_time_is_told_by_its_form_and_has_no_order() {
    let fields =
        [optional("start", datetime(), "开始"), optional("end", datetime(), "结束"), optional("a", varchar(9), "甲")];
    for (first, second, no_times) in [("start", "end", 2), ("start", "a", 1), ("a", "start", 1)] {
        let rules = [Rule::new(RuleKind::Ordered(first, second), "")];
        let shape = Shape { records: &[record("Top", &fields, &rules)], id: RecordId(0) };
        let document = map(vec![(first, say("明天")), (second, say("今天"))]);
        let (node, misfits) = conform(shape, document, Leniency::default(), Offset::UTC);
        assert_eq!(misfits.len(), no_times, "{misfits:?}");
        assert!(validate(shape, &node, Offset::UTC).is_empty(), "{first} {second}");
    }
}
