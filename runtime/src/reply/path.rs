//! Where a path leads in an answer: to one value, or to as many as have its names.

use std::borrow::Cow;

use http::HeaderMap;

use crate::model::{DocumentFormat, Escape, Offset, ReplyPlace};
use crate::tape::{Document, NodeRef};
use crate::{Limits, Node, json};

/// An answer below the reply's root.
#[derive(Clone, Copy)]
pub(super) struct Answer<'n> {
    pub(super) node: NodeRef<'n>,
    pub(super) format: DocumentFormat,
    pub(super) status: u16,
    pub(super) headers: &'n HeaderMap,
}

impl<'n> Answer<'n> {
    /// All that a path of names leads to, in order; a number is a row of a list. The empty path is the answer itself.
    pub(super) fn all(self, path: &str) -> Vec<NodeRef<'n>> {
        let mut nodes = Vec::new();
        self.find(path, &mut |node| {
            nodes.push(node);
            None::<()>
        });
        nodes
    }

    /// What is made of the first of all that a path leads to of which something is made.
    pub(super) fn find<T>(self, path: &str, visit: &mut dyn FnMut(NodeRef<'n>) -> Option<T>) -> Option<T> {
        find(self.node, path, visit)
    }

    /// Whether a path leads on from something that has no members: what it would lead to is not known then. Nothing at
    /// all is the usual way to have none.
    pub(super) fn is_barred(self, path: &str) -> bool {
        is_barred(self.node, path)
    }

    /// The text of the first scalar at a path, without white space around it; empty where there is none.
    pub(super) fn text(self, path: &str) -> String {
        self.find(path, &mut words).unwrap_or_default()
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
        let mut in_words = |node| Some(in_words(node)).filter(|text| !text.is_empty());
        let mut paths = places.iter().filter_map(ReplyPlace::path);
        paths.find_map(|path| self.find(path, &mut in_words)).unwrap_or_default()
    }

    /// Whether a member on this way stands in its JSON object more than once: readers differ in which they take.
    /// XML repeats elements by nature.
    pub(super) fn is_repeated<'p>(self, mut names: impl Iterator<Item = &'p str>) -> bool {
        // Of a document that was looked through it is told at once.
        self.format == DocumentFormat::Json && self.node.may_repeat() && is_repeated(self.node, &mut names)
    }
}

fn find<'n, T>(node: NodeRef<'n>, path: &str, visit: &mut dyn FnMut(NodeRef<'n>) -> Option<T>) -> Option<T> {
    if path.is_empty() {
        return visit(node);
    }
    let (name, unread) = path.split_once('.').unwrap_or((path, ""));
    if node.is_list() {
        return row(node, name).and_then(|node| find(node, unread, visit));
    }
    // One alone is looked up without looking at all that stand behind it.
    if !node.may_repeat() {
        return node.get(name).and_then(|node| find(node, unread, visit));
    }
    node.members().filter(|(key, _)| *key == name).find_map(|(_, node)| find(node, unread, visit))
}

fn is_barred(node: NodeRef<'_>, path: &str) -> bool {
    if path.is_empty() {
        return false;
    }
    let (name, unread) = path.split_once('.').unwrap_or((path, ""));
    if node.is_map() && !node.may_repeat() {
        return node.get(name).is_some_and(|node| is_barred(node, unread));
    }
    if node.is_map() {
        return node.members().any(|(key, node)| key == name && is_barred(node, unread));
    }
    if node.is_list() && name.parse::<i32>().is_ok() {
        return row(node, name).is_some_and(|node| is_barred(node, unread));
    }
    // `{"error": "系统繁忙"}` has no `error.code`, and yet it is no answer without an error.
    !is_blank(node)
}

fn is_repeated(node: NodeRef<'_>, names: &mut dyn Iterator<Item = &str>) -> bool {
    let Some(name) = names.next() else { return false };
    if node.is_list() {
        return row(node, name).is_some_and(|node| is_repeated(node, names));
    }
    let mut members = node.members().filter(|(key, _)| *key == name);
    match (members.next(), members.next()) {
        (None, _) => false,
        (Some((_, only)), None) => is_repeated(only, names),
        _ => true,
    }
}

fn words(node: NodeRef<'_>) -> Option<String> {
    if node.is_map() || node.is_list() {
        return None;
    }
    let text = node.read(|node| node.as_text().map(|text| text.trim().to_owned()));
    text.filter(|text| !text.is_empty())
}

/// The row of a list by its number.
fn row<'n>(list: NodeRef<'n>, number: &str) -> Option<NodeRef<'n>> {
    index(list.count(), number).and_then(|index| list.rows().nth(index))
}

/// The row of a number; a negative one counts from the end.
fn index(length: usize, number: &str) -> Option<usize> {
    match number.strip_prefix('-') {
        Some(from_end) => length.checked_sub(from_end.parse().ok().filter(|from_end| *from_end > 0)?),
        None => number.parse().ok(),
    }
}

/// What the names lead to, the first of each.
pub(super) fn at<'n>(node: NodeRef<'n>, names: &[impl AsRef<str>]) -> Option<NodeRef<'n>> {
    names
        .iter()
        .map(AsRef::as_ref)
        .try_fold(node, |node, name| if node.is_list() { row(node, name) } else { node.get(name) })
}

/// The same of a document that is taken apart. What comes again was reported before.
pub(super) fn taken<'v>(document: Document<'v>, names: &[impl AsRef<str>]) -> Document<'v> {
    if names.is_empty() {
        return document;
    }
    document.narrowed(
        |node| at(node, names),
        |node| {
            names.iter().map(AsRef::as_ref).fold(node, |node, name| match node {
                Node::Map(entries) => {
                    entries.into_iter().find(|(key, _)| key == name).map_or(Node::Absent, |(_, node)| node)
                }
                Node::List(rows) => {
                    index(rows.len(), name).and_then(|row| rows.into_iter().nth(row)).unwrap_or(Node::Absent)
                }
                _ => Node::Absent,
            })
        },
    )
}

/// Puts the document in the place of each text on this way that holds one as JSON; at its end too, where a record stands
/// there. Where there is no such text, nothing is changed.
pub(super) fn unfold(document: &mut Document<'_>, names: &[&str], ends_in_record: bool, limits: Limits) {
    if document.may_fold() && is_folded(document.root(), names, ends_in_record) {
        unfold_tree(document.tree(), names, ends_in_record, limits);
    }
}

/// Whether a text on this way may hold JSON.
fn is_folded(node: NodeRef<'_>, names: &[&str], ends_in_record: bool) -> bool {
    let is_on_way = !names.is_empty() || ends_in_record;
    if is_on_way && node.text().is_some_and(begins_json) {
        return true;
    }
    let Some((name, below)) = names.split_first() else { return false };
    if node.is_list() {
        return row(node, name).is_some_and(|node| is_folded(node, below, ends_in_record));
    }
    node.members().any(|(key, node)| key == *name && is_folded(node, below, ends_in_record))
}

fn unfold_tree(node: &mut Node<'_>, names: &[&str], ends_in_record: bool, limits: Limits) {
    if !names.is_empty() || ends_in_record {
        open(node, limits);
    }
    let Some((name, below)) = names.split_first() else { return };
    match node {
        Node::Map(entries) => {
            for (_, node) in entries.iter_mut().filter(|(key, _)| key == name) {
                unfold_tree(node, below, ends_in_record, limits);
            }
        }
        Node::List(rows) => {
            if let Some(row) = index(rows.len(), name).and_then(|row| rows.get_mut(row)) {
                unfold_tree(row, below, ends_in_record, limits);
            }
        }
        _ => {}
    }
}

/// Whether a text may hold a list or a record of JSON.
fn begins_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

fn open(node: &mut Node<'_>, limits: Limits) {
    if let Node::Text(text) = node
        && begins_json(text)
        && let Ok(document) = json::parse(text.as_bytes(), limits)
    {
        *node = document.into_owned();
    }
}

/// A value as text; a record or a list as JSON.
/// A value as text; a record or a list as JSON.
pub(super) fn in_words<'n>(node: impl Into<NodeRef<'n>>) -> String {
    node.into().read(|node| text_of(node).into_owned())
}

/// The same, borrowed where it can be.
pub(super) fn text_of<'n>(node: &'n Node<'_>) -> Cow<'n, str> {
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
pub(super) fn is_blank<'n>(node: impl Into<NodeRef<'n>>) -> bool {
    let node = node.into();
    node.text().map_or_else(|| !node.is_there(), |text| text.trim().is_empty())
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
        let unfolded = |text: &'static str, names: &[&str], ends_in_record| {
            let mut document = Document::from(json::parse_tape(text.as_bytes(), Limits::default()).unwrap());
            unfold(&mut document, names, ends_in_record, Limits::default());
            document.into_node()
        };
        let node = unfolded(quoted, &["结果", "数据", "单号"], false);
        assert_eq!(node.path("结果.数据.单号"), Some(&Node::text("订😀")));
        let node = unfolded(quoted, &["结果", "数据"], false);
        assert_eq!(node.path("结果.数据"), Some(&Node::text(r#"{"单号":"订😀"}"#)), "the end of a way stays as it is");
        let node = unfolded(quoted, &["结果", "数据"], true);
        assert_eq!(node.path("结果.数据.单号"), Some(&Node::text("订😀")));
        // What is no JSON stays text, however deep it claims to be.
        let node = unfolded(quoted, &["备注", "x"], true);
        assert_eq!(node.path("备注"), Some(&Node::text("{坏")));
        let deep = format!("{{\"a\":\"{}\"}}", "[".repeat(100_000));
        let node = unfolded(deep.leak(), &["a", "b"], true);
        assert!(matches!(node.path("a"), Some(Node::Text(_))));
    }

    #[test]
    fn a_number_is_a_row_and_a_negative_one_counts_from_the_end() {
        let node = parsed(r#"{"errors":[{"code":"甲"},{"code":"乙"}]}"#);
        let headers = HeaderMap::new();
        let answer = Answer { node: (&node).into(), format: DocumentFormat::Json, status: 200, headers: &headers };
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
            let names: Vec<_> = path.split('.').collect();
            assert_eq!(in_words(taken(node.clone().into(), &names).root()), text, "{path}");
            let on_tape = json::parse_tape(br#"{"errors":[{"code":"\u7532"},{"code":"\u4e59"}]}"#, Limits::default());
            assert_eq!(in_words(taken(on_tape.unwrap().into(), &names).root()), text, "{path}");
        }
        assert_eq!(answer.message(&[ReplyPlace::Path("errors.0")]), r#"{"code":"甲"}"#);
    }
}
