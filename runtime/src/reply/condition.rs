//! Conditions over an answer. What an answer writes oddly is neither success nor refusal: a shop acts on either.
//!
//! A code is compared as text, without white space around it. What equals the constant only by value (`0.00`, `-0`,
//! `false`, another case) is unclear, and so is a name that XML repeats with different values. Rules of requests compare
//! by value; they are in `validate`.

use std::cmp::Ordering;

use super::path::{Answer, header, is_blank};
use crate::model::{Condition, Test};
use crate::{Decimal, Node};

/// Whether a condition holds; `Err` is the path that leaves it unclear.
pub(super) type Truth<'m> = Result<bool, &'m str>;

pub(super) fn holds<'m>(condition: &Condition<'m>, answer: Answer<'_>) -> Truth<'m> {
    match condition {
        Condition::Field(path, test) => passes(test, path, answer),
        Condition::All(all) => first_of(false, all.iter().map(|part| holds(part, answer))),
        Condition::Any(any) => first_of(true, any.iter().map(|part| holds(part, answer))),
        Condition::Not(condition) => holds(condition, answer).map(|truth| !truth),
        Condition::Status(statuses) => Ok(statuses.has(answer.status)),
        Condition::Header(name, test) => {
            let node = header(answer.headers, name).map_or(Node::Absent, Node::text);
            tried(test, &node).ok_or(name)
        }
    }
}

/// Whether a condition can hold only where a value was compared. "No error" also holds of what nobody answered.
pub(super) fn compares(condition: &Condition<'_>) -> bool {
    match condition {
        Condition::Field(_, test) | Condition::Header(_, test) => {
            !matches!(test, Test::Empty | Test::There | Test::IsNot(_))
        }
        Condition::All(all) => all.iter().any(compares),
        Condition::Any(any) => any.iter().all(compares),
        // A status says nothing of who wrote the answer.
        Condition::Not(_) | Condition::Status(_) => false,
    }
}

/// `deciding` if any part is that; else unclear if any part is; else its opposite.
fn first_of<'m>(deciding: bool, parts: impl Iterator<Item = Truth<'m>>) -> Truth<'m> {
    // A part that decides settles the whole, however unclear the others are.
    let mut truth = Ok(!deciding);
    for part in parts {
        match part {
            Ok(part) if part == deciding => return Ok(deciding),
            Err(path) if truth.is_ok() => truth = Err(path),
            _ => {}
        }
    }
    truth
}

fn passes<'m>(test: &Test<'_>, path: &'m str, answer: Answer<'_>) -> Truth<'m> {
    if answer.is_barred(path) {
        return Err(path);
    }
    // XML repeats an element; only where all of them say the same is it clear what was said.
    let (mut first, mut is_clear) = (None, true);
    answer.find(path, &mut |node| {
        let passes = node.read_flat(|node| tried(test, node));
        is_clear &= *first.get_or_insert(passes) == passes;
        None::<()>
    });
    match first {
        // An absent member is compared as nothing; that is unclear to no test but one that reads a value.
        None => Ok(tried(test, &Node::Absent).unwrap_or(false)),
        Some(Some(truth)) if is_clear => Ok(truth),
        Some(_) => Err(path),
    }
}

/// Whether a value passes; `None` where that is unclear.
fn tried(test: &Test<'_>, node: &Node<'_>) -> Option<bool> {
    match test {
        Test::Is(constant) => equals(node, constant),
        Test::IsNot(constant) => equals(node, constant).map(|same| !same),
        Test::OneOf(constants) => {
            let each = constants.iter().map(|constant| equals(node, constant).ok_or(""));
            first_of(true, each).ok()
        }
        Test::Below(constant) => order(node, constant, Ordering::Less),
        Test::Above(constant) => order(node, constant, Ordering::Greater),
        Test::Empty => Some(is_blank(node)),
        Test::There => Some(!is_blank(node)),
    }
}

fn equals(node: &Node<'_>, constant: &str) -> Option<bool> {
    if is_blank(node) || constant.is_empty() {
        return Some(is_blank(node) && constant.is_empty());
    }
    let flag = match constant {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    // PHP and JavaScript write flags in either way, and the spec says which words it means.
    if let Node::Bool(value) = node {
        return flag.map(|flag| flag == *value);
    }
    // A list or a record where a code belongs says nothing of the code.
    let text = node.as_text()?;
    match (text.trim(), flag) {
        (text, _) if text == constant => Some(true),
        // Where the spec speaks of flags, 1 and 0 are the vendor's way to write them.
        ("1", Some(flag)) => Some(flag),
        ("0", Some(flag)) => Some(!flag),
        // A code in another case may be the same code or another system's.
        (text, _) if text.eq_ignore_ascii_case(constant) => None,
        (text, flag) => {
            let expected = flag.map_or_else(|| number(constant), |flag| Some(u32::from(flag).into()));
            let by_value = expected.is_some_and(|expected| number(text) == Some(expected));
            (!by_value).then_some(false)
        }
    }
}

fn order(node: &Node<'_>, constant: &str, expected: Ordering) -> Option<bool> {
    match node {
        node if is_blank(node) => Some(false),
        Node::Bool(_) => None,
        node => {
            let number = number(node.as_text()?.trim());
            Some(number.zip(self::number(constant)).is_some_and(|(number, bound)| number.cmp(&bound) == expected))
        }
    }
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::parse_lenient(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(node: &Node<'_>, constant: &'static str) -> Option<bool> {
        tried(&Test::Is(constant), node)
    }

    #[test]
    fn a_code_equals_its_text_and_nothing_else() {
        for text in ["0", " 0", "\n0\n", "\t0 "] {
            assert_eq!((is(&Node::text(text), "0"), is(&Node::Number("0".into()), "0")), (Some(true), Some(true)));
        }
        for text in ["0.00", "-0", "0e5", "00", "+0", ".0", "0e99", "0E-400", "false"] {
            let unclear = if text == "false" { Node::Bool(false) } else { Node::text(text) };
            assert_eq!(is(&unclear, "0"), None, "{text} is neither success nor clearly something else");
        }
        assert_eq!((is(&Node::text("7"), "0"), is(&Node::text("0 0"), "0"), is(&Node::text("０"), "0")), {
            (Some(false), Some(false), Some(false))
        });
        assert_eq!((is(&Node::Bool(true), "0"), is(&Node::list(vec![Node::text("0")]), "0")), (None, None));
        assert_eq!((is(&Node::text("成功"), "成功"), is(&Node::text("success"), "SUCCESS")), (Some(true), None));
        assert_eq!((is(&Node::Null, "0"), is(&Node::text(" "), "0"), is(&Node::Null, "")), {
            (Some(false), Some(false), Some(true))
        });
    }

    #[test]
    fn a_boolean_equals_its_word_and_one_and_zero_stand_for_it() {
        for (node, truth) in [
            (Node::Bool(true), Some(true)),
            (Node::Bool(false), Some(false)),
            (Node::Number("1".into()), Some(true)),
            (Node::text(" 1"), Some(true)),
            (Node::text("0"), Some(false)),
            (Node::text("true"), Some(true)),
            (Node::text("false"), Some(false)),
            (Node::text("True"), None),
            (Node::text("1.0"), None),
            (Node::Number("01".into()), None),
            (Node::Number("2".into()), Some(false)),
            (Node::text("0.0"), Some(false)),
            (Node::text("是"), Some(false)),
        ] {
            assert_eq!(is(&node, "true"), truth, "{:?}", node.as_text());
            assert_eq!(tried(&Test::IsNot("true"), &node), truth.map(|truth| !truth));
        }
    }

    #[test]
    fn what_is_unclear_stays_so_unless_something_else_decides() {
        assert_eq!(first_of(false, [Err("code"), Ok(true)].into_iter()), Err("code"));
        assert_eq!(first_of(false, [Err("code"), Ok(false)].into_iter()), Ok(false));
        assert_eq!(first_of(true, [Err("code"), Ok(true)].into_iter()), Ok(true));
        assert_eq!(first_of(true, [Ok(false), Ok(false)].into_iter()), Ok(false));
        assert_eq!(tried(&Test::OneOf(&["1", "0"]), &Node::text("0.0")), None);
        assert_eq!(tried(&Test::OneOf(&["1", "0"]), &Node::text("0")), Some(true));
        assert_eq!(tried(&Test::Below("100"), &Node::text(" 99 ")), Some(true));
        for (node, expected) in
            [(Node::Bool(true), None), (Node::Null, Some(false)), (Node::list(Vec::new()), Some(false))]
        {
            assert_eq!(tried(&Test::Above("0"), &node), expected);
        }
        assert_eq!(tried(&Test::Above("0"), &Node::text("很多")), Some(false));
    }

    #[test]
    fn blank_text_is_empty() {
        assert_eq!((tried(&Test::Empty, &Node::text("\n  ")), tried(&Test::There, &Node::text(" "))), {
            (Some(true), Some(false))
        });
        assert_eq!(tried(&Test::Empty, &Node::text("错误")), Some(false));
    }
}
