//! What goes one way in a scheme: what is digested or signed, and under which keys; and through which of the scheme's
//! names a secret comes there.

use std::collections::HashSet;

use signwright_model::{Filter, Input, PairSource, Part, Signing, StepBody, Template};

use super::reach::{Reach, Sent};

/// One value that goes one way.
struct Use<'m> {
    /// The step or the value of the scheme where it stands.
    inside: Option<Input<'m>>,
    message: Vec<Input<'m>>,
    keys: Vec<Input<'m>>,
}

/// Everything that goes one way in a scheme.
pub(super) struct OneWay<'m> {
    uses: Vec<Use<'m>>,
    /// The scheme's own values and its steps, each behind those that it names, with what it takes in itself.
    names: Vec<(Input<'m>, HashSet<Input<'m>>)>,
}

impl<'m> OneWay<'m> {
    pub(super) fn of(signing: &Signing<'m>, fields: &[Sent<'m>]) -> Self {
        let alone = Signing { steps: &[], vars: &[], ..*signing };
        let mut one_way = Self { uses: Vec::new(), names: Vec::new() };
        for var in signing.vars {
            let name = Input::Var(var.name);
            one_way.template(var.value, Some(name));
            one_way.names.push((name, Reach::of(var.value, &alone).inputs.into_iter().collect()));
        }
        for step in signing.steps {
            let name = Input::Step(step.name);
            one_way.body(step.body, name);
            one_way.names.push((name, Reach::of_body_alone(step.body, &alone).inputs.into_iter().collect()));
        }
        for field in fields {
            one_way.template(field.value, None);
        }
        one_way
    }

    /// Whether something goes one way that rests on an input, and on no other secret that stays hidden: as a key, or, if
    /// `digested`, among what is digested. What is digested again beside such a secret, or under it, is covered by it.
    pub(super) fn rests_on(
        &self,
        is_it: impl Fn(&Input<'m>) -> bool,
        is_hidden: impl Fn(&Input<'m>) -> bool,
        digested: bool,
    ) -> bool {
        let made_of_it = self.made_of(&is_it, |_| false);
        let hiding = self.made_of(&is_hidden, &is_it);
        let has_it = |inputs: &[Input<'m>]| inputs.iter().any(|input| is_it(input) || made_of_it.contains(input));
        let hides = |value: &&Use<'m>| {
            let mut inputs = value.message.iter().chain(&value.keys);
            inputs.any(|input| is_hidden(input) || hiding.contains(input))
        };
        let mut covered: HashSet<Input<'m>> =
            self.uses.iter().filter(hides).flat_map(|value| value.message.iter().copied()).collect();
        for (name, inputs) in self.names.iter().rev() {
            if covered.contains(name) {
                covered.extend(inputs);
            }
        }
        let is_covered = |value: &Use<'m>| hides(&value) || value.inside.is_some_and(|name| covered.contains(&name));
        self.uses.iter().any(|value| has_it(&value.keys) || (digested && has_it(&value.message) && !is_covered(value)))
    }

    /// The names that are made of something wanted, other than through something that is left out.
    fn made_of(
        &self,
        wanted: impl Fn(&Input<'m>) -> bool,
        left_out: impl Fn(&Input<'m>) -> bool,
    ) -> HashSet<Input<'m>> {
        let mut made = HashSet::new();
        for (name, inputs) in &self.names {
            if !left_out(name) && inputs.iter().any(|input| wanted(input) || made.contains(input)) {
                made.insert(*name);
            }
        }
        made
    }

    fn body(&mut self, body: StepBody<'m>, name: Input<'m>) {
        match body {
            StepBody::Template(template) => self.template(template, Some(name)),
            StepBody::Items(items) => {
                let pairs = items.sources.iter().filter_map(|source| match *source {
                    PairSource::Pair(_, value) => Some(value),
                    _ => None,
                });
                let parts = [Some(items.each), Some(items.join), items.key, items.value].into_iter().flatten();
                pairs.chain(parts).for_each(|template| self.template(template, Some(name)));
            }
            StepBody::Choice { then, otherwise, .. } => {
                self.body(*then, name);
                self.body(*otherwise, name);
            }
        }
    }

    /// A value that goes one way more than once is one: what its last key hides is hidden.
    fn template(&mut self, template: Template<'m>, inside: Option<Input<'m>>) {
        for part in template.0 {
            let Part::Value(input, filters) = *part else { continue };
            let mut taken = vec![input];
            let mut used = Use { inside, message: Vec::new(), keys: Vec::new() };
            for filter in filters {
                match *filter {
                    Filter::Or(fallback) => taken.push(fallback),
                    _ if filter.is_one_way() => {
                        used.message.clone_from(&taken);
                        used.keys.extend(filter.key());
                    }
                    _ => {}
                }
            }
            if !used.message.is_empty() {
                self.uses.push(used);
            }
        }
    }
}
