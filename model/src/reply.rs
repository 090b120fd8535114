//! How an answer is read: where it begins, what success is, and what the codes mean.
//!
//! Paths and conditions here are over the answer's document below [`Reply::root`], not over a record.

use super::{Condition, DocumentFormat};

/// How an answer is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reply<'m> {
    /// The format; `None` is that of the request.
    pub format: Option<DocumentFormat>,
    /// The names that lead to the response record; empty when it is the whole document.
    pub root: &'m [&'m str],
    /// When a call succeeded. A code is compared as text: what equals the constant only by value leaves it unknown.
    pub success: Condition<'m>,
    /// Where a refusal's code stands (`a.b`).
    pub code: &'m str,
    /// Where a refusal's message stands; may be empty.
    pub message: &'m str,
}

/// A row of a vendor's table of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorEntry<'m> {
    /// Which refusals it speaks of.
    pub matches: CodeMatch<'m>,
    /// The vendor's description.
    pub cause: &'m str,
    /// The vendor's remedy; may be empty.
    pub remedy: &'m str,
    /// What it means for the caller.
    pub class: ErrorClass,
}

/// Which refusals a row speaks of. `*` and `?` stand for any text; what `*` caught is the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeMatch<'m> {
    /// The code, with wildcards.
    pub code: &'m str,
    /// The message, with wildcards, where the code alone does not tell; empty is any.
    pub message: &'m str,
}

/// What a code means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// A refusal: repeating the same request gives the same answer.
    Refused,
    /// No error at all.
    Success,
    /// An empty result.
    Empty,
    /// Too many calls: not executed, may be repeated later.
    Throttled,
    /// The time was off: not executed, may be repeated with a new time and signature.
    Clock,
    /// The vendor's side failed: it is unknown whether it was executed.
    Unknown,
}
