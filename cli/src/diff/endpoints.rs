//! The endpoints of a platform, and what an endpoint's file says beside its tables.

use signwright_model::notation::address::{self, Address};
use signwright_model::notation::facts;
use signwright_model::notation::wire;
use signwright_model::{Body, DocumentFormat, Endpoint};

use super::Effect::{Breaks, Differs, Same};
use super::Kind;
use super::change::{Change, Changes, told};
use super::pairs::Pairs;
use super::sides::Side;
use super::{records, replies};
use crate::phrase;
use signwright_codegen::names::{ApiNames, EndpointNames};
use signwright_codegen::specs::{Sample, SpecEndpoint};

pub(super) fn endpoints(old: &ApiNames<'_>, new: &ApiNames<'_>, changes: &mut Changes) {
    let mut pairs = Pairs::by_name(&old.endpoints, &new.endpoints, name);
    // An endpoint is the same one when its tables are, or its name in Rust.
    let renamed = pairs.renamed(|gone, come| {
        usize::from(gone.module == come.module) + usize::from(gone.spec.model.records == come.spec.model.records)
    });
    for endpoint in pairs.gone {
        name(endpoint).clone_into(&mut changes.endpoint);
        let change = Change::new(Kind::EndpointRemoved, "", "endpoint removed");
        changes.push(change.api(Breaks, "its module is gone").requests(Breaks, "it can no longer be called"));
    }
    for endpoint in pairs.come {
        name(endpoint).clone_into(&mut changes.endpoint);
        let change = Change::new(Kind::EndpointAdded, "", format!("endpoint added: {}", endpoint.spec.model.title));
        changes.push(change.api(Differs, "a new module").requests(Differs, "it can be called"));
    }
    let sides = |before, after| (side(old, before), side(new, after));
    for (before, after) in renamed {
        name(after).clone_into(&mut changes.endpoint);
        let what = format!("endpoint renamed from {}", name(before));
        let change = Change::new(Kind::EndpointRenamed, "", what).requests(Differs, "the call names another endpoint");
        let (from, to) = (&before.module, &after.module);
        let says = format!("the module `{from}` is `{to}`");
        // A name of its own in Rust survives the vendor's renaming.
        changes.push(if from == to { change } else { change.api(Breaks, says) });
        endpoint(sides(before, after), changes);
    }
    for (before, after) in pairs.both {
        name(after).clone_into(&mut changes.endpoint);
        let (from, to) = (&before.module, &after.module);
        if from != to {
            changes.push(Change::rust_name("", "module", from, to));
        }
        endpoint(sides(before, after), changes);
    }
    changes.endpoint = String::new();
}

fn side<'a>(api: &ApiNames<'a>, names: &'a EndpointNames<'a>) -> Side<'a> {
    Side { names, wire: api.spec.api.platform.wire_of(names.spec.model) }
}

fn name<'a>(endpoint: &EndpointNames<'a>) -> &'a str {
    endpoint.spec.model.name
}

fn endpoint((old_side, new_side): (Side<'_>, Side<'_>), changes: &mut Changes) {
    let (old, new) = (old_side.names.spec, new_side.names.spec);
    let (before, after) = (old.model, new.model);
    way(&old_side, &new_side, changes);
    if before.repeat != after.repeat {
        let what = format!("repeat {} → {}", facts::repeat(before), facts::repeat(after));
        // Nothing on the wire changes, but a retry that was safe may now send an order twice.
        let says = "whether a failed call may be repeated is judged otherwise";
        changes.push(Change::new(Kind::RepeatChanged, "", what).requests(Differs, says));
    }
    facts(before, after, changes);
    if before.vars != after.vars {
        let list = |endpoint: &Endpoint<'_>| {
            endpoint.vars.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
        };
        let what = format!("vars {} → {}", told(&list(before)), told(&list(after)));
        changes
            .push(Change::new(Kind::VarsChanged, "", what).requests(Differs, "the call travels with the new values"));
    }
    let given_up = |spec: &SpecEndpoint<'_>| {
        spec.deprecated.map(|given_up| {
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
    replies::of_endpoint(before, after, changes);
    replies::errors(before.errors, after.errors, changes);
    changes.words("", "title", before.title, after.title);
    changes.words("", "page", before.docs, after.docs);
    changes.words("", "permission", old.permission, new.permission);
    changes.words("", "since", old.since, new.since);
    changes.words("", "notes", &old.notes.join(" "), &new.notes.join(" "));
    records::records(&old_side, &new_side, changes);
    samples(old.samples, new.samples, changes);
    if before.sandbox != after.sandbox {
        let change = Change::new(Kind::SandboxChanged, "", "the sandbox answers otherwise");
        changes.push(change.requests(Same, "as before; tests against the sandbox may see it"));
    }
}

/// Nothing on the wire changes by these; a client that pages, paces, orders or polls does it otherwise.
fn facts(before: &Endpoint<'_>, after: &Endpoint<'_>, changes: &mut Changes) {
    let (was, is) = (facts::lines(before), facts::lines(after));
    let keys = is.iter().chain(was.iter().filter(|(key, _)| !is.iter().any(|(later, _)| later == key)));
    for (key, _) in keys {
        let line = |lines: &[(&str, String)]| {
            lines.iter().find(|(of, _)| of == key).map_or_else(String::new, |(_, line)| line.clone())
        };
        fact(key, &line(&was), &line(&is), changes);
    }
}

/// One of them, empty where it is not said.
pub(super) fn fact(key: &str, before: &str, after: &str, changes: &mut Changes) {
    if before != after {
        let says = match key {
            "paging" => "a client asks for further pages otherwise",
            "poll" => "a client asks for an accepted job otherwise",
            "in_order" => "a client keeps other calls in order",
            _ => "a client calls at another pace",
        };
        let what = format!("{} → {}", told(before), told(after));
        changes.push(Change::new(Kind::FactsChanged, key, what).requests(Differs, says));
    }
}

/// Compares how the calls travel where the endpoint says it. What changed for all endpoints is told of their platform.
fn way(old: &Side<'_>, new: &Side<'_>, changes: &mut Changes) {
    let (before, after) = (old.names.spec.model, new.names.spec.model);
    if before.class != after.class {
        let what = format!("class {} → {}", told(before.class), told(after.class));
        let says = "calls carry the parameters of another class";
        changes.push(Change::new(Kind::ClassChanged, "class", what).requests(Differs, says));
    }
    if before.travel == after.travel {
        return;
    }
    let (was, is) = (called(old), called(new));
    // An address that is the endpoint's name was told as another name.
    let is_told = before.name != after.name && address::is_address(after.name);
    if was != is && !is_told {
        let change = Change::new(Kind::AddressChanged, "http", format!("{was} → {is}"));
        changes.push(change.requests(Differs, "calls go to the new address"));
    }
    let [was, is] = [old, new].map(|side| {
        let lists = wire::lists_word(side.wire.lists).to_owned();
        [body(&side.wire.body), lists, side.wire.content_type.to_owned()]
    });
    for (what, (was, is)) in ["body", "lists", "content_type"].into_iter().zip(was.iter().zip(&is)) {
        if was != is {
            let what = format!("{what} {} → {}", told(was), told(is));
            let change = Change::new(Kind::WireChanged, "wire", what);
            changes.push(change.requests(Differs, "the same request travels otherwise"));
        }
    }
    if let (Some(Body::Envelope { .. }), Some(Body::Envelope { .. })) = (before.travel.body, after.travel.body) {
        formats(&old.wire.body, &new.wire.body, changes);
    }
}

/// The verb and the address.
fn called(side: &Side<'_>) -> String {
    let path = side.names.spec.model.travel.path;
    match address::print(Address { verb: side.wire.verb, path }) {
        address if path.is_empty() => format!("{address} {}", phrase::template(&side.wire.url)),
        address => address,
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
    let pairs = Pairs::by_name(old, new, |sample| sample.name.text);
    let mut tell = |sample: &Sample<'_>, what| {
        changes.push(Change::new(Kind::SamplesChanged, sample.name.text, what));
    };
    pairs.gone.iter().for_each(|sample| tell(sample, "sample removed"));
    pairs.come.iter().for_each(|sample| tell(sample, "sample added"));
    let differing = pairs.both.iter().filter(|(was, is)| !same(was, is));
    differing.for_each(|(_, sample)| tell(sample, "sample changed"));
}

/// A body as the specs write it.
pub(super) fn body(body: &Body<'_>) -> String {
    match body {
        Body::Envelope { path, .. } if !path.is_empty() => {
            format!("envelope [{}]", path.iter().map(phrase::template).collect::<Vec<_>>().join(", "))
        }
        body => wire::body_word(*body),
    }
}

/// Compares the formats that a document may have.
pub(super) fn formats(old: &Body<'_>, new: &Body<'_>, changes: &mut Changes) {
    let (was, is) = (formats_of(old), formats_of(new));
    if let (Some(was), Some(is)) = (was.first(), is.first())
        && was != is
    {
        let change = Change::new(Kind::WireChanged, "wire", format!("default format {} → {}", was.name(), is.name()));
        changes.push(change.requests(Differs, "the same request travels otherwise"));
    }
    for format in was.iter().filter(|format| !is.contains(format)) {
        let change = Change::new(Kind::FormatRemoved, "wire", format!("format {} removed", format.name()));
        changes.push(change.requests(Breaks, "a call in this format is not sent"));
    }
    for format in is.iter().filter(|format| !was.contains(format)) {
        let change = Change::new(Kind::FormatAdded, "wire", format!("format {} added", format.name()));
        changes.push(change.requests(Differs, "calls may travel in it"));
    }
}

fn formats_of<'m>(body: &Body<'m>) -> &'m [DocumentFormat] {
    match body {
        Body::Envelope { formats, .. } => formats,
        _ => &[],
    }
}
