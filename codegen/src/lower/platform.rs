//! A platform's file: what all its endpoints share.

use signwright_runtime::model::{Clock, Common, DocumentFormat, Input, Offset, Part, Platform, Reply, TextUnit};

use super::inputs::{Known, Place as At};
use super::mapping::Mapping;
use super::{Lowering, common, condition, credentials, faults, pager, refusals, signing, vector, wire};
use crate::catalogue::Code;
use crate::diagnostic::Span;
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
    // The scheme first: common parameters may name its steps.
    let signing_entry = file.required("signing", lowering);
    let scheme = signing_entry.map(|entry| signing::lower(&entry.value, credentials, arena, lowering.diagnostics));
    let steps = scheme.as_ref().map_or(&[][..], |scheme| &scheme.steps);
    let known = Known { place: At::Common, credentials, steps, vars: None };
    let common = file.required("common", lowering).map(|entry| common::common(entry, &known, lowering));
    let wire = file.required("wire", lowering).and_then(|entry| wire::wire(entry, lowering));
    let vectors_entry = file.entry("vectors");
    let vectors = vectors_entry.map_or(&[][..], |entry| vector::vectors(entry, credentials, lowering));
    if let (Some(scheme), Some(entry), Some(common)) = (&scheme, signing_entry, &common) {
        let stated = vectors_entry.and_then(|entry| entry.value.list()).map_or(0, <[Node]>::len);
        signing::check(scheme, common.uses, stated, entry.key.span, lowering.diagnostics);
    }
    let pager = file.entry("pager").map(|entry| pager::pager(entry, unit, lowering));
    let clock = file.entry("clock").and_then(|entry| clock(entry, &common.as_ref()?.common, lowering));
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
        reply: reply?,
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
        signing: signing_entry.map_or(name.span, |entry| entry.key.span),
    };
    Some((Shared { platform: arena.alloc(platform), unit, pager }, notes))
}

/// `+08:00`, `-03:30`.
fn offset(text: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<Offset> {
    let read = || {
        let (sign, rest) = match text.text.split_at_checked(1)? {
            ("+", rest) => (1, rest),
            ("-", rest) => (-1, rest),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = |part: &str| if digits(part) { part.parse::<i16>().ok() } else { None };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        (hours <= 14 && minutes < 60).then_some(Offset(sign * (hours * 60 + minutes)))
    };
    let offset = read();
    if offset.is_none() {
        let message = format!("`{}` is no zone", text.text);
        lowering.error(Code::UnknownWord, text.span, message, "write the distance from UTC: `\"+08:00\"`");
    }
    offset
}

/// `{ param: timestamp, tolerance: 300 }`
fn clock<'m>(entry: &Entry, common: &Common<'m>, lowering: &mut Lowering<'m, '_>) -> Option<Clock<'m>> {
    let mut mapping = Mapping::of(&entry.value, "`clock`", entry.key.span, lowering)?;
    let param = mapping.required("param", lowering).and_then(|entry| lowering.word(&entry.value));
    let tolerance = mapping.required("tolerance", lowering).and_then(|entry| lowering.word(&entry.value));
    mapping.finish(lowering);
    let (param, tolerance) = (param?, tolerance?);
    if let Some(field) = common.fields.iter().find(|field| field.name == param.text) {
        // A server reads the time back out of the parameter, so nothing else may stand in it.
        if !matches!(field.value.0, [Part::Value(Input::Clock, [_])]) {
            let message = format!("the parameter `{}` is not the time alone", param.text);
            let help = "its value must be one of `{clock.unix}`, `{clock.unix_ms}`, `{clock.local}`";
            lowering.error(Code::BadTemplate, param.span, message, help);
        }
    } else {
        let help = suggest::help(param.text, common.fields.iter().map(|field| field.name));
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

fn reply<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> Option<Reply<'m>> {
    let arena = lowering.arena;
    let mut mapping = Mapping::of(&entry.value, "`reply`", entry.key.span, lowering)?;
    let format = mapping.choice("format", FORMATS, lowering);
    let root = mapping.word("root", lowering).map_or(&[][..], |path| {
        let names: Vec<&'m str> = path.text.split('.').map(|name| arena.alloc_str(name)).collect();
        arena.alloc_slice(&names)
    });
    let success = mapping.required("success", lowering).and_then(|entry| lowering.word(&entry.value));
    let success = success.and_then(|text| condition::read(text, None, arena, lowering.diagnostics));
    let code = mapping.required("code", lowering).and_then(|entry| lowering.word(&entry.value));
    let message = mapping.word("message", lowering).map_or("", |path| arena.alloc_str(path.text));
    mapping.finish(lowering);
    Some(Reply { format, root, success: success?, code: arena.alloc_str(code?.text), message })
}
