//! How deep a row of a table is, where the table itself says so: by names that are set in, by paths such as
//! `items[].price`, or by a column of parents. Tables of their own for a node are left to `nesting`.

use super::field::Built;
use super::objects;
use crate::classify::{Confidence, Note};
use crate::draft::{Draft, FieldDraft, Holds};
use crate::page::{Role, Row, Table};

type FieldIndex = (usize, usize);

pub(super) struct Depth<'t> {
    table: &'t Table,
    /// The rows above that the next one may belong to, each with how far it is set in.
    above: Vec<(u32, FieldIndex)>,
    placed: Vec<FieldIndex>,
    is_set_in: bool,
    /// What the column of parents says of rows that have none.
    root: Option<Vec<String>>,
}

impl<'t> Depth<'t> {
    pub(super) fn of(table: &'t Table) -> Self {
        let first = table.rows.first();
        let is_set_in = table.rows.iter().any(|row| first.is_some_and(|first| first.indent != row.indent));
        let root = first.filter(|_| table.column(Role::Parent).is_some());
        let root = root.map(|row| segments(table.cell(row, Role::Parent)));
        Self { table, above: Vec::new(), placed: Vec::new(), is_set_in, root }
    }

    /// Whether the table says how deep its rows are.
    pub(super) fn states_depth(&self) -> bool {
        self.is_set_in || self.root.is_some()
    }

    /// The record that a row belongs to. `record` is the table's.
    pub(super) fn record_of(&mut self, row: &Row, built: &mut Built, record: usize, draft: &mut Draft) -> usize {
        let mut record = record;
        if self.is_set_in {
            while self.above.last().is_some_and(|(width, _)| *width >= row.indent) {
                self.above.pop();
            }
            if let Some(&(_, parent)) = self.above.last() {
                record = inner(parent, draft);
            }
        }
        if let Some(parent) = self.parent(row, built, draft) {
            record = inner(parent, draft);
        }
        self.by_path(built, record, draft)
    }

    pub(super) fn placed(&mut self, row: &Row, field: FieldIndex) {
        self.above.push((row.indent, field));
        self.placed.push(field);
    }

    fn parent(&self, row: &Row, built: &mut Built, draft: &Draft) -> Option<FieldIndex> {
        let root = self.root.as_ref()?;
        let path = segments(self.table.cell(row, Role::Parent));
        let name = path.last().filter(|_| path != *root)?;
        let is_named = |index: &FieldIndex| objects::at_field(*index, draft).is_some_and(|field| field.name == *name);
        let parent_field = self.placed.iter().rev().copied().find(is_named);
        if parent_field.is_none() {
            let message = format!("its parent `{name}` is no row above it: it stands beside the others");
            built.notes.push(Note::new(Confidence::Uncertain, message));
        }
        parent_field
    }

    /// Follows the path that a name is, and leaves its last part as the name.
    fn by_path(&self, built: &mut Built, record: usize, draft: &mut Draft) -> usize {
        let mut path = segments(&built.field.name);
        let Some(last) = path.pop() else { return record };
        let is_list = built.field.name.ends_with(']') || is_index(&last);
        if is_list && path.is_empty() {
            // `items[]`: the list itself.
            built.field.name.truncate(built.field.name.find('[').unwrap_or(built.field.name.len()));
            built.field.list.get_or_insert_default();
            return record;
        }
        if is_list {
            return Self::rows_of(&path, built, record, draft);
        }
        let table_name = self.table.name.as_ref().map(|name| name.text.as_str());
        // Paths begin at `$` in JSONPath and at `root` elsewhere; neither is a row.
        let mut parts = path.iter().map(String::as_str).skip_while(|part| matches!(*part, "$" | "root")).peekable();
        let is_row = |name: &str, draft: &Draft| place_of(record, name, draft).is_some();
        if parts.peek().is_some_and(|part| table_name == Some(*part) && !is_row(part, draft)) {
            parts.next();
        }
        match parts.peek() {
            None => {
                built.field.name = last;
                return record;
            }
            // `items.price` set in below `items`.
            Some(first) if !is_row(first, draft) && self.is_own_path(&path, draft) => {
                built.field.name = last;
                return record;
            }
            Some(first) if !is_row(first, draft) => {
                let message = format!("no row is named `{first}`: the name is kept as it stands");
                built.notes.push(Note::new(Confidence::Uncertain, message));
                return record;
            }
            Some(_) => {}
        }
        let mut inner_record = record;
        let mut before: Option<FieldIndex> = None;
        for part in parts {
            if is_index(part) {
                if let Some(list) = before.and_then(|(record, field)| draft.field_mut(record, field)) {
                    list.list.get_or_insert_default();
                }
                continue;
            }
            let field =
                place_of(inner_record, part, draft).unwrap_or_else(|| Self::implied(part, inner_record, built, draft));
            before = Some((inner_record, field));
            inner_record = inner((inner_record, field), draft);
        }
        built.field.name = last;
        inner_record
    }

    /// Whether a path repeats the nodes that its row is set in below.
    fn is_own_path(&self, path: &[String], draft: &Draft) -> bool {
        let nodes = self.above.iter().filter(|_| self.is_set_in).rev();
        let mut nodes =
            nodes.filter_map(|(_, index)| objects::at_field(*index, draft)).map(|field| field.name.as_str());
        path.iter().rev().filter(|part| !is_index(part)).all(|part| nodes.next() == Some(part.as_str()))
    }

    /// `ids.N`, `ids[]` behind a row `ids`: what the rows of that list are.
    fn rows_of(path: &[String], built: &mut Built, record: usize, draft: &Draft) -> usize {
        let name = path.iter().rfind(|part| !is_index(part)).cloned().unwrap_or_default();
        if path.len() == 1 && place_of(record, &name, draft).is_none() {
            built.field.name = name;
            built.field.list.get_or_insert_default();
        }
        record
    }

    /// A node that only the paths of its fields name.
    fn implied(name: &str, record: usize, built: &mut Built, draft: &mut Draft) -> usize {
        let message = format!("`{name}` has no row of its own: its path is all the page says of it");
        built.notes.push(Note::new(Confidence::Inferred, message));
        let index = draft.record(record).map_or(0, |record| record.fields.len());
        if let Some(record) = draft.records.get_mut(record) {
            let source = format!("the path of {}", built.field.name);
            record.fields.push(FieldDraft::inferred(name, Holds::Open(None), source, built.field.lines));
        }
        index
    }
}

fn place_of(record: usize, name: &str, draft: &Draft) -> Option<usize> {
    draft.record(record)?.fields.iter().position(|field| field.name == name)
}

/// The record of a field that has rows of its own, whatever its type says.
fn inner(index: FieldIndex, draft: &mut Draft) -> usize {
    let Some(field) = draft.field_mut(index.0, index.1) else { return index.0 };
    match &field.holds {
        Holds::Record(record) => return *record,
        Holds::Open(_) => {}
        Holds::Type(_) | Holds::Codes(_) => {
            let words = match &field.holds {
                Holds::Type(words) => format!(" as `{words}`"),
                _ => String::new(),
            };
            let (lines, name) = (field.lines, field.name.clone());
            field.holds = Holds::Open(None);
            field.default = None;
            let message = format!("the table gives its type{words}, and rows of its own: read as a record of these");
            draft.find(Confidence::Uncertain, lines, name, message);
        }
    }
    objects::make_record(index, draft)
}

/// The parts of a path: `a.b[].c`, `a->b`, `a/b`, `a.N.b`.
fn segments(path: &str) -> Vec<String> {
    let path = path.replace("->", ".").replace(['/', '>', '['], ".").replace(']', "");
    let parts = path.split('.').map(str::trim);
    // An empty part is what `[]` leaves.
    let mut parts: Vec<String> =
        parts.map(|part| if part.is_empty() { "N".to_owned() } else { part.to_owned() }).collect();
    if parts.first().is_some_and(|part| is_index(part)) {
        parts.remove(0);
    }
    // `-` and `无` are no parents.
    if parts.iter().all(|part| !part.contains(|c: char| c.is_ascii_alphanumeric())) {
        parts.clear();
    }
    parts
}

fn is_index(part: &str) -> bool {
    matches!(part, "N" | "n" | "i" | "*" | "#" | "X") || part.bytes().all(|byte| byte.is_ascii_digit())
}
