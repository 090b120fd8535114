//! What a caller has: values under the vendor's own names. They are wiped when dropped and never printed.
//! Which names a platform wants, and how one is split into parts, is the model's.

use std::fmt;

use zeroize::Zeroizing;

use crate::model::{Credential, Platform};

/// The values a caller has, under the vendor's own names.
#[derive(Clone, Default)]
pub struct Credentials {
    values: Vec<(String, Zeroizing<String>)>,
}

/// A credential, or a part of one, as a platform's templates name it.
#[derive(Clone, Copy)]
pub(crate) struct Found<'c> {
    pub(crate) value: &'c str,
    pub(crate) secret: bool,
}

/// Why a credential cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// The caller did not give it.
    Missing(String),
    /// It has parts, but not their separator.
    Unsplit { name: String, separator: String },
}

impl Credentials {
    /// Credentials from names and values; of a name given twice the last value counts.
    pub fn new<N, V>(values: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let mut credentials = Self::default();
        for (name, value) in values {
            credentials.set(name, value);
        }
        credentials
    }

    /// Gives or replaces one value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), Zeroizing::new(value.into()));
        match self.values.iter_mut().find(|(candidate, _)| *candidate == name) {
            Some((_, old)) => *old = value,
            None => self.values.push((name, value)),
        }
    }

    /// The value of this name, as the caller gave it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }

    /// The names, in the order they were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(name, _)| name.as_str())
    }

    /// The value that a template of this platform calls `name`: a credential, or a part of one. An optional one that
    /// was not given is empty; `None` where a demanded one is missing or cannot be split.
    pub fn resolve(&self, platform: &Platform<'_>, name: &str) -> Option<&str> {
        self.find(platform, name).ok().map(|credential| credential.value)
    }

    /// As [`Self::resolve`], with the reason where there is none, and whether it may be shown.
    pub(crate) fn find<'c>(&'c self, platform: &Platform<'_>, name: &str) -> Result<Found<'c>, NotFound> {
        if let Some(declared) = platform.credentials.iter().find(|declared| declared.name == name) {
            return Ok(Found { value: self.whole(declared)?, secret: declared.secret });
        }
        for declared in platform.credentials {
            if let Some(place) = declared.parts.iter().position(|part| part.name == name) {
                let secret = declared.parts.get(place).is_none_or(|part| part.secret);
                return Ok(Found { value: self.part(declared, place)?, secret });
            }
        }
        // Not declared: nothing says that it may be shown.
        let value = self.get(name).ok_or_else(|| NotFound::Missing(name.to_owned()))?;
        Ok(Found { value, secret: true })
    }

    /// Whether there is a value of this name that must not be shown.
    pub fn is_secret(&self, platform: &Platform<'_>, name: &str) -> bool {
        self.find(platform, name).is_ok_and(|credential| credential.secret)
    }

    fn whole(&self, declared: &Credential<'_>) -> Result<&str, NotFound> {
        match self.get(declared.name) {
            Some(value) if declared.optional || !value.is_empty() => Ok(value),
            None if declared.optional => Ok(""),
            _ => Err(NotFound::Missing(declared.name.to_owned())),
        }
    }

    fn part(&self, declared: &Credential<'_>, place: usize) -> Result<&str, NotFound> {
        let undivided = self.whole(declared)?;
        if undivided.is_empty() {
            return Ok("");
        }
        undivided
            .splitn(declared.parts.len(), declared.split)
            .nth(place)
            .ok_or_else(|| NotFound::Unsplit { name: declared.name.to_owned(), separator: declared.split.to_owned() })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.names().map(|name| (name, format_args!("<redacted>")))).finish()
    }
}
