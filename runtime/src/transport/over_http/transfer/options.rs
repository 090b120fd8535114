//! What a transfer may take, what is expected of it, and where it may go.

use std::time::Duration;

use super::super::origin::Origin;
use super::super::proxy::Proxy;
use super::super::timeouts::Timeouts;
use super::digest::Digest;
use super::fault::TransferFault;
use crate::address::is_loopback;

/// What a transfer may take, and what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferOptions {
    pub(super) limit: u64,
    time: Option<Duration>,
    pub(super) digest: Option<Digest>,
    allows_plain_http: bool,
}

/// At most 10 GiB in an answer, as long as it takes, no digest, and `https` alone.
impl Default for TransferOptions {
    fn default() -> Self {
        Self { limit: 10 << 30, time: None, digest: None, allows_plain_http: false }
    }
}

impl TransferOptions {
    /// At most 10 GiB in an answer, as long as it takes, no digest, and `https` alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes at most so many bytes of an answer's body.
    #[must_use]
    pub fn with_limit(self, bytes: u64) -> Self {
        Self { limit: bytes, ..self }
    }

    /// Takes at most this long, from the call to the last byte. Without it there is no such limit: the transport's
    /// [`Timeouts::connect`], `first_byte` and `idle` hold all the same, its `total` does not.
    #[must_use]
    pub fn with_time(self, time: Duration) -> Self {
        Self { time: Some(time), ..self }
    }

    /// Expects this digest of the body of an answer that is a success.
    #[must_use]
    pub fn with_digest(self, digest: Digest) -> Self {
        Self { digest: Some(digest), ..self }
    }

    /// Allows `http` to any host. Who is on the way reads the file, and the address with its secret. Without it, `http`
    /// is for this machine alone (`localhost`, `127.0.0.0/8`, `[::1]`).
    #[must_use]
    pub fn with_plain_http(self) -> Self {
        Self { allows_plain_http: true, ..self }
    }

    /// A transport's timeouts for this transfer.
    pub(in crate::transport::over_http) fn timeouts(&self, timeouts: Timeouts) -> Timeouts {
        Timeouts { total: self.time.unwrap_or(Duration::MAX), ..timeouts }
    }

    /// Refuses to go over a network in the clear.
    pub(in crate::transport::over_http) fn allow(
        &self,
        origin: &Origin,
        proxy: Option<&Proxy>,
    ) -> Result<(), TransferFault> {
        let stays_here = is_loopback(&origin.host) && proxy.is_none_or(|proxy| is_loopback(&proxy.host));
        if origin.is_tls || self.allows_plain_http || stays_here { Ok(()) } else { Err(TransferFault::PlainHttp) }
    }
}
