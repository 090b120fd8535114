//! Turns vendors' API tables, kept as YAML, into a typed Rust client: what a build script compiles, and nothing else.
//!
//! Each module uses only what stands before it:
//!
//! - [`source`], [`fingerprint`]: the files of a run, and what tells two texts apart
//! - [`specs`], `arena`: what loading gives, and where it lives
//! - [`timestamp`], [`parallel`]: what several stages need
//! - [`syntax`]: YAML as a tree with places
//! - [`import_words`], `lower`: the tree as the model; after it nothing can fail
//! - [`names`], `emit`, [`output`]: the model as Rust files
//! - [`render`], `load`, `generate`: mistakes as text, and the stages as one call

mod arena;
mod emit;
pub mod fingerprint;
mod generate;
pub mod import_words;
mod load;
mod lower;
pub mod names;
pub mod output;
pub mod parallel;
pub mod render;
pub mod source;
pub mod specs;
pub mod syntax;
pub mod timestamp;

pub use signwright_model::notation::suggest;
pub use signwright_model::{catalogue, diagnostic};

pub use arena::Arena;
pub use emit::{File, one_line};
pub use generate::{GenerateError, Generated, Generator, build, compare, emit, write};
pub use load::{Loaded, load, load_beside, load_scheme, load_sources, shared_scheme, shared_schemes};
pub use lower::{Parts, SecondReader, vocabulary};
