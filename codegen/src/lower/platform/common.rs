//! The common parameters, with what is noted of each.

use signwright_model::notation::common;
use signwright_model::{Common, CommonField, Location};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::record::{self, is_field};
use crate::specs::SpecField;
use crate::syntax::Entry;
use signwright_model::notation::template::Uses;
use signwright_model::notation::template::inputs::NameTable;

/// The common parameters with what others must know of them.
pub(super) struct Lowered<'m> {
    /// The parameters.
    pub(super) common: Common<'m>,
    /// The same as the spec states them.
    pub(super) fields: &'m [SpecField<'m, CommonField<'m>>],
    /// What their templates take in together.
    pub(super) uses: Uses,
}

/// Lowers `common`. `known` is what its templates may name.
pub(super) fn common<'m>(parameter: &Entry, scope: &NameTable<'_>, lowering: &mut Lowering<'m, '_>) -> Lowered<'m> {
    let arena = lowering.arena;
    let mut common = Common { location: Location::Form, fields: &[] };
    let mut uses = Uses::default();
    let mapping = Mapping::of_rows(
        &parameter.value,
        "`common`",
        parameter.key.span,
        (Code::DuplicateField, "parameter"),
        lowering,
    );
    let Some(mut mapping) = mapping else { return Lowered { common, fields: &[], uses } };
    common.location = common::location(&mut mapping, lowering).unwrap_or(common.location);
    let mut fields: Vec<SpecField<'m, CommonField<'m>>> = Vec::new();
    for parameter in mapping.all().iter().filter(|parameter| is_field(&parameter.key.text)) {
        let Some((field, takes)) = field(parameter, scope, lowering) else { continue };
        uses = uses.and(takes);
        if common.location == Location::Header {
            same_header(&field, &fields, lowering);
        }
        fields.push(field);
    }
    mapping.finish_but(is_field, lowering);
    common.fields = arena.alloc_slice(&fields.iter().map(|field| field.model).collect::<Vec<_>>());
    Lowered { common, fields: arena.alloc_slice(&fields), uses }
}

fn field<'m>(
    parameter: &Entry,
    scope: &NameTable<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(SpecField<'m, CommonField<'m>>, Uses)> {
    let arena = lowering.arena;
    let written = record::written(&parameter.value, parameter.key.span, lowering)?;
    let (model, uses) = common::field(&parameter.key, &written.line, written.title, scope, lowering)?;
    let field = SpecField {
        model,
        declared: arena.alloc_str(written.line.ty.words.text),
        text: written.text,
        example: written.example,
        source: written.source,
        because: written.because,
        span: parameter.key.span,
    };
    Some((field, uses))
}

/// Headers are found without regard to case, so two spellings are one header.
fn same_header(
    field: &SpecField<'_, CommonField<'_>>,
    fields: &[SpecField<'_, CommonField<'_>>],
    lowering: &mut Lowering<'_, '_>,
) {
    let name = field.model.name;
    if let Some(earlier) = fields.iter().find(|earlier| earlier.model.name.eq_ignore_ascii_case(name)) {
        let message = format!("`{}` and `{name}` are one header", earlier.model.name);
        let twice = Diagnostic::error(Code::DuplicateField, field.span, message).label("again here");
        lowering.push(twice.related(earlier.span, "first here").help("headers do not tell upper from lower case"));
    }
}
