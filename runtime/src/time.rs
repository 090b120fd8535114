//! An instant, which no wall clock is needed to tell: what epoch numbers and ISO 8601 with an offset mean. The forms in
//! which vendors write one are in `timestamp`; what stands on the platform's wall clock is `datetime`. No clock is asked.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::Offset;
use crate::model::calendar::{self, CalendarError, civil_from_days};
use crate::model::notation::zone;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;
/// The ends of the years 1 and 9999, which four digits show.
const FIRST: i64 = -62_135_596_800 * SECOND;
const LAST: i64 = 253_402_300_799 * SECOND + 999_999;

/// An instant in the years 1 to 9999, to the microsecond.
///
/// It prints as ISO 8601 at UTC. A form that a platform sends may be coarser: validation refuses an instant that would
/// lose something on the way, so take [`whole_seconds`](Self::whole_seconds) where the clock was asked.
///
/// ```
/// use signwright_runtime::Time;
///
/// let time: Time = "2016-08-01T17:05:10.25+08:00".parse().expect("an instant");
/// assert_eq!((time.to_string().as_str(), time.unix()), ("2016-08-01T09:05:10.250Z", 1_470_042_310));
/// assert_eq!(Time::from_unix_ms(1_470_042_310_250), Some(time));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// A text that is no [`Time`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// It is not of the form `yyyy-MM-ddTHH:mm:ss+08:00`.
    Malformed,
    /// There is no such day or time, or it lies outside the years 1 to 9999.
    NoSuchTime,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not an instant of the form yyyy-MM-ddTHH:mm:ss+08:00",
            Self::NoSuchTime => "no such day or time in the calendar",
        })
    }
}

impl std::error::Error for TimeError {}

impl Time {
    /// 1970-01-01 00:00:00 UTC.
    pub const EPOCH: Self = Self(0);

    /// The instant `seconds` after 1970-01-01 UTC; `None` outside the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        Self::from_unix_us(seconds.checked_mul(SECOND)?)
    }

    /// The instant `milliseconds` after 1970-01-01 UTC; `None` outside the years 1 to 9999.
    pub fn from_unix_ms(milliseconds: i64) -> Option<Self> {
        Self::from_unix_us(milliseconds.checked_mul(1000)?)
    }

    /// The instant `microseconds` after 1970-01-01 UTC; `None` outside the years 1 to 9999.
    pub fn from_unix_us(microseconds: i64) -> Option<Self> {
        (FIRST..=LAST).contains(&microseconds).then_some(Self(microseconds))
    }

    /// The instant of the machine's clock, without what is finer than a microsecond; `None` outside the years 1 to 9999.
    pub fn of(clock: SystemTime) -> Option<Self> {
        let micros = match clock.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).ok()?,
            Err(before) => i64::try_from(before.duration().as_micros()).ok()?.checked_neg()?,
        };
        Self::from_unix_us(micros)
    }

    /// Reads ISO 8601 with its distance from UTC: `2016-08-01T17:05:10.25+08:00`, `2016-08-01T09:05:10Z`. What is finer
    /// than a microsecond is cut.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let micros = calendar::instant(text).map_err(|error| match error {
            CalendarError::Malformed => TimeError::Malformed,
            CalendarError::NoSuchTime => TimeError::NoSuchTime,
        })?;
        Self::from_unix_us(micros).ok_or(TimeError::NoSuchTime)
    }

    /// Whole seconds since 1970-01-01 UTC.
    pub const fn unix(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// Whole milliseconds since 1970-01-01 UTC.
    pub const fn unix_ms(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Microseconds since 1970-01-01 UTC.
    pub const fn unix_us(self) -> i64 {
        self.0
    }

    /// The same without parts of a second.
    #[must_use]
    pub const fn whole_seconds(self) -> Self {
        Self(self.unix() * SECOND)
    }

    /// The same without parts of a millisecond.
    #[must_use]
    pub const fn whole_milliseconds(self) -> Self {
        Self(self.unix_ms() * 1000)
    }

    /// ISO 8601 at this distance from UTC; `Z` at none, and where the year would need five digits.
    pub(crate) fn iso(self, zone: Offset) -> String {
        let local = self.0 + zone.seconds() * SECOND;
        let (local, zone) = if (FIRST..=LAST).contains(&local) { (local, zone) } else { (self.0, Offset::UTC) };
        let (year, month, day) = civil_from_days(local.div_euclid(DAY));
        let (second, micros) = (local.rem_euclid(DAY) / SECOND, local.rem_euclid(SECOND));
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let fraction = match micros {
            0 => String::new(),
            micros if micros % 1000 == 0 => format!(".{:03}", micros / 1000),
            micros => format!(".{micros:06}"),
        };
        let zone = if zone == Offset::UTC { "Z".to_owned() } else { zone::print(zone) };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
    }
}

impl FromStr for Time {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        Self::parse(text)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso(Offset::UTC))
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn any_offset_is_one_instant() {
        let instant = Time::from_unix(1_470_042_310).expect("a time");
        for text in [
            "2016-08-01T17:05:10+08:00",
            "2016-08-01T17:05:10+0800",
            "2016-08-01T17:05:10+08",
            "2016-08-01 09:05:10Z",
            "2016-08-01t09:05:10z",
            "2016-08-01T05:35:10.000-03:30",
            "2016-08-01T09:05:10.0000009Z",
        ] {
            assert_eq!(text.parse(), Ok(instant), "{text}");
        }
        assert_eq!("2016-08-01T09:05Z".parse(), Ok(Time::from_unix(1_470_042_300).expect("a time")));
        assert_eq!(instant.iso(Offset::hours(8)), "2016-08-01T17:05:10+08:00");
        assert_eq!(instant.to_string(), "2016-08-01T09:05:10Z");
        assert_eq!("1969-12-31T23:59:59.999999Z".parse().map(Time::unix_us), Ok(-1));
        assert_eq!(Time(-1).whole_seconds().to_string(), "1969-12-31T23:59:59Z");
        assert_eq!(Time(-1).whole_milliseconds().to_string(), "1969-12-31T23:59:59.999Z");
        assert_eq!(Time::of(UNIX_EPOCH), Some(Time::EPOCH));
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2016-08-01",
            "2016-08-01T17:05:10",
            "2016-08-01T17:05:10+8",
            "2016-08-01T17:05:10＋08:00",
            "2016-08-01T17:05:10+08:00 ",
            "2016-08-01T17:05:10.+08:00",
            "2016-8-1T17:05:10Z",
            "２０１６-08-01T17:05:10Z",
            "二〇一六年八月",
            "1470042310",
        ] {
            assert_eq!(Time::parse(text), Err(TimeError::Malformed), "{text:?}");
        }
        for text in [
            "2015-02-29T00:00:00Z",
            "2016-08-01T24:00:00Z",
            "2016-08-01T23:59:60Z",
            "2016-08-01T17:05:10+24:00",
            "0000-00-00T00:00:00Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
        ] {
            assert_eq!(Time::parse(text), Err(TimeError::NoSuchTime), "{text:?}");
        }
        assert_eq!(
            (Time::from_unix(i64::MAX), Time::from_unix_ms(i64::MIN), Time::from_unix_us(i64::MAX)),
            (None, None, None)
        );
    }

    #[test]
    fn the_ends_of_the_calendar_are_written_at_utc() {
        assert_eq!(Time(LAST).iso(Offset::hours(8)), "9999-12-31T23:59:59.999999Z");
        assert_eq!(Time(FIRST).iso(Offset(-210)), "0001-01-01T00:00:00Z");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(micros in FIRST..=LAST, minutes in -720_i16..=840) {
            let time = Time::from_unix_us(micros).expect("in range");
            prop_assert_eq!(Time::parse(&time.iso(Offset(minutes))), Ok(time));
        }

        #[test]
        fn no_text_panics(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(\\.[0-9]{0,9})?([+-][0-9]{2}:?[0-9]{0,2}|Z)?|\\PC{0,30}") {
            if let Ok(time) = Time::parse(&text) {
                prop_assert_eq!(Time::parse(&time.to_string()), Ok(time));
            }
        }
    }
}
