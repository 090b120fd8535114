//! The blocking transport, over `ureq`. It works inside an async runtime too, where it blocks a thread.

use std::io::{ErrorKind, Read};
use std::sync::Arc;

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, SendBody, Timeout};

use super::{Timeouts, Transport, TransportError, is_untrusted, roots};

/// Sends requests over HTTP and HTTPS and blocks meanwhile. Cheap to clone; clones share their connections.
///
/// It follows no redirect, takes no proxy from the environment, asks for no compression, and trusts the certificate
/// authorities of the machine, or those of Mozilla's list where it has none.
#[derive(Clone, Debug)]
pub struct Blocking {
    agent: Agent,
}

impl Blocking {
    /// A transport with the usual [`Timeouts`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_timeouts(Timeouts::default())
    }

    /// A transport that waits this long.
    #[must_use]
    pub fn with_timeouts(timeouts: Timeouts) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(super::USER_AGENT)
            .accept_encoding("identity")
            .timeout_connect(Some(timeouts.connect))
            .timeout_global(Some(timeouts.total))
            .tls_config(TlsConfig::builder().root_certs(roots()).build())
            .build();
        Self { agent: config.into() }
    }
}

fn roots() -> RootCerts {
    let own: Vec<_> = roots::of_machine().iter().map(|one| Certificate::from_der(one).to_owned()).collect();
    if own.is_empty() { RootCerts::WebPki } else { RootCerts::Specific(Arc::new(own)) }
}

impl Default for Blocking {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Blocking {
    fn send(&self, request: http::Request<Bytes>, limit: usize) -> Result<http::Response<Bytes>, TransportError> {
        let (mut head, body) = request.into_parts();
        // Otherwise a body that is read bit by bit goes out in chunks, which some platforms do not take.
        head.headers.insert(CONTENT_LENGTH, body.len().into());
        let mut body = Watched { rest: &body, is_empty: body.is_empty(), started: false };
        let sent = self.agent.run(http::Request::from_parts(head, SendBody::from_reader(&mut body)));
        let response = sent.map_err(|error| explain(&error, body.may_have_arrived()))?;
        let (head, body) = response.into_parts();
        let most = u64::try_from(limit).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let mut reader = body.into_reader().take(most.saturating_add(1));
        reader
            .read_to_end(&mut bytes)
            .map_err(|_| TransportError::unknown("the connection broke inside the answer"))?;
        if bytes.len() > limit {
            return Err(TransportError::too_long(limit));
        }
        Ok(http::Response::from_parts(head, bytes.into()))
    }
}

/// A body that knows whether any of it was taken. It is taken only once there is a connection and the headers are
/// written, and without it no platform can act. An empty one tells nothing.
struct Watched<'b> {
    rest: &'b [u8],
    is_empty: bool,
    started: bool,
}

impl Watched<'_> {
    fn may_have_arrived(&self) -> bool {
        self.started || self.is_empty
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.started = true;
        self.rest.read(buffer)
    }
}

/// What happened, and whether the request may have arrived: a pooled connection that turns out to be closed after
/// the body was written, for instance. The library's words may hold an address, so they are not passed on.
fn explain(error: &ureq::Error, may_have_arrived: bool) -> TransportError {
    use ureq::Error;
    match error {
        Error::HostNotFound => TransportError::not_sent("there is no such host"),
        Error::ConnectionFailed => TransportError::not_sent("there is no connection"),
        Error::Timeout(Timeout::Resolve) => TransportError::not_sent("the host's name was not resolved in time"),
        Error::Timeout(Timeout::Connect) => TransportError::not_sent("there was no connection in time"),
        Error::BadUri(_) => TransportError::not_sent("this is no address that HTTP has"),
        Error::Tls(_) | Error::TlsRequired => TransportError::not_sent("there is no secure connection"),
        Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => {
            TransportError::not_sent("the connection was refused")
        }
        Error::Rustls(tls) if is_untrusted(tls) => TransportError::untrusted(),
        Error::Io(io) if is_untrusted(io) => TransportError::untrusted(),
        _ if !may_have_arrived => TransportError::not_sent("the host was not found, or there is no connection to it"),
        Error::Timeout(_) => TransportError::unknown("there was no answer in time"),
        Error::Io(_) => TransportError::unknown("the connection broke before there was an answer"),
        _ => TransportError::unknown("the answer is no HTTP, or the connection broke"),
    }
}
