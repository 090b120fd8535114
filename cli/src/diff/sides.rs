//! The two sides of a comparison: an endpoint in each spec, a record in both, and what of them is one. What changed is
//! left to the other files.

use signwright_codegen::names::{EndpointNames, RecordNames, code_table};
use signwright_codegen::specs::EndpointNotes;
use signwright_model::{Body, Endpoint, Record, RecordId};

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
    pub(super) fn names_of(&self, place: usize) -> Option<&RecordNames> {
        self.names.records.get(place)
    }

    pub(super) fn used(&self, place: usize) -> Use {
        let names = self.names_of(place);
        Use {
            request: names.is_some_and(|names| names.request.is_some()),
            response: names.is_some_and(|names| names.response.is_some()),
        }
    }

    pub(super) fn codes_used(&self, name: &str) -> Use {
        let mut used = Use::default();
        for (place, record) in self.endpoint.records.iter().enumerate() {
            let mut tables = record.fields.iter().filter_map(|field| code_table(&field.ty));
            if tables.any(|table| table.name == name) {
                let of_record = self.used(place);
                used.request |= of_record.request;
                used.response |= of_record.response;
            }
        }
        used
    }

    pub(super) fn record(&self, place: usize) -> Option<&Record<'_>> {
        self.endpoint.records.get(place)
    }
}

pub(super) struct Both<'a, 'm> {
    pub(super) name: &'a str,
    pub(super) used: Use,
    /// Whether the order of its fields is the order on the wire.
    pub(super) positional: bool,
    pub(super) old: (&'a Side<'a, 'm>, usize),
    pub(super) new: (&'a Side<'a, 'm>, usize),
    /// Which records and coded values of the two are one.
    pub(super) matched: &'a Matched,
}
