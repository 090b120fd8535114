//! Tokens: credentials that an endpoint of the platform gives, and that end. A client has fixed ones, or asks a source for
//! fresh ones before each attempt.

mod renewal;
mod stored;

use std::fmt;
use std::sync::Arc;

pub use renewal::PlatformTokens;
pub use stored::{LocalTokens, Token, TokenStore};

use crate::model::Endpoint;
use crate::transport::BoxFuture;
use crate::{Credentials, Error, Node};

/// Where a client has its tokens from.
pub trait TokenSource: Send + Sync {
    /// The credentials to sign an attempt with: those that were given, with fresh tokens in their places. Where a platform
    /// has refused the token of an attempt, the source gives others, or an error.
    fn credentials<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Credentials, Error>>;
}

/// Shared with other clients.
impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn credentials<'a>(&'a self, request: TokenRequest<'a>) -> BoxFuture<'a, Result<Credentials, Error>> {
        (**self).credentials(request)
    }
}

/// What a client asks of its source.
#[derive(Clone, Copy)]
pub struct TokenRequest<'a> {
    /// The client's own credentials.
    pub given: &'a Credentials,
    /// Whose calls these are, where the caller named them ([`Client::with_account`](super::Client::with_account)).
    pub account: &'a str,
    /// Those that the platform has just refused for their token.
    pub refused: Option<&'a Credentials>,
    /// The moment, in milliseconds since 1970-01-01 UTC, by the platform's clock as far as it is known.
    pub now_ms: i64,
    /// Makes the calls that a source needs.
    pub calls: &'a dyn TokenCalls,
}

/// Makes calls for a source of tokens, with the transport of the client that asks it, and without tokens of their own.
pub trait TokenCalls: Send + Sync {
    /// The moment, in milliseconds since 1970-01-01 UTC, by the platform's clock as far as it is known by now: a call may
    /// have put it right.
    fn now_ms(&self) -> i64;

    /// Calls an endpoint of the client's platform; the answer is a document as the endpoint's table has it.
    fn call<'a>(
        &'a self,
        endpoint: &'static Endpoint<'static>,
        request: Node<'a>,
        credentials: &'a Credentials,
    ) -> BoxFuture<'a, Result<Node<'static>, Error>>;
}

impl fmt::Debug for TokenRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest").field("is_refused", &self.refused.is_some()).finish_non_exhaustive()
    }
}
