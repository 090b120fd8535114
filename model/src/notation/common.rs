//! The common parameters: the vendor's own table, each row with its value as a template; and the tables that classes of
//! endpoints add to it.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::mapping::Mapping;
use crate::notation::row::line::{self, FieldLine};
use crate::notation::row::names::Names;
use crate::notation::row::types;
use crate::notation::template::inputs::NameTable;
use crate::notation::template::{self, Uses, plain};
use crate::notation::{Arena, Reader, spelling, wire_name};
use crate::syntax::{Entry, Node, Scalar};
use crate::{Class, Common, CommonField, Location, TextUnit, Travels};

/// Where common parameters travel.
pub const LOCATIONS: &[(&str, Location)] =
    &[("form", Location::Form), ("query", Location::Query), ("header", Location::Header)];

/// The key that says where they travel.
const IN: &str = "$in";

/// Where the parameters of a table travel; `None`: where those of the endpoint do.
pub fn location<'m>(mapping: &mut Mapping<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Location> {
    mapping.choice(IN, LOCATIONS, reader)
}

/// The title of a class, and whether it is signed, as the keys of its table say.
pub fn class_head<'m>(mapping: &mut Mapping<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> (&'m str, bool) {
    let title = mapping.prose(TITLE, reader);
    let is_signed = mapping.choice(SIGNED, &[("yes", true), ("no", false)], reader).unwrap_or(true);
    (title, is_signed)
}

/// The key of a class's title.
const TITLE: &str = "$title";

/// The key that says whether a class is signed.
const SIGNED: &str = "$signed";

/// Where a parameter travels whose row says so.
fn stated<'m>(line: &FieldLine<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Location> {
    let (travels, span) = line.travels?;
    match travels {
        Travels::Query => Some(Location::Query),
        Travels::Header => Some(Location::Header),
        Travels::Form => Some(Location::Form),
        Travels::InBody => Some(Location::Json),
        Travels::Path | Travels::Document | Travels::InQuery => {
            let help = "a common parameter travels in the query, as a header, in the form or as a member of the body";
            reader.error(Code::BadPlace, span, "a common parameter cannot travel so", help);
            None
        }
    }
}

/// A parameter whose line is taken apart; with what its value takes in. `names` is what the value may name, `of_table` where
/// the parameters of its table travel.
pub fn field<'m>(
    name: &Scalar,
    (line, title): (&FieldLine<'_>, &'m str),
    of_table: Option<Location>,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<(CommonField<'m>, Uses)> {
    let arena = reader.arena;
    let location = stated(line, reader);
    plain::check(name.located(), "a name", reader.diagnostics);
    reader.take(wire_name::sent(name, "the parameter's name", location.or(of_table)));
    // The value is a template, so the type is only shown; it must be one all the same.
    reader.take(types::resolve(&line.ty, &Names::default(), TextUnit::Chars, arena));
    let Some(value) = line.default else {
        let message = format!("the common parameter `{}` has no value", name.text);
        let help = "give it behind its type: `= {credential.key}`, `= {clock.unix}`, `= {signature}`";
        reader.error(Code::MissingKey, name.span, message, help);
        return None;
    };
    let read = template::read_text(value, names, arena, reader.diagnostics)?;
    let name = arena.alloc_str(&name.text);
    Some((CommonField { name, location, title, required: line.marks.required, value: read.template }, read.uses))
}

/// Reads `common` as it is printed: each parameter has its title beside its line.
pub(super) fn read<'m>(
    section: &Entry,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Common<'m>> {
    let mut mapping = Mapping::of(&section.value, "`common`", section.key.span, reader)?;
    let location = location(&mut mapping, reader);
    Some(Common { location, fields: printed_fields(&mapping, location, names, reader)? })
}

/// Reads `classes` as they are printed, likewise.
pub(super) fn read_classes<'m>(
    section: &Entry,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m [Class<'m>]> {
    let classes = Mapping::of(&section.value, "`classes`", section.key.span, reader)?;
    let mut read = Vec::new();
    for class in classes.all() {
        let mut mapping = Mapping::of(&class.value, "a class", class.key.span, reader)?;
        let (title, is_signed) = class_head(&mut mapping, reader);
        let fields = printed_fields(&mapping, None, names, reader)?;
        read.push(Class { name: reader.arena.alloc_str(&class.key.text), title, is_signed, fields });
    }
    Some(reader.arena.alloc_slice(&read))
}

fn printed_fields<'m>(
    mapping: &Mapping<'_>,
    location: Option<Location>,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<&'m [CommonField<'m>]> {
    let mut fields = Vec::new();
    for parameter in mapping.all().iter().filter(|parameter| ![IN, TITLE, SIGNED].contains(&&*parameter.key.text)) {
        let mut parts = Mapping::of(&parameter.value, "a parameter", parameter.key.span, reader)?;
        let ty = parts.required_word("type", reader)?;
        let title = parts.prose("title", reader);
        parts.finish(reader);
        let line = reader.take(line::field(ty))?;
        fields.extend(field(&parameter.key, (&line, title), location, names, reader).map(|(field, _)| field));
    }
    Some(reader.arena.alloc_slice(&fields))
}

/// The way back.
pub(super) fn print(common: &Common<'_>) -> Node {
    let location = common.location.map(|location| (IN, Node::of_text(spelling(&location, LOCATIONS))));
    Node::of_map(location.into_iter().chain(common.fields.iter().map(print_field)))
}

/// The way back of the classes.
pub(super) fn print_classes(classes: &[Class<'_>]) -> Node {
    Node::of_map(classes.iter().map(|class| {
        let Class { name, title, is_signed, fields } = *class;
        let title = (!title.is_empty()).then(|| (TITLE, Node::of_text(title)));
        let signed = (!is_signed).then(|| (SIGNED, Node::of_text("no")));
        (name, Node::of_map(title.into_iter().chain(signed).chain(fields.iter().map(print_field))))
    }))
}

fn print_field<'m>(field: &CommonField<'m>) -> (&'m str, Node) {
    let CommonField { name, location, title, required, value } = *field;
    let value = template::print(value);
    // A default ends at the first blank outside of braces; quotes know no escapes.
    let stands_alone = line::field(Located::new(&format!("varchar = {value}"), crate::diagnostic::Span::NONE))
        .is_ok_and(|line| line.title.text.is_empty() && line.default.is_some_and(|default| default.text == value));
    let value = if stands_alone { value } else { crate::notation::cursor::quoted_text(&value) };
    let location = match location {
        None => "",
        Some(Location::Query) => "query ",
        Some(Location::Header) => "header ",
        Some(Location::Form) => "form ",
        Some(Location::Json) => "body ",
    };
    let ty = format!("{location}varchar{} = {value}", if required { "!" } else { "" });
    let title = (!title.is_empty()).then(|| Node::of_text(title));
    (name, Node::of_keys([("type", Some(Node::of_text(ty))), ("title", title)]))
}
