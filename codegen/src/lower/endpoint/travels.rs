//! Where the rows of a request and of a response travel, and what cannot be.

use signwright_model::notation::row::types::is_list_of_values;
use signwright_model::{
    Body, Endpoint, ListStyle, Location, PathPart, Platform, RecordId, Travel, Travels, Type, Wire,
};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::record::graph::Place;
use crate::specs::SpecField;
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
            Travels::Header if !is_value(&field.model.ty) => {
                misplaced(field, "header", "a header is one value", lowering);
            }
            Travels::InBody | Travels::Header | Travels::Document => {}
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

fn misplaced(field: &SpecField<'_>, word: &str, help: &str, lowering: &mut Lowering<'_, '_>) {
    let message = format!("`{}` cannot travel as `{word}` here", field.model.name);
    lowering.error(Code::BadPlace, field.span, message, help);
}

fn is_value(ty: &Type<'_>) -> bool {
    !matches!(ty, Type::Record(_) | Type::Map(..) | Type::List(..) | Type::Any)
}

/// Settles where the rows of the request travel: those that the address names, and those that say nothing of it. Reports
/// what contradicts the address, the verb or the body.
pub(super) fn settle<'m>(
    places: &mut [Place<'m>],
    request: Option<RecordId>,
    (travel, of_address): (&mut Travel<'m>, Span),
    platform: &Platform<'m>,
    lowering: &mut Lowering<'m, '_>,
) {
    is_addressed(travel, of_address, platform, lowering);
    let Some(place) = request.and_then(|id| places.get_mut(usize::from(id.0))) else { return };
    in_address(place, travel, of_address, lowering);
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

/// Tells of rows of the request that would take the place of what the client sends itself: a common parameter, one that
/// the scheme places, a header of HTTP.
pub(super) fn taken(
    endpoint: &Endpoint<'_>,
    rows: &[SpecField<'_>],
    platform: &Platform<'_>,
    lowering: &mut Lowering<'_, '_>,
) {
    const OF_HTTP: [&str; 6] =
        ["Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Accept-Encoding"];
    let wire = platform.wire_of(endpoint);
    let (common_location, params_location) = platform.locations(&wire);
    let common = platform.common_of(endpoint.class);
    let common = common.map(|field| (field.location.unwrap_or(common_location), field.name));
    let placed = platform.signing.parameters.iter().map(|placed| (placed.location, placed.name));
    let sent: Vec<_> = common.chain(placed).collect();
    let mut headers: Vec<&SpecField<'_>> = Vec::new();
    for row in rows {
        let name = row.model.name;
        let is_same = |other: &str| name.eq_ignore_ascii_case(other);
        let location = match row.model.travels {
            Travels::Header => Location::Header,
            Travels::Query => Location::Query,
            Travels::Form => Location::Form,
            Travels::InBody if matches!(wire.body, Body::Form | Body::Query) => params_location,
            _ => continue,
        };
        let is_header = location == Location::Header;
        let is_sent =
            |(at, other): &(Location, &str)| *at == location && if is_header { is_same(other) } else { *other == name };
        if sent.iter().any(is_sent) {
            let message = format!("`{name}` is a parameter of the platform, and this row would take its place");
            // Pages list these among an endpoint's rows, and an import keeps what the page has.
            let taken = Diagnostic::warning(Code::DuplicateField, row.span, message);
            lowering.push(taken.help("leave the row out: the client sends it"));
        } else if is_header && OF_HTTP.into_iter().any(is_same) {
            let message = format!("`{name}` is a header of HTTP itself, and not for a row to say");
            lowering.error(Code::BadPlace, row.span, message, "leave the row out: the client writes it");
        } else if let Some(first) = headers.iter().find(|first| is_header && is_same(first.model.name)) {
            let message = format!("`{}` and `{name}` are one header", first.model.name);
            let twice = Diagnostic::error(Code::DuplicateField, row.span, message).related(first.span, "this row");
            lowering.push(twice.help("HTTP takes names of headers for equal in any case"));
        }
        if is_header {
            headers.push(row);
        }
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
fn in_address(place: &mut Place<'_>, travel: &Travel<'_>, span: Span, lowering: &mut Lowering<'_, '_>) {
    let is_named = |name: &str| travel.path.contains(&PathPart::Row(name));
    for part in travel.path {
        let PathPart::Row(name) = part else { continue };
        let field = place.fields.list.iter_mut().find(|field| field.model.name == *name);
        let Some(field) = field else {
            let names = place.fields.list.iter().map(|field| field.model.name);
            let message = format!("`{{{name}}}` stands in the address, and the request has no row `{name}`");
            lowering.error(Code::UnknownField, span, message, suggest::help(name, names));
            continue;
        };
        if field.travels.is_some() && field.model.travels != Travels::Path {
            let word = field.model.travels.word().unwrap_or("body");
            let message = format!("`{name}` stands in the address, and its row says `{word}`");
            let help = "a row travels in one place: leave the word out, or give the placeholder another row";
            lowering.push(
                Diagnostic::error(Code::BadPlace, field.span, message).related(span, "in this address").help(help),
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
    for field in
        place.fields.list.iter().filter(|field| field.model.travels == Travels::Path && !is_named(field.model.name))
    {
        let message = format!("the address does not name `{}`", field.model.name);
        let help = format!("write `{{{}}}` where it stands in the address, or move the row", field.model.name);
        lowering.error(Code::BadPlace, field.span, message, help);
    }
}

fn of_request(field: &SpecField<'_>, wire: &Wire<'_>, lowering: &mut Lowering<'_, '_>) {
    let params = wire.body.params();
    let in_params = matches!(wire.body, Body::Form | Body::Query);
    match field.model.travels {
        Travels::Header if !is_value(&field.model.ty) => misplaced(field, "header", "a header is one value", lowering),
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
fn spreads(field: &SpecField<'_>, wire: &Wire<'_>, lowering: &mut Lowering<'_, '_>) {
    let is_joined = matches!(field.model.lists.unwrap_or(wire.lists), ListStyle::Comma | ListStyle::Repeated);
    if is_joined && !is_value(&field.model.ty) && field.model.ty != Type::Any && !is_list_of_values(&field.model.ty) {
        let message =
            format!("`{}` is no list of values, and lists of the platform are joined or repeated", field.model.name);
        let help = format!("say how it travels: `json<{0}>`, `indexed<{0}>` or `brackets<{0}>`", field.declared);
        lowering.error(Code::BadPlace, field.span, message, help);
    }
}
