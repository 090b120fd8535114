//! Turns vendors' API tables, kept as YAML, into a typed Rust client.

mod arena;
pub mod catalogue;
pub mod diagnostic;
#[cfg(feature = "workbench")]
pub mod diff;
mod emit;
mod generate;
#[cfg(feature = "import")]
pub mod import;
pub mod import_words;
mod json;
mod load;
mod lower;
pub mod moment;
mod names;
pub mod output;
mod parallel;
#[cfg(feature = "workbench")]
mod phrase;
pub mod render;
#[cfg(feature = "reproduce")]
pub mod reproduce;
#[cfg(feature = "workbench")]
pub mod schema;
#[cfg(feature = "workbench")]
pub mod show;
#[cfg(feature = "workbench")]
pub mod skeleton;
pub mod source;
pub mod specs;
mod suggest;
mod syntax;
#[cfg(feature = "verify")]
mod verify;

pub use arena::Arena;
pub use emit::File;
pub use generate::{GenerateError, Generated, Generator, build, emit};
#[cfg(feature = "verify")]
pub use verify::VectorCall;

pub use load::{Loaded, load, load_scheme, load_sources, shared_scheme, shared_schemes};
