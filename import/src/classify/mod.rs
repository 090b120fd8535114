//! What the cells of a row say: types in all their spellings, lengths, required words. One cell at a time;
//! what a description's prose adds is left to `infer`. In the order in which they use each other: `note`, `spelling`,
//! `lengths`, `required`, `notation`, `shape`, `types`.

mod lengths;
mod notation;
mod note;
pub(crate) mod required;
mod shape;
pub(crate) mod spelling;
pub(crate) mod types;

pub use self::note::Confidence;
pub(crate) use self::note::Note;
