//! How a platform's requests travel.

use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::mapping::Mapping;
use crate::notation::template::inputs::{NameTable, Position};
use crate::notation::{Arena, FORMATS, Reader, spelling, template, url};
use crate::syntax::{Entry, Node};
use crate::{Body, DocumentFormat, Escape, ListStyle, Location, Template, Travel, Wire};

/// What the address and the envelope may name.
const ADDRESS: NameTable<'static> =
    NameTable { position: Position::Address, credentials: &[], steps: &[], scheme_vars: &[], vars: None };

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Form,
    Query,
    Json,
    Positional,
    Envelope,
}

/// The words for where the business parameters go. A field of the form or the query that holds them all is
/// `form.NAME` or `query.NAME`.
const KINDS: &[(&str, Kind)] = &[
    ("form", Kind::Form),
    ("query", Kind::Query),
    ("json", Kind::Json),
    ("positional", Kind::Positional),
    ("envelope", Kind::Envelope),
];

/// The words of a body that holds the business parameters, but for those that name a field.
pub fn body_words() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(word, _)| *word)
}

/// The body of a JSON object by name.
const JSON: Body<'static> = Body::Envelope { path: &[], formats: &[DocumentFormat::Json] };

/// The word for how lists travel.
pub fn lists_word(style: ListStyle) -> &'static str {
    spelling(&style, ListStyle::WORDS)
}

const ESCAPES: &[(&str, Escape)] = &[("minimal", Escape::Minimal), ("ascii", Escape::Ascii)];

/// Reads `wire`. Verb and address may be left out where each endpoint has its own.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Wire<'m>> {
    let mut mapping = Mapping::of(&section.value, "`wire`", section.key.span, reader)?;
    let verb = mapping.word("verb", reader).map_or("", |verb| self::verb(verb, reader));
    let url = mapping.word("url", reader).map(|url| address(url, &ADDRESS, reader));
    let word = mapping.required_word("body", reader);
    let body = word.and_then(|word| body(word, &mut mapping, reader));
    if word.is_none() {
        // Its keys stay known, so that one slip is one message.
        mapping.entry("envelope");
        mapping.entry("formats");
    }
    let lists = mapping.choice("lists", ListStyle::WORDS, reader).unwrap_or(ListStyle::Json);
    let content_type = content_type(&mut mapping, reader);
    let escape = mapping.choice("escape", ESCAPES, reader).unwrap_or(Escape::Minimal);
    let sorted = mapping.choice("sort", &[("key", ())], reader).is_some();
    let [drop_empty, more_path] = ["drop_empty", "more_path"].map(|key| mapping.flag(key, reader));
    mapping.finish(reader);
    let url = url.unwrap_or(Some(Template(&[])))?;
    Some(Wire { verb, url, body: body?, lists, content_type, escape, sorted, drop_empty, more_path })
}

/// The template of an address, whose own text can be sent as it stands.
pub fn address<'m>(
    url: Located<'_>,
    names: &NameTable<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Template<'m>> {
    let template = reader.template(url, names)?;
    // What stands in quotes within a placeholder is no text of the address.
    let (mut is_inside, mut quote) = (false, None);
    let literal = url.text.chars().map(|c| {
        match (is_inside, quote) {
            (true, Some(open)) if c == open => quote = None,
            (true, Some(_)) => return "_".repeat(c.len_utf8()),
            (true, None) if matches!(c, '\'' | '"') => quote = Some(c),
            _ => is_inside = c == '{' || is_inside && c != '}',
        }
        c.to_string()
    });
    let literal: String = literal.collect();
    reader.take(url::check(Located { text: &literal, span: url.span }))?;
    Some(template)
}

/// Reads what an endpoint says of its own in place of the platform's `wire`: `body`, `lists`, `content_type`.
pub fn read_own<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Travel<'m>> {
    let mut mapping = Mapping::of(&section.value, "`wire`", section.key.span, reader)?;
    let body = match mapping.word("body", reader) {
        Some(word) => Some(body(word, &mut mapping, reader)?),
        None => None,
    };
    let lists = mapping.choice("lists", ListStyle::WORDS, reader);
    let content_type = content_type(&mut mapping, reader);
    mapping.finish(reader);
    Some(Travel { body, lists, content_type, ..Travel::AS_PLATFORM })
}

/// A media type, as it stands in a header.
fn content_type<'m>(mapping: &mut Mapping<'_>, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m str {
    let Some(word) = mapping.word("content_type", reader) else { return "" };
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
    let is_type = |text: &str| text.split_once('/').is_some_and(|(kind, of_kind)| is_token(kind) && is_token(of_kind));
    // Parameters such as `charset=utf-8` follow behind a semicolon.
    let kind = word.text.split(';').next().unwrap_or_default().trim();
    if !is_type(kind) || !word.text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        let message = format!("`{}` is no media type", word.text);
        reader.error(Code::UnknownWord, word.span, message, "write it as the header has it: `application/json`");
    }
    reader.arena.alloc_str(word.text)
}

fn body<'m>(
    word: Located<'_>,
    mapping: &mut Mapping<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Body<'m>> {
    if let Some((location, name)) = inside(word.text) {
        return Some(Body::Inside { location, name: reader.arena.alloc_str(name) });
    }
    Some(match reader.choice(word, KINDS)? {
        Kind::Form => Body::Form,
        Kind::Query => Body::Query,
        Kind::Json => JSON,
        Kind::Positional => Body::Positional,
        Kind::Envelope => envelope(mapping, reader),
    })
}

/// `form.biz_content`: the field that holds all others.
fn inside(word: &str) -> Option<(Location, &str)> {
    let (location, name) = word.split_once('.').filter(|(_, name)| !name.is_empty())?;
    match location {
        "form" => Some((Location::Form, name)),
        "query" => Some((Location::Query, name)),
        _ => None,
    }
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
    let Wire { verb, url, body, lists, content_type, escape, sorted, drop_empty, more_path } = *wire;
    let [kind, path, formats] = print_body(body);
    let yes = |holds: bool| holds.then(|| Node::of_text("yes"));
    let keys = [
        ("verb", (!verb.is_empty()).then(|| Node::of_text(verb))),
        ("url", (!url.0.is_empty()).then(|| Node::of_text(template::print(url)))),
        kind,
        path,
        formats,
        ("lists", (lists != ListStyle::Json).then(|| Node::of_text(lists_word(lists)))),
        ("content_type", (!content_type.is_empty()).then(|| Node::of_text(content_type))),
        ("escape", (escape != Escape::Minimal).then(|| Node::of_text(spelling(&escape, ESCAPES)))),
        ("sort", sorted.then(|| Node::of_text("key"))),
        ("drop_empty", yes(drop_empty)),
        ("more_path", yes(more_path)),
    ];
    Node::of_keys(keys)
}

/// The way back of [`read_own`]; `None` where it says nothing.
pub fn print_own(travel: &Travel<'_>) -> Option<Node> {
    let Travel { verb: _, path: _, body, lists, content_type } = *travel;
    if body.is_none() && lists.is_none() && content_type.is_empty() {
        return None;
    }
    let [kind, path, formats] = body.map_or([("body", None), ("envelope", None), ("formats", None)], print_body);
    Some(Node::of_keys([
        kind,
        path,
        formats,
        ("lists", lists.map(|lists| Node::of_text(lists_word(lists)))),
        ("content_type", (!content_type.is_empty()).then(|| Node::of_text(content_type))),
    ]))
}

fn print_body(body: Body<'_>) -> [(&'static str, Option<Node>); 3] {
    let (path, formats) = match body {
        Body::Envelope { path, formats } if body != JSON => {
            let formats = formats.iter().map(|format| Node::of_text(format.name()));
            let path = path.iter().map(|name| Node::of_text(template::print(*name)));
            (Some(Node::of_list(path)), Some(Node::of_list(formats)))
        }
        _ => (None, None),
    };
    [("body", Some(Node::of_text(body_word(body)))), ("envelope", path), ("formats", formats)]
}

/// The word for where the business parameters go.
pub fn body_word(body: Body<'_>) -> String {
    let kind = match body {
        JSON => Kind::Json,
        Body::Form => Kind::Form,
        Body::Query => Kind::Query,
        Body::Positional => Kind::Positional,
        Body::Envelope { .. } => Kind::Envelope,
        Body::Inside { location: Location::Query, name } => return format!("query.{name}"),
        Body::Inside { name, .. } => return format!("form.{name}"),
    };
    spelling(&kind, KINDS).to_owned()
}
