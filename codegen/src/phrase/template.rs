//! Templates, as the notation writes them.

use signwright_runtime::model::{Asymmetric, Escape, Filter, Hash, Input, Offset, Part, Template, TextUnit};

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
            Filter::UnixMs(0) => ".unix_ms".to_owned(),
            Filter::UnixMs(epoch) => format!(".unix_ms({epoch})"),
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
        Hash::Sha224 => "sha224",
        Hash::Sha512Half => "sha512_256",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
        Hash::Sm3 => "sm3",
    }
}

const fn asymmetric(how: Asymmetric) -> &'static str {
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

fn name(filter: Filter<'_>) -> String {
    let plain = match filter {
        Filter::Hmac(of, key) => return format!("hmac_{}({})", hash(of), input(key)),
        Filter::Sign(how, key) => return format!("{}({})", asymmetric(how), input(key)),
        Filter::Radix(base) => return format!("radix({base})"),
        Filter::Remove(characters) => return format!("remove('{characters}')"),
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
        Filter::Crc32 => "crc32",
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
        Filter::Unix(_) | Filter::UnixMs(_) | Filter::Local | Filter::Format(..) => "clock",
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
        Input::Json("") => "json",
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
        Input::Url => "url",
        Input::Format => "format",
        Input::Signature => "signature",
        Input::Key => "key",
        Input::Value => "value",
    };
    alone.to_owned()
}
