//! The module of a platform: what its endpoints share, its credentials, and the list of its endpoints.

use proc_macro2::Literal;
use quote::quote;
use signwright_model::{Credential, Platform, notation};

use super::{
    docs::{Docs, address, one_line},
    page::Page,
    print::{flat, ident},
};
use crate::{
    names::{ApiNames, Named, RECORDS},
    specs::SpecApi,
};

/// The file of a platform.
pub(crate) fn platform(names: &ApiNames<'_>, source: &str) -> String {
    let platform = names.spec.api.platform;
    let mut page = Page::new(source, &head(names.spec));
    let modules: Vec<_> = names.endpoints.iter().map(|endpoint| ident(&endpoint.module)).collect();
    let records = names.shares_records().then_some(RECORDS);
    let public = records.into_iter().chain(names.endpoints.iter().map(|endpoint| endpoint.module.as_str()));
    let public = public.map(|module| format!("pub mod {module};\n"));
    page.lines(std::iter::once("mod platform;\n".to_owned()).chain(public));
    let requests = names
        .endpoints
        .iter()
        .filter_map(|endpoint| Some(format!("pub use self::{}::{};\n", endpoint.module, endpoint.request()?.ty)));
    page.lines(std::iter::once("pub use self::platform::PLATFORM;\n".to_owned()).chain(requests));
    credentials(&names.credentials, &mut page);
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
fn credentials(credentials: &[Named<'_, Credential<'_>>], page: &mut Page) {
    let fields = credentials.iter().map(|Named { spec: credential, rust }| {
        let word = if credential.secret { "Secret, never printed." } else { "Public." };
        let docs = Docs::default().title(credential.title, &[word.to_owned()]).outer();
        let name = ident(rust);
        if credential.optional { quote!(#docs pub #name: Option<String>) } else { quote!(#docs pub #name: String) }
    });
    page.item(quote! {
        /// What a caller must have, by the vendor's own names.
        #[derive(Clone)]
        pub struct Credentials { #(#fields),* }
    });
    let rows = credentials.iter().map(|Named { spec: credential, rust }| {
        let (wire, field) = (credential.name, ident(rust));
        flat(if wire == rust { quote!(#field) } else { quote!(#field = #wire) })
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
