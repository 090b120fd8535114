//! The moment of a request: an instant and a nonce. The engine takes it as an argument; a client makes one
//! for each attempt. Also the way between an instant and the texts that platforms send for it.

use crate::model::{Filter, Input, Offset, Part, Platform};

/// When a request is made, and the random text that makes it unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// A fresh random text; empty where the platform has none.
    pub nonce: String,
}

impl Moment {
    /// A moment from milliseconds since 1970-01-01 UTC and a nonce.
    pub fn new(unix_ms: i64, nonce: impl Into<String>) -> Self {
        Self { unix_ms, nonce: nonce.into() }
    }
}

/// The instant, in seconds since 1970-01-01 UTC, that the text of the platform's clock parameter means.
/// `None` if the platform has no clock parameter, or the text is not one that it would send.
pub fn clock_of(platform: &Platform<'_>, received: &str) -> Option<i64> {
    clock_ms(platform, received).map(|unix_ms| unix_ms.div_euclid(1000))
}

/// [`clock_of`] in milliseconds.
pub(crate) fn clock_ms(platform: &Platform<'_>, received: &str) -> Option<i64> {
    let clock = platform.clock?;
    let field = platform.common.fields.iter().find(|field| field.name == clock.param)?;
    let [Part::Value(Input::Clock, [format])] = field.value.0 else { return None };
    read(*format, received, platform.zone)
}

/// The text of an instant; `None` if the filter is not one of the clock's, or the year is outside 0 to 9999.
pub(crate) fn write(format: Filter<'_>, unix_ms: i64, zone: Offset) -> Option<String> {
    let seconds = unix_ms.div_euclid(1000);
    match format {
        Filter::Unix(epoch) => Some(seconds.checked_sub(epoch)?.to_string()),
        Filter::UnixMs => Some(unix_ms.to_string()),
        Filter::Local => local(seconds.checked_add(zone.seconds())?),
        _ => None,
    }
}

fn read(format: Filter<'_>, text: &str, zone: Offset) -> Option<i64> {
    match format {
        Filter::Unix(epoch) => whole(text)?.checked_add(epoch)?.checked_mul(1000),
        Filter::UnixMs => whole(text),
        Filter::Local => from_local(text)?.checked_sub(zone.seconds())?.checked_mul(1000),
        _ => None,
    }
}

/// A whole number as [`write`] prints it: no plus sign, no leading zero.
fn whole(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// `yyyy-MM-dd HH:mm:ss` of seconds on a wall clock.
fn local(seconds: i64) -> Option<String> {
    let (year, month, day) = date_of(seconds.div_euclid(86_400))?;
    let (hour, minute, second) =
        (seconds.rem_euclid(86_400) / 3600, seconds.rem_euclid(3600) / 60, seconds.rem_euclid(60));
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
}

/// Seconds on a wall clock of a text that [`local`] would print.
fn from_local(text: &str) -> Option<i64> {
    let number = |at: std::ops::Range<usize>| text.get(at)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let seconds = days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    // Whatever is no date, or is written otherwise, comes out different.
    (local(seconds)? == text).then_some(seconds)
}

/// The Gregorian date of a day counted from 1970-01-01. Counts years from March, so that the leap day is the last.
fn date_of(days: i64) -> Option<(i64, i64, i64)> {
    let shifted = days.checked_add(719_468)?;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (0..=9999).contains(&year).then_some((year, month, day))
}

/// The inverse of [`date_of`] for a date of at most four, two and two digits.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let march_month = (month + 9) % 12;
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    const EAST_8: Offset = Offset::hours(8);

    #[test]
    fn an_instant_is_written_and_read_back_in_every_format() {
        let instant = 1_470_042_310_000;
        for (format, text) in [
            (Filter::Unix(0), "1470042310"),
            (Filter::Unix(1_325_347_200), "144695110"),
            (Filter::UnixMs, "1470042310000"),
            (Filter::Local, "2016-08-01 17:05:10"),
        ] {
            assert_eq!(write(format, instant, EAST_8).as_deref(), Some(text));
            assert_eq!(read(format, text, EAST_8), Some(instant), "{text}");
        }
    }

    #[test]
    fn a_wall_clock_knows_leap_days_and_the_turn_of_centuries() {
        for text in [
            "2000-02-29 00:00:00",
            "1900-02-28 23:59:59",
            "1970-01-01 00:00:00",
            "0000-03-01 00:00:00",
            "9999-12-31 23:59:59",
        ] {
            assert_eq!(from_local(text).and_then(local).as_deref(), Some(text));
        }
        assert_eq!(local(i64::MAX), None);
    }

    #[test]
    fn a_text_that_no_clock_prints_is_no_time() {
        for text in [
            "1900-02-29 00:00:00",
            "2016-8-1 17:05:10",
            "2016-08-01T17:05:10",
            "2016-08-01 24:00:00",
            "",
            "二〇一六年",
            "+016-08-01 17:05:10",
        ] {
            assert_eq!(read(Filter::Local, text, EAST_8), None, "{text}");
        }
        for text in ["", "01", "+1", "1.0", "1e3", " 1", "１"] {
            assert_eq!(read(Filter::Unix(0), text, EAST_8), None, "{text}");
        }
    }
}
