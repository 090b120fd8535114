//! Diagnostics for people (text with the spot marked) and for programs (JSON and SARIF).

mod json;
mod place;
#[cfg(feature = "workbench")]
mod sarif;
mod text;

#[cfg(feature = "import")]
pub(crate) use crate::json::quoted;
pub use json::json;
#[cfg(feature = "workbench")]
pub use sarif::sarif;
pub use text::{summary, text};
