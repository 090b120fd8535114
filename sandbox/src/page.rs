//! The page of a query's rows that a request asks for, by what the spec says of how its answers come in pages, and what the
//! answer then says of the next one. Where the spec's sandbox says how it pages, that is done instead (`query`).

use signwright_runtime::Node;
use signwright_runtime::model::{Endpoint, NextPage, Paging};

use crate::fulfil::fulfil;
use crate::request::Fields;
use crate::{answer, query};

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
    /// The page that is asked for. Where pages come by links there is one: no table says which row of a request a link sets.
    pub(crate) fn of(paging: &Paging<'_>, rows: Vec<Node<'m>>, fields: Fields<'_>) -> Self {
        let number = |name: &str| fields.text(name).and_then(|text| text.parse::<usize>().ok());
        let total = rows.len();
        let is_linked = matches!(paging.next, NextPage::Link(_) | NextPage::LinkHeader(_));
        let size = number(paging.size).filter(|size| *size > 0 && !is_linked).unwrap_or(total.max(1));
        let before = match paging.next {
            NextPage::Page { row, first } => {
                let first = usize::try_from(first).unwrap_or(usize::MAX);
                number(row).unwrap_or(first).saturating_sub(first).saturating_mul(size)
            }
            NextPage::Offset(row) => number(row).unwrap_or(0),
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
        let end = before.saturating_add(size);
        let rows = rows.into_iter().skip(before).take(size).collect();
        Self { rows, pages: total.div_ceil(size), next: Some(end).filter(|end| *end < total) }
    }
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
    page: Option<signwright_runtime::model::SandboxPaging<'_>>,
    fields: Fields<'_>,
) -> Page<'m> {
    match (page, endpoint.facts.paging) {
        (Some(page), _) => {
            let (rows, pages) = query::paged(rows, page, fields);
            Page { rows, pages, next: None }
        }
        (None, Some(paging)) => Page::of(&paging, rows, fields),
        (None, None) => Page { rows, pages: 1, next: None },
    }
}
