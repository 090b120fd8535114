//! What can be read out of a value: it is followed through steps and the scheme's own values as long as nothing one-way
//! stands between. What is digested is behind it, and stays hidden.

use std::collections::HashSet;

use signwright_model::{Filter, Input, Items, PairSource, Part, Signing, StepBody, Template};

/// What lies open in a value.
#[derive(Default)]
pub(super) struct Open<'m> {
    /// Its inputs; steps and values among them, and what these hold.
    pub(super) inputs: Vec<Input<'m>>,
    followed: HashSet<Input<'m>>,
}

impl<'m> Open<'m> {
    /// What lies open in a template.
    pub(super) fn of(template: Template<'m>, signing: &Signing<'m>) -> Self {
        let mut open = Self::default();
        open.template(template, signing);
        open
    }

    /// What lies open in the signature.
    pub(super) fn of_signature(signing: &Signing<'m>) -> Self {
        let mut open = Self::default();
        if let Some(step) = signing.steps.get(signing.signature()) {
            open.body(step.body, signing);
        }
        open
    }

    fn template(&mut self, template: Template<'m>, signing: &Signing<'m>) {
        for input in visible(template) {
            self.input(input, signing);
        }
    }

    fn body(&mut self, body: StepBody<'m>, signing: &Signing<'m>) {
        match body {
            StepBody::Template(template) => self.template(template, signing),
            StepBody::Items(items) => self.items(&items, signing),
            StepBody::Choice { then, otherwise, .. } => {
                self.body(*then, signing);
                self.body(*otherwise, signing);
            }
        }
    }

    fn items(&mut self, items: &Items<'m>, signing: &Signing<'m>) {
        for template in [Some(items.each), Some(items.join), items.key, items.value].into_iter().flatten() {
            self.template(template, signing);
        }
        let shows = |template: Template<'m>, input| visible(template).contains(&input);
        let as_value = shows(items.each, Input::Value) && items.value.is_none_or(|value| shows(value, Input::Value));
        let as_key = shows(items.each, Input::Key) && items.key.is_some_and(|key| shows(key, Input::Value));
        if !as_value && !as_key {
            return;
        }
        for source in items.sources {
            if let PairSource::Pair(_, value) = *source {
                self.template(value, signing);
            }
        }
    }

    fn input(&mut self, input: Input<'m>, signing: &Signing<'m>) {
        if !self.followed.insert(input) {
            return;
        }
        self.inputs.push(input);
        let step = match input {
            Input::Step(name) => signing.steps.iter().find(|step| step.name == name),
            Input::Signature => signing.steps.get(signing.signature()),
            Input::Var(name) => {
                let var = signing.vars.iter().find(|var| var.name == name);
                return var.into_iter().for_each(|var| self.template(var.value, signing));
            }
            _ => None,
        };
        if let Some(step) = step {
            self.body(step.body, signing);
        }
    }
}

/// The inputs of a template that its value shows: no digest, key or length does.
fn visible(template: Template<'_>) -> Vec<Input<'_>> {
    let mut visible = Vec::new();
    for part in template.0 {
        let Part::Value(input, filters) = *part else { continue };
        let mut shown = vec![input];
        for filter in filters {
            match *filter {
                Filter::Or(other) => shown.push(other),
                Filter::Len(_) => shown.clear(),
                _ if filter.is_one_way() => shown.clear(),
                _ => {}
            }
        }
        visible.append(&mut shown);
    }
    visible
}
