//! Every name of generated code, given once for a whole run; emitters only look them up.
//!
//! | what | from | shape | example |
//! |---|---|---|---|
//! | a platform's module | `acme-shop` | snake | `acme_shop` |
//! | a credential's field | `shopId` | snake | `shop_id` |
//! | the module of what endpoints share | `records` | as it is | `records` |
//! | an endpoint's module | `name:`, else `order_push.php` | snake, ASCII, without `.php` | `order_push` |
//! | the request | the module | camel | `OrderPush` |
//! | the response | the module | camel, `Response` | `OrderPushResponse` |
//! | a record | `Trade` | camel | `Trade` |
//! | the required fields of a request's record | the record | `Required` | `TradeRequired` |
//! | a record that the response has too | the record | `Response` | `TradeResponse` |
//! | a field | `dueTime` | snake | `due_time` |
//! | coded values | `PayStatus` | camel | `PayStatus` |
//! | a coded value | `part_paid` | camel | `PartPaid` |
//!
//! A record that endpoints share, and coded values, have one name for all of them, and no endpoint has a type of it; a
//! request and a response are what they are in any endpoint.
//!
//! What stands in an identifier is decided in `ident`, who keeps a name that two want in `scope`.

mod ident;
mod records;
mod scope;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use signwright_model::notation::row::plain::PLAIN;
use signwright_model::{CodeTable, Credential};

pub(crate) use self::records::nested;
use self::{
    ident::{Case, identifier, module},
    scope::Scope,
};
use crate::{
    diagnostic::Diagnostics,
    specs::{SpecApi, SpecCode, SpecCodes, SpecEndpoint, SpecField, SpecRecord, Specs},
};

/// The names of a run. Each part of the specs stands in it with its names.
#[derive(Debug)]
pub struct Names<'a> {
    /// The platforms.
    pub apis: Vec<ApiNames<'a>>,
}

/// A part of a spec with the one name that it has in Rust.
#[derive(Clone, Debug)]
pub struct Named<'a, T> {
    /// The part.
    pub spec: &'a T,
    /// The identifier. Where it is the name in the spec, as most are, it is no copy of it.
    pub rust: Cow<'a, str>,
}

/// The names of a platform.
#[derive(Debug)]
pub struct ApiNames<'a> {
    /// The platform.
    pub spec: &'a SpecApi<'a>,
    /// Its module.
    pub module: String,
    /// The fields of its credentials.
    pub credentials: Vec<Named<'a, Credential<'a>>>,
    /// The records that its endpoints share.
    pub records: Vec<RecordNames<'a>>,
    /// The coded values that its endpoints share.
    pub codes: Vec<CodesNames<'a>>,
    /// Its endpoints.
    pub endpoints: Vec<EndpointNames<'a>>,
}

/// The names of an endpoint.
#[derive(Debug)]
pub struct EndpointNames<'a> {
    /// The endpoint.
    pub spec: &'a SpecEndpoint<'a>,
    /// Its module.
    pub module: String,
    /// Its records, those that it shares among them.
    pub records: Vec<RecordNames<'a>>,
    /// Its coded values, likewise.
    pub codes: Vec<CodesNames<'a>>,
}

/// The names of a record.
#[derive(Debug)]
pub struct RecordNames<'a> {
    /// The record.
    pub spec: &'a SpecRecord<'a>,
    /// The struct in a request and that of its required fields.
    pub request: Option<RequestNames>,
    /// The struct in a response.
    pub response: Option<String>,
    /// Its fields.
    pub fields: Vec<Named<'a, SpecField<'a>>>,
}

/// The names of a record of a request.
#[derive(Clone, Debug)]
pub struct RequestNames {
    /// The struct.
    pub ty: String,
    /// The struct of its required fields.
    pub required: String,
}

/// The names of coded values.
#[derive(Clone, Debug)]
pub struct CodesNames<'a> {
    /// The values.
    pub spec: &'a SpecCodes<'a>,
    /// The enum.
    pub ty: String,
    /// Its variants.
    pub variants: Vec<Named<'a, SpecCode<'a>>>,
}

impl ApiNames<'_> {
    /// Whether its endpoints share records or coded values.
    pub fn shares_records(&self) -> bool {
        !self.records.is_empty() || !self.codes.is_empty()
    }
}

impl RecordNames<'_> {
    /// Whether a request's record has required fields, and so a struct of them.
    pub fn has_required(&self) -> bool {
        self.fields.iter().any(|field| field.spec.model.is_required())
    }

    /// The structs that it is.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        let required = self.request.as_ref().filter(|_| self.has_required()).map(|names| names.required.as_str());
        let request = self.request.as_ref().map(|names| names.ty.as_str());
        request.into_iter().chain(required).chain(self.response.as_deref())
    }
}

impl EndpointNames<'_> {
    /// The names of the record of the request.
    pub fn request(&self) -> Option<&RequestNames> {
        self.records.get(usize::from(self.spec.model.request.0))?.request.as_ref()
    }
}

/// Gives all names, and notes about those that are not simply the vendor's.
pub fn name<'a>(specs: &'a Specs<'a>) -> (Names<'a>, Diagnostics) {
    let mut notes = Diagnostics::default();
    let mut modules = Scope::new(BESIDE_PLATFORMS);
    let apis = specs.apis.iter().map(|api| platform(api, &mut modules, &mut notes)).collect();
    (Names { apis }, notes)
}

/// What the modules of platforms stand beside: a crate, what is used of it, and its name in the checked-in client.
const BESIDE_PLATFORMS: &[&str] = &["model", "runtime", "signwright_runtime"];

const BESIDE_ENDPOINTS: &[&str] = &["mod", "model", "platform", "signwright_runtime"];

/// The module of what the endpoints of a platform share, where they do.
pub(crate) const RECORDS: &str = "records";

/// Types that the module of a platform has itself.
const OF_PLATFORM: &[&str] = &["Credentials"];

/// Types of the runtime that fields have and records implement, sorted. Those in lower case are Rust's own.
pub(crate) static OF_RUNTIME: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let plain = PLAIN.iter().map(|plain| plain.rust).filter(|name| name.starts_with(char::is_uppercase));
    let mut names: Vec<_> =
        ["Any", "Coded", "Decimal", "Endpoint", "Nullable", "TextOrInt"].into_iter().chain(plain).collect();
    names.sort_unstable();
    names
});

/// What no type of an endpoint can be called.
static RESERVED: LazyLock<Vec<&'static str>> = LazyLock::new(|| [OF_RUNTIME.as_slice(), OF_RUST].concat());

/// Types of Rust that the module of an endpoint uses itself, and the names of Rust's derive macros, which a link in the
/// documentation could also mean.
const OF_RUST: &[&str] = &[
    "None",
    "Option",
    "Some",
    "String",
    "Vec",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Whether no type of an endpoint can have this name, because its module uses it.
pub fn is_used_by_endpoints(name: &str) -> bool {
    RESERVED.contains(&name)
}

fn platform<'a>(spec: &'a SpecApi<'a>, modules: &mut Scope<'_, 'a>, notes: &mut Diagnostics) -> ApiNames<'a> {
    let platform = spec.api.platform;
    let span = spec.notes.span;
    // A credential has its own struct, so its names collide with none but each other.
    let mut fields = Scope::new(&[]);
    let credentials = platform.credentials.iter().map(|credential| {
        let wanted = identifier(credential.name, Case::Snake, "credential");
        Named { spec: credential, rust: fields.claim(&wanted, credential.name, span, notes).into() }
    });
    let credentials = credentials.collect();
    let module = modules.claim(&module(platform.name, "platform"), platform.name, span, notes);
    let mut types = Scope::new(&RESERVED);
    let records = records::shared(spec, &mut types, notes);
    let codes: Vec<_> = spec.notes.shared.codes.iter().map(|spec| codes(spec, &mut types, notes)).collect();
    let beside: Vec<_> = if records.is_empty() && codes.is_empty() {
        BESIDE_ENDPOINTS.to_vec()
    } else {
        BESIDE_ENDPOINTS.iter().copied().chain([RECORDS]).collect()
    };
    // The request's type is re-exported beside its module, so it must differ from those of all endpoints.
    let mut parts = Parts {
        modules: Scope::new(&beside),
        requests: Scope::within(&types, OF_PLATFORM),
        types: &types,
        records: &records,
        codes: codes.iter().map(|codes| (codes.spec.model.name, codes)).collect(),
    };
    let endpoints = spec.endpoints.iter().map(|spec| endpoint(spec, &mut parts, notes)).collect();
    ApiNames { spec, module, credentials, records, codes, endpoints }
}

/// What the endpoints of a platform share.
struct Parts<'p, 'a> {
    /// Their modules.
    modules: Scope<'p, 'a>,
    /// The types of their requests, which the platform shows beside these.
    requests: Scope<'p, 'a>,
    /// The types of `records` and `codes`.
    types: &'p Scope<'p, 'a>,
    records: &'p [RecordNames<'a>],
    codes: HashMap<&'a str, &'p CodesNames<'a>>,
}

fn endpoint<'a>(spec: &'a SpecEndpoint<'a>, parts: &mut Parts<'_, 'a>, notes: &mut Diagnostics) -> EndpointNames<'a> {
    let (text, span) = spec.name.map_or((spec.model.name, spec.span), |name| (name.text, name.span));
    // A name that a person wrote is taken whole.
    let wanted = if spec.name.is_some() { module(text, ENDPOINT) } else { endpoint_module(text) };
    let module = parts.modules.claim(&wanted, text, span, notes);
    let mut types = Scope::within(parts.types, &RESERVED);
    // The module's name is an identifier already, with a `_` where that is a keyword.
    let wanted = identifier(module.trim_end_matches('_'), Case::Camel, "Endpoint");
    let request = types.claim(&parts.requests.claim(&wanted, text, span, notes), text, span, notes);
    let response = types.claim(&joined(&request, "Response"), text, span, notes);
    let records = records::records(spec, &(request, response), parts.records, &mut types, notes);
    let codes = spec.codes.iter().map(|spec| match parts.codes.get(spec.model.name).filter(|_| spec.is_shared) {
        Some(shared) => (*shared).clone(),
        None => codes(spec, &mut types, notes),
    });
    EndpointNames { spec, module, records, codes: codes.collect() }
}

/// What the module of an endpoint of this wire name is called, if nothing else is said.
pub fn endpoint_module(name: &str) -> String {
    module(without_extension(name), ENDPOINT)
}

const ENDPOINT: &str = "endpoint";

/// A type's name with a further word. A `_` stands behind keywords alone, and this is none.
fn joined(name: &str, word: &str) -> String {
    format!("{}{word}", name.trim_end_matches('_'))
}

/// The wire name without the ending that says how the vendor's server is built.
pub fn without_extension(name: &str) -> &str {
    let endings = [".php", ".do", ".action", ".json", ".jsp", ".aspx", ".ashx", ".htm", ".html"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).filter(|stem| !stem.is_empty()).unwrap_or(name)
}

fn codes<'a>(spec: &'a SpecCodes<'a>, types: &mut Scope<'_, 'a>, notes: &mut Diagnostics) -> CodesNames<'a> {
    let name = spec.model.name;
    let ty = types.claim(&identifier(name, Case::Camel, "Code"), name, spec.span, notes);
    let mut variants = Scope::new(&[]);
    let variants = spec.codes.iter().map(|spec| {
        // A code without a word is named after the code itself.
        let text = if spec.model.name.is_empty() { spec.model.code } else { spec.model.name };
        let wanted = identifier(text, Case::Camel, "Code");
        Named { spec, rust: variants.claim(&wanted, text, spec.span, notes).into() }
    });
    CodesNames { spec, variants: variants.collect(), ty }
}

/// The coded values of a type, also within lists.
pub fn code_table<'m>(ty: &signwright_model::Type<'m>) -> Option<&'m CodeTable<'m>> {
    use signwright_model::Type;
    match ty {
        Type::Code(table) => Some(table),
        Type::List(of, _) | Type::Map(of, _) => code_table(of),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, identifier, module, without_extension};

    /// The table at the head of this file, held against the functions that it tells of.
    #[test]
    fn the_table_of_names_is_true() {
        let mut held = 0;
        for row in include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! | ")) {
            let columns: Vec<_> = row.trim_end_matches(" |").split(" | ").collect();
            let [what, from, shape, example] = columns[..] else { panic!("{row}") };
            let quoted: Vec<_> = from.split('`').collect();
            let [.., text, _] = quoted[..] else { continue };
            let name = match shape.split(',').next() {
                Some("snake") if what.ends_with("module") => module(without_extension(text), "endpoint"),
                Some("snake") => identifier(text, Case::Snake, "field"),
                Some("camel") => identifier(text, Case::Camel, "Record"),
                _ => continue,
            };
            assert_eq!(name, example.trim_matches('`'), "{what}");
            held += 1;
        }
        assert_eq!(held, 7);
    }
}
