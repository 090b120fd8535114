//! How an accepted job is asked for: that the endpoint is in the folder, only reads, and can be asked with what is at hand.

use std::collections::HashSet;

use signwright_model::notation::{condition, scope};
use signwright_model::{Endpoint, Repeat, Shape};

use super::reference;
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::lowering::Lowering;
use crate::specs::{Located, PollNotes, SpecEndpoint};
use crate::syntax::Entry;

/// What a `poll` names, with its places.
pub(super) fn notes<'m>(section: &Entry, lowering: &Lowering<'m, '_>) -> Option<PollNotes<'m>> {
    let word = |key: &str| Some(lowering.keep(section.value.get(key)?.scalar()?.located()));
    let give = section.value.get("give").and_then(|give| give.map()).unwrap_or_default().iter();
    let give = give
        .filter_map(|entry| Some((lowering.keep(entry.key.located()), lowering.keep(entry.value.scalar()?.located()))));
    let give = lowering.arena.alloc_slice(&give.collect::<Vec<_>>());
    Some(PollNotes { with: word("with")?, until: word("until")?, give })
}

/// Checks what the endpoints of a folder say of each other.
pub(in crate::lower) fn check(endpoints: &[SpecEndpoint<'_>], lowering: &mut Lowering<'_, '_>) {
    for spec in endpoints {
        let Some(poll) = &spec.poll else { continue };
        let Some(asked) = reference::endpoint(poll.with, endpoints, lowering) else { continue };
        let asked = asked.model;
        if asked.repeat.unsettled() != Repeat::Read {
            let message = format!("`{}` is called again and again, and does not say that it only reads", asked.name);
            lowering.error(Code::BadFact, poll.with.span, message, "write `repeat: read` in its file, or name another");
        }
        // Over tables that could not be read nothing can be said.
        if asked.response().record().fields.is_empty() || spec.model.response().record().fields.is_empty() {
            continue;
        }
        condition::read(poll.until, asked.response(), lowering.arena, lowering.diagnostics);
        given(poll, spec.model, asked.request(), lowering);
    }
}

/// Every row that must be there comes from somewhere.
fn given(poll: &PollNotes<'_>, endpoint: &Endpoint<'_>, asked: Shape<'_>, lowering: &mut Lowering<'_, '_>) {
    let stands = |path: Located<'_>| -> Result<(), Diagnostic> {
        let in_answer = scope::find(endpoint.response(), path);
        in_answer.or_else(|mistake| scope::find(endpoint.request(), path).map_err(|_| mistake)).map(|_| ())
    };
    for (row, path) in poll.give {
        lowering.take(scope::find(asked, *row));
        lowering.take(stands(*path));
    }
    let rows: HashSet<&str> = poll.give.iter().map(|(row, _)| row.text).collect();
    for field in asked.record().fields.iter().filter(|field| field.is_required()) {
        if !rows.contains(field.name) && stands(Located { text: field.name, span: poll.with.span }).is_err() {
            let message = format!("nothing gives `{}`, which `{}` demands", field.name, poll.with.text);
            let help = format!("say which row of the answer it is: `give: {{ {}: data.id }}`", field.name);
            lowering.error(Code::BadFact, poll.with.span, message, help);
        }
    }
}
