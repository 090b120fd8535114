//! Signing as data: runs the scheme of a platform's model over a request. The same steps sign a request that is
//! about to be sent ([`sign`]) and recompute one that was received ([`verify`]). Does no I/O: clock and nonce are
//! arguments.
//!
//! A [`SigningRun`] has three parts: the request, which is fixed; the [`Plan`], which follows from the platform alone;
//! and the values, which grow. It can be evaluated in as much [`Detail`] as is to be shown, secrets masked.
//!
//! The modules in the order of their imports: error, request → masked, writer → digest, asymmetric → filter, items →
//! evaluate → parameter, plan → input, values → run with what it sends and shows → prepare, received → callback.

#[cfg_attr(not(feature = "asymmetric"), path = "no_asymmetric.rs")]
mod asymmetric;
mod callback;
mod digest;
mod document;
mod error;
mod evaluate;
mod extract;
mod filter;
mod hidden;
mod input;
mod items;
mod json_body;
mod lookup;
mod masked;
mod parameter;
mod plan;
mod prepare;
mod received;
mod repeated;
mod request;
mod run;
mod sent;
mod signed;
mod target;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod values;
mod walk;
mod writer;

pub use crate::address::address_to_show;
pub use callback::{Authentic, Callback, NotAuthentic, authenticate};
pub use error::{SignError, SignReason};
pub use evaluate::render;
pub use extract::clock_of;
pub use items::sorted_names;
pub use parameter::{SignedParameter, signed_parameters};
pub use plan::Plan;
pub(crate) use prepare::format_of;
pub use received::{VerifyError, verify};
pub use request::{FinalRequest, Received, SigningRequest};
pub use run::{Detail, SigningRun};
pub use signed::{Signed, SignedStep};
pub use trace::{Traced, TracedMap, TracedPart, TracedStep};
pub use walk::{each_input, each_input_of};

use crate::credentials::Credentials;
use crate::model::Platform;
use crate::timestamp::SigningTime;

/// Signs a request: computes the common parameters and the steps, puts the signature in its place, and shows each
/// step. [`signed_request`] is for who only sends.
pub fn sign(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
) -> Result<Signed, SignError> {
    let plan = Plan::of(platform);
    let mut run = SigningRun::new(&plan, request, credentials, signing_time)?;
    run.evaluate(Detail::Steps)?;
    run.signed()
}

/// As [`sign`], but takes over a signature that was made elsewhere: see [`SigningRun::claiming`].
pub fn accept(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
    signature: &str,
) -> Result<Signed, SignError> {
    let plan = Plan::of(platform);
    let mut run = SigningRun::new(&plan, request, credentials, signing_time)?.claiming(signature);
    run.evaluate(Detail::Steps)?;
    run.signed()
}

/// The request that [`sign`] gives, made without building what is not sent. Who signs often keeps the [`Plan`].
pub fn signed_request(
    platform: &Platform<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
) -> Result<FinalRequest, SignError> {
    Plan::of(platform).signed_request(request, credentials, signing_time)
}

impl Plan<'_> {
    /// The signed request: see [`signed_request`].
    pub fn signed_request(
        &self,
        request: &SigningRequest,
        credentials: &Credentials,
        signing_time: &SigningTime,
    ) -> Result<FinalRequest, SignError> {
        let mut run = SigningRun::new(self, request, credentials, signing_time)?;
        run.evaluate_to_send()?;
        run.request()
    }
}

/// The same request; what of it must not be printed is handed over.
pub(crate) fn signed_and_hidden(
    plan: &Plan<'_>,
    request: &SigningRequest,
    credentials: &Credentials,
    signing_time: &SigningTime,
    hide: &mut dyn FnMut(&str),
) -> Result<FinalRequest, SignError> {
    let mut run = SigningRun::new(plan, request, credentials, signing_time)?;
    run.evaluate_to_send()?;
    hidden::hidden(&run, hide);
    run.request()
}
