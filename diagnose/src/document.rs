//! JSON documents as mistakes rewrite them: their numbers keep their digits. What is no JSON is `None`.

use signwright_model::{Escape, Offset};
use signwright_runtime::json::{self, Style};
use signwright_runtime::{Limits, Node};

pub(crate) fn parsed(document: &str) -> Option<Node<'_>> {
    json::parse(document.as_bytes(), Limits::default()).ok()
}

pub(crate) fn written(document: &Node<'_>, escape: Escape) -> Option<String> {
    json::write(document, Style::new(escape, Offset::UTC)).ok()
}

/// A document without white space, its members sorted by name at every depth.
pub(crate) fn sorted(document: &str) -> Option<String> {
    let mut document = parsed(document)?;
    document.sort_names();
    written(&document, Escape::Minimal)
}
