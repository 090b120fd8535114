//! The types that are one word, some with a form in brackets behind it. All that is said of them stands in one row each;
//! what a value of theirs is in Rust and on the wire is the runtime's.

use std::mem::discriminant;

use crate::{BoolWords, TimeForm, Type, calendar, clock_pattern};

/// What the notation knows of a type that is one word.
pub struct PlainType {
    /// The word, in lower case.
    pub word: &'static str,
    /// The type without a form; of a word that does not stand alone, the type in some form.
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
    /// The type in a form that stands in brackets; `None` where there is no such form.
    pub(super) in_form: fn(&str) -> Option<Type<'_>>,
    /// The forms, for a message.
    pub(super) forms: &'static str,
    /// Whether it needs a form.
    pub(super) needs_form: bool,
}

/// Every such type.
pub const PLAIN: &[PlainType] = &[
    PlainType {
        word: "datetime",
        ty: Type::DateTime(None),
        means: "`yyyy-MM-dd HH:mm:ss` on the platform's wall clock, or `0000-00-00 00:00:00`; in an answer also 13 digits \
                of milliseconds, and no other number. `datetime('yyyyMMddHHmmss')`: in that pattern of the clock (below)",
        rust: "DateTime",
        fits: |text| calendar::time(text).is_ok(),
        unfit: (
            "is no time",
            "a time is `yyyy-MM-dd HH:mm:ss`, in quotes because of its blank, or `0000-00-00 00:00:00`",
        ),
        has_width: false,
        in_form: |form| {
            let pattern = pattern(form)?;
            let tells = clock_pattern::tells_day(pattern) && clock_pattern::tells_hour(pattern);
            (tells && !clock_pattern::tells_zone(pattern)).then_some(Type::DateTime(Some(pattern)))
        },
        forms: "`datetime` alone, or with a pattern that shows day and hour and no distance from UTC: \
                `datetime('yyyyMMddHHmmss')`",
        needs_form: false,
    },
    PlainType {
        word: "date",
        ty: Type::Date(None),
        means: "`yyyy-MM-dd`, a day alone without a zone, or `0000-00-00`; `date('yyyyMMdd')`: in that pattern",
        rust: "Date",
        fits: |text| calendar::day(text).is_ok(),
        unfit: ("is no day", "a day is `yyyy-MM-dd`, or `0000-00-00`"),
        has_width: false,
        in_form: |form| {
            let pattern = pattern(form)?;
            let tells = clock_pattern::tells_day(pattern) && !clock_pattern::tells_hour(pattern);
            (tells && !clock_pattern::tells_zone(pattern)).then_some(Type::Date(Some(pattern)))
        },
        forms: "`date` alone, or with a pattern that shows a day and nothing else: `date('yyyyMMdd')`",
        needs_form: false,
    },
    PlainType {
        word: "time",
        ty: Type::Time(TimeForm::Iso),
        means: "an instant: `time(unix)`, `time(unix_ms)`, `time(unix_us)` a number of seconds, milliseconds or microseconds \
                since 1970 (within `String<…>` as text); `time(iso)` as ISO 8601 has it, written in the platform's zone \
                (`Z` at +00:00), read at any distance from UTC; `time(rfc2822)`; `time('yyyyMMddHHmmssXX')` in a pattern \
                that shows the distance, or ends with `Z`. A constant is written as ISO 8601 has it",
        rust: "Time",
        fits: |text| calendar::instant(text).is_ok(),
        unfit: ("is no instant", "an instant is `2016-08-01T17:05:10+08:00`, whatever form it travels in"),
        has_width: false,
        in_form: |form| {
            Some(Type::Time(match form {
                "unix" => TimeForm::Unix,
                "unix_ms" => TimeForm::UnixMs,
                "unix_us" => TimeForm::UnixUs,
                "iso" => TimeForm::Iso,
                "rfc2822" => TimeForm::Rfc2822,
                _ => {
                    let pattern = pattern(form)?;
                    let tells = clock_pattern::tells_day(pattern) && clock_pattern::tells_hour(pattern);
                    let is_instant = clock_pattern::tells_zone(pattern) || clock_pattern::ends_in_utc(pattern);
                    TimeForm::Pattern(Some(pattern).filter(|_| tells && is_instant)?)
                }
            }))
        },
        forms: "`time(unix)`, `time(unix_ms)`, `time(unix_us)`, `time(iso)`, `time(rfc2822)`, or a pattern that shows the \
                distance from UTC: `time('yyyyMMddHHmmssXX')`; a time of day is a `String`",
        needs_form: true,
    },
    PlainType {
        word: "boolean",
        ty: Type::Bool(None),
        means: "true or false; `boolean(1/0)`, `boolean(Y/N)`: in these words, that of true first. Whole numbers travel as \
                numbers, or within `String<…>` as text",
        rust: "bool",
        fits: |text| matches!(text, "true" | "false"),
        unfit: (
            "is neither `true` nor `false`",
            "write `true` or `false`, or a word of the type's own: `boolean(Y/N)`",
        ),
        has_width: true,
        in_form: |form| {
            let (yes, no) = form.split_once('/')?;
            let (yes, no) = (yes.trim(), no.trim());
            let is_word =
                |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
            (is_word(yes) && is_word(no) && yes != no).then_some(Type::Bool(match (yes, no) {
                ("true", "false") => None,
                _ => Some(BoolWords { yes, no }),
            }))
        },
        forms: "`boolean` alone, or with the word of true and that of false: `boolean(1/0)`, `boolean(Y/N)`",
        needs_form: false,
    },
];

/// What stands between quotes, where it can stand on one line.
fn pattern(form: &str) -> Option<&str> {
    let pattern = form.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_plain = !pattern.contains(|c: char| c == '\'' || c.is_control() || crate::is_invisible(c));
    is_plain.then_some(pattern)
}

/// The row of a type that is one word, in whatever form.
pub fn of(ty: &Type<'_>) -> Option<&'static PlainType> {
    PLAIN.iter().find(|plain| discriminant(&plain.ty) == discriminant(ty))
}

/// A type that is one word as it is written: `datetime`, `time(unix)`, `boolean(Y/N)`.
pub fn print(ty: &Type<'_>) -> String {
    let word = of(ty).map_or("", |plain| plain.word);
    let form = match ty {
        Type::DateTime(Some(pattern)) | Type::Date(Some(pattern)) | Type::Time(TimeForm::Pattern(pattern)) => {
            format!("'{pattern}'")
        }
        Type::Time(TimeForm::Unix) => "unix".to_owned(),
        Type::Time(TimeForm::UnixMs) => "unix_ms".to_owned(),
        Type::Time(TimeForm::UnixUs) => "unix_us".to_owned(),
        Type::Time(TimeForm::Iso) => "iso".to_owned(),
        Type::Time(TimeForm::Rfc2822) => "rfc2822".to_owned(),
        Type::Bool(Some(BoolWords { yes, no })) => format!("{yes}/{no}"),
        _ => return word.to_owned(),
    };
    format!("{word}({form})")
}
