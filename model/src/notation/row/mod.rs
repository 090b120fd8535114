//! A row of the vendor's table: `TYPE[marks] [= default]  title [| description]`.
//!
//! - `line`: the row, taken apart
//! - `type_expr`, `ranges`: the words of its type; `plain`: the types that are one word
//! - `types`, `names`: what these words stand for
//! - `stray`: what was meant for the type, and stands in the title

pub mod line;
pub mod names;
pub mod plain;
pub(in crate::notation) mod ranges;
mod stray;
pub mod type_expr;
pub mod types;
