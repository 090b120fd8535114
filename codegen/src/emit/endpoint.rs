//! The file of an endpoint. A reader sees the request, then the response, then the coded values, each
//! with its macro; above them the text of their tables, and at the end what a sandbox is told (`SANDBOX`) and the `impl Endpoint`.

use std::collections::HashSet;

use signwright_model::syntax::coat;
use signwright_model::{CodeTable, Endpoint, Field, Platform, RecordId, Travel, notation};

use super::{
    carried::Carried,
    codes,
    cycles::Cycles,
    docs::{Docs, address, one_line, titled},
    page::Page,
    print,
    record::Row,
    words,
};
use crate::{
    names::{EndpointNames, RECORDS, RecordNames, code_table, nested},
    specs::SpecEndpoint,
};

/// The file of an endpoint.
pub(crate) fn endpoint(names: &EndpointNames<'_>, platform: &Platform<'_>, source: &str, per_feature: bool) -> String {
    let endpoint = names.spec.model;
    let mut page = Page::new(source, &head(names.spec, platform));
    let wire = platform.wire_of(endpoint);
    page.take(USE_PLATFORM.to_owned());
    if let Some(line) = print::import(&format!("super::{RECORDS}"), &shared_types(names)) {
        page.take(format!("pub {line}"));
    }
    let cycles = Cycles::of(endpoint.records);
    let (records, codes) = (&*names.records, &*names.codes);
    let carried = Carried::of_records(endpoint, &wire);
    let own = records.iter().zip(carried).filter(|(record, _)| record.spec.shared.is_none());
    // Each row of the request itself travels where it says.
    let of_rows = |names: &RecordNames<'_>, carried| (names.spec.id != endpoint.request).then_some(carried);
    let rows = own.map(|(names, carried)| {
        let carried = of_rows(names, carried);
        Row { names, records, codes, cycles: &cycles, wire: &wire, carried }
    });
    let rows: Vec<_> = rows.collect();
    let docs = Docs::default()
        .own("The endpoint in the vendor's words. The macros count the records, and the coded values, from 0.");
    let shared: HashSet<&str> = shared_names(names.spec).collect();
    let models = codes.iter().map(|codes| codes.spec.model);
    let lines = notation::tables::print(endpoint, models, |name| shared.contains(name));
    let sandbox = endpoint.sandbox.map(|sandbox| coat::write(&notation::sandbox::print(&sandbox)));
    let sandbox = sandbox.unwrap_or_default();
    page.tables(&docs, &lines, !shared.is_empty(), &sandbox);
    requests(names.spec, &rows, &mut page);
    responses(names, &rows, &mut page);
    for (index, codes) in (0..=u16::MAX).zip(codes).filter(|(_, codes)| !codes.spec.is_shared) {
        codes::codes(codes, index, for_field(endpoint, codes.spec.model), &mut page);
    }
    page.sandbox(&sandbox, per_feature);
    implementation(names, &mut page);
    page.finish()
}

/// What records are shown with where `serde` reads and writes them: the zone of their dates.
pub(super) const USE_PLATFORM: &str = "use super::PLATFORM;";

/// The records and coded values that the endpoint shares.
fn shared_names<'m>(spec: &SpecEndpoint<'m>) -> impl Iterator<Item = &'m str> {
    let records = spec.records.iter().filter(|record| record.shared.is_some()).map(|record| record.model.name);
    records.chain(spec.codes.iter().filter(|codes| codes.is_shared).map(|codes| codes.model.name))
}

/// The types of these that the endpoint uses.
fn shared_types<'n>(names: &'n EndpointNames<'_>) -> Vec<&'n str> {
    let records = names.records.iter().filter(|record| record.spec.shared.is_some()).flat_map(RecordNames::types);
    let codes = names.codes.iter().filter(|codes| codes.spec.is_shared).map(|codes| codes.ty.as_str());
    let mut types: Vec<_> = records.chain(codes).collect();
    types.sort_unstable();
    types
}

/// What the vendor's page says about the endpoint as a whole.
fn head(spec: &SpecEndpoint<'_>, platform: &Platform<'_>) -> Docs {
    let endpoint = spec.model;
    let mut docs = Docs::default().text(titled(endpoint.title, endpoint.name));
    docs = match address(endpoint.docs) {
        Some(page) if page == endpoint.docs => docs.own(&format!("`{}`, <{page}>", words::plain(endpoint.name))),
        _ => docs.own(&format!("`{}`", words::plain(endpoint.name))).text(endpoint.docs),
    };
    docs = called(endpoint, platform).into_iter().fold(docs, |docs, sentence| docs.own(&sentence));
    let replaced = spec.deprecated.map(|deprecated| words::deprecated(&deprecated));
    docs = replaced.into_iter().fold(docs, |docs, sentence| docs.own(&sentence));
    docs = docs.text(spec.since).items(spec.notes.iter().map(|note| one_line(note)));
    if !spec.permission.is_empty() {
        docs = docs.own(&format!("Permission: {}", one_line(spec.permission)));
    }
    let docs = docs.own(&words::repeat(endpoint));
    words::facts(endpoint).fold(docs, |docs, sentence| docs.own(&sentence))
}

/// What the endpoint says of its way: its address where that is not its name, and its class.
fn called(endpoint: &Endpoint<'_>, platform: &Platform<'_>) -> Vec<String> {
    let Travel { verb, path, .. } = endpoint.travel;
    let verb = if verb.is_empty() { platform.wire.verb } else { verb };
    let is_named = notation::address::is_address(endpoint.name) || (endpoint.travel.verb.is_empty() && path.is_empty());
    let address = notation::address::print(notation::address::Address { verb, path });
    let address = (!is_named).then(|| format!("`{}`", words::plain(&address)));
    let class = platform.classes.iter().find(|class| class.name == endpoint.class).map(|class| {
        let title = if class.title.is_empty() { String::new() } else { format!(" ({})", one_line(class.title)) };
        let signed = if class.is_signed { "" } else { ", not signed" };
        format!("Class `{}`{title}{signed}.", words::plain(class.name))
    });
    address.into_iter().chain(class).collect()
}

/// The request first, then its records in the order of the file.
fn requests(spec: &SpecEndpoint<'_>, rows: &[Row<'_>], page: &mut Page) {
    let endpoint = spec.model;
    let replaced = spec.deprecated.map(|deprecated| words::deprecated(&deprecated));
    for row in first(endpoint.request, rows).filter(|row| row.names.request.is_some()) {
        let is_request = row.id() == endpoint.request;
        let title = if is_request { titled(endpoint.title, endpoint.name) } else { title(endpoint, row.id()) };
        let replaced = replaced.iter().filter(|_| is_request);
        let docs = replaced.fold(Docs::default().text(title), |docs, sentence| docs.own(sentence));
        row.request(row.believed(docs), page);
        row.request_call(page);
    }
}

/// The response and its records.
fn responses(names: &EndpointNames<'_>, rows: &[Row<'_>], page: &mut Page) {
    let endpoint = names.spec.model;
    for row in first(endpoint.response, rows).filter(|row| row.names.response.is_some()) {
        if row.id() == endpoint.response {
            row.response(&row.believed(answer(names)), page);
            row.response_call(page);
        } else {
            row.nested_response(title(endpoint, row.id()), page);
        }
    }
}

fn answer(names: &EndpointNames<'_>) -> Docs {
    Docs::default()
        .own(&names.request().map_or_else(String::new, |request| format!("The answer to [`{}`].", request.ty)))
}

fn first<'r, 'a>(id: RecordId, rows: &'r [Row<'a>]) -> impl Iterator<Item = &'r Row<'a>> {
    let (before, after) = rows.iter().partition::<Vec<_>, _>(|row| row.id() == id);
    before.into_iter().chain(after)
}

/// A nested record is titled by the first field that holds it.
fn title<'m>(endpoint: &Endpoint<'m>, id: RecordId) -> &'m str {
    let mut fields = endpoint.fields();
    let holder = fields.find(|field| nested(&field.ty) == Some(id) && !field.title.is_empty());
    let name = endpoint.records.get(usize::from(id.0)).map_or("", |record| record.name);
    titled(holder.map_or(name, |field| field.title), name)
}

/// Coded values are titled by the first field that has them.
fn for_field<'m>(endpoint: &Endpoint<'m>, table: &CodeTable<'_>) -> &'m str {
    let has = |field: &&Field<'_>| code_table(&field.ty).is_some_and(|codes| codes.name == table.name);
    let mut fields = endpoint.fields();
    fields.find(has).map_or("", |field| field.title)
}

/// What makes the request an `Endpoint`.
fn implementation(names: &EndpointNames<'_>, page: &mut Page) {
    let response = names.records.get(usize::from(names.spec.model.response.0));
    let response = response.and_then(|record| record.response.as_ref());
    if let (Some(request), Some(response)) = (names.request(), response) {
        page.uses("Endpoint");
        page.uses("model");
        page.text(format!(
            "impl Endpoint for {} {{
    type Response = {response};
    fn platform() -> model::PlatformResult {{
        PLATFORM.platform()
    }}
    fn endpoint() -> model::EndpointResult {{
        TABLES.endpoint()
    }}
}}
",
            request.ty
        ));
    }
}
