//! What every section of a file is read with.
//!
//! - `cursor`: text that knows its place, for the little languages
//! - `mapping`: keys, known and unknown
//! - `rows`: the lines that are not of a table of fields

pub(super) mod cursor;
pub(super) mod mapping;
pub(super) mod rows;
