//! Signing as data: runs the scheme of a platform's model over a request. The same steps sign a request that is
//! about to be sent ([`sign`]) and recompute one that was received ([`verify`]); each step's value can be shown,
//! with its secrets masked. Does no I/O: clock and nonce are arguments.

mod error;
mod filter;
pub(crate) mod percent;
mod piece;
mod prepare;
mod request;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod verify;

use std::borrow::Cow;
use std::fmt;

pub use error::{SignError, SignReason};
pub(crate) use prepare::format_of;
pub use request::{FinalRequest, SigningRequest};
pub use template::render;
pub use verify::{Received, VerifyError, verify};

use crate::credentials::Credentials;
use crate::model::Platform;
use crate::moment::Moment;
use piece::{Piece, Show};

/// A signed request, and how it came to be.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The scheme's steps in order; the last one is the signature.
    pub steps: Vec<SignedStep>,
    /// The signature.
    pub signature: String,
    /// What is to be sent.
    pub request: FinalRequest,
}

/// The value of one step.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedStep {
    name: String,
    value: Piece<'static>,
}

/// Signs a request: computes the common parameters and the steps, and puts the signature in its place.
pub fn sign(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<Signed, SignError> {
    let scope = prepare::signed_scope(platform, request, credentials, moment)?;
    let sent = prepare::finish(&scope, request, Show::Plain)?;
    let steps: Vec<_> = scope.steps.into_iter().map(SignedStep::new).collect();
    let signature = steps.last().map(|step| step.plain().into_owned()).unwrap_or_default();
    Ok(Signed { steps, signature, request: sent })
}

/// The request that [`sign`] gives, to be shown: `<name>` stands for a secret credential that is sent.
pub fn masked_request(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<FinalRequest, SignError> {
    let scope = prepare::signed_scope(platform, request, credentials, moment)?;
    prepare::finish(&scope, request, Show::Masked)
}

impl SignedStep {
    fn new((name, value): (&str, Piece<'static>)) -> Self {
        Self { name: name.to_owned(), value }
    }

    /// Its name in the scheme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, or bytes as lower-case hex. May hold secrets: see [`Self::masked`].
    pub fn plain(&self) -> Cow<'_, str> {
        self.value.plain()
    }

    /// As [`Self::plain`], with `<name>` in the place of each secret.
    pub fn masked(&self) -> Cow<'_, str> {
        self.value.masked()
    }

    /// The value itself: text as UTF-8, or bytes. May hold secrets.
    pub fn as_bytes(&self) -> &[u8] {
        self.value.as_bytes()
    }

    /// Whether the value is text.
    pub fn is_text(&self) -> bool {
        self.value.is_text()
    }

    /// Whether a secret is in it.
    pub fn is_secret(&self) -> bool {
        !self.value.secrets.is_empty()
    }
}

/// How long the value is, never the value: beside secrets it may hold personal data, which only the endpoint's table
/// knows. [`masked`](Self::masked) is for who asks.
impl fmt::Debug for SignedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} bytes", self.name, self.as_bytes().len())
    }
}
