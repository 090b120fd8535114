//! Signatures that another key verifies than the one that made them: RSA and Ed25519, each behind its feature. A key is
//! PEM, base64 of DER, DER, or for Ed25519 the bare bytes; where a public key is wanted, a private one, or for RSA a
//! certificate, will do.

use super::error::SignReason;
use super::filter::unbase64;

/// What is asked of the bytes behind a key's text.
#[cfg_attr(not(any(feature = "rsa", feature = "ed25519")), allow(dead_code))]
fn decoded(key: &[u8]) -> Vec<u8> {
    let Ok(text) = str::from_utf8(key) else { return key.to_vec() };
    let armour = |line: &&str| !line.starts_with("-----");
    let text: String = text.lines().map(str::trim).filter(armour).collect();
    unbase64(&text).unwrap_or_else(|| key.to_vec())
}

/// An RSA signature: PKCS #1 v1.5 over SHA-256.
#[cfg(feature = "rsa")]
pub(crate) fn rsa_sha256(key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
    use ring::{rand, rsa, signature};
    let der = decoded(key);
    let Some((modulus, _)) = der::rsa_public(&der) else { return Err(SignReason::BadKey("RSA")) };
    if modulus.len() < 256 {
        return Err(SignReason::ShortKey);
    }
    let private = der::rsa_private(&der).ok_or(SignReason::BadKey("RSA"))?;
    let pair = rsa::KeyPair::from_der(private).map_err(|_| SignReason::BadKey("RSA"))?;
    let mut made = vec![0; pair.public().modulus_len()];
    pair.sign(&signature::RSA_PKCS1_SHA256, &rand::SystemRandom::new(), message, &mut made)
        .map_err(|_| SignReason::BadKey("RSA"))?;
    Ok(made)
}

/// Whether an RSA signature is right. Keys of 1024 bits are still verified: some vendors have no others.
#[cfg(feature = "rsa")]
pub(crate) fn rsa_sha256_fits(key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
    use ring::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY as LEGACY, RsaPublicKeyComponents};
    let der = decoded(key);
    let (n, e) = der::rsa_public(&der).ok_or(SignReason::BadKey("RSA"))?;
    Ok(RsaPublicKeyComponents { n, e }.verify(&LEGACY, message, made).is_ok())
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn rsa_sha256(_: &[u8], _: &[u8]) -> Result<Vec<u8>, SignReason> {
    Err(SignReason::NotBuilt("rsa"))
}

#[cfg(not(feature = "rsa"))]
pub(crate) fn rsa_sha256_fits(_: &[u8], _: &[u8], _: &[u8]) -> Result<bool, SignReason> {
    Err(SignReason::NotBuilt("rsa"))
}

/// An Ed25519 signature.
#[cfg(feature = "ed25519")]
pub(crate) fn ed25519(key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
    Ok(ed25519_pair(key).ok_or(SignReason::BadKey("Ed25519"))?.sign(message).as_ref().to_vec())
}

/// Whether an Ed25519 signature is right.
#[cfg(feature = "ed25519")]
pub(crate) fn ed25519_fits(key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
    use ring::signature::{ED25519, KeyPair, UnparsedPublicKey};
    let fits = |public: &[u8]| UnparsedPublicKey::new(&ED25519, public).verify(message, made).is_ok();
    let der = decoded(key);
    let bare = [der.as_slice(), key].into_iter().find(|bare| bare.len() == 32);
    let public = der::public_bits(&der).or(bare);
    if public.is_some_and(fits) {
        return Ok(true);
    }
    match ed25519_pair(key) {
        Some(pair) => Ok(fits(pair.public_key().as_ref())),
        None if public.is_some() => Ok(false),
        None => Err(SignReason::BadKey("Ed25519")),
    }
}

#[cfg(feature = "ed25519")]
fn ed25519_pair(key: &[u8]) -> Option<ring::signature::Ed25519KeyPair> {
    let der = decoded(key);
    // A document may be as long as a bare seed with its public key behind it, so it comes first.
    let bare = [der.as_slice(), key].into_iter().find(|bare| matches!(bare.len(), 32 | 64));
    let seed = der::seed(&der).or_else(|| bare.and_then(|bare| bare.get(..32)))?;
    ring::signature::Ed25519KeyPair::from_seed_unchecked(seed).ok()
}

#[cfg(not(feature = "ed25519"))]
pub(crate) fn ed25519(_: &[u8], _: &[u8]) -> Result<Vec<u8>, SignReason> {
    Err(SignReason::NotBuilt("ed25519"))
}

#[cfg(not(feature = "ed25519"))]
pub(crate) fn ed25519_fits(_: &[u8], _: &[u8], _: &[u8]) -> Result<bool, SignReason> {
    Err(SignReason::NotBuilt("ed25519"))
}

/// As much of DER as finds a key: the same few shapes hold every one that vendors hand out.
#[cfg(any(feature = "rsa", feature = "ed25519"))]
#[cfg_attr(not(all(feature = "rsa", feature = "ed25519")), allow(dead_code))]
mod der {
    const INTEGER: u8 = 0x02;
    const BITS: u8 = 0x03;
    const OCTETS: u8 = 0x04;
    const SEQUENCE: u8 = 0x30;

    /// A tag and its content.
    type Element<'d> = (u8, &'d [u8]);

    fn element(der: &[u8]) -> Option<(Element<'_>, &[u8])> {
        let (tag, rest) = der.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = if *first < 0x80 {
            (usize::from(*first), rest)
        } else {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let fits = !bytes.is_empty() && bytes.len() <= 4;
            let length = bytes.iter().fold(0, |length: usize, byte| (length << 8) | usize::from(*byte));
            (fits.then_some(length)?, rest)
        };
        let (content, rest) = rest.split_at_checked(length)?;
        Some(((*tag, content), rest))
    }

    fn children(mut content: &[u8]) -> Option<Vec<Element<'_>>> {
        let mut children = Vec::new();
        while !content.is_empty() {
            let (child, rest) = element(content)?;
            children.push(child);
            content = rest;
        }
        Some(children)
    }

    fn sequence(der: &[u8]) -> Option<Vec<Element<'_>>> {
        match element(der)? {
            ((SEQUENCE, content), _) => children(content),
            _ => None,
        }
    }

    /// What PKCS #8 wraps.
    fn wrapped(der: &[u8]) -> Option<&[u8]> {
        match sequence(der)?.as_slice() {
            [(INTEGER, _), (SEQUENCE, _), (OCTETS, key), ..] => Some(key),
            _ => None,
        }
    }

    /// The key of a public key's document, or of a certificate.
    pub(super) fn public_bits(der: &[u8]) -> Option<&[u8]> {
        let bits = |children: &[Element<'_>]| matches!(children, [(SEQUENCE, _), (BITS, _)]);
        match sequence(der)?.as_slice() {
            [(SEQUENCE, _), (BITS, key)] => key.split_first().map(|(_, key)| key),
            [(SEQUENCE, body), (SEQUENCE, _), (BITS, _)] => {
                let of_body = children(body)?;
                let mut inner = of_body.iter().filter_map(|(_, content)| children(content));
                let found = inner.find(|children| bits(children))?;
                found.get(1).and_then(|(_, key)| key.split_first()).map(|(_, key)| key)
            }
            _ => None,
        }
    }

    /// The PKCS #1 document of a private key.
    pub(super) fn rsa_private(der: &[u8]) -> Option<&[u8]> {
        let inner = wrapped(der).unwrap_or(der);
        matches!(sequence(inner)?.as_slice(), [(INTEGER, _), (INTEGER, _), (INTEGER, _), (INTEGER, _), ..])
            .then_some(inner)
    }

    /// Modulus and exponent, without leading zeros.
    pub(super) fn rsa_public(der: &[u8]) -> Option<(&[u8], &[u8])> {
        let inner = wrapped(der).or_else(|| public_bits(der)).unwrap_or(der);
        let bare = |number: &'_ [u8]| number.iter().take_while(|byte| **byte == 0).count();
        match sequence(inner)?.as_slice() {
            [(INTEGER, n), (INTEGER, e)] | [(INTEGER, _), (INTEGER, n), (INTEGER, e), (INTEGER, _), ..] => {
                Some((n.get(bare(n)..)?, e.get(bare(e)..)?))
            }
            _ => None,
        }
    }

    /// The seed of an Ed25519 key.
    pub(super) fn seed(der: &[u8]) -> Option<&[u8]> {
        match element(wrapped(der)?)? {
            ((OCTETS, seed), _) if seed.len() == 32 => Some(seed),
            _ => None,
        }
    }
}
