//! Servers, files and journals that mean harm, or say what none should.

use crate::platform::{Silent, orders, push};
use crate::world::Fault::Done;
use crate::world::{World, words};

const UNTOLD: &str = "unknown: the answer does not tell which rows failed";

/// What is told of three orders of which the answer says this.
fn told(answer: &'static str) -> Vec<String> {
    let world = World::default();
    world.faults([Done(answer)]);
    words(&world.client().batch(&push(orders(3))).send().unwrap())
}

#[test]
fn failures_are_found_however_their_list_is_written() {
    let one = ["applied", "rejected: E1", "applied"];
    assert_eq!(told(r#"{"code":0,"failed":{"no":"单1","code":"E1"}}"#), one, "a row without its list");
    assert_eq!(told(r#"{"code":0,"failed":{"0":{"no":"单1","code":"E1"}}}"#), one, "a list with keys");
    assert_eq!(told(r#"{"code":0,"failed":{"单1":{"no":"单1","code":"E1"}}}"#), one);
    assert_eq!(told(r#"{"code":0,"failed":{"code":"E1"}}"#), [UNTOLD; 3]);
    for none in ["[]", "{}", "null", r#""""#] {
        let answer = format!(r#"{{"code":0,"failed":{none}}}"#);
        assert_eq!(told(answer.leak()), ["applied"; 3], "{none}");
    }
    for unread in [r#""单1""#, r#"["单1"]"#, "7", r#"{"别的":1}"#] {
        let answer = format!(r#"{{"code":0,"failed":{unread}}}"#);
        assert!(told(answer.leak()).iter().all(|outcome| outcome.starts_with("unknown: ")), "{unread}");
    }
}

#[test]
fn what_is_accepted_is_not_done_where_its_answer_cannot_be_read() {
    let world = World::default();
    world.faults([Done(r#"{"code":8,"failed":"全部"}"#)]);
    let report = world.client().batch(&Silent(push(orders(3)))).rows("orders").send().unwrap();
    assert_eq!(words(&report), ["unknown: accepted, and not done yet"; 3]);
}

#[test]
fn failures_of_another_list_tell_no_row_of_this_one() {
    let world = World::default();
    world.fail(&["单0"]);
    let mut all = push(orders(3));
    all.tags = Some(vec!["甲".into(), "乙".into()]);
    let report = world.client().batch(&all).rows("tags").at_most(1).send().unwrap();
    assert_eq!(words(&report), [UNTOLD; 2]);
}
