//! The macros that generated code hands its lists of fields to. They write what the features of this crate
//! ask for, so that generated code holds no `cfg(feature)` of its own. No logic lives here: every line calls
//! a function of the engine.

mod codes;

/// Makes a struct a request's record: its constructor, setters for its optional fields, `Clone`, a redacted
/// `Debug`, equality and the conversions to and from trees.
///
/// `Trade(TradeRequired) = TABLES[1]: tid.clone(), paid, due_time: DateTime` names the struct, the struct of
/// its required fields (if any), its table, and its fields in the table's order: `.clone()` where the value is
/// not copied, the inner type where the field is optional.
/// With the feature `serde`, `PLATFORM` must be in scope: its zone is that of the dates.
#[macro_export]
macro_rules! request {
    ($name:ident($($required:ident)?) = $tables:ident[$id:literal]:
        $($field:ident $(.$clone:ident())? $(: $inner:ty)?),* $(,)?) => {
        impl $name {
            /// A value with its required fields; the others are set one by one.
            #[must_use]
            pub fn new($(required: $required)?) -> Self {
                Self { $($field: $crate::__initial!(required.$field $(, $inner)?)),* }
            }

            $($crate::__setter!($field $(.$clone)? $(: $inner)?);)*
        }

        $crate::__record!($name = $tables[$id]: $($field $(.$clone)?),*);
        $crate::__fill_request!($name = $tables[$id]: $($field),*);
        $crate::__serde!($name, deserialize_request);
    };
}

/// Makes a struct a record of a response: `TradeAnswer = TABLES[2]: code, message.clone()`.
#[macro_export]
macro_rules! response {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident $(.$clone:ident())?),* $(,)?) => {
        $crate::__record!($name = $tables[$id]: $($field $(.$clone)?),*);
        $crate::__fill!($name = $tables[$id]: $($field),*);
        $crate::__serde!($name, deserialize_answer);
    };
}

/// Makes a struct of texts a platform's credentials. A field whose wire name is not its own says so, and an
/// optional one is an `Option<String>`: `Credentials { sid, app_key = "shopId", member_token }`.
#[macro_export]
macro_rules! credentials {
    ($name:ident { $($field:ident $(= $wire:literal)?),* $(,)? }) => {
        impl ::core::convert::From<$name> for $crate::Credentials {
            fn from(credentials: $name) -> Self {
                let given: [(&'static str, Option<String>); [$($crate::__wire_name!($field $(, $wire)?)),*].len()] =
                    [$(($crate::__wire_name!($field $(, $wire)?), credentials.$field.into())),*];
                Self::new(given.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))))
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

/// The wire name of a credential.
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident, $wire:literal) => {
        $wire
    };
}

/// What a field begins with: the required one as given, the optional one with nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! __initial {
    ($given:expr) => {
        $given
    };
    ($given:expr, $inner:ty) => {
        None
    };
}

/// The setter of an optional field. One that takes anything that becomes the value costs a third more to compile, so
/// only texts and the like do; the comment names no field, because a text put together for each costs as much again.
#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    ($field:ident $(.$clone:ident)?) => {};
    ($field:ident: $inner:ty) => {
        /// Sets the optional field of this name.
        #[must_use]
        pub fn $field(mut self, value: $inner) -> Self {
            self.$field = Some(value);
            self
        }
    };
    ($field:ident.$clone:ident: $inner:ty) => {
        /// Sets the optional field of this name.
        #[must_use]
        pub fn $field(mut self, value: impl ::core::convert::Into<$inner>) -> Self {
            self.$field = Some(value.into());
            self
        }
    };
}

/// What requests and responses share. A copy names only the fields that are more than bits: half of what `derive`
/// costs.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident $(.$clone:ident)?),*) => {
        impl ::core::clone::Clone for $name {
            #[allow(clippy::needless_update)]
            fn clone(&self) -> Self {
                Self { $($($field: self.$field.$clone(),)?)* ..*self }
            }
        }

        impl $crate::Fields for $name {
            #[inline]
            fn visit<'v>(&'v self, to: &mut $crate::Visitor<'v>) {
                to.record(&$tables, $id, &[$(&self.$field),*]);
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(stringify!($name), self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::same(self, other)
            }
        }
    };
}

/// How a record is filled.
#[doc(hidden)]
#[macro_export]
macro_rules! __fill {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident),*) => {
        impl $crate::FillFields for $name {
            fn blank() -> Self {
                Self { $($field: $crate::Fill::blank()),* }
            }

            #[inline]
            fn visit_mut(&mut self, from: &mut $crate::Filler<'_>) {
                from.fields(&$tables, $id, &mut [$(&mut self.$field),*]);
            }
        }
    };
}

/// How a request's record is filled: only a server's side needs it.
#[cfg(feature = "decode-requests")]
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_request {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident),*) => { $crate::__fill!($name = $tables[$id]: $($field),*); };
}

/// How a request's record is filled: not at all.
#[cfg(not(feature = "decode-requests"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_request {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident),*) => {};
}

/// serde for a record, through the engine's own tree.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident, $deserialize:ident) => {
        impl $crate::__private::Serialize for $name {
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serialize(self, PLATFORM.zone, serializer)
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::$deserialize(PLATFORM.zone, deserializer)
            }
        }
    };
}

/// No serde.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident, $deserialize:ident) => {};
}
