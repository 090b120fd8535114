//! What a client must know of an endpoint beside its tables, each under a key of its own: `paging`, `rate`, `weight`,
//! `in_order`, `poll`.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::mapping::Mapping;
use crate::notation::{Arena, Reader, paging, poll, rate, reference, repeat};
use crate::syntax::{Entry, Kind, Node};
use crate::{Endpoint, Facts, Shape};

/// The sections, unread: what they name is known when the tables are.
#[derive(Clone, Copy, Debug)]
pub struct Sections<'t> {
    paging: Option<&'t Entry>,
    rate: Option<&'t Entry>,
    weight: Option<&'t Entry>,
    in_order: Option<&'t Entry>,
    poll: Option<&'t Entry>,
}

impl<'t> Sections<'t> {
    /// Takes the sections out of a file.
    pub fn of(file: &mut Mapping<'t>) -> Self {
        let [paging, rate, weight, in_order, poll] =
            ["paging", "rate", "weight", "in_order", "poll"].map(|key| file.entry(key));
        Self { paging, rate, weight, in_order, poll }
    }

    /// Reads them over the rows of the request and the answer. What cannot be read is reported and left out.
    pub fn read<'m>(
        self,
        request: Shape<'_>,
        response: Shape<'_>,
        reader: &mut Reader<'m, '_, impl Arena<'m>>,
    ) -> Facts<'m> {
        let Self { paging, rate, weight, in_order, poll } = self;
        Facts {
            paging: paging.and_then(|section| paging::read(section, request, response, reader)),
            rates: rate.map_or(&[][..], |section| rate::read(section, reader)),
            weight: weight
                .and_then(|section| rate::read_weight(section, request, reader))
                .unwrap_or(Facts::NONE.weight),
            in_order: in_order.and_then(|section| ordered(section, request, reader)).unwrap_or_default(),
            poll: poll.and_then(|section| poll::read(section, reader)),
        }
    }
}

/// `by order_no`, or `by orders.no`: the values of all rows of a list.
fn ordered<'m>(section: &Entry, request: Shape<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<&'m str> {
    let text: Located<'_> = reader.word(&section.value)?;
    let Some(row) = reference::behind_by(text) else {
        let message = format!("{} names no row", quoted(text.text));
        let help = "write `by` and the row of the request whose equal values stay in order: `by order_no`";
        reader.error(Code::BadFact, text.span, message, help);
        return None;
    };
    reference::values(row, request, reader)
}

/// The way back, by the keys; `None` where nothing is said.
pub fn print(endpoint: &Endpoint<'_>) -> [(&'static str, Option<Node>); 5] {
    let Facts { paging, rates, weight, in_order, poll } = endpoint.facts;
    [
        ("paging", paging.map(|paging| paging::print(&paging, endpoint.response()))),
        ("rate", rate::print(rates)),
        ("weight", rate::print_weight(&weight, endpoint.request())),
        ("in_order", (!in_order.is_empty()).then(|| Node::of_text(format!("{} {in_order}", reference::BY)))),
        ("poll", poll.map(|poll| poll::print(&poll))),
    ]
}

/// Each of them in a line, for people: `page page_no from 1, rows trades`.
pub fn lines(endpoint: &Endpoint<'_>) -> Vec<(&'static str, String)> {
    print(endpoint).into_iter().filter_map(|(key, node)| Some((key, line(&node?)))).collect()
}

/// What repeating a request does, in a line.
pub fn repeat(endpoint: &Endpoint<'_>) -> String {
    line(&repeat::print(&endpoint.repeat, endpoint.request()))
}

/// A section in one line.
pub fn line(node: &Node) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match &node.kind {
        Kind::Scalar(scalar) => scalar.text.clone(),
        Kind::List(rows) => joined(rows.iter().map(line).collect()),
        Kind::Map(map) => {
            let entry = |entry: &Entry| format!("{} {}", entry.key.text, line(&entry.value));
            joined(map.entries.iter().map(entry).collect())
        }
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
