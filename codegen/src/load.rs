//! The front as one call: a folder of specs, or texts that stand for one, to the model.

use std::path::Path;

use crate::arena::Arena;
use crate::diagnostic::Diagnostics;
use crate::lower;
use crate::names;
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

#[cfg(feature = "verify")]
impl Loaded<'_> {
    /// Tries out what the specs claim: their vectors, their samples, and a second reading of the files. Does
    /// nothing where loading found errors.
    pub fn verify(&mut self) {
        if let Some(specs) = &self.specs {
            crate::verify::verify(&self.sources, specs, &mut self.diagnostics);
        }
        if self.diagnostics.has_errors() {
            self.specs = None;
        }
    }
}

/// Loads a spec folder, or one platform's folder.
pub fn load<'m>(arena: &'m Arena, dir: &Path) -> Loaded<'m> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::read(dir, &mut diagnostics);
    load_sources(arena, sources, diagnostics)
}

/// Loads files that were read before. `diagnostics` is what reading them found.
pub fn load_sources(arena: &Arena, sources: Sources, mut diagnostics: Diagnostics) -> Loaded<'_> {
    let specs = lower::lower(&sources, arena, &mut diagnostics);
    if diagnostics.has_errors() {
        return Loaded { sources, diagnostics, specs: None };
    }
    // The names are made again when code is emitted; here it is said what became of them.
    let (_, notes) = names::name(&specs);
    diagnostics.append(notes);
    Loaded { sources, diagnostics, specs: Some(specs) }
}
