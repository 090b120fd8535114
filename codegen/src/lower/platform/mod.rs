//! A platform's file: what all its endpoints share. How it signs is in `signing`.
//!
//! - `environments`, `wire`: where requests go, and how they travel
//! - `common`, `pager`: what each of them carries
//! - `faults`: the tables of error codes

pub(super) mod common;
mod environments;
pub(super) mod faults;
pub(super) mod pager;
pub(super) mod wire;

use signwright_model::notation::condition;
use signwright_model::{Body, Offset, Place, Platform, Reply, TextUnit};

use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::import_words::ImportWords;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::{FORMATS, zone};
use crate::lower::sandbox::refusals;
use crate::lower::signing::coverage::{self, Claims};
use crate::lower::signing::scheme::Sections;
use crate::lower::signing::{clock, credentials, vector};
use crate::lower::template::inputs::{Known, Place as At};
use crate::lower::{Lowering, Shared};
use crate::specs::{Located, PlatformNotes};
use crate::syntax::{Entry, Node};

/// What a length counts.
pub const UNITS: &[(&str, TextUnit)] =
    &[("characters", TextUnit::Chars), ("bytes", TextUnit::Bytes), ("utf16", TextUnit::Utf16)];

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
    let zone = zone.and_then(|zone| zone::offset(zone, lowering)).unwrap_or(Offset::UTC);
    let unit = file.choice("lengths", UNITS, lowering).unwrap_or(TextUnit::Chars);

    let environments = file.required("environments", lowering);
    let environments = environments.map_or(&[][..], |entry| environments::environments(entry, lowering));
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
        .and_then(|entry| clock::clock(entry, &common.as_ref()?.common, &scheme.as_ref()?.signing, lowering));
    let pager = file.entry("pager").map(|entry| pager::pager(entry, unit, lowering));
    let reply = file.required("reply", lowering).and_then(|entry| reply(entry, lowering));
    let errors = file.value("errors").map_or(&[][..], |errors| faults::faults(errors, lowering));
    let (refusals, test_credentials) = refusals::platform(file.entry("sandbox"), credentials, lowering);
    if let (Some(pager), Some(wire), Some(common)) = (&pager, &wire, &common) {
        pager::is_possible(wire.body, common.common.place, pager.span, lowering);
    }
    // The words of its pages are no part of the model; reading them finds their mistakes.
    if let Some(words) = file.value("import") {
        ImportWords::read(words, lowering.diagnostics);
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
    let fields = common.common.fields.iter().zip(common.notes);
    let fields = fields.map(|(field, notes)| Located { text: field.name, span: notes.span });
    let scheme_notes = sections.notes(&platform.signing, name.span, fields, lowering);
    let notes = PlatformNotes {
        file: origin,
        span: name.span,
        notes,
        pager,
        common: common.notes,
        vectors,
        signing: scheme_notes,
    };
    let claims = Claims { platform: &platform, vectors, stated, unsent: &unsent, notes: scheme_notes };
    if readable {
        coverage::check(&claims, lowering.diagnostics);
    }
    Some((Shared { platform: arena.alloc(platform), unit, pager, paths: arena.alloc_slice(&paths) }, notes))
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
