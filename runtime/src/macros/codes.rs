//! The macros that make enums coded values. The functions that they call are in `coded.rs`.

/// Makes an enum a coded value, and gives it `Debug` and equality, and `Copy` where its codes are numbers; one whose
/// codes are text derives `Clone`. Its last variant is `Other(i64)` or `Other(String)` and is not listed; the others
/// stand in the table's order:
/// `Switch: i64 = TABLES[0] { Lenient, Strict }`, `Source: String = TABLES[1] { Web }`.
#[macro_export]
macro_rules! coded {
    ($name:ident: $($listed:tt)*) => {
        $crate::__coded!($name: $($listed)*);
        $crate::__copy_code!($name: $($listed)*);
        $crate::__fill_code!($name);
    };
}

/// The same for coded values that no response has: only a server's side reads them.
#[macro_export]
macro_rules! coded_request {
    ($name:ident: $($listed:tt)*) => {
        $crate::__coded!($name: $($listed)*);
        $crate::__copy_code!($name: $($listed)*);
        $crate::__fill_code_request!($name);
    };
}

/// What coded values share.
#[doc(hidden)]
#[macro_export]
macro_rules! __coded {
    ($name:ident: $other:ident = $tables:ident[$place:literal] { $($variant:ident),* $(,)? }) => {
        impl $crate::Coded for $name {
            type Other = $other;

            const LIST: &'static [Self] = &[$(Self::$variant),*];

            const TABLE: (&'static $crate::model::Tables, u16) = (&$tables, $place);

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

/// A coded value is copied where its codes are numbers: for half of what `derive` costs.
#[doc(hidden)]
#[macro_export]
macro_rules! __copy_code {
    ($name:ident: String = $($listed:tt)*) => {};
    ($name:ident: i64 = $($listed:tt)*) => {
        impl ::core::marker::Copy for $name {}

        #[allow(clippy::expl_impl_clone_on_copy)]
        impl ::core::clone::Clone for $name {
            fn clone(&self) -> Self {
                *self
            }
        }
    };
}

/// How a coded value is filled.
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_code {
    ($name:ident) => {
        impl $crate::Fill for $name {
            fn fill<'n>(&mut self, node: &'n $crate::Node<'n>, at: &mut $crate::Filler<'n>) -> bool {
                $crate::__private::fill_code(self, node, at)
            }

            fn blank() -> Self {
                $crate::__private::blank_code()
            }
        }
    };
}

/// How the coded values of a request are filled: only a server's side needs it.
#[cfg(feature = "decode-requests")]
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_code_request {
    ($name:ident) => {
        $crate::__fill_code!($name);
    };
}

/// How the coded values of a request are filled: not at all.
#[cfg(not(feature = "decode-requests"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __fill_code_request {
    ($name:ident) => {};
}
