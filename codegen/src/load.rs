//! The front as one call: a folder of specs, or texts that stand for one, to the model.

use std::path::Path;

use crate::arena::Arena;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::lower::{self, SecondReader};
use crate::names;
use crate::source::{self, Sources};
use crate::specs::Specs;

/// What loading found.
#[derive(Debug)]
pub struct Loaded<'m> {
    /// The files, which the diagnostics point into.
    pub sources: Sources,
    /// All mistakes, warnings and notes.
    pub diagnostics: Diagnostics,
    /// The model; `None` when there is an error.
    pub specs: Option<Specs<'m>>,
    /// Where a second reader sees another document; `None` where there was none.
    pub second: Option<Vec<Diagnostic>>,
}

/// Loads a spec folder, or one platform's folder.
pub fn load<'m>(arena: &'m Arena, dir: &Path) -> Loaded<'m> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(dir, &mut diagnostics);
    load_sources(arena, sources, diagnostics)
}

/// The same, where a second reader looks at each file while its tree is there.
pub fn load_beside<'m>(arena: &'m Arena, dir: &Path, reader: SecondReader<'_>) -> Loaded<'m> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(dir, &mut diagnostics);
    read(arena, sources, diagnostics, Some(reader))
}

/// Loads a scheme's file that stands alone: a platform of that name without endpoints.
pub fn load_scheme<'m>(arena: &'m Arena, file: &Path) -> Loaded<'m> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let specs = sources.read_file(file, &mut diagnostics).and_then(|id| {
        let mut beside = |name: &str, sources: &mut Sources| {
            let folder = file.parent().unwrap_or(Path::new(""));
            let path =
                source::below(folder, name).ok_or_else(|| "does not lie in the scheme's own folder".to_owned())?;
            let mut unread = Diagnostics::default();
            sources.read_file(&path, &mut unread).ok_or_else(|| "beside it cannot be read".to_owned())
        };
        lower::scheme(id, &mut sources, &mut beside, arena, &mut diagnostics)
    });
    let specs = specs.filter(|_| !diagnostics.has_errors()).map(|spec| Specs { apis: vec![spec] });
    Loaded { sources, diagnostics, specs, second: None }
}

/// The scheme's file of a scheme that many vendors share, as `signing: NAME` uses it.
pub fn shared_scheme(name: &str) -> Option<&'static str> {
    lower::SHARED.iter().find(|(shared, _)| *shared == name).map(|(_, text)| *text)
}

/// The names of the schemes that many vendors share.
pub fn shared_schemes() -> impl Iterator<Item = &'static str> {
    lower::SHARED.iter().map(|(name, _)| *name)
}

/// Loads files that were read before. `diagnostics` is what reading them found.
pub fn load_sources(arena: &Arena, sources: Sources, diagnostics: Diagnostics) -> Loaded<'_> {
    read(arena, sources, diagnostics, None)
}

fn read<'m>(
    arena: &'m Arena,
    sources: Sources,
    mut diagnostics: Diagnostics,
    reader: Option<SecondReader<'_>>,
) -> Loaded<'m> {
    let mut seen = Vec::new();
    let specs = lower::lower(&sources, arena, (reader, &mut seen), &mut diagnostics);
    let second = reader.map(|_| seen);
    if diagnostics.has_errors() {
        return Loaded { sources, diagnostics, specs: None, second };
    }
    // The names are made again when code is emitted; here it is said what became of them.
    let (_, notes) = names::name(&specs);
    diagnostics.append(notes);
    Loaded { sources, diagnostics, specs: Some(specs), second }
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
