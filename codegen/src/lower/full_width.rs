//! A word about full-width punctuation in the mistakes of all little languages: whoever finds that something is no
//! number, no field and no range need not know that a `，` stands in it. A slip that no reader refuses is theirs to find.

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Sources;
use crate::syntax::slips;

/// What is longer than this, in bytes, is prose.
const LONGEST: usize = 120;

/// Adds the cure to each mistake whose place holds a character that only looks like the one that is meant.
pub(super) fn explain(sources: &Sources, diagnostics: &mut Diagnostics) {
    diagnostics.revise(|mistake| {
        if !is_of_notation(mistake.code) {
            return;
        }
        let cure = marked(sources, mistake).and_then(slips::cure);
        if let Some((_, cure)) = cure.filter(|(_, cure)| !mistake.help.contains(cure)) {
            mistake.help = if mistake.help.is_empty() { cure } else { format!("{cure}; {}", mistake.help) };
        }
    });
}

fn marked<'s>(sources: &'s Sources, mistake: &Diagnostic) -> Option<&'s str> {
    let text = sources.get(mistake.span.file)?.text.as_str();
    let marked = text.get(mistake.span.start as usize..mistake.span.end as usize)?;
    (marked.len() <= LONGEST && !marked.contains('\n')).then_some(marked)
}

/// Whether a mistake is one of the notation's own words, in which full-width characters have no place.
fn is_of_notation(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownKey
            | Code::UnknownWord
            | Code::UnknownType
            | Code::UnknownRecord
            | Code::BadField
            | Code::UnexpectedLength
            | Code::BadCode
            | Code::BadName
            | Code::BadDefault
            | Code::BadRule
            | Code::UnknownField
            | Code::UnknownCode
            | Code::BadFault
            | Code::BadTemplate
            | Code::UnknownName
            | Code::UnknownFilter
            | Code::BadSample
    )
}
