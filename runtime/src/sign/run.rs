//! A run of a scheme over one request: the steps in order, and each signed parameter as soon as the steps that it names
//! are there, so that one which carries the signature comes last and is never among the signed.

use std::borrow::Cow;

use super::asymmetric;
use super::error::{SignError, SignReason};
use super::evaluate::Evaluate;
use super::filter;
use super::input::SigningInput;
use super::masked::{MaskedValue, Octets};
use super::plan::{Plan, PlannedParameter, PlannedStep, asymmetric_part, is_key};
use super::signed::{Signed, SignedStep};
use super::trace::{TracedStep, traced};
use super::values::{StepValue, Values};
use crate::binary::{unbase64, unhex};
use crate::model::{Filter, Input, Location, StepBody};

/// One request under one scheme. It is prepared once, and can be evaluated again in more detail.
pub struct SigningRun<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) input: SigningInput<'a>,
    pub(super) values: Values<'a>,
    detail: Detail,
    trace: Vec<TracedStep<'a>>,
}

/// How much of a run is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// What is sent: steps that are used once are not built, and no secret is marked.
    Sent,
    /// Each step, its secrets marked.
    Steps,
    /// Each step, and what goes into it.
    Inputs,
}

impl<'a> SigningRun<'a> {
    pub(super) fn over(plan: &'a Plan<'a>, input: SigningInput<'a>) -> Self {
        // Whatever is given may be shown later, so its secrets are marked from the start.
        Self { plan, values: Values::new(plan), input, detail: Detail::Steps, trace: Vec::new() }
    }

    /// Takes over a signature that was made elsewhere, instead of making one, if the public half of the key says that
    /// it is right: for keys that no longer sign, and where there is no private key.
    #[must_use]
    pub fn claiming(mut self, signature: &str) -> Self {
        self.input.claimed = Some(signature.to_owned());
        self
    }

    /// Computes the steps and the parameters. After an error, what came before it is there.
    pub fn evaluate(&mut self, detail: Detail) -> Result<(), SignError> {
        self.detail = detail;
        self.values.clear();
        self.trace.clear();
        let plan = self.plan;
        let signature = plan.platform.signing.signature();
        let mut waiting: Vec<PlannedParameter<'a>> =
            self.input.missing.iter().filter_map(|index| plan.parameters.get(*index)).copied().collect();
        for (index, planned) in plan.steps.iter().enumerate() {
            self.compute(&mut waiting, index)?;
            let step = planned.step;
            if detail == Detail::Inputs {
                let body = traced(Evaluate::over(self), step.body);
                self.trace.push(TracedStep { body, value: SignedStep::new(step.name, MaskedValue::text("")) });
            }
            let is_last_use = planned.can_be_inlined && waiting.iter().all(|parameter| parameter.is_signature);
            let value = if detail == Detail::Sent && is_last_use {
                StepValue::Inlined
            } else {
                let value = self.step_value(index == signature, planned);
                StepValue::Known(value.map_err(|reason| reason.at(format!("signing.{}", step.name)))?)
            };
            self.values.steps.push((step.name, value));
        }
        self.compute(&mut waiting, usize::MAX)
    }

    /// Computes what is sent. An error is that of the step that it is in.
    pub(super) fn evaluate_to_send(&mut self) -> Result<(), SignError> {
        // A step that was not built on its own fails within a later one: built on its own, it fails by its own name.
        self.evaluate(Detail::Sent).or_else(|_| self.evaluate(Detail::Steps))
    }

    fn step_value(&self, is_signature: bool, planned: &PlannedStep<'a>) -> Result<MaskedValue<'static>, SignReason> {
        let step = planned.step;
        if let (true, Some(claimed)) = (is_signature, &self.input.claimed) {
            return self.accept(claimed, step.body);
        }
        let value = Evaluate::over(self).build_body(step.body)?;
        let is_key = !is_signature && self.marks_secrets() && is_key(self.plan.platform, step.name);
        Ok(if is_key { value.hidden(step.name.to_owned()) } else { value })
    }

    /// Computes the parameters that need no more than the first `steps` steps; the others stay.
    fn compute(&mut self, waiting: &mut Vec<PlannedParameter<'a>>, steps: usize) -> Result<(), SignError> {
        let mut next = 0;
        while let Some(PlannedParameter { parameter, after, .. }) = waiting.get(next) {
            if *after > steps {
                next += 1;
                continue;
            }
            let reason = |reason: SignReason| {
                let section = if parameter.is_common { "common" } else { "place" };
                reason.at(format!("{section}.{}", parameter.name))
            };
            let evaluate = Evaluate::over(&*self);
            if evaluate.holds(parameter.when).map_err(reason)? {
                let value = evaluate.build(parameter.value).map_err(reason)?;
                if !value.is_text() {
                    return Err(reason(SignReason::NeedsText("parameter")));
                }
                if parameter.required || !value.is_empty() {
                    let sent = (Cow::Borrowed(parameter.name), value);
                    if parameter.is_common {
                        self.values.common.push(sent);
                    } else {
                        self.values.placed.push((parameter.location, sent));
                    }
                }
            }
            waiting.remove(next);
        }
        Ok(())
    }

    /// The claimed signature, if it is one of the message under the public half of the key.
    fn accept(&self, claimed: &str, body: StepBody<'a>) -> Result<MaskedValue<'static>, SignReason> {
        let Some((input, before, (how, key), behind)) = asymmetric_part(body) else { return Err(SignReason::Forged) };
        let evaluate = Evaluate::over(self);
        let made = undo(claimed, behind).ok_or(SignReason::Forged)?;
        let message = evaluate.masked(input, before)?;
        let key = evaluate.masked(key, &[])?;
        let fits = asymmetric::fits(how, key.as_bytes(), message.as_bytes(), &made)?;
        if fits { Ok(MaskedValue::text(claimed.to_owned())) } else { Err(SignReason::Forged) }
    }

    pub(super) fn marks_secrets(&self) -> bool {
        self.detail > Detail::Sent
    }

    /// The scheme's own values: each may name those before it.
    pub(super) fn settle_vars(&mut self) -> Result<(), SignError> {
        for var in self.plan.platform.signing.vars {
            let value = match self.input.vars.iter().find(|(name, _)| name == var.name) {
                Some((_, given)) => MaskedValue::text(given.clone()),
                None => Evaluate::over(&*self)
                    .build(var.value)
                    .map_err(|reason| reason.at(format!("signing.vars.{}", var.name)))?,
            };
            self.values.vars.push((var.name, value));
        }
        Ok(())
    }

    /// The signed parameter that a name in this location means, with its index in the plan. Of several, the one that is
    /// sent.
    pub(super) fn parameter_named(&self, location: Location, name: &str) -> Option<(usize, PlannedParameter<'a>)> {
        let evaluate = Evaluate::over(self);
        let is_meant = |PlannedParameter { parameter, .. }: &PlannedParameter<'a>| {
            // What cannot be decided yet may be sent.
            let may_be_sent = || evaluate.holds(parameter.when).unwrap_or(true);
            parameter.location == location && parameter.is_named(name) && may_be_sent()
        };
        let mut parameters = self.plan.parameters.iter().enumerate();
        parameters.find(|(_, planned)| is_meant(planned)).map(|(index, planned)| (index, *planned))
    }

    /// What [`Self::evaluate`] gave, where each step is kept.
    pub fn signed(&self) -> Result<Signed, SignError> {
        let signature = self.signature().unwrap_or_default().into_owned();
        Ok(Signed { steps: self.steps(), signature, request: self.request()? })
    }

    /// The signature, if it was computed.
    pub fn signature(&self) -> Option<Cow<'_, str>> {
        let (_, value) = self.values.steps.get(self.plan.platform.signing.signature())?;
        value.known().map(MaskedValue::plain)
    }

    /// The steps that were computed. Steps that were not built on their own are not among them.
    pub fn steps(&self) -> Vec<SignedStep> {
        let step = |(name, value): &(&'a str, StepValue)| Some(self.shown(name, value.known()?.clone()));
        self.values.steps.iter().filter_map(step).collect()
    }

    /// A step that is the body and nothing else is bytes to the scheme; to be shown, it is text if it can be.
    fn shown(&self, name: &str, value: MaskedValue<'static>) -> SignedStep {
        let text = str::from_utf8(value.as_bytes()).ok().filter(|_| self.plan.is_body(name));
        let octets = text.map(|text| Octets::Text(Cow::Owned(text.to_owned())));
        let mask = value.mask;
        SignedStep::new(name, MaskedValue { octets: octets.unwrap_or(value.octets), mask })
    }

    /// The steps up to the signature with what goes into each; none unless [`Detail::Inputs`] is kept. Of a step that
    /// is an error, what goes in is told alone.
    pub fn trace(&self) -> Vec<TracedStep<'a>> {
        let mut trace = self.trace.clone();
        for (traced, value) in trace.iter_mut().zip(self.steps()) {
            traced.value = value;
            traced.hide();
        }
        trace.truncate(self.plan.platform.signing.signature() + 1);
        trace
    }

    /// The value of an input, secrets included: `host`, `path`, a credential; `None` where there is no such input.
    pub fn value(&self, input: Input<'a>) -> Option<String> {
        Evaluate::over(self).masked(input, &[]).ok().map(|value| value.plain().into_owned())
    }
}

/// The bytes behind a signature's text; none unless they would be written just so.
fn undo(claimed: &str, filters: &[Filter<'_>]) -> Option<Vec<u8>> {
    let bytes = match filters {
        [Filter::Hex, ..] => unhex(claimed)?,
        [Filter::Base64(_)] => unbase64(claimed)?,
        _ => return None,
    };
    let mut written = MaskedValue::bytes(bytes.clone());
    for filter in filters {
        written = filter::apply(*filter, written).ok()?;
    }
    (written.as_bytes() == claimed.as_bytes()).then_some(bytes)
}
