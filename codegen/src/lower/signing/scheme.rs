//! The sections `vars`, `signing`, `place` and `unsent` of a platform's file or a scheme's, and a scheme's file: a
//! scheme that stands alone, with just enough of a platform around it to be signed and verified.

use signwright_model::notation::scheme::{self, Around, Scheme};
use signwright_model::notation::{clock, credentials, wire};
use signwright_model::{
    Api, Body, Common, Credential, Environment, Input, Location, Offset, Part, Platform, Refusals, Reply, Signing,
    Template, Wire,
};

use super::coverage::{self, Claims};
use super::{shared, unused, vector};
use crate::diagnostic::{Diagnostics, Span};
use crate::lower::lowering::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::zone;
use crate::specs::{Located, MadeOf, PlatformNotes, SchemeNotes, SharedNotes, SpecApi};
use crate::syntax::{Entry, Node};
use signwright_model::notation::template::inputs::{NameTable, Position};

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
        let name = signing.and_then(|section| section.value.scalar());
        let shared = name.filter(|name| name.text != scheme::NONE);
        let shared = shared.and_then(|name| shared::find(name.located(), lowering));
        Self { signing, vars: file.entry("vars"), place: file.entry("place"), unsent: file.entry("unsent"), shared }
    }

    /// Where the scheme's parts stand. `otherwise` is the place for a scheme that is not there; `common` is what is sent
    /// beside what the scheme places.
    pub(in crate::lower) fn notes<'m>(
        &self,
        signing: &Signing<'_>,
        otherwise: Span,
        common: impl Iterator<Item = Located<'m>>,
        lowering: &Lowering<'m, '_>,
    ) -> SchemeNotes<'m> {
        let arena = lowering.arena;
        let keys = |node: Option<&Node>| {
            let keys = node.and_then(Node::map).unwrap_or_default().iter().map(|section| section.key.located());
            arena.alloc_slice(&keys.map(|key| lowering.keep(key)).collect::<Vec<_>>())
        };
        let stated =
            |section: Option<&'t Entry>| section.map(|section| &section.value).filter(|_| self.shared.is_none());
        let placed = self.place.map(|section| scheme::placed_names(&section.value)).unwrap_or_default();
        let sent: Vec<_> = common.chain(placed.into_iter().map(|name| lowering.keep(name))).collect();
        SchemeNotes {
            span: self.signing.map_or(otherwise, |section| section.key.span),
            steps: keys(stated(self.signing)),
            vars: keys(stated(self.vars)),
            sent: arena.alloc_slice(&sent),
            takes_text: coverage::takes_text(signing),
        }
    }

    /// Reads values and steps. `open_vars` says whether endpoints and calls may bring values of their own.
    pub(in crate::lower) fn scheme<'m>(
        &self,
        credentials: &[Credential<'_>],
        open_vars: bool,
        lowering: &mut Lowering<'m, '_>,
    ) -> Option<Scheme<'m>> {
        let section = self.signing?;
        let stated = self.vars.map(|section| &section.value);
        let arena = lowering.arena;
        let Some(shared) = &self.shared else {
            if section.value.scalar().is_some_and(|name| name.text != scheme::NONE) {
                return None;
            }
            let vars: Vec<_> = stated.into_iter().collect();
            let mut around = Around { credentials, open_vars, arena, diagnostics: lowering.diagnostics };
            return Some(scheme::read(&section.value, &vars, &mut around));
        };
        let vars: Vec<_> = stated.into_iter().chain(shared.get("vars")).collect();
        let mut mistakes = Diagnostics::default();
        let mut around = Around { credentials, open_vars: false, arena, diagnostics: &mut mistakes };
        let scheme = scheme::read(shared.get("signing")?, &vars, &mut around);
        Self::tell(&mistakes, section, lowering);
        Some(scheme)
    }

    /// Reads what the scheme sends. A shared scheme's own place counts unless the platform has one.
    pub(in crate::lower) fn place<'m>(
        &self,
        params: Location,
        is_placed: bool,
        scheme: &mut Scheme<'m>,
        (credentials, open_vars): (&[Credential<'_>], bool),
        lowering: &mut Lowering<'m, '_>,
    ) {
        let mut mistakes = Diagnostics::default();
        let arena = lowering.arena;
        let stated = self.place.map(|section| &section.value);
        let shared = self.shared.as_ref().and_then(|shared| shared.get("place")).filter(|_| !is_placed);
        if let Some(node) = stated.or(shared) {
            let mut around = Around { credentials, open_vars, arena, diagnostics: &mut mistakes };
            let parameters = scheme::parameters(node, params, scheme, &mut around);
            scheme.signing = Signing { parameters, ..scheme.signing };
        }
        match self.signing {
            Some(section) if stated.is_none() => Self::tell(&mistakes, section, lowering),
            _ => lowering.diagnostics.append(mistakes),
        }
    }

    /// What is wrong with a shared scheme here is told where it is used: its own file is sound.
    fn tell(mistakes: &Diagnostics, section: &Entry, lowering: &mut Lowering<'_, '_>) {
        let name = section.value.scalar().map_or("", |name| &name.text);
        for mistake in mistakes.sorted() {
            if mistake.span.file == section.key.span.file {
                lowering.push(mistake.clone());
            } else {
                let message = format!("the shared scheme `{name}`: {}", mistake.message);
                let help = format!("say by `vars` what is the vendor's own; {}", mistake.help);
                lowering.error(mistake.code, section.value.span, message, help);
            }
        }
    }

    /// What is said to be signed and not sent.
    pub(in crate::lower) fn unsent(&self, lowering: &mut Lowering<'_, '_>) -> Vec<Located<'t>> {
        let Some(section) = self.unsent else { return Vec::new() };
        let nodes = section.value.list().unwrap_or(std::slice::from_ref(&section.value));
        nodes.iter().filter_map(|node| lowering.word(node)).collect()
    }
}

/// Where the parameters of a scheme's file travel.
const LOCATIONS: &[(&str, Location)] =
    &[("query", Location::Query), ("form", Location::Form), ("header", Location::Header), ("json", Location::Json)];

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
    let name = file.required_word("scheme", lowering);
    let title = file.prose("title", lowering);
    let docs = file.prose("docs", lowering);
    let notes = file.value("notes").map_or(&[][..], |notes| lowering.texts(notes, "`notes`"));
    let zone = file.word("zone", lowering).and_then(|zone| lowering.take(zone::offset(zone))).unwrap_or(Offset::UTC);
    let credentials = file.required("credentials", lowering);
    let credentials = credentials.map_or(&[][..], |section| credentials::read(section, lowering));
    let verb = file.word("verb", lowering).map_or("POST", |verb| wire::verb(verb, lowering));
    let place = file.choice("in", LOCATIONS, lowering).unwrap_or(Location::Query);
    let url = file.word("url", lowering);
    let sections = Sections::of(&mut file, lowering);
    let mut scheme = sections.scheme(credentials, false, lowering);
    if let Some(scheme) = &mut scheme {
        sections.place(place, false, scheme, (credentials, false), lowering);
    }
    let clock_entry = file.entry("clock");
    let unsent = sections.unsent(lowering);
    let vectors = file.required("vectors", lowering);
    file.finish(lowering);

    let beside_it;
    let rows = match vectors.map(|section| (section, section.value.scalar())) {
        Some((_, Some(name))) => {
            beside_it = beside(name.located());
            beside_it.as_ref()
        }
        Some((section, None)) => Some(&section.value),
        None => None,
    };
    let stated = rows.and_then(Node::list).map_or(0, <[Node]>::len);
    let key = vectors.map_or(start, |section| section.key.span);
    let vectors = rows.map_or(&[][..], |rows| vector::vectors(rows, credentials, vector::Of::Scheme, lowering));
    let (name, scheme) = (name?, scheme?);
    let common = Common { location: Some(place), fields: &[] };
    let clock = clock_entry.and_then(|section| clock::read(section, &common, &[], &scheme.signing, lowering));
    let (url, address) = address(url, &scheme, lowering)?;
    let environment = Environment { name: "example", url, title: "" };
    let platform = arena.alloc(Platform {
        name: arena.alloc_str(name.text),
        title,
        docs,
        zone,
        environments: arena.alloc_slice(&[environment]),
        credentials,
        common,
        classes: &[],
        wire: Wire {
            verb,
            url: address,
            body: if place == Location::Form { Body::Form } else { Body::Positional },
            ..Wire::PLAIN
        },
        signing: scheme.signing,
        clock,
        rates: &[],
        reply: Reply { format: None, shapes: &[] },
        errors: &[],
        refusals: Refusals { answer: None, list: &[] },
        test_credentials: &[],
    });
    let scheme_notes = sections.notes(&platform.signing, key, std::iter::empty(), lowering);
    let claims = Claims { platform, vectors, stated, unsent: &unsent, notes: scheme_notes };
    if !lowering.diagnostics.has_errors() {
        let unused = coverage::check(&claims, lowering.diagnostics);
        unused::values(&unused, &[], lowering.diagnostics);
    }
    let (span, signing) = (name.span, scheme_notes);
    let notes = PlatformNotes {
        file: origin,
        span,
        notes,
        pager: None,
        common: &[],
        classes: &[],
        vectors,
        signing,
        shared: SharedNotes::default(),
        made_of: MadeOf::default(),
    };
    Some(SpecApi { api: Api { platform, endpoints: &[] }, notes, endpoints: &[] })
}

/// The environment of a scheme's file, and the template of its address. An address without values is the environment's,
/// so that a call may name another one.
fn address<'m>(
    url: Option<Located<'_>>,
    scheme: &Scheme<'_>,
    lowering: &mut Lowering<'m, '_>,
) -> Option<(&'m str, Template<'m>)> {
    const EXAMPLE: &str = "https://api.example.com/";
    const ENVIRONMENT: Template<'static> = Template(&[Part::Value(Input::Environment, &[])]);
    let Some(url) = url else { return Some((EXAMPLE, ENVIRONMENT)) };
    let scope = NameTable {
        position: Position::Address,
        credentials: &[],
        steps: &[],
        scheme_vars: &scheme.vars,
        vars: Some(&[]),
    };
    let template = wire::address(url, &scope, lowering)?;
    Some(match template.0 {
        [] => ("", ENVIRONMENT),
        [Part::Text(text)] => (text, ENVIRONMENT),
        _ => (EXAMPLE, template),
    })
}
