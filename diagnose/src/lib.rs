//! Why two sides sign one call differently: the space of usual mistakes, alone and in pairs, is searched for what gives
//! the signature of the other side. A mistake is another plan, another value or another secret; each is run by the one
//! engine, which knows nothing of this. Only a whole signature that is equal is a cause.
//!
//! The modules in the order of their imports: document, notation, cause → seen → case → rewrite, inline, difference →
//! mistakes → step → search.

mod case;
mod cause;
mod difference;
mod document;
mod inline;
mod mistakes;
pub mod notation;
mod rewrite;
mod search;
mod seen;
mod step;

pub use cause::Cause;
pub use difference::{Difference, Side, unmasked};
pub use search::{Effort, Finding};

use case::{Call, Case, Goal};
use signwright_model::{Endpoint, Platform};
use signwright_runtime::Credentials;
use signwright_runtime::SigningTime;
use signwright_runtime::sign::{Received, SignError, SigningRequest};

/// What makes our call have this signature, which the other side computed for it. The platform is that of the call's endpoint:
/// see [`Platform::seen_by`].
pub fn diagnose(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
    signature: &str,
    effort: Effort,
) -> Result<Finding, SignError> {
    diagnose_beside(&[], platform, request, credentials, signing_time, signature, effort)
}

/// As [`diagnose`], where the other side may have taken the scheme of one of these platforms for ours.
pub fn diagnose_beside(
    siblings: &[Platform<'_>],
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
    signature: &str,
    effort: Effort,
) -> Result<Finding, SignError> {
    let signature = signature.trim();
    if is_short(signature) {
        return Ok(Finding::TooShort);
    }
    let case = outgoing(platform, request, credentials, signing_time);
    let finding = search::search(&case, siblings, Goal::Signature(signature), effort)?;
    let joined: String = signature.split_whitespace().collect();
    if joined == signature || !matches!(finding, Finding::Nothing { .. }) {
        return Ok(finding);
    }
    // Line breaks of any width in the signature itself, whatever else there is.
    let broken = Cause::new("base64", "breaks the signature into lines", "the signature is broken into lines");
    Ok(match search::search(&case, siblings, Goal::Signature(&joined), effort)? {
        Finding::Same => Finding::Causes(vec![broken]),
        Finding::Causes(mut causes) => {
            causes.push(broken);
            Finding::Causes(causes)
        }
        nothing => nothing,
    })
}

/// What makes one of the steps before the signature this text, such as the other side's string to sign.
pub fn diagnose_step(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
    text: &str,
    effort: Effort,
) -> Result<Finding, SignError> {
    search::search(&outgoing(platform, request, credentials, signing_time), &[], Goal::Step(text), effort)
}

/// What makes the signature of a received request of this endpoint right, after [`verify`](signwright_runtime::sign::verify) found that it is not.
pub fn diagnose_received<'a>(
    platform: &Platform<'a>,
    endpoint: &'a Endpoint<'a>,
    received: &Received,
    credentials: &Credentials,
    effort: Effort,
) -> Result<Finding, SignError> {
    let call = Call::Incoming(received.clone());
    let case = Case { platform: *platform, endpoint, credentials: credentials.clone(), call };
    search::search(&case, &[], Goal::Received, effort)
}

/// Whether this is the signature once a step is this text, as the other side has it: then only the text differs, and
/// key and algorithm are the same on both sides.
pub fn signs_with(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
    (step, text): (&str, &str),
    signature: &str,
) -> bool {
    let arena = bumpalo::Bump::new();
    let case = outgoing(platform, request, credentials, signing_time).with_step(&arena, step, text);
    let attempt = case.attempt(Goal::Signature(signature.trim()));
    attempt.is_ok_and(|attempt| attempt.reached)
}

fn outgoing<'a>(
    platform: &Platform<'a>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
) -> Case<'a> {
    let call = Call::Outgoing { request: request.clone(), signing_time: signing_time.clone() };
    Case { platform: *platform, endpoint: &Endpoint::PLAIN, credentials: credentials.clone(), call }
}

/// Whether one of a hundred thousand variants could give this signature by chance: it has fewer than 64 bits.
fn is_short(signature: &str) -> bool {
    let bits = if signature.bytes().all(|byte| byte.is_ascii_hexdigit()) { 4 } else { 6 };
    signature.chars().count() * bits < 64
}
