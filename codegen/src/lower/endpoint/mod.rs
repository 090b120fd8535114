//! An endpoint's file: what it says of the call, its records and coded values, and then what refers to
//! them (rules, samples, the sandbox).
//!
//! - `address`: its name, and what it says of its way
//! - `sample`: the samples of the page
//! - `travels`: where the rows of a request and a response travel; `collisions`, `spread`: rows that the wire
//!   could not tell apart, and the names that a list or a record becomes
//! - `partial`: the rows of a success that failed
//! - `answers`, `deprecated`, `poll`, `tokens`: what is looked at over all endpoints of a folder
//! - `reference`: an endpoint that another one names
//! - `rates`: whose calls a rate counts, and whether a weight counts at all

mod address;
pub(super) mod answers;
mod collisions;
pub(super) mod deprecated;
mod partial;
pub(super) mod poll;
pub(super) mod rates;
mod reference;
mod sample;
mod spread;
pub(super) mod tokens;
mod travels;

use std::collections::HashMap;

use signwright_model::notation::facts::Sections;
use signwright_model::notation::{condition, errors, repeat, reply, sandbox, template};
use signwright_model::{Endpoint, Facts, Kept, Part, RecordId, Repeat, Repetition, TextUnit, Travel, Travels};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::{Lowering, Shared};
use crate::lower::made_of;
use crate::lower::notation::mapping::Mapping;
use crate::lower::platform::pager;
use crate::lower::platform::records::Shared as Records;
use crate::lower::record;
use crate::lower::record::codes;
use crate::lower::record::graph::{self, Place};
use crate::lower::record::list::{self, id};
use crate::lower::sandbox::rows;
use crate::specs::{Located, SpecCodes, SpecEndpoint, SpecRecord};
use crate::syntax::{Entry, Node};
use signwright_model::notation::row::names::{Named, Names};

/// Lowers an endpoint's file. `None` when it has no name.
pub(super) fn endpoint<'m>(
    tree: &Node,
    shared: Option<&Shared<'m>>,
    of_platform: &Records<'m>,
    origin: &'m str,
    lowering: &mut Lowering<'m, '_>,
) -> Option<SpecEndpoint<'m>> {
    let arena = lowering.arena;
    let start = Span { end: tree.span.start, ..tree.span };
    let mut file = Mapping::of(tree, "an endpoint's file", start, lowering)?;
    let wire_name = address::name(&mut file, lowering);
    let (mut travel, stated) = address::travel(&mut file, wire_name, lowering);
    address::fits(wire_name, &travel, shared, lowering);
    let class = address::class(&mut file, wire_name, shared, lowering);
    let name = file.word("name", lowering).map(|name| lowering.keep(name));
    if let Some(name) = name {
        rust_name(name.text, name.span, lowering);
    }
    let title = file.prose("title", lowering);
    let docs = file.prose("docs", lowering);
    let since = file.prose("since", lowering);
    let notes = file.value("notes").map_or(&[][..], |notes| lowering.texts(notes, "`notes`"));
    let permission = file.prose("permission", lowering);
    let deprecated = file.entry("deprecated").and_then(|section| deprecated::deprecated(section, wire_name, lowering));
    let repeat_entry = file.entry("repeat");
    let facts = Sections::of(&mut file);
    let [weight_entry, poll_entry, rate_entry, paging_entry] =
        ["weight", "poll", "rate", "paging"].map(|key| file.entry(key));
    let vars_entry = file.entry("vars");
    let root_entry = file.entry("root");
    let root = root_entry.and_then(|section| lowering.word(&section.value)).map(|path| reply::root(path, lowering));
    let vars = address::vars(vars_entry, (&travel, root), shared, lowering);
    let data = file.word("data", lowering).and_then(|path| reply::data(path, lowering));
    let partial_entry = file.entry("partial");
    let bodiless = file.entry("response").filter(|section| record::is_none(section)).map(|section| section.key.span);
    let success = file.word("success", lowering);
    let success = success.and_then(|text| condition::read_answer(text, arena, lowering.diagnostics));
    let (success, mut paths) = success.map_or((None, Vec::new()), |(success, paths)| (Some(success), paths));
    let message = file.word("message", lowering);
    paths.extend(message);
    let errors = file.value("errors").map_or(&[][..], |errors| errors::read(errors, lowering));

    let tables = tables(&mut file, (&mut travel, stated), (shared, of_platform), lowering);
    let samples = file.entry("samples").map_or(&[][..], |section| sample::samples(section, lowering));
    let sandbox_entry = file.entry("sandbox");
    file.finish_but(is_type_name, lowering);

    let wire_name = wire_name?;
    let mut lowered = Endpoint {
        name: arena.alloc_str(wire_name.text),
        travel,
        class,
        title,
        docs,
        vars,
        repeat: Repeat::Ask.always(),
        facts: Facts::NONE,
        records: arena.alloc_slice(&tables.records.iter().map(|record| record.model).collect::<Vec<_>>()),
        request: tables.request,
        response: tables.response,
        root,
        data,
        success,
        partial: None,
        message: message.map_or("", |path| arena.alloc_str(path.text)),
        errors,
        sandbox: None,
        kept: Kept::NOTHING,
    };
    // What follows is judged by the tables: over broken ones it would only repeat their mistakes.
    if tables.is_whole {
        lowered.partial = partial_entry.and_then(|section| partial::partial(section, &lowered, lowering));
        if let Some(shared) = shared {
            collisions::check(&lowered, tables.records, shared.platform, lowering);
            let paths: Vec<_> = paths.iter().map(std::slice::from_ref).collect();
            answers::check(&paths, &[lowered.response()], shared.platform.refusals.answer, lowering);
            answers::of_endpoint(&lowered, shared.platform, (wire_name.span, bodiless), lowering);
        }
        let repeat = repeat_entry.and_then(|section| repeat::read(section, lowered.request(), lowering));
        lowered.repeat = repeat.unwrap_or(lowered.repeat);
        lowered.facts = facts.read(lowered.request(), lowered.response(), lowering);
        paged(paging_entry, &lowered, lowering);
        if let Some(shared) = shared {
            rates::weighs(weight_entry, rate_entry, &lowered, shared, lowering);
            rates::by(rate_entry, shared.platform.credentials, lowering);
        }
        let root = shared.map(|shared| sandbox_root(&lowered, shared));
        lowered.sandbox = sandbox_entry.map(|section| {
            let rows_of = |text: Located<'_>, lowering: &mut Lowering<'m, '_>| {
                rows(text, lowered.response(), root.as_deref(), samples, lowering)
            };
            sandbox::read(section, &lowered, rows_of, lowering)
        });
    }
    Some(SpecEndpoint {
        model: arena.alloc(lowered),
        file: origin,
        span: wire_name.span,
        name,
        since,
        notes,
        permission,
        deprecated,
        records: tables.records,
        codes: tables.codes,
        samples,
        sandbox: sandbox_entry.map_or(wire_name.span, |section| section.key.span),
        poll: poll_entry.and_then(|section| poll::notes(section, lowering)),
        made_of: made_of::file(tree),
    })
}

/// The names that lead to the response's table in an answer. One that the call makes is `None`.
fn sandbox_root<'m>(endpoint: &Endpoint<'m>, shared: &Shared<'m>) -> Vec<Option<String>> {
    let shape = shared.platform.reply.of_success();
    let names = endpoint.root.unwrap_or(shape.root).iter().map(|name| {
        let is_text = name.0.iter().all(|part| matches!(part, Part::Text(_)));
        is_text.then(|| template::print(*name))
    });
    let data = endpoint.data.unwrap_or(shape.data).split('.').filter(|name| !name.is_empty());
    names.chain(data.map(|name| Some(name.to_owned()))).collect()
}

/// Pages are asked for one after the other, which what writes does not bear.
fn paged(section: Option<&Entry>, endpoint: &Endpoint<'_>, lowering: &mut Lowering<'_, '_>) {
    let reads = |repetition: &Repetition<'_>| matches!(repetition, Repetition::Does(Repeat::Read | Repeat::Ask));
    let Some(section) = section.filter(|_| !endpoint.repeat.values().iter().all(reads)) else { return };
    let message = "this endpoint writes, by its `repeat`, and answers in pages";
    lowering.error(Code::BadFact, section.key.span, message, "write `repeat: read`, or remove `paging`");
}

/// A name for Rust must be one: it becomes a module and a type.
fn rust_name(name: &str, span: Span, lowering: &mut Lowering<'_, '_>) {
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_');
    if !is_name {
        let message = format!("`{name}` is no name for Rust");
        lowering.error(Code::BadName, span, message, "begin with a-z and go on with a-z, 0-9 and `_`: `order_push`");
    }
}

/// Whether a key of the file defines a record or coded values.
fn is_type_name(key: &str) -> bool {
    key.starts_with(char::is_uppercase)
}

/// The records and coded values of a file.
struct Tables<'m> {
    /// Nothing in them was reported.
    is_whole: bool,
    records: &'m [SpecRecord<'m>],
    request: RecordId,
    response: RecordId,
    codes: &'m [SpecCodes<'m>],
}

/// Names first, so that fields may name what stands below them; then the fields, and last the rules.
fn tables<'m>(
    file: &mut Mapping<'_>,
    (travel, address): (&mut Travel<'m>, Option<Located<'_>>),
    (shared, of_platform): (Option<&Shared<'m>>, &Records<'m>),
    lowering: &mut Lowering<'m, '_>,
) -> Tables<'m> {
    let arena = lowering.arena;
    let unit = shared.map_or(TextUnit::Chars, |shared| shared.unit);
    let before = lowering.diagnostics.errors();
    let mut names = of_platform.names();
    let mut codes = Vec::new();
    let mut entries: Vec<Parts<'_>> = Vec::new();
    let mut request = None;
    let sections = file.all();
    for section in sections {
        of_platform.refuse_double(section, lowering);
    }
    for section in sections {
        let key = section.key.text.as_str();
        if let Some((_, travels)) = travels::HEADINGS.iter().find(|(heading, _)| *heading == key) {
            // The tables of a request are one record, at the place of the first of them.
            let index = *request.get_or_insert(entries.len());
            if index == entries.len() {
                entries.push(Parts { name: REQUEST, span: section.key.span, tables: Vec::new() });
            }
            if let Some(parts) = entries.get_mut(index) {
                parts.tables.push((section, *travels));
            }
        } else if key == RESPONSE {
            entries.push(Parts::of(section));
        } else if is_type_name(key) {
            list::type_name(key, section.key.span, lowering);
            if codes::is_codes(section) {
                let read = codes::codes(section, lowering);
                names.add(read.model.name, Named::Codes(read.model));
                codes.push(read);
            } else {
                names.add(arena.alloc_str(key), Named::Record(id(entries.len())));
                entries.push(Parts::of(section));
            }
        }
    }
    let of_pager = shared.and_then(|shared| shared.pager).map(|pager| pager.span);
    let spans = entries.iter().map(|parts| parts.span).chain(of_pager);
    list::too_many(spans.chain(of_platform.spans()), &codes, lowering);
    if shared.is_some_and(|shared| shared.pager.is_some()) && names.get(pager::NAME).is_none() {
        names.add(pager::NAME, Named::Record(id(entries.len())));
    }
    for (heading, _) in travels::HEADINGS {
        file.entry(heading);
    }
    if request.is_none() {
        file.required(REQUEST, lowering);
    }
    let response = file.required(RESPONSE, lowering);
    let response = response.and_then(|_| entries.iter().position(|parts| parts.name == RESPONSE));
    let mut places: Vec<Place<'m>> = entries.iter().map(|parts| parts.place(&names, unit, lowering)).collect();
    // A type that cannot be read would make what it names look unused.
    let is_whole = !of_platform.is_broken && lowering.diagnostics.errors() == before;
    let [request, response] = [request, response].map(|index: Option<usize>| index.map(id));
    if let Some(pager) = shared.and_then(|shared| shared.pager) {
        if let Some(of_spec) = places.iter_mut().find(|place| place.name == pager::NAME) {
            pager::complete(&mut of_spec.fields, of_spec.span, &pager);
        } else if places.iter().any(|place| graph::refers(place, id(entries.len()))) {
            places.push(pager::place(&pager));
        }
    }
    of_platform.add(&mut places, &mut codes, arena);
    travels::check(&places, request, response, lowering);
    if let Some(shared) = shared {
        travels::settle(&mut places, request, (travel, address), shared.platform, lowering);
    }
    pager::mark(&mut places, request, shared, lowering);
    if let (true, Some(request), Some(response)) = (is_whole, request, response) {
        graph::unused(&places, &[request, response], &codes, lowering);
    }
    graph::endless(&places, lowering);

    Tables {
        is_whole,
        records: list::records(
            &places,
            |index| entries.get(index).into_iter().flat_map(|parts| parts.tables.iter().map(|(section, _)| *section)),
            lowering,
        ),
        request: request.unwrap_or(NOWHERE),
        response: response.unwrap_or(NOWHERE),
        codes: arena.alloc_slice(&codes),
    }
}

/// The name of the record of the request, and of the table that holds all of it.
const REQUEST: &str = "request";

/// The same of the response.
const RESPONSE: &str = "response";

/// A record as a file states it: in one table, or the request in one for each place that its rows travel in.
struct Parts<'t> {
    name: &'t str,
    span: Span,
    tables: Vec<(&'t Entry, Option<Travels>)>,
}

impl<'t> Parts<'t> {
    fn of(section: &'t Entry) -> Self {
        Self { name: &section.key.text, span: section.key.span, tables: vec![(section, None)] }
    }

    /// Its fields together.
    fn place<'m>(&self, names: &Names<'m>, unit: TextUnit, lowering: &mut Lowering<'m, '_>) -> Place<'m> {
        let mut fields = record::Fields::default();
        let mut earlier: HashMap<&str, Span> = HashMap::new();
        for (section, travels) in &self.tables {
            let of_table = record::fields(section, *travels, names, unit, lowering);
            for field in &of_table.list {
                if let Some(first) = earlier.get(field.model.name) {
                    let message = format!("`{}` stands in two tables of the request", field.model.name);
                    let twice = Diagnostic::error(Code::DuplicateField, field.span, message).label("again here");
                    lowering.push(twice.related(*first, "first here").help("a row of a request has a name of its own"));
                }
            }
            for field in &of_table.list {
                earlier.entry(field.model.name).or_insert(field.span);
            }
            fields.list.extend(of_table.list);
            fields.is_positional |= of_table.is_positional;
            fields.in_query = fields.in_query.or(of_table.in_query);
            fields.source = if fields.source.is_empty() { of_table.source } else { fields.source };
        }
        let name = lowering.arena.alloc_str(self.name);
        Place { name, span: self.span, fields, rules: None, shared: None }
    }
}

/// A place that no table has: `request` or `response` is missing, which was reported.
const NOWHERE: RecordId = RecordId(u16::MAX);
