//! From what was received to the tree of business values: an answer's document, and, for a server, a request.
//!
//! What the values should be is not asked here: answers are filled leniently, requests are conformed to their table.

use std::borrow::Cow;

use crate::conform::{Leniency, conform, conform_form, conform_positional, conform_xml};
use crate::encode::envelope;
use crate::limits::{DecodeError, Limits, Position};
use crate::model::{Body, DocumentFormat, Endpoint, Location, Offset, Part, Platform, Shape, Template, Type};
use crate::sign::signed_parameters;
use crate::{Node, Violation, json, read, xml};

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
        let member = entries.into_iter().find(|(key, _)| key == name);
        member.map(|(_, node)| node).ok_or_else(|| missing(name))
    })
}

fn missing(name: &str) -> DecodeError {
    DecodeError { position: Position::Path(name.to_owned()), message: "the document has no such part".into() }
}

/// The message of the error of [`request`] where an envelope holds more than one business node.
pub const SEVERAL_NODES: &str = "the request has several business nodes, and only one is taken";

/// The business fields of a received request, by what their document can say of types.
#[derive(Clone, PartialEq)]
pub enum Request<'a> {
    /// A map whose scalars are text by nature; its lists and records are already read.
    Form(Node<'a>),
    /// The fields in the order of the table.
    Arguments {
        /// A list.
        list: Node<'a>,
        /// What came in the query beside it.
        beside: Vec<(Cow<'a, str>, Node<'a>)>,
    },
    /// A map whose scalars are text by nature, at every level.
    Xml(Node<'a>),
    /// A map.
    Json(Node<'a>),
}

impl<'a> Request<'a> {
    /// Brings it into the form of its table: see [`conform`](crate::conform()).
    pub fn conform(self, shape: Shape<'_>, leniency: Leniency, zone: Offset) -> (Node<'a>, Vec<Violation>) {
        match self {
            Self::Form(map) => conform_form(shape, map, leniency, zone),
            Self::Arguments { list, beside } => conform_positional(shape, list, beside, leniency, zone),
            Self::Xml(map) => conform_xml(shape, map, leniency, zone),
            Self::Json(map) => conform(shape, map, leniency, zone),
        }
    }

    /// The fields by their names; none where the document names none.
    pub fn entries(&self) -> &[(Cow<'a, str>, Node<'a>)] {
        match self {
            Self::Form(Node::Map(entries)) | Self::Xml(Node::Map(entries)) | Self::Json(Node::Map(entries)) => entries,
            _ => &[],
        }
    }
}

/// The business fields of a received request: the inverse of [`encode`](crate::encode::encode).
///
/// `params` are what came where the platform has its business parameters: the fields of a form, or of the query
/// beside positional arguments; the platform's own among them, common ones and what the scheme places, are passed over. An envelope is read in the format that it
/// is in, whatever else the request says of formats.
pub fn request<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    params: &'a [(String, String)],
    body: &'a [u8],
    limits: Limits,
) -> Result<Request<'a>, DecodeError> {
    let is_own = |location: Location, name: &str| {
        signed_parameters(platform).any(|parameter| parameter.location == location && parameter.is_named(name))
    };
    match platform.wire.body {
        Body::Form => form(endpoint.request(), params, |name| is_own(Location::Form, name), limits),
        Body::Positional => match json::parse_strict(body, limits)? {
            list @ Node::List(_) => {
                let beside = params.iter().filter(|(name, _)| !is_own(Location::Query, name));
                let beside = beside.map(|(name, value)| (Cow::from(name), Node::text(value))).collect();
                Ok(Request::Arguments { list, beside })
            }
            document => Err(misfit(&document, "a list of arguments")),
        },
        Body::Envelope { path, .. } => {
            let mut request = enveloped(path, endpoint, body, limits)?;
            // Without an envelope, what the scheme adds to the document stands among the fields.
            if let (true, Request::Json(Node::Map(entries))) = (path.is_empty(), &mut request) {
                let fields = endpoint.request().record().fields;
                let is_field = |name: &str| fields.iter().any(|field| field.name == name);
                entries.retain(|(name, _)| is_field(name) || !is_own(Location::Json, name));
            }
            Ok(request)
        }
    }
}

/// The form's fields without those that are the platform's own. A list or a record travels as JSON text.
fn form<'a>(
    shape: Shape<'_>,
    pairs: &'a [(String, String)],
    is_own: impl Fn(&str) -> bool,
    limits: Limits,
) -> Result<Request<'a>, DecodeError> {
    let mut entries = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        let field = shape.record().fields.iter().find(|field| field.name == name);
        if field.is_none() && is_own(name) {
            continue;
        }
        if field.is_none()
            && let Some(list) = spread(shape, name)
        {
            let message = format!("came in pieces such as `{}`; send it as JSON in one field", name.escape_debug());
            return Err(DecodeError { position: Position::Path(list.to_owned()), message: message.into() });
        }
        let node = match field.map(|field| field.ty) {
            // Empty text is no document; what it means there is for the table's check to say.
            Some(Type::Record(_) | Type::Map(..) | Type::List(..)) if !value.is_empty() => {
                json::parse_strict(value.as_bytes(), limits).map_err(|error| DecodeError {
                    position: Position::Path(name.clone()),
                    message: format!("not JSON: {}", why_not_json(value, &error)).into(),
                })?
            }
            // It may be anything, so what only looks like a document is text.
            Some(Type::Any) if value.starts_with(['{', '[']) => {
                json::parse_strict(value.as_bytes(), limits).unwrap_or_else(|_| Node::text(value.as_str()))
            }
            _ => Node::text(value.as_str()),
        };
        entries.push((Cow::Borrowed(name.as_str()), node));
    }
    Ok(Request::Form(Node::Map(entries)))
}

/// The list, record or map that a name such as `rows[0][price]` is a piece of.
fn spread<'m>(shape: Shape<'m>, name: &str) -> Option<&'m str> {
    let (outer, _) = name.split_once('[')?;
    let field = shape.record().fields.iter().find(|field| field.name == outer)?;
    matches!(field.ty, Type::Record(_) | Type::Map(..) | Type::List(..)).then_some(field.name)
}

/// Why a field is no JSON. What still begins with an encoded bracket or quote was encoded twice for the form.
fn why_not_json(value: &str, error: &DecodeError) -> String {
    let begin = value.get(..3).unwrap_or_default().to_ascii_uppercase();
    let is_encoded = matches!(begin.as_str(), "%5B" | "%7B" | "%22");
    if is_encoded { "it is percent-encoded twice".to_owned() } else { error.to_string() }
}

/// The request record inside the names of the envelope.
fn enveloped<'a>(
    path: &[Template<'_>],
    endpoint: &Endpoint<'_>,
    body: &'a [u8],
    limits: Limits,
) -> Result<Request<'a>, DecodeError> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte));
    let format = if first == Some(&b'<') { DocumentFormat::Xml } else { DocumentFormat::Json };
    let names = envelope(path, endpoint, format, &[])
        .map_err(|error| DecodeError { position: Position::Path(error.path), message: error.message })?;
    let document = match format {
        DocumentFormat::Json => json::parse_strict(body, limits)?,
        DocumentFormat::Xml => xml::parse(body, limits)?,
    };
    let (last, above) = match names.split_last() {
        Some((last, above)) => (Some(last.as_str()), above),
        None => (None, names.as_slice()),
    };
    let parent = descend(document, above.iter().map(String::as_str))?;
    // Beside a node that is named for its endpoint, another is another endpoint's.
    let is_of_endpoint = path.last().is_some_and(|name| name.0.iter().any(|part| matches!(part, Part::Value(..))));
    if let (true, Node::Map(nodes)) = (is_of_endpoint, &parent)
        && nodes.len() > 1
    {
        return Err(several_nodes());
    }
    match (descend(parent, last.into_iter())?, format) {
        // Equal nodes of XML are a list in JSON.
        (Node::List(nodes), _) if is_of_endpoint && nodes.len() > 1 => Err(several_nodes()),
        (record @ Node::Map(_), DocumentFormat::Json) => Ok(Request::Json(record)),
        (record @ Node::Map(_), DocumentFormat::Xml) => Ok(Request::Xml(record)),
        // An element without elements in it reads as text: a request without fields.
        (Node::Text(text), DocumentFormat::Xml) if text.trim().is_empty() => Ok(Request::Xml(Node::Map(Vec::new()))),
        (document, _) => Err(misfit(&document, "a record")),
    }
}

fn several_nodes() -> DecodeError {
    DecodeError { position: Position::Path(String::new()), message: SEVERAL_NODES.into() }
}

fn misfit(document: &Node<'_>, expected: &str) -> DecodeError {
    let message = format!("the request is {}, not {expected}", read::kind(document));
    DecodeError { position: Position::Path(String::new()), message: message.into() }
}
