//! The common parameters: the vendor's own table, each row with its value as a template.

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
use crate::{Common, CommonField, Location, TextUnit};

/// Where common parameters travel.
pub const LOCATIONS: &[(&str, Location)] =
    &[("form", Location::Form), ("query", Location::Query), ("header", Location::Header)];

/// The key that says where they travel.
const IN: &str = "$in";

/// Where the parameters of a table travel.
pub fn location<'m>(mapping: &mut Mapping<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Location> {
    let word = mapping.required_word(IN, reader)?;
    reader.choice(word, LOCATIONS)
}

/// A parameter whose line is taken apart; with what its value takes in. `known` is what the value may name.
pub fn field<'m>(
    name: &Scalar,
    line: &FieldLine<'_>,
    title: &'m str,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<(CommonField<'m>, Uses)> {
    let arena = reader.arena;
    plain::check(name.located(), "a name", reader.diagnostics);
    reader.take(wire_name::check(name, "the parameter's name"));
    if let Some((_, span)) = line.travels {
        let help = format!("all of them travel where `{IN}` says");
        reader.error(Code::BadPlace, span, "a common parameter has no place of its own", help);
    }
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
    Some((CommonField { name, title, required: line.marks.required, value: read.template }, read.uses))
}

/// Reads `common` as it is printed: each parameter has its title beside its line.
pub(super) fn read<'m>(
    parameter: &Entry,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Common<'m>> {
    let mut mapping = Mapping::of(&parameter.value, "`common`", parameter.key.span, reader)?;
    let location = location(&mut mapping, reader);
    let mut fields = Vec::new();
    for parameter in mapping.all().iter().filter(|parameter| parameter.key.text != IN) {
        let mut parts = Mapping::of(&parameter.value, "a parameter", parameter.key.span, reader)?;
        let ty = parts.required_word("type", reader)?;
        let title = parts.prose("title", reader);
        parts.finish(reader);
        let line = reader.take(line::field(ty))?;
        fields.extend(field(&parameter.key, &line, title, names, reader).map(|(field, _)| field));
    }
    Some(Common { location: location?, fields: reader.arena.alloc_slice(&fields) })
}

/// The way back.
pub(super) fn print(common: &Common<'_>) -> Node {
    let location = (IN, Node::of_text(spelling(&common.location, LOCATIONS)));
    let fields = common.fields.iter().map(|field| {
        let CommonField { name, title, required, value } = *field;
        let value = template::print(value);
        // A default ends at the first blank outside of braces; quotes know no escapes.
        let stands_alone = line::field(Located::new(&format!("varchar = {value}"), crate::diagnostic::Span::NONE))
            .is_ok_and(|line| line.title.text.is_empty() && line.default.is_some_and(|default| default.text == value));
        let value = if stands_alone { value } else { crate::notation::cursor::quoted_text(&value) };
        let ty = format!("varchar{} = {value}", if required { "!" } else { "" });
        (
            name,
            Node::of_keys([
                ("type", Some(Node::of_text(ty))),
                ("title", (!title.is_empty()).then(|| Node::of_text(title))),
            ]),
        )
    });
    Node::of_map(std::iter::once(location).chain(fields))
}
