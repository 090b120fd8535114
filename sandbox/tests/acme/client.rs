//! A client for the three platforms: makes the parameters or the body by hand and signs them with the engine.

use bytes::Bytes;
use signwright_runtime::credentials::Credentials;
use signwright_runtime::model::{Api, DocumentFormat};
use signwright_runtime::sign::{FinalRequest, SigningRequest, sign};
use signwright_runtime::timestamp::SigningTime;
use signwright_sandbox::HttpRequest;

use super::NOW;

/// A call that is about to be signed.
#[derive(Clone)]
pub(crate) struct Call {
    api: &'static Api<'static>,
    request: SigningRequest,
    pub(crate) credentials: Credentials,
    pub(crate) unix_ms: i64,
}

impl Call {
    pub(crate) fn new(api: &'static Api<'static>, endpoint: &str) -> Self {
        let test_set = api.platform.test_credentials.iter().map(|test| (test.name, test.value));
        let environment = api.platform.environments.first().map_or("", |environment| environment.url);
        let request = SigningRequest {
            environment: environment.to_owned(),
            endpoint: endpoint.to_owned(),
            ..SigningRequest::default()
        };
        Self { api, request, credentials: Credentials::new(test_set), unix_ms: NOW }
    }

    pub(crate) fn environment(mut self, address: &str) -> Self {
        address.clone_into(&mut self.request.environment);
        self
    }

    pub(crate) fn param(mut self, name: &str, value: &str) -> Self {
        self.request.params.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.request.body = Bytes::from(body.to_owned());
        self
    }

    pub(crate) fn format(mut self, format: DocumentFormat) -> Self {
        self.request.format = Some(format);
        self
    }

    pub(crate) fn at(mut self, unix_ms: i64) -> Self {
        self.unix_ms = unix_ms;
        self
    }

    pub(crate) fn credential(mut self, name: &str, value: &str) -> Self {
        self.credentials.set(name, value);
        self
    }

    /// The signed request.
    pub(crate) fn signed(&self) -> FinalRequest {
        let signing_time = SigningTime::new(self.unix_ms, "");
        sign(self.api.platform, &self.request, &self.credentials, &signing_time)
            .expect("the call can be signed")
            .request
    }

    /// The signed request as a server would read it.
    pub(crate) fn received(&self) -> HttpRequest {
        received(self.signed())
    }
}

pub(crate) fn received(request: FinalRequest) -> HttpRequest {
    let rest = request.url.split_once("://").map_or(request.url.as_str(), |(_, rest)| rest);
    let (host, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    HttpRequest {
        verb: request.method,
        host: host.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: request.headers,
        body: request.body,
    }
}
