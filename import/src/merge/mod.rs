//! Brings a file up to date with its page. Three texts are compared over the loader's own trees: what the
//! page said last (`base`), what the file says now (`ours`), and what the page says now. What only the page
//! changed is changed, in the file's own lines, so that comments and layout stay; what only the maintainer
//! changed stays; what both changed is a conflict, shown and left as the file has it.
//!
//! Own trees and own lines rather than an editor of YAML documents: the loader's spans say where each row
//! stands, rows are merged by what they mean (type, mark, default, title) and not by their text, and what
//! comes out is read by the same loader.

mod lines;
mod names;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use self::lines::Edits;
use self::rows::Row;
use super::report::Conflict;
use signwright_codegen::diagnostic::{Diagnostics, FileId};
use signwright_codegen::syntax::{self, Entry, Kind, Node};

#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) text: String,
    pub(crate) conflicts: Vec<Conflict>,
}

/// Merges. Without a base every difference is a conflict, and what only the page has is new.
pub(crate) fn merge(ours: &str, base: Option<&str>, page: &str) -> Result<Merged, String> {
    let parse = |text: &str| {
        let mut diagnostics = Diagnostics::default();
        let tree = syntax::parse(text, FileId(0), &mut diagnostics);
        tree.filter(|_| !diagnostics.has_errors()).ok_or_else(|| "it is no YAML that the loader reads".to_owned())
    };
    let our_tree = parse(ours)?;
    let base_text = base.map(|base| names::as_in(base, &parse(base).ok()?, &our_tree)).map(Option::unwrap_or_default);
    let base_tree = base_text.as_deref().map(parse).transpose()?;
    // The page's names are those of the base before the maintainer renamed any.
    let page_text = names::as_in(page, &parse(page)?, &our_tree).unwrap_or_else(|| page.to_owned());
    let page_tree = parse(&page_text)?;
    let breaks = ours.match_indices('\n').map(|(offset, _)| offset).collect();
    let mut merge =
        Merge { edits: Edits::new(ours), page: &page_text, breaks, has_base: base.is_some(), conflicts: Vec::new() };
    merge.map("", base_tree.as_ref(), &our_tree, &page_tree, Section::File);
    let conflicts = merge.conflicts;
    Ok(Merged { text: merge.edits.apply(), conflicts })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    File,
    Record,
    Codes,
    Other,
}

struct Merge<'t> {
    edits: Edits<'t>,
    page: &'t str,
    breaks: Vec<usize>,
    has_base: bool,
    conflicts: Vec<Conflict>,
}

impl Merge<'_> {
    fn map<'t>(&mut self, path: &str, base: Option<&'t Node>, ours: &'t Node, page: &'t Node, section: Section) {
        let (Some(our_entries), Some(page_entries)) = (ours.map(), page.map()) else { return };
        // A page may have very many rows.
        let by_key = |entries: &'t [Entry]| -> HashMap<&'t str, &'t Entry> {
            entries.iter().map(|pair| (pair.key.text.as_str(), pair)).collect()
        };
        let (our_keys, page_keys) = (by_key(our_entries), by_key(page_entries));
        let base_keys = by_key(base.and_then(Node::map).unwrap_or_default());
        for pair in our_entries {
            let key = pair.key.text.as_str();
            let before = base_keys.get(key).map(|pair| &pair.value);
            let now = page_keys.get(key).copied();
            let path = join(path, key);
            match (before, now) {
                (_, Some(now)) => self.entry(&path, before, pair, now, section),
                // The page no longer has it.
                (Some(before), None) if same(before, &pair.value) => self.edits.remove(pair),
                (Some(_), None) => {
                    self.conflict(&path, pair, shown(&pair.value), "the page no longer has it".to_owned());
                }
                // The maintainer's own.
                (None, None) => {}
            }
        }
        let mut after: Option<&Entry> = None;
        for pair in page_entries {
            let key = pair.key.text.as_str();
            if let Some(ours) = our_keys.get(key).copied() {
                after = Some(ours);
                continue;
            }
            match base_keys.get(key).map(|pair| &pair.value) {
                // The maintainer removed it, and the page says what it said.
                Some(before) if same(before, &pair.value) => {}
                Some(_) => {
                    let line = ours.span;
                    self.conflict_at(&join(path, key), self.line(line.start), "removed".to_owned(), shown(&pair.value));
                }
                // Rows of an own kind are not added to a file that was never imported.
                None if !self.has_base && (key.starts_with('$') || section == Section::File && !is_table(key)) => {}
                None => self.edits.insert(after, ours, pair, self.page, section == Section::File && is_table(key)),
            }
        }
    }

    fn entry(&mut self, path: &str, base: Option<&Node>, ours: &Entry, page: &Entry, section: Section) {
        if same(&ours.value, &page.value) || base.is_some_and(|base| same(base, &page.value)) {
            return;
        }
        let key = ours.key.text.as_str();
        let inner = match section {
            Section::File if is_table(key) && page.value.get("$type").is_some() => Section::Codes,
            Section::File if is_table(key) => Section::Record,
            _ => Section::Other,
        };
        let is_row = matches!(section, Section::Record | Section::Codes) && !key.starts_with('$');
        // A mapping is gone through even where only the page changed it: there may be comments in it.
        let is_map = !is_row && ours.value.map().is_some() && page.value.map().is_some();
        if !is_map && base.is_some_and(|base| same(base, &ours.value)) {
            return self.edits.replace(ours, page, self.page);
        }
        if is_row {
            return self.row(path, base, ours, page, section);
        }
        match (&ours.value.kind, &page.value.kind) {
            (Kind::Map(_), Kind::Map(_)) => self.map(path, base, &ours.value, &page.value, inner),
            (Kind::List(our_rows), Kind::List(page_rows)) if self.has_base => {
                let base_rows = base.and_then(Node::list).unwrap_or_default();
                self.list(path, ours, base_rows, our_rows, page_rows);
            }
            _ => self.conflict(path, ours, shown(&ours.value), shown(&page.value)),
        }
    }

    /// A row that both sides changed: what each says of type, mark, default, title and so on.
    fn row(&mut self, path: &str, base: Option<&Node>, ours: &Entry, page: &Entry, section: Section) {
        let read = |node: &Node| if section == Section::Codes { Row::of_code(node) } else { Row::of_field(node) };
        let (Some(our_row), Some(page_row)) = (read(&ours.value), read(&page.value)) else {
            return self.conflict(path, ours, shown(&ours.value), shown(&page.value));
        };
        let base_row = base.and_then(read);
        let (merged, disputed) = our_row.merge(base_row.as_ref(), &page_row);
        for (name, ours_says, page_says) in disputed {
            self.conflict(&format!("{path} {name}"), ours, ours_says, page_says);
        }
        if merged != our_row {
            self.edits.replace_value(ours, &merged.written(section == Section::Codes));
        }
    }

    /// A list that both sides changed: rows that the page added are added, those that it took away go.
    fn list(&mut self, path: &str, pair: &Entry, base: &[Node], ours: &[Node], page: &[Node]) {
        let has = |rows: &[Node], row: &Node| rows.iter().any(|other_row| same(other_row, row));
        for row in page.iter().filter(|row| !has(base, row) && !has(ours, row)) {
            let twin = ours
                .iter()
                .find(|other_row| kind_of_rule(other_row).is_some() && kind_of_rule(other_row) == kind_of_rule(row));
            match twin {
                Some(twin) => self.conflict(path, pair, shown(twin), shown(row)),
                None => self.edits.append(pair, row, self.page),
            }
        }
        for row in base.iter().filter(|row| !has(page, row) && has(ours, row)) {
            if let Some(row) = ours.iter().find(|other_row| same(other_row, row)) {
                self.edits.remove_row(row);
            }
        }
    }

    fn conflict(&mut self, path: &str, pair: &Entry, ours: String, page: String) {
        self.conflict_at(path, self.line(pair.key.span.start), ours, page);
    }

    fn conflict_at(&mut self, path: &str, line: u32, ours: String, page: String) {
        self.conflicts.push(Conflict { path: path.to_owned(), line, ours, page });
    }

    fn line(&self, offset: u32) -> u32 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let before = self.breaks.partition_point(|end| *end < offset);
        u32::try_from(before).map_or(u32::MAX, |lines| lines.saturating_add(1))
    }
}

/// What a rule says must hold, by which it is the same rule.
fn kind_of_rule(row: &Node) -> Option<(String, String)> {
    let pair = row.map()?.first()?;
    Some((pair.key.text.clone(), shown(&pair.value)))
}

fn is_table(key: &str) -> bool {
    matches!(key, "request" | "response") || key.starts_with(|c: char| c.is_ascii_uppercase())
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Whether two values say the same: blanks that only align do not count.
fn same(left: &Node, right: &Node) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Scalar(left), Kind::Scalar(right)) => left.text.split_whitespace().eq(right.text.split_whitespace()),
        (Kind::List(left), Kind::List(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Kind::Map(left), Kind::Map(right)) => {
            left.entries.len() == right.entries.len()
                && left
                    .entries
                    .iter()
                    .zip(&right.entries)
                    .all(|(left, right)| left.key.text == right.key.text && same(&left.value, &right.value))
        }
        _ => false,
    }
}

fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => scalar.text.split_whitespace().collect::<Vec<_>>().join(" "),
        Kind::List(rows) => format!("[{}]", rows.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Map(map) => {
            let entries: Vec<String> =
                map.entries.iter().map(|pair| format!("{}: {}", pair.key.text, shown(&pair.value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
