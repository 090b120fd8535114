//! Where the rows of a response travel: in headers, or as the whole document. Those of a request are looked at with its
//! address.

use signwright_model::{RecordId, Travels, Type};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::record::graph::Place;
use crate::specs::SpecField;

/// Reports rows that cannot travel where they say.
pub(super) fn check(places: &[Place<'_>], response: Option<RecordId>, lowering: &mut Lowering<'_, '_>) {
    for (at, place) in (0_u16..=u16::MAX).zip(places) {
        if response == Some(RecordId(at)) {
            of_response(place, lowering);
            continue;
        }
        for SpecField { model, span, .. } in &place.fields.list {
            if let Some(word) = model.travels.word() {
                misplaced(model.name, word, *span, "only rows of the response itself stand elsewhere", lowering);
            }
        }
    }
}

fn of_response(place: &Place<'_>, lowering: &mut Lowering<'_, '_>) {
    let rows = &place.fields.list;
    let in_body = rows.iter().find(|row| row.model.travels == Travels::InBody);
    let mut document: Option<Span> = None;
    for SpecField { model: field, span, .. } in rows {
        match field.travels {
            Travels::Header if matches!(field.ty, Type::Record(_) | Type::Map(..) | Type::List(..)) => {
                misplaced(field.name, "header", *span, "a header is one value", lowering);
            }
            Travels::InBody | Travels::Header => {}
            Travels::Document => {
                if let Some(first) = document {
                    let message = format!("`{}` cannot be the whole document: another row is it", field.name);
                    let twice = Diagnostic::error(Code::BadPlace, *span, message).related(first, "this one");
                    lowering.push(twice.help("an answer has one document"));
                } else if let Some(inside) = in_body {
                    let message =
                        format!("`{}` cannot be the whole document: `{}` stands in it", field.name, inside.model.name);
                    let mixed = Diagnostic::error(Code::BadPlace, *span, message).related(inside.span, "this row");
                    lowering.push(mixed.help("beside a row with the word `document` only headers can be"));
                }
                document = Some(*span);
            }
            elsewhere => {
                let word = elsewhere.word().unwrap_or_default();
                misplaced(
                    field.name,
                    word,
                    *span,
                    "a row of a response travels in the body, or as a `header`",
                    lowering,
                );
            }
        }
    }
}

fn misplaced(name: &str, word: &str, span: Span, help: &str, lowering: &mut Lowering<'_, '_>) {
    lowering.error(Code::BadPlace, span, format!("`{name}` cannot travel as `{word}` here"), help);
}
