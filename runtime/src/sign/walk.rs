//! What templates and steps take in, without filling them in.

use crate::model::{Filter, Input, Items, PairSource, Part, StepBody, Template};

/// Calls back with every input that a template takes in, keys of filters included.
pub fn each_input<'m>(template: Template<'m>, visit: &mut dyn FnMut(Input<'m>)) {
    for part in template.0 {
        if let Part::Value(input, filters) = *part {
            visit(input);
            filters.iter().filter_map(argument_of).for_each(&mut *visit);
        }
    }
}

/// The same for a step; with what it takes in more than once, it calls back twice.
pub fn each_input_of<'m>(body: StepBody<'m>, visit: &mut dyn FnMut(Input<'m>)) {
    match body {
        StepBody::Template(template) => each_input(template, visit),
        StepBody::Items(items) => each_input_of_items(&items, visit),
        StepBody::Choice { when, then, otherwise } => {
            when.0.iter().for_each(|check| each_input(check.value, visit));
            each_input_of(*then, visit);
            each_input_of(*otherwise, visit);
        }
    }
}

/// What the items of a map take in once for each pair, it calls back with twice.
fn each_input_of_items<'m>(items: &Items<'m>, visit: &mut dyn FnMut(Input<'m>)) {
    for source in items.sources {
        if let PairSource::Pair(_, value) = source {
            each_input(*value, visit);
        }
    }
    let repeated = [Some(items.each), Some(items.join), items.key, items.value];
    for template in repeated.into_iter().flatten() {
        each_input(template, visit);
        each_input(template, visit);
    }
}

/// Whether a template takes in something that `wanted` accepts, keys of filters included.
pub(super) fn takes<'m>(template: Template<'m>, wanted: impl Fn(Input<'m>) -> bool) -> bool {
    let mut takes = false;
    each_input(template, &mut |input| takes |= wanted(input));
    takes
}

/// The key of a filter, or what it puts in an empty value's place.
pub(super) fn argument_of<'m>(filter: &Filter<'m>) -> Option<Input<'m>> {
    match *filter {
        Filter::Or(default) => Some(default),
        _ => filter.key(),
    }
}
