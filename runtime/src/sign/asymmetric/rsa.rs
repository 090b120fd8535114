//! RSA, by PKCS #1 or PSS.

use ring::signature::{self, RsaEncoding, RsaParameters, RsaPublicKeyComponents};
use ring::{rand, rsa};

use super::der;
use super::key::decoded;
use crate::model::Asymmetric;
use crate::sign::error::SignReason;

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
