//! TLS as both transports use it. They trust the certificate authorities of the machine (its store, or the files that
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` name), so that a company's own are among them; Mozilla's list where it has none.

use std::sync::{Arc, OnceLock};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

use super::fault::Fault;

/// A configuration with a provider of its own: no process-wide one is needed or set.
pub(super) fn config() -> Result<Arc<ClientConfig>, Fault> {
    // Loading a machine's certificates takes longer than a call.
    static CONFIG: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    CONFIG.get_or_init(build).clone().ok_or(Fault::NoTls)
}

fn build() -> Option<Arc<ClientConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(Arc::new(builder.with_root_certificates(roots()).with_no_client_auth()))
}

fn roots() -> RootCertStore {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(of_machine());
    // Containers without a certificate store are common.
    if store.is_empty() { RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() } } else { store }
}

fn of_machine() -> Vec<CertificateDer<'static>> {
    rustls_native_certs::load_native_certs().certs
}

pub(super) fn server_name(host: &str) -> Result<ServerName<'static>, Fault> {
    ServerName::try_from(host.to_owned()).map_err(|_| Fault::Address)
}

/// Why there is no secure connection.
pub(super) fn fault(error: &std::io::Error) -> Fault {
    let tls = error.get_ref().and_then(|wrapped| wrapped.downcast_ref::<rustls::Error>());
    match tls {
        // Retrying helps nobody whose certificate is not trusted, so that is told apart.
        Some(rustls::Error::InvalidCertificate(_)) => Fault::Untrusted,
        _ => Fault::NoTls,
    }
}
