//! What follows a page: the next request, the end, or an end that is none. It makes no call and waits for nothing: it is
//! told each answer, by the spec's facts of the endpoint.

use std::collections::HashSet;

use super::error::Incomplete;
use super::link;
use super::marks::{Mark, Marker};
use super::onward::{self, LAST, Onward};
use super::tree;
use crate::client::Answered;
use crate::model::{Endpoint, NextPage, Offset, Paging, Shape, Type};
use crate::{Node, reply};

/// What follows a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The request of the next page is ready.
    Next,
    /// It was the last one.
    End,
    /// There may be more, and it cannot be asked for.
    Cut(Incomplete),
}

/// A walk through the pages of one request.
pub(super) struct Pager<'m> {
    paging: Paging<'m>,
    asked: Shape<'m>,
    answered: Shape<'m>,
    zone: Offset,
    request: Node<'static>,
    /// The number of the page, or of the rows before it, where pages are counted.
    position: u64,
    /// How many rows lie before the first page; `None` where nobody knows.
    before: Option<u64>,
    /// How many rows a page has: as asked for, as the server assumes, or as the first page had.
    size: Option<u64>,
    /// How many rows were answered, repeated ones too.
    read: u64,
    total: Option<u64>,
    has_moved: bool,
    shrunk: Option<(u64, u64)>,
    marker: Marker,
    /// The cursors and links that were followed.
    followed: HashSet<Mark>,
}

impl<'m> Pager<'m> {
    /// The walk that begins with this request; `None` where the answers do not come in pages.
    pub(super) fn of(endpoint: &Endpoint<'m>, request: Node<'static>, zone: Offset) -> Option<Self> {
        let paging = endpoint.facts.paging?;
        let asked = endpoint.request();
        let marker = Marker::default();
        let mut followed = HashSet::new();
        let stated = |row: &str| tree::text(tree::value_at(&request, asked, row)).map(std::borrow::Cow::into_owned);
        let count = |row: &str| {
            let text = stated(row).or_else(|| asked.field_at(row)?.default.map(str::to_owned))?;
            text.parse::<u64>().ok()
        };
        let size = Some(paging.size).filter(|row| !row.is_empty()).and_then(count).filter(|size| *size > 0);
        let (position, before) = match paging.next {
            NextPage::Page { row, first } => {
                let first = u64::from(first);
                let number = count(row).unwrap_or(first);
                let pages = number.saturating_sub(first);
                let before = if pages == 0 { Some(0) } else { size.map(|size| pages.saturating_mul(size)) };
                (number, before)
            }
            NextPage::Offset(row) => {
                let offset = count(row).unwrap_or(0);
                (offset, Some(offset))
            }
            NextPage::Cursor { row, .. } => {
                let start = stated(row);
                followed.extend(start.as_deref().map(|start| marker.of_text(start)));
                (0, start.is_none().then_some(0))
            }
            NextPage::LinkHeader(_) | NextPage::Link(_) => (0, Some(0)),
        };
        Some(Self {
            paging,
            asked,
            answered: endpoint.response(),
            zone,
            request,
            position,
            before,
            size,
            read: 0,
            total: None,
            has_moved: false,
            shrunk: None,
            marker,
            followed,
        })
    }

    /// The request of the next page; of the first, that of the caller.
    pub(super) fn request(&self) -> &Node<'static> {
        &self.request
    }

    /// How many rows there are, as the platform told last.
    pub(super) fn total(&self) -> Option<u64> {
        self.total
    }

    /// Whether another total was told than before.
    pub(super) fn has_moved(&self) -> bool {
        self.has_moved
    }

    /// What follows the page that was answered. Nothing may have been taken from its rows.
    pub(super) fn take(&mut self, answer: &mut Answered<'_, '_>) -> Step {
        let from = (answer.format, answer.status, answer.headers);
        let more = self.paging.more.and_then(|more| reply::says(&more, answer.document, from));
        let total = Some(self.paging.total).filter(|row| !row.is_empty());
        let total = total.and_then(|row| tree::count(tree::value_at(answer.document, self.answered, row)));
        let onward = onward::read(&self.paging, self.answered, answer);
        let rows = tree::rows(answer.document, self.answered, self.paging.rows).map_or(0, |rows| rows.len());
        let rows = u64::try_from(rows).unwrap_or(u64::MAX);
        self.read = self.read.saturating_add(rows);
        self.told(total, rows);
        let is_short = self.is_last(rows);
        self.size = self.size.or(Some(rows).filter(|rows| *rows > 0));
        match (more, rows) {
            (Some(false), _) => return Step::End,
            (Some(true), 0) => return Step::Cut(Incomplete::Empty),
            _ => {}
        }
        let is_ended = more.is_none() && is_short;
        match self.paging.next {
            NextPage::Page { .. } | NextPage::Offset(_) if rows == 0 || is_ended => Step::End,
            NextPage::Page { row, .. } => self.counted(row, 1),
            NextPage::Offset(row) => self.counted(row, rows),
            // A cursor that is made of the last row says nothing of what is behind it.
            NextPage::Cursor { from, .. } if is_ended && from.contains(LAST) => Step::End,
            NextPage::Cursor { .. } | NextPage::LinkHeader(_) | NextPage::Link(_) => match onward {
                Onward::End if more != Some(true) => Step::End,
                Onward::End | Onward::Missing => Step::Cut(Incomplete::NoNext),
                Onward::Unread => {
                    Step::Cut(Incomplete::Next("what should lead to the next page is no text or number".to_owned()))
                }
                Onward::To(next) => self.onward(&next, answer),
            },
        }
    }

    /// The end, held against what the platform told: `rows` of this walk came, none of them twice.
    pub(super) fn settled(&self, step: Step, rows: u64) -> Step {
        if step != Step::End {
            return step;
        }
        let is_counted = matches!(self.paging.next, NextPage::Page { .. } | NextPage::Offset(_));
        match (self.shrunk, self.before, self.total) {
            (Some((before, after)), _, _) if is_counted => Step::Cut(Incomplete::Shrunk { before, after }),
            (_, Some(before), Some(total)) if before.saturating_add(rows) != total => Step::Cut(Incomplete::Total),
            _ => Step::End,
        }
    }

    /// Keeps the total. Some tell it on the first page alone, and 0 beside rows tells nothing.
    fn told(&mut self, total: Option<u64>, rows: u64) {
        let Some(total) = total.filter(|total| *total > 0 || rows == 0) else { return };
        if let Some(before) = self.total.filter(|before| *before != total) {
            self.has_moved = true;
            if total < before {
                self.shrunk = Some((before, total));
            }
        }
        self.total = Some(total);
    }

    /// Whether a page is the last one by the total, or else by its length.
    fn is_last(&self, rows: u64) -> bool {
        match (self.before, self.total, self.size) {
            (Some(before), Some(total), _) => before.saturating_add(self.read) >= total,
            (_, _, Some(size)) => rows < size,
            _ => rows == 0,
        }
    }

    fn onward(&mut self, next: &str, answer: &Answered<'_, '_>) -> Step {
        match self.paging.next {
            NextPage::Cursor { row, plus, .. } => self.follow(row, next, plus),
            _ => match link::parameters(next, answer.address) {
                Ok(parameters) => self.linked(parameters),
                Err(reason) => Step::Cut(Incomplete::Next(answer.redaction.text(&reason))),
            },
        }
    }

    fn counted(&mut self, row: &'m str, by: u64) -> Step {
        let next = self.position.checked_add(by);
        let value = next.and_then(|next| tree::typed(self.asked, row, &next.to_string(), self.zone));
        let (Some(next), Some(value)) = (next, value) else {
            return Step::Cut(Incomplete::Next(format!("`{row}` cannot have the next page's number")));
        };
        self.position = next;
        tree::put(&mut self.request, self.asked, row, value);
        Step::Next
    }

    fn follow(&mut self, row: &'m str, cursor: &str, plus: u32) -> Step {
        if !self.followed.insert(self.marker.of_text(cursor)) {
            return Step::Cut(Incomplete::Loop);
        }
        let number = || cursor.parse::<i128>().ok()?.checked_add(plus.into()).map(|number| number.to_string());
        let cursor = if plus == 0 { Some(cursor.to_owned()) } else { number() };
        let Some(value) = cursor.and_then(|cursor| tree::typed(self.asked, row, &cursor, self.zone)) else {
            return Step::Cut(Incomplete::Next(format!("`{row}` cannot have the value that leads to the next page")));
        };
        self.request = self.following();
        tree::put(&mut self.request, self.asked, row, value);
        Step::Next
    }

    /// Takes those parameters of a link that are rows of the request. Others, such as a version of the API, are the
    /// platform's own, and stand in each call anyway.
    fn linked(&mut self, parameters: link::Parameters) -> Step {
        let names: Vec<String> = parameters.iter().map(|(name, _)| name.clone()).collect();
        let base = self.following();
        let mut next = base.clone();
        for (name, text) in parameters {
            // A list stays as the caller gave it.
            let Some(row) = row_named(self.asked, &name) else { continue };
            let Some(value) = tree::typed(self.asked, &row, &text, self.zone) else {
                return Step::Cut(Incomplete::Next(format!("`{row}` cannot have the value that the link gives it")));
            };
            tree::put(&mut next, self.asked, &row, value);
        }
        // It would be the first page once more.
        if next == base {
            let reason = format!(
                "the link to the next page changes no row of the request; its parameters are {}",
                names.join(", ")
            );
            return Step::Cut(Incomplete::Next(reason));
        }
        if !self.followed.insert(self.marker.of_node(&next)) {
            return Step::Cut(Incomplete::Loop);
        }
        self.request = next;
        Step::Next
    }

    /// The request without the rows that a following page leaves out.
    fn following(&self) -> Node<'static> {
        let mut request = self.request.clone();
        for row in self.paging.without {
            tree::put(&mut request, self.asked, row, Node::Absent);
        }
        request
    }
}

/// The path of a request's row of one value, by the name under which it stands in a query: a record of a query gives its
/// rows to it.
fn row_named(shape: Shape<'_>, name: &str) -> Option<String> {
    let is_value = |ty: &Type<'_>| !matches!(ty, Type::Record(_) | Type::Map(..) | Type::List(..));
    let fields = shape.record().fields;
    if let Some(field) = fields.iter().find(|field| field.name == name) {
        return is_value(&field.ty).then(|| name.to_owned());
    }
    fields.iter().filter(|field| field.is_in_query()).find_map(|field| {
        let Type::Record(id) = field.ty else { return None };
        let below = shape.at(id).record().field(name).filter(|below| is_value(&below.ty))?;
        Some(format!("{}.{}", field.name, below.name))
    })
}
