//! A proxy's address and login, and which request goes through which proxy. It opens no connection.

use std::fmt;

use http::Uri;
use zeroize::Zeroizing;

use super::except::Exception;
use super::origin::Origin;
use super::refused::SettingsError;
use crate::address::{basic, basic_of, userinfo};

/// An HTTP proxy, which is spoken to in the clear. To `https` addresses it opens a tunnel (`CONNECT`) and sees their host
/// and port alone; requests to `http` addresses it reads and passes on.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// A name, or an IP address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    authorization: Option<Zeroizing<String>>,
}

impl Proxy {
    /// The proxy at an address such as `http://proxy.corp:3128` or `proxy.corp:3128`; the port is 80 where none is stated.
    /// A login may stand in it, percent-encoded: `http://user:p%40ss@proxy.corp:3128`.
    ///
    /// # Errors
    /// If it is no address, has a scheme other than `http`, or something behind the port.
    pub fn new(address: &str) -> Result<Self, SettingsError> {
        let address = address.trim();
        let address = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let address = Zeroizing::new(address);
        let wrong = || SettingsError::new("this is no address of a proxy; write it as `http://HOST:PORT`");
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        if uri.scheme_str() != Some("http") {
            let message = "only a proxy of the scheme `http` can be used; write it as `http://HOST:PORT`";
            return Err(SettingsError::new(message));
        }
        if uri.path() != "/" || uri.query().is_some() {
            return Err(SettingsError::new("a proxy's address ends with its port; leave out what stands behind"));
        }
        let server = Origin::of(&uri).map_err(|_| wrong())?;
        let login = userinfo(&address).filter(|login| !login.is_empty());
        let authorization = login.map(|login| Zeroizing::new(basic(login)));
        Ok(Self { host: server.host, port: server.port, authorization })
    }

    /// Logs in as this user (basic authentication), whatever the address says. Nothing here is percent-encoded.
    ///
    /// # Errors
    /// If there is a `:` in the user, which would end it.
    pub fn with_login(self, user: &str, password: &str) -> Result<Self, SettingsError> {
        if user.contains(':') {
            return Err(SettingsError::new("the user of a proxy's login has no `:`; give the password by itself"));
        }
        let login = Zeroizing::new(format!("{user}:{password}"));
        Ok(Self { authorization: Some(Zeroizing::new(basic_of(login.as_bytes()))), ..self })
    }

    /// The value of `Proxy-Authorization`.
    pub(super) fn authorization(&self) -> Option<&str> {
        self.authorization.as_ref().map(|value| value.as_str())
    }
}

/// Without the login.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("has_login", &self.authorization.is_some())
            .finish()
    }
}

/// The proxies of a transport.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    pub(super) http: Option<Proxy>,
    pub(super) https: Option<Proxy>,
    pub(super) exceptions: Vec<Exception>,
}

impl Proxies {
    /// The proxy on the way to a server.
    pub(super) fn towards(&self, origin: &Origin) -> Option<&Proxy> {
        let proxy = if origin.is_tls { self.https.as_ref() } else { self.http.as_ref() };
        let is_excepted = |exception: &Exception| exception.holds(&origin.host, origin.port);
        proxy.filter(|_| !self.exceptions.iter().any(is_excepted))
    }
}
