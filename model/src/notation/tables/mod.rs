//! An endpoint with its tables as one text. A line without margin begins a part, each line under it is a row; the rules
//! of a record stand below its rows, as in a file of the spec.

mod print;
mod read;

pub use self::print::{int_word, print, print_shared};
pub(crate) use self::read::read;

use crate::notation::row::names::Names;
use crate::{CodeTable, Endpoint, Field, Missing, Travels};

/// What a text says.
pub(crate) struct Parts<'m> {
    /// The endpoint with its records. Of a text of what endpoints share nothing else is said.
    pub(crate) endpoint: Endpoint<'m>,
    /// The lists of codes in their order.
    pub(crate) codes: &'m [CodeTable<'m>],
    /// What each name stands for.
    names: Names<'m>,
}

/// A word behind the type of a row.
struct Mark {
    word: &'static str,
    holds: fn(&Field<'_>) -> bool,
    set: fn(&mut Field<'_>),
}

/// The words behind the type of a row, in their order; what they mean is said at the fields of [`Field`].
const MARKS: [Mark; 5] = [
    Mark { word: "as-text", holds: |field| field.as_text, set: |field| field.as_text = true },
    Mark { word: "sensitive", holds: |field| field.sensitive, set: |field| field.sensitive = true },
    Mark {
        word: "missing-empty",
        holds: |field| field.missing == Missing::Empty,
        set: |field| field.missing = Missing::Empty,
    },
    Mark {
        word: "missing-null",
        holds: |field| field.missing == Missing::Null,
        set: |field| field.missing = Missing::Null,
    },
    Mark {
        word: "in-query",
        holds: |field| field.travels == Travels::InQuery,
        set: |field| field.travels = Travels::InQuery,
    },
];

/// What stands before a default.
const DEFAULT: &str = "=";

/// What stands before a pattern of the whole text.
const PATTERN: &str = "matches";

/// Behind the name of a record whose rows travel in their order and without names.
const POSITIONAL: &str = "positional";

/// Behind the name of a record or a list of codes that the endpoints of the platform share: its rows stand in their text.
const SHARED: &str = "shared";

/// The line above the rules of a record.
const RULES: &str = "$rules:";

/// The line above the codes of the endpoint.
const ERRORS: &str = "$errors:";

/// The line above what the endpoint says of the wire itself.
const WIRE: &str = "$wire:";

/// The line above what a client must know of the endpoint beside its tables.
const FACTS: &str = "$facts:";

/// The lists that may stand below the lines of an endpoint.
const OF_ENDPOINT: &[&str] = &[WIRE, FACTS, ERRORS];

/// The keys of the lines of an endpoint.
const KEYS: &[&str] = &["name", "http", "class", "title", "docs", "message", "repeat", "success", "root", "data"];

/// What stands before what is said of rows that failed.
const PARTIAL: &str = "partial.";

/// Behind the type of a list of codes: another code is only warned of.
const WARN: &str = "warn";

#[cfg(test)]
mod tests;
