//! Whom the transports trust: the certificate authorities of the machine (its store, or the files that `SSL_CERT_FILE`
//! and `SSL_CERT_DIR` name), so that a company's own are among them; Mozilla's list where the machine has none.

use std::sync::OnceLock;

use rustls::pki_types::CertificateDer;

/// The machine's authorities, read once; empty where it has none that can be read.
pub(super) fn of_machine() -> &'static [CertificateDer<'static>] {
    static FOUND: OnceLock<Vec<CertificateDer<'static>>> = OnceLock::new();
    FOUND.get_or_init(|| rustls_native_certs::load_native_certs().certs)
}
