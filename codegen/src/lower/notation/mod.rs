//! What every section of a file is read with.
//!
//! - `cursor`: text that knows its place, for the little languages
//! - `mapping`: keys, known and unknown
//! - `rows`: the lines that are not of a table of fields
//! - `wire_name`: what a name that travels may hold
//! - `zone`, [`FORMATS`]: small words that several sections share

pub(super) mod cursor;
pub(super) mod mapping;
pub(super) mod rows;
pub(super) mod wire_name;
pub(super) mod zone;

use signwright_model::DocumentFormat;

/// The formats of documents.
pub(super) const FORMATS: &[(&str, DocumentFormat)] = &[("json", DocumentFormat::Json), ("xml", DocumentFormat::Xml)];
