//! What comes in and what goes out, as plain data: a request as it was read off the wire, and the answer to it.
//! No I/O and no platform here: `server` and `in_process` fill the one and write the other, tests make them by hand.

use std::fmt;

use bytes::Bytes;

use crate::log::Entry;

/// A request as it arrived.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpRequest {
    /// The verb as sent.
    pub verb: String,
    /// The host the caller asked for, with its port.
    pub host: String,
    /// The path as sent, still percent-encoded.
    pub path: String,
    /// What follows the `?`, still encoded; empty when there is none.
    pub query: String,
    /// The headers in the order they came; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body's exact bytes.
    pub body: Bytes,
}

impl HttpRequest {
    /// The head as plain data, without a body yet. A header that is not UTF-8 is read byte by byte as Latin-1, as HTTP once
    /// defined it.
    pub(crate) fn of_head(head: &http::request::Parts) -> Self {
        let headers: Vec<(String, String)> =
            head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect();
        let host = head.uri.authority().map(|authority| authority.as_str().to_owned());
        // Most clients send the path alone and name the host in a header; a client of a proxy sends the whole address.
        let host = host.or_else(|| head.headers.get(http::header::HOST).map(|value| text(value.as_bytes())));
        Self {
            verb: head.method.as_str().to_owned(),
            host: host.unwrap_or_default(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers,
            body: Bytes::new(),
        }
    }

    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// What the sandbox answers, and the line it logs about it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status: 200 for whatever a platform recognises, unless its spec names another.
    pub status: u16,
    /// The media type of the body; empty where there is none.
    pub content_type: &'static str,
    /// Headers that are part of the platform's answer.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The verb that is taken, where the status is 405.
    pub allow: Option<String>,
    /// What was verified or why it was refused.
    pub entry: Entry,
}

impl Answer {
    /// An answer that is no vendor's: the sandbox speaks for itself.
    pub(crate) fn plain(status: u16, body: String, entry: Entry) -> Self {
        let (body, headers) = (body.into_bytes(), Vec::new());
        Self { status, content_type: "text/plain; charset=utf-8", headers, body, allow: None, entry }
    }
}

/// Neither values nor the body: they may hold secrets and personal data.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        out.debug_struct("HttpRequest")
            .field("verb", &self.verb)
            .field("path", &self.path)
            .field("headers", &headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answer")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}
