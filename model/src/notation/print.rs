//! How conditions are written in the notation: the way back from the model, for messages and for people.

use crate::{Condition, Test};

/// A condition: `a = 1 and (b is empty or c in [1, 2])`.
pub fn condition(of: &Condition<'_>) -> String {
    nested(of, 0)
}

/// `binding` is how tightly what stands around binds: 0 nothing or `or`, 1 `and`, 2 `not`.
fn nested(condition: &Condition<'_>, binding: u8) -> String {
    let (own, text) = match condition {
        Condition::Field(path, test) => (3, format!("{path} {}", self::test(test))),
        Condition::All(all) => (1, all.iter().map(|one| nested(one, 2)).collect::<Vec<_>>().join(" and ")),
        Condition::Any(any) => (0, any.iter().map(|one| nested(one, 1)).collect::<Vec<_>>().join(" or ")),
        Condition::Not(not) => (2, format!("not {}", nested(not, 2))),
    };
    if own < binding { format!("({text})") } else { text }
}

fn test(test: &Test<'_>) -> String {
    match test {
        Test::Is(constant) => format!("= {}", self::constant(constant)),
        Test::IsNot(constant) => format!("!= {}", self::constant(constant)),
        Test::OneOf(values) => {
            format!("in [{}]", values.iter().map(|one| constant(one)).collect::<Vec<_>>().join(", "))
        }
        Test::Below(number) => format!("< {number}"),
        Test::Above(number) => format!("> {number}"),
        Test::Empty => "is empty".to_owned(),
        Test::There => "is there".to_owned(),
    }
}

/// A number or a word as it stands, anything else in quotes.
fn constant(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_.:-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_as_the_notation_writes_them() {
        let paid = Condition::Field("支付", Test::Is("2"));
        let rich = Condition::Field("paid", Test::Above("0.50"));
        let text = Condition::Field("tid", Test::OneOf(&["甲 乙", "A-1"]));
        for (written, model) in [
            ("支付 = 2 and (paid > 0.50 or 支付 = 2)", Condition::All(&[paid, Condition::Any(&[rich, paid])])),
            ("paid > 0.50 or 支付 = 2 and paid > 0.50", Condition::Any(&[rich, Condition::All(&[paid, rich])])),
            ("not (支付 = 2 and paid > 0.50)", Condition::Not(&Condition::All(&[paid, rich]))),
            ("not 支付 = 2", Condition::Not(&paid)),
            ("tid in [\"甲 乙\", A-1]", text),
        ] {
            assert_eq!(condition(&model), written);
        }
    }
}
