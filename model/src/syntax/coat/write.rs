//! Writing the tree: on one line where it fits, by indentation else.

use std::fmt::Write as _;

use super::shows;
use crate::syntax::{Entry, Kind, Node, Scalar};

/// The longest line that a list or a mapping in brackets makes, in characters.
const WIDTH: usize = 120;

/// A tree as text, one line or more, each ended. `read` gives the same tree back.
pub fn write(tree: &Node) -> String {
    let mut written = String::new();
    if breaks(tree) {
        block(tree, 0, &mut written);
    } else {
        written.push_str(&flow(tree));
    }
    written.push('\n');
    written
}

/// Whether a value is written by indentation although it may fit on a line: what a file holds goes line by line.
fn breaks(tree: &Node) -> bool {
    // An empty mapping or list has no lines of its own and stands as `{}` or `[]`.
    tree.map().is_some_and(|entries| !entries.is_empty()) || tree.list().is_some_and(|rows| !rows.is_empty())
}

/// A tree on one line, in brackets where it is no text.
pub fn line(tree: &Node) -> String {
    flow(tree)
}

fn block(tree: &Node, indent: usize, written: &mut String) {
    match &tree.kind {
        Kind::Map(map) if !map.entries.is_empty() => {
            for (index, entry) in map.entries.iter().enumerate() {
                begin(index, indent, written);
                let key = scalar(&entry.key, false);
                let _ = write!(written, "{key}:");
                // Two for the colon and its blank. Widths count characters, so Chinese lines break as late as English
                // ones.
                value(&entry.value, indent, indent + 2, key.chars().count() + 2, written);
            }
        }
        Kind::List(rows) if !rows.is_empty() => {
            for (index, row) in rows.iter().enumerate() {
                begin(index, indent, written);
                written.push('-');
                if let Some(line) = row_line(row, indent) {
                    let _ = write!(written, " {line}");
                } else {
                    written.push(' ');
                    block(row, indent + 2, written);
                }
            }
        }
        _ => written.push_str(&flow(tree)),
    }
}

/// Begins a line, unless it is the first of its block.
fn begin(index: usize, indent: usize, written: &mut String) {
    if index > 0 {
        let _ = write!(written, "\n{:indent$}", "");
    }
}

/// What stands behind a key.
fn value(tree: &Node, indent: usize, inner: usize, used: usize, written: &mut String) {
    if let Some(line) = one_line(tree, indent + used) {
        let _ = write!(written, " {line}");
    } else {
        let _ = write!(written, "\n{:inner$}", "");
        block(tree, inner, written);
    }
}

fn row_line(row: &Node, indent: usize) -> Option<String> {
    one_line(row, indent + 2)
}

/// A value on the rest of a line: a text always, else what is short enough.
fn one_line(tree: &Node, used: usize) -> Option<String> {
    if let Kind::Scalar(text) = &tree.kind {
        // A text cannot be broken without changing it, so it goes on the line however long it is.
        return Some(scalar(text, false));
    }
    Some(flow(tree)).filter(|line| used + line.chars().count() <= WIDTH)
}

/// A value in brackets, or a text there.
fn flow(tree: &Node) -> String {
    match &tree.kind {
        Kind::Scalar(text) => scalar(text, true),
        Kind::List(rows) => format!("[{}]", rows.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Kind::Map(map) if map.entries.is_empty() => "{}".to_owned(),
        Kind::Map(map) => {
            let entry = |entry: &Entry| format!("{}: {}", scalar(&entry.key, true), flow(&entry.value));
            format!("{{ {} }}", map.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text: as it stands where that can be read, else quoted, with escapes where a character would not show.
fn scalar(scalar: &Scalar, in_brackets: bool) -> String {
    let text = scalar.text.as_str();
    // What stands for something else only where it is plain, such as `$rows`, is quoted where it is meant.
    if is_plain(text, in_brackets) && (scalar.plain || !text.starts_with('$')) {
        return text.to_owned();
    }
    // Single quotes spare the reader the escapes, where the text needs none that they cannot hold.
    if text.contains(['"', '\\']) && !text.contains('\'') && text.chars().all(shows) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c if shows(c) => quoted.push(c),
            // What does not show, such as a mark that turns the direction, is written as a number so that a reader
            // sees it.
            c => match u32::from(c) {
                code @ ..=0xFFFF => {
                    let _ = write!(quoted, "\\u{code:04X}");
                }
                code => {
                    let _ = write!(quoted, "\\U{code:08X}");
                }
            },
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text needs no quotes. One that holds another blank than the ordinary one is taken for a slip where it is plain.
fn is_plain(text: &str, in_brackets: bool) -> bool {
    let marks = |c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c);
    let mut characters = text.chars();
    let begins = match characters.next() {
        // A sign before a number.
        Some('-') => characters.next().is_some_and(|second| second.is_ascii_digit()),
        first => first.is_some_and(|first| !marks(first) && !first.is_whitespace()),
    };
    begins
        && text.chars().all(|c| shows(c) && (c == ' ' || !c.is_whitespace()))
        && !text.ends_with(|last: char| last == ':' || last.is_whitespace())
        && !text.contains(": ")
        && !text.contains(" #")
        // `...` alone ends a YAML document.
        && text != "..."
        && !(in_brackets && text.contains([',', '[', ']', '{', '}', ':', '#']))
}
