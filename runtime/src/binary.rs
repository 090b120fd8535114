//! Bytes as text and back: hex and base64. What is no such text is `None`; nothing is skipped.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD,
};

use crate::model::Base64;

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]));
    }
    // Digits are ASCII.
    String::from_utf8(text).unwrap_or_default()
}

/// Bytes in base64 of this kind.
pub fn base64(kind: Base64, bytes: &[u8]) -> String {
    let engine = match kind {
        Base64 { url: false, padded: true } => &STANDARD,
        Base64 { url: false, padded: false } => &STANDARD_NO_PAD,
        Base64 { url: true, padded: true } => &URL_SAFE,
        Base64 { url: true, padded: false } => &URL_SAFE_NO_PAD,
    };
    engine.encode(bytes)
}

/// The bytes behind base64 of either alphabet, padded or not.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const LOOSE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    LOOSE.decode(text.replace('-', "+").replace('_', "/")).ok()
}

/// The bytes behind hex in either case.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    });
    pairs.collect()
}
