//! Moments as people write them in specs, request files and arguments: RFC 3339, always with a zone.

/// Milliseconds since 1970-01-01 UTC. Written here because the generator's library has no engine.
pub fn parse(text: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range)?;
        if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse::<i64>().ok() } else { None }
    };
    let is = |at: usize, one: u8| text.as_bytes().get(at) == Some(&one);
    let shaped = is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':');
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !shaped || !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (millis, zone) = match text.get(19..)?.strip_prefix('.') {
        Some(rest) => {
            let fraction = rest.get(..3)?;
            let millis = fraction.bytes().all(|byte| byte.is_ascii_digit()).then(|| fraction.parse::<i64>().ok())??;
            (millis, rest.get(3..)?)
        }
        None => (0, text.get(19..)?),
    };
    let shift = match zone {
        "Z" => 0,
        _ => {
            let start = text.len() - zone.len();
            let sign = if is(start, b'+') {
                1
            } else if is(start, b'-') {
                -1
            } else {
                return None;
            };
            let (hours, minutes) = (number(start + 1..start + 3)?, number(start + 4..start + 6)?);
            if !is(start + 3, b':') || zone.len() != 6 || hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 60 + minutes)
        }
    };
    // Days since 1970 by the count of leap days, with the year beginning in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day
            - 719_469;
    Some((((days * 24 + hour) * 60 + minute - shift) * 60 + second) * 1000 + millis)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn moments_are_read_strictly() {
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse("2016-08-01T17:05:10+08:00"), Some(1_470_042_310_000));
        assert_eq!(parse("2012-02-29T23:59:59.250-03:30"), Some(1_330_572_599_250));
        assert_eq!(parse("1969-12-31T23:59:59Z"), Some(-1000));
        for wrong in [
            "2016-08-01 17:05:10+08:00",
            "2016-8-1T17:05:10Z",
            "2015-02-29T00:00:00Z",
            "2016-08-01T24:00:00Z",
            "2016-08-01T17:05:10",
            "2016-08-01T17:05:10+8",
            "二〇一六-08-01T00:00:00Z",
            "",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
