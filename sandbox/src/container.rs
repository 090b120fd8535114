//! Where a request's parameters came, if that is not where the platform takes them. The usual slips of clients are to
//! send another kind of body than the platform's, or the parameters in the URL.

use signwright_runtime::model::{Body, Endpoint, Location, Platform, Travels};
use signwright_runtime::{Limits, Node, form, json};

use crate::exchange::HttpRequest;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Empty,
    Multipart,
    Json,
    Xml,
    Form,
    /// What it is, its reader will say.
    Other,
}

impl Kind {
    fn of(request: &HttpRequest) -> Self {
        let media_type = request.header("content-type").unwrap_or_default().trim_start().to_ascii_lowercase();
        let first = request.body.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte));
        match first {
            None => Self::Empty,
            Some(_) if media_type.starts_with("multipart/") || request.body.starts_with(b"--") => Self::Multipart,
            Some(b'{' | b'[' | b'"') => Self::Json,
            Some(b'<') => Self::Xml,
            Some(_) if request.body.contains(&b'=') => Self::Form,
            Some(_) => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Multipart => "multipart/form-data",
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::Form => "a form",
            Self::Other => "something else",
        }
    }
}

/// Names and values as they came.
type Pairs = [(String, String)];

const fn taken(platform: &Platform<'_>) -> &'static str {
    match platform.wire.body {
        Body::Form | Body::Inside { location: Location::Form, .. } => "a form (application/x-www-form-urlencoded)",
        Body::Query | Body::Inside { .. } => "no body",
        Body::Positional => "a JSON list",
        Body::Envelope { .. } => "a document",
    }
}

/// The body is of a kind that the platform does not take.
pub(crate) fn other_body(platform: &Platform<'_>, request: &HttpRequest) -> Option<String> {
    let kind = Kind::of(request);
    let fits = match platform.wire.body {
        Body::Form | Body::Inside { location: Location::Form, .. } => {
            matches!(kind, Kind::Form | Kind::Empty | Kind::Other)
        }
        Body::Query | Body::Inside { .. } => kind == Kind::Empty,
        Body::Positional => matches!(kind, Kind::Json | Kind::Empty | Kind::Other),
        Body::Envelope { .. } => matches!(kind, Kind::Json | Kind::Xml | Kind::Empty | Kind::Other),
    };
    (!fits).then(|| format!("the body is {}, but the platform takes {}", kind.name(), taken(platform)))
}

/// A parameter that is missing in its location stands in another one.
pub(crate) fn misplaced(name: &str, location: Location, request: &HttpRequest) -> Option<String> {
    let limits = Limits::default();
    // Who takes a header's name from the page writes it in the page's case, or in the usual one of headers.
    let is_it = |key: &str| key == name || (location == Location::Header && key.eq_ignore_ascii_case(name));
    let holds = |pairs: Vec<(String, String)>| pairs.iter().any(|(key, _)| is_it(key));
    let in_form = || Kind::of(request) == Kind::Form && form::decode(&request.body, limits).is_ok_and(holds);
    let in_query = || form::decode(request.query.as_bytes(), limits).is_ok_and(holds);
    let in_json = || {
        let document = (Kind::of(request) == Kind::Json).then(|| json::parse(&request.body, limits).ok());
        matches!(document.flatten(), Some(Node::Map(entries)) if entries.iter().any(|(key, _)| is_it(key)))
    };
    let in_place = [
        (Location::Query, in_query()),
        (Location::Form, in_form()),
        (Location::Header, request.header(name).is_some()),
        (Location::Json, in_json()),
    ];
    let (came, _) = in_place.into_iter().find(|(candidate, in_place)| *in_place && *candidate != location)?;
    Some(elsewhere(name, came, location))
}

/// A field of the request that stands in the URL, where the platform takes it in a form.
pub(crate) fn field_in_query<'q>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    query: &'q Pairs,
    form: &Pairs,
) -> Option<(&'q str, String)> {
    let fields = endpoint.request().record().fields.iter().filter(|_| matches!(platform.wire.body, Body::Form));
    let fields = fields.filter(|field| field.travels == Travels::InBody);
    let is_there = |pairs: &Pairs, name: &str| pairs.iter().any(|(key, _)| key == name);
    let mut missing = fields.filter(|field| !is_there(form, field.name));
    let name = missing.find_map(|field| query.iter().map(|(key, _)| key.as_str()).find(|key| *key == field.name))?;
    Some((name, elsewhere(name, Location::Query, Location::Form)))
}

/// What the headers say of a form that is sent as something else: many servers then find no parameters in it.
pub(crate) fn other_media_type(platform: &Platform<'_>, request: &HttpRequest) -> Option<String> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let sent = request.header("content-type")?.split(';').next().unwrap_or_default().trim();
    let differs = matches!(platform.wire.body, Body::Form) && !sent.eq_ignore_ascii_case(FORM);
    differs.then(|| format!("the body is a form, but its Content-Type is {sent}, not {FORM}"))
}

fn elsewhere(name: &str, came: Location, location: Location) -> String {
    format!("{name} came in {}, but the platform takes it in {}", named(came), named(location))
}

const fn named(location: Location) -> &'static str {
    match location {
        Location::Query => "the query of the URL",
        Location::Form => "the form of the body",
        Location::Header => "the headers",
        Location::Json => "the JSON of the body",
    }
}
