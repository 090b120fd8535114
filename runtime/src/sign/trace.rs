//! How a signature comes to be, value by value: what goes into each step, what each filter makes of it, and the pairs
//! of a map as they come and as they are written.

use std::borrow::Cow;

use super::evaluate::Evaluate;
use super::items;
use super::masked::{Mask, MaskedValue, Secret};
use super::plan::asymmetric_part;
use super::signed::SignedStep;
use super::walk;
use crate::model::{Filter, Input, Items, Part, SortBy, StepBody, Template, notation};

/// A step with what goes into it.
#[derive(Clone, Debug)]
pub struct TracedStep<'m> {
    /// What it is made of; of a choice, what was chosen.
    pub body: Traced<'m>,
    /// Its name and what came out.
    pub value: SignedStep,
}

/// What a step is made of.
#[derive(Clone, Debug)]
pub enum Traced<'m> {
    /// Text with values.
    Template(Vec<TracedPart<'m>>),
    /// The pairs of a map.
    Map(Box<TracedMap<'m>>),
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum TracedPart<'m> {
    /// Text as it stands.
    Text(&'m str),
    /// A value.
    Value {
        /// What it is.
        input: Input<'m>,
        /// What is done with it.
        filters: &'m [Filter<'m>],
        /// The value before the filters, after the first, and so on. The clock comes with its first filter.
        stages: Vec<SignedStep>,
        /// For each filter its key, or what stands in for an empty value.
        arguments: Vec<Option<SignedStep>>,
    },
}

/// A map.
#[derive(Clone, Debug)]
pub struct TracedMap<'m> {
    /// What is done.
    pub items: Items<'m>,
    /// The chosen pairs as they come, before anything rewrites them. A name is that of the value.
    pub pairs: Vec<SignedStep>,
    /// The same pairs with their names and values as the map rewrites them, empty ones among them.
    pub rewritten: Vec<SignedStep>,
    /// The items in their order, each named by its key; `None` where values of equal keys are merged.
    pub written: Option<Vec<SignedStep>>,
    /// What stands between two items.
    pub join: SignedStep,
    /// Other values that the templates of the map take in.
    pub inputs: Vec<TracedPart<'m>>,
}

pub(super) fn traced<'a>(evaluate: Evaluate<'_, 'a>, body: StepBody<'a>) -> Traced<'a> {
    match body {
        StepBody::Template(template) => Traced::Template(parts(evaluate, template, asymmetric_part(body).is_some())),
        StepBody::Items(items) => Traced::Map(Box::new(map(evaluate, items))),
        StepBody::Choice { when, then, otherwise } => {
            traced(evaluate, *if evaluate.holds(when).unwrap_or(true) { then } else { otherwise })
        }
    }
}

impl TracedStep<'_> {
    /// Of a step that is hidden whole, such as a derived key, hides on the way to it what is as good as the key.
    pub(super) fn hide(&mut self) {
        let (Mask::Whole(_), Traced::Template(parts)) = (&self.value.value.mask, &mut self.body) else { return };
        for part in parts {
            let TracedPart::Value { stages, .. } = part else { continue };
            for (index, stage) in stages.iter_mut().enumerate() {
                if !stage.is_secret() && (index > 0 || stage.as_bytes() == self.value.as_bytes()) {
                    let value = std::mem::replace(&mut stage.value, MaskedValue::text(""));
                    stage.value = value.hidden(self.value.name().to_owned());
                }
            }
        }
    }
}

fn parts<'a>(evaluate: Evaluate<'_, 'a>, template: Template<'a>, asymmetric: bool) -> Vec<TracedPart<'a>> {
    let part = |part: &Part<'a>| match *part {
        Part::Text(text) => TracedPart::Text(text),
        Part::Value(input, filters) => {
            let signs = |filter: &Filter<'_>| matches!(filter, Filter::Sign(..));
            // What only the step itself should do, because it is slow and may need the other key.
            let known = filters.iter().position(|filter| asymmetric && signs(filter)).unwrap_or(filters.len());
            let first = usize::from(input == Input::Clock);
            let stage = |end: usize| evaluate.masked(input, filters.get(..end)?).ok().map(owned);
            let named = |value| SignedStep::new(&notation::template::input(input), value);
            let stages = (first..=known).map_while(stage).map(named).collect();
            let argument = |filter: &Filter<'a>| {
                let input = walk::argument_of(filter)?;
                let value = evaluate.masked(input, &[]).ok().map(owned)?;
                Some(SignedStep::new(&notation::template::input(input), value))
            };
            TracedPart::Value { input, filters, stages, arguments: filters.iter().map(argument).collect() }
        }
    };
    template.0.iter().map(part).collect()
}

fn map<'a>(evaluate: Evaluate<'_, 'a>, items: Items<'a>) -> TracedMap<'a> {
    let gathered = |items: &Items<'a>| evaluate.gather(items).unwrap_or_default();
    let pairs = gathered(&Items { key: None, value: None, ..items });
    let pairs = pairs.into_iter().map(|pair| SignedStep::new(&pair.key, owned(pair.value))).collect();
    let mut rewritten = gathered(&items);
    let as_rewritten = rewritten.iter().map(|pair| SignedStep::new(&pair.key, owned(pair.value.borrowed()))).collect();
    items::thin(&items, &mut rewritten);
    items::order(items.sort, &mut rewritten);
    let written = rewritten.iter().map(|pair| {
        let item = Evaluate { pair: Some(pair), ..evaluate }.build(items.each).ok()?;
        Some(SignedStep::new(&pair.key, item))
    });
    let mut written: Option<Vec<_>> = written.collect();
    if let (SortBy::Item, Some(items)) = (items.sort, &mut written) {
        items.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
    }
    let join = evaluate.build(items.join).unwrap_or_else(|_| MaskedValue::text(""));
    let templates = [items.key, items.value, Some(items.each), Some(items.join)].into_iter().flatten();
    let inputs = templates.flat_map(|template| parts(evaluate, template, false));
    TracedMap {
        items,
        pairs,
        rewritten: as_rewritten,
        written: written.filter(|_| items.merge.is_none()),
        join: SignedStep::new("join", join),
        inputs: inputs.filter(|part| matches!(part, TracedPart::Value { stages, .. } if !stages.is_empty())).collect(),
    }
}

fn owned(piece: MaskedValue<'_>) -> MaskedValue<'static> {
    let own = |name: Cow<'_, str>| Cow::Owned(name.into_owned());
    let mask = match piece.mask {
        Mask::Nothing => Mask::Nothing,
        Mask::Whole(name) => Mask::Whole(own(name)),
        Mask::Parts(parts) => Mask::Parts(
            parts.into_iter().map(|part| Secret { start: part.start, end: part.end, name: own(part.name) }).collect(),
        ),
    };
    MaskedValue { octets: piece.octets.into_owned(), mask }
}
