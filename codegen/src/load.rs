//! The front as one call: a folder of specs, or texts that stand for one, to the model.

use std::path::Path;

use crate::arena::Arena;
use crate::diagnostic::Diagnostics;
use crate::lower;
use crate::source::Sources;
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
}

/// Loads a spec folder, or one platform's folder.
pub fn load<'m>(arena: &'m Arena, dir: &Path) -> Loaded<'m> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(dir, &mut diagnostics);
    load_sources(arena, sources, diagnostics)
}

/// Loads files that were read before. `diagnostics` is what reading them found.
pub fn load_sources<'m>(arena: &'m Arena, sources: Sources, mut diagnostics: Diagnostics) -> Loaded<'m> {
    let specs = lower::lower(&sources, arena, &mut diagnostics);
    let specs = if diagnostics.has_errors() { None } else { Some(specs) };
    Loaded { sources, diagnostics, specs }
}
