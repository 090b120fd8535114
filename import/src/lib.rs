//! From a vendor's page to a spec. Reading a page and writing the YAML are two halves that share only
//! the neutral [`page::Page`]: what a layout looks like ends in `read`, what the notation looks like
//! begins behind it. Each module uses only what stands before it:
//!
//! - [`page`], [`profile`], `vocabulary`: the neutral page, and the words by which platforms are read
//! - [`read`]: a page's bytes as a [`page::Page`]
//! - `classify`, `infer`: what a cell says, and what prose says beside the cells
//! - `draft`, `assemble`: the endpoint half way between page and YAML, and how a page becomes one
//! - `write`, `check`: a draft as YAML, and held against the notation before it is
//! - [`report`], `merge`: what became of each row, and a file that is there brought up to date
//! - `several`, `run`, `folder`: one page to one file, and pages into a platform's folder

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
mod vocabulary;
mod write;

pub use classify::Confidence;
pub use draft::{Finding, Tally};
pub use folder::{ImportError, Options, Plan, plan, platform_of};
pub use run::{Imported, Target, file_name, import};
pub use vocabulary::Vocabulary;

#[cfg(test)]
mod place_tests;
#[cfg(test)]
mod rows_tests;
#[cfg(test)]
mod tests;
