//! TLS as both transports use it. They trust the certificate authorities of the machine (its store, or the files that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name), so that a company's own are among them; Mozilla's list where it has none; and
//! those that they are told of.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::ServerName;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{AlertDescription, ClientConfig, RootCertStore};

use super::fault::Fault;
use super::pem;
use super::refused::SettingsError;

/// Whom to trust, and what to show. Cheap to clone; the configuration is built when it is first needed, once for all clones.
#[derive(Clone)]
pub(super) struct Tls {
    trusts_machine: bool,
    added: Arc<RootCertStore>,
    client: Option<Arc<CertifiedKey>>,
    config: Arc<OnceLock<Option<Arc<ClientConfig>>>>,
}

/// The machine's authorities alone, and nothing to show.
impl Default for Tls {
    fn default() -> Self {
        Self { trusts_machine: true, added: Arc::new(RootCertStore::empty()), client: None, config: Arc::default() }
    }
}

impl Tls {
    pub(super) fn trusting_none(self) -> Self {
        let added = Arc::new(RootCertStore::empty());
        Self { trusts_machine: false, added, config: Arc::default(), ..self }
    }

    /// The same, and these authorities beside.
    pub(super) fn trusting(self, text: &[u8]) -> Result<Self, SettingsError> {
        let mut added = RootCertStore::clone(&self.added);
        for (index, certificate) in pem::certificates(text, "the authorities")?.into_iter().enumerate() {
            added.add(certificate).map_err(|_| {
                let number = index + 1;
                SettingsError::new(format!(
                    "the authorities: certificate {number} is broken or no X.509 certificate; export it again"
                ))
            })?;
        }
        Ok(Self { added: Arc::new(added), config: Arc::default(), ..self })
    }

    /// The same, with this certificate for hosts that demand one.
    pub(super) fn showing(self, chain: &[u8], key: &[u8]) -> Result<Self, SettingsError> {
        let chain = pem::certificates(chain, "the client's certificate")?;
        let certified = CertifiedKey::from_der(chain, pem::private_key(key)?, &default_provider());
        let certified = certified.map_err(|error| {
            SettingsError::new(match error {
                rustls::Error::InconsistentKeys(_) => {
                    "the client's certificate and its private key do not belong together; the client's own certificate \
                     is the first of its chain"
                }
                rustls::Error::InvalidCertificate(_) => {
                    "the client's certificate is broken or no X.509 certificate; export it again"
                }
                _ => {
                    "the client's private key is of a kind that cannot be used; it must be RSA of 2048 bits or more, \
                     ECDSA on P-256 or P-384, or Ed25519"
                }
            })
        })?;
        Ok(Self { client: Some(Arc::new(certified)), config: Arc::default(), ..self })
    }

    /// The configuration, the same one each time.
    pub(super) fn config(&self) -> Result<Arc<ClientConfig>, Fault> {
        // Loading a machine's certificates takes longer than a call, so all usual transports share them.
        static USUAL: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
        let is_usual = self.trusts_machine && self.added.is_empty() && self.client.is_none();
        let config = if is_usual { &USUAL } else { &self.config };
        config.get_or_init(|| self.build()).clone().ok_or(Fault::NoTls)
    }

    /// A configuration with a provider of its own: no process-wide one is needed or set.
    fn build(&self) -> Option<Arc<ClientConfig>> {
        let provider: Arc<CryptoProvider> = Arc::new(default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
        let builder = builder.with_root_certificates(self.roots());
        Some(Arc::new(match &self.client {
            Some(client) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(client)))),
            None => builder.with_no_client_auth(),
        }))
    }

    fn roots(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        if self.trusts_machine {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            // Containers without a certificate store are common.
            if store.is_empty() {
                store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
        }
        store.extend(self.added.roots.iter().cloned());
        store
    }
}

/// Without the key.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("trusts_machine", &self.trusts_machine)
            .field("told_authorities", &self.added.len())
            .field("has_client_certificate", &self.client.is_some())
            .finish_non_exhaustive()
    }
}

pub(super) fn server_name(host: &str) -> Result<ServerName<'static>, Fault> {
    ServerName::try_from(host.to_owned()).map_err(|_| Fault::Address)
}

/// Why there is no secure connection.
pub(super) fn fault(error: &std::io::Error) -> Fault {
    match cause(error) {
        // Retrying helps nobody whose certificate is not trusted, so that is told apart.
        Some(rustls::Error::InvalidCertificate(_)) => Fault::Untrusted,
        _ if refuses_client(error) => Fault::ClientRefused,
        _ => Fault::NoTls,
    }
}

/// Whether the host will not go on for want of a client's certificate that it trusts. It can say so as late as in place of
/// its first answer, when it has read nothing of the request: what came before it could not be decrypted.
pub(super) fn refuses_client(error: &std::io::Error) -> bool {
    use AlertDescription as Alert;
    let Some(rustls::Error::AlertReceived(alert)) = cause(error) else { return false };
    matches!(
        alert,
        Alert::CertificateRequired
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            // The signature of an authority, or of the client, does not hold.
            | Alert::DecryptError
    )
}

fn cause(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|wrapped| wrapped.downcast_ref())
}
