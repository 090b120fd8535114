//! Signatures that another key verifies than the one that made them: RSA, ECDSA and Ed25519, each behind its feature: any of them builds all three, which share one library. A
//! key is PEM, base64 of DER, DER, or for Ed25519 the bare bytes; where a public key is wanted, a private one, or for
//! RSA a certificate, will do.

mod der;
mod ecdsa;
mod ed25519;
mod key;
mod rsa;

use super::error::SignReason;
use crate::model::Asymmetric;

pub(super) fn sign(how: Asymmetric, key: &[u8], message: &[u8]) -> Result<Vec<u8>, SignReason> {
    match how {
        Asymmetric::Ed25519 => ed25519::sign(key, message),
        Asymmetric::EcdsaSha256 | Asymmetric::EcdsaSha256Der | Asymmetric::EcdsaSha384 | Asymmetric::EcdsaSha384Der => {
            ecdsa::sign(how, key, message)
        }
        _ => rsa::sign(how, key, message),
    }
}

pub(super) fn fits(how: Asymmetric, key: &[u8], message: &[u8], made: &[u8]) -> Result<bool, SignReason> {
    match how {
        Asymmetric::Ed25519 => ed25519::fits(key, message, made),
        Asymmetric::EcdsaSha256 | Asymmetric::EcdsaSha256Der | Asymmetric::EcdsaSha384 | Asymmetric::EcdsaSha384Der => {
            ecdsa::fits(how, key, message, made)
        }
        _ => rsa::fits(how, key, message, made),
    }
}
