//! The filters that change text into other text.

use crate::model::{Escape, Offset};
use crate::{Limits, Node, json};

use super::error::SignReason;
use super::masked::MaskedValue;

/// At least `width` characters: a longer text stays whole.
pub(super) fn pad(text: &str, width: usize) -> String {
    let mut padded = "0".repeat(width.saturating_sub(text.chars().count()));
    padded.push_str(text);
    padded
}

/// Words apart by `_`, in lower case. A word begins at a capital behind what is none, and at the last of several
/// capitals before a small letter (`SKUList` is `sku_list`); `-`, `.`, `_` and blanks stand between words. Only ASCII
/// has capitals here: digits and Chinese characters belong to the word before them, as they stand.
pub(crate) fn snake(text: &str) -> String {
    let mut snake = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let is_between = |c: char| c.is_ascii_whitespace() || "-._".contains(c);
        if is_between(c) {
            // Neither twice, nor at an end.
            let ends = characters.peek().is_none_or(|next| is_between(*next));
            if !snake.is_empty() && !ends {
                snake.push('_');
            }
        } else {
            let is_last = characters.peek().is_some_and(char::is_ascii_lowercase);
            let begins =
                before.is_some_and(|before: char| !is_between(before) && (!before.is_ascii_uppercase() || is_last));
            if c.is_ascii_uppercase() && begins {
                snake.push('_');
            }
            snake.push(c.to_ascii_lowercase());
        }
        before = Some(c);
    }
    snake
}

/// Each run of white space as one space.
pub(super) fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if !character.is_whitespace() => collapsed.push(character),
            _ if collapsed.ends_with(' ') => {}
            _ => collapsed.push(' '),
        }
    }
    collapsed
}

/// Characters `from..to`; negative indices count from the end, and what is outside is not there.
pub(super) fn slice(text: &str, from: i32, to: Option<i32>) -> String {
    let (start, end) = range(text.chars().count(), from, to);
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

/// As [`slice`], in bytes.
pub(super) fn slice_bytes(bytes: &[u8], from: i32, to: Option<i32>) -> Vec<u8> {
    let (start, end) = range(bytes.len(), from, to);
    bytes.get(start..end).unwrap_or_default().to_vec()
}

fn range(length: usize, from: i32, to: Option<i32>) -> (usize, usize) {
    let location = |offset: i32| {
        let distance = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
        if offset < 0 { length.saturating_sub(distance) } else { distance.min(length) }
    };
    (location(from), to.map_or(length, location))
}

/// One of the parts between a separator, from the front or, if negative, from the end.
pub(super) fn split(text: &str, separator: &str, location: i32) -> String {
    let distance = usize::try_from(location.unsigned_abs()).unwrap_or(usize::MAX);
    let part = if location < 0 {
        text.rsplit(separator).nth(distance.saturating_sub(1))
    } else {
        text.split(separator).nth(distance)
    };
    part.unwrap_or_default().to_owned()
}

/// A whole number to another base, with lower-case letters.
pub(super) fn radix(text: &str, base: u8) -> Option<String> {
    let mut quotient: u128 = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    let base = u128::from(base);
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(quotient.checked_rem(base)?).ok()?;
        digits.push(char::from_digit(digit, u32::try_from(base).ok().filter(|base| (2..=36).contains(base))?)?);
        quotient /= base;
        if quotient == 0 {
            return Some(digits.into_iter().rev().collect());
        }
    }
}

/// A path without `.`, `..` and empty segments. A slash at its end stays.
pub(super) fn normal_path(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    let end = if folder && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

pub(super) fn json(text: &str, escape: Escape) -> Result<String, SignReason> {
    written(&Node::text(text), escape)
}

/// JSON that [`text_of_node`] gave, written again.
pub(super) fn json_again(value: &MaskedValue<'_>, escape: Escape) -> Result<String, SignReason> {
    if value.is_empty() { Ok("null".to_owned()) } else { written(&parsed(value.as_bytes())?, escape) }
}

/// A JSON document without white space, its members sorted by name at every depth. Numbers keep their digits.
pub(super) fn json_sorted(document: &[u8]) -> Result<String, SignReason> {
    let mut node = parsed(document)?;
    node.sort_names();
    written(&node, Escape::Minimal)
}

/// A JSON document; numbers keep their digits.
pub(super) fn parsed(document: &[u8]) -> Result<Node<'_>, SignReason> {
    json::parse(document, Limits::default()).map_err(|_| SignReason::Undecodable("JSON"))
}

/// A tree as compact JSON.
pub(super) fn written(node: &Node<'_>, escape: Escape) -> Result<String, SignReason> {
    json::write(node, json::Style::new(escape, Offset::UTC)).map_err(|_| SignReason::Undecodable("JSON"))
}

/// The text of a scalar as it stands, of anything else as compact JSON; `null` is nothing.
pub(super) fn text_of_node(node: &Node<'_>) -> Result<String, SignReason> {
    match node {
        Node::Null | Node::Absent => Ok(String::new()),
        Node::Text(text) => Ok(text.clone().into_owned()),
        scalar => written(scalar, Escape::Minimal),
    }
}

/// A number in decimal, padded with zeros, without a text of its own.
pub(super) fn with_digits<T>(number: usize, width: usize, then: impl FnOnce(&str) -> T) -> T {
    // Few are as wide as can be, and clearing that much for each pair would be felt.
    if width <= 20 {
        digits_in(&mut [b'0'; 20], number, width, then)
    } else {
        digits_in(&mut [b'0'; 255], number, width, then)
    }
}

fn digits_in<T>(digits: &mut [u8], number: usize, width: usize, then: impl FnOnce(&str) -> T) -> T {
    let (mut start, mut quotient) = (digits.len(), number);
    for location in digits.iter_mut().rev() {
        *location = b"0123456789"[quotient % 10];
        start -= 1;
        quotient /= 10;
        if quotient == 0 {
            break;
        }
    }
    let start = start.min(digits.len().saturating_sub(width));
    then(digits.get(start..).and_then(|digits| str::from_utf8(digits).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_case_come_apart() {
        for (text, snake_case) in [
            ("itemCount", "item_count"),
            ("ItemCount", "item_count"),
            ("X-Acme-Request-Id", "x_acme_request_id"),
            ("SKUList", "sku_list"),
            ("itemSKU", "item_sku"),
            ("sku2Name", "sku2_name"),
            ("already_snake", "already_snake"),
            ("--a..b  c-", "a_b_c"),
            ("订单Id号", "订单_id号"),
            ("Émile", "Émile"),
            ("", ""),
        ] {
            assert_eq!(snake(text), snake_case, "{text}");
        }
    }

    #[test]
    fn slices_and_parts_count_characters_from_either_end() {
        assert_eq!(slice("订单abc😀", 0, Some(2)), "订单");
        assert_eq!(slice("订单abc😀", -2, None), "c😀");
        assert_eq!(slice("订单", 1, Some(-5)), "");
        assert_eq!(slice("订单", 9, Some(12)), "");
        assert_eq!(slice_bytes(b"abcd", -3, Some(-1)), b"bc");
        assert_eq!(split("密钥:盐:末", ":", 0), "密钥");
        assert_eq!(split("密钥:盐:末", ":", 1), "盐");
        assert_eq!(split("密钥:盐:末", ":", -1), "末");
        assert_eq!(split("密钥", ":", 1), "");
        assert_eq!(split("密钥", ":", -2), "");
    }

    #[test]
    fn a_number_to_another_base() {
        assert_eq!(radix("1469762325", 16).as_deref(), Some("579acb15"));
        assert_eq!((radix("0", 2).as_deref(), radix("35", 36).as_deref()), (Some("0"), Some("z")));
        for text in ["", "-1", "+1", "1.0", "１", "一", "340282366920938463463374607431768211456"] {
            assert_eq!(radix(text, 16), None, "{text}");
        }
        assert_eq!((radix("1", 0), radix("1", 1), radix("1", 37)), (None, None, None));
    }

    #[test]
    fn paths_are_normal_without_climbing_out() {
        for (path, normal) in [
            ("/", "/"),
            ("", "/"),
            ("//", "/"),
            ("/./", "/"),
            ("/a/..", "/"),
            ("/a/b/../..", "/"),
            ("/a/./b/", "/a/b/"),
            ("/../../订单//x", "/订单/x"),
            ("/a/b/..", "/a/"),
        ] {
            assert_eq!(normal_path(path), normal, "{path}");
        }
    }

    #[test]
    fn json_keeps_digits_and_is_sorted_at_every_depth() {
        let document = "{\"b\": [ {\"y\":1.10, \"x\": null} ], \"a\": \"订\\u5355\"}".as_bytes();
        assert_eq!(json_sorted(document).unwrap(), "{\"a\":\"订单\",\"b\":[{\"x\":null,\"y\":1.10}]}");
        assert_eq!(json("他说\"好\"\n", Escape::Minimal).unwrap(), "\"他说\\\"好\\\"\\n\"");
        assert_eq!(json("好", Escape::Ascii).unwrap(), "\"\\u597d\"");
    }

    #[test]
    fn white_space_of_any_kind_collapses() {
        assert_eq!(collapse("a \n\t b　c"), "a b c");
        assert_eq!(pad("七", 3), "00七");
    }
}
