//! A value on its way through a scheme: text or bytes, and which stretches of it are secret.

use std::borrow::Cow;

use super::error::SignReason;

/// Text or bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Octets<'v> {
    Text(Cow<'v, str>),
    Bytes(Cow<'v, [u8]>),
}

/// Whether secrets are shown.
#[derive(Clone, Copy)]
pub(crate) enum Show {
    Plain,
    Masked,
}

/// A stretch that must not be shown, and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Secret<'v> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) name: Cow<'v, str>,
}

/// A value and its secret stretches, in order.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Piece<'v> {
    pub(crate) octets: Octets<'v>,
    pub(crate) secrets: Vec<Secret<'v>>,
}

impl<'v> Piece<'v> {
    pub(crate) fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Self { octets: Octets::Text(text.into()), secrets: Vec::new() }
    }

    pub(crate) fn bytes(bytes: impl Into<Cow<'v, [u8]>>) -> Self {
        Self { octets: Octets::Bytes(bytes.into()), secrets: Vec::new() }
    }

    /// The same value with nothing of it to be shown.
    pub(crate) fn hidden(mut self, name: impl Into<Cow<'v, str>>) -> Self {
        let end = self.as_bytes().len();
        self.secrets.clear();
        if end > 0 {
            self.secrets.push(Secret { start: 0, end, name: name.into() });
        }
        self
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.octets {
            Octets::Text(text) => text.as_bytes(),
            Octets::Bytes(bytes) => bytes,
        }
    }

    /// What stands for the whole of it, if all of it is one secret.
    pub(crate) fn wholly_secret(&self) -> Option<Cow<'v, str>> {
        match self.secrets.as_slice() {
            [secret] if secret.start == 0 && secret.end == self.as_bytes().len() => Some(secret.name.clone()),
            _ => None,
        }
    }

    pub(crate) fn borrowed(&self) -> Piece<'_> {
        let octets = match &self.octets {
            Octets::Text(text) => Octets::Text(Cow::Borrowed(text)),
            Octets::Bytes(bytes) => Octets::Bytes(Cow::Borrowed(bytes)),
        };
        let secrets = self.secrets.iter().map(|secret| Secret { name: Cow::Borrowed(&secret.name), ..*secret });
        Piece { octets, secrets: secrets.collect() }
    }

    pub(crate) fn into_owned(self) -> Piece<'static> {
        let octets = match self.octets {
            Octets::Text(text) => Octets::Text(Cow::Owned(text.into_owned())),
            Octets::Bytes(bytes) => Octets::Bytes(Cow::Owned(bytes.into_owned())),
        };
        let secrets = self.secrets.into_iter().map(|secret| Secret {
            start: secret.start,
            end: secret.end,
            name: Cow::Owned(secret.name.into_owned()),
        });
        Piece { octets, secrets: secrets.collect() }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.octets, Octets::Text(_))
    }

    /// Its text; bytes are refused.
    pub(crate) fn into_text(self) -> Result<String, SignReason> {
        match self.octets {
            Octets::Text(text) => Ok(text.into_owned()),
            Octets::Bytes(_) => Err(SignReason::Mixed),
        }
    }

    /// The whole value as text.
    pub(crate) fn show(self, show: Show) -> Cow<'v, str> {
        match self.octets {
            _ if matches!(show, Show::Masked) && !self.secrets.is_empty() => Cow::Owned(self.masked().into_owned()),
            Octets::Text(text) => text,
            Octets::Bytes(bytes) => Cow::Owned(hex(&bytes)),
        }
    }

    /// The text itself, or bytes as lower-case hex.
    pub(crate) fn plain(&self) -> Cow<'_, str> {
        match &self.octets {
            Octets::Text(text) => Cow::Borrowed(text),
            Octets::Bytes(bytes) => Cow::Owned(hex(bytes)),
        }
    }

    /// As [`Self::plain`], with `<name>` for every secret stretch; bytes with a secret in them are all hidden.
    pub(crate) fn masked(&self) -> Cow<'_, str> {
        let Some(first) = self.secrets.first() else { return self.plain() };
        let Octets::Text(text) = &self.octets else { return Cow::Owned(format!("<{}>", first.name)) };
        let (mut masked, mut shown) = (String::with_capacity(text.len()), 0);
        for secret in &self.secrets {
            masked.push_str(text.get(shown..secret.start).unwrap_or_default());
            masked.extend(["<", &secret.name, ">"]);
            shown = secret.end;
        }
        masked.push_str(text.get(shown..).unwrap_or_default());
        Cow::Owned(masked)
    }
}

/// Where the pieces of a template are joined. Text and bytes do not mix.
#[derive(Default)]
pub(crate) struct Joined {
    octets: Option<Octets<'static>>,
    secrets: Vec<Secret<'static>>,
}

impl Joined {
    pub(crate) fn push_text(&mut self, more: &str) -> Result<(), SignReason> {
        match &mut self.octets {
            Some(Octets::Text(text)) => text.to_mut().push_str(more),
            Some(Octets::Bytes(_)) => return Err(SignReason::Mixed),
            None => self.octets = Some(Octets::Text(Cow::Owned(more.to_owned()))),
        }
        Ok(())
    }

    pub(crate) fn push(&mut self, piece: Piece<'_>) -> Result<(), SignReason> {
        let Some(octets) = &mut self.octets else {
            // The usual template is one value: it moves instead of being copied.
            let piece = piece.into_owned();
            (self.octets, self.secrets) = (Some(piece.octets), piece.secrets);
            return Ok(());
        };
        let start = match (octets, piece.octets) {
            (Octets::Text(text), Octets::Text(more)) => append(text.to_mut(), String::len, |text| text.push_str(&more)),
            (Octets::Bytes(bytes), Octets::Bytes(more)) => {
                append(bytes.to_mut(), Vec::len, |bytes| bytes.extend_from_slice(&more))
            }
            _ => return Err(SignReason::Mixed),
        };
        self.secrets.extend(piece.secrets.into_iter().map(|secret| Secret {
            start: start + secret.start,
            end: start + secret.end,
            name: Cow::Owned(secret.name.into_owned()),
        }));
        Ok(())
    }

    pub(crate) fn finish(self) -> Piece<'static> {
        Piece { octets: self.octets.unwrap_or(Octets::Text(Cow::Borrowed(""))), secrets: self.secrets }
    }
}

/// Appends to `whole` and gives the place where the new part starts.
fn append<T>(whole: &mut T, length: impl Fn(&T) -> usize, add: impl FnOnce(&mut T)) -> usize {
    let start = length(whole);
    add(whole);
    start
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
