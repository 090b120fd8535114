//! `wire` and `answer`: a first line, header lines, an empty line, and the body to the end of the section.
//! The format is that of `tests/cases/README.md`; nothing is decoded beyond it.

use bytes::Bytes;
use signwright_runtime::sign::FinalRequest;
use signwright_runtime::{Limits, form};
use signwright_sandbox::HttpRequest;

/// A message as its section holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The request line, or the status.
    pub first: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Message {
    /// Reads a section.
    pub fn parse(section: &str) -> Result<Self, String> {
        let (head, body) = section.split_once("\n\n").ok_or("no empty line before the body")?;
        let mut lines = head.split('\n');
        let first = lines.next().unwrap_or_default().to_owned();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").ok_or_else(|| format!("no header: {line}"))?;
            Ok((name.to_owned(), value.to_owned()))
        };
        let headers = lines.map(header).collect::<Result<_, String>>()?;
        Ok(Self { first, headers, body: body.to_owned() })
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the body is a form.
    pub fn is_form(&self) -> bool {
        self.header("content-type").is_some_and(|kind| media_type(kind) == "application/x-www-form-urlencoded")
    }
}

/// A request line taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The verb.
    pub verb: String,
    /// `http` or `https`.
    pub scheme: String,
    /// The host.
    pub host: String,
    /// The path.
    pub path: String,
    /// The query, still encoded.
    pub query: String,
}

impl Target {
    /// Reads `POST https://host/path?query`.
    pub fn parse(line: &str) -> Result<Self, String> {
        let wrong = || format!("no request line: {line}");
        let (verb, url) = line.split_once(' ').ok_or_else(wrong)?;
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, path) = address.split_once('/').ok_or_else(wrong)?;
        let [verb, scheme, host, query] = [verb, scheme, host, query].map(str::to_owned);
        Ok(Self { verb, scheme, host, path: format!("/{path}"), query })
    }

    /// The address without its query.
    pub fn address(&self) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.path)
    }
}

/// What is sent, as a server reads it off the wire.
///
/// # Panics
/// If the address is none.
pub fn arrived(sent: &FinalRequest) -> HttpRequest {
    let target = Target::parse(&format!("{} {}", sent.method, sent.url)).unwrap_or_else(|error| panic!("{error}"));
    HttpRequest {
        verb: target.verb,
        host: target.host,
        path: target.path,
        query: target.query,
        headers: sent.headers.clone(),
        body: Bytes::clone(&sent.body),
    }
}

/// The pairs of a query or a form body, in the order they stand.
pub fn pairs(encoded: &str) -> Result<Vec<(String, String)>, String> {
    form::decode(encoded.as_bytes(), Limits::default()).map_err(|error| error.to_string())
}

/// A media type without its parameters, in lower case.
pub fn media_type(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
