//! The macro that makes an enum a list of codes. What is done with them is in `coded.rs`.

/// Makes an enum of listed values alone a [`CodeList`](crate::CodeList) with its codes (`i64` or `String`) and its
/// table, by its place among those of the endpoint; the variants stand in the table's order:
/// `Switch: i64 = TABLES[0] { Lenient, Strict }`.
#[macro_export]
macro_rules! coded {
    ($name:ident: $other:ident = $tables:ident[$place:literal] { $($variant:ident),* $(,)? }) => {
        impl $crate::CodeList for $name {
            type Other = $other;

            #[inline]
            fn list() -> $crate::Listing<Self> {
                $crate::Listing { tables: &$tables, place: $place, values: &[$(Self::$variant),*] }
            }
        }

        // By hand: two thirds of what the derives cost, and all of one length however long the list is.
        impl ::core::marker::Copy for $name {}

        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug_listed(*self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                *self as isize == *other as isize
            }
        }
    };
}
