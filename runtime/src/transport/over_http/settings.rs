//! What a transport can be set to: one set of settings for both transports. It opens no connection and reads neither
//! files nor the environment.

use std::fmt;

use super::except::exceptions;
use super::proxy::{Proxies, Proxy};
use super::refused::SettingsError;
use super::timeouts::Timeouts;
use super::tls::Tls;

/// How a transport waits, which way it goes, whom it trusts and who it says it is. A clone is cheap enough for each
/// transport to have its own.
///
/// ```
/// use signwright_runtime::transport::{Proxy, Settings};
///
/// let proxy = Proxy::new("http://proxy.corp:3128")?.with_login("采购部", "p@ss:word")?;
/// let settings = Settings::new().with_proxy(proxy).without_proxy_for("localhost, .corp, 10.0.0.0/8")?;
/// assert!(!format!("{settings:?}").contains("p@ss"));
/// # Ok::<(), signwright_runtime::transport::SettingsError>(())
/// ```
#[derive(Clone)]
pub struct Settings {
    pub(super) timeouts: Timeouts,
    pub(super) idle_connections: usize,
    pub(super) proxies: Proxies,
    pub(super) tls: Tls,
}

/// As many as a program may have calls in flight at a time, without holding up a server that counts them.
const IDLE_CONNECTIONS: usize = 256;

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeouts: Timeouts::default(),
            idle_connections: IDLE_CONNECTIONS,
            proxies: Proxies::default(),
            tls: Tls::default(),
        }
    }
}

impl Settings {
    /// The usual [`Timeouts`], no proxy, the machine's certificate authorities, and no client certificate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits this long.
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// Keeps at most so many connections open for further requests, to all hosts together; 0 closes each behind its answer.
    /// 256 if not said. One that is not used for 15 seconds is kept no longer.
    ///
    /// Programs that call with more threads or tasks at a time than this open connections anew, which takes longer than a call.
    #[must_use]
    pub fn with_idle_connections(self, most: usize) -> Self {
        Self { idle_connections: most, ..self }
    }

    /// Sends all requests through this proxy, but for the hosts of [`Self::without_proxy_for`].
    #[must_use]
    pub fn with_proxy(mut self, proxy: Proxy) -> Self {
        self.proxies.http = Some(proxy.clone());
        self.proxies.https = Some(proxy);
        self
    }

    /// Goes to these hosts without a proxy. They are separated by commas or blanks, and are added to those named before.
    /// A name stands for itself and all names below it (`corp.test`, `.corp.test` and `*.corp.test` are the same), an
    /// address for itself, `10.0.0.0/8` for a network, `*` for every host; `:8080` behind a name or an address limits it
    /// to that port. Names are not looked up, so a network holds only those hosts that a URL states as addresses.
    ///
    /// # Errors
    /// If an entry is none of these.
    pub fn without_proxy_for(mut self, hosts: &str) -> Result<Self, SettingsError> {
        self.proxies.exceptions.extend(exceptions(hosts)?);
        Ok(self)
    }

    /// Takes the proxies that the usual variables name: `https_proxy` or `HTTPS_PROXY`, `http_proxy`, and `all_proxy` or
    /// `ALL_PROXY` for what these leave open; `no_proxy` or `NO_PROXY` as in [`Self::without_proxy_for`]. `HTTP_PROXY` is not
    /// read, because a CGI program's caller can set it with a header. What the variables leave open stays as it was.
    /// No transport asks the environment by itself:
    ///
    /// ```no_run
    /// # use signwright_runtime::transport::Settings;
    /// let settings = Settings::new().with_proxies_from_environment(|name| std::env::var(name).ok())?;
    /// # Ok::<(), signwright_runtime::transport::SettingsError>(())
    /// ```
    ///
    /// # Errors
    /// If a variable that is needed names no proxy that can be used. The error names the variable and not its value.
    pub fn with_proxies_from_environment(
        mut self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                let value = variable(name).filter(|value| !value.trim().is_empty())?;
                Some((*name, value))
            })
        };
        let proxy = |names: &[&'static str]| {
            let named = first(names).map(|(name, value)| Proxy::new(&value).map_err(|error| error.of(name)));
            named.transpose()
        };
        if let Some(https) = proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])? {
            self.proxies.https = Some(https);
        }
        if let Some(http) = proxy(&["http_proxy", "all_proxy", "ALL_PROXY"])? {
            self.proxies.http = Some(http);
        }
        match first(&["no_proxy", "NO_PROXY"]) {
            Some((name, hosts)) => self.without_proxy_for(&hosts).map_err(|error| error.of(name)),
            None => Ok(self),
        }
    }

    /// Trusts these certificate authorities beside the machine's: one or more certificates as PEM.
    ///
    /// # Errors
    /// If there is no certificate in it, or one that cannot be read.
    pub fn with_roots(mut self, pem: impl AsRef<[u8]>) -> Result<Self, SettingsError> {
        self.tls = self.tls.trusting(pem.as_ref())?;
        Ok(self)
    }

    /// Trusts these certificate authorities and no others, neither the machine's nor those named before.
    ///
    /// # Errors
    /// If there is no certificate in it, or one that cannot be read.
    pub fn with_only_roots(mut self, pem: impl AsRef<[u8]>) -> Result<Self, SettingsError> {
        self.tls = self.tls.trusting_none().trusting(pem.as_ref())?;
        Ok(self)
    }

    /// Shows this certificate to hosts that demand one. `chain` is PEM and begins with the client's own certificate; `key`
    /// is its private key as PEM (PKCS#8, PKCS#1 or SEC1), not encrypted. Both may stand in the same text.
    ///
    /// # Errors
    /// If one of them cannot be read, or they do not belong together.
    pub fn with_client_certificate(
        mut self,
        chain: impl AsRef<[u8]>,
        key: impl AsRef<[u8]>,
    ) -> Result<Self, SettingsError> {
        self.tls = self.tls.showing(chain.as_ref(), key.as_ref())?;
        Ok(self)
    }
}

/// Without logins and keys.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("timeouts", &self.timeouts)
            .field("idle_connections", &self.idle_connections)
            .field("proxies", &self.proxies)
            .field("tls", &self.tls)
            .finish()
    }
}

impl From<Timeouts> for Settings {
    fn from(timeouts: Timeouts) -> Self {
        Self::new().with_timeouts(timeouts)
    }
}
