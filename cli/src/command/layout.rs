//! JSON for reading: what fits into a line stays there, what does not has a line for each of its parts.

use std::fmt::Write as _;

use signwright_model::is_invisible;
use signwright_runtime::Node;
use signwright_runtime::encode::EncodeError;
use signwright_runtime::json::{self, Style};
use unicode_width::UnicodeWidthStr as _;

/// The widest line, where it can be broken.
const WIDTH: usize = 100;

/// The document over as many lines as it needs.
pub(crate) fn lines(node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut text = String::new();
    put(node, style, 0, "", &mut text)?;
    Ok(text)
}

/// The same document with nothing in it that moves a cursor, turns the direction or is not seen: such characters stand
/// in texts alone, and are escaped there.
pub(crate) fn visible(json: &str) -> String {
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

/// Adds a part `indent` columns in, where `before` (its name) is on its line already.
fn put(node: &Node<'_>, style: Style, indent: usize, before: &str, text: &mut String) -> Result<(), EncodeError> {
    let line = json::write(node, style)?;
    if indent + before.width() + line.width() <= WIDTH {
        text.push_str(&line);
        return Ok(());
    }
    let part = |name: &str, node: &Node<'_>, is_first: bool, text: &mut String| {
        text.push_str(if is_first { "\n" } else { ",\n" });
        text.push_str(&" ".repeat(indent + 2));
        text.push_str(name);
        put(node, style, indent + 2, name, text)
    };
    let closing = match node {
        Node::Map(entries) => {
            text.push('{');
            for (place, (name, node)) in entries.iter().enumerate() {
                let name = json::write(&Node::text(name.as_ref()), style)? + ": ";
                part(&name, node, place == 0, text)?;
            }
            '}'
        }
        Node::List(nodes) => {
            text.push('[');
            for (place, node) in nodes.iter().enumerate() {
                part("", node, place == 0, text)?;
            }
            ']'
        }
        _ => {
            text.push_str(&line);
            return Ok(());
        }
    };
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(closing);
    Ok(())
}

#[cfg(test)]
mod tests {
    use signwright_model::{Escape, Offset};
    use signwright_runtime::Limits;

    use super::*;

    fn laid_out(text: &str) -> String {
        let node = json::parse(text.as_bytes(), Limits::default()).expect("JSON");
        lines(&node, Style { escape: Escape::Minimal, zone: Offset::UTC }).expect("it can be written")
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
        let compact = |text: &str| {
            let node = json::parse(text.as_bytes(), Limits::default()).expect("JSON");
            json::write(&node, Style { escape: Escape::Minimal, zone: Offset::UTC }).expect("it can be written")
        };
        assert_eq!(compact(&laid_out(&text)), compact(&text));
    }
}
