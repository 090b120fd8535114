//! Signing vectors: calls of which the signature is known. Whether they come out is for `verify`.

use super::Lowering;
use super::mapping::Mapping;
use super::platform::FORMATS;
use crate::catalogue::Code;
use crate::diagnostic::Span;
use crate::specs::{Address, Located, Vector};
use crate::syntax::{Entry, Node};

/// Lowers `vectors`.
pub(super) fn vectors<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [Vector<'m>] {
    let rows = lowering.rows(&entry.value, "`vectors`");
    let vectors: Vec<_> = rows.iter().filter_map(|row| vector(row, lowering)).collect();
    lowering.arena.alloc_slice(&vectors)
}

fn vector<'m>(row: &Node, lowering: &mut Lowering<'m, '_>) -> Option<Vector<'m>> {
    let arena = lowering.arena;
    let start = Span { end: row.span.start, ..row.span };
    let mut mapping = Mapping::of(row, "a vector", start, lowering)?;
    let mut text = |key, lowering: &mut Lowering<'m, '_>| {
        let word = mapping.word(key, lowering);
        word.map_or("", |word| arena.alloc_str(word.text))
    };
    let (source, nonce) = (text("source", lowering), text("nonce", lowering));
    let verb = text("verb", lowering);
    let scheme = text("scheme", lowering);
    let host = text("host", lowering);
    let path = text("path", lowering);
    let name = mapping.required("name", lowering).and_then(|entry| lowering.word(&entry.value));
    let at = mapping.required("at", lowering).and_then(|entry| lowering.word(&entry.value));
    let at = at.and_then(|at| moment(at, lowering));
    let credentials = mapping.required("credentials", lowering);
    let credentials = credentials.map(|entry| lowering.pairs(&entry.value, "`credentials`", entry.key.span));
    let method = mapping.required("method", lowering).and_then(|entry| lowering.word(&entry.value));
    let mut pairs = |key, lowering: &mut Lowering<'m, '_>| {
        let entry = mapping.entry(key);
        entry.map_or(&[][..], |entry| lowering.pairs(&entry.value, &format!("`{key}`"), entry.key.span))
    };
    let params = pairs("params", lowering);
    let query = pairs("query", lowering);
    let headers = pairs("headers", lowering);
    let vars = pairs("vars", lowering);
    let body = mapping.word("body", lowering).map(|body| arena.alloc_str(body.text));
    let format = mapping.choice("format", FORMATS, lowering);
    let steps = mapping.entry("steps").map_or(&[][..], |entry| steps(entry, lowering));
    let signature = mapping.required("signature", lowering).and_then(|entry| lowering.word(&entry.value));
    mapping.finish(lowering);
    Some(Vector {
        name: lowering.keep(name?),
        source,
        at: at?,
        nonce,
        credentials: credentials?,
        method: arena.alloc_str(method?.text),
        params,
        query,
        headers,
        vars,
        body,
        format,
        address: Address { verb, scheme, host, path },
        steps,
        signature: lowering.keep(signature?),
    })
}

fn steps<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [(&'m str, Located<'m>)] {
    let Some(mapping) = Mapping::of(&entry.value, "`steps`", entry.key.span, lowering) else { return &[] };
    let mut steps = Vec::new();
    for entry in mapping.all() {
        let Some(value) = lowering.word(&entry.value) else { continue };
        steps.push((lowering.arena.alloc_str(&entry.key.text), lowering.keep(value)));
    }
    lowering.arena.alloc_slice(&steps)
}

/// `2016-08-01T17:05:10+08:00`, also with `Z` and with milliseconds.
fn moment(text: Located<'_>, lowering: &mut Lowering<'_, '_>) -> Option<i64> {
    let found = rfc3339(text.text);
    if found.is_none() {
        let message = format!("`{}` is no moment", text.text);
        lowering.error(Code::UnknownWord, text.span, message, "write it as `\"2016-08-01T17:05:10+08:00\"`");
    }
    found
}

/// Milliseconds since 1970-01-01 UTC. Written here because the generator's library has no engine.
fn rfc3339(text: &str) -> Option<i64> {
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
    use super::rfc3339;

    #[test]
    fn moments_are_read_strictly() {
        assert_eq!(rfc3339("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(rfc3339("2016-08-01T17:05:10+08:00"), Some(1_470_042_310_000));
        assert_eq!(rfc3339("2012-02-29T23:59:59.250-03:30"), Some(1_330_572_599_250));
        assert_eq!(rfc3339("1969-12-31T23:59:59Z"), Some(-1000));
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
            assert_eq!(rfc3339(wrong), None, "{wrong}");
        }
    }
}
