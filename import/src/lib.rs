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
pub use run::{Imported, Target, file_name, import};
pub use words::Words;

#[cfg(test)]
mod rows_tests;
#[cfg(test)]
mod tests;
