//! The set of files of a run: which there are, where, and the list of platforms at their head. Each is made when its text
//! is asked for, so that no more of them are there than are looked at.

use quote::quote;

use super::{docs::Docs, endpoint, mark, page::Page, platform, print::ident, shared};
use crate::{
    fingerprint::Fingerprint,
    names::{ApiNames, EndpointNames, Names, RECORDS, RecordNames},
    parallel,
};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path within the output folder, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// A file that can be made.
pub(crate) struct Draft<'n> {
    /// The path within the output folder, with `/`.
    pub(crate) path: String,
    part: Part<'n>,
    per_feature: bool,
}

/// What a file shows.
#[derive(Clone, Copy)]
enum Part<'n> {
    Root(&'n Names<'n>),
    Platform(&'n ApiNames<'n>),
    Table(&'n ApiNames<'n>),
    Records(&'n ApiNames<'n>),
    Endpoint(&'n ApiNames<'n>, &'n EndpointNames<'n>),
}

/// All files of a run, in the order of their paths.
pub(crate) fn files(names: &Names<'_>, per_feature: bool) -> Vec<File> {
    parallel::map(&drafts(names, per_feature), |draft| File { path: draft.path.clone(), text: draft.text() })
}

/// The same before they are made.
pub(crate) fn drafts<'n>(names: &'n Names<'n>, per_feature: bool) -> Vec<Draft<'n>> {
    let draft = |path: String, part| Draft { path, part, per_feature };
    let mut drafts = vec![draft("mod.rs".to_owned(), Part::Root(names))];
    for api in &names.apis {
        let path = |module: &str| format!("{}/{module}.rs", api.module);
        drafts.push(draft(path("mod"), Part::Platform(api)));
        drafts.push(draft(path("platform"), Part::Table(api)));
        drafts.extend(api.shares_records().then(|| draft(path(RECORDS), Part::Records(api))));
        let endpoints = api.endpoints.iter();
        drafts.extend(endpoints.map(|endpoint| draft(path(&endpoint.module), Part::Endpoint(api, endpoint))));
    }
    drafts.sort_by(|left, right| left.path.cmp(&right.path));
    drafts
}

impl Draft<'_> {
    /// The whole text, made now.
    pub(crate) fn text(&self) -> String {
        let text = match self.part {
            Part::Root(names) => root(names, self.per_feature),
            Part::Platform(api) => platform::platform(api, origin(api)),
            Part::Table(api) => platform::table(api.spec.api.platform, origin(api), self.per_feature),
            Part::Records(api) => shared::shared(api, origin(api)),
            Part::Endpoint(api, endpoint) => {
                let platform = api.spec.api.platform;
                endpoint::endpoint(endpoint, platform, source(endpoint.spec.file), self.per_feature)
            }
        };
        mark::marked(&text, self.made_of())
    }

    /// Whether a text is what would be made, so that it need not be.
    pub(crate) fn is_made(&self, present: &str) -> bool {
        mark::holds(present, self.made_of())
    }

    /// What the file is made of: what was read, and each name in whose choice another file had a part.
    fn made_of(&self) -> Fingerprint {
        let made = mark::generator().and(&self.path).and(if self.per_feature { "per feature" } else { "" });
        match self.part {
            Part::Root(names) => {
                let apis = names.apis.iter();
                apis.fold(made, |made, api| made.and(api.spec.api.platform.name).and(&api.module))
            }
            Part::Platform(api) => {
                let endpoints = api.endpoints.iter();
                endpoints.fold(of_platform(api, made), |made, endpoint| {
                    made.and(&endpoint.module).and(endpoint.request().map_or("", |request| &request.ty))
                })
            }
            Part::Table(api) => of_platform(api, made),
            Part::Records(api) => shared::made_of(api, of_platform(api, made)),
            Part::Endpoint(api, endpoint) => of_endpoint(api, endpoint, made),
        }
    }
}

fn origin<'n>(api: &ApiNames<'n>) -> &'n str {
    source(api.spec.notes.file)
}

fn of_platform(api: &ApiNames<'_>, made: Fingerprint) -> Fingerprint {
    made.and(origin(api)).with(api.spec.notes.made_of.file)
}

fn of_endpoint(api: &ApiNames<'_>, endpoint: &EndpointNames<'_>, made: Fingerprint) -> Fingerprint {
    let (of_platform, spec) = (&api.spec.notes.made_of, endpoint.spec);
    let made = made.and(source(spec.file)).with(spec.made_of).with(of_platform.of_endpoints);
    let types = endpoint.records.iter().flat_map(RecordNames::types);
    let made = types.chain(endpoint.codes.iter().map(|codes| codes.ty.as_str())).fold(made, Fingerprint::and);
    let shared = spec.records.iter().filter(|record| record.shared.is_some()).map(|record| record.model.name);
    let shared = shared.chain(spec.codes.iter().filter(|codes| codes.is_shared).map(|codes| codes.model.name));
    let of_shared = |name| of_platform.records.iter().find(|(record, _)| *record == name).map(|(_, made)| *made);
    shared.filter_map(of_shared).fold(made, Fingerprint::with)
}

/// The head: the platforms' modules and the list of their tables. It has no inner attributes, because a
/// build script's caller includes it with `include!`.
fn root(names: &Names<'_>, per_feature: bool) -> String {
    let mut page = Page::new("spec", &Docs::default());
    let gated = |api: &ApiNames<'_>| {
        let name = api.spec.api.platform.name;
        (per_feature.then(|| quote!(#[cfg(feature = #name)])), ident(&api.module))
    };
    for (gate, module) in names.apis.iter().map(gated) {
        page.item(quote! {
            #gate
            #[rustfmt::skip]
            #[allow(clippy::pedantic, reason = "tables are as long, and docs as terse, as the vendor's")]
            #[allow(clippy::needless_update, reason = "a copy names the fields that are more than bits, be it all")]
            #[allow(dead_code, unreachable_pub, unused_imports, reason = "a program may use some of it, privately")]
            pub mod #module;
        });
    }
    let rows = names.apis.iter().map(gated).map(|(gate, module)| quote!(#gate &#module::API));
    page.item(quote! {
        /// All platforms.
        #[allow(dead_code, unreachable_pub, reason = "a program may use some of it, privately")]
        pub static APIS: model::ApisText = model::apis(&[#(#rows),*]);
    });
    page.finish()
}

/// The last names of a path: what is the same wherever the run was started.
fn source(file: &str) -> &str {
    let slash = file.rmatch_indices('/').nth(2);
    slash.and_then(|(index, _)| file.get(index + 1..)).unwrap_or(file)
}
