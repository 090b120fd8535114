//! Why a call did not give a response, told apart by what became of the request: not sent, refused, or unknown.

mod not_sent;

use std::fmt::{self, Write as _};
use std::time::Duration;

pub use not_sent::{NotSent, StoreError, TokenError};

use crate::fill::fill_partly;
use crate::lines::lines;
use crate::model::{Endpoint, ErrorClass, Offset, Repeat};
use crate::reply::{self, RawAnswer, Refusal, Unknown};
use crate::transport::{Phase, TransportError};
use crate::{FillFields, Node, Redaction, Violations};

/// A call without a response. Neither `Debug` nor `Display` shows a secret, a signed body or an address's query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The request breaks its table. Nothing was sent.
    Invalid(Violations),
    /// Nothing was sent, or not enough that anything could have been done.
    NotSent(NotSent),
    /// The platform answered that it did not do it.
    Refused(Box<Refusal>),
    /// The platform answered that it did a part of it, and another part not. Repeating it would do the first part twice.
    Partial(Box<Refusal>),
    /// It was sent, and no answer says what became of it.
    Unknown(Box<Unknown>),
    /// It was done, but a list of the answer cannot be read.
    Decode(Box<Undecoded>),
}

/// An answer that says that it was done, and a list of which cannot be read. Its `Debug` shows no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// What cannot be read; those that are no warnings are the reason.
    pub violations: Violations,
    /// The document below the reply's root, as it came.
    pub document: Node<'static>,
    /// The zone of the platform's wall clock.
    pub zone: Offset,
    /// What came: status, headers, bytes.
    pub answer: RawAnswer,
    /// Whether the platform has only taken it, and not done it yet.
    pub is_accepted: bool,
}

impl Undecoded {
    /// What can be read of the response. A list that cannot be read is empty, or lacks the rows that cannot be.
    pub fn response<T: FillFields>(&self) -> T {
        fill_partly(&self.document, self.zone)
    }
}

/// What can be said about making the same call again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeatable {
    /// Nothing was done. It may be repeated.
    Yes,
    /// Nothing was done. It may be repeated after waiting, with a new time and signature.
    Later,
    /// It may have been done, and doing it again gives the same end state; or, for [`Repeat::Once`], it is then
    /// refused, which means "maybe applied" and not "rejected". Not after a newer request for the same thing.
    Harmless,
    /// It may have been done, or was in part, and nobody knows what a second time does. Look first.
    Risky,
    /// It would end the same way, or it was done already.
    Pointless,
}

impl Error {
    /// The error of a request that a transport sent, or tried to, and that has no answer. What the transport says is
    /// shown as a server's words are.
    pub fn not_answered(mut error: TransportError, endpoint: &Endpoint<'_>, redaction: &Redaction) -> Self {
        error.message = redaction.text(&error.message);
        match error.phase {
            Phase::NotSent => Self::NotSent(NotSent::Transport(error)),
            Phase::Unknown => Self::Unknown(Box::new(Unknown {
                cause: Some(error.clone()),
                ..Unknown::new(error.message, None, endpoint.repeat.unsettled())
            })),
        }
    }

    /// The error of a request of which it is known what repeating it does ([`Prepared::repeat`](crate::Prepared::repeat)).
    /// An answer alone tells only what holds for all requests of its endpoint.
    #[must_use]
    pub fn repeating(mut self, repeat: Repeat) -> Self {
        match &mut self {
            Self::Refused(refusal) | Self::Partial(refusal) => refusal.repeat = repeat,
            Self::Unknown(unknown) => {
                unknown.repeat = repeat;
                if let Some(refusal) = &mut unknown.refusal {
                    refusal.repeat = repeat;
                }
            }
            Self::Invalid(_) | Self::NotSent(_) | Self::Decode(_) => {}
        }
        self
    }

    /// Whether the same call may be made again.
    pub fn repeatable(&self) -> Repeatable {
        match self {
            Self::NotSent(NotSent::Transport(_) | NotSent::Late(_) | NotSent::Store(_)) => Repeatable::Yes,
            // Nothing was done of the call itself, and the next one asks for a token again.
            Self::NotSent(NotSent::Token(TokenError { cause: Some(cause), .. }))
                if cause.repeatable() != Repeatable::Pointless =>
            {
                Repeatable::Later
            }
            Self::Refused(refusal) => match refusal.class {
                ErrorClass::Throttled | ErrorClass::Clock if refusal.maybe_applied => again(refusal.repeat),
                ErrorClass::Throttled | ErrorClass::Clock => Repeatable::Later,
                _ => Repeatable::Pointless,
            },
            Self::Partial(_) => Repeatable::Risky,
            Self::Unknown(unknown) => again(unknown.repeat),
            Self::Invalid(_) | Self::NotSent(_) | Self::Decode(_) => Repeatable::Pointless,
        }
    }

    /// One word for it: `invalid`, `not_sent`, `refused`, `partial`, `unknown` or `decode`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::NotSent(_) => "not_sent",
            Self::Refused(_) => "refused",
            Self::Partial(_) => "partial",
            Self::Unknown(_) => "unknown",
            Self::Decode(_) => "decode",
        }
    }

    /// How far the call came: `not_sent`, `sent` (and no answer that tells) or `answered`.
    pub const fn phase(&self) -> &'static str {
        match self {
            Self::Invalid(_) | Self::NotSent(_) => "not_sent",
            Self::Unknown(_) => "sent",
            Self::Refused(_) | Self::Partial(_) | Self::Decode(_) => "answered",
        }
    }

    /// How long the platform says to wait before the call is made again, or a gateway before it whose page has a `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused(refusal) => refusal.retry_after,
            Self::Unknown(unknown) => {
                let of_refusal = unknown.refusal.as_ref().and_then(|refusal| refusal.retry_after);
                of_refusal.or_else(|| reply::wait_by_header(&unknown.answer.as_ref()?.headers))
            }
            Self::Invalid(_) | Self::NotSent(_) | Self::Partial(_) | Self::Decode(_) => None,
        }
    }

    /// The error of a call that was made again after one of unknown outcome. What the later one says holds for
    /// itself alone: a refusal becomes "maybe applied", and "not sent" stays unknown. A caller that repeats on its
    /// own uses this; a client that makes several attempts does it by itself.
    #[must_use]
    pub fn after_unknown(self, earlier: &Unknown) -> Self {
        match self {
            later if earlier.repeat == Repeat::Read => later,
            Self::Refused(refusal) => Self::Refused(Box::new(Refusal { maybe_applied: true, ..*refusal })),
            Self::Invalid(_) | Self::NotSent(_) => Self::Unknown(Box::new(earlier.clone())),
            later => later,
        }
    }
}

/// What can be said about repeating a call that may have been done.
const fn again(repeat: Repeat) -> Repeatable {
    match repeat {
        Repeat::Read | Repeat::Upsert | Repeat::Once => Repeatable::Harmless,
        Repeat::Ask => Repeatable::Risky,
    }
}

/// In one line, or in several with `{:#}`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Invalid(violations) => format!("the request is not valid:\n{violations:#}"),
            Self::NotSent(cause) => format!("not sent: {cause:#}"),
            Self::Refused(refusal) => format!("refused: {refusal:#}"),
            Self::Partial(refusal) => format!("done in part: {refusal:#}"),
            Self::Unknown(unknown) => format!("sent, but its outcome is unknown: {unknown:#}"),
            Self::Decode(undecoded) => format!("done, but the answer cannot be read:\n{:#}", undecoded.violations),
        };
        lines(f, &text)
    }
}

/// The source is what is known of the cause beside the words of the error, which tell it too.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(violations) => Some(violations),
            Self::NotSent(cause) => cause.source(),
            Self::Unknown(unknown) => unknown.cause.as_ref().map(|error| error as _),
            Self::Decode(undecoded) => Some(&undecoded.violations),
            Self::Refused(_) | Self::Partial(_) => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.tell(&mut text)?;
        lines(f, &text)
    }
}

impl Refusal {
    fn tell(&self, f: &mut String) -> fmt::Result {
        match (self.code.as_str(), self.sub_code.as_str()) {
            ("", "") => write!(f, "HTTP {}", self.status)?,
            (code, "") | ("", code) => f.write_str(code)?,
            (code, sub_code) => write!(f, "{code} / {sub_code}")?,
        }
        if !self.message.is_empty() {
            write!(f, " {}", self.message)?;
        }
        for cause in &self.causes {
            write!(f, "\n  {}", cause.cause)?;
            if !cause.remedy.is_empty() {
                write!(f, " → {}", cause.remedy)?;
            }
        }
        if let Some(field) = &self.field {
            write!(f, "\n  field: {field}")?;
        }
        if let Some(wait) = self.retry_after {
            write!(f, "\n  wait: {} seconds", wait.as_secs())?;
        }
        if let Some(request_id) = &self.request_id {
            write!(f, "\n  request: {request_id}")?;
        }
        if let Some(skew) = self.skew {
            let (seconds, side) = (skew.unsigned_abs().div_ceil(1000), if skew < 0 { "behind" } else { "ahead of" });
            write!(f, "\n  clock: the server's is {seconds} seconds {side} ours")?;
        }
        if self.maybe_applied {
            f.write_str("\n  an earlier attempt may have been applied")?;
        }
        Ok(())
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.tell(&mut text)?;
        lines(f, &text)
    }
}

impl Unknown {
    fn tell(&self, f: &mut String) -> fmt::Result {
        f.write_str(&self.reason)?;
        if let Some(status) = self.status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(refusal) = &self.refusal {
            write!(f, ": {refusal:#}")?;
        }
        if !self.excerpt.is_empty() {
            write!(f, "\n  {}", self.excerpt)?;
        }
        // A refusal tells it itself.
        if let (Some(request_id), None) = (&self.request_id, &self.refusal) {
            write!(f, "\n  request: {request_id}")?;
        }
        Ok(())
    }
}
