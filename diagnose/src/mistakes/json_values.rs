//! JSON with other values in it: numbers that went through a float, members that are `null` or empty left out, `null`,
//! `true`, `false` and numbers as texts.

use super::rows::{self, Row, on_json};
use super::{Flow, Ground, To, json, number};
use crate::document;
use signwright_model::Escape;
use signwright_runtime::Node;

const ROWS: [Row; 21] = [
    on_json(
        "writes numbers without the zeros behind the point",
        "numbers are without the zeros behind the point",
        |json| Some(numbers(json, number::without_zeros)),
    ),
    on_json("writes `.0` behind whole numbers", "`.0` stands behind whole numbers", |json| {
        Some(numbers(json, number::with_one_zero))
    }),
    on_json(
        "keeps one zero behind the point of numbers",
        "numbers have no more than one zero behind the point",
        |json| Some(numbers(json, number::with_a_fraction)),
    ),
    on_json("rounds whole numbers past 2^53", "whole numbers past 2^53 are rounded", |json| {
        Some(numbers(json, number::rounded))
    }),
    on_json("writes numbers without an exponent", "numbers are without an exponent", |json| {
        Some(numbers(json, number::without_exponent))
    }),
    on_json(
        "writes numbers as doubles of JavaScript or Go",
        "numbers are written as doubles of JavaScript or Go",
        |json| Some(numbers(json, number::of_javascript)),
    ),
    on_json(
        "writes numbers with a point as floats of Python",
        "numbers with a point are written as floats of Python",
        |json| Some(numbers(json, number::of_python)),
    ),
    on_json("writes all numbers as doubles of Java", "all numbers are written as doubles of Java", |json| {
        Some(numbers(json, number::of_java))
    }),
    on_json(
        "writes numbers with a point as doubles of Java",
        "numbers with a point are written as doubles of Java",
        |json| Some(numbers(json, number::of_java_with_a_point)),
    ),
    on_json(
        "writes numbers with a point as floats of PHP",
        "numbers with a point are written as floats of PHP",
        |json| Some(numbers(json, number::of_php)),
    ),
    on_json("writes numbers with a point with 17 digits", "numbers with a point have 17 digits", |json| {
        Some(numbers(json, number::with_17_digits))
    }),
    on_json("writes numbers as texts", "numbers are texts", |json| {
        Some(numbers(json, |number| Some(format!("\"{number}\""))))
    }),
    on_json("drops members that are `null`", "members that are `null` are dropped", |json| without(json, is_null)),
    on_json("drops members that are empty text", "members that are empty text are dropped", |json| {
        without(json, is_empty_text)
    }),
    on_json(
        "drops members that are `null` or empty text",
        "members that are `null` or empty text are dropped",
        |json| without(json, |node| is_null(node) || is_empty_text(node)),
    ),
    on_json(
        "drops members that are `null` or empty, lists and objects too,",
        "members that are `null` or empty, lists and objects too, are dropped",
        |json| without(json, is_empty),
    ),
    on_json(
        "drops members that are empty, `0`, `false` or `null`",
        "members that are empty, `0`, `false` or `null` are dropped",
        |json| without(json, is_hollow),
    ),
    on_json("drops members that are `false`", "members that are `false` are dropped", |json| {
        without(json, |node| *node == Node::Bool(false))
    }),
    on_json("writes `null` as empty text", "`null` is empty text", |json| {
        exchanged(json, |node| is_null(node).then(|| Node::text("")))
    }),
    on_json("writes `null` as a text", "`null` is a text", |json| {
        exchanged(json, |node| is_null(node).then(|| Node::text("null")))
    }),
    on_json("writes `true` and `false` as texts", "`true` and `false` are texts", |json| exchanged(json, bool_as_text)),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "values", &ROWS, to)
}

/// The document with other numbers; whatever is no number stays as it is written.
fn numbers(json: &str, changed: impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::with_capacity(json.len());
    let (mut inside, mut escaped) = (false, false);
    let mut number = 0..0;
    for (place, character) in json.char_indices() {
        let is_part = !inside && matches!(character, '0'..='9' | '-' | '+' | '.' | 'e' | 'E');
        if is_part {
            number = if number.end == place { number.start..place + 1 } else { place..place + 1 };
            continue;
        }
        let token = json.get(number.clone()).filter(|_| number.end == place).unwrap_or_default();
        match changed(token).filter(|_| number::is_number(token)) {
            Some(changed) => written.push_str(&changed),
            None => written.push_str(token),
        }
        written.push(character);
        inside ^= character == '"' && !escaped;
        escaped = inside && character == '\\' && !escaped;
    }
    // A document ends with a bracket, so no number is left.
    written
}

/// The document without the members that are like this, at every depth.
fn without(json: &str, dropped: impl Fn(&Node<'_>) -> bool) -> Option<String> {
    fn drop_from(node: &mut Node<'_>, dropped: &dyn Fn(&Node<'_>) -> bool) {
        match node {
            Node::Map(members) => {
                for (_, value) in members.iter_mut() {
                    drop_from(value, dropped);
                }
                members.to_mut().retain(|(_, value)| !dropped(value));
            }
            Node::List(rows) => rows.iter_mut().for_each(|row| drop_from(row, dropped)),
            _ => {}
        }
    }
    rewritten(json, |node| drop_from(node, &dropped))
}

/// The document with other values, at every depth.
fn exchanged(json: &str, changed: impl Fn(&Node<'_>) -> Option<Node<'static>>) -> Option<String> {
    fn exchange(node: &mut Node<'_>, changed: &dyn Fn(&Node<'_>) -> Option<Node<'static>>) {
        match node {
            Node::Map(members) => members.iter_mut().for_each(|(_, value)| exchange(value, changed)),
            Node::List(rows) => rows.iter_mut().for_each(|row| exchange(row, changed)),
            _ => {
                if let Some(changed) = changed(node) {
                    *node = changed;
                }
            }
        }
    }
    rewritten(json, |node| exchange(node, &changed))
}

/// The document changed and written anew, with escapes and spaces as it had them; nothing where it would be the same.
fn rewritten(json: &str, change: impl FnOnce(&mut Node<'_>)) -> Option<String> {
    let before = document::parsed(json)?;
    let mut after = before.clone();
    change(&mut after);
    if after == before {
        return None;
    }
    // A rewritten document must differ in nothing but the mistake, so it keeps the habits of the one that wrote it.
    let escape = if json.contains("\\u") { Escape::Ascii } else { Escape::Minimal };
    let written = document::written(&after, escape)?;
    let is_spaced = json == json::spaced(json, ", ", ": ");
    Some(if is_spaced { json::spaced(&written, ", ", ": ") } else { written })
}

fn is_null(node: &Node<'_>) -> bool {
    *node == Node::Null
}

fn bool_as_text(node: &Node<'_>) -> Option<Node<'static>> {
    if let Node::Bool(value) = node { Some(Node::text(value.to_string())) } else { None }
}

fn is_empty_text(node: &Node<'_>) -> bool {
    node.as_text().is_some_and(|text| text.is_empty())
}

fn is_empty(node: &Node<'_>) -> bool {
    match node {
        Node::Map(members) => members.is_empty(),
        Node::List(rows) => rows.is_empty(),
        _ => is_null(node) || is_empty_text(node),
    }
}

fn is_hollow(node: &Node<'_>) -> bool {
    // Zero as languages print it; a price of `0.000` is written by no default.
    let zero = node.as_text().is_some_and(|text| matches!(&*text, "0" | "0.0" | "0.00"));
    is_empty(node) || zero || *node == Node::Bool(false)
}
