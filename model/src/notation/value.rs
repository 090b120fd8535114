//! Whether a constant of a spec is a value of a field: its default, or what a condition or a rule compares
//! it with. Values of requests are judged by the engine; this is about what a spec says.

use std::fmt::Write;

use crate::{CodeTable, CodeWire, Digits, TextUnit, Type};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::row::plain;
use crate::notation::row::ranges::lies_between;
use crate::notation::suggest;

/// Why a constant does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// In words, to go behind the constant: `` `x` is no whole number ``.
    pub why: String,
    /// What to do; may be empty.
    pub help: String,
    /// Whether a coded field does not list it.
    pub unlisted: bool,
}

/// Checks a field's default.
pub fn default(value: Located<'_>, ty: &Type<'_>) -> Result<(), Diagnostic> {
    check(meant(value.text, ty), ty).map_err(|unfit| {
        let message = format!("the default {} {}", quoted(value.text), unfit.why);
        Diagnostic::error(Code::BadDefault, value.span, message).help(unfit.help)
    })
}

/// What a constant means that may stand in a vendor's words: `N` of a `boolean(Y/N)` is `false`.
pub fn meant<'t>(text: &'t str, ty: &Type<'_>) -> &'t str {
    match ty {
        Type::Bool(Some(words)) if text == words.yes => "true",
        Type::Bool(Some(words)) if text == words.no => "false",
        _ => text,
    }
}

/// Whether `text` is a value of `ty`.
pub fn check(text: &str, ty: &Type<'_>) -> Result<(), Unfit> {
    let unfit = |why: String, help: &str| Err(Unfit { why, help: help.to_owned(), unlisted: false });
    match *ty {
        Type::Text { min, max, unit } => {
            let length = match unit {
                TextUnit::Chars => text.chars().count(),
                TextUnit::Bytes => text.len(),
                TextUnit::Utf16 => text.encode_utf16().count(),
            };
            match max {
                Some(max) if length > max as usize => unfit(format!("is longer than {max}"), ""),
                _ if length > 0 && length < min as usize => unfit(format!("is shorter than {min}"), ""),
                _ => Ok(()),
            }
        }
        Type::Unsigned { min, max } => match (whole(text), text.parse::<u64>()) {
            (_, Ok(value)) if (min..=max).contains(&value) => Ok(()),
            (None, Err(_)) => unfit("is no whole number".to_owned(), ""),
            _ => unfit(format!("is not in {min} to {max}"), ""),
        },
        Type::Int { min, max } | Type::Minor { min, max } => match whole(text) {
            Some(value) if (min..=max).contains(&value) => Ok(()),
            Some(_) => unfit(format!("is not in {min} to {max}"), ""),
            None => unfit("is no whole number".to_owned(), ""),
        },
        Type::Decimal { min, max, .. } if self::digits(text).is_some() && !lies_between(text, min, max) => {
            unfit(format!("is not in {} to {}", min.unwrap_or("any"), max.unwrap_or("any")), "")
        }
        Type::Decimal { digits, .. } => match (self::digits(text), digits) {
            (Some(_), None) => Ok(()),
            (Some((before, after)), Some(Digits { precision, scale }))
                if before <= usize::from(precision.saturating_sub(scale)) && after <= usize::from(scale) =>
            {
                Ok(())
            }
            (Some(_), Some(Digits { precision, scale })) => {
                unfit(format!("does not fit decimal({precision},{scale})"), "")
            }
            (None, _) => unfit("is no decimal number".to_owned(), ""),
        },
        Type::Code(table) => listed(text, table),
        Type::TextOrInt | Type::Any => Ok(()),
        Type::Record(_) => unfit("cannot stand for a record".to_owned(), ""),
        Type::Map(..) => unfit("cannot stand for a map".to_owned(), ""),
        Type::List(..) => unfit("cannot stand for a list".to_owned(), ""),
        _ => match plain::of(ty) {
            Some(plain) if !(plain.fits)(text) => unfit(plain.unfit.0.to_owned(), plain.unfit.1),
            _ => Ok(()),
        },
    }
}

fn listed(text: &str, table: &CodeTable<'_>) -> Result<(), Unfit> {
    let number = whole(text);
    let same = |code: &str| match table.wire {
        // `01` and `1` are one code where codes travel as numbers; what is no number equals nothing, not even another
        // such.
        CodeWire::Int { .. } => number.is_some() && whole(code) == number,
        CodeWire::Text { .. } => code == text,
    };
    if table.codes.iter().any(|code| same(code.code)) {
        return Ok(());
    }
    let help = match table.codes.iter().find(|code| code.name == text) {
        Some(code) => format!("the code itself is meant: `{}`", code.code),
        // Twelve fit on a few lines of a terminal; of a longer list the closest code says more.
        None if table.codes.len() <= 12 => table.codes.iter().fold("its codes:".to_owned(), |mut help, code| {
            let _ = write!(help, " {} {}", quoted(code.code), code.title);
            help
        }),
        None => suggest::closest(text, table.codes.iter().map(|code| code.code))
            .map(|code| format!("did you mean `{code}`?"))
            .unwrap_or_default(),
    };
    Err(Unfit { why: format!("is no code of `{}`", table.name), help, unlisted: true })
}

/// A number as a spec writes one: `-`, digits, and digits behind a point.
pub fn is_number(text: &str) -> bool {
    digits(text).is_some()
}

fn whole(text: &str) -> Option<i64> {
    // The standard reader takes a plus sign as well, which no vendor's page writes.
    let bare = text.strip_prefix('-').unwrap_or(text);
    let all_digits = !bare.is_empty() && bare.bytes().all(|digit| digit.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

/// How many digits that matter stand before and behind the point.
fn digits(text: &str) -> Option<(usize, usize)> {
    let bare = text.strip_prefix('-').unwrap_or(text);
    let (before, after) = bare.split_once('.').unwrap_or((bare, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    // Zeros at both ends do not count: `0019.5000` fits `decimal(3,1)`.
    let matter = (before.trim_start_matches('0').len(), after.trim_end_matches('0').len());
    (all_digits(before) && all_digits(after)).then_some(matter)
}

#[cfg(test)]
mod tests {
    use crate::{self as model, Code as Listed, Level};

    use super::*;
    use crate::notation::cursor::tests::at_start;

    const PAID: CodeTable<'static> = CodeTable {
        name: "PayStatus",
        wire: CodeWire::Int { min: 0, max: 9 },
        level: Level::Deny,
        codes: &[
            Listed { code: "0", name: "unpaid", title: "未付款" },
            Listed { code: "2", name: "paid", title: "已付款" },
        ],
    };

    #[test]
    fn constants_fit_their_fields() {
        let row = Type::Record(model::RecordId(0));
        for (text, ty, fits) in [
            ("店铺🙂", model::varchar(3), true),
            ("店铺🙂", model::varchar(2), false),
            ("店铺", Type::Text { min: 0, max: Some(5), unit: TextUnit::Bytes }, false),
            ("🙂", Type::Text { min: 0, max: Some(1), unit: TextUnit::Utf16 }, false),
            ("-128", model::tinyint(), true),
            ("128", model::tinyint(), false),
            ("+1", model::tinyint(), false),
            ("１", model::tinyint(), false),
            ("10.00", model::decimal(3, 1), true),
            ("10.01", model::decimal(3, 1), false),
            ("100", model::decimal(3, 1), false),
            ("1.", model::decimal(3, 1), false),
            ("1e3", model::decimal(9, 1), false),
            ("true", model::boolean(), true),
            ("1", model::boolean(), false),
            ("2024-02-29 23:59:59", model::datetime(), true),
            ("2023-02-29 00:00:00", model::datetime(), false),
            ("2024-1-14 2:3:4", model::datetime(), false),
            ("0000-00-00 00:00:00", model::datetime(), true),
            ("0000-00-00 00:00:01", model::datetime(), false),
            ("2024-02-29", model::date(), true),
            ("2024-02-30", model::date(), false),
            ("0000-00-00", model::date(), true),
            ("２０２４-02-29", model::date(), false),
            ("2024-02-29 00:00:00", model::date(), false),
            ("20240229", model::date(), false),
            ("2", model::codes(&PAID), true),
            ("02", model::codes(&PAID), true),
            ("1", model::codes(&PAID), false),
            ("x", row, false),
        ] {
            assert_eq!(check(text, &ty).is_ok(), fits, "{text} {ty:?}");
        }
    }

    #[test]
    fn a_flag_is_meant_by_its_own_words_too() {
        let flag = Type::Bool(Some(model::BoolWords { yes: "是", no: "0" }));
        assert_eq!(["是", "0", "true", "1"].map(|text| meant(text, &flag)), ["true", "false", "true", "1"]);
        assert!(default(at_start("0"), &flag).is_ok() && default(at_start("1"), &flag).is_err());
        assert_eq!(meant("0", &model::boolean()), "0");
    }

    #[test]
    fn a_default_that_is_no_code_names_the_codes() {
        let mistake = default(at_start("3"), &model::codes(&PAID)).expect_err("3 is not listed");
        assert_eq!(mistake.code, Code::BadDefault);
        assert_eq!(mistake.message, "the default `3` is no code of `PayStatus`");
        assert_eq!(mistake.help, "its codes: `0` 未付款 `2` 已付款");
        let mistake = default(at_start("paid"), &model::codes(&PAID)).expect_err("a name is no code");
        assert_eq!(mistake.help, "the code itself is meant: `2`");
    }
}
