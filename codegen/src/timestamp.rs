//! Moments as specs and request files write them (RFC 3339). Written here because the generator's library
//! has no engine, and no crate is worth one function.

use signwright_model::calendar::{days_from_civil, days_in};
use signwright_model::notation::zone;

/// Milliseconds since 1970-01-01 UTC of `2016-08-01T17:05:10+08:00`; also with `Z`, and with parts of a second.
pub fn rfc3339(text: &str) -> Option<i64> {
    let mut remaining = Rest(text);
    let (year, month, day) = (remaining.number(4)?, remaining.after("-")?.number(2)?, remaining.after("-")?.number(2)?);
    let hour = remaining.letter('T')?.number(2)?;
    let (minute, second) = (remaining.after(":")?.number(2)?, remaining.after(":")?.number(2)?);
    let millis = remaining.fraction()?;
    let shift = remaining.zone()?;
    if !(1..=i64::from(days_in(year, month))).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_from_civil(year, month, day);
    Some((((days * 24 + hour) * 60 + minute - shift) * 60 + second) * 1000 + millis)
}

/// Milliseconds of seconds since 1970-01-01 UTC; also with parts of a second.
pub fn unix(text: &str) -> Option<i64> {
    let (seconds, parts) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let millis = format!("{parts:0<3}");
    let read = digits(seconds) && digits(parts) && millis.len() == 3;
    read.then(|| seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(millis.parse().ok()?))?
}

struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn after(&mut self, separator: &str) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(separator)?;
        Some(self)
    }

    /// Passes a letter; RFC 3339 lets it be small.
    fn letter(&mut self, letter: char) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix([letter, letter.to_ascii_lowercase()])?;
        Some(self)
    }

    /// A number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, behind) = self.0.split_at_checked(digits)?;
        self.0 = behind;
        if number.bytes().all(|byte| byte.is_ascii_digit()) { number.parse().ok() } else { None }
    }

    /// `.25` as milliseconds; what is finer is cut.
    fn fraction(&mut self) -> Option<i64> {
        let Some(behind) = self.0.strip_prefix('.') else { return Some(0) };
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, behind) = behind.split_at_checked(digits)?;
        self.0 = behind;
        if fraction.is_empty() { None } else { format!("{fraction:0<3}").get(..3)?.parse().ok() }
    }

    /// Minutes east of UTC, and then the end.
    fn zone(&self) -> Option<i64> {
        if let Some(Rest("")) = Rest(self.0).letter('Z') {
            return Some(0);
        }
        zone::distance(self.0).map(|offset| offset.seconds() / 60)
    }
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn moments_are_read_strictly() {
        assert_eq!(rfc3339("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(rfc3339("2016-08-01T17:05:10+08:00"), Some(1_470_042_310_000));
        assert_eq!(rfc3339("2012-02-29T23:59:59.250-03:30"), Some(1_330_572_599_250));
        assert_eq!(rfc3339("2012-02-29T23:59:59.25-03:30"), Some(1_330_572_599_250));
        assert_eq!(rfc3339("1970-01-01t00:00:01z"), Some(1000));
        assert_eq!(rfc3339("1969-12-31T23:59:59.9999999Z"), Some(-1));
        assert_eq!(rfc3339("1970-01-01T14:00:00+14:00"), Some(0));
        assert_eq!(rfc3339("0000-03-01T00:00:00Z"), Some(-62_162_035_200_000));
        for wrong in [
            "2016-08-01 17:05:10+08:00",
            "2016-8-1T17:05:10Z",
            "2015-02-29T00:00:00Z",
            "2016-13-01T00:00:00Z",
            "2016-08-01T24:00:00Z",
            "2016-08-01T17:05:10",
            "2016-08-01T17:05:10.Z",
            "2016-08-01T17:05:10+8",
            "2016-08-01T17:05:10+15:00",
            "2016-08-01T17:05:10-14:01",
            "2016-08-01T17:05:10+08:60",
            "2016-08-01T17:05:10+08:00 ",
            "2016-08-01T17:05:10＋08:00",
            "二〇一六-08-01T00:00:00Z",
            "",
        ] {
            assert_eq!(rfc3339(wrong), None, "{wrong}");
        }
    }
}
