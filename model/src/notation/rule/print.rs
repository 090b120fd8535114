//! A rule as the notation writes it: as a mapping, and as one line for people.

use super::kinds;
use crate::diagnostic::{Located, Span};
use crate::notation::condition::{print as condition, print_over};
use crate::notation::scope;
use crate::syntax::{Kind, Node};
use crate::{Rule, Shape, Type};

/// A rule of a record, which `read` reads back.
pub fn print(rule: &Rule<'_>, record: Shape<'_>) -> Node {
    let row = rule.each.and_then(|each| scope::find_rows(record, unplaced(each)).ok()).unwrap_or(record);
    let is_text = |field: &str| matches!(scope::find_one(row, unplaced(field)), Ok(Type::Text { .. }));
    let word = kinds::word(&rule.kind);
    let mut entries = vec![(word.name, kinds::print(&rule.kind, &is_text))];
    let conditions = [(word.with, rule.kind.condition()), ("when", rule.when.as_ref())];
    for (key, condition) in conditions.into_iter().filter_map(|(key, condition)| Some((key, condition?))) {
        entries.push((key, Node::of_text(print_over(condition, row))));
    }
    entries.extend(rule.each.map(|each| ("each", Node::of_text(each))));
    if rule.level != super::usual_level(&rule.kind) {
        let word = super::LEVELS.iter().find(|(_, level)| *level == rule.level).map_or("", |(word, _)| *word);
        entries.push(("level", Node::of_text(word)));
    }
    entries.push(("says", Node::of_text(rule.says)));
    Node::of_map(entries)
}

/// What a rule demands, its condition and its rows included: `any_of: [a, b] when kind = 1, each of orders`.
pub fn line(rule: &Rule<'_>) -> String {
    let word = kinds::word(&rule.kind);
    let mut line = format!("{}: {}", word.name, flat(&kinds::print(&rule.kind, &|_| false)));
    if let Some(stated) = rule.kind.condition() {
        line.extend([" ", word.with, " ", &condition(stated)]);
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
