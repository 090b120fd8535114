//! When a request is signed: an instant and a nonce. The engine takes it as an argument; a client makes one
//! for each attempt. Also the way between an instant and the texts that platforms send for it.

pub(crate) mod form;
mod pattern;

use crate::DateTime;
use crate::model::{Filter, Offset};

/// When a request is made, and the random text that makes it unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningTime {
    /// Milliseconds since 1970-01-01 UTC.
    pub unix_ms: i64,
    /// A fresh random text; empty where the platform has none.
    pub nonce: String,
}

impl SigningTime {
    /// A signing time from milliseconds since 1970-01-01 UTC and a nonce.
    pub fn new(unix_ms: i64, nonce: impl Into<String>) -> Self {
        Self { unix_ms, nonce: nonce.into() }
    }
}

/// The text of an instant; `None` if the filter is not one of the clock's, or the year is outside 1 to 9999.
pub fn write(format: Filter<'_>, unix_ms: i64, zone: Offset) -> Option<String> {
    let seconds = unix_ms.div_euclid(1000);
    match format {
        Filter::Unix(epoch) => Some(seconds.checked_sub(epoch)?.to_string()),
        Filter::UnixMs(epoch) => Some(unix_ms.checked_sub(epoch)?.to_string()),
        Filter::Local => Some(DateTime::from_unix(seconds, zone)?.to_string()),
        Filter::Format(pattern, own) => pattern::write(pattern, unix_ms, own.unwrap_or(zone)),
        _ => None,
    }
}

/// The instant in milliseconds that a text in this format means.
pub fn read(format: Filter<'_>, text: &str, zone: Offset) -> Option<i64> {
    match format {
        Filter::Unix(epoch) => whole(text)?.checked_add(epoch)?.checked_mul(1000),
        Filter::UnixMs(epoch) => whole(text)?.checked_add(epoch),
        Filter::Local => DateTime::parse(text, zone).ok()?.unix()?.checked_mul(1000),
        Filter::Format(pattern, own) if pattern::tells_instant(pattern) => {
            pattern::read(pattern, text, own.unwrap_or(zone))
        }
        _ => None,
    }
}

/// A whole number as [`write`] prints it: no plus sign, no leading zero.
fn whole(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
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
            (Filter::UnixMs(0), "1470042310000"),
            (Filter::UnixMs(-60_000), "1470042370000"),
            (Filter::Local, "2016-08-01 17:05:10"),
        ] {
            assert_eq!(write(format, instant, EAST_8).as_deref(), Some(text));
            assert_eq!(read(format, text, EAST_8), Some(instant), "{text}");
        }
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
            "0000-00-00 00:00:00",
            "+016-08-01 17:05:10",
        ] {
            assert_eq!(read(Filter::Local, text, EAST_8), None, "{text}");
        }
        for text in ["", "01", "+1", "1.0", "1e3", " 1", "１"] {
            assert_eq!(read(Filter::Unix(0), text, EAST_8), None, "{text}");
        }
    }
}
