//! How a platform's requests travel.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::mapping::Mapping;
use crate::notation::template::inputs::{NameTable, Position};
use crate::notation::{Arena, FORMATS, Reader, spelling, template};
use crate::syntax::{Entry, Node};
use crate::{Body, Escape, Wire};

/// What the address and the envelope may name.
const ADDRESS: NameTable<'static> =
    NameTable { position: Position::Address, credentials: &[], steps: &[], scheme_vars: &[], vars: None };

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Form,
    Positional,
    Envelope,
}

const KINDS: &[(&str, Kind)] = &[("form", Kind::Form), ("positional", Kind::Positional), ("envelope", Kind::Envelope)];

const ESCAPES: &[(&str, Escape)] = &[("minimal", Escape::Minimal), ("ascii", Escape::Ascii)];

/// Reads `wire`.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Wire<'m>> {
    let mut mapping = Mapping::of(&section.value, "`wire`", section.key.span, reader)?;
    let verb = mapping.required_word("verb", reader);
    let url = mapping.required_word("url", reader);
    let url = url.and_then(|url| reader.template(url, &ADDRESS));
    let body = mapping.required_word("body", reader);
    let body = body.and_then(|word| reader.choice(word, KINDS));
    let escape = mapping.choice("escape", ESCAPES, reader).unwrap_or(Escape::Minimal);
    let [drop_empty, more_path] = ["drop_empty", "more_path"].map(|key| mapping.flag(key, reader));
    let body = match body {
        Some(Kind::Form) => Some(Body::Form),
        Some(Kind::Positional) => Some(Body::Positional),
        Some(Kind::Envelope) => Some(envelope(&mut mapping, reader)),
        None => {
            // Its keys stay known, so that one slip is one message.
            mapping.entry("envelope");
            mapping.entry("formats");
            None
        }
    };
    mapping.finish(reader);
    Some(Wire { verb: self::verb(verb?, reader), url: url?, body: body?, escape, drop_empty, more_path })
}

/// An HTTP verb.
pub fn verb<'m>(verb: Located<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m str {
    if verb.text.is_empty() || !verb.text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let message = format!("`{}` is no HTTP verb", verb.text);
        reader.error(Code::UnknownWord, verb.span, message, "a verb is in capitals: `POST`");
    }
    reader.arena.alloc_str(verb.text)
}

fn envelope<'m>(mapping: &mut Mapping<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Body<'m> {
    let arena = reader.arena;
    let mut path = Vec::new();
    if let Some(section) = mapping.required("envelope", reader) {
        for name in words(&section.value, "`envelope`", reader) {
            path.extend(reader.template(name, &ADDRESS));
        }
    }
    let mut formats = Vec::new();
    if let Some(section) = mapping.required("formats", reader) {
        for word in words(&section.value, "`formats`", reader) {
            formats.extend(reader.choice(word, FORMATS));
        }
        if section.value.list().is_some_and(<[Node]>::is_empty) {
            reader.error(Code::MissingKey, section.key.span, "an envelope has a format", "write `formats: [json]`");
        }
    }
    Body::Envelope { path: arena.alloc_slice(&path), formats: arena.alloc_slice(&formats) }
}

fn words<'t, 'm>(node: &'t Node, what: &str, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Vec<Located<'t>> {
    reader.rows(node, what).iter().filter_map(|row| reader.word(row)).collect()
}

/// The way back.
pub fn print(wire: &Wire<'_>) -> Node {
    let Wire { verb, url, body, escape, drop_empty, more_path } = *wire;
    let template = |template| Node::of_text(template::print(template));
    let (kind, path, formats) = match body {
        Body::Form => (Kind::Form, None, None),
        Body::Positional => (Kind::Positional, None, None),
        Body::Envelope { path, formats } => {
            let formats = formats.iter().map(|format| Node::of_text(format.name()));
            let path = path.iter().map(|name| template(*name));
            (Kind::Envelope, Some(Node::of_list(path)), Some(Node::of_list(formats)))
        }
    };
    let yes = |holds: bool| holds.then(|| Node::of_text("yes"));
    let keys = [
        ("verb", Some(Node::of_text(verb))),
        ("url", Some(template(url))),
        ("body", Some(Node::of_text(spelling(&kind, KINDS)))),
        ("envelope", path),
        ("formats", formats),
        ("escape", (escape != Escape::Minimal).then(|| Node::of_text(spelling(&escape, ESCAPES)))),
        ("drop_empty", yes(drop_empty)),
        ("more_path", yes(more_path)),
    ];
    Node::of_keys(keys)
}
