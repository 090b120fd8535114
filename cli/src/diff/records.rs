//! The records of an endpoint: which is which, where each travels, and what became of their names in Rust.

use super::Effect::{Breaks, Differs};
use super::change::{Change, Changes};
use super::pairs::Pairs;
use super::sides::{Both, Matched, Side, Use};
use super::{Kind, codes, fields};
use signwright_codegen::names::RecordNames;

/// Compares all records and coded values of an endpoint.
pub(super) fn records(old: &Side<'_>, new: &Side<'_>, changes: &mut Changes) {
    let mut pairs = Pairs::by_name(&old.names.records, &new.names.records, name);
    let renamed = pairs.renamed(|gone, come| {
        let (gone, come) = (gone.spec.model.fields, come.spec.model.fields);
        let shared = gone.iter().filter(|field| come.iter().any(|candidate| candidate.name == field.name)).count();
        // As with coded values: below a half the two are told as removed and added.
        if shared * 2 > gone.len().max(come.len()) { shared } else { 0 }
    });
    for (gone, come) in &renamed {
        let (gone, come) = (name(gone), name(come));
        let change = Change::new(Kind::RecordRenamed, come, format!("record renamed from {gone}"));
        changes.push(change.api(Breaks, format!("the type `{gone}` is `{come}`")));
    }
    for record in pairs.gone {
        let change = Change::new(Kind::RecordRemoved, name(record), "record removed");
        changes.push(change.api(Breaks, "its type is gone"));
    }
    for record in pairs.come {
        let change = Change::new(Kind::RecordAdded, name(record), "record added");
        changes.push(change.api(Differs, "a new type"));
    }
    let kept = pairs.both.len();
    let records = [pairs.both, renamed].concat();
    let matched = Matched { records, codes: codes::codes(old, new, changes) };
    for (index, (before, after)) in matched.records.iter().enumerate() {
        let record = name(after);
        let is_shared = |record: &RecordNames<'_>| record.spec.shared.is_some();
        if let Some(change) = Change::sharing(record, is_shared(before), is_shared(after)) {
            changes.push(change);
        }
        if index < kept {
            rust_names(record, before, after, changes);
        }
        let used = Use::of(before).and(Use::of(after));
        form(record, before, after, used, changes);
        changes.words(record, "source", before.spec.source, after.spec.source);
        let is_request = after.spec.id == new.names.spec.model.request;
        let wires = is_request.then_some((old.wire, new.wire));
        fields::fields(&Both { name: record, used, wires, old: before, new: after, matched: &matched }, changes);
    }
}

fn name<'a>(record: &RecordNames<'a>) -> &'a str {
    record.spec.model.name
}

/// Whether the values of a record travel without their names.
fn form(record: &str, old: &RecordNames<'_>, new: &RecordNames<'_>, used: Use, changes: &mut Changes) {
    let is_positional = new.spec.model.is_positional;
    if old.spec.model.is_positional == is_positional {
        return;
    }
    let what = if is_positional { "travels as a list of its values now" } else { "travels with its names now" };
    let change = Change::new(Kind::RecordForm, record, what);
    let says = if used.request { "the same values are written otherwise" } else { "it is read otherwise in an answer" };
    changes.push(change.requests(Differs, says));
}

/// The names in Rust of a record that kept its own.
fn rust_names(record: &str, old: &RecordNames<'_>, new: &RecordNames<'_>, changes: &mut Changes) {
    let request = old.request.as_ref().zip(new.request.as_ref()).map(|(old, new)| (&old.ty, &new.ty));
    let response = old.response.as_ref().zip(new.response.as_ref());
    for (old, new) in [request, response].into_iter().flatten().filter(|(old, new)| old != new) {
        changes.push(Change::rust_name(record, "type", old, new));
    }
}
