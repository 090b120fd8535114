//! From a record of business parameters to what is signed and sent: form parameters, a positional list, or a
//! document in its envelope. What a value may be was checked before; here only what a format cannot carry is refused.

use std::borrow::Cow;
use std::collections::HashMap;

use bytes::Bytes;

pub use crate::scalar::EncodeError;

use crate::json::{self, Style};
use crate::model::notation::address;
use crate::model::{
    Body, DocumentFormat, Endpoint, Field, Input, Location, Missing, PathPart, Percent, Platform, Shape, Template,
    Travels, Type, Wire,
};
use crate::sign::render;
use crate::{Node, percent, scalar, spread, xml};

/// The business part of a request, not signed yet.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Unsigned {
    /// What travels as parameters, where the platform's do.
    pub params: Vec<(String, String)>,
    /// What travels in the query, where the parameters do not.
    pub query: Vec<(String, String)>,
    /// What travels as headers.
    pub headers: Vec<(String, String)>,
    /// What travels as the body; empty where the parameters are the body.
    pub body: Bytes,
    /// The endpoint's own path with its rows filled in, or a whole address; empty where it has none.
    pub path: String,
}

/// The names of the parameters, never a value.
impl std::fmt::Debug for Unsigned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let body = format_args!("{} bytes", self.body.len());
        f.debug_struct("Unsigned")
            .field("params", &names(&self.params))
            .field("query", &names(&self.query))
            .field("headers", &names(&self.headers))
            .field("body", &body)
            .finish_non_exhaustive()
    }
}

/// Encodes a request. `node` is its record, or a map that is sent as it stands; `vars` come before the endpoint's own.
pub fn encode(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    mut node: Node<'_>,
    format: DocumentFormat,
    vars: &[(String, String)],
) -> Result<Unsigned, EncodeError> {
    let shape = endpoint.request();
    let wire = platform.wire_of(endpoint);
    let style = Style { escape: wire.escape, zone: platform.zone, sorted: wire.sorted };
    if wire.drop_empty {
        drop_empty(shape, &mut node);
    }
    let path = path(endpoint, shape, &node, vars, style)?;
    let located = Unsigned { path, ..beside(shape, &node, wire, style)? };
    match wire.body {
        // What travels among the parameters was written in its order with those that say so.
        Body::Form | Body::Query => Ok(located),
        Body::Inside { name, .. } => {
            let mut params = located.params;
            params.push((name.to_owned(), document(shape, &node, &[], DocumentFormat::Json, style)?));
            Ok(Unsigned { params, ..located })
        }
        Body::Positional => Ok(Unsigned { body: positional(shape, &node, style)?.into(), ..located }),
        Body::Envelope { path, .. } => {
            let path = envelope(path, endpoint, format, vars)?;
            Ok(Unsigned { body: document(shape, &node, &path, format, style)?.into(), ..located })
        }
    }
}

/// The document of what travels in the body: a record of these fields, or the one that is the whole of it.
fn document(
    shape: Shape<'_>,
    node: &Node<'_>,
    path: &[String],
    format: DocumentFormat,
    style: Style,
) -> Result<String, EncodeError> {
    static ABSENT: Node<'static> = Node::Absent;
    let fields = shape.record().fields;
    if let Some((index, field)) = fields.iter().enumerate().find(|(_, field)| field.travels == Travels::Document) {
        let node = match node {
            Node::Record(nodes) => nodes.get(index).unwrap_or(&ABSENT),
            node => node.get(field.name).unwrap_or(&ABSENT),
        };
        return json::write_field_enveloped(path, shape, field, node, style).map_err(|error| error.under(field.name));
    }
    // The record writers pass over the rows that travel elsewhere; a map has them by name.
    let in_body;
    let node = match node {
        Node::Map(entries) => {
            let travels_elsewhere =
                |name: &str| fields.iter().any(|field| field.name == name && !matches!(field.travels, Travels::InBody));
            let entries = entries.iter().filter(|(name, _)| !travels_elsewhere(name));
            in_body = Node::Map(entries.cloned().collect());
            &in_body
        }
        node => node,
    };
    match format {
        DocumentFormat::Json => json::write_enveloped(path, shape, node, style),
        DocumentFormat::Xml => xml::write_enveloped(path, shape, node, style),
    }
}

/// The endpoint's own path, with the values of its rows.
fn path(
    endpoint: &Endpoint<'_>,
    shape: Shape<'_>,
    node: &Node<'_>,
    vars: &[(String, String)],
    style: Style,
) -> Result<String, EncodeError> {
    let has_rows = endpoint.travel.path.iter().any(|part| matches!(part, PathPart::Row(_)));
    let rows = if has_rows { rows(shape, node) } else { Vec::new() };
    let rows: HashMap<&str, _> = rows.into_iter().map(|(name, field, node)| (name, (field, node))).collect();
    own_path(endpoint.travel.path, |part| match *part {
        PathPart::Text(text) => Some(Cow::Borrowed(text)),
        PathPart::Var(name) => var(name, endpoint, vars).map(Cow::Borrowed),
        PathPart::Row(name) => {
            let (field, node) = *rows.get(name)?;
            scalar::text(field.map(|field| &field.ty), node, style.zone)
        }
    })
}

/// An endpoint's own path, with the values that it takes in, which are percent-encoded.
pub fn own_path<'v, 'm>(
    parts: &'m [PathPart<'m>],
    value: impl Fn(&'m PathPart<'m>) -> Option<Cow<'v, str>>,
) -> Result<String, EncodeError> {
    let mut path = Vec::new();
    for part in parts {
        let name = match *part {
            PathPart::Text(text) => {
                path.extend_from_slice(text.as_bytes());
                continue;
            }
            PathPart::Var(name) | PathPart::Row(name) => name,
        };
        let value = value(part).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| EncodeError::new("the address needs a value here").under(name))?;
        // Servers and libraries take these out of a path, whatever was signed.
        if matches!(&*value, "." | "..") {
            return Err(EncodeError::new("an address cannot hold a part that is only points").under(name));
        }
        percent::encode(Percent::URI, value.as_bytes(), &mut path);
    }
    // What is not ASCII was encoded, or is the vendor's own text, which is encoded where it is sent.
    String::from_utf8(path).map_err(|_| EncodeError::new("the address is no text"))
}

fn var<'v>(name: &str, endpoint: &Endpoint<'v>, vars: &'v [(String, String)]) -> Option<&'v str> {
    let given = vars.iter().find(|(var, _)| var == name).map(|(_, value)| value.as_str());
    given.or_else(|| endpoint.vars.iter().find(|(var, _)| *var == name).map(|(_, value)| *value))
}

/// What travels beside the document: parameters, the query, headers.
fn beside(shape: Shape<'_>, node: &Node<'_>, wire: Wire<'_>, style: Style) -> Result<Unsigned, EncodeError> {
    let mut beside = Unsigned::default();
    let in_params = matches!(wire.body, Body::Form | Body::Query);
    let params = wire.body.params();
    for (name, field, node) in rows(shape, node) {
        let Some(field) = field else {
            // What the table does not have travels where most of the request does.
            if in_params && let Some(text) = undeclared(node, style).map_err(|error| error.under(name))? {
                beside.params.push((name.to_owned(), text));
            }
            continue;
        };
        let Some(node) = scalar::sent_as_text(field, node) else { continue };
        let location = match field.travels {
            Travels::InBody if in_params => params,
            Travels::Query => Some(Location::Query),
            Travels::Form => Some(Location::Form),
            Travels::Header => {
                let text = header(field, node, style).map_err(|error| error.under(name))?;
                beside.headers.extend(text.map(|text| (name.to_owned(), text)));
                None
            }
            Travels::InQuery => {
                beside.params.extend(pager(shape, field, node, style)?);
                None
            }
            Travels::InBody | Travels::Path | Travels::Document => None,
        };
        let pairs = match location {
            Some(location) if params == Some(location) => &mut beside.params,
            Some(Location::Query) => &mut beside.query,
            Some(_) => return Err(EncodeError::new("there is no form that it could travel in").under(name)),
            None => continue,
        };
        spread::write(shape, field, node, (wire.lists, style), pairs)?;
    }
    Ok(beside)
}

/// A header's value: HTTP carries printable ASCII there.
fn header(field: &Field<'_>, node: &Node<'_>, style: Style) -> Result<Option<String>, EncodeError> {
    if matches!(node, Node::List(_) | Node::Record(_) | Node::Map(_)) {
        return Err(EncodeError::new("a header is one value"));
    }
    let Some(text) = scalar::text(Some(&field.ty), node, style.zone) else { return Ok(None) };
    let is_carried = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && text.trim() == text;
    if is_carried {
        Ok(Some(text.into_owned()))
    } else {
        Err(EncodeError::new("a header carries printable ASCII alone, without blanks at its ends"))
    }
}

/// What a map holds beside its table, as a parameter.
fn undeclared(node: &Node<'_>, style: Style) -> Result<Option<String>, EncodeError> {
    match node {
        Node::List(_) | Node::Record(_) | Node::Map(_) => json::write(node, style).map(Some),
        // A form has no `null`.
        _ => Ok(scalar::text(None, node, style.zone).map(Cow::into_owned)),
    }
}

/// The names around the record of a document, outermost first.
pub(crate) fn envelope<'m>(
    path: &[Template<'m>],
    endpoint: &'m Endpoint<'m>,
    format: DocumentFormat,
    vars: &'m [(String, String)],
) -> Result<Vec<String>, EncodeError> {
    let input = |input: Input<'m>| match input {
        Input::Var(name) => var(name, endpoint, vars).map(Cow::Borrowed),
        Input::Endpoint => Some(Cow::Borrowed(address::without_verb(endpoint.name))),
        Input::Format => Some(Cow::Borrowed(format.name())),
        _ => None,
    };
    let names = path.iter().map(|name| render(name, input));
    names.collect::<Result<_, _>>().map_err(|error| EncodeError::new(format!("the envelope: {error}")))
}

/// Makes empty text absent where it is optional and no other way for "none" is said.
fn drop_empty(shape: Shape<'_>, node: &mut Node<'_>) {
    let Node::Record(nodes) = node else { return };
    for (field, node) in shape.record().fields.iter().zip(nodes) {
        let is_empty = matches!(node, Node::Text(text) if text.is_empty());
        if is_empty && !field.is_required() && field.missing == Missing::LeftOut {
            *node = Node::Absent;
        }
    }
}

fn positional(shape: Shape<'_>, node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut arguments = Vec::new();
    for (name, field, node) in
        rows(shape, node).into_iter().filter(|(_, field, _)| field.is_none_or(|field| field.travels == Travels::InBody))
    {
        let Some(field) = field else {
            return Err(EncodeError::new("the table does not have it, so it has no position").under(name));
        };
        arguments.push(match scalar::sent(field, node) {
            Some(node) => Some(json::write_argument(shape, field, node, style).map_err(|error| error.under(name))?),
            None => None,
        });
    }
    let given = arguments.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    arguments.truncate(given);
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.as_deref().unwrap_or("null")).collect();
    Ok(format!("[{}]", arguments.join(",")))
}

/// The rows of a record that travel in the query beside positional arguments.
fn pager(
    shape: Shape<'_>,
    field: &Field<'_>,
    node: &Node<'_>,
    style: Style,
) -> Result<Vec<(String, String)>, EncodeError> {
    let Type::Record(id) = field.ty else { return Ok(Vec::new()) };
    let mut params = Vec::new();
    for (name, field_of_pager, node) in rows(shape.at(id), node) {
        let Some(node) = field_of_pager.map_or(Some(node), |field| scalar::sent_as_text(field, node)) else { continue };
        if matches!(node, Node::List(_) | Node::Record(_) | Node::Map(_)) {
            let error = EncodeError::new("a parameter of the query is one value");
            return Err(error.under(name).under(field.name));
        }
        // A query has no `null`.
        let text = scalar::text(field_of_pager.map(|field| &field.ty), node, style.zone);
        params.extend(text.map(|text| (name.to_owned(), text.into_owned())));
    }
    Ok(params)
}

/// The fields of a record in the order of its table; a map's in that order too, then those the table does not have.
fn rows<'n, 'v, 'm>(shape: Shape<'m>, node: &'n Node<'v>) -> Vec<(&'n str, Option<&'m Field<'m>>, &'n Node<'v>)>
where
    'm: 'n,
{
    static ABSENT: Node<'static> = Node::Absent;
    let fields = shape.record().fields;
    match node {
        Node::Record(nodes) => fields.iter().zip(nodes).map(|(field, node)| (field.name, Some(field), node)).collect(),
        Node::Map(entries) => {
            let declared =
                fields.iter().map(|field| (field.name, Some(field), node.get(field.name).unwrap_or(&ABSENT)));
            let is_known = |name: &str| fields.iter().any(|field| field.name == name);
            let others = entries.iter().filter(|(name, _)| !is_known(name));
            declared.chain(others.map(|(name, node)| (name.as_ref(), None, node))).collect()
        }
        _ => Vec::new(),
    }
}
