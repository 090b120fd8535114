//! A platform: what all its endpoints share.

use std::fmt;

use super::notation::{self, Forever};
use super::text::Once;
use super::{Endpoint, ErrorEntry, NotationError, Refusals, Reply, Signing, Tables, Template, TestCredential, Text};

/// A platform and its endpoints. Apart, so that a program that calls one endpoint links one table.
#[derive(Clone, Copy, Debug)]
pub struct Api<'m> {
    /// What the endpoints share.
    pub platform: &'m Platform<'m>,
    /// The endpoints in the order of their names.
    pub endpoints: &'m [&'m Endpoint<'m>],
}

/// A platform of generated code, kept as text and read when it is first asked for.
///
/// The text has the sections of a platform's file in a spec, without what only the generator reads.
///
/// ```
/// use signwright_model::PlatformText;
/// use signwright_model::v1::{platform, sandbox};
///
/// static PLATFORM: PlatformText = platform(r#"
/// platform: acme-shop
/// title: 顶点商城
/// zone: "+08:00"
/// environments:
///   test: https://acme.example/api  测试环境
/// credentials:
///   key: secret  密钥
/// common: { $in: query, sign: { type: "varchar! = {signature}", title: 签名 } }
/// wire: { verb: POST, url: "{environment}", body: form }
/// signing:
///   signature: "{credential.key}{param.order_no}{credential.key | md5 | hex}"
/// reply: { success: code = 0, code: code, message: message }
/// "#).sandbox(sandbox("
/// credentials: { key: 测试 }
/// refusal: { code: 1 }
/// refuse: {}
/// "));
/// let platform = PLATFORM.platform().unwrap();
/// assert_eq!((platform.title, platform.test_credentials[0].value), ("顶点商城", "测试"));
/// ```
pub struct PlatformText {
    text: Text,
    /// How a sandbox refuses; empty where that is left out, or nothing is said.
    sandbox: Text,
    read: Once<Read>,
}

/// A platform, or what of its text could not be read.
pub type PlatformResult = Result<&'static Platform<'static>, &'static NotationError>;

/// A platform and its endpoints, or what of their texts could not be read.
pub type ApiResult = Result<&'static Api<'static>, &'static NotationError>;

/// Several of them, or what of their texts could not be read.
pub type ApisResult = Result<&'static [&'static Api<'static>], &'static NotationError>;

type Read = Result<Platform<'static>, NotationError>;

/// The platform that this text tells. The text stands here, in the file that calls this.
#[track_caller]
pub const fn platform(platform: &'static str) -> PlatformText {
    PlatformText { text: Text::here(platform), sandbox: Text::NONE, read: Once::new() }
}

impl PlatformText {
    /// Adds how a sandbox refuses, as the spec's `sandbox` says it.
    #[must_use]
    pub const fn sandbox(mut self, sandbox: Text) -> Self {
        self.sandbox = sandbox;
        self
    }

    /// The platform, or why its text cannot be read.
    pub fn platform(&'static self) -> PlatformResult {
        self.read.get_or_init(|| self.read_now()).as_ref()
    }

    fn read_now(&self) -> Read {
        let Self { text, sandbox, .. } = self;
        let read = notation::platform::read(text.text, Forever);
        let platform = read.map_err(|mistake| NotationError::new(*text, &mistake))?;
        if sandbox.text.is_empty() {
            return Ok(platform);
        }
        let read = notation::platform::read_sandbox(sandbox.text, &platform, Forever);
        read.map_err(|mistake| NotationError::new(*sandbox, &mistake))
    }
}

impl fmt::Debug for PlatformText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PlatformText").field(&self.text.text).field(&self.sandbox.text).finish()
    }
}

/// What a client is made for: a platform, or the text of one.
pub trait OfPlatform {
    /// The platform, or why its text cannot be read.
    fn of_platform(&'static self) -> PlatformResult;
}

impl OfPlatform for Platform<'static> {
    fn of_platform(&'static self) -> PlatformResult {
        Ok(self)
    }
}

impl OfPlatform for PlatformText {
    fn of_platform(&'static self) -> PlatformResult {
        self.platform()
    }
}

/// A platform of generated code and its endpoints, whose texts are read when it is first asked for.
pub struct ApiText {
    platform: &'static PlatformText,
    endpoints: &'static [&'static Tables],
    read: Once<Result<Api<'static>, &'static NotationError>>,
}

/// A platform of generated code, and its endpoints.
pub const fn api(platform: &'static PlatformText, endpoints: &'static [&'static Tables]) -> ApiText {
    ApiText { platform, endpoints, read: Once::new() }
}

impl ApiText {
    /// The platform and its endpoints, or why one of their texts cannot be read.
    pub fn api(&'static self) -> ApiResult {
        self.read.get_or_init(|| self.read_now()).as_ref().map_err(|error| *error)
    }

    fn read_now(&self) -> Result<Api<'static>, &'static NotationError> {
        let platform = self.platform.platform()?;
        let endpoints: Vec<_> = self.endpoints.iter().map(|tables| tables.endpoint()).collect::<Result<_, _>>()?;
        Ok(Api { platform, endpoints: endpoints.leak() })
    }
}

impl fmt::Debug for ApiText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiText").field("platform", self.platform).finish_non_exhaustive()
    }
}

/// Several platforms of generated code, likewise.
pub struct ApisText {
    apis: &'static [&'static ApiText],
    read: Once<Result<Vec<&'static Api<'static>>, &'static NotationError>>,
}

/// Platforms of generated code, and their endpoints.
pub const fn apis(apis: &'static [&'static ApiText]) -> ApisText {
    ApisText { apis, read: Once::new() }
}

impl ApisText {
    /// All of them, in their order, or why one of their texts cannot be read.
    pub fn apis(&'static self) -> ApisResult {
        let read = self.read.get_or_init(|| self.apis.iter().map(|api| api.api()).collect());
        read.as_deref().map_err(|error| *error)
    }
}

impl fmt::Debug for ApisText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.apis).finish()
    }
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
    /// The parameters that every call carries.
    pub common: Common<'m>,
    /// How a request travels.
    pub wire: Wire<'m>,
    /// How a request is signed.
    pub signing: Signing<'m>,
    /// How far the caller's clock may be off.
    pub clock: Option<Clock<'m>>,
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

/// The common parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common<'m> {
    /// Where they travel.
    pub place: Location,
    /// In the order of the vendor's table.
    pub fields: &'m [CommonField<'m>],
}

/// Where parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A common parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonField<'m> {
    /// The name on the wire.
    pub name: &'m str,
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
    /// The HTTP verb.
    pub verb: &'m str,
    /// The address.
    pub url: Template<'m>,
    /// Where the business parameters go.
    pub body: Body<'m>,
    /// How text in JSON is written.
    pub escape: Escape,
    /// Whether an optional top-level text that is empty is left out.
    pub drop_empty: bool,
    /// Whether servers take requests to longer paths too, whatever follows that of the address. Clients send none.
    pub more_path: bool,
}

/// Where the business parameters go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'m> {
    /// Form fields; a list or record travels as JSON text in one field.
    Form,
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
    /// The environment of this name.
    pub fn environment(&self, name: &str) -> Option<&'m Environment<'m>> {
        self.environments.iter().find(|environment| environment.name == name)
    }
}
