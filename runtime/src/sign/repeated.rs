//! What came more than once, and must not: what was signed and what is read could differ.

use super::scope::params_place;
use super::slot::{Slot, slots};
use super::verify::Received;
use super::walk::takes;
use crate::model::name_fits;
use crate::model::{Input, Over, Place, Platform, Step, StepBody};

/// A parameter may come once. Other headers, and a query that holds no parameters, may repeat.
pub(super) fn repeated<'r>(platform: &'r Platform<'r>, received: &'r Received) -> Option<&'r str> {
    let query = if platform.common.place == Place::Query { received.query.as_slice() } else { &[] };
    let times = |slot: &Slot<'_>| {
        let pairs = match slot.place {
            Place::Header => &received.headers,
            Place::Query => &received.query,
            Place::Form => &received.form,
            Place::Json => return 0,
        };
        pairs.iter().filter(|(name, _)| slot.is_named(name)).count()
    };
    let common = slots(platform).filter(|slot| times(slot) > 1).map(|slot| slot.name);
    let has_form = params_place(platform) == Place::Form || slots(platform).any(|slot| slot.place == Place::Form);
    let form = if has_form { received.form.as_slice() } else { &[] };
    let unread = |place, name: &&str| !is_signed_whole(platform, place, name);
    let query = twice(query).filter(|name| unread(Place::Query, name));
    let form = twice(form).filter(|name| unread(Place::Form, name));
    common.chain(query).chain(form).next()
}

/// The names that come more than once.
fn twice(pairs: &[(String, String)]) -> impl Iterator<Item = &str> {
    let mut names: Vec<_> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let twice = |(at, name): (usize, &str)| names.get(at + 1).filter(|next| **next == name).copied();
    names.iter().copied().enumerate().filter_map(twice).collect::<Vec<_>>().into_iter()
}

/// Whether the scheme takes in every field of this name, however often it comes. Platforms with a table of their own
/// parameters read each once, so there no repeated one is signed whole.
fn is_signed_whole(platform: &Platform<'_>, place: Place, name: &str) -> bool {
    let source = |over: &Over<'_>| match over {
        Over::All => true,
        Over::Params => params_place(platform) == place,
        Over::Query => place == Place::Query,
        Over::Form => place == Place::Form,
        _ => false,
    };
    let among = |names: &[&str]| names.iter().any(|pattern| name_fits(pattern, name, false));
    let whole = |step: &Step<'_>| match step.body {
        StepBody::Items(items) if takes(items.each, |input| input == Input::Value) => {
            let taken = (items.only.is_empty() || among(items.only)) && !among(items.except);
            taken && items.over.iter().any(source)
        }
        _ => false,
    };
    let signing = &platform.signing;
    let before = signing.steps.get(..=signing.signature()).unwrap_or_default();
    platform.common.fields.is_empty() && before.iter().any(whole)
}
