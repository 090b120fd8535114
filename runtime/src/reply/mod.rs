//! What an answer means: success, refusal, or nothing that can be relied on. Never by the HTTP status alone.
//!
//! An answer counts as refused only if it is whole, is of the platform's own shape and carries a code (or fails the
//! endpoint's own success): that proves it came from the platform and not from something on the way.

mod catalogue;
mod excerpt;

use crate::decode::{descend, document};
use crate::limits::Limits;
use crate::model::{Condition, DocumentFormat, Endpoint, Meaning, Platform, Repeat};
use crate::validate::holds;
use crate::{Node, sign};

pub use catalogue::{Cause, Refusal};
pub(crate) use excerpt::excerpt;

/// What an answer means.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// It was done. The document below the reply's root.
    Success(Node<'a>),
    /// It was done, and there is nothing to give.
    Empty(Node<'a>),
    /// It was not done.
    Refused(Refusal),
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
    /// The beginning of an answer that no platform wrote (a gateway's page), as plain words; may be empty.
    pub excerpt: String,
    /// What the platform itself said, where it says that it does not know.
    pub refusal: Option<Box<Refusal>>,
    /// What repeating the same request does.
    pub repeat: Repeat,
}

impl Unknown {
    pub(crate) fn new(reason: impl Into<String>, status: Option<u16>, repeat: Repeat) -> Self {
        Self { reason: reason.into(), status, excerpt: String::new(), refusal: None, repeat }
    }
}

/// Reads an answer. `format` is that of the request.
pub fn interpret<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    status: u16,
    body: &'a [u8],
    format: Option<DocumentFormat>,
    limits: Limits,
) -> Outcome<'a> {
    let unknown = |reason: String| Outcome::Unknown(Unknown::new(reason, Some(status), endpoint.repeat));
    let format = platform.reply.format.unwrap_or_else(|| sign::format_of(platform, format));
    let document = match document(body, format, limits) {
        Ok(document) => document,
        Err(error) => {
            let reason = format!("the answer is no {}: {error}", format.name().to_ascii_uppercase());
            let mut unknown = Unknown::new(reason, Some(status), endpoint.repeat);
            unknown.excerpt = excerpt(body);
            return Outcome::Unknown(unknown);
        }
    };
    let answer = match descend(document, platform.reply.root.iter().copied()) {
        Ok(answer) => answer,
        Err(error) => return unknown(format!("the answer is not of the platform's shape: {error}")),
    };
    // "No error" would hold of nothing at all.
    if !matches!(&answer, Node::Map(entries) if !entries.is_empty()) {
        return unknown("the answer is not of the platform's shape: it holds nothing".to_owned());
    }
    judge(platform, endpoint, status, answer)
}

fn judge<'a>(platform: &Platform<'_>, endpoint: &Endpoint<'_>, status: u16, answer: Node<'a>) -> Outcome<'a> {
    let reply = &platform.reply;
    let text = |path: &str| match path {
        "" => String::new(),
        path => answer.path(path).and_then(Node::as_text).map(Into::into).unwrap_or_default(),
    };
    let code = text(reply.code);
    let holds = |condition: &Condition<'_>| holds(condition, &|path| answer.path(path));
    let succeeded = holds(&reply.success);
    let narrowed = endpoint.success.as_ref().is_none_or(holds);
    if succeeded && narrowed {
        return Outcome::Success(answer);
    }
    if !succeeded && code.is_empty() {
        let reason = "the answer says neither success nor why not".to_owned();
        return Outcome::Unknown(Unknown::new(reason, Some(status), endpoint.repeat));
    }
    let message = text(if succeeded && !endpoint.message.is_empty() { endpoint.message } else { reply.message });
    let refusal = catalogue::refusal(platform, endpoint, code, message);
    match refusal.meaning {
        Meaning::Success => Outcome::Success(answer),
        Meaning::Empty => Outcome::Empty(answer),
        Meaning::Unknown => {
            let reason = "the platform says that it failed".to_owned();
            let refusal = Some(Box::new(refusal));
            Outcome::Unknown(Unknown { refusal, ..Unknown::new(reason, Some(status), endpoint.repeat) })
        }
        Meaning::Refused | Meaning::Throttled | Meaning::Clock => Outcome::Refused(refusal),
    }
}
