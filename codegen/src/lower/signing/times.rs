//! Whether a scheme signs a time that is none of its own: many a vendor's timestamp is an ordinary parameter, and only
//! the calls of the vectors show it.

use signwright_model::{Location, Platform};

use super::reach::Reach;
use crate::diagnostic::{Diagnostics, FileId};
use crate::specs::Vector;
use crate::syntax::{self, Kind, Node};
use crate::timestamp;

/// Whether something that a vector sends is a time, and signed.
pub(super) fn is_signed(platform: &Platform<'_>, signed: &Reach<'_>, vector: &Vector<'_>) -> bool {
    let params = platform.locations(&platform.wire).1;
    let pairs = [(vector.params, params, true), (vector.query, Location::Query, params == Location::Query)];
    let headers = (vector.headers, Location::Header, params == Location::Header);
    let mut pairs = pairs.into_iter().chain([headers]);
    let in_pairs = pairs.any(|(pairs, place, is_param)| {
        pairs.iter().any(|(name, value)| is_time(value) && signed.covers_named(name, place, is_param))
    });
    let raw = vector.raw_query.split('&').filter_map(|field| field.split_once('='));
    let in_query = raw
        .into_iter()
        .any(|(name, value)| is_time(value) && signed.covers_named(name, Location::Query, params == Location::Query));
    // JSON is YAML, so the reader that is here reads it; what is none has no members.
    let body = vector.body.and_then(|body| syntax::parse(body, FileId(u32::MAX), &mut Diagnostics::default()));
    in_pairs
        || in_query
        || body.is_some_and(|body| in_members(&body, "", &|path| signed.covers_named(path, Location::Json, false)))
}

fn in_members(node: &Node, path: &str, is_signed: &dyn Fn(&str) -> bool) -> bool {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match &node.kind {
        Kind::Scalar(scalar) => is_time(&scalar.text) && is_signed(path),
        Kind::List(rows) => {
            rows.iter().enumerate().any(|(row, node)| in_members(node, &below(&row.to_string()), is_signed))
        }
        Kind::Map(map) => map.entries.iter().any(|entry| in_members(&entry.value, &below(&entry.key.text), is_signed)),
    }
}

/// Whether a text is a moment of the years 2001 to 2033 in seconds or milliseconds, or a date with its time.
fn is_time(text: &str) -> bool {
    let of_digits = || text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        10 | 13 if of_digits() => text.starts_with('1'),
        14 if of_digits() => {
            let part = |from: usize| text.get(from..from + 2).unwrap_or_default();
            let [year, month, day] = [text.get(..4).unwrap_or_default(), part(4), part(6)];
            timestamp::rfc3339(&format!("{year}-{month}-{day}T{}:{}:{}Z", part(8), part(10), part(12))).is_some()
        }
        19 => timestamp::rfc3339(&format!("{}Z", text.replacen(' ', "T", 1))).is_some(),
        _ => timestamp::rfc3339(text).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_time;

    #[test]
    fn times_are_told_from_other_numbers() {
        for time in
            ["1470042310", "1470042310123", "2016-08-01 17:05:10", "20160801170510", "2016-08-01T17:05:10+08:00"]
        {
            assert!(is_time(time), "{time}");
        }
        for other in [
            "",
            "13233456110",
            "0123456789",
            "2147483648",
            "20161301170510",
            "2016-08-01",
            "二〇一六",
            "订单单号123456",
        ] {
            assert!(!is_time(other), "{other}");
        }
    }
}
