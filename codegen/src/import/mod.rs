//! From a vendor's page to a spec. Reading a page and writing the YAML are two halves that share only
//! the neutral [`page::Page`]: what a layout looks like ends in `read`, what the notation looks like
//! begins behind it.

mod assemble;
mod classify;
mod draft;
mod folder;
mod infer;
mod mend;
mod merge;
mod moves;
pub mod page;
pub mod profile;
pub mod read;
pub mod report;
mod run;
mod several;
mod words;
mod write;

pub use classify::Grade;
pub use draft::{Finding, Tally};
pub use folder::{ImportError, Options, Plan, plan, platform_of};
#[cfg(feature = "workbench")]
pub(crate) use profile::vocabulary;
pub use run::{Imported, Target, file_name, import};
pub use words::Words;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::syntax::Node;

/// Reads a platform's `import:` for mistakes.
pub(crate) fn platform_words(node: &Node, diagnostics: &mut Diagnostics) {
    let mut misfits = Vec::new();
    profile::Profile::lower(node, &mut misfits);
    Words::lower(node, &mut misfits);
    for misfit in misfits {
        let told = Diagnostic::error(misfit.code, misfit.span, misfit.message);
        diagnostics.push(if misfit.help.is_empty() { told } else { told.help(misfit.help) });
    }
}

#[cfg(test)]
mod rows_tests;
#[cfg(test)]
mod tests;
