//! Objects: fields that have rows of their own, before and after a record is made for these.

use crate::draft::{Draft, FieldDraft, Holds, RecordDraft, Side};

/// The nodes without fields, the latest table's first.
pub(super) fn open(side: Side, draft: &Draft) -> Vec<(usize, usize)> {
    let of_side = draft.records.iter().enumerate().rev().filter(|(_, record)| record.side == side);
    let fields = of_side.flat_map(|(index, record)| {
        record.fields.iter().enumerate().map(move |(field, field_draft)| (index, field, field_draft))
    });
    fields
        .filter(|(.., field)| matches!(field.holds, Holds::Open(_)))
        .map(|(record, field, _)| (record, field))
        .collect()
}

pub(super) fn at_field((record, field): (usize, usize), draft: &Draft) -> Option<&FieldDraft> {
    draft.record(record)?.fields.get(field)
}

pub(super) fn make_record((record, field): (usize, usize), draft: &mut Draft) -> usize {
    let index = draft.records.len();
    let Some(parent) = draft.records.get(record) else { return record };
    let Some(field_draft) = parent.fields.get(field) else { return record };
    let list = if field_draft.list.is_some() { "[]" } else { "" };
    // By this name the platform's pager is known.
    let name = if field_draft.pager { "pager" } else { &field_draft.name };
    let class = if let Holds::Open(class) = &field_draft.holds { class.clone() } else { None };
    let node = RecordDraft::new(format!("{}.{name}{list}", parent.path), parent.side, class);
    draft.records.push(node);
    if let Some(field_draft) = draft.field_mut(record, field) {
        field_draft.holds = Holds::Record(index);
        if field_draft.pager {
            draft.pager = Some(index);
        }
    }
    index
}
