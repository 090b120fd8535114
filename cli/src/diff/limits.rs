//! Two types of one kind: their lengths, ranges, digits and rows.

use std::cmp::Ordering;

use signwright_model::notation::row::plain;
use signwright_model::{Bounds, Digits, Level, TextUnit, Type};

use super::Effect::{self, Breaks, Differs, Same};
use super::Kind;
use crate::phrase::count;

/// A limit that changed: the words, and what it does to a request that was valid.
pub(super) struct Limit {
    pub(super) kind: Kind,
    pub(super) what: String,
    pub(super) effect: Effect,
    pub(super) says: String,
}

fn limit(kind: Kind, what: String, effect: Effect, says: impl Into<String>) -> Limit {
    Limit { kind, what, effect, says: says.into() }
}

/// The limits that differ between two types of which the Rust types are the same.
pub(super) fn limits(old: &Type<'_>, new: &Type<'_>) -> Vec<Limit> {
    match (old, new) {
        (Type::Text { min, max, unit }, Type::Text { min: new_min, max: new_max, unit: counts }) => {
            let mut limits = text((*max, *unit), (*new_max, *counts));
            limits.extend(least(*min, *new_min));
            limits
        }
        (Type::Int { min, max }, Type::Int { min: low, max: high })
        | (Type::Minor { min, max }, Type::Minor { min: low, max: high }) => range((*min, *max), (*low, *high)),
        (Type::Unsigned { min, max }, Type::Unsigned { min: low, max: high }) => range((*min, *max), (*low, *high)),
        (Type::Decimal { digits: old, min, max }, Type::Decimal { digits: new, min: low, max: high }) => {
            let mut limits = digits(*old, *new);
            limits.extend(amounts((*min, *max), (*low, *high)));
            limits
        }
        (Type::Bool(_) | Type::Time(_) | Type::DateTime(_) | Type::Date(_), _) if old != new => {
            let what = format!("{} → {}", plain::print(old), plain::print(new));
            vec![limit(Kind::TextForm, what, Differs, "the same value is written otherwise")]
        }
        (Type::Map(old, bounds), Type::Map(new, others)) => {
            let mut limits = rows(*bounds, *others);
            limits.extend(self::limits(old, new));
            limits
        }
        (Type::List(old, bounds), Type::List(new, others)) => {
            let mut limits = rows(*bounds, *others);
            if bounds.within != others.within {
                let place = |bounds: &Bounds<'_>| {
                    bounds.within.map_or("in no object".to_owned(), |name| format!("in `{name}`"))
                };
                let what = format!("list {} → {}", place(bounds), place(others));
                limits.push(limit(Kind::TextForm, what, Differs, "the same value is written otherwise"));
            }
            limits.extend(self::limits(old, new));
            limits
        }
        _ => Vec::new(),
    }
}

fn text((old, unit): (Option<u32>, TextUnit), (new, counts): (Option<u32>, TextUnit)) -> Vec<Limit> {
    let mut limits = Vec::new();
    // Without a stated length nothing is checked, and neither is what is stated to be without limit.
    let limited = |max: Option<u32>| max.filter(|max| *max != Type::UNLIMITED);
    if limited(old).is_none() && limited(new).is_none() && old != new {
        let words = |max: Option<u32>| if max.is_none() { "not stated" } else { "stated to be without limit" };
        limits.push(limit(Kind::Provenance, format!("length {} → {}", words(old), words(new)), Same, "as before"));
    }
    let (old, new) = (limited(old), limited(new));
    match (old, new) {
        (Some(old), Some(new)) if new < old => {
            let says = format!("texts longer than {new} are refused before they are sent");
            limits.push(limit(Kind::LengthShortened, format!("length {old} → {new}"), Breaks, says));
        }
        (Some(old), Some(new)) if new > old => {
            let says = format!("texts of up to {new} are accepted");
            limits.push(limit(Kind::LengthRaised, format!("length {old} → {new}"), Differs, says));
        }
        (None, Some(new)) => {
            let says = format!("texts longer than {new} are refused before they are sent");
            limits.push(limit(Kind::LengthStated, format!("length {new} where none was stated"), Breaks, says));
        }
        (Some(old), None) => {
            let what = format!("length {old} no longer stated");
            limits.push(limit(Kind::LengthDropped, what, Differs, "texts of any length are accepted"));
        }
        _ => {}
    }
    if unit != counts && old.is_some() && new.is_some() {
        let what = format!("length counted in {} → {}", unit_word(unit), unit_word(counts));
        // A character is one or two UTF-16 units, and these are one to three bytes.
        let narrower = rank(counts) > rank(unit);
        limits.push(if narrower {
            limit(Kind::LengthUnit, what, Breaks, "texts outside ASCII may be too long now")
        } else {
            limit(Kind::LengthUnit, what, Differs, "longer texts outside ASCII are accepted")
        });
    }
    limits
}

const fn rank(unit: TextUnit) -> u8 {
    match unit {
        TextUnit::Chars => 0,
        TextUnit::Utf16 => 1,
        TextUnit::Bytes => 2,
    }
}

const fn unit_word(unit: TextUnit) -> &'static str {
    match unit {
        TextUnit::Chars => "characters",
        TextUnit::Utf16 => "UTF-16 units",
        TextUnit::Bytes => "bytes",
    }
}

fn least(old: u32, new: u32) -> Option<Limit> {
    let what = format!("least length {old} → {new}");
    match new.cmp(&old) {
        Ordering::Greater => {
            let says = format!("texts shorter than {new} are refused before they are sent");
            Some(limit(Kind::LengthShortened, what, Breaks, says))
        }
        Ordering::Less => Some(limit(Kind::LengthRaised, what, Differs, "shorter texts are accepted")),
        Ordering::Equal => None,
    }
}

/// The ends of a decimal's range, as they are written. Which of two is narrower is not looked at: both are told as what
/// may refuse a number.
fn amounts(old: (Option<&str>, Option<&str>), new: (Option<&str>, Option<&str>)) -> Option<Limit> {
    let words = |(min, max): (Option<&str>, Option<&str>)| format!("{}..{}", min.unwrap_or(""), max.unwrap_or(""));
    let what = format!("range {} → {}", words(old), words(new));
    match new {
        _ if old == new => None,
        (None, None) => Some(limit(Kind::RangeWidened, what, Differs, "more numbers are accepted")),
        _ => {
            Some(limit(Kind::RangeNarrowed, what, Breaks, "numbers outside the range are refused before they are sent"))
        }
    }
}

fn range<N: Copy + PartialOrd + std::fmt::Display>(old: (N, N), new: (N, N)) -> Vec<Limit> {
    if old == new {
        return Vec::new();
    }
    let what = format!("range {}..{} → {}..{}", old.0, old.1, new.0, new.1);
    vec![if new.0 > old.0 || new.1 < old.1 {
        limit(Kind::RangeNarrowed, what, Breaks, "numbers outside the range are refused before they are sent")
    } else {
        limit(Kind::RangeWidened, what, Differs, "more numbers are accepted")
    }]
}

fn digits(old: Option<Digits>, new: Option<Digits>) -> Vec<Limit> {
    if old == new {
        return Vec::new();
    }
    let words = |digits: Option<Digits>| {
        digits.map_or("any".to_owned(), |Digits { precision, scale }| format!("decimal({precision},{scale})"))
    };
    // Where the vendor states no digits, none are checked.
    let most = |digits: Option<Digits>| {
        digits.map_or((u8::MAX, u8::MAX), |Digits { precision, scale }| (precision.saturating_sub(scale), scale))
    };
    let what = format!("digits {} → {}", words(old), words(new));
    vec![if most(new).0 < most(old).0 || most(new).1 < most(old).1 {
        limit(Kind::DigitsNarrowed, what, Breaks, "numbers with more digits are refused before they are sent")
    } else {
        limit(Kind::DigitsWidened, what, Differs, "numbers with more digits are accepted")
    }]
}

fn rows(old: Bounds<'_>, new: Bounds<'_>) -> Vec<Limit> {
    // Only a demanded maximum refuses anything.
    let most = |bounds: Bounds<'_>| bounds.max.filter(|_| bounds.level == Level::Deny).unwrap_or(u32::MAX);
    let what = format!("{} → {}", bounds(old), bounds(new));
    if new.min > old.min || most(new) < most(old) {
        let says = "lists with another number of rows are refused before they are sent";
        vec![limit(Kind::RowsNarrowed, what, Breaks, says)]
    } else if new.min < old.min || most(new) > most(old) {
        vec![limit(Kind::RowsWidened, what, Differs, "lists with other numbers of rows are accepted")]
    } else if new.max != old.max {
        vec![limit(Kind::RowsAdvised, what, Same, "as before; a warning comes at another number")]
    } else {
        Vec::new()
    }
}

fn bounds(bounds: Bounds<'_>) -> String {
    let rows = |number: u32| count(usize::try_from(number).unwrap_or(usize::MAX), "row");
    let most = match (bounds.max, bounds.level) {
        (None, _) => {
            return if bounds.min == 0 { "any rows".to_owned() } else { format!("at least {}", rows(bounds.min)) };
        }
        (Some(max), Level::Deny) => rows(max),
        (Some(max), Level::Warn) => format!("{} (recommended)", rows(max)),
    };
    format!("{}..{most}", bounds.min)
}
