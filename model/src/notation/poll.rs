//! How a job that was accepted is asked for: `{ with: batch.query, until: "status = DONE", every: 5 seconds }`. That the endpoint
//! exists, and has these rows, is looked at over the whole platform.

use crate::Poll;
use crate::notation::mapping::Mapping;
use crate::notation::rule::span;
use crate::notation::{Arena, Reader, condition};
use crate::syntax::{Entry, Node};

/// Reads `poll` of an endpoint.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Poll<'m>> {
    let mut mapping = Mapping::of(&section.value, "`poll`", section.key.span, reader)?;
    let [with, until, every] = ["with", "until", "every"].map(|key| mapping.required_word(key, reader));
    let give = mapping.entry("give").map_or(&[][..], |give| reader.pairs(&give.value, "`give`", give.key.span));
    mapping.finish(reader);
    let until = until.and_then(|until| condition::read_answer(until, reader.arena, reader.diagnostics));
    let every = every.and_then(|every| reader.take(span::seconds(every)));
    Some(Poll { with: reader.arena.alloc_str(with?.text), give, until: until?.0, every: every? })
}

/// The way back.
pub fn print(poll: &Poll<'_>) -> Node {
    let Poll { with, give, until, every } = *poll;
    let give = (!give.is_empty()).then(|| Node::of_map(give.iter().map(|(row, path)| (*row, Node::of_text(*path)))));
    Node::of_keys([
        ("with", Some(Node::of_text(with))),
        ("give", give),
        ("until", Some(Node::of_text(condition::print(&until)))),
        ("every", Some(Node::of_text(span::print(i64::from(every))))),
    ])
}
