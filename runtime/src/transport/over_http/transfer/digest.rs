//! Digests that are stated of a file, and their computation while it goes by. They guard against what is lost or altered
//! on the way; MD5 and SHA-1 do not guard against a forger.

use std::error::Error;
use std::fmt;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::binary::{hex, unbase64, unhex};

/// The digest that a platform states of a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }
}

impl Digest {
    /// An MD5 in hex of either case, or in base64.
    ///
    /// # Errors
    /// If the text is neither, or has another length.
    pub fn md5(text: &str) -> Result<Self, DigestError> {
        Self::read(Algorithm::Md5, text)
    }

    /// A SHA-1 in hex of either case, or in base64.
    ///
    /// # Errors
    /// If the text is neither, or has another length.
    pub fn sha1(text: &str) -> Result<Self, DigestError> {
        Self::read(Algorithm::Sha1, text)
    }

    /// A SHA-256 in hex of either case, or in base64.
    ///
    /// # Errors
    /// If the text is neither, or has another length.
    pub fn sha256(text: &str) -> Result<Self, DigestError> {
        Self::read(Algorithm::Sha256, text)
    }

    fn read(algorithm: Algorithm, text: &str) -> Result<Self, DigestError> {
        let text = text.trim();
        let fits = |bytes: &Vec<u8>| bytes.len() == algorithm.length();
        // No length of hex is one of base64 for the same digest.
        let bytes = unhex(text).filter(fits).or_else(|| unbase64(text).filter(fits));
        bytes.map(|bytes| Self { algorithm, bytes }).ok_or(DigestError { algorithm })
    }
}

/// In hex, behind the name of its algorithm.
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.algorithm.name(), hex(&self.bytes))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// A text that is no digest of the algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestError {
    algorithm: Algorithm,
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, length) = (self.algorithm.name(), self.algorithm.length());
        write!(f, "this is no {name}: it has {length} bytes, written in hex ({} digits) or in base64", length * 2)
    }
}

impl Error for DigestError {}

/// A digest that is expected, and what has gone by so far.
pub(super) struct Check {
    expected: Digest,
    state: State,
}

enum State {
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Check {
    pub(super) fn new(expected: Digest) -> Self {
        let state = match expected.algorithm {
            Algorithm::Md5 => State::Md5(Md5::new()),
            Algorithm::Sha1 => State::Sha1(Sha1::new()),
            Algorithm::Sha256 => State::Sha256(Sha256::new()),
        };
        Self { expected, state }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Md5(state) => state.update(bytes),
            State::Sha1(state) => state.update(bytes),
            State::Sha256(state) => state.update(bytes),
        }
    }

    /// What was expected and what it is, where they differ.
    pub(super) fn finish(self) -> Result<(), (Digest, Digest)> {
        let bytes = match self.state {
            State::Md5(state) => state.finalize().to_vec(),
            State::Sha1(state) => state.finalize().to_vec(),
            State::Sha256(state) => state.finalize().to_vec(),
        };
        let actual = Digest { algorithm: self.expected.algorithm, bytes };
        if actual == self.expected { Ok(()) } else { Err((self.expected, actual)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_platforms_write_it() {
        let hex = "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824";
        let digest = Digest::sha256(hex).unwrap();
        assert_eq!(digest.to_string(), format!("SHA-256 {}", hex.to_lowercase()));
        assert_eq!(Digest::sha256(" LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\n").unwrap(), digest);
        assert_eq!(Digest::md5("5d41402abc4b2a76b9719d911017c592"), Digest::md5("XUFAKrxLKna5cZ2REBfFkg=="));
        for wrong in ["", "订单", hex.get(1..).unwrap(), "5d41402abc4b2a76b9719d911017c592"] {
            let error = Digest::sha256(wrong).unwrap_err().to_string();
            assert_eq!(error, "this is no SHA-256: it has 32 bytes, written in hex (64 digits) or in base64");
        }
    }

    #[test]
    fn a_check_takes_pieces() {
        for expected in [
            Digest::md5("5d41402abc4b2a76b9719d911017c592"),
            Digest::sha1("aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
            Digest::sha256("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        ] {
            let checked = |pieces: &[&[u8]]| {
                let mut check = Check::new(expected.clone().unwrap());
                for piece in pieces {
                    check.update(piece);
                }
                check.finish()
            };
            assert_eq!(checked(&[b"he", b"", b"llo"]), Ok(()));
            assert!(checked(&[b"hell"]).is_err());
        }
    }
}
