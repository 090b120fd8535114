//! What carries the values of a request: text fields, which have no `null`, or a document of JSON or XML. A record may be
//! carried in several ways.

use std::collections::HashSet;

use signwright_model::{Body, DocumentFormat, Endpoint, Field, ListStyle, RecordId, Travels, Wire};

use crate::names::nested;

/// What carries a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    /// A field of a query or a form, a header, a part of a path.
    Field,
    Json,
    Xml,
}

/// All that carries a value in one call or another.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carried {
    pub(crate) by_field: bool,
    pub(crate) by_json: bool,
    pub(crate) by_xml: bool,
}

impl Carried {
    fn add(&mut self, by: By) {
        match by {
            By::Field => self.by_field = true,
            By::Json => self.by_json = true,
            By::Xml => self.by_xml = true,
        }
    }

    /// What carries it in either.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            by_field: self.by_field || other.by_field,
            by_json: self.by_json || other.by_json,
            by_xml: self.by_xml || other.by_xml,
        }
    }

    /// A row of a request.
    pub(crate) fn of_row(field: &Field<'_>, wire: &Wire<'_>) -> Self {
        let mut carried = Self::default();
        for by in of_row(field, wire) {
            carried.add(by);
        }
        carried
    }

    /// The rows of all records that a request holds.
    pub(crate) fn of_records(endpoint: &Endpoint<'_>, wire: &Wire<'_>) -> Vec<Self> {
        let mut carried = vec![Self::default(); endpoint.records.len()];
        let mut seen: HashSet<(RecordId, By)> = HashSet::new();
        let mut waiting: Vec<(RecordId, By)> = Vec::new();
        for field in endpoint.request().record().fields {
            let Some(id) = nested(&field.ty) else { continue };
            let style = field.lists.unwrap_or(wire.lists);
            // A list or a record that is one field stands there as JSON, but for a pager: its rows are fields.
            let within = |by| match by {
                By::Field if style == ListStyle::Json && field.travels != Travels::InQuery => By::Json,
                by => by,
            };
            waiting.extend(of_row(field, wire).into_iter().map(|by| (id, within(by))));
        }
        while let Some((id, by)) = waiting.pop() {
            let (Some(record), Some(of_record)) =
                (endpoint.records.get(usize::from(id.0)), carried.get_mut(usize::from(id.0)))
            else {
                continue;
            };
            if !seen.insert((id, by)) {
                continue;
            }
            of_record.add(by);
            for field in record.fields {
                let within = if field.lists == Some(ListStyle::Json) { By::Json } else { by };
                waiting.extend(nested(&field.ty).map(|id| (id, within)));
            }
        }
        carried
    }
}

fn of_row(field: &Field<'_>, wire: &Wire<'_>) -> Vec<By> {
    match (field.travels, wire.body) {
        (Travels::InBody, Body::Form | Body::Query)
        | (Travels::Path | Travels::Query | Travels::InQuery | Travels::Header | Travels::Form, _) => vec![By::Field],
        (Travels::InBody | Travels::Document, Body::Envelope { formats, .. }) => {
            let by = |format: &DocumentFormat| if *format == DocumentFormat::Xml { By::Xml } else { By::Json };
            formats.iter().map(by).collect()
        }
        (Travels::InBody | Travels::Document, _) => vec![By::Json],
    }
}
