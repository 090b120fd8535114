//! What an endpoint's file says of its end: that the vendor has given it up, and for what. Whether the
//! successor is at hand is looked at over the whole folder.

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::specs::{Deprecated, Located, SpecEndpoint};
use crate::suggest;
use crate::syntax::Entry;

/// `SUCCESSOR | says`, or a mapping of `use`, `since` and `says`.
pub(in crate::lower) fn deprecated<'m>(
    section: &Entry,
    name: Option<Located<'_>>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<Deprecated<'m>> {
    let (arena, span) = (lowering.arena, section.key.span);
    let (successor, since, says) = if section.value.map().is_some() {
        let mut mapping = Mapping::of(&section.value, "`deprecated`", span, lowering)?;
        let successor = mapping.word("use", lowering).map(Located::trim);
        let (since, says) = (mapping.prose("since", lowering), mapping.prose("says", lowering));
        mapping.finish(lowering);
        (successor, since, says)
    } else {
        let line = lowering.prose(&section.value)?;
        lowering.take(line.no_wide_bar(Code::BadLine))?;
        let (successor, says) = line.split_bar();
        let says = says.map_or("", |says| arena.alloc_str(says.text));
        (Some(successor).filter(|successor| !successor.text.is_empty()), "", says)
    };
    if let Some(successor) = successor {
        if successor.text.is_empty() || successor.text.contains(char::is_whitespace) {
            let help = "the endpoint to use instead stands before the `|`: `order.push2 | 接口已过时`; \
                        where there is none, `\"| 接口已过时\"`";
            let message = format!("`{}` is no name of an endpoint", successor.text);
            lowering.error(Code::BadLine, successor.span, message, help);
            return None;
        }
        if name.is_some_and(|name| name.text == successor.text) {
            let message = format!("`{}` cannot take its own place", successor.text);
            lowering.error(Code::BadLine, successor.span, message, "name the endpoint to use instead");
            return None;
        }
    }
    let successor = successor.map(|successor| lowering.keep(successor));
    Some(Deprecated { successor, since, says, span })
}

/// Notes where a folder has an endpoint that was given up, but not the one that took its place.
pub(in crate::lower) fn without_successor(endpoints: &[SpecEndpoint<'_>], lowering: &mut Lowering<'_, '_>) {
    let names: Vec<_> = endpoints.iter().map(|endpoint| endpoint.model.name).collect();
    for endpoint in endpoints {
        let name = endpoint.model.name;
        let Some(successor) = endpoint.deprecated.and_then(|deprecated| deprecated.successor) else { continue };
        if names.binary_search(&successor.text).is_ok() {
            continue;
        }
        let message =
            format!("`{name}` is deprecated, and `{}`, which replaces it, is not in this folder", successor.text);
        let help = suggest::closest(successor.text, names.iter().copied().filter(|candidate| *candidate != name))
            .map_or_else(|| "add it from its page".to_owned(), |close| format!("did you mean `{close}`?"));
        lowering.push(Diagnostic::note(Code::NoSuccessor, successor.span, message).help(help));
    }
}
