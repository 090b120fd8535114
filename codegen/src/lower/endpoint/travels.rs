//! Where the rows of a response travel: in headers, or as the whole document. Those of a request are looked at with its
//! address.

use signwright_model::{RecordId, Travels, Type};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::record::graph::Place;

/// Reports rows that cannot travel where they say.
pub(super) fn check(places: &[Place<'_>], response: Option<RecordId>, lowering: &mut Lowering<'_, '_>) {
    for (at, place) in (0_u16..=u16::MAX).zip(places) {
        if response == Some(RecordId(at)) {
            of_response(place, lowering);
            continue;
        }
        for (field, notes) in place.fields.list.iter().zip(&place.fields.notes) {
            if let Some(word) = field.travels.word() {
                misplaced(field.name, word, notes.span, "only rows of the response itself stand elsewhere", lowering);
            }
        }
    }
}

fn of_response(place: &Place<'_>, lowering: &mut Lowering<'_, '_>) {
    let rows = || place.fields.list.iter().zip(&place.fields.notes);
    let in_body = rows().find(|(field, _)| field.travels == Travels::InBody);
    let mut document: Option<Span> = None;
    for (field, notes) in rows() {
        match field.travels {
            Travels::Header if matches!(field.ty, Type::Record(_) | Type::Map(_) | Type::List(..)) => {
                misplaced(field.name, "header", notes.span, "a header is one value", lowering);
            }
            Travels::InBody | Travels::Header => {}
            Travels::Document => {
                if let Some(first) = document {
                    let message = format!("`{}` cannot be the whole document: another row is it", field.name);
                    let twice = Diagnostic::error(Code::BadPlace, notes.span, message).related(first, "this one");
                    lowering.push(twice.help("an answer has one document"));
                } else if let Some((inside, of)) = in_body {
                    let message =
                        format!("`{}` cannot be the whole document: `{}` stands in it", field.name, inside.name);
                    let mixed = Diagnostic::error(Code::BadPlace, notes.span, message).related(of.span, "this row");
                    lowering.push(mixed.help("beside a row with the word `document` only headers can be"));
                }
                document = Some(notes.span);
            }
            elsewhere => {
                let word = elsewhere.word().unwrap_or_default();
                misplaced(
                    field.name,
                    word,
                    notes.span,
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
