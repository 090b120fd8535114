//! Turns vendors' API tables, kept as YAML, into a typed Rust client.

mod arena;
pub mod catalogue;
pub mod diagnostic;
mod emit;
mod generate;
#[cfg(feature = "import")]
pub mod import;
mod load;
mod lower;
pub mod moment;
mod names;
pub mod output;
pub mod render;
pub mod source;
pub mod specs;
mod suggest;
mod syntax;
#[cfg(feature = "verify")]
mod verify;

pub use arena::Arena;
pub use emit::File;
pub use generate::{GenerateError, Generated, Generator, build, emit};
pub use load::{Loaded, load, load_sources};
