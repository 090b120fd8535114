//! The module of a platform: what its endpoints share, its credentials, and the list of its endpoints.

use proc_macro2::Literal;
use quote::quote;
use signwright_model::{Platform, notation};

use super::{
    docs::{Docs, address, one_line},
    page::Page,
    print::ident,
};
use crate::{names::ApiNames, specs::SpecApi};

/// The file of a platform.
pub(crate) fn platform(spec: &SpecApi<'_>, names: &ApiNames, source: &str) -> String {
    let platform = spec.api.platform;
    let mut page = Page::new(source, &head(spec));
    let modules: Vec<_> = names.endpoints.iter().map(|endpoint| ident(&endpoint.module)).collect();
    let own = std::iter::once(quote!(
        mod platform;
    ));
    page.lines(own.chain(modules.iter().map(|module| quote!(pub mod #module;))));
    let requests = names.endpoints.iter().zip(spec.api.endpoints).filter_map(|(names, endpoint)| {
        let request = names.records.get(usize::from(endpoint.request.0)).and_then(|record| record.request.as_ref())?;
        let (module, request) = (ident(&names.module), ident(&request.ty));
        Some(quote!(pub use self::#module::#request;))
    });
    page.lines(
        std::iter::once(quote!(
            pub use self::platform::PLATFORM;
        ))
        .chain(requests),
    );
    credentials(platform, names, &mut page);
    let minutes = Literal::i16_unsuffixed(platform.zone.0);
    page.item(quote! {
        /// The zone of the platform's wall clock, in minutes east of UTC.
        pub const ZONE: model::Offset = model::Offset(#minutes);
    });
    page.item(quote! {
        /// The platform and all its endpoints.
        pub static API: model::ApiText = model::api(&PLATFORM, &[#(&#modules::TABLES),*]);
    });
    page.finish()
}

fn head(spec: &SpecApi<'_>) -> Docs {
    let platform = spec.api.platform;
    let docs = Docs::default().text(platform.title);
    let docs = match address(platform.docs) {
        Some(page) if page == platform.docs => docs.own(&format!("<{page}>")),
        _ => docs.text(platform.docs),
    };
    let environments = platform.environments.iter().map(|environment| {
        let (name, url, title) = (one_line(environment.name), one_line(environment.url), one_line(environment.title));
        format!("{name}: {url} {title}").trim_end().to_owned()
    });
    let docs = docs.items(environments);
    docs.items(spec.notes.notes.iter().map(|note| one_line(note)))
}

/// What a caller must have, by the vendor's own names.
fn credentials(platform: &Platform<'_>, names: &ApiNames, page: &mut Page) {
    let fields = platform.credentials.iter().zip(&names.credentials).map(|(credential, name)| {
        let word = if credential.secret { "Secret, never printed." } else { "Public." };
        let docs = Docs::default().title(credential.title, &[word.to_owned()]).outer();
        let name = ident(name);
        if credential.optional { quote!(#docs pub #name: Option<String>) } else { quote!(#docs pub #name: String) }
    });
    page.item(quote! {
        /// What a caller must have, by the vendor's own names.
        #[derive(Clone)]
        pub struct Credentials { #(#fields),* }
    });
    let rows = platform.credentials.iter().zip(&names.credentials).map(|(credential, name)| {
        let (wire, field) = (credential.name, ident(name));
        if wire == name { quote!(#field) } else { quote!(#field = #wire) }
    });
    page.call("credentials", "Credentials {", rows, "}");
}

/// The file of the platform's own table. Apart, because it is one text and names nothing of the vendor's.
pub(crate) fn table(platform: &Platform<'_>, source: &str, per_feature: bool) -> String {
    let mut page = Page::new(source, &Docs::default().own("What all calls share."));
    let (text, sandbox) = notation::platform::print(platform);
    page.platform(&Docs::default().own("The platform's table."), &text, &sandbox);
    page.sandbox(&sandbox, per_feature);
    page.finish()
}
