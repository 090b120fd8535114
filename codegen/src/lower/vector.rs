//! Signing vectors: calls of which the signature is known. Whether they come out is for `verify`.

use signwright_runtime::model::Credential;

use super::mapping::Mapping;
use super::platform::FORMATS;
use super::{Lowering, credentials};
use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::moment;
use crate::specs::{Address, Located, Vector};
use crate::syntax::{Entry, Node};

/// Lowers `vectors`.
pub(super) fn vectors<'m>(
    entry: &Entry,
    known: &[Credential<'_>],
    lowering: &mut Lowering<'m, '_>,
) -> &'m [Vector<'m>] {
    let rows = lowering.rows(&entry.value, "`vectors`");
    let vectors: Vec<_> = rows.iter().filter_map(|row| vector(row, known, lowering)).collect();
    lowering.arena.alloc_slice(&vectors)
}

fn vector<'m>(row: &Node, known: &[Credential<'_>], lowering: &mut Lowering<'m, '_>) -> Option<Vector<'m>> {
    let arena = lowering.arena;
    let start = Span { end: row.span.start, ..row.span };
    let mut mapping = Mapping::of(row, "a vector", start, lowering)?;
    let mut text = |key, lowering: &mut Lowering<'m, '_>| {
        let word = mapping.word(key, lowering);
        word.map_or("", |word| arena.alloc_str(word.text))
    };
    let (source, nonce) = (text("source", lowering), text("nonce", lowering));
    let verb = text("verb", lowering);
    let scheme = text("scheme", lowering);
    let host = text("host", lowering);
    let path = text("path", lowering);
    let name = mapping.required("name", lowering).and_then(|entry| lowering.word(&entry.value));
    let at = mapping.required("at", lowering).and_then(|entry| lowering.word(&entry.value));
    let at = at.and_then(|text| self::at(text, lowering));
    let credentials = mapping.required("credentials", lowering);
    let credentials = credentials.map(|entry| credentials::given(entry, known, lowering));
    let method = mapping.required("method", lowering).and_then(|entry| lowering.word(&entry.value));
    let mut pairs = |key, lowering: &mut Lowering<'m, '_>| {
        let entry = mapping.entry(key);
        entry.map_or(&[][..], |entry| lowering.pairs(&entry.value, &format!("`{key}`"), entry.key.span))
    };
    let params = pairs("params", lowering);
    let query = pairs("query", lowering);
    let headers = pairs("headers", lowering);
    let vars = pairs("vars", lowering);
    let body = mapping.word("body", lowering).map(|body| arena.alloc_str(body.text));
    let format = mapping.choice("format", FORMATS, lowering);
    let steps = mapping.entry("steps").map_or(&[][..], |entry| steps(entry, lowering));
    let signature = mapping.required("signature", lowering).and_then(|entry| lowering.word(&entry.value));
    mapping.finish(lowering);
    Some(Vector {
        name: lowering.keep(name?),
        source,
        at: at?,
        nonce,
        credentials: credentials?,
        method: arena.alloc_str(method?.text),
        params,
        query,
        headers,
        vars,
        body,
        format,
        address: Address { verb, scheme, host, path },
        steps,
        signature: lowering.keep(signature?),
    })
}

fn steps<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [(&'m str, Located<'m>)] {
    let Some(mapping) = Mapping::of(&entry.value, "`steps`", entry.key.span, lowering) else { return &[] };
    let mut steps = Vec::new();
    for entry in mapping.all() {
        let Some(value) = lowering.word(&entry.value) else { continue };
        steps.push((lowering.arena.alloc_str(&entry.key.text), lowering.keep(value)));
    }
    lowering.arena.alloc_slice(&steps)
}

/// The moment of a vector.
fn at(text: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<i64> {
    let found = moment::rfc3339(text.text);
    if found.is_none() {
        let message = format!("`{}` is no moment", text.text);
        lowering.error(Code::UnknownWord, text.span, message, "write it as `\"2016-08-01T17:05:10+08:00\"`");
    }
    found
}
