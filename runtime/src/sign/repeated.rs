//! What came more than once, and must not: what was signed and what is read could differ.

use super::parameter::SignedParameter;
use super::plan::Plan;
use super::request::Received;
use super::walk::takes;
use crate::model::{Input, Location, PairSource, Step, StepBody, name_fits};

/// A parameter may come once, unless it is a row of the endpoint's table that comes once for each of its values. Other
/// headers, and a query that holds no parameters, may repeat.
pub(super) fn repeated<'r>(plan: &Plan<'r>, received: &'r Received) -> Option<&'r str> {
    let query = if plan.common_location == Location::Query { received.query.as_slice() } else { &[] };
    let times = |parameter: &SignedParameter<'_>| {
        let pairs = match parameter.location {
            Location::Header => &received.headers,
            Location::Query => &received.query,
            Location::Form => &received.form,
            Location::Json => return 0,
        };
        pairs.iter().filter(|(name, _)| parameter.is_named(name)).count()
    };
    let parameters = plan.parameters.iter().map(|planned| planned.parameter);
    let common = parameters.filter(|parameter| times(parameter) > 1).map(|parameter| parameter.name);
    let form = if plan.has_parameters_in(Location::Form) { received.form.as_slice() } else { &[] };
    let unread = |place, name: &&str| !plan.is_repeated_row(name) && !is_signed_whole(plan, place, name);
    let query = twice(query).filter(|name| unread(Location::Query, name));
    let form = twice(form).filter(|name| unread(Location::Form, name));
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
fn is_signed_whole(plan: &Plan<'_>, place: Location, name: &str) -> bool {
    let source = |source: &PairSource<'_>| match source {
        PairSource::All => true,
        PairSource::Params => plan.params_location == place,
        PairSource::Query => place == Location::Query,
        PairSource::Form => place == Location::Form,
        _ => false,
    };
    let among = |names: &[&str]| names.iter().any(|pattern| name_fits(pattern, name, false));
    let whole = |step: &Step<'_>| match step.body {
        StepBody::Items(items) if takes(items.each, |input| input == Input::Value) => {
            let taken = (items.only.is_empty() || among(items.only)) && !among(items.except);
            taken && items.sources.iter().any(source)
        }
        _ => false,
    };
    let signing = &plan.platform.signing;
    let before = signing.steps.get(..=signing.signature()).unwrap_or_default();
    !plan.parameters().any(|parameter| parameter.is_common) && before.iter().any(whole)
}
