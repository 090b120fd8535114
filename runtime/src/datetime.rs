//! Dates and times as the platforms write them: `yyyy-MM-dd HH:mm:ss` on a wall clock at a fixed distance
//! from UTC, and the value `0000-00-00 00:00:00` for "none". Reading is strict; no clock is asked here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::digits;
use crate::model::Offset;
use crate::model::calendar::{self, CalendarError, civil_from_days};
use crate::model::notation::zone;

const DAY: i64 = 86_400;
/// The instants that four digits of year can show, in seconds since 1970-01-01 of their own wall clock.
const FIRST: i64 = -62_135_596_800;
const LAST: i64 = 253_402_300_799;

/// A date and time on a wall clock, or the zero date.
///
/// Comparison is by instant: 10:00 at +08:00 equals 02:00 UTC. The zero date comes before everything.
#[derive(Clone, Copy)]
pub struct DateTime {
    /// Seconds since 1970-01-01 00:00:00 of the wall clock; `None` is the zero date.
    local: Option<i64>,
    zone: Offset,
}

/// A text that is no [`DateTime`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateTimeError {
    /// It is not 19 characters of the form `yyyy-MM-dd HH:mm:ss`.
    Malformed,
    /// There is no such day or time.
    NoSuchTime,
}

impl fmt::Display for DateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a date and time of the form yyyy-MM-dd HH:mm:ss",
            Self::NoSuchTime => "no such day or time in the calendar",
        })
    }
}

impl std::error::Error for DateTimeError {}

impl DateTime {
    /// `0000-00-00 00:00:00`: the vendor's word for "no time".
    pub const fn zero(zone: Offset) -> Self {
        Self { local: None, zone }
    }

    /// Reads exactly `yyyy-MM-dd HH:mm:ss`, as the wall clock of `zone` shows it. Years begin at 1.
    pub fn parse(text: &str, zone: Offset) -> Result<Self, DateTimeError> {
        calendar::time(text).map(|local| Self { local, zone }).map_err(|error| match error {
            CalendarError::Malformed => DateTimeError::Malformed,
            CalendarError::NoSuchTime => DateTimeError::NoSuchTime,
        })
    }

    /// The instant `seconds` after 1970-01-01 UTC; `None` outside the years 1 to 9999.
    pub fn from_unix(seconds: i64, zone: Offset) -> Option<Self> {
        let local = seconds.checked_add(zone.seconds())?;
        (FIRST..=LAST).contains(&local).then_some(Self { local: Some(local), zone })
    }

    /// The instant `milliseconds` after 1970-01-01 UTC, without its fraction of a second.
    pub fn from_unix_ms(milliseconds: i64, zone: Offset) -> Option<Self> {
        Self::from_unix(milliseconds.div_euclid(1000), zone)
    }

    /// Seconds since 1970-01-01 UTC; `None` for the zero date.
    pub fn unix(self) -> Option<i64> {
        self.local.map(|local| local - self.zone.seconds())
    }

    /// The same instant on another wall clock. At the ends of the calendar (years 1 and 9999) it stays inside.
    #[must_use]
    pub fn to(self, zone: Offset) -> Self {
        let local = self.unix().map(|unix| (unix + zone.seconds()).clamp(FIRST, LAST));
        Self { local, zone }
    }

    /// The distance of its wall clock from UTC.
    pub fn zone(self) -> Offset {
        self.zone
    }

    /// Its text.
    pub(crate) fn written(self) -> [u8; 19] {
        let mut text = *b"0000-00-00 00:00:00";
        let Some(local) = self.local else { return text };
        let (year, month, day) = civil_from_days(local.div_euclid(DAY));
        let second = local.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let places = [(0..4, year), (5..7, month), (8..10, day), (11..13, hour), (14..16, minute), (17..19, second)];
        for (place, number) in places {
            if let (Some(place), Ok(number)) = (text.get_mut(place), u64::try_from(number)) {
                digits::fill(place, number);
            }
        }
        text
    }

    /// Whether it is `0000-00-00 00:00:00`.
    pub fn is_zero(self) -> bool {
        self.local.is_none()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(str::from_utf8(&self.written()).unwrap_or_default())
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}{}", zone::print(self.zone))
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.unix() == other.unix()
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.unix().cmp(&other.unix())
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.unix().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHINA: Offset = Offset::hours(8);

    fn time(text: &str) -> DateTime {
        DateTime::parse(text, CHINA).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn a_wall_clock_is_an_instant() {
        assert_eq!(time("2016-08-01 17:05:10").unix(), Some(1_470_042_310));
        assert_eq!(time("1970-01-01 08:00:00").unix(), Some(0));
        assert_eq!(
            DateTime::from_unix_ms(1_694_593_831_999, CHINA).map(|at| at.to_string()).as_deref(),
            Some("2023-09-13 16:30:31")
        );
        assert_eq!(time("2024-01-01 00:00:00").to(Offset::UTC).to_string(), "2023-12-31 16:00:00");
        assert_eq!(time("2024-01-01 00:00:00"), time("2024-01-01 00:00:00").to(Offset(-210)));
        assert_eq!(format!("{:?}", time("2024-01-01 00:00:00").to(Offset(-210))), "2023-12-31 12:30:00-03:30");
    }

    #[test]
    fn only_nineteen_characters_are_read() {
        let wrong = [
            "",
            "2014-1-14 2:3:4",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00Z",
            "2024-01-01 00:00:0０",
            "2024-01-01",
            " 2024-01-01 00:00:0",
            "2024-01-01 00:00",
            "+024-01-01 00:00:00",
            "2024/01/01 00:00:00",
            "二〇二四年一月一",
        ];
        for text in wrong {
            assert_eq!(DateTime::parse(text, CHINA), Err(DateTimeError::Malformed), "{text:?}");
        }
    }

    #[test]
    fn the_calendar_is_checked() {
        for text in ["2024-02-29 00:00:00", "2000-02-29 23:59:59", "0001-01-01 00:00:00", "9999-12-31 23:59:59"] {
            assert_eq!(time(text).to_string(), text);
        }
        let wrong = [
            "2023-02-29 00:00:00",
            "1900-02-29 00:00:00",
            "2024-13-01 00:00:00",
            "2024-00-01 00:00:00",
            "2024-04-31 00:00:00",
            "2024-01-00 00:00:00",
            "2024-01-01 24:00:00",
            "2024-01-01 00:60:00",
            "2024-01-01 00:00:60",
            "0000-01-01 00:00:00",
            "0000-00-00 00:00:01",
        ];
        for text in wrong {
            assert_eq!(DateTime::parse(text, CHINA), Err(DateTimeError::NoSuchTime), "{text:?}");
        }
    }

    #[test]
    fn the_zero_date_is_a_value_of_its_own() {
        let zero = time("0000-00-00 00:00:00");
        assert!(zero.is_zero() && zero.unix().is_none());
        assert_eq!(zero.to(Offset::UTC).to_string(), "0000-00-00 00:00:00");
        assert_eq!(zero, DateTime::zero(Offset::UTC));
        assert!(zero < time("0001-01-01 00:00:00"));
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_overflow() {
        assert_eq!(time("9999-12-31 23:59:59").to(Offset(i16::MAX)).to_string(), "9999-12-31 23:59:59");
        assert_eq!(time("0001-01-01 00:00:00").to(Offset(i16::MIN)).to_string(), "0001-01-01 00:00:00");
        assert_eq!(DateTime::from_unix(i64::MAX, CHINA), None);
        assert_eq!(DateTime::from_unix(i64::MIN, Offset(-1)), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in FIRST..=LAST, minutes in -720_i16..=840) {
            let zone = Offset(minutes);
            if let Some(at) = DateTime::from_unix(seconds, zone) {
                prop_assert_eq!(DateTime::parse(&at.to_string(), zone).unwrap().unix(), Some(seconds));
                prop_assert_eq!(at.to(Offset::UTC).unix().map(|unix| (FIRST..=LAST).contains(&unix)), Some(true));
            }
        }

        #[test]
        fn no_text_panics(text in "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}|\\PC{0,20}") {
            if let Ok(at) = DateTime::parse(&text, CHINA) {
                prop_assert_eq!(at.to_string(), text);
            }
        }
    }
}
