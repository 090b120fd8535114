//! Verifies a request that was received: recomputes the scheme over it, exactly as it came, and compares in constant
//! time. Whether the caller is known, the clock is near and the fields are right is for others to say.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use subtle::ConstantTimeEq as _;

use super::SignedStep;
use super::claim;
use super::document::{members, take};
use super::error::{SignError, SignReason};
use super::prepare::{Derived, Origin, borrowed, format_of, sort_in};
use super::repeated::repeated;
use super::request::Names;
use super::run::asymmetric_part;
use super::scope::{Scope, params_place};
use super::slot::{Slot, slots};
use super::target::Target;
use super::template::Evaluate;
use super::text::text_of_node;
use crate::credentials::Credentials;
use crate::model::{DocumentFormat, Place, Platform, Step};
use crate::moment::Moment;

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
    /// The URL's query as it came, for schemes that sign it so; may be empty.
    pub raw_query: String,
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
    let quick = Verification::of(platform, received, credentials, false)?.finish();
    match quick {
        // Again, with each step kept: the steps explain what is wrong.
        Err(_) => Verification::of(platform, received, credentials, true)?.finish(),
        Ok(()) => Ok(()),
    }
}

/// What came, what of it is to be computed again, and what it claims.
pub(crate) struct Verification<'a> {
    pub(crate) scope: Scope<'a>,
    derived: Derived<'a>,
}

impl<'a> Verification<'a> {
    pub(crate) fn of(
        platform: &'a Platform<'a>,
        received: &'a Received,
        credentials: &'a Credentials,
        explain: bool,
    ) -> Result<Self, VerifyError> {
        if !slots(platform).any(|slot| slot.is_signature(platform)) {
            return Err(VerifyError::Scheme(SignReason::NoPlace.at("common")));
        }
        if let Some(name) = repeated(platform, received) {
            return Err(VerifyError::Repeated { param: name.to_owned() });
        }
        let (mut scope, derived) = received_scope(platform, received, credentials, explain)?;
        let came = |place: usize| derived.iter().any(|(other, _)| *other == place);
        let mut missing = None;
        for (place, slot) in scope.slots.iter().enumerate().filter(|(_, slot)| slot.is_signature(platform)) {
            let path = || format!("place.{}", slot.name);
            let sent = Evaluate::over(&scope).holds(slot.when);
            if sent.map_err(|reason| VerifyError::Scheme(reason.at(path())))? && !came(place) {
                missing = missing.or(Some(slot.name));
            }
        }
        if let Some(name) = missing {
            return Err(VerifyError::Missing { param: name.to_owned() });
        }
        let (moment, timeless_nonce) = moment_of(&scope, &derived);
        scope.moment = moment.map(Cow::Owned);
        scope.timeless_nonce = timeless_nonce;
        let signature = platform.signing.steps.get(platform.signing.signature());
        if signature.is_some_and(|step| asymmetric_part(step.body).is_some()) {
            // Nobody but the sender can make this signature: what it claims to be is tried with the other key.
            let claims = derived
                .iter()
                .filter_map(|(place, text)| claim::signature(platform, scope.slots.get(*place)?.value, text));
            scope.claimed = Some(claims.take(1).collect());
        }
        Ok(Self { scope, derived })
    }

    /// The signature that came, read out of what carries it.
    #[cfg(feature = "diagnose")]
    pub(super) fn claim(&self) -> Option<String> {
        let slot = |place: usize| self.scope.slots.get(place).map(|slot| slot.value);
        let platform = self.scope.platform;
        self.derived.iter().find_map(|(place, text)| claim::signature(platform, slot(*place)?, text))
    }

    pub(crate) fn finish(mut self) -> Result<(), VerifyError> {
        match self.compare(|_, _| {}) {
            Ok(None) => Ok(()),
            Ok(Some(param)) => {
                // The signature itself stays here: whoever is told it need not know the secret.
                self.scope.steps.truncate(self.scope.platform.signing.signature());
                Err(VerifyError::Mismatch { param: param.to_owned(), steps: super::shown(self.scope) })
            }
            Err(error) => Err(VerifyError::Scheme(error)),
        }
    }

    /// Computes what is to be computed again, and gives the name of the first that is not what came.
    pub(super) fn compare(&mut self, watch: impl FnMut(&Scope<'a>, &Step<'a>)) -> Result<Option<&'a str>, SignError> {
        let Self { scope, derived } = self;
        let platform = scope.platform;
        let run = scope.run_watched(&derived.iter().map(|(place, _)| *place).collect::<Vec<_>>(), watch);
        let carries = |place: usize| scope.slots.get(place).filter(|slot| slot.is_signature(platform));
        if run.as_ref().is_err_and(|error| error.reason == SignReason::Forged) {
            let name = derived.iter().find_map(|(place, _)| carries(*place)).map_or("", |slot| slot.name);
            return Ok(Some(name));
        }
        run?;
        for (place, value) in derived.iter() {
            let Some(slot) = scope.slots.get(*place) else { continue };
            let common = scope.common.iter().filter(|_| slot.is_common);
            let placed = scope.placed.iter().filter(|(at, _)| !slot.is_common && *at == slot.place);
            let mut computed = common.chain(placed.map(|(_, sent)| sent));
            let expected = computed.find(|(name, _)| name == slot.name);
            let expected = expected.map(|(_, piece)| piece.as_bytes()).unwrap_or_default();
            if !bool::from(expected.ct_eq(value.as_bytes())) {
                return Ok(Some(slot.name));
            }
        }
        Ok(None)
    }
}

/// What came, and what of it is to be computed again.
fn received_scope<'a>(
    platform: &'a Platform<'a>,
    received: &'a Received,
    credentials: &'a Credentials,
    explain: bool,
) -> Result<(Scope<'a>, Derived<'a>), VerifyError> {
    let mut scope = Scope::new(platform, credentials, (&received.endpoint, &received.vars), explain);
    let wrong = |reason: SignReason, path: String| VerifyError::Scheme(reason.at(path));
    scope.settle_vars().map_err(|(name, reason)| wrong(reason, format!("signing.vars.{name}")))?;
    scope.verb = &received.verb;
    scope.target = Some(Target {
        own_scheme: Some(&received.scheme),
        own_host: Some(&received.host),
        own_path: Some(Cow::Borrowed(&received.path)),
        ..Target::default()
    });
    scope.environment = &received.environment;
    scope.format = format_of(platform, received.format).name();
    scope.body = Some(&received.body);
    scope.received_query = Some(&received.raw_query).filter(|query| !query.is_empty()).map(|query| {
        let named = |field: &str| crate::form::decode(field.as_bytes(), crate::Limits::default());
        let derived = |field: &&str| {
            let pairs = named(field).unwrap_or_default();
            let slot = pairs.first().and_then(|(name, _)| scope.slot_named(Place::Query, name));
            slot.is_some_and(|(_, slot)| slot.is_signature(platform))
        };
        query.split('&').filter(|field| !derived(field)).collect::<Vec<_>>().join("&")
    });
    let is_derived = |slot: &Slot<'_>| slot.is_derived();
    let mut derived = Derived::new();
    for (place, pairs) in
        [(Place::Form, &received.form), (Place::Query, &received.query), (Place::Header, &received.headers)]
    {
        derived.extend(sort_in(&mut scope, Origin::Wire(place), borrowed(pairs), is_derived));
    }
    if params_place(platform) == Place::Json || scope.slots.iter().any(|slot| slot.place == Place::Json) {
        let mut members = members(&received.body).map_err(|reason| wrong(reason, "request.body".to_owned()))?;
        for (at, slot) in scope.slots.iter().enumerate() {
            let meant = slot.place == Place::Json && slot.is_derived();
            if !meant || scope.slot_named(Place::Json, slot.name).is_none_or(|(other, _)| other != at) {
                continue;
            }
            while let Some(value) = take(&mut members, slot.name) {
                derived.push((at, Cow::Owned(text_of_node(&value).unwrap_or_default())));
            }
        }
        scope.members = Some(members);
    }
    Ok((scope, derived))
}

/// The moment that the request claims, or its nonce where it claims no time: a scheme may sign the clock or the nonce
/// itself instead of their parameters.
fn moment_of(scope: &Scope<'_>, derived: &Derived<'_>) -> (Option<Moment>, String) {
    let platform = scope.platform;
    let mut texts: Vec<(&Slot<'_>, Cow<'_, str>)> = Vec::new();
    for (at, slot) in scope.slots.iter().enumerate() {
        let came = derived.iter().find(|(place, _)| *place == at).map(|(_, text)| Cow::Borrowed(&**text));
        let text = came.or_else(|| scope.received(slot).map(|piece| Cow::Owned(piece.plain().into_owned())));
        texts.extend(text.map(|text| (slot, text)));
    }
    // The platform's own clock counts before any other text that holds a time.
    let clock = platform.clock.map(|clock| clock.param);
    texts.sort_by_key(|(slot, _)| Some(slot.name) != clock);
    let unix_ms = texts.iter().find_map(|(slot, text)| claim::instant(platform, slot.value, text));
    let nonce = texts.iter().find_map(|(slot, text)| claim::nonce(platform, slot.value, text));
    let nonce = nonce.unwrap_or_default();
    match unix_ms {
        Some(unix_ms) => (Some(Moment { unix_ms, nonce }), String::new()),
        None => (None, nonce),
    }
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
