//! From a received answer to a response or to what went wrong.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::fill::{Blank, FillFields, TablesOf, fill_within};
use crate::model::{self, DocumentFormat, NotationError, Platform, Repeat};
use crate::reply::{self, Done as State, RawAnswer, RowFailure, RowKeys, Settled, Unknown};
use crate::spread;
use crate::tape::Document;
use crate::{DecodeError, Endpoint, Error, Limits, Node, Redaction, Undecoded, Violations, decode};

/// The answer of a call that was done.
#[derive(Clone)]
pub struct Reply<T> {
    /// The response.
    pub response: T,
    /// The platform's code says that there is nothing to give.
    pub is_empty: bool,
    /// The platform has taken the call and not done it yet: its end must be asked for.
    pub is_accepted: bool,
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
    /// The rows of the request that failed.
    failed: Vec<RowFailure>,
    /// How many rows of the request the answer lists, where it lists each in its place.
    listed: Option<usize>,
    /// The number by which the vendor finds the call again; may be empty.
    request_id: String,
    rate_left: Option<u64>,
    format: DocumentFormat,
    limits: Limits,
    /// What `Debug` hides.
    redaction: Redaction,
}

/// Reads an answer as the response of a request. `format` is the request's, and `redaction` that of
/// [`Prepared`](super::Prepared), which keeps what the request hides out of errors and notes.
pub fn interpret<R: Endpoint>(
    answer: RawAnswer,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Reply<R::Response>, Error> {
    let sent_to = SentTo { address: &http::Uri::default(), redaction };
    let mut response: R::Response = Blank::blank();
    let reply = read(TablesOf::of::<R>(), &mut response, answer, (format, limits), sent_to, None)?;
    Ok(reply.holding(response))
}

/// Where a request was sent, and what of it must not be shown.
#[derive(Clone, Copy)]
pub(super) struct SentTo<'s> {
    pub(super) address: &'s http::Uri,
    pub(super) redaction: &'s Redaction,
}

/// The answer of a call that was done, before it is read as a response.
pub(crate) struct Answered<'a, 'n> {
    /// As its table has it. What is taken from it is not in the response.
    pub(crate) document: &'a mut Node<'n>,
    pub(crate) format: DocumentFormat,
    pub(crate) status: u16,
    pub(crate) headers: &'a HeaderMap,
    /// Where the request was sent.
    pub(crate) address: &'a http::Uri,
    /// What may not be shown of what the server says.
    pub(crate) redaction: &'a Redaction,
}

/// A look at an answer.
pub(crate) type Look<'l> = dyn FnMut(Answered<'_, '_>) + Send + 'l;

/// Reads an answer into a response, which is to be thrown away where this fails. The same for all endpoints: a program is
/// compiled once for it, and not for each that it calls.
pub(super) fn read(
    tables: TablesOf,
    response: &mut dyn FillFields,
    answer: RawAnswer,
    (format, limits): (Option<DocumentFormat>, Limits),
    sent_to: SentTo<'_>,
    look: Option<&mut Look<'_>>,
) -> Result<Reply<()>, Error> {
    let redaction = sent_to.redaction;
    // The answer has come, so the request was sent, whatever can be said of it here.
    let unread = |error: &NotationError| {
        Error::Unknown(Box::new(Unknown::new(error.to_string(), Some(answer.status), Repeat::Ask)))
    };
    let (platform, endpoint) = ((tables.platform)().map_err(unread)?, (tables.endpoint)().map_err(unread)?);
    let Done { mut document, mut notes, how } = done(platform, endpoint, &answer, format, limits, redaction)?;
    if let Some(look) = look {
        look(how.seen(document.tree(), &answer, SentTo { redaction: &how.hidden, ..sent_to }));
    }
    let zone = platform.zone;
    // A response without rows reads nothing of what the vendor sends as data, which may be `true`.
    let is_read = !endpoint.response().record().fields.is_empty();
    let nothing = Node::map(Vec::new());
    let filled = fill_within(response, if is_read { document.root() } else { (&nothing).into() }, zone, limits);
    // Only now the records of the response were compared with their tables.
    (tables.endpoint)().map_err(unread)?;
    match filled {
        Ok(unread) => notes.0.extend(unread.0),
        Err(violations) => {
            let document = document.into_node().into_owned();
            notes.0.extend(violations.0);
            let notes = how.hidden.violations(notes);
            let is_accepted = how.state == State::Accepted;
            let undecoded = Undecoded { violations: notes, document, zone, answer, is_accepted };
            return Err(Error::Decode(Box::new(undecoded)));
        }
    }
    drop(document);
    Ok(Reply::of((), how, notes, answer))
}

/// Reads an answer of an endpoint that has no types: the response is the document as its table has it.
pub fn interpret_node(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    answer: RawAnswer,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Reply<Node<'static>>, Error> {
    let sent_to = SentTo { address: &http::Uri::default(), redaction };
    read_node(platform, endpoint, answer, (format, limits), sent_to, None)
}

pub(super) fn read_node(
    platform: &Platform<'_>,
    endpoint: &model::Endpoint<'_>,
    answer: RawAnswer,
    (format, limits): (Option<DocumentFormat>, Limits),
    sent_to: SentTo<'_>,
    look: Option<&mut Look<'_>>,
) -> Result<Reply<Node<'static>>, Error> {
    let redaction = sent_to.redaction;
    let Done { mut document, notes, how } = done(platform, endpoint, &answer, format, limits, redaction)?;
    if let Some(look) = look {
        look(how.seen(document.tree(), &answer, SentTo { redaction: &how.hidden, ..sent_to }));
    }
    let response = document.into_node().into_owned();
    Ok(Reply::of(response, how, notes, answer))
}

impl<T> Reply<T> {
    /// A reply that came without a network, for a program's own tests: this response, with status 200 and no bytes.
    pub fn new(response: T) -> Self {
        let answer = RawAnswer { status: 200, headers: HeaderMap::new(), body: Bytes::new() };
        let how = How {
            state: State::Success,
            failed: Vec::new(),
            listed: None,
            request_id: String::new(),
            rate_left: None,
            format: DocumentFormat::Json,
            limits: Limits::default(),
            hidden: Redaction::default(),
        };
        Self::of(response, how, Violations::default(), answer)
    }

    /// The rows of the request that failed while others were done.
    pub fn failed(&self) -> &[RowFailure] {
        &self.failed
    }

    /// Whether the answer lists a row for each of the request's, where it is to list them in their places.
    pub(crate) fn lists_all(&self, rows: usize) -> bool {
        self.listed.is_none_or(|listed| listed == rows)
    }

    /// The number by which the vendor finds the call again, where its answers have one.
    pub fn request_id(&self) -> Option<&str> {
        Some(self.request_id.as_str()).filter(|id| !id.is_empty())
    }

    /// How much may still be called before the vendor throttles: the least of the platform's and the endpoint's rates, in
    /// calls, or in weight where a rate counts that. `None` where no header of the answer tells.
    pub fn rate_left(&self) -> Option<u64> {
        self.rate_left
    }

    /// Whether all of the request was done, and no row of it failed or waits.
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty() && !self.is_accepted
    }

    /// The whole document of the answer, with what no row of a table describes.
    pub fn document(&self) -> Result<Node<'_>, DecodeError> {
        decode::document(&self.body, self.format, self.limits)
    }

    /// Gives failed rows their places in the request, by what identifies its rows. A client does this by itself.
    pub fn locate(&mut self, rows: &RowKeys) {
        reply::locate(&mut self.failed, rows);
    }

    /// The same with another response.
    pub(super) fn holding<U>(self, response: U) -> Reply<U> {
        let Self { is_empty, is_accepted, warnings, notes, status, headers, body, .. } = self;
        let Self { failed, listed, request_id, rate_left, format, limits, redaction, .. } = self;
        Reply {
            response,
            is_empty,
            is_accepted,
            warnings,
            notes,
            status,
            headers,
            body,
            failed,
            listed,
            request_id,
            rate_left,
            format,
            limits,
            redaction,
        }
    }

    fn of(response: T, how: How, notes: Violations, answer: RawAnswer) -> Self {
        let RawAnswer { status, headers, body } = answer;
        let How { state, failed, listed, request_id, rate_left, format, limits, hidden } = how;
        Self {
            response,
            is_empty: state == State::Empty,
            is_accepted: state == State::Accepted,
            warnings: Violations::default(),
            notes: hidden.violations(notes),
            status,
            headers,
            body,
            failed,
            listed,
            request_id,
            rate_left,
            format,
            limits,
            redaction: hidden,
        }
    }
}

/// Two that say the same, whatever they hide.
impl<T: PartialEq> PartialEq for Reply<T> {
    fn eq(&self, other: &Self) -> bool {
        let answer = |reply: &Self| (reply.status, reply.headers.clone(), reply.body.clone());
        let state = |reply: &Self| (reply.is_empty, reply.is_accepted);
        (state(self), &self.warnings, &self.notes) == (state(other), &other.warnings, &other.notes)
            && self.failed == other.failed
            && self.response == other.response
            && answer(self) == answer(other)
    }
}

/// The answer of a call that was done, as its table has it.
struct Done<'a> {
    document: Document<'a>,
    notes: Violations,
    how: How,
}

/// What a reply says beside its response and its notes, and what it was read with.
struct How {
    state: State,
    failed: Vec<RowFailure>,
    listed: Option<usize>,
    request_id: String,
    rate_left: Option<u64>,
    format: DocumentFormat,
    limits: Limits,
    /// What the request hides, and the tokens of the answer.
    hidden: Redaction,
}

impl How {
    fn seen<'a, 'n>(&self, document: &'a mut Node<'n>, answer: &'a RawAnswer, sent_to: SentTo<'a>) -> Answered<'a, 'n> {
        let SentTo { address, redaction } = sent_to;
        let RawAnswer { status, headers, .. } = answer;
        Answered { document, format: self.format, status: *status, headers, address, redaction }
    }
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
    let read = reply::interpreted(platform, endpoint, answer, format, limits, redaction);
    let request_id = read.request_id;
    let mut document = read.response;
    let state = match read.verdict {
        Settled::Done(state) => state,
        Settled::Refused(refusal) => return Err(Error::Refused(Box::new(reply::Refusal { answer: raw(), ..refusal }))),
        Settled::Partial(refusal) => return Err(Error::Partial(Box::new(reply::Refusal { answer: raw(), ..refusal }))),
        Settled::Unknown(mut unknown) => {
            if let Some(coding) = coding(&answer.headers) {
                unknown.reason = format!("{}; its content-encoding is `{coding}`", unknown.reason);
            }
            return Err(Error::Unknown(Box::new(reply::Unknown { answer: raw(), ..unknown })));
        }
    };
    let format = reply::format_of(platform, format);
    let notes = match format {
        DocumentFormat::Json if document.may_repeat() => reply::keep_last(document.tree()),
        // XML repeats elements by nature.
        DocumentFormat::Json | DocumentFormat::Xml => Violations::default(),
    };
    if spread::is_folded(endpoint) {
        spread::unfold(endpoint, document.tree());
    }
    let (failed, listed) = reply::failed(endpoint, document.root(), format);
    let failed = failed.into_iter().map(|failure| failure.shown(redaction)).collect();
    let rate_left = reply::rate_left(platform, endpoint, &answer.headers);
    // Hardly any endpoint gives tokens.
    let hidden = match platform.tokens_of(endpoint.name).next() {
        Some(_) => redaction.and_tokens(platform, endpoint, document.tree()),
        None => redaction.clone(),
    };
    Ok(Done { document, notes, how: How { state, failed, listed, request_id, rate_left, format, limits, hidden } })
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
            .field("is_accepted", &self.is_accepted)
            .field("failed", &format_args!("{} rows", self.failed.len()))
            .field("request_id", &self.request_id)
            .field("rate_left", &self.rate_left)
            .field("warnings", &self.warnings)
            .field("notes", &self.notes)
            .field("status", &self.status)
            .field("headers", &format_args!("{} headers", self.headers.len()))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
