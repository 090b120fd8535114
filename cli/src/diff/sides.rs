//! The two sides of a comparison: an endpoint in each spec, a record in both, and what of them is one. What changed is
//! left to the other files.

use signwright_codegen::names::{CodesNames, EndpointNames, RecordNames, code_table};
use signwright_model::{RecordId, Wire};

/// An endpoint of one of the two specs.
pub(super) struct Side<'a> {
    pub(super) names: &'a EndpointNames<'a>,
    /// How its calls travel.
    pub(super) wire: Wire<'a>,
}

/// Where a record or coded values travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) request: bool,
    pub(super) response: bool,
}

/// Which records and coded values of two endpoints are one.
pub(super) struct Matched<'a> {
    pub(super) records: Vec<(&'a RecordNames<'a>, &'a RecordNames<'a>)>,
    pub(super) codes: Vec<(&'a CodesNames<'a>, &'a CodesNames<'a>)>,
}

impl Matched<'_> {
    pub(super) fn is_record(&self, old: RecordId, new: RecordId) -> bool {
        self.records.iter().any(|(was, is)| was.spec.id == old && is.spec.id == new)
    }

    pub(super) fn is_codes(&self, old: &str, new: &str) -> bool {
        self.codes.iter().any(|(was, is)| was.spec.model.name == old && is.spec.model.name == new)
    }
}

impl Use {
    pub(super) fn of(record: &RecordNames<'_>) -> Self {
        Self { request: record.request.is_some(), response: record.response.is_some() }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { request: self.request && other.request, response: self.response && other.response }
    }
}

impl Side<'_> {
    pub(super) fn codes_used(&self, name: &str) -> Use {
        let mut used = Use::default();
        for record in &self.names.records {
            let mut tables = record.fields.iter().filter_map(|field| code_table(&field.spec.model.ty));
            if tables.any(|table| table.name == name) {
                used.request |= record.request.is_some();
                used.response |= record.response.is_some();
            }
        }
        used
    }
}

/// A record of both sides.
pub(super) struct Both<'a> {
    pub(super) name: &'a str,
    pub(super) used: Use,
    /// Of the request itself, how it travels.
    pub(super) wires: Option<(Wire<'a>, Wire<'a>)>,
    pub(super) old: &'a RecordNames<'a>,
    pub(super) new: &'a RecordNames<'a>,
    /// Which records and coded values of the two are one.
    pub(super) matched: &'a Matched<'a>,
}
