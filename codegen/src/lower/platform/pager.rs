//! What travels in the query beside positional arguments: a record that says `$in: query`, such as an endpoint's own
//! pager, and the pager that a platform's endpoints share.

use std::collections::HashSet;

use signwright_model::notation::rule;
use signwright_model::{Body, Location, Platform, RecordId, Shape, TextUnit, Travels, Type};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::{Lowering, Shared};
use crate::lower::record::graph::Place;
use crate::lower::record::{self, Fields};
use crate::specs::{PagerNotes, SpecField};
use crate::syntax::Entry;
use signwright_model::notation::row::names::Names;

/// The type by which an endpoint takes the platform's pager.
pub(in crate::lower) const NAME: &str = "Pager";

/// Lowers a platform's `pager`: the rows of a record named [`NAME`].
pub(super) fn pager<'m>(section: &Entry, unit: TextUnit, lowering: &mut Lowering<'m, '_>) -> PagerNotes<'m> {
    let arena = lowering.arena;
    let Fields { list, in_query, .. } = record::fields(section, None, &Names::default(), unit, lowering);
    if in_query.is_none() && section.value.get("$in").is_none() && section.value.map().is_some() {
        lowering.error(Code::MissingKey, section.key.span, "the key `$in` is missing", "add `$in: query`");
    }
    let fields = record::model(&list);
    let bare = [signwright_model::record(NAME, &fields, &[])];
    let rules = rule::list(section, Shape { records: &bare, id: RecordId(0) }, lowering);
    PagerNotes { span: section.key.span, fields: arena.alloc_slice(&list), rules }
}

/// Adds the rows that an endpoint's own pager leaves to the platform, and that they travel in the query.
pub(in crate::lower) fn complete<'m>(fields: &mut Fields<'m>, of: Span, pager: &PagerNotes<'m>) {
    fields.in_query.get_or_insert(of);
    let stated: HashSet<&str> = fields.list.iter().map(|field| field.model.name).collect();
    let missing = pager.fields.iter().filter(|field| !stated.contains(field.model.name)).copied();
    let missing: Vec<_> = missing.collect();
    fields.list.extend(missing);
}

/// The platform's pager as a record of an endpoint that has none of its own.
pub(in crate::lower) fn place<'m>(pager: &PagerNotes<'m>) -> Place<'m> {
    let fields = Fields { list: pager.fields.to_vec(), source: "", in_query: Some(pager.span), is_positional: false };
    Place { name: NAME, span: pager.span, fields, rules: Some(pager.rules), shared: None }
}

/// Marks the request's fields that travel in the query, and reports records that cannot travel there.
pub(in crate::lower) fn mark(
    places: &mut [Place<'_>],
    request: Option<RecordId>,
    shared: Option<&Shared<'_>>,
    lowering: &mut Lowering<'_, '_>,
) {
    let in_query: Vec<Option<Span>> = places.iter().map(|place| place.fields.in_query).collect();
    let of = |id: RecordId| in_query.get(usize::from(id.0)).copied().flatten();
    for place in places.iter() {
        if let Some(stated) = place.fields.in_query {
            only_values(place, lowering);
            // A platform's own pager was judged with the platform.
            if let Some(Shared { platform, pager: None, .. }) = shared {
                is_possible(platform, stated, lowering);
            }
        }
    }
    for (at, place) in (0_u16..=u16::MAX).zip(places.iter_mut()) {
        for field in &mut place.fields.list {
            let Some(stated) = record_of(&field.model.ty).and_then(of) else { continue };
            let is_argument = request == Some(RecordId(at)) && matches!(field.model.ty, Type::Record(_));
            if is_argument {
                field.model.travels = Travels::InQuery;
                continue;
            }
            let message = format!("`{}` cannot travel in the query from here", field.model.name);
            let misplaced = Diagnostic::error(Code::BadPlace, field.span, message).related(stated, "it is said here");
            lowering
                .push(misplaced.help("only a field of the request itself, and no list, travels beside the arguments"));
        }
    }
}

/// A parameter of the query is one value.
fn only_values(place: &Place<'_>, lowering: &mut Lowering<'_, '_>) {
    for SpecField { model, span, .. } in &place.fields.list {
        if matches!(model.ty, Type::Record(_) | Type::Map(..) | Type::List(..) | Type::Any) {
            let message = format!("`{}` is not one value, so it cannot be a parameter of the query", model.name);
            lowering.error(Code::BadPlace, *span, message, "the fields of such a record are texts, numbers and times");
        }
    }
}

/// There is a query, and it is not the body's own place.
pub(super) fn is_possible(platform: &Platform<'_>, stated: Span, lowering: &mut Lowering<'_, '_>) {
    let why = match (platform.wire.body, platform.common.location) {
        (Body::Positional, Some(Location::Query)) => return,
        (Body::Positional, _) => "the platform's common parameters do not travel in the query",
        (Body::Form | Body::Query, _) => "a form has no positional arguments: its fields are parameters already",
        (Body::Envelope { .. } | Body::Inside { .. }, _) => {
            "a document has no positional arguments: all of a request is in it"
        }
    };
    lowering.error(Code::BadPlace, stated, "nothing can travel in the query beside the arguments", why);
}

fn record_of(ty: &Type<'_>) -> Option<RecordId> {
    match ty {
        Type::Record(id) => Some(*id),
        Type::List(of, _) | Type::Map(of, _) => record_of(of),
        _ => None,
    }
}
