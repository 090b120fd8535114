//! Takes a request apart as its platform sends it: the common parameters from their place, the business fields by the
//! runtime's own reader. What the values must be, `check` says.

use std::borrow::Cow;

use signwright_runtime::decode::{self, Parts, Request};
use signwright_runtime::model::{
    Body, CommonField, DocumentFormat, Endpoint, Input, Location, Part, Platform, RefusalReason,
};
use signwright_runtime::{DecodeError, Limits, Node, Position, form, json};

use crate::container;
use crate::exchange::HttpRequest;
use crate::refuse::{Refused, field_name};

/// A request with its query and its form taken apart.
pub(crate) struct Incoming<'r> {
    pub(crate) request: &'r HttpRequest,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    /// The scalars of the body's JSON, where the scheme places something there.
    members: Vec<(String, String)>,
}

type Pairs = [(String, String)];

impl<'r> Incoming<'r> {
    /// Takes them apart. What cannot be read leaves them empty and is the reason to refuse.
    pub(crate) fn of(platform: &Platform<'_>, request: &'r HttpRequest) -> (Self, Result<(), Refused>) {
        // A body of another kind is not parsed as a form, which would find one nonsense parameter in it.
        let (common, params) = platform.locations(&platform.wire);
        let has_form = [common, params].contains(&Location::Form);
        let body = if has_form { request.body.as_ref() } else { &[] };
        let (query, form) = (pairs(request.query.as_bytes(), "query"), pairs(body, "form"));
        let other_body = if has_form { container::other_body(platform, request) } else { None };
        let form = if other_body.is_some() { Ok(Vec::new()) } else { form };
        let readable = plain(request).and(other_body.map_or(Ok(()), |told| Err(malformed(told))));
        let readable = readable.and(query.as_ref().and(form.as_ref()).map(|_| ()).map_err(Clone::clone));
        let members = members(platform, request);
        (Self { request, query: query.unwrap_or_default(), form: form.unwrap_or_default(), members }, readable)
    }

    /// What is wrong with the place of a parameter that is missing in its own.
    pub(crate) fn misplaced(&self, platform: &Platform<'_>, name: &str) -> Option<String> {
        container::misplaced(name, locations(platform, name).next()?, self.request)
    }

    /// No field of the request stands in the URL where the platform takes it in the body: it would be lost.
    pub(crate) fn no_field_in_query(&self, platform: &Platform<'_>, endpoint: &Endpoint<'_>) -> Result<(), Refused> {
        match container::field_in_query(platform, endpoint, &self.query, &self.form) {
            Some((name, told)) => Err(Refused { field: name.to_owned(), ..malformed(told) }),
            None => Ok(()),
        }
    }

    /// A common parameter, or one that the scheme places, as it was sent.
    pub(crate) fn common(&self, platform: &Platform<'_>, name: &str) -> Option<&str> {
        locations(platform, name).find_map(|location| match location {
            Location::Header => self.request.header(name),
            Location::Query => find(&self.query, name),
            // Proxies and libraries change the case of headers, so the lookup ignores it; the other places are exact.
            Location::Form => find(&self.form, name),
            Location::Json => find(&self.members, name),
        })
    }

    /// The format that the request asks the answer to be in.
    pub(crate) fn format(&self, platform: &Platform<'_>) -> DocumentFormat {
        let Body::Envelope { formats, .. } = platform.wire.body else { return DocumentFormat::Json };
        let asked = format_field(platform).and_then(|field| self.common(platform, field.name)).unwrap_or_default();
        let named = formats.iter().find(|format| format.name().eq_ignore_ascii_case(asked.trim()));
        named.or(formats.first()).copied().unwrap_or(DocumentFormat::Json)
    }

    /// What the format that was sent says, where the body is of another.
    pub(crate) fn other_format(&self, platform: &Platform<'_>) -> Option<String> {
        let Body::Envelope { formats, .. } = platform.wire.body else { return None };
        let asked = self.common(platform, format_field(platform)?.name)?;
        let asked = formats.iter().find(|format| format.name().eq_ignore_ascii_case(asked.trim()))?;
        let first =
            // A byte order mark is no text, and some clients write one.
            self.request.body.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte))?;
        let sent = if *first == b'<' { DocumentFormat::Xml } else { DocumentFormat::Json };
        (sent != *asked).then(|| format!("the format is {}, but the body is {}", asked.name(), sent.name()))
    }

    /// The business fields; `path` has those of the address.
    pub(crate) fn document<'i>(
        &'i self,
        platform: &Platform<'_>,
        endpoint: &Endpoint<'_>,
        path: &'i Pairs,
    ) -> Result<Request<'i>, Refused> {
        let HttpRequest { headers, body, .. } = self.request;
        let parts = Parts { path, query: &self.query, form: &self.form, headers, body };
        let read = decode::request(platform, endpoint, &parts, Limits::default());
        read.map_err(|error| match container::other_body(platform, self.request) {
            Some(told) => malformed(told),
            None => unreadable(error),
        })
    }
}

/// Where a common parameter of this name travels, and what the scheme places under it.
fn locations<'p>(platform: &'p Platform<'_>, name: &'p str) -> impl Iterator<Item = Location> + 'p {
    let common = platform.all_common().filter(move |(_, field)| field.name == name).map(|(location, _)| location);
    let placed = platform.signing.parameters.iter().filter(move |placed| placed.name == name);
    common.chain(placed.map(|placed| placed.location))
}

/// The common parameter that carries the format and nothing else.
fn format_field<'m>(platform: &Platform<'m>) -> Option<&'m CommonField<'m>> {
    platform.common.fields.iter().find(|field| matches!(field.value.0, [Part::Value(Input::Format, _)]))
}

fn find<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// What a body of JSON says of itself beside its fields. One that cannot be read says nothing, and is refused later.
fn members(platform: &Platform<'_>, request: &HttpRequest) -> Vec<(String, String)> {
    let in_body = platform.all_common().any(|(location, _)| location == Location::Json);
    if !in_body && !platform.signing.parameters.iter().any(|placed| placed.location == Location::Json) {
        return Vec::new();
    }
    let Ok(Node::Map(entries)) = json::parse(&request.body, Limits::default()) else { return Vec::new() };
    let text = |(name, node): (_, Node<'_>)| Some((Cow::into_owned(name), node.as_text()?.into_owned()));
    entries.into_iter().filter_map(text).collect()
}

/// No platform takes compressed requests: what is signed is the text.
fn plain(request: &HttpRequest) -> Result<(), Refused> {
    match request.header("content-encoding").map(str::trim) {
        None | Some("") => Ok(()),
        Some(coding) if coding.eq_ignore_ascii_case("identity") => Ok(()),
        Some(coding) => Err(malformed(format!("the body is coded as {coding}; send it as it is"))),
    }
}

fn pairs(encoded: &[u8], what: &str) -> Result<Vec<(String, String)>, Refused> {
    form::decode(encoded, Limits::default()).map_err(|error| malformed(format!("the {what} cannot be read: {error}")))
}

/// Why the fields cannot be read, as a reason to refuse.
fn unreadable(error: DecodeError) -> Refused {
    match error.position {
        Position::Path(part) if error.message == decode::NO_SUCH_PART => {
            let detail = format!("the body has no {part}");
            Refused::new(RefusalReason::Malformed, part, detail)
        }
        // What travels as parameters, in pieces or as documents of their own.
        Position::Path(path) if !path.is_empty() => {
            let detail = format!("{path}: {}", error.message);
            let field = field_name(&path);
            Refused { rule: "type", path, ..Refused::new(RefusalReason::Field, field, detail) }
        }
        Position::Path(_) if error.message == decode::SEVERAL_NODES => {
            Refused { rule: "several_nodes", ..malformed(error.message.into_owned()) }
        }
        Position::Path(_) => malformed(error.message.into_owned()),
        position => malformed(format!("the body cannot be read: {}", DecodeError { position, message: error.message })),
    }
}

fn malformed(detail: String) -> Refused {
    Refused::new(RefusalReason::Malformed, "", detail)
}
