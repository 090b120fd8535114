//! A value beside which a stated none may stand: another thing than to leave the field out.

use std::fmt;

/// A value, or the none that a vendor tells from an absent field: "clear it", and not "leave it as it is".
///
/// An optional field is an `Option<Nullable<T>>`: `None` leaves it out, `Some(Nullable::Null)` states none.
///
/// ```
/// use signwright_runtime::Nullable;
///
/// let memo: Option<Nullable<String>> = Some("备注".to_owned().into());
/// assert_eq!(memo.and_then(Nullable::value).as_deref(), Some("备注"));
/// assert_eq!(Nullable::<i64>::Null.value(), None);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// None, stated.
    #[default]
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The value, where it is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The same by reference.
    pub const fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Whether none is stated.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Nullable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Value(value) => value.fmt(f),
        }
    }
}
