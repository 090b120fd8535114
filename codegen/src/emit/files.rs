//! The set of files of a run: which there are, where, and the list of platforms at their head.

use quote::quote;

use super::{docs::Docs, endpoint, page::Page, platform, print::ident};
use crate::{names::Names, parallel, specs::Specs};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path within the output folder, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// All files of a run, in the order of their paths.
pub(crate) fn files(specs: &Specs<'_>, names: &Names, per_feature: bool) -> Vec<File> {
    let mut files = vec![File { path: "mod.rs".to_owned(), text: root(specs, names, per_feature) }];
    for (spec, names) in specs.apis.iter().zip(&names.apis) {
        let text = platform::platform(spec, names, source(spec.notes.file));
        files.push(File { path: format!("{}/mod.rs", names.module), text });
        let text = platform::table(spec.api.platform, source(spec.notes.file), per_feature);
        files.push(File { path: format!("{}/platform.rs", names.module), text });
        let endpoints: Vec<_> = spec.api.endpoints.iter().zip(spec.endpoints).zip(&names.endpoints).collect();
        files.extend(parallel::map(&endpoints, |((one, notes), of)| File {
            path: format!("{}/{}.rs", names.module, of.module),
            text: endpoint::endpoint(one, notes, of, source(notes.file), per_feature),
        }));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The head: the platforms' modules and the list of their tables. It has no inner attributes, because a
/// build script's caller includes it with `include!`.
fn root(specs: &Specs<'_>, names: &Names, per_feature: bool) -> String {
    let mut page = Page::new("spec", &Docs::default());
    let gate = |name: &str| per_feature.then(|| quote!(#[cfg(feature = #name)]));
    let apis: Vec<_> = specs.apis.iter().map(|spec| spec.api.platform.name).zip(&names.apis).collect();
    for (name, names) in &apis {
        let (gate, module) = (gate(name), ident(&names.module));
        page.item(quote! {
            #gate
            #[rustfmt::skip]
            #[allow(clippy::pedantic, reason = "tables are as long, and docs as terse, as the vendor's")]
            #[allow(clippy::needless_update, reason = "a copy names the fields that are more than bits, be it all")]
            #[allow(dead_code, unreachable_pub, unused_imports, reason = "a program may use some of it, privately")]
            pub mod #module;
        });
    }
    let rows = apis.iter().map(|(name, names)| {
        let (gate, module) = (gate(name), ident(&names.module));
        quote!(#gate &#module::API)
    });
    page.item(quote! {
        /// All platforms.
        #[allow(dead_code, unreachable_pub, reason = "a program may use some of it, privately")]
        pub static APIS: model::ApisText = model::apis(&[#(#rows),*]);
    });
    page.finish()
}

/// The last names of a path: what is the same wherever the run was started.
fn source(file: &str) -> &str {
    let mut slashes = file.rmatch_indices('/').map(|(at, _)| at + 1);
    slashes.nth(2).and_then(|at| file.get(at..)).unwrap_or(file)
}
