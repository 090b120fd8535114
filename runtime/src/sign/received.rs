//! Verifies a request that was received: recomputes the scheme over it, exactly as it came, and compares in constant
//! time. Whether the caller is known, the clock is near and the fields are right is for others to say.

use std::borrow::Cow;
use std::fmt;

use ctutils::CtEq as _;

use super::document::take;
use super::error::{SignError, SignReason};
use super::evaluate::Evaluate;
use super::extract;
use super::input::{Content, SigningInput};
use super::plan::Plan;
use super::prepare::{Origin, borrowed, format_of};
use super::repeated::repeated;
use super::request::Received;
use super::run::{Detail, SigningRun};
use super::signed::SignedStep;
use super::target::Target;
use super::text::text_of_node;
use crate::credentials::Credentials;
use crate::model::{Location, Platform};
use crate::{Limits, form};

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
    SigningRun::of_received(&Plan::of(platform), received, credentials)?.verify()
}

impl<'a> SigningRun<'a> {
    /// A request that was received. What follows from its steps is computed again.
    pub fn of_received(
        plan: &'a Plan<'a>,
        received: &'a Received,
        credentials: &'a Credentials,
    ) -> Result<Self, VerifyError> {
        if plan.is_signed && !plan.parameters.iter().any(|parameter| parameter.is_signature) {
            return Err(VerifyError::Scheme(SignReason::NoPlace.at("common")));
        }
        if let Some(name) = repeated(plan, received) {
            return Err(VerifyError::Repeated { param: name.to_owned() });
        }
        let mut run = Self::as_received(plan, received, credentials).map_err(VerifyError::Scheme)?;
        let came = |index: usize| run.input.derived.iter().any(|(derived, _)| *derived == index);
        let mut absent = None;
        for (index, planned) in plan.parameters.iter().enumerate().filter(|(_, planned)| planned.is_signature) {
            let parameter = planned.parameter;
            let is_sent = Evaluate::over(&run).holds(parameter.when);
            let is_sent =
                is_sent.map_err(|reason| VerifyError::Scheme(reason.at(format!("place.{}", parameter.name))))?;
            if is_sent && !came(index) {
                absent = absent.or(Some(parameter.name));
            }
        }
        if let Some(name) = absent {
            return Err(VerifyError::Missing { param: name.to_owned() });
        }
        (run.input.unix_ms, run.input.nonce) = run.told_time();
        if plan.is_asymmetric() {
            // Nobody but the sender can make this signature: what it claims to be is tried with the other key.
            run.input.claimed = Some(run.claimed_signature().unwrap_or_default());
        }
        run.input.missing = run.input.derived.iter().map(|(index, _)| *index).collect();
        Ok(run)
    }

    /// What came, sorted by where it came.
    fn as_received(
        plan: &'a Plan<'a>,
        received: &'a Received,
        credentials: &'a Credentials,
    ) -> Result<Self, SignError> {
        let input = SigningInput::new(plan, credentials, &received.endpoint, &received.vars);
        let mut run = Self::over(plan, input);
        run.settle_vars()?;
        let input = &mut run.input;
        input.verb = &received.verb;
        input.target = Some(Target {
            own_scheme: Some(&received.scheme),
            own_host: Some(&received.host),
            own_path: Some(Cow::Borrowed(&received.path)),
            ..Target::default()
        });
        input.environment = Cow::Borrowed(&received.environment);
        input.format = format_of(plan.wire.body, received.format).name();
        input.body = Content::Bytes(received.body.clone());
        if !received.raw_query.is_empty() {
            run.input.query.received = Some(run.unsigned(Location::Query, &received.raw_query));
        }
        // A form's bytes are signed as they were before the signature joined them.
        let is_signed_in_form =
            plan.parameters.iter().any(|planned| planned.is_signature && planned.parameter.location == Location::Form);
        if let (true, Ok(form)) = (is_signed_in_form && !received.form.is_empty(), str::from_utf8(&received.body)) {
            run.input.body = Content::Bytes(run.unsigned(Location::Form, form).into());
        }
        for (place, pairs) in [
            (Location::Form, &received.form),
            (Location::Query, &received.query),
            (Location::Header, &received.headers),
        ] {
            let derived = run.sort_in(Origin::Wire(place), borrowed(pairs), |planned| planned.is_derived);
            run.input.derived.extend(derived);
        }
        run.sort_placed();
        let is_json = plan.has_parameters_in(Location::Json);
        if is_json && let Some(mut members) = plan.members(&received.body, false)? {
            for (index, planned) in plan.parameters.iter().enumerate() {
                let name = planned.parameter.name;
                let is_json = planned.parameter.location == Location::Json && planned.is_derived;
                if !is_json || run.parameter_named(Location::Json, name).is_none_or(|(meant, _)| meant != index) {
                    continue;
                }
                while let Some(value) = take(&mut members, name) {
                    run.input.derived.push((index, Cow::Owned(text_of_node(&value).unwrap_or_default())));
                }
            }
            run.input.body = Content::Json(members);
        }
        Ok(run)
    }

    /// A query or a form as it came, without what carries the signature.
    fn unsigned(&self, location: Location, query: &str) -> String {
        let carries_signature = |field: &&str| {
            let pairs = form::decode(field.as_bytes(), Limits::default()).unwrap_or_default();
            let named = pairs.first().and_then(|(name, _)| self.parameter_named(location, name));
            named.is_some_and(|(_, planned)| planned.is_signature)
        };
        query.split('&').filter(|field| !carries_signature(field)).collect::<Vec<_>>().join("&")
    }

    /// The instant and the nonce that the request tells: a scheme may sign the clock or the nonce itself instead of
    /// their parameters.
    fn told_time(&self) -> (Option<i64>, Cow<'a, str>) {
        let platform = self.plan.platform;
        let mut texts = Vec::new();
        for (index, planned) in self.plan.parameters.iter().enumerate() {
            let parameter = planned.parameter;
            let came = self.input.derived.iter().find(|(derived, _)| *derived == index);
            let text = came.map(|(_, text)| Cow::Borrowed(&**text)).or_else(|| {
                let received = self.received(&parameter)?;
                Some(Cow::Owned(received.plain().into_owned()))
            });
            texts.extend(text.map(|text| (parameter, text)));
        }
        // The platform's own clock counts before any other text that holds a time.
        let clock = platform.clock.map(|clock| clock.param);
        texts.sort_by_key(|(parameter, _)| Some(parameter.name) != clock);
        let unix_ms = texts.iter().find_map(|(parameter, text)| extract::instant(platform, parameter.value, text));
        let nonce = texts.iter().find_map(|(parameter, text)| extract::nonce(platform, parameter.value, text));
        (unix_ms, Cow::Owned(nonce.unwrap_or_default()))
    }

    /// The signature that came, read out of what carries it.
    pub fn claimed_signature(&self) -> Option<String> {
        let value = |index: usize| self.plan.parameters.get(index).map(|planned| planned.parameter.value);
        let mut derived = self.input.derived.iter();
        derived.find_map(|(index, text)| extract::signature(self.plan.platform, value(*index)?, text))
    }

    /// Computes what came once more, and compares.
    pub fn verify(&mut self) -> Result<(), VerifyError> {
        if matches!(self.mismatch(Detail::Sent), Ok(None)) {
            return Ok(());
        }
        // Again, with each step kept: the steps explain what is wrong.
        match self.mismatch(Detail::Steps) {
            Ok(None) => Ok(()),
            Ok(Some(param)) => {
                // The signature itself stays here: whoever is told it need not know the secret.
                let before = self.plan.platform.signing.signature();
                let mut steps = self.steps();
                steps.truncate(before);
                Err(VerifyError::Mismatch { param: param.to_owned(), steps })
            }
            Err(error) => Err(VerifyError::Scheme(error)),
        }
    }

    /// Evaluates, and gives the name of the first parameter that is not what came.
    pub fn mismatch(&mut self, detail: Detail) -> Result<Option<&'a str>, SignError> {
        let outcome = self.evaluate(detail);
        let mut came =
            self.input.derived.iter().filter_map(|(index, text)| Some((self.plan.parameters.get(*index)?, text)));
        if outcome.as_ref().is_err_and(|error| error.reason == SignReason::Forged) {
            let carrier = came.find(|(planned, _)| planned.is_signature);
            return Ok(Some(carrier.map_or("", |(planned, _)| planned.parameter.name)));
        }
        outcome?;
        let differs = came.find(|(planned, text)| {
            let parameter = planned.parameter;
            let common = self.values.common.iter().filter(|_| parameter.is_common);
            let placed = self.values.placed.iter();
            let placed = placed.filter(|(place, _)| !parameter.is_common && *place == parameter.location);
            let mut computed = common.chain(placed.map(|(_, sent)| sent));
            let expected = computed.find(|(name, _)| name == parameter.name).map(|(_, value)| value.as_bytes());
            !expected.unwrap_or_default().ct_eq(text.as_bytes()).to_bool()
        });
        Ok(differs.map(|(planned, _)| planned.parameter.name))
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
