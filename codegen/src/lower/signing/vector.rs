//! Signing vectors: calls of which the signature is known. Whether they come out is for `verify`.

use signwright_model::Credential;

use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::lower::lowering::Lowering;
use crate::lower::notation::FORMATS;
use crate::lower::notation::mapping::Mapping;
use crate::specs::{Address, Located, Vector};
use crate::syntax::{Entry, Node};
use crate::timestamp;
use signwright_model::notation::credentials;

/// What vectors belong to: those of a scheme's file need not say what is the platform's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::lower) enum Of {
    Platform,
    Scheme,
}

/// Lowers `vectors`.
pub(in crate::lower) fn vectors<'m>(
    rows: &Node,
    declared: &[Credential<'_>],
    of: Of,
    lowering: &mut Lowering<'m, '_>,
) -> &'m [Vector<'m>] {
    let rows = lowering.rows(rows, "`vectors`");
    let vectors: Vec<_> = rows.iter().filter_map(|row| vector(row, declared, of, lowering)).collect();
    lowering.arena.alloc_slice(&vectors)
}

fn vector<'m>(row: &Node, declared: &[Credential<'_>], of: Of, lowering: &mut Lowering<'m, '_>) -> Option<Vector<'m>> {
    let arena = lowering.arena;
    let start = Span { end: row.span.start, ..row.span };
    let mut mapping = Mapping::of(row, "a vector", start, lowering)?;
    let mut text = |key, lowering: &mut Lowering<'m, '_>| {
        let word = mapping.word(key, lowering);
        word.map_or("", |word| arena.alloc_str(word.text))
    };
    let (source, nonce) = (text("source", lowering), text("nonce", lowering));
    let verb = text("verb", lowering);
    let (address, raw_query) = Address::of(text("url", lowering));
    let part = |stated: &'m str, of_url: &'m str| if stated.is_empty() { of_url } else { stated };
    let scheme = part(text("scheme", lowering), address.scheme);
    let host = part(text("host", lowering), address.host);
    let path = part(text("path", lowering), address.path);
    let name = mapping.required_word("name", lowering);
    let mut needed = |key, lowering: &mut Lowering<'m, '_>| match of {
        Of::Platform => mapping.required(key, lowering),
        Of::Scheme => mapping.entry(key),
    };
    let at_entry = needed("at", lowering);
    let at = at_entry.and_then(|section| lowering.word(&section.value)).and_then(|text| self::at(text, lowering));
    let at = if of == Of::Scheme && at_entry.is_none() { Some(0) } else { at };
    let credentials = needed("credentials", lowering);
    let credentials = credentials.map(|section| credentials::given(section, declared, lowering));
    let credentials = if of == Of::Scheme { Some(credentials.unwrap_or_default()) } else { credentials };
    let method = needed("method", lowering).and_then(|section| lowering.word(&section.value));
    let method = method.map(|method| arena.alloc_str(method.text));
    let method = if of == Of::Scheme { Some(method.unwrap_or("")) } else { method };
    let mut pairs = |key, lowering: &mut Lowering<'m, '_>| {
        let section = mapping.entry(key);
        section.map_or(&[][..], |section| lowering.pairs(&section.value, &format!("`{key}`"), section.key.span))
    };
    let params = pairs("params", lowering);
    let query = pairs("query", lowering);
    let headers = pairs("headers", lowering);
    let vars = pairs("vars", lowering);
    let body = mapping.word("body", lowering).map(|body| arena.alloc_str(body.text));
    let format = mapping.choice("format", FORMATS, lowering);
    let steps = mapping.entry("steps").map_or(&[][..], |section| located_pairs(section, "`steps`", lowering));
    let sends = mapping.entry("sends").map_or(&[][..], |section| located_pairs(section, "`sends`", lowering));
    let signature = mapping.required_word("signature", lowering);
    mapping.finish(lowering);
    Some(Vector {
        name: lowering.keep(name?),
        source,
        at: at?,
        nonce,
        credentials: credentials?,
        method: method?,
        params,
        raw_query,
        query,
        headers,
        vars,
        body,
        format,
        address: Address { verb, scheme, host, path },
        steps,
        sends,
        signature: lowering.keep(signature?),
    })
}

fn located_pairs<'m>(section: &Entry, what: &str, lowering: &mut Lowering<'m, '_>) -> &'m [(&'m str, Located<'m>)] {
    let Some(mapping) = Mapping::of(&section.value, what, section.key.span, lowering) else { return &[] };
    let mut steps = Vec::new();
    for section in mapping.all() {
        let Some(value) = lowering.word(&section.value) else { continue };
        steps.push((lowering.arena.alloc_str(&section.key.text), lowering.keep(value)));
    }
    lowering.arena.alloc_slice(&steps)
}

/// The signing time of a vector.
fn at(text: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<i64> {
    let seconds = timestamp::rfc3339(text.text).or_else(|| timestamp::unix(text.text));
    if seconds.is_none() {
        let message = format!("`{}` is no moment", text.text);
        lowering.error(
            Code::UnknownWord,
            text.span,
            message,
            "write it as `\"2016-08-01T17:05:10+08:00\"`, or in seconds since 1970-01-01 UTC",
        );
    }
    seconds
}
