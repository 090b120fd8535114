//! The common parameters: the vendor's own table, each row with its value as a template.

use signwright_model::{Common, CommonField, Place, TextUnit};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::wire_name;
use crate::lower::record::{self, is_field};
use crate::lower::template::inputs::Known;
use crate::lower::template::{self, Uses, plain};
use crate::specs::FieldNotes;
use crate::syntax::Entry;
use signwright_model::notation::row::names::Names;
use signwright_model::notation::row::types;

/// Where common parameters travel.
pub const PLACES: &[(&str, Place)] = &[("form", Place::Form), ("query", Place::Query), ("header", Place::Header)];

/// The common parameters with what others must know of them.
pub(super) struct Lowered<'m> {
    /// The parameters.
    pub(super) common: Common<'m>,
    /// One for each.
    pub(super) notes: &'m [FieldNotes<'m>],
    /// What their templates take in together.
    pub(super) uses: Uses,
}

/// Lowers `common`. `known` is what its templates may name.
pub(super) fn common<'m>(entry: &Entry, known: &Known<'_>, lowering: &mut Lowering<'m, '_>) -> Lowered<'m> {
    let arena = lowering.arena;
    let mut common = Common { place: Place::Form, fields: &[] };
    let mut uses = Uses::default();
    let mapping =
        Mapping::of_rows(&entry.value, "`common`", entry.key.span, (Code::DuplicateField, "parameter"), lowering);
    let Some(mut mapping) = mapping else { return Lowered { common, notes: &[], uses } };
    if let Some(place) = mapping.required("$in", lowering).and_then(|entry| lowering.word(&entry.value)) {
        common.place = lowering.choice(place, PLACES).unwrap_or(common.place);
    }
    let mut fields: Vec<CommonField<'m>> = Vec::new();
    let mut notes: Vec<FieldNotes<'m>> = Vec::new();
    for entry in mapping.all().iter().filter(|entry| is_field(&entry.key.text)) {
        let Some((field, note, takes)) = field(entry, known, lowering) else { continue };
        uses = uses.and(takes);
        if common.place == Place::Header {
            same_header(&field, note.span, &fields, &notes, lowering);
        }
        fields.push(field);
        notes.push(note);
    }
    mapping.finish_but(is_field, lowering);
    common.fields = arena.alloc_slice(&fields);
    Lowered { common, notes: arena.alloc_slice(&notes), uses }
}

fn field<'m>(
    entry: &Entry,
    known: &Known<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(CommonField<'m>, FieldNotes<'m>, Uses)> {
    let arena = lowering.arena;
    plain::check(entry.key.located(), "a name", lowering.diagnostics);
    lowering.take(wire_name::check(&entry.key, "the parameter's name"));
    let written = record::written(&entry.value, entry.key.span, lowering)?;
    // The value is a template, so the type is only shown; it must be one all the same.
    lowering.take(types::resolve(&written.line.ty, &Names::default(), TextUnit::Chars, arena));
    let Some(value) = written.line.default else {
        let message = format!("the common parameter `{}` has no value", entry.key.text);
        let help = "give it behind its type: `= {credential.key}`, `= {clock.unix}`, `= {signature}`";
        lowering.error(Code::MissingKey, entry.key.span, message, help);
        return None;
    };
    let read = template::read_text(value, known, arena, lowering.diagnostics)?;
    let name = arena.alloc_str(&entry.key.text);
    let required = written.line.marks.required;
    let notes = FieldNotes {
        declared: arena.alloc_str(written.line.ty.words.text),
        text: written.text,
        example: written.example,
        source: written.source,
        because: written.because,
        span: entry.key.span,
    };
    Some((CommonField { name, title: written.title, required, value: read.template }, notes, read.uses))
}

/// Headers are found without regard to case, so two spellings are one header.
fn same_header(
    field: &CommonField<'_>,
    place: Span,
    fields: &[CommonField<'_>],
    notes: &[FieldNotes<'_>],
    lowering: &mut Lowering<'_, '_>,
) {
    let same = fields.iter().zip(notes).find(|(other, _)| other.name.eq_ignore_ascii_case(field.name));
    if let Some((other, first)) = same {
        let message = format!("`{}` and `{}` are one header", other.name, field.name);
        let twice = Diagnostic::error(Code::DuplicateField, place, message).label("again here");
        lowering.push(twice.related(first.span, "first here").help("headers do not tell upper from lower case"));
    }
}
