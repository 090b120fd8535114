//! Nodes that no table described, once all tables are placed: a table of their class or of another node of that
//! name, a map, or anything.

use super::facts::Facts;
use super::objects::{at_field, open};
use crate::classify::Confidence;
use crate::draft::{Draft, FieldDraft, Holds, Side};

/// Nodes that no table described: the fields of another node of that name, or anything.
pub(super) fn resolve(facts: &Facts<'_>, draft: &mut Draft) {
    for side in [Side::Request, Side::Response] {
        for (record, index) in open(side, draft) {
            let Some(field) = at_field((record, index), draft) else { continue };
            let (name, lines, list) = (field.name.clone(), field.lines, field.list.is_some());
            let twin = draft
                .records
                .iter()
                .filter(|candidate| candidate.side == side)
                .flat_map(|candidate| &candidate.fields)
                .find_map(|candidate| match candidate.holds {
                    Holds::Record(inner) if candidate.name == name && inner != record => Some(inner),
                    _ => None,
                });
            // A class has one table, whichever fields are of it.
            let class = match &field.holds {
                Holds::Open(Some(class)) => {
                    draft.records.iter().position(|candidate| candidate.class.as_ref() == Some(class))
                }
                _ => None,
            };
            let twin = class.or(twin);
            // Only a list may lead back to its own record.
            let twin = twin.filter(|inner| list || !leads_to(*inner, record, draft));
            let path = draft.record(record).map_or_else(String::new, |record| format!("{}.{name}", record.path));
            if field.pager && !facts.vocabulary.shared_pager.is_empty() {
                if let Some(field) = draft.field_mut(record, index) {
                    field.holds = Holds::Type("Pager".to_owned());
                }
                continue;
            }
            let (holds, message) = match twin {
                Some(inner) => (Holds::Record(inner), format!("the fields of the other `{name}` are taken")),
                None => lone(field),
            };
            let typed = matches!(&holds, Holds::Type(words) if words.starts_with("Map<"));
            if !typed {
                draft.find(Confidence::Uncertain, lines, path, message.clone());
            }
            if let Some(field) = draft.field_mut(record, index) {
                if matches!(holds, Holds::Record(_)) {
                    field.source.push(("type", message));
                }
                field.holds = holds;
            }
        }
    }
}

/// What a node without fields is: the map that its type says, a number where a class of the vendor's has one as
/// its example, else anything.
fn lone(field: &FieldDraft) -> (Holds, String) {
    let class = match &field.holds {
        Holds::Open(Some(class)) if field.list.is_none() => class.as_str(),
        _ => "",
    };
    let is_number = |text: &str| {
        // A longer number is an identifier.
        text.len() < 20
            && text.contains(|c: char| c.is_ascii_digit())
            && text.bytes().all(|c| c.is_ascii_digit() || c == b'.')
    };
    if !class.is_empty() && is_number(&field.example) {
        let message = format!("the page has no table of `{class}`, and its example is a number: read as a decimal");
        return (Holds::Type("decimal".to_owned()), message);
    }
    let message = "the page lists no fields of it: anything passes";
    (Holds::Type(field.anything.clone()), message.to_owned())
}

/// Records that got no fields: a table without rows, or `{}` in a sample.
pub(super) fn empty(draft: &mut Draft) {
    for index in draft.open_empty_records() {
        let Some(field) = at_field(index, draft) else { continue };
        let (lines, name) = (field.lines, field.name.clone());
        let path = draft.record(index.0).map_or_else(String::new, |record| format!("{}.{name}", record.path));
        draft.find(Confidence::Uncertain, lines, path, "the page lists no fields of it: anything passes");
    }
}

/// Whether a record leads to another through its fields.
fn leads_to(from: usize, to: usize, draft: &Draft) -> bool {
    let mut open = vec![from];
    let mut seen = Vec::new();
    while let Some(record) = open.pop() {
        if record == to {
            return true;
        }
        if !seen.contains(&record) {
            seen.push(record);
            let fields = draft.record(record).map_or(&[][..], |record| &record.fields);
            open.extend(fields.iter().filter_map(|field| match field.holds {
                Holds::Record(inner) => Some(inner),
                _ => None,
            }));
        }
    }
    false
}
