//! Diagnostics for people (text with the spot marked) and for programs (JSON).

mod json;
mod place;
mod text;

pub use json::{json, quoted};
pub use place::{Place, Places};
pub use text::{summary, text};
