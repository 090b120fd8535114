//! What grows while a scheme is run: its vars, its steps, and the parameters that it computes.

use std::cell::Cell;

use super::input::Sent;
use super::masked::MaskedValue;
use super::plan::Plan;
use crate::model::Location;

pub(super) struct Values<'a> {
    pub(super) vars: Vec<(&'a str, MaskedValue<'static>)>,
    pub(super) common: Vec<Sent<'a>>,
    pub(super) placed: Vec<(Location, Sent<'a>)>,
    pub(super) steps: Vec<(&'a str, StepValue)>,
    pub(super) made: Cell<usize>,
}

pub(super) enum StepValue {
    Known(MaskedValue<'static>),
    /// Computed where it is used, because it is used once.
    Inlined,
}

impl<'a> Values<'a> {
    pub(super) fn new(plan: &Plan<'a>) -> Self {
        Self {
            vars: Vec::new(),
            common: Vec::with_capacity(plan.parameters.len()),
            placed: Vec::with_capacity(plan.platform.signing.parameters.len()),
            steps: Vec::with_capacity(plan.steps.len()),
            made: Cell::new(0),
        }
    }

    /// Forgets everything but the vars, which a run does not change.
    pub(super) fn clear(&mut self) {
        self.common.clear();
        self.placed.clear();
        self.steps.clear();
        self.made.set(0);
    }

    pub(super) fn step(&self, name: &str) -> Option<&StepValue> {
        self.steps.iter().find(|(step, _)| *step == name).map(|(_, value)| value)
    }
}

impl StepValue {
    pub(super) fn known(&self) -> Option<&MaskedValue<'static>> {
        if let Self::Known(value) = self { Some(value) } else { None }
    }
}
