//! A platform's file: what all its endpoints share. How it signs is in `signing`.
//!
//! - `common`, `pager`, `wire`: what every request carries, and how it travels
//! - `faults`: the tables of error codes

pub(super) mod common;
pub(super) mod faults;
pub(super) mod pager;
mod wire;

use std::collections::HashSet;

use signwright_runtime::model::{
    Body, Clock, Common, DocumentFormat, Filter, Input, Offset, Part, Place, Platform, Reply, Signing, StepBody,
    TextUnit,
};

use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::lower::notation::mapping::Mapping;
use crate::lower::sandbox::refusals;
use crate::lower::signing::coverage::{self, Claims};
use crate::lower::signing::scheme::Sections;
use crate::lower::signing::{credentials, vector};
use crate::lower::template::inputs::{Known, Place as At};
use crate::lower::{Lowering, condition};
use crate::specs::{Located, PagerNotes, PlatformNotes};
use crate::suggest;
use crate::syntax::{Entry, Node};

/// What endpoints need of their platform.
#[derive(Clone, Copy)]
pub(super) struct Shared<'m> {
    /// The model.
    pub(super) platform: &'m Platform<'m>,
    /// What its lengths count.
    pub(super) unit: TextUnit,
    /// What a paged call takes to the query.
    pub(super) pager: Option<PagerNotes<'m>>,
    /// What it reads in every answer. Where that stands is known when the endpoints are.
    pub(super) paths: &'m [Located<'m>],
}

/// The formats of documents.
pub(super) const FORMATS: &[(&str, DocumentFormat)] = &[("json", DocumentFormat::Json), ("xml", DocumentFormat::Xml)];

pub(crate) const UNITS: &[(&str, TextUnit)] =
    &[("characters", TextUnit::Chars), ("bytes", TextUnit::Bytes), ("utf16", TextUnit::Utf16)];

#[cfg(feature = "import")]
fn page_words(words: &Node, lowering: &mut Lowering<'_, '_>) {
    crate::import::platform_words(words, lowering.diagnostics);
}

/// Only what reads pages knows these words.
#[cfg(not(feature = "import"))]
fn page_words(_: &Node, _: &mut Lowering<'_, '_>) {}

/// Lowers a platform's file. What cannot be read is reported; the rest is still there for the endpoints.
pub(super) fn platform<'m>(
    tree: &Node,
    folder: &str,
    origin: &'m str,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(Shared<'m>, PlatformNotes<'m>)> {
    let arena = lowering.arena;
    let start = Span { end: tree.span.start, ..tree.span };
    let mut file = Mapping::of(tree, "a platform's file", start, lowering)?;
    let name = file.required("platform", lowering).and_then(|entry| lowering.word(&entry.value));
    if let Some(name) = name.filter(|name| name.text != folder) {
        let message = format!("the platform is named `{}`, but its folder `{folder}`", name.text);
        lowering.error(Code::FolderName, name.span, message, "give both one name");
    }
    let title = file.prose("title", lowering);
    let docs = file.prose("docs", lowering);
    let notes = file.value("notes").map_or(&[][..], |notes| lowering.texts(notes, "`notes`"));
    let zone = file.required("zone", lowering).and_then(|entry| lowering.word(&entry.value));
    let zone = zone.and_then(|zone| offset(zone, lowering)).unwrap_or(Offset::UTC);
    let unit = file.choice("lengths", UNITS, lowering).unwrap_or(TextUnit::Chars);

    let environments = file.required("environments", lowering);
    let environments = environments.map_or(&[][..], |entry| credentials::environments(entry, lowering));
    let credentials = file.required("credentials", lowering);
    let credentials = credentials.map_or(&[][..], |entry| credentials::credentials(entry, lowering));
    // The steps first: common parameters may name them.
    let errors = lowering.diagnostics.errors();
    let sections = Sections::of(&mut file, lowering);
    let mut scheme = sections.scheme(credentials, true, lowering);
    let steps = scheme.as_ref().map_or(&[][..], |scheme| &scheme.steps);
    let own_vars = scheme.as_ref().map_or(&[][..], |scheme| &scheme.vars);
    let known = Known { place: At::Common, credentials, steps, own_vars, vars: None };
    let common = file.required("common", lowering).map(|entry| common::common(entry, &known, lowering));
    let wire = file.required("wire", lowering).and_then(|entry| wire::wire(entry, lowering));
    if let (Some(scheme), Some(common), Some(wire)) = (&mut scheme, &common, &wire) {
        let params = if matches!(wire.body, Body::Form) { Place::Form } else { common.common.place };
        sections.place(params, common.uses.signature, scheme, (credentials, true), lowering);
    }
    let unsent = sections.unsent(lowering);
    // Of a scheme that cannot be read, nothing more can be said.
    let readable = lowering.diagnostics.errors() == errors;
    let vectors_entry = file.entry("vectors");
    let vectors = vectors_entry
        .map_or(&[][..], |entry| vector::vectors(&entry.value, credentials, vector::Of::Platform, lowering));
    let stated = vectors_entry.and_then(|entry| entry.value.list()).map_or(0, <[Node]>::len);
    let clock = file
        .entry("clock")
        .and_then(|entry| clock(entry, &common.as_ref()?.common, &scheme.as_ref()?.signing, lowering));
    let pager = file.entry("pager").map(|entry| pager::pager(entry, unit, lowering));
    let reply = file.required("reply", lowering).and_then(|entry| reply(entry, lowering));
    let errors = file.value("errors").map_or(&[][..], |errors| faults::faults(errors, lowering));
    let (refusals, test_credentials) = refusals::platform(file.entry("sandbox"), credentials, lowering);
    if let (Some(pager), Some(wire), Some(common)) = (&pager, &wire, &common) {
        pager::is_possible(wire.body, common.common.place, pager.span, lowering);
    }
    // The words of its pages: what reads pages checks them.
    if let Some(words) = file.value("import") {
        page_words(words, lowering);
    }
    file.finish(lowering);

    let (name, common) = (name?, common?);
    let (reply, paths) = reply?;
    let platform = Platform {
        name: arena.alloc_str(name.text),
        title,
        docs,
        zone,
        environments,
        credentials,
        common: common.common,
        wire: wire?,
        signing: scheme?.signing,
        clock,
        reply,
        errors,
        refusals,
        test_credentials,
    };
    let notes = PlatformNotes {
        file: origin,
        span: name.span,
        notes,
        pager,
        common: common.notes,
        vectors,
        signing: sections.span().unwrap_or(name.span),
    };
    let claims = Claims { platform: &platform, vectors, stated, unsent: &unsent, place: notes.signing };
    if readable {
        coverage::check(&claims, lowering.diagnostics);
    }
    Some((Shared { platform: arena.alloc(platform), unit, pager, paths: arena.alloc_slice(&paths) }, notes))
}

/// `+08:00`, `-03:30`.
pub(super) fn offset(text: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<Offset> {
    let offset = distance(text.text);
    if offset.is_none() {
        let message = format!("`{}` is no zone", text.text);
        lowering.error(Code::UnknownWord, text.span, message, "write the distance from UTC: `\"+08:00\"`");
    }
    offset
}

/// A distance from UTC.
pub(super) fn distance(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| if digits(part) { part.parse::<i16>().ok() } else { None };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours <= 14 && minutes < 60).then_some(Offset(sign * (hours * 60 + minutes)))
}

/// `{ param: timestamp, tolerance: 300 }`
pub(super) fn clock<'m>(
    entry: &Entry,
    common: &Common<'m>,
    signing: &Signing<'m>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<Clock<'m>> {
    if let Some(place) = entry.value.map().and_then(|entries| entries.iter().find(|entry| is_place(&entry.key.text))) {
        let message = format!("`clock` does not say where the time travels, and `{}` does", place.key.text);
        let help = "`param` names what carries it, be it a parameter, a header or a field: `{ param: X-Time, tolerance: 300 }`";
        lowering.error(Code::UnknownKey, place.key.span, message, help);
        return None;
    }
    let mut mapping = Mapping::of(&entry.value, "`clock`", entry.key.span, lowering)?;
    let param = mapping.required("param", lowering).and_then(|entry| lowering.word(&entry.value));
    let tolerance = mapping.required("tolerance", lowering).and_then(|entry| lowering.word(&entry.value));
    mapping.finish(lowering);
    let (param, tolerance) = (param?, tolerance?);
    let common = common.fields.iter().map(|field| (field.name, field.value));
    let fields: Vec<_> = common.chain(signing.place.iter().map(|placed| (placed.name, placed.value))).collect();
    if let Some((_, value)) = fields.iter().find(|(name, _)| *name == param.text) {
        // A server reads the time back out of the parameter, so its template must show where it stands.
        if !value.0.iter().any(|part| is_clock(part, signing, &mut HashSet::new())) {
            let message = format!("the parameter `{}` does not carry the time", param.text);
            let help = "a form of the clock must stand in its value, or in a step that it names: `{clock.unix}`";
            lowering.error(Code::BadTemplate, param.span, message, help);
        }
    } else {
        let help = suggest::help(param.text, fields.iter().map(|(name, _)| *name));
        let message = format!("no common parameter is named `{}`", param.text);
        lowering.error(Code::UnknownName, param.span, message, help);
    }
    let Ok(seconds) = tolerance.text.parse::<u32>() else {
        let message = format!("`{}` is no number of seconds", tolerance.text);
        lowering.error(Code::UnknownWord, tolerance.span, message, "write whole seconds: `tolerance: 300`");
        return None;
    };
    Some(Clock { param: lowering.arena.alloc_str(param.text), tolerance: seconds })
}

fn is_place(key: &str) -> bool {
    matches!(key, "query" | "form" | "header" | "json")
}

/// Whether the time can be read out of a part: it is the clock, or a step whose template holds the clock.
fn is_clock<'m>(part: &Part<'m>, signing: &Signing<'m>, followed: &mut HashSet<&'m str>) -> bool {
    match *part {
        Part::Value(Input::Clock, [_, changes @ ..]) => {
            changes.iter().all(|change| matches!(change, Filter::Radix(_) | Filter::Upper | Filter::Lower))
        }
        Part::Value(Input::Step(name), []) if followed.insert(name) => {
            match signing.steps.iter().find(|step| step.name == name).map(|step| step.body) {
                Some(StepBody::Template(template)) => template.0.iter().any(|part| is_clock(part, signing, followed)),
                _ => false,
            }
        }
        _ => false,
    }
}

/// How answers are read, and the paths that are read in them.
fn reply<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> Option<(Reply<'m>, Vec<Located<'m>>)> {
    let arena = lowering.arena;
    let mut mapping = Mapping::of(&entry.value, "`reply`", entry.key.span, lowering)?;
    let format = mapping.choice("format", FORMATS, lowering);
    let root = mapping.word("root", lowering).map_or(&[][..], |path| {
        let names: Vec<&'m str> = path.text.split('.').map(|name| arena.alloc_str(name)).collect();
        arena.alloc_slice(&names)
    });
    let success = mapping.required("success", lowering).and_then(|entry| lowering.word(&entry.value));
    let success = success.and_then(|text| condition::read_answer(text, arena, lowering.diagnostics));
    let code = mapping.required("code", lowering).and_then(|entry| lowering.word(&entry.value));
    let message = mapping.word("message", lowering);
    mapping.finish(lowering);
    let (success, mut paths) = success?;
    let code = code?;
    paths.push(code);
    paths.extend(message);
    let paths = paths.into_iter().map(|path| lowering.keep(path)).collect();
    let message = message.map_or("", |path| arena.alloc_str(path.text));
    Some((Reply { format, root, success, code: arena.alloc_str(code.text), message }, paths))
}
