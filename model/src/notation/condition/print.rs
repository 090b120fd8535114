//! A condition as the notation writes it: `a = 1 and (b is empty or c in [1, 2])`.

use crate::notation::cursor::{is_word, quoted_text};
use crate::notation::{status, value};
use crate::{Condition, Shape, Test};

/// A condition. Where its fields are not known, a constant that is the name of one stands without quotes.
pub fn print(condition: &Condition<'_>) -> String {
    nested(condition, 0, &|_| false)
}

/// A condition over the fields of a record, which `read` reads back.
pub fn print_over(condition: &Condition<'_>, over: Shape<'_>) -> String {
    nested(condition, 0, &|name| over.record().fields.iter().any(|field| field.name == name))
}

/// `binding` is how tightly what stands around binds: 0 nothing or `or`, 1 `and`, 2 `not`.
fn nested(condition: &Condition<'_>, binding: u8, is_field: &dyn Fn(&str) -> bool) -> String {
    let joined = |parts: &[Condition<'_>], binding, word: &str| {
        parts.iter().map(|part| nested(part, binding, is_field)).collect::<Vec<_>>().join(word)
    };
    let (strength, text) = match condition {
        Condition::Field(path, test) => (3, format!("{path} {}", self::test(test, is_field))),
        Condition::All(all) => (1, joined(all, 2, " and ")),
        Condition::Any(any) => (0, joined(any, 1, " or ")),
        Condition::Header(name, test) => (3, format!("{} {name} {}", super::HEADER, self::test(test, is_field))),
        Condition::Status(statuses) => (3, status::print(*statuses)),
        Condition::Not(not) => (2, format!("not {}", nested(not, 2, is_field))),
    };
    if strength < binding { format!("({text})") } else { text }
}

fn test(test: &Test<'_>, is_field: &dyn Fn(&str) -> bool) -> String {
    let constant = |text: &&str| constant(text, is_field);
    match test {
        Test::Is(value) => format!("= {}", constant(value)),
        Test::IsNot(value) => format!("!= {}", constant(value)),
        Test::OneOf(values) => format!("in [{}]", values.iter().map(constant).collect::<Vec<_>>().join(", ")),
        Test::Below(limit) => format!("< {}", self::limit(limit)),
        Test::Above(limit) => format!("> {}", self::limit(limit)),
        Test::Empty => "is empty".to_owned(),
        Test::There => "is there".to_owned(),
    }
}

/// A number or a word as it stands, anything else in quotes.
fn constant(text: &str, is_field: &dyn Fn(&str) -> bool) -> String {
    let is_plain = text.starts_with(|first| is_word(first) || first == '-')
        && text.chars().all(|c| is_word(c) || "-.:/*".contains(c));
    if is_plain && !is_field(text) { text.to_owned() } else { quoted_text(text) }
}

/// A number as it stands, an instant in quotes.
fn limit(limit: &str) -> String {
    if value::is_number(limit) { limit.to_owned() } else { quoted_text(limit) }
}
