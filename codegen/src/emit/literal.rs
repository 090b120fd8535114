//! Pieces of the model as the Rust expressions that build them again: what needs no words of its own.
//! Rows of tables are left to `table`, whose constructors read like the vendor's.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use signwright_runtime::model::{
    Body, Clock, Common, CommonField, Credential, CredentialPart, DocumentFormat, EndpointSandbox, Environment, Escape,
    Filter, Input, Offset, Over, Paging, Part, Place, Refusal, Refusals, Reply, Signing, Situation, SortBy, Step,
    StepBody, Template, TestCredential, TextUnit, Wire,
};

/// A value that can be written as a Rust expression.
pub(crate) trait AsLiteral {
    /// The expression.
    fn literal(&self) -> TokenStream;
}

/// `model::…`, for the types of the model that generated code names in full.
fn path(names: &[&str]) -> TokenStream {
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

fields! {
    Environment { name, url, title }
    Credential { name, title, secret, optional, parts, split }
    CredentialPart { name, secret }
    Common { place, fields }
    CommonField { name, title, required, value }
    Wire { verb, url, body, escape, drop_empty }
    Clock { param, tolerance }
    Reply { format, root, success, code, message }
    Signing { steps }
    Step { name, body }
    TestCredential { name, value }
    EndpointSandbox { behaviour, answer, refusals }
    Paging { number, size, first }
    Refusals { answer, list }
    Refusal { situation, when, code, message, assumed }
}

words! {
    Place { Form, Query, Header }
    DocumentFormat { Json, Xml }
    Escape { Minimal, Ascii }
    SortBy { None, Key, Pair, Value, Item, KeyIgnoringCase }
    Situation {
        Malformed, Method, MissingCommon, Credential, Clock, MissingSignature, Signature, MissingField, Field, Rule,
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

impl AsLiteral for Template<'_> {
    fn literal(&self) -> TokenStream {
        let parts = self.0.literal();
        quote!(model::Template(#parts))
    }
}

impl AsLiteral for Part<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Text(text) => quote!(model::Part::Text(#text)),
            Self::Value(input, filters) => {
                let (input, filters) = (input.literal(), filters.literal());
                quote!(model::Part::Value(#input, #filters))
            }
        }
    }
}

impl AsLiteral for Input<'_> {
    fn literal(&self) -> TokenStream {
        let (kind, name) = match self {
            Self::Credential(name) => ("Credential", Some(name)),
            Self::Param(name) => ("Param", Some(name)),
            Self::Query(name) => ("Query", Some(name)),
            Self::Header(name) => ("Header", Some(name)),
            Self::Var(name) => ("Var", Some(name)),
            Self::Step(name) => ("Step", Some(name)),
            Self::Body => ("Body", None),
            Self::Clock => ("Clock", None),
            Self::Nonce => ("Nonce", None),
            Self::Endpoint => ("Endpoint", None),
            Self::Environment => ("Environment", None),
            Self::Verb => ("Verb", None),
            Self::Scheme => ("Scheme", None),
            Self::Host => ("Host", None),
            Self::Path => ("Path", None),
            Self::Format => ("Format", None),
            Self::Signature => ("Signature", None),
            Self::Key => ("Key", None),
            Self::Value => ("Value", None),
        };
        let kind = path(&["Input", kind]);
        name.map_or_else(|| kind.clone(), |name| quote!(#kind(#name)))
    }
}

impl AsLiteral for Filter<'_> {
    fn literal(&self) -> TokenStream {
        let (word, argument) = match self {
            Self::Len(unit) => ("Len", Some(unit.literal())),
            Self::Pad(width) => ("Pad", Some(u32::from(*width).literal())),
            Self::Lower => ("Lower", None),
            Self::Upper => ("Upper", None),
            Self::Trim => ("Trim", None),
            Self::Utf8 => ("Utf8", None),
            Self::Hex => ("Hex", None),
            Self::Base64 => ("Base64", None),
            Self::Percent => ("Percent", None),
            Self::FormEncode => ("FormEncode", None),
            Self::Md5 => ("Md5", None),
            Self::Sha1 => ("Sha1", None),
            Self::Sha256 => ("Sha256", None),
            Self::HmacSha1(key) => ("HmacSha1", Some(key.literal())),
            Self::HmacSha256(key) => ("HmacSha256", Some(key.literal())),
            Self::HmacMd5(key) => ("HmacMd5", Some(key.literal())),
            Self::Unix(epoch) => ("Unix", Some(epoch.literal())),
            Self::UnixMs => ("UnixMs", None),
            Self::Local => ("Local", None),
        };
        let word = path(&["Filter", word]);
        argument.map_or_else(|| word.clone(), |argument| quote!(#word(#argument)))
    }
}

impl AsLiteral for StepBody<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Template(template) => {
                let template = template.literal();
                quote!(model::StepBody::Template(#template))
            }
            Self::Items { over, sort, except, drop_empty, each, join } => {
                let (over, sort, except, each) = (over.literal(), sort.literal(), except.literal(), each.literal());
                quote!(model::StepBody::Items {
                    over: #over,
                    sort: #sort,
                    except: #except,
                    drop_empty: #drop_empty,
                    each: #each,
                    join: #join,
                })
            }
        }
    }
}

impl AsLiteral for Over<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Params => quote!(model::Over::Params),
            Self::Query => quote!(model::Over::Query),
            Self::Form => quote!(model::Over::Form),
            Self::Headers => quote!(model::Over::Headers),
            Self::Pair(name, template) => {
                let template = template.literal();
                quote!(model::Over::Pair(#name, #template))
            }
        }
    }
}
