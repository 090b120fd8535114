//! Signing as data: runs the scheme of a platform's model over a request. The same steps sign a request that is
//! about to be sent ([`sign`]) and recompute one that was received ([`verify`]); each step's value can be shown,
//! with its secrets masked. Does no I/O: clock and nonce are arguments.

mod asymmetric;
mod callback;
pub(crate) mod claim;
#[cfg(any(feature = "rsa", feature = "ecdsa", feature = "ed25519"))]
#[cfg_attr(not(all(feature = "rsa", feature = "ecdsa", feature = "ed25519")), allow(dead_code))]
mod der;
#[cfg(feature = "diagnose")]
pub mod diagnose;
mod digest;
mod document;
mod error;
mod filter;
mod hidden;
mod inputs;
mod items;
pub(crate) mod percent;
mod piece;
mod prepare;
mod repeated;
pub(crate) mod request;
mod run;
mod scope;
mod sink;
pub(crate) mod slot;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod verify;
mod walk;

use std::borrow::Cow;
use std::fmt;

pub use callback::{Authentic, Callback, NotAuthentic, authenticate};
pub use error::{SignError, SignReason};
pub(crate) use prepare::format_of;
pub use request::{FinalRequest, SigningRequest, address_to_show};
pub use template::render;
pub use verify::{Received, VerifyError, verify};

use zeroize::Zeroizing;

use crate::credentials::Credentials;
use crate::model::{Input, Part, Platform, Step, StepBody, Template};
use crate::moment::Moment;
use piece::{Octets, Piece, Show};
use scope::{Scope, StepValue};

/// A signed request, and how it came to be.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The scheme's steps in order.
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

/// Signs a request: computes the common parameters and the steps, puts the signature in its place, and shows each
/// step. [`signed_request`] is for who only sends.
pub fn sign(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<Signed, SignError> {
    let scope = prepare::signed_scope(platform, request, credentials, moment, true)?;
    let sent = prepare::finish(&scope, request, Show::Plain)?;
    let steps = shown(scope);
    let signature = steps.get(platform.signing.signature()).map(|step| step.plain().into_owned());
    Ok(Signed { steps, signature: signature.unwrap_or_default(), request: sent })
}

/// The request that [`sign`] gives, made without building what is not sent.
pub fn signed_request(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<FinalRequest, SignError> {
    Ok(signed_with(platform, request, credentials, moment, |_| ())?.0)
}

/// The same request, and what of it must not be printed.
pub(crate) fn signed_and_hidden(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<(FinalRequest, Vec<Zeroizing<String>>), SignError> {
    signed_with(platform, request, credentials, moment, hidden::hidden)
}

fn signed_with<T>(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
    look: impl Fn(&Scope<'_>) -> T,
) -> Result<(FinalRequest, T), SignError> {
    let quick = prepare::signed_scope(platform, request, credentials, moment, false);
    match quick.and_then(|scope| Ok((prepare::finish(&scope, request, Show::Plain)?, look(&scope)))) {
        Ok(signed) => Ok(signed),
        // Step by step, the error says in which step it is.
        Err(error) => Err(sign(platform, request, credentials, moment).err().unwrap_or(error)),
    }
}

/// The request that [`sign`] gives, to be shown: `<name>` stands for a secret credential that is sent.
pub fn masked_request(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<FinalRequest, SignError> {
    let scope = prepare::signed_scope(platform, request, credentials, moment, true)?;
    prepare::finish(&scope, request, Show::Masked)
}

/// As [`sign`], but takes over a signature that was made elsewhere instead of making one, if the public half of the
/// key says that it is right. For keys that no longer sign, and where there is no private key.
pub fn accept(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
    signature: &str,
) -> Result<Signed, SignError> {
    let (mut scope, missing) = prepare::prepared(platform, request, credentials, moment, true)?;
    scope.claimed = Some(signature.to_owned());
    scope.run(&missing)?;
    let sent = prepare::finish(&scope, request, Show::Plain)?;
    Ok(Signed { steps: shown(scope), signature: signature.to_owned(), request: sent })
}

/// The steps before the signature, for a signature that is not made or not taken over.
pub fn steps(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    moment: &Moment,
) -> Result<Vec<SignedStep>, SignError> {
    let (mut scope, missing) = prepare::prepared(platform, request, credentials, moment, true)?;
    // Nobody made this one: it stops the run where the signature would be made.
    scope.claimed = Some(String::new());
    match scope.run(&missing) {
        Err(error) if scope.steps.len() < platform.signing.signature() => Err(error),
        _ => Ok(shown(scope)),
    }
}

fn shown(scope: Scope<'_>) -> Vec<SignedStep> {
    let steps = scope.platform.signing.steps;
    let known = |(name, value)| match value {
        StepValue::Known(value) => Some(SignedStep::new((name, as_text(value, name, steps)))),
        StepValue::Inlined => None,
    };
    scope.steps.into_iter().filter_map(known).collect()
}

/// A step that is the body and nothing else is bytes to the scheme; to be shown, it is text if it can be.
fn as_text(value: Piece<'static>, name: &str, steps: &[Step<'_>]) -> Piece<'static> {
    fn is_body(body: StepBody<'_>, steps: &[Step<'_>]) -> bool {
        let step = |name: &str| steps.iter().position(|step| step.name == name);
        match body {
            StepBody::Template(Template(parts)) => parts.iter().all(|part| match *part {
                Part::Value(Input::Body, []) => true,
                // Only steps before it, so that this ends.
                Part::Value(Input::Step(name), []) => step(name)
                    .and_then(|at| Some((steps.get(at)?, steps.get(..at)?)))
                    .is_some_and(|(step, before)| is_body(step.body, before)),
                _ => false,
            }),
            StepBody::Choice { then, otherwise, .. } => is_body(*then, steps) && is_body(*otherwise, steps),
            StepBody::Items(_) => false,
        }
    }
    let body = steps.iter().find(|step| step.name == name).map(|step| step.body);
    match str::from_utf8(value.as_bytes()) {
        Ok(text) if body.is_some_and(|body| is_body(body, steps)) => {
            Piece { octets: Octets::Text(text.to_owned().into()), mask: value.mask }
        }
        _ => value,
    }
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
        self.value.is_secret()
    }
}

/// How long the value is, never the value: beside secrets it may hold personal data, which only the endpoint's table
/// knows. [`masked`](Self::masked) is for who asks.
impl fmt::Debug for SignedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} bytes", self.name, self.as_bytes().len())
    }
}
