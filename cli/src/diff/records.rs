//! The records of an endpoint: which is which, where each travels, and what became of their names in Rust.

use signwright_model::Body;

use super::Effect::{Breaks, Differs};
use super::change::{Change, Changes};
use super::pairs::Pairs;
use super::sides::{Both, Matched, Side, Use};
use super::{Kind, codes, fields};
use signwright_codegen::names::RecordNames;

/// Compares all records and coded values of an endpoint.
pub(super) fn records(old: &Side<'_>, new: &Side<'_>, changes: &mut Changes) {
    let (old_records, new_records) = (&old.names.records, &new.names.records);
    let mut pairs = Pairs::by_name(old_records.iter().map(name), new_records.iter().map(name));
    let renamed = pairs.renamed(|gone, come| {
        let (Some(gone), Some(come)) = (old_records.get(gone), new_records.get(come)) else { return 0 };
        let (gone, come) = (gone.spec.model.fields, come.spec.model.fields);
        let shared = gone.iter().filter(|field| come.iter().any(|candidate| candidate.name == field.name)).count();
        // As with coded values: below a half the two are told as removed and added.
        if shared * 2 > gone.len().max(come.len()) { shared } else { 0 }
    });
    let mut matched = Matched { records: pairs.both.clone(), codes: codes::matched(old, new) };
    matched.records.extend(&renamed);
    let both = |was: usize, is: usize| Some((old_records.get(was)?, new_records.get(is)?));
    for (gone, come) in renamed.iter().filter_map(|(was, is)| both(*was, *is)) {
        let (gone, come) = (name(gone), name(come));
        let change = Change::new(Kind::RecordRenamed, come, format!("record renamed from {gone}"));
        changes.push(change.api(Breaks, format!("the type `{gone}` is `{come}`")));
    }
    for record in pairs.gone.iter().filter_map(|index| old_records.get(*index)) {
        let change = Change::new(Kind::RecordRemoved, name(record), "record removed");
        changes.push(change.api(Breaks, "its type is gone"));
    }
    for record in pairs.come.iter().filter_map(|index| new_records.get(*index)) {
        let change = Change::new(Kind::RecordAdded, name(record), "record added");
        changes.push(change.api(Differs, "a new type"));
    }
    codes::codes(old, new, &matched, changes);
    for (was, is) in &matched.records {
        let Some((before, after)) = both(*was, *is) else { continue };
        let record = name(after);
        if !renamed.contains(&(*was, *is)) {
            rust_names(record, before, after, changes);
        }
        let used = Use::of(before).and(Use::of(after));
        let is_request = usize::from(new.names.spec.model.request.0) == *is;
        let positional = is_request && matches!(new.body, Body::Positional);
        let both = Both { name: record, used, positional, old: before, new: after, matched: &matched };
        fields::fields(&both, changes);
    }
}

fn name<'a>(record: &RecordNames<'a>) -> &'a str {
    record.spec.model.name
}

/// The names in Rust of a record that kept its own.
fn rust_names(record: &str, old: &RecordNames<'_>, new: &RecordNames<'_>, changes: &mut Changes) {
    let request = old.request.as_ref().zip(new.request.as_ref()).map(|(old, new)| (&old.ty, &new.ty));
    let response = old.response.as_ref().zip(new.response.as_ref());
    for (old, new) in [request, response].into_iter().flatten().filter(|(old, new)| old != new) {
        changes.push(Change::rust_name(record, "type", old, new));
    }
}
