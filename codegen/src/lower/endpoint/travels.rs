//! Where the rows of a request and of a response travel, and what cannot be.

use std::collections::{HashMap, HashSet};

use signwright_model::notation::row::types::is_list_of_values;
use signwright_model::notation::wire_name;
use signwright_model::{
    Body, Endpoint, ListStyle, Location, PathPart, Platform, RecordId, Travel, Travels, Type, Wire,
};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::record::Row;
use crate::lower::record::graph::Place;
use crate::specs::Located;
use crate::suggest;

/// The tables of a request by the headings of vendors' pages, each with where its rows travel. What stands in `request`
/// says nothing of it.
pub(super) const HEADINGS: [(&str, Option<Travels>); 6] = [
    ("request", None),
    ("path", Some(Travels::Path)),
    ("query", Some(Travels::Query)),
    ("header", Some(Travels::Header)),
    ("form", Some(Travels::Form)),
    ("body", Some(Travels::InBody)),
];

/// Reports rows of records that cannot travel where they say.
pub(super) fn check(
    places: &[Place<'_>],
    request: Option<RecordId>,
    response: Option<RecordId>,
    lowering: &mut Lowering<'_, '_>,
) {
    for (at, place) in (0_u16..=u16::MAX).zip(places) {
        let id = Some(RecordId(at));
        if id == response {
            of_response(place, lowering);
        } else if id != request {
            for field in &place.fields.list {
                if let Some(word) = field.model.travels.word() {
                    let help = "only rows of the request and the response themselves stand elsewhere";
                    misplaced(field, word, help, lowering);
                }
            }
        }
        // Of the request it is known once the address has taken its rows.
        if id == response && id != request {
            document(place, lowering);
        }
    }
}

fn of_response(place: &Place<'_>, lowering: &mut Lowering<'_, '_>) {
    for field in &place.fields.list {
        match field.model.travels {
            Travels::Header => header(field, lowering),
            Travels::InBody | Travels::Document => {}
            elsewhere => {
                let help = "a row of a response travels in the body, or as a `header`";
                misplaced(field, elsewhere.word().unwrap_or_default(), help, lowering);
            }
        }
    }
}

/// Of the rows of a body one may be the whole document, and then it is alone.
fn document(place: &Place<'_>, lowering: &mut Lowering<'_, '_>) {
    let rows = || place.fields.list.iter();
    let in_body = rows().find(|field| field.model.travels == Travels::InBody);
    let mut document: Option<Span> = None;
    for field in rows().filter(|field| field.model.travels == Travels::Document) {
        let name = field.model.name;
        if let Some(first) = document {
            let message = format!("`{name}` cannot be the whole document: another row is it");
            let twice = Diagnostic::error(Code::BadPlace, field.span, message).related(first, "this one");
            lowering.push(twice.help("a body is one document"));
        } else if let Some(inside) = in_body {
            let message = format!("`{name}` cannot be the whole document: `{}` stands in it", inside.model.name);
            let mixed = Diagnostic::error(Code::BadPlace, field.span, message).related(inside.span, "this row");
            lowering.push(mixed.help("beside a row with the word `document` only what travels elsewhere can be"));
        }
        document = Some(field.span);
    }
}

fn misplaced(field: &Row<'_>, word: &str, help: &str, lowering: &mut Lowering<'_, '_>) {
    let message = format!("`{}` cannot travel as `{word}` here", field.model.name);
    lowering.error(Code::BadPlace, field.span, message, help);
}

/// A header has a name of HTTP and one value.
fn header(field: &Row<'_>, lowering: &mut Lowering<'_, '_>) {
    // What no name may hold was told of.
    if !field.model.name.is_empty() && !field.model.name.contains(char::is_control) {
        lowering.take(wire_name::header(Located { text: field.model.name, span: field.span }));
    }
    if !is_value(&field.model.ty) {
        misplaced(field, "header", "a header is one value", lowering);
    }
}

fn is_value(ty: &Type<'_>) -> bool {
    !matches!(ty, Type::Record(_) | Type::Map(..) | Type::List(..) | Type::Any)
}

/// Settles where the rows of the request travel: those that the address names, and those that say nothing of it. Reports
/// what contradicts the address, the verb or the body. Without an address, which could not be read, nothing is known of
/// these.
pub(super) fn settle<'m>(
    places: &mut [Place<'m>],
    request: Option<RecordId>,
    (travel, address): (&mut Travel<'m>, Option<Located<'_>>),
    platform: &Platform<'m>,
    lowering: &mut Lowering<'m, '_>,
) {
    let Some(address) = address else { return };
    is_addressed(travel, address.span, platform, lowering);
    let Some(place) = request.and_then(|id| places.get_mut(usize::from(id.0))) else { return };
    in_address(place, travel, address, lowering);
    document(place, lowering);
    let fields = &mut place.fields.list;
    let says_body = fields
        .iter()
        .any(|field| matches!(field.model.travels, Travels::InBody | Travels::Document) && field.travels.is_some());
    let mut wire = wire(travel, platform);
    if says_body && travel.body.is_none() && wire.body == Body::Query {
        // Rows that say `body` travel there whatever the verb; the others still follow it.
        for field in fields.iter_mut().filter(|field| field.travels.is_none() && field.model.travels == Travels::InBody)
        {
            field.model.travels = Travels::Query;
        }
        travel.body = Some(platform.wire.body);
        wire.body = platform.wire.body;
    }
    for field in &place.fields.list {
        of_request(field, &wire, lowering);
    }
}

/// How the endpoint's calls travel.
fn wire<'m>(travel: &Travel<'m>, platform: &Platform<'m>) -> Wire<'m> {
    platform.wire_of(&Endpoint { travel: *travel, ..Endpoint::PLAIN })
}

/// A verb and an address are said by the endpoint or by the platform.
fn is_addressed(travel: &Travel<'_>, span: Span, platform: &Platform<'_>, lowering: &mut Lowering<'_, '_>) {
    if travel.verb.is_empty() && platform.wire.verb.is_empty() {
        let help = "write `http: POST`, or for all endpoints `verb: POST` in the platform's `wire`";
        lowering.error(Code::MissingKey, span, "neither the endpoint nor its platform says the verb", help);
    }
    if travel.path.is_empty() && platform.wire.url.0.is_empty() {
        let help = "write `http: GET /orders`, or for all endpoints `url: \"{environment}/{endpoint}\"` in the platform's `wire`";
        lowering.error(Code::MissingKey, span, "neither the endpoint nor its platform says the address", help);
    }
}

/// The rows that the address takes in travel there, and no others.
fn in_address(place: &mut Place<'_>, travel: &Travel<'_>, address: Located<'_>, lowering: &mut Lowering<'_, '_>) {
    let mut rows: HashMap<&str, usize> = HashMap::new();
    for (index, field) in place.fields.list.iter().enumerate() {
        rows.entry(field.model.name).or_insert(index);
    }
    let parts = travel.path.iter().filter_map(|part| if let PathPart::Row(name) = part { Some(*name) } else { None });
    let named: HashSet<&str> = parts.clone().collect();
    let is_named = |field: &Row<'_>| named.contains(field.model.name);
    let is_misplaced = |field: &&Row<'_>| field.model.travels == Travels::Path && !is_named(field);
    let misplaced: Vec<_> = place.fields.list.iter().filter(is_misplaced).map(|f| (f.model.name, f.span)).collect();
    let mut misplaced = misplaced.into_iter();
    let mut told: HashSet<&str> = HashSet::new();
    let mut start = 0;
    for name in parts {
        let part = placeholder(name, address, &mut start);
        let Some(field) = rows.get(name).and_then(|index| place.fields.list.get_mut(*index)) else {
            if told.insert(name) {
                let message = format!("`{{{name}}}` stands in the address, and the request has no row `{name}`");
                let unknown = Diagnostic::error(Code::UnknownField, part.span, message);
                // A row of a path that no part of the address names is the one that is meant.
                lowering.push(match misplaced.next() {
                    Some((row, at)) => {
                        let help = format!("write `{{{row}}}`, or give the row the name that the address has");
                        unknown.related(at, "nothing names this row of the path").help(help)
                    }
                    None => unknown.help(suggest::help(name, rows.keys().copied())),
                });
            }
            continue;
        };
        if field.travels.is_some() && field.model.travels != Travels::Path {
            let word = field.model.travels.word().unwrap_or("body");
            let message = format!("`{name}` stands in the address, and its row says `{word}`");
            let help = "a row travels in one place: leave the word out, or give the placeholder another row";
            lowering.push(
                Diagnostic::error(Code::BadPlace, field.span, message).related(part.span, "in this address").help(help),
            );
        } else if !is_value(&field.model.ty) {
            let message = format!("`{name}` stands in the address, and is not one value");
            lowering.error(Code::BadPlace, field.span, message, "a text, a number, a time or a code can stand there");
        } else if !field.model.is_required() {
            let message = format!("`{name}` stands in the address, so it must be there");
            let help = format!("write `!` behind its type: `{}!`", field.declared);
            lowering.error(Code::BadPlace, field.span, message, help);
        }
        field.model.travels = Travels::Path;
    }
    for (name, at) in misplaced {
        let message = format!("the address does not name `{name}`");
        let help = format!("write `{{{name}}}` where it stands in the address, or move the row");
        lowering.error(Code::BadPlace, at, message, help);
    }
}

/// The next placeholder of this name in an address, and what stands behind it.
fn placeholder<'t>(name: &str, address: Located<'t>, start: &mut usize) -> Located<'t> {
    let written = format!("{{{name}}}");
    let found = address.text.get(*start..).and_then(|behind| behind.find(&written));
    let Some(found) = found else { return address };
    let at = *start + found;
    *start = at + written.len();
    address.part(at, *start)
}

fn of_request(field: &Row<'_>, wire: &Wire<'_>, lowering: &mut Lowering<'_, '_>) {
    let params = wire.body.params();
    let in_params = matches!(wire.body, Body::Form | Body::Query);
    match field.model.travels {
        Travels::Header => header(field, lowering),
        Travels::Form if params != Some(Location::Form) => {
            let help = "there is no form beside this body; `wire.body: form` or `form.NAME` would have one";
            misplaced(field, "form", help, lowering);
        }
        Travels::Document if in_params => {
            let help = "a form and a query have no document: write `wire: { body: json }`";
            misplaced(field, "document", help, lowering);
        }
        Travels::Query | Travels::Form => spreads(field, wire, lowering),
        Travels::InBody if in_params => spreads(field, wire, lowering),
        Travels::InBody | Travels::Document
            if matches!(field.model.lists, Some(ListStyle::Repeated | ListStyle::Indexed(_) | ListStyle::Brackets)) =>
        {
            let message = format!("`{}` stands in a document, where a list is written as one", field.model.name);
            let help = "leave the word out; `json<…>` and `comma<…>` are texts that hold it";
            lowering.error(Code::BadPlace, field.span, message, help);
        }
        _ => {}
    }
}

/// Whether a list, a record or a map can travel as the platform's do.
fn spreads(field: &Row<'_>, wire: &Wire<'_>, lowering: &mut Lowering<'_, '_>) {
    let is_joined = matches!(field.model.lists.unwrap_or(wire.lists), ListStyle::Comma | ListStyle::Repeated);
    if is_joined && !is_value(&field.model.ty) && field.model.ty != Type::Any && !is_list_of_values(&field.model.ty) {
        let message =
            format!("`{}` is no list of values, and lists of the platform are joined or repeated", field.model.name);
        let help = format!("say how it travels: `json<{0}>`, `indexed<{0}>` or `brackets<{0}>`", field.declared);
        lowering.error(Code::BadPlace, field.span, message, help);
    }
}
