//! Runs a scheme over a scope: the steps in order, and each slot as soon as the steps that it names are there, so that
//! one which carries the signature comes last and is never among the signed.

use std::borrow::Cow;

use super::asymmetric;
use super::error::{SignError, SignReason};
use super::filter::{unbase64, unhex};
use super::piece::Piece;
use super::scope::{Scope, StepValue};
use super::slot::Slot;
use super::template::Evaluate;
use super::walk::{each_input, each_input_of};
use crate::model::{Asymmetric, Filter, Input, Part, Step, StepBody, Template};

/// A slot that is not filled yet.
struct Waiting<'a> {
    slot: Slot<'a>,
    /// How many of the steps must be known first.
    after: usize,
    /// Whether it carries the signature, itself or in a step behind it.
    is_signature: bool,
}

impl<'a> Scope<'a> {
    /// Computes the steps, and the slots at these places.
    pub(crate) fn run(&mut self, missing: &[usize]) -> Result<(), SignError> {
        self.run_watched(missing, |_, _| {})
    }

    /// The same; `watch` sees each step, and the scope just before it is computed.
    pub(super) fn run_watched(
        &mut self,
        missing: &[usize],
        mut watch: impl FnMut(&Self, &Step<'a>),
    ) -> Result<(), SignError> {
        let steps = self.platform.signing.steps;
        let signature = self.platform.signing.signature();
        let mut waiting = self.waiting(missing);
        for (place, step) in steps.iter().enumerate() {
            self.fill(&mut waiting, place)?;
            watch(self, step);
            let value = if self.is_inlined(place, step, &waiting) {
                StepValue::Inlined
            } else {
                let value = self.step_value(place == signature, step);
                StepValue::Known(value.map_err(|reason| reason.at(format!("signing.{}", step.name)))?)
            };
            self.steps.push((step.name, value));
        }
        self.fill(&mut waiting, usize::MAX)
    }

    fn step_value(&self, is_signature: bool, step: &Step<'a>) -> Result<Piece<'static>, SignReason> {
        if let (true, Some(claimed)) = (is_signature, &self.claimed) {
            return self.accept(claimed, step.body);
        }
        let value = Evaluate::over(self).build_body(step.body)?;
        let is_key = !is_signature && self.explain && self.is_key(step.name);
        Ok(if is_key { value.hidden(step.name.to_owned()) } else { value })
    }

    /// The slots at these places, with how many steps each needs.
    fn waiting(&self, missing: &[usize]) -> Vec<Waiting<'a>> {
        let signing = &self.platform.signing;
        let mut waiting = Vec::with_capacity(missing.len());
        for (place, slot) in self.slots.iter().copied().enumerate() {
            if !missing.contains(&place) {
                continue;
            }
            let mut after = 0;
            let mut need = |input: Input<'a>| {
                let step = match input {
                    Input::Signature => Some(signing.signature()),
                    Input::Step(name) => signing.steps.iter().position(|step| step.name == name),
                    _ => return,
                };
                after = after.max(step.unwrap_or(signing.steps.len()) + 1);
            };
            each_input(slot.value, &mut need);
            slot.when.0.iter().for_each(|one| each_input(one.value, &mut need));
            waiting.push(Waiting { slot, after, is_signature: slot.is_signature(self.platform) });
        }
        waiting
    }

    /// Fills those that need no more than the first `known` steps; the others stay.
    fn fill(&mut self, waiting: &mut Vec<Waiting<'a>>, known: usize) -> Result<(), SignError> {
        let mut next = 0;
        while let Some(Waiting { slot, after, .. }) = waiting.get(next) {
            if *after > known {
                next += 1;
                continue;
            }
            if let Some(value) = self.slot_value(slot)? {
                let sent = (Cow::Borrowed(slot.name), value);
                if slot.is_common { self.common.push(sent) } else { self.placed.push((slot.place, sent)) }
            }
            waiting.remove(next);
        }
        Ok(())
    }

    /// The value of a slot; `None` where it is not sent.
    fn slot_value(&self, slot: &Slot<'a>) -> Result<Option<Piece<'static>>, SignError> {
        let at = |reason: SignReason| {
            reason.at(format!("{}.{}", if slot.is_common { "common" } else { "place" }, slot.name))
        };
        let evaluate = Evaluate::over(self);
        if !evaluate.holds(slot.when).map_err(at)? {
            return Ok(None);
        }
        let value = evaluate.build(slot.value).map_err(at)?;
        if !value.is_text() {
            return Err(at(SignReason::NeedsText("parameter")));
        }
        Ok((slot.required || !value.is_empty()).then_some(value))
    }

    /// Whether a step need not stand on its own: it is used once, by a later step, and everything that it takes in is
    /// there already and will be the same then.
    fn is_inlined(&self, place: usize, step: &Step<'a>, waiting: &[Waiting<'a>]) -> bool {
        let steps = self.platform.signing.steps;
        let signature = self.platform.signing.signature();
        if self.explain || place >= signature {
            return false;
        }
        if !waiting.iter().all(|slot| slot.is_signature) {
            return false;
        }
        let mut known = true;
        each_input_of(step.body, &mut |input| {
            if let Input::Step(name) = input {
                known &= self.step(name).is_some();
            }
        });
        let mut uses = 0;
        let mut count = |input| uses += usize::from(input == Input::Step(step.name));
        steps.iter().skip(place + 1).for_each(|later| each_input_of(later.body, &mut count));
        for slot in &self.slots {
            let mut twice = |input| (0..2).for_each(|_| count(input));
            each_input(slot.value, &mut twice);
            slot.when.0.iter().for_each(|one| each_input(one.value, &mut twice));
        }
        known && uses == 1
    }

    /// A step that is the key of something stands for the secret it was made of.
    fn is_key(&self, step: &str) -> bool {
        let keyed = |template: Template<'_>| {
            template.0.iter().any(|part| match part {
                Part::Value(_, filters) => filters.iter().filter_map(Filter::key).any(|key| key == Input::Step(step)),
                Part::Text(_) => false,
            })
        };
        self.platform.signing.steps.iter().any(|other| any_template(other.body, &keyed))
    }

    /// The claimed signature, if it is one of the message under the public half of the key.
    fn accept(&self, claimed: &str, body: StepBody<'a>) -> Result<Piece<'static>, SignReason> {
        let Some((input, before, (how, key), behind)) = asymmetric_part(body) else { return Err(SignReason::Forged) };
        let evaluate = Evaluate::over(self);
        let made = undo(claimed, behind).ok_or(SignReason::Forged)?;
        let message = evaluate.piece(input, before)?;
        let key = evaluate.piece(key, &[])?;
        let fits = asymmetric::fits(how, key.as_bytes(), message.as_bytes(), &made)?;
        if fits { Ok(Piece::text(claimed.to_owned())) } else { Err(SignReason::Forged) }
    }
}

/// Whether a template of a step's results is like this.
fn any_template(body: StepBody<'_>, wanted: &dyn Fn(Template<'_>) -> bool) -> bool {
    match body {
        StepBody::Template(template) => wanted(template),
        StepBody::Items(items) => [Some(items.each), items.key, items.value].into_iter().flatten().any(wanted),
        StepBody::Choice { then, otherwise, .. } => any_template(*then, wanted) || any_template(*otherwise, wanted),
    }
}

/// A value, the filters before the signing one, that one's algorithm and key, and the filters behind it.
type Signed<'a> = (Input<'a>, &'a [Filter<'a>], (Asymmetric, Input<'a>), &'a [Filter<'a>]);

/// What is signed by a key that does not verify, and what becomes of the signature's bytes.
pub(crate) fn asymmetric_part(body: StepBody<'_>) -> Option<Signed<'_>> {
    let StepBody::Template(Template([Part::Value(input, filters)])) = body else { return None };
    let (at, signing) = filters.iter().enumerate().find_map(|(at, filter)| match *filter {
        Filter::Sign(how, key) => Some((at, (how, key))),
        _ => None,
    })?;
    Some((*input, filters.get(..at)?, signing, filters.get(at + 1..)?))
}

/// The bytes behind a signature's text; none unless they would be written just so.
fn undo(claimed: &str, filters: &[Filter<'_>]) -> Option<Vec<u8>> {
    let bytes = match filters {
        [Filter::Hex, ..] => unhex(claimed)?,
        [Filter::Base64(_)] => unbase64(claimed)?,
        _ => return None,
    };
    let mut written = Piece::bytes(bytes.clone());
    for filter in filters {
        written = super::filter::apply(*filter, written).ok()?;
    }
    (written.as_bytes() == claimed.as_bytes()).then_some(bytes)
}
