//! What an answer means: success, refusal, or nothing that can be relied on. Never by the HTTP status alone, unless the
//! platform's own condition of success or its table of codes names that status.
//!
//! An answer counts as refused only if it is whole, is of the platform's own shape and carries a code (or fails the
//! endpoint's own success): that proves it came from the platform and not from something on the way. A gateway's own
//! failure (HTTP 5xx) proves it only with a code that the vendor's tables list, and a success only under a status that
//! does not contradict it. Of an answer of no known shape a row `HTTP 4xx` can say that calls are throttled or that
//! nothing is known: whoever throttles has not passed the request on. It can say nothing else.

mod arrange;
mod catalogue;
mod condition;
mod excerpt;
mod explain;
mod failed;
mod judge;
mod kind;
mod path;
mod rate;
mod raw;
mod repeated;
mod retry;
mod shape;

use http::HeaderMap;

use crate::decode;
use crate::limits::Limits;
use crate::model::{Condition, DocumentFormat, Endpoint, ErrorClass, Platform, Repeat, Type};
use crate::tape::{Document, NodeRef};
use crate::transport::TransportError;
use crate::{DecodeError, Node, Redaction, sign};
use catalogue::Said;
use judge::{Parts, Verdict};
use path::{Answer, taken};

pub use catalogue::{Cause, Refusal};
pub(crate) use excerpt::excerpt;
pub use failed::{RowFailure, RowKeys};
pub(crate) use failed::{keys, locate, values};
pub(crate) use judge::Done;
pub(crate) use rate::left as rate_left;
pub use raw::RawAnswer;
pub(crate) use repeated::keep_last;
pub(crate) use retry::{by_header as wait_by_header, date};
pub use shape::root;

/// What an answer means.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// It was done. The response as its table has it.
    Success(Node<'a>),
    /// It was done, and there is nothing to give.
    Empty(Node<'a>),
    /// It was taken, and is not done yet. The response likewise.
    Accepted(Node<'a>),
    /// It was not done.
    Refused(Refusal),
    /// A part of it was done, and another was not.
    Partial(Refusal),
    /// Nobody knows whether it was done.
    Unknown(Unknown),
}

/// A request that was sent, and no answer that says what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Why nothing is known.
    pub reason: String,
    /// The HTTP status, if there was an answer at all.
    pub status: Option<u16>,
    /// The number by which the vendor finds the call again.
    pub request_id: Option<String>,
    /// What an answer that no platform wrote (a gateway's page, another system's error) says, as plain words; may be
    /// empty.
    pub excerpt: String,
    /// The code and message, where the platform says that it does not know, or where something on the way may have
    /// written them.
    pub refusal: Option<Box<Refusal>>,
    /// What repeating the same request does.
    pub repeat: Repeat,
    /// What came, for who must find out more. `None` where nothing did, and in what [`interpret`] returns.
    pub answer: Option<Box<RawAnswer>>,
    /// What happened to the connection, where that is the reason.
    pub cause: Option<TransportError>,
}

impl Unknown {
    pub(crate) fn new(reason: impl Into<String>, status: Option<u16>, repeat: Repeat) -> Self {
        let (excerpt, request_id) = (String::new(), None);
        Self { reason: reason.into(), status, request_id, excerpt, refusal: None, repeat, answer: None, cause: None }
    }
}

/// An answer, and what it is read with.
struct Received<'a, 'm> {
    platform: &'a Platform<'m>,
    endpoint: &'a Endpoint<'m>,
    status: u16,
    headers: &'a HeaderMap,
    body: &'a [u8],
    format: DocumentFormat,
    limits: Limits,
    redaction: &'a Redaction,
    /// There is no body, and none is expected.
    is_bodiless: bool,
}

/// An answer that was read.
pub(crate) struct Interpreted<'a> {
    pub(crate) verdict: Settled,
    /// The response as its table has it, where it was done.
    pub(crate) response: Document<'a>,
    /// The number by which the vendor finds the call again; may be empty.
    pub(crate) request_id: String,
}

/// What is to be said of an answer.
pub(crate) enum Settled {
    Done(Done),
    Refused(Refusal),
    Partial(Refusal),
    Unknown(Unknown),
}

/// Reads an answer. `format` is that of the request, and `redaction` what of the request must not come back in the
/// words of an outcome.
pub fn interpret<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    answer: &'a RawAnswer,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Outcome<'a> {
    let Interpreted { verdict, response, .. } = interpreted(platform, endpoint, answer, format, limits, redaction);
    match verdict {
        Settled::Done(Done::Success) => Outcome::Success(response.into_node()),
        Settled::Done(Done::Empty) => Outcome::Empty(response.into_node()),
        Settled::Done(Done::Accepted) => Outcome::Accepted(response.into_node()),
        Settled::Refused(refusal) => Outcome::Refused(refusal),
        Settled::Partial(refusal) => Outcome::Partial(refusal),
        Settled::Unknown(unknown) => Outcome::Unknown(unknown),
    }
}

/// The same, with what an outcome that was done does not say.
pub(crate) fn interpreted<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    answer: &'a RawAnswer,
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Interpreted<'a> {
    let RawAnswer { status, headers, body } = answer;
    let received = Received {
        platform,
        endpoint,
        status: *status,
        headers,
        body,
        format: format_of(platform, format),
        limits,
        redaction,
        is_bodiless: !endpoint.has_body() && body.iter().all(u8::is_ascii_whitespace),
    };
    let shown = |refusal: Refusal| catalogue::shown(platform, endpoint, refusal, redaction);
    // Where no shape is found, a header may still tell.
    let mut request_id = received.answer(&Node::Absent).first(platform.reply.of_success().request_id);
    let verdict = read(&received, body, &mut request_id);
    let request_id = if request_id.is_empty() { request_id } else { redaction.text(&request_id) };
    let mut response = Document::from(Node::Absent);
    let verdict = match verdict {
        Ok((Verdict::Done(done), document)) => {
            response = document;
            Settled::Done(done)
        }
        Ok((Verdict::Refused(refusal), _)) => Settled::Refused(shown(refusal)),
        Ok((Verdict::Partial(refusal), _)) => Settled::Partial(shown(refusal)),
        Err(doubt) => match by_status(&received, doubt) {
            Ok(refusal) => Settled::Refused(shown(refusal)),
            Err(Doubt { reason, excerpt, refusal, .. }) => {
                let (reason, refusal) = (redaction.text(&reason), refusal.map(|refusal| Box::new(shown(*refusal))));
                Settled::Unknown(Unknown {
                    excerpt,
                    refusal,
                    request_id: Some(request_id.clone()).filter(|id| !id.is_empty()),
                    ..Unknown::new(reason, Some(*status), endpoint.repeat.unsettled())
                })
            }
        },
    };
    Interpreted { verdict, response, request_id }
}

pub(crate) fn format_of(platform: &Platform<'_>, requested: Option<DocumentFormat>) -> DocumentFormat {
    platform.reply.format.unwrap_or_else(|| sign::format_of(platform.wire.body, requested))
}

/// The rows of a response that failed, as [`RowFailure`] says; a place in the request where its rows tell it alone. With
/// them, how many rows of the request the response lists, where it lists each in its place.
pub(crate) fn failed(
    endpoint: &Endpoint<'_>,
    response: NodeRef<'_>,
    format: DocumentFormat,
) -> (Vec<RowFailure>, Option<usize>) {
    let answer = Answer { node: response, format, status: 0, headers: &HeaderMap::new() };
    let failures = failed::failures(endpoint, answer);
    (failures.failed, failures.listed)
}

/// Whether a condition over the rows of a response holds; `None` where the answer leaves it unclear, or where it compares
/// values none of which the answer has.
pub(crate) fn says(
    condition: &Condition<'_>,
    response: &Node<'_>,
    from: (DocumentFormat, u16, &HeaderMap),
) -> Option<bool> {
    let (format, status, headers) = from;
    let answer = Answer { node: response.into(), format, status, headers };
    let mut paths = Vec::new();
    condition.paths(&mut paths);
    let is_said =
        paths.is_empty() || paths.iter().any(|path| answer.all(path).into_iter().any(|node| !path::is_blank(node)));
    if !is_said && condition::compares(condition) {
        return None;
    }
    condition::holds(condition, answer).ok()
}

/// Why nothing can be said of an outcome.
#[derive(Default)]
struct Doubt {
    reason: String,
    excerpt: String,
    refusal: Option<Box<Refusal>>,
    /// Nothing in the answer shows that the platform wrote it.
    is_foreign: bool,
}

impl Doubt {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// The member at a path stands in an object more than once, and readers differ in which they take.
    fn twice(path: &str) -> Self {
        Self::new(format!("the answer gives `{path}` more than once"))
    }
}

/// The verdict, and the response where there is one. The number of the request is told also of what is doubtful.
fn read<'a>(
    received: &Received<'_, '_>,
    body: &'a [u8],
    request_id: &mut String,
) -> Result<(Verdict, Document<'a>), Doubt> {
    let mut document = if received.is_bodiless {
        Document::from(Node::map(Vec::new()))
    } else {
        let document = decode::document_read(body, received.format, received.limits);
        document.map_err(|error| unreadable(body, received.format, &error, received.redaction))?
    };
    let chosen = shape::choose(received, &mut document)?;
    let document = taken(document, &chosen.root);
    *request_id = received.answer(document.root()).first(chosen.shape.request_id);
    // Conditions of the endpoint are over the rows of its table, also over those that stand in headers.
    let arranged = |response| arrange::arranged(received.endpoint, response, received.headers);
    let judge = |answer: NodeRef<'_>, response: NodeRef<'_>| {
        let parts = Parts { answer: received.answer(answer), response: received.answer(response) };
        judge::judge(received, &chosen, parts)
    };
    if arrange::stands_as_it_comes(received.endpoint) {
        let response = path::at(document.root(), &chosen.data).unwrap_or((&Node::Absent).into());
        let verdict = judge(document.root(), response)?;
        return Ok((verdict, arranged(taken(document, &chosen.data))));
    }
    // A document that is a list has none of the members that an answer is judged by.
    if document.root().is_list() && received.is_document(&chosen.shape) {
        let response = arranged(document);
        return Ok((judge((&Node::map(Vec::new())).into(), response.root())?, response));
    }
    let response = arranged(taken(document.clone(), &chosen.data));
    let verdict = judge(document.root(), response.root())?;
    // An object where the table has a list is what refusals are, and one row only where the vendor forgot the list.
    let is_list = received.endpoint.document().is_some_and(|field| matches!(field.ty, Type::List(..)));
    if is_list && received.is_document(&chosen.shape) && matches!(verdict, Verdict::Done(judge::Done::Success)) {
        return Err(Doubt::new("the answer looks like a success, but is an object where its table has a list"));
    }
    Ok((verdict, response))
}

/// What a status alone can say: that calls are throttled, or that nothing is known. Where a status says success, one that
/// the vendor's table lists says the rest too, if there is no body that something on the way could have written.
fn by_status(received: &Received<'_, '_>, doubt: Doubt) -> Result<Refusal, Doubt> {
    if !doubt.is_foreign || doubt.refusal.is_some() {
        return Err(doubt);
    }
    let wait = path::header(received.headers, "retry-after");
    let retry_after = wait.and_then(|wait| retry::after(&wait, received.headers));
    let said = Said { status: received.status, retry_after, ..Said::default() };
    let is_clients = (400..500).contains(&received.status);
    let success = received.platform.reply.of_success().success;
    let is_by_status = success.is_some_and(|success| success.statuses().is_some());
    let is_bare = is_by_status && received.body.iter().all(u8::is_ascii_whitespace);
    match catalogue::of_status_alone(received.platform, received.endpoint, said) {
        Some(refusal) if refusal.class == ErrorClass::Throttled && is_clients => Ok(refusal),
        Some(refusal) if refusal.class.is_refusal() && is_clients && is_bare => Ok(refusal),
        Some(refusal) if refusal.class == ErrorClass::Unknown => {
            Err(Doubt { refusal: Some(Box::new(refusal)), ..doubt })
        }
        _ => Err(doubt),
    }
}

fn unreadable(body: &[u8], format: DocumentFormat, error: &DecodeError, redaction: &Redaction) -> Doubt {
    let (kind, expected) = (kind::of(body), format.name().to_ascii_uppercase());
    // The name of the kind is that of the format where only the syntax is broken.
    let reason = if kind == expected {
        format!("the answer is no {expected}: {error}")
    } else {
        format!("the answer is {kind}, not {expected}")
    };
    Doubt { excerpt: excerpt(body, redaction), is_foreign: true, ..Doubt::new(reason) }
}
