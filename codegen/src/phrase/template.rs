//! Templates, as the notation writes them.

use signwright_runtime::model::{Escape, Filter, Hash, Input, Offset, Part, Template, TextUnit};

/// A template: `{canonical}{credential.secret | md5 | hex}`.
pub(crate) fn template(template: &Template<'_>) -> String {
    let part = |part: &Part<'_>| match part {
        Part::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Part::Value(of, filters) => hole(*of, filters),
    };
    template.0.iter().map(part).collect()
}

fn hole(of: Input<'_>, filters: &[Filter<'_>]) -> String {
    let mut out = input(of);
    let mut piped = false;
    for filter in filters {
        let written = match filter {
            Filter::Unix(0) => ".unix".to_owned(),
            Filter::Unix(epoch) => format!(".unix({epoch})"),
            Filter::UnixMs => ".unix_ms".to_owned(),
            Filter::Local => ".local".to_owned(),
            Filter::Format(pattern, None) => format!(".format('{pattern}')"),
            Filter::Format(pattern, Some(Offset::UTC)) => format!(".format('{pattern}', utc)"),
            Filter::Format(pattern, Some(zone)) => format!(".format('{pattern}', '{}')", distance(*zone)),
            Filter::Len(unit) if !piped => length(*unit).to_owned(),
            Filter::Pad(width) => format!(":{width:02}"),
            other => {
                piped = true;
                format!(" | {}", name(*other))
            }
        };
        out.push_str(&written);
    }
    format!("{{{out}}}")
}

fn distance(zone: Offset) -> String {
    let minutes = zone.0.unsigned_abs();
    format!("{}{:02}:{:02}", if zone.0 < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

const fn length(unit: TextUnit) -> &'static str {
    match unit {
        TextUnit::Chars => ".len",
        TextUnit::Bytes => ".len(bytes)",
        TextUnit::Utf16 => ".len(utf16)",
    }
}

const fn hash(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "md5",
        Hash::Sha1 => "sha1",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
        Hash::Sm3 => "sm3",
    }
}

fn name(filter: Filter<'_>) -> String {
    let plain = match filter {
        Filter::Hmac(of, key) => return format!("hmac_{}({})", hash(of), input(key)),
        Filter::RsaSha256(key) => return format!("rsa_sha256({})", input(key)),
        Filter::Ed25519(key) => return format!("ed25519({})", input(key)),
        Filter::Or(other) => return format!("or({})", input(other)),
        Filter::Pad(width) => return format!("pad({width})"),
        Filter::Slice(from, None) => return format!("slice({from})"),
        Filter::Slice(from, Some(to)) => return format!("slice({from}, {to})"),
        Filter::Replace(old, new) => return format!("replace('{old}', '{new}')"),
        Filter::Split(separator, place) => return format!("split('{separator}', {place})"),
        Filter::Before(text) => return format!("before('{text}')"),
        Filter::After(text) => return format!("after('{text}')"),
        Filter::Base64(kind) => {
            let name = if kind.url { "base64url" } else { "base64" };
            return if kind.padded { name.to_owned() } else { format!("{name}(nopad)") };
        }
        Filter::Percent(how) => {
            let keep = Some(format!("'{}'", how.keep)).filter(|_| !how.keep.is_empty());
            let arguments: Vec<_> = keep.into_iter().chain(how.lower.then(|| "lower".to_owned())).collect();
            let name = if how.form { "form" } else { "percent" };
            return if arguments.is_empty() { name.to_owned() } else { format!("{name}({})", arguments.join(", ")) };
        }
        Filter::Json(Escape::Ascii) => "json(ascii)",
        Filter::Json(Escape::Minimal) => "json",
        Filter::JsonSorted => "json_sorted",
        Filter::NormalPath => "normal_path",
        Filter::Digest(of) => hash(of),
        Filter::Len(_) => "len",
        Filter::Lower => "lower",
        Filter::Upper => "upper",
        Filter::Trim => "trim",
        Filter::Collapse => "collapse",
        Filter::Utf8 => "utf8",
        Filter::Hex => "hex",
        Filter::Unhex => "unhex",
        Filter::Unbase64 => "unbase64",
        Filter::Unpercent => "unpercent",
        // Forms of the clock, which stand behind its name.
        Filter::Unix(_) | Filter::UnixMs | Filter::Local | Filter::Format(..) => "clock",
    };
    plain.to_owned()
}

fn input(input: Input<'_>) -> String {
    let alone = match input {
        Input::Text(text) => return format!("'{text}'"),
        Input::Credential(name) => return format!("credential.{name}"),
        Input::Param(name) => return format!("param.{name}"),
        Input::Query(name) => return format!("query.{name}"),
        Input::Form(name) => return format!("form.{name}"),
        Input::Json(path) => return format!("json.{path}"),
        Input::Header(name) => return format!("header.{name}"),
        Input::Var(name) => return format!("var.{name}"),
        Input::Step(name) => name,
        Input::Body => "body",
        Input::QueryString => "query",
        Input::Clock => "clock",
        Input::Nonce => "nonce",
        Input::Endpoint => "endpoint",
        Input::Environment => "environment",
        Input::Verb => "verb",
        Input::Scheme => "scheme",
        Input::Host => "host",
        Input::Path => "path",
        Input::Format => "format",
        Input::Signature => "signature",
        Input::Key => "key",
        Input::Value => "value",
    };
    alone.to_owned()
}
