//! The signature: recomputed over what was received, and compared in constant time. A refusal tells the log what was
//! to be signed, as far as that holds nobody's secret and nobody's personal data, and which usual mistake it is.

use std::collections::HashSet;

use signwright_diagnose::{Cause, Effort, Finding, diagnose_received};
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::notation::address;
use signwright_runtime::model::{DocumentFormat, Endpoint, Platform, RefusalReason};
use signwright_runtime::sign::{Plan, Received, SignedStep, SigningRun, VerifyError};

use crate::log::one_line;
use crate::receive::Incoming;
use crate::refuse::Refused;
use crate::request::is_sensitive;

/// The most characters of a step that the log shows.
const SHOWN: usize = 600;

/// Verifies it, and says whether such a call has one at all.
pub(crate) fn signature(
    platform: &Platform<'_>,
    (endpoint, environment, incoming): (&Endpoint<'_>, &str, &Incoming<'_>),
    accepted: &Credentials,
    diagnose: bool,
) -> Result<bool, Refused> {
    let received = received(platform, endpoint, environment, incoming);
    let plan = Plan::of(platform).with_rows(endpoint);
    let verified = SigningRun::of_received(&plan, &received, accepted).and_then(|mut run| run.verify());
    verified.map(|()| plan.is_signed()).map_err(|error| {
        let mut refused = refused(&error, endpoint);
        let wrong = diagnose && matches!(error, VerifyError::Mismatch { .. });
        if let Some(why) = wrong.then(|| why(platform, endpoint, &received, accepted)).flatten() {
            refused.detail = format!("{}: {why}", refused.detail);
        }
        refused
    })
}

/// What would make the signature right, if it is a usual mistake. It names parameters, and no value of any.
fn why(
    platform: &Platform<'_>,
    endpoint: &Endpoint<'_>,
    received: &Received,
    accepted: &Credentials,
) -> Option<String> {
    match diagnose_received(platform, endpoint, received, accepted, Effort::QUICK).ok()? {
        Finding::Causes(causes) => Some(Cause::verifies_if(&causes)),
        _ => None,
    }
}

fn received(platform: &Platform<'_>, endpoint: &Endpoint<'_>, environment: &str, incoming: &Incoming<'_>) -> Received {
    let request = incoming.request;
    let format: DocumentFormat = incoming.format(platform);
    Received {
        environment: format!("http://{}{environment}", request.host),
        endpoint: if address::is_address(endpoint.name) {
            request.path.strip_prefix(environment).unwrap_or(&request.path).to_owned()
        } else {
            endpoint.name.to_owned()
        },
        verb: request.verb.clone(),
        scheme: "http".to_owned(),
        host: request.host.clone(),
        path: request.path.clone(),
        raw_query: request.query.clone(),
        query: incoming.query.clone(),
        form: incoming.form.clone(),
        headers: once(&request.headers),
        body: request.body.clone(),
        format: Some(format),
        vars: endpoint.vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    }
}

/// The headers, each that says the same as one before it left out: some clients set theirs beside their library's.
fn once(headers: &[(String, String)]) -> Vec<(String, String)> {
    let mut once: Vec<(String, String)> = Vec::with_capacity(headers.len());
    let mut seen = HashSet::new();
    for (name, value) in headers {
        if seen.insert((name.to_ascii_lowercase(), value)) {
            once.push((name.clone(), value.clone()));
        }
    }
    once
}

fn refused(error: &VerifyError, endpoint: &Endpoint<'_>) -> Refused {
    let (reason, param) = match error {
        VerifyError::Missing { param } => (RefusalReason::MissingSignature, param.as_str()),
        VerifyError::Repeated { param } => (RefusalReason::Malformed, param.as_str()),
        VerifyError::Mismatch { param, .. } => (RefusalReason::Signature, param.as_str()),
        VerifyError::Scheme(_) => (RefusalReason::Signature, ""),
    };
    let mut refused = Refused::new(reason, param, error.to_string());
    if let VerifyError::Mismatch { steps, .. } = error {
        refused.aside = explained(steps, endpoint).into();
    }
    refused
}

/// What was to be signed, secrets masked. Where the table has personal data, or a value that no table describes, only
/// how long it was.
fn explained(steps: &[SignedStep], endpoint: &Endpoint<'_>) -> String {
    let Some(step) = steps.last() else { return String::new() };
    let masked = step.masked();
    if is_sensitive(endpoint.request()) {
        return format!("{} of {} characters", step.name(), step.plain().chars().count());
    }
    format!("{}: {}", step.name(), one_line(&masked, SHOWN))
}
