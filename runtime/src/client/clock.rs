//! Where a client has its time and its chance from: the system, or a program's own, as in a simulation.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::SigningTime;

/// Time and chance. A closure that gives [`SigningTime`]s is one.
pub trait Clock: Send + Sync {
    /// The moment that a request is signed at, with a nonce that no other request has.
    fn now(&self) -> SigningTime;

    /// The time since some moment that stays the same. It never goes back, whatever is done to the system's clock.
    fn elapsed(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }

    /// A random number, for the length of pauses.
    fn random(&self) -> u64 {
        // Each state has its own random keys.
        RandomState::new().hash_one(0)
    }
}

impl<F: Fn() -> SigningTime + Send + Sync> Clock for F {
    fn now(&self) -> SigningTime {
        self()
    }
}

/// Now by the system's clock, with a nonce of 32 hexadecimal digits that no other call has.
pub(super) fn now() -> SigningTime {
    let unix_ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |before| -before),
    };
    // A nonce must be new, not secret.
    let random = || RandomState::new().hash_one(unix_ms);
    SigningTime::new(unix_ms, format!("{:016x}{:016x}", random(), random()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_has_its_own_nonce() {
        let (one, other) = (now.now(), now.now());
        assert!(one.nonce != other.nonce && one.nonce.len() == 32);
        assert!(one.unix_ms > 1_700_000_000_000 && one.unix_ms <= other.unix_ms);
        assert!(now.random() != now.random() && now.elapsed() <= now.elapsed());
    }
}
