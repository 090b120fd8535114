//! The filters of templates: their names, their arguments, what they take and what they give.

use crate::{Asymmetric, Base64, Escape, Filter, Hash, Input, Offset, Percent, TextUnit};

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

/// Every filter as it is written, with an example of its arguments, and what it makes: for the legend and the schema.
/// Filters that stand together and make the same come together.
pub fn usages() -> Vec<(Vec<String>, &'static str)> {
    let mut groups: Vec<(Vec<String>, &str)> = Vec::new();
    for word in FILTERS {
        let usage = match word.takes {
            Takes::Nothing(..) => word.name.to_owned(),
            Takes::Mac(_) | Takes::Sign(_) => format!("{}(key)", word.name),
            Takes::Input => format!("{}('x')", word.name),
            Takes::More(_, example) => example.to_owned(),
        };
        match groups.last_mut() {
            // Only neighbours are joined: the order of the table is the order of the legend.
            Some((usages, means)) if *means == word.means => usages.push(usage),
            _ => groups.push((vec![usage], word.means)),
        }
    }
    groups
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
    /// Texts, words and numbers: the filter with some, and an example of how they are written.
    More(Filter<'static>, &'static str),
}

const fn to_bytes(filter: Filter<'static>) -> Takes {
    Takes::Nothing(filter, From::Either, Kind::Bytes)
}

const fn on_text(filter: Filter<'static>) -> Takes {
    Takes::Nothing(filter, From::Text, Kind::Text)
}

/// What the notation knows of a filter. The reader, the printer, the messages, the schema and the legend go by it.
pub(super) struct FilterWord {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// What it makes, in a sentence.
    means: &'static str,
}

const fn row(name: &'static str, takes: Takes, means: &'static str) -> FilterWord {
    FilterWord { name, takes, means }
}

const DIGEST: &str = "A digest of text or bytes, as bytes.";
const MAC: &str = "An HMAC under a key, which is a name or `'text'`, as bytes; a key made of several is a step before.";
const SIGNATURE: &str = "A signature under a private key, as bytes; `_der` writes it as ASN.1.";
const BASE64: &str = "Bytes as text; `nopad` leaves the `=` at the end out.";
const DECODED: &str = "The bytes that the text stands for.";

/// Every filter. What stands together with one sentence is one row of the legend.
pub(super) const FILTERS: &[FilterWord] = &[
    row("md5", to_bytes(Filter::Digest(Hash::Md5)), DIGEST),
    row("sha1", to_bytes(Filter::Digest(Hash::Sha1)), DIGEST),
    row("sha224", to_bytes(Filter::Digest(Hash::Sha224)), DIGEST),
    row("sha256", to_bytes(Filter::Digest(Hash::Sha256)), DIGEST),
    row("sha384", to_bytes(Filter::Digest(Hash::Sha384)), DIGEST),
    row("sha512", to_bytes(Filter::Digest(Hash::Sha512)), DIGEST),
    row("sha512_256", to_bytes(Filter::Digest(Hash::Sha512Half)), DIGEST),
    row("sm3", to_bytes(Filter::Digest(Hash::Sm3)), DIGEST),
    row("hmac_md5", Takes::Mac(Hash::Md5), MAC),
    row("hmac_sha1", Takes::Mac(Hash::Sha1), MAC),
    row("hmac_sha224", Takes::Mac(Hash::Sha224), MAC),
    row("hmac_sha256", Takes::Mac(Hash::Sha256), MAC),
    row("hmac_sha384", Takes::Mac(Hash::Sha384), MAC),
    row("hmac_sha512", Takes::Mac(Hash::Sha512), MAC),
    row("hmac_sha512_256", Takes::Mac(Hash::Sha512Half), MAC),
    row("hmac_sm3", Takes::Mac(Hash::Sm3), MAC),
    row("rsa_sha1", Takes::Sign(Asymmetric::RsaSha1), "A signature that is only verified, and no longer made."),
    row("rsa_sha256", Takes::Sign(Asymmetric::RsaSha256), SIGNATURE),
    row("rsa_sha384", Takes::Sign(Asymmetric::RsaSha384), SIGNATURE),
    row("rsa_sha512", Takes::Sign(Asymmetric::RsaSha512), SIGNATURE),
    row("rsa_pss_sha256", Takes::Sign(Asymmetric::RsaPssSha256), SIGNATURE),
    row("rsa_pss_sha384", Takes::Sign(Asymmetric::RsaPssSha384), SIGNATURE),
    row("rsa_pss_sha512", Takes::Sign(Asymmetric::RsaPssSha512), SIGNATURE),
    row("ecdsa_sha256", Takes::Sign(Asymmetric::EcdsaSha256), SIGNATURE),
    row("ecdsa_sha256_der", Takes::Sign(Asymmetric::EcdsaSha256Der), SIGNATURE),
    row("ecdsa_sha384", Takes::Sign(Asymmetric::EcdsaSha384), SIGNATURE),
    row("ecdsa_sha384_der", Takes::Sign(Asymmetric::EcdsaSha384Der), SIGNATURE),
    row("ed25519", Takes::Sign(Asymmetric::Ed25519), SIGNATURE),
    row(
        "crc32",
        Takes::Nothing(Filter::Crc32, From::Either, Kind::Text),
        "The CRC-32 of text or bytes, as decimal digits.",
    ),
    row("hex", Takes::Nothing(Filter::Hex, From::Bytes, Kind::Text), "Bytes to lower-case hex."),
    row("base64", Takes::More(Filter::Base64(Base64::STANDARD), "base64(nopad)"), BASE64),
    row("base64url", Takes::More(Filter::Base64(Base64 { url: true, padded: true }), "base64url(nopad)"), BASE64),
    row("unhex", Takes::Nothing(Filter::Unhex, From::Text, Kind::Decoded), DECODED),
    row("unbase64", Takes::Nothing(Filter::Unbase64, From::Text, Kind::Decoded), DECODED),
    row("lower", on_text(Filter::Lower), "ASCII letters in lower case."),
    row("upper", on_text(Filter::Upper), "ASCII letters in upper case."),
    row(
        "snake",
        on_text(Filter::Snake),
        "`skuList` and `SKU-List` become `sku_list`; digits and Chinese stay in their word.",
    ),
    row("trim", on_text(Filter::Trim), "Without white space at both ends."),
    row("collapse", on_text(Filter::Collapse), "Each run of white space becomes one space."),
    row(
        "slice",
        Takes::More(Filter::Slice(0, None), "slice(0, 16)"),
        "From one character (of the body: byte) to before another or to the end; negative ones count from the end.",
    ),
    row(
        "replace",
        Takes::More(Filter::Replace("", ""), "replace('+', '%20')"),
        "The other text wherever this one stands.",
    ),
    row("remove", Takes::More(Filter::Remove(""), "remove('.,')"), "Without these characters."),
    row(
        "radix",
        Takes::More(Filter::Radix(10), "radix(16)"),
        "A whole number in decimal digits, written to this base.",
    ),
    row(
        "split",
        Takes::More(Filter::Split("", 0), "split(':', 0)"),
        "Of the parts between separators the one of this number, from 0 on; negative ones count from the end.",
    ),
    row(
        "before",
        Takes::More(Filter::Before(""), "before('?')"),
        "This text is added before it; to nothing, nothing is added.",
    ),
    row(
        "after",
        Takes::More(Filter::After(""), "after('&')"),
        "This text is added after it; to nothing, nothing is added.",
    ),
    row("or", Takes::Input, "The other value if this one is empty."),
    row(
        "json",
        Takes::More(Filter::Json(Escape::Minimal), "json(ascii)"),
        "Text as a JSON string, everything outside ASCII escaped or not; what is JSON already, such as a number, stays.",
    ),
    row(
        "json_sorted",
        on_text(Filter::JsonSorted),
        "A JSON document without white space, its members sorted by name at every depth.",
    ),
    row("normal_path", on_text(Filter::NormalPath), "A path without `.`, `..` and empty segments."),
    row(
        "percent",
        Takes::More(Filter::Percent(Percent::URI), "percent('/')"),
        "Percent-encoded as in RFC 3986; the characters in quotes stay as well, `lower` is for the hex digits.",
    ),
    row(
        "form",
        Takes::More(Filter::Percent(Percent::FORM), "form('!()', lower)"),
        "Percent-encoded as in HTML forms, likewise; as here, it is what .NET does.",
    ),
    row("unpercent", on_text(Filter::Unpercent), "Percent-encoded text, decoded."),
    row(
        "utf8",
        Takes::Nothing(Filter::Utf8, From::Either, Kind::Text),
        "The UTF-8 bytes of text; of the body's and decoded bytes, the text that they hold.",
    ),
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
    FILTERS.iter().find(|word| word.name == name).map(|word| word.takes)
}

/// Adds a filter that takes an input.
pub(super) fn apply_input<'m>(
    value: &mut Value<'m>,
    name: Located<'_>,
    input: Option<Input<'m>>,
) -> Result<(), Diagnostic> {
    // The kind is taken out: a value whose filter failed has none, and what follows it is not told of as well.
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
        // The argument is refused rather than ignored: `md5(16)` would look as if it cut the digest.
        Some(Takes::Nothing(filter, from, gives)) => match arguments.first() {
            Some(first) => return Err(bad(first.text.span, format!("`{}` takes no argument", name.text))),
            None => (filter, from, gives),
        },
        Some(Takes::More(filter, example)) => {
            let made = with_arguments(name, filter, arguments, kind, arena)?;
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
        // `hex` of text would sign the digits of another alphabet without anybody noticing; the bytes are asked for
        // by name.
        From::Bytes if kind == Some(Kind::Text) => {
            let message = format!("`{}` takes bytes, and this is text", name.text);
            return Err(Diagnostic::error(Code::TextAndBytes, name.span, message)
                .help(format!("add `| utf8` before `| {}`", name.text)));
        }
        From::Bytes | From::Either => {}
    }
    // `utf8` makes bytes of text, and text of what holds text.
    let gives = match (filter, kind) {
        // A digest holds no text: its bytes are seldom UTF-8, and then the call would fail only at run time.
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
            let close = suggest::closest(other, FILTERS.iter().map(|word| word.name));
            let all = || FILTERS.iter().map(|word| format!("`{}`", word.name)).collect::<Vec<_>>().join(", ");
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
