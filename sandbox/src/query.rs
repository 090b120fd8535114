//! The rows that a query finds: those of its spec, as they are after they moved, filtered, and within the windows that are
//! asked for. Which page of them is answered, `page` knows.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use signwright_runtime::model::{Condition, Escape, Offset, Test};
use signwright_runtime::{Limits, Node, holds, json};

use crate::fault::PageShift;
use crate::options::Window;
use crate::request::Fields;

/// The lists that are no longer those of the spec, by endpoint.
#[derive(Debug, Default)]
pub(crate) struct MovedLists(Mutex<HashMap<String, Vec<Node<'static>>>>);

/// Which rows a request asks for.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'s> {
    /// Fields of the request, and the fields of a row that equal them.
    pub(crate) filter: &'s [(&'s str, &'s str)],
    pub(crate) windows: &'s [Window],
    pub(crate) fields: Fields<'s>,
}

impl Selection<'_> {
    fn takes(self, row: &Node<'_>) -> bool {
        // An empty filter field asks for everything, as the vendors' forms send it.
        let wanted = |name: &str| self.fields.text(name).filter(|text| !text.is_empty());
        let fits = |(ours, theirs): &(&str, &str)| {
            let Some(wanted) = wanted(ours) else { return true };
            holds(&Condition::Field(theirs, Test::Is(&wanted)), &|path| row.path(path))
        };
        let is_within = |window: &Window| {
            let (Some(from), Some(to)) = (wanted(&window.from), wanted(&window.to)) else { return true };
            let Some(text) = row.path(&window.of).and_then(Node::as_text) else { return true };
            let end = if window.includes_end { Ordering::Greater } else { Ordering::Equal };
            compared(&text, &from) != Ordering::Less && compared(&text, &to) < end
        };
        self.filter.iter().all(fits) && self.windows.iter().all(is_within)
    }
}

/// Whole numbers by their value; platforms write times so that texts of one form have the order of time.
fn compared(left: &str, right: &str) -> Ordering {
    match (left.parse::<i128>(), right.parse::<i128>()) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        _ => left.cmp(right),
    }
}

impl MovedLists {
    /// The rows that a request asks for, after a shift if there is one. Rows that are no JSON list, which a checked spec does
    /// not have, are none.
    pub(crate) fn select<'m>(
        &self,
        endpoint: &str,
        rows: &'m str,
        selection: Selection<'_>,
        shift: Option<&PageShift>,
    ) -> Vec<Node<'m>> {
        let mut moved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shift) = shift {
            let list = moved
                .entry(endpoint.to_owned())
                .or_insert_with(|| read(rows).into_iter().map(Node::into_owned).collect());
            shifted(list, shift, selection);
        }
        let mut rows: Vec<Node<'m>> = moved.get(endpoint).map_or_else(|| read(rows), Clone::clone);
        drop(moved);
        rows.retain(|row| selection.takes(row));
        rows
    }

    /// All rows as JSON, as they are by now.
    pub(crate) fn listed(&self, endpoint: &str, rows: &str) -> Vec<String> {
        let style = json::Style::new(Escape::Minimal, Offset::UTC);
        let moved = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = moved.get(endpoint).map_or_else(|| read(rows), Clone::clone);
        rows.iter().filter_map(|row| json::write(row, style).ok()).collect()
    }
}

fn read(rows: &str) -> Vec<Node<'_>> {
    match json::parse(rows.as_bytes(), Limits::default()) {
        Ok(Node::List(rows)) => rows.into_vec(),
        _ => Vec::new(),
    }
}

/// Changes the list at the rows that the request asks for; where it asks for none, nothing changes.
fn shifted(rows: &mut Vec<Node<'static>>, shift: &PageShift, selection: Selection<'_>) {
    let Some(first) = rows.iter().position(|row| selection.takes(row)) else { return };
    let last = rows.iter().rposition(|row| selection.takes(row)).unwrap_or(first);
    match shift {
        PageShift::Inserted(row) => {
            let given = row.as_deref().and_then(|row| json::parse(row.as_bytes(), Limits::default()).ok());
            let row = given.map(Node::into_owned).or_else(|| rows.get(first).cloned());
            rows.splice(first..first, row);
        }
        PageShift::Removed => drop(rows.remove(first)),
        PageShift::Moved => {
            let row = rows.remove(last);
            rows.insert(first, row);
        }
    }
}
