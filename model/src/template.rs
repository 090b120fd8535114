//! Templates: text with placeholders, what a placeholder may take in, and the filters that change it on its way.

use super::Offset;

/// Text with placeholders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template<'m>(pub &'m [Part<'m>]);

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'m> {
    /// Text as it stands.
    Text(&'m str),
    /// A value, through filters from left to right.
    Value(Input<'m>, &'m [Filter<'m>]),
}

/// What a template may take in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input<'m> {
    /// A text of the scheme itself.
    Text(&'m str),
    /// A credential or a part of one, by the vendor's own name.
    Credential(&'m str),
    /// A parameter as it is sent; empty when it is not.
    Param(&'m str),
    /// A query field as it is sent.
    Query(&'m str),
    /// A form field as it is sent.
    Form(&'m str),
    /// A header as it is sent.
    Header(&'m str),
    /// What stands at a path such as `data.id` in a JSON body.
    Json(&'m str),
    /// A value of the scheme, the endpoint or the call.
    Var(&'m str),
    /// An earlier step.
    Step(&'m str),
    /// The body's exact bytes.
    Body,
    /// The URL's query as it is sent, encoded, without what carries the signature.
    QueryString,
    /// The signing time. A clock filter makes text of it.
    Clock,
    /// A fresh random text.
    Nonce,
    /// The endpoint's wire name.
    Endpoint,
    /// The environment's address.
    Environment,
    /// The HTTP verb.
    Verb,
    /// `http` or `https`.
    Scheme,
    /// The host, with its port where it is not the scheme's own.
    Host,
    /// The path, encoded as it is sent.
    Path,
    /// The whole address with its query, as it is sent, without what carries the signature.
    Url,
    /// `json` or `xml`: the format of the body and of the answer.
    Format,
    /// The signature. Only in what is sent, and in later steps.
    Signature,
    /// The key of an item.
    Key,
    /// The value of an item.
    Value,
}

/// A change to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter<'m> {
    /// The number of units, as decimal digits (`.len`, `.len(utf16)`).
    Len(TextUnit),
    /// Left-padded with `0` to at least this width (`:04`).
    Pad(u8),
    /// Lower case (ASCII).
    Lower,
    /// Upper case (ASCII).
    Upper,
    /// Words apart by `_`, in lower case (ASCII): `itemCount` and `Item-Count` are `item_count`.
    Snake,
    /// Without white space at the ends.
    Trim,
    /// Each run of white space as one space.
    Collapse,
    /// From one place up to another, in characters, or in bytes of bytes; negative places count from the end.
    Slice(i32, Option<i32>),
    /// Every occurrence of a text replaced by another.
    Replace(&'m str, &'m str),
    /// Without any of these characters.
    Remove(&'m str),
    /// One of the parts between a separator; negative ones count from the end; empty when there is none.
    Split(&'m str, i32),
    /// A text put before it, unless it is empty.
    Before(&'m str),
    /// A text put behind it, unless it is empty.
    After(&'m str),
    /// Another value in its place if it is empty.
    Or(Input<'m>),
    /// A text as a JSON string, quotes included; with everything outside ASCII escaped, or not.
    Json(super::Escape),
    /// A JSON document without white space, its members sorted by name at every depth.
    JsonSorted,
    /// A path without `.`, `..` and empty segments.
    NormalPath,
    /// Text to its UTF-8 bytes, and the body's or decoded bytes to text.
    Utf8,
    /// Bytes to lower-case hex.
    Hex,
    /// Bytes to base64.
    Base64(Base64),
    /// Hex to bytes.
    Unhex,
    /// Base64 of either alphabet, padded or not, to bytes.
    Unbase64,
    /// Percent-encoded text decoded.
    Unpercent,
    /// Percent-encoded.
    Percent(Percent<'m>),
    /// A digest of text or bytes; gives bytes.
    Digest(Hash),
    /// An HMAC under this key; gives bytes.
    Hmac(Hash, Input<'m>),
    /// A signature under this private key, which its public half verifies; gives bytes.
    Sign(Asymmetric, Input<'m>),
    /// The CRC-32 of text or bytes, as decimal digits.
    Crc32,
    /// A whole number in decimal digits, written to this base with lower-case letters.
    Radix(u8),
    /// The clock as seconds since 1970-01-01 UTC, less this many.
    Unix(i64),
    /// The clock as milliseconds since 1970-01-01 UTC, less this many.
    UnixMs(i64),
    /// The clock as `yyyy-MM-dd HH:mm:ss` on the platform's wall clock.
    Local,
    /// The clock in this pattern, on the wall clock of this zone or of the platform.
    Format(&'m str, Option<Offset>),
}

impl<'m> Filter<'m> {
    /// The key that it takes.
    pub fn key(&self) -> Option<Input<'m>> {
        match *self {
            Self::Hmac(_, key) | Self::Sign(_, key) => Some(key),
            _ => None,
        }
    }

    /// Whether nobody can tell from its result what it was made of.
    pub fn is_one_way(&self) -> bool {
        matches!(self, Self::Digest(_) | Self::Hmac(..) | Self::Sign(..) | Self::Crc32)
    }
}

/// A signature that another key verifies than the one that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asymmetric {
    /// RSA, PKCS #1 v1.5 over SHA-1: verified, and no longer made.
    RsaSha1,
    /// RSA, PKCS #1 v1.5 over SHA-256.
    RsaSha256,
    /// RSA, PKCS #1 v1.5 over SHA-384.
    RsaSha384,
    /// RSA, PKCS #1 v1.5 over SHA-512.
    RsaSha512,
    /// RSA-PSS over SHA-256, with a salt of that length.
    RsaPssSha256,
    /// RSA-PSS over SHA-384, likewise.
    RsaPssSha384,
    /// RSA-PSS over SHA-512, likewise.
    RsaPssSha512,
    /// ECDSA on P-256 over SHA-256, its two numbers side by side.
    EcdsaSha256,
    /// The same as ASN.1 writes the two numbers.
    EcdsaSha256Der,
    /// ECDSA on P-384 over SHA-384, its two numbers side by side.
    EcdsaSha384,
    /// The same as ASN.1 writes the two numbers.
    EcdsaSha384Der,
    /// Ed25519.
    Ed25519,
}

/// A digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/256.
    Sha512Half,
    /// SM3.
    Sm3,
}

/// A kind of base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base64 {
    /// `-` and `_` for `+` and `/`.
    pub url: bool,
    /// Padded with `=`.
    pub padded: bool,
}

impl Base64 {
    /// The usual one: `+`, `/`, padded.
    pub const STANDARD: Self = Self { url: false, padded: true };
}

/// How text is percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent<'m> {
    /// As in HTML forms: a space is `+`, and letters, digits and `*-._` stay. Otherwise as in RFC 3986: letters,
    /// digits and `-._~` stay.
    pub form: bool,
    /// What else stays.
    pub keep: &'m str,
    /// Whether the hex digits are in lower case.
    pub lower: bool,
}

impl Percent<'_> {
    /// RFC 3986.
    pub const URI: Percent<'static> = Percent { form: false, keep: "", lower: false };
    /// HTML forms.
    pub const FORM: Percent<'static> = Percent { form: true, keep: "", lower: false };
}

/// What a length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUnit {
    /// Unicode code points.
    Chars,
    /// UTF-8 bytes.
    Bytes,
    /// UTF-16 code units.
    Utf16,
}
