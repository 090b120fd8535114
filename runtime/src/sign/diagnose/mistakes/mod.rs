//! The usual mistakes, kind by kind, the likeliest first. Each makes other cases of a case: what it says of itself
//! stands beside what it changes.

mod algorithm;
mod base64;
mod character;
mod clock;
mod empty;
mod encoding;
mod extent;
mod hash_map;
mod hex;
mod json;
mod length;
mod secret;
mod sort;
mod template;
mod text;

use std::ops::ControlFlow;

use bumpalo::Bump;

use super::case::Case;
use super::cause::Cause;
use super::seen::Seen;

/// A case with one mistake.
pub(super) struct Variation<'a> {
    pub(super) cause: Cause,
    pub(super) case: Case<'a>,
}

/// What mistakes are made in.
pub(super) struct Ground<'a, 'g> {
    pub(super) arena: &'a Bump,
    pub(super) case: &'g Case<'a>,
    pub(super) seen: &'g Seen,
}

/// Whether the next one is wanted.
pub(super) type Flow = ControlFlow<()>;

/// Takes each variation as it is made.
pub(super) type To<'t, 'a> = &'t mut dyn FnMut(Variation<'a>) -> Flow;

/// Makes every variation of a kind.
pub(super) type Kind = for<'a> fn(&Ground<'a, '_>, To<'_, 'a>) -> Flow;

/// The kinds. Two mistakes of one kind are never tried together.
pub(super) const KINDS: &[Kind] = &[
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
    json::escapes,
    json::spacing,
    base64::variations,
    character::variations,
    template::variations,
    encoding::single,
    extent::single,
];

/// Hands a case on, if there is one.
fn give<'a>(to: To<'_, 'a>, words: Cause, case: Option<Case<'a>>) -> Flow {
    case.map_or(ControlFlow::Continue(()), |case| to(Variation { cause: words, case }))
}

impl<'a> Ground<'a, '_> {
    /// The platform for as long as what is made of it.
    fn alive(&self) -> &'a crate::model::Platform<'a> {
        self.arena.alloc(self.case.platform)
    }
}
