//! A success in which rows of the request failed: which rows these are, and how the answer lists them.
//!
//! A row fails by what it breaks, by a condition of the spec, or because a test asked for it. Its code and message are the
//! vendor's for that reason; where its answer lists every row, those that were done are listed too.

use std::collections::BTreeMap;

use signwright_runtime::Node;
use signwright_runtime::model::{AnswerTemplate, Api, Behaviour, Endpoint, RefusalReason};

use crate::answer::{self, Place};
use crate::failing_row::FailingRow;
use crate::failures::{Failure, Failures};
use crate::fulfil::fulfil;
use crate::placeholders::Placeholders;
use crate::refuse::{self, Planned, Refused};
use crate::request::{Fields, Row};

/// Finds the rows that fail; nothing where no row of the request can fail alone.
pub(crate) fn failures<'r>(
    api: &Api<'r>,
    endpoint: &'r Endpoint<'r>,
    fields: Fields<'r>,
    mut broken: BTreeMap<usize, Refused>,
    asked: Asked<'_>,
) -> Option<Failures<'r>> {
    let partial = endpoint.partial.as_ref().filter(|partial| !partial.of.is_empty())?;
    let mut failures = Failures { partial, rows: fields.rows(partial.of), failed: BTreeMap::new() };
    for (index, row) in failures.rows.iter().enumerate() {
        let in_row = (Some(fields), row.fields());
        let told = |why: &str| {
            let path = format!("{}[{index}]", partial.of);
            let detail = format!("{path}: {why}");
            Refused { path, ..Refused::new(RefusalReason::Row, "", detail) }
        };
        let is_last = index + 1 == failures.rows.len();
        let wanted = || asked.of((*row, is_last), partial.key_in_request());
        let (refused, words) = if let Some(refused) = broken.remove(&index) {
            let words = refuse::of_row(api, endpoint, in_row, &refused);
            (refused, words)
        } else if let Some(wanted) = wanted() {
            let refused = told("the sandbox was told to fail it");
            let words = words_wanted(api, endpoint, wanted);
            let words = words.unwrap_or_else(|| refuse::of_row(api, endpoint, in_row, &refused));
            (refused, words)
        } else if refuse::fails(api, endpoint, in_row) {
            let refused = told("a condition of the sandbox fails it");
            let words = refuse::of_row(api, endpoint, in_row, &refused);
            (refused, words)
        } else {
            continue;
        };
        let (code, message) = words;
        failures.failed.insert(index, Failure { code, message, told: refused.detail });
    }
    Some(failures)
}

/// The rows that a test wants to fail.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// In every request.
    pub(crate) always: &'a [FailingRow],
    /// In this one, if any: where none is named, the last row.
    pub(crate) now: Option<&'a [FailingRow]>,
}

/// A row that nothing more is said of.
static LAST: FailingRow = FailingRow { key: String::new(), code: String::new(), message: String::new() };

impl<'a> Asked<'a> {
    fn of(self, (row, is_last): (Row<'_>, bool), path: &str) -> Option<&'a FailingRow> {
        let now = self.now.unwrap_or_default();
        let named = now.iter().chain(self.always).find(|wanted| is_meant(row, path, &wanted.key));
        named.or_else(|| (is_last && self.now.is_some_and(<[_]>::is_empty)).then_some(&LAST))
    }
}

/// Why the whole request is refused, and the row that is the reason: where rows cannot fail alone, and this call is to meet
/// one that fails.
pub(crate) fn refused_row(
    api: &Api<'_>,
    endpoint: &Endpoint<'_>,
    fields: Fields<'_>,
    now: Option<&[FailingRow]>,
) -> Option<(usize, Refused)> {
    let asked = Asked { always: &[], now: Some(now?) };
    if endpoint.partial.is_some_and(|partial| !partial.of.is_empty()) {
        return None;
    }
    let Behaviour::Upsert { list, key } = endpoint.sandbox?.behaviour else { return None };
    let rows = fields.rows(list);
    let mut placed = rows.iter().enumerate();
    let (index, wanted) =
        placed.find_map(|(index, row)| Some((index, asked.of((*row, index + 1 == rows.len()), key)?)))?;
    let path = format!("{list}[{index}]");
    let refused = Refused::new(RefusalReason::Rule, "", format!("{path}: the sandbox was told to fail it"));
    let planned = words_wanted(api, endpoint, wanted);
    let planned =
        planned.map(|(code, message)| Box::new(Planned { code, sub_code: String::new(), message, status: None }));
    Some((index, Refused { path, planned, ..refused }))
}

/// The code and the message that a test wants; nothing where it leaves both to the spec.
fn words_wanted(api: &Api<'_>, endpoint: &Endpoint<'_>, wanted: &FailingRow) -> Option<(String, String)> {
    let FailingRow { code, message, .. } = wanted;
    match (code.is_empty(), message.is_empty()) {
        (true, true) => None,
        (false, true) => {
            let cause = refuse::listed(api, endpoint, code).map_or("", |row| row.cause);
            Some((code.clone(), cause.to_owned()))
        }
        (_, false) => Some((code.clone(), message.clone())),
    }
}

/// Whether a row is the one of this key. Where the answer tells rows by their place, any of its values may be meant.
fn is_meant(row: Row<'_>, path: &str, key: &str) -> bool {
    match row.key(path) {
        Some(text) => text == key,
        None => row.fields().is_some_and(|fields| fields.any_is(key)),
    }
}

/// Lists the rows in an answer, as `partial` says that it is read.
pub(crate) fn list<'m>(
    answer: &mut Node<'m>,
    endpoint: &Endpoint<'m>,
    template: Option<&AnswerTemplate<'m>>,
    placeholders: &Placeholders<'_>,
) {
    let Some(failures) = placeholders.failures.filter(|failures| !failures.failed.is_empty()) else { return };
    // The endpoint's own, which lasts as long as its answers.
    let Some(partial) = &endpoint.partial else { return };
    let place = Place::at(endpoint.response(), partial.rows);
    let of_row = place.and_then(Place::of_list);
    let shape = of_row.and_then(Place::shape);
    let model = template.and_then(|template| model(template, partial.rows, partial.of));
    let mut listed = Vec::new();
    for (index, row) in failures.rows.iter().enumerate() {
        let failure = failures.failed.get(&index);
        let key = row.key(partial.key_in_request());
        let mut node = match (failure, partial.when, model, row.fields()) {
            (None, None, ..) => continue,
            (None, Some(_), Some(model), Some(fields)) => {
                answer::node(model, of_row, &placeholders.of_row(fields), &[])
            }
            _ if shape.is_none() => answer::scalar(key.clone().unwrap_or_default().into_owned(), of_row),
            _ => Node::map(Vec::new()),
        };
        if let (Some(key), Some(_), false) = (key, shape, partial.key.is_empty()) {
            answer::put_text(&mut node, partial.key, &key, shape);
        }
        if let (Some(failure), Some(_)) = (failure, shape) {
            for (path, text) in [(partial.code, &failure.code), (partial.message, &failure.message)] {
                if !path.is_empty() {
                    answer::put_text(&mut node, path, text, shape);
                }
            }
        }
        if let Some(when) = &partial.when {
            fulfil(&mut node, when, failure.is_some(), shape);
        }
        listed.push(node);
    }
    answer::put(answer, partial.rows, |place| answer::listed(listed, place), Some(endpoint.response()));
}

/// What an answer has for each row of the list, where it lists them at this path.
fn model<'t, 'm>(template: &'t AnswerTemplate<'m>, path: &str, list: &str) -> Option<&'t AnswerTemplate<'m>> {
    let mut template = template;
    for name in path.split('.') {
        let AnswerTemplate::Map(entries) = template else { return None };
        template = entries.iter().find(|(key, _)| *key == name).map(|(_, below)| below)?;
    }
    match template {
        AnswerTemplate::Each(of, row) if *of == list => Some(row),
        // The list stands in an object.
        AnswerTemplate::Map([(_, AnswerTemplate::Each(of, row))]) if *of == list => Some(row),
        _ => None,
    }
}
