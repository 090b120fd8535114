//! ECDSA over the curves P-256 and P-384.

use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm, UnparsedPublicKey};

use super::der;
use super::key::decoded;
use crate::model::Asymmetric;
use crate::sign::error::SignReason;

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
        Asymmetric::EcdsaSha256Der => (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &signature::ECDSA_P256_SHA256_ASN1),
        Asymmetric::EcdsaSha384 => (&signature::ECDSA_P384_SHA384_FIXED_SIGNING, &signature::ECDSA_P384_SHA384_FIXED),
        Asymmetric::EcdsaSha384Der => (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, &signature::ECDSA_P384_SHA384_ASN1),
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
