//! A call, the plan that signs it and who signs it: what a mistake is made in, and what is tried.

use std::hash::{DefaultHasher, Hasher as _};

use bytes::Bytes;

use super::seen::{Address, Seen};
use crate::credentials::Credentials;
use crate::model::{Platform, Step};
use crate::moment::Moment;
use crate::sign::error::{SignError, SignReason};
use crate::sign::request::SigningRequest;
use crate::sign::run::asymmetric_part;
use crate::sign::scope::{Scope, StepValue};
use crate::sign::verify::{Received, Verification, VerifyError};
use crate::sign::{Piece, SignedStep, prepare, shown};

/// A call as one side signs it.
#[derive(Clone)]
pub(super) struct Case<'a> {
    pub(super) platform: Platform<'a>,
    pub(super) credentials: Credentials,
    pub(super) call: Call,
}

/// What is signed.
#[derive(Clone)]
pub(super) enum Call {
    /// About to be sent.
    Outgoing { request: SigningRequest, moment: Moment },
    /// As it was received.
    Incoming(Received),
}

/// What an attempt should give.
#[derive(Clone, Copy)]
pub(super) enum Goal<'g> {
    /// This signature.
    Signature(&'g str),
    /// This text in a step before the signature.
    Step(&'g str),
    /// What a received request carries.
    Received,
}

/// What came of a case.
pub(super) struct Attempt {
    /// Whether it gives what is wanted.
    pub(super) reached: bool,
    /// The same for cases whose steps are all the same.
    pub(super) mark: u64,
    /// How many characters the signature has; none where it was not computed.
    pub(super) signature: usize,
}

/// What a value costs beside its bytes.
const VALUE: usize = 64;

impl Case<'_> {
    /// Signs or verifies it.
    pub(super) fn attempt(&self, goal: Goal<'_>) -> Result<Attempt, SignError> {
        self.run(goal, |_, _| {})
    }

    /// What the steps take in.
    pub(super) fn seen(&self) -> Seen {
        let mut seen = Seen::default();
        let goal = if matches!(self.call, Call::Incoming(_)) { Goal::Received } else { Goal::Step("") };
        // What was seen before a step failed is still of use.
        drop(self.run(goal, |scope, step| seen.look(scope, step)));
        seen
    }

    /// What each step gives, and which one is the signature; then the signature that came, if the case is one that was
    /// received.
    pub(super) fn steps(&self) -> Result<(Vec<SignedStep>, Option<String>), SignError> {
        match &self.call {
            Call::Outgoing { request, moment } => {
                let (mut scope, missing) = prepare::prepared(&self.platform, request, &self.credentials, moment, true)?;
                scope.run(&missing)?;
                Ok((shown(scope), None))
            }
            Call::Incoming(received) => {
                let mut verification = self.verification(received)?;
                verification.compare(|_, _| {})?;
                let claim = verification.claim();
                Ok((shown(verification.scope), claim))
            }
        }
    }

    pub(super) fn run(
        &self,
        goal: Goal<'_>,
        watch: impl for<'s> FnMut(&Scope<'s>, &Step<'s>),
    ) -> Result<Attempt, SignError> {
        match &self.call {
            Call::Outgoing { request, moment } => self.sign(request, moment, goal, watch),
            Call::Incoming(received) => self.verify(received, watch),
        }
    }

    fn sign(
        &self,
        request: &SigningRequest,
        moment: &Moment,
        goal: Goal<'_>,
        watch: impl for<'s> FnMut(&Scope<'s>, &Step<'s>),
    ) -> Result<Attempt, SignError> {
        let signing = &self.platform.signing;
        let (mut scope, missing) = prepare::prepared(&self.platform, request, &self.credentials, moment, true)?;
        let last = signing.steps.get(signing.signature());
        let asymmetric = last.is_some_and(|step| asymmetric_part(step.body).is_some());
        if asymmetric {
            // With such a key it is faster to ask whether the expected signature fits than to make another.
            let claimed = if let Goal::Signature(expected) = goal { expected } else { "" };
            scope.claimed = Some(claimed.to_owned());
        }
        let forged = match scope.run_watched(&missing, watch) {
            Ok(()) => false,
            Err(error) if error.reason == SignReason::Forged => true,
            Err(error) => return Err(error),
        };
        let values = || scope.steps.iter().filter_map(|(_, value)| known(value));
        let signature = scope.steps.get(signing.signature()).and_then(|(_, value)| known(value));
        let reached = match goal {
            Goal::Signature(_) if asymmetric => !forged,
            Goal::Signature(expected) => signature.is_some_and(|made| made.as_bytes() == expected.as_bytes()),
            Goal::Step(text) => values().take(signing.signature()).any(|step| step.plain() == text),
            Goal::Received => false,
        };
        Ok(Attempt { reached, mark: mark(&scope), signature: signature.map_or(0, |made| made.plain().chars().count()) })
    }

    fn verify(
        &self,
        received: &Received,
        watch: impl for<'s> FnMut(&Scope<'s>, &Step<'s>),
    ) -> Result<Attempt, SignError> {
        let mut verification = self.verification(received)?;
        let reached = verification.compare(watch)?.is_none();
        let signature = verification.scope.steps.get(self.platform.signing.signature());
        let signature = signature.and_then(|(_, value)| known(value)).map_or(0, |made| made.plain().chars().count());
        Ok(Attempt { reached, mark: mark(&verification.scope), signature })
    }

    fn verification<'v>(&'v self, received: &'v Received) -> Result<Verification<'v>, SignError> {
        Verification::of(&self.platform, received, &self.credentials, true).map_err(|error| match error {
            VerifyError::Scheme(error) => error,
            _ => SignReason::NoPlace.at("common"),
        })
    }

    /// How much is to be signed: bytes, and something for each value.
    pub(super) fn size(&self) -> usize {
        let values = self.call.values().map(|(name, value)| name.len() + value.len() + VALUE).sum::<usize>();
        values + self.call.body().len()
    }

    /// The same with other values wherever `change` gives one for a name and a value: of a parameter, a header, or a
    /// credential that is public. `None` if it gives none.
    pub(super) fn with_values(&self, change: &mut dyn FnMut(&str, &str) -> Option<String>) -> Option<Self> {
        let public = || self.platform.credentials.iter().filter(|one| !one.secret && one.parts.is_empty());
        let mut differs = |name: &str, value: &str| change(name, value).filter(|other| other != value);
        let credential = |name| self.credentials.get(name).unwrap_or_default();
        // Most changes change nothing: only one that does is worth a copy.
        let any = self.call.values().any(|(name, value)| differs(name, value).is_some());
        if !any && !public().any(|one| differs(one.name, credential(one.name)).is_some()) {
            return None;
        }
        let mut case = self.clone();
        for (name, value) in case.call.lists().into_iter().flatten() {
            if let Some(other) = differs(name, value) {
                *value = other;
            }
        }
        for one in public() {
            if let Some(other) = differs(one.name, credential(one.name)) {
                case.credentials.set(one.name, other);
            }
        }
        Some(case)
    }

    /// The same sent to another address, or with another verb.
    pub(super) fn with_address(&self, ours: &Address, theirs: Address) -> Option<Self> {
        if *ours == theirs {
            return None;
        }
        let mut case = self.clone();
        let Address { verb, scheme, host, path } = theirs;
        match &mut case.call {
            Call::Outgoing { request, .. } => {
                (request.verb, request.scheme) = (Some(verb), Some(scheme));
                (request.host, request.path) = (Some(host), Some(path));
            }
            Call::Incoming(received) => {
                (received.verb, received.scheme) = (verb, scheme);
                (received.host, received.path) = (host, path);
            }
        }
        Some(case)
    }

    /// The same with bytes for a body.
    pub(super) fn with_bytes(&self, body: Vec<u8>) -> Option<Self> {
        if self.call.body().is_empty() || *self.call.body() == body {
            return None;
        }
        let mut case = self.clone();
        match &mut case.call {
            Call::Outgoing { request, .. } => request.body = body.into(),
            Call::Incoming(received) => received.body = body.into(),
        }
        Some(case)
    }

    /// The same with another body, if there is a body of its own and `change` gives another for it.
    pub(super) fn with_body(&self, change: impl FnOnce(&str) -> Option<String>) -> Option<Self> {
        let body = str::from_utf8(self.call.body()).ok()?;
        self.with_bytes(change(body)?.into_bytes())
    }
}

impl Call {
    /// The names and values that the caller gave.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sent().into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same by where they travel.
    pub(super) fn sent(&self) -> [&[(String, String)]; 3] {
        match self {
            Self::Outgoing { request, .. } => [&request.params, &request.query, &request.headers],
            Self::Incoming(received) => [&received.query, &received.form, &received.headers],
        }
    }

    /// Sets or adds a header.
    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        let [.., headers] = self.lists();
        match headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, old)) => value.clone_into(old),
            None => headers.push((name.to_owned(), value.to_owned())),
        }
    }

    fn lists(&mut self) -> [&mut Vec<(String, String)>; 3] {
        match self {
            Self::Outgoing { request, .. } => [&mut request.params, &mut request.query, &mut request.headers],
            Self::Incoming(received) => [&mut received.query, &mut received.form, &mut received.headers],
        }
    }

    pub(super) fn body(&self) -> &Bytes {
        match self {
            Self::Outgoing { request, .. } => &request.body,
            Self::Incoming(received) => &received.body,
        }
    }
}

fn known(value: &StepValue) -> Option<&Piece<'static>> {
    match value {
        StepValue::Known(value) => Some(value),
        StepValue::Inlined => None,
    }
}

fn mark(scope: &Scope<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (_, value) in &scope.steps {
        let bytes = known(value).map_or(&[][..], Piece::as_bytes);
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
    }
    hasher.finish()
}
