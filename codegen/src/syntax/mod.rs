//! A file as the model's tree of text, list and mapping. YAML ends here: tags, anchors, styles and its guesses about
//! `no` and `01` do not reach the stages behind. What the keys mean is left to `lower`.

mod aliases;
mod build;
mod explain;
mod tabs;
#[cfg(test)]
mod tests;

pub use build::parse;
pub use signwright_model::syntax::{Entry, Kind, Map, Node, Repeated, Scalar, slips};
