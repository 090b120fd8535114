//! Schemes that many vendors share, kept as YAML: `signing: sorted-md5` uses one under its name, and `vars` says what is
//! the vendor's own. They are scheme files like any other, with vectors of their own.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostics, FileId};
use crate::lower::lowering::Lowering;
use crate::specs::Located;
use crate::suggest;
use crate::syntax::{self, Node};

/// Every shared scheme by its name.
pub(crate) const SCHEMES: &[(&str, &str)] = &[
    ("canonical-request", include_str!("../../../schemes/canonical-request.yaml")),
    ("hmac-body", include_str!("../../../schemes/hmac-body.yaml")),
    ("sorted-hmac", include_str!("../../../schemes/sorted-hmac.yaml")),
    ("sorted-md5", include_str!("../../../schemes/sorted-md5.yaml")),
];

/// The tree of the scheme of this name.
pub(super) fn find(name: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<Node> {
    let Some((_, text)) = SCHEMES.iter().find(|(known, _)| *known == name.text) else {
        let help = suggest::help(name.text, SCHEMES.iter().map(|(known, _)| *known));
        lowering.error(Code::UnknownName, name.span, format!("no shared scheme is named `{}`", name.text), help);
        return None;
    };
    syntax::parse(text, FileId(u32::MAX), &mut Diagnostics::default())
}
