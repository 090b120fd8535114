//! Certificates and private keys from PEM, with messages that say what to do about a text that has none. It checks nothing
//! of what they say.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::refused::SettingsError;

/// The certificates of a text, of which there is at least one. `whose` says in a message whose they are.
pub(super) fn certificates(text: &[u8], whose: &str) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let refuse = |message: &str| SettingsError::new(format!("{whose}: {message}"));
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) if is_der(text) => Err(refuse("this is DER; convert it with `openssl x509 -inform der -in FILE`")),
        Ok(_) => Err(refuse("there is no certificate here; it begins with `-----BEGIN CERTIFICATE-----` in PEM")),
        Err(_) => Err(refuse("this PEM is cut short or damaged; copy the whole file, with its `-----END` lines")),
    }
}

/// The first private key of a text.
pub(super) fn private_key(text: &[u8]) -> Result<PrivateKeyDer<'static>, SettingsError> {
    let contains = |mark: &[u8]| text.windows(mark.len()).any(|window| window == mark);
    PrivateKeyDer::from_pem_slice(text).map_err(|_| {
        SettingsError::new(if contains(b"ENCRYPTED") {
            "the client's private key is encrypted; decrypt it with `openssl pkey -in FILE` and keep it safe"
        } else if is_der(text) {
            "the client's private key: this is DER; convert it with `openssl pkey -inform der -in FILE`"
        } else if contains(b"PRIVATE KEY-----") {
            "the client's private key: this PEM is cut short or damaged; copy the whole file, with its `-----END` line"
        } else {
            "the client's private key: there is none here; it begins with `-----BEGIN PRIVATE KEY-----` in PEM"
        })
    })
}

/// A sequence of DER begins so, and no text does that is PEM.
fn is_der(text: &[u8]) -> bool {
    matches!(text, [0x30, length, ..] if *length >= 0x80)
}
