//! The parts of the model, by the names of their fields and variants.

use super::macros::{enums, structs, wrapped};
use super::{Told, field, fields, next, tell, variant};
use crate::{
    Asymmetric, Base64, Behaviour, Body, Check, Clock, CodeMatch, Common, CommonField, Condition, Credential,
    CredentialPart, DocumentFormat, EndpointSandbox, Environment, Escape, Extras, Fault, Filter, Hash, Input, Items,
    Meaning, Offset, Out, Over, Paging, Part, Percent, Place, Placed, Platform, Refusal, Refusals, Reply, Signing,
    Situation, SortBy, Step, StepBody, Template, Test, TestCredential, TextUnit, Tree, Var, When, Wire,
};

/// A text is told as it is, and what a hole takes in without its filters where it has none.
impl<'m> Told<'m> for Part<'m> {
    fn tree(&self) -> Tree<'m> {
        match self {
            Self::Text(text) => text.tree(),
            Self::Value(input, []) => input.tree(),
            Self::Value(input, filters) => {
                let filters = filters.iter().map(Told::tree);
                Tree::Variant("", std::iter::once(input.tree()).chain(filters).collect())
            }
        }
    }

    fn read(tree: &Tree<'m>) -> Self {
        match tree {
            Tree::Text(text) => Self::Text(text),
            Tree::Variant("", parts) => {
                let mut parts = parts.iter();
                let input = next(&mut parts);
                Self::Value(input, parts.map(Told::read).collect::<Vec<_>>().leak())
            }
            input => Self::Value(Told::read(input), &[]),
        }
    }

    fn absent() -> Self {
        Self::Text("")
    }
}

/// A row of the vendor's table: its columns, and what the code means.
impl<'m> Told<'m> for Fault<'m> {
    fn tree(&self) -> Tree<'m> {
        let Self { matches: CodeMatch { code, message }, cause, remedy, meaning } = self;
        let mut told = Vec::new();
        for (name, text) in [("code", code), ("message", message), ("cause", cause), ("remedy", remedy)] {
            tell(&mut told, name, text);
        }
        tell(&mut told, "meaning", meaning);
        Tree::Fields(told)
    }

    fn read(tree: &Tree<'m>) -> Self {
        let told = fields(Some(tree));
        let matches = CodeMatch { code: field(told, "code"), message: field(told, "message") };
        let (cause, remedy) = (field(told, "cause"), field(told, "remedy"));
        Self { matches, cause, remedy, meaning: field(told, "meaning") }
    }

    fn absent() -> Self {
        Self::read(&Tree::Fields(Vec::new()))
    }
}

wrapped! { Offset Template<'m> When<'m> }

structs! {
    Platform<'m> {
        name, title, docs, zone, environments, credentials, common, wire, signing, clock, reply, errors, refusals,
        test_credentials
    }
    Extras<'m> { success, errors, sandbox }
    Environment<'m> { name, url, title }
    Credential<'m> { name, title, secret, optional, parts, split }
    CredentialPart<'m> { name, secret }
    Common<'m> { place, fields }
    CommonField<'m> { name, title, required, value }
    Wire<'m> { verb, url, body, escape, drop_empty, more_path }
    Clock<'m> { param, tolerance }
    Reply<'m> { format, root, success, code, message }
    TestCredential<'m> { name, value }
    EndpointSandbox<'m> { behaviour, answer, refusals }
    Paging<'m> { number, size, first }
    Refusals<'m> { answer, list }
    Refusal<'m> { situation, when, code, message, assumed }
    Signing<'m> { vars, steps, place }
    Var<'m> { name, value }
    Step<'m> { name, body }
    Items<'m> { over, only, except, key, value, drop_empty, drop_equal, sort, merge, each, join }
    Placed<'m> { place, name, value, when }
    Check<'m> { value, holds, texts }
    Base64 { url, padded }
    Percent<'m> { form, keep, lower }
}

enums! {
    Place { Form, Query, Header, Json }
    DocumentFormat { Json, Xml }
    Escape { Minimal, Ascii }
    Body<'m> { Form, Positional, Envelope { path, formats } }
    Meaning(silent) { Refused, Success, Empty, Throttled, Clock, Unknown }
    Behaviour<'m> { Echo, Upsert { list, key }, Once { key, again }, Query { rows, filter, page } }
    Out<'m> { Map(entries), List(items), Value(template), Rows }
    Situation {
        Malformed, Verb, Method, MissingCommon, Credential, Clock, MissingSignature, Signature, MissingField, Field, Rule,
        UnknownField, Empty
    }
    Condition<'m> { Field(path, test), All(all), Any(any), Not(not) }
    Test<'m> { Is(value), IsNot(value), OneOf(values), Below(value), Above(value), Empty, There }
    StepBody<'m> { Template(template), Items(items), Choice { when, then, otherwise } }
    Over<'m> { Params, Query, Form, Headers, Json(path), All, Pair(name, value) }
    SortBy<'m>(silent) { None, Key, Pair, Value, Item, KeyIgnoringCase, KeyDescending, Listed(names) }
    Input<'m> {
        Text(text), Credential(name), Param(name), Query(name), Form(name), Header(name), Json(path), Var(name),
        Step(name), Body, QueryString, Clock, Nonce, Endpoint, Environment, Verb, Scheme, Host, Path, Url, Format,
        Signature, Key, Value
    }
    Filter<'m> {
        Len(unit), Pad(width), Lower, Upper, Snake, Trim, Collapse, Slice(from, to), Replace(old, new), Remove(characters),
        Split(separator, place), Before(text), After(text), Or(input), Json(escape), JsonSorted, NormalPath, Utf8, Hex,
        Base64(kind), Unhex, Unbase64, Unpercent, Percent(how), Digest(hash), Hmac(hash, key), Sign(how, key), Crc32,
        Radix(base), Unix(epoch), UnixMs(epoch), Local, Format(pattern, zone)
    }
    Asymmetric {
        RsaSha1, RsaSha256, RsaSha384, RsaSha512, RsaPssSha256, RsaPssSha384, RsaPssSha512, EcdsaSha256, EcdsaSha256Der,
        EcdsaSha384, EcdsaSha384Der, Ed25519
    }
    Hash { Md5, Sha1, Sha224, Sha256, Sha384, Sha512, Sha512Half, Sm3 }
    TextUnit { Chars, Bytes, Utf16 }
}
