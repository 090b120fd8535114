//! A platform of its own, written as generated code writes it, and a world whose time passes by waiting alone.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use signwright_runtime::model::v1::{platform, tables};
use signwright_runtime::model::{self, ApiText, PlatformText, Tables, api};
use signwright_runtime::transport::{AsyncTransport, Bounds, BoxFuture, TransportError};
use signwright_runtime::{Client, Clock, Credentials, Decimal, Endpoint, Limits, SigningTime, form};
use tokio::time::Instant;

pub static PLATFORM: PlatformText = platform(
    r#"
platform: 柳云
zone: +08:00
environments: { test: "https://liuyun.example/api  测试", plain: "http://liuyun.example/api  明文" }
credentials:
  appkey:        public  应用
  secret:        secret  密钥
  access_token:  { is: secret?, title: 令牌, get: token.create, refresh: token.refresh, from: data.token, expires: data.expires_in, rotates: refresh_token }
  refresh_token: secret?  刷新令牌
common:
  $in: form
  method: { type: "varchar! = {endpoint}", title: 方法 }
  timestamp: { type: "varchar! = {clock.unix}", title: 时间 }
  sign: { type: "varchar! = {signature}", title: 签名 }
classes:
  open: { $title: 公开 }
  shop:
    $title: 店铺
    access_token: { type: "varchar = {credential.access_token}", title: 令牌 }
wire: { verb: POST, url: "{environment}", body: form }
signing:
  signature: "{credential.secret}{param.tid}{param.timestamp}{credential.secret | md5 | hex}"
rate: 3 / second by appkey
reply: { success: code = 0, code: code, message: message }
errors:
  - 40 | 令牌过期 😀 | 刷新 | token
  - 45 | 时间误差大 | 校准时间 | clock
  - 50 | 系统繁忙 | 稍后重试 | throttled
"#,
);

pub static PUSH: Tables = tables(
    "
endpoint
  name      order.push
  class     shop
  repeat    upsert
  $facts:
    in_order: by tid

request
  tid       varchar(40)!            单号
  buyer     varchar(40) sensitive   买家
  paid      decimal(19,4)           已付

response
  code      int                     状态
  message   varchar                 说明
  buyer     varchar sensitive       买家
",
);

pub static CREATE: Tables = tables(
    "
endpoint
  name           token.create
  class          open
  repeat         ask

request
  grant_type     varchar(20)!   类型

response
  code           int            状态
  message        varchar        说明
  data           Data           数据

Data
  token          varchar        令牌
  refresh_token  varchar        刷新令牌
  expires_in     int            秒
",
);

pub static REFRESH: Tables = tables(
    "
endpoint
  name           token.refresh
  class          open
  repeat         ask

request
  refresh_token  varchar(99)!   刷新令牌

response
  code           int            状态
  message        varchar        说明
  data           Data           数据

Data
  token          varchar        令牌
  refresh_token  varchar        刷新令牌
  expires_in     int            秒
",
);

pub static API: ApiText = api(&PLATFORM, &[&PUSH, &CREATE, &REFRESH]);

pub struct Push {
    pub tid: String,
    pub buyer: Option<String>,
    pub paid: Option<Decimal>,
}

signwright_runtime::request! {
    Push = PUSH[0]:
    tid.clone(): String::new(),
    buyer.clone(): None,
    paid: None,
}

pub struct Pushed {
    pub code: Option<i64>,
    pub message: Option<String>,
    pub buyer: Option<String>,
}

signwright_runtime::response! {
    Pushed = PUSH[1]:
    code: None,
    message.clone(): None,
    buyer.clone(): None,
}

impl Endpoint for Push {
    type Response = Pushed;

    fn platform() -> model::PlatformResult {
        PLATFORM.platform()
    }

    fn endpoint() -> model::EndpointResult {
        PUSH.endpoint()
    }
}

pub struct Create {
    pub grant_type: String,
}

signwright_runtime::request! {
    Create = CREATE[0]:
    grant_type.clone(): String::new(),
}

pub struct Created {
    pub code: Option<i64>,
    pub message: Option<String>,
    pub data: Option<Given>,
}

signwright_runtime::response! {
    Created = CREATE[1]:
    code: None,
    message.clone(): None,
    data.clone(): None,
}

pub struct Given {
    pub token: Option<String>,
    pub refresh_token: Option<String>,
    pub expires_in: Option<i64>,
}

signwright_runtime::response! {
    Given = CREATE[2]:
    token.clone(): None,
    refresh_token.clone(): None,
    expires_in: None,
}

impl Endpoint for Create {
    type Response = Created;

    fn platform() -> model::PlatformResult {
        PLATFORM.platform()
    }

    fn endpoint() -> model::EndpointResult {
        CREATE.endpoint()
    }
}

/// 推送 of a number.
pub fn push(tid: &str) -> Push {
    Push { tid: tid.to_owned(), ..Push::new() }
}

pub fn credentials() -> Credentials {
    Credentials::new([
        ("appkey", "应用1"),
        ("secret", "盐"),
        ("access_token", "第一个令牌"),
        ("refresh_token", "第一张券"),
    ])
}

/// What came to the platform: when, and the parameters.
#[derive(Clone, Debug)]
pub struct Came {
    pub at: Duration,
    pub params: Vec<(String, String)>,
}

impl Came {
    pub fn get(&self, name: &str) -> &str {
        self.params.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }
}

/// What the platform answers, and how long it takes.
pub type Answer = dyn Fn(&Came) -> (Duration, Sent) + Send + Sync;
pub type Sent = Result<Response<Bytes>, TransportError>;

/// A platform in the virtual time of tokio.
#[derive(Clone)]
pub struct World {
    began: Instant,
    came: Arc<Mutex<Vec<Came>>>,
    answer: Arc<Answer>,
}

impl World {
    pub fn new(answer: impl Fn(&Came) -> (Duration, Sent) + Send + Sync + 'static) -> Self {
        Self { began: Instant::now(), came: Arc::default(), answer: Arc::new(answer) }
    }

    /// One that does everything, each in so many milliseconds.
    pub fn healthy(milliseconds: u64) -> Self {
        Self::new(move |_| (Duration::from_millis(milliseconds), says(DONE)))
    }

    pub fn client(&self) -> Client<Self> {
        Client::new(&PLATFORM, credentials(), "test", self.clone()).unwrap().with_clock(self.clone())
    }

    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }

    pub fn came_to(&self, endpoint: &str) -> Vec<Came> {
        self.came().into_iter().filter(|came| came.get("method") == endpoint).collect()
    }
}

pub const DONE: &str = r#"{"code":0,"message":"成功 😀"}"#;

#[allow(clippy::unnecessary_wraps)] // a line of a script, beside those that fail
pub fn says(body: &str) -> Sent {
    Ok(Response::new(Bytes::copy_from_slice(body.as_bytes())))
}

/// An answer that says what time it is, in seconds since 1970.
pub fn dated(mut answer: Response<Bytes>, unix: i64) -> Response<Bytes> {
    let time = signwright_runtime::DateTime::from_unix(unix, model::Offset::UTC).unwrap().to_string();
    // Worlds begin in a November, and no test lasts so long.
    let date = format!("Fri, {} Nov {} {} GMT", &time[8..10], &time[..4], &time[11..]);
    answer.headers_mut().insert("date", date.parse().unwrap());
    answer
}

impl AsyncTransport for World {
    fn send(&self, request: Request<Bytes>, bounds: Bounds) -> BoxFuture<'_, Sent> {
        Box::pin(async move {
            let params = form::decode(request.body(), Limits::default()).unwrap();
            let came = Came { at: self.began.elapsed(), params };
            self.came.lock().unwrap().push(came.clone());
            let (takes, answer) = (self.answer)(&came);
            let left = bounds.time.unwrap_or(Duration::MAX);
            tokio::time::sleep(takes.min(left)).await;
            if takes > left { Err(TransportError::unknown("there was no answer in time")) } else { answer }
        })
    }

    fn wait(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// 2025-11-21 04:40:00 UTC, when each world begins.
pub const START: i64 = 1_763_700_000_000;

impl Clock for World {
    fn now(&self) -> SigningTime {
        SigningTime::new(START + i64::try_from(self.began.elapsed().as_millis()).unwrap(), "nonce")
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn random(&self) -> u64 {
        u64::MAX
    }
}
