//! Diagnostics for people (text with the spot marked) and for programs (JSON with lines and columns).

mod json;
mod place;
mod text;

pub use json::json;
#[cfg(feature = "import")]
pub(crate) use json::quoted;
pub use text::{summary, text};
