//! How long to wait, as an answer says it: seconds, or a moment, as an HTTP date or as seconds or milliseconds since 1970.

use std::time::Duration;

use http::HeaderMap;

use super::path::header;
use crate::DateTime;
use crate::model::Offset;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// So many seconds are no wait but a moment: 2001 as one, and thirty years as the other.
const MOMENT: u64 = 1_000_000_000;

/// How long a text says to wait. A moment is held against the answer's own date, for a clock of ours may be wrong; without
/// one, nothing is known.
pub(super) fn after(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let text = text.trim();
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !seconds.is_empty() && is_digits(seconds) && is_digits(fraction) {
        // A part of a second is waited for as a whole one.
        let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
        let seconds = seconds.parse::<u64>().ok()?.saturating_add(more);
        if seconds < MOMENT {
            return Some(Duration::from_secs(seconds));
        }
        let moment = if seconds >= MOMENT * 1000 { seconds.div_ceil(1000) } else { seconds };
        return until(i64::try_from(moment).ok()?, headers);
    }
    until(unix(text)?, headers)
}

/// How long any answer says to wait by the header that HTTP has for it, whoever on the way wrote it.
pub(crate) fn by_header(headers: &HeaderMap) -> Option<Duration> {
    after(&header(headers, "retry-after")?, headers)
}

/// When an answer was made, by its own date: seconds since 1970.
pub(crate) fn date(headers: &HeaderMap) -> Option<i64> {
    unix(&header(headers, "date")?)
}

/// From the answer's own date to a moment.
fn until(until: i64, headers: &HeaderMap) -> Option<Duration> {
    let now = date(headers)?;
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
        for moment in ["Wed, 21 Oct 2015 07:28:00 GMT", "1445412480"] {
            assert_eq!(after(moment, &headers), None, "by whose clock?");
        }
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
            ("1445412435", Some(15)),
            ("1445412421500", Some(2)),
            ("1445412419", Some(0)),
            ("99999999999", None),
            ("99999999999999999999", None),
            ("1e3", None),
            (".5", None),
            ("", None),
        ] {
            assert_eq!(after(text, &headers), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
