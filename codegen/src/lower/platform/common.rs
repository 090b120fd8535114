//! The common parameters, those of classes of endpoints too, with what is noted of each.

use std::collections::BTreeMap;

use signwright_model::notation::common;
use signwright_model::{Body, Class, Common, CommonField, Location, Platform};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
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
    names: Names<'m>,
}

/// The most common parameters, those of all classes among them, and the most classes.
const MOST: usize = 1_024;

/// Parameters by where they travel and how others of that place are compared with them, each with its name and place in
/// the file.
type Names<'m> = BTreeMap<(Option<Location>, String), (&'m str, Span)>;

/// What is said of a whole table.
struct Table<'a, 'm> {
    /// Where its parameters travel.
    location: Option<Location>,
    /// Parameters that stand beside them in every call.
    of_all: &'a Names<'m>,
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
    let mut count = common.fields.len();
    for class in lowering.first(mapping.all(), MOST, |class| class.key.span, "classes") {
        if count > MOST {
            break;
        }
        let what = format!("the class `{}`", class.key.text);
        let Some(mut table) =
            Mapping::of_rows(&class.value, &what, class.key.span, (Code::DuplicateField, "parameter"), lowering)
        else {
            continue;
        };
        let (title, is_signed) = common::class_head(&mut table, lowering);
        let table_of = Table { location: common.common.location, of_all: &common.names };
        let (fields, takes, _) = fields(&table, &table_of, &mut count, scope, lowering);
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
    let table = Table { location: common.location, of_all: &BTreeMap::new() };
    let (fields, uses, names) = self::fields(&mapping, &table, &mut 0, scope, lowering);
    mapping.finish_but(is_field, lowering);
    common.fields = arena.alloc_slice(&fields.iter().map(|field| field.model).collect::<Vec<_>>());
    Lowered { common, fields: arena.alloc_slice(&fields), uses, names }
}

/// The parameters of a table, behind so many others: what is beyond the most of a platform is reported, and counted.
fn fields<'m>(
    mapping: &Mapping<'_>,
    table: &Table<'_, 'm>,
    count: &mut usize,
    scope: &NameTable<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> (Vec<SpecField<'m, CommonField<'m>>>, Uses, Names<'m>) {
    let mut uses = Uses::default();
    let mut fields: Vec<SpecField<'m, CommonField<'m>>> = Vec::new();
    let mut names = Names::default();
    for parameter in mapping.all().iter().filter(|parameter| is_field(&parameter.key.text)) {
        *count += 1;
        if *count > MOST {
            let message = format!("more than {MOST} common parameters, those of classes among them");
            lowering.error(Code::TooLarge, parameter.key.span, message, "no platform needs as many");
            break;
        }
        let Some((field, takes)) = field(parameter, table.location, scope, lowering) else { continue };
        uses = uses.and(takes);
        let (name, location) = (field.model.name, field.model.location.or(table.location));
        // Two parameters of one name in one place are one; headers are found without regard to case.
        let is_header = location == Some(Location::Header);
        let key = (location, location.map_or_else(|| name.to_owned(), |location| location.spelled(name)));
        if let Some((earlier, first)) = table.of_all.get(&key).or_else(|| names.get(&key)) {
            let what = if is_header { "header" } else { "parameter" };
            let message = format!("`{earlier}` and `{name}` are one {what}");
            let twice = Diagnostic::error(Code::DuplicateField, field.span, message).label("again here");
            let help = if is_header { "headers do not tell upper from lower case" } else { "remove one of them" };
            lowering.push(twice.related(*first, "first here").help(help));
        } else {
            names.insert(key, (name, field.span));
        }
        fields.push(field);
    }
    (fields, uses, names)
}

/// Refuses a parameter that has the name of the field which holds the rows of a request.
pub(super) fn beside_body<'f, 'm: 'f>(
    platform: &Platform<'_>,
    fields: impl Iterator<Item = &'f SpecField<'m, CommonField<'m>>>,
    lowering: &mut Lowering<'_, '_>,
) {
    let Body::Inside { location, name } = platform.wire.body else { return };
    let (of_table, _) = platform.locations(&platform.wire);
    let is_it = |field: &&SpecField<'_, CommonField<'_>>| {
        field.model.name == name && field.model.location.unwrap_or(of_table) == location
    };
    for field in fields.filter(is_it) {
        let message = format!("`{name}` is the field that holds the rows of a request, by the `body` of `wire`");
        lowering.error(Code::DuplicateField, field.span, message, "leave the parameter out: the client fills it");
    }
}

fn field<'m>(
    parameter: &Entry,
    location: Option<Location>,
    scope: &NameTable<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(SpecField<'m, CommonField<'m>>, Uses)> {
    let arena = lowering.arena;
    let written = record::written(&parameter.value, parameter.key.span, lowering)?;
    let (model, uses) = common::field(&parameter.key, (&written.line, written.title), location, scope, lowering)?;
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
