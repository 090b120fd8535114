//! What an endpoint does with a request that is right: keep and count its rows, work once, or answer rows of its own.
//! Which of these, and by which fields, its spec says.

use std::borrow::Cow;

use signwright_runtime::Node;
use signwright_runtime::model::{AnswerTemplate, Api, Behaviour, Choice, Endpoint, Offset, RefusalReason, Repetition};

use crate::failures::Failures;
use crate::fold::fold;
use crate::fulfil::succeeding;
use crate::log::Verdict;
use crate::manner::{Manner, Meets};
use crate::page::Page;
use crate::placeholders::Placeholders;
use crate::query::{MovedLists, Selection};
use crate::refuse::{self, Refused};
use crate::request::Fields;
use crate::store::{Store, StoredRow};
use crate::{answer, page, partial};

/// What is kept of earlier requests, and how this one is to be treated.
#[derive(Clone, Copy)]
pub(crate) struct Kept<'k> {
    pub(crate) store: &'k Store,
    pub(crate) lists: &'k MovedLists,
    pub(crate) manner: &'k Manner,
    pub(crate) meets: Meets<'k>,
    pub(crate) zone: Offset,
}

impl Kept<'_> {
    /// The row as the store has it. A row without its key cannot be recognised again.
    fn row(self, row: Fields<'_>, key: &str) -> StoredRow {
        let key = row.text(key).map(Cow::into_owned).filter(|key| !key.is_empty());
        let is_read = self.manner.recording || !self.manner.unchanged_counts;
        StoredRow { key, payload: if is_read { row.json(self.zone) } else { String::new() } }
    }

    /// Notes what an endpoint did that keeps nothing, by the key of its idempotency if it has one.
    fn note(self, endpoint: &Endpoint<'_>, fields: Fields<'_>) {
        let key = match endpoint.repeat {
            Choice::Always(Repetition::By(field)) => fields.text(field).unwrap_or_default(),
            _ => Cow::Borrowed(""),
        };
        self.store.note(endpoint.name, &key, || fields.json(self.zone));
    }
}

/// Applies the rows before the one that a request is refused for, where the platform is not atomic.
pub(crate) fn apply_before(endpoint: &Endpoint<'_>, fields: Fields<'_>, row: Option<usize>, kept: Kept<'_>) {
    let Some(Behaviour::Upsert { list, key }) = endpoint.sandbox.map(|sandbox| sandbox.behaviour) else { return };
    let Some(row) = row.filter(|_| !kept.manner.atomic) else { return };
    let rows = fields.rows(list);
    let before = rows.iter().take(row).filter_map(|row| row.fields());
    kept.store.upsert(endpoint.name, before.map(|row| kept.row(row, key)));
}

/// What was done: the answer below the reply's root, and a word on it for the log.
pub(crate) struct Done<'m> {
    pub(crate) answer: Node<'m>,
    pub(crate) verdict: Verdict,
    pub(crate) text: String,
}

pub(crate) fn act<'m>(
    api: &Api<'m>,
    endpoint: &'m Endpoint<'m>,
    (fields, failures): (Fields<'_>, Option<&Failures<'_>>),
    kept: Kept<'_>,
) -> Result<Done<'m>, Refused> {
    let mut placeholders =
        Placeholders { endpoint: Some(endpoint), fields: Some(fields), failures, ..Placeholders::default() };
    if let Some(failures) = failures {
        placeholders.values.push(("count.done", failures.done().to_string()));
        placeholders.values.push(("count.failed", failures.failed.len().to_string()));
    }
    let Some(sandbox) = &endpoint.sandbox else {
        kept.note(endpoint, fields);
        // Without a sandbox section the least that the client takes for a success is answered.
        let shape = api.platform.reply.of_success();
        // What stands above the response's table is added to it where the whole is composed.
        let above = shape.success.filter(|_| endpoint.data.unwrap_or(shape.data).is_empty());
        let conditions: Vec<_> = [above, endpoint.success].into_iter().flatten().collect();
        let mut answer = succeeding(&conditions, Some(endpoint.response()));
        partial::list(&mut answer, endpoint, None, &placeholders);
        fold(&mut answer, endpoint.response());
        return Ok(Done { answer, verdict: Verdict::Accepted, text: "nothing is kept".to_owned() });
    };
    let done = |template: &AnswerTemplate<'m>, placeholders: &Placeholders<'_>, rows: &[Node<'m>], verdict, text| {
        let mut answer = answer::build(template, Some(endpoint.response()), placeholders, rows);
        partial::list(&mut answer, endpoint, Some(template), placeholders);
        fold(&mut answer, endpoint.response());
        Done { answer, verdict, text }
    };
    match sandbox.behaviour {
        Behaviour::Echo => {
            kept.note(endpoint, fields);
            Ok(done(&sandbox.answer, &placeholders, &[], Verdict::Accepted, "nothing is kept".to_owned()))
        }
        Behaviour::Upsert { list, key } => {
            let rows = if list.is_empty() { vec![fields] } else { placeholders.done(list).collect() };
            let counts = kept.store.upsert(endpoint.name, rows.into_iter().map(|row| kept.row(row, key)));
            let uncounted = if kept.manner.unchanged_counts { 0 } else { counts.unchanged };
            let updated = counts.updated - uncounted;
            placeholders.values.push(("count.created", counts.created.to_string()));
            placeholders.values.push(("count.updated", updated.to_string()));
            let text = format!("{} created, {updated} updated by {key}", counts.created);
            Ok(done(&sandbox.answer, &placeholders, &[], Verdict::Accepted, text))
        }
        Behaviour::Once { key, again } => {
            let value = fields.text(key).map(Cow::into_owned).filter(|value| !value.is_empty());
            // A request without the key is told from no other, so it is always the first.
            let payload = || fields.json(kept.zone);
            if value.is_none_or(|value| kept.store.once(endpoint.name, &value, payload)) {
                return Ok(done(
                    &sandbox.answer,
                    &placeholders,
                    &[],
                    Verdict::Accepted,
                    format!("the first time for this {key}"),
                ));
            }
            Ok(done(&again, &placeholders, &[], Verdict::Repeated, format!("not the first time for this {key}")))
        }
        Behaviour::Query { rows, filter, page } => {
            let selection = Selection { filter, windows: &kept.manner.windows, fields };
            let selected = kept.lists.select(endpoint.name, rows, selection, kept.meets.shift());
            let total = selected.len();
            let Page { rows, pages, next } = page::paged(endpoint, selected, page, fields);
            let empty = Refused::new(RefusalReason::Empty, "", "no row was found");
            // Vendors that state an error for an empty result give it instead of an empty list.
            if rows.is_empty() && refuse::is_stated(api, Some(endpoint), Some(fields), &empty) {
                return Err(empty);
            }
            placeholders.values.push(("count.total", total.to_string()));
            placeholders.values.push(("count.pages", pages.to_string()));
            let text = format!("{} of {total} rows", rows.len());
            let mut done = done(&sandbox.answer, &placeholders, &rows, Verdict::Accepted, text);
            page::tell(&mut done.answer, endpoint, next);
            Ok(done)
        }
    }
}
