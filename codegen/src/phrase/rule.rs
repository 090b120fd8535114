//! Rules, conditions and expressions.

use std::fmt::Write as _;

use signwright_runtime::model::{Condition, Expr, Join, Rule, RuleKind, Test};

use super::quoted;

/// What a rule demands, its condition and its rows included: `any_of: [a, b] when kind = 1, each of orders`.
pub(crate) fn rule(rule: &Rule<'_>) -> String {
    let mut out = kind(&rule.kind);
    if let Some(when) = &rule.when {
        // Writing to a String cannot fail.
        let _ = write!(out, " when {}", condition(when));
    }
    if let Some(each) = rule.each {
        let _ = write!(out, ", each of {each}");
    }
    out
}

fn kind(kind: &RuleKind<'_>) -> String {
    let list = |fields: &[&str]| format!("[{}]", fields.join(", "));
    match kind {
        RuleKind::Together(fields) => format!("together: {}", list(fields)),
        RuleKind::Requires(field, others) => format!("requires: {field} -> {}", others.join(", ")),
        RuleKind::AnyOf(fields) => format!("any_of: {}", list(fields)),
        RuleKind::ExactlyOne(fields) => format!("exactly_one: {}", list(fields)),
        RuleKind::ForbiddenUnless(fields, unless) => {
            format!("forbidden: {} unless {}", list(fields), condition(unless))
        }
        RuleKind::RequiredWhen(fields, when) => format!("required: {} when {}", list(fields), condition(when)),
        RuleKind::Ordered(first, second) => format!("ordered: {first} <= {second}"),
        RuleKind::Window(first, second, seconds) => format!("window: {first} .. {second} {}", span(*seconds)),
        RuleKind::Unique([path]) => format!("unique: {path}"),
        RuleKind::Unique(paths) => format!("unique: {}", list(paths)),
        RuleKind::AtMost(most, path) => format!("at_most: {most} equal {path}"),
        RuleKind::Equals(field, value) => format!("equals: {field} = {}", expr(value, 0)),
    }
}

/// A span of time in the largest unit that it is a whole number of.
fn span(seconds: u32) -> String {
    let units = [(86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let (size, unit) = units.into_iter().find(|(size, _)| seconds.is_multiple_of(*size)).unwrap_or((1, "second"));
    super::count(usize::try_from(seconds / size).unwrap_or(usize::MAX), unit)
}

/// A condition: `a = 1 and (b is empty or c in [1, 2])`.
pub(crate) fn condition(condition: &Condition<'_>) -> String {
    nested(condition, 0)
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
        Test::Is(constant) => format!("= {}", value(constant)),
        Test::IsNot(constant) => format!("!= {}", value(constant)),
        Test::OneOf(values) => format!("in [{}]", values.iter().map(|one| value(one)).collect::<Vec<_>>().join(", ")),
        Test::Below(number) => format!("< {number}"),
        Test::Above(number) => format!("> {number}"),
        Test::Empty => "is empty".to_owned(),
        Test::There => "is there".to_owned(),
    }
}

/// A number or a word as it stands, anything else in quotes.
fn value(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_.:-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { quoted(text) }
}

/// `binding`: 0 nothing, 1 a sum, 2 the right side of `-` or a product.
fn expr(expr: &Expr<'_>, binding: u8) -> String {
    let (own, text) = match expr {
        Expr::Const(text) => (3, number(text)),
        Expr::Field(field) => (3, (*field).to_owned()),
        Expr::Add(one, other) => (0, format!("{} + {}", self::expr(one, 0), self::expr(other, 0))),
        Expr::Sub(one, other) => (0, format!("{} - {}", self::expr(one, 0), self::expr(other, 1))),
        Expr::Mul(one, other) => (1, format!("{} * {}", self::expr(one, 1), self::expr(other, 2))),
        Expr::Sum(list, join, of) => (3, format!("sum({list}{}: {})", joined(*join, " by "), self::expr(of, 0))),
        Expr::Count(list, join) => (3, format!("count({list}{})", joined(*join, " by "))),
    };
    if own < binding { format!("({text})") } else { text }
}

fn number(text: &str) -> String {
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.') && !text.is_empty();
    if is_number(text.strip_prefix('-').unwrap_or(text)) { text.to_owned() } else { quoted(text) }
}

fn joined(join: Option<Join<'_>>, by: &str) -> String {
    match join {
        None => String::new(),
        Some(Join { theirs, ours }) if theirs == ours => format!("{by}{theirs}"),
        Some(Join { theirs, ours }) => format!("{by}{theirs} = {ours}"),
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

    #[test]
    fn rules_say_all_they_hold() {
        let sum = const {
            Expr::Sub(
                &Expr::Mul(&Expr::Field("price"), &Expr::Field("num")),
                &Expr::Add(&Expr::Field("num"), &Expr::Const("1")),
            )
        };
        let model = Rule::new(RuleKind::Equals("total", sum), "总价")
            .each("orders")
            .when(Condition::Field("kind", Test::There));
        assert_eq!(rule(&model), "equals: total = price * num - (num + 1) when kind is there, each of orders");
        let by = Expr::Sum("rows", Some(Join { theirs: "tid", ours: "oid" }), &Expr::Field("price"));
        assert_eq!(
            rule(&Rule::new(RuleKind::Equals("total", by), "")),
            "equals: total = sum(rows by tid = oid: price)"
        );
        assert_eq!(rule(&Rule::new(RuleKind::AnyOf(&["甲", "乙"]), "")), "any_of: [甲, 乙]");
    }
}
