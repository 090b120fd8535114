//! JSON for reading: what fits into a line stays there, what does not has a line for each of its parts. Schemas, reports
//! and the answers of a call are all written here; reading JSON is the runtime's.

use std::fmt::Write as _;

use signwright_codegen::render::quoted;
use signwright_model::is_invisible;
use signwright_runtime::Node;
use unicode_width::UnicodeWidthStr as _;

/// The widest line, where it can be broken.
// A terminal beside an editor has about this many columns.
const WIDTH: usize = 100;

/// A document that is made here.
pub type Json = Node<'static>;

/// A text.
pub fn text(text: impl Into<String>) -> Json {
    Node::text(text.into())
}

/// An object. Its keys stay in the order in which they are given.
pub fn map<'k>(pairs: impl IntoIterator<Item = (&'k str, Json)>) -> Json {
    Node::Map(pairs.into_iter().map(|(key, value)| (key.to_owned().into(), value)).collect())
}

/// An array of texts.
pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Json {
    Node::List(texts.into_iter().map(text).collect())
}

/// The document on a single line.
pub fn line(node: &Node<'_>) -> String {
    let mut out = String::new();
    flat(node, &mut out);
    out
}

/// The document over as many lines as it needs; the last is not ended.
pub fn lines(node: &Node<'_>) -> String {
    let mut out = String::new();
    put(node, 0, "", &mut out);
    out
}

/// The same document with nothing in it that moves a cursor, turns the direction or is not seen: such characters stand
/// in texts alone, and are escaped there.
pub fn visible(json: &str) -> String {
    let is_odd = |c: char| (c.is_control() && c != '\n') || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}');
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if is_odd(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    text
}

/// Adds a part on the line that stands.
fn flat(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Map(entries) => {
            out.push('{');
            for (index, (name, node)) in entries.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                out.push_str(&quoted(name));
                out.push(':');
                flat(node, out);
            }
            out.push('}');
        }
        Node::List(nodes) | Node::Record(nodes) => {
            out.push('[');
            for (index, node) in nodes.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                flat(node, out);
            }
            out.push(']');
        }
        Node::Text(text) => out.push_str(&quoted(text)),
        Node::Time(_) | Node::Day(_) | Node::Instant(_) => out.push_str(&quoted(&node.as_text().unwrap_or_default())),
        // Numbers keep the digits in which they came: no float has read them.
        _ => out.push_str(&node.as_text().unwrap_or("null".into())),
    }
}

/// Adds a part `indent` columns in, where `before` (its name) is on its line already.
fn put(node: &Node<'_>, indent: usize, before: &str, out: &mut String) {
    let line = line(node);
    let part = |name: &str, node: &Node<'_>, is_first: bool, out: &mut String| {
        out.push_str(if is_first { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(indent + 2));
        out.push_str(name);
        put(node, indent + 2, name, out);
    };
    let closing = match node {
        _ if indent + before.width() + line.width() <= WIDTH => return out.push_str(&line),
        Node::Map(entries) => {
            out.push('{');
            for (index, (name, node)) in entries.iter().enumerate() {
                part(&(quoted(name) + ": "), node, index == 0, out);
            }
            '}'
        }
        Node::List(nodes) => {
            out.push('[');
            for (index, node) in nodes.iter().enumerate() {
                part("", node, index == 0, out);
            }
            ']'
        }
        _ => return out.push_str(&line),
    };
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(closing);
}

#[cfg(test)]
mod tests {
    use signwright_runtime::{Limits, json};

    use super::*;

    fn laid_out(text: &str) -> String {
        lines(&json::parse(text.as_bytes(), Limits::default()).expect("JSON"))
    }

    #[test]
    fn a_document_keeps_its_order_and_its_text_is_escaped() {
        let document = map([
            ("名\"称", text("订单\n\u{2028}😀\u{1b}")),
            ("codes", texts(["a", "b"])),
            ("rows", Node::list(vec![map([("code", text("x"))]), Node::Int(2), Node::Bool(true), Node::Null])),
            ("none", Node::list(Vec::new())),
        ]);
        let written = "{\"名\\\"称\":\"订单\\n\\u2028😀\\u001b\",\"codes\":[\"a\",\"b\"],\
                       \"rows\":[{\"code\":\"x\"},2,true,null],\"none\":[]}";
        assert_eq!(lines(&document), written);
    }

    #[test]
    fn only_what_is_too_wide_is_broken() {
        let short = r#"{"code":0,"message":"成功😀","price":10.00}"#;
        assert_eq!(laid_out(short), short);
        // 37 characters of Chinese are 74 columns.
        let name = "单".repeat(37);
        let long = format!(r#"{{"rows":[{{"name":"{name}","no":"A1"}},{{"name":"{name}","nothing":[]}}],"total":2}}"#);
        let expected = format!(
            "{{\n  \"rows\": [\n    {{\"name\":\"{name}\",\"no\":\"A1\"}},\n    {{\n      \"name\": \"{name}\",\n      \
             \"nothing\": []\n    }}\n  ],\n  \"total\": 2\n}}"
        );
        assert_eq!(laid_out(&long), expected);
    }

    #[test]
    fn nothing_reaches_the_terminal_but_what_is_seen() {
        let odd = "{\"a\": \"好\u{9b}31m\u{202e}\u{7f}\u{e0041}😀\",\n \"b\": 1}";
        let shown = visible(odd);
        assert_eq!(shown, "{\"a\": \"好\\u009b31m\\u202e\\u007f\\udb40\\udc41😀\",\n \"b\": 1}");
        let read = |text: &str| json::parse(text.as_bytes(), Limits::default()).expect("JSON").into_owned();
        assert_eq!(read(&shown), read(odd));
    }

    #[test]
    fn it_is_the_same_document() {
        let text = format!(r#"[["{}",1.50,null,{{"键":[true]}}],{{}},"{}"]"#, "a".repeat(90), "\\\"{[,:".repeat(30));
        let compact = |text: &str| line(&json::parse(text.as_bytes(), Limits::default()).expect("JSON"));
        assert_eq!(compact(&laid_out(&text)), compact(&text));
    }
}
