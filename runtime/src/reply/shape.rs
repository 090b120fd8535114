//! Which of a platform's shapes an answer has, and where its parts begin.

use super::path::{Answer, is_blank, unfold};
use super::{Doubt, Received, explain, kind};
use crate::Node;
use crate::model::notation::address;
use crate::model::{Endpoint, Input, ReplyPlace, ReplyShape, Template};
use crate::sign::render;

/// The shape of an answer.
pub(super) struct Chosen<'m> {
    pub(super) shape: ReplyShape<'m>,
    /// The names that lead to it.
    pub(super) root: Vec<String>,
    /// The names that lead on to where the response's table begins.
    pub(super) data: Vec<&'m str>,
}

/// Finds the first shape whose root is there, and reads what JSON stands as text on the ways of its parts.
pub(super) fn choose<'m>(received: &Received<'_, 'm>, document: &mut Node<'_>) -> Result<Chosen<'m>, Doubt> {
    let mut missing = None;
    for (index, shape) in received.platform.reply.shapes.iter().enumerate() {
        let Some(root) = root(shape, received.endpoint) else { continue };
        let Some(node) = found(received, document, &root)? else {
            missing = missing.or_else(|| root.first().cloned());
            continue;
        };
        // What a refusal's root holds must be something: `"error": null` is the usual way to have none.
        if shape.success.is_none() && is_blank(node) {
            continue;
        }
        is_of_shape(received, shape, &root, node)?;
        for other in received.platform.reply.shapes.iter().skip(index + 1).filter(|_| shape.success.is_some()) {
            not_refused(received, other, document)?;
        }
        let data = received.endpoint.data.filter(|_| shape.success.is_some()).unwrap_or(shape.data);
        let data: Vec<_> = data.split('.').filter(|name| !name.is_empty()).collect();
        open_parts(received, shape, &root, &data, document);
        return Ok(Chosen { shape: *shape, root, data });
    }
    let problem = match missing {
        Some(name) => format!("at {name}: the document has no such part"),
        None => format!("{} where its members belong", document.kind()),
    };
    Err(foreign(received, document, &problem))
}

/// The names that lead to a shape in an endpoint's answers. An endpoint that is named by its address has no other name
/// than its path. `None` where a name cannot be made, which a checked spec does not have.
pub fn root(shape: &ReplyShape<'_>, endpoint: &Endpoint<'_>) -> Option<Vec<String>> {
    let names = endpoint.root.filter(|_| shape.success.is_some()).unwrap_or(shape.root);
    names.iter().map(|name| self::name(name, endpoint)).collect()
}

fn name(name: &Template<'_>, endpoint: &Endpoint<'_>) -> Option<String> {
    let value = |input: Input<'_>| match input {
        Input::Endpoint => Some(address::without_verb(endpoint.name).into()),
        Input::Var(var) => endpoint.vars.iter().find(|(name, _)| *name == var).map(|(_, value)| (*value).into()),
        _ => None,
    };
    render(name, value).ok().filter(|name| !name.is_empty())
}

/// What a root leads to. One that is given twice hides which of the two holds the answer.
fn found<'n, 'v>(
    received: &Received<'_, '_>,
    document: &'n mut Node<'v>,
    root: &[String],
) -> Result<Option<&'n Node<'v>>, Doubt> {
    let names: Vec<&str> = root.iter().map(String::as_str).collect();
    unfold(document, &names, !names.is_empty(), received.limits);
    let answer = received.answer(document);
    if answer.is_repeated(names.iter().copied()) {
        return Err(Doubt::twice(&names.join(".")));
    }
    let mut node = &*document;
    for name in names {
        match node.get(name) {
            Some(below) => node = below,
            None => return Ok(None),
        }
    }
    Ok(Some(node))
}

/// Whether a root holds what its shape has there.
fn is_of_shape(
    received: &Received<'_, '_>,
    shape: &ReplyShape<'_>,
    root: &[String],
    node: &Node<'_>,
) -> Result<(), Doubt> {
    let is_bare = received.is_bodiless || (received.is_document(shape) && matches!(node, Node::List(_) | Node::Map(_)));
    // A status that means success speaks for an object without members.
    let demanded = shape.success.and_then(|success| success.statuses());
    let is_told_by_status = demanded.is_some_and(|statuses| statuses.has(received.status));
    let is_told_by_root = shape.success.is_none() && shape.code.is_empty() && !root.is_empty();
    // "No error" would hold of nothing at all.
    if is_bare || is_told_by_root || matches!(node, Node::Map(entries) if !entries.is_empty() || is_told_by_status) {
        return Ok(());
    }
    Err(foreign(received, node, &format!("{} where its members belong", node.kind())))
}

/// An answer that has the shape of a refusal too is no success.
fn not_refused(received: &Received<'_, '_>, other: &ReplyShape<'_>, document: &mut Node<'_>) -> Result<(), Doubt> {
    if other.success.is_some() || other.root.is_empty() {
        return Ok(());
    }
    let Some(root) = root(other, received.endpoint) else { return Ok(()) };
    match found(received, document, &root)? {
        Some(node) if !is_blank(node) => {
            let name = root.join(".");
            Err(Doubt::new(format!("the answer is a success, and `{name}`, where refusals stand, is there too")))
        }
        _ => Ok(()),
    }
}

fn open_parts(
    received: &Received<'_, '_>,
    shape: &ReplyShape<'_>,
    root: &[String],
    data: &[&str],
    document: &mut Node<'_>,
) {
    let root: Vec<&str> = root.iter().map(String::as_str).collect();
    let mut paths = Vec::new();
    let places = [shape.code, shape.sub_code, shape.message, shape.request_id, shape.retry_after];
    paths.extend(places.into_iter().flatten().filter_map(ReplyPlace::path));
    if let Some(success) = &shape.success {
        success.paths(&mut paths);
    }
    for path in paths {
        let names: Vec<&str> = root.iter().copied().chain(path.split('.')).collect();
        unfold(document, &names, false, received.limits);
    }
    let names: Vec<&str> = root.iter().chain(data).copied().collect();
    unfold(document, &names, !data.is_empty(), received.limits);
}

/// An answer that no platform wrote, as far as can be seen.
fn foreign(received: &Received<'_, '_>, document: &Node<'_>, problem: &str) -> Doubt {
    let body = received.body;
    let reason = format!("the answer is {}, but not of the platform's shape: {problem}", kind::of(body));
    // A page's words stand outside of its tags; a document's stand in the members that standards name.
    let excerpt = if kind::is_page(body) {
        super::excerpt::excerpt(body, received.redaction)
    } else {
        explain::said(document, received.redaction)
    };
    Doubt { reason, excerpt, is_foreign: true, ..Doubt::default() }
}

impl Received<'_, '_> {
    /// The document, or a part of it, as what conditions and paths are over.
    pub(super) fn answer<'n, 'v>(&'n self, node: &'n Node<'v>) -> Answer<'n, 'v> {
        Answer { node, format: self.format, status: self.status, headers: self.headers }
    }

    /// Whether the response is the document that stands at the root of a shape.
    pub(super) fn is_document(&self, shape: &ReplyShape<'_>) -> bool {
        let data = self.endpoint.data.unwrap_or(shape.data);
        shape.success.is_some() && data.is_empty() && self.endpoint.document().is_some()
    }
}
