//! What a spec claims, tried out: its vectors are signed, its samples read by the engine, and its files read
//! a second time by the ordinary YAML reader. Runs over a spec that loaded; a build script needs none of it.

mod listed;
mod names;
mod place;
mod raw;
mod readers;
pub(crate) mod samples;
mod vectors;

pub use vectors::VectorCall;

use crate::diagnostic::Diagnostics;
use crate::parallel;
use crate::source::Sources;
use crate::specs::Specs;

/// Tries everything out.
pub(crate) fn verify(sources: &Sources, specs: &Specs<'_>, diagnostics: &mut Diagnostics) {
    let files = sources.folders().iter().flat_map(|folder| std::iter::once(&folder.platform).chain(&folder.endpoints));
    let files: Vec<_> = files.copied().collect();
    for disagree in parallel::map(&files, |file| readers::compare(sources, *file)).into_iter().flatten() {
        diagnostics.push(disagree);
    }
    for spec in &specs.apis {
        vectors::check(spec, sources, diagnostics);
        names::check(spec, diagnostics);
        samples::check(spec, sources, diagnostics);
    }
}
