//! How conditions and the parts of a scheme are written in the notation: the way back from the model, for messages and for people.
//! What a template gives is the engine's.

use crate::{
    Asymmetric, Base64, Condition, Escape, Filter, Hash, Input, Offset, Over, Part, Percent, Template, Test, TextUnit,
};

/// An input as the notation writes it.
pub fn input(of: Input<'_>) -> String {
    let alone = match of {
        Input::Text(text) => return format!("'{text}'"),
        Input::Credential(name) => return format!("credential.{name}"),
        Input::Param(name) => return format!("param.{name}"),
        Input::Query(name) => return format!("query.{name}"),
        Input::Form(name) => return format!("form.{name}"),
        Input::Header(name) => return format!("header.{name}"),
        Input::Json("") => "json",
        Input::Json(name) => return format!("json.{name}"),
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

/// A template, without quotes around it.
pub fn template(of: Template<'_>) -> String {
    of.0.iter().map(part).collect()
}

fn part(of: &Part<'_>) -> String {
    match *of {
        Part::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Part::Value(input, filters) => format!("{{{}}}", value(input, filters)),
    }
}

/// A value with its filters, without braces.
pub fn value(input: Input<'_>, filters: &[Filter<'_>]) -> String {
    filters.iter().fold(self::input(input), |before, one| before + &filter(one))
}

/// A filter with what stands before it.
pub fn filter(of: &Filter<'_>) -> String {
    let text = |text: &str| format!("'{text}'");
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
        Filter::Format(pattern, Some(zone)) => format!(".format({}, {})", text(pattern), zone_of(zone)),
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
        Filter::Or(other) => format!(" | or({})", self::input(other)),
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
        Filter::Digest(hash) => named(self::hash(hash)),
        Filter::Hmac(hash, key) => format!(" | hmac_{}({})", self::hash(hash), self::input(key)),
        Filter::Sign(how, key) => format!(" | {}({})", asymmetric(how), self::input(key)),
        Filter::Crc32 => named("crc32"),
        Filter::Radix(base) => format!(" | radix({base})"),
        Filter::Remove(characters) => format!(" | remove({})", text(characters)),
    }
}

/// A source of pairs; a single pair as `name: template`.
pub fn over(of: &Over<'_>) -> String {
    match of {
        Over::Params => "params".to_owned(),
        Over::Query => "query".to_owned(),
        Over::Form => "form".to_owned(),
        Over::Headers => "headers".to_owned(),
        Over::Json(path) => input(Input::Json(path)),
        Over::All => "all".to_owned(),
        Over::Pair(name, value) => format!("{name}: {}", template(*value)),
    }
}

/// A signature that another key verifies, as the notation calls it.
fn asymmetric(how: Asymmetric) -> &'static str {
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
pub fn hash(of: Hash) -> &'static str {
    match of {
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

fn zone_of(of: Offset) -> String {
    if of == Offset::UTC {
        return "utc".to_owned();
    }
    let (sign, minutes) = (if of.0 < 0 { '-' } else { '+' }, of.0.unsigned_abs());
    format!("'{sign}{:02}:{:02}'", minutes / 60, minutes % 60)
}

/// A condition: `a = 1 and (b is empty or c in [1, 2])`.
pub fn condition(of: &Condition<'_>) -> String {
    nested(of, 0)
}

/// `binding` is how tightly what stands around binds: 0 nothing or `or`, 1 `and`, 2 `not`.
fn nested(condition: &Condition<'_>, binding: u8) -> String {
    let (own, text) = match condition {
        Condition::Field(path, test) => (3, format!("{path} {}", self::test(test))),
        Condition::All(all) => (1, all.iter().map(|one| nested(one, 2)).collect::<Vec<_>>().join(" and ")),
        Condition::Any(any) => (0, any.iter().map(|one| nested(one, 1)).collect::<Vec<_>>().join(" or ")),
        Condition::Not(not) => (2, format!("not {}", nested(not, 2))),
    };
    if own < binding { format!("({text})") } else { text }
}

fn test(test: &Test<'_>) -> String {
    match test {
        Test::Is(constant) => format!("= {}", self::constant(constant)),
        Test::IsNot(constant) => format!("!= {}", self::constant(constant)),
        Test::OneOf(values) => {
            format!("in [{}]", values.iter().map(|one| constant(one)).collect::<Vec<_>>().join(", "))
        }
        Test::Below(number) => format!("< {number}"),
        Test::Above(number) => format!("> {number}"),
        Test::Empty => "is empty".to_owned(),
        Test::There => "is there".to_owned(),
    }
}

/// A number or a word as it stands, anything else in quotes.
fn constant(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_.:-".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_read_as_the_notation_writes_them() {
        let paid = Condition::Field("支付", Test::Is("2"));
        let rich = Condition::Field("paid", Test::Above("0.50"));
        let text = Condition::Field("tid", Test::OneOf(&["甲 乙", "A-1"]));
        for (written, model) in [
            ("支付 = 2 and (paid > 0.50 or 支付 = 2)", Condition::All(&[paid, Condition::Any(&[rich, paid])])),
            ("paid > 0.50 or 支付 = 2 and paid > 0.50", Condition::Any(&[rich, Condition::All(&[paid, rich])])),
            ("not (支付 = 2 and paid > 0.50)", Condition::Not(&Condition::All(&[paid, rich]))),
            ("not 支付 = 2", Condition::Not(&paid)),
            ("tid in [\"甲 乙\", A-1]", text),
        ] {
            assert_eq!(condition(&model), written);
        }
    }
}
