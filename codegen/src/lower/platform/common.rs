//! The common parameters, with what is noted of each.

use signwright_model::notation::common;
use signwright_model::{Common, CommonField, Location};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::record::{self, is_field};
use crate::specs::FieldNotes;
use crate::syntax::Entry;
use signwright_model::notation::template::Uses;
use signwright_model::notation::template::inputs::NameTable;

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
pub(super) fn common<'m>(parameter: &Entry, scope: &NameTable<'_>, lowering: &mut Lowering<'m, '_>) -> Lowered<'m> {
    let arena = lowering.arena;
    let mut common = Common { place: Location::Form, fields: &[] };
    let mut uses = Uses::default();
    let mapping = Mapping::of_rows(
        &parameter.value,
        "`common`",
        parameter.key.span,
        (Code::DuplicateField, "parameter"),
        lowering,
    );
    let Some(mut mapping) = mapping else { return Lowered { common, notes: &[], uses } };
    common.place = common::place(&mut mapping, lowering).unwrap_or(common.place);
    let mut fields: Vec<CommonField<'m>> = Vec::new();
    let mut notes: Vec<FieldNotes<'m>> = Vec::new();
    for parameter in mapping.all().iter().filter(|parameter| is_field(&parameter.key.text)) {
        let Some((field, note, takes)) = field(parameter, scope, lowering) else { continue };
        uses = uses.and(takes);
        if common.place == Location::Header {
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
    parameter: &Entry,
    scope: &NameTable<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(CommonField<'m>, FieldNotes<'m>, Uses)> {
    let arena = lowering.arena;
    let written = record::written(&parameter.value, parameter.key.span, lowering)?;
    let (field, uses) = common::field(&parameter.key, &written.line, written.title, scope, lowering)?;
    let notes = FieldNotes {
        declared: arena.alloc_str(written.line.ty.words.text),
        text: written.text,
        example: written.example,
        source: written.source,
        because: written.because,
        span: parameter.key.span,
    };
    Some((field, notes, uses))
}

/// Headers are found without regard to case, so two spellings are one header.
fn same_header(
    field: &CommonField<'_>,
    place: Span,
    fields: &[CommonField<'_>],
    notes: &[FieldNotes<'_>],
    lowering: &mut Lowering<'_, '_>,
) {
    let same = fields.iter().zip(notes).find(|(earlier, _)| earlier.name.eq_ignore_ascii_case(field.name));
    if let Some((earlier, first)) = same {
        let message = format!("`{}` and `{}` are one header", earlier.name, field.name);
        let twice = Diagnostic::error(Code::DuplicateField, place, message).label("again here");
        lowering.push(twice.related(first.span, "first here").help("headers do not tell upper from lower case"));
    }
}
