//! A platform's file: what all its endpoints share. How it signs is in `signing`.
//!
//! - `common`, `pager`: what each request carries
//! - `records`: what the tables of its endpoints share

mod common;
pub(super) mod pager;
pub(super) mod records;

use signwright_model::notation::sandbox::refusals;
use signwright_model::notation::{clock, credentials, environments, errors, rate, reply, wire, zone};
use signwright_model::{Credential, Environment, Location, Offset, Platform, TextUnit};

use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::import_words::ImportWords;
use crate::lower::endpoint::{rates, tokens};
use crate::lower::lowering::{Lowering, Shared};
use crate::lower::notation::mapping::Mapping;
use crate::lower::signing::coverage::{self, Claims};
use crate::lower::signing::scheme::Sections;
use crate::lower::signing::vector;
use crate::specs::{Located, MadeOf, PlatformNotes, SharedNotes, Vector};
use crate::syntax::{Entry, Node};
use signwright_model::notation::template::Uses;
use signwright_model::notation::template::inputs::{NameTable, Position};

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
    let name = file.required_word("platform", lowering);
    if let Some(name) = name.filter(|name| name.text != folder) {
        let message = format!("the platform is named `{}`, but its folder `{folder}`", name.text);
        lowering.error(Code::FolderName, name.span, message, "give both one name");
    }
    let title = file.prose("title", lowering);
    let docs = file.prose("docs", lowering);
    let notes = file.value("notes").map_or(&[][..], |notes| lowering.texts(notes, "`notes`"));
    let zone = file.required_word("zone", lowering);
    let zone = zone.and_then(|zone| lowering.take(zone::offset(zone))).unwrap_or(Offset::UTC);
    let unit = file.choice("lengths", UNITS, lowering).unwrap_or(TextUnit::Chars);

    let environments_entry = file.required("environments", lowering);
    let environments = environments_entry.map_or(&[][..], |section| environments::read(section, lowering));
    let credentials = file.required("credentials", lowering);
    let tokens = credentials.map_or(&[][..], |section| tokens::notes(section, lowering));
    let credentials = credentials.map_or(&[][..], |section| credentials::read(section, lowering));
    secrets_in(environments_entry, (environments, credentials), lowering);
    // The steps first: common parameters may name them.
    let errors = lowering.diagnostics.errors();
    let sections = Sections::of(&mut file, lowering);
    let mut scheme = sections.scheme(credentials, true, lowering);
    let steps = scheme.as_ref().map_or(&[][..], |scheme| &scheme.steps);
    let scheme_vars = scheme.as_ref().map_or(&[][..], |scheme| &scheme.vars);
    let scope = NameTable { position: Position::Common, credentials, steps, scheme_vars, vars: None };
    let common = file.entry("common").map(|section| common::common(section, &scope, lowering)).unwrap_or_default();
    let (classes, of_classes) = file
        .entry("classes")
        .map_or((&[][..], Uses::default()), |section| common::classes(section, &common, &scope, lowering));
    let wire = file.required("wire", lowering).and_then(|section| wire::read(section, lowering));
    if let (Some(scheme), Some(wire)) = (&mut scheme, &wire) {
        let params = wire.body.params().or(common.common.location).unwrap_or(Location::Json);
        let uses = common.uses.and(of_classes);
        sections.place(params, uses.signature, scheme, (credentials, true), lowering);
    }
    let unsent = sections.unsent(lowering);
    // Of a scheme that cannot be read, nothing more can be said.
    let readable = lowering.diagnostics.errors() == errors;
    let (vectors, stated) = vectors(&mut file, credentials, lowering);
    let models = arena.alloc_slice(&classes.iter().map(|class| class.model).collect::<Vec<_>>());
    let clock = file
        .entry("clock")
        .and_then(|section| clock::read(section, &common.common, models, &scheme.as_ref()?.signing, lowering));
    let pager = file.entry("pager").map(|section| pager::pager(section, unit, lowering));
    // Read in `records`, when it is known what a length counts.
    file.value("records");
    let rate_entry = file.entry("rate");
    let rates = rate_entry.map_or(&[][..], |section| rate::read(section, lowering));
    rates::by(rate_entry, credentials, lowering);
    let reply = file.required("reply", lowering).and_then(|section| reply::read(section, lowering));
    let errors = file.value("errors").map_or(&[][..], |errors| errors::read(errors, lowering));
    let (refusals, test_credentials) = refusals::platform(file.entry("sandbox"), credentials, lowering);
    import_words(&mut file, lowering);
    file.finish(lowering);

    let name = name?;
    let (reply, paths) = reply?;
    let platform = Platform {
        name: arena.alloc_str(name.text),
        title,
        docs,
        zone,
        environments,
        credentials,
        common: common.common,
        classes: models,
        wire: wire?,
        signing: scheme?.signing,
        clock,
        rates,
        reply,
        errors,
        refusals,
        test_credentials,
    };
    if let Some(pager) = &pager {
        pager::is_possible(&platform, pager.span, lowering);
    }
    let fields = common.fields.iter().chain(classes.iter().flat_map(|class| class.fields));
    common::beside_body(&platform, fields.clone(), lowering);
    let fields = fields.map(|field| Located { text: field.model.name, span: field.span });
    let scheme_notes = sections.notes(&platform.signing, name.span, fields, lowering);
    let notes = PlatformNotes {
        file: origin,
        span: name.span,
        notes,
        pager,
        common: common.fields,
        classes,
        vectors,
        signing: scheme_notes,
        shared: SharedNotes::default(),
        made_of: MadeOf::default(),
    };
    let claims = Claims { platform: &platform, vectors, stated, unsent: &unsent, notes: scheme_notes };
    let unused = if readable { coverage::check(&claims, lowering.diagnostics) } else { Vec::new() };
    let (platform, rates_are_read) = (arena.alloc(platform), rates::are_read(rate_entry, rates));
    let (paths, unused) = (arena.alloc_slice(&paths), arena.alloc_slice(&unused));
    Some((Shared { platform, unit, pager, paths, tokens, unused, rates_are_read }, notes))
}

/// Its vectors, and how many it states, those included that cannot be read.
fn vectors<'m>(
    file: &mut Mapping<'_>,
    credentials: &[Credential<'_>],
    lowering: &mut Lowering<'m, '_>,
) -> (&'m [Vector<'m>], usize) {
    let Some(section) = file.entry("vectors") else { return (&[], 0) };
    let vectors = vector::vectors(&section.value, credentials, vector::Of::Platform, lowering);
    (vectors, section.value.list().map_or(0, <[Node]>::len))
}

/// The words of its pages are no part of the model; reading them finds their mistakes.
fn import_words(file: &mut Mapping<'_>, lowering: &mut Lowering<'_, '_>) {
    if let Some(words) = file.value("import") {
        ImportWords::read(words, lowering.diagnostics);
    }
}

/// Refuses secrets in an environment's address, which is printed, and whose host is looked up by name.
fn secrets_in(
    section: Option<&Entry>,
    (environments, credentials): (&[Environment<'_>], &[Credential<'_>]),
    lowering: &mut Lowering<'_, '_>,
) {
    let values = environments.iter().flat_map(|environment| environments::values(environment.url));
    let is_secret = |name: &&str| credentials.iter().any(|credential| credential.name == *name && credential.secret);
    for name in values.filter_map(|value| value.strip_prefix("credential.")).filter(is_secret) {
        let Some(section) = section else { continue };
        let message = format!("`{{credential.{name}}}` is secret, and an address is no place for it");
        lowering.error(Code::BadTemplate, section.key.span, message, "a `public` credential can stand there");
    }
}
