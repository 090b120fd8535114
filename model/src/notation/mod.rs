//! The notation: how each part of the model is read, and how it is written. The generator calls it with the places of a
//! YAML file, the runtime with those of generated code. Each uses only what is named after it:
//!
//! - `platform`: a platform's file; `tables`: all of an endpoint's
//! - `sandbox`, `clock`, `common`, `environments`, `credentials`, `wire`, `reply`, `errors`: the sections of both
//! - `facts`, made of `paging`, `poll`, `rate`; `repeat`: what a client must know beside the tables; `choice`, `reference`:
//!   what these are made of
//! - `fragment`: a section that stands alone
//! - `rule`, made of `condition` and `expr`
//! - `mapping`, [`Reader`]: keys and values of the tree, with somewhere to keep what is read and what is wrong
//! - `scheme`: the sections of a scheme; `step`: what a step of it computes; `when`: what decides between two;
//!   `template`: what all three are made of
//! - `condition`, `expr`: what rules and replies are made of
//! - `value`, `row`: the constants that a field can have, and a row of the vendor's table
//! - `status`: HTTP statuses
//! - `scope`: the fields that paths lead to; `zone`, `wire_name`, `address`, `url`: the other parts
//! - `suggest`: "did you mean"
//! - `cursor`: text that knows its place, for whatever is a line
//! - `arena`: where the model is kept

pub mod address;
mod arena;
pub mod choice;
pub mod clock;
pub mod common;
pub mod condition;
pub mod credentials;
pub mod cursor;
pub mod environments;
pub mod errors;
pub mod expr;
pub mod facts;
mod fragment;
pub mod mapping;
pub mod paging;
pub mod platform;
pub mod poll;
pub mod rate;
mod reader;
mod reference;
pub mod repeat;
pub mod reply;
pub mod row;
pub mod rule;
pub mod sandbox;
pub mod scheme;
pub mod scope;
pub mod status;
pub mod step;
pub mod suggest;
pub mod tables;
pub mod template;
pub mod url;
pub mod value;
pub mod when;
pub mod wire;
pub mod wire_name;
pub mod zone;

pub use arena::{Arena, Forever};
pub use reader::Reader;

use crate::DocumentFormat;

/// The formats of documents.
pub const FORMATS: &[(&str, DocumentFormat)] = &[("json", DocumentFormat::Json), ("xml", DocumentFormat::Xml)];

/// The word for a meaning, by the table that it is read with.
fn spelling<T: PartialEq>(meant: &T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| known == meant).map_or("", |(word, _)| *word)
}
