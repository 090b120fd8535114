//! A plan with some of its templates or maps exchanged. A mistake in a plan is a plan like any other: the engine that
//! runs it knows nothing of mistakes, and pays nothing for them.

use bumpalo::Bump;

use super::case::Case;
use signwright_model::{CommonField, Filter, Input, Items, PairSource, Part, SentParameter, Step, StepBody, Template};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot<'a> {
    /// The step; `None`: in what is sent.
    pub(crate) step: Option<&'a str>,
    pub(crate) role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// All of it.
    Whole,
    /// Rewrites the keys of a map.
    Key,
    /// Rewrites its values.
    Value,
    /// Makes its items.
    Each,
    /// Stands between them.
    Join,
    /// Is a pair of its own.
    Pair,
}

/// What gives another template, or another map, or `None` to leave it.
trait Change<'a> {
    fn template(&mut self, spot: Spot<'a>, template: Template<'a>) -> Option<Template<'a>>;
    fn items(&mut self, step: &'a str, items: Items<'a>) -> Option<Items<'a>>;
}

struct Templates<F>(F);
struct Maps<F>(F);

impl<'a, F: FnMut(Spot<'a>, Template<'a>) -> Option<Template<'a>>> Change<'a> for Templates<F> {
    fn template(&mut self, spot: Spot<'a>, template: Template<'a>) -> Option<Template<'a>> {
        (self.0)(spot, template)
    }

    fn items(&mut self, _: &'a str, _: Items<'a>) -> Option<Items<'a>> {
        None
    }
}

impl<'a, F: FnMut(&'a str, Items<'a>) -> Option<Items<'a>>> Change<'a> for Maps<F> {
    fn template(&mut self, _: Spot<'a>, _: Template<'a>) -> Option<Template<'a>> {
        None
    }

    fn items(&mut self, step: &'a str, items: Items<'a>) -> Option<Items<'a>> {
        (self.0)(step, items)
    }
}

impl<'a> Case<'a> {
    /// The same with other templates; `None` if none is another.
    pub(crate) fn with_templates(
        &self,
        arena: &'a Bump,
        change: impl FnMut(Spot<'a>, Template<'a>) -> Option<Template<'a>>,
    ) -> Option<Self> {
        self.rewritten(arena, &mut Templates(change))
    }

    pub(crate) fn with_items(
        &self,
        arena: &'a Bump,
        change: impl FnMut(&'a str, Items<'a>) -> Option<Items<'a>>,
    ) -> Option<Self> {
        self.rewritten(arena, &mut Maps(change))
    }

    /// The same with other parts in templates, each of any number.
    pub(crate) fn with_parts(
        &self,
        arena: &'a Bump,
        mut change: impl FnMut(Spot<'a>, Part<'a>) -> Option<Vec<Part<'a>>>,
    ) -> Option<Self> {
        self.with_templates(arena, |spot, template| {
            let mut changed = false;
            let mut parts = Vec::with_capacity(template.0.len());
            for part in template.0 {
                match change(spot, *part) {
                    Some(others) => {
                        changed = true;
                        parts.extend(others);
                    }
                    None => parts.push(*part),
                }
            }
            changed.then(|| Template(arena.alloc_slice_copy(&parts)))
        })
    }

    /// The same with other filters behind values.
    pub(crate) fn with_filters(
        &self,
        arena: &'a Bump,
        mut change: impl FnMut(Spot<'a>, Input<'a>, &'a [Filter<'a>]) -> Option<Vec<Filter<'a>>>,
    ) -> Option<Self> {
        self.with_parts(arena, |spot, part| match part {
            Part::Text(_) => None,
            Part::Value(input, filters) => {
                let filters = change(spot, input, filters)?;
                Some(vec![Part::Value(input, arena.alloc_slice_copy(&filters))])
            }
        })
    }

    /// The same with other inputs, keys of filters among them.
    pub(crate) fn with_inputs(
        &self,
        arena: &'a Bump,
        change: impl Fn(Spot<'a>, Input<'a>) -> Option<Input<'a>>,
    ) -> Option<Self> {
        self.with_parts(arena, |spot, part| {
            let Part::Value(input, filters) = part else { return None };
            let mut changed: Vec<Filter<'a>> = filters.to_vec();
            for filter in &mut changed {
                if let Filter::Hmac(_, key) | Filter::Sign(_, key) | Filter::Or(key) = filter {
                    *key = change(spot, *key).unwrap_or(*key);
                }
            }
            let part = Part::Value(change(spot, input).unwrap_or(input), arena.alloc_slice_copy(&changed));
            (part != Part::Value(input, filters)).then(|| vec![part])
        })
    }

    pub(crate) fn with_first_step(mut self, arena: &'a Bump, step: Step<'a>) -> Self {
        let mut steps = vec![step];
        steps.extend_from_slice(self.platform.signing.steps);
        self.platform.signing.steps = arena.alloc_slice_copy(&steps);
        self
    }

    pub(crate) fn with_step_before(mut self, arena: &'a Bump, name: &str, more: Step<'a>) -> Self {
        let before = |step: &Step<'a>| [Some(more).filter(|_| step.name == name), Some(*step)];
        let steps: Vec<_> = self.platform.signing.steps.iter().flat_map(before).flatten().collect();
        self.platform.signing.steps = arena.alloc_slice_copy(&steps);
        self
    }

    /// The same with a text behind what a step gives.
    pub(crate) fn with_end(&self, arena: &'a Bump, name: &'a str, end: &'a str) -> Self {
        // No step of a scheme has a space in its name.
        let inner = "before the end";
        let parts = [Part::Value(Input::Step(inner), &[]), Part::Text(end)];
        let body = StepBody::Template(Template(arena.alloc_slice_copy(&parts)));
        let split = |step: &Step<'a>| {
            let inner = (step.name == name).then_some(Step { name: inner, ..*step });
            let outer = if inner.is_some() { Step { body, ..*step } } else { *step };
            inner.into_iter().chain([outer])
        };
        let steps: Vec<_> = self.platform.signing.steps.iter().flat_map(split).collect();
        let mut case = self.clone();
        case.platform.signing.steps = arena.alloc_slice_copy(&steps);
        case
    }

    pub(crate) fn with_step(mut self, arena: &'a Bump, name: &str, text: &str) -> Self {
        let body = StepBody::Template(Template(arena.alloc_slice_copy(&[Part::Text(arena.alloc_str(text))])));
        let exchange = |step: &Step<'a>| if step.name == name { Step { body, ..*step } } else { *step };
        let steps: Vec<_> = self.platform.signing.steps.iter().map(exchange).collect();
        self.platform.signing.steps = arena.alloc_slice_copy(&steps);
        self
    }

    fn rewritten(&self, arena: &'a Bump, change: &mut dyn Change<'a>) -> Option<Self> {
        let mut platform = self.platform;
        let mut changed = false;
        // Every template is asked even after one has changed: a mistake is made in all places at once.
        let mut all = |is_new: bool| changed |= is_new;

        let mut steps: Vec<Step<'a>> = platform.signing.steps.to_vec();
        for step in &mut steps {
            let rewritten = body(arena, step.name, step.body, change);
            all(rewritten.is_some());
            step.body = rewritten.unwrap_or(step.body);
        }
        let sent = Spot { step: None, role: Role::Whole };
        let mut fields: Vec<CommonField<'a>> = platform.common.fields.to_vec();
        for field in &mut fields {
            let rewritten = change.template(sent, field.value);
            all(rewritten.is_some());
            field.value = rewritten.unwrap_or(field.value);
        }
        let mut places: Vec<SentParameter<'a>> = platform.signing.parameters.to_vec();
        for place in &mut places {
            let rewritten = change.template(sent, place.value);
            all(rewritten.is_some());
            place.value = rewritten.unwrap_or(place.value);
        }
        if !changed {
            return None;
        }
        platform.signing.steps = arena.alloc_slice_copy(&steps);
        platform.signing.parameters = arena.alloc_slice_copy(&places);
        platform.common.fields = arena.alloc_slice_copy(&fields);
        Some(Self { platform, ..self.clone() })
    }
}

fn body<'a>(arena: &'a Bump, step: &'a str, of: StepBody<'a>, change: &mut dyn Change<'a>) -> Option<StepBody<'a>> {
    match of {
        StepBody::Template(template) => {
            let spot = Spot { step: Some(step), role: Role::Whole };
            change.template(spot, template).map(StepBody::Template)
        }
        StepBody::Items(items) => map(arena, step, items, change).map(StepBody::Items),
        StepBody::Choice { when, then, otherwise } => {
            let (new_then, new_otherwise) = (body(arena, step, *then, change), body(arena, step, *otherwise, change));
            if new_then.is_none() && new_otherwise.is_none() {
                return None;
            }
            let keep = |changed: Option<StepBody<'a>>, old: &'a StepBody<'a>| {
                changed.map_or(old, |changed| arena.alloc(changed))
            };
            Some(StepBody::Choice { when, then: keep(new_then, then), otherwise: keep(new_otherwise, otherwise) })
        }
    }
}

fn map<'a>(arena: &'a Bump, step: &'a str, items: Items<'a>, change: &mut dyn Change<'a>) -> Option<Items<'a>> {
    let rewritten = change.items(step, items);
    let mut changed = rewritten.is_some();
    let mut new = rewritten.unwrap_or(items);
    let mut template = |role, template: Template<'a>| {
        let rewritten = change.template(Spot { step: Some(step), role }, template);
        changed |= rewritten.is_some();
        rewritten.unwrap_or(template)
    };
    new.key = new.key.map(|key| template(Role::Key, key));
    new.value = new.value.map(|value| template(Role::Value, value));
    new.each = template(Role::Each, new.each);
    new.join = template(Role::Join, new.join);
    let mut sources: Vec<PairSource<'a>> = new.sources.to_vec();
    for source in &mut sources {
        if let PairSource::Pair(_, value) = source {
            *value = template(Role::Pair, *value);
        }
    }
    if !changed {
        return None;
    }
    new.sources = arena.alloc_slice_copy(&sources);
    Some(new)
}
