//! A fingerprint of texts, the same on every machine and in every version of Rust: FNV-1a in 64 bits. It tells what was
//! changed by accident or by hand; it does not withstand who means to deceive it.

use std::fmt;

/// The fingerprint of the texts so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

/// Of nothing.
impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// Of one text.
    pub fn of(text: &str) -> Self {
        Self::default().and(text)
    }

    /// With one more text, which another border between two texts would make another fingerprint of.
    #[must_use]
    pub fn and(self, text: &str) -> Self {
        // No byte of UTF-8 has this value.
        self.bytes(text.as_bytes()).bytes(&[0xff])
    }

    /// With another fingerprint.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        self.bytes(&other.0.to_le_bytes())
    }

    /// With further bytes, whatever their borders.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)))
    }
}

/// As 16 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn it_is_that_of_the_books_and_knows_borders() {
        assert_eq!(Fingerprint::default().bytes(b"foobar").to_string(), "85944171f73967e8");
        assert_ne!(Fingerprint::of("店").and("铺"), Fingerprint::of("店铺"));
    }
}
