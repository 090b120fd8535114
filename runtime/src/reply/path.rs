//! Where a path leads in an answer: to one value, or to as many as have its names.

use std::borrow::Cow;

use http::HeaderMap;

use crate::model::{DocumentFormat, Escape, Offset, ReplyPlace};
use crate::{Limits, Node, json};

/// An answer below the reply's root.
#[derive(Clone, Copy)]
pub(super) struct Answer<'n, 'v> {
    pub(super) node: &'n Node<'v>,
    pub(super) format: DocumentFormat,
    pub(super) status: u16,
    pub(super) headers: &'n HeaderMap,
}

impl<'n, 'v> Answer<'n, 'v> {
    /// All that a path of names leads to, in order; a number is a row of a list. The empty path is the answer itself.
    pub(super) fn all(self, path: &str) -> Vec<&'n Node<'v>> {
        let mut nodes = vec![self.node];
        for name in path.split('.').filter(|_| !path.is_empty()) {
            nodes = nodes.into_iter().flat_map(|node| below(node, name)).collect();
        }
        nodes
    }

    /// Whether a path leads on from something that has no members: what it would lead to is not known then. Nothing at
    /// all is the usual way to have none.
    pub(super) fn is_barred(self, path: &str) -> bool {
        let mut nodes = vec![self.node];
        for name in path.split('.').filter(|_| !path.is_empty()) {
            let is_passable = |node: &Node<'_>| match node {
                Node::Map(_) => true,
                Node::List(_) if name.parse::<i32>().is_ok() => true,
                node => is_blank(node),
            };
            // `{"error": "系统繁忙"}` has no `error.code`, and yet it is no answer without an error.
            if !nodes.iter().all(|node| is_passable(node)) {
                return true;
            }
            nodes = nodes.into_iter().flat_map(|node| below(node, name)).collect();
        }
        false
    }

    /// The text of the first scalar at a path, without white space around it; empty where there is none.
    pub(super) fn text(self, path: &str) -> String {
        let texts = self.all(path).into_iter().filter_map(Node::as_text);
        texts.map(|text| text.trim().to_owned()).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The text at the first of these places that has one; empty where none has.
    pub(super) fn first(self, places: &[ReplyPlace<'_>]) -> String {
        let mut texts = places.iter().map(|place| match place {
            ReplyPlace::Path(path) => self.text(path),
            ReplyPlace::Header(name) => header(self.headers, name).unwrap_or_default(),
        });
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The same of a message: what is no text is given as JSON.
    pub(super) fn message(self, places: &[ReplyPlace<'_>]) -> String {
        let text = self.first(places);
        if !text.is_empty() {
            return text;
        }
        let nodes = places.iter().filter_map(ReplyPlace::path).flat_map(|path| self.all(path));
        nodes.map(in_words).find(|text| !text.is_empty()).unwrap_or_default().into_owned()
    }

    /// Whether a member on this way stands in its JSON object more than once: readers differ in which they take.
    /// XML repeats elements by nature.
    pub(super) fn is_repeated<'p>(self, names: impl Iterator<Item = &'p str>) -> bool {
        let mut node = self.node;
        for name in names {
            match below(node, name).as_slice() {
                [] => return false,
                [only] => node = only,
                _ => return self.format == DocumentFormat::Json,
            }
        }
        false
    }
}

/// The members of this name, or the row of this number.
fn below<'n, 'v>(node: &'n Node<'v>, name: &str) -> Vec<&'n Node<'v>> {
    match node {
        Node::Map(entries) => entries.iter().filter(|(key, _)| key == name).map(|(_, node)| node).collect(),
        Node::List(rows) => index(rows.len(), name).and_then(|row| rows.get(row)).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The row of a number; a negative one counts from the end.
fn index(length: usize, number: &str) -> Option<usize> {
    match number.strip_prefix('-') {
        Some(from_end) => length.checked_sub(from_end.parse().ok().filter(|from_end| *from_end > 0)?),
        None => number.parse().ok(),
    }
}

/// The same without taking it out.
pub(super) fn at<'n, 'v>(node: &'n Node<'v>, names: &[&str]) -> &'n Node<'v> {
    let below = names.iter().try_fold(node, |node, name| below(node, name).into_iter().next());
    below.unwrap_or(&Node::Absent)
}

/// What the names lead to, the first of each. What comes again was reported before.
pub(super) fn taken<'v>(node: Node<'v>, names: &[&str]) -> Node<'v> {
    names.iter().fold(node, |node, name| match node {
        Node::Map(entries) => entries.into_iter().find(|(key, _)| key == name).map_or(Node::Absent, |(_, node)| node),
        Node::List(rows) => index(rows.len(), name).and_then(|row| rows.into_iter().nth(row)).unwrap_or(Node::Absent),
        _ => Node::Absent,
    })
}

/// Puts the document in the place of each text on this way that holds one as JSON; at its end too, where a record stands
/// there.
pub(super) fn unfold(node: &mut Node<'_>, names: &[&str], ends_in_record: bool, limits: Limits) {
    if !names.is_empty() || ends_in_record {
        open(node, limits);
    }
    let Some((name, below)) = names.split_first() else { return };
    match node {
        Node::Map(entries) => {
            for (_, node) in entries.iter_mut().filter(|(key, _)| key == name) {
                unfold(node, below, ends_in_record, limits);
            }
        }
        Node::List(rows) => {
            if let Some(row) = index(rows.len(), name).and_then(|row| rows.get_mut(row)) {
                unfold(row, below, ends_in_record, limits);
            }
        }
        _ => {}
    }
}

fn open(node: &mut Node<'_>, limits: Limits) {
    if let Node::Text(text) = node
        && text.trim_start().starts_with(['{', '['])
        && let Ok(document) = json::parse(text.as_bytes(), limits)
    {
        *node = document.into_owned();
    }
}

/// A value as text; a record or a list as JSON.
pub(super) fn in_words<'n>(node: &'n Node<'_>) -> Cow<'n, str> {
    match node {
        Node::Map(_) | Node::List(_) if node.is_there() => {
            let style = json::Style::new(Escape::Minimal, Offset::UTC);
            json::write(node, style).unwrap_or_default().into()
        }
        node => match node.as_text().unwrap_or_default() {
            Cow::Borrowed(text) => text.trim().into(),
            Cow::Owned(text) => Cow::Owned(text),
        },
    }
}

/// The value of a header, without white space around it.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

/// Whether it holds nothing: not there, `null`, blank text or an empty list.
pub(super) fn is_blank(node: &Node<'_>) -> bool {
    match node {
        Node::Text(text) => text.trim().is_empty(),
        node => !node.is_there(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Node<'_> {
        json::parse(text.as_bytes(), Limits::default()).unwrap()
    }

    #[test]
    fn text_that_holds_json_is_read_on_the_way_through_it() {
        let quoted = r#"{"结果":"{\"成功\":true,\"数据\":\"{\\\"单号\\\":\\\"订😀\\\"}\"}","备注":"{坏"}"#;
        let mut node = parsed(quoted);
        unfold(&mut node, &["结果", "数据", "单号"], false, Limits::default());
        assert_eq!(node.path("结果.数据.单号"), Some(&Node::text("订😀")));
        let mut node = parsed(quoted);
        unfold(&mut node, &["结果", "数据"], false, Limits::default());
        assert_eq!(node.path("结果.数据"), Some(&Node::text(r#"{"单号":"订😀"}"#)), "the end of a way stays as it is");
        unfold(&mut node, &["结果", "数据"], true, Limits::default());
        assert_eq!(node.path("结果.数据.单号"), Some(&Node::text("订😀")));
        // What is no JSON stays text, however deep it claims to be.
        unfold(&mut node, &["备注", "x"], true, Limits::default());
        assert_eq!(node.path("备注"), Some(&Node::text("{坏")));
        let deep = format!("{{\"a\":\"{}\"}}", "[".repeat(100_000));
        let mut node = parsed(&deep);
        unfold(&mut node, &["a", "b"], true, Limits::default());
        assert!(matches!(node.path("a"), Some(Node::Text(_))));
    }

    #[test]
    fn a_number_is_a_row_and_a_negative_one_counts_from_the_end() {
        let node = parsed(r#"{"errors":[{"code":"甲"},{"code":"乙"}]}"#);
        let headers = HeaderMap::new();
        let answer = Answer { node: &node, format: DocumentFormat::Json, status: 200, headers: &headers };
        for (path, text) in [
            ("errors.0.code", "甲"),
            ("errors.-1.code", "乙"),
            ("errors.-2.code", "甲"),
            ("errors.-3.code", ""),
            ("errors.-0.code", ""),
            ("errors.2.code", ""),
            ("errors.--1.code", ""),
        ] {
            assert_eq!(answer.text(path), text, "{path}");
            assert_eq!(in_words(&taken(node.clone(), &path.split('.').collect::<Vec<_>>())), text, "{path}");
        }
        assert_eq!(answer.message(&[ReplyPlace::Path("errors.0")]), r#"{"code":"甲"}"#);
    }
}
