//! The timestamp in another zone, another unit, from another epoch, in another pattern, or a moment earlier or later.

use super::{Flow, Ground, To, give};
use crate::case::{Call, Case};
use crate::cause::Cause;
use signwright_model::{Filter, Input, Offset, Part, Platform};
use signwright_runtime::sign::signed_parameters;
use signwright_runtime::timestamp;

// UTC, the zones of vendors in East Asia, of Central Europe, and of the clouds' American regions.
const ZONES: [i8; 8] = [0, 8, 9, 7, 1, 2, -5, -8];

/// 2000-01-01, 2010-01-01 and 2012-01-01, in UTC and at +08:00, and the epochs of GPS and of Apple.
const EPOCHS: [i64; 9] =
    [0, 946_684_800, 946_656_000, 1_262_304_000, 1_262_275_200, 1_325_376_000, 1_325_347_200, 315_964_800, 978_307_200];

const PATTERNS: [&str; 6] = [
    "yyyy-MM-dd HH:mm:ss",
    "yyyyMMddHHmmss",
    "yyyy-MM-ddTHH:mm:ssZ",
    "yyyy-MM-ddTHH:mm:ss.SSSZ",
    "yyyyMMddTHHmmssZ",
    "EEE, dd MMM yyyy HH:mm:ss GMT",
];

const SHIFTS: [(i64, &str); 10] = [
    (1000, "one second later"),
    (-1000, "one second earlier"),
    (2000, "two seconds later"),
    (-2000, "two seconds earlier"),
    (3_600_000, "one hour later"),
    (-3_600_000, "one hour earlier"),
    // A clock set by the wrong one of UTC and +08:00.
    (28_800_000, "eight hours later"),
    (-28_800_000, "eight hours earlier"),
    (86_400_000, "one day later"),
    (-86_400_000, "one day earlier"),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let zone = ground.case.platform.zone;
    let mut with = |what: String, change: &dyn Fn(Filter<'a>) -> Option<Filter<'a>>| {
        let (case, because) = reformatted(ground, change);
        let words = Cause::new("clock", format!("writes the time {what}"), format!("the time is written {what}"));
        give(to, words.because(because), case)
    };
    for hours in ZONES {
        let offset = Offset::hours(hours);
        with(format!("at UTC{hours:+03}:00"), &|filter| match filter {
            Filter::Local if offset != zone => Some(Filter::Format("yyyy-MM-dd HH:mm:ss", Some(offset))),
            Filter::Format(pattern, stated) if stated.unwrap_or(zone) != offset => {
                Some(Filter::Format(pattern, Some(offset)))
            }
            _ => None,
        })?;
    }
    with("in milliseconds".to_owned(), &|filter| match filter {
        // The time of another epoch is in another unit as well.
        Filter::Unix(epoch) => Some(Filter::UnixMs(epoch.checked_mul(1000)?)),
        Filter::Local | Filter::Format(..) => Some(Filter::UnixMs(0)),
        _ => None,
    })?;
    with("in milliseconds since 1970-01-01 00:00:00 UTC".to_owned(), &|filter| match filter {
        Filter::Unix(epoch) if epoch != 0 => Some(Filter::UnixMs(0)),
        _ => None,
    })?;
    with("in seconds".to_owned(), &|filter| match filter {
        Filter::UnixMs(epoch) => Some(Filter::Unix(epoch / 1000)),
        Filter::Local | Filter::Format(..) => Some(Filter::Unix(0)),
        _ => None,
    })?;
    for epoch in EPOCHS {
        let day = timestamp::write(Filter::Format("yyyy-MM-dd HH:mm:ss", Some(Offset::UTC)), epoch * 1000, Offset::UTC);
        with(format!("since {} UTC", day.unwrap_or_default()), &|filter| match filter {
            Filter::Unix(ours) if ours != epoch => Some(Filter::Unix(epoch)),
            Filter::UnixMs(ours) if ours != epoch * 1000 => Some(Filter::UnixMs(epoch * 1000)),
            _ => None,
        })?;
    }
    for pattern in PATTERNS {
        with(format!("as `{pattern}`"), &|filter| match filter {
            Filter::Format(ours, zone) if ours != pattern => Some(Filter::Format(pattern, zone)),
            Filter::Local | Filter::Unix(_) | Filter::UnixMs(_) => Some(Filter::Format(pattern, None)),
            _ => None,
        })?;
    }
    given(ground, to)?;
    for (by, what) in SHIFTS {
        let case = shifted(ground, by);
        let words = Cause::new("clock", format!("signs a time that is {what}"), format!("the signed time is {what}"));
        give(to, words, case)?;
    }
    Flow::Continue(())
}

/// The clock in another form, and the first two texts of it.
fn reformatted<'a>(
    ground: &Ground<'a, '_>,
    change: &dyn Fn(Filter<'a>) -> Option<Filter<'a>>,
) -> (Option<Case<'a>>, String) {
    let mut first = None;
    let case = ground.case.with_filters(ground.arena, |_, input, filters| {
        let [format] = filters else { return None };
        let changed = change(*format).filter(|_| input == Input::Clock)?;
        first = first.or(Some((*format, changed)));
        Some(vec![changed])
    });
    let Some((case, (ours, theirs))) = case.zip(first) else { return (None, String::new()) };
    let zone = case.platform.zone;
    let instant = match &ground.case.call {
        Call::Outgoing { signing_time, .. } => Some(signing_time.unix_ms),
        Call::Incoming(_) => sent(ground.alive(), &ground.case.call).first().map(|(_, _, instant)| *instant),
    };
    let text = |format| timestamp::write(format, instant?, zone);
    let because = match (text(ours), text(theirs)) {
        (Some(ours), Some(theirs)) if ours != theirs => format!("it has `{theirs}` where we have `{ours}`"),
        _ => String::new(),
    };
    // What was received is text already: it is written anew as the other form has it.
    let times = sent(ground.alive(), &case.call);
    let rewritten = case.with_values(&mut |name, _| {
        let (_, format, instant) = times.iter().find(|(candidate, ..)| *candidate == name)?;
        timestamp::write(change(*format)?, *instant, zone)
    });
    (Some(rewritten.unwrap_or(case)), because)
}

/// Times that stand among the parameters, which the plan knows nothing of.
fn given<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let zone = Offset::UTC;
    for (name, value) in ground.case.call.values() {
        let shown = name.escape_debug();
        let with = |text: Option<String>| {
            ground.case.with_values(&mut |candidate, old| text.clone().filter(|_| candidate == name && old == value))
        };
        for hours in [8, -8, 1, -1] {
            let instant = timestamp::read(Filter::Local, value, zone);
            let text = instant.and_then(|instant| timestamp::write(Filter::Local, instant + hours * 3_600_000, zone));
            let what = format!("`{shown}` {hours:+} hours away");
            let words = Cause::new("clock", format!("has the time {what}"), format!("the time {what} is signed"));
            give(to, words, with(text))?;
        }
        let unit = match value.len() {
            10 => Filter::Unix(0),
            13 => Filter::UnixMs(0),
            _ => continue,
        };
        for hours in [8, -8] {
            let instant = timestamp::read(unit, value, zone);
            let text = instant.and_then(|instant| timestamp::write(unit, instant + hours * 3_600_000, zone));
            let what = format!("`{shown}` {hours:+} hours away");
            let words = Cause::new("clock", format!("has the time {what}"), format!("the time {what} is signed"));
            give(to, words, with(text))?;
        }
        let digits = value.len() > 9 && value.bytes().all(|byte| byte.is_ascii_digit());
        let units = match value.len() {
            10 if digits => Some((format!("{value}000"), "milliseconds")),
            13 if digits => Some((value.get(..10).unwrap_or_default().to_owned(), "seconds")),
            _ => None,
        };
        if let Some((text, unit)) = units {
            let words = Cause::new("clock", format!("has `{shown}` in {unit}"), format!("`{shown}` is in {unit}"));
            give(to, words, with(Some(text)))?;
        }
    }
    Flow::Continue(())
}

fn shifted<'a>(ground: &Ground<'a, '_>, by: i64) -> Option<Case<'a>> {
    let mut case = ground.case.clone();
    if let Call::Outgoing { signing_time, .. } = &mut case.call {
        signing_time.unix_ms = signing_time.unix_ms.saturating_add(by);
        return Some(case);
    }
    let times = sent(ground.alive(), &case.call);
    ground.case.with_values(&mut |name, _| {
        let (_, format, instant) = times.iter().find(|(candidate, ..)| *candidate == name)?;
        timestamp::write(*format, instant.saturating_add(by), case.platform.zone)
    })
}

/// The parameters of a received request that are a time and nothing else: name, form, instant.
fn sent<'a>(platform: &'a Platform<'a>, call: &Call) -> Vec<(&'a str, Filter<'a>, i64)> {
    let Call::Incoming(_) = call else { return Vec::new() };
    let time = |(name, format): (&'a str, Filter<'a>)| {
        let (_, text) = call.values().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))?;
        Some((name, format, timestamp::read(format, text, platform.zone)?))
    };
    let clocks = signed_parameters(platform).filter_map(|parameter| match parameter.value.0 {
        [Part::Value(Input::Clock, [format])] => Some((parameter.name, *format)),
        _ => None,
    });
    clocks.filter_map(time).collect()
}
