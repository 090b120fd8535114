//! Incoming requests, such as a vendor's callbacks: authentic, or why not. The same scheme that signs verifies; how old
//! a request may be, and whether its nonce was seen before, is asked here as well.

use std::fmt;

use super::plan::Plan;
use super::received::VerifyError;
use super::request::Received;
use super::run::SigningRun;
use crate::credentials::Credentials;
use crate::model::Platform;

/// How an incoming request is judged.
#[derive(Clone, Copy, Debug)]
pub struct Callback {
    /// Now, in milliseconds since 1970-01-01 UTC.
    pub now_ms: i64,
    /// How far the request's own time may be from now, in seconds; `None`: what the platform tolerates, and where it
    /// says nothing, five minutes.
    pub window: Option<u32>,
    /// Whether a request that carries no time at all is taken. It can be repeated by whoever has seen it.
    pub timeless: bool,
}

/// What an authentic request says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentic {
    /// Its time in milliseconds since 1970-01-01 UTC.
    pub unix_ms: Option<i64>,
    /// Its nonce; empty where the scheme has none. Keep those of the window to refuse a repeated request.
    pub nonce: String,
}

/// Why a request is not taken.
#[derive(Clone, Debug)]
pub enum NotAuthentic {
    /// The signature is missing or wrong.
    Signature(VerifyError),
    /// It carries no time.
    Timeless,
    /// Its time is this many seconds away from now; more than the window.
    OutsideWindow {
        /// How far, in seconds; negative: in the past.
        away: i64,
        /// The window.
        window: u32,
    },
}

const WINDOW: u32 = 300;

/// Judges an incoming request, such as a vendor's callback: authentic, or why not.
///
/// ```
/// use signwright_runtime::model::Platform;
/// use signwright_runtime::sign::{Callback, Received, authenticate};
/// use signwright_runtime::{Credentials, Limits};
///
/// // `platform` is `PLATFORM` of the generated module; `seen` keeps the nonces of the window.
/// fn order_paid(
///     platform: &Platform<'_>,
///     headers: Vec<(String, String)>,
///     body: Vec<u8>,
///     now_ms: i64,
///     seen: &mut dyn FnMut(&str) -> bool,
/// ) -> Result<(), Box<dyn std::error::Error>> {
///     let received = Received::of("POST", "/callbacks/paid?shop=7", headers, body, Limits::default())?;
///     let credentials = Credentials::new([("secret", "the shared secret")]);
///     let how = Callback { now_ms, window: Some(120), timeless: false };
///     // The error says why not: `the request is 180 seconds in the past; the window is 120`.
///     let authentic = authenticate(platform, &received, &credentials, how)?;
///     if !authentic.nonce.is_empty() && seen(&authentic.nonce) {
///         return Err("this request was taken before".into());
///     }
///     Ok(())
/// }
/// ```
pub fn authenticate(
    platform: &Platform<'_>,
    received: &Received,
    credentials: &Credentials,
    how: Callback,
) -> Result<Authentic, NotAuthentic> {
    let plan = Plan::of(platform);
    let mut run = SigningRun::of_received(&plan, received, credentials).map_err(NotAuthentic::Signature)?;
    run.verify().map_err(NotAuthentic::Signature)?;
    let nonce = run.input.nonce.into_owned();
    let Some(unix_ms) = run.input.unix_ms else {
        return if how.timeless { Ok(Authentic { unix_ms: None, nonce }) } else { Err(NotAuthentic::Timeless) };
    };
    let window = how.window.or(platform.clock.map(|clock| clock.tolerance)).unwrap_or(WINDOW);
    let away = unix_ms.saturating_sub(how.now_ms).div_euclid(1000);
    if away.unsigned_abs() > u64::from(window) {
        return Err(NotAuthentic::OutsideWindow { away, window });
    }
    Ok(Authentic { unix_ms: Some(unix_ms), nonce })
}

impl fmt::Display for NotAuthentic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(error) => error.fmt(f),
            Self::Timeless => f.write_str("the request carries no time, so it could be an old one again"),
            Self::OutsideWindow { away, window } => {
                let side = if away.is_negative() { "in the past" } else { "in the future" };
                write!(f, "the request is {} seconds {side}; the window is {window}", away.unsigned_abs())
            }
        }
    }
}

impl std::error::Error for NotAuthentic {}
