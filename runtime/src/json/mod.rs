//! JSON (RFC 8259) to and from the tree of [`Node`](crate::Node), exactly: a number keeps its digits.
//!
//! What the standard leaves open is decided so:
//! - equal names in one object are all kept, in order; a look-up by name finds the first;
//! - half of a surrogate pair (a vendor cut a text inside an emoji) reads as U+FFFD, for the answer is worth more than the character;
//! - a byte order mark at the beginning is skipped.
//!
//! [`parse`] reads answers so, and takes control characters (a line feed, mostly) in their texts as they are.
//! [`parse_strict`] reads what a person or a client hands over: there, such a character is none of JSON's, and equal names
//! and half a surrogate pair are mistakes, which nobody would see once they are read.

mod parse;
mod text;
mod write;

pub use crate::number::is_number;
pub(crate) use parse::parse_tape;
pub use parse::{parse, parse_strict};
pub use write::{Style, write, write_record};
pub(crate) use write::{write_argument, write_enveloped, write_field, write_field_enveloped};
