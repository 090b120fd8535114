//! A platform: what all its endpoints share.

use super::{Endpoint, ErrorEntry, Rate, Refusals, Reply, Signing, Template, TestCredential, Token};

/// A platform and its endpoints. Apart, so that a program that calls one endpoint links one table.
#[derive(Clone, Copy, Debug)]
pub struct Api<'m> {
    /// What the endpoints share.
    pub platform: &'m Platform<'m>,
    /// The endpoints in the order of their names.
    pub endpoints: &'m [&'m Endpoint<'m>],
}

/// What all endpoints of a vendor's platform share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Platform<'m> {
    /// The folder's name, such as `acme-shop`.
    pub name: &'m str,
    /// The vendor's title.
    pub title: &'m str,
    /// The vendor's page.
    pub docs: &'m str,
    /// The zone of the platform's wall clock.
    pub zone: Offset,
    /// Where it can be reached.
    pub environments: &'m [Environment<'m>],
    /// What a caller must have.
    pub credentials: &'m [Credential<'m>],
    /// The parameters that every call carries, and those of a class of endpoints.
    pub common: Common<'m>,
    /// The classes of its endpoints, each with common parameters of its own; none where all endpoints are alike.
    pub classes: &'m [Class<'m>],
    /// How a request travels.
    pub wire: Wire<'m>,
    /// How a request is signed.
    pub signing: Signing<'m>,
    /// How far the caller's clock may be off.
    pub clock: Option<Clock<'m>>,
    /// How often calls may be made.
    pub rates: &'m [Rate<'m>],
    /// How an answer is read.
    pub reply: Reply<'m>,
    /// The platform's error codes.
    pub errors: &'m [ErrorEntry<'m>],
    /// How the sandbox refuses.
    pub refusals: Refusals<'m>,
    /// The sandbox's own credentials.
    pub test_credentials: &'m [TestCredential<'m>],
}

/// A fixed distance from UTC, in minutes east.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Offset(pub i16);

impl Offset {
    /// UTC itself.
    pub const UTC: Self = Self(0);

    /// Whole hours east of UTC.
    pub const fn hours(hours: i8) -> Self {
        Self(hours as i16 * 60)
    }

    /// Seconds east of UTC.
    pub const fn seconds(self) -> i64 {
        self.0 as i64 * 60
    }
}

/// An address of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Environment<'m> {
    /// Such as `production` or `test`.
    pub name: &'m str,
    /// The address, as [`super::Input::Environment`] gives it.
    pub url: &'m str,
    /// The vendor's title.
    pub title: &'m str,
}

/// Something a caller must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credential<'m> {
    /// The vendor's own name, such as `appsecret`.
    pub name: &'m str,
    /// The vendor's title.
    pub title: &'m str,
    /// Never printed.
    pub secret: bool,
    /// May be left out.
    pub optional: bool,
    /// The parts it is split into at the first `split`.
    pub parts: &'m [CredentialPart<'m>],
    /// What separates the parts; empty when there are none.
    pub split: &'m str,
    /// How it is got, where an endpoint gives it.
    pub token: Option<Token<'m>>,
}

impl<'m> Credential<'m> {
    /// Its own name and those of its parts, each with whether it is secret.
    pub fn names(&self) -> impl Iterator<Item = (&'m str, bool)> + use<'m> {
        let parts = self.parts.iter().map(|part| (part.name, part.secret));
        std::iter::once((self.name, self.secret)).chain(parts)
    }
}

/// A part of a credential, used as a credential of its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CredentialPart<'m> {
    /// Its name.
    pub name: &'m str,
    /// Never printed.
    pub secret: bool,
}

/// The common parameters; by default none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Common<'m> {
    /// Where they travel; `None`: where the parameters of the endpoint do, and behind them.
    pub location: Option<Location>,
    /// In the order of the vendor's table.
    pub fields: &'m [CommonField<'m>],
}

/// Where parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the body, as form fields.
    Form,
    /// In the URL.
    Query,
    /// As headers.
    Header,
    /// In the body, as members of a JSON object.
    Json,
}

impl Location {
    /// A name as others of this place are compared with it: HTTP takes names of headers for equal in any case.
    pub fn spelled(self, name: &str) -> String {
        if self == Self::Header { name.to_ascii_lowercase() } else { name.to_owned() }
    }
}

/// A class of endpoints, such as those of a shop and those that need no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class<'m> {
    /// Its name, as endpoints say it.
    pub name: &'m str,
    /// The vendor's title.
    pub title: &'m str,
    /// Whether its calls are signed. Stated and never concluded: a mark that was forgotten must not send an order unsigned.
    pub is_signed: bool,
    /// The common parameters that its calls carry beside those of the platform.
    pub fields: &'m [CommonField<'m>],
}

/// A common parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonField<'m> {
    /// The name on the wire.
    pub name: &'m str,
    /// Where it travels, if that is not where its table does.
    pub location: Option<Location>,
    /// The vendor's title.
    pub title: &'m str,
    /// The vendor demands it; otherwise it is left out when its value is empty.
    pub required: bool,
    /// Its value.
    pub value: Template<'m>,
}

/// How a request travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wire<'m> {
    /// The HTTP verb; empty where each endpoint states its own.
    pub verb: &'m str,
    /// The address; empty where each endpoint has its own path.
    pub url: Template<'m>,
    /// Where the business parameters go.
    pub body: Body<'m>,
    /// How lists, records and maps travel in a query or a form.
    pub lists: ListStyle,
    /// The media type of the body; empty: that of its kind.
    pub content_type: &'m str,
    /// How text in JSON is written.
    pub escape: Escape,
    /// Whether the names of each JSON object are sorted.
    pub sorted: bool,
    /// Whether an optional top-level text that is empty is left out.
    pub drop_empty: bool,
    /// Whether servers take requests to longer paths too, whatever follows that of the address. Clients send none.
    pub more_path: bool,
}

impl Wire<'_> {
    /// A form of which nothing more is said; for a struct update.
    pub const PLAIN: Wire<'static> = Wire {
        verb: "",
        url: Template(&[]),
        body: Body::Form,
        lists: ListStyle::Json,
        content_type: "",
        escape: Escape::Minimal,
        sorted: false,
        drop_empty: false,
        more_path: false,
    };
}

/// Where the business parameters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'m> {
    /// Form fields; a list or record travels as [`Wire::lists`] says.
    Form,
    /// Fields of the query, likewise; there is no body.
    Query,
    /// A JSON object in one field of the form or the query, whose members are the request's fields.
    Inside {
        /// [`Location::Form`] or [`Location::Query`].
        location: Location,
        /// The field's name.
        name: &'m str,
    },
    /// A JSON array of the request's fields in order, but for those in the query ([`super::Travels::InQuery`]).
    /// Absent ones at the end are left out, others are `null`.
    Positional,
    /// A document: the request record inside this path of names (each a template).
    Envelope {
        /// The names, outermost first.
        path: &'m [Template<'m>],
        /// The formats the platform takes; the first is the default.
        formats: &'m [DocumentFormat],
    },
}

impl Body<'_> {
    /// Where the parameters of a request travel under this body; `None`: a document, or arguments, has none.
    pub const fn params(self) -> Option<Location> {
        match self {
            Self::Form => Some(Location::Form),
            Self::Query => Some(Location::Query),
            Self::Inside { location, .. } => Some(location),
            Self::Positional | Self::Envelope { .. } => None,
        }
    }
}

/// How a list, a record or a map travels as fields of a query or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// As JSON text in one field.
    Json,
    /// Values of a list with commas between them, in one field.
    Comma,
    /// One field for each value of a list, all of one name.
    Repeated,
    /// One field for each value, its way written with points: `Disks.1.Size`. Rows count from this number.
    Indexed(u8),
    /// The same with brackets: `rows[0][price]`, `created[gte]`.
    Brackets,
}

impl ListStyle {
    /// The words of the specs. Rows of `indexed` count from 1, or from what stands in its brackets.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("json", Self::Json),
        ("comma", Self::Comma),
        ("repeated", Self::Repeated),
        ("indexed", Self::Indexed(1)),
        ("indexed(0)", Self::Indexed(0)),
        ("brackets", Self::Brackets),
    ];
}

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentFormat {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl DocumentFormat {
    /// `json` or `xml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }
}

/// How text in JSON is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Only what JSON demands.
    Minimal,
    /// Everything outside ASCII as `\uXXXX`.
    Ascii,
}

/// The platform's tolerance for the caller's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock<'m> {
    /// The common parameter that carries the time.
    pub param: &'m str,
    /// Seconds that it may be off.
    pub tolerance: u32,
}

impl<'m> Platform<'m> {
    /// The tokens that an endpoint of this name gives, first ones and new ones.
    pub fn tokens_of(&self, endpoint: &str) -> impl Iterator<Item = Token<'m>> {
        let tokens = self.credentials.iter().filter_map(|credential| credential.token);
        tokens.filter(move |token| [token.get, token.refresh].contains(&endpoint))
    }

    /// The environment of this name.
    pub fn environment(&self, name: &str) -> Option<&'m Environment<'m>> {
        self.environments.iter().find(|environment| environment.name == name)
    }
}
