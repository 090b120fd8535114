//! A rule as the notation writes it: as a mapping, and as one line for people.

use super::span;
use crate::diagnostic::{Located, Span};
use crate::notation::condition::{print as condition, print_over};
use crate::notation::cursor::quoted_text;
use crate::notation::{expr, scope};
use crate::syntax::{Kind, Node};
use crate::{Expr, Rule, RuleKind, Shape, Type};

/// A rule of a record, which `read` reads back.
pub fn print(rule: &Rule<'_>, record: Shape<'_>) -> Node {
    let row = rule.each.and_then(|each| scope::find_rows(record, unplaced(each)).ok()).unwrap_or(record);
    let is_text = |field: &str| matches!(scope::find_one(row, unplaced(field)), Ok(Type::Text { .. }));
    let (word, value) = kind(&rule.kind, &is_text);
    let mut entries = vec![(word, value)];
    let (key, stated) = match &rule.kind {
        RuleKind::ForbiddenUnless(_, unless) => ("unless", Some(unless)),
        RuleKind::RequiredWhen(_, when) => ("when", Some(when)),
        _ => ("", None),
    };
    let conditions = [(key, stated), ("when", rule.when.as_ref())];
    for (key, condition) in conditions.into_iter().filter_map(|(key, condition)| Some((key, condition?))) {
        entries.push((key, Node::of_text(print_over(condition, row))));
    }
    entries.extend(rule.each.map(|each| ("each", Node::of_text(each))));
    if rule.level != super::level(&rule.kind) {
        let word = super::LEVELS.iter().find(|(_, level)| *level == rule.level).map_or("", |(word, _)| *word);
        entries.push(("level", Node::of_text(word)));
    }
    entries.push(("says", Node::of_text(rule.says)));
    Node::of_map(entries)
}

/// What a rule demands, its condition and its rows included: `any_of: [a, b] when kind = 1, each of orders`.
pub fn line(rule: &Rule<'_>) -> String {
    let (word, value) = kind(&rule.kind, &|_| false);
    let mut line = format!("{word}: {}", flat(&value));
    match &rule.kind {
        RuleKind::ForbiddenUnless(_, unless) => line.extend([" unless ", &condition(unless)]),
        RuleKind::RequiredWhen(_, when) => line.extend([" when ", &condition(when)]),
        _ => {}
    }
    if let Some(when) = &rule.when {
        line.extend([" when ", &condition(when)]);
    }
    if let Some(each) = rule.each {
        line.extend([", each of ", each]);
    }
    line
}

fn unplaced(path: &str) -> Located<'_> {
    Located { text: path, span: Span::NONE }
}

fn flat(value: &Node) -> String {
    match &value.kind {
        Kind::Scalar(scalar) => scalar.text.clone(),
        Kind::List(rows) => format!("[{}]", rows.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Kind::Map(_) => String::new(),
    }
}

/// The key that says what must hold, and its value. `is_text` tells of a field whether a number is text there.
fn kind(kind: &RuleKind<'_>, is_text: &dyn Fn(&str) -> bool) -> (&'static str, Node) {
    let list = |names: &[&str]| match names {
        [name] => Node::of_text(*name),
        names => Node::of_list(names.iter().copied().map(Node::of_text)),
    };
    match kind {
        RuleKind::Together(fields) => ("together", list(fields)),
        RuleKind::Requires(field, others) => ("requires", Node::of_text(format!("{field} -> {}", others.join(", ")))),
        RuleKind::AnyOf(fields) => ("any_of", list(fields)),
        RuleKind::ExactlyOne(fields) => ("exactly_one", list(fields)),
        RuleKind::ForbiddenUnless(fields, _) => ("forbidden", list(fields)),
        RuleKind::RequiredWhen(fields, _) => ("required", list(fields)),
        RuleKind::Ordered(first, second) => ("ordered", Node::of_text(format!("{first} <= {second}"))),
        RuleKind::Window(first, second, seconds) => {
            ("window", Node::of_text(format!("{first} .. {second} {}", span::print(*seconds))))
        }
        RuleKind::Unique(paths) => ("unique", list(paths)),
        RuleKind::AtMost(most, path) => ("at_most", Node::of_text(format!("{most} equal {path}"))),
        RuleKind::Equals(field, value) => {
            let value = match value {
                Expr::Const(text) if is_text(field) => quoted_text(text),
                value => expr::print(value),
            };
            ("equals", Node::of_text(format!("{field} = {value}")))
        }
    }
}
