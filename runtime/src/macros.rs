//! The macros that generated code hands its lists of fields to. They write what the features of this crate
//! ask for, so that generated code holds no `cfg(feature)` of its own. No logic lives here: every line calls
//! a function of the engine.

/// Makes a struct a request's record: its constructor, setters for its optional fields, a redacted `Debug`,
/// equality and the conversions to and from trees.
///
/// `Trade(TradeRequired) = RECORDS[1]: tid, due_time: DateTime` names the struct, the struct of its required
/// fields (if any), its table, and its fields in the table's order, the optional ones with their inner type.
/// With the feature `serde`, `PLATFORM` must be in scope: its zone is that of the dates.
#[macro_export]
macro_rules! request {
    ($name:ident($($required:ident)?) = $records:ident[$id:literal]: $($field:ident $(: $inner:ty)?),* $(,)?) => {
        impl $name {
            /// A value with its required fields; the others are set one by one.
            #[must_use]
            #[allow(clippy::new_without_default)]
            pub fn new($(required: $required)?) -> Self {
                Self { $($field: $crate::__initial!(required.$field $(, $inner)?)),* }
            }

            $($(
                #[doc = concat!("Sets `", stringify!($field), "`.")]
                #[must_use]
                pub fn $field(mut self, value: impl ::core::convert::Into<$inner>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )?)*
        }

        $crate::__record!($name = $records[$id]: $($field),*);
        $crate::__fill_request!($name: $($field),*);
        $crate::__serde!($name, deserialize_request);
    };
}

/// Makes a struct a record of a response: `TradeAnswer = RECORDS[2]: code, message`.
#[macro_export]
macro_rules! response {
    ($name:ident = $records:ident[$id:literal]: $($field:ident),* $(,)?) => {
        $crate::__record!($name = $records[$id]: $($field),*);
        $crate::__fill!($name: $($field),*);
        $crate::__serde!($name, deserialize_answer);
    };
}

/// Makes an enum a coded value, and gives it `Debug` and equality. Its last variant is `Other(i64)` or
/// `Other(String)` and is not listed; the others stand in the table's order:
/// `Switch: i64 = SWITCH { Lenient, Strict }`, `Source: String = SOURCE { Web }`.
#[macro_export]
macro_rules! coded {
    ($name:ident: $other:ident = $table:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::Coded for $name {
            type Other = $other;

            const LIST: &'static [Self] = &[$(Self::$variant),*];

            const TABLE: &'static $crate::model::CodeTable<'static> = &$table;

            fn other(&self) -> Option<&$other> {
                if let Self::Other(code) = self { Some(code) } else { None }
            }

            fn keep(code: $other) -> Self {
                Self::Other(code)
            }
        }

        impl $crate::Value for $name {
            fn node_at(&self, _: usize) -> $crate::Node<'_> {
                $crate::__private::code_node(self)
            }
        }

        impl $crate::Fill for $name {
            fn fill<'n>(&mut self, node: &'n $crate::Node<'n>, at: &mut $crate::Filler<'n>) -> bool {
                $crate::__private::fill_code(self, node, at)
            }

            fn blank() -> Self {
                $crate::__private::blank_code()
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug_code(self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::same_code(self, other)
            }
        }

        impl ::core::cmp::Eq for $name {}
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

/// What requests and responses share.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($name:ident = $records:ident[$id:literal]: $($field:ident),*) => {
        impl $crate::Fields for $name {
            fn shape() -> $crate::model::Shape<'static> {
                $crate::__private::shape(&$records, $id)
            }

            #[inline]
            fn visit<'v>(&'v self, to: &mut $crate::Visitor<'v>) {
                to.fields(&[$(&self.$field),*]);
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
    ($name:ident: $($field:ident),*) => {
        impl $crate::FillFields for $name {
            fn blank() -> Self {
                Self { $($field: $crate::Fill::blank()),* }
            }

            #[inline]
            fn visit_mut(&mut self, from: &mut $crate::Filler<'_>) {
                from.fields(&mut [$(&mut self.$field),*]);
            }
        }
    };
}

/// How a request's record is filled: only a server's side needs it.
#[cfg(feature = "decode-requests")]
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_request {
    ($name:ident: $($field:ident),*) => { $crate::__fill!($name: $($field),*); };
}

/// How a request's record is filled: not at all.
#[cfg(not(feature = "decode-requests"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_request {
    ($name:ident: $($field:ident),*) => {};
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
                $crate::__private::serialize(self, <Self as $crate::Fields>::shape(), PLATFORM.zone, serializer)
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
