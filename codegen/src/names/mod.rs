//! Every name of generated code, given once for a whole run; emitters only look them up.
//!
//! | what | from | shape | example |
//! |---|---|---|---|
//! | a platform's module | `acme-shop` | snake | `acme_shop` |
//! | a credential's field | `shopId` | snake | `shop_id` |
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
//! What stands in an identifier is decided in `ident`, who keeps a name that two want in `scope`.

mod ident;
mod records;
mod scope;

use signwright_model::notation::row::plain::PLAIN;
use signwright_model::{CodeTable, Endpoint};

pub(crate) use self::records::nested;
use self::{
    ident::{Case, identifier, module},
    scope::Scope,
};
use crate::{
    diagnostic::{Diagnostics, Span},
    specs::{EndpointNotes, SpecApi, Specs},
};

/// The names of a run: one entry for each of [`Specs::apis`].
#[derive(Debug)]
pub struct Names {
    /// The platforms.
    pub apis: Vec<ApiNames>,
}

/// The names of a platform.
#[derive(Debug)]
pub struct ApiNames {
    /// Its module.
    pub module: String,
    /// The fields of its credentials.
    pub credentials: Vec<String>,
    /// One entry for each endpoint.
    pub endpoints: Vec<EndpointNames>,
}

/// The names of an endpoint.
#[derive(Debug)]
pub struct EndpointNames {
    /// Its module.
    pub module: String,
    /// One entry for each record.
    pub records: Vec<RecordNames>,
    /// The coded values, first those of the spec's list.
    pub codes: Vec<CodesNames>,
}

/// The names of a record.
#[derive(Debug)]
pub struct RecordNames {
    /// The struct in a request and that of its required fields.
    pub request: Option<RequestNames>,
    /// The struct in a response.
    pub response: Option<String>,
    /// One entry for each field.
    pub fields: Vec<String>,
}

/// The names of a record of a request.
#[derive(Debug)]
pub struct RequestNames {
    /// The struct.
    pub ty: String,
    /// The struct of its required fields.
    pub required: String,
}

/// The names of coded values.
#[derive(Debug)]
pub struct CodesNames {
    /// The name in the spec, by which fields find it.
    pub spec: String,
    /// The enum.
    pub ty: String,
    /// One entry for each code.
    pub variants: Vec<String>,
}

impl EndpointNames {
    /// The names of the coded values that a field's type points at.
    pub fn codes(&self, table: &CodeTable<'_>) -> Option<&CodesNames> {
        self.codes.iter().find(|codes| codes.spec == table.name)
    }
}

/// Gives all names, and notes about those that are not simply the vendor's.
pub fn name(specs: &Specs<'_>) -> (Names, Diagnostics) {
    let mut notes = Diagnostics::default();
    let mut modules = Scope::new(BESIDE_PLATFORMS);
    let apis = specs.apis.iter().map(|api| platform(api, &mut modules, &mut notes)).collect();
    (Names { apis }, notes)
}

/// What the modules of platforms stand beside: a crate, what is used of it, and its name in the checked-in client.
const BESIDE_PLATFORMS: &[&str] = &["model", "runtime", "signwright_runtime"];

const BESIDE_ENDPOINTS: &[&str] = &["mod", "model", "platform", "signwright_runtime"];

/// Types that the module of a platform has itself.
const OF_PLATFORM: &[&str] = &["Credentials"];

/// Types of the runtime that fields have and records implement, sorted. Those in lower case are Rust's own.
pub(crate) fn of_runtime() -> Vec<&'static str> {
    let plain = PLAIN.iter().map(|plain| plain.rust).filter(|name| name.starts_with(char::is_uppercase));
    let mut names: Vec<_> = ["Any", "Coded", "Decimal", "Endpoint", "TextOrInt"].into_iter().chain(plain).collect();
    names.sort_unstable();
    names
}

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
    OF_RUST.contains(&name) || of_runtime().contains(&name)
}

fn platform(spec: &SpecApi<'_>, modules: &mut Scope<'_>, notes: &mut Diagnostics) -> ApiNames {
    let platform = spec.api.platform;
    // A credential has its own struct, so its names collide with none but each other.
    let mut scope = Scope::new(&[]);
    let credentials = platform
        .credentials
        .iter()
        .map(|credential| {
            scope.claim(
                &identifier(credential.name, Case::Snake, "credential"),
                credential.name,
                spec.notes.span,
                notes,
            )
        })
        .collect();
    // The request's type is re-exported beside its module, so it must differ from those of all endpoints.
    let mut parts = Parts { modules: Scope::new(BESIDE_ENDPOINTS), types: Scope::new(OF_PLATFORM) };
    let endpoints = spec.api.endpoints.iter().zip(spec.endpoints);
    ApiNames {
        module: modules.claim(&module(platform.name, "platform"), platform.name, spec.notes.span, notes),
        credentials,
        endpoints: endpoints.map(|(named, spec)| endpoint(named, spec, &mut parts, notes)).collect(),
    }
}

/// What the endpoints of a platform share: their modules, and the request types it shows beside them.
struct Parts {
    modules: Scope<'static>,
    types: Scope<'static>,
}

fn endpoint(
    endpoint: &Endpoint<'_>,
    spec: &EndpointNotes<'_>,
    parts: &mut Parts,
    notes: &mut Diagnostics,
) -> EndpointNames {
    let (text, span) = spec.name.map_or((endpoint.name, spec.span), |name| (name.text, name.span));
    // A name that a person wrote is taken whole.
    let stem = if spec.name.is_some() { text } else { without_extension(text) };
    let module = parts.modules.claim(&module(stem, "endpoint"), text, span, notes);
    let reserved = [of_runtime().as_slice(), OF_RUST].concat();
    let mut types = Scope::new(&reserved);
    // The module's name is an identifier already, with a `_` where that is a keyword.
    let wanted = identifier(module.trim_end_matches('_'), Case::Camel, "Endpoint");
    let request = types.claim(&parts.types.claim(&wanted, text, span, notes), text, span, notes);
    let response = types.claim(&joined(&request, "Response"), text, span, notes);
    let records = records::records(endpoint, spec, &(request, response), &mut types, notes);
    EndpointNames { module, records, codes: codes(endpoint, spec, &mut types, notes) }
}

/// A type's name with a further word. A `_` stands behind keywords alone, and this is none.
fn joined(name: &str, word: &str) -> String {
    format!("{}{word}", name.trim_end_matches('_'))
}

/// The wire name without the ending that says how the vendor's server is built.
pub fn without_extension(name: &str) -> &str {
    let endings = [".php", ".do", ".action", ".json", ".jsp", ".aspx", ".ashx", ".htm", ".html"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).filter(|stem| !stem.is_empty()).unwrap_or(name)
}

fn codes(
    endpoint: &Endpoint<'_>,
    spec: &EndpointNotes<'_>,
    types: &mut Scope<'_>,
    notes: &mut Diagnostics,
) -> Vec<CodesNames> {
    let listed = tables(endpoint, spec);
    let name = |(table, span, places): (&CodeTable<'_>, Span, &[Span])| {
        let ty = types.claim(&identifier(table.name, Case::Camel, "Code"), table.name, span, notes);
        let mut variants = Scope::new(&[]);
        let place = |index: usize| places.get(index).copied().unwrap_or(span);
        let variants = table.codes.iter().enumerate().map(|(index, code)| {
            // A code without a word is named after the code itself.
            let text = if code.name.is_empty() { code.code } else { code.name };
            variants.claim(&identifier(text, Case::Camel, "Code"), text, place(index), notes)
        });
        CodesNames { spec: table.name.to_owned(), variants: variants.collect(), ty }
    };
    listed.into_iter().map(name).collect()
}

/// The coded values of an endpoint in the order of its file, each once.
fn tables<'m>(endpoint: &Endpoint<'m>, spec: &EndpointNotes<'m>) -> Vec<(&'m CodeTable<'m>, Span, &'m [Span])> {
    let mut tables: Vec<_> = spec.codes.iter().map(|codes| (codes.table, codes.span, codes.codes)).collect();
    let used = endpoint.fields().filter_map(|field| code_table(&field.ty));
    for table in used {
        if !tables.iter().any(|(counted, ..)| counted.name == table.name) {
            tables.push((table, spec.span, &[]));
        }
    }
    tables
}

/// The coded values of a type, also within lists.
pub fn code_table<'m>(ty: &signwright_model::Type<'m>) -> Option<&'m CodeTable<'m>> {
    use signwright_model::Type;
    match ty {
        Type::Code(table) => Some(table),
        Type::List(of, _) | Type::Map(of) => code_table(of),
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
