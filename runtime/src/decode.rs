//! From what was received to the tree of business values: an answer's document, and, for a server, a request.
//!
//! What the values should be is not asked here: answers are filled leniently, requests are conformed to their table.

use std::borrow::Cow;

use crate::encode::envelope;
use crate::limits::{DecodeError, Limits, Position};
use crate::model::{Body, CodeWire, DocumentFormat, Endpoint, Field, Platform, Shape, Type};
use crate::sign::{Received, format_of};
use crate::{Node, json, xml};

/// Reads a whole document.
pub fn document(bytes: &[u8], format: DocumentFormat, limits: Limits) -> Result<Node<'_>, DecodeError> {
    match format {
        DocumentFormat::Json => json::parse(bytes, limits),
        DocumentFormat::Xml => xml::parse(bytes, limits),
    }
}

/// What the names lead to, the outermost first.
pub(crate) fn descend<'a, 'n>(
    node: Node<'a>,
    mut path: impl Iterator<Item = &'n str>,
) -> Result<Node<'a>, DecodeError> {
    path.try_fold(node, |node, name| {
        let Node::Map(entries) = node else { return Err(missing(name)) };
        let entry = entries.into_iter().find(|(key, _)| key == name);
        entry.map(|(_, node)| node).ok_or_else(|| missing(name))
    })
}

fn missing(name: &str) -> DecodeError {
    DecodeError { position: Position::Path(name.to_owned()), message: "the document has no such part".into() }
}

/// The business parameters of a received request: the inverse of [`encode`](crate::encode::encode).
///
/// The result is a map under the table's names, with whatever else came. Where the wire has text for everything
/// (forms, XML), a number of a field that travels as a number is a number again, and repeated elements are a list.
pub fn request<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    received: &'a Received,
    limits: Limits,
) -> Result<Node<'a>, DecodeError> {
    let shape = endpoint.request();
    match platform.wire.body {
        Body::Form => form(platform, shape, received, limits),
        Body::Positional => positional(shape, json::parse(&received.body, limits)?, &received.query),
        Body::Envelope { path, .. } => {
            let format = format_of(platform, received.format);
            let names = envelope(path, endpoint, format, &received.vars)
                .map_err(|error| DecodeError { position: Position::Path(error.path), message: error.message })?;
            let document = document(&received.body, format, limits)?;
            let record = descend(document, names.iter().map(String::as_str))?;
            Ok(match format {
                DocumentFormat::Json => record,
                DocumentFormat::Xml => record_of_texts(shape, record),
            })
        }
    }
}

fn form<'a>(
    platform: &Platform<'_>,
    shape: Shape<'_>,
    received: &'a Received,
    limits: Limits,
) -> Result<Node<'a>, DecodeError> {
    let mut entries = Vec::new();
    for (name, value) in &received.form {
        let field = shape.record().fields.iter().find(|field| field.name == name);
        if field.is_none() && platform.common.fields.iter().any(|common| common.name == name) {
            continue;
        }
        let node = match field {
            Some(field) if is_document(field, value) => json::parse(value.as_bytes(), limits).map_err(|error| {
                DecodeError { position: Position::Path(name.clone()), message: error.to_string().into() }
            })?,
            Some(field) => scalar(&field.ty, field.as_text, Cow::Borrowed(value)),
            None => Node::text(value),
        };
        entries.push((Cow::Borrowed(name.as_str()), node));
    }
    Ok(Node::Map(entries))
}

/// Whether a form field holds JSON text.
fn is_document(field: &Field<'_>, value: &str) -> bool {
    match field.ty {
        // Empty text is no document; what it means there is for the table's check to say.
        Type::Record(_) | Type::Map(_) | Type::List(..) => !value.is_empty(),
        Type::Any => value.starts_with(['{', '[']),
        _ => false,
    }
}

fn positional<'a>(
    shape: Shape<'_>,
    document: Node<'a>,
    query: &'a [(String, String)],
) -> Result<Node<'a>, DecodeError> {
    let error =
        |message: &'static str| DecodeError { position: Position::Path(String::new()), message: message.into() };
    let Node::List(arguments) = document else { return Err(error("the body must be a list of arguments")) };
    let (beside, fields): (Vec<&Field<'_>>, Vec<&Field<'_>>) =
        shape.record().fields.iter().partition(|field| field.is_in_query());
    if arguments.len() > fields.len() {
        return Err(error("there are more arguments than the table has"));
    }
    // The names are the table's and outlive no document, so they are copied.
    let names = fields.iter().map(|field| Cow::Owned(field.name.to_owned()));
    let mut entries: Vec<(Cow<'a, str>, Node<'a>)> = names.zip(arguments).collect();
    for field in beside {
        let Type::Record(id) = field.ty else { continue };
        let own = |name: &str| shape.at(id).record().fields.iter().find(|field| field.name == name);
        let param = |(name, value): &'a (String, String)| {
            own(name).map(|field| (Cow::from(name), scalar(&field.ty, field.as_text, Cow::from(value))))
        };
        let params: Vec<_> = query.iter().filter_map(param).collect();
        if !params.is_empty() {
            entries.push((Cow::Owned(field.name.to_owned()), Node::Map(params)));
        }
    }
    Ok(Node::Map(entries))
}

/// A record whose scalars are all text: rows collected, numbers made numbers.
fn record_of_texts<'a>(shape: Shape<'_>, node: Node<'a>) -> Node<'a> {
    let entries = match node {
        Node::Map(entries) => entries,
        // An element with nothing in it.
        Node::Text(text) if text.trim().is_empty() => Vec::new(),
        other => return other,
    };
    let mut record: Vec<(Cow<'a, str>, Node<'a>)> = Vec::with_capacity(entries.len());
    for (name, node) in entries {
        let field = shape.record().fields.iter().find(|field| field.name == name);
        let node = match field.map(|field| (field, field.ty)) {
            Some((field, Type::List(of, _))) => {
                let row = value_of_texts(shape, of, field.as_text, node);
                if let Some((_, Node::List(rows))) = record.iter_mut().find(|(known, _)| *known == name) {
                    rows.push(row);
                    continue;
                }
                Node::List(vec![row])
            }
            Some((field, ty)) => value_of_texts(shape, &ty, field.as_text, node),
            None => node,
        };
        record.push((name, node));
    }
    Node::Map(record)
}

fn value_of_texts<'a>(shape: Shape<'_>, ty: &Type<'_>, as_text: bool, node: Node<'a>) -> Node<'a> {
    match (ty, node) {
        (Type::Record(id), node) => record_of_texts(shape.at(*id), node),
        (Type::Map(of), Node::Map(entries)) => Node::Map(
            entries.into_iter().map(|(name, node)| (name, value_of_texts(shape, of, as_text, node))).collect(),
        ),
        (_, Node::Text(text)) => scalar(ty, as_text, text),
        (_, node) => node,
    }
}

/// A scalar of a format that has only text, as JSON would have it.
fn scalar<'a>(ty: &Type<'_>, as_text: bool, text: Cow<'a, str>) -> Node<'a> {
    let is_number = match ty {
        Type::Int { .. } | Type::Decimal { .. } => true,
        Type::Code(table) => matches!(table.wire, CodeWire::Int { .. }),
        _ => false,
    };
    match (ty, text.as_ref()) {
        _ if as_text => Node::Text(text),
        (Type::Bool, "true") => Node::Bool(true),
        (Type::Bool, "false") => Node::Bool(false),
        (_, digits) if is_number && json::is_number(digits) => Node::Number(text),
        _ => Node::Text(text),
    }
}
