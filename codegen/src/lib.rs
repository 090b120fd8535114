//! Turns vendors' API tables, kept as YAML, into a typed Rust client.

pub mod catalogue;
pub mod diagnostic;
pub mod source;
