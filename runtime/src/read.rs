//! Scalars as servers write them: a number in quotes or bare, a time as epoch milliseconds, text as a number.
//! Whether such liberty is taken silently is decided by the callers.

use std::borrow::Cow;

use crate::model::{BoolWords, Offset, TimeForm, Type};
use crate::timestamp::form;
use crate::{Date, DateTime, Decimal, DecimalError, Limits, Node, Time, json};

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
        Node::Map(entries) if are_keys(entries.iter().map(|(name, _)| name.as_ref())) => {
            "a record whose names are numbers (a list with keys)"
        }
        _ => node.kind(),
    }
}

/// Whether all names are a list's own, as PHP prints one that does not count from zero.
pub(crate) fn are_keys<'k>(mut names: impl ExactSizeIterator<Item = &'k str>) -> bool {
    let is_index =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    names.len() > 0 && names.all(|name| !name.is_empty() && is_index(name))
}

/// Why a scalar cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// It is something else.
    Type,
    /// It is written in another way, for this reason.
    Format(String),
    /// A whole number of more than 64 bits.
    Range,
    /// A number below zero that has no sign.
    Sign,
    /// A number of too many digits.
    Precision,
}

/// How much is taken for a value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Only what the tables say.
    Exact,
    /// Also what servers and languages make of it, as long as its value is beyond doubt.
    Loose,
}

/// A whole number; read loosely, `3.00`, `1e3` and `+3` are too, and blanks around them.
pub(crate) fn int(node: &Node<'_>, strictness: Strictness) -> Result<i64, Misfit> {
    let exact = match node {
        Node::Int(value) => Ok(*value),
        Node::Number(text) | Node::Text(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                Err(Misfit::Type)
            } else {
                text.parse().map_err(|_| Misfit::Range)
            }
        }
        _ => Err(Misfit::Type),
    };
    or_loosely(exact, strictness, || {
        let text = digits(node);
        let whole = text.and_then(|text| text.parse().ok());
        whole.or_else(|| decimal(node, strictness).ok()?.to_i64())
    })
}

/// A whole number of 64 bits without a sign; read loosely as [`int`].
pub(crate) fn unsigned(node: &Node<'_>, strictness: Strictness) -> Result<u64, Misfit> {
    if let Node::Number(text) | Node::Text(text) = node
        && !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
    {
        return text.parse().map_err(|_| Misfit::Range);
    }
    if strictness == Strictness::Loose
        && let Some(value) = digits(node).and_then(|text| text.parse().ok())
    {
        return Ok(value);
    }
    // Below zero it is the wrong number of the right type.
    int(node, strictness).and_then(|value| u64::try_from(value).map_err(|_| Misfit::Sign))
}

/// An exact decimal; read loosely, `.5`, `1E+2` in quotes and `+3` are too, and blanks around them.
pub(crate) fn decimal(node: &Node<'_>, strictness: Strictness) -> Result<Decimal, Misfit> {
    let exact = match node {
        Node::Decimal(value) => Ok(*value),
        Node::Int(value) => Ok((*value).into()),
        Node::Number(text) if text.contains(['e', 'E']) => Decimal::parse_lenient(text).ok_or(DecimalError::TooLong),
        Node::Number(text) | Node::Text(text) => text.parse(),
        _ => Err(DecimalError::Malformed),
    };
    let exact = exact.map_err(|error| match error {
        DecimalError::Malformed => Misfit::Type,
        DecimalError::TooLong => Misfit::Precision,
    });
    or_loosely(exact, strictness, || Decimal::parse_lenient(digits(node)?))
}

/// What is read exactly, else loosely where that is allowed.
fn or_loosely<T>(
    exact: Result<T, Misfit>,
    strictness: Strictness,
    loosely: impl FnOnce() -> Option<T>,
) -> Result<T, Misfit> {
    exact.or_else(|misfit| if strictness == Strictness::Loose { loosely().ok_or(misfit) } else { Err(misfit) })
}

/// A date and time: 19 characters of wall clock, or what its pattern says; read loosely, also 13 digits of milliseconds
/// since 1970. Of any other bare number nobody knows the unit: seconds, a calendar day (`20240501`) and a whole date
/// (`20240501120000`) look alike.
pub(crate) fn time(
    node: &Node<'_>,
    pattern: Option<&str>,
    zone: Offset,
    strictness: Strictness,
) -> Result<DateTime, Misfit> {
    let text = match node {
        Node::Time(value) => return Ok(*value),
        // Digits alone may come as a number.
        Node::Text(text) => text,
        Node::Number(text) if pattern.is_some() && strictness == Strictness::Loose => text,
        Node::Int(value) if strictness == Strictness::Loose => {
            return milliseconds(&value.to_string(), zone).ok_or(Misfit::Type);
        }
        _ if strictness == Strictness::Exact => return Err(Misfit::Type),
        node => return digits(node).and_then(|text| milliseconds(text, zone)).ok_or(Misfit::Type),
    };
    let exact = match pattern {
        Some(pattern) => form::read_local(pattern, text, zone).ok_or_else(|| not_of(pattern)),
        None => DateTime::parse(text, zone).map_err(|error| Misfit::Format(error.to_string())),
    };
    or_loosely(exact, strictness, || {
        let text = text.trim();
        DateTime::parse(text, zone).ok().or_else(|| milliseconds(text, zone))
    })
}

/// A day: 10 characters, or what its pattern says. Of a number nobody knows the unit, and of a time the day depends on the
/// zone.
pub(crate) fn date(node: &Node<'_>, pattern: Option<&str>, strictness: Strictness) -> Result<Date, Misfit> {
    let text = match node {
        Node::Day(value) => return Ok(*value),
        Node::Text(text) => text,
        Node::Number(text) if pattern.is_some() && strictness == Strictness::Loose => text,
        _ => return Err(Misfit::Type),
    };
    let exact = match pattern {
        Some(pattern) => form::read_day(pattern, text).ok_or_else(|| not_of(pattern)),
        None => Date::parse(text).map_err(|error| Misfit::Format(error.to_string())),
    };
    or_loosely(exact, strictness, || Date::parse(text.trim()).ok())
}

/// An instant: digits in a number's form, text in the others; read loosely, a number's form also takes parts of its unit,
/// and blanks around it.
pub(crate) fn instant(node: &Node<'_>, form: TimeForm<'_>, strictness: Strictness) -> Result<Time, Misfit> {
    let text = match node {
        Node::Instant(value) => return Ok(*value),
        Node::Int(value) if form.is_number() => &Cow::Owned(value.to_string()),
        Node::Number(text) if form.is_number() => text,
        Node::Text(text) => text,
        _ => return Err(Misfit::Type),
    };
    let exact = form::read(form, text).ok_or_else(|| not_of(&form::name(form)));
    or_loosely(exact, strictness, || {
        let micros = match form {
            TimeForm::Unix => 1_000_000_i64,
            TimeForm::UnixMs => 1000,
            TimeForm::UnixUs => 1,
            _ => return form::read(form, text.trim()),
        };
        let number = Decimal::parse_lenient(text.trim())?;
        Time::from_unix_us(number.checked_mul(micros.into())?.to_i64()?)
    })
}

fn not_of(form: &str) -> Misfit {
    Misfit::Format(format!("not {form}, or no such day or time"))
}

/// The instant of 13 digits.
fn milliseconds(text: &str, zone: Offset) -> Option<DateTime> {
    let is_plain = text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit());
    DateTime::from_unix_ms(text.parse().ok().filter(|_| is_plain)?, zone)
}

/// True or false, in the vendor's words where it has some; read loosely, in other words or as 1 and 0 too.
pub(crate) fn boolean(node: &Node<'_>, words: Option<BoolWords<'_>>, strictness: Strictness) -> Result<bool, Misfit> {
    let exact = match (node, words) {
        (Node::Bool(value), None) => return Ok(*value),
        (_, None) => Err(Misfit::Type),
        (node, Some(words)) => match node.as_text() {
            Some(text) if text == words.yes && !matches!(node, Node::Bool(_)) => Ok(true),
            Some(text) if text == words.no && !matches!(node, Node::Bool(_)) => Ok(false),
            Some(_) if !matches!(node, Node::Bool(_)) => {
                Err(Misfit::Format(format!("neither {} nor {}", words.yes, words.no)))
            }
            _ => Err(Misfit::Type),
        },
    };
    or_loosely(exact, strictness, || match node {
        Node::Bool(value) => Some(*value),
        Node::Int(1) => Some(true),
        Node::Int(0) => Some(false),
        _ => match digits(node)? {
            "true" | "TRUE" | "True" | "1" => Some(true),
            "false" | "FALSE" | "False" | "0" => Some(false),
            _ => None,
        },
    })
}

/// Whether it is what some languages print for an empty list, `{}`, or for an empty record or map, `[]`.
pub(crate) fn is_empty_of(ty: &Type<'_>, node: &Node<'_>) -> bool {
    match (ty, node) {
        (Type::List(..), Node::Map(entries)) => entries.is_empty(),
        (Type::Record(_) | Type::Map(..), Node::List(rows)) => rows.is_empty(),
        _ => false,
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

    fn int(node: &Node<'_>) -> Option<i64> {
        super::int(node, Strictness::Loose).ok()
    }

    fn decimal(node: &Node<'_>) -> Option<Decimal> {
        super::decimal(node, Strictness::Loose).ok()
    }

    fn time(node: &Node<'_>, zone: Offset) -> Option<DateTime> {
        super::time(node, None, zone, Strictness::Loose).ok()
    }

    fn date(node: &Node<'_>) -> Option<Date> {
        super::date(node, None, Strictness::Loose).ok()
    }

    fn boolean(node: &Node<'_>) -> Option<bool> {
        super::boolean(node, None, Strictness::Loose).ok()
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
        assert!(!is_blank(&Node::Int(0)) && !is_blank(&Node::list(vec![])));
    }
}
