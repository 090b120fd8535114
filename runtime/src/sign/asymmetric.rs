//! Signatures that another key verifies than the one that made them: RSA, ECDSA and Ed25519, each behind its feature. A
//! key is PEM, base64 of DER, DER, or for Ed25519 the bare bytes; where a public key is wanted, a private one, or for
//! RSA a certificate, will do.

#[cfg(any(feature = "rsa", feature = "ecdsa", feature = "ed25519"))]
use super::der;
use super::error::SignReason;
#[cfg(any(feature = "rsa", feature = "ecdsa", feature = "ed25519"))]
use super::filter::unbase64;
use crate::model::Asymmetric;

/// Makes a signature.
pub(crate) fn sign(how: Asymmetric, key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
    match how {
        Asymmetric::Ed25519 => ed25519::sign(key, message),
        Asymmetric::EcdsaSha256 | Asymmetric::EcdsaSha256Der | Asymmetric::EcdsaSha384 | Asymmetric::EcdsaSha384Der => {
            ecdsa::sign(how, key, message)
        }
        _ => rsa::sign(how, key, message),
    }
}

/// Whether a signature is right.
pub(crate) fn fits(how: Asymmetric, key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
    match how {
        Asymmetric::Ed25519 => ed25519::fits(key, message, made),
        Asymmetric::EcdsaSha256 | Asymmetric::EcdsaSha256Der | Asymmetric::EcdsaSha384 | Asymmetric::EcdsaSha384Der => {
            ecdsa::fits(how, key, message, made)
        }
        _ => rsa::fits(how, key, message, made),
    }
}

/// What is asked of the bytes behind a key's text.
#[cfg(any(feature = "rsa", feature = "ecdsa", feature = "ed25519"))]
fn decoded(key: &[u8]) -> Vec<u8> {
    let Ok(text) = str::from_utf8(key) else { return key.to_vec() };
    let armour = |line: &&str| !line.starts_with("-----");
    // What stands around the key in a file, such as the curve of an elliptic one, is a block of its own before it.
    let block = text.rfind("-----BEGIN").and_then(|at| text.get(at..)).unwrap_or(text);
    let text: String = block.lines().map(str::trim).filter(armour).collect();
    unbase64(&text).unwrap_or_else(|| key.to_vec())
}

#[cfg(feature = "rsa")]
mod rsa {
    use ring::signature::{self, RsaEncoding, RsaParameters, RsaPublicKeyComponents};
    use ring::{rand, rsa};

    use super::{Asymmetric, SignReason, decoded, der};

    const BAD_KEY: SignReason = SignReason::BadKey("RSA");

    pub(super) fn sign(how: Asymmetric, key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
        let padding: &dyn RsaEncoding = match how {
            Asymmetric::RsaSha1 => return Err(SignReason::OnlyVerified("RSA with SHA-1")),
            Asymmetric::RsaSha384 => &signature::RSA_PKCS1_SHA384,
            Asymmetric::RsaSha512 => &signature::RSA_PKCS1_SHA512,
            Asymmetric::RsaPssSha256 => &signature::RSA_PSS_SHA256,
            Asymmetric::RsaPssSha384 => &signature::RSA_PSS_SHA384,
            Asymmetric::RsaPssSha512 => &signature::RSA_PSS_SHA512,
            _ => &signature::RSA_PKCS1_SHA256,
        };
        let der = decoded(key);
        let Some((modulus, _)) = der::rsa_public(&der) else { return Err(BAD_KEY) };
        if modulus.len() < 256 {
            return Err(SignReason::ShortKey);
        }
        let private = der::rsa_private(&der).ok_or(BAD_KEY)?;
        let pair = rsa::KeyPair::from_der(private).map_err(|_| BAD_KEY)?;
        let mut made = vec![0; pair.public().modulus_len()];
        pair.sign(padding, &rand::SystemRandom::new(), message, &mut made).map_err(|_| BAD_KEY)?;
        Ok(made)
    }

    /// Keys of 1024 bits are still verified where the digest is one of PKCS #1: some vendors have no others.
    pub(super) fn fits(how: Asymmetric, key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
        let padding: &RsaParameters = match how {
            Asymmetric::RsaSha1 => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            Asymmetric::RsaSha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Asymmetric::RsaSha512 => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            Asymmetric::RsaPssSha256 => &signature::RSA_PSS_2048_8192_SHA256,
            Asymmetric::RsaPssSha384 => &signature::RSA_PSS_2048_8192_SHA384,
            Asymmetric::RsaPssSha512 => &signature::RSA_PSS_2048_8192_SHA512,
            _ => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        };
        let der = decoded(key);
        let (n, e) = der::rsa_public(&der).ok_or(BAD_KEY)?;
        Ok(RsaPublicKeyComponents { n, e }.verify(padding, message, made).is_ok())
    }
}

#[cfg(feature = "ecdsa")]
mod ecdsa {
    use ring::rand::SystemRandom;
    use ring::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, UnparsedPublicKey};

    use super::{Asymmetric, SignReason, decoded, der};

    const BAD_KEY: SignReason = SignReason::BadKey("ECDSA");

    /// Curves that are asked for elsewhere, by the bytes of their names.
    const UNSUPPORTED: [(&[u8], &str); 8] = [
        (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "secp256k1"),
        (&[0x2b, 0x81, 0x04, 0x00, 0x23], "P-521"),
        (&[0x2b, 0x81, 0x04, 0x00, 0x21], "P-224"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x01], "P-192"),
        (&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d], "SM2"),
        (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], "brainpoolP256r1"),
        (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b], "brainpoolP384r1"),
        (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d], "brainpoolP512r1"),
    ];

    /// What is wrong with a key that is not of the curve that is wanted.
    fn bad_key(der: &[u8]) -> SignReason {
        const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
        const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
        match der::curve(der) {
            None | Some(P256 | P384) => BAD_KEY,
            Some(curve) => {
                let name = UNSUPPORTED.iter().find(|(known, _)| *known == curve).map(|(_, name)| *name);
                SignReason::UnsupportedCurve(name.unwrap_or("an unknown name"))
            }
        }
    }

    type Algorithms = (&'static EcdsaSigningAlgorithm, &'static EcdsaVerificationAlgorithm);

    fn algorithms(how: Asymmetric) -> Algorithms {
        match how {
            Asymmetric::EcdsaSha256Der => {
                (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &signature::ECDSA_P256_SHA256_ASN1)
            }
            Asymmetric::EcdsaSha384 => {
                (&signature::ECDSA_P384_SHA384_FIXED_SIGNING, &signature::ECDSA_P384_SHA384_FIXED)
            }
            Asymmetric::EcdsaSha384Der => {
                (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, &signature::ECDSA_P384_SHA384_ASN1)
            }
            _ => (&signature::ECDSA_P256_SHA256_FIXED_SIGNING, &signature::ECDSA_P256_SHA256_FIXED),
        }
    }

    /// Each signature of a message is another one: a random number goes into it.
    pub(super) fn sign(how: Asymmetric, key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
        let (algorithm, random) = (algorithms(how).0, SystemRandom::new());
        let der = decoded(key);
        let (secret, point) = der::ec_private(&der).ok_or_else(|| bad_key(&der))?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, secret, point, &random);
        let made = pair.map_err(|_| bad_key(&der))?.sign(&random, message).map_err(|_| BAD_KEY)?;
        Ok(made.as_ref().to_vec())
    }

    pub(super) fn fits(how: Asymmetric, key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
        let der = decoded(key);
        let point = der::ec_private(&der).map(|(_, point)| point).or_else(|| der::public_bits(&der));
        let point = match (point, bad_key(&der)) {
            (Some(point), reason) if reason == BAD_KEY => point,
            (_, reason) => return Err(reason),
        };
        Ok(UnparsedPublicKey::new(algorithms(how).1, point).verify(message, made).is_ok())
    }
}

#[cfg(feature = "ed25519")]
mod ed25519 {
    use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

    use super::{SignReason, decoded, der};

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
}

#[cfg(not(feature = "rsa"))]
mod rsa {
    use super::{Asymmetric, SignReason};

    pub(super) fn sign(_: Asymmetric, _: &[u8], _: &[u8]) -> Result<Vec<u8>, SignReason> {
        Err(SignReason::NotBuilt("rsa"))
    }

    pub(super) fn fits(_: Asymmetric, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, SignReason> {
        Err(SignReason::NotBuilt("rsa"))
    }
}

#[cfg(not(feature = "ecdsa"))]
mod ecdsa {
    use super::{Asymmetric, SignReason};

    pub(super) fn sign(_: Asymmetric, _: &[u8], _: &[u8]) -> Result<Vec<u8>, SignReason> {
        Err(SignReason::NotBuilt("ecdsa"))
    }

    pub(super) fn fits(_: Asymmetric, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, SignReason> {
        Err(SignReason::NotBuilt("ecdsa"))
    }
}

#[cfg(not(feature = "ed25519"))]
mod ed25519 {
    use super::SignReason;

    pub(super) fn sign(_: &[u8], _: &[u8]) -> Result<Vec<u8>, SignReason> {
        Err(SignReason::NotBuilt("ed25519"))
    }

    pub(super) fn fits(_: &[u8], _: &[u8], _: &[u8]) -> Result<bool, SignReason> {
        Err(SignReason::NotBuilt("ed25519"))
    }
}
