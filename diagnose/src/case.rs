//! A call, the plan that signs it and who signs it: what a mistake is made in, and what is tried.

use std::hash::{DefaultHasher, Hasher as _};

use bytes::Bytes;

use super::seen::{Address, Seen};
use signwright_model::{Endpoint, Platform};
use signwright_runtime::sign::{
    Detail, Plan, Received, SignError, SignReason, SignedStep, SigningRequest, SigningRun, VerifyError,
};
use signwright_runtime::{Credentials, SigningTime};

/// A call as one side signs it.
#[derive(Clone)]
pub(crate) struct Case<'a> {
    pub(crate) platform: Platform<'a>,
    /// Of a received request: some of its rows may come once for each of their values.
    pub(crate) endpoint: &'a Endpoint<'a>,
    pub(crate) credentials: Credentials,
    pub(crate) call: Call,
}

#[derive(Clone)]
pub(crate) enum Call {
    /// About to be sent.
    Outgoing { request: SigningRequest, signing_time: SigningTime },
    /// As it was received.
    Incoming(Received),
}

/// What an attempt should give.
#[derive(Clone, Copy)]
pub(crate) enum Goal<'g> {
    /// This signature.
    Signature(&'g str),
    /// This text in a step before the signature.
    Step(&'g str),
    /// What a received request carries.
    Received,
}

pub(crate) struct Attempt {
    pub(crate) reached: bool,
    /// The same for cases whose steps are all the same.
    pub(crate) mark: u64,
    /// How many characters the signature has; none where it was not computed.
    pub(crate) signature: usize,
}

/// What a value costs beside its bytes.
// A name and a value cost two allocations and their place in a map, however short they are.
const VALUE: usize = 64;

impl Case<'_> {
    pub(crate) fn attempt(&self, goal: Goal<'_>) -> Result<Attempt, SignError> {
        let plan = self.plan();
        let mut run = self.run(&plan)?;
        // A received request carries its signature already, and is verified below.
        let is_claimed = plan.is_asymmetric() && matches!(self.call, Call::Outgoing { .. });
        if is_claimed {
            // With such a key it is faster to ask whether the expected signature fits than to make another.
            run = run.claiming(if let Goal::Signature(expected) = goal { expected } else { "" });
        }
        let fits = match &self.call {
            Call::Outgoing { .. } => match run.evaluate(Detail::Steps) {
                Ok(()) => true,
                // Only this says that the signature is another; any other error is of the case itself and ends the
                // search.
                Err(error) if error.reason == SignReason::Forged => false,
                Err(error) => return Err(error),
            },
            Call::Incoming(_) => run.mismatch(Detail::Steps)?.is_none(),
        };
        let steps = run.steps();
        let signature = self.platform.signing.signature();
        let made = steps.get(signature);
        let reached = match goal {
            Goal::Signature(_) if is_claimed => fits,
            Goal::Signature(expected) => made.is_some_and(|made| made.as_bytes() == expected.as_bytes()),
            // A text that the other side shows is what it signs, never the signature.
            Goal::Step(text) => steps.iter().take(signature).any(|step| step.plain() == text),
            Goal::Received => fits,
        };
        let length = made.map_or(0, |made| made.plain().chars().count());
        Ok(Attempt { reached, mark: mark(&steps), signature: length })
    }

    /// What the steps take in. What was seen before a step failed is still of use.
    pub(crate) fn seen(&self) -> Seen {
        let plan = self.plan();
        let Ok(mut run) = self.run(&plan) else { return Seen::default() };
        if plan.is_asymmetric() && matches!(self.call, Call::Outgoing { .. }) {
            // No private key may be at hand: a claim lets the steps before the signature be computed without one.
            run = run.claiming("");
        }
        drop(run.evaluate(Detail::Inputs));
        Seen::of(&run)
    }

    /// What each step gives, and which one is the signature; then the signature that came, if the case is one that was
    /// received.
    pub(crate) fn steps(&self) -> Result<(Vec<SignedStep>, Option<String>), SignError> {
        let plan = self.plan();
        let mut run = self.run(&plan)?;
        match self.call {
            Call::Outgoing { .. } => run.evaluate(Detail::Steps)?,
            Call::Incoming(_) => drop(run.mismatch(Detail::Steps)?),
        }
        let claimed = run.claimed_signature();
        Ok((run.steps(), claimed))
    }

    fn plan(&self) -> Plan<'_> {
        Plan::of(&self.platform).with_rows(self.endpoint)
    }

    fn run<'r>(&'r self, plan: &'r Plan<'r>) -> Result<SigningRun<'r>, SignError> {
        match &self.call {
            Call::Outgoing { request, signing_time } => SigningRun::new(plan, request, &self.credentials, signing_time),
            Call::Incoming(received) => {
                SigningRun::of_received(plan, received, &self.credentials).map_err(|error| match error {
                    VerifyError::Scheme(error) => error,
                    // Something of what carries the signature is not as it should be, wherever that is.
                    // The search needs one kind of error for both directions.
                    _ => SignError { path: "common".to_owned(), reason: SignReason::NoPlace },
                })
            }
        }
    }

    /// How much is to be signed: bytes, and something for each value.
    pub(crate) fn size(&self) -> usize {
        let values = self.call.values().map(|(name, value)| name.len() + value.len() + VALUE).sum::<usize>();
        values + self.call.body().len()
    }

    /// The same with other values wherever `change` gives one for a name and a value: of a parameter, a header, or a
    /// credential that is public. `None` if it gives none.
    pub(crate) fn with_values(&self, change: &mut dyn FnMut(&str, &str) -> Option<String>) -> Option<Self> {
        let public =
            || self.platform.credentials.iter().filter(|credential| !credential.secret && credential.parts.is_empty());
        let mut differs = |name: &str, value: &str| change(name, value).filter(|changed| changed != value);
        let credential = |name| self.credentials.get(name).unwrap_or_default();
        // Most changes change nothing: only one that does is worth a copy.
        let any = self.call.values().any(|(name, value)| differs(name, value).is_some());
        if !any && !public().any(|declared| differs(declared.name, credential(declared.name)).is_some()) {
            return None;
        }
        let mut case = self.clone();
        for (name, value) in case.call.lists().into_iter().flatten() {
            if let Some(changed) = differs(name, value) {
                *value = changed;
            }
        }
        for declared in public() {
            if let Some(changed) = differs(declared.name, credential(declared.name)) {
                case.credentials.set(declared.name, changed);
            }
        }
        Some(case)
    }

    /// The same sent to another address, or with another verb.
    pub(crate) fn with_address(&self, ours: &Address, theirs: Address) -> Option<Self> {
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

    pub(crate) fn with_bytes(&self, body: Vec<u8>) -> Option<Self> {
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
    pub(crate) fn with_body(&self, change: impl FnOnce(&str) -> Option<String>) -> Option<Self> {
        let body = str::from_utf8(self.call.body()).ok()?;
        self.with_bytes(change(body)?.into_bytes())
    }
}

impl Call {
    /// The names and values that the caller gave.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sent().into_iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn sent(&self) -> [&[(String, String)]; 3] {
        match self {
            Self::Outgoing { request, .. } => [&request.params, &request.query, &request.headers],
            Self::Incoming(received) => [&received.query, &received.form, &received.headers],
        }
    }

    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        let [.., headers] = self.lists();
        match headers.iter_mut().find(|(present, _)| present.eq_ignore_ascii_case(name)) {
            Some((_, old)) => value.clone_into(old),
            // Names of headers are compared without case, so a second one of another case is never added.
            None => headers.push((name.to_owned(), value.to_owned())),
        }
    }

    fn lists(&mut self) -> [&mut Vec<(String, String)>; 3] {
        match self {
            Self::Outgoing { request, .. } => [&mut request.params, &mut request.query, &mut request.headers],
            Self::Incoming(received) => [&mut received.query, &mut received.form, &mut received.headers],
        }
    }

    pub(crate) fn body(&self) -> &Bytes {
        match self {
            Self::Outgoing { request, .. } => &request.body,
            Self::Incoming(received) => &received.body,
        }
    }
}

fn mark(steps: &[SignedStep]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for step in steps {
        // The length parts two steps whose texts run into each other: `ab`, `c` is not `a`, `bc`.
        hasher.write_usize(step.as_bytes().len());
        hasher.write(step.as_bytes());
    }
    hasher.finish()
}

/// The names of the secret credentials, then of the secret parts: a whole one hides its parts.
pub(crate) fn secret_names<'m>(platform: &Platform<'m>) -> impl Iterator<Item = &'m str> + use<'m> {
    let parts = platform.credentials.iter().flat_map(|credential| credential.parts).filter(|part| part.secret);
    let credentials = platform.credentials.iter().filter(|credential| credential.secret);
    credentials.map(|credential| credential.name).chain(parts.map(|part| part.name))
}
