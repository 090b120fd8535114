//! Why a request cannot be signed or verified. No message holds a value, so none can leak a secret.

use std::fmt;

use crate::credentials::NotFound;
use crate::model::notation::url;

/// A request that cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignError {
    /// Where in the platform's spec: `signing.canonical`, `common.timestamp`, `wire.url`.
    pub path: String,
    /// What is wrong there.
    pub reason: SignReason,
}

/// What keeps a request from being signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignReason {
    /// The caller did not give this credential.
    MissingCredential(String),
    /// The credential has parts, but its value does not have their separator.
    UnsplitCredential {
        /// The credential.
        name: String,
        /// What separates its parts.
        separator: String,
    },
    /// The template names something that is not there.
    UnknownInput(String),
    /// A template joins text and bytes.
    Mixed,
    /// A filter takes text, and got bytes.
    NeedsText(&'static str),
    /// A filter takes bytes, and got text.
    NeedsBytes(&'static str),
    /// Bytes that should be text are not UTF-8.
    NotUtf8,
    /// What should be this (hex, base64, JSON) is not.
    Undecodable(&'static str),
    /// A key that cannot be read as one of this algorithm.
    BadKey(&'static str),
    /// A key of an elliptic curve that is not supported, by the curve's name.
    UnsupportedCurve(&'static str),
    /// An RSA key under 2048 bits: it verifies, but no longer signs.
    ShortKey,
    /// This algorithm is still verified, but no longer signs.
    OnlyVerified(&'static str),
    /// A claimed signature that was not made for this message with this key.
    Forged,
    /// A value, or all of them together, of more bytes than this.
    TooLong(usize),
    /// This feature of the runtime is not built in.
    NotBuilt(&'static str),
    /// The clock was used without a format, a clock format without the clock, or its year has not four digits.
    Clock,
    /// Nothing that is sent carries the signature.
    NoPlace,
    /// The name or the value of this header cannot travel in HTTP: a line end, a control character, a space
    /// at an end, or a character outside ASCII.
    IllegalHeader(String),
    /// The address or the verb cannot travel in HTTP.
    IllegalTarget,
    /// The address with its query is longer than HTTP libraries take, by its length in bytes.
    LongTarget(usize),
    /// This value would be a part of the host, and is none.
    NoHost(String),
}

impl SignReason {
    pub(super) fn at(self, path: impl Into<String>) -> SignError {
        SignError { path: path.into(), reason: self }
    }
}

impl From<NotFound> for SignReason {
    fn from(cause: NotFound) -> Self {
        match cause {
            NotFound::Missing(name) => Self::MissingCredential(name),
            NotFound::Unsplit { name, separator } => Self::UnsplitCredential { name, separator },
        }
    }
}

impl fmt::Display for SignReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCredential(name) => write!(f, "the credential `{name}` is missing"),
            Self::UnsplitCredential { name, separator } => {
                write!(f, "the credential `{name}` has parts, but there is no `{separator}` in its value")
            }
            Self::UnknownInput(name) => write!(f, "there is no `{name}` here"),
            Self::Mixed => f.write_str("text and bytes are joined without saying how (`hex`, `base64`, `utf8`)"),
            Self::NeedsText(filter) => write!(f, "`{filter}` takes text, and got bytes"),
            Self::NeedsBytes(filter) => write!(f, "`{filter}` takes bytes, and got text"),
            Self::NotUtf8 => f.write_str("these bytes are not UTF-8 text"),
            Self::Undecodable(what) => write!(f, "this is not {what}"),
            Self::BadKey(algorithm) => write!(f, "this is no {algorithm} key"),
            Self::UnsupportedCurve(curve) => {
                write!(f, "this key is of the curve {curve}; P-256 and P-384 are supported")
            }
            Self::ShortKey => f.write_str("an RSA key under 2048 bits does not sign"),
            Self::OnlyVerified(algorithm) => write!(f, "{algorithm} is still verified, but no longer signs"),
            Self::Forged => f.write_str("the signature was not made for this request"),
            Self::TooLong(most) => {
                write!(f, "the value grows beyond {} MiB", most >> 20)
            }
            Self::NotBuilt(feature) => write!(f, "this needs the feature `{feature}` of the runtime"),
            Self::Clock => f.write_str("the clock cannot be written as text here"),
            Self::NoPlace => f.write_str("nothing carries the signature"),
            Self::IllegalHeader(name) => {
                write!(f, "the header `{}` holds what cannot travel in an HTTP header", name.escape_debug())
            }
            Self::NoHost(name) => {
                write!(f, "`{name}` is no part of a host: letters, digits, `-` and `.` alone can stand there")
            }
            Self::LongTarget(length) => {
                write!(f, "the address is too long: of {} bytes that HTTP takes, it has {length}", url::LONGEST)
            }
            Self::IllegalTarget => f.write_str("the verb or the address cannot travel in HTTP"),
        }
    }
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl std::error::Error for SignError {}
