//! Where a table belongs: the first of a side is its root, every other one describes a node, by the name
//! over it. What stays open is settled at the end.

use super::depth::Depth;
use super::facts::Facts;
use super::field::{self, Built};
use super::objects::{at_field, make_record, open};
use crate::classify::Confidence;
use crate::draft::{CodesDraft, Draft, FieldDraft, Holds, Side};
use crate::page::{Lines, Page, Reason, Role, Row, Table};
use crate::profile::{folded, folded_eq};
use crate::read::names::stem;

/// Places a table of a side. `root` is the side's own record; a table without a name `is_own` where its heading says so.
pub(super) fn add_table(
    table: &Table,
    side: Side,
    (root, is_own): (usize, bool),
    page: &Page,
    facts: &Facts<'_>,
    draft: &mut Draft,
) {
    let is_first = is_own && table.name.is_none() || draft.record(root).is_some_and(|record| record.fields.is_empty());
    let name = table.name.as_ref().map(|name| name.text.as_str());
    let open = open(side, draft);
    let named = name.and_then(|name| wanted(&open, name, draft));
    let record = match (named, is_first) {
        (Some(node_place), _) => make_record(node_place, draft),
        (None, true) => root,
        (None, false) => match open.as_slice() {
            &[node_place] => {
                let field = at_field(node_place, draft).map_or_else(String::new, |field| field.name.clone());
                let message = match name {
                    Some(name) => {
                        format!("the table `{name}` is taken for the fields of `{field}`, the only node without any")
                    }
                    None => format!(
                        "a table without a name is taken for the fields of `{field}`, the only node without any"
                    ),
                };
                draft.find(Confidence::Uncertain, table.lines, field, message);
                make_record(node_place, draft)
            }
            [] if name.is_none() => {
                let path = draft.record(root).map_or_else(String::new, |record| record.path.clone());
                let message =
                    "a table without a name, and no node without fields: taken for more rows of the one above";
                draft.find(Confidence::Inferred, table.lines, path, message);
                root
            }
            _ => return stray(table, name, side, draft),
        },
    };
    rows(table, record, side, page, facts, draft);
    if let Some(note) = table.name_note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        let path = draft.record(record).map_or_else(String::new, |record| record.path.clone());
        let message = format!("the remark beside the table's name is kept in the notes: {note}");
        draft.find(Confidence::Normalised, table.lines, path, message);
        let name = name.filter(|name| !note.contains(name)).unwrap_or_default();
        draft.notes.push(format!("{name}{note}"));
    }
}

/// Whether a node of a side has no fields yet and the name of a table.
pub(super) fn wants(table: &Table, side: Side, draft: &Draft) -> bool {
    table.name.as_ref().is_some_and(|name| wanted(&open(side, draft), &name.text, draft).is_some())
}

/// The node that a table's name means: one of that name, else one whose name is the same but for its ending.
fn wanted(open: &[(usize, usize)], name: &str, draft: &Draft) -> Option<(usize, usize)> {
    let stem = stem(name);
    // Tables drop the `List` of the field that they describe.
    let same = || {
        open.iter().copied().find(|index| at_field(*index, draft).is_some_and(|field| self::stem(&field.name) == stem))
    };
    open.iter().copied().find(|index| is_named(*index, name, draft)).or_else(same)
}

/// Whether a table's name means a field: by its name, letter case and `_` aside, or by its type's.
fn is_named(index: (usize, usize), name: &str, draft: &Draft) -> bool {
    let Some(field) = at_field(index, draft) else { return false };
    let loose = |text: &str| folded(text).replace('_', "");
    let by_type = matches!(&field.holds, Holds::Open(Some(ty)) if folded_eq(ty, name));
    by_type || loose(&field.name) == loose(name)
}

fn stray(table: &Table, name: Option<&str>, side: Side, draft: &mut Draft) {
    for row in &table.rows {
        let message = match name {
            Some(name) => format!("no field is named `{name}`, as the table of this row is"),
            None => "the table of this row has no name, and several nodes have no fields".to_owned(),
        };
        draft.find(Confidence::Unplaced, row.lines, table.cell(row, Role::Field).trim(), message);
        draft.lost.extend((side == Side::Request).then_some(row.lines));
    }
}

fn rows(table: &Table, record: usize, side: Side, page: &Page, facts: &Facts<'_>, draft: &mut Draft) {
    let mut record = record;
    let mut before: Option<&Row> = None;
    let mut depth = Depth::of(table);
    let mut is_nested = false;
    for (index, row) in table.rows.iter().enumerate() {
        if says_none(row) {
            draft.rows.placed += 1;
            draft.find(Confidence::Normalised, row.lines, "", "the row says that there are no fields");
            continue;
        }
        if let Some(before) = before
            && !depth.states_depth()
            && let Some(inner) = behind_a_gap(before, row, record, page, draft)
        {
            record = inner;
        }
        before = Some(row);
        let mut built = field::build(table, row, side, facts);
        if !depth.states_depth() {
            let is_last = index + 1 == table.rows.len();
            let again = object_again(&built.field, record, is_last, page, draft);
            if let Some(list) = again.or_else(|| is_nested.then(|| last(record, draft)).flatten()) {
                record = make_record(list, draft);
            }
            is_nested = again.is_some();
            if is_nested {
                let message =
                    "the node of the row above stands here again: taken for one inside it, with the rows behind it";
                draft.find(Confidence::Uncertain, row.lines, built.field.name.clone(), message);
            }
        }
        let target = depth.record_of(row, &mut built, record, draft);
        let count = draft.record(target).map_or(0, |record| record.fields.len());
        add(built, target, facts, draft);
        if draft.record(target).is_some_and(|record| record.fields.len() > count) {
            depth.placed(row, (target, count));
        }
    }
}

/// Whether a row says that its table has none: `无`, `暂无`.
fn says_none(row: &Row) -> bool {
    const WORDS: [&str; 7] = ["无", "暂无", "没有", "-", "/", "none", "n/a"];
    let mut cells =
        row.cells.iter().map(|cell| cell.text.trim().to_lowercase()).filter(|text| !text.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|text| WORDS.contains(&text.as_str()))
}

fn last(record: usize, draft: &Draft) -> Option<(usize, usize)> {
    Some((record, draft.record(record)?.fields.len().checked_sub(1)?))
}

/// The node right above, where a row is a node of the same name that no table of its own describes: two nested
/// `list | array` rows. One that stands twice at the table's end says nothing new.
fn object_again(
    field: &FieldDraft,
    record: usize,
    is_last: bool,
    page: &Page,
    draft: &Draft,
) -> Option<(usize, usize)> {
    let index = last(record, draft)?;
    let above = at_field(index, draft)?;
    let is_open = |field: &FieldDraft| matches!(field.holds, Holds::Open(_)) && !field.pager;
    let is_node = is_open(above) && is_open(field) && above.name == field.name && !field.name.is_empty();
    let is_described =
        || page.tables().any(|(_, table)| table.name.as_ref().is_some_and(|name| is_named(index, &name.text, draft)));
    (is_node && !(is_last && above.is_same(field)) && !is_described()).then_some(index)
}

/// Rows behind an empty one, or behind the table's header once more, describe the list that stands before it.
fn behind_a_gap(before: &Row, row: &Row, record: usize, page: &Page, draft: &mut Draft) -> Option<usize> {
    let between = |lines: Lines| lines.first > before.lines.last && lines.last < row.lines.first;
    let stands_between = |reason: Reason| page.unplaced.iter().any(|line| line.reason == reason && between(line.lines));
    let (gap, header) = (stands_between(Reason::EmptyRow), stands_between(Reason::HeaderAgain));
    let index = draft.record(record)?.fields.len().checked_sub(1)?;
    let last = at_field((record, index), draft)?;
    if !(gap || header) || !matches!(last.holds, Holds::Open(_)) {
        return None;
    }
    let what = if gap { "the empty one" } else { "the header that comes again" };
    let message = format!("the rows behind {what} are taken for the fields of `{}`", last.name);
    let path = last.name.clone();
    let confidence = if gap { Confidence::Inferred } else { Confidence::Uncertain };
    draft.find(confidence, row.lines, path, message);
    Some(make_record((record, index), draft))
}

pub(super) fn add(built: Built, record: usize, facts: &Facts<'_>, draft: &mut Draft) {
    let Built { mut field, codes, notes } = built;
    let Some(owner) = draft.record(record) else { return };
    let path = format!("{}.{}", owner.path, field.name);
    if field.name.is_empty() && rows_of_the_list_above(&field, record, draft) {
        return;
    }
    let Some(owner) = draft.record(record) else { return };
    let is_asked = owner.side == Side::Request;
    if field.name.is_empty() || field.name.starts_with('$') {
        draft.lost.extend(is_asked.then_some(field.lines));
        return draft.find(
            Confidence::Unplaced,
            field.lines,
            path,
            format!("a row without a name of a field: {}", field.title),
        );
    }
    if let Some(first) = owner.fields.iter().find(|earlier| earlier.name == field.name) {
        let message = format!("`{}` stands in this table twice, first on line {}", field.name, first.lines.first);
        if first.is_same(&field) {
            draft.rows.placed += 1;
            return draft.find(Confidence::Normalised, field.lines, path, message);
        }
        draft.lost.extend(is_asked.then_some(field.lines));
        return draft.find(Confidence::Unplaced, field.lines, path, message);
    }
    draft.rows.placed += 1;
    if let Some((ty, codes)) = codes {
        let table = CodesDraft { key: String::new(), field: path.clone(), ty, codes, names: Vec::new() };
        field.holds = Holds::Codes(draft.codes.len());
        draft.codes.push(table);
    }
    if field.pager {
        draft.find(Confidence::Normalised, field.lines, path.clone(), "the platform's pager");
    }
    let sensitive = facts.vocabulary.sensitive.contains(&field.name);
    for note in notes {
        draft.find(note.confidence, field.lines, path.clone(), note.message);
    }
    if let Some(owner) = draft.records.get_mut(record) {
        if sensitive {
            owner.sensitive.push(field.name.clone());
        }
        owner.fields.push(field);
    }
}

/// A row without a name behind a list says what the list's rows are.
fn rows_of_the_list_above(row: &FieldDraft, record: usize, draft: &mut Draft) -> bool {
    let Holds::Type(words) = &row.holds else { return false };
    let Some(list) = draft.records.get_mut(record).and_then(|record| record.fields.last_mut()) else { return false };
    if list.list.is_none() || !matches!(list.holds, Holds::Open(None)) || row.list.is_some() {
        return false;
    }
    list.holds = Holds::Type(words.clone());
    if list.example.is_empty() {
        list.example.clone_from(&row.example);
    }
    let (name, said) = (list.name.clone(), if row.text.is_empty() { row.title.clone() } else { row.text.clone() });
    if !said.is_empty() && !list.text.contains(&said) && list.title != said {
        let gap = if list.text.is_empty() { "" } else { "\n" };
        list.text = format!("{}{gap}{said}", list.text);
    }
    draft.rows.placed += 1;
    let message = "the row without a name below it tells what the rows of the list are";
    draft.find(Confidence::Inferred, row.lines, name, message);
    true
}
