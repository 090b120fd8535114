//! How requests are signed, as data: named steps of templates over the request, the credentials and the clock.

/// A scheme. The signature goes where a common parameter's template says `{signature}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signing<'m> {
    /// The steps in order; the last one is the signature. A step may use those before it.
    pub steps: &'m [Step<'m>],
}

/// A named step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'m> {
    /// Its name, such as `canonical` or `string_to_sign`.
    pub name: &'m str,
    /// What it computes.
    pub body: StepBody<'m>,
}

/// What a step computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepBody<'m> {
    /// A template.
    Template(Template<'m>),
    /// One item for each pair of a map, sorted and joined.
    Items {
        /// The pairs.
        over: &'m [Over<'m>],
        /// Their order.
        sort: SortBy,
        /// Names left out.
        except: &'m [&'m str],
        /// Whether pairs with an empty value are left out.
        drop_empty: bool,
        /// The template of one item; [`Input::Key`] and [`Input::Value`] exist only here.
        each: Template<'m>,
        /// Between two items.
        join: &'m str,
    },
}

/// A source of pairs. The parameter that carries the signature is never among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over<'m> {
    /// Every parameter: the platform's common ones, and the business ones where they are parameters too.
    Params,
    /// The query of the URL.
    Query,
    /// The form fields of the body.
    Form,
    /// The headers, names as given.
    Headers,
    /// One more pair that does not travel as a parameter.
    Pair(&'m str, Template<'m>),
}

/// The order of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// As they come.
    None,
    /// By key, bytewise; equal keys keep their order.
    Key,
    /// By key, then by value, bytewise.
    Pair,
    /// By value, bytewise.
    Value,
    /// By the finished item, bytewise.
    Item,
    /// By key without regard to ASCII case.
    KeyIgnoringCase,
}

/// Text with holes.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input<'m> {
    /// A credential or a part of one, by the vendor's own name.
    Credential(&'m str),
    /// A parameter as it is sent; empty when it is not.
    Param(&'m str),
    /// A query field as it is sent.
    Query(&'m str),
    /// A header as it is sent.
    Header(&'m str),
    /// A value of the endpoint or the call.
    Var(&'m str),
    /// An earlier step.
    Step(&'m str),
    /// The body's exact bytes.
    Body,
    /// The moment of the request. A clock filter makes text of it.
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
    /// The path.
    Path,
    /// `json` or `xml`: the format of the body and of the answer.
    Format,
    /// The signature: the last step. Only in common parameters.
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
    /// Without white space at the ends.
    Trim,
    /// Text to its UTF-8 bytes, and the body's bytes to text.
    Utf8,
    /// Bytes to lower-case hex.
    Hex,
    /// Bytes to padded standard base64.
    Base64,
    /// Percent-encoded by RFC 3986: everything but letters, digits and `-._~`.
    Percent,
    /// Percent-encoded as in HTML forms.
    FormEncode,
    /// MD5 of text or bytes; gives bytes.
    Md5,
    /// SHA-1 of text or bytes; gives bytes.
    Sha1,
    /// SHA-256 of text or bytes; gives bytes.
    Sha256,
    /// HMAC-SHA-1 under this key; gives bytes.
    HmacSha1(Input<'m>),
    /// HMAC-SHA-256 under this key; gives bytes.
    HmacSha256(Input<'m>),
    /// HMAC-MD5 under this key; gives bytes.
    HmacMd5(Input<'m>),
    /// The clock as seconds since 1970-01-01 UTC, less this many.
    Unix(i64),
    /// The clock as milliseconds since 1970-01-01 UTC.
    UnixMs,
    /// The clock as `yyyy-MM-dd HH:mm:ss` on the platform's wall clock.
    Local,
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
