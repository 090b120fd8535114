//! Why a clock is refused: which usual slip makes a moment near the server's of what was sent.

use signwright_runtime::DateTime;
use signwright_runtime::model::{Offset, Platform};
use signwright_runtime::sign::clock_of;

const DAY: i64 = 86_400;

/// The cause in words to put behind the refusal; empty where none of the usual ones fits.
pub(crate) fn likely(platform: &Platform<'_>, sent: &str, now_unix_ms: i64) -> String {
    let Some(clock) = platform.clock else { return String::new() };
    let now = now_unix_ms.div_euclid(1000);
    let is_near = |unix: i64| unix.abs_diff(now) <= u64::from(clock.tolerance);
    let read = clock_of(platform, sent);
    if let Ok(number) = sent.trim().parse::<i64>() {
        // What the platform counts from; 0 also where it counts nothing.
        let epoch = read.map_or(0, |unix| unix.saturating_sub(number));
        for (unix, cause) in [
            (number, "it is Unix seconds since 1970, which is not what the platform writes"),
            (number.div_euclid(1000), "it is Unix milliseconds, which is not what the platform writes"),
            (number.div_euclid(1000).saturating_add(epoch), "it is milliseconds where seconds belong"),
        ] {
            if is_near(unix) {
                return format!("; {cause}");
            }
        }
    }
    if let Some(unix) = read {
        let off = unix.saturating_sub(now);
        let hours = off.saturating_add(1800).div_euclid(3600);
        if hours != 0 && hours.abs() <= 14 && is_near(unix.saturating_sub(hours.saturating_mul(3600))) {
            let side = if hours < 0 { "behind" } else { "ahead" };
            return format!("; it is {} h {side}: a clock of another time zone", hours.abs());
        }
        // An epoch is a midnight, in UTC or on the platform's clock.
        let is_midnight = |shift: i64| is_near(now.saturating_add(off.saturating_add(shift).rem_euclid(DAY)));
        let zone = platform.zone.seconds();
        if off.unsigned_abs() > 30 * DAY.unsigned_abs() && (is_midnight(0) || is_midnight(zone) || is_midnight(-zone)) {
            return "; it counts from another epoch".to_owned();
        }
        return String::new();
    }
    if let Some((integer, _)) = sent.trim().split_once('.')
        && clock_of(platform, integer).is_some_and(is_near)
    {
        return "; it has a fraction, and is right without it".to_owned();
    }
    let wall = sent.trim().get(..19).map(|text| text.replacen('T', " ", 1).replace('/', "-"));
    let wall = wall.and_then(|text| DateTime::parse(&text, Offset::UTC).ok()).and_then(DateTime::unix);
    match wall.map(|unix| unix.saturating_sub(now)) {
        Some(off) if off.abs() <= 15 * 3600 => "; it is a date and time in another form than the platform's".to_owned(),
        _ => String::new(),
    }
}
