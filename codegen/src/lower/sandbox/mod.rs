//! What the sandbox keeps and answers for an endpoint. How it refuses is in `refusals`, for all
//! endpoints of a platform or for one.

pub(super) mod refusals;

use signwright_model::{Behaviour, Endpoint, EndpointSandbox, Out, Paging, RecordId, Refusals, Shape, Template, Type};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::lower::notation::mapping::Mapping;
use crate::lower::template::inputs::{Known, Place, SHAPE_VARS};
use crate::lower::{Lowering, Shared};
use crate::specs::{Located, Sample};
use crate::suggest;
use crate::syntax::{self, Entry, Kind, Node};
use signwright_model::notation::scope;

/// Lowers an endpoint's `sandbox`. What cannot be read is reported and left out.
pub(super) fn endpoint<'m>(
    entry: &Entry,
    endpoint: &Endpoint<'m>,
    samples: &[Sample<'m>],
    shared: Option<&Shared<'m>>,
    lowering: &mut Lowering<'m, '_>,
) -> EndpointSandbox<'m> {
    let nothing = Out::Map(&[]);
    let refusals = Refusals { answer: None, list: &[] };
    let mut lowered = EndpointSandbox { behaviour: Behaviour::Echo, answer: nothing, refusals };
    let Some(mut mapping) = Mapping::of(&entry.value, "`sandbox`", entry.key.span, lowering) else { return lowered };
    let (request, response) = (endpoint.request(), endpoint.response());
    let again = mapping.entry("again");
    let again_answer = again.map(|entry| answer(&entry.value, Some(response), lowering));
    let (filter, page) = (mapping.entry("filter"), mapping.entry("page"));
    let [upsert, once, rows] = ["upsert", "once", "rows"].map(|key| mapping.entry(key));
    lowered.behaviour = match (upsert, once, rows) {
        (None, None, None) => Behaviour::Echo,
        (Some(entry), None, None) => upserting(&entry.value, request, lowering).unwrap_or(Behaviour::Echo),
        (None, Some(entry), None) => {
            let key = lowering.word(&entry.value).and_then(|key| path(key, request, lowering));
            if again_answer.is_none() {
                let help = "add `again: …`, the answer to a repetition";
                lowering.error(Code::MissingKey, entry.key.span, "the key `again` is missing", help);
            }
            key.map_or(Behaviour::Echo, |key| Behaviour::Once { key, again: again_answer.unwrap_or(nothing) })
        }
        (None, None, Some(entry)) => {
            let root = shared.map(|shared| shared.platform.reply.root);
            let found =
                lowering.word(&entry.value).and_then(|text| self::rows(text, response, root, samples, lowering));
            let row = found.map(|(_, row)| row);
            let filter = filter.map_or(&[][..], |entry| self::filter(entry, request, row, lowering));
            let page = page.and_then(|entry| paging(entry, request, lowering));
            found.map_or(Behaviour::Echo, |(rows, _)| Behaviour::Query { rows, filter, page })
        }
        _ => {
            let message = "a sandbox does one of `upsert`, `once` and `rows`";
            lowering.error(Code::BadSandbox, entry.key.span, message, "keep one of them");
            Behaviour::Echo
        }
    };
    for (key, belongs, to) in [(again, once, "once"), (filter, rows, "rows"), (page, rows, "rows")] {
        if let (Some(key), None) = (key, belongs) {
            let message = format!("`{}` belongs to `{to}`", key.key.text);
            lowering.error(Code::BadSandbox, key.key.span, message, format!("remove it, or add `{to}`"));
        }
    }
    if let Some(entry) = mapping.required("answer", lowering) {
        lowered.answer = answer(&entry.value, Some(response), lowering);
    }
    if let Some(entry) = mapping.entry("refuse") {
        lowered.refusals.list = refusals::list(entry, lowering);
    }
    mapping.finish(lowering);
    lowered
}

/// A field of the request or of a row, as a path.
fn path<'m>(path: Located<'_>, shape: Shape<'_>, lowering: &mut Lowering<'m, '_>) -> Option<&'m str> {
    lowering.take(scope::find_one(shape, path))?;
    Some(lowering.arena.alloc_str(path.text))
}

/// `LIST by KEY`, or `request by KEY`.
fn upserting<'m>(node: &Node, request: Shape<'_>, lowering: &mut Lowering<'m, '_>) -> Option<Behaviour<'m>> {
    let text = lowering.word(node)?;
    let (list, rest) = text.first_word();
    let (by, key) = rest.first_word();
    if by.text != "by" || key.text.is_empty() {
        let help = "write `order_rows by tid`, or `request by order_no`";
        lowering.error(Code::BadSandbox, text.span, "what is kept has a key", help);
        return None;
    }
    let (list, row) = if list.text == "request" {
        ("", request)
    } else {
        (list.text, lowering.take(scope::find_rows(request, list))?)
    };
    let key = path(key, row, lowering)?;
    Some(Behaviour::Upsert { list: lowering.arena.alloc_str(list), key })
}

/// `SAMPLE path`: the rows as JSON text, and the record of a row.
fn rows<'m>(
    text: Located<'_>,
    response: Shape<'m>,
    root: Option<&[&str]>,
    samples: &[Sample<'m>],
    lowering: &mut Lowering<'m, '_>,
) -> Option<(&'m str, Shape<'m>)> {
    let (name, path) = text.first_word();
    let Some(sample) = samples.iter().find(|sample| sample.name.text == name.text) else {
        let help = suggest::help(name.text, samples.iter().map(|sample| sample.name.text));
        lowering.error(Code::BadSandbox, name.span, format!("no sample is named `{}`", name.text), help);
        return None;
    };
    let row = lowering.take(scope::find_rows(response, path))?;
    let Some(document) = sample.response else {
        let message = format!("the sample `{}` is no answer", name.text);
        lowering.error(Code::BadSandbox, name.span, message, "rows are taken from an answer");
        return None;
    };
    // A platform that could not be read has been told of; where its answers begin is not known.
    let root = root?;
    let found = json_list(document.text, root.iter().copied().chain(path.text.split('.')), document);
    let Some(found) = found else {
        let message = format!("the sample `{}` has no list at `{}`", name.text, path.text);
        let missing = Diagnostic::error(Code::BadSandbox, path.span, message).related(document.span, "this sample");
        lowering.push(missing.help("rows are taken from a JSON answer, by their path below the reply's root"));
        return None;
    };
    Some((lowering.arena.alloc_str(found), row))
}

/// The text of a list in a JSON document. JSON is YAML, so the one reader there is finds its place.
fn json_list<'t, 'p>(json: &'t str, path: impl Iterator<Item = &'p str>, place: Located<'_>) -> Option<&'t str> {
    let tree = syntax::parse(json, place.span.file, &mut crate::diagnostic::Diagnostics::default())?;
    let mut node = &tree;
    for name in path {
        node = node.get(name)?;
    }
    node.list()?;
    json.get(node.span.start as usize..node.span.end as usize)
}

/// `{ request field: row field }`
fn filter<'m>(
    entry: &Entry,
    request: Shape<'_>,
    row: Option<Shape<'_>>,
    lowering: &mut Lowering<'m, '_>,
) -> &'m [(&'m str, &'m str)] {
    let Some(mapping) = Mapping::of(&entry.value, "`filter`", entry.key.span, lowering) else { return &[] };
    let mut filter = Vec::new();
    for entry in mapping.all() {
        let ours = path(entry.key.located(), request, lowering);
        let Some(theirs) = lowering.word(&entry.value) else { continue };
        let theirs = row.and_then(|row| path(theirs, row, lowering));
        filter.extend(ours.zip(theirs));
    }
    lowering.arena.alloc_slice(&filter)
}

/// `{ number: pageNr, size: pageRows, first: 1 }`
fn paging<'m>(entry: &Entry, request: Shape<'_>, lowering: &mut Lowering<'m, '_>) -> Option<Paging<'m>> {
    let mut mapping = Mapping::of(&entry.value, "`page`", entry.key.span, lowering)?;
    let [number, size] = ["number", "size"].map(|key| {
        let word = mapping.required(key, lowering).and_then(|entry| lowering.word(&entry.value));
        word.and_then(|word| path(word, request, lowering))
    });
    let first = mapping.required("first", lowering).and_then(|entry| lowering.word(&entry.value));
    mapping.finish(lowering);
    let first = first?;
    let Ok(page) = first.text.parse() else {
        let message = format!("`{}` is no page", first.text);
        lowering.error(Code::BadSandbox, first.span, message, "the first page is usually 0 or 1");
        return None;
    };
    Some(Paging { number: number?, size: size?, first: page })
}

/// An answer to be filled in. Its names must stand in the response's table, where there is one.
pub(super) fn answer<'m>(node: &Node, shape: Option<Shape<'_>>, lowering: &mut Lowering<'m, '_>) -> Out<'m> {
    out(node, shape, Place::Answer, lowering)
}

/// The same for a refusal, whose shape no table gives.
pub(super) fn refusal<'m>(node: &Node, lowering: &mut Lowering<'m, '_>) -> Out<'m> {
    out(node, None, Place::Refusal, lowering)
}

fn out<'m>(node: &Node, shape: Option<Shape<'_>>, place: Place, lowering: &mut Lowering<'m, '_>) -> Out<'m> {
    let arena = lowering.arena;
    match &node.kind {
        Kind::Scalar(scalar) if scalar.plain && scalar.text == "$rows" => Out::Rows,
        Kind::Scalar(scalar) => {
            let vars = if place == Place::Refusal { Some(SHAPE_VARS) } else { None };
            let template = lowering
                .template(scalar.located(), &Known { place, credentials: &[], steps: &[], own_vars: &[], vars });
            Out::Value(template.unwrap_or(Template(&[])))
        }
        Kind::List(rows) => {
            let rows: Vec<_> = rows.iter().map(|row| out(row, shape, place, lowering)).collect();
            Out::List(arena.alloc_slice(&rows))
        }
        Kind::Map(map) => {
            let mut entries = Vec::new();
            for entry in &map.entries {
                let inner = match shape {
                    Some(shape) => match lowering.take(scope::find(shape, entry.key.located())) {
                        Some(found) => record_of(found.ty).map(|id| shape.at(id)),
                        None => None,
                    },
                    None => None,
                };
                entries.push((arena.alloc_str(&entry.key.text), out(&entry.value, inner, place, lowering)));
            }
            Out::Map(arena.alloc_slice(&entries))
        }
    }
}

fn record_of(ty: Type<'_>) -> Option<RecordId> {
    match ty {
        Type::Record(id) => Some(id),
        Type::List(of, _) => record_of(*of),
        _ => None,
    }
}
