//! XML 1.0 to and from the tree of [`Node`](crate::Node), as the vendors use it: elements alone.
//!
//! An element with elements in it is a map, any other is text; a list is its element repeated. Attributes,
//! comments and processing instructions carry nothing and are skipped. A document type is refused, and with it
//! every entity that is not XML's own.

mod parse;
mod write;

pub use parse::parse;
pub(crate) use parse::parse_tape;
pub use write::write;
pub(crate) use write::write_enveloped;

/// Whether XML 1.0 allows the character at all.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether it can name an element. Wider than the standard outside ASCII.
fn is_name(name: &str) -> bool {
    // Nearly all are plain, and are not decoded.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    if name.bytes().all(is_plain) {
        return name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    }
    let begins = |character: char| character.is_ascii_alphabetic() || character == '_' || !character.is_ascii();
    let continues = |character: char| begins(character) || matches!(character, '0'..='9' | '-' | '.' | ':');
    name.starts_with(begins) && name.chars().all(|character| continues(character) && is_allowed(character))
}

fn is_space(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}
