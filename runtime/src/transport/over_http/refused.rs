//! Why a setting is refused. Its words name what is wrong and the way out, and never the value, which may hold a secret.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// A setting of a transport that cannot be used, with what to do about it. Holds nothing of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError(Cow<'static, str>);

impl SettingsError {
    pub(super) fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(message.into())
    }

    /// The same, of the variable that has the value.
    pub(super) fn of(self, variable: &str) -> Self {
        Self(format!("`{variable}`: {}", self.0).into())
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for SettingsError {}
