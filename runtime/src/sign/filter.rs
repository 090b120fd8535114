//! What a template's filters do to a value. Text and bytes are different kinds: a filter that takes one refuses the other.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::error::SignReason;
use super::percent::{Encoding, encoded};
use super::piece::{Octets, Piece, hex};
use crate::model::{Filter, Input, TextUnit};

/// Applies one filter; `key` resolves the key of an HMAC.
pub(crate) fn apply<'m, 'v>(
    filter: Filter<'m>,
    piece: Piece<'v>,
    key: impl Fn(Input<'m>) -> Result<Piece<'v>, SignReason>,
) -> Result<Piece<'v>, SignReason> {
    let result = match filter {
        Filter::Utf8 => return utf8(piece),
        Filter::Len(unit) => Piece::text(length(&piece, unit)?.to_string()),
        Filter::Pad(width) => Piece::text(pad(text(&piece, ":0n")?, usize::from(width))),
        Filter::Lower => Piece::text(text(&piece, "lower")?.to_ascii_lowercase()),
        Filter::Upper => Piece::text(text(&piece, "upper")?.to_ascii_uppercase()),
        Filter::Trim => Piece::text(text(&piece, "trim")?.trim().to_owned()),
        Filter::Percent => Piece::text(encoded(Encoding::Uri, piece.as_bytes())),
        Filter::FormEncode => Piece::text(encoded(Encoding::Form, piece.as_bytes())),
        Filter::Hex => Piece::text(hex(bytes(&piece, "hex")?)),
        Filter::Base64 => Piece::text(STANDARD.encode(bytes(&piece, "base64")?)),
        Filter::Md5 => return Ok(digest::<Md5>(&piece)),
        Filter::Sha1 => return Ok(digest::<Sha1>(&piece)),
        Filter::Sha256 => return Ok(digest::<Sha256>(&piece)),
        Filter::HmacMd5(input) => return mac::<Hmac<Md5>>(&key(input)?, &piece),
        Filter::HmacSha1(input) => return mac::<Hmac<Sha1>>(&key(input)?, &piece),
        Filter::HmacSha256(input) => return mac::<Hmac<Sha256>>(&key(input)?, &piece),
        Filter::Unix(_) | Filter::UnixMs | Filter::Local => return Err(SignReason::Clock),
    };
    // A rewritten text no longer has its secrets where they were: if there were any, all of it is secret.
    Ok(match piece.secrets.into_iter().next() {
        Some(secret) => result.hidden(secret.name),
        None => result,
    })
}

fn text<'p>(piece: &'p Piece<'_>, filter: &'static str) -> Result<&'p str, SignReason> {
    match &piece.octets {
        Octets::Text(text) => Ok(text),
        Octets::Bytes(_) => Err(SignReason::NeedsText(filter)),
    }
}

fn bytes<'p>(piece: &'p Piece<'_>, filter: &'static str) -> Result<&'p [u8], SignReason> {
    match &piece.octets {
        Octets::Bytes(bytes) => Ok(bytes),
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

fn length(piece: &Piece<'_>, unit: TextUnit) -> Result<usize, SignReason> {
    match unit {
        TextUnit::Bytes => Ok(piece.as_bytes().len()),
        TextUnit::Chars => Ok(text(piece, "len")?.chars().count()),
        TextUnit::Utf16 => Ok(text(piece, "len")?.encode_utf16().count()),
    }
}

/// At least `width` characters: a longer text stays whole.
fn pad(text: &str, width: usize) -> String {
    format!("{}{text}", "0".repeat(width.saturating_sub(text.chars().count())))
}

fn digest<D: Digest>(piece: &Piece<'_>) -> Piece<'static> {
    one_way(piece, &D::digest(piece.as_bytes()))
}

fn mac<M: KeyInit + Mac>(key: &Piece<'_>, piece: &Piece<'_>) -> Result<Piece<'static>, SignReason> {
    // An HMAC takes keys of every length: the error cannot happen, and is no reason to panic.
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).map_err(|_| SignReason::NeedsBytes("hmac"))?;
    mac.update(piece.as_bytes());
    Ok(one_way(piece, &mac.finalize().into_bytes()))
}

/// What went one way no longer tells the secrets in it, unless there was nothing else in it.
fn one_way(from: &Piece<'_>, result: &[u8]) -> Piece<'static> {
    let result = Piece::bytes(result.to_vec());
    match from.wholly_secret() {
        Some(name) => result.hidden(name.into_owned()),
        None => result,
    }
}
