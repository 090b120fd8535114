//! Where a platform can be reached.

use signwright_model::Environment;

use crate::catalogue::Code;
use crate::lower::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::rows;
use crate::lower::template::plain;
use crate::syntax::Entry;

/// Lowers `environments`.
pub(super) fn environments<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [Environment<'m>] {
    let Some(mapping) = Mapping::of(&entry.value, "`environments`", entry.key.span, lowering) else { return &[] };
    let arena = lowering.arena;
    let mut list = Vec::new();
    for entry in mapping.all() {
        let Some(line) = lowering.prose(&entry.value) else { continue };
        let Some((url, title)) = lowering.take(rows::environment(line)) else { continue };
        plain::check(url, "an address", lowering.diagnostics);
        list.push(Environment {
            name: arena.alloc_str(&entry.key.text),
            url: arena.alloc_str(url.text),
            title: arena.alloc_str(title.text),
        });
    }
    if mapping.all().is_empty() {
        let help = "add `test: https://…  title`";
        lowering.error(Code::MissingKey, entry.key.span, "the platform has no environment", help);
    }
    arena.alloc_slice(&list)
}
