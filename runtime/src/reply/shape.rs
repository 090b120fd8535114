//! Which of a platform's shapes an answer has, and where its parts begin.

use std::borrow::Cow;

use super::path::{Answer, is_blank, unfold};
use super::{Doubt, Received, explain, kind};
use crate::model::notation::address;
use crate::model::{Endpoint, Input, Part, ReplyPlace, ReplyShape, Template};
use crate::sign::render;
use crate::tape::{Document, NodeRef};

/// The shape of an answer.
pub(super) struct Chosen<'m> {
    pub(super) shape: ReplyShape<'m>,
    /// The names that lead to it.
    pub(super) root: Vec<Cow<'m, str>>,
    /// The names that lead on to where the response's table begins.
    pub(super) data: Vec<&'m str>,
}

/// Finds the first shape whose root is there, and reads what JSON stands as text on the ways of its parts.
pub(super) fn choose<'m>(received: &Received<'_, 'm>, document: &mut Document<'_>) -> Result<Chosen<'m>, Doubt> {
    let mut missing = None;
    for (index, shape) in received.platform.reply.shapes.iter().enumerate() {
        let Some(root) = names(shape, received.endpoint) else { continue };
        let Some(node) = found(received, document, &root)? else {
            missing = missing.or_else(|| root.first().map(ToString::to_string));
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
        None => format!("{} where its members belong", document.root().kind_name()),
    };
    Err(foreign(received, document.root(), &problem))
}

/// The names that lead to a shape in an endpoint's answers. An endpoint that is named by its address has no other name
/// than its path. `None` where a name cannot be made, which a checked spec does not have.
pub fn root(shape: &ReplyShape<'_>, endpoint: &Endpoint<'_>) -> Option<Vec<String>> {
    names(shape, endpoint).map(|names| names.into_iter().map(Cow::into_owned).collect())
}

fn names<'m>(shape: &ReplyShape<'m>, endpoint: &Endpoint<'m>) -> Option<Vec<Cow<'m, str>>> {
    let names = endpoint.root.filter(|_| shape.success.is_some()).unwrap_or(shape.root);
    names.iter().map(|name| self::name(name, endpoint)).collect()
}

fn name<'m>(name: &Template<'m>, endpoint: &Endpoint<'m>) -> Option<Cow<'m, str>> {
    // Most are a word.
    if let [Part::Text(word)] = name.0 {
        return Some(Cow::Borrowed(*word)).filter(|word| !word.is_empty());
    }
    let value = |input: Input<'_>| match input {
        Input::Endpoint => Some(address::without_verb(endpoint.name).into()),
        Input::Var(var) => endpoint.vars.iter().find(|(name, _)| *name == var).map(|(_, value)| (*value).into()),
        _ => None,
    };
    render(name, value).ok().filter(|name| !name.is_empty()).map(Cow::Owned)
}

/// What a root leads to. One that is given twice hides which of the two holds the answer.
fn found<'n>(
    received: &'n Received<'_, '_>,
    document: &'n mut Document<'_>,
    root: &[Cow<'_, str>],
) -> Result<Option<NodeRef<'n>>, Doubt> {
    if document.may_fold() {
        let names: Vec<&str> = root.iter().map(AsRef::as_ref).collect();
        unfold(document, &names, !names.is_empty(), received.limits);
    }
    let answer = received.answer(document.root());
    if answer.is_repeated(root.iter().map(AsRef::as_ref)) {
        return Err(Doubt::twice(&root.join(".")));
    }
    Ok(root.iter().try_fold(answer.node, |node, name| node.get(name)))
}

/// Whether a root holds what its shape has there.
fn is_of_shape(
    received: &Received<'_, '_>,
    shape: &ReplyShape<'_>,
    root: &[Cow<'_, str>],
    node: NodeRef<'_>,
) -> Result<(), Doubt> {
    let is_bare = received.is_bodiless || (received.is_document(shape) && (node.is_list() || node.is_map()));
    // A status that means success speaks for an object without members.
    let demanded = shape.success.and_then(|success| success.statuses());
    let is_told_by_status = demanded.is_some_and(|statuses| statuses.has(received.status));
    let is_told_by_root = shape.success.is_none() && shape.code.is_empty() && !root.is_empty();
    // "No error" would hold of nothing at all.
    if is_bare || is_told_by_root || (node.is_map() && (node.count() > 0 || is_told_by_status)) {
        return Ok(());
    }
    Err(foreign(received, node, &format!("{} where its members belong", node.kind_name())))
}

/// An answer that has the shape of a refusal too is no success.
fn not_refused(received: &Received<'_, '_>, other: &ReplyShape<'_>, document: &mut Document<'_>) -> Result<(), Doubt> {
    if other.success.is_some() || other.root.is_empty() {
        return Ok(());
    }
    let Some(root) = names(other, received.endpoint) else { return Ok(()) };
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
    root: &[Cow<'_, str>],
    data: &[&str],
    document: &mut Document<'_>,
) {
    if !document.may_fold() {
        return;
    }
    let root: Vec<&str> = root.iter().map(AsRef::as_ref).collect();
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
fn foreign(received: &Received<'_, '_>, document: NodeRef<'_>, problem: &str) -> Doubt {
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
    pub(super) fn answer<'n>(&'n self, node: impl Into<NodeRef<'n>>) -> Answer<'n> {
        Answer { node: node.into(), format: self.format, status: self.status, headers: self.headers }
    }

    /// Whether the response is the document that stands at the root of a shape.
    pub(super) fn is_document(&self, shape: &ReplyShape<'_>) -> bool {
        let data = self.endpoint.data.unwrap_or(shape.data);
        shape.success.is_some() && data.is_empty() && self.endpoint.document().is_some()
    }
}
