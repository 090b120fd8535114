//! Paths into answers: what `success`, `code` and `message` read must be listed in a response's table, or stand in
//! the shape of the platform's refusals (`sandbox.refusal`), whose names no table gives.

use signwright_model::{AnswerTemplate, Shape};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::lower::notation::cursor::quoted;
use crate::specs::Located;
use crate::suggest;
use signwright_model::notation::scope;

/// Checks paths that are read in the answers of one or of several endpoints. Without a shape of refusals their names
/// are not known, and only paths that begin in a table are followed.
pub(in crate::lower) fn check(
    paths: &[Located<'_>],
    responses: &[Shape<'_>],
    refusal: Option<AnswerTemplate<'_>>,
    lowering: &mut Lowering<'_, '_>,
) {
    if responses.is_empty() {
        return;
    }
    for path in paths {
        let in_tables = responses.iter().map(|response| follow(*response, *path));
        let outcomes: Vec<_> = refusal.map(|refusal| in_refusal(refusal, *path)).into_iter().chain(in_tables).collect();
        if outcomes.iter().any(Result::is_ok) || (refusal.is_none() && !begins_in(responses, path.text)) {
            continue;
        }
        // Where the path gets furthest, or nearly does, the mistake is.
        let mistakes = outcomes.into_iter().filter_map(Result::err);
        let nearest = mistakes.max_by_key(|mistake| (mistake.span.start, mistake.help.starts_with("did you mean")));
        if let Some(mistake) = nearest {
            lowering.push(mistake);
        }
    }
}

fn follow(response: Shape<'_>, path: Located<'_>) -> Result<(), Diagnostic> {
    match scope::find(response, path)?.through {
        None => Ok(()),
        Some(list) => {
            let message = format!("{} stands once for each row of {}", quoted(path.text), quoted(list));
            Err(Diagnostic::error(Code::UnknownField, path.span, message).help("an answer is judged by single values"))
        }
    }
}

fn begins_in(responses: &[Shape<'_>], path: &str) -> bool {
    let first = path.split('.').next();
    responses.iter().flat_map(|response| response.record().fields).any(|field| Some(field.name) == first)
}

/// Follows a path through the shape of a refusal.
fn in_refusal(refusal: AnswerTemplate<'_>, path: Located<'_>) -> Result<(), Diagnostic> {
    let (mut template, mut start) = (refusal, 0);
    for name in path.text.split('.') {
        let entries = if let AnswerTemplate::Map(entries) = template { entries } else { &[] };
        let Some((_, below)) = entries.iter().find(|(field, _)| *field == name) else {
            let message = format!("a refusal has no field {}", quoted(name));
            let help = suggest::help(name, entries.iter().map(|(field, _)| *field));
            let span = path.part(start, start + name.len()).span;
            return Err(Diagnostic::error(Code::UnknownField, span, message).help(help));
        };
        template = *below;
        start += name.len() + 1;
    }
    Ok(())
}
