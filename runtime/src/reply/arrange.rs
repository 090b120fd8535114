//! The response as its table has it: rows that stand in headers, and one that is the whole document.

use http::HeaderMap;

use super::path::{header, is_blank};
use crate::Node;
use crate::model::{Endpoint, Travels};
use crate::tape::Document;

/// Whether all rows of the response are members of what stands where its table begins.
pub(super) fn stands_as_it_comes(endpoint: &Endpoint<'_>) -> bool {
    endpoint.response().record().fields.iter().all(|field| field.travels == Travels::InBody)
}

/// The members of the response, of what stands where its table begins.
pub(super) fn arranged<'v>(endpoint: &Endpoint<'_>, response: Document<'v>, headers: &HeaderMap) -> Document<'v> {
    // Vendors write nothing, an empty text or an empty list for a record without members.
    let is_blank = endpoint.document().is_none() && is_blank(response.root());
    let response = if is_blank { Node::map(Vec::new()).into() } else { response };
    if stands_as_it_comes(endpoint) {
        return response;
    }
    let node = response.into_node();
    let fields = endpoint.response().record().fields;
    let mut entries = match (endpoint.document(), node) {
        (Some(_), Node::Absent) => Vec::new(),
        (Some(document), node) => vec![(document.name.to_owned().into(), node)],
        (None, Node::Map(entries)) => entries.into_vec(),
        (None, node) => return node.into(),
    };
    for field in fields.iter().filter(|field| field.travels == Travels::Header) {
        // A member of the body with a header's name is no row of the table.
        entries.retain(|(name, _)| name != field.name);
        entries.extend(header(headers, field.name).map(|value| (field.name.to_owned().into(), Node::text(value))));
    }
    Node::map(entries).into()
}
