//! What a scheme takes for one and the same, as its own text says: `lower`, `trim`, a part of a path.

use signwright_runtime::{Limits, form};

/// Whether the scheme's own description takes the two for one: it says `lower`, `trim`, `slice` and the like.
pub(crate) fn reads_the_same(scheme: &str, place: &str, one: &str, other: &str) -> bool {
    let says = |word: &str| scheme.contains(word);
    let read = |text: &str| {
        // Only how long it is.
        if place == "body" && says("{body.len(bytes)}") && !says("{body}") && !says("{body |") {
            return text.len().to_string();
        }
        let mut text = text.to_owned();
        if says("slice(0, 2048)") {
            text = text.get(..2046).map_or(text.clone(), str::to_owned);
        }
        if says("json_sorted")
            && let Ok(json) = serde_json::from_str::<serde_json::Value>(&text)
        {
            text = json.to_string();
        }
        if says("| lower") || says("upper}") || says("verb | upper") {
            text = text.to_lowercase();
        }
        if says("remove('{}[]") {
            text = text.replace(|one| "{}[]\":,".contains(one), "");
        }
        if says("normal_path") {
            let mut folders: Vec<&str> = Vec::new();
            for part in text.split('/') {
                match part {
                    "" | "." => {}
                    ".." => drop(folders.pop()),
                    part => folders.push(part),
                }
            }
            text = folders.join("/");
        }
        if says("trim") || says("collapse") {
            text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if place == "host" && says("{host | split('.', 0)}") {
            text = text.split('.').next().unwrap_or_default().to_owned();
        }
        if place == "path" && says("{path | slice(9)") {
            text = text.chars().skip(9).collect();
        }
        if place == "path" && says("{path | split('/', -1)}") {
            text = text.rsplit('/').next().unwrap_or_default().to_owned();
        }
        if place == "path" && says("{path | unpercent}") {
            let decoded = form::decode(text.replace('+', "%2B").as_bytes(), Limits::default()).unwrap_or_default();
            text = decoded.into_iter().map(|(name, value)| name + "=" + &value).collect();
        }
        if says("folder:") {
            text = text.trim_matches('/').to_owned();
        }
        text
    };
    read(one) == read(other)
}
