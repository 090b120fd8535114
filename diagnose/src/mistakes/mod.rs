//! The usual mistakes, kind by kind, the likeliest first. Each makes other cases of a case: what it says of itself
//! stands beside what it changes.

mod address;
mod algorithm;
mod base64;
mod character;
mod charset;
mod clock;
mod empty;
mod encoding;
mod extent;
mod hash_map;
mod hex;
mod json;
mod json_values;
mod length;
mod number;
mod rows;
mod scheme;
mod secret;
mod separator;
mod sort;
mod template;
mod text;

use std::ops::ControlFlow;

use bumpalo::Bump;

use super::case::Case;
use super::cause::Cause;
use super::seen::Seen;
use signwright_model::{Input, Items, PairSource, Platform};
use signwright_runtime::sign::each_input_of;

pub(super) struct Variation<'a> {
    pub(super) cause: Cause,
    pub(super) case: Case<'a>,
}

pub(super) struct Ground<'a, 'g> {
    pub(super) arena: &'a Bump,
    pub(super) case: &'g Case<'a>,
    pub(super) seen: &'g Seen,
    /// Other platforms, of which the scheme may be meant.
    pub(super) siblings: &'g [Platform<'a>],
    /// Whether nothing in the case is a mistake yet.
    pub(super) is_first: bool,
}

pub(super) type Flow = ControlFlow<()>;

pub(super) type To<'t, 'a> = &'t mut dyn FnMut(Variation<'a>) -> Flow;

pub(super) type Kind = for<'a> fn(&Ground<'a, '_>, To<'_, 'a>) -> Flow;

/// The kinds. Two mistakes of one kind are never tried together, and the scheme of another platform is exchanged first.
pub(super) const KINDS: &[Kind] = &[
    // What is likeliest and cheapest stands first; what makes a case for each value or each pair stands last.
    scheme::variations,
    length::variations,
    hex::variations,
    empty::variations,
    sort::variations,
    encoding::variations,
    extent::variations,
    secret::variations,
    algorithm::variations,
    clock::variations,
    text::variations,
    charset::variations,
    json::escapes,
    json::spacing,
    json_values::variations,
    base64::variations,
    character::variations,
    template::variations,
    encoding::single,
    text::forms,
    address::variations,
    extent::single,
    separator::variations,
];

fn give<'a>(to: To<'_, 'a>, words: Cause, case: Option<Case<'a>>) -> Flow {
    case.map_or(ControlFlow::Continue(()), |case| to(Variation { cause: words, case }))
}

impl<'a> Ground<'a, '_> {
    fn alive(&self) -> &'a signwright_model::Platform<'a> {
        self.arena.alloc(self.case.platform)
    }

    fn names(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.seen.pairs() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.into_iter().map(|name| &*self.arena.alloc_str(name)).collect()
    }

    fn without(&self, mut items: Items<'a>, names: &[&'a str]) -> Items<'a> {
        items.except = self.arena.alloc_slice_copy(&[items.except, names].concat());
        items
    }

    /// The names of the secret credentials, and of secret parts of credentials.
    fn secrets(&self) -> Vec<&'a str> {
        let credentials = self.case.platform.credentials.iter();
        let parts = credentials.clone().flat_map(|credential| credential.parts).filter(|part| part.secret);
        let undivided = credentials.filter(|credential| credential.secret && credential.parts.is_empty());
        undivided.map(|credential| credential.name).chain(parts.map(|part| part.name)).collect()
    }

    /// Whether a step takes in something like this.
    fn takes(&self, wanted: impl Fn(Input<'a>) -> bool) -> bool {
        let mut takes = false;
        for step in self.case.platform.signing.steps {
            each_input_of(step.body, &mut |input| takes |= wanted(input));
        }
        takes
    }

    /// Whether a map goes over something like this.
    fn goes_over(&self, wanted: impl Fn(&PairSource<'a>) -> bool) -> bool {
        let mut goes = false;
        // Nothing is changed: only looked at.
        let _ = self.case.with_items(self.arena, |_, items| {
            goes |= items.sources.iter().any(&wanted);
            None
        });
        goes
    }
}
