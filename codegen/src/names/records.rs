//! The names of an endpoint's records: who is used in which direction, and what that makes of it.

use signwright_model::{Endpoint, RecordId, Type};

use super::{
    Named, RecordNames, RequestNames,
    ident::{Case, identifier, is_own_name},
    joined,
    scope::Scope,
};
use crate::{
    diagnostic::Diagnostics,
    specs::{SpecApi, SpecEndpoint, SpecField},
};

/// The names of the records that the endpoints of a platform share: which way one goes is said by all of them together.
pub(super) fn shared<'a>(
    api: &'a SpecApi<'a>,
    types: &mut Scope<'_, 'a>,
    notes: &mut Diagnostics,
) -> Vec<RecordNames<'a>> {
    let mut ways = vec![(false, false); api.notes.shared.records.len()];
    for endpoint in api.endpoints {
        let model = endpoint.model;
        let (asked, answered) = (reached(model, model.request), reached(model, model.response));
        for (record, (asked, answered)) in endpoint.records.iter().zip(asked.into_iter().zip(answered)) {
            if let Some(way) = record.shared.and_then(|id| ways.get_mut(usize::from(id.0))) {
                *way = (way.0 || asked, way.1 || answered);
            }
        }
    }
    let mut names = Vec::new();
    for (spec, (asked, answered)) in api.notes.shared.records.iter().zip(ways) {
        let name = spec.model.name;
        let base = types.claim(&identifier(name, Case::Camel, "Record"), name, spec.span, notes);
        let response = answered.then(|| if asked { types.derive(&joined(&base, "Response")) } else { base.clone() });
        let request = asked.then(|| RequestNames { required: types.derive(&joined(&base, "Required")), ty: base });
        names.push(RecordNames { spec, request, response, fields: fields(spec.fields, notes) });
    }
    names
}

/// The names of all records. `ends` are those of the request and the response, `shared` those of the platform.
pub(super) fn records<'a>(
    endpoint: &'a SpecEndpoint<'a>,
    ends: &(String, String),
    shared: &[RecordNames<'a>],
    types: &mut Scope<'_, 'a>,
    notes: &mut Diagnostics,
) -> Vec<RecordNames<'a>> {
    let model = endpoint.model;
    let asked = reached(model, model.request);
    let answered = reached(model, model.response);
    let mut names = Vec::new();
    for spec in endpoint.records {
        let has = |reached: &[bool]| reached.get(usize::from(spec.id.0)).copied().unwrap_or(false);
        if let Some(shared) = spec.shared.and_then(|id| shared.get(usize::from(id.0))) {
            let fields = spec.fields.iter().zip(&shared.fields);
            names.push(RecordNames {
                spec,
                request: shared.request.clone().filter(|_| has(&asked)),
                response: shared.response.clone().filter(|_| has(&answered)),
                fields: fields.map(|(spec, shared)| Named { spec, rust: shared.rust.clone() }).collect(),
            });
            continue;
        }
        let is = |id: RecordId| id == spec.id;
        // The request and the response have their names already; every other record claims its own.
        let claims_name = !is(model.request) && !is(model.response);
        let name = spec.model.name;
        let base = claims_name.then(|| types.claim(&identifier(name, Case::Camel, "Record"), name, spec.span, notes));
        let request = has(&asked).then(|| match &base {
            Some(base) => base.clone(),
            None if is(model.request) => ends.0.clone(),
            None => types.derive(&joined(&ends.1, "Request")),
        });
        let response = has(&answered).then(|| match (&base, &request) {
            (Some(base), None) => base.clone(),
            (Some(base), Some(_)) => types.derive(&joined(base, "Response")),
            (None, _) if is(model.response) => ends.1.clone(),
            (None, _) => types.derive(&joined(&ends.0, "Response")),
        });
        names.push(RecordNames {
            spec,
            request: request.map(|ty| RequestNames { required: types.derive(&joined(&ty, "Required")), ty }),
            response,
            fields: fields(spec.fields, notes),
        });
    }
    names
}

fn fields<'a>(fields: &'a [SpecField<'a>], notes: &mut Diagnostics) -> Vec<Named<'a, SpecField<'a>>> {
    // The names of a record's fields on the wire are different, so nothing is to be kept apart.
    if fields.iter().all(|field| is_own_name(field.model.name)) {
        return fields.iter().map(|spec| Named { spec, rust: spec.model.name.into() }).collect();
    }
    let mut scope = Scope::new(&[]);
    let name = |spec: &'a SpecField<'a>| {
        let name = spec.model.name;
        let rust = scope.claim(&identifier(name, Case::Snake, "field"), name, spec.span, notes);
        Named { spec, rust: rust.into() }
    };
    fields.iter().map(name).collect()
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
        Type::List(of, _) | Type::Map(of, _) => nested(of),
        _ => None,
    }
}
