//! What a spec claims, tried out: its vectors are signed, its samples read by the engine, and its files read
//! a second time by the ordinary YAML reader. Runs over a spec that loaded; a build script needs none of it.
//!
//! Each module uses only what stands before it:
//!
//! - `place`, `raw`, `listed`: places in a sample, requests as a vector writes them, the breaks that a sample lists
//! - `readers`: the second reading
//! - `stated`: a call that was written by hand, with what its endpoint says
//! - `vectors`, `names`: what a scheme signs, and what none of its vectors sends
//! - `samples`: the documents of the vendor's page

mod listed;
mod names;
mod place;
mod raw;
mod readers;
mod samples;
mod stated;
mod vectors;

pub use samples::{Tried, tried};
pub use stated::{AddressPart, Stated, Unsaid, endpoint_named};
pub use vectors::VectorCall;

use std::path::Path;

use signwright_codegen::diagnostic::{Diagnostic, Diagnostics};
use signwright_codegen::source::Sources;
use signwright_codegen::specs::Specs;
use signwright_codegen::{Arena, Loaded, parallel};

/// Tries out what loaded specs claim: their vectors, their samples, and a second reading of the files. Where it finds
/// errors, the specs are gone as if loading had found them. Does nothing where loading found some.
pub fn verify(loaded: &mut Loaded<'_>) {
    if let Some(specs) = &loaded.specs {
        let second = loaded.second.take().unwrap_or_else(|| read_again(&loaded.sources));
        loaded.diagnostics.extend(second);
        claims(&loaded.sources, specs, &mut loaded.diagnostics);
    }
    if loaded.diagnostics.has_errors() {
        loaded.specs = None;
    }
}

/// Loads a spec folder and tries out what it claims. Each file is read once by either reader, where [`verify`] makes the
/// trees of the first one again.
pub fn load<'m>(arena: &'m Arena, dir: &Path) -> Loaded<'m> {
    let mut loaded = signwright_codegen::load_beside(arena, dir, &readers::disagreement);
    verify(&mut loaded);
    loaded
}

/// Where the readers disagree, file by file.
fn read_again(sources: &Sources) -> Vec<Diagnostic> {
    let files = sources.folders().iter().flat_map(|folder| std::iter::once(&folder.platform).chain(&folder.endpoints));
    let files: Vec<_> = files.copied().collect();
    parallel::map(&files, |file| readers::compare(sources, *file)).into_iter().flatten().collect()
}

fn claims(sources: &Sources, specs: &Specs<'_>, diagnostics: &mut Diagnostics) {
    for spec in &specs.apis {
        vectors::check(spec, sources, diagnostics);
        names::check(spec, diagnostics);
        samples::check(spec, sources, diagnostics);
    }
}
