//! The file of what the endpoints of a platform share: the records, then the coded values, each with its macro; above them
//! the text of their tables, which the texts of the endpoints name.

use std::collections::HashMap;

use signwright_model::notation;

use super::{
    carried::Carried,
    codes,
    cycles::Cycles,
    docs::{Docs, titled},
    endpoint::USE_PLATFORM,
    page::Page,
    record::Row,
};
use crate::{
    fingerprint::Fingerprint,
    names::{ApiNames, RecordNames, code_table, nested},
    specs::SpecApi,
};

/// The file.
pub(crate) fn shared(names: &ApiNames<'_>, source: &str) -> String {
    let mut page = Page::new(source, &Docs::default().own("The records and coded values that endpoints share."));
    page.take(USE_PLATFORM.to_owned());
    let (records, codes) = (&*names.records, &*names.codes);
    let models: Vec<_> = records.iter().map(|record| record.spec.model).collect();
    let docs = Docs::default().own("Their tables. The macros count the records, and the coded values, from 0.");
    let lines = notation::tables::print_shared(&models, codes.iter().map(|codes| codes.spec.model));
    page.tables(&docs, &lines, false, "");
    let (titles, cycles) = (titles(names.spec), Cycles::of(&models));
    let title = |name| titles.get(name).copied().unwrap_or("");
    let of_record = |name| titled(title(name), name);
    let carried = carried(names.spec, records.len());
    let wire = &names.spec.api.platform.wire;
    let rows = || {
        let records_carried = records.iter().zip(carried.iter().copied().map(Some));
        records_carried.map(|(names, carried)| Row { names, records, codes, cycles: &cycles, wire, carried })
    };
    for row in rows().filter(|row| row.names.request.is_some()) {
        row.nested_request(of_record(row.names.spec.model.name), &mut page);
    }
    for row in rows().filter(|row| row.names.response.is_some()) {
        row.nested_response(of_record(row.names.spec.model.name), &mut page);
    }
    for (index, codes) in (0..=u16::MAX).zip(codes) {
        codes::codes(codes, index, title(codes.spec.model.name), &mut page);
    }
    page.finish()
}

/// What the file is made of beside what the platform says: how the endpoints call its types, and what they are titled.
pub(crate) fn made_of(names: &ApiNames<'_>, platform: Fingerprint) -> Fingerprint {
    let types = names.records.iter().flat_map(RecordNames::types);
    let types = types.chain(names.codes.iter().map(|codes| codes.ty.as_str()));
    let titles = titles(names.spec);
    let records = names.records.iter().map(|record| record.spec.model.name);
    let titles = records
        .chain(names.codes.iter().map(|codes| codes.spec.model.name))
        .map(|name| titles.get(name).copied().unwrap_or(""));
    let made = types.chain(titles).fold(platform, Fingerprint::and);
    let carried = carried(names.spec, names.records.len());
    let ways = carried.iter().map(|carried| [carried.by_field, carried.by_json, carried.by_xml].map(u8::from));
    ways.fold(made, |made, ways| made.bytes(&ways))
}

/// What carries the rows of each record in the requests of all endpoints.
fn carried(spec: &SpecApi<'_>, count: usize) -> Vec<Carried> {
    let mut all = vec![Carried::default(); count];
    for endpoint in spec.endpoints {
        let carried = Carried::of_records(endpoint.model, &spec.api.platform.wire_of(endpoint.model));
        for (record, carried) in endpoint.records.iter().zip(carried) {
            if let Some(shared) = record.shared.and_then(|id| all.get_mut(usize::from(id.0))) {
                *shared = shared.and(carried);
            }
        }
    }
    all
}

/// The titles of the fields that hold a record or coded values, by the name of these; none where they have several.
fn titles<'m>(spec: &SpecApi<'m>) -> HashMap<&'m str, &'m str> {
    let mut titles = HashMap::new();
    for endpoint in spec.api.endpoints {
        let fields = endpoint.records.iter().flat_map(|holder| holder.fields.iter().map(move |field| (holder, field)));
        for (holder, field) in fields.filter(|(_, field)| !field.title.is_empty()) {
            let record = nested(&field.ty).and_then(|id| endpoint.records.get(usize::from(id.0)));
            let held = record.map(|record| record.name).or(code_table(&field.ty).map(|codes| codes.name));
            // What a record calls one of its own kind, such as its parent, is no title of it.
            let Some(held) = held.filter(|held| *held != holder.name) else { continue };
            let title = titles.entry(held).or_insert(field.title);
            if *title != field.title {
                *title = "";
            }
        }
    }
    titles
}
