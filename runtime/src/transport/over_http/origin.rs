//! Whom a request goes to, as its address says.

use http::Uri;

use super::fault::Fault;
use crate::address::basic;

/// A server: connections to equal ones may be shared.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) is_tls: bool,
    /// A name, or an IP address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Origin {
    pub(super) fn of(address: &Uri) -> Result<Self, Fault> {
        let is_tls = match address.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(Fault::Address),
        };
        let host = address.host().filter(|host| !host.is_empty()).ok_or(Fault::Address)?;
        // An IPv6 address stands in brackets in a URL and without them everywhere else.
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let usual = if is_tls { 443 } else { 80 };
        // What stands for a port and is none (`a.test:8080path`) must not become the usual one.
        let port = match port_text(address) {
            None | Some("") => usual,
            Some(port) => number(port).ok_or(Fault::Address)?,
        };
        Ok(Self { is_tls, host: host.to_owned(), port })
    }

    /// Host and port, whichever port it is.
    pub(super) fn with_port(&self) -> String {
        format!("{}:{}", self.bracketed(), self.port)
    }

    fn bracketed(&self) -> String {
        if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() }
    }

    /// The `Host` header: without the scheme's own port.
    pub(super) fn host_header(&self) -> String {
        // Some servers sign or compare `Host`, and write no usual port into it.
        match (self.is_tls, self.port) {
            (true, 443) | (false, 80) => self.bracketed(),
            _ => self.with_port(),
        }
    }
}

/// A port without a sign, which Rust would read too.
fn number(port: &str) -> Option<u16> {
    port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok())?
}

/// What stands behind the host's `:`.
fn port_text(address: &Uri) -> Option<&str> {
    let authority = address.authority()?.as_str();
    let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
    // The colons of an IPv6 address are followed by its bracket.
    server.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'))
}

/// The `Authorization` header that an address with `user:password@` asks for.
pub(super) fn authorization(address: &Uri) -> Option<String> {
    // A password may hold an `@`, so the last one ends it.
    let (user, _) = address.authority()?.as_str().rsplit_once('@')?;
    Some(basic(user))
}
