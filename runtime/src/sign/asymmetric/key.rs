//! A key as text: PEM, or base64 of DER. What is neither is the key's bytes themselves.

use crate::binary::unbase64;

/// The bytes behind a key's text.
pub(super) fn decoded(key: &[u8]) -> Vec<u8> {
    let Ok(text) = str::from_utf8(key) else { return key.to_vec() };
    let armour = |line: &&str| !line.starts_with("-----");
    // What stands around the key in a file, such as the curve of an elliptic one, is a block of its own before it.
    let block = text.rfind("-----BEGIN").and_then(|at| text.get(at..)).unwrap_or(text);
    let text: String = block.lines().map(str::trim).filter(armour).collect();
    unbase64(&text).unwrap_or_else(|| key.to_vec())
}
