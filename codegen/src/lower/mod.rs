//! From the trees of the files to the model. Finds every mistake of a run and reports it with its place;
//! after it nothing can fail. This file goes through the folders of a run. Below it, each uses only what is named
//! after it:
//!
//! - `endpoint`, `platform`: the two kinds of files; one with a scheme alone is read in `signing`
//! - `rule`, `sandbox`, `signing`: their larger sections
//! - `condition`, `template`: the little languages of these
//! - `record`: the vendor's tables, with their types and coded values
//! - `notation`: what all are read with
//!
//! `full_width` looks at the mistakes of all of them in the end.

mod condition;
mod endpoint;
mod full_width;
mod notation;
mod platform;
mod record;
mod rule;
mod sandbox;
mod signing;
mod template;

pub(crate) use self::signing::shared::SCHEMES as SHARED;

/// The words that a spec may choose among and the line of a field, for whoever explains or writes specs.
pub mod vocabulary {
    pub use super::notation::rows::BREAKABLE;
    pub use super::platform::UNITS;
    pub use super::platform::common::PLACES;
    pub use super::record::line;
    pub use super::record::type_expr::is_type_word;
    pub use super::rule::{KINDS as RULES, LEVELS};
    pub use super::sandbox::refusals::SITUATIONS;
    pub use super::signing::step::{ORDERS, SOURCES};
}

use std::collections::HashSet;

use signwright_model::{Api, Platform, Template, TextUnit};

use self::endpoint::{answers, deprecated};
use self::notation::mapping;
use self::signing::scheme;
use self::template::inputs::Known;
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Span};
use crate::parallel;
use crate::source::{Folder, Sources};
use crate::specs::{Located, PagerNotes, SpecApi, Specs};
use crate::suggest;
use crate::syntax::{self, Node, slips};

/// Lowers all folders of a run.
pub(crate) fn lower<'m>(sources: &Sources, arena: &'m Arena, diagnostics: &mut Diagnostics) -> Specs<'m> {
    let mut lowering = Lowering { arena, diagnostics, told: HashSet::new() };
    let mut apis: Vec<_> =
        sources.folders().iter().filter_map(|folder| self::folder(folder, sources, &mut lowering)).collect();
    apis.sort_by_key(|spec: &SpecApi<'_>| spec.api.platform.name);
    full_width::explain(sources, lowering.diagnostics);
    Specs { apis }
}

fn folder<'m>(folder: &Folder, sources: &Sources, lowering: &mut Lowering<'m, '_>) -> Option<SpecApi<'m>> {
    let platform = sources.get(folder.platform).and_then(|source| {
        let tree = syntax::parse(&source.text, folder.platform, lowering.diagnostics)?;
        let platform = platform::platform(&tree, &folder.name, lowering.arena.alloc_str(&source.origin), lowering);
        mapping::repeated_keys(&tree, lowering);
        platform
    });
    // Endpoints are read even when the platform is broken, so that one run finds the mistakes of all files.
    let shared = platform.as_ref().map(|(platform, _)| *platform);
    let mut endpoints = Vec::new();
    // Reading YAML is most of the work, and the only part that needs nothing of the others.
    let trees = parallel::map(&folder.endpoints, |file| {
        let mut found = Diagnostics::default();
        let source = sources.get(*file)?;
        Some((syntax::parse(&source.text, *file, &mut found), source.origin.as_str(), found))
    });
    for (tree, origin, found) in trees.into_iter().flatten() {
        lowering.diagnostics.append(found);
        if let Some(tree) = tree {
            let origin = lowering.arena.alloc_str(origin);
            endpoints.extend(endpoint::endpoint(&tree, shared.as_ref(), origin, lowering));
            mapping::repeated_keys(&tree, lowering);
        }
    }
    endpoints.sort_by_key(|(endpoint, _)| endpoint.name);
    for pair in endpoints.windows(2) {
        if let [(first, first_notes), (second, notes)] = pair
            && first.name == second.name
        {
            let message = format!("two endpoints named `{}` in one platform", second.name);
            let twice = Diagnostic::error(Code::DuplicateEndpoint, notes.span, message).label("again here");
            let help = "the wire name tells endpoints apart; correct one of them";
            lowering.push(twice.related(first_notes.span, "first here").help(help));
        }
    }
    let names: Vec<_> = endpoints.iter().map(|(endpoint, _)| endpoint.name).collect();
    let with_notes = endpoints.iter().map(|(endpoint, notes)| (endpoint.name, notes));
    deprecated::without_successor(&names, with_notes, lowering);
    let (Shared { platform, paths, .. }, notes) = platform?;
    let arena = lowering.arena;
    let list: Vec<_> = endpoints.iter().map(|(endpoint, _)| *endpoint).collect();
    // A response without fields could not be read, and was told of.
    let responses = list.iter().map(|endpoint| endpoint.response()).filter(|one| !one.record().fields.is_empty());
    let responses: Vec<_> = responses.collect();
    answers::check(paths, &responses, platform.refusals.answer, lowering);
    let of_endpoints: Vec<_> = endpoints.iter().map(|(_, notes)| *notes).collect();
    Some(SpecApi {
        api: Api { platform, endpoints: arena.alloc_slice(&list) },
        notes,
        endpoints: arena.alloc_slice(&of_endpoints),
    })
}

/// What endpoints need of their platform.
#[derive(Clone, Copy)]
struct Shared<'m> {
    /// The model.
    platform: &'m Platform<'m>,
    /// What its lengths count.
    unit: TextUnit,
    /// What a paged call takes to the query.
    pager: Option<PagerNotes<'m>>,
    /// What it reads in every answer. Where that stands is known when the endpoints are.
    paths: &'m [Located<'m>],
}

/// What every part of the lowering has at hand.
pub(crate) struct Lowering<'m, 'd> {
    /// Where the model goes.
    pub(crate) arena: &'m Arena,
    /// Where the mistakes go.
    pub(crate) diagnostics: &'d mut Diagnostics,
    /// Repeated keys that were reported.
    told: HashSet<Span>,
}

impl<'m> Lowering<'m, '_> {
    /// Reports a mistake.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error with a way out.
    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::error(code, span, message).help(help));
    }

    /// What a little language gave; its mistake is reported.
    pub(crate) fn take<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|mistake| self.push(mistake)).ok()
    }

    /// A template that gives text. What is wrong with it is reported.
    pub(crate) fn template(&mut self, text: Located<'_>, known: &Known<'_>) -> Option<Template<'m>> {
        template::read_text(text, known, self.arena, self.diagnostics).map(|read| read.template)
    }

    /// Keeps a text.
    pub(crate) fn keep(&self, text: Located<'_>) -> Located<'m> {
        Located { text: self.arena.alloc_str(text.text), span: text.span }
    }

    /// A text of the notation: a comment behind it is a comment.
    pub(crate) fn word<'t>(&mut self, node: &'t Node) -> Option<Located<'t>> {
        match node.scalar() {
            Some(scalar) if !node.is_nothing() => Some(scalar.located()),
            _ => {
                let help = if node.is_nothing() { "leave the key out, or write `\"\"` for empty text" } else { "" };
                self.error(Code::WrongKind, node.span, format!("expected text, found {}", node.what()), help);
                None
            }
        }
    }

    /// A text in the vendor's words: a comment behind it has probably cut it.
    pub(crate) fn prose<'t>(&mut self, node: &'t Node) -> Option<Located<'t>> {
        if let Some(comment) = node.scalar().and_then(|scalar| scalar.comment) {
            let cut = Diagnostic::error(Code::CutByComment, comment, "a comment cuts this text");
            let help = "if ` #` belongs to the text, put the whole line in quotes; a comment goes on a line of its own";
            self.push(cut.label("YAML reads this as a comment").help(help));
        }
        self.word(node)
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&mut self, word: Located<'_>, words: &[(&'static str, T)]) -> Option<T> {
        let found = words.iter().find(|(known, _)| *known == word.text).map(|(_, value)| *value);
        if found.is_none() {
            let help = suggest::help(word.text, words.iter().map(|(known, _)| *known));
            self.error(Code::UnknownWord, word.span, format!("unknown word `{}`", word.text), help);
        }
        found
    }

    /// The rows of a list.
    pub(crate) fn rows<'t>(&mut self, node: &'t Node, what: &str) -> &'t [Node] {
        node.list().unwrap_or_else(|| {
            let message = format!("{what} must be a list, but this is {}", node.what());
            let slip =
                node.scalar().filter(|scalar| scalar.plain).and_then(|scalar| slips::of_line(&scalar.text, true));
            let help = match slip {
                _ if node.is_nothing() => "where there is nothing to say, write `[]`".to_owned(),
                Some(slip) => slip.help,
                None => String::new(),
            };
            self.error(Code::WrongKind, node.span, message, help);
            &[]
        })
    }

    /// The texts of a list, or a single one.
    pub(crate) fn texts(&mut self, node: &Node, what: &str) -> &'m [&'m str] {
        let rows = if node.scalar().is_some() { std::slice::from_ref(node) } else { self.rows(node, what) };
        let arena = self.arena;
        let texts = rows.iter().filter_map(|row| Some(arena.alloc_str(self.prose(row)?.text.trim())));
        arena.alloc_slice(&texts.collect::<Vec<_>>())
    }

    /// A mapping of names to texts; a name may have a list of texts, which are as many pairs.
    pub(crate) fn pairs(&mut self, node: &Node, what: &str, place: Span) -> &'m [(&'m str, &'m str)] {
        let mut pairs = Vec::new();
        // Names that come again between others stand in a list of mappings.
        for node in node.list().unwrap_or(std::slice::from_ref(node)) {
            let Some(mapping) = mapping::Mapping::of(node, what, place, self) else { return &[] };
            for entry in mapping.all() {
                for value in entry.value.list().unwrap_or(std::slice::from_ref(&entry.value)) {
                    // An empty value is meant: `""` and nothing are the same text here.
                    let text = if value.is_nothing() { Some("") } else { self.word(value).map(|word| word.text) };
                    if let Some(text) = text {
                        pairs.push((self.arena.alloc_str(&entry.key.text), self.arena.alloc_str(text)));
                    }
                }
            }
        }
        self.arena.alloc_slice(&pairs)
    }
}

/// Lowers a scheme's file that stands alone. `beside` reads a file beside it.
pub(crate) fn scheme<'m>(
    file: FileId,
    sources: &mut Sources,
    beside: &mut dyn FnMut(&str, &mut Sources) -> Result<FileId, String>,
    arena: &'m Arena,
    diagnostics: &mut Diagnostics,
) -> Option<SpecApi<'m>> {
    let mut lowering = Lowering { arena, diagnostics, told: HashSet::new() };
    let source = sources.get(file)?;
    let origin = arena.alloc_str(&source.origin);
    let tree = syntax::parse(&source.text, file, lowering.diagnostics)?;
    mapping::repeated_keys(&tree, &mut lowering);
    // A file beside it is read first, so that its mistakes have a place.
    let mut other = None;
    if let Some(name) = tree.get("vectors").and_then(Node::scalar) {
        match beside(&name.text, sources) {
            Ok(id) => {
                let text = sources.get(id).map_or("", |source| &source.text);
                other = syntax::parse(text, id, lowering.diagnostics);
            }
            Err(why) => {
                lowering.error(Code::Unreadable, name.span, format!("the file `{}` {why}", name.text), "");
                return None;
            }
        }
    }
    let lowered = scheme::scheme(&tree, origin, &mut |_| other.take(), &mut lowering);
    full_width::explain(sources, lowering.diagnostics);
    lowered
}
