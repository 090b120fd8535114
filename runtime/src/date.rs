//! A day alone as the platforms write it: `yyyy-MM-dd`, and `0000-00-00` for "none". It has no zone and no time of day;
//! what has both is `datetime`. Reading is strict.

use std::fmt;
use std::str::FromStr;

use crate::model::calendar::{self, CalendarError, Day};

/// A day of the calendar, from `0001-01-01` to `9999-12-31`, or the zero date.
///
/// It stands for no instant: which one a day begins with depends on where one is. Days compare as the calendar has them,
/// and the zero date comes before everything.
///
/// ```
/// use signwright_runtime::Date;
///
/// let day = Date::new(2024, 2, 29).expect("a leap day");
/// assert_eq!((day.to_string().as_str(), "2024-02-29".parse()), ("2024-02-29", Ok(day)));
/// assert_eq!(Date::new(2023, 2, 29), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Day);

/// A text that is no [`Date`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It is not 10 characters of the form `yyyy-MM-dd`.
    Malformed,
    /// There is no such day.
    NoSuchDay,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a day of the form yyyy-MM-dd",
            Self::NoSuchDay => "no such day in the calendar",
        })
    }
}

impl std::error::Error for DateError {}

impl Date {
    /// `0000-00-00`: the vendor's word for "no day".
    pub const ZERO: Self = Self((0, 0, 0));

    /// A day of the calendar; `None` where there is no such day. Years are 1 to 9999, months and days begin at 1.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let day = (year, month, day);
        if calendar::exists(day) { Some(Self(day)) } else { None }
    }

    /// Reads exactly `yyyy-MM-dd`.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        calendar::day(text).map(Self).map_err(|error| match error {
            CalendarError::Malformed => DateError::Malformed,
            CalendarError::NoSuchTime => DateError::NoSuchDay,
        })
    }

    /// The year, 1 to 9999; 0 of the zero date.
    pub const fn year(self) -> u16 {
        self.0.0
    }

    /// The month, 1 to 12; 0 of the zero date.
    pub const fn month(self) -> u8 {
        self.0.1
    }

    /// The day of the month, 1 to 31; 0 of the zero date.
    pub const fn day(self) -> u8 {
        self.0.2
    }

    /// Whether it is `0000-00-00`.
    pub const fn is_zero(self) -> bool {
        self.0.0 == 0
    }

    /// Days from 1970-01-01 to it; `None` of the zero date.
    pub(crate) fn days(self) -> Option<i64> {
        (!self.is_zero()).then(|| calendar::days(self.0))
    }

    /// The day that lies so many days behind 1970-01-01; `None` outside the years 1 to 9999.
    pub(crate) fn from_days(days: i64) -> Option<Self> {
        let (year, month, day) = calendar::civil_from_days(days);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// How many days it is from this day to another; `None` if one of them is the zero date.
    pub(crate) fn days_to(self, later: Self) -> Option<i64> {
        (!self.is_zero() && !later.is_zero()).then(|| calendar::days(later.0) - calendar::days(self.0))
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_calendar_is_checked() {
        for text in ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "0000-00-00"] {
            assert_eq!(Date::parse(text).map(|day| day.to_string()).as_deref(), Ok(text));
        }
        for text in ["2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "0000-01-01"] {
            assert_eq!(Date::parse(text), Err(DateError::NoSuchDay), "{text}");
        }
        for (year, month, day) in [(2024, 2, 30), (0, 1, 1), (0, 0, 0), (10_000, 1, 1), (2024, 255, 1), (2024, 1, 0)] {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn only_ten_ascii_characters_are_read() {
        for text in [
            "",
            "2024-1-1",
            "2024/01/01",
            "20240101",
            "２０２４-01-01",
            "2024-01-0１",
            "2024-01-01 ",
            "2024-01-01 00:00:00",
            "+024-01-01",
            "二〇二四年",
            "2024-01-:0",
        ] {
            assert_eq!(Date::parse(text), Err(DateError::Malformed), "{text:?}");
        }
    }

    #[test]
    fn days_are_in_the_order_of_the_calendar() {
        let day = |text| Date::parse(text).expect("a day");
        assert!(Date::ZERO < day("0001-01-01") && day("2023-12-31") < day("2024-01-01"));
        assert_eq!(day("2024-02-28").days_to(day("2024-03-01")), Some(2));
        assert_eq!(day("2024-03-01").days_to(day("2023-03-01")), Some(-366));
        assert_eq!(Date::ZERO.days_to(day("2024-03-01")), None);
        assert_eq!((day("2024-03-05").year(), day("2024-03-05").month(), day("2024-03-05").day()), (2024, 3, 5));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(year in 0_u16..=10_001, month in 0_u8..=14, day in 0_u8..=33) {
            if let Some(date) = Date::new(year, month, day) {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
            }
        }

        #[test]
        fn no_text_panics(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}|\\PC{0,12}") {
            if let Ok(date) = Date::parse(&text) {
                prop_assert_eq!(date.to_string(), text);
            }
        }
    }
}
