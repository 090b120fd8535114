//! What a description's prose says beside the columns: coded values, defaults, how "none" travels, ranges.
//! It reads texts; which field they belong to and what becomes of them is left to `assemble`. Each module uses only what
//! stands before it:
//!
//! - `text`, `listing`: a text by its characters, and what it may list
//! - `counted`, `scan`, `shape`: numbers that prose counts with, those that may be codes, and which of them make a list
//! - `doubt`, `behind_words`, `word_codes`, `codes`: lists in all their forms
//! - `glossary`, `none`, `ranges`, `defaults`: names for codes, and what else prose says

mod behind_words;
pub(crate) mod codes;
mod counted;
pub(crate) mod defaults;
mod doubt;
pub(crate) mod glossary;
pub(crate) mod listing;
pub(crate) mod none;
pub(crate) mod ranges;
mod scan;
mod shape;
mod text;
mod word_codes;

pub(crate) fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}
