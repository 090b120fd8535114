//! Platforms as generated code keeps them: texts that become the model when they are first asked for.

use std::fmt;

use super::notation::{self, Forever};
use super::text::Once;
use super::{Api, NotationError, Platform, Tables, Text};

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
