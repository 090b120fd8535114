//! What of an answer leads to the next page: a cursor, a link, or nothing. What is done with it is for the pager to say.

use super::{link, tree};
use crate::client::Answered;
use crate::model::{NextPage, Paging, Shape};

/// In a path of an answer: the last row of the list before it.
pub(super) const LAST: &str = ".-1";

/// What an answer gives to ask for the next page with.
pub(super) enum Onward {
    /// This cursor or link.
    To(String),
    /// Nothing, or the word for the end.
    End,
    /// The last row should have it, and has nothing there.
    Missing,
    /// Something that is no cursor.
    Unread,
}

/// The cursor or the link that leads on.
pub(super) fn read(paging: &Paging<'_>, shape: Shape<'_>, answer: &mut Answered<'_, '_>) -> Onward {
    let (node, is_blank) = match paging.next {
        NextPage::Page { .. } | NextPage::Offset(_) => return Onward::End,
        NextPage::LinkHeader(name) => return link::next_in(answer.headers, name).map_or(Onward::End, Onward::To),
        NextPage::Link(path) => (tree::value_at(answer.document, shape, path), Onward::End),
        NextPage::Cursor { from, .. } => match from.split_once(LAST) {
            None => (tree::value_at(answer.document, shape, from), Onward::End),
            Some((list, behind)) => {
                let row = tree::row_of(shape, list);
                let Some(bottom) = tree::rows(answer.document, shape, list).and_then(|rows| rows.last()) else {
                    return Onward::End;
                };
                let node = match (behind.strip_prefix('.'), row) {
                    (Some(path), Some(row)) => tree::value_at(bottom, row, path),
                    _ => bottom,
                };
                (node, Onward::Missing)
            }
        },
    };
    match tree::text(node) {
        Some(text) if text == paging.end => Onward::End,
        Some(text) => Onward::To(text.into_owned()),
        None if tree::is_blank(node) => is_blank,
        None => Onward::Unread,
    }
}
