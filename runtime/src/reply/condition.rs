//! Conditions over an answer's document. Rules over a request's record are the validator's.

use crate::model::{Condition, Test};
use crate::{Node, read};

/// Whether a condition holds in a document. A field that is not there has no default here.
pub(super) fn holds(condition: &Condition<'_>, answer: &Node<'_>) -> bool {
    match condition {
        Condition::Field(path, test) => passes(test, answer.path(path).unwrap_or(&Node::Absent)),
        Condition::All(conditions) => conditions.iter().all(|condition| holds(condition, answer)),
        Condition::Any(conditions) => conditions.iter().any(|condition| holds(condition, answer)),
        Condition::Not(condition) => !holds(condition, answer),
    }
}

fn passes(test: &Test<'_>, node: &Node<'_>) -> bool {
    match test {
        Test::Is(value) => equals(node, value),
        Test::IsNot(value) => !equals(node, value),
        Test::OneOf(values) => values.iter().any(|value| equals(node, value)),
        Test::Below(bound) => order(node, bound).is_some_and(std::cmp::Ordering::is_lt),
        Test::Above(bound) => order(node, bound).is_some_and(std::cmp::Ordering::is_gt),
        Test::Empty => !node.is_there(),
        Test::There => node.is_there(),
    }
}

/// Numbers are equal by value, in quotes or bare; anything else by its text.
fn equals(node: &Node<'_>, value: &str) -> bool {
    match order(node, value) {
        Some(order) => order.is_eq(),
        None => node.as_text().is_some_and(|text| text == value),
    }
}

fn order(node: &Node<'_>, value: &str) -> Option<std::cmp::Ordering> {
    Some(read::decimal(node)?.cmp(&read::decimal(&Node::text(value))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(value: Node<'static>, test: Test<'static>) -> bool {
        let answer = Node::Map(vec![("返回".into(), Node::Map(vec![("码".into(), value)]))]);
        holds(&Condition::Field("返回.码", test), &answer)
    }

    #[test]
    fn numbers_compare_by_value_and_text_as_text() {
        for zero in [Node::Number("0".into()), Node::text("0"), Node::text("00"), Node::Number("0.0".into())] {
            assert!(field(zero.clone(), Test::Is("0")) && !field(zero, Test::IsNot("0")));
        }
        for other in
            [Node::text("成功"), Node::text(""), Node::Null, Node::Absent, Node::Bool(false), Node::List(vec![])]
        {
            assert!(!field(other.clone(), Test::Is("0")) && field(other, Test::IsNot("0")));
        }
        assert!(field(Node::text("成功"), Test::OneOf(&["失败", "成功"])));
        assert!(field(Node::Bool(true), Test::Is("true")));
        assert!(field(Node::text("9"), Test::Below("10")) && field(Node::Number("1e3".into()), Test::Above("10")));
        assert!(!field(Node::text("九"), Test::Below("10")) && !field(Node::Absent, Test::Above("-1")));
    }

    #[test]
    fn conditions_combine() {
        let answer = Node::Map(vec![("code".into(), Node::text("0")), ("message".into(), Node::text(""))]);
        let zero = Condition::Field("code", Test::Is("0"));
        let silent = Condition::Field("message", Test::Empty);
        assert!(holds(&Condition::All(&[zero, silent]), &answer));
        assert!(!holds(&Condition::Not(&zero), &answer));
        assert!(holds(&Condition::Any(&[Condition::Field("data.message", Test::There), zero]), &answer));
        assert!(holds(&Condition::Field("data.message", Test::Empty), &answer), "what is not there is empty");
    }
}
