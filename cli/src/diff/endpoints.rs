//! The endpoints of a platform, and what an endpoint's file says beside its tables.

use signwright_model::Endpoint;

use super::Effect::{Breaks, Differs, Same};
use super::Kind;
use super::change::{Change, Changes, told};
use super::pairs::Pairs;
use super::sides::Side;
use super::{records, replies};
use crate::phrase;
use signwright_codegen::names::{ApiNames, EndpointNames};
use signwright_codegen::specs::{EndpointNotes, Sample, SpecApi};

pub(super) type Named<'a, 'm> = (&'a SpecApi<'m>, &'a ApiNames);

pub(super) fn endpoints(old: Named<'_, '_>, new: Named<'_, '_>, changes: &mut Changes) {
    let name = |named: Named<'_, '_>, index: usize| {
        named.0.api.endpoints.get(index).map_or("", |endpoint| endpoint.name).to_owned()
    };
    let names =
        |named: Named<'_, '_>| (0..named.0.api.endpoints.len()).map(|index| name(named, index)).collect::<Vec<_>>();
    let (was, is) = (names(old), names(new));
    let mut pairs = Pairs::by_name(was.iter().map(String::as_str), is.iter().map(String::as_str));
    // An endpoint is the same one when its tables are, or its name in Rust.
    let renamed = pairs.renamed(|gone, come| {
        let (Some(gone), Some(come)) = (side(old, gone), side(new, come)) else { return 0 };
        let same_name = gone.names.module == come.names.module;
        usize::from(same_name) + usize::from(gone.endpoint.records == come.endpoint.records)
    });
    for place in &pairs.gone {
        changes.endpoint = name(old, *place);
        let change = Change::new(Kind::EndpointRemoved, "", "endpoint removed");
        changes.push(change.api(Breaks, "its module is gone").requests(Breaks, "it can no longer be called"));
    }
    for place in &pairs.come {
        changes.endpoint = name(new, *place);
        let title = new.0.api.endpoints.get(*place).map_or("", |endpoint| endpoint.title);
        let change = Change::new(Kind::EndpointAdded, "", format!("endpoint added: {title}"));
        changes.push(change.api(Differs, "a new module").requests(Differs, "it can be called"));
    }
    for (gone, come) in &renamed {
        let (Some(before), Some(after)) = (side(old, *gone), side(new, *come)) else { continue };
        after.endpoint.name.clone_into(&mut changes.endpoint);
        let what = format!("endpoint renamed from {}", before.endpoint.name);
        let change = Change::new(Kind::EndpointRenamed, "", what).requests(Differs, "the call names another endpoint");
        let (from, to) = (&before.names.module, &after.names.module);
        let says = format!("the module `{from}` is `{to}`");
        // A name of its own in Rust survives the vendor's renaming.
        changes.push(if from == to { change } else { change.api(Breaks, says) });
        endpoint(&before, &after, changes);
    }
    for (was, is) in &pairs.both {
        let (Some(before), Some(after)) = (side(old, *was), side(new, *is)) else { continue };
        after.endpoint.name.clone_into(&mut changes.endpoint);
        let (from, to) = (&before.names.module, &after.names.module);
        if from != to {
            changes.push(Change::rust_name("", "module", from, to));
        }
        endpoint(&before, &after, changes);
    }
    changes.endpoint = String::new();
}

fn side<'a, 'm>((spec, names): Named<'a, 'm>, index: usize) -> Option<Side<'a, 'm>> {
    let endpoint: &'m Endpoint<'m> = spec.api.endpoints.get(index)?;
    let notes: &EndpointNotes<'m> = spec.endpoints.get(index)?;
    let names: &EndpointNames = names.endpoints.get(index)?;
    Some(Side { endpoint, notes, names, body: spec.api.platform.wire.body })
}

fn endpoint(old: &Side<'_, '_>, new: &Side<'_, '_>, changes: &mut Changes) {
    let (before, after) = (old.endpoint, new.endpoint);
    if before.repeat != after.repeat {
        let what = format!("repeat {} → {}", before.repeat.word(), after.repeat.word());
        // Nothing on the wire changes, but a retry that was safe may now send an order twice.
        let says = "whether a failed call may be repeated is judged otherwise";
        changes.push(Change::new(Kind::RepeatChanged, "", what).requests(Differs, says));
    }
    if before.vars != after.vars {
        let list = |endpoint: &Endpoint<'_>| {
            endpoint.vars.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
        };
        let what = format!("vars {} → {}", told(&list(before)), told(&list(after)));
        changes
            .push(Change::new(Kind::VarsChanged, "", what).requests(Differs, "the call travels with the new values"));
    }
    let given_up = |side: &Side<'_, '_>| {
        side.notes.deprecated.map(|given_up| {
            let successor = given_up.successor.map_or("no successor", |successor| successor.text);
            format!("deprecated ({successor}) {} {}", given_up.since, given_up.says)
        })
    };
    match (given_up(old), given_up(new)) {
        (was, is) if was == is => {}
        (_, Some(is)) => {
            let change = Change::new(Kind::Deprecated, "", is);
            changes.push(change.api(Differs, "its docs say so").requests(Differs, "it can still be called"));
        }
        // Good news asks nothing of a program.
        (_, None) => changes.push(Change::new(Kind::Deprecated, "", "no longer deprecated")),
    }
    let condition = |endpoint: &Endpoint<'_>| endpoint.success.as_ref().map_or(String::new(), phrase::condition);
    replies::success(&condition(before), &condition(after), changes);
    if before.message != after.message {
        let what = format!("message at {} → {}", told(before.message), told(after.message));
        let says = "the message of a refusal is read elsewhere";
        changes.push(Change::new(Kind::ReplyChanged, "", what).requests(Differs, says));
    }
    replies::errors(before.errors, after.errors, changes);
    changes.words("", "title", before.title, after.title);
    changes.words("", "page", before.docs, after.docs);
    changes.words("", "permission", old.notes.permission, new.notes.permission);
    changes.words("", "since", old.notes.since, new.notes.since);
    changes.words("", "notes", &old.notes.notes.join(" "), &new.notes.notes.join(" "));
    records::records(old, new, changes);
    samples(old.notes.samples, new.notes.samples, changes);
    if before.sandbox != after.sandbox {
        let change = Change::new(Kind::SandboxChanged, "", "the sandbox answers otherwise");
        changes.push(change.requests(Same, "as before; tests against the sandbox may see it"));
    }
}

fn samples(old: &[Sample<'_>], new: &[Sample<'_>], changes: &mut Changes) {
    let same = |old: &Sample<'_>, new: &Sample<'_>| {
        let text = |sample: &Sample<'_>| {
            (sample.request.map(|part| part.text.to_owned()), sample.response.map(|part| part.text.to_owned()))
        };
        let breaks = |sample: &Sample<'_>| {
            sample
                .breaks
                .iter()
                .map(|deviation| format!("{} {} {}", deviation.path, deviation.rule, deviation.reason))
                .collect::<Vec<_>>()
        };
        text(old) == text(new) && breaks(old) == breaks(new) && old.source == new.source && old.outcome == new.outcome
    };
    let pairs = Pairs::by_name(old.iter().map(|sample| sample.name.text), new.iter().map(|sample| sample.name.text));
    let name = |list: &[Sample<'_>], index: usize| list.get(index).map_or("", |sample| sample.name.text).to_owned();
    let mut tell = |name: String, what| changes.push(Change::new(Kind::SamplesChanged, name, what));
    pairs.gone.iter().for_each(|index| tell(name(old, *index), "sample removed"));
    pairs.come.iter().for_each(|index| tell(name(new, *index), "sample added"));
    for (was, is) in &pairs.both {
        if let (Some(was), Some(is)) = (old.get(*was), new.get(*is))
            && !same(was, is)
        {
            tell(is.name.text.to_owned(), "sample changed");
        }
    }
}
