//! What an endpoint does with a request that is right: keep and count its rows, work once, or answer rows of its own.
//! Which of these, and by which fields, its spec says.

use std::borrow::Cow;

use signwright_runtime::model::{
    AnswerTemplate, Api, Behaviour, Condition, Endpoint, RefusalReason, SandboxPaging, Test,
};
use signwright_runtime::{Limits, Node, holds, json};

use crate::failures::Failures;
use crate::fold::fold;
use crate::fulfil::succeeding;
use crate::log::Verdict;
use crate::placeholders::Placeholders;
use crate::refuse::{self, Refused};
use crate::request::Fields;
use crate::store::Store;
use crate::{answer, partial};

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
    store: &Store,
) -> Result<Done<'m>, Refused> {
    let mut placeholders =
        Placeholders { endpoint: Some(endpoint), fields: Some(fields), failures, ..Placeholders::default() };
    if let Some(failures) = failures {
        placeholders.values.push(("count.done", failures.done().to_string()));
        placeholders.values.push(("count.failed", failures.failed.len().to_string()));
    }
    let Some(sandbox) = &endpoint.sandbox else {
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
            Ok(done(&sandbox.answer, &placeholders, &[], Verdict::Accepted, "nothing is kept".to_owned()))
        }
        Behaviour::Upsert { list, key } => {
            let rows = if list.is_empty() { vec![fields] } else { placeholders.done(list).collect() };
            // A row without its key cannot be recognised again, so it counts as new each time.
            let keys = rows.iter().map(|row| row.text(key).map(Cow::into_owned).filter(|key| !key.is_empty()));
            let counts = store.upsert(endpoint.name, keys);
            placeholders.values.push(("count.created", counts.created.to_string()));
            placeholders.values.push(("count.updated", counts.updated.to_string()));
            let text = format!("{} created, {} updated by {key}", counts.created, counts.updated);
            Ok(done(&sandbox.answer, &placeholders, &[], Verdict::Accepted, text))
        }
        Behaviour::Once { key, again } => {
            let value = fields.text(key).map(Cow::into_owned).filter(|value| !value.is_empty());
            // A request without the key is told from no other, so it is always the first.
            if value.is_none_or(|value| store.once(endpoint.name, &value)) {
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
            let selected = select(rows, filter, fields);
            let total = selected.len();
            let (rows, pages) = match page {
                Some(page) => paged(selected, page, fields),
                None => (selected, 1),
            };
            let empty = Refused::new(RefusalReason::Empty, "", "no row was found");
            // Vendors that state an error for an empty result give it instead of an empty list.
            if rows.is_empty() && refuse::is_stated(api, Some(endpoint), Some(fields), &empty) {
                return Err(empty);
            }
            placeholders.values.push(("count.total", total.to_string()));
            placeholders.values.push(("count.pages", pages.to_string()));
            let text = format!("{} of {total} rows", rows.len());
            Ok(done(&sandbox.answer, &placeholders, &rows, Verdict::Accepted, text))
        }
    }
}

/// The rows that the filter lets through. Rows that are no JSON list, which a checked spec does not have, are none.
fn select<'m>(rows: &'m str, filter: &[(&str, &str)], fields: Fields<'_>) -> Vec<Node<'m>> {
    let Ok(Node::List(mut rows)) = json::parse(rows.as_bytes(), Limits::default()) else { return Vec::new() };
    for (ours, theirs) in filter {
        // An empty filter field asks for everything, as the vendors' forms send it.
        let Some(wanted) = fields.text(ours).filter(|text| !text.is_empty()) else { continue };
        let fits = Condition::Field(theirs, Test::Is(&wanted));
        rows.retain(|row| holds(&fits, &|path| row.path(path)));
    }
    rows
}

/// The rows of the page that the request asks for, and how many pages there are.
fn paged<'m>(rows: Vec<Node<'m>>, page: SandboxPaging<'_>, fields: Fields<'_>) -> (Vec<Node<'m>>, usize) {
    let number = |name: &str| fields.text(name).and_then(|text| text.parse::<usize>().ok());
    let total = rows.len();
    // A size of 0, or none, would make pages without end.
    let size = number(page.size).filter(|size| *size > 0).unwrap_or(total.max(1));
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let before = number(page.number).unwrap_or(first).saturating_sub(first).saturating_mul(size);
    (rows.into_iter().skip(before).take(size).collect(), total.div_ceil(size))
}
