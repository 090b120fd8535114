//! What templates and steps take in, without filling them in.

use super::items;
use crate::model::{Filter, Input, Part, StepBody, Template};

/// Calls back with every input that a template takes in, keys of filters included.
pub(crate) fn each_input<'m>(template: Template<'m>, found: &mut dyn FnMut(Input<'m>)) {
    for part in template.0 {
        if let Part::Value(input, filters) = *part {
            found(input);
            filters.iter().filter_map(argument_of).for_each(&mut *found);
        }
    }
}

/// The same for a step.
pub(crate) fn each_input_of<'m>(body: StepBody<'m>, found: &mut dyn FnMut(Input<'m>)) {
    match body {
        StepBody::Template(template) => each_input(template, found),
        StepBody::Items(items) => items::each_input(&items, found),
        StepBody::Choice { when, then, otherwise } => {
            when.0.iter().for_each(|check| each_input(check.value, found));
            each_input_of(*then, found);
            each_input_of(*otherwise, found);
        }
    }
}

/// Whether a template takes in something that `wanted` accepts, keys of filters included.
pub(crate) fn takes<'m>(template: Template<'m>, wanted: impl Fn(Input<'m>) -> bool) -> bool {
    let mut takes = false;
    each_input(template, &mut |input| takes |= wanted(input));
    takes
}

/// The key of a filter, or what it puts in an empty value's place.
pub(crate) fn argument_of<'m>(filter: &Filter<'m>) -> Option<Input<'m>> {
    match *filter {
        Filter::Or(other) => Some(other),
        _ => filter.key(),
    }
}
