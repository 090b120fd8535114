//! The bytes of a request. The `http` crate's types leave nothing in a name, a value or an address that could end a line.

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING, USER_AGENT,
};
use http::{HeaderName, Method, Request};

use crate::transport::over_http::origin::{self, Origin};
use crate::transport::over_http::proxy::Proxy;
use crate::transport::over_http::timeouts::USER_AGENT as OUR_AGENT;

/// Room for most heads without their target.
const USUAL_HEAD: usize = 512;

/// The head and the body in one piece, for the server or for a proxy on the way.
pub(in crate::transport) fn encode(request: &Request<Bytes>, origin: &Origin, proxy: Option<&Proxy>) -> Vec<u8> {
    let body = request.body();
    let mut bytes = head(request, Some(body.len() as u64), origin, proxy, body.len());
    bytes.extend_from_slice(body);
    bytes
}

/// The head of a request whose body has so many bytes, or comes in chunks. What a transport must know best is not for a
/// caller to say: the body's length, and what is for the proxy.
pub(in crate::transport) fn encode_head<T>(
    request: &Request<T>,
    length: Option<u64>,
    origin: &Origin,
    proxy: Option<&Proxy>,
) -> Vec<u8> {
    head(request, length, origin, proxy, 0)
}

/// The same, with room for so many bytes behind it.
fn head<T>(request: &Request<T>, length: Option<u64>, origin: &Origin, proxy: Option<&Proxy>, room: usize) -> Vec<u8> {
    let (method, headers) = (request.method(), request.headers());
    // Through a tunnel the server is spoken to as if there was no proxy.
    let proxy = proxy.filter(|_| !origin.is_tls);
    let target = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    // `http` gives the query alone where there is no path.
    let slash = if target.starts_with('/') { "" } else { "/" };
    let host = origin.host_header();
    // A proxy that passes a request on is told the whole address, without a user and a password, which are the server's.
    let (scheme, server) = if proxy.is_some() { ("http://", host.as_str()) } else { ("", "") };
    // Room for most heads, and for the body, at once: to let it grow with each header took a third of the time that this takes.
    let mut bytes = Vec::with_capacity(USUAL_HEAD + target.len() + room);
    for part in [method.as_str(), " ", scheme, server, slash, target, " HTTP/1.1\r\n"] {
        bytes.extend_from_slice(part.as_bytes());
    }
    let mut add = |name: &HeaderName, value: &[u8]| {
        for part in [name.as_str().as_bytes(), b": ", value, b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    };
    let authorization = origin::authorization(request.uri()).unwrap_or_default();
    let usual = [
        (HOST, host.as_str()),
        (AUTHORIZATION, &authorization),
        (USER_AGENT, OUR_AGENT),
        (ACCEPT, "*/*"),
        // An answer is read as it comes, so that its size is known.
        (ACCEPT_ENCODING, "identity"),
    ];
    for (name, value) in usual {
        if !value.is_empty() && !headers.contains_key(&name) {
            add(&name, value.as_bytes());
        }
    }
    for (name, value) in headers {
        // The length is written from the body, so that no other can smuggle a second request in.
        if ![CONTENT_LENGTH, TRANSFER_ENCODING, PROXY_AUTHORIZATION].contains(name) {
            add(name, value.as_bytes());
        }
    }
    if let Some(authorization) = proxy.and_then(Proxy::authorization) {
        add(&PROXY_AUTHORIZATION, authorization.as_bytes());
    }
    // A POST without a body states that it has none, or some servers wait for one.
    let may_be_silent = [Method::GET, Method::HEAD, Method::DELETE, Method::OPTIONS].contains(method);
    match length {
        Some(0) if may_be_silent => {}
        Some(length) => add(&CONTENT_LENGTH, length.to_string().as_bytes()),
        None => add(&TRANSFER_ENCODING, b"chunked"),
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}
