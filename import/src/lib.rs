//! From a vendor's page to a spec. Reading a page and writing the YAML are two halves that share only
//! the neutral [`page::Page`]: what a layout looks like ends in `read`, what the notation looks like
//! begins behind it.
//!
//! Each module uses only what stands before it:
//!
//! - [`page`], [`profile`], [`read`]: a page, the words by which it is known, and how its layouts are read
//! - `words`, `classify`, `infer`: what one cell says: a type, a length, codes, a default
//! - `draft`, `assemble`: the page as the draft of a spec
//! - `write`, [`report`], `check`, `merge`: the draft as YAML and as a report, held against the notation, and merged into a file
//! - `several`, `run`, `folder`: one page to a spec that loads, and pages into a platform's folder

mod assemble;
mod check;
mod classify;
mod draft;
mod folder;
mod infer;
mod merge;
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
pub use run::{Imported, Target, file_name, import};
pub use words::Words;

#[cfg(test)]
mod rows_tests;
#[cfg(test)]
mod tests;
