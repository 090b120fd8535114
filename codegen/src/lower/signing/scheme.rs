//! The sections `vars`, `signing`, `place` and `unsent` of a platform's file or a scheme's, and a scheme's file: a
//! scheme that stands alone, with just enough of a platform around it to be signed and verified.

use signwright_runtime::model::{
    Api, Body, Common, Condition, Credential, Environment, Escape, Input, Offset, Part, Place, Platform, Refusals,
    Reply, Signing, Template, Wire,
};

use super::coverage::{self, Claims};
use super::{Around, Scheme, clock, credentials, shared, vector};
use crate::diagnostic::{Diagnostics, Span};
use crate::lower::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::zone;
use crate::lower::signing;
use crate::specs::{Located, PlatformNotes, SpecApi};
use crate::syntax::{Entry, Node};

/// The sections as they were found.
pub(in crate::lower) struct Sections<'t> {
    signing: Option<&'t Entry>,
    vars: Option<&'t Entry>,
    place: Option<&'t Entry>,
    unsent: Option<&'t Entry>,
    /// The shared scheme that is used.
    shared: Option<Node>,
}

impl<'t> Sections<'t> {
    pub(in crate::lower) fn of(file: &mut Mapping<'t>, lowering: &mut Lowering<'_, '_>) -> Self {
        let signing = file.required("signing", lowering);
        let name = signing.and_then(|entry| entry.value.scalar());
        let shared = name.and_then(|name| shared::find(name.located(), lowering));
        Self { signing, vars: file.entry("vars"), place: file.entry("place"), unsent: file.entry("unsent"), shared }
    }

    /// The place of the scheme for messages about all of it.
    pub(in crate::lower) fn span(&self) -> Option<Span> {
        self.signing.map(|entry| entry.key.span)
    }

    /// Reads values and steps. `open_vars` says whether endpoints and calls may bring values of their own.
    pub(in crate::lower) fn scheme<'m>(
        &self,
        credentials: &[Credential<'_>],
        open_vars: bool,
        lowering: &mut Lowering<'m, '_>,
    ) -> Option<Scheme<'m>> {
        let entry = self.signing?;
        let own = self.vars.map(|entry| &entry.value);
        let arena = lowering.arena;
        let Some(shared) = &self.shared else {
            if entry.value.scalar().is_some() {
                return None;
            }
            let vars: Vec<_> = own.into_iter().collect();
            let mut around = Around { credentials, open_vars, arena, diagnostics: lowering.diagnostics };
            return Some(signing::lower(&entry.value, &vars, &mut around));
        };
        let vars: Vec<_> = own.into_iter().chain(shared.get("vars")).collect();
        let mut mistakes = Diagnostics::default();
        let mut around = Around { credentials, open_vars: false, arena, diagnostics: &mut mistakes };
        let scheme = signing::lower(shared.get("signing")?, &vars, &mut around);
        Self::tell(&mistakes, entry, lowering);
        Some(scheme)
    }

    /// Reads what the scheme sends. A shared scheme's own place counts unless the platform has one.
    pub(in crate::lower) fn place<'m>(
        &self,
        params: Place,
        is_placed: bool,
        scheme: &mut Scheme<'m>,
        (credentials, open_vars): (&[Credential<'_>], bool),
        lowering: &mut Lowering<'m, '_>,
    ) {
        let mut mistakes = Diagnostics::default();
        let arena = lowering.arena;
        let own = self.place.map(|entry| &entry.value);
        let shared = self.shared.as_ref().and_then(|shared| shared.get("place")).filter(|_| !is_placed);
        if let Some(node) = own.or(shared) {
            let mut around = Around { credentials, open_vars, arena, diagnostics: &mut mistakes };
            let place = signing::place(node, params, scheme, &mut around);
            scheme.signing = Signing { place, ..scheme.signing };
        }
        match self.signing {
            Some(entry) if own.is_none() => Self::tell(&mistakes, entry, lowering),
            _ => lowering.diagnostics.append(mistakes),
        }
    }

    /// What is wrong with a shared scheme here is told where it is used: its own file is sound.
    fn tell(mistakes: &Diagnostics, entry: &Entry, lowering: &mut Lowering<'_, '_>) {
        let name = entry.value.scalar().map_or("", |name| &name.text);
        for mistake in mistakes.sorted() {
            if mistake.span.file == entry.key.span.file {
                lowering.push(mistake.clone());
            } else {
                let message = format!("the shared scheme `{name}`: {}", mistake.message);
                let help = format!("say by `vars` what is the vendor's own; {}", mistake.help);
                lowering.error(mistake.code, entry.value.span, message, help);
            }
        }
    }

    /// What is said to be signed and not sent.
    pub(in crate::lower) fn unsent(&self, lowering: &mut Lowering<'_, '_>) -> Vec<Located<'t>> {
        let Some(entry) = self.unsent else { return Vec::new() };
        let nodes = entry.value.list().unwrap_or(std::slice::from_ref(&entry.value));
        nodes.iter().filter_map(|node| lowering.word(node)).collect()
    }
}

/// Where the parameters of a scheme's file travel.
const PLACES: &[(&str, Place)] =
    &[("query", Place::Query), ("form", Place::Form), ("header", Place::Header), ("json", Place::Json)];

/// Lowers a scheme's file. `beside` reads a file beside it.
pub(crate) fn scheme<'m>(
    tree: &Node,
    origin: &'m str,
    beside: &mut dyn FnMut(Located<'_>) -> Option<Node>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<SpecApi<'m>> {
    let arena = lowering.arena;
    let start = Span { end: tree.span.start, ..tree.span };
    let mut file = Mapping::of(tree, "a scheme's file", start, lowering)?;
    let name = file.required("scheme", lowering).and_then(|entry| lowering.word(&entry.value));
    let title = file.prose("title", lowering);
    let docs = file.prose("docs", lowering);
    let notes = file.value("notes").map_or(&[][..], |notes| lowering.texts(notes, "`notes`"));
    let zone = file.word("zone", lowering).and_then(|zone| zone::offset(zone, lowering)).unwrap_or(Offset::UTC);
    let credentials = file.required("credentials", lowering);
    let credentials = credentials.map_or(&[][..], |entry| credentials::credentials(entry, lowering));
    let verb = file.word("verb", lowering).map_or("POST", |verb| arena.alloc_str(verb.text));
    let place = file.choice("in", PLACES, lowering).unwrap_or(Place::Query);
    let url = file.word("url", lowering).map_or("https://api.example.com/", |url| arena.alloc_str(url.text));
    let sections = Sections::of(&mut file, lowering);
    let mut scheme = sections.scheme(credentials, false, lowering);
    if let Some(scheme) = &mut scheme {
        sections.place(place, false, scheme, (credentials, false), lowering);
    }
    let clock_entry = file.entry("clock");
    let unsent = sections.unsent(lowering);
    let vectors = file.required("vectors", lowering);
    file.finish(lowering);

    let own;
    let rows = match vectors.map(|entry| (entry, entry.value.scalar())) {
        Some((_, Some(name))) => {
            own = beside(name.located());
            own.as_ref()
        }
        Some((entry, None)) => Some(&entry.value),
        None => None,
    };
    let stated = rows.and_then(Node::list).map_or(0, <[Node]>::len);
    let key = vectors.map_or(start, |entry| entry.key.span);
    let vectors = rows.map_or(&[][..], |rows| vector::vectors(rows, credentials, vector::Of::Scheme, lowering));
    let (name, scheme) = (name?, scheme?);
    let common = Common { place, fields: &[] };
    let clock = clock_entry.and_then(|entry| clock::clock(entry, &common, &scheme.signing, lowering));
    let environment = Environment { name: "example", url, title: "" };
    let platform = arena.alloc(Platform {
        name: arena.alloc_str(name.text),
        title,
        docs,
        zone,
        environments: arena.alloc_slice(&[environment]),
        credentials,
        common,
        wire: Wire {
            verb,
            url: Template(&[Part::Value(Input::Environment, &[])]),
            body: if place == Place::Form { Body::Form } else { Body::Positional },
            escape: Escape::Minimal,
            drop_empty: false,
        },
        signing: scheme.signing,
        clock,
        reply: Reply { format: None, root: &[], success: Condition::All(&[]), code: "", message: "" },
        errors: &[],
        refusals: Refusals { answer: None, list: &[] },
        test_credentials: &[],
    });
    let place = sections.span().unwrap_or(key);
    let claims = Claims { platform, vectors, stated, unsent: &unsent, place };
    if !lowering.diagnostics.has_errors() {
        coverage::check(&claims, lowering.diagnostics);
    }
    let notes =
        PlatformNotes { file: origin, span: name.span, notes, common: &[], vectors, signing: place, pager: None };
    Some(SpecApi { api: Api { platform, endpoints: &[] }, notes, endpoints: &[] })
}
