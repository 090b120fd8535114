//! All records of a file: how they are named and counted, and their rules, which are read when all of them are known.

use signwright_model::notation::row::type_expr;
use signwright_model::notation::rule;
use signwright_model::{Field, FieldOrder, Record, RecordId, Shape};

use super::Row;
use super::graph::Place;
use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::lower::lowering::Lowering;
use crate::lower::notation::cursor;
use crate::specs::{SpecCodes, SpecField, SpecRecord};
use crate::syntax::Entry;

/// The place of a record among those of its file.
pub(in crate::lower) fn id(index: usize) -> RecordId {
    RecordId(u16::try_from(index).unwrap_or(u16::MAX))
}

/// A record's name must be a word, and none of the types.
pub(in crate::lower) fn type_name(name: &str, span: Span, lowering: &mut Lowering<'_, '_>) {
    if type_expr::is_type_word(name) {
        let message = format!("`{name}` is a type of the notation and cannot name a record");
        lowering.error(Code::BadName, span, message, "choose another name");
    } else if !name.chars().all(cursor::is_word) {
        let message = format!("`{name}` is no name for a record");
        lowering.error(Code::BadName, span, message, "use letters, digits and `_`: `TradeOrder`");
    }
}

/// Reports more records, or lists of codes, than there are numbers for their places.
pub(in crate::lower) fn too_many(
    records: impl Iterator<Item = Span>,
    codes: &[SpecCodes<'_>],
    lowering: &mut Lowering<'_, '_>,
) {
    let most = usize::from(u16::MAX);
    let beyond = records.into_iter().nth(most).or_else(|| codes.get(most).map(|codes| codes.span));
    if let Some(span) = beyond {
        let message = format!("more than {} records or coded values in one file", u16::MAX);
        lowering.error(Code::TooLarge, span, message, "split the file");
    }
}

/// The records with their rules, which stand in these sections where they are not read yet. Rules are judged over all
/// records, so these exist first without them.
pub(in crate::lower) fn records<'t, 'm, S: Iterator<Item = &'t Entry>>(
    places: &[Place<'m>],
    sections: impl Fn(usize) -> S,
    lowering: &mut Lowering<'m, '_>,
) -> &'m [SpecRecord<'m>] {
    let arena = lowering.arena;
    let order = |fields: &[Row<'m>]| FieldOrder::of(fields.iter().map(|field| field.model.name));
    // The model of each field stands once, among those of its record.
    let field = |(row, model): (&Row<'m>, &'m Field<'m>)| {
        let SpecField { travels, declared, text, example, source, because, span, model: _ } = *row;
        SpecField { model, travels, declared, text, example, source, because, span }
    };
    let record = |(index, place): (usize, &Place<'m>)| {
        let rows = &place.fields.list;
        let models = arena.alloc_slice(&super::model(rows));
        SpecRecord {
            id: id(index),
            shared: place.shared,
            model: Record {
                is_positional: place.fields.is_positional,
                order: FieldOrder::kept(arena.alloc_slice(&order(rows))),
                ..signwright_model::record(place.name, models, &[])
            },
            span: place.span,
            source: place.fields.source,
            fields: arena.alloc_slice(&rows.iter().zip(models).map(field).collect::<Vec<_>>()),
            rules: &[],
        }
    };
    let mut records: Vec<_> = places.iter().enumerate().map(record).collect();
    let bare: Vec<_> = records.iter().map(|record| record.model).collect();
    for (index, (record, place)) in records.iter_mut().zip(places).enumerate() {
        let shape = Shape { records: &bare, id: record.id };
        record.rules = place.rules.unwrap_or_else(|| {
            let rules = sections(index).flat_map(|section| rule::list(section, shape, lowering).iter().copied());
            arena.alloc_slice(&rules.collect::<Vec<_>>())
        });
        record.model.rules = arena.alloc_slice(&record.rules.iter().map(|rule| rule.model).collect::<Vec<_>>());
    }
    arena.alloc_slice(&records)
}
