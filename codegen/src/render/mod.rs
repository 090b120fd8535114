//! Diagnostics for people (text with the spot marked) and for programs (JSON and SARIF).

mod json;
mod place;
#[cfg(feature = "workbench")]
mod sarif;
mod text;

pub use json::json;
#[cfg(feature = "workbench")]
pub use sarif::sarif;
pub use text::{summary, text};
