//! What the sandbox keeps and answers for an endpoint.
//!
//! - `answer`: what it answers with
//! - `refusals`: how it refuses, for all endpoints of a platform or for one

pub(crate) mod answer;
pub mod refusals;

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::mapping::Mapping;
use crate::notation::{Arena, Reader, fragment, scope, spelling};
use crate::syntax::{Entry, Node};
use crate::{AnswerTemplate, Behaviour, Endpoint, EndpointSandbox, RefusalReason, Refusals, SandboxPaging, Shape};

/// Rows that a query answers.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'m> {
    /// The JSON text of a list.
    pub json: &'m str,
    /// The record of a row, where it is known.
    pub record: Option<Shape<'m>>,
}

/// Reads an endpoint's `sandbox`. What cannot be read is reported and left out. `rows_of` finds the rows that `rows` names.
pub fn read<'m, A: Arena<'m>>(
    section: &Entry,
    endpoint: &Endpoint<'m>,
    rows_of: impl FnOnce(Located<'_>, &mut Reader<'m, '_, A>) -> Option<Rows<'m>>,
    reader: &mut Reader<'m, '_, A>,
) -> EndpointSandbox<'m> {
    let nothing = AnswerTemplate::Map(&[]);
    let refusals = Refusals { answer: None, list: &[] };
    let mut sandbox = EndpointSandbox { behaviour: Behaviour::Echo, answer: nothing, refusals };
    let Some(mut mapping) = Mapping::of(&section.value, "`sandbox`", section.key.span, reader) else { return sandbox };
    let (request, response) = (endpoint.request(), endpoint.response());
    let again = mapping.entry("again");
    let again_answer = again.map(|section| answer::read(&section.value, (request, response), reader));
    let (filter, page) = (mapping.entry("filter"), mapping.entry("page"));
    let [upsert, once, rows] = ["upsert", "once", "rows"].map(|key| mapping.entry(key));
    sandbox.behaviour = match (upsert, once, rows) {
        (None, None, None) => Behaviour::Echo,
        (Some(section), None, None) => upserting(&section.value, request, reader).unwrap_or(Behaviour::Echo),
        (None, Some(section), None) => {
            let key = reader.word(&section.value).and_then(|key| path(key, request, reader));
            if again_answer.is_none() {
                let help = "add `again: …`, the answer to a repetition";
                reader.error(Code::MissingKey, section.key.span, "the key `again` is missing", help);
            }
            key.map_or(Behaviour::Echo, |key| Behaviour::Once { key, again: again_answer.unwrap_or(nothing) })
        }
        (None, None, Some(section)) => {
            let rows_found = reader.word(&section.value).and_then(|text| rows_of(text, reader));
            let filter = filter.map_or(&[][..], |section| self::filter(section, request, rows_found.as_ref(), reader));
            let page = page.and_then(|section| paging(section, request, reader));
            rows_found.map_or(Behaviour::Echo, |rows| Behaviour::Query { rows: rows.json, filter, page })
        }
        _ => {
            let message = "a sandbox does one of `upsert`, `once` and `rows`";
            reader.error(Code::BadSandbox, section.key.span, message, "keep one of them");
            Behaviour::Echo
        }
    };
    for (key, belongs, to) in [(again, once, "once"), (filter, rows, "rows"), (page, rows, "rows")] {
        if let (Some(key), None) = (key, belongs) {
            let message = format!("`{}` belongs to `{to}`", key.key.text);
            reader.error(Code::BadSandbox, key.key.span, message, format!("remove it, or add `{to}`"));
        }
    }
    // An answer without a body has nothing to say here.
    let is_none = response.record().fields.is_empty();
    let answer = if is_none { mapping.entry("answer") } else { mapping.required("answer", reader) };
    if let Some(section) = answer {
        sandbox.answer = answer::read(&section.value, (request, response), reader);
    }
    if let Some(section) = mapping.entry("refuse") {
        sandbox.refusals.list = refusals::list(section, reader);
        let of_row = spelling(&RefusalReason::Row, refusals::REFUSAL_REASONS);
        let of_row = section.value.map().into_iter().flatten().find(|entry| entry.key.text == of_row);
        if let (Some(entry), true) = (of_row, endpoint.partial.is_none_or(|partial| partial.of.is_empty())) {
            let help = "say `partial: { rows: …, of: LIST }` where the answer lists the rows that failed";
            reader.error(Code::BadSandbox, entry.key.span, "no row of this request fails while others are done", help);
        }
    }
    mapping.finish(reader);
    sandbox
}

/// Reads what `print` wrote.
pub(crate) fn read_text<'m, A: Arena<'m>>(
    text: &str,
    endpoint: &Endpoint<'m>,
    arena: A,
) -> Result<EndpointSandbox<'m>, Diagnostic> {
    let rows_of = |text: Located<'_>, reader: &mut Reader<'m, '_, A>| {
        Some(Rows { json: reader.arena.alloc_str(text.text), record: None })
    };
    fragment::read(text, arena, |tree, reader| {
        Some(read(&fragment::section("sandbox", tree), endpoint, rows_of, reader))
    })
}

/// What stands for the request itself where a list of it may be named.
const REQUEST: &str = "request";

/// A field of the request or of a row, as a path.
fn path<'m>(path: Located<'_>, shape: Shape<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<&'m str> {
    reader.take(scope::find_one(shape, path))?;
    Some(reader.arena.alloc_str(path.text))
}

/// `LIST by KEY`, or `request by KEY`.
fn upserting<'m>(
    node: &Node,
    request: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Behaviour<'m>> {
    let text = reader.word(node)?;
    let Some((list, Some(key))) = text.list_by_key() else {
        let help = "write `order_rows by tid`, or `request by order_no`";
        reader.error(Code::BadSandbox, text.span, "what is kept has a key", help);
        return None;
    };
    let (list, row) =
        if list.text == REQUEST { ("", request) } else { (list.text, reader.take(scope::find_rows(request, list))?) };
    let key = path(key, row, reader)?;
    Some(Behaviour::Upsert { list: reader.arena.alloc_str(list), key })
}

/// `{ request field: row field }`
fn filter<'m>(
    section: &Entry,
    request: Shape<'_>,
    rows: Option<&Rows<'_>>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> &'m [(&'m str, &'m str)] {
    let Some(mapping) = Mapping::of(&section.value, "`filter`", section.key.span, reader) else { return &[] };
    let mut filter = Vec::new();
    for section in mapping.all() {
        let ours = path(section.key.located(), request, reader);
        let Some(theirs) = reader.word(&section.value) else { continue };
        let theirs = rows.and_then(|rows| match rows.record {
            Some(record) => path(theirs, record, reader),
            None => Some(reader.arena.alloc_str(theirs.text)),
        });
        filter.extend(ours.zip(theirs));
    }
    reader.arena.alloc_slice(&filter)
}

/// `{ number: pageNr, size: pageRows, first: 1 }`
fn paging<'m>(
    section: &Entry,
    request: Shape<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<SandboxPaging<'m>> {
    let mut mapping = Mapping::of(&section.value, "`page`", section.key.span, reader)?;
    let [number, size] = ["number", "size"].map(|key| {
        let word = mapping.required_word(key, reader);
        word.and_then(|word| path(word, request, reader))
    });
    let first = mapping.required_word("first", reader);
    mapping.finish(reader);
    let first = first?;
    let Ok(page) = first.text.parse() else {
        let message = format!("`{}` is no page", first.text);
        reader.error(Code::BadSandbox, first.span, message, "the first page is usually 0 or 1");
        return None;
    };
    Some(SandboxPaging { number: number?, size: size?, first: page })
}

/// The way back. Rows stand there themselves, as JSON.
pub fn print(sandbox: &EndpointSandbox<'_>) -> Node {
    let EndpointSandbox { behaviour, answer, refusals } = *sandbox;
    let text = |text: &str| Node::of_text(text);
    let [upsert, once, again, rows, filter, page] = match behaviour {
        Behaviour::Echo => [const { None }; 6],
        Behaviour::Upsert { list, key } => {
            let list = if list.is_empty() { REQUEST } else { list };
            [Some(text(&format!("{list} by {key}"))), None, None, None, None, None]
        }
        Behaviour::Once { key, again } => [None, Some(text(key)), Some(answer::print(&again)), None, None, None],
        Behaviour::Query { rows, filter, page } => {
            let filter = Node::of_map(filter.iter().map(|(ours, theirs)| (*ours, text(theirs))));
            let page = page.map(|SandboxPaging { number, size, first }| {
                let first = Node::of_text(first.to_string());
                Node::of_map([("number", text(number)), ("size", text(size)), ("first", first)])
            });
            let filter = Some(filter).filter(|filter| filter.map().is_some_and(|entries| !entries.is_empty()));
            [None, None, None, Some(text(rows)), filter, page]
        }
    };
    let refuse = (!refusals.list.is_empty()).then(|| refusals::print_list(refusals.list));
    Node::of_keys([
        ("upsert", upsert),
        ("once", once),
        ("again", again),
        ("rows", rows),
        ("filter", filter),
        ("page", page),
        ("answer", Some(answer::print(&answer))),
        ("refuse", refuse),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::Forever;
    use crate::syntax::coat;
    use crate::{
        Bounds, Input, Part, PartialFailure, Record, RecordId, Template, Type, list, optional, record, varchar,
    };

    const ROW: Type<'static> = Type::Record(RecordId(1));
    const RECORDS: &[Record<'static>] = &[
        record("Push", &[optional("行, [1]", list(&ROW, Bounds::ANY), "行")], &[]),
        record("Row", &[optional("no", varchar(9), "单号")], &[]),
        record("Answer", &[optional("成功", list(&ROW, Bounds::ANY.within("row")), "成功")], &[]),
    ];

    #[test]
    fn a_row_for_each_row_of_the_request_is_read_and_printed_back() {
        let partial = Some(PartialFailure { of: "行, [1]", ..PartialFailure::default() });
        let endpoint =
            Endpoint { records: RECORDS, request: RecordId(0), response: RecordId(2), partial, ..Endpoint::PLAIN };
        let row = [("no", AnswerTemplate::Value(Template(&[Part::Value(Input::Param("no"), &[])])))];
        let row = AnswerTemplate::Map(Box::leak(Box::new(row)));
        let answer = AnswerTemplate::Each("行, [1]", Box::leak(Box::new(row)));
        let refusals = Refusals { answer: None, list: &[] };
        let sandbox = EndpointSandbox {
            behaviour: Behaviour::Echo,
            answer: AnswerTemplate::Map(Box::leak(Box::new([("成功", answer)]))),
            refusals,
        };
        let text = coat::write(&print(&sandbox));
        assert_eq!(read_text(&text, &endpoint, Forever), Ok(sandbox), "{text}");
    }
}
