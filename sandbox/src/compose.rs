//! The whole of an answer: what stands below the reply's root is put where the platform has it, with the status and the
//! headers that belong to it.

use signwright_runtime::Node;
use signwright_runtime::model::{DocumentFormat, Endpoint, Input, Reply, ReplyShape, Statuses, Template, Travels};

use crate::answer;
use crate::fill::{Values, fill};

/// An answer that only has to be written.
pub(crate) struct Composed<'m> {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The document; `None` is no body.
    pub(crate) document: Option<Node<'m>>,
}

/// A success: `response` has the members of the response's table.
pub(crate) fn success<'m>(
    reply: &Reply<'m>,
    endpoint: &'m Endpoint<'m>,
    response: Node<'m>,
    format: DocumentFormat,
) -> Composed<'m> {
    let shape = reply.of_success();
    let named = endpoint.success.and_then(|success| success.statuses());
    let named = named.or_else(|| shape.success.and_then(|success| success.statuses()));
    let (headers, response) = apart(endpoint, response);
    if !endpoint.has_body() {
        // Of all good statuses the one that says that there is no body.
        let status = named.map_or(204, |named| if named == Statuses::hundred(2) { 204 } else { named.first });
        return Composed { status, headers, document: None };
    }
    let data = endpoint.data.unwrap_or(shape.data);
    let below_root = if data.is_empty() {
        response
    } else {
        let mut envelope = answer::succeeding(shape.success.as_slice(), None);
        answer::put_node(&mut envelope, data, response);
        envelope
    };
    let document = answer::document(below_root, root(&shape, Some(endpoint)), format);
    Composed { status: named.map_or(200, |named| named.first), headers, document: Some(document) }
}

/// A refusal, below the root of its shape.
pub(crate) fn refusal<'m>(
    reply: &Reply<'m>,
    endpoint: Option<&'m Endpoint<'m>>,
    below_root: Node<'m>,
    (status, headers): (Option<u16>, Vec<(String, String)>),
    format: DocumentFormat,
) -> Composed<'m> {
    let shape = reply.of_refusal();
    // Where a status says success, another says that it is none.
    let by_status = reply.of_success().success.and_then(|success| success.statuses()).is_some();
    let status = status.unwrap_or(if by_status { 400 } else { 200 });
    let document = answer::document(below_root, root(&shape, endpoint), format);
    Composed { status, headers, document: Some(document) }
}

/// The names that lead to a shape, made for an endpoint.
fn root<'m>(shape: &ReplyShape<'m>, endpoint: Option<&'m Endpoint<'m>>) -> Vec<String> {
    let own = endpoint.and_then(|endpoint| endpoint.root).filter(|_| shape.success.is_some());
    let name = |name: &Template<'m>| fill(*name, &OfEndpoint(endpoint));
    own.unwrap_or(shape.root).iter().map(name).filter(|name| !name.is_empty()).collect()
}

/// What the names of a root are made of.
struct OfEndpoint<'m>(Option<&'m Endpoint<'m>>);

impl Values for OfEndpoint<'_> {
    fn value(&self, input: Input<'_>) -> Option<std::borrow::Cow<'_, str>> {
        let endpoint = self.0?;
        match input {
            Input::Endpoint => Some(endpoint.name.into()),
            Input::Var(name) => endpoint.vars.iter().find(|(var, _)| *var == name).map(|(_, value)| (*value).into()),
            _ => None,
        }
    }
}

/// The rows that stand in headers, and what is left for the body: the record, or the row that is the whole document.
fn apart<'m>(endpoint: &Endpoint<'m>, response: Node<'m>) -> (Vec<(String, String)>, Node<'m>) {
    let Node::Map(entries) = response else { return (Vec::new(), response) };
    let fields = endpoint.response().record().fields;
    let travels = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.travels);
    let (mut headers, mut members, mut document) = (Vec::new(), Vec::new(), None);
    for (name, node) in entries {
        match travels(&name) {
            Some(Travels::Header) => headers.extend(node.as_text().map(|text| (name.into_owned(), text.into_owned()))),
            Some(Travels::Document) => document = Some(node),
            _ => members.push((name, node)),
        }
    }
    (headers, document.unwrap_or(Node::Map(members)))
}
