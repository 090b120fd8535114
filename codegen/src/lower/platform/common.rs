//! The common parameters, those of classes of endpoints too, with what is noted of each.

use signwright_model::notation::common;
use signwright_model::{Class, Common, CommonField, Location};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::record::{self, is_field};
use crate::specs::{SpecClass, SpecField};
use crate::syntax::Entry;
use signwright_model::notation::template::Uses;
use signwright_model::notation::template::inputs::NameTable;

/// The common parameters with what others must know of them; by default none.
#[derive(Default)]
pub(super) struct Lowered<'m> {
    /// The parameters.
    pub(super) common: Common<'m>,
    /// The same as the spec states them.
    pub(super) fields: &'m [SpecField<'m, CommonField<'m>>],
    /// What their templates take in together.
    pub(super) uses: Uses,
}

/// Lowers `classes`: what the calls of some endpoints carry beside the common parameters.
pub(super) fn classes<'m>(
    section: &Entry,
    common: &Lowered<'m>,
    scope: &NameTable<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> (&'m [SpecClass<'m>], Uses) {
    let arena = lowering.arena;
    let mut uses = Uses::default();
    let Some(mapping) = Mapping::of(&section.value, "`classes`", section.key.span, lowering) else {
        return (&[], uses);
    };
    let mut classes = Vec::new();
    for class in mapping.all() {
        let what = format!("the class `{}`", class.key.text);
        let Some(mut table) =
            Mapping::of_rows(&class.value, &what, class.key.span, (Code::DuplicateField, "parameter"), lowering)
        else {
            continue;
        };
        let (title, is_signed) = common::class_head(&mut table, lowering);
        let (fields, takes) = fields(&table, common.common.location, common.fields, scope, lowering);
        table.finish_but(is_field, lowering);
        uses = uses.and(takes);
        let model = Class {
            name: arena.alloc_str(&class.key.text),
            title,
            is_signed,
            fields: arena.alloc_slice(&fields.iter().map(|field| field.model).collect::<Vec<_>>()),
        };
        classes.push(SpecClass { model, fields: arena.alloc_slice(&fields), span: class.key.span });
    }
    (arena.alloc_slice(&classes), uses)
}

/// Lowers `common`. `known` is what its templates may name.
pub(super) fn common<'m>(parameter: &Entry, scope: &NameTable<'_>, lowering: &mut Lowering<'m, '_>) -> Lowered<'m> {
    let arena = lowering.arena;
    let mut common = Common::default();
    let mapping = Mapping::of_rows(
        &parameter.value,
        "`common`",
        parameter.key.span,
        (Code::DuplicateField, "parameter"),
        lowering,
    );
    let Some(mut mapping) = mapping else { return Lowered::default() };
    common.location = common::location(&mut mapping, lowering);
    let (fields, uses) = self::fields(&mapping, common.location, &[], scope, lowering);
    mapping.finish_but(is_field, lowering);
    common.fields = arena.alloc_slice(&fields.iter().map(|field| field.model).collect::<Vec<_>>());
    Lowered { common, fields: arena.alloc_slice(&fields), uses }
}

/// The parameters of a table, beside those of every call.
fn fields<'m>(
    mapping: &Mapping<'_>,
    location: Option<Location>,
    of_all: &[SpecField<'m, CommonField<'m>>],
    scope: &NameTable<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> (Vec<SpecField<'m, CommonField<'m>>>, Uses) {
    let mut uses = Uses::default();
    let mut fields: Vec<SpecField<'m, CommonField<'m>>> = Vec::new();
    for parameter in mapping.all().iter().filter(|parameter| is_field(&parameter.key.text)) {
        let Some((field, takes)) = field(parameter, scope, lowering) else { continue };
        uses = uses.and(takes);
        let at = |field: &SpecField<'_, CommonField<'_>>| field.model.location.or(location);
        let here = at(&field);
        twice(
            &field,
            here == Some(Location::Header),
            of_all.iter().chain(&fields).filter(|other| at(other) == here),
            lowering,
        );
        fields.push(field);
    }
    (fields, uses)
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
        travels: written.line.travels.map(|(_, span)| span),
        declared: arena.alloc_str(written.line.ty.words.text),
        text: written.text,
        example: written.example,
        source: written.source,
        because: written.because,
        span: parameter.key.span,
    };
    Some((field, uses))
}

/// Two parameters of one name in one place are one; headers are found without regard to case.
fn twice<'f, 'm: 'f>(
    field: &SpecField<'_, CommonField<'_>>,
    is_header: bool,
    mut earlier: impl Iterator<Item = &'f SpecField<'m, CommonField<'m>>>,
    lowering: &mut Lowering<'_, '_>,
) {
    let name = field.model.name;
    let same = |other: &str| if is_header { other.eq_ignore_ascii_case(name) } else { other == name };
    if let Some(earlier) = earlier.find(|earlier| same(earlier.model.name)) {
        let what = if is_header { "header" } else { "parameter" };
        let message = format!("`{}` and `{name}` are one {what}", earlier.model.name);
        let twice = Diagnostic::error(Code::DuplicateField, field.span, message).label("again here");
        let help = if is_header { "headers do not tell upper from lower case" } else { "remove one of them" };
        lowering.push(twice.related(earlier.span, "first here").help(help));
    }
}
