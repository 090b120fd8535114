//! How a platform's requests travel.

use signwright_model::{Body, Escape, Wire};

use crate::catalogue::Code;
use crate::lower::Lowering;
use crate::lower::notation::FORMATS;
use crate::lower::notation::mapping::Mapping;
use crate::lower::template::inputs::{Known, Place};
use crate::specs::Located;
use crate::syntax::{Entry, Node};

/// What the address and the envelope may name.
const ADDRESS: Known<'static> =
    Known { place: Place::Address, credentials: &[], steps: &[], own_vars: &[], vars: None };

#[derive(Clone, Copy)]
enum Kind {
    Form,
    Positional,
    Envelope,
}

/// Lowers `wire`.
pub(super) fn wire<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> Option<Wire<'m>> {
    let mut mapping = Mapping::of(&entry.value, "`wire`", entry.key.span, lowering)?;
    let verb = mapping.required("verb", lowering).and_then(|entry| lowering.word(&entry.value));
    let url = mapping.required("url", lowering).and_then(|entry| lowering.word(&entry.value));
    let url = url.and_then(|url| lowering.template(url, &ADDRESS));
    let body = mapping.required("body", lowering).and_then(|entry| lowering.word(&entry.value));
    let kinds = [("form", Kind::Form), ("positional", Kind::Positional), ("envelope", Kind::Envelope)];
    let body = body.and_then(|word| lowering.choice(word, &kinds));
    let escapes = [("minimal", Escape::Minimal), ("ascii", Escape::Ascii)];
    let escape = mapping.choice("escape", &escapes, lowering).unwrap_or(Escape::Minimal);
    let [drop_empty, more_path] = ["drop_empty", "more_path"].map(|key| mapping.flag(key, lowering));
    let body = match body {
        Some(Kind::Form) => Some(Body::Form),
        Some(Kind::Positional) => Some(Body::Positional),
        Some(Kind::Envelope) => Some(envelope(&mut mapping, lowering)),
        None => {
            // Its keys stay known, so that one slip is one message.
            mapping.entry("envelope");
            mapping.entry("formats");
            None
        }
    };
    mapping.finish(lowering);
    Some(Wire { verb: self::verb(verb?, lowering), url: url?, body: body?, escape, drop_empty, more_path })
}

/// An HTTP verb.
pub(in crate::lower) fn verb<'m>(verb: Located<'_>, lowering: &mut Lowering<'m, '_>) -> &'m str {
    if verb.text.is_empty() || !verb.text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let message = format!("`{}` is no HTTP verb", verb.text);
        lowering.error(Code::UnknownWord, verb.span, message, "a verb is in capitals: `POST`");
    }
    lowering.arena.alloc_str(verb.text)
}

fn envelope<'m>(mapping: &mut Mapping<'_>, lowering: &mut Lowering<'m, '_>) -> Body<'m> {
    let arena = lowering.arena;
    let mut path = Vec::new();
    if let Some(entry) = mapping.required("envelope", lowering) {
        for name in words(&entry.value, "`envelope`", lowering) {
            path.extend(lowering.template(name, &ADDRESS));
        }
    }
    let mut formats = Vec::new();
    if let Some(entry) = mapping.required("formats", lowering) {
        for word in words(&entry.value, "`formats`", lowering) {
            formats.extend(lowering.choice(word, FORMATS));
        }
        if entry.value.list().is_some_and(<[Node]>::is_empty) {
            lowering.error(Code::MissingKey, entry.key.span, "an envelope has a format", "write `formats: [json]`");
        }
    }
    Body::Envelope { path: arena.alloc_slice(&path), formats: arena.alloc_slice(&formats) }
}

fn words<'t>(node: &'t Node, what: &str, lowering: &mut Lowering<'_, '_>) -> Vec<Located<'t>> {
    lowering.rows(node, what).iter().filter_map(|row| lowering.word(row)).collect()
}
