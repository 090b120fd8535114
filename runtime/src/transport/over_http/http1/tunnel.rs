//! Asking a proxy for a tunnel: the bytes of `CONNECT`, and the answer read from whatever bytes have come so far. What is
//! asked names the host and the port and holds nothing of a request.

use super::{MAX_INTERIM, head};
use crate::transport::over_http::fault::{Fault, ProxyFault};
use crate::transport::over_http::origin::Origin;
use crate::transport::over_http::proxy::Proxy;
use crate::transport::over_http::timeouts::USER_AGENT;

/// What opens a tunnel to a server.
pub(in crate::transport) fn connect(origin: &Origin, proxy: &Proxy) -> Vec<u8> {
    let target = origin.with_port();
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nhost: {target}\r\nuser-agent: {USER_AGENT}\r\n");
    if let Some(authorization) = proxy.authorization() {
        request.extend(["proxy-authorization: ", authorization, "\r\n"]);
    }
    request.push_str("\r\n");
    request.into_bytes()
}

/// The proxy's answer so far.
#[derive(Default)]
pub(in crate::transport) struct Tunnel {
    buffer: Vec<u8>,
    scanned: usize,
    interim: u32,
}

impl Tunnel {
    /// Takes the next bytes; true once the tunnel is open.
    pub(in crate::transport) fn take(&mut self, bytes: &[u8]) -> Result<bool, Fault> {
        self.buffer.extend_from_slice(bytes);
        while let Some(head) = head::take(&mut self.buffer, &mut self.scanned).map_err(Fault::of_proxy)? {
            match head.parts.status.as_u16() {
                // A server says nothing in a tunnel before it is spoken to, so this is not from one.
                200..=299 if self.buffer.is_empty() => return Ok(true),
                200..=299 => return Err(ProxyFault::NotHttp("it goes on behind its head").into()),
                407 => return Err(ProxyFault::Login.into()),
                100 | 102..=199 if self.interim < MAX_INTERIM => self.interim += 1,
                100..=199 => return Err(ProxyFault::NotHttp("it opens no tunnel").into()),
                status => return Err(ProxyFault::Refused(status).into()),
            }
        }
        Ok(false)
    }
}
