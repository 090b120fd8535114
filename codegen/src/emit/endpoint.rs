//! The file of an endpoint. A reader sees the request, then the response, then the coded values, each
//! with its macro; above them the text of their tables, and at the end what a sandbox is told (`SANDBOX`) and the `impl Endpoint`.

use quote::quote;
use signwright_model::syntax::coat;
use signwright_model::{CodeTable, Endpoint, Field, RecordId, notation};

use super::{
    codes,
    cycles::Cycles,
    docs::{Docs, address, titled},
    page::Page,
    print::ident,
    record::Row,
    words,
};
use crate::{
    names::{EndpointNames, RecordNames, code_table, nested},
    specs::EndpointNotes,
};

/// The file of an endpoint.
pub(crate) fn endpoint(
    endpoint: &Endpoint<'_>,
    notes: &EndpointNotes<'_>,
    names: &EndpointNames,
    source: &str,
    per_feature: bool,
) -> String {
    let mut page = Page::new(source, &head(endpoint, notes));
    page.take("use super::PLATFORM;");
    let cycles = Cycles::of(endpoint.records);
    let rows = rows(endpoint, notes, names, &cycles);
    let docs = Docs::default()
        .own("The endpoint in the vendor's words. The macros count the records, and the coded values, from 0.");
    let codes: Vec<_> = tables(endpoint, notes, names).collect();
    let lines = notation::tables::print(endpoint, codes.iter().map(|(table, _)| *table));
    let sandbox = endpoint.sandbox.map(|sandbox| coat::write(&notation::sandbox::print(&sandbox)));
    let sandbox = sandbox.unwrap_or_default();
    page.tables(&docs, &lines, &sandbox);
    requests(endpoint, notes, &rows, &mut page);
    responses(endpoint, &rows, &mut page);
    for (index, (table, names)) in (0_u16..=u16::MAX).zip(codes) {
        let source = notes.codes.iter().find(|codes| codes.table.name == table.name).map_or("", |codes| codes.source);
        codes::codes(table, index, for_field(endpoint, table), source, names, &mut page);
    }
    page.sandbox(&sandbox, per_feature);
    implementation(endpoint, names, &mut page);
    page.finish()
}

/// What the vendor's page says about the endpoint as a whole.
fn head(endpoint: &Endpoint<'_>, notes: &EndpointNotes<'_>) -> Docs {
    let mut docs = Docs::default().text(titled(endpoint.title, endpoint.name));
    docs = match address(endpoint.docs) {
        Some(page) if page == endpoint.docs => docs.own(&format!("`{}`, <{page}>", words::plain(endpoint.name))),
        _ => docs.own(&format!("`{}`", words::plain(endpoint.name))).text(endpoint.docs),
    };
    let replaced = notes.deprecated.map(|deprecated| words::deprecated(&deprecated));
    docs = replaced.into_iter().fold(docs, |docs, sentence| docs.own(&sentence));
    docs = docs.text(notes.since).items(notes.notes.iter().map(|note| super::docs::one_line(note)));
    if !notes.permission.is_empty() {
        docs = docs.own(&format!("Permission: {}", super::docs::one_line(notes.permission)));
    }
    docs.own(words::repeat(endpoint.repeat))
}

fn rows<'a, 'm>(
    endpoint: &'a Endpoint<'m>,
    notes: &'a EndpointNotes<'m>,
    names: &'a EndpointNames,
    cycles: &'a Cycles,
) -> Vec<Row<'a, 'm>> {
    let rows = endpoint.records.iter().zip(&names.records).zip(0_u16..=u16::MAX);
    let row = |((record, names_of), at): ((&'a _, &'a RecordNames), u16)| {
        let notes = notes.records.get(usize::from(at));
        Row { at, record, notes, names: names_of, all: names, cycles }
    };
    rows.map(row).collect()
}

/// The request first, then its records in the order of the file.
fn requests(endpoint: &Endpoint<'_>, notes: &EndpointNotes<'_>, rows: &[Row<'_, '_>], page: &mut Page) {
    let replaced = notes.deprecated.map(|deprecated| words::deprecated(&deprecated));
    for row in first(endpoint.request, rows).filter(|row| row.names.request.is_some()) {
        let is_request = row.at == endpoint.request.0;
        let title = if is_request { titled(endpoint.title, endpoint.name) } else { title(endpoint, row.at) };
        let replaced = replaced.iter().filter(|_| is_request);
        let docs = replaced.fold(Docs::default().text(title), |docs, sentence| docs.own(sentence));
        row.request(row.believed(docs), page);
        row.request_call(page);
    }
}

/// The response and its records.
fn responses(endpoint: &Endpoint<'_>, rows: &[Row<'_, '_>], page: &mut Page) {
    for row in first(endpoint.response, rows).filter(|row| row.names.response.is_some()) {
        let docs = match &row.names.request {
            _ if row.at == endpoint.response.0 => answer(endpoint, row.all),
            Some(request) => {
                Docs::default().text(title(endpoint, row.at)).own(&format!("[`{}`] as it is answered.", request.ty))
            }
            None => Docs::default().text(title(endpoint, row.at)),
        };
        row.response(&row.believed(docs), page);
        row.response_call(page);
    }
}

fn answer(endpoint: &Endpoint<'_>, names: &EndpointNames) -> Docs {
    let request = names.records.get(usize::from(endpoint.request.0)).and_then(|record| record.request.as_ref());
    Docs::default().own(&request.map_or_else(String::new, |request| format!("The answer to [`{}`].", request.ty)))
}

fn first<'a, 'm>(id: RecordId, rows: &'a [Row<'a, 'm>]) -> impl Iterator<Item = &'a Row<'a, 'm>> {
    let (before, after) = rows.iter().partition::<Vec<_>, _>(|row| row.at == id.0);
    before.into_iter().chain(after)
}

/// A nested record is titled by the first field that holds it.
fn title<'m>(endpoint: &Endpoint<'m>, index: u16) -> &'m str {
    let mut fields = endpoint.fields();
    let holder = fields.find(|field| nested(&field.ty) == Some(RecordId(index)) && !field.title.is_empty());
    let name = endpoint.records.get(usize::from(index)).map_or("", |record| record.name);
    titled(holder.map_or(name, |field| field.title), name)
}

/// The coded values in the order of their names, each once.
fn tables<'a, 'm>(
    endpoint: &'a Endpoint<'m>,
    notes: &'a EndpointNotes<'m>,
    names: &'a EndpointNames,
) -> impl Iterator<Item = (&'m CodeTable<'m>, &'a crate::names::CodesNames)> {
    names.codes.iter().filter_map(|codes| {
        let listed = notes.codes.iter().map(|codes| codes.table);
        let used = endpoint.fields().filter_map(|field| code_table(&field.ty));
        listed.chain(used).find(|table| table.name == codes.spec).map(|table| (table, codes))
    })
}

/// Coded values are titled by the first field that has them.
fn for_field<'m>(endpoint: &Endpoint<'m>, table: &CodeTable<'_>) -> &'m str {
    let has = |field: &&Field<'_>| code_table(&field.ty).is_some_and(|codes| codes.name == table.name);
    let mut fields = endpoint.fields();
    fields.find(has).map_or("", |field| field.title)
}

/// What makes the request an `Endpoint`.
fn implementation(endpoint: &Endpoint<'_>, names: &EndpointNames, page: &mut Page) {
    let of = |id: RecordId| names.records.get(usize::from(id.0));
    let request = of(endpoint.request).and_then(|names| names.request.as_ref());
    let response = of(endpoint.response).and_then(|names| names.response.as_ref());
    if let (Some(request), Some(response)) = (request, response) {
        let (request, response) = (ident(&request.ty), ident(response));
        page.item(quote! {
            impl Endpoint for #request {
                type Response = #response;

                fn platform() -> model::PlatformResult {
                    PLATFORM.platform()
                }

                fn endpoint() -> model::EndpointResult {
                    TABLES.endpoint()
                }
            }
        });
    }
}
