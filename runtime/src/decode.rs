//! From what was received to the tree of business values: an answer's document, and, for a server, a request.
//!
//! What the values should be is not asked here: answers are filled leniently, requests are conformed to their table.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::conform::{Leniency, conform, conform_located, conform_positional, conform_xml};
use crate::encode::envelope;
use crate::limits::{DecodeError, Limits, Position};
use crate::model::{
    Body, DocumentFormat, Endpoint, Field, ListStyle, Location, Offset, Part, Platform, Shape, Template, Travels, Type,
};
use crate::sign::Plan;
use crate::tape::Document;
use crate::{Node, Violation, json, read, spread, xml};

/// Reads a whole document.
pub fn document(bytes: &[u8], format: DocumentFormat, limits: Limits) -> Result<Node<'_>, DecodeError> {
    match format {
        DocumentFormat::Json => json::parse(bytes, limits),
        DocumentFormat::Xml => xml::parse(bytes, limits),
    }
}

/// The same without making a tree of it.
pub(crate) fn document_read(bytes: &[u8], format: DocumentFormat, limits: Limits) -> Result<Document<'_>, DecodeError> {
    let tape = match format {
        DocumentFormat::Json => json::parse_tape(bytes, limits),
        DocumentFormat::Xml => xml::parse_tape(bytes, limits),
    };
    tape.map(Document::from)
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
    DecodeError { position: Position::Path(name.to_owned()), message: NO_SUCH_PART.into() }
}

/// The message of the error of [`request`] where an envelope lacks one of its names.
pub const NO_SUCH_PART: &str = "the document has no such part";

/// The message of the error of [`request`] where an envelope holds more than one business node.
pub const SEVERAL_NODES: &str = "the request has several business nodes, and only one is taken";

/// The business fields of a received request, by what their document can say of types.
#[derive(Clone, PartialEq)]
pub enum Request<'a> {
    /// A map of what came in several places: as parameters, which are text by nature, and in a document.
    Located {
        /// The fields by their names; lists and records are already read.
        map: Node<'a>,
        /// How lists travel as parameters.
        lists: ListStyle,
        /// Whether fields that say nothing of their place travel as parameters.
        in_params: bool,
    },
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
            Self::Located { map, lists, in_params } => conform_located(shape, map, (lists, in_params), leniency, zone),
            Self::Arguments { list, beside } => conform_positional(shape, list, beside, leniency, zone),
            Self::Xml(map) => conform_xml(shape, map, leniency, zone),
            Self::Json(map) => conform(shape, map, leniency, zone),
        }
    }

    /// The fields by their names; none where the document names none.
    pub fn entries(&self) -> &[(Cow<'a, str>, Node<'a>)] {
        match self {
            Self::Located { map: Node::Map(entries), .. }
            | Self::Xml(Node::Map(entries))
            | Self::Json(Node::Map(entries)) => entries,
            _ => &[],
        }
    }
}

/// What a received request is made of, decoded, each in the order it came.
#[derive(Clone, Copy, Default)]
pub struct Parts<'a> {
    /// The values of the rows in the address, by their names.
    pub path: &'a [(String, String)],
    /// The fields of the query.
    pub query: &'a [(String, String)],
    /// The fields of a form.
    pub form: &'a [(String, String)],
    /// The headers.
    pub headers: &'a [(String, String)],
    /// The body's bytes.
    pub body: &'a [u8],
}

/// The business fields of a received request: the inverse of [`encode`](crate::encode::encode).
///
/// The platform's own parameters, common ones and what the scheme places, are passed over. An envelope is read in the format
/// that it is in, whatever else the request says of formats.
pub fn request<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    parts: &Parts<'a>,
    limits: Limits,
) -> Result<Request<'a>, DecodeError> {
    let wire = platform.wire_of(endpoint);
    let fields = endpoint.request().record().fields;
    let plan = Plan::of_endpoint(platform, endpoint);
    let is_own = |location: Location, name: &str| plan.is_parameter(location, name);
    let in_params = matches!(wire.body, Body::Form | Body::Query);
    let is_argument = |field: &Field<'_>| matches!(field.travels, Travels::InBody | Travels::InQuery);
    if matches!(wire.body, Body::Positional) && fields.iter().all(is_argument) {
        return match json::parse_strict(parts.body, limits)? {
            list @ Node::List(_) => {
                let beside = parts.query.iter().filter(|(name, _)| !is_own(Location::Query, name));
                let beside = beside.map(|(name, value)| (Cow::from(name), Node::text(value))).collect();
                Ok(Request::Arguments { list, beside })
            }
            document => Err(misfit(&document, "a list of arguments")),
        };
    }
    let mut is_xml = false;
    let of_body = match wire.body {
        Body::Form | Body::Query => Node::map(Vec::new()),
        Body::Inside { location, name } => inside(parts, location, name, limits)?,
        Body::Positional => named_by_place(json::parse_strict(parts.body, limits)?, fields)?,
        Body::Envelope { path, .. } => {
            // A request of which nothing travels in the body has none.
            if parts.body.is_empty() && !fields.iter().any(is_in_body) {
                Node::map(Vec::new())
            } else {
                match enveloped(path, endpoint, parts.body, limits)? {
                    (document, DocumentFormat::Xml) => {
                        is_xml = true;
                        document
                    }
                    (mut document, DocumentFormat::Json) => {
                        // Without an envelope, what the scheme adds to the document stands among the fields.
                        if let (true, Node::Map(entries)) = (path.is_empty(), &mut document) {
                            let is_field = |name: &str| fields.iter().any(|field| field.name == name);
                            entries.to_mut().retain(|(name, _)| is_field(name) || !is_own(Location::Json, name));
                        }
                        document
                    }
                }
            }
        }
    };
    if !in_params
        && !matches!(wire.body, Body::Inside { .. })
        && fields.iter().all(|field| field.travels == Travels::InBody)
    {
        return match of_body {
            map @ Node::Map(_) if is_xml => Ok(Request::Xml(map)),
            map @ Node::Map(_) => Ok(Request::Json(map)),
            document => Err(misfit(&document, "a record")),
        };
    }
    let mut entries = match (of_body, fields.iter().find(|field| field.travels == Travels::Document)) {
        (Node::Map(empty), Some(_)) if empty.is_empty() && in_params => Vec::new(),
        (document, Some(field)) => vec![(Cow::Owned(field.name.to_owned()), document)],
        (Node::Map(entries), None) => entries.into_vec(),
        (document, None) => return Err(misfit(&document, "a record")),
    };
    // A member of the document has no say over what travels elsewhere.
    let elsewhere = |name: &str| fields.iter().any(|field| field.name == name && !is_in_body(field));
    entries.retain(|(name, _)| fields.iter().any(|field| field.travels == Travels::Document) || !elsewhere(name));
    for (name, value) in parts.path {
        entries.push((Cow::Borrowed(name), Node::text(value)));
    }
    for field in fields.iter().filter(|field| field.travels == Travels::Header) {
        let given = parts.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(field.name));
        entries.extend(given.map(|(_, value)| (Cow::Owned(field.name.to_owned()), Node::text(value))));
    }
    let claimed = claim(endpoint.request(), parts.query, &mut entries);
    for (location, pairs) in [(Location::Query, parts.query), (Location::Form, parts.form)] {
        let travels = if location == Location::Query { Travels::Query } else { Travels::Form };
        let is_here = |field: &&Field<'_>| {
            field.travels == travels
                || (in_params && field.travels == Travels::InBody && wire.body.params() == Some(location))
        };
        let here: Vec<_> = fields.iter().filter(is_here).collect();
        let is_read = !here.is_empty() || wire.body.params() == Some(location);
        if !is_read {
            continue;
        }
        let spread::Gathered { entries: read, others } =
            spread::read(endpoint.request(), &here, wire.lists, pairs, limits)?;
        entries.extend(read);
        for (name, value) in others {
            let holds_body = matches!(wire.body, Body::Inside { location: own, name: own_name }
                if own == location && own_name == name);
            if holds_body || is_own(location, name) || (location == Location::Query && claimed.contains(name)) {
                continue;
            }
            if let Some(list) = in_pieces(endpoint.request(), wire.lists, name) {
                let message = format!("came in pieces such as `{}`; send it as JSON in one field", name.escape_debug());
                return Err(DecodeError { position: Position::Path(list.to_owned()), message: message.into() });
            }
            entries.push((Cow::Borrowed(name), Node::text(value)));
        }
    }
    let map = Node::map(entries);
    Ok(if is_xml { Request::Xml(map) } else { Request::Located { map, lists: wire.lists, in_params } })
}

/// Reads the records whose rows are parameters of the query, each under its own name, and gives these names.
fn claim<'a, 'm>(
    shape: Shape<'m>,
    query: &'a [(String, String)],
    entries: &mut Vec<(Cow<'a, str>, Node<'a>)>,
) -> HashSet<&'m str> {
    let mut claimed = HashSet::new();
    for field in shape.record().fields.iter().filter(|field| field.travels == Travels::InQuery) {
        let Type::Record(id) = field.ty else { continue };
        let rows: HashSet<&str> = shape.at(id).record().fields.iter().map(|row| row.name).collect();
        let given = query.iter().filter(|(name, _)| rows.contains(name.as_str()));
        let given: Vec<_> = given.map(|(name, value)| (Cow::Borrowed(name.as_str()), Node::text(value))).collect();
        // One that is required is read although nothing was given of it, so that its missing rows are named.
        if !given.is_empty() || field.is_required() {
            entries.push((Cow::Owned(field.name.to_owned()), Node::map(given)));
        }
        claimed.extend(rows);
    }
    claimed
}

fn is_in_body(field: &Field<'_>) -> bool {
    matches!(field.travels, Travels::InBody | Travels::Document)
}

/// What the text of one field of the form or the query holds.
fn inside<'a>(parts: &Parts<'a>, location: Location, name: &str, limits: Limits) -> Result<Node<'a>, DecodeError> {
    let pairs = if location == Location::Form { parts.form } else { parts.query };
    let position = || Position::Path(name.to_owned());
    let mut given = pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value);
    let (Some(text), None) = (given.next(), given.next()) else {
        return Err(DecodeError { position: position(), message: "must be given, and once".into() });
    };
    json::parse_strict(text.as_bytes(), limits).map_err(|error| DecodeError {
        position: position(),
        message: format!("not JSON: {}", spread::why_not_json(text, &error)).into(),
    })
}

/// Arguments by the names of their places.
fn named_by_place<'a>(document: Node<'a>, fields: &[Field<'_>]) -> Result<Node<'a>, DecodeError> {
    let Node::List(arguments) = document else { return Err(misfit(&document, "a list of arguments")) };
    let names = fields.iter().filter(|field| is_in_body(field)).map(|field| field.name);
    if arguments.len() > names.clone().count() {
        let message = format!("the request has only {} arguments", names.count());
        return Err(DecodeError { position: Position::Path(String::new()), message: message.into() });
    }
    let entries = names.zip(arguments).map(|(name, node)| (Cow::Owned(name.to_owned()), node));
    Ok(Node::Map(entries.collect()))
}

/// The list, record or map that a name such as `rows[0][price]` is a piece of, where these travel as JSON.
fn in_pieces<'m>(shape: Shape<'m>, lists: ListStyle, name: &str) -> Option<&'m str> {
    let (outer, _) = name.split_once('[')?;
    let field = shape.record().fields.iter().find(|field| field.name == outer)?;
    let is_json = spread::style_of(field, lists) == ListStyle::Json;
    (is_json && matches!(field.ty, Type::Record(_) | Type::Map(..) | Type::List(..))).then_some(field.name)
}

/// The request record inside the names of the envelope.
fn enveloped<'a>(
    path: &[Template<'_>],
    endpoint: &Endpoint<'_>,
    body: &'a [u8],
    limits: Limits,
) -> Result<(Node<'a>, DocumentFormat), DecodeError> {
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
        (record @ Node::Map(_), format) => Ok((record, format)),
        // An element without elements in it reads as text: a request without fields.
        (Node::Text(text), DocumentFormat::Xml) if text.trim().is_empty() => {
            Ok((Node::map(Vec::new()), DocumentFormat::Xml))
        }
        // What it should be, who reads it says.
        (document, DocumentFormat::Json) => Ok((document, DocumentFormat::Json)),
        (document, DocumentFormat::Xml) => Err(misfit(&document, "a record")),
    }
}

fn several_nodes() -> DecodeError {
    DecodeError { position: Position::Path(String::new()), message: SEVERAL_NODES.into() }
}

fn misfit(document: &Node<'_>, expected: &str) -> DecodeError {
    let message = format!("the request is {}, not {expected}", read::kind(document));
    DecodeError { position: Position::Path(String::new()), message: message.into() }
}
