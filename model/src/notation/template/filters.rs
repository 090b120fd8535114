//! The filters of templates: their names, their arguments, what they take and what they give.

use crate::{Asymmetric, Filter, Hash, Input, Offset, TextUnit};

use super::arguments::{Argument, From, bad, with_arguments};
use super::{Kind, Value};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::Arena;
use crate::notation::cursor::quoted;
use crate::notation::suggest;
use crate::notation::suggest::unknown_word;
use crate::notation::zone::distance;

/// Every filter as it is written, with an example of its arguments: for the legend and the schema.
pub fn usages() -> impl Iterator<Item = String> {
    FILTERS.iter().map(|(name, takes)| match takes {
        Takes::Nothing(..) => (*name).to_owned(),
        Takes::Mac(_) | Takes::Sign(_) => format!("{name}(key)"),
        Takes::Input => format!("{name}('x')"),
        Takes::More(example) => (*example).to_owned(),
    })
}

/// What stands in the brackets of a filter.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    /// Nothing: the filter, what it is made from and what it gives.
    Nothing(Filter<'static>, From, Kind),
    /// A key, under which it makes an HMAC.
    Mac(Hash),
    /// A private key, under which it makes a signature.
    Sign(Asymmetric),
    /// Any input.
    Input,
    /// Texts, words and numbers; an example shows them.
    More(&'static str),
}

const fn to_bytes(filter: Filter<'static>) -> Takes {
    Takes::Nothing(filter, From::Either, Kind::Bytes)
}

const fn on_text(filter: Filter<'static>) -> Takes {
    Takes::Nothing(filter, From::Text, Kind::Text)
}

pub(super) const FILTERS: &[(&str, Takes)] = &[
    ("md5", to_bytes(Filter::Digest(Hash::Md5))),
    ("sha1", to_bytes(Filter::Digest(Hash::Sha1))),
    ("sha224", to_bytes(Filter::Digest(Hash::Sha224))),
    ("sha256", to_bytes(Filter::Digest(Hash::Sha256))),
    ("sha384", to_bytes(Filter::Digest(Hash::Sha384))),
    ("sha512", to_bytes(Filter::Digest(Hash::Sha512))),
    ("sha512_256", to_bytes(Filter::Digest(Hash::Sha512Half))),
    ("sm3", to_bytes(Filter::Digest(Hash::Sm3))),
    ("hmac_md5", Takes::Mac(Hash::Md5)),
    ("hmac_sha1", Takes::Mac(Hash::Sha1)),
    ("hmac_sha224", Takes::Mac(Hash::Sha224)),
    ("hmac_sha256", Takes::Mac(Hash::Sha256)),
    ("hmac_sha384", Takes::Mac(Hash::Sha384)),
    ("hmac_sha512", Takes::Mac(Hash::Sha512)),
    ("hmac_sha512_256", Takes::Mac(Hash::Sha512Half)),
    ("hmac_sm3", Takes::Mac(Hash::Sm3)),
    ("rsa_sha1", Takes::Sign(Asymmetric::RsaSha1)),
    ("rsa_sha256", Takes::Sign(Asymmetric::RsaSha256)),
    ("rsa_sha384", Takes::Sign(Asymmetric::RsaSha384)),
    ("rsa_sha512", Takes::Sign(Asymmetric::RsaSha512)),
    ("rsa_pss_sha256", Takes::Sign(Asymmetric::RsaPssSha256)),
    ("rsa_pss_sha384", Takes::Sign(Asymmetric::RsaPssSha384)),
    ("rsa_pss_sha512", Takes::Sign(Asymmetric::RsaPssSha512)),
    ("ecdsa_sha256", Takes::Sign(Asymmetric::EcdsaSha256)),
    ("ecdsa_sha256_der", Takes::Sign(Asymmetric::EcdsaSha256Der)),
    ("ecdsa_sha384", Takes::Sign(Asymmetric::EcdsaSha384)),
    ("ecdsa_sha384_der", Takes::Sign(Asymmetric::EcdsaSha384Der)),
    ("ed25519", Takes::Sign(Asymmetric::Ed25519)),
    ("crc32", Takes::Nothing(Filter::Crc32, From::Either, Kind::Text)),
    ("hex", Takes::Nothing(Filter::Hex, From::Bytes, Kind::Text)),
    ("base64", Takes::More("base64(nopad)")),
    ("base64url", Takes::More("base64url(nopad)")),
    ("unhex", Takes::Nothing(Filter::Unhex, From::Text, Kind::Decoded)),
    ("unbase64", Takes::Nothing(Filter::Unbase64, From::Text, Kind::Decoded)),
    ("lower", on_text(Filter::Lower)),
    ("upper", on_text(Filter::Upper)),
    ("snake", on_text(Filter::Snake)),
    ("trim", on_text(Filter::Trim)),
    ("collapse", on_text(Filter::Collapse)),
    ("slice", Takes::More("slice(0, 16)")),
    ("replace", Takes::More("replace('+', '%20')")),
    ("remove", Takes::More("remove('.,')")),
    ("radix", Takes::More("radix(16)")),
    ("split", Takes::More("split(':', 0)")),
    ("before", Takes::More("before('?')")),
    ("after", Takes::More("after('&')")),
    ("or", Takes::Input),
    ("json", Takes::More("json(ascii)")),
    ("json_sorted", on_text(Filter::JsonSorted)),
    ("normal_path", on_text(Filter::NormalPath)),
    ("percent", Takes::More("percent('/')")),
    ("form", Takes::More("form('!()', lower)")),
    ("unpercent", on_text(Filter::Unpercent)),
    ("utf8", Takes::Nothing(Filter::Utf8, From::Either, Kind::Text)),
];

/// What a length counts.
pub(super) const UNITS: [(&str, TextUnit); 3] =
    [("characters", TextUnit::Chars), ("bytes", TextUnit::Bytes), ("utf16", TextUnit::Utf16)];

/// What the reader of templates must know of a filter before it reads the arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// There is no such filter.
    Unknown,
    /// An input, such as a key.
    Input,
    /// Anything else.
    Arguments,
}

pub(super) fn wants(name: &str) -> Wants {
    match find(name) {
        None => Wants::Unknown,
        Some(Takes::Mac(_) | Takes::Sign(_) | Takes::Input) => Wants::Input,
        Some(_) => Wants::Arguments,
    }
}

fn find(name: &str) -> Option<Takes> {
    FILTERS.iter().find(|(known, _)| *known == name).map(|(_, takes)| *takes)
}

/// Adds a filter that takes an input.
pub(super) fn apply_input<'m>(
    value: &mut Value<'m>,
    name: Located<'_>,
    input: Option<Input<'m>>,
) -> Result<(), Diagnostic> {
    let kind = value.kind.take();
    let Some(input) = input else {
        let (what, example) = match find(name.text) {
            Some(Takes::Mac(_) | Takes::Sign(_)) => ("a key", "(credential.…)`; an earlier step may be the key too"),
            _ => ("a value for when there is none", "('…')` or name an input"),
        };
        let message = format!("`{}` needs {what}", name.text);
        return Err(
            Diagnostic::error(Code::BadTemplate, name.span, message).help(format!("write `{}{example}", name.text))
        );
    };
    let (filter, gives) = match find(name.text) {
        Some(Takes::Mac(hash)) => (Filter::Hmac(hash, input), Kind::Bytes),
        Some(Takes::Sign(how)) => (Filter::Sign(how, input), Kind::Bytes),
        _ => {
            take_text(value, kind, name)?;
            (Filter::Or(input), Kind::Text)
        }
    };
    value.filters.push(filter);
    value.kind = Some(gives);
    Ok(())
}

/// Adds any other filter.
pub(super) fn apply<'m>(
    value: &mut Value<'m>,
    name: Located<'_>,
    arguments: &[Argument<'_>],
    arena: impl Arena<'m>,
) -> Result<(), Diagnostic> {
    let kind = value.kind.take();
    let (filter, from, gives) = match find(name.text) {
        Some(Takes::Nothing(filter, from, gives)) => match arguments.first() {
            Some(first) => return Err(bad(first.text.span, format!("`{}` takes no argument", name.text))),
            None => (filter, from, gives),
        },
        Some(Takes::More(example)) => {
            let made = with_arguments(name, arguments, kind, arena)?;
            made.ok_or_else(|| {
                let message = format!("these are no arguments of `{}`", name.text);
                let span = arguments.first().map_or(name.span, |first| first.text.span);
                bad(span, message).help(format!("write `{example}`"))
            })?
        }
        _ => return Err(unknown(name)),
    };
    match from {
        From::Text => take_text(value, kind, name)?,
        From::Bytes if kind == Some(Kind::Text) => {
            let message = format!("`{}` takes bytes, and this is text", name.text);
            return Err(Diagnostic::error(Code::TextAndBytes, name.span, message)
                .help(format!("add `| utf8` before `| {}`", name.text)));
        }
        From::Bytes | From::Either => {}
    }
    // `utf8` makes bytes of text, and text of what holds text.
    let gives = match (filter, kind) {
        (Filter::Utf8, Some(Kind::Bytes)) => return Err(not_text(name)),
        // The body is either already, and stays so.
        (Filter::Utf8, Some(Kind::TextBytes)) => {
            value.kind = kind;
            return Ok(());
        }
        (Filter::Utf8, Some(Kind::Decoded)) => Kind::Text,
        (Filter::Utf8, _) => Kind::Bytes,
        _ => gives,
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
        take_text(value, kind, name)?;
    }
    value.filters.push(Filter::Len(unit));
    Ok(())
}

/// Adds `:04`.
pub(super) fn pad(value: &mut Value<'_>, width: u8, place: Located<'_>) -> Result<(), Diagnostic> {
    let kind = value.kind.replace(Kind::Text);
    take_text(value, kind, place)?;
    value.filters.push(Filter::Pad(width));
    Ok(())
}

/// The unit of `.len(unit)`.
pub(super) fn unit(word: Located<'_>) -> Result<TextUnit, Diagnostic> {
    let unit = UNITS.iter().find(|(unit, _)| *unit == word.text).map(|(_, unit)| *unit);
    unit.ok_or_else(|| unknown_word(word, &UNITS.map(|(unit, _)| unit)))
}

/// The zone of a clock: `utc`, or a distance from it.
pub(super) fn zone(argument: Argument<'_>) -> Result<Offset, Diagnostic> {
    let zone = if argument.text.text == "utc" { Some(Offset::UTC) } else { distance(argument.text.text) };
    zone.ok_or_else(|| {
        bad(argument.text.span, format!("{} is no zone", quoted(argument.text.text)))
            .help("a zone is `utc` or a distance from it: `'+08:00'`; left out, it is the platform's")
    })
}

/// A filter the notation does not have.
pub(super) fn unknown(name: Located<'_>) -> Diagnostic {
    let help = match name.text {
        "unix" | "unix_ms" | "local" | "format" => {
            format!("the clock's form belongs to its name: `{{clock.{}}}`", name.text)
        }
        "len" | "length" => "a length belongs to the name: `{value.len}`, `{value.len(bytes)}`".to_owned(),
        "url" | "urlencode" => "`percent` encodes as RFC 3986, `form` as HTML forms do".to_owned(),
        "string" => "`utf8` makes bytes of text; `hex` and `base64` make text of bytes".to_owned(),
        other => {
            let close = suggest::closest(other, FILTERS.iter().map(|(known, _)| *known));
            let all = || FILTERS.iter().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", ");
            close.map_or_else(|| format!("known here: {}", all()), |close| format!("did you mean `{close}`?"))
        }
    };
    Diagnostic::error(Code::UnknownFilter, name.span, format!("unknown filter {}", quoted(name.text))).help(help)
}

/// The value becomes text where it can: the bytes of text do.
fn take_text(value: &mut Value<'_>, kind: Option<Kind>, name: Located<'_>) -> Result<(), Diagnostic> {
    match kind {
        Some(Kind::Bytes) => return Err(not_text(name)),
        Some(Kind::Decoded) => {
            let message = format!("{} takes text, and these are decoded bytes", quoted(name.text));
            return Err(
                Diagnostic::error(Code::TextAndBytes, name.span, message).help("if they hold text, add `| utf8`")
            );
        }
        Some(Kind::TextBytes) => value.filters.push(Filter::Utf8),
        Some(Kind::Text) | None => {}
    }
    Ok(())
}

fn not_text(name: Located<'_>) -> Diagnostic {
    let message = format!("{} takes text, and these are bytes", quoted(name.text));
    Diagnostic::error(Code::TextAndBytes, name.span, message).help("add `| hex` or `| base64` before it")
}
