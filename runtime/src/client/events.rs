//! What a client does, told to who wants to see it: each step of each call, with requests and answers as they may be
//! printed. For logs, metrics and audits; it changes nothing.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::Clock;
use crate::model::{DocumentFormat, Endpoint, Platform};
use crate::redact::HIDDEN;
use crate::reply::{self, Outcome, RawAnswer};
use crate::sign::address_to_show;
use crate::{Error, Limits, Node, Redaction, decode, spread};

/// Sees what a client does. It is called in the middle of a call, and should be quick. A call that it makes itself, and waits
/// for, of an endpoint whose calls go in order, does not get its turn while the one that it sees has it.
pub trait Observer: Send + Sync {
    /// A step of a call was made, or is about to be.
    fn observe(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn observe(&self, event: &Event<'_>) {
        self(event);
    }
}

/// A step of a call.
#[derive(Debug)]
pub struct Event<'e> {
    /// The platform's name.
    pub platform: &'e str,
    /// The vendor's name of the endpoint.
    pub endpoint: &'e str,
    /// The number of the call, which no other call of the process has.
    pub call: u64,
    /// The number of the attempt, from 1; 0 before the first.
    pub attempt: u32,
    /// The time since the call began.
    pub elapsed: Duration,
    /// What is done.
    pub step: Step<'e>,
}

/// What a call does.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'e> {
    /// It waits so long.
    Waits(WaitFor, Duration),
    /// It asks for tokens, as those it used were refused.
    Renews,
    /// It sends a request.
    Sends(SentRequest<'e>),
    /// An answer came.
    Answered(ReceivedAnswer<'e>),
    /// The platform's clock is so many milliseconds ahead of ours: the next attempt is signed by it.
    CorrectsClock(i64),
    /// The attempt came to this error, whatever the call does next.
    Fails(&'e Error),
    /// It is over: done, or with this error.
    Ends(Result<(), &'e Error>),
    /// Its future was dropped. What was sent before may have been done, and nobody will know by this call.
    Abandoned {
        /// Whether a request was on its way, or an earlier one of unknown outcome.
        was_sent: bool,
    },
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitFor {
    /// The moment that the rates of the platform leave free.
    Rate,
    /// A pause between two attempts.
    Pause,
    /// That a request for the same thing, whose outcome is not known, can be on the way no more.
    Settling,
}

/// A signed request, as it may be printed. Its `Debug` is what its methods show.
#[derive(Clone, Copy)]
pub struct SentRequest<'e> {
    pub(super) request: &'e http::Request<bytes::Bytes>,
    pub(super) redaction: &'e Redaction,
}

impl SentRequest<'_> {
    /// The HTTP verb.
    pub fn verb(&self) -> &str {
        self.request.method().as_str()
    }

    /// The address without its query.
    pub fn address(&self) -> String {
        self.redaction.text(&address_to_show(&self.request.uri().to_string()))
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> usize {
        self.request.body().len()
    }

    /// The beginning of the body, on one line, without secrets, the signature and personal data.
    pub fn body(&self) -> String {
        self.redaction.text(&String::from_utf8_lossy(self.request.body()))
    }
}

impl fmt::Debug for SentRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.verb(), self.address(), self.body())
    }
}

/// An answer, as it may be printed.
#[derive(Clone, Copy)]
pub struct ReceivedAnswer<'e> {
    pub(super) platform: &'e Platform<'static>,
    pub(super) endpoint: &'e Endpoint<'static>,
    pub(super) answer: &'e RawAnswer,
    pub(super) request_id: Option<&'e str>,
    pub(super) format: Option<DocumentFormat>,
    pub(super) limits: Limits,
    pub(super) redaction: &'e Redaction,
}

impl ReceivedAnswer<'_> {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.answer.status
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> usize {
        self.answer.body.len()
    }

    /// The number by which the vendor finds the call again.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id
    }

    /// The beginning of the body, on one line, without what the request hides and without the personal data and the tokens of
    /// the answer: of what is no document of the platform's only words that are safe to show. It reads the answer once more, so
    /// who does not print it should not ask for it.
    pub fn body(&self) -> String {
        let Self { platform, endpoint, answer, format, limits, redaction, .. } = *self;
        let body = &answer.body;
        let document = decode::document(body, reply::format_of(platform, format), limits);
        let Ok(document @ (Node::Map(_) | Node::List(_))) = document else {
            // Where a token stands in what cannot be read, nobody knows.
            let is_hidden = platform.tokens_of(endpoint.name).next().is_some();
            return if is_hidden { HIDDEN.to_owned() } else { reply::excerpt(body, redaction) };
        };
        // A refusal may stand in any shape, and name whom it is about.
        let mut hidden = redaction.and_named(&[endpoint.request(), endpoint.response()], &document);
        hidden = hidden.and_tokens(platform, endpoint, &document);
        let outcome = reply::interpret(platform, endpoint, answer, format, limits, redaction);
        if let Outcome::Success(mut response) | Outcome::Empty(mut response) | Outcome::Accepted(mut response) = outcome
        {
            spread::unfold(endpoint, &mut response);
            hidden = hidden.and_of(endpoint.response(), &response);
        }
        hidden.text(&String::from_utf8_lossy(body))
    }
}

impl fmt::Debug for ReceivedAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}, {} bytes", self.status(), self.bytes())
    }
}

/// Tells the steps of one call.
pub(super) struct Teller<'c> {
    pub(super) observer: Option<&'c dyn Observer>,
    pub(super) clock: &'c dyn Clock,
    pub(super) platform: &'c str,
    pub(super) endpoint: &'c str,
    pub(super) call: u64,
    pub(super) began: Duration,
    pub(super) attempt: u32,
    /// Whether something may have been done of which nobody was told.
    pub(super) was_sent: bool,
    pub(super) has_ended: bool,
}

impl Teller<'_> {
    pub(super) fn next_call() -> u64 {
        static CALLS: AtomicU64 = AtomicU64::new(1);
        CALLS.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn tell(&self, step: Step<'_>) {
        if let Some(observer) = self.observer {
            let elapsed = self.clock.elapsed().saturating_sub(self.began);
            let (platform, endpoint, call, attempt) = (self.platform, self.endpoint, self.call, self.attempt);
            observer.observe(&Event { platform, endpoint, call, attempt, elapsed, step });
        }
    }

    pub(super) fn end(&mut self, result: &Result<(), Error>) {
        self.has_ended = true;
        self.tell(Step::Ends(result.as_ref().copied()));
    }
}

/// A future that is dropped ends without a word of its own.
impl Drop for Teller<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            let tell = || self.tell(Step::Abandoned { was_sent: self.was_sent });
            // An observer that panicked may do so again, and a second panic would end the program.
            drop(catch_unwind(AssertUnwindSafe(tell)));
        }
    }
}
