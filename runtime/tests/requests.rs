//! Typed requests read back from a tree, as a server does.

mod acme;

use acme::{Category, CategoryRequired, PLATFORM, Push, Trade, push};
use signwright_runtime::model::Level;
use signwright_runtime::{Coded, Fields as _, Node, Value as _, fill_request};

fn map<const N: usize>(entries: [(&'static str, Node<'static>); N]) -> Node<'static> {
    Node::Map(entries.into_iter().map(|(name, node)| (name.into(), node)).collect())
}

#[test]
fn a_record_in_a_record_of_its_type_is_read_back() {
    let named = |name: &str| Category::new(CategoryRequired { name: name.into() });
    let category = named("手机").with(|category| category.parent = Some(Box::new(named("数码"))));
    assert_eq!(fill_request::<Category>(&category.node(), PLATFORM.zone).as_ref(), Ok(&category));
}

#[test]
fn a_request_is_read_back_whole() {
    let mut push = push();
    push.switch = Some(Coded::Other(7));
    assert_eq!(fill_request::<Push>(&push.node(), PLATFORM.zone).as_ref(), Ok(&push));
}

#[test]
fn everything_wrong_with_a_request_is_told_at_once() {
    let node = map([
        ("tid", Node::text("T1")),
        ("paid", Node::text("十元")),
        ("card_type", Node::text("")),
        ("goods", Node::text("不认识")),
        ("order_list", Node::list(vec![map([("oid", Node::text("1"))]), Node::Null])),
    ]);
    let violations = fill_request::<Trade>(&node, PLATFORM.zone).expect_err("not whole").0;
    assert!(violations.iter().all(|violation| violation.level == Level::Deny));
    let found: Vec<_> = violations.iter().map(|violation| (violation.path.as_str(), violation.rule)).collect();
    let expected = [
        ("buyer", "required"),
        ("paid", "type"),
        ("card_type", "type"),
        ("order_list[0].num", "required"),
        ("order_list[0].price", "required"),
        ("order_list[1]", "type"),
        ("remark", "required"),
        ("goods", "unknown"),
    ];
    assert_eq!(found, expected);
}
