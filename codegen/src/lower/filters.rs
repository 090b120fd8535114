//! The filters of templates: their names, what they take and what they give.

use signwright_runtime::model::{Filter, Input, TextUnit};

use super::cursor::quoted;
use super::rows::unknown_word;
use super::template::{Kind, Value};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::specs::Located;
use crate::suggest;

const FILTERS: &[&str] = &[
    "md5",
    "sha1",
    "sha256",
    "hmac_md5",
    "hmac_sha1",
    "hmac_sha256",
    "hex",
    "base64",
    "lower",
    "upper",
    "trim",
    "percent",
    "form",
    "utf8",
];

/// Whether there is a filter of this name.
pub(super) fn exists(name: &str) -> bool {
    FILTERS.contains(&name)
}

/// Whether a filter takes a key.
pub(super) fn takes_key(name: &str) -> bool {
    exists(name) && name.starts_with("hmac_")
}

/// Adds a filter to a value.
pub(super) fn apply<'m>(value: &mut Value<'m>, name: Located<'_>, key: Option<Input<'m>>) -> Result<(), Diagnostic> {
    let kind = value.kind.take();
    if takes_key(name.text) && key.is_none() {
        let message = format!("`{}` needs a key", name.text);
        return Err(Diagnostic::error(Code::BadTemplate, name.span, message)
            .help(format!("write `{}(credential.…)`; an earlier step may be the key too", name.text)));
    }
    let (filter, gives) = match (name.text, key) {
        ("md5", None) => (Filter::Md5, Kind::Bytes),
        ("sha1", None) => (Filter::Sha1, Kind::Bytes),
        ("sha256", None) => (Filter::Sha256, Kind::Bytes),
        ("hmac_md5", Some(key)) => (Filter::HmacMd5(key), Kind::Bytes),
        ("hmac_sha1", Some(key)) => (Filter::HmacSha1(key), Kind::Bytes),
        ("hmac_sha256", Some(key)) => (Filter::HmacSha256(key), Kind::Bytes),
        ("percent", None) => (Filter::Percent, Kind::Text),
        ("form", None) => (Filter::FormEncode, Kind::Text),
        ("hex", None) => (from_bytes(kind, name, Filter::Hex)?, Kind::Text),
        ("base64", None) => (from_bytes(kind, name, Filter::Base64)?, Kind::Text),
        ("lower", None) => (from_text(value, kind, name, Filter::Lower)?, Kind::Text),
        ("upper", None) => (from_text(value, kind, name, Filter::Upper)?, Kind::Text),
        ("trim", None) => (from_text(value, kind, name, Filter::Trim)?, Kind::Text),
        ("utf8", None) => match kind {
            Some(Kind::Bytes) => return Err(not_text(name)),
            Some(Kind::TextBytes) => (Filter::Utf8, Kind::Text),
            Some(Kind::Text) | None => (Filter::Utf8, Kind::Bytes),
        },
        _ => return Err(unknown(name)),
    };
    value.filters.push(filter);
    // A value of unknown kind was told already; what a filter makes of it is known again.
    value.kind = Some(gives);
    Ok(())
}

/// Adds `.len`.
pub(super) fn length(value: &mut Value<'_>, unit: TextUnit, name: Located<'_>) -> Result<(), Diagnostic> {
    let kind = value.kind.replace(Kind::Text);
    if unit != TextUnit::Bytes {
        from_text(value, kind, name, Filter::Utf8)?;
    }
    value.filters.push(Filter::Len(unit));
    Ok(())
}

/// Adds `:04`.
pub(super) fn pad(value: &mut Value<'_>, width: u8, place: Located<'_>) -> Result<(), Diagnostic> {
    let kind = value.kind.replace(Kind::Text);
    let filter = from_text(value, kind, place, Filter::Pad(width))?;
    value.filters.push(filter);
    Ok(())
}

/// The unit of `.len(unit)`.
pub(super) fn unit(word: Located<'_>) -> Result<TextUnit, Diagnostic> {
    match word.text {
        "characters" => Ok(TextUnit::Chars),
        "bytes" => Ok(TextUnit::Bytes),
        "utf16" => Ok(TextUnit::Utf16),
        _ => Err(unknown_word(word, &["characters", "bytes", "utf16"])),
    }
}

/// A filter the notation does not have.
pub(super) fn unknown(name: Located<'_>) -> Diagnostic {
    let help = match name.text {
        "unix" | "unix_ms" | "local" => format!("the clock's form belongs to its name: `{{clock.{}}}`", name.text),
        "len" | "length" => "a length belongs to the name: `{value.len}`, `{value.len(bytes)}`".to_owned(),
        "url" | "urlencode" => "`percent` encodes as RFC 3986, `form` as HTML forms do".to_owned(),
        "string" => "`utf8` makes bytes of text; `hex` and `base64` make text of bytes".to_owned(),
        other => suggest::help(other, FILTERS.iter().copied()),
    };
    Diagnostic::error(Code::UnknownFilter, name.span, format!("unknown filter {}", quoted(name.text))).help(help)
}

fn from_bytes<'m>(kind: Option<Kind>, name: Located<'_>, filter: Filter<'m>) -> Result<Filter<'m>, Diagnostic> {
    if kind != Some(Kind::Text) {
        return Ok(filter);
    }
    let message = format!("`{}` takes bytes, and this is text", name.text);
    Err(Diagnostic::error(Code::TextAndBytes, name.span, message)
        .help(format!("add `| utf8` before `| {}`", name.text)))
}

/// A filter over text; the bytes of text become text first.
fn from_text<'m>(
    value: &mut Value<'m>,
    kind: Option<Kind>,
    name: Located<'_>,
    filter: Filter<'m>,
) -> Result<Filter<'m>, Diagnostic> {
    match kind {
        Some(Kind::Bytes) => return Err(not_text(name)),
        Some(Kind::TextBytes) => value.filters.push(Filter::Utf8),
        Some(Kind::Text) | None => {}
    }
    Ok(filter)
}

fn not_text(name: Located<'_>) -> Diagnostic {
    let message = format!("{} takes text, and these are bytes", quoted(name.text));
    Diagnostic::error(Code::TextAndBytes, name.span, message).help("add `| hex` or `| base64` before it")
}
