//! The records of an endpoint: which is which, where each travels, and what became of their names in Rust.

use signwright_model::Body;

use super::Effect::{Breaks, Differs};
use super::change::{Change, Changes};
use super::pairs::Pairs;
use super::sides::{Both, Matched, Side, Use};
use super::{Kind, codes, fields};
use signwright_codegen::names::RecordNames;

/// Compares all records and coded values of an endpoint.
pub(super) fn records(old: &Side<'_, '_>, new: &Side<'_, '_>, changes: &mut Changes) {
    let names = |side: &Side<'_, '_>| side.endpoint.records.iter().map(|record| record.name.to_owned()).collect();
    let (was, is): (Vec<String>, Vec<String>) = (names(old), names(new));
    let mut pairs = Pairs::by_name(was.iter().map(String::as_str), is.iter().map(String::as_str));
    let renamed = pairs.renamed(|gone, come| {
        let (Some(gone), Some(come)) = (old.record(gone), new.record(come)) else { return 0 };
        let shared =
            gone.fields.iter().filter(|field| come.fields.iter().any(|candidate| candidate.name == field.name)).count();
        // As with coded values: below a half the two are told as removed and added.
        if shared * 2 > gone.fields.len().max(come.fields.len()) { shared } else { 0 }
    });
    let mut matched = Matched { records: pairs.both.clone(), codes: codes::matched(old, new) };
    matched.records.extend(&renamed);
    let name = |names: &[String], place: usize| names.get(place).cloned().unwrap_or_default();
    for (gone, come) in &renamed {
        let (gone, come) = (name(&was, *gone), name(&is, *come));
        let change = Change::new(Kind::RecordRenamed, &come, format!("record renamed from {gone}"));
        changes.push(change.api(Breaks, format!("the type `{gone}` is `{come}`")));
    }
    for place in &pairs.gone {
        let change = Change::new(Kind::RecordRemoved, name(&was, *place), "record removed");
        changes.push(change.api(Breaks, "its type is gone"));
    }
    for place in &pairs.come {
        let change = Change::new(Kind::RecordAdded, name(&is, *place), "record added");
        changes.push(change.api(Differs, "a new type"));
    }
    codes::codes(old, new, &matched, changes);
    for (was, is) in &matched.records {
        let record = new.record(*is).map_or("", |record| record.name);
        if !renamed.contains(&(*was, *is)) {
            rust_names(record, old.names_of(*was), new.names_of(*is), changes);
        }
        let (before, after) = (old.used(*was), new.used(*is));
        let used = Use { request: before.request && after.request, response: before.response && after.response };
        let is_request = usize::from(new.endpoint.request.0) == *is;
        let positional = is_request && matches!(new.body, Body::Positional);
        fields::fields(
            &Both { name: record, used, positional, old: (old, *was), new: (new, *is), matched: &matched },
            changes,
        );
    }
}

/// The names in Rust of a record that kept its own.
fn rust_names(record: &str, old: Option<&RecordNames>, new: Option<&RecordNames>, changes: &mut Changes) {
    let (Some(old), Some(new)) = (old, new) else { return };
    let request = old.request.as_ref().zip(new.request.as_ref()).map(|(old, new)| (&old.ty, &new.ty));
    let response = old.response.as_ref().zip(new.response.as_ref());
    for (old, new) in [request, response].into_iter().flatten().filter(|(old, new)| old != new) {
        changes.push(Change::rust_name(record, "type", old, new));
    }
}
