//! Rules, conditions and expressions.

use std::fmt::Write as _;

use signwright_model::notation::condition;
use signwright_model::{Expr, Join, Rule, RuleKind};

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
    use signwright_model::{Condition, Test};

    use super::*;

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
