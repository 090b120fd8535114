//! From a received answer to a response or to what went wrong.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::fill::fill_within;
use crate::model::{self, DocumentFormat, NotationError, Platform, Repeat};
use crate::reply::{self, Outcome, RawAnswer, Unknown};
use crate::{Endpoint, Error, Limits, Node, Redaction, Undecoded, Violations};

/// The answer of a call that was done.
#[derive(Clone)]
pub struct Reply<T> {
    /// The response.
    pub response: T,
    /// The platform's code says that there is nothing to give.
    pub is_empty: bool,
    /// What the request breaks without being stopped by it.
    pub warnings: Violations,
    /// Fields of the answer that could not be read and are absent from the response.
    pub notes: Violations,
    /// The HTTP status.
    pub status: u16,
    /// The headers; empty where the answer was handed over without them.
    pub headers: HeaderMap,
    /// The answer's exact bytes.
    pub body: Bytes,
    /// What `Debug` hides.
    redaction: Redaction,
}

/// Reads an answer as the response of a request. `format` is the request's, and `redaction` that of
/// [`Prepared`](super::Prepared), which keeps what the request hides out of errors and notes.
pub fn interpret<R: Endpoint>(
    status: u16,
    body: Bytes,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Reply<R::Response>, Error> {
    read::<R>(RawAnswer { status, headers: HeaderMap::new(), body }, format, limits, redaction)
}

pub(super) fn read<R: Endpoint>(
    answer: RawAnswer,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Reply<R::Response>, Error> {
    // The answer has come, so the request was sent, whatever can be said of it here.
    let unread =
        |error: &NotationError| Error::Unknown(Unknown::new(error.to_string(), Some(answer.status), Repeat::Ask));
    let (platform, endpoint) = (R::platform().map_err(unread)?, R::endpoint().map_err(unread)?);
    let read = done(platform, endpoint, &answer, format, limits, redaction)?;
    let Done { document, is_empty, mut notes } = read;
    let zone = platform.zone;
    let filled = fill_within(&document, zone, limits);
    // Only now the records of the response were compared with their tables.
    R::endpoint().map_err(unread)?;
    let response = match filled {
        Ok((response, unread)) => {
            notes.0.extend(unread.0);
            response
        }
        Err(violations) => {
            let document = document.into_owned();
            notes.0.extend(violations.0);
            let notes = redaction.violations(notes);
            return Err(Error::Decode(Box::new(Undecoded { violations: notes, document, zone, answer })));
        }
    };
    drop(document);
    Ok(Reply::of(response, is_empty, notes, answer, redaction))
}

/// Reads an answer of an endpoint that has no types: the response is the document below the reply's root.
pub fn interpret_node(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    status: u16,
    body: Bytes,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Reply<Node<'static>>, Error> {
    let answer = RawAnswer { status, headers: HeaderMap::new(), body };
    let Done { document, is_empty, notes } = done(platform, endpoint, &answer, format, limits, redaction)?;
    let response = document.into_owned();
    Ok(Reply::of(response, is_empty, notes, answer, redaction))
}

impl<T> Reply<T> {
    /// A reply that came without a network, for a program's own tests: this response, with status 200 and no bytes.
    pub fn new(response: T) -> Self {
        let answer = RawAnswer { status: 200, headers: HeaderMap::new(), body: Bytes::new() };
        Self::of(response, false, Violations::default(), answer, &Redaction::default())
    }

    fn of(response: T, is_empty: bool, notes: Violations, answer: RawAnswer, redaction: &Redaction) -> Self {
        let RawAnswer { status, headers, body } = answer;
        let (warnings, notes, redaction) = (Violations::default(), redaction.violations(notes), redaction.clone());
        Self { response, is_empty, warnings, notes, status, headers, body, redaction }
    }
}

/// Two that say the same, whatever they hide.
impl<T: PartialEq> PartialEq for Reply<T> {
    fn eq(&self, other: &Self) -> bool {
        let answer = |reply: &Self| (reply.status, reply.headers.clone(), reply.body.clone());
        (self.is_empty, &self.warnings, &self.notes) == (other.is_empty, &other.warnings, &other.notes)
            && self.response == other.response
            && answer(self) == answer(other)
    }
}

/// The answer of a call that was done, below the reply's root.
struct Done<'a> {
    document: Node<'a>,
    is_empty: bool,
    notes: Violations,
}

fn done<'a>(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    answer: &'a RawAnswer,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Done<'a>, Error> {
    let raw = || Some(Box::new(answer.clone().within(limits.bytes)));
    let (mut document, is_empty) =
        match reply::interpret(platform, endpoint, answer.status, &answer.body, format, limits, redaction) {
            Outcome::Success(document) => (document, false),
            Outcome::Empty(document) => (document, true),
            Outcome::Refused(refusal) => return Err(Error::Refused(reply::Refusal { answer: raw(), ..refusal })),
            Outcome::Unknown(mut unknown) => {
                if let Some(coding) = coding(&answer.headers) {
                    unknown.reason = format!("{}; its content-encoding is `{coding}`", unknown.reason);
                }
                return Err(Error::Unknown(reply::Unknown { answer: raw(), ..unknown }));
            }
        };
    let notes = match reply::format_of(platform, format) {
        DocumentFormat::Json => reply::keep_last(&mut document),
        // XML repeats elements by nature.
        DocumentFormat::Xml => Violations::default(),
    };
    Ok(Done { document, is_empty, notes })
}

/// How a body is coded, which nobody asked for.
fn coding(headers: &HeaderMap) -> Option<&str> {
    let coding = headers.get(CONTENT_ENCODING)?.to_str().ok()?.trim();
    let is_token = (1..=16).contains(&coding.len()) && coding.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_token && !coding.eq_ignore_ascii_case("identity")).then_some(coding)
}

/// The body's length, never the body; and the response without what the request hides, should it come back.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let response = if f.alternate() { format!("{:#?}", self.response) } else { format!("{:?}", self.response) };
        f.debug_struct("Reply")
            .field("response", &format_args!("{}", self.redaction.hidden(&response)))
            .field("is_empty", &self.is_empty)
            .field("warnings", &self.warnings)
            .field("notes", &self.notes)
            .field("status", &self.status)
            .field("headers", &format_args!("{} headers", self.headers.len()))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
