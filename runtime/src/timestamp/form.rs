//! The forms in which vendors write an instant, a wall clock's time or a day: to text and back. Reading is strict; which
//! liberties are taken is decided by the callers.

use super::pattern;
use crate::model::clock_pattern::tells_zone;
use crate::model::{Offset, TimeForm};
use crate::{Date, DateTime, Time};

const DAY_MS: i64 = 86_400_000;

/// An instant as it travels: numbers by their digits, texts on this wall clock. `None` where the form cannot show it.
pub(crate) fn write(form: TimeForm<'_>, time: Time, zone: Offset) -> Option<String> {
    match form {
        TimeForm::Unix => Some(time.unix().to_string()),
        TimeForm::UnixMs => Some(time.unix_ms().to_string()),
        TimeForm::UnixUs => Some(time.unix_us().to_string()),
        TimeForm::Iso => Some(time.iso(zone)),
        TimeForm::Rfc2822 => in_pattern("EEE, dd MMM yyyy HH:mm:ss XX", time, zone),
        TimeForm::Pattern(pattern) => in_pattern(pattern, time, if tells_zone(pattern) { zone } else { Offset::UTC }),
    }
}

/// At the ends of the calendar a zone would lead out of it.
fn in_pattern(pattern: &str, time: Time, zone: Offset) -> Option<String> {
    pattern::write(pattern, time.unix_ms(), zone).or_else(|| pattern::write(pattern, time.unix_ms(), Offset::UTC))
}

/// The instant that a text means.
pub(crate) fn read(form: TimeForm<'_>, text: &str) -> Option<Time> {
    let whole = || -> Option<i64> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    match form {
        TimeForm::Unix => Time::from_unix(whole()?),
        TimeForm::UnixMs => Time::from_unix_ms(whole()?),
        TimeForm::UnixUs => Time::from_unix_us(whole()?),
        TimeForm::Iso => Time::parse(text).ok(),
        TimeForm::Rfc2822 => rfc2822(text),
        TimeForm::Pattern(pattern) => Time::from_unix_ms(pattern::read_any_zone(pattern, text)?),
    }
}

/// The form in words, for a message.
pub(crate) fn name(form: TimeForm<'_>) -> String {
    match form {
        TimeForm::Unix => "seconds since 1970".to_owned(),
        TimeForm::UnixMs => "milliseconds since 1970".to_owned(),
        TimeForm::UnixUs => "microseconds since 1970".to_owned(),
        TimeForm::Iso => "yyyy-MM-ddTHH:mm:ss+08:00".to_owned(),
        TimeForm::Rfc2822 => "Mon, 01 Aug 2016 17:05:10 +0800".to_owned(),
        TimeForm::Pattern(pattern) => pattern.to_owned(),
    }
}

/// A wall clock's time in a pattern; `None` of the zero date.
pub(crate) fn write_local(pattern: &str, time: DateTime, zone: Offset) -> Option<String> {
    pattern::write(pattern, time.unix()?.checked_mul(1000)?, zone)
}

/// The time that a text in a pattern means on this wall clock.
pub(crate) fn read_local(pattern: &str, text: &str, zone: Offset) -> Option<DateTime> {
    DateTime::from_unix_ms(pattern::read(pattern, text, zone)?, zone)
}

/// A day in a pattern; `None` of the zero date.
pub(crate) fn write_day(pattern: &str, day: Date) -> Option<String> {
    pattern::write(pattern, day.days()?.checked_mul(DAY_MS)?, Offset::UTC)
}

/// The day that a text in a pattern means.
pub(crate) fn read_day(pattern: &str, text: &str) -> Option<Date> {
    Date::from_days(pattern::read(pattern, text, Offset::UTC)?.div_euclid(DAY_MS))
}

/// A date of mail or HTTP: the week day may be left out, the day have one digit, and UTC a name.
fn rfc2822(text: &str) -> Option<Time> {
    let (_, date) = text.split_once(',').unwrap_or(("", text));
    let date = date.trim_start();
    let (clock, zone) = date.rsplit_once(' ')?;
    let zone = match zone {
        "GMT" | "UTC" | "UT" | "Z" => "+0000",
        zone => zone,
    };
    let written = format!("{clock} {zone}");
    let read = pattern::read_any_zone("d MMM yyyy HH:mm:ss XX", &written);
    let read = read.or_else(|| pattern::read_any_zone("dd MMM yyyy HH:mm:ss XX", &written))?;
    let time = Time::from_unix_ms(read)?;
    // A week day that is not that of the day is a slip, and nobody knows of which.
    let names_day = text.contains(',');
    let day = pattern::offset(zone).and_then(|zone| pattern::write("EEE,", time.unix_ms(), zone));
    (!names_day || day.is_some_and(|day| text.starts_with(&day))).then_some(time)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EAST: Offset = Offset::hours(8);

    fn time(text: &str) -> Time {
        text.parse().expect(text)
    }

    #[test]
    fn an_instant_in_every_form() {
        let instant = time("2016-08-01T17:05:10+08:00");
        for (form, text) in [
            (TimeForm::Unix, "1470042310"),
            (TimeForm::UnixMs, "1470042310000"),
            (TimeForm::UnixUs, "1470042310000000"),
            (TimeForm::Iso, "2016-08-01T17:05:10+08:00"),
            (TimeForm::Rfc2822, "Mon, 01 Aug 2016 17:05:10 +0800"),
            (TimeForm::Pattern("yyyyMMddHHmmssXX"), "20160801170510+0800"),
            (TimeForm::Pattern("yyyyMMddTHHmmssZ"), "20160801T090510Z"),
            (TimeForm::Pattern("yyyy年M月d日 HH:mm:ss XXX"), "2016年8月1日 17:05:10 +08:00"),
        ] {
            assert_eq!(write(form, instant, EAST).as_deref(), Some(text));
            assert_eq!(read(form, text), Some(instant), "{text}");
        }
        for text in ["1 Aug 2016 09:05:10 GMT", "Mon, 1 Aug 2016 05:35:10 -0330", "Mon,  01 Aug 2016 09:05:10 UT"] {
            assert_eq!(read(TimeForm::Rfc2822, text), Some(instant), "{text}");
        }
        assert_eq!(read(TimeForm::Pattern("yyyyMMddHHmmssXX"), "20160801053510-0330"), Some(instant));
    }

    #[test]
    fn what_no_form_writes_is_not_read() {
        for (form, text) in [
            (TimeForm::Unix, "1470042310.0"),
            (TimeForm::Unix, "+1470042310"),
            (TimeForm::Unix, "１４７００４２３１０"),
            (TimeForm::Unix, "9223372036854775807"),
            (TimeForm::UnixMs, ""),
            (TimeForm::UnixUs, "99999999999999999999"),
            (TimeForm::Rfc2822, "Tue, 01 Aug 2016 17:05:10 +0800"),
            (TimeForm::Rfc2822, "八月"),
            (TimeForm::Rfc2822, "Mon, 01 Aug 2016 17:05:10 EST"),
            (TimeForm::Pattern("yyyyMMddHHmmssXX"), "20160801170510"),
            (TimeForm::Pattern("yyyyMMddTHHmmssZ"), "20160801T090510"),
        ] {
            assert_eq!(read(form, text), None, "{text}");
        }
    }

    #[test]
    fn a_day_and_a_wall_clock_in_a_pattern() {
        let day = Date::new(2024, 2, 29).expect("a day");
        assert_eq!(write_day("yyyyMMdd", day).as_deref(), Some("20240229"));
        assert_eq!(read_day("yyyy年M月d日", "2024年2月29日"), Some(day));
        assert_eq!((read_day("yyyyMMdd", "20230229"), write_day("yyyyMMdd", Date::ZERO)), (None, None));
        let local = DateTime::parse("2024-02-29 10:00:01", EAST).expect("a time");
        assert_eq!(write_local("yyyyMMddHHmmss", local, EAST).as_deref(), Some("20240229100001"));
        assert_eq!(read_local("yyyyMMddHHmmss", "20240229100001", EAST), Some(local));
        assert_eq!(read_local("yyyyMMddHHmmss", "2024022910000１", EAST), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(seconds in -62_000_000_000_i64..253_000_000_000, minutes in -720_i16..=840) {
            let time = Time::from_unix(seconds).expect("in range");
            let patterns = [TimeForm::Pattern("yyyyMMddHHmmssXX"), TimeForm::Pattern("yyyy-MM-ddTHH:mm:ssZ")];
            let numbers = [TimeForm::Unix, TimeForm::UnixMs, TimeForm::UnixUs, TimeForm::Iso, TimeForm::Rfc2822];
            for form in patterns.into_iter().chain(numbers) {
                let text = write(form, time, Offset(minutes)).expect("a text");
                prop_assert_eq!(read(form, &text), Some(time), "{}", text);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}|[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [+-][0-9]{4}") {
            for form in [TimeForm::Rfc2822, TimeForm::Unix, TimeForm::Pattern("d MMM yyyyXX")] {
                let _ = read(form, &text);
            }
        }
    }
}
