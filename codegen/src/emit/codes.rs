//! Coded values: an enum of the vendor's list. A code that is not listed is the engine's.

use signwright_model::{Code, CodeWire};

use super::{
    docs::{Docs, one_line},
    item::Item,
    page::Page,
    words,
};
use crate::names::CodesNames;

/// The enum, and the call of the macro that ties it to its table, which is the `index`th of the endpoint. `for_field` is
/// the title of the first field that has them.
pub(crate) fn codes(names: &CodesNames<'_>, index: u16, for_field: &str, page: &mut Page) {
    let docs = Docs::default().title(for_field, &["A coded value.".to_owned()]);
    let docs = words::believed(names.spec.source).into_iter().fold(docs, |docs, why| docs.own(&why));
    let mut item = Item::of_enum(&docs, &names.ty);
    for variant in &names.variants {
        let code = &variant.spec.model;
        let docs = Docs::default().title(title(code), &[format!("Code {}.", one_line(code.code))]);
        item.variant(&docs, &variant.rust);
        page.uses(&variant.rust);
    }
    page.written(item);
    let other = match names.spec.model.wire {
        CodeWire::Int { .. } => "i64",
        CodeWire::Text { .. } => "String",
    };
    let rows = names.variants.iter().map(|variant| variant.rust.to_string());
    page.call("coded", &format!("{}: {other} = TABLES[{index}] {{", names.ty), rows, "}");
}

/// The vendor's word for a code; where there is none, the spec's.
fn title<'m>(code: &Code<'m>) -> &'m str {
    if code.title.is_empty() { code.name } else { code.title }
}
