//! From a record of business parameters to what is signed and sent: form parameters, a positional list, or a
//! document in its envelope. What a value may be was checked before; here only what a format cannot carry is refused.

use std::borrow::Cow;

use bytes::Bytes;

pub use crate::scalar::EncodeError;

use crate::json::{self, Style};
use crate::model::{Body, DocumentFormat, Endpoint, Field, Input, Missing, Platform, Shape, Template, Type};
use crate::sign::render;
use crate::{Node, scalar, xml};

/// The business part of a request, not signed yet.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Unsigned {
    /// What travels as parameters.
    pub params: Vec<(String, String)>,
    /// What travels as the body; empty where the parameters are the body.
    pub body: Bytes,
}

/// The names of the parameters, never a value.
impl std::fmt::Debug for Unsigned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.params.iter().map(|(name, _)| name).collect();
        let body = format_args!("{} bytes", self.body.len());
        f.debug_struct("Unsigned").field("params", &names).field("body", &body).finish()
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
    let style = Style { escape: platform.wire.escape, zone: platform.zone };
    if platform.wire.drop_empty {
        drop_empty(shape, &mut node);
    }
    match platform.wire.body {
        Body::Form => Ok(Unsigned { params: form(shape, &node, style)?, body: Bytes::new() }),
        Body::Positional => {
            Ok(Unsigned { params: beside(shape, &node, style)?, body: positional(shape, &node, style)?.into() })
        }
        Body::Envelope { path, .. } => {
            let path = envelope(path, endpoint, format, vars)?;
            let text = match format {
                DocumentFormat::Json => json::write_enveloped(&path, shape, &node, style)?,
                DocumentFormat::Xml => xml::write_enveloped(&path, shape, &node, platform.zone)?,
            };
            Ok(Unsigned { params: Vec::new(), body: text.into() })
        }
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
        Input::Var(name) => {
            let given = vars.iter().find(|(var, _)| var == name).map(|(_, value)| value.as_str());
            let of_endpoint = || endpoint.vars.iter().find(|(var, _)| *var == name).map(|(_, value)| *value);
            given.or_else(of_endpoint).map(Cow::Borrowed)
        }
        Input::Endpoint => Some(Cow::Borrowed(endpoint.name)),
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

fn form(shape: Shape<'_>, node: &Node<'_>, style: Style) -> Result<Vec<(String, String)>, EncodeError> {
    let mut params = Vec::new();
    for (name, field, node) in rows(shape, node) {
        let Some(node) = field.map_or(Some(node), |field| scalar::sent_as_text(field, node)) else { continue };
        let value = match (field, node) {
            (Some(field), Node::List(_) | Node::Record(_)) => json::write_field(shape, field, node, style),
            (_, Node::List(_) | Node::Record(_) | Node::Map(_)) => json::write(node, style),
            // A form has no `null`.
            _ => match scalar::text(field.map(|field| &field.ty), node, style.zone) {
                Some(text) => Ok(text.into_owned()),
                None => continue,
            },
        };
        params.push((name.to_owned(), value.map_err(|error| error.under(name))?));
    }
    Ok(params)
}

fn positional(shape: Shape<'_>, node: &Node<'_>, style: Style) -> Result<String, EncodeError> {
    let mut arguments = Vec::new();
    for (name, field, node) in
        rows(shape, node).into_iter().filter(|(_, field, _)| !field.is_some_and(Field::is_in_query))
    {
        let Some(field) = field else {
            return Err(EncodeError::new("the table does not have it, so it has no position").under(name));
        };
        arguments.push(match scalar::sent(field, node) {
            Some(node) => Some(json::write_field(shape, field, node, style).map_err(|error| error.under(name))?),
            None => None,
        });
    }
    let given = arguments.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    arguments.truncate(given);
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.as_deref().unwrap_or("null")).collect();
    Ok(format!("[{}]", arguments.join(",")))
}

/// What travels in the query beside the positional arguments.
fn beside(shape: Shape<'_>, node: &Node<'_>, style: Style) -> Result<Vec<(String, String)>, EncodeError> {
    let mut params = Vec::new();
    for (name, field, node) in rows(shape, node) {
        let Some(Type::Record(id)) = field.filter(|field| field.is_in_query()).map(|field| field.ty) else { continue };
        let inner = rows(shape.at(id), node);
        for (name_of_field, field, node) in inner {
            let Some(node) = field.map_or(Some(node), |field| scalar::sent_as_text(field, node)) else { continue };
            if matches!(node, Node::List(_) | Node::Record(_) | Node::Map(_)) {
                let error = EncodeError::new("a parameter of the query is one value");
                return Err(error.under(name_of_field).under(name));
            }
            // A query has no `null`.
            let text = scalar::text(field.map(|field| &field.ty), node, style.zone);
            params.extend(text.map(|text| (name_of_field.to_owned(), text.into_owned())));
        }
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
