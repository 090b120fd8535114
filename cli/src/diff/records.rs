//! The records of an endpoint: which is which, where each travels, and what became of their names in Rust.

use signwright_model::{Body, Endpoint, Record, RecordId};

use super::Effect::{Breaks, Differs};
use super::change::{Change, Changes};
use super::fields::{self, Both};
use super::pairs::Pairs;
use super::{Kind, codes};
use signwright_codegen::names::{EndpointNames, RecordNames};
use signwright_codegen::specs::EndpointNotes;

/// An endpoint of one of the two specs.
pub(super) struct Side<'a, 'm> {
    pub(super) endpoint: &'m Endpoint<'m>,
    pub(super) notes: &'a EndpointNotes<'m>,
    pub(super) names: &'a EndpointNames,
    pub(super) body: Body<'m>,
}

/// Where a record or coded values travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) request: bool,
    pub(super) response: bool,
}

/// Which records and coded values of two endpoints are one.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) records: Vec<(usize, usize)>,
    /// By their names in the specs.
    pub(super) codes: Vec<(String, String)>,
}

impl Matched {
    pub(super) fn is_record(&self, old: RecordId, new: RecordId) -> bool {
        self.records.contains(&(usize::from(old.0), usize::from(new.0)))
    }

    pub(super) fn is_codes(&self, old: &str, new: &str) -> bool {
        self.codes.iter().any(|(was, is)| was == old && is == new)
    }
}

impl Side<'_, '_> {
    fn names_of(&self, place: usize) -> Option<&RecordNames> {
        self.names.records.get(place)
    }

    /// Where a record travels.
    fn used(&self, place: usize) -> Use {
        let names = self.names_of(place);
        Use {
            request: names.is_some_and(|names| names.request.is_some()),
            response: names.is_some_and(|names| names.response.is_some()),
        }
    }

    /// Where coded values travel.
    pub(super) fn codes_used(&self, name: &str) -> Use {
        let mut used = Use::default();
        for (place, record) in self.endpoint.records.iter().enumerate() {
            let mut tables = record.fields.iter().filter_map(|field| signwright_codegen::names::code_table(&field.ty));
            if tables.any(|table| table.name == name) {
                let of_record = self.used(place);
                used.request |= of_record.request;
                used.response |= of_record.response;
            }
        }
        used
    }

    fn record(&self, place: usize) -> Option<&Record<'_>> {
        self.endpoint.records.get(place)
    }
}

/// Compares all records and coded values of an endpoint.
pub(super) fn records(old: &Side<'_, '_>, new: &Side<'_, '_>, changes: &mut Changes) {
    let names = |side: &Side<'_, '_>| side.endpoint.records.iter().map(|record| record.name.to_owned()).collect();
    let (was, is): (Vec<String>, Vec<String>) = (names(old), names(new));
    let mut pairs = Pairs::by_name(was.iter().map(String::as_str), is.iter().map(String::as_str));
    let renamed = pairs.renamed(|gone, come| {
        let (Some(gone), Some(come)) = (old.record(gone), new.record(come)) else { return 0 };
        let shared =
            gone.fields.iter().filter(|field| come.fields.iter().any(|candidate| candidate.name == field.name)).count();
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
