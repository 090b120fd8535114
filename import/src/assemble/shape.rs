//! Nesting that a table has lost and the samples still show: a flat table of an answer is laid out as the
//! sample is, and an envelope's own names are read off a request.

use signwright_model::{Body, Input, Part};
use signwright_runtime::Node;

use super::facts::Facts;
use super::samples::Document;
use crate::classify::Confidence;
use crate::draft::{Draft, FieldDraft, Holds, RESPONSE, RecordDraft, SampleRole, Side, WHOLE_PAGE};

const DEEP: usize = 16;

pub(super) fn by_samples(documents: &[Document], facts: &Facts<'_>, draft: &mut Draft) {
    let Some(platform) = facts.platform else { return };
    if let Body::Envelope { path, .. } = platform.wire.body {
        for document in documents.iter().filter(|document| document.role == SampleRole::Request) {
            let Some(node) = &document.node else { continue };
            for (name, value) in vars(node, path) {
                if !draft.vars.iter().any(|(listed, _)| *listed == name) {
                    draft.find(
                        Confidence::Inferred,
                        WHOLE_PAGE,
                        "vars",
                        format!("`{name}` is `{value}` by the sample of a request"),
                    );
                    draft.vars.push((name, value));
                }
            }
        }
    }
    let answers = documents.iter().filter(|document| document.role == SampleRole::Success);
    // JSON shows lists as lists; an XML sample with one row does not tell.
    let Some(answer) =
        answers.clone().find(|document| !document.is_xml && document.node.is_some()).or_else(|| answers.clone().next())
    else {
        return;
    };
    let Some(mut node) = answer.node.as_ref() else { return };
    let shape = platform.reply.of_success();
    for name in shape.root {
        let inner = match (name.0, node) {
            ([Part::Text(name)], node) => node.get(name),
            // A name that is made for the endpoint stands alone.
            (_, Node::Map(entries)) => entries.first().map(|(_, inner)| inner),
            _ => None,
        };
        let Some(inner) = inner else { return };
        node = inner;
    }
    let Some(node) = node.path(shape.data) else { return };
    let rows = draft.record(RESPONSE).map_or(&[][..], |record| &record.fields);
    // Rows that stand beside the others and deeper in the sample, and no table that says how they nest.
    let is_flat = rows.iter().all(|field| matches!(field.holds, Holds::Type(_) | Holds::Codes(_)))
        && rows.iter().any(|field| node.get(&field.name).is_none() && holds(node, &field.name, 0));
    if is_flat {
        lay_out(node, draft);
    }
}

/// The names of an envelope that are the endpoint's own.
fn vars(node: &Node<'_>, path: &[signwright_model::Template<'_>]) -> Vec<(String, String)> {
    let mut vars = Vec::new();
    let mut node = node;
    for name in path {
        let Node::Map(entries) = node else { break };
        let [(key, inner)] = &entries[..] else { break };
        if let [Part::Value(Input::Var(var), _)] = name.0 {
            vars.push(((*var).to_owned(), key.to_string()));
        }
        node = inner;
    }
    vars
}

fn holds(node: &Node<'_>, name: &str, depth: usize) -> bool {
    if depth > DEEP {
        return false;
    }
    match node {
        Node::Map(entries) => entries.iter().any(|(key, inner)| key == name || holds(inner, name, depth + 1)),
        Node::List(rows) => rows.iter().any(|row| holds(row, name, depth + 1)),
        _ => false,
    }
}

fn lay_out(node: &Node<'_>, draft: &mut Draft) {
    let Some(root) = draft.records.get_mut(RESPONSE) else { return };
    let mut rows = std::mem::take(&mut root.fields);
    let lines = rows.first().map_or(WHOLE_PAGE, |row| row.lines);
    draft.find(
        Confidence::Inferred,
        lines,
        "response",
        "the table is flat: its rows are nested as the sample of an answer nests them",
    );
    let first_new = draft.records.len();
    nest(RESPONSE, node, &mut rows, draft, 0);
    // What the sample does not show goes where most of the table went.
    let most = (first_new..draft.records.len()).max_by_key(|index| {
        draft.record(*index).map_or(0, |record| record.fields.iter().filter(|field| field.lines != WHOLE_PAGE).count())
    });
    for row in rows {
        let message = "the sample of an answer does not show it, so its place is concluded";
        draft.find(Confidence::Uncertain, row.lines, row.name.clone(), message);
        if let Some(record) = draft.records.get_mut(most.unwrap_or(RESPONSE)) {
            record.fields.push(row);
        }
    }
}

fn nest(record: usize, node: &Node<'_>, rows: &mut Vec<FieldDraft>, draft: &mut Draft, depth: usize) {
    let Node::Map(entries) = node else { return };
    for (key, value) in entries {
        let is_listed = draft.record(record).is_some_and(|record| record.fields.iter().any(|field| field.name == *key));
        if is_listed || key.is_empty() {
            continue;
        }
        let row = rows.iter().position(|row| row.name == *key).map(|index| rows.remove(index));
        let (inner, list) = match value {
            Node::List(items) => (items.first().unwrap_or(&Node::Null), true),
            single => (single, false),
        };
        let mut field = row.unwrap_or_else(|| shown(key, list));
        if matches!(inner, Node::Map(entries) if entries.is_empty()) {
            field.holds = Holds::Type(field.anything.clone());
        } else if matches!(inner, Node::Map(_)) && depth < DEEP {
            let inner_index = draft.records.len();
            let parent = draft.record(record).map_or_else(String::new, |record| record.path.clone());
            let path = format!("{parent}.{key}{}", if list { "[]" } else { "" });
            draft.records.push(RecordDraft::new(path, Side::Response, None));
            field.holds = Holds::Record(inner_index);
            nest(inner_index, inner, rows, draft, depth + 1);
        }
        if let Some(record) = draft.records.get_mut(record) {
            record.fields.push(field);
        }
    }
}

fn shown(name: &str, list: bool) -> FieldDraft {
    let words = Holds::Type("String".to_owned());
    let field = FieldDraft::inferred(name, words, "the samples".to_owned(), WHOLE_PAGE);
    FieldDraft { list: list.then(String::new), ..field }
}
