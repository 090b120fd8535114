//! Schemes as the Rust expressions that build them again: their steps, and the templates that these are made of.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use signwright_runtime::model::{
    Asymmetric, Base64, Check, Filter, Hash, Input, Items, Over, Part, Percent, Placed, Signing, SortBy, Step,
    StepBody, Template, Var, When,
};

use super::literal::{AsLiteral, fields, path};

fields! {
    Signing { vars, steps, place }
    Var { name, value }
    Step { name, body }
    Placed { place, name, value, when }
    Check { value, holds, texts }
}

/// A tuple struct around a list.
macro_rules! wrapped {
    ($($ty:ident)*) => { $(
        impl AsLiteral for $ty<'_> {
            fn literal(&self) -> TokenStream {
                let (ty, list) = (path(&[stringify!($ty)]), self.0.literal());
                quote!(#ty(#list))
            }
        }
    )* };
}

wrapped! { Template When }

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

/// A variant of the model, with or without arguments.
fn variant(ty: &str, name: &str, arguments: &[TokenStream]) -> TokenStream {
    let variant = path(&[ty, name]);
    if arguments.is_empty() { variant } else { quote!(#variant(#(#arguments),*)) }
}

impl AsLiteral for Input<'_> {
    fn literal(&self) -> TokenStream {
        let (kind, name) = match self {
            Self::Text(text) => ("Text", Some(text)),
            Self::Credential(name) => ("Credential", Some(name)),
            Self::Param(name) => ("Param", Some(name)),
            Self::Query(name) => ("Query", Some(name)),
            Self::Form(name) => ("Form", Some(name)),
            Self::Header(name) => ("Header", Some(name)),
            Self::Json(path) => ("Json", Some(path)),
            Self::Var(name) => ("Var", Some(name)),
            Self::Step(name) => ("Step", Some(name)),
            Self::Body => ("Body", None),
            Self::QueryString => ("QueryString", None),
            Self::Clock => ("Clock", None),
            Self::Nonce => ("Nonce", None),
            Self::Endpoint => ("Endpoint", None),
            Self::Environment => ("Environment", None),
            Self::Verb => ("Verb", None),
            Self::Scheme => ("Scheme", None),
            Self::Host => ("Host", None),
            Self::Path => ("Path", None),
            Self::Url => ("Url", None),
            Self::Format => ("Format", None),
            Self::Signature => ("Signature", None),
            Self::Key => ("Key", None),
            Self::Value => ("Value", None),
        };
        let arguments: Vec<_> = name.map(ToTokens::to_token_stream).into_iter().collect();
        variant("Input", kind, &arguments)
    }
}

impl AsLiteral for Hash {
    fn literal(&self) -> TokenStream {
        let name = match self {
            Self::Md5 => "Md5",
            Self::Sha1 => "Sha1",
            Self::Sha224 => "Sha224",
            Self::Sha512Half => "Sha512Half",
            Self::Sha256 => "Sha256",
            Self::Sha384 => "Sha384",
            Self::Sha512 => "Sha512",
            Self::Sm3 => "Sm3",
        };
        path(&["Hash", name])
    }
}

impl AsLiteral for Asymmetric {
    fn literal(&self) -> TokenStream {
        let name = match self {
            Self::RsaSha1 => "RsaSha1",
            Self::RsaSha256 => "RsaSha256",
            Self::RsaSha384 => "RsaSha384",
            Self::RsaSha512 => "RsaSha512",
            Self::RsaPssSha256 => "RsaPssSha256",
            Self::RsaPssSha384 => "RsaPssSha384",
            Self::RsaPssSha512 => "RsaPssSha512",
            Self::EcdsaSha256 => "EcdsaSha256",
            Self::EcdsaSha256Der => "EcdsaSha256Der",
            Self::EcdsaSha384 => "EcdsaSha384",
            Self::EcdsaSha384Der => "EcdsaSha384Der",
            Self::Ed25519 => "Ed25519",
        };
        path(&["Asymmetric", name])
    }
}

impl AsLiteral for Base64 {
    fn literal(&self) -> TokenStream {
        match self {
            Self { url: false, padded: true } => quote!(model::Base64::STANDARD),
            Self { url, padded } => quote!(model::Base64 { url: #url, padded: #padded }),
        }
    }
}

impl AsLiteral for Percent<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self { form: false, keep: "", lower: false } => quote!(model::Percent::URI),
            Self { form: true, keep: "", lower: false } => quote!(model::Percent::FORM),
            Self { form, keep, lower } => quote!(model::Percent { form: #form, keep: #keep, lower: #lower }),
        }
    }
}

fn int(value: i32) -> TokenStream {
    Literal::i32_unsuffixed(value).to_token_stream()
}

impl AsLiteral for Filter<'_> {
    fn literal(&self) -> TokenStream {
        let (name, arguments) = match self {
            Self::Len(unit) => ("Len", vec![unit.literal()]),
            Self::Pad(width) => ("Pad", vec![u32::from(*width).literal()]),
            Self::Lower => ("Lower", vec![]),
            Self::Upper => ("Upper", vec![]),
            Self::Trim => ("Trim", vec![]),
            Self::Collapse => ("Collapse", vec![]),
            Self::Slice(from, to) => {
                let to = to.map_or_else(
                    || quote!(None),
                    |to| {
                        let to = int(to);
                        quote!(Some(#to))
                    },
                );
                ("Slice", vec![int(*from), to])
            }
            Self::Replace(old, new) => ("Replace", vec![old.literal(), new.literal()]),
            Self::Remove(characters) => ("Remove", vec![characters.literal()]),
            Self::Split(separator, place) => ("Split", vec![separator.literal(), int(*place)]),
            Self::Before(text) => ("Before", vec![text.literal()]),
            Self::After(text) => ("After", vec![text.literal()]),
            Self::Or(input) => ("Or", vec![input.literal()]),
            Self::Json(escape) => ("Json", vec![escape.literal()]),
            Self::JsonSorted => ("JsonSorted", vec![]),
            Self::NormalPath => ("NormalPath", vec![]),
            Self::Utf8 => ("Utf8", vec![]),
            Self::Hex => ("Hex", vec![]),
            Self::Base64(kind) => ("Base64", vec![kind.literal()]),
            Self::Unhex => ("Unhex", vec![]),
            Self::Unbase64 => ("Unbase64", vec![]),
            Self::Unpercent => ("Unpercent", vec![]),
            Self::Percent(how) => ("Percent", vec![how.literal()]),
            Self::Digest(hash) => ("Digest", vec![hash.literal()]),
            Self::Hmac(hash, key) => ("Hmac", vec![hash.literal(), key.literal()]),
            Self::Sign(how, key) => ("Sign", vec![how.literal(), key.literal()]),
            Self::Crc32 => ("Crc32", vec![]),
            Self::Radix(base) => ("Radix", vec![u32::from(*base).literal()]),
            Self::Unix(epoch) => ("Unix", vec![epoch.literal()]),
            Self::UnixMs(epoch) => ("UnixMs", vec![epoch.literal()]),
            Self::Local => ("Local", vec![]),
            Self::Format(pattern, zone) => ("Format", vec![pattern.literal(), zone.literal()]),
        };
        variant("Filter", name, &arguments)
    }
}

impl AsLiteral for StepBody<'_> {
    fn literal(&self) -> TokenStream {
        match self {
            Self::Template(template) => variant("StepBody", "Template", &[template.literal()]),
            Self::Items(items) => variant("StepBody", "Items", &[items.literal()]),
            Self::Choice { when, then, otherwise } => {
                let (when, then, otherwise) = (when.literal(), then.literal(), otherwise.literal());
                quote!(model::StepBody::Choice { when: #when, then: &#then, otherwise: &#otherwise })
            }
        }
    }
}

/// Only what is said: the rest is as in an empty map.
impl AsLiteral for Items<'_> {
    fn literal(&self) -> TokenStream {
        let Self { over, only, except, key, value, drop_empty, sort, merge, each, join } = self;
        let mut said = Vec::new();
        let mut say = |is_said: bool, field: TokenStream| {
            if is_said {
                said.push(field);
            }
        };
        let (over, each) = (over.literal(), each.literal());
        say(true, quote!(over: #over));
        let names = only.literal();
        say(!only.is_empty(), quote!(only: #names));
        let names = except.literal();
        say(!except.is_empty(), quote!(except: #names));
        let template = key.literal();
        say(key.is_some(), quote!(key: #template));
        let template = value.literal();
        say(value.is_some(), quote!(value: #template));
        say(*drop_empty, quote!(drop_empty: true));
        let order = sort.literal();
        say(*sort != SortBy::None, quote!(sort: #order));
        let between = merge.literal();
        say(merge.is_some(), quote!(merge: #between));
        say(true, quote!(each: #each));
        let between = join.literal();
        say(!join.0.is_empty(), quote!(join: #between));
        quote!(model::Items { #(#said,)* ..model::Items::NONE })
    }
}

impl AsLiteral for SortBy<'_> {
    fn literal(&self) -> TokenStream {
        let name = match self {
            Self::Listed(names) => return variant("SortBy", "Listed", &[names.literal()]),
            Self::None => "None",
            Self::Key => "Key",
            Self::Pair => "Pair",
            Self::Value => "Value",
            Self::Item => "Item",
            Self::KeyIgnoringCase => "KeyIgnoringCase",
            Self::KeyDescending => "KeyDescending",
        };
        variant("SortBy", name, &[])
    }
}

impl AsLiteral for Over<'_> {
    fn literal(&self) -> TokenStream {
        let name = match self {
            Self::Pair(name, template) => {
                return variant("Over", "Pair", &[name.literal(), template.literal()]);
            }
            Self::Params => "Params",
            Self::Query => "Query",
            Self::Form => "Form",
            Self::Headers => "Headers",
            Self::Json(path) => return variant("Over", "Json", &[path.literal()]),
            Self::All => "All",
        };
        variant("Over", name, &[])
    }
}
