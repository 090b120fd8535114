//! Pieces of the model as the Rust expressions that build them again: what needs no words of its own.
//! The tables of an endpoint are left to `tables`, rules and error codes to `table`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use signwright_runtime::model::{
    Body, Clock, Common, CommonField, Credential, CredentialPart, DocumentFormat, EndpointSandbox, Environment, Escape,
    Offset, Paging, Place, Refusal, Refusals, Reply, Situation, TestCredential, TextUnit, Wire,
};

/// A value that can be written as a Rust expression.
pub(crate) trait AsLiteral {
    /// The expression.
    fn literal(&self) -> TokenStream;
}

/// `model::…`, for the types of the model that generated code names in full.
pub(super) fn path(names: &[&str]) -> TokenStream {
    let names = names.iter().map(|name| Ident::new(name, Span::call_site()));
    quote!(model #(:: #names)*)
}

impl AsLiteral for &str {
    fn literal(&self) -> TokenStream {
        Literal::string(self).to_token_stream()
    }
}

impl AsLiteral for bool {
    fn literal(&self) -> TokenStream {
        self.to_token_stream()
    }
}

impl AsLiteral for u32 {
    fn literal(&self) -> TokenStream {
        Literal::u32_unsuffixed(*self).to_token_stream()
    }
}

impl AsLiteral for i64 {
    fn literal(&self) -> TokenStream {
        Literal::i64_unsuffixed(*self).to_token_stream()
    }
}

impl<T: AsLiteral> AsLiteral for Option<T> {
    fn literal(&self) -> TokenStream {
        self.as_ref().map(AsLiteral::literal).map_or_else(|| quote!(None), |value| quote!(Some(#value)))
    }
}

impl<T: AsLiteral> AsLiteral for [T] {
    fn literal(&self) -> TokenStream {
        let items = self.iter().map(AsLiteral::literal);
        quote!(&[#(#items),*])
    }
}

impl<T: AsLiteral> AsLiteral for (&str, T) {
    fn literal(&self) -> TokenStream {
        let (name, value) = (self.0, self.1.literal());
        quote!((#name, #value))
    }
}

/// A struct of the model: `literal!(self, Paging { number, size, first })`.
macro_rules! fields {
    ($($ty:ident { $($field:ident),* })*) => { $(
        impl AsLiteral for $ty<'_> {
            fn literal(&self) -> TokenStream {
                let ty = path(&[stringify!($ty)]);
                $( let $field = self.$field.literal(); )*
                quote!(#ty { $($field: #$field),* })
            }
        }
    )* };
}

/// Words of the model: `words!(Place { Form, Query })`.
macro_rules! words {
    ($($ty:ident { $($word:ident),* })*) => { $(
        impl AsLiteral for $ty {
            fn literal(&self) -> TokenStream {
                path(&[stringify!($ty), match self { $(Self::$word => stringify!($word)),* }])
            }
        }
    )* };
}

pub(super) use fields;

fields! {
    Environment { name, url, title }
    Credential { name, title, secret, optional, parts, split }
    CredentialPart { name, secret }
    Common { place, fields }
    CommonField { name, title, required, value }
    Wire { verb, url, body, escape, drop_empty }
    Clock { param, tolerance }
    Reply { format, root, success, code, message }
    TestCredential { name, value }
    EndpointSandbox { behaviour, answer, refusals }
    Paging { number, size, first }
    Refusals { answer, list }
    Refusal { situation, when, code, message, assumed }
}

words! {
    Place { Form, Query, Header, Json }
    DocumentFormat { Json, Xml }
    Escape { Minimal, Ascii }
    Situation {
        Malformed, Verb, Method, MissingCommon, Credential, Clock, MissingSignature, Signature, MissingField, Field, Rule,
        UnknownField, Empty
    }
}

impl AsLiteral for TextUnit {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Chars => quote!(TextUnit::Chars),
            Self::Bytes => quote!(TextUnit::Bytes),
            Self::Utf16 => quote!(TextUnit::Utf16),
        }
    }
}

impl AsLiteral for Offset {
    fn literal(&self) -> TokenStream {
        let minutes = Literal::i16_unsuffixed(self.0);
        let hours = i8::try_from(self.0 / 60).ok().filter(|_| self.0 % 60 == 0).map(Literal::i8_unsuffixed);
        hours.map_or_else(|| quote!(model::Offset(#minutes)), |hours| quote!(model::Offset::hours(#hours)))
    }
}

impl AsLiteral for Body<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Form => quote!(model::Body::Form),
            Self::Positional => quote!(model::Body::Positional),
            Self::Envelope { path, formats } => {
                let (path, formats) = (path.literal(), formats.literal());
                quote!(model::Body::Envelope { path: #path, formats: #formats })
            }
        }
    }
}
