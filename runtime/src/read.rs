//! Scalars as servers write them: a number in quotes or bare, a time as epoch milliseconds, text as a number.
//! Whether such liberty is taken silently is decided by the callers.

use std::borrow::Cow;

use crate::model::Offset;
use crate::{DateTime, Decimal, Node};

/// The text of a number, in quotes or bare.
fn digits<'a>(node: &'a Node<'_>) -> Option<&'a str> {
    match node {
        Node::Number(text) | Node::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// Whether it stands for "none" in a field that is not text.
pub(crate) fn is_blank(node: &Node<'_>) -> bool {
    match node {
        Node::Absent | Node::Null => true,
        Node::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A whole number; `3.00` is one too.
pub(crate) fn int(node: &Node<'_>) -> Option<i64> {
    if let Node::Int(value) = node {
        return Some(*value);
    }
    let unsigned = digits(node).filter(|text| !text.starts_with('+'));
    unsigned.and_then(|text| text.parse().ok()).or_else(|| decimal(node)?.to_i64())
}

/// An exact decimal.
pub(crate) fn decimal(node: &Node<'_>) -> Option<Decimal> {
    match node {
        Node::Decimal(value) => Some(*value),
        Node::Int(value) => Some((*value).into()),
        _ => Decimal::parse_lenient(digits(node)?),
    }
}

/// A date and time: 19 characters of wall clock, or epoch milliseconds.
pub(crate) fn time(node: &Node<'_>, zone: Offset) -> Option<DateTime> {
    match node {
        Node::Time(value) => Some(*value),
        Node::Int(milliseconds) => DateTime::from_unix_ms(*milliseconds, zone),
        _ => {
            let text = digits(node)?;
            DateTime::parse(text, zone).ok().or_else(|| DateTime::from_unix_ms(int(node)?, zone))
        }
    }
}

/// True or false, in words or as 1 and 0.
pub(crate) fn boolean(node: &Node<'_>) -> Option<bool> {
    match node {
        Node::Bool(value) => Some(*value),
        Node::Int(1) => Some(true),
        Node::Int(0) => Some(false),
        _ => match digits(node)? {
            "true" | "TRUE" | "True" | "1" => Some(true),
            "false" | "FALSE" | "False" | "0" => Some(false),
            _ => None,
        },
    }
}

/// Text; a number gives its digits as they are.
pub(crate) fn text<'a>(node: &'a Node<'_>) -> Option<Cow<'a, str>> {
    node.as_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted<T>(read: impl Fn(&Node<'_>) -> Option<T>, text: &'static str) -> Option<T> {
        read(&Node::text(text))
    }

    #[test]
    fn whole_numbers_may_have_an_idle_fraction() {
        assert_eq!(quoted(int, " 42 "), Some(42));
        assert_eq!(int(&Node::Number("3.00".into())), Some(3));
        assert_eq!(int(&Node::Number("1e3".into())), Some(1000));
        assert_eq!(quoted(int, "-9223372036854775808"), Some(i64::MIN));
        for text in ["3.5", "+3", "9223372036854775808", "三", "", "0x1"] {
            assert_eq!(quoted(int, text), None, "{text}");
        }
    }

    #[test]
    fn times_are_wall_clock_or_milliseconds() {
        let at = |node: &Node<'_>| time(node, Offset::hours(8)).map(|at| at.to_string());
        let expected = Some("2023-09-13 16:30:31".to_owned());
        assert_eq!(at(&Node::Number("1694593831000".into())), expected);
        assert_eq!(at(&Node::text("1694593831000")), expected);
        assert_eq!(at(&Node::text("2023-09-13 16:30:31")), expected);
        assert_eq!(at(&Node::text("昨天")), None);
        assert_eq!(at(&Node::Number("99999999999999999".into())), None, "beyond the year 9999");
    }

    #[test]
    fn booleans_have_a_few_spellings() {
        assert_eq!((quoted(boolean, "true"), quoted(boolean, "0")), (Some(true), Some(false)));
        assert_eq!((boolean(&Node::Int(1)), boolean(&Node::Int(2)), quoted(boolean, "是")), (Some(true), None, None));
    }

    #[test]
    fn only_nothing_is_blank() {
        assert!(is_blank(&Node::Null) && is_blank(&Node::text(" ")) && is_blank(&Node::Absent));
        assert!(!is_blank(&Node::Int(0)) && !is_blank(&Node::List(vec![])));
    }
}
