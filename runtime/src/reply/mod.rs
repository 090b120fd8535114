//! What an answer means: success, refusal, or nothing that can be relied on. Never by the HTTP status alone.
//!
//! An answer counts as refused only if it is whole, is of the platform's own shape and carries a code (or fails the
//! endpoint's own success): that proves it came from the platform and not from something on the way. A gateway's own
//! failure (HTTP 5xx) proves it only with a code that the vendor's tables list, and a success only under a status that
//! does not contradict it.

mod catalogue;
mod condition;
mod excerpt;
mod explain;
mod judge;
mod kind;
mod path;
mod raw;
mod repeated;

use crate::decode::{self, descend};
use crate::limits::Limits;
use crate::model::{DocumentFormat, Endpoint, Platform, Repeat};
use crate::transport::TransportError;
use crate::{DecodeError, Node, Redaction, sign};
use excerpt::excerpt;
use path::Answer;

pub use catalogue::{Cause, Refusal};
pub use raw::RawAnswer;
pub(crate) use repeated::keep_last;

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
        Self { reason: reason.into(), status, excerpt: String::new(), refusal: None, repeat, answer: None, cause: None }
    }
}

/// Reads an answer. `format` is that of the request, and `redaction` what of the request must not come back in the
/// words of an outcome.
pub fn interpret<'a>(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    status: u16,
    body: &'a [u8],
    format: Option<DocumentFormat>,
    limits: Limits,
    redaction: &Redaction,
) -> Outcome<'a> {
    let format = format_of(platform, format);
    let judged = below_root(platform, body, format, limits, redaction).and_then(|node| {
        let verdict = judge::judge(platform, endpoint, status, Answer { node: &node, format }, redaction)?;
        Ok((verdict, node))
    });
    let shown = |refusal: Refusal| catalogue::shown(platform, endpoint, refusal, redaction);
    match judged {
        Ok((judge::Verdict::Success, node)) => Outcome::Success(node),
        Ok((judge::Verdict::Empty, node)) => Outcome::Empty(node),
        Ok((judge::Verdict::Refused(refusal), _)) => Outcome::Refused(shown(refusal)),
        Err(Doubt { reason, excerpt, refusal }) => {
            let (reason, refusal) = (redaction.text(&reason), refusal.map(|refusal| Box::new(shown(*refusal))));
            Outcome::Unknown(Unknown { excerpt, refusal, ..Unknown::new(reason, Some(status), endpoint.repeat) })
        }
    }
}

pub(crate) fn format_of(platform: &Platform<'_>, requested: Option<DocumentFormat>) -> DocumentFormat {
    platform.reply.format.unwrap_or_else(|| sign::format_of(platform.wire.body, requested))
}

/// Why nothing can be said of an outcome.
#[derive(Default)]
struct Doubt {
    reason: String,
    excerpt: String,
    refusal: Option<Box<Refusal>>,
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

/// The document below the reply's root, if it holds anything.
fn below_root<'a>(
    platform: &Platform<'_>,
    body: &'a [u8],
    format: DocumentFormat,
    limits: Limits,
    redaction: &Redaction,
) -> Result<Node<'a>, Doubt> {
    let document =
        decode::document(body, format, limits).map_err(|error| unreadable(body, format, &error, redaction))?;
    let root = platform.reply.root;
    let answer = Answer { node: &document, format };
    // A root that is given twice hides which of the two holds the answer.
    if answer.is_repeated(root.iter().copied()) {
        return Err(Doubt::twice(&root.join(".")));
    }
    let said = explain::said(&document, redaction);
    let foreign = |problem: String| {
        let reason = format!("the answer is {}, but not of the platform's shape: {problem}", kind::of(body));
        // A page's words stand outside of its tags; a document's stand in the members that standards name.
        Doubt { reason, excerpt: if kind::is_page(body) { excerpt(body, redaction) } else { said }, ..Doubt::default() }
    };
    match descend(document, root.iter().copied()) {
        // "No error" would hold of nothing at all.
        Ok(node) if !matches!(&node, Node::Map(entries) if !entries.is_empty()) => {
            Err(foreign(format!("{} where its members belong", node.kind())))
        }
        Ok(node) => Ok(node),
        Err(error) => Err(foreign(error.to_string())),
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
    Doubt { excerpt: excerpt(body, redaction), ..Doubt::new(reason) }
}
