//! What stands for the signatures of another key where none is built in.

use super::error::SignReason;
use crate::model::Asymmetric;

pub(super) fn sign(how: Asymmetric, _: &[u8], _: &[u8]) -> Result<Vec<u8>, SignReason> {
    Err(not_built(how))
}

pub(super) fn fits(how: Asymmetric, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, SignReason> {
    Err(not_built(how))
}

fn not_built(how: Asymmetric) -> SignReason {
    SignReason::NotBuilt(match how {
        Asymmetric::Ed25519 => "ed25519",
        Asymmetric::EcdsaSha256 | Asymmetric::EcdsaSha256Der | Asymmetric::EcdsaSha384 | Asymmetric::EcdsaSha384Der => {
            "ecdsa"
        }
        _ => "rsa",
    })
}
