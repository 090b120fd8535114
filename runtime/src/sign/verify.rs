//! Verifies a request that was received: recomputes the scheme over it, exactly as it came, and compares in constant
//! time. Whether the caller is known, the clock is near and the fields are right is for others to say.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use subtle::ConstantTimeEq as _;

use super::SignedStep;
use super::error::{SignError, SignReason};
use super::prepare::{Derived, Origin, borrowed, format_of, sort_in};
use super::request::Names;
use super::scope::{Scope, Target, is_derived, is_signature};
use crate::credentials::Credentials;
use crate::model::{DocumentFormat, Input, Part, Place, Platform};
use crate::moment::{Moment, clock_ms};

/// A request as it was received: decoded, in the order it came.
#[derive(Clone, Default)]
pub struct Received {
    /// The address that the platform is reached at.
    pub environment: String,
    /// The endpoint's wire name.
    pub endpoint: String,
    /// The HTTP verb.
    pub verb: String,
    /// `http` or `https`.
    pub scheme: String,
    /// The host, with its port where it is not the scheme's own.
    pub host: String,
    /// The path, encoded as it came.
    pub path: String,
    /// The fields of the URL's query.
    pub query: Vec<(String, String)>,
    /// The fields of a form body.
    pub form: Vec<(String, String)>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body's exact bytes.
    pub body: Bytes,
    /// The format of the body; `None`: the platform's first.
    pub format: Option<DocumentFormat>,
    /// Values of the endpoint.
    pub vars: Vec<(String, String)>,
}

/// Why a received request is not authentic.
#[derive(Clone, Debug)]
pub enum VerifyError {
    /// This parameter, which carries the signature, is missing.
    Missing {
        /// Its name.
        param: String,
    },
    /// This parameter came more than once: what was signed and what is read could differ.
    Repeated {
        /// Its name.
        param: String,
    },
    /// This parameter is not what it would be if the request were authentic.
    Mismatch {
        /// Its name.
        param: String,
        /// The steps before the signature, recomputed: they explain what the signature should have been made of.
        steps: Vec<SignedStep>,
    },
    /// The scheme cannot be recomputed over this request.
    Scheme(SignError),
}

/// Verifies the signature of a received request.
pub fn verify(platform: &Platform<'_>, received: &Received, credentials: &Credentials) -> Result<(), VerifyError> {
    let fields = platform.common.fields;
    if !fields.iter().any(is_signature) {
        return Err(VerifyError::Scheme(SignReason::NoPlace.at("common")));
    }
    refuse_repeated(platform, received)?;
    let (mut scope, derived) = received_scope(platform, received, credentials);
    let arrived = |place: usize| derived.iter().any(|(other, _)| *other == place);
    if let Some((_, field)) = fields.iter().enumerate().find(|(place, field)| is_signature(field) && !arrived(*place)) {
        return Err(VerifyError::Missing { param: field.name.to_owned() });
    }
    scope.moment = moment_of(&scope);
    scope.run(derived.iter().map(|(place, _)| *place).collect()).map_err(VerifyError::Scheme)?;

    for (place, value) in derived {
        let name = fields.get(place).map(|field| field.name).unwrap_or_default();
        let expected = scope.common.iter().find(|(computed, _)| computed == name);
        let expected = expected.map(|(_, piece)| piece.as_bytes()).unwrap_or_default();
        if !bool::from(expected.ct_eq(value.as_bytes())) {
            // The signature itself stays here: whoever is told it need not know the secret.
            scope.steps.pop();
            let steps = scope.steps.into_iter().map(SignedStep::new).collect();
            return Err(VerifyError::Mismatch { param: name.to_owned(), steps });
        }
    }
    Ok(())
}

/// What came, and what of it is to be computed again.
fn received_scope<'a>(
    platform: &'a Platform<'a>,
    received: &'a Received,
    credentials: &'a Credentials,
) -> (Scope<'a>, Derived<'a>) {
    let mut scope = Scope {
        platform,
        credentials,
        moment: None,
        verb: &received.verb,
        target: Some(Target {
            scheme: Cow::Borrowed(&received.scheme),
            host: Cow::Borrowed(&received.host),
            path: Cow::Borrowed(&received.path),
        }),
        environment: &received.environment,
        endpoint: &received.endpoint,
        format: format_of(platform, received.format).name(),
        vars: &received.vars,
        common: Vec::with_capacity(platform.common.fields.len()),
        params: Vec::with_capacity(received.form.len()),
        query: Vec::new(),
        headers: Vec::new(),
        body: Some(&received.body),
        steps: Vec::with_capacity(platform.signing.steps.len()),
    };
    let mut derived = Derived::new();
    for (place, pairs) in
        [(Place::Form, &received.form), (Place::Query, &received.query), (Place::Header, &received.headers)]
    {
        derived.extend(sort_in(&mut scope, Origin::Wire(place), borrowed(pairs), is_derived));
    }
    (scope, derived)
}

/// A parameter may come once. Other headers, and a query that holds no parameters, may repeat.
fn refuse_repeated(platform: &Platform<'_>, received: &Received) -> Result<(), VerifyError> {
    let place = platform.common.place;
    let query = if place == Place::Query { received.query.as_slice() } else { &[] };
    let headers = if place == Place::Header { received.headers.as_slice() } else { &[] };
    let common = platform.common.fields.iter().map(|field| field.name);
    let common = common.filter(|name| headers.iter().filter(|(sent, _)| sent.eq_ignore_ascii_case(name)).count() > 1);
    let repeated = common.chain(twice(query)).chain(twice(&received.form)).next();
    repeated.map_or(Ok(()), |param| Err(VerifyError::Repeated { param: param.to_owned() }))
}

/// A name that comes more than once.
fn twice(pairs: &[(String, String)]) -> Option<&str> {
    let mut names: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

/// The moment that the request claims: a scheme may sign the clock or the nonce itself instead of their parameters.
fn moment_of<'a>(scope: &Scope<'a>) -> Option<Cow<'a, Moment>> {
    let platform = scope.platform;
    let text = |name: &str| Some(scope.param(name)?.plain().into_owned());
    let nonce = platform.common.fields.iter().find(|field| matches!(field.value.0, [Part::Value(Input::Nonce, [])]));
    let nonce = nonce.and_then(|field| text(field.name)).unwrap_or_default();
    let unix_ms = clock_ms(platform, &text(platform.clock?.param)?)?;
    Some(Cow::Owned(Moment { unix_ms, nonce }))
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { param } => write!(f, "the signature `{param}` is missing"),
            Self::Repeated { param } => write!(f, "the parameter `{}` came more than once", param.escape_debug()),
            Self::Mismatch { param, .. } => write!(f, "`{param}` does not fit the request"),
            Self::Scheme(error) => write!(f, "the signature cannot be recomputed: {error}"),
        }
    }
}

impl std::error::Error for VerifyError {}

/// The names of what was received, never the values.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("endpoint", &self.endpoint)
            .field("query", &Names(&self.query))
            .field("form", &Names(&self.form))
            .field("headers", &Names(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
