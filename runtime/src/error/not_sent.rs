//! Why nothing was sent: what was wrong with the call, or what a call needs before it and did not get.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Error;
use crate::lines::line;
use crate::model::NotationError;
use crate::sign::SignError;
use crate::transport::TransportError;

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The platform has no environment of this name, and it is no address.
    Environment(String),
    /// The request is one of another platform.
    Platform {
        /// The client's.
        client: &'static str,
        /// The request's.
        request: &'static str,
    },
    /// The address is one without TLS, which the platform does not state or the caller does not allow.
    PlainHttp {
        /// Whether it is an address of the platform's own.
        is_stated: bool,
    },
    /// The generated text of the endpoint cannot be read.
    Notation(&'static NotationError),
    /// It could not be signed.
    Sign(SignError),
    /// There is no token to sign it with.
    Token(TokenError),
    /// Its turn, or the moment that the rates of the platform leave for it, would come behind the deadline: after this
    /// time, where that is known.
    Late(Option<Duration>),
    /// What keeps calls in order, within their rates or with their tokens does not answer.
    Store(StoreError),
    /// The platform could not be reached.
    Transport(TransportError),
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError {
    /// The credential that is one.
    pub credential: String,
    /// What happened, and what to do.
    pub message: String,
    /// The error of the call that was to give it.
    pub cause: Option<Box<Error>>,
}

/// Why something that keeps what calls share (their turns, rates, tokens or journal) could not be asked.
#[derive(Clone)]
pub struct StoreError {
    /// What happened. Holds no key and no value.
    pub message: String,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl StoreError {
    /// One of these words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Adds the cause, for who walks the chain of sources. Its words should hold no key and no value.
    #[must_use]
    pub fn with_source(self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }
}

/// Two that say the same, whatever their sources are.
impl PartialEq for StoreError {
    fn eq(&self, other: &Self) -> bool {
        self.message == other.message
    }
}

impl Eq for StoreError {}

/// Without the source, whose words are another library's.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreError").field("message", &self.message).finish_non_exhaustive()
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, &self.message)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, &format!("`{}`: {}", self.credential, self.message))?;
        match &self.cause {
            Some(cause) if f.alternate() => write!(f, ": {cause:#}"),
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => {
                line(f, &format!("`{name}` is neither an environment of the platform nor an address"))
            }
            Self::Platform { client, request } => {
                write!(f, "the client is for `{client}`, and the request is one of `{request}`")
            }
            Self::PlainHttp { is_stated: true } => f.write_str(
                "the platform's address is plain http, which anybody on the way can read; allow it with \
                 `with_plain_http`, or give an address of https",
            ),
            Self::PlainHttp { is_stated: false } => f.write_str(
                "the address is plain http, which is sent to this machine only, or where the platform itself has no \
                 other; give an address of https",
            ),
            Self::Notation(error) => fmt::Display::fmt(error, f),
            Self::Sign(error) => fmt::Display::fmt(error, f),
            Self::Token(error) if f.alternate() => write!(f, "no token {error:#}"),
            Self::Token(error) => write!(f, "no token {error}"),
            Self::Late(Some(wait)) => {
                write!(f, "its turn comes in {} ms, which is behind the deadline", wait.as_millis())
            }
            Self::Late(None) => f.write_str("its turn did not come before the deadline"),
            Self::Store(error) => fmt::Display::fmt(error, f),
            Self::Transport(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl NotSent {
    /// What is known of the cause beside its words.
    pub(super) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Sign(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::Notation(error) => Some(error),
            Self::Token(error) => Some(error),
            Self::Store(error) => Some(error),
            Self::Environment(_) | Self::Platform { .. } | Self::PlainHttp { .. } | Self::Late(_) => None,
        }
    }
}

impl From<NotSent> for Error {
    fn from(cause: NotSent) -> Self {
        Self::NotSent(cause)
    }
}

impl From<&'static NotationError> for Error {
    fn from(cause: &'static NotationError) -> Self {
        Self::NotSent(NotSent::Notation(cause))
    }
}

impl From<SignError> for Error {
    fn from(cause: SignError) -> Self {
        Self::NotSent(NotSent::Sign(cause))
    }
}

impl From<TokenError> for Error {
    fn from(cause: TokenError) -> Self {
        Self::NotSent(NotSent::Token(cause))
    }
}

impl From<StoreError> for Error {
    fn from(cause: StoreError) -> Self {
        Self::NotSent(NotSent::Store(cause))
    }
}
