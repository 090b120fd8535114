//! The types that are one word alone. All that is said of them stands in one row each; what a value of theirs is in Rust and
//! on the wire is the runtime's.

use crate::{Type, calendar};

/// What the notation knows of a type that is one word.
pub struct PlainType {
    /// The word, in lower case.
    pub word: &'static str,
    /// The type.
    pub ty: Type<'static>,
    /// What its values are, in a sentence for the legend.
    pub means: &'static str,
    /// The Rust type of its values.
    pub rust: &'static str,
    /// Whether a constant of a spec is one of its values.
    pub fits: fn(&str) -> bool,
    /// What another constant is, to go behind it in a message, and how one is written.
    pub unfit: (&'static str, &'static str),
    /// Whether a length may stand behind it: a display width, which says nothing.
    pub(super) has_width: bool,
}

/// Every such type.
pub const PLAIN: &[PlainType] = &[
    PlainType {
        word: "datetime",
        ty: Type::DateTime,
        means: "`yyyy-MM-dd HH:mm:ss` on the platform's wall clock, or `0000-00-00 00:00:00`; in an answer also 13 digits \
                of milliseconds, and no other number. A Unix time is a `long`",
        rust: "DateTime",
        fits: |text| calendar::time(text).is_ok(),
        unfit: (
            "is no time",
            "a time is `yyyy-MM-dd HH:mm:ss`, in quotes because of its blank, or `0000-00-00 00:00:00`",
        ),
        has_width: false,
    },
    PlainType {
        word: "date",
        ty: Type::Date,
        means: "`yyyy-MM-dd`, a day alone without a zone, or `0000-00-00`",
        rust: "Date",
        fits: |text| calendar::day(text).is_ok(),
        unfit: ("is no day", "a day is `yyyy-MM-dd`, or `0000-00-00`"),
        has_width: false,
    },
    PlainType {
        word: "boolean",
        ty: Type::Bool,
        means: "true or false",
        rust: "bool",
        fits: |text| matches!(text, "true" | "false"),
        unfit: ("is neither `true` nor `false`", ""),
        has_width: true,
    },
];

/// The row of a type that is one word.
pub fn of(ty: &Type<'_>) -> Option<&'static PlainType> {
    PLAIN.iter().find(|plain| plain.ty == *ty)
}
