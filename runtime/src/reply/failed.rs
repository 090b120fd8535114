//! The rows of a request that failed inside a success.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use super::condition::holds;
use super::path::{Answer, in_words, text_of};
use crate::fill::Reading;
use crate::model::{Bounds, DocumentFormat, Endpoint, PartialFailure, Shape, Type};
use crate::tape::NodeRef;
use crate::texts::Texts;
use crate::{Node, Redaction};

/// A row of a request that failed while others were done.
/// Its `Debug` leaves out the key, which may be personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RowFailure {
    /// Its place in the request's list, from 0; `None` where nothing tells it.
    pub index: Option<usize>,
    /// What identifies it; may be empty.
    pub key: String,
    /// The vendor's code; may be empty.
    pub code: String,
    /// The vendor's message; may be empty.
    pub message: String,
}

impl RowFailure {
    /// The same with the vendor's words as they may be printed.
    pub(crate) fn shown(self, redaction: &Redaction) -> Self {
        Self { code: redaction.text(&self.code), message: redaction.text(&self.message), ..self }
    }
}

impl fmt::Debug for RowFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, key: _, code, message } = self;
        let mut shown = f.debug_struct("RowFailure");
        shown.field("index", index).field("code", code).field("message", message).finish_non_exhaustive()
    }
}

/// The rows of a response that failed, and whether others of its list did not.
pub(super) struct Failures {
    pub(super) failed: Vec<RowFailure>,
    pub(super) are_all: bool,
    /// How many rows of the request the response lists, where it lists each in its place.
    pub(super) listed: Option<usize>,
}

/// Finds them in a response as its table has it.
pub(super) fn failures(endpoint: &Endpoint<'_>, response: Answer<'_>) -> Failures {
    let mut failures = Failures { failed: Vec::new(), are_all: true, listed: None };
    let Some(partial) = &endpoint.partial else { return failures };
    let by_place = is_by_place(endpoint, partial);
    failures.listed = by_place.then_some(0);
    let lists = response.all(partial.rows).into_iter().map(|node| match within(endpoint.response(), partial.rows) {
        Some(within) => node.get(within).unwrap_or(node),
        None => node,
    });
    let lists: Vec<_> = lists.collect();
    let rows = lists.into_iter().flat_map(|node| listed(endpoint.response(), partial.rows, node, response.format));
    for (index, node) in rows.enumerate() {
        let row = Answer { node, ..response };
        if by_place {
            failures.listed = Some(index + 1);
        }
        // What is unclear is told as a failure: it is not known to have been done.
        if partial.when.as_ref().is_some_and(|when| holds(when, row) == Ok(false)) {
            failures.are_all = false;
            continue;
        }
        let text = |path: &str| if path.is_empty() { String::new() } else { words_at(row, path) };
        failures.failed.push(RowFailure {
            index: by_place.then_some(index),
            key: if partial.key.is_empty() && !node.is_map() { in_words(node) } else { text(partial.key) },
            code: text(partial.code),
            message: text(partial.message),
        });
    }
    failures
}

/// The rows of a list, however the answer writes it: as its typed response is read.
fn listed<'n>(shape: Shape<'_>, path: &str, node: NodeRef<'n>, format: DocumentFormat) -> Vec<NodeRef<'n>> {
    let list = lead(shape, path).filter(|ty| matches!(ty, Type::List(..)));
    if node.is_list() {
        return node.rows().collect();
    }
    // One row of XML is no list.
    if format == DocumentFormat::Xml {
        return node.is_there().then_some(node).into_iter().collect();
    }
    let Some(list) = list else { return Vec::new() };
    if node.is_blank() || node.is_empty_of(&list) {
        return Vec::new();
    }
    if !node.is_map() {
        return vec![node];
    }
    match Reading::of(node, list, shape) {
        Reading::Row => vec![node],
        Reading::Keyed => node.members().map(|(_, row)| row).collect(),
        Reading::Neither => Vec::new(),
    }
}

fn words_at(row: Answer<'_>, path: &str) -> String {
    row.all(path).into_iter().map(in_words).find(|text| !text.is_empty()).unwrap_or_default()
}

/// What identifies the rows of the request's list of which an answer may say that they failed, in their order.
/// Its `Debug` counts them: keys may be personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RowKeys(Texts);

impl fmt::Debug for RowKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowKeys({} rows)", self.0.len())
    }
}

/// Finds them; there are none where nothing tells the rows by a key.
pub(crate) fn keys(endpoint: &Endpoint<'_>, request: &Node<'_>) -> RowKeys {
    let shape = endpoint.request();
    let Some(partial) = endpoint.partial.as_ref().filter(|partial| has_key(endpoint, partial)) else {
        return RowKeys::default();
    };
    let (Some(rows), Some(Type::List(of, _))) = (at(shape, request, partial.of), lead(shape, partial.of)) else {
        return RowKeys::default();
    };
    let rows = in_object(shape, partial.of, rows);
    let mut keys = Texts::for_rows(rows.rows().len());
    for row in rows.rows() {
        keys.push(&match of {
            Type::Record(id) => key_of(shape.at(*id), row, partial.key_in_request()),
            _ => text_of(row),
        });
    }
    RowKeys(keys)
}

/// The values at a path of a request, which may lead through lists: those of all their rows.
pub(crate) fn values(shape: Shape<'_>, request: &Node<'_>, path: &str) -> Texts {
    let mut values = Texts::default();
    if !path.is_empty() {
        collect_values(shape, request, path, &mut values);
    }
    values
}

fn collect_values(shape: Shape<'_>, node: &Node<'_>, path: &str, values: &mut Texts) {
    let (name, below) = path.split_once('.').map_or((path, ""), |(name, below)| (name, below));
    let Some(ty) = lead(shape, name) else { return };
    let Some(node) = at(shape, node, name) else { return };
    collect_of_type(shape, ty, in_object(shape, name, node), below, values);
}

/// The same in a value of this type: in each row of a list.
fn collect_of_type(shape: Shape<'_>, ty: Type<'_>, node: &Node<'_>, below: &str, values: &mut Texts) {
    match (ty, node) {
        (Type::List(of, _), Node::List(rows)) => {
            if values.is_empty() {
                *values = Texts::for_rows(rows.len());
            }
            for row in rows {
                collect_of_type(shape, *of, row, below, values);
            }
        }
        (Type::Record(id), node) if !below.is_empty() => collect_values(shape.at(id), node, below, values),
        (_, node) if below.is_empty() && node.is_there() => values.push(&text_of(node)),
        _ => {}
    }
}

/// The text at a path of a row, or what the server assumes there.
fn key_of<'n>(shape: Shape<'n>, row: &'n Node<'_>, path: &str) -> Cow<'n, str> {
    let default = || shape.field_at(path).and_then(|field| field.default).unwrap_or_default().into();
    match at(shape, row, path) {
        Some(node) if node.is_there() => text_of(node),
        _ => default(),
    }
}

/// Gives failed rows their places among these keys. A key that stands twice tells no place.
pub(crate) fn locate(failed: &mut [RowFailure], RowKeys(keys): &RowKeys) {
    let mut places: HashMap<&str, Option<usize>> = HashMap::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        places.entry(key).and_modify(|place| *place = None).or_insert(Some(index));
    }
    for failure in failed.iter_mut().filter(|failure| failure.index.is_none() && !failure.key.is_empty()) {
        failure.index = places.get(failure.key.as_str()).copied().flatten();
    }
}

/// Whether the response lists a row for each of the request's, in their order.
fn is_by_place(endpoint: &Endpoint<'_>, partial: &PartialFailure<'_>) -> bool {
    !partial.of.is_empty() && partial.when.is_some() && !has_key(endpoint, partial)
}

/// Whether a row of the request is told by what identifies one of the response.
fn has_key(endpoint: &Endpoint<'_>, partial: &PartialFailure<'_>) -> bool {
    let (request, response) = (endpoint.request(), endpoint.response());
    let is_record = matches!(lead(response, partial.rows), Some(Type::List(Type::Record(_), _)));
    let asked = match lead(request, partial.of) {
        Some(Type::List(Type::Record(id), _)) => lead(request.at(*id), partial.key_in_request()).is_some(),
        other => other.is_some(),
    };
    asked && !(is_record && partial.key.is_empty())
}

/// The list itself, where it stands in an object under that object's one name.
fn in_object<'n, 'v>(shape: Shape<'_>, path: &str, node: &'n Node<'v>) -> &'n Node<'v> {
    within(shape, path).and_then(|within| node.get(within)).unwrap_or(node)
}

/// The one name of an object around a list.
fn within<'m>(shape: Shape<'m>, path: &str) -> Option<&'m str> {
    match lead(shape, path) {
        Some(Type::List(_, Bounds { within, .. })) => within,
        _ => None,
    }
}

fn lead<'m>(shape: Shape<'m>, path: &str) -> Option<Type<'m>> {
    shape.field_at(path).map(|field| field.ty)
}

/// What the same path leads to in a request, typed or read from a document.
fn at<'n, 'v>(shape: Shape<'_>, node: &'n Node<'v>, path: &str) -> Option<&'n Node<'v>> {
    let (name, below) = path.split_once('.').map_or((path, None), |(name, below)| (name, Some(below)));
    let place = shape.record().fields.iter().position(|field| field.name == name)?;
    let node = match node {
        Node::Record(nodes) => nodes.get(place)?,
        node => node.get(name)?,
    };
    match (below, shape.record().fields.get(place)?.ty) {
        (None, _) => Some(node),
        (Some(below), Type::Record(id)) => at(shape.at(id), node, below),
        _ => None,
    }
}
