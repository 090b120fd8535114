//! The scheme of another platform, such as the vendor's other one: its steps over what our platform sends, or all of it.

use super::{Flow, Ground, To, give};
use crate::case::{Call, Case};
use crate::cause::Cause;
use signwright_model::{Credential, Input, Items, PairSource, Part, Platform, Template, Var};

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    for sibling in ground.siblings {
        let ours = ground.case.platform;
        let mut signing = sibling.signing;
        // Where a signature is sent is not part of it: only the steps are the sibling's.
        signing.parameters = ours.signing.parameters;
        let steps = Platform { signing, ..ours };
        let platform_of_sibling =
            Platform { credentials: ours.credentials, environments: ours.environments, ..*sibling };
        for platform in [steps, platform_of_sibling] {
            let case = renamed(ground, Case { platform, ..ground.case.clone() }, sibling.credentials);
            let name = sibling.name.escape_debug();
            let words =
                Cause::new("scheme", format!("signs as `{name}` does"), format!("it is signed as `{name}` does"));
            give(to, words, Some(without_body(ground, case).inlined(ground.arena)))?;
        }
    }
    Flow::Continue(())
}

fn renamed<'a>(ground: &Ground<'a, '_>, case: Case<'a>, theirs: &[Credential<'a>]) -> Case<'a> {
    let ours = ground.case.platform.credentials;
    let rename = |name: &str| counterpart(ours, theirs, name).map(Input::Credential);
    let renamed = case.with_inputs(ground.arena, |_, input| match input {
        Input::Credential(name) => rename(name),
        _ => None,
    });
    let mut case = renamed.unwrap_or(case);
    let part = |part: &Part<'a>| match *part {
        Part::Value(Input::Credential(name), filters) => {
            Part::Value(rename(name).unwrap_or(Input::Credential(name)), filters)
        }
        part => part,
    };
    let var = |var: &Var<'a>| {
        let parts: Vec<Part<'a>> = var.value.0.iter().map(part).collect();
        Var { value: Template(ground.arena.alloc_slice_copy(&parts)), ..*var }
    };
    let vars: Vec<Var<'a>> = case.platform.signing.vars.iter().map(var).collect();
    case.platform.signing.vars = ground.arena.alloc_slice_copy(&vars);
    case
}

/// Our credential for one of theirs: of the same name, that of which theirs is a part, or at the same place among those
/// that are as secret.
fn counterpart<'a>(ours: &[Credential<'a>], theirs: &[Credential<'_>], name: &str) -> Option<&'a str> {
    let of_name = |name: &str| {
        let parts = ours.iter().flat_map(|credential| credential.parts).map(|part| part.name);
        ours.iter().map(|credential| credential.name).chain(parts).find(|candidate| *candidate == name)
    };
    let owner = theirs.iter().find(|credential| credential.names().any(|(candidate, _)| candidate == name))?;
    let alike = |of: &&Credential<'_>| of.secret == owner.secret;
    let place = theirs.iter().filter(alike).position(|credential| credential.name == owner.name)?;
    let same_place = || ours.iter().filter(|credential| credential.secret == owner.secret).nth(place);
    of_name(name).or_else(|| of_name(owner.name)).or_else(|| same_place().map(|credential| credential.name))
}

/// The same without a body among what is signed, where the call has none of its own.
fn without_body<'a>(ground: &Ground<'a, '_>, case: Case<'a>) -> Case<'a> {
    let is_given = match &case.call {
        Call::Outgoing { request, .. } => !request.body.is_empty(),
        Call::Incoming(received) => received.form.is_empty() && !received.body.is_empty(),
    };
    if is_given {
        return case;
    }
    let is_body =
        |source: &PairSource<'a>| matches!(source, PairSource::Pair(_, Template([Part::Value(Input::Body, _)])));
    let without = case.with_items(ground.arena, |_, items| {
        let others: Vec<PairSource<'a>> = items.sources.iter().copied().filter(|source| !is_body(source)).collect();
        (others.len() < items.sources.len()).then(|| Items { sources: ground.arena.alloc_slice_copy(&others), ..items })
    });
    without.unwrap_or(case)
}
