//! Digests and HMACs that take their input as it comes.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_256};
#[cfg(feature = "sm3")]
use sm3::Sm3;

use super::error::SignReason;
use super::piece::Piece;
use super::sink::Absorb;
use crate::model::Hash;

/// Feeds a sink.
type Feed<'f> = &'f mut dyn FnMut(&mut Absorb<'_>) -> Result<(), SignReason>;

/// The digest of what is fed.
pub(crate) fn digest(hash: Hash, feed: Feed<'_>) -> Result<Piece<'static>, SignReason> {
    match hash {
        Hash::Md5 => plain::<Md5>(feed),
        Hash::Sha1 => plain::<Sha1>(feed),
        Hash::Sha224 => plain::<Sha224>(feed),
        Hash::Sha512Half => plain::<Sha512_256>(feed),
        Hash::Sha256 => plain::<Sha256>(feed),
        Hash::Sha384 => plain::<Sha384>(feed),
        Hash::Sha512 => plain::<Sha512>(feed),
        #[cfg(feature = "sm3")]
        Hash::Sm3 => plain::<Sm3>(feed),
        #[cfg(not(feature = "sm3"))]
        Hash::Sm3 => Err(SignReason::NotBuilt("sm3")),
    }
}

/// The HMAC of what is fed.
pub(crate) fn hmac(hash: Hash, key: &[u8], feed: Feed<'_>) -> Result<Piece<'static>, SignReason> {
    match hash {
        Hash::Md5 => keyed::<Hmac<Md5>>(key, feed),
        Hash::Sha1 => keyed::<Hmac<Sha1>>(key, feed),
        Hash::Sha224 => keyed::<Hmac<Sha224>>(key, feed),
        Hash::Sha512Half => keyed::<Hmac<Sha512_256>>(key, feed),
        Hash::Sha256 => keyed::<Hmac<Sha256>>(key, feed),
        Hash::Sha384 => keyed::<Hmac<Sha384>>(key, feed),
        Hash::Sha512 => keyed::<Hmac<Sha512>>(key, feed),
        #[cfg(feature = "sm3")]
        Hash::Sm3 => keyed::<Hmac<Sm3>>(key, feed),
        #[cfg(not(feature = "sm3"))]
        Hash::Sm3 => Err(SignReason::NotBuilt("sm3")),
    }
}

/// The checksum of the same name (the reflected polynomial `0xEDB88320`).
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let shifted = |crc: u32, _| (crc >> 1) ^ (if crc & 1 == 1 { 0xEDB8_8320 } else { 0 });
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), shifted))
}

fn plain<D: Digest>(feed: Feed<'_>) -> Result<Piece<'static>, SignReason> {
    let mut digest = D::new();
    let mut update = |bytes: &[u8]| digest.update(bytes);
    let mut sink = Absorb::new(&mut update);
    feed(&mut sink)?;
    let secret = sink.finish();
    Ok(one_way(&digest.finalize(), secret))
}

fn keyed<M: KeyInit + Mac>(key: &[u8], feed: Feed<'_>) -> Result<Piece<'static>, SignReason> {
    // An HMAC takes keys of every length: the error cannot happen, and is no reason to panic.
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| SignReason::NeedsBytes("hmac"))?;
    let mut update = |bytes: &[u8]| mac.update(bytes);
    let mut sink = Absorb::new(&mut update);
    feed(&mut sink)?;
    let secret = sink.finish();
    Ok(one_way(&mac.finalize().into_bytes(), secret))
}

/// What went one way no longer tells the secrets in it, unless there was nothing else in it.
fn one_way(result: &[u8], secret: Option<String>) -> Piece<'static> {
    let result = Piece::bytes(result.to_vec());
    match secret {
        Some(name) => result.hidden(name),
        None => result,
    }
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn the_checksum_of_the_digits_is_the_published_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!((crc32(b""), crc32("订单".as_bytes())), (0, 0xC2C1_5BB3));
    }
}
