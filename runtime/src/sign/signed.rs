//! A signed request and its steps, as they are handed out.

use std::borrow::Cow;
use std::fmt;

use super::masked::{Mask, MaskedValue};
use super::request::FinalRequest;

/// A signed request, and how it came to be.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The scheme's steps in order.
    pub steps: Vec<SignedStep>,
    /// The signature.
    pub signature: String,
    /// What is to be sent.
    pub request: FinalRequest,
}

/// The value of one step.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedStep {
    name: String,
    pub(super) value: MaskedValue<'static>,
}

impl SignedStep {
    pub(super) fn new(name: &str, value: MaskedValue<'static>) -> Self {
        Self { name: name.to_owned(), value }
    }

    /// Its name in the scheme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, or bytes as lower-case hex. May hold secrets: see [`Self::masked`].
    pub fn plain(&self) -> Cow<'_, str> {
        self.value.plain()
    }

    /// As [`Self::plain`], with `<name>` in the place of each secret.
    pub fn masked(&self) -> Cow<'_, str> {
        self.value.masked()
    }

    /// The value itself: text as UTF-8, or bytes. May hold secrets.
    pub fn as_bytes(&self) -> &[u8] {
        self.value.as_bytes()
    }

    /// Whether the value is text.
    pub fn is_text(&self) -> bool {
        self.value.is_text()
    }

    /// Whether a secret is in it.
    pub fn is_secret(&self) -> bool {
        self.value.is_secret()
    }

    /// The secret that this byte belongs to: its name, and the byte that it begins at.
    pub fn secret_at(&self, byte: usize) -> Option<(&str, usize)> {
        match &self.value.mask {
            Mask::Nothing => None,
            Mask::Whole(name) => Some((name, 0)),
            Mask::Parts(secrets) => {
                let secret = secrets.iter().find(|secret| secret.start <= byte && byte < secret.end)?;
                Some((&secret.name, secret.start))
            }
        }
    }
}

/// How long the value is, never the value: beside secrets it may hold personal data, which only the endpoint's table
/// knows. [`masked`](SignedStep::masked) is for who asks.
impl fmt::Debug for SignedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} bytes", self.name, self.as_bytes().len())
    }
}
