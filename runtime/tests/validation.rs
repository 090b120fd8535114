//! Every rule of the validator, with exact paths.

mod acme;

use acme::{
    Category, CategoryRequired, Fee, FeeRequired, PLATFORM, Push, Status, around, decimal_of, order, push, shape,
    time_of, trade,
};
use signwright_runtime::model::{Condition, Level, Test};
use signwright_runtime::{Coded, MAX_DEPTH, Node, Value, Violation, Violations, holds_for, validate, validate_strict};

fn check(push: &Push) -> Vec<Violation> {
    validate(acme::shape(0), &push.node(), PLATFORM.zone)
}

/// `path rule` of each violation.
fn broken(change: impl FnOnce(&mut Push)) -> Vec<String> {
    let mut push = push();
    change(&mut push);
    check(&push).into_iter().map(|violation| format!("{} {}", violation.path, violation.rule)).collect()
}

fn message(change: impl FnOnce(&mut Push)) -> String {
    let mut push = push();
    change(&mut push);
    check(&push).into_iter().map(|violation| violation.message).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_valid_push_breaks_nothing() {
    assert_eq!(check(&push()), []);
}

#[test]
fn text_is_counted_in_characters() {
    assert_eq!(broken(|push| push.shop_no = "店铺编号一二".into()), [""; 0]);
    assert_eq!(broken(|push| push.shop_no = "店铺编号一😀二".into()), ["shop_no length"]);
    assert_eq!(message(|push| push.shop_no = "店铺编号一😀二".into()), "at most 6 characters, found 7");
    assert_eq!(broken(|push| push.shop_no = String::new()), ["shop_no empty"]);
    assert_eq!(broken(|push| push.trade_list[0].remark = "一二三四五".into()), ["trade_list[0].remark length"]);
    assert_eq!(broken(|push| push.trade_list[0].warehouse = Some(String::new())), [""; 0], "empty is absent");
}

#[test]
fn numbers_keep_to_their_range_and_digits() {
    assert_eq!(broken(|push| push.page = Some(51)), ["page range"]);
    assert_eq!(message(|push| push.page = Some(0)), "a whole number of 1 to 50, found 0");
    let price = |text: &str| {
        let price = decimal_of(text);
        broken(|push| {
            push.trade_list[0].paid = price.checked_mul(2.into()).unwrap().checked_sub(decimal_of("0.2")).unwrap();
            push.trade_list[0].order_list[0].price = price;
        })
    };
    assert_eq!(price("9999.0000000"), [""; 0], "idle zeros are no digits");
    assert_eq!(price("9999.99995"), ["trade_list[0].paid scale", "trade_list[0].order_list[0].price scale"]);
    assert_eq!(price("10000"), ["trade_list[0].order_list[0].price precision"]);
    assert_eq!(
        message(|push| push.trade_list[0].order_list[0].discount = Some(decimal_of("-0.20001"))),
        "at most 4 digits after the point, found -0.20001; \
         paid is 19.80, but sum(order_list: price * num - discount) gives 20.20001"
    );
}

#[test]
fn a_code_must_be_listed() {
    assert_eq!(broken(|push| push.switch = Some(Coded::Other(7))), ["switch code"]);
    assert_eq!(message(|push| push.switch = Some(Coded::Other(7))), "one of 0, 1, found 7");
    assert_eq!(broken(|push| push.trade_list[0].status = Some(Status::Closed.into())), [""; 0]);
}

#[test]
fn a_list_has_bounds_of_two_levels() {
    assert_eq!(broken(|push| push.trade_list.clear()), ["trade_list count"]);
    assert_eq!(
        broken(|push| push.trade_list[0].order_list.clear()),
        ["trade_list[0].order_list count", "trade_list[0].paid equals"]
    );
    let mut push = push();
    push.trade_list = ["A", "B", "C", "D"].map(trade).into();
    let violations = check(&push);
    assert_eq!((violations.len(), violations[0].level), (1, Level::Warn));
    assert_eq!(violations[0].message, "the vendor recommends at most 3 rows, found 4");
    let fee = || Fee::new(FeeRequired { tid: "无".into(), amount: 1.into() });
    push.trade_list.pop();
    push.fee_list = Some(vec![fee(), fee(), fee()]);
    assert_eq!(
        check(&push).first().map(|violation| (violation.path.as_str(), violation.level)),
        Some(("fee_list", Level::Deny))
    );
}

#[test]
fn presence_depends_on_other_fields() {
    let trade = |change: fn(&mut acme::Trade)| broken(|push| change(&mut push.trade_list[0]));
    assert_eq!(trade(|trade| trade.warehouse = Some("仓".into())), ["trade_list[0].warehouse forbidden"]);
    assert_eq!(
        trade(|trade| {
            trade.warehouse = Some("仓".into());
            trade.wms = Some(true);
        }),
        [""; 0]
    );
    assert_eq!(trade(|trade| trade.card_type = Some(1)), ["trade_list[0].card required"]);
    assert_eq!(trade(|trade| trade.card_type = Some(0)), [""; 0]);
    assert_eq!(trade(|trade| trade.logistics_no = Some("顺丰1".into())), ["trade_list[0].logistics_code requires"]);
    assert_eq!(
        trade(|trade| trade.order_list[0].goods_no = Some(String::new())),
        ["trade_list[0].order_list[0].goods_no any_of"]
    );
}

#[test]
fn times_are_ordered_on_one_clock() {
    let times = |first: &str, second: &str| {
        broken(|push| {
            push.trade_list[0].pay_time = Some(time_of(first));
            push.trade_list[0].end_time = Some(time_of(second).to(signwright_runtime::model::Offset::UTC));
        })
    };
    assert_eq!(times("2024-02-29 10:00:00", "2024-02-29 10:00:00"), [""; 0]);
    assert_eq!(times("2024-02-29 10:00:01", "2024-02-29 10:00:00"), ["trade_list[0].pay_time ordered"]);
    assert_eq!(times("2024-02-29 10:00:01", "0000-00-00 00:00:00"), [""; 0], "the zero date has no order");
}

#[test]
fn a_constant_is_demanded_where_the_condition_holds() {
    let unpaid = |text: &str| {
        message(|push| {
            push.trade_list[0].status = Some(Status::Unpaid.into());
            push.trade_list[0].pay_time = Some(time_of(text));
        })
    };
    assert_eq!(unpaid("0000-00-00 00:00:00"), "");
    assert_eq!(unpaid("2024-01-01 08:00:00"), "pay_time is 2024-01-01 08:00:00, but must be 0000-00-00 00:00:00");
    assert_eq!(broken(|push| push.trade_list[0].pay_time = Some(time_of("2024-01-01 08:00:00"))), [""; 0]);
}

#[test]
fn sums_are_exact_and_only_warn() {
    let mut push = push();
    push.trade_list[0].paid = decimal_of("409");
    let violations = check(&push);
    let [violation] = violations.as_slice() else { panic!("{violations:?}") };
    assert_eq!((violation.path.as_str(), violation.level), ("trade_list[0].paid", Level::Warn));
    assert_eq!(violation.message, "paid is 409, but sum(order_list: price * num - discount) gives 19.8");
    assert_eq!(violation.says, "已付=∑(单价*数量-优惠)");
    push.trade_list[0].paid = decimal_of("39.8");
    push.trade_list[0].order_list.push(order("T1-2"));
    push.trade_list[0].order_list[1].discount = None;
    assert_eq!(check(&push), [], "an absent number counts as zero");
}

#[test]
fn a_sum_beyond_all_digits_is_a_violation() {
    let most = decimal_of(&"9".repeat(28));
    let found = message(|push| {
        push.trade_list[0].order_list[0].price = most;
        push.trade_list[0].order_list[0].num = most;
    });
    assert!(found.ends_with("sum(order_list: price * num - discount) has more digits than can be computed"), "{found}");
}

#[test]
fn rows_of_a_sibling_list_are_joined_by_a_key() {
    let fee = |tid: &str, amount: &str| Fee::new(FeeRequired { tid: tid.into(), amount: decimal_of(amount) });
    let mut push = push();
    push.trade_list = vec![trade("T1"), trade("T2"), trade("T3")];
    push.trade_list[0].fee = Some(decimal_of("3.50"));
    push.trade_list[1].fee = Some(decimal_of("1"));
    push.fee_list = Some(vec![fee("T1", "1.25"), fee("T1", "2.25")]);
    let found: Vec<_> = check(&push).into_iter().map(|violation| (violation.path, violation.message)).collect();
    let expected = ("trade_list[1].fee".to_owned(), "fee is 1, but sum(fee_list by tid: amount) gives 0".to_owned());
    assert_eq!(found, [expected]);
}

#[test]
fn equal_values_are_found_over_nested_lists() {
    let mut push = push();
    push.trade_list = vec![trade("T1"), trade("T2"), trade("T1")];
    push.trade_list[1].order_list[0].oid = "T1-1".into();
    push.trade_list[2].buyer = "李四".into();
    let found: Vec<_> =
        check(&push).into_iter().map(|violation| (violation.path, violation.rule, violation.message)).collect();
    let same = |path: &str, first: &str| (path.to_owned(), "unique", format!("the same value as {first}"));
    let expected = [
        same("trade_list[2].tid", "trade_list[0].tid"),
        same("trade_list[1].order_list[0].oid", "trade_list[0].order_list[0].oid"),
        same("trade_list[2].order_list[0].oid", "trade_list[0].order_list[0].oid"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_value_may_come_only_so_often() {
    let mut push = push();
    push.trade_list = vec![trade("T1"), trade("T2"), trade("T3")];
    push.trade_list.iter_mut().for_each(|trade| trade.buyer = "同一人".into());
    let violations = check(&push);
    let [violation] = violations.as_slice() else { panic!("{violations:?}") };
    assert_eq!((violation.path.as_str(), violation.rule), ("trade_list[2].buyer", "at_most"));
    assert_eq!(violation.message, "at most 2 rows with one value; this is number 3, the first is trade_list[0].buyer");
    assert!(!format!("{violation}").contains("同一人"), "personal data");
}

#[test]
fn violations_come_in_table_order_and_print_one_to_a_line() {
    let mut push = push();
    push.switch = Some(Coded::Other(2));
    push.shop_no = String::new();
    push.trade_list[0].card_type = Some(11);
    push.trade_list[0].paid = decimal_of("1");
    let violations = Violations(check(&push));
    assert!(violations.stop());
    let expected = "\
shop_no: required, found empty text [empty] 店铺编号
switch: one of 0, 1, found 2 [code] 模式
trade_list[0].card_type: a whole number of 0 to 9, found 11 [range] 证件类型
trade_list[0].card: required when card_type != 0, found nothing [required] 证件类型不为0时必填
warning: trade_list[0].paid: paid is 1, but sum(order_list: price * num - discount) gives 19.8 [equals] 已付=∑(单价*数量-优惠)";
    assert_eq!(format!("{violations:#}"), expected);
    assert_eq!(violations.to_string(), expected.replace('\n', "; "), "a log has a line for it");
}

#[test]
fn a_bottomless_record_is_a_violation_and_no_overflow() {
    let mut category = Category::new(CategoryRequired { name: "底".into() });
    for _ in 0..2000 {
        category = around(category);
    }
    let violations = validate(acme::shape(6), &category.node(), PLATFORM.zone);
    let [violation] = violations.as_slice() else { panic!("{} violations", violations.len()) };
    assert_eq!(violation.rule, "depth");
    assert_eq!(violation.path, vec!["children[0]"; MAX_DEPTH / 2].join("."));
}

#[test]
fn a_record_may_be_as_deep_as_a_document() {
    let mut category = Category::new(CategoryRequired { name: "底".into() });
    category.children = Some(vec![]);
    for _ in 1..MAX_DEPTH / 2 {
        category = around(category);
    }
    assert_eq!(validate(acme::shape(6), &category.node(), PLATFORM.zone), []);
}

#[test]
fn what_is_required_by_inference_warns_and_binds_only_strictly() {
    let trade = push().trade_list.remove(0);
    let mut trade = trade.node();
    let Node::Record(nodes) = &mut trade else { panic!("a record") };
    nodes[2] = Node::Absent;
    let told = |violations: Vec<Violation>| {
        let paid = violations.into_iter().filter(|violation| violation.path == "paid" && violation.rule == "required");
        paid.map(|violation| (violation.level, violation.message)).collect::<Vec<_>>()
    };
    let message = "required by inference, found nothing".to_owned();
    assert_eq!(told(validate(shape(1), &trade, PLATFORM.zone)), [(Level::Warn, message.clone())]);
    assert_eq!(told(validate_strict(shape(1), &trade, PLATFORM.zone)), [(Level::Deny, message)]);
    // What the vendor states binds always.
    let Node::Record(nodes) = &mut trade else { panic!("a record") };
    nodes[0] = Node::text("");
    let violations = validate(shape(1), &trade, PLATFORM.zone);
    assert_eq!((violations[0].path.as_str(), violations[0].level), ("tid", Level::Deny));
}

#[test]
fn missing_nodes_read_as_absent() {
    let violations = validate(shape(3), &Node::record(vec![]), PLATFORM.zone);
    assert_eq!(violations.iter().map(|violation| violation.path.as_str()).collect::<Vec<_>>(), ["tid", "amount"]);
    assert_eq!(validate(shape(999), &Node::record(vec![Node::Null]), PLATFORM.zone), []);
}

#[test]
fn conditions_read_records_with_their_defaults() {
    let node = push().node().into_owned();
    let holds = |name, test| holds_for(&Condition::Field(name, test), shape(0), &node, PLATFORM.zone);
    assert!(
        holds("switch", Test::Is("1")) && holds("switch", Test::Empty),
        "the default is read, but nothing is there"
    );
    assert!(holds("trade_list.tid", Test::Is("T1")) && holds("trade_list.paid", Test::Below("19.81")));
    assert!(!holds("nowhere", Test::There) && holds("fee_list", Test::Empty));
}

#[test]
fn violations_are_counted() {
    let violations = Violations(validate(shape(3), &Node::record(vec![]), PLATFORM.zone));
    assert_eq!((violations.len(), violations.is_empty(), violations.stop()), (2, false, true));
    assert!(Violations::default().is_empty() && !Violations::default().stop());
}
