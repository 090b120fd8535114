//! JSON written otherwise: escaped or raw, with spaces after separators, keys in another order.

use super::rows::{self, On, Row, on_json};
use super::{Flow, Ground, To, hash_map};
use crate::document;
use signwright_model::Escape;
use signwright_runtime::Node;

const ESCAPES: [Row; 8] = [
    on_json("escapes what is not ASCII", "what is not ASCII is escaped", |json| Some(ascii(json))),
    on_json("does not escape what is not ASCII", "what is not ASCII is not escaped", |json| Some(raw(json))),
    on_json(
        "escapes what is not ASCII as `\\u4E2D`, with capital digits,",
        "what is not ASCII is escaped as `\\u4E2D`, with capital digits,",
        |json| Some(escapes_in_case(&ascii(json), u8::to_ascii_uppercase)),
    ),
    on_json("writes the digits of `\\u4e2d` in lower case", "the digits of `\\u4e2d` are in lower case", |json| {
        Some(escapes_in_case(json, u8::to_ascii_lowercase))
    }),
    on_json("escapes `/`", "`/` is escaped", |json| Some(json.replace("\\/", "/").replace('/', "\\/"))),
    on_json("does not escape `/`", "`/` is not escaped", |json| Some(json.replace("\\/", "/"))),
    on_json(
        "escapes what is not ASCII, and `/`, as PHP does,",
        "what is not ASCII is escaped, and `/`, as PHP does,",
        |json| Some(ascii(json).replace("\\/", "/").replace('/', "\\/")),
    ),
    on_json("escapes `<`, `>`, `&`, `=` and `'`", "`<`, `>`, `&`, `=` and `'` are escaped", |json| {
        Some(for_html(json))
    }),
];

const SPACING: [Row; 8] = [
    on_json("puts spaces after `,` and `:`", "spaces stand after `,` and `:`", |json| Some(spaced(json, ", ", ": "))),
    on_json("writes no white space", "no white space stands", |json| Some(spaced(json, ",", ":"))),
    on_json(
        "escapes what is not ASCII and puts spaces after `,` and `:`, as Python does,",
        "what is not ASCII is escaped and spaces stand after `,` and `:`, as Python does,",
        |json| Some(ascii(&spaced(json, ", ", ": "))),
    ),
    on_json("puts spaces after `:`", "spaces stand after `:`", |json| Some(spaced(json, ",", ": "))),
    on_json("sorts the keys", "the keys are sorted", document::sorted),
    on_json(
        "sorts the keys and puts spaces after `,` and `:`",
        "the keys are sorted, with spaces after `,` and `:`,",
        |json| Some(spaced(&document::sorted(json)?, ", ", ": ")),
    ),
    on_json("reverses the keys", "the keys are reversed", reversed),
    on_json("has the keys in the order of a Java `HashMap`", "the keys are in the order of a Java `HashMap`", |json| {
        hashed_order(json)
    }),
];

pub(super) fn escapes<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "json", &ESCAPES, to)
}

pub(super) fn spacing<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    rows::each(ground, "spacing", &SPACING, to)?;
    let says = "has the keys in another order";
    let holds = "the keys are in another order";
    let words = ("spacing", says, holds);
    (1..24).try_for_each(|place| rows::made(ground, words, On::Json, &|json| permuted(json, place), to))
}

/// The document with these separators and no other white space outside strings.
pub(super) fn spaced(json: &str, comma: &str, colon: &str) -> String {
    let mut written = String::with_capacity(json.len() + json.len() / 8);
    let (mut inside, mut escaped) = (false, false);
    for character in json.chars() {
        match character {
            _ if inside => written.push(character),
            ',' => written.push_str(comma),
            ':' => written.push_str(colon),
            ' ' | '\t' | '\n' | '\r' => {}
            _ => written.push(character),
        }
        inside ^= character == '"' && !escaped;
        escaped = inside && character == '\\' && !escaped;
    }
    written
}

fn ascii(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            written.push(character);
        } else {
            written.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    written
}

/// Escapes of what is not ASCII undone; all others stay.
fn raw(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    let mut remaining = json;
    while let Some(backslash) = remaining.find('\\') {
        let (before, behind) = remaining.split_at(backslash);
        written.push_str(before);
        let (decoded, length) = unit(behind).filter(|(unit, _)| *unit > 0x7f).map_or((None, 2), |(high, length)| {
            let low = behind.get(length..).and_then(unit).filter(|_| (0xd800..0xdc00).contains(&high));
            let units = low.map_or(vec![high], |(low, _)| vec![high, low]);
            (String::from_utf16(&units).ok(), length * units.len())
        });
        // An escape of any other kind is a backslash and what follows it.
        let length = behind.char_indices().nth(length).map_or(behind.len(), |(end, _)| end);
        written.push_str(decoded.as_deref().unwrap_or(behind.get(..length).unwrap_or_default()));
        remaining = behind.get(length..).unwrap_or_default();
    }
    written.push_str(remaining);
    written
}

/// The UTF-16 unit of a `\uXXXX` and its length.
fn unit(escape: &str) -> Option<(u16, usize)> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    Some((u16::from_str_radix(digits, 16).ok()?, 6))
}

/// The hex digits of `\uXXXX` in one case.
fn escapes_in_case(json: &str, digit: fn(&u8) -> u8) -> String {
    let mut written = String::with_capacity(json.len());
    let mut characters = json.chars();
    while let Some(character) = characters.next() {
        written.push(character);
        if character != '\\' {
            continue;
        }
        let Some(kind) = characters.next() else { break };
        written.push(kind);
        if kind == 'u' {
            let digits = characters.by_ref().take(4);
            written.extend(digits.map(|digit_| u8::try_from(digit_).map_or(digit_, |byte| char::from(digit(&byte)))));
        }
    }
    written
}

fn for_html(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            // The set of Gson, whose default is safe for HTML.
            '<' | '>' | '&' | '=' | '\'' => {
                written.extend(["\\u00", &signwright_runtime::binary::hex(character.to_string().as_bytes())]);
            }
            _ => written.push(character),
        }
    }
    written
}

/// One of the other orders of up to four members.
fn permuted(json: &str, place: usize) -> Option<String> {
    let Node::Map(mut members) = document::parsed(json)? else { return None };
    let mut ordered = Vec::with_capacity(members.len());
    // The place is read as a number of mixed radix: each digit says which of the members left comes next.
    let mut remaining = place;
    while !members.is_empty() && members.len() <= 4 {
        let next = remaining % members.len();
        remaining /= members.len();
        ordered.push(members.to_mut().remove(next));
    }
    // All orders of three are the first six places, and so on: what is left over comes again.
    (members.is_empty() && remaining == 0).then_some(())?;
    document::written(&Node::map(ordered), Escape::Minimal)
}

fn hashed_order(json: &str) -> Option<String> {
    let mut document = document::parsed(json)?;
    hash_ordered(&mut document);
    document::written(&document, Escape::Minimal)
}

fn hash_ordered(node: &mut Node<'_>) {
    match node {
        Node::Map(members) => {
            hash_map::sort(members, |(name, _)| name);
            for (_, value) in members {
                hash_ordered(value);
            }
        }
        Node::List(rows) => rows.iter_mut().for_each(hash_ordered),
        _ => {}
    }
}

fn reversed(json: &str) -> Option<String> {
    let Node::Map(mut members) = document::parsed(json)? else { return None };
    members.reverse();
    document::written(&Node::Map(members), Escape::Minimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_left_alone_and_separators_are_not() {
        let json = r#"{"a": "x, \"y\": z\\", "订":[1 ,2]}"#;
        assert_eq!(spaced(json, ",", ":"), r#"{"a":"x, \"y\": z\\","订":[1,2]}"#);
        assert_eq!(spaced(json, ", ", ": "), r#"{"a": "x, \"y\": z\\", "订": [1, 2]}"#);
    }

    #[test]
    fn escapes_come_and_go() {
        let json = "{\"a\":\"订😀\\n\\\\u8ba2\"}";
        let escaped = "{\"a\":\"\\u8ba2\\ud83d\\ude00\\n\\\\u8ba2\"}";
        assert_eq!(ascii(json), escaped);
        assert_eq!(raw(escaped), json);
        assert_eq!(raw("\\ud83d x \\"), "\\ud83d x \\");
        assert_eq!(for_html("\"<a>\""), "\"\\u003ca\\u003e\"");
        assert_eq!(reversed("{\"a\":1,\"b\":2.50}").as_deref(), Some("{\"b\":2.50,\"a\":1}"));
    }
}
