//! The set of files of a run: which there are, where, and the list of platforms at their head.

use quote::quote;

use super::{docs::Docs, endpoint, page::Page, platform, print::ident, shared};
use crate::{
    names::{ApiNames, Names, RECORDS},
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

/// All files of a run, in the order of their paths.
pub(crate) fn files(names: &Names<'_>, per_feature: bool) -> Vec<File> {
    let mut files = vec![File { path: "mod.rs".to_owned(), text: root(names, per_feature) }];
    for api in &names.apis {
        let origin = source(api.spec.notes.file);
        let text = platform::platform(api, origin);
        files.push(File { path: format!("{}/mod.rs", api.module), text });
        let text = platform::table(api.spec.api.platform, origin, per_feature);
        files.push(File { path: format!("{}/platform.rs", api.module), text });
        if api.shares_records() {
            files.push(File { path: format!("{}/{RECORDS}.rs", api.module), text: shared::shared(api, origin) });
        }
        files.extend(parallel::map(&api.endpoints, |endpoint| File {
            path: format!("{}/{}.rs", api.module, endpoint.module),
            text: endpoint::endpoint(endpoint, api.spec.api.platform, source(endpoint.spec.file), per_feature),
        }));
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
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
