//! A value on its way through a scheme: text or bytes, and which stretches of it are secret.

use std::borrow::Cow;

use super::error::SignReason;
use crate::binary::hex;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Octets<'v> {
    Text(Cow<'v, str>),
    Bytes(Cow<'v, [u8]>),
}

#[derive(Clone, Copy)]
pub(super) enum Show {
    Plain,
    Masked,
}

/// A stretch that must not be shown, and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret<'v> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) name: Cow<'v, str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mask<'v> {
    Nothing,
    /// All of it; this stands for it.
    Whole(Cow<'v, str>),
    /// Stretches in order, at least one.
    Parts(Vec<Secret<'v>>),
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct MaskedValue<'v> {
    pub(super) octets: Octets<'v>,
    pub(super) mask: Mask<'v>,
}

impl Octets<'_> {
    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    pub(super) fn into_owned(self) -> Octets<'static> {
        match self {
            Self::Text(text) => Octets::Text(Cow::Owned(text.into_owned())),
            Self::Bytes(bytes) => Octets::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }

    fn borrowed(&self) -> Octets<'_> {
        match self {
            Self::Text(text) => Octets::Text(Cow::Borrowed(text)),
            Self::Bytes(bytes) => Octets::Bytes(Cow::Borrowed(bytes)),
        }
    }
}

impl<'v> Mask<'v> {
    pub(super) fn first(self) -> Option<Cow<'v, str>> {
        match self {
            Self::Nothing => None,
            Self::Whole(name) => Some(name),
            Self::Parts(parts) => parts.into_iter().next().map(|secret| secret.name),
        }
    }

    fn borrowed(&self) -> Mask<'_> {
        match self {
            Self::Nothing => Mask::Nothing,
            Self::Whole(name) => Mask::Whole(Cow::Borrowed(name)),
            Self::Parts(parts) => Mask::Parts(
                parts.iter().map(|secret| Secret { name: Cow::Borrowed(&*secret.name), ..*secret }).collect(),
            ),
        }
    }
}

impl<'v> MaskedValue<'v> {
    pub(super) fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Self { octets: Octets::Text(text.into()), mask: Mask::Nothing }
    }

    pub(super) fn bytes(bytes: impl Into<Cow<'v, [u8]>>) -> Self {
        Self { octets: Octets::Bytes(bytes.into()), mask: Mask::Nothing }
    }

    /// The same value with nothing of it to be shown.
    pub(super) fn hidden(mut self, name: impl Into<Cow<'v, str>>) -> Self {
        self.mask = if self.is_empty() { Mask::Nothing } else { Mask::Whole(name.into()) };
        self
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.octets.as_bytes()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    pub(super) fn is_secret(&self) -> bool {
        self.mask != Mask::Nothing
    }

    pub(super) fn borrowed(&self) -> MaskedValue<'_> {
        MaskedValue { octets: self.octets.borrowed(), mask: self.mask.borrowed() }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.octets, Octets::Text(_))
    }

    /// Its text; bytes are refused.
    pub(super) fn into_text(self) -> Result<String, SignReason> {
        match self.octets {
            Octets::Text(text) => Ok(text.into_owned()),
            Octets::Bytes(_) => Err(SignReason::Mixed),
        }
    }

    /// The whole value as text.
    pub(super) fn show(self, show: Show) -> Cow<'v, str> {
        match self.octets {
            _ if matches!(show, Show::Masked) && self.is_secret() => Cow::Owned(self.masked().into_owned()),
            Octets::Text(text) => text,
            Octets::Bytes(bytes) => Cow::Owned(hex(&bytes)),
        }
    }

    /// The text itself, or bytes as lower-case hex.
    pub(super) fn plain(&self) -> Cow<'_, str> {
        match &self.octets {
            Octets::Text(text) => Cow::Borrowed(text),
            Octets::Bytes(bytes) => Cow::Owned(hex(bytes)),
        }
    }

    /// As [`Self::plain`], with `<name>` for every secret stretch; bytes with a secret in them are all hidden.
    pub(super) fn masked(&self) -> Cow<'_, str> {
        let secrets = match (&self.mask, &self.octets) {
            (Mask::Nothing, _) => return self.plain(),
            (Mask::Whole(name), _) => return Cow::Owned(format!("<{name}>")),
            (Mask::Parts(secrets), Octets::Text(_)) => secrets,
            (Mask::Parts(secrets), Octets::Bytes(_)) => {
                let name = secrets.first().map_or("", |secret| &secret.name);
                return Cow::Owned(format!("<{name}>"));
            }
        };
        let text = self.plain();
        let (mut masked, mut shown) = (String::with_capacity(text.len()), 0);
        for secret in secrets {
            masked.push_str(text.get(shown..secret.start).unwrap_or_default());
            masked.extend(["<", &secret.name, ">"]);
            shown = secret.end;
        }
        masked.push_str(text.get(shown..).unwrap_or_default());
        Cow::Owned(masked)
    }
}
