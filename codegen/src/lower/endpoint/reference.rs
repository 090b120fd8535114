//! Endpoints that a file names by the vendor's name.

use crate::catalogue::Code;
use crate::lower::lowering::Lowering;
use crate::specs::{Located, SpecEndpoint};
use crate::suggest;

/// The endpoint of this name in a folder; that there is none is reported.
pub(super) fn endpoint<'e, 'm>(
    name: Located<'_>,
    endpoints: &'e [SpecEndpoint<'m>],
    lowering: &mut Lowering<'_, '_>,
) -> Option<&'e SpecEndpoint<'m>> {
    // They stand in the order of their names.
    let first = endpoints.partition_point(|endpoint| endpoint.model.name < name.text);
    let named = endpoints.get(first).filter(|endpoint| endpoint.model.name == name.text);
    if named.is_none() {
        let in_rust = endpoints.iter().find(|endpoint| endpoint.name.is_some_and(|of_rust| of_rust.text == name.text));
        let help = match in_rust {
            Some(endpoint) => format!("that is its name in Rust; write the vendor's: `{}`", endpoint.model.name),
            None => suggest::help(name.text, endpoints.iter().map(|endpoint| endpoint.model.name)),
        };
        lowering.error(Code::UnknownName, name.span, format!("this folder has no endpoint `{}`", name.text), help);
    }
    named
}
