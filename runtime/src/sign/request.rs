//! The request before and after signing: plain types of their own, so that whatever a scheme may sign can be
//! said, also what an HTTP library would refuse. The HTTP request is made from the signed one.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;

use super::error::{SignError, SignReason};
use crate::address::{address_to_show, basic, userinfo};
use crate::form;
use crate::limits::{DecodeError, Limits};
use crate::model::notation::{address, url};
use crate::model::{DocumentFormat, Endpoint};

/// A request to be signed. What is `None` or empty is the platform's.
#[derive(Clone, Default)]
pub struct SigningRequest {
    /// The environment's address; empty: that of the platform's first environment.
    pub environment: String,
    /// The endpoint's wire name, as templates name it.
    pub endpoint: String,
    /// The endpoint's own path behind the environment's address, its values percent-encoded, or a whole address; empty: the
    /// platform's.
    pub own_path: String,
    /// The HTTP verb.
    pub verb: Option<String>,
    /// `http` or `https`.
    pub scheme: Option<String>,
    /// The host, with its port where it is not the scheme's own.
    pub host: Option<String>,
    /// The path as it is sent; other characters than ASCII's are encoded.
    pub path: Option<String>,
    /// What is sent as parameters beside the common ones. A parameter named like a common one replaces it;
    /// one named like the signature's is dropped.
    pub params: Vec<(String, String)>,
    /// A query that is sent as it is given, before all other fields; other characters than ASCII's are encoded.
    pub raw_query: String,
    /// More fields of the URL's query, not encoded.
    pub query: Vec<(String, String)>,
    /// More headers.
    pub headers: Vec<(String, String)>,
    /// The body. Unused where the parameters are the body.
    pub body: Bytes,
    /// The format of the body and the answer; `None`: the platform's first.
    pub format: Option<DocumentFormat>,
    /// Values of the endpoint and the call.
    pub vars: Vec<(String, String)>,
}

/// A request as it was received: decoded, in the order it came.
#[derive(Clone, Default)]
pub struct Received {
    /// The address that the platform is reached at.
    pub environment: String,
    /// The endpoint's wire name.
    pub endpoint: String,
    /// The HTTP verb.
    pub verb: String,
    /// `http` or `https`.
    pub scheme: String,
    /// The host, with its port where it is not the scheme's own.
    pub host: String,
    /// The path, encoded as it came.
    pub path: String,
    /// The URL's query as it came, for schemes that sign it so; may be empty.
    pub raw_query: String,
    /// The fields of the URL's query.
    pub query: Vec<(String, String)>,
    /// The fields of a form body.
    pub form: Vec<(String, String)>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body's exact bytes.
    pub body: Bytes,
    /// The format of the body; `None`: the platform's first.
    pub format: Option<DocumentFormat>,
    /// Values of the endpoint.
    pub vars: Vec<(String, String)>,
}

/// A signed request, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct FinalRequest {
    /// The HTTP verb.
    pub method: String,
    /// The address with its query.
    pub url: String,
    /// The headers in the order they are sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl FinalRequest {
    /// The request for an HTTP library. Refused if a header or the address cannot travel in HTTP. A `user:password@` in
    /// the address becomes the `Authorization` header that it asks for, where the scheme has none of its own: such
    /// libraries print addresses, but no header that is marked as sensitive.
    pub fn into_http(self) -> Result<http::Request<Bytes>, SignError> {
        let user = userinfo(&self.url);
        let address =
            user.map_or_else(|| Cow::from(&self.url), |user| self.url.replacen(&format!("{user}@"), "", 1).into());
        if address.len() > url::LONGEST {
            return Err(SignReason::LongTarget(address.len()).at("wire"));
        }
        let mut request = http::Request::builder().method(self.method.as_str()).uri(address.as_ref());
        let is_own = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(AUTHORIZATION.as_str()));
        if let (Some(user), false) = (user, is_own) {
            let mut value =
                http::HeaderValue::from_str(&basic(user)).map_err(|_| SignReason::IllegalTarget.at("wire"))?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        for (name, value) in &self.headers {
            let illegal = || SignReason::IllegalHeader(name.clone()).at("request.headers");
            let name = http::HeaderName::try_from(name).map_err(|_| illegal())?;
            // Servers cut spaces at the ends and read anything outside ASCII as they like: the signature would not fit.
            if !value.is_ascii() || value.trim_matches([' ', '\t']) != value {
                return Err(illegal());
            }
            let mut value = http::HeaderValue::from_str(value).map_err(|_| illegal())?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        request.body(self.body).map_err(|_| SignReason::IllegalTarget.at("wire"))
    }
}

impl Received {
    /// A request as a server has it: path and query as they came, headers and body. The body is read as a form where
    /// its `Content-Type` says that it is one. What a scheme signs beside, such as the host, is set by field.
    pub fn of(
        verb: &str,
        path_and_query: &str,
        headers: Vec<(String, String)>,
        body: impl Into<Bytes>,
        limits: Limits,
    ) -> Result<Self, DecodeError> {
        let body = body.into();
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let content_type = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = content_type.and_then(|(_, value)| value.split(';').next()).unwrap_or("").trim();
        let is_form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
        Ok(Self {
            verb: verb.to_owned(),
            path: path.to_owned(),
            raw_query: query.to_owned(),
            query: form::decode(query.as_bytes(), limits)?,
            form: if is_form { form::decode(&body, limits)? } else { Vec::new() },
            headers,
            body,
            ..Self::default()
        })
    }
}

impl SigningRequest {
    /// The same as a call of an endpoint, whose own path this is with its values filled in.
    #[must_use]
    pub fn naming(mut self, endpoint: &Endpoint<'_>, own_path: String) -> Self {
        // To templates, an endpoint without a name of its own is its path as it is sent.
        let is_address = address::is_address(endpoint.name);
        self.endpoint = if is_address { own_path.clone() } else { endpoint.name.to_owned() };
        self.own_path = own_path;
        // A variable of the call comes before one of the endpoint, for the first of a name counts.
        self.vars.extend(endpoint.vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }
}

/// The names of what is sent, never the values.
impl fmt::Debug for SigningRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningRequest")
            .field("endpoint", &self.endpoint)
            .field("params", &Names(&self.params))
            .field("query", &Names(&self.query))
            .field("headers", &Names(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// The address without a password and a query, and the names of the headers.
impl fmt::Debug for FinalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FinalRequest")
            .field("method", &self.method)
            .field("url", &address_to_show(&self.url))
            .field("headers", &Names(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// The names of what was received, never the values.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("endpoint", &self.endpoint)
            .field("query", &Names(&self.query))
            .field("form", &Names(&self.form))
            .field("headers", &Names(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

struct Names<'n>(&'n [(String, String)]);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_too_long_is_told_with_how_long_it_may_be() {
        let request = |length: usize| FinalRequest {
            method: "GET".into(),
            url: format!("https://acme.test/{}", "x".repeat(length - "https://acme.test/".len())),
            headers: Vec::new(),
            body: Bytes::new(),
        };
        assert!(request(url::LONGEST).into_http().is_ok());
        let error = request(url::LONGEST + 1).into_http().expect_err("too long");
        assert_eq!(error.reason, SignReason::LongTarget(url::LONGEST + 1));
        assert!(error.to_string().contains("too long") && error.to_string().contains("65534"), "{error}");
    }

    #[test]
    fn no_password_and_no_token_of_an_address_is_shown() {
        for (address, shown) in [
            ("https://user:PASS@acme.test:8443/订?token=T#x", "https://acme.test:8443/订"),
            ("https://user:p@ss@acme.test/a@b", "https://acme.test/a@b"),
            ("https://acme.test/a@b?c", "https://acme.test/a@b"),
            ("htp:/user:PASS@acme.test", "acme.test"),
            ("user:PASS@acme.test", "acme.test"),
            ("测试", "测试"),
        ] {
            assert_eq!(address_to_show(address), shown);
        }
        let request = FinalRequest {
            method: "POST".into(),
            url: "https://user:PASS@acme.test/api?sign=deadbeef".into(),
            headers: vec![("Authorization".into(), "Bearer T".into())],
            body: Bytes::from_static("收件人=张三".as_bytes()),
        };
        let shown = format!("{request:?}");
        assert!(shown.contains("https://acme.test/api") && shown.contains("Authorization"), "{shown}");
        assert!(!["PASS", "user", "deadbeef", "Bearer", "张三"].iter().any(|hidden| shown.contains(hidden)), "{shown}");
        let http = request.clone().into_http().unwrap();
        assert_eq!(http.headers().get_all(AUTHORIZATION).iter().collect::<Vec<_>>(), ["Bearer T"], "the scheme's own");
        let bare = FinalRequest { headers: Vec::new(), body: Bytes::new(), ..request };
        let http =
            FinalRequest { url: "http://a%40b:P%C3%A9@acme.test/a@b".into(), ..bare.clone() }.into_http().unwrap();
        assert_eq!((http.uri().to_string().as_str(), http.headers()[AUTHORIZATION].to_str().unwrap()), {
            ("http://acme.test/a@b", "Basic YUBiOlDDqQ==")
        });
        let shown = format!("{http:?} {:?}", bare.into_http().unwrap());
        assert!(!["P%C3", "YUBi", "PASS", "user"].iter().any(|hidden| shown.contains(hidden)), "{shown}");
    }
}
