//! Digests and HMACs that take their input as it comes.

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_256};

use super::error::SignReason;
use super::masked::MaskedValue;
use super::writer::Absorb;
use crate::model::Hash;

type Feed<'f> = &'f mut dyn FnMut(&mut Absorb<'_>) -> Result<(), SignReason>;

pub(super) fn digest(hash: Hash, feed: Feed<'_>) -> Result<MaskedValue<'static>, SignReason> {
    made(hash, None, feed)
}

pub(super) fn hmac(hash: Hash, key: &[u8], feed: Feed<'_>) -> Result<MaskedValue<'static>, SignReason> {
    made(hash, Some(key), feed)
}

fn made(hash: Hash, key: Option<&[u8]>, feed: Feed<'_>) -> Result<MaskedValue<'static>, SignReason> {
    match hash {
        Hash::Md5 => made_with::<Md5>(key, feed),
        Hash::Sha1 => made_with::<Sha1>(key, feed),
        Hash::Sha224 => made_with::<Sha224>(key, feed),
        Hash::Sha512Half => made_with::<Sha512_256>(key, feed),
        Hash::Sha256 => made_with::<Sha256>(key, feed),
        Hash::Sha384 => made_with::<Sha384>(key, feed),
        Hash::Sha512 => made_with::<Sha512>(key, feed),
        #[cfg(feature = "sm3")]
        Hash::Sm3 => made_with::<sm3::Sm3>(key, feed),
        #[cfg(not(feature = "sm3"))]
        Hash::Sm3 => Err(SignReason::NotBuilt("sm3")),
    }
}

/// The checksum of the same name (the reflected polynomial `0xEDB88320`).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let shifted = |crc: u32, _| (crc >> 1) ^ (if crc & 1 == 1 { 0xEDB8_8320 } else { 0 });
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), shifted))
}

fn made_with<D: Digest + EagerHash>(key: Option<&[u8]>, feed: Feed<'_>) -> Result<MaskedValue<'static>, SignReason> {
    let Some(key) = key else {
        let mut digest = D::new();
        let secret = fed(&mut |bytes| Digest::update(&mut digest, bytes), feed)?;
        return Ok(one_way(&digest.finalize(), secret));
    };
    // An HMAC takes keys of every length: the error cannot happen, and is no reason to panic.
    let mut mac = <Hmac<D> as KeyInit>::new_from_slice(key).map_err(|_| SignReason::NeedsBytes("hmac"))?;
    let secret = fed(&mut |bytes| Mac::update(&mut mac, bytes), feed)?;
    Ok(one_way(&mac.finalize().into_bytes(), secret))
}

/// Feeds a digest, and gives what stands for all that was fed, if that was one secret.
fn fed(update: &mut dyn FnMut(&[u8]), feed: Feed<'_>) -> Result<Option<String>, SignReason> {
    let mut writer = Absorb::new(update);
    feed(&mut writer)?;
    Ok(writer.finish())
}

/// What went one way no longer tells the secrets in it, unless there was nothing else in it.
fn one_way(result: &[u8], secret: Option<String>) -> MaskedValue<'static> {
    let result = MaskedValue::bytes(result.to_vec());
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
