//! The macros that generated code hands its lists of fields to. They write what the features of this crate
//! ask for, so that generated code holds no `cfg(feature)` of its own. No logic lives here: every line calls
//! a function of the engine.
//!
//! What a record is made of stands in its macro, though both have most of it: a call within a macro is matched and
//! expanded anew for every record, and one for each field costs a million instructions an endpoint. A copy names only the
//! fields that are more than bits: half of what `derive` costs. Where that is all of them, who calls the macro allows
//! `clippy::needless_update`: an attribute on each copy is an attribute for each to check.
//!
//! Every function is `#[inline]`: a program uses few of its endpoints, and what is not inline is compiled to machine code
//! whether it is used or not.

mod codes;

/// Makes a struct a request's record: its constructor, `Clone`, a redacted `Debug`, equality and the conversions to and
/// from trees.
///
/// `Trade(required: TradeRequired) = TABLES[1]: tid.clone(): required.tid, paid: None` names the struct, the struct of
/// its required fields (if any), its table, and its fields in the table's order: each with `.clone()` where the value is
/// not copied, and with what it begins as: the required one as given, the optional one with nothing.
/// With the feature `serde`, `PLATFORM` must be in scope: its zone is that of the dates.
#[macro_export]
macro_rules! request {
    ($name:ident$(($given:ident: $required:ident))? = $tables:ident[$id:literal]:
        $($field:ident $(.$clone:ident())?: $first:expr),* $(,)?) => {
        impl $name {
            /// A value with its required fields. The optional ones are absent until they are assigned.
            #[inline]
            pub fn new($($given: $required)?) -> Self {
                Self { $($field: $first),* }
            }
        }

        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self { $($($field: self.$field.$clone(),)?)* ..*self }
            }
        }

        impl $crate::Fields for $name {
            #[inline]
            fn visit<'v>(&'v self, to: &mut $crate::Visitor<'v>) {
                to.record(&$tables, $id, stringify!($($field)*), &[$(&self.$field),*]);
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(stringify!($name), self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::same(self, other)
            }
        }

        $crate::__request_features!($name = $tables[$id]: $($field),*);
    };
}

/// Makes a struct a record of a response: `TradeAnswer = TABLES[2]: code: None, rows.clone(): Vec::new()`. As
/// [`request!`], but filled from an answer, for which each field says what it is while nothing is known. That is also its
/// `Default`, with which a program's own tests begin an answer.
#[macro_export]
macro_rules! response {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident $(.$clone:ident())?: $first:expr),* $(,)?) => {
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self { $($($field: self.$field.$clone(),)?)* ..*self }
            }
        }

        impl $crate::Fields for $name {
            #[inline]
            fn visit<'v>(&'v self, to: &mut $crate::Visitor<'v>) {
                // Its order is compared where it is filled.
                to.record(&$tables, $id, "", &[$(&self.$field),*]);
            }
        }

        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self { $($field: $first),* }
            }
        }

        impl $crate::FillFields for $name {
            #[inline]
            fn visit_mut(&mut self, from: &mut $crate::Filler<'_>) {
                from.fields(&$tables, $id, stringify!($($field)*), &mut [$(&mut self.$field),*]);
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(stringify!($name), self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::same(self, other)
            }
        }

        $crate::__serde!($name, deserialize_answer);
    };
}

/// Makes a struct of texts a platform's credentials. A field whose wire name is not its own says so, and an
/// optional one is an `Option<String>`: `Credentials { sid, app_key = "shopId", member_token }`.
#[macro_export]
macro_rules! credentials {
    ($name:ident { $($field:ident $(= $wire:literal)?),* $(,)? }) => {
        impl ::core::convert::From<$name> for $crate::Credentials {
            #[inline]
            fn from(credentials: $name) -> Self {
                let given: [(&'static str, Option<String>); [$($crate::__wire_name!($field $(, $wire)?)),*].len()] =
                    [$(($crate::__wire_name!($field $(, $wire)?), credentials.$field.into())),*];
                Self::new(given.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))))
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
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

/// What features add to a request's record. How it is filled: only a server's side, and serde, need it.
#[cfg(feature = "decode-requests")]
#[doc(hidden)]
#[macro_export]
macro_rules! __request_features {
    ($name:ident = $tables:ident[$id:literal]: $($field:ident),*) => {
        impl $crate::__private::Blank for $name {
            #[inline]
            fn blank() -> Self {
                Self { $($field: $crate::Fill::blank()),* }
            }
        }

        // A record of its own type is boxed in it.
        impl $crate::__private::Blank for ::std::boxed::Box<$name> {
            fn blank() -> Self {
                Self::new($crate::__private::Blank::blank())
            }
        }

        impl $crate::FillFields for $name {
            #[inline]
            fn visit_mut(&mut self, from: &mut $crate::Filler<'_>) {
                from.fields(&$tables, $id, stringify!($($field)*), &mut [$(&mut self.$field),*]);
            }
        }

        $crate::__serde!($name, deserialize_request);
    };
}

/// Nothing, and nothing of what is handed over is looked at.
#[cfg(not(feature = "decode-requests"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __request_features {
    ($($ignored:tt)*) => {};
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
                $crate::__private::serialize(self, $crate::model::OfPlatform::of_platform(&PLATFORM), serializer)
            }
        }

        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::$deserialize($crate::model::OfPlatform::of_platform(&PLATFORM), deserializer)
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
