//! What a description's prose says beside the columns: coded values, defaults, how "none" travels, ranges.
//! It reads texts; which field they belong to and what becomes of them is left to `assemble`.

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

/// What may be wire names in a sentence.
pub(crate) fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split(|one: char| !(one.is_ascii_alphanumeric() || one == '_')).filter(|word| !word.is_empty())
}

/// A letter of any script; an ideograph is one.
fn is_letter(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}
