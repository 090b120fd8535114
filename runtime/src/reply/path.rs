//! Where a path leads in an answer: to one value, or to as many as have its names.

use crate::Node;
use crate::model::DocumentFormat;

/// An answer below the reply's root.
#[derive(Clone, Copy)]
pub(super) struct Answer<'n, 'v> {
    pub(super) node: &'n Node<'v>,
    pub(super) format: DocumentFormat,
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
                Node::List(_) if name.parse::<usize>().is_ok() => true,
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
        Node::List(rows) => name.parse::<usize>().ok().and_then(|row| rows.get(row)).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether it holds nothing: not there, `null`, blank text or an empty list.
pub(super) fn is_blank(node: &Node<'_>) -> bool {
    match node {
        Node::Text(text) => text.trim().is_empty(),
        node => !node.is_there(),
    }
}
