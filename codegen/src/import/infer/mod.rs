//! What a description's prose says beside the columns: coded values, defaults, how "none" travels, ranges.
//! It reads texts; which field they belong to and what becomes of them is left to `assemble`.

pub(crate) mod codes;
pub(crate) mod defaults;
pub(crate) mod glossary;
pub(crate) mod none;
pub(crate) mod ranges;
mod scan;
