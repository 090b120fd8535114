//! The parts of a request on the wire, and the request with one of them altered.

use serde_json::Value;
use signwright_runtime::sign::FinalRequest;

use super::{Random, Sent};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The parts of a request by their places: what can be altered.
///
/// `by_member` takes the texts and numbers of a JSON body one by one.
pub(crate) fn parts(request: &FinalRequest, by_member: bool) -> Vec<(String, String)> {
    let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut parts = vec![
        ("verb".to_owned(), request.method.clone()),
        ("host".to_owned(), host.to_owned()),
        ("path".to_owned(), path.to_owned()),
    ];
    parts.extend(query.split('&').filter(|field| !field.is_empty()).map(|field| {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        (format!("query {name}"), value.to_owned())
    }));
    parts.extend(
        request
            .headers
            .iter()
            .filter(|(name, _)| name != "Content-Type")
            .map(|(name, value)| (format!("header {name}"), value.clone())),
    );
    match str::from_utf8(&request.body) {
        Ok("") | Err(_) => {}
        Ok(body) if request.headers.iter().any(|(name, value)| name == "Content-Type" && value == FORM) => {
            parts.extend(body.split('&').map(|field| {
                let (name, value) = field.split_once('=').unwrap_or((field, ""));
                (format!("form {name}"), value.to_owned())
            }));
        }
        Ok(body) if by_member => {
            parts.extend(scalars(body).into_iter().map(|(path, _, reads)| (format!("member {path}"), reads)));
        }
        Ok(body) => parts.push(("body".to_owned(), body.to_owned())),
    }
    parts
}

/// The scalars of a JSON document by their paths, each as it is written and as it reads.
fn scalars(body: &str) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut waiting: Vec<(String, Value)> =
        serde_json::from_str(body).map(|all| (String::new(), all)).into_iter().collect();
    while let Some((path, value)) = waiting.pop() {
        match value {
            Value::Array(rows) => {
                waiting.extend(rows.into_iter().enumerate().map(|(at, row)| (format!("{path}.{at}"), row)));
            }
            Value::Object(members) => {
                waiting.extend(members.into_iter().map(|(name, value)| (format!("{path}.{name}"), value)));
            }
            scalar => {
                let written = scalar.to_string();
                let reads = scalar.as_str().map_or(written.clone(), str::to_owned);
                found.push((path, written, reads));
            }
        }
    }
    found
}

/// A JSON document with another text in the place of what is written so; the same where that is not one place.
fn replaced(body: &str, written: &str, text: &str) -> String {
    let once = body.matches(written).count() == 1;
    if once { body.replacen(written, &Value::from(text).to_string(), 1) } else { body.to_owned() }
}

/// A JSON document with another text in the place of one of its scalars.
pub(crate) fn other_member(body: &str, text: &str, random: &mut Random) -> String {
    let scalars = scalars(body);
    let one = scalars.get(random.below(scalars.len()));
    one.map_or(body.to_owned(), |(_, written, _)| replaced(body, written, text))
}

pub(crate) fn with_part(sent: &Sent, place: &str, value: &str) -> Sent {
    let mut altered = sent.clone();
    let request = &mut altered.request;
    let (kind, name) = place.split_once(' ').unwrap_or((place, ""));
    let field = |all: &str| {
        let fields = all.split('&').map(|field| {
            let (known, _) = field.split_once('=').unwrap_or((field, ""));
            if known == name { format!("{known}={value}") } else { field.to_owned() }
        });
        fields.collect::<Vec<_>>().join("&")
    };
    match kind {
        "verb" => value.clone_into(&mut request.method),
        "host" | "path" => {
            let (address, query) =
                request.url.split_once('?').map_or((&*request.url, ""), |(address, query)| (address, query));
            let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let path = if kind == "path" { format!("/{}", value.trim_start_matches('/')) } else { path.to_owned() };
            let host = if kind == "host" { value.replace('/', "-") } else { host.to_owned() };
            let mark = if query.is_empty() { "" } else { "?" };
            request.url = format!("{scheme}://{host}{}{mark}{query}", path.replace('?', "-"));
        }
        "query" => {
            if let Some((address, query)) = request.url.split_once('?') {
                request.url = format!("{address}?{}", field(query));
            }
        }
        "form" => request.body = field(&String::from_utf8_lossy(&request.body)).into(),
        "header" => {
            for (_, old) in request.headers.iter_mut().filter(|(known, _)| known == name) {
                value.clone_into(old);
            }
        }
        "member" => {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let written = scalars(&body).into_iter().find(|(path, ..)| path == name).map(|(_, written, _)| written);
            request.body = written.map_or(body.clone(), |written| replaced(&body, &written, value)).into();
        }
        _ => request.body = value.to_owned().into(),
    }
    altered
}

/// The same with a field of the query or of the form renamed.
pub(crate) fn with_name(sent: &Sent, name: &str, new: &str) -> Sent {
    let mut altered = sent.clone();
    let renamed = |all: &str| {
        let fields = all.split('&').map(|field| match field.split_once('=') {
            Some((known, value)) if known == name => format!("{new}={value}"),
            _ => field.to_owned(),
        });
        fields.collect::<Vec<_>>().join("&")
    };
    if let Some((address, query)) = sent.request.url.split_once('?') {
        altered.request.url = format!("{address}?{}", renamed(query));
    }
    if sent.request.headers.iter().any(|(name, value)| name == "Content-Type" && value == FORM) {
        altered.request.body = renamed(&String::from_utf8_lossy(&sent.request.body)).into();
    }
    altered
}

/// A text with one character replaced, removed or added, or two that differ exchanged.
pub(crate) fn changed(text: &str, random: &mut Random) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let other = *random.pick(&['a', 'b', '0', '9', 'Z', '-', '_', '.', 'x']);
    let at = random.below(signs.len());
    match random.below(4) {
        0 if signs.len() > 1 => {
            signs.remove(at);
        }
        1 => signs.insert(at, other),
        2 if signs.len() > 1 => signs.swap(at, 0),
        _ => match signs.get_mut(at) {
            Some(sign) => *sign = if *sign == other { 'y' } else { other },
            None => signs.push(other),
        },
    }
    let new: String = signs.into_iter().collect();
    if new == text { format!("{text}1") } else { new }
}
