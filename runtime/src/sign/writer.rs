//! Where the pieces of a value go as they come: into one text, into a digest, into a count. What is only digested or
//! counted is never built. Text and bytes do not mix in any of them.

use std::borrow::Cow;

use super::error::SignReason;
use super::masked::{Mask, MaskedValue, Octets, Secret};
use crate::model::{Percent, TextUnit};
use crate::percent;

/// The most bytes of a value: four times the largest document.
const LONGEST: usize = 64 << 20;

/// The most secret stretches of a value that are told apart.
const SECRETS: usize = 1_000;

/// Refuses a value that would become longer.
pub(super) fn admit(length: usize) -> Result<(), SignReason> {
    if length > LONGEST { Err(SignReason::TooLong(LONGEST)) } else { Ok(()) }
}

/// A stretch of a value on its way; what stands for it where it must not be shown.
#[derive(Clone, Copy)]
pub(super) enum Stretch<'v> {
    Text(&'v str),
    Bytes(&'v [u8]),
    /// The body where text is wanted: a digest takes it as it is, and who builds text of it sees whether it is some.
    Body(&'v [u8]),
}

/// Takes a value piece by piece.
pub(super) trait Writer {
    /// The next stretch. `secret` stands for it where it must not be shown.
    fn put(&mut self, stretch: Stretch<'_>, secret: Option<&str>) -> Result<(), SignReason>;

    /// A piece that is no longer needed.
    fn take(&mut self, piece: MaskedValue<'_>) -> Result<(), SignReason> {
        self.put_value(&piece)
    }

    fn put_value(&mut self, piece: &MaskedValue<'_>) -> Result<(), SignReason> {
        let stretch = Stretch::of(&piece.octets);
        match &piece.mask {
            Mask::Nothing => self.put(stretch, None),
            Mask::Whole(name) => self.put(stretch, Some(name)),
            Mask::Parts(secrets) => {
                let mut position = 0;
                for secret in secrets {
                    self.put(stretch.part(position, secret.start), None)?;
                    self.put(stretch.part(secret.start, secret.end), Some(&secret.name))?;
                    position = secret.end;
                }
                self.put(stretch.part(position, stretch.as_bytes().len()), None)
            }
        }
    }
}

impl<'v> Stretch<'v> {
    pub(super) fn of(octets: &'v Octets<'_>) -> Self {
        match octets {
            Octets::Text(text) => Self::Text(text),
            Octets::Bytes(bytes) => Self::Bytes(bytes),
        }
    }

    pub(super) fn as_bytes(self) -> &'v [u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) | Self::Body(bytes) => bytes,
        }
    }

    fn part(self, start: usize, end: usize) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.get(start..end).unwrap_or_default()),
            Self::Bytes(bytes) => Self::Bytes(bytes.get(start..end).unwrap_or_default()),
            Self::Body(bytes) => Self::Body(bytes.get(start..end).unwrap_or_default()),
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Text(_) | Self::Body(_))
    }
}

/// Refuses text among bytes and bytes among text.
#[derive(Default)]
struct OneKind(Option<bool>);

impl OneKind {
    fn check(&mut self, stretch: Stretch<'_>) -> Result<(), SignReason> {
        // Nothing at all is either.
        if stretch.as_bytes().is_empty() {
            return Ok(());
        }
        let kind = *self.0.get_or_insert(stretch.is_text());
        if kind == stretch.is_text() { Ok(()) } else { Err(SignReason::Mixed) }
    }
}

#[derive(Default)]
pub(super) struct Buffer {
    octets: Option<Octets<'static>>,
    secrets: Vec<Secret<'static>>,
    /// There are so many secret stretches that all of it is one.
    all_secret: bool,
    /// There was a body among the text that is no text, so all of it is bytes.
    binary: bool,
}

impl Buffer {
    /// The value; nothing at all is empty text.
    pub(super) fn finish(self) -> MaskedValue<'static> {
        let octets = self.octets.unwrap_or(Octets::Text(Cow::Borrowed("")));
        let mask = match self.secrets.first() {
            None => Mask::Nothing,
            Some(secret) if self.all_secret => Mask::Whole(secret.name.clone()),
            Some(_) => Mask::Parts(self.secrets),
        };
        MaskedValue { octets, mask }
    }

    fn make_binary(&mut self) {
        self.binary = true;
        if let Some(Octets::Text(text)) = &mut self.octets {
            self.octets = Some(Octets::Bytes(Cow::Owned(std::mem::take(text).into_owned().into_bytes())));
        }
    }
}

impl Writer for Buffer {
    fn take(&mut self, piece: MaskedValue<'_>) -> Result<(), SignReason> {
        match piece {
            // The usual template is one value: it moves instead of being copied.
            MaskedValue { octets, mask: Mask::Nothing } if self.octets.is_none() && !octets.as_bytes().is_empty() => {
                self.octets = Some(octets.into_owned());
                Ok(())
            }
            piece => self.put_value(&piece),
        }
    }

    fn put(&mut self, stretch: Stretch<'_>, secret: Option<&str>) -> Result<(), SignReason> {
        let start = self.octets.as_ref().map_or(0, |octets| octets.as_bytes().len());
        let length = stretch.as_bytes().len();
        if length == 0 {
            return Ok(());
        }
        admit(start + length)?;
        let stretch = match stretch {
            Stretch::Body(body) => {
                let text = str::from_utf8(body);
                if text.is_err() {
                    self.make_binary();
                }
                text.map_or(Stretch::Bytes(body), Stretch::Text)
            }
            octets => octets,
        };
        match (&mut self.octets, stretch) {
            (Some(Octets::Bytes(bytes)), Stretch::Text(more)) if self.binary => {
                bytes.to_mut().extend_from_slice(more.as_bytes());
            }
            (Some(Octets::Text(text)), Stretch::Text(more)) => text.to_mut().push_str(more),
            (Some(Octets::Bytes(bytes)), Stretch::Bytes(more)) => bytes.to_mut().extend_from_slice(more),
            (Some(_), _) => return Err(SignReason::Mixed),
            (None, Stretch::Text(text)) => {
                let mut owned = String::with_capacity(length.max(64));
                owned.push_str(text);
                self.octets = Some(Octets::Text(Cow::Owned(owned)));
            }
            (None, Stretch::Bytes(bytes) | Stretch::Body(bytes)) => {
                self.octets = Some(Octets::Bytes(Cow::Owned(bytes.to_vec())));
            }
        }
        self.all_secret |= self.secrets.len() >= SECRETS;
        if let Some(name) = secret.filter(|_| !self.all_secret) {
            self.secrets.push(Secret { start, end: start + length, name: Cow::Owned(name.to_owned()) });
        }
        Ok(())
    }
}

pub(super) struct Count {
    unit: TextUnit,
    pub(super) units: usize,
    kind: OneKind,
}

impl Count {
    pub(super) fn new(unit: TextUnit) -> Self {
        Self { unit, units: 0, kind: OneKind::default() }
    }
}

impl Writer for Count {
    fn put(&mut self, stretch: Stretch<'_>, _: Option<&str>) -> Result<(), SignReason> {
        self.kind.check(stretch)?;
        self.units += match (self.unit, stretch) {
            (TextUnit::Bytes, any) => any.as_bytes().len(),
            (TextUnit::Chars, Stretch::Text(text)) => text.chars().count(),
            (TextUnit::Utf16, Stretch::Text(text)) => text.chars().map(char::len_utf16).sum(),
            (unit, Stretch::Body(body)) => {
                let text = str::from_utf8(body).map_err(|_| SignReason::NotUtf8)?;
                text.chars().map(|character| if unit == TextUnit::Utf16 { character.len_utf16() } else { 1 }).sum()
            }
            (_, Stretch::Bytes(_)) => return Err(SignReason::NeedsText("len")),
        };
        Ok(())
    }
}

const PENDING: usize = 256;

/// Takes whatever digests, and remembers whether there was anything in it but one secret.
pub(super) struct Absorb<'d> {
    update: &'d mut dyn FnMut(&[u8]),
    /// Short stretches, which a digest takes faster together.
    pending: [u8; PENDING],
    filled: usize,
    length: usize,
    kind: OneKind,
    plain: bool,
    secrets: usize,
    name: Option<String>,
}

impl<'d> Absorb<'d> {
    pub(super) fn new(update: &'d mut dyn FnMut(&[u8])) -> Self {
        let pending = [0; PENDING];
        Self { update, pending, filled: 0, length: 0, kind: OneKind::default(), plain: false, secrets: 0, name: None }
    }

    fn flush(&mut self) {
        (self.update)(self.pending.get(..self.filled).unwrap_or_default());
        self.filled = 0;
    }

    /// Ends it. Gives what stands for all of it, if all of it is one secret.
    pub(super) fn finish(mut self) -> Option<String> {
        self.flush();
        self.name.filter(|_| !self.plain && self.secrets == 1)
    }
}

impl Writer for Absorb<'_> {
    fn put(&mut self, stretch: Stretch<'_>, secret: Option<&str>) -> Result<(), SignReason> {
        let bytes = stretch.as_bytes();
        if bytes.is_empty() {
            return Ok(());
        }
        self.length += bytes.len();
        admit(self.length)?;
        self.kind.check(stretch)?;
        match secret {
            None => self.plain = true,
            Some(name) => {
                self.secrets += 1;
                self.name.get_or_insert_with(|| name.to_owned());
            }
        }
        // The usual stretch is short and finds room.
        let end = self.filled + bytes.len();
        if let Some(location) = self.pending.get_mut(self.filled..end) {
            location.copy_from_slice(bytes);
            self.filled = end;
            return Ok(());
        }
        self.flush();
        match self.pending.get_mut(..bytes.len()) {
            Some(location) => {
                location.copy_from_slice(bytes);
                self.filled = bytes.len();
            }
            None => (self.update)(bytes),
        }
        Ok(())
    }
}

/// Passes everything on percent-encoded.
pub(super) struct Encode<'d, 'm> {
    pub(super) to: &'d mut dyn Writer,
    pub(super) how: Percent<'m>,
    pub(super) made: &'d dyn Fn(usize) -> Result<(), SignReason>,
}

/// The most bytes that are encoded at once: each of several encodings of one value keeps its own.
const AT_ONCE: usize = 64 << 10;

impl Writer for Encode<'_, '_> {
    fn put(&mut self, stretch: Stretch<'_>, secret: Option<&str>) -> Result<(), SignReason> {
        for bytes in stretch.as_bytes().chunks(AT_ONCE) {
            let encoded = percent::encoded(self.how, bytes);
            (self.made)(encoded.len())?;
            // An encoded secret still tells the secret, so it stays one.
            self.to.put(Stretch::Text(&encoded), secret)?;
        }
        Ok(())
    }
}
