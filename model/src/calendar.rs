//! The calendar, and the two forms in which vendors write it: `yyyy-MM-dd` and `yyyy-MM-dd HH:mm:ss`. The one reader of
//! both, for constants of a spec and for values on the wire. It knows no zone and asks no clock.

/// Why a text is no day or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarError {
    /// It is not of the form.
    Malformed,
    /// There is no such day or time.
    NoSuchTime,
}

/// A day: year, month and day, all zero for the zero date.
pub type Day = (u16, u8, u8);

const SECONDS_A_DAY: i64 = 86_400;

/// Reads exactly `yyyy-MM-dd`. Years begin at 1; `0000-00-00` is the vendors' word for "no day".
pub fn day(text: &str) -> Result<Day, CalendarError> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else { return Err(CalendarError::Malformed) };
    let year = u16::from(number([y0, y1])?) * 100 + u16::from(number([y2, y3])?);
    let day = (year, number([m0, m1])?, number([d0, d1])?);
    if day == (0, 0, 0) || exists(day) { Ok(day) } else { Err(CalendarError::NoSuchTime) }
}

/// Reads exactly `yyyy-MM-dd HH:mm:ss`, as seconds since 1970-01-01 of the same wall clock; `None` is
/// `0000-00-00 00:00:00`.
pub fn time(text: &str) -> Result<Option<i64>, CalendarError> {
    let Some((date, &[b' ', h0, h1, b':', i0, i1, b':', s0, s1])) =
        text.split_at_checked(10).map(|(date, clock)| (date, clock.as_bytes()))
    else {
        return Err(CalendarError::Malformed);
    };
    let clock = [number([h0, h1])?, number([i0, i1])?, number([s0, s1])?];
    let day = day(date)?;
    let [hour, minute, second] = clock;
    match day {
        (0, 0, 0) if clock == [0; 3] => Ok(None),
        (1.., ..) if hour < 24 && minute < 60 && second < 60 => {
            let in_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
            Ok(Some(days(day) * SECONDS_A_DAY + in_day))
        }
        _ => Err(CalendarError::NoSuchTime),
    }
}

/// Reads an instant of ISO 8601, `2016-08-01T17:05:10.25+08:00`, as microseconds since 1970-01-01 UTC. What is finer is
/// cut; the seconds may be left out, the distance from UTC may not.
pub fn instant(text: &str) -> Result<i64, CalendarError> {
    let (date, mut unread) = text.split_at_checked(10).ok_or(CalendarError::Malformed)?;
    let day = day(date)?;
    unread = unread.strip_prefix(['T', 't', ' ']).ok_or(CalendarError::Malformed)?;
    let (hour, minute) = (digits(&mut unread)?, after(':', &mut unread)?);
    let second = if unread.starts_with(':') { after(':', &mut unread)? } else { 0 };
    let fraction = match unread.strip_prefix('.') {
        Some(behind) => {
            let length = behind.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, behind) = behind.split_at_checked(length).ok_or(CalendarError::Malformed)?;
            unread = behind;
            let micros = fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
            if fraction.is_empty() {
                return Err(CalendarError::Malformed);
            }
            micros.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
        }
        None => 0,
    };
    let seconds_east = distance(unread)?;
    if day.0 == 0 || hour > 23 || minute > 59 || second > 59 {
        return Err(CalendarError::NoSuchTime);
    }
    let in_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Ok((days(day) * SECONDS_A_DAY + in_day - seconds_east) * 1_000_000 + fraction)
}

/// Seconds east of UTC: `Z`, `+08:00`, `+0800`, `+08`, and nothing behind it.
fn distance(text: &str) -> Result<i64, CalendarError> {
    if matches!(text, "Z" | "z") {
        return Ok(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut unread = text.strip_prefix(['+', '-']).ok_or(CalendarError::Malformed)?;
    let hours = digits(&mut unread)?;
    let minutes = match unread {
        "" => 0,
        _ if unread.starts_with(':') => after(':', &mut unread)?,
        _ => digits(&mut unread)?,
    };
    match (unread.is_empty(), hours < 24 && minutes < 60) {
        (true, true) => Ok(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60)),
        (true, false) => Err(CalendarError::NoSuchTime),
        (false, _) => Err(CalendarError::Malformed),
    }
}

/// The two digits behind a separator.
fn after(separator: char, unread: &mut &str) -> Result<u8, CalendarError> {
    *unread = unread.strip_prefix(separator).ok_or(CalendarError::Malformed)?;
    digits(unread)
}

/// Two digits.
fn digits(unread: &mut &str) -> Result<u8, CalendarError> {
    let (&[tens, ones], behind) = unread
        .split_at_checked(2)
        .map(|(digits, behind)| (digits.as_bytes(), behind))
        .ok_or(CalendarError::Malformed)?
    else {
        return Err(CalendarError::Malformed);
    };
    *unread = behind;
    number([tens, ones])
}

/// Whether a day is in the calendar. Years are 1 to 9999, for four digits show no others.
pub const fn exists((year, month, day): Day) -> bool {
    year >= 1 && year <= 9999 && day >= 1 && day <= days_in(year as i64, month as i64)
}

/// How many days a month has; none where there is no such month.
pub const fn days_in(year: i64, month: i64) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// Days from 1970-01-01 to a day.
pub fn days((year, month, day): Day) -> i64 {
    days_from_civil(year.into(), month.into(), day.into())
}

/// Days since 1970-01-01, counted in years that begin in March so that the leap day comes last.
pub const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`]: year, month, day.
pub const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + (month <= 2) as i64, month, day)
}

/// A number of two ASCII digits.
fn number(digits: [u8; 2]) -> Result<u8, CalendarError> {
    match digits.map(|digit| digit.wrapping_sub(b'0')) {
        [tens @ 0..=9, ones @ 0..=9] => Ok(tens * 10 + ones),
        _ => Err(CalendarError::Malformed),
    }
}
