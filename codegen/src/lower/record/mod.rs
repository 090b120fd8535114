//! A record: its fields, one a line or a mapping. Its rules are read when all records are known.
//!
//! - `names`, `types`, `codes`: what these words stand for, the coded values among them
//! - `graph`: how the records of an endpoint refer to each other
//! - `list`: all records of a file, with their rules

pub(super) mod codes;
pub(super) mod graph;
pub(super) mod list;

use std::collections::HashSet;

use signwright_model::notation::row::line::{self, FieldLine};
use signwright_model::notation::value;
use signwright_model::{Field, Missing, Presence, TextUnit, Travels, Type};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::notation::cursor::quoted;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::wire_name;
use crate::specs::{Aspect, Located, SpecField};
use crate::suggest;
use crate::syntax::{Entry, Node};
use signwright_model::notation::row::names::Names;
use signwright_model::notation::row::types;

/// A field while its record is lowered: its model still changes.
pub(in crate::lower) type Row<'m> = SpecField<'m, Field<'m>>;

/// The fields of a record and what is said of all of them.
#[derive(Clone, Default)]
pub(super) struct Fields<'m> {
    /// The fields.
    pub(super) list: Vec<Row<'m>>,
    /// Why the spec believes that they belong together.
    pub(super) source: &'m str,
    /// That they travel in the query beside positional arguments, and where the spec says so.
    pub(super) in_query: Option<Span>,
    /// That they travel as a list, in their order.
    pub(super) is_positional: bool,
}

/// A field as it is written, in either form.
pub(super) struct Written<'t, 'm> {
    /// The line, or what `type` says.
    pub(super) line: FieldLine<'t>,
    /// The title.
    pub(super) title: &'m str,
    /// The description.
    pub(super) text: &'m str,
    /// The vendor's example.
    pub(super) example: &'m str,
    /// Why the spec believes it.
    pub(super) source: &'m str,
    /// The same of its parts.
    pub(super) because: &'m [(Aspect, &'m str)],
    /// How "none" travels, where the spec says so.
    pub(super) missing: Option<Missing>,
    /// What the whole text matches.
    pub(super) pattern: Option<Located<'t>>,
}

/// Whether a key of a record is a field's name.
pub(super) fn is_field(key: &str) -> bool {
    !key.starts_with('$')
}

/// The fields as the model has them.
pub(super) fn model<'m>(fields: &[Row<'m>]) -> Vec<Field<'m>> {
    fields.iter().map(|field| field.model).collect()
}

/// Whether a response is said to be none: the answer has no body.
pub(super) fn is_none(section: &Entry) -> bool {
    section.key.text == "response" && section.value.scalar().is_some_and(|scalar| scalar.text == "none")
}

/// Lowers the fields of a record. `travels` is where they do whose rows say nothing of it, if the table's heading does.
pub(super) fn fields<'m>(
    section: &Entry,
    travels: Option<Travels>,
    names: &Names<'m>,
    unit: TextUnit,
    lowering: &mut Lowering<'m, '_>,
) -> Fields<'m> {
    let mut fields = Fields::default();
    if is_none(section) {
        return fields;
    }
    let what = format!("`{}`", section.key.text);
    let Some(mut mapping) =
        Mapping::of_rows(&section.value, &what, section.key.span, (Code::DuplicateField, "field"), lowering)
    else {
        return fields;
    };
    for section in mapping.all().iter().filter(|section| is_field(&section.key.text)) {
        let mut field = field(section, names, unit, lowering);
        if let (None, Some(travels)) = (field.travels, travels) {
            field.model.travels = travels;
            field.travels = Some(section.key.span);
        }
        fields.list.push(field);
    }
    fields.source = mapping.prose("$source", lowering);
    if let Some(place) = mapping.entry("$in") {
        let word = lowering.word(&place.value).and_then(|word| lowering.choice(word, &[("query", ())]));
        fields.in_query = word.map(|()| place.key.span);
    }
    fields.is_positional = mapping.choice("$positional", &[("yes", true), ("no", false)], lowering).unwrap_or(false);
    if let Some(sensitive) = mapping.value("$sensitive") {
        let names = lowering.rows(sensitive, "`$sensitive`").iter().filter_map(|name| lowering.word(name));
        let names: Vec<Located<'_>> = names.collect();
        let personal: HashSet<&str> = names.iter().map(|name| name.text).collect();
        for field in fields.list.iter_mut().filter(|field| personal.contains(field.model.name)) {
            field.model.sensitive = true;
        }
        let known: HashSet<&str> = fields.list.iter().map(|field| field.model.name).collect();
        for name in names.iter().filter(|name| !known.contains(name.text)) {
            let help = suggest::help(name.text, fields.list.iter().map(|field| field.model.name));
            let message = format!("{what} has no field `{}`", name.text);
            lowering.error(Code::UnknownField, name.span, message, help);
        }
    }
    // Read with the rules of all records.
    mapping.value("$rules");
    mapping.finish_but(is_field, lowering);
    fields
}

/// Lowers one field; its mistakes are reported.
pub(super) fn field<'m>(row: &Entry, names: &Names<'m>, unit: TextUnit, lowering: &mut Lowering<'m, '_>) -> Row<'m> {
    let arena = lowering.arena;
    let (name, span) = (arena.alloc_str(&row.key.text), row.key.span);
    // A field that cannot be read takes anything, so that rules that name it are still judged rightly.
    let model = Field::new(name, Type::Any, "", Presence::Optional);
    let mut field =
        SpecField { model, travels: None, declared: "", text: "", example: "", source: "", because: &[], span };
    if name.is_empty() {
        lowering.error(Code::BadField, span, "a field without a name", "write the name on the wire");
    }
    lowering.take(wire_name::check(&row.key, "the field's name"));
    let Some(written) = written(&row.value, span, lowering) else { return field };
    let line = &written.line;
    field.model.title = written.title;
    field.model.travels = line.travels.map_or(Travels::InBody, |(travels, _)| travels);
    field.travels = line.travels.map(|(_, span)| span);
    field.model.missing = written.missing.unwrap_or(Missing::LeftOut);
    // Who says why a flag was concluded has said that it was.
    let concluded = written.because.iter().any(|(aspect, _)| *aspect == Aspect::Required);
    field.model.presence = Presence::of(line.marks.required, line.marks.inferred || concluded);
    field.declared = arena.alloc_str(line.ty.words.text);
    (field.text, field.example) = (written.text, written.example);
    (field.source, field.because) = (written.source, written.because);
    let Some(resolved) = lowering.take(types::resolve(&line.ty, names, unit, arena)) else { return field };
    field.model.ty = resolved.ty;
    field.model.as_text = resolved.as_text;
    field.model.stated_none = resolved.stated_none;
    field.model.pattern = written.pattern.and_then(|pattern| self::pattern(pattern, &field.model.ty, lowering));
    if field.model.is_nullable() && written.missing.is_some() {
        let help =
            "remove `missing`: an absent field is left out, and the none that is stated travels as the type says";
        lowering.error(Code::BadField, line.ty.words.span, "the field has a none of its own already", help);
    }
    field.model.lists = resolved.lists;
    if let Some(default) = line.default {
        field.model.default = Some(arena.alloc_str(value::meant(default.text, &field.model.ty)));
        lowering.take(value::default(default, &field.model.ty));
        if line.marks.required {
            let message = format!("the default {} is never used: the field is required", quoted(default.text));
            let never = Diagnostic::warning(Code::BadDefault, default.span, message);
            lowering.push(never.help("a default is what an absent field counts as: remove it, or the `!`"));
        }
    }
    if let Some(mark) = line.marks.may_be_empty {
        field.model.may_be_empty = true;
        if !matches!(field.model.ty, Type::Text { .. }) || field.model.as_text {
            lowering.error(Code::BadField, mark, "only a text may be empty", "remove the `\"\"`");
        }
    }
    field
}

/// What the whole text of a field matches.
fn pattern<'m>(pattern: Located<'_>, ty: &Type<'_>, lowering: &mut Lowering<'m, '_>) -> Option<&'m str> {
    let mut of = *ty;
    while let Type::List(inner, _) | Type::Map(inner, _) = of {
        of = *inner;
    }
    if !matches!(of, Type::Text { .. }) {
        lowering.error(Code::BadField, pattern.span, "only a text has a pattern", "remove `pattern`");
        return None;
    }
    if pattern.text.contains(char::is_control) {
        lowering.error(Code::BadField, pattern.span, "a pattern stands on one line", "write `\\n` for a line feed");
        return None;
    }
    if let Err(why) = regex_lite::Regex::new(&format!("^(?:{})$", pattern.text)) {
        let message = format!("{} is no pattern: {why}", quoted(pattern.text));
        let help = "letters, classes and repetitions, as in `[0-9A-Z]{2,20}`; it is held against the whole text";
        lowering.error(Code::BadField, pattern.span, message, help);
        return None;
    }
    Some(lowering.arena.alloc_str(pattern.text))
}

/// A field in either form.
pub(super) fn written<'t, 'm>(node: &'t Node, place: Span, lowering: &mut Lowering<'m, '_>) -> Option<Written<'t, 'm>> {
    let arena = lowering.arena;
    if node.map().is_none() {
        let text = lowering.prose(node)?;
        let line = lowering.take(line::field(text))?;
        let (title, text) = (arena.alloc_str(line.title.text), arena.alloc_str(line.text.text));
        return Some(Written {
            line,
            title,
            text,
            example: "",
            source: "",
            because: &[],
            missing: None,
            pattern: None,
        });
    }
    let mut mapping = Mapping::of(node, "a field", place, lowering)?;
    let ty = mapping.required("type", lowering).and_then(|section| lowering.prose(&section.value));
    let title = mapping.prose("title", lowering);
    let text = mapping.prose("text", lowering);
    let example = mapping.prose("example", lowering);
    let (source, because) = mapping.entry("source").map_or(("", &[][..]), |section| believed(section, lowering));
    let words = [("left out", Missing::LeftOut), ("empty", Missing::Empty), ("null", Missing::Null)];
    let missing = mapping.choice("missing", &words, lowering);
    let pattern = mapping.word("pattern", lowering);
    mapping.finish(lowering);
    let line = lowering.take(line::field(ty?))?;
    if let Some(stray) = [line.title, line.text].into_iter().find(|part: &Located<'_>| !part.text.is_empty()) {
        let message = "`type` holds more than the type, its marks and its default";
        let stray = Diagnostic::error(Code::BadField, stray.span, message);
        lowering.push(stray.help("put it into `title` or `text`; a default with blanks needs quotes: `= \"…\"`"));
    }
    Some(Written { line, title, text, example, source, because, missing, pattern })
}

/// Why the spec believes a field: one text, or one for each part that was concluded.
fn believed<'m>(section: &Entry, lowering: &mut Lowering<'m, '_>) -> (&'m str, &'m [(Aspect, &'m str)]) {
    let arena = lowering.arena;
    if section.value.map().is_none() {
        let source = lowering.prose(&section.value).map_or("", |text| text.text.trim());
        return (arena.alloc_str(source), &[]);
    }
    let Some(mut mapping) = Mapping::of(&section.value, "`source`", section.key.span, lowering) else {
        return ("", &[]);
    };
    let mut because = Vec::new();
    for (key, aspect) in Aspect::KEYS {
        let says = mapping.prose(key, lowering);
        if !says.is_empty() {
            because.push((aspect, says));
        }
    }
    mapping.finish(lowering);
    ("", arena.alloc_slice(&because))
}
