//! Patterns of the clock, such as `yyyyMMddTHHmmssZ`: an instant written as text, and read back. What the tokens of a
//! pattern are is the model's.

use crate::model::Offset;
use crate::model::calendar::{civil_from_days, days_from_civil};
use crate::model::clock_pattern::{Token, ends_in_utc, tells_day, tells_hour, tells_zone, tokens};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const DAY_MS: i64 = 86_400_000;

/// Whether the pattern tells enough for an instant to be read back from it.
pub(crate) fn tells_instant(pattern: &str) -> bool {
    tells_day(pattern) && tells_hour(pattern)
}

/// The instant in this pattern on this zone's wall clock; `None` if its year is outside 1 to 9999.
pub(crate) fn write(pattern: &str, unix_ms: i64, zone: Offset) -> Option<String> {
    let local = unix_ms.checked_add(zone.seconds() * 1000)?;
    let (days, in_day) = (local.div_euclid(DAY_MS), local.rem_euclid(DAY_MS));
    let (year, month, day) = civil_from_days(days);
    if !(1..=9999).contains(&year) {
        return None;
    }
    let mut text = String::with_capacity(pattern.len() + 8);
    let digits = |text: &mut String, value: i64, width: usize| {
        let mut buffer = [b'0'; 4];
        let mut value = value;
        for place in buffer.iter_mut().take(width).rev() {
            *place = b'0' + u8::try_from(value % 10).unwrap_or(0);
            value /= 10;
        }
        text.push_str(str::from_utf8(buffer.get(..width).unwrap_or_default()).unwrap_or_default());
    };
    let bare = |value: i64| if value < 10 { 1 } else { 2 };
    for token in tokens(pattern) {
        match token {
            Err(literal) => text.push_str(literal),
            Ok(Token::Year) => digits(&mut text, year, 4),
            Ok(Token::ShortYear) => digits(&mut text, year % 100, 2),
            Ok(Token::Month) => digits(&mut text, month, 2),
            Ok(Token::BareMonth) => digits(&mut text, month, bare(month)),
            Ok(Token::MonthName) => text.push_str(nth(&MONTHS, month - 1)),
            Ok(Token::Day) => digits(&mut text, day, 2),
            Ok(Token::BareDay) => digits(&mut text, day, bare(day)),
            Ok(Token::WeekDay) => text.push_str(nth(&DAYS, days.rem_euclid(7))),
            Ok(Token::Hour) => digits(&mut text, in_day / 3_600_000, 2),
            Ok(Token::Minute) => digits(&mut text, in_day / 60_000 % 60, 2),
            Ok(Token::Second) => digits(&mut text, in_day / 1000 % 60, 2),
            Ok(Token::Milli) => digits(&mut text, in_day % 1000, 3),
            Ok(Token::Zone(colon)) => {
                let minutes = zone.seconds() / 60;
                text.push(if minutes < 0 { '-' } else { '+' });
                digits(&mut text, minutes.abs() / 60, 2);
                text.push_str(colon);
                digits(&mut text, minutes.abs() % 60, 2);
            }
        }
    }
    Some(text)
}

/// The instant that a text in this pattern means, in milliseconds; `None` if [`write`] would not have written it.
pub(crate) fn read(pattern: &str, text: &str, zone: Offset) -> Option<i64> {
    let (mut year, mut month, mut day, mut in_day) = (1970, 1, 1, 0);
    let mut unread = text;
    for token in tokens(pattern) {
        let (length, value) = match token {
            Err(literal) => (unread.starts_with(literal).then_some(literal.len())?, 0),
            Ok(Token::Year) => number(unread, 4)?,
            Ok(Token::Milli) => number(unread, 3)?,
            Ok(Token::MonthName) => (3, named(&MONTHS, unread)? + 1),
            Ok(Token::WeekDay) => (3, named(&DAYS, unread)?),
            Ok(Token::BareDay | Token::BareMonth) => number(unread, 2).or_else(|| number(unread, 1))?,
            Ok(Token::Zone(colon)) => (5 + colon.len(), 0),
            Ok(_) => number(unread, 2)?,
        };
        match token {
            Ok(Token::Year) => year = value,
            Ok(Token::ShortYear) => year = 2000 + value,
            Ok(Token::Month | Token::MonthName | Token::BareMonth) => month = value,
            Ok(Token::Day | Token::BareDay) => day = value,
            Ok(Token::Hour) => in_day += value * 3_600_000,
            Ok(Token::Minute) => in_day += value * 60_000,
            Ok(Token::Second) => in_day += value * 1000,
            Ok(Token::Milli) => in_day += value,
            Ok(Token::WeekDay | Token::Zone(_)) | Err(_) => {}
        }
        unread = unread.get(length..)?;
    }
    let unix_ms = days_from_civil(year, month, day) * DAY_MS + in_day - zone.seconds() * 1000;
    // Whatever was no date, a wrong week day or another zone is written differently.
    (unread.is_empty() && write(pattern, unix_ms, zone)? == text).then_some(unix_ms)
}

/// The instant that a text means which shows its own distance from UTC, in milliseconds.
pub(crate) fn read_any_zone(pattern: &str, text: &str) -> Option<i64> {
    if !tells_zone(pattern) {
        return ends_in_utc(pattern).then(|| read(pattern, text, Offset::UTC))?;
    }
    // Where it stands is not known before the text is read: a month without a zero before it may have two digits.
    let zones = text.char_indices().filter(|(_, c)| matches!(c, '+' | '-')).map(|(start, _)| start);
    zones.filter_map(|start| offset(text.get(start..)?)).find_map(|zone| read(pattern, text, zone))
}

/// `+0800` or `+08:00`, whatever stands behind it.
pub(super) fn offset(text: &str) -> Option<Offset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (_, hours) = number(text.get(1..)?, 2)?;
    let minutes = text.get(3..)?;
    let (_, minutes) = number(minutes.strip_prefix(':').unwrap_or(minutes), 2)?;
    (hours < 24 && minutes < 60).then(|| Some(Offset(sign * i16::try_from(hours * 60 + minutes).ok()?)))?
}

fn number(text: &str, width: usize) -> Option<(usize, i64)> {
    let digits = text.get(..width)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok().map(|value| (width, value)))?
}

fn named(names: &[&str], text: &str) -> Option<i64> {
    names.iter().position(|name| text.starts_with(name)).and_then(|place| i64::try_from(place).ok())
}

fn nth<'n>(names: &[&'n str], place: i64) -> &'n str {
    usize::try_from(place).ok().and_then(|place| names.get(place)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2016-08-01 17:05:10.250 at +08:00, a Monday.
    const INSTANT: i64 = 1_470_042_310_250;

    #[test]
    fn an_instant_in_the_patterns_of_vendors() {
        let east = Offset::hours(8);
        for (pattern, zone, text) in [
            ("yyyyMMddTHHmmssZ", Offset::UTC, "20160801T090510Z"),
            ("yyyy-MM-ddTHH:mm:ssZ", Offset::UTC, "2016-08-01T09:05:10Z"),
            ("yyyy-MM-dd HH:mm:ss.SSSXX", east, "2016-08-01 17:05:10.250+0800"),
            ("EEE, dd MMM yyyy HH:mm:ss GMT", Offset::UTC, "Mon, 01 Aug 2016 09:05:10 GMT"),
            ("yyyy年M月d日 HH:mm", east, "2016年8月1日 17:05"),
            ("yyMMddHHmmss", Offset(-210), "160801053510"),
            ("yyyy-MM-ddTHH:mm:ssXXX", Offset(-210), "2016-08-01T05:35:10-03:30"),
        ] {
            assert_eq!(write(pattern, INSTANT, zone).as_deref(), Some(text));
            let unit = if pattern.contains("SSS") {
                1
            } else if pattern.contains("ss") {
                1000
            } else {
                60_000
            };
            assert_eq!(read(pattern, text, zone), Some(INSTANT - INSTANT.rem_euclid(unit)), "{text}");
            assert!(tells_instant(pattern));
        }
        assert_eq!(write("yyyyMMdd", INSTANT, east).as_deref(), Some("20160801"));
        assert!(!tells_instant("yyyyMMdd"));
    }

    #[test]
    fn a_text_that_is_not_written_so_is_not_read() {
        for text in
            ["Tue, 01 Aug 2016 09:05:10 GMT", "Mon, 1 Aug 2016 09:05:10 GMT", "Mon, 01 八 2016 09:05:10 GMT", ""]
        {
            assert_eq!(read("EEE, dd MMM yyyy HH:mm:ss GMT", text, Offset::UTC), None, "{text}");
        }
        assert_eq!(read("yyyyMMdd", "20160230", Offset::UTC), None);
        assert_eq!(read("yyyyMMddHHmmssXX", "20160801000000+0900", Offset::hours(8)), None);
    }
}
