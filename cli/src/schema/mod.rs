//! The JSON Schema (draft 07) of the notation: for editors, which complete keys and explain them. What a line or a
//! template may say is not in it: the loader reads those, and `check` reports them.
//!
//! The words that the loader knows are the loader's own lists; that the keys are the same too is a test.

mod draft;
mod endpoint;
mod facts;
mod platform;
mod rule;
mod shared;

pub use self::endpoint::endpoint;
pub use self::platform::platform;
