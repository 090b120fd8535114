//! A record: the struct people fill in or read, its rules, and the call of the macro that hands its fields to the
//! engine.

use signwright_model::notation::row::plain;
use signwright_model::{CodeWire, Field, RecordId, Travels, Type, Wire};

use super::{
    carried::Carried,
    cycles::Cycles,
    docs::{Docs, one_line, titled},
    item::Item,
    page::Page,
    words,
};
use crate::{
    names::{CodesNames, Named, RecordNames},
    specs::SpecField,
};

/// A record with everything that is known about it.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    /// The record with its names.
    pub(crate) names: &'a RecordNames<'a>,
    /// All records that it stands among.
    pub(crate) records: &'a [RecordNames<'a>],
    /// The coded values beside them.
    pub(crate) codes: &'a [CodesNames<'a>],
    /// Which of the records hold each other.
    pub(crate) cycles: &'a Cycles,
    /// How the calls travel.
    pub(crate) wire: &'a Wire<'a>,
    /// What carries its rows where requests hold it; `None` of a request itself, whose rows each say it.
    pub(crate) carried: Option<Carried>,
}

/// Which way a struct goes.
#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Request,
    Response,
}

impl Row<'_> {
    /// The index of the record.
    pub(crate) fn id(&self) -> RecordId {
        self.names.spec.id
    }

    /// The structs of a request: the record's, and that of its required fields.
    pub(crate) fn request(&self, title: Docs, page: &mut Page) {
        let Some(names) = &self.names.request else { return };
        let members = &self.names.fields;
        let mut all = Item::of_struct(&title.items(self.rules()), true, &names.ty);
        for member in members {
            let ty = self.request_type(member.spec.model, page);
            all.field(&self.request_docs(member.spec), &member.rust, &ty);
        }
        page.written(all);
        if !self.names.has_required() {
            return;
        }
        let docs = Docs::default().own(&format!("The required fields of [`{}`].", names.ty));
        let mut required = Item::of_struct(&docs, false, &names.required);
        for member in members.iter().filter(|member| member.spec.model.is_required()) {
            let docs = Docs::default().title(heading(member.spec), &self.limits(member.spec));
            let ty = self.request_type(member.spec.model, page);
            required.field(&docs, &member.rust, &ty);
        }
        page.written(required);
    }

    /// Adds why the spec believes that these fields belong together, where the vendor does not say it.
    pub(crate) fn believed(&self, docs: Docs) -> Docs {
        words::believed(self.names.spec.source).into_iter().fold(docs, |docs, why| docs.own(&why))
    }

    /// The struct of a response.
    pub(crate) fn response(&self, title: &Docs, page: &mut Page) {
        let Some(name) = &self.names.response else { return };
        let mut item = Item::of_struct(title, true, name);
        for Named { spec, rust } in &self.names.fields {
            let docs = Docs::default().title(heading(spec), &answered(spec)).text(text(spec));
            let ty = self.response_type(spec.model, page);
            item.field(&docs, rust, &ty);
        }
        page.written(item);
    }

    /// The macro call of a request: each field with what it begins with, and with `.clone()` where a copy takes more
    /// than its bits.
    pub(crate) fn request_call(&self, page: &mut Page) {
        let Some(names) = &self.names.request else { return };
        let required =
            if self.names.has_required() { format!("(required: {})", names.required) } else { String::new() };
        let open = format!("{}{required} = TABLES[{}]:", names.ty, self.id().0);
        let rows = self.names.fields.iter().map(|member| {
            let (name, copied) = (&*member.rust, copied(member));
            if member.spec.model.is_required() {
                format!("{name}{copied}: required.{name}")
            } else {
                format!("{name}{copied}: None")
            }
        });
        page.call("request", &open, rows, "");
    }

    /// The macro call of a response. A field begins with a plain value: a call of a trait costs more to compile.
    pub(crate) fn response_call(&self, page: &mut Page) {
        let Some(name) = &self.names.response else { return };
        let rows = self.names.fields.iter().map(|member| {
            let value = match member.spec.model.ty {
                _ if member.spec.model.is_nullable() => "None",
                Type::List(..) => "Vec::new()",
                Type::Map(..) => "std::collections::BTreeMap::new()",
                _ => "None",
            };
            format!("{}{}: {value}", member.rust, copied(member))
        });
        page.call("response", &format!("{name} = TABLES[{}]:", self.id().0), rows, "");
    }

    /// The structs of a request and their macro call.
    pub(crate) fn nested_request(&self, title: &str, page: &mut Page) {
        self.request(self.believed(Docs::default().text(title)), page);
        self.request_call(page);
    }

    /// The struct of a response and its macro call, where the record is not all of the response.
    pub(crate) fn nested_response(&self, title: &str, page: &mut Page) {
        let docs = Docs::default().text(title);
        let docs = match &self.names.request {
            Some(request) => docs.own(&format!("[`{}`] as it is answered.", request.ty)),
            None => docs,
        };
        self.response(&self.believed(docs), page);
        self.response_call(page);
    }

    fn request_docs(&self, field: &SpecField<'_>) -> Docs {
        let docs = Docs::default().title(heading(field), &self.limits(field)).text(text(field));
        let example = field.example;
        let docs = if example.is_empty() { docs } else { docs.own(&format!("Example: {}", one_line(example))) };
        words::provenance(field).into_iter().fold(docs, |docs, sentence| docs.own(&sentence))
    }

    fn limits(&self, field: &SpecField<'_>) -> Vec<String> {
        let carried = self.carried.unwrap_or_else(|| Carried::of_row(field.model, self.wire));
        words::limits(field, self.wire.body, carried)
    }

    fn rules(&self) -> impl Iterator<Item = String> {
        self.names.spec.rules.iter().map(words::rule)
    }

    fn request_type(&self, field: &Field<'_>, page: &mut Page) -> String {
        let ty = self.bare_type(&field.ty, Direction::Request, page);
        let ty = if field.is_nullable() { self.nullable(field, &ty, page) } else { ty };
        if field.is_required() { ty } else { self.optional(field, &ty) }
    }

    /// A response is lenient: everything may be missing, a list is then empty.
    fn response_type(&self, field: &Field<'_>, page: &mut Page) -> String {
        let ty = self.bare_type(&field.ty, Direction::Response, page);
        if field.is_nullable() {
            self.optional(field, &self.nullable(field, &ty, page))
        } else if matches!(field.ty, Type::List(..) | Type::Map(..)) {
            ty
        } else {
            self.optional(field, &ty)
        }
    }

    /// A record that leads back to this one is boxed, or neither would have a size.
    fn optional(&self, field: &Field<'_>, ty: &str) -> String {
        let is_boxed = self.cycles.boxes(self.id(), field) && !field.is_nullable();
        if is_boxed { format!("Option<Box<{ty}>>") } else { format!("Option<{ty}>") }
    }

    fn nullable(&self, field: &Field<'_>, ty: &str, page: &mut Page) -> String {
        page.uses("Nullable");
        if self.cycles.boxes(self.id(), field) { format!("Nullable<Box<{ty}>>") } else { format!("Nullable<{ty}>") }
    }

    fn bare_type(&self, ty: &Type<'_>, direction: Direction, page: &mut Page) -> String {
        let name = match ty {
            Type::Text { .. } => "String",
            Type::Int { .. } | Type::Minor { .. } => "i64",
            Type::Unsigned { .. } => "u64",
            Type::Decimal { .. } => "Decimal",
            Type::TextOrInt => "TextOrInt",
            Type::Any => "Any",
            Type::Code(table) => match self.codes.iter().find(|codes| codes.spec.model.name == table.name) {
                Some(codes) => {
                    page.uses("Coded");
                    return format!("Coded<{}>", codes.ty);
                }
                None => "String",
            },
            Type::Record(id) => {
                let names = self.records.get(usize::from(id.0));
                let name = names.and_then(|names| match direction {
                    Direction::Request => names.request.as_ref().map(|names| names.ty.as_str()),
                    Direction::Response => names.response.as_deref(),
                });
                // A place outside the table has no struct; anything may stand there.
                name.unwrap_or("Any")
            }
            Type::Map(of, _) => {
                let of = self.bare_type(of, direction, page);
                return format!("std::collections::BTreeMap<String, {of}>");
            }
            Type::List(of, _) => {
                let of = self.bare_type(of, direction, page);
                return format!("Vec<{of}>");
            }
            plain => plain::of(plain).map_or("Any", |plain| plain.rust),
        };
        page.uses(name);
        name.to_owned()
    }
}

/// The vendor's title; where nothing of it can be shown, the wire name.
fn heading<'m>(field: &SpecField<'m>) -> &'m str {
    titled(field.model.title, field.model.name)
}

/// How the macros copy the field, behind its name.
fn copied(field: &Named<'_, SpecField<'_>>) -> &'static str {
    if is_copy(&field.spec.model.ty) { "" } else { ".clone()" }
}

/// What a caller must know about a field of an answer.
fn answered(field: &SpecField<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    match field.model.travels {
        Travels::Header => sentences.push("Travels as a header.".to_owned()),
        Travels::Document => sentences.push("Travels as the whole document.".to_owned()),
        _ => {}
    }
    if field.model.sensitive {
        sentences.push("Personal data, never printed.".to_owned());
    }
    sentences
}

/// The description, where it says more than the title.
fn text<'m>(field: &SpecField<'m>) -> &'m str {
    if field.text.trim_end_matches(['。', '.']) == field.model.title { "" } else { field.text }
}

/// Whether the Rust type of such a field is `Copy`.
fn is_copy(ty: &Type<'_>) -> bool {
    match ty {
        Type::Int { .. } | Type::Minor { .. } | Type::Unsigned { .. } | Type::Decimal { .. } => true,
        Type::Code(table) => matches!(table.wire, CodeWire::Int { .. }),
        Type::Text { .. } | Type::TextOrInt | Type::Any | Type::Record(_) | Type::Map(..) | Type::List(..) => false,
        plain => plain::of(plain).is_some(),
    }
}
