//! Coded values: an enum that keeps a code it does not know, and its table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use signwright_runtime::model::{Code, CodeTable, CodeWire};

use super::{
    docs::Docs,
    page::Page,
    table::{self, ident},
    words,
};
use crate::names::CodesNames;

/// The enum, its table and the call of the macro that ties the two.
pub(crate) fn codes(table: &CodeTable<'_>, used_for: &str, source: &str, names: &CodesNames, page: &mut Page) {
    let ty = ident(&names.ty);
    let variants = table.codes.iter().zip(&names.variants).map(|(code, variant)| {
        let docs = Docs::default().title(title(code), &[format!("Code {}.", super::docs::one_line(code.code))]).outer();
        let variant = ident(variant);
        quote!(#docs #variant)
    });
    let docs = Docs::default().title(used_for, &["A coded value.".to_owned()]);
    let docs = words::believed(source).into_iter().fold(docs, |docs, why| docs.own(&why)).outer();
    let (word, other, derived) = match table.wire {
        CodeWire::Int { .. } => ("int", quote!(i64), quote!(Clone, Copy)),
        CodeWire::Text { .. } => ("text", quote!(String), quote!(Clone)),
    };
    page.item(quote! {
        #docs
        #[derive(#derived)]
        #[non_exhaustive]
        pub enum #ty {
            #(#variants,)*
            /// A code that the vendor's table does not list.
            Other(#other),
        }
    });
    let (wire, rows) = table::codes(table);
    let (head, name) = (format!("const {}", names.table), table.name);
    let plain = vec![quote!(name: #name), quote!(wire: wire(#wire))];
    page.rows_of(&head, quote!(model::CodeTable), plain, vec![("codes", rows)]);
    let rows = table.codes.iter().zip(&names.variants).map(|(code, variant)| {
        let (variant, code) = (ident(variant), literal(table.wire, code));
        quote!(#variant = #code)
    });
    page.call("coded", &format!("{}: {word} = {} {{", names.ty, names.table), rows, "}");
}

/// The vendor's word for a code; where there is none, the spec's.
fn title<'m>(code: &Code<'m>) -> &'m str {
    if code.title.is_empty() { code.name } else { code.title }
}

/// A code as the macro takes it: a number where codes are numbers. The loader lets no other text through.
fn literal(wire: CodeWire, code: &Code<'_>) -> TokenStream {
    match (wire, code.code.parse::<i64>()) {
        (CodeWire::Int { .. }, Ok(number)) => {
            let number = Literal::i64_unsuffixed(number);
            quote!(#number)
        }
        (CodeWire::Int { .. }, Err(_)) => quote!(0),
        (CodeWire::Text { .. }, _) => {
            let text = code.code;
            quote!(#text)
        }
    }
}
