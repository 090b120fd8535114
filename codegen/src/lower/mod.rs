//! From the trees of the files to the model. Finds every mistake of a run and reports it with its place;
//! after it nothing can fail. This file goes through the folders of a run. Below it, each uses only what is named
//! after it:
//!
//! - `endpoint`, `platform`: the two kinds of files; one with a scheme alone is read in `signing`
//! - `sandbox`, `signing`: their larger sections
//! - `record`: the vendor's tables, with their types and coded values
//! - `notation`, `lowering`, `made_of`: what all are read with
//!
//! What a part looks like is said in the model's `notation`, which reads templates, rows and rules.
//!
//! `full_width` looks at the mistakes of all of them in the end.

mod endpoint;
mod full_width;
mod lowering;
mod made_of;
mod notation;
mod parts;
mod platform;
mod record;
mod sandbox;
mod signing;

pub(crate) use self::signing::shared::SCHEMES as SHARED;

pub use self::parts::Parts;

/// The words that a spec may choose among and the line of a field, for whoever explains or writes specs.
pub mod vocabulary {
    pub use super::notation::rows::breakable;
    pub use super::platform::UNITS;
    pub use signwright_model::notation::common::LOCATIONS;
    pub use signwright_model::notation::row::line;
    pub use signwright_model::notation::row::plain::{PLAIN, PlainType};
    pub use signwright_model::notation::row::type_expr::is_type_word;
    pub use signwright_model::notation::rule::{KINDS as RULES, LEVELS, RuleValue, RuleWord};
    pub use signwright_model::notation::sandbox::refusals::REFUSAL_REASONS;
    pub use signwright_model::notation::step::{ORDERS, SOURCES};
    pub use signwright_model::notation::template::usages as filters;
    pub use signwright_model::notation::wire::body_words;
}

use signwright_model::Api;

use self::endpoint::{answers, deprecated, poll, tokens};
use self::lowering::{Lowering, Shared};
use self::notation::mapping;
use self::platform::records::Shared as Records;
use self::signing::{scheme, unused};
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId};
use crate::parallel;
use crate::source::{Folder, Source, Sources};
use crate::specs::{PlatformNotes, SpecApi, Specs};
use crate::syntax::{self, Node};

/// Reads a file a second time, beside its tree, and says where it sees another document. What it finds is handed back apart
/// from the mistakes of the specs.
pub type SecondReader<'r> = &'r (dyn Fn(&Source, &Node) -> Option<Diagnostic> + Sync);

/// Lowers all folders of a run. `seen` takes what the second reader finds.
pub(crate) fn lower<'m>(
    sources: &Sources,
    arena: &'m Arena,
    second: (Option<SecondReader<'_>>, &mut Vec<Diagnostic>),
    diagnostics: &mut Diagnostics,
) -> Specs<'m> {
    let mut lowering = Lowering::new(arena, diagnostics);
    let (reader, seen) = second;
    let mut apis = Vec::new();
    for folder in sources.folders() {
        apis.extend(self::folder(folder, sources, (reader, &mut *seen), &mut lowering));
    }
    apis.sort_by_key(|spec: &SpecApi<'_>| spec.api.platform.name);
    full_width::explain(sources, lowering.diagnostics);
    Specs { apis }
}

/// So many files are read before they are lowered: enough for all cores, and the trees of ten thousand would be most of the
/// memory of a run.
const AT_ONCE: usize = 256;

fn folder<'m>(
    folder: &Folder,
    sources: &Sources,
    (reader, seen): (Option<SecondReader<'_>>, &mut Vec<Diagnostic>),
    lowering: &mut Lowering<'m, '_>,
) -> Option<SpecApi<'m>> {
    let second =
        |source: &Source, tree: Option<&Node>| reader.zip(tree).and_then(|(reader, tree)| reader(source, tree));
    let source = sources.get(folder.platform);
    let tree = source.and_then(|source| syntax::parse(&source.text, folder.platform, lowering.diagnostics));
    seen.extend(source.and_then(|source| second(source, tree.as_ref())));
    let platform = source.zip(tree.as_ref()).and_then(|(source, tree)| {
        let platform = platform::platform(tree, &folder.name, lowering.arena.alloc_str(&source.origin), lowering);
        mapping::repeated_keys(tree, lowering);
        platform
    });
    // Endpoints are read even when the platform is broken, so that one run finds the mistakes of all files.
    let shared = platform.as_ref().map(|(platform, _)| *platform);
    let records = tree.as_ref().map(|tree| Records::of(tree, shared.as_ref(), lowering)).unwrap_or_default();
    let mut endpoints = Vec::new();
    for files in folder.endpoints.chunks(AT_ONCE) {
        // Reading YAML is most of the work, and the only part that needs nothing of the others.
        let trees = parallel::map(files, |file| {
            let mut mistakes = Diagnostics::default();
            let source = sources.get(*file)?;
            let tree = syntax::parse(&source.text, *file, &mut mistakes);
            let disagrees = second(source, tree.as_ref());
            Some((tree, source.origin.as_str(), mistakes, disagrees))
        });
        for (tree, origin, mistakes, disagrees) in trees.into_iter().flatten() {
            lowering.diagnostics.append(mistakes);
            seen.extend(disagrees);
            if let Some(tree) = tree {
                let origin = lowering.arena.alloc_str(origin);
                let mut mistakes = Diagnostics::default();
                let mut lowering_of_file = Lowering::new(lowering.arena, &mut mistakes);
                endpoints.extend(endpoint::endpoint(&tree, shared.as_ref(), &records, origin, &mut lowering_of_file));
                mapping::repeated_keys(&tree, &mut lowering_of_file);
                // Whether a record that endpoints share can stand where it does is asked with each of them.
                lowering.diagnostics.append_new(mistakes, folder.platform);
            }
        }
    }
    endpoints.sort_by_key(|endpoint| endpoint.model.name);
    for pair in endpoints.windows(2) {
        if let [first, second] = pair
            && first.model.name == second.model.name
        {
            let message = format!("two endpoints named `{}` in one platform", second.model.name);
            let twice = Diagnostic::error(Code::DuplicateEndpoint, second.span, message).label("again here");
            let help = "the wire name tells endpoints apart; correct one of them";
            lowering.push(twice.related(first.span, "first here").help(help));
        }
    }
    deprecated::without_successor(&endpoints, lowering);
    // What a broken endpoint names is not known.
    if !endpoints.is_empty() && !lowering.diagnostics.has_errors() {
        records.unused(&endpoints, lowering);
    }
    poll::check(&endpoints, lowering);
    let (Shared { platform, paths, tokens, unused: values, .. }, notes) = platform?;
    let made_of = tree.as_ref().map(|tree| made_of::platform(tree, lowering.arena)).unwrap_or_default();
    let notes = PlatformNotes { shared: records.notes, made_of, ..notes };
    if !endpoints.is_empty() && !lowering.diagnostics.has_errors() {
        unused::values(values, &endpoints, lowering.diagnostics);
    }
    tokens::check(tokens, platform.credentials, &endpoints, lowering);
    let arena = lowering.arena;
    let list: Vec<_> = endpoints.iter().map(|endpoint| endpoint.model).collect();
    // A response without fields could not be read, and was told of.
    let responses = list.iter().map(|endpoint| endpoint.response());
    let responses = responses.filter(|response| !response.record().fields.is_empty());
    let responses: Vec<_> = responses.collect();
    for (shape, paths) in platform.reply.shapes.iter().zip(paths) {
        answers::of_shape(shape, paths.groups, platform, &responses, lowering);
    }
    let api = Api { platform, endpoints: arena.alloc_slice(&list) };
    Some(SpecApi { api, notes, endpoints: arena.alloc_slice(&endpoints) })
}

/// Lowers a scheme's file that stands alone. `beside` reads a file beside it.
pub(crate) fn scheme<'m>(
    file: FileId,
    sources: &mut Sources,
    beside: &mut dyn FnMut(&str, &mut Sources) -> Result<FileId, String>,
    arena: &'m Arena,
    diagnostics: &mut Diagnostics,
) -> Option<SpecApi<'m>> {
    let mut lowering = Lowering::new(arena, diagnostics);
    let source = sources.get(file)?;
    let origin = arena.alloc_str(&source.origin);
    let tree = syntax::parse(&source.text, file, lowering.diagnostics)?;
    mapping::repeated_keys(&tree, &mut lowering);
    // A file beside it is read first, so that its mistakes have a place.
    let mut vectors = None;
    if let Some(name) = tree.get("vectors").and_then(Node::scalar) {
        match beside(&name.text, sources) {
            Ok(id) => {
                let text = sources.get(id).map_or("", |source| &source.text);
                vectors = syntax::parse(text, id, lowering.diagnostics);
            }
            Err(why) => {
                lowering.error(Code::Unreadable, name.span, format!("the file `{}` {why}", name.text), "");
                return None;
            }
        }
    }
    let lowered = scheme::scheme(&tree, origin, &mut |_| vectors.take(), &mut lowering);
    full_width::explain(sources, lowering.diagnostics);
    lowered
}
