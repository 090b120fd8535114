//! Templates and maps as the notation writes them, for people who compare a step with what they do.

use crate::model::{
    Asymmetric, Base64, Escape, Filter, Hash, Input, Items, Offset, Over, Part, Percent, SortBy, Template, TextUnit,
};
use crate::sign::walk;

/// A template, without quotes around it.
pub fn template(of: Template<'_>) -> String {
    of.0.iter().map(part).collect()
}

fn part(of: &Part<'_>) -> String {
    match *of {
        Part::Text(text) => text.replace('{', "{{").replace('}', "}}").replace('\n', "\\n"),
        Part::Value(input, filters) => format!("{{{}}}", value(input, filters)),
    }
}

/// A value with its filters, without braces.
pub fn value(input: Input<'_>, filters: &[Filter<'_>]) -> String {
    filters.iter().fold(walk::input_name(input), |before, one| before + &filter(one))
}

/// A filter with what stands before it.
pub fn filter(of: &Filter<'_>) -> String {
    let text = |text: &str| format!("'{}'", text.replace('\n', "\\n"));
    let named = |name: &str| format!(" | {name}");
    match *of {
        Filter::Len(TextUnit::Chars) => ".len".to_owned(),
        Filter::Len(TextUnit::Bytes) => ".len(bytes)".to_owned(),
        Filter::Len(TextUnit::Utf16) => ".len(utf16)".to_owned(),
        Filter::Pad(width) => format!(":0{width}"),
        Filter::Unix(0) => ".unix".to_owned(),
        Filter::Unix(epoch) => format!(".unix({epoch})"),
        Filter::UnixMs(0) => ".unix_ms".to_owned(),
        Filter::UnixMs(epoch) => format!(".unix_ms({epoch})"),
        Filter::Local => ".local".to_owned(),
        Filter::Format(pattern, None) => format!(".format({})", text(pattern)),
        Filter::Format(pattern, Some(zone)) => format!(".format({}, {})", text(pattern), self::zone(zone)),
        Filter::Lower => named("lower"),
        Filter::Upper => named("upper"),
        Filter::Trim => named("trim"),
        Filter::Collapse => named("collapse"),
        Filter::Slice(from, None) => format!(" | slice({from})"),
        Filter::Slice(from, Some(to)) => format!(" | slice({from}, {to})"),
        Filter::Replace(old, new) => format!(" | replace({}, {})", text(old), text(new)),
        Filter::Split(separator, place) => format!(" | split({}, {place})", text(separator)),
        Filter::Before(before) => format!(" | before({})", text(before)),
        Filter::After(after) => format!(" | after({})", text(after)),
        Filter::Or(other) => format!(" | or({})", walk::input_name(other)),
        Filter::Json(Escape::Minimal) => named("json"),
        Filter::Json(Escape::Ascii) => named("json(ascii)"),
        Filter::JsonSorted => named("json_sorted"),
        Filter::NormalPath => named("normal_path"),
        Filter::Utf8 => named("utf8"),
        Filter::Hex => named("hex"),
        Filter::Unhex => named("unhex"),
        Filter::Unbase64 => named("unbase64"),
        Filter::Unpercent => named("unpercent"),
        Filter::Base64(Base64 { url, padded }) => {
            let (name, bare) = (if url { "base64url" } else { "base64" }, if padded { "" } else { "(nopad)" });
            format!(" | {name}{bare}")
        }
        Filter::Percent(Percent { form, keep, lower }) => {
            let kept = (!keep.is_empty()).then(|| text(keep));
            let arguments: Vec<_> = kept.into_iter().chain(lower.then(|| "lower".to_owned())).collect();
            let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
            format!(" | {}{arguments}", if form { "form" } else { "percent" })
        }
        Filter::Digest(hash) => named(hash_name(hash)),
        Filter::Hmac(hash, key) => format!(" | hmac_{}({})", hash_name(hash), walk::input_name(key)),
        Filter::Sign(how, key) => format!(" | {}({})", asymmetric_name(how), walk::input_name(key)),
        Filter::Crc32 => named("crc32"),
        Filter::Radix(base) => format!(" | radix({base})"),
        Filter::Remove(characters) => format!(" | remove({})", text(characters)),
    }
}

/// A signature that another key verifies, as the notation calls it.
fn asymmetric_name(how: Asymmetric) -> &'static str {
    match how {
        Asymmetric::RsaSha1 => "rsa_sha1",
        Asymmetric::RsaSha256 => "rsa_sha256",
        Asymmetric::RsaSha384 => "rsa_sha384",
        Asymmetric::RsaSha512 => "rsa_sha512",
        Asymmetric::RsaPssSha256 => "rsa_pss_sha256",
        Asymmetric::RsaPssSha384 => "rsa_pss_sha384",
        Asymmetric::RsaPssSha512 => "rsa_pss_sha512",
        Asymmetric::EcdsaSha256 => "ecdsa_sha256",
        Asymmetric::EcdsaSha256Der => "ecdsa_sha256_der",
        Asymmetric::EcdsaSha384 => "ecdsa_sha384",
        Asymmetric::EcdsaSha384Der => "ecdsa_sha384_der",
        Asymmetric::Ed25519 => "ed25519",
    }
}

/// A digest as the notation calls it.
pub fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "md5",
        Hash::Sha1 => "sha1",
        Hash::Sha224 => "sha224",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
        Hash::Sha512Half => "sha512_256",
        Hash::Sm3 => "sm3",
    }
}

fn zone(of: Offset) -> String {
    if of == Offset::UTC {
        return "utc".to_owned();
    }
    let (sign, minutes) = (if of.0 < 0 { '-' } else { '+' }, of.0.unsigned_abs());
    format!("'{sign}{:02}:{:02}'", minutes / 60, minutes % 60)
}

/// What a map does, in words.
pub fn map(items: &Items<'_>) -> String {
    let sources: Vec<String> = items.over.iter().map(source).collect();
    let mut words = vec![format!("the pairs of {}", sources.join(", "))];
    let listed = |names: &[&str]| names.join(", ");
    if !items.only.is_empty() {
        words.push(format!("only {}", listed(items.only)));
    }
    if !items.except.is_empty() {
        words.push(format!("except {}", listed(items.except)));
    }
    words.extend(items.key.map(|key| format!("keys as `{}`", template(key))));
    words.extend(items.value.map(|value| format!("values as `{}`", template(value))));
    if items.drop_empty {
        words.push("without empty ones".to_owned());
    }
    words.extend(order(items.sort));
    words.extend(items.merge.map(|between| format!("equal keys merged with `{}`", between.escape_debug())));
    words.push(format!("each as `{}`", template(items.each)));
    if !items.join.0.is_empty() {
        words.push(format!("joined by `{}`", template(items.join)));
    }
    words.join("; ")
}

fn source(of: &Over<'_>) -> String {
    match of {
        Over::Params => "params".to_owned(),
        Over::Query => "query".to_owned(),
        Over::Form => "form".to_owned(),
        Over::Headers => "headers".to_owned(),
        Over::Json("") => "json".to_owned(),
        Over::Json(path) => format!("json.{path}"),
        Over::All => "all".to_owned(),
        Over::Pair(name, value) => format!("{name}: {}", template(*value)),
    }
}

/// How a map is sorted, in words.
fn order(of: SortBy<'_>) -> Option<String> {
    let words = match of {
        SortBy::None => return None,
        SortBy::Key => "sorted by the bytes of the key",
        SortBy::Pair => "sorted by key, then by value",
        SortBy::Value => "sorted by value",
        SortBy::Item => "sorted by the finished item",
        SortBy::KeyIgnoringCase => "sorted by key without regard to case",
        SortBy::KeyDescending => "sorted by key, downwards",
        SortBy::Listed(names) => return Some(format!("in the order {}", names.join(", "))),
    };
    Some(words.to_owned())
}
