//! What a template's filters do to a whole value. Text and bytes are different kinds: a filter that takes one refuses
//! the other. Filters that take their value piece by piece, and those that take a key, are the evaluator's.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD,
};

use super::digest;
use super::error::SignReason;
use super::percent;
use super::piece::{Octets, Piece, hex};
use super::sink;
use super::text;
use crate::model::{Base64, Filter};

/// Applies a filter that needs nothing but the value.
pub(crate) fn apply<'v>(filter: Filter<'_>, piece: Piece<'v>) -> Result<Piece<'v>, SignReason> {
    let result = match filter {
        Filter::Utf8 => return utf8(piece),
        Filter::Before(_) | Filter::After(_) if piece.is_empty() => return Ok(piece),
        Filter::Slice(from, to) if !piece.is_text() => Piece::bytes(text::slice_bytes(piece.as_bytes(), from, to)),
        Filter::Slice(from, to) => Piece::text(text::slice(text_of(&piece, "slice")?, from, to)),
        Filter::Pad(width) => Piece::text(text::pad(text_of(&piece, ":0n")?, usize::from(width))),
        Filter::Lower => Piece::text(text_of(&piece, "lower")?.to_ascii_lowercase()),
        Filter::Upper => Piece::text(text_of(&piece, "upper")?.to_ascii_uppercase()),
        Filter::Trim => Piece::text(text_of(&piece, "trim")?.trim().to_owned()),
        Filter::Collapse => Piece::text(text::collapse(text_of(&piece, "collapse")?)),
        Filter::Replace(old, new) => {
            let text = text_of(&piece, "replace")?;
            if new.len() > old.len() {
                // Measured before it is made.
                let more = text.matches(old).count().saturating_mul(new.len());
                sink::admit(text.len().saturating_add(more))?;
            }
            Piece::text(text.replace(old, new))
        }
        Filter::Remove(characters) => {
            Piece::text(text_of(&piece, "remove")?.replace(|one| characters.contains(one), ""))
        }
        Filter::Crc32 => return Ok(Piece::text(digest::crc32(piece.as_bytes()).to_string())),
        Filter::Radix(base) => {
            Piece::text(text::radix(text_of(&piece, "radix")?, base).ok_or(SignReason::Undecodable("a whole number"))?)
        }
        Filter::Split(separator, place) => Piece::text(text::split(text_of(&piece, "split")?, separator, place)),
        Filter::Before(before) => Piece::text(format!("{before}{}", text_of(&piece, "before")?)),
        Filter::After(after) => Piece::text(format!("{}{after}", text_of(&piece, "after")?)),
        Filter::Json(escape) => Piece::text(text::json(text_of(&piece, "json")?, escape)?),
        Filter::JsonSorted => Piece::text(text::json_sorted(piece.as_bytes())?),
        Filter::NormalPath => Piece::text(text::normal_path(text_of(&piece, "normal_path")?)),
        Filter::Hex => Piece::text(hex(bytes_of(&piece, "hex")?)),
        Filter::Base64(kind) => Piece::text(engine(kind).encode(bytes_of(&piece, "base64")?)),
        Filter::Unhex => Piece::bytes(unhex(text_of(&piece, "unhex")?).ok_or(SignReason::Undecodable("hex"))?),
        Filter::Unbase64 => {
            Piece::bytes(unbase64(text_of(&piece, "unbase64")?).ok_or(SignReason::Undecodable("base64"))?)
        }
        Filter::Unpercent => {
            let decoded = percent::decoded(text_of(&piece, "unpercent")?.as_bytes());
            Piece::text(String::from_utf8(decoded).map_err(|_| SignReason::NotUtf8)?)
        }
        Filter::Unix(_) | Filter::UnixMs(_) | Filter::Local | Filter::Format(..) => return Err(SignReason::Clock),
        Filter::Len(_)
        | Filter::Or(_)
        | Filter::Percent(_)
        | Filter::Digest(_)
        | Filter::Hmac(..)
        | Filter::Sign(..) => return Ok(piece),
    };
    // A rewritten text no longer has its secrets where they were: if there were any, all of it is secret.
    Ok(match piece.mask.first() {
        Some(name) => result.hidden(name),
        None => result,
    })
}

fn text_of<'p>(piece: &'p Piece<'_>, filter: &'static str) -> Result<&'p str, SignReason> {
    match &piece.octets {
        Octets::Text(text) => Ok(text),
        // Nothing at all is either.
        Octets::Bytes(bytes) if bytes.is_empty() => Ok(""),
        Octets::Bytes(_) => Err(SignReason::NeedsText(filter)),
    }
}

fn bytes_of<'p>(piece: &'p Piece<'_>, filter: &'static str) -> Result<&'p [u8], SignReason> {
    match &piece.octets {
        Octets::Bytes(bytes) => Ok(bytes),
        Octets::Text(text) if text.is_empty() => Ok(&[]),
        Octets::Text(_) => Err(SignReason::NeedsBytes(filter)),
    }
}

fn utf8(mut piece: Piece<'_>) -> Result<Piece<'_>, SignReason> {
    piece.octets = match piece.octets {
        Octets::Text(Cow::Borrowed(text)) => Octets::Bytes(Cow::Borrowed(text.as_bytes())),
        Octets::Text(Cow::Owned(text)) => Octets::Bytes(Cow::Owned(text.into_bytes())),
        Octets::Bytes(Cow::Borrowed(bytes)) => {
            Octets::Text(Cow::Borrowed(str::from_utf8(bytes).map_err(|_| SignReason::NotUtf8)?))
        }
        Octets::Bytes(Cow::Owned(bytes)) => {
            Octets::Text(Cow::Owned(String::from_utf8(bytes).map_err(|_| SignReason::NotUtf8)?))
        }
    };
    Ok(piece)
}

fn engine(kind: Base64) -> &'static GeneralPurpose {
    match kind {
        Base64 { url: false, padded: true } => &STANDARD,
        Base64 { url: false, padded: false } => &STANDARD_NO_PAD,
        Base64 { url: true, padded: true } => &URL_SAFE,
        Base64 { url: true, padded: false } => &URL_SAFE_NO_PAD,
    }
}

/// Base64 of either alphabet, padded or not.
pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const LOOSE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    LOOSE.decode(text.replace('-', "+").replace('_', "/")).ok()
}

/// Hex in either case.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
        _ => None,
    });
    pairs.collect()
}
