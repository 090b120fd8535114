//! Scalars as servers write them: a number in quotes or bare, a time as epoch milliseconds, text as a number.
//! Whether such liberty is taken silently is decided by the callers.

use std::borrow::Cow;

use crate::model::Offset;
use crate::{Date, DateTime, Decimal, Limits, Node, json};

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

/// What stands where something else belongs, for messages. The usual slips of languages are named.
pub(crate) fn kind(node: &Node<'_>) -> &'static str {
    match node {
        Node::Text(text) if text.trim_start().starts_with(['[', '{']) => {
            match json::parse(text.as_bytes(), Limits::default()) {
                Ok(Node::List(_)) => "text that holds a list (JSON encoded twice)",
                Ok(_) => "text that holds a record (JSON encoded twice)",
                Err(_) => node.kind(),
            }
        }
        Node::Map(entries) if is_keyed(entries) => "a record whose names are numbers (a list with keys)",
        _ => node.kind(),
    }
}

/// Whether all names are a list's own, as PHP prints one that does not count from zero.
pub(crate) fn is_keyed(entries: &[(Cow<'_, str>, Node<'_>)]) -> bool {
    let is_index =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    !entries.is_empty() && entries.iter().all(|(name, _)| !name.is_empty() && is_index(name))
}

/// A whole number; `3.00` and `+3` are too.
pub(crate) fn int(node: &Node<'_>) -> Option<i64> {
    match node {
        Node::Int(value) => Some(*value),
        _ => digits(node)?.parse().ok().or_else(|| decimal(node)?.to_i64()),
    }
}

/// An exact decimal.
pub(crate) fn decimal(node: &Node<'_>) -> Option<Decimal> {
    match node {
        Node::Decimal(value) => Some(*value),
        Node::Int(value) => Some((*value).into()),
        _ => Decimal::parse_lenient(digits(node)?),
    }
}

/// A date and time: 19 characters of wall clock, or 13 digits of milliseconds since 1970. Of any other bare number
/// nobody knows the unit: seconds, a calendar day (`20240501`) and a whole date (`20240501120000`) look alike.
pub(crate) fn time(node: &Node<'_>, zone: Offset) -> Option<DateTime> {
    match node {
        Node::Time(value) => Some(*value),
        Node::Int(value) => milliseconds(&value.to_string(), zone),
        _ => {
            let text = digits(node)?;
            DateTime::parse(text, zone).ok().or_else(|| milliseconds(text, zone))
        }
    }
}

/// A day: 10 characters. Of a number nobody knows the unit, and of a time the day depends on the zone.
pub(crate) fn date(node: &Node<'_>) -> Option<Date> {
    match node {
        Node::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The instant of 13 digits.
fn milliseconds(text: &str, zone: Offset) -> Option<DateTime> {
    let is_plain = text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit());
    DateTime::from_unix_ms(text.parse().ok().filter(|_| is_plain)?, zone)
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
        assert_eq!((quoted(int, "+5"), quoted(int, "+5.0"), quoted(int, "-.0")), (Some(5), Some(5), Some(0)));
        for text in ["3.5", "+-3", "++3", ".5", "+", "9223372036854775808", "三", "", "0x1"] {
            assert_eq!(quoted(int, text), None, "{text}");
        }
    }

    #[test]
    fn numbers_may_lack_the_zero_before_their_point_or_carry_a_plus() {
        let read = |text| quoted(decimal, text).map(|number| number.to_string());
        for (text, number) in [
            (".5", "0.5"),
            ("+5", "5"),
            ("-.50", "-0.50"),
            ("+.5", "0.5"),
            (" +1.20 ", "1.20"),
            (".5e1", "5"),
            ("+0e99", "0"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
        for text in [".", "+", "-", "+.", "-+5", "+-5", "..5", "5 0", "0e", "0e+", "0ex", "1,5", "０.5"] {
            assert_eq!(read(text), None, "{text}");
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
        assert_eq!(at(&Node::Int(1_694_593_831_000)), expected);
        assert_eq!(at(&Node::text("9999999999999")).as_deref(), Some("2286-11-21 01:46:39"));
    }

    #[test]
    fn a_bare_number_is_a_time_only_with_thirteen_digits() {
        for digits in [
            "0",
            "1714536000",
            "20240501",
            "20240501120000",
            "171453600000",
            "17145360000000",
            "-1714536000000",
            "+1714536000000",
            "-171453600000",
            "1714536000000.0",
            "1.714536e12",
            "99999999999999999",
            "１７１４５３６００００００",
        ] {
            for node in [Node::Number(digits.into()), Node::text(digits)] {
                assert_eq!(time(&node, Offset::hours(8)), None, "{digits}");
            }
        }
        assert_eq!(time(&Node::Int(1_714_536_000), Offset::hours(8)), None);
        assert_eq!(time(&Node::text("0000-00-00 00:00:00"), Offset::hours(8)).map(DateTime::is_zero), Some(true));
    }

    #[test]
    fn a_day_is_ten_characters_and_nothing_else() {
        let read = |text| quoted(date, text).map(|day| day.to_string());
        assert_eq!(read(" 2024-02-29 ").as_deref(), Some("2024-02-29"));
        assert_eq!(read("0000-00-00").as_deref(), Some("0000-00-00"));
        for text in ["2024-02-30", "2024-02-29 00:00:00", "20240229", "1709164800000", "２０２４-02-29", "昨天", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!((date(&Node::Int(20_240_229)), date(&Node::Number("20240229".into()))), (None, None));
    }

    #[test]
    fn booleans_may_not_be_numbers_by_value() {
        assert_eq!((quoted(boolean, "+1"), quoted(boolean, "1.0"), quoted(boolean, "00")), (None, None, None));
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
