//! Ed25519.

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::der;
use super::key::decoded;
use crate::sign::error::SignReason;

const BAD_KEY: SignReason = SignReason::BadKey("Ed25519");

pub(super) fn sign(key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
    Ok(pair(key).ok_or(BAD_KEY)?.sign(message).as_ref().to_vec())
}

pub(super) fn fits(key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
    let fits = |public: &[u8]| UnparsedPublicKey::new(&ED25519, public).verify(message, made).is_ok();
    let der = decoded(key);
    let bare = [der.as_slice(), key].into_iter().find(|bare| bare.len() == 32);
    let public = der::public_bits(&der).or(bare);
    if public.is_some_and(fits) {
        return Ok(true);
    }
    match pair(key) {
        Some(pair) => Ok(fits(pair.public_key().as_ref())),
        None if public.is_some() => Ok(false),
        None => Err(BAD_KEY),
    }
}

fn pair(key: &[u8]) -> Option<Ed25519KeyPair> {
    let der = decoded(key);
    // A document may be as long as a bare seed with its public key behind it, so it comes first.
    let bare = [der.as_slice(), key].into_iter().find(|bare| matches!(bare.len(), 32 | 64));
    let seed = der::seed(&der).or_else(|| bare.and_then(|bare| bare.get(..32)))?;
    Ed25519KeyPair::from_seed_unchecked(seed).ok()
}
