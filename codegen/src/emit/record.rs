//! A record: the struct people fill in or read, its rules, and the call of the macro that hands its fields to the
//! engine.

use proc_macro2::TokenStream;
use quote::quote;
use signwright_model::notation::row::plain;
use signwright_model::{CodeWire, Field, RecordId, Travels, Type, Wire};

use super::{
    carried::Carried,
    cycles::Cycles,
    docs::{Docs, one_line, titled},
    page::Page,
    print::ident,
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
        let (ty, required_ty) = (ident(&names.ty), ident(&names.required));
        let members = &self.names.fields;
        let fields = members.iter().map(|member| {
            let (name, ty) = (ident(&member.rust), self.request_type(&member.spec.model));
            let docs = self.request_docs(member.spec).outer();
            quote!(#docs pub #name: #ty)
        });
        let docs = title.items(self.rules()).outer();
        page.item(quote!(#docs #[non_exhaustive] pub struct #ty { #(#fields),* }));
        let mut demanded = members.iter().filter(|member| member.spec.model.is_required()).peekable();
        if demanded.peek().is_none() {
            return;
        }
        let fields = demanded.map(|member| {
            let (name, ty) = (ident(&member.rust), self.request_type(&member.spec.model));
            let docs = Docs::default().title(heading(member.spec), &self.limits(member.spec)).outer();
            quote!(#docs pub #name: #ty)
        });
        let docs = Docs::default().own(&format!("The required fields of [`{}`].", names.ty)).outer();
        page.item(quote!(#docs pub struct #required_ty { #(#fields),* }));
    }

    /// Adds why the spec believes that these fields belong together, where the vendor does not say it.
    pub(crate) fn believed(&self, docs: Docs) -> Docs {
        words::believed(self.names.spec.source).into_iter().fold(docs, |docs, why| docs.own(&why))
    }

    /// The struct of a response.
    pub(crate) fn response(&self, title: &Docs, page: &mut Page) {
        let Some(name) = &self.names.response else { return };
        let ty = ident(name);
        let fields = self.names.fields.iter().map(|Named { spec, rust }| {
            let docs = Docs::default().title(heading(spec), &answered(spec)).text(text(spec)).outer();
            let (name, ty) = (ident(rust), self.response_type(&spec.model));
            quote!(#docs pub #name: #ty)
        });
        let docs = title.outer();
        page.item(quote!(#docs #[non_exhaustive] pub struct #ty { #(#fields),* }));
    }

    /// The macro call of a request: each field with what it begins with, and with `.clone()` where a copy takes more
    /// than its bits.
    pub(crate) fn request_call(&self, page: &mut Page) {
        let Some(names) = &self.names.request else { return };
        let required =
            if self.names.has_required() { format!("(required: {})", names.required) } else { String::new() };
        let open = format!("{}{required} = TABLES[{}]:", names.ty, self.id().0);
        let rows = self.names.fields.iter().map(|member| {
            let (row, name) = (copied(member), ident(&member.rust));
            if member.spec.model.is_required() { quote!(#row: required.#name) } else { quote!(#row: None) }
        });
        page.call("request", &open, rows, "");
    }

    /// The macro call of a response. A field begins with a plain value: a call of a trait costs more to compile.
    pub(crate) fn response_call(&self, page: &mut Page) {
        let Some(name) = &self.names.response else { return };
        let rows = self.names.fields.iter().map(|member| {
            let row = copied(member);
            match member.spec.model.ty {
                _ if member.spec.model.is_nullable() => quote!(#row: None),
                Type::List(..) => quote!(#row: Vec::new()),
                Type::Map(..) => quote!(#row: std::collections::BTreeMap::new()),
                _ => quote!(#row: None),
            }
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
        let carried = self.carried.unwrap_or_else(|| Carried::of_row(&field.model, self.wire));
        words::limits(field, self.wire.body, carried)
    }

    fn rules(&self) -> impl Iterator<Item = String> {
        self.names.spec.rules.iter().map(words::rule)
    }

    fn request_type(&self, field: &Field<'_>) -> TokenStream {
        let ty = self.bare_type(&field.ty, Direction::Request);
        let ty = if field.is_nullable() { self.nullable(field, &ty) } else { ty };
        if field.is_required() { ty } else { self.optional(field, &ty) }
    }

    /// A response is lenient: everything may be missing, a list is then empty.
    fn response_type(&self, field: &Field<'_>) -> TokenStream {
        let ty = self.bare_type(&field.ty, Direction::Response);
        if field.is_nullable() {
            self.optional(field, &self.nullable(field, &ty))
        } else if matches!(field.ty, Type::List(..) | Type::Map(..)) {
            ty
        } else {
            self.optional(field, &ty)
        }
    }

    /// A record that leads back to this one is boxed, or neither would have a size.
    fn optional(&self, field: &Field<'_>, ty: &TokenStream) -> TokenStream {
        let is_boxed = self.cycles.boxes(self.id(), field) && !field.is_nullable();
        if is_boxed { quote!(Option<Box<#ty>>) } else { quote!(Option<#ty>) }
    }

    fn nullable(&self, field: &Field<'_>, ty: &TokenStream) -> TokenStream {
        if self.cycles.boxes(self.id(), field) { quote!(Nullable<Box<#ty>>) } else { quote!(Nullable<#ty>) }
    }

    fn bare_type(&self, ty: &Type<'_>, direction: Direction) -> TokenStream {
        match ty {
            Type::Text { .. } => quote!(String),
            Type::Int { .. } | Type::Minor { .. } => quote!(i64),
            Type::Unsigned { .. } => quote!(u64),
            Type::Decimal { .. } => quote!(Decimal),
            Type::TextOrInt => quote!(TextOrInt),
            Type::Any => quote!(Any),
            Type::Code(table) => {
                let codes = self.codes.iter().find(|codes| codes.spec.model.name == table.name);
                codes.map(|codes| ident(&codes.ty)).map_or_else(|| quote!(String), |ty| quote!(Coded<#ty>))
            }
            Type::Record(id) => {
                let names = self.records.get(usize::from(id.0));
                let name = names.and_then(|names| match direction {
                    Direction::Request => names.request.as_ref().map(|names| names.ty.as_str()),
                    Direction::Response => names.response.as_deref(),
                });
                // A place outside the table has no struct; anything may stand there.
                name.map(ident).map_or_else(|| quote!(Any), |ty| quote!(#ty))
            }
            Type::Map(of, _) => {
                let of = self.bare_type(of, direction);
                quote!(std::collections::BTreeMap<String, #of>)
            }
            Type::List(of, _) => {
                let of = self.bare_type(of, direction);
                quote!(Vec<#of>)
            }
            plain => {
                let ty = ident(plain::of(plain).map_or("Any", |plain| plain.rust));
                quote!(#ty)
            }
        }
    }
}

/// The vendor's title; where nothing of it can be shown, the wire name.
fn heading<'m>(field: &SpecField<'m>) -> &'m str {
    titled(field.model.title, field.model.name)
}

/// The field as the macros take it: how a copy of it is made.
fn copied(field: &Named<'_, SpecField<'_>>) -> TokenStream {
    let name = ident(&field.rust);
    if is_copy(&field.spec.model.ty) { quote!(#name) } else { quote!(#name.clone()) }
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
