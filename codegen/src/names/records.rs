//! The names of an endpoint's records: who is used in which direction, and what that makes of it.

use signwright_model::{Endpoint, RecordId, Type};

use super::{
    RecordNames, RequestNames,
    ident::{Case, identifier},
    joined,
    scope::Scope,
};
use crate::{diagnostic::Diagnostics, specs::EndpointNotes};

/// The names of all records. `ends` are those of the request and the response.
pub(super) fn records(
    endpoint: &Endpoint<'_>,
    spec: &EndpointNotes<'_>,
    ends: &(String, String),
    types: &mut Scope<'_>,
    notes: &mut Diagnostics,
) -> Vec<RecordNames> {
    let asked = reached(endpoint, endpoint.request);
    let answered = reached(endpoint, endpoint.response);
    let mut names = Vec::new();
    for (index, record) in endpoint.records.iter().enumerate() {
        // A record that the loader made, of a pager for instance, has no place of its own.
        let span = spec.records.get(index).map_or(spec.span, |record| record.span);
        let has = |reached: &[bool]| reached.get(index).copied().unwrap_or(false);
        let is = |id: RecordId| usize::from(id.0) == index;
        // The request and the response have their names already; every other record claims its own.
        let claims_name = !is(endpoint.request) && !is(endpoint.response);
        let base =
            claims_name.then(|| types.claim(&identifier(record.name, Case::Camel, "Record"), record.name, span, notes));
        let request = has(&asked).then(|| match &base {
            Some(base) => base.clone(),
            None if is(endpoint.request) => ends.0.clone(),
            None => types.derive(&joined(&ends.1, "Request")),
        });
        let response = has(&answered).then(|| match (&base, &request) {
            (Some(base), None) => base.clone(),
            (Some(base), Some(_)) => types.derive(&joined(base, "Response")),
            (None, _) if is(endpoint.response) => ends.1.clone(),
            (None, _) => types.derive(&joined(&ends.0, "Response")),
        });
        names.push(RecordNames {
            request: request.map(|ty| RequestNames { required: types.derive(&joined(&ty, "Required")), ty }),
            response,
            fields: fields(endpoint, spec, index, notes),
        });
    }
    names
}

fn fields(endpoint: &Endpoint<'_>, spec: &EndpointNotes<'_>, index: usize, notes: &mut Diagnostics) -> Vec<String> {
    let mut scope = Scope::new(&[]);
    let places = spec.records.get(index).map_or(&[][..], |record| record.fields);
    let fields = endpoint.records.get(index).map_or(&[][..], |record| record.fields);
    let name = |(index, field): (usize, &signwright_model::Field<'_>)| {
        let span = places.get(index).map_or(spec.span, |field| field.span);
        scope.claim(&identifier(field.name, Case::Snake, "field"), field.name, span, notes)
    };
    fields.iter().enumerate().map(name).collect()
}

/// Which records a record leads to, itself included.
fn reached(endpoint: &Endpoint<'_>, from: RecordId) -> Vec<bool> {
    let mut reached = vec![false; endpoint.records.len()];
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        let index = usize::from(id.0);
        // Records can hold each other in circles, and each is looked into once.
        let (Some(seen), Some(record)) = (reached.get_mut(index), endpoint.records.get(index)) else { continue };
        if !std::mem::replace(seen, true) {
            open.extend(record.fields.iter().filter_map(|field| nested(&field.ty)));
        }
    }
    reached
}

pub(crate) fn nested(ty: &Type<'_>) -> Option<RecordId> {
    match ty {
        Type::Record(id) => Some(*id),
        Type::List(of, _) | Type::Map(of) => nested(of),
        _ => None,
    }
}
