//! The page of a query's rows that a request asks for, by what the spec says of how its answers come in pages, and what the
//! answer then says of the next one. Where the spec's sandbox says how it pages, that is done instead.

use signwright_runtime::Node;
use signwright_runtime::model::{Endpoint, NextPage, Paging, SandboxPaging};

use crate::answer;
use crate::fulfil::fulfil;
use crate::request::Fields;

/// In a path of an answer: the last row of the list before it.
const LAST: &str = ".-1";

/// Some rows of a query.
pub(crate) struct Page<'m> {
    pub(crate) rows: Vec<Node<'m>>,
    /// How many pages there are.
    pub(crate) pages: usize,
    /// How many rows lie before the next one; `None` behind the last.
    pub(crate) next: Option<usize>,
}

impl<'m> Page<'m> {
    /// So many rows from this one on.
    fn cut(rows: Vec<Node<'m>>, before: usize, size: usize) -> Self {
        let total = rows.len();
        let end = before.saturating_add(size);
        let rows = rows.into_iter().skip(before).take(size).collect();
        Self { rows, pages: total.div_ceil(size), next: Some(end).filter(|end| *end < total) }
    }

    /// The page that is asked for, as the spec's sandbox says; its answers say of themselves what follows.
    fn of_sandbox(paging: SandboxPaging<'_>, rows: Vec<Node<'m>>, fields: Fields<'_>) -> Self {
        let size = size(paging.size, rows.len(), fields);
        let before = before_page(paging.number, paging.first, size, fields);
        Self { next: None, ..Self::cut(rows, before, size) }
    }

    /// The page that is asked for. Where pages come by links there is one: no table says which row of a request a link sets.
    fn of(paging: &Paging<'_>, rows: Vec<Node<'m>>, fields: Fields<'_>) -> Self {
        let total = rows.len();
        let is_linked = matches!(paging.next, NextPage::Link(_) | NextPage::LinkHeader(_));
        let size = if is_linked { total.max(1) } else { size(paging.size, total, fields) };
        let before = match paging.next {
            NextPage::Page { row, first } => before_page(row, first, size, fields),
            NextPage::Offset(row) => number(row, fields).unwrap_or(0),
            NextPage::Cursor { row, from, plus } => {
                let cursor = fields.text(row).filter(|text| !text.is_empty());
                match (cursor, from.split_once(LAST)) {
                    (None, _) => 0,
                    (Some(cursor), None) => cursor.parse().unwrap_or(total),
                    (Some(cursor), Some((_, behind))) => {
                        behind_row(&rows, behind.trim_start_matches('.'), &cursor, plus)
                    }
                }
            }
            NextPage::Link(_) | NextPage::LinkHeader(_) => 0,
        };
        Self::cut(rows, before, size)
    }
}

/// The number that a field of the request has.
fn number(field: &str, fields: Fields<'_>) -> Option<usize> {
    fields.text(field).and_then(|text| text.parse().ok())
}

/// How many rows a page has. A size of 0, or none, would make pages without end.
fn size(field: &str, total: usize, fields: Fields<'_>) -> usize {
    number(field, fields).filter(|size| *size > 0).unwrap_or(total.max(1))
}

/// How many rows lie before the page of the number that a field has.
fn before_page(field: &str, first: u32, size: usize, fields: Fields<'_>) -> usize {
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    number(field, fields).unwrap_or(first).saturating_sub(first).saturating_mul(size)
}

/// How many rows lie up to the one that a cursor is made of.
fn behind_row(rows: &[Node<'_>], path: &str, cursor: &str, plus: u32) -> usize {
    let is_it = |row: &Node<'_>| {
        let text = row.path(path).and_then(Node::as_text);
        let sum = |text: &str| text.parse::<i128>().ok()?.checked_add(plus.into()).map(|sum| sum.to_string());
        text.is_some_and(|text| if plus == 0 { text == cursor } else { sum(&text).is_some_and(|sum| sum == cursor) })
    };
    rows.iter().position(is_it).map_or(rows.len(), |place| place + 1)
}

/// Says in an answer where the next page begins. What its template says holds for the last page.
pub(crate) fn tell<'m>(answer: &mut Node<'m>, endpoint: &Endpoint<'m>, next: Option<usize>) {
    let (Some(paging), Some(next)) = (endpoint.facts.paging, next) else { return };
    let shape = Some(endpoint.response());
    if let NextPage::Cursor { from, .. } = paging.next
        && !from.contains(LAST)
    {
        answer::put_text(answer, from, &next.to_string(), shape);
    }
    if let Some(more) = &paging.more {
        fulfil(answer, more, true, shape);
    }
}

/// The page of a query, by its sandbox's own words or by the facts of its endpoint.
pub(crate) fn paged<'m>(
    endpoint: &Endpoint<'_>,
    rows: Vec<Node<'m>>,
    page: Option<SandboxPaging<'_>>,
    fields: Fields<'_>,
) -> Page<'m> {
    match (page, endpoint.facts.paging) {
        (Some(page), _) => Page::of_sandbox(page, rows, fields),
        (None, Some(paging)) => Page::of(&paging, rows, fields),
        (None, None) => Page { rows, pages: 1, next: None },
    }
}
