//! An answer as it came, for a person or a program that must find out more than the engine could.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;

/// An answer as it came. Its `Debug` shows sizes only: headers and body may hold secrets and personal data.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers; empty where the answer was handed over without them.
    pub headers: HeaderMap,
    /// The body, cut off behind the most bytes that an answer may have.
    pub body: Bytes,
}

impl RawAnswer {
    /// An answer that is handed over without its headers.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: HeaderMap::new(), body: body.into() }
    }

    /// With a body of at most so many bytes.
    pub(crate) fn within(mut self, bytes: usize) -> Self {
        self.body.truncate(bytes);
        self
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawAnswer")
            .field("status", &self.status)
            .field("headers", &format_args!("{} headers", self.headers.len()))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
