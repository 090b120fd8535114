//! How long to wait, as an answer says it: seconds, or the time of an HTTP date.

use std::time::Duration;

use http::HeaderMap;

use super::path::header;
use crate::DateTime;
use crate::model::Offset;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long a text says to wait. A date is held against the answer's own, for a clock of ours may be wrong; without one,
/// nothing is known.
pub(super) fn after(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let text = text.trim();
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !seconds.is_empty() && is_digits(seconds) && is_digits(fraction) {
        // A part of a second is waited for as a whole one.
        let more = u32::from(fraction.bytes().any(|digit| digit != b'0'));
        return Some(Duration::from_secs(u64::from(seconds.parse::<u32>().ok()?.saturating_add(more))));
    }
    let (until, now) = (unix(text)?, unix(&header(headers, "date")?)?);
    u32::try_from(until.saturating_sub(now).max(0)).ok().map(|seconds| Duration::from_secs(seconds.into()))
}

/// Seconds since 1970 of `Wed, 21 Oct 2015 07:28:00 GMT`.
fn unix(text: &str) -> Option<i64> {
    let (_, date) = text.split_once(", ")?;
    let mut parts = date.strip_suffix(" GMT")?.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    DateTime::parse(&format!("{year}-{month:02}-{day} {time}"), Offset::UTC).ok()?.unix()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        let mut headers = HeaderMap::new();
        assert_eq!(after("Wed, 21 Oct 2015 07:28:00 GMT", &headers), None, "by whose clock?");
        headers.insert("Date", "Wed, 21 Oct 2015 07:27:00 GMT".parse().unwrap());
        for (text, seconds) in [
            ("60", Some(60)),
            (" 0 ", Some(0)),
            ("1.5", Some(2)),
            ("2.00", Some(2)),
            ("Wed, 21 Oct 2015 07:28:30 GMT", Some(90)),
            ("Wed, 21 Oct 2015 07:26:00 GMT", Some(0)),
            ("Wed, 31 Feb 2015 07:28:00 GMT", None),
            ("Wed, 21 Oct 2015 07:28:00 +0800", None),
            ("-1", None),
            ("一分钟", None),
            ("99999999999", None),
            ("1e3", None),
            (".5", None),
            ("", None),
        ] {
            assert_eq!(after(text, &headers), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
