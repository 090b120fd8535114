//! The request before and after signing: plain types of their own, so that whatever a scheme may sign can be
//! said, also what an HTTP library would refuse. The HTTP request is made from the signed one.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::AUTHORIZATION;

use super::error::{SignError, SignReason};
use super::percent;
use crate::model::DocumentFormat;

/// A request to be signed. What is `None` or empty is the platform's.
#[derive(Clone, Default)]
pub struct SigningRequest {
    /// The environment's address; empty: that of the platform's first environment.
    pub environment: String,
    /// The endpoint's wire name.
    pub endpoint: String,
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
        let url =
            user.map_or_else(|| Cow::from(&self.url), |user| self.url.replacen(&format!("{user}@"), "", 1).into());
        let mut request = http::Request::builder().method(self.method.as_str()).uri(url.as_ref());
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

/// The address without a user, a password and a query.
pub fn address_to_show(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    match (userinfo(address), address.split_once("://")) {
        (Some(user), Some((scheme, behind))) => {
            format!("{scheme}://{}", behind.get(user.len() + 1..).unwrap_or_default())
        }
        (None, Some(_)) => address.to_owned(),
        // Of what is no address, anything before an `@` may be a password.
        (_, None) => address.rsplit('@').next().unwrap_or_default().to_owned(),
    }
}

/// The `user:password` of an address.
pub(crate) fn userinfo(address: &str) -> Option<&str> {
    let (_, behind) = address.split_once("://")?;
    let authority = behind.split(['/', '?', '#']).next()?;
    authority.rsplit_once('@').map(|(user, _)| user)
}

/// The `Authorization` header that `user:password` asks for.
pub(crate) fn basic(userinfo: &str) -> String {
    let mut pair = percent::decoded(userinfo.as_bytes());
    if !userinfo.contains(':') {
        pair.push(b':');
    }
    format!("Basic {}", BASE64_STANDARD.encode(pair))
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

pub(crate) struct Names<'n>(pub(crate) &'n [(String, String)]);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
