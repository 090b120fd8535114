//! Turns vendors' API tables, kept as YAML, into a typed Rust client.

mod arena;
pub mod catalogue;
pub mod diagnostic;
mod emit;
mod names;
pub mod source;
pub mod specs;

pub use arena::Arena;
