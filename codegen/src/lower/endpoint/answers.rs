//! Paths into answers: what `success`, `code` and `message` read must be listed in a response's table, or stand in
//! the shape of the platform's refusals (`sandbox.refusal`), whose names no table gives.

use std::collections::HashSet;

use signwright_model::{AnswerTemplate, Endpoint, Input, Part, Platform, ReplyShape, Shape};

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::lowering::Lowering;
use crate::lower::notation::cursor::quoted;
use crate::specs::Located;
use crate::suggest;
use signwright_model::notation::scope;

/// Checks the paths of a shape of a platform's answers.
pub(in crate::lower) fn of_shape(
    shape: &ReplyShape<'_>,
    groups: &[&[Located<'_>]],
    platform: &Platform<'_>,
    responses: &[Shape<'_>],
    lowering: &mut Lowering<'_, '_>,
) {
    let refusal = platform.refusals.answer.filter(|_| *shape == platform.reply.of_refusal());
    let is_alone = platform.reply.shapes.len() == 1;
    match (shape.success, refusal) {
        // Its names stand above the tables, where nothing lists them.
        (Some(_), _) if !shape.data.is_empty() || responses.is_empty() => {}
        (Some(_), refusal) => check(groups, responses, refusal.filter(|_| is_alone), lowering),
        (None, Some(refusal)) => check(groups, &[], Some(refusal), lowering),
        (None, None) => {}
    }
}

/// What an endpoint's answers need of its platform: the values that lead to them, and a status where they say that there is no body.
pub(in crate::lower) fn of_endpoint(
    endpoint: &Endpoint<'_>,
    platform: &Platform<'_>,
    (name, response): (Span, Option<Span>),
    lowering: &mut Lowering<'_, '_>,
) {
    let roots = platform.reply.shapes.iter().map(|shape| shape.root).chain(endpoint.root);
    let parts = roots.flatten().flat_map(|template| template.0);
    let mut known: HashSet<&str> = endpoint.vars.iter().map(|(given, _)| *given).collect();
    for part in parts {
        let Part::Value(Input::Var(var), _) = part else { continue };
        if !known.insert(var) {
            continue;
        }
        let message = format!("`{}` has no value for `{{var.{var}}}`, which leads to its answers", endpoint.name);
        lowering.error(Code::MissingKey, name, message, format!("add `vars: {{ {var}: … }}`"));
    }
    let Some(response) = response else { return };
    let demands = [platform.reply.of_success().success, endpoint.success];
    if !endpoint.has_body() && !demands.iter().flatten().any(|success| success.statuses().is_some()) {
        let message = "an answer without a body says nothing but its status, which no `success` names";
        lowering.error(Code::BadReply, response, message, "add `success: HTTP 204`");
    }
}

/// Checks paths that are read in the answers of one or of several endpoints; of each group one must be there. Without a
/// shape of refusals their names are not known, and only paths that begin in a table are followed.
pub(in crate::lower) fn check(
    groups: &[&[Located<'_>]],
    responses: &[Shape<'_>],
    refusal: Option<AnswerTemplate<'_>>,
    lowering: &mut Lowering<'_, '_>,
) {
    if responses.is_empty() && refusal.is_none() {
        return;
    }
    for group in groups {
        let mistakes: Vec<_> =
            group.iter().map(|path| mistake(*path, responses, refusal)).collect::<Option<_>>().unwrap_or_default();
        if let Some(first) = mistakes.into_iter().next() {
            lowering.push(first);
        }
    }
}

/// Why a path leads nowhere.
fn mistake(path: Located<'_>, responses: &[Shape<'_>], refusal: Option<AnswerTemplate<'_>>) -> Option<Diagnostic> {
    // A table lists no rows by their numbers.
    if path.text.split('.').any(|name| name.parse::<i32>().is_ok()) {
        return None;
    }
    if refusal.is_none() && !begins_in(responses, path.text) {
        return None;
    }
    let of_refusal = refusal.map(|refusal| in_refusal(refusal, path));
    let in_tables = responses.iter().map(|response| follow(*response, path));
    // A message for each table that does not have it costs more than all else here: most paths end at the first `Ok`.
    let tried: Result<Vec<_>, ()> =
        of_refusal.into_iter().chain(in_tables).map(|tried| tried.err().ok_or(())).collect();
    let Ok(mistakes) = tried else { return None };
    // Where the path gets furthest, or nearly does, the mistake is.
    mistakes.into_iter().max_by_key(|mistake| (mistake.span.start, mistake.help.starts_with("did you mean")))
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
