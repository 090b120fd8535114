//! Reads a request as its platform sends it: the common parameters from their place, and the business fields from the
//! form, the positional array or the envelope. What the values must be, `check` says.

use std::borrow::Cow;

use signwright_runtime::model::{
    Api, Body, CommonField, DocumentFormat, Endpoint, Input, Part, Place, Platform, Situation, Template, Type,
};
use signwright_runtime::{Limits, Node, form, json, xml};

use crate::exchange::HttpRequest;
use crate::fill::fill;
use crate::holes::Holes;
use crate::refuse::Refused;

/// A request with its query and its form taken apart.
pub(crate) struct Incoming<'r> {
    pub(crate) request: &'r HttpRequest,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
}

/// The business fields as they came, by what their document can say of types.
pub(crate) enum Document<'r> {
    /// A map whose scalars are text by nature; lists and records are already read.
    Form(Node<'r>),
    /// The request's fields in the order of its table.
    Arguments {
        arguments: Node<'r>,
        /// What came beside them.
        beside: Vec<(Cow<'r, str>, Node<'r>)>,
    },
    /// A map whose scalars are text by nature, at every level.
    Xml(Node<'r>),
    /// A map.
    Json(Node<'r>),
}

impl Document<'_> {
    /// The names of fields that came as empty text.
    pub(crate) fn blank(&self) -> Vec<String> {
        let (Self::Form(map) | Self::Xml(map) | Self::Json(map)) = self else { return Vec::new() };
        let Node::Map(entries) = map else { return Vec::new() };
        let is_blank = |node: &Node<'_>| matches!(node, Node::Text(text) if text.is_empty());
        entries.iter().filter(|(_, node)| is_blank(node)).map(|(name, _)| name.clone().into_owned()).collect()
    }
}

type Pairs = [(String, String)];

impl<'r> Incoming<'r> {
    /// Takes them apart. What cannot be read leaves them empty and is the reason to refuse.
    pub(crate) fn of(platform: &Platform<'_>, request: &'r HttpRequest) -> (Self, Result<(), Refused>) {
        let has_form = platform.common.place == Place::Form || matches!(platform.wire.body, Body::Form);
        let body = if has_form { request.body.as_ref() } else { &[] };
        let (query, form) = (pairs(request.query.as_bytes(), "query"), pairs(body, "form"));
        let readable = query.as_ref().and(form.as_ref()).map(|_| ()).map_err(Clone::clone);
        (Self { request, query: query.unwrap_or_default(), form: form.unwrap_or_default() }, readable)
    }

    /// A common parameter as it was sent.
    pub(crate) fn common(&self, platform: &Platform<'_>, name: &str) -> Option<&str> {
        match platform.common.place {
            Place::Header => self.request.header(name),
            Place::Query => find(&self.query, name),
            Place::Form => find(&self.form, name),
            // No platform has its common parameters there; only a scheme of its own does.
            Place::Json => None,
        }
    }

    /// The format that the request asks the answer to be in.
    pub(crate) fn format(&self, platform: &Platform<'_>) -> DocumentFormat {
        let Body::Envelope { formats, .. } = platform.wire.body else { return DocumentFormat::Json };
        let asked = format_field(platform).and_then(|field| self.common(platform, field.name)).unwrap_or_default();
        let named = formats.iter().find(|format| format.name().eq_ignore_ascii_case(asked.trim()));
        named.or(formats.first()).copied().unwrap_or(DocumentFormat::Json)
    }

    /// The business fields.
    pub(crate) fn document(&self, api: &Api<'_>, endpoint: &Endpoint<'_>) -> Result<Document<'_>, Refused> {
        match api.platform.wire.body {
            Body::Form => parameters(api.platform, endpoint, &self.form).map(Document::Form),
            Body::Positional => self.arguments(api.platform),
            Body::Envelope { path, .. } => envelope(&self.request.body, path, endpoint),
        }
    }

    /// The array of the body, and what stands in the query beside the common parameters.
    fn arguments(&self, platform: &Platform<'_>) -> Result<Document<'_>, Refused> {
        let in_query = |name: &str| platform.common.place == Place::Query && is_common(platform, name);
        let beside = self.query.iter().filter(|(name, _)| !in_query(name));
        let beside = beside.map(|(name, value)| (Cow::from(name), Node::text(value))).collect();
        match json::parse(&self.request.body, Limits::default()) {
            Ok(arguments @ Node::List(_)) => Ok(Document::Arguments { arguments, beside }),
            Ok(other) => Err(malformed(format!("the body is {}, not an array of arguments", other.kind()))),
            Err(error) => Err(malformed(format!("the body is not JSON: {error}"))),
        }
    }
}

/// The form's fields, without the common ones. A list, a record or anything travels as JSON text.
fn parameters<'a>(platform: &Platform<'_>, endpoint: &Endpoint<'_>, pairs: &'a Pairs) -> Result<Node<'a>, Refused> {
    let shape = endpoint.request();
    let mut entries: Vec<(Cow<'a, str>, Node<'a>)> = Vec::new();
    for (name, value) in pairs {
        if platform.common.place == Place::Form && is_common(platform, name) {
            continue;
        }
        let field = shape.record().fields.iter().find(|field| field.name == name);
        let parsed = || json::parse(value.as_bytes(), Limits::default());
        let node = match field.map(|field| field.ty) {
            Some(Type::List(..) | Type::Map(_) | Type::Record(_)) if !value.is_empty() => {
                parsed().map_err(|error| Refused {
                    rule: "type",
                    ..Refused::new(Situation::Field, name, format!("{name} is not JSON: {error}"))
                })?
            }
            Some(Type::Any) => parsed().unwrap_or_else(|_| Node::text(value.as_str())),
            _ => Node::text(value.as_str()),
        };
        entries.push((Cow::Borrowed(name), node));
    }
    Ok(Node::Map(entries))
}

/// The request record inside the names of the envelope, whichever of the formats the body is in.
fn envelope<'a>(body: &'a [u8], path: &[Template<'_>], endpoint: &Endpoint<'_>) -> Result<Document<'a>, Refused> {
    let is_xml = body.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte)) == Some(&b'<');
    let read = if is_xml { xml::parse(body, Limits::default()) } else { json::parse(body, Limits::default()) };
    let kind = if is_xml { "XML" } else { "JSON" };
    let mut node = read.map_err(|error| malformed(format!("the body is not {kind}: {error}")))?;
    let holes = Holes { endpoint: Some(endpoint), ..Holes::default() };
    for name in path {
        let name = fill(*name, &holes);
        let Node::Map(entries) = node else { return Err(missing_node(name)) };
        let Some((_, below)) = entries.into_iter().find(|(key, _)| *key == name) else {
            return Err(missing_node(name));
        };
        node = below;
    }
    match node {
        Node::Map(_) if is_xml => Ok(Document::Xml(node)),
        Node::Map(_) => Ok(Document::Json(node)),
        // An element without elements in it reads as text: a request without fields.
        Node::Text(text) if is_xml && text.trim().is_empty() => Ok(Document::Xml(Node::Map(Vec::new()))),
        other => Err(malformed(format!("the request is {}, not a record", other.kind()))),
    }
}

/// The common parameter that carries the format and nothing else.
fn format_field<'m>(platform: &Platform<'m>) -> Option<&'m CommonField<'m>> {
    platform.common.fields.iter().find(|field| matches!(field.value.0, [Part::Value(Input::Format, _)]))
}

fn is_common(platform: &Platform<'_>, name: &str) -> bool {
    platform.common.fields.iter().any(|field| field.name == name)
}

fn find<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn pairs(encoded: &[u8], what: &str) -> Result<Vec<(String, String)>, Refused> {
    form::decode(encoded, Limits::default()).map_err(|error| malformed(format!("the {what} cannot be read: {error}")))
}

fn missing_node(name: String) -> Refused {
    let detail = format!("there is no {name} in the body");
    Refused::new(Situation::Malformed, name, detail)
}

fn malformed(detail: String) -> Refused {
    Refused::new(Situation::Malformed, "", detail)
}
