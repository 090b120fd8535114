//! The async transport, over `reqwest` with its own TLS configuration: no process-wide provider is needed or set.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rustls::{ClientConfig, RootCertStore};

use super::{AsyncTransport, Timeouts, TransportError, is_untrusted, roots};

/// Sends requests over HTTP and HTTPS inside a tokio runtime. Cheap to clone; clones share their connections.
///
/// It follows no redirect, takes no proxy from the environment, asks for no compression, and trusts the certificate
/// authorities of the machine, or those of Mozilla's list where it has none.
#[derive(Clone, Debug)]
pub struct Async {
    client: reqwest::Client,
}

impl Async {
    /// A transport with the usual [`Timeouts`].
    pub fn new() -> Result<Self, TransportError> {
        Self::with_timeouts(Timeouts::default())
    }

    /// A transport that waits this long.
    pub fn with_timeouts(timeouts: Timeouts) -> Result<Self, TransportError> {
        let no_tls = |_| TransportError::not_sent("TLS cannot be set up");
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(no_tls)?
            .with_root_certificates(roots())
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // Another crate may turn the features on, and what is signed and capped is what came.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .user_agent(super::USER_AGENT)
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.total)
            .build()
            .map_err(|_| TransportError::not_sent("the HTTP client cannot be set up"))?;
        Ok(Self { client })
    }
}

fn roots() -> RootCertStore {
    let mut own = RootCertStore::empty();
    own.add_parsable_certificates(roots::of_machine().iter().cloned());
    if own.is_empty() { RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() } } else { own }
}

impl AsyncTransport for Async {
    async fn send(&self, request: http::Request<Bytes>, limit: usize) -> Result<http::Response<Bytes>, TransportError> {
        let request = request.try_into().map_err(|error| explain(&error))?;
        let mut answer = self.client.execute(request).await.map_err(|error| explain(&error))?;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| explain(&error))? {
            if body.len() + chunk.len() > limit {
                return Err(TransportError::too_long(limit));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }

    async fn wait(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// Tells whether the request may have arrived. The library's words may hold an address, so they are not passed on.
fn explain(error: &reqwest::Error) -> TransportError {
    if is_untrusted(error) {
        return TransportError::untrusted();
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::not_sent("there was no connection in time"),
        (true, false) => TransportError::not_sent("there is no connection"),
        _ if error.is_builder() => TransportError::not_sent("this is no request that HTTP can carry"),
        (false, true) => TransportError::unknown("there was no answer in time"),
        (false, false) => TransportError::unknown("the connection broke before there was a whole answer"),
    }
}
