//! Coded values: an enum that keeps a code it does not know.

use quote::quote;
use signwright_runtime::model::{Code, CodeTable, CodeWire};

use super::{docs::Docs, page::Page, table::ident, words};
use crate::names::CodesNames;

/// Where coded values stand.
#[derive(Clone, Copy)]
pub(crate) struct Used<'a> {
    /// The title of the first field that has them.
    pub(crate) for_field: &'a str,
    /// Whether an answer has them, so that they are read.
    pub(crate) in_response: bool,
}

/// The enum, and the call of the macro that ties it to its table.
pub(crate) fn codes(table: &CodeTable<'_>, at: u16, used: Used<'_>, source: &str, names: &CodesNames, page: &mut Page) {
    let ty = ident(&names.ty);
    let variants = table.codes.iter().zip(&names.variants).map(|(code, variant)| {
        let docs = Docs::default().title(title(code), &[format!("Code {}.", super::docs::one_line(code.code))]).outer();
        let variant = ident(variant);
        quote!(#docs #variant)
    });
    let docs = Docs::default().title(used.for_field, &["A coded value.".to_owned()]);
    let docs = words::believed(source).into_iter().fold(docs, |docs, why| docs.own(&why)).outer();
    let (other, derived) = match table.wire {
        CodeWire::Int { .. } => ("i64", quote!()),
        CodeWire::Text { .. } => ("String", quote!(#[derive(Clone)])),
    };
    let kept = ident(other);
    page.item(quote! {
        #docs
        #derived
        #[non_exhaustive]
        pub enum #ty {
            #(#variants,)*
            /// A code that the vendor's table does not list.
            Other(#kept),
        }
    });
    let rows = names.variants.iter().map(|variant| ident(variant)).map(|variant| quote!(#variant));
    let call = if used.in_response { "coded" } else { "coded_request" };
    page.call(call, &format!("{}: {other} = TABLES[{at}] {{", names.ty), rows, "}");
}

/// The vendor's word for a code; where there is none, the spec's.
fn title<'m>(code: &Code<'m>) -> &'m str {
    if code.title.is_empty() { code.name } else { code.title }
}
