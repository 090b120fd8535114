//! The signing time of an attempt, from the system's clock. Tests and the engine's other callers bring their own.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::SigningTime;

/// Now, with a nonce of 32 hexadecimal digits that no other call has.
pub(super) fn now() -> SigningTime {
    let unix_ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |before| -before),
    };
    // Each state has its own random keys. A nonce must be new, not secret.
    let random = || RandomState::new().hash_one(unix_ms);
    SigningTime::new(unix_ms, format!("{:016x}{:016x}", random(), random()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_has_its_own_nonce() {
        let (one, other) = (now(), now());
        assert!(one.nonce != other.nonce && one.nonce.len() == 32);
        assert!(one.unix_ms > 1_700_000_000_000 && one.unix_ms <= other.unix_ms);
    }
}
