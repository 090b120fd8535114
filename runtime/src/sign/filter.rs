//! What a template's filters do to a whole value. Text and bytes are different kinds: a filter that takes one refuses
//! the other. Filters that take their value piece by piece, and those that take a key, are the evaluator's.

use std::borrow::Cow;

use super::digest;
use super::error::SignReason;
use super::masked::{MaskedValue, Octets};
use super::text;
use super::writer;
use crate::binary::{base64, hex, unbase64, unhex};
use crate::model::Filter;
use crate::percent;

/// Applies a filter that needs nothing but the value.
pub(super) fn apply<'v>(filter: Filter<'_>, piece: MaskedValue<'v>) -> Result<MaskedValue<'v>, SignReason> {
    let result = match filter {
        Filter::Utf8 => return utf8(piece),
        Filter::Before(_) | Filter::After(_) if piece.is_empty() => return Ok(piece),
        Filter::Slice(from, to) if !piece.is_text() => {
            MaskedValue::bytes(text::slice_bytes(piece.as_bytes(), from, to))
        }
        Filter::Slice(from, to) => MaskedValue::text(text::slice(text_of(&piece, "slice")?, from, to)),
        Filter::Pad(width) => MaskedValue::text(text::pad(text_of(&piece, ":0n")?, usize::from(width))),
        Filter::Lower => MaskedValue::text(text_of(&piece, "lower")?.to_ascii_lowercase()),
        Filter::Upper => MaskedValue::text(text_of(&piece, "upper")?.to_ascii_uppercase()),
        Filter::Snake => MaskedValue::text(text::snake(text_of(&piece, "snake")?)),
        Filter::Trim => MaskedValue::text(text_of(&piece, "trim")?.trim().to_owned()),
        Filter::Collapse => MaskedValue::text(text::collapse(text_of(&piece, "collapse")?)),
        Filter::Replace(old, new) => {
            let text = text_of(&piece, "replace")?;
            if new.len() > old.len() {
                // Measured before it is made.
                let more = text.matches(old).count().saturating_mul(new.len());
                writer::admit(text.len().saturating_add(more))?;
            }
            MaskedValue::text(text.replace(old, new))
        }
        Filter::Remove(characters) => {
            MaskedValue::text(text_of(&piece, "remove")?.replace(|one| characters.contains(one), ""))
        }
        Filter::Crc32 => return Ok(MaskedValue::text(digest::crc32(piece.as_bytes()).to_string())),
        Filter::Radix(base) => MaskedValue::text(
            text::radix(text_of(&piece, "radix")?, base).ok_or(SignReason::Undecodable("a whole number"))?,
        ),
        Filter::Split(separator, location) => {
            MaskedValue::text(text::split(text_of(&piece, "split")?, separator, location))
        }
        Filter::Before(before) => MaskedValue::text(format!("{before}{}", text_of(&piece, "before")?)),
        Filter::After(after) => MaskedValue::text(format!("{}{after}", text_of(&piece, "after")?)),
        Filter::Json(escape) => MaskedValue::text(text::json(text_of(&piece, "json")?, escape)?),
        Filter::JsonSorted => MaskedValue::text(text::json_sorted(piece.as_bytes())?),
        Filter::NormalPath => MaskedValue::text(text::normal_path(text_of(&piece, "normal_path")?)),
        Filter::Hex => MaskedValue::text(hex(bytes_of(&piece, "hex")?)),
        Filter::Base64(kind) => MaskedValue::text(base64(kind, bytes_of(&piece, "base64")?)),
        Filter::Unhex => MaskedValue::bytes(unhex(text_of(&piece, "unhex")?).ok_or(SignReason::Undecodable("hex"))?),
        Filter::Unbase64 => {
            MaskedValue::bytes(unbase64(text_of(&piece, "unbase64")?).ok_or(SignReason::Undecodable("base64"))?)
        }
        Filter::Unpercent => {
            let decoded = percent::decoded(text_of(&piece, "unpercent")?.as_bytes());
            MaskedValue::text(String::from_utf8(decoded).map_err(|_| SignReason::NotUtf8)?)
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

fn text_of<'p>(piece: &'p MaskedValue<'_>, filter: &'static str) -> Result<&'p str, SignReason> {
    match &piece.octets {
        Octets::Text(text) => Ok(text),
        // Nothing at all is either.
        Octets::Bytes(bytes) if bytes.is_empty() => Ok(""),
        Octets::Bytes(_) => Err(SignReason::NeedsText(filter)),
    }
}

fn bytes_of<'p>(piece: &'p MaskedValue<'_>, filter: &'static str) -> Result<&'p [u8], SignReason> {
    match &piece.octets {
        Octets::Bytes(bytes) => Ok(bytes),
        Octets::Text(text) if text.is_empty() => Ok(&[]),
        Octets::Text(_) => Err(SignReason::NeedsBytes(filter)),
    }
}

fn utf8(mut piece: MaskedValue<'_>) -> Result<MaskedValue<'_>, SignReason> {
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
