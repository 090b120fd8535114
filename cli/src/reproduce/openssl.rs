//! What `openssl` calls a digest, how it makes a signature, and what it must be told of a key; and which encodings differ
//! from the usual ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use signwright_diagnose::notation;
use signwright_model::{Asymmetric, Base64, Hash, Percent};
use signwright_runtime::sign::SignedStep;

/// What OpenSSL calls a digest; Python has `_` for `-`.
pub(super) fn hash(hash: Hash) -> &'static str {
    if hash == Hash::Sha512Half { "sha512-256" } else { notation::hash_name(hash) }
}

/// How OpenSSL makes a signature.
pub(super) struct Signing {
    /// The arguments of `openssl dgst`; none for Ed25519, which takes another command.
    pub(super) arguments: &'static [&'static str],
    /// How many bytes each of two numbers has that stand side by side, which OpenSSL writes as ASN.1.
    pub(super) number: Option<usize>,
}

impl Signing {
    pub(super) fn of(how: Asymmetric) -> Self {
        const PSS: [&str; 4] = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:-1"];
        const PSS_256: &[&str] = &["-sha256", PSS[0], PSS[1], PSS[2], PSS[3]];
        const PSS_384: &[&str] = &["-sha384", PSS[0], PSS[1], PSS[2], PSS[3]];
        const PSS_512: &[&str] = &["-sha512", PSS[0], PSS[1], PSS[2], PSS[3]];
        let (arguments, number): (&'static [&'static str], _) = match how {
            Asymmetric::RsaSha1 => (&["-sha1"], None),
            Asymmetric::RsaSha256 | Asymmetric::EcdsaSha256Der => (&["-sha256"], None),
            Asymmetric::RsaSha384 | Asymmetric::EcdsaSha384Der => (&["-sha384"], None),
            Asymmetric::RsaSha512 => (&["-sha512"], None),
            Asymmetric::RsaPssSha256 => (PSS_256, None),
            Asymmetric::RsaPssSha384 => (PSS_384, None),
            Asymmetric::RsaPssSha512 => (PSS_512, None),
            Asymmetric::EcdsaSha256 => (&["-sha256"], Some(32)),
            Asymmetric::EcdsaSha384 => (&["-sha384"], Some(48)),
            Asymmetric::Ed25519 => (&[], None),
        };
        Self { arguments, number }
    }
}

/// The character sets that base64 of this kind differs in from the usual one.
pub(super) fn is_usual(kind: Base64) -> bool {
    kind == Base64::STANDARD
}

/// What stays as it is beside letters and digits.
pub(super) fn kept(how: Percent<'_>) -> String {
    let mut kept = String::from(if how.form { "*-._" } else { "-._~" });
    kept.extend(how.keep.chars().filter(char::is_ascii));
    kept
}

pub(super) enum PrivateKey {
    /// As OpenSSL reads it.
    Pem,
    /// Base64 of a document, or the document; the label that PEM gives it.
    Der(&'static str),
    /// The bare bytes of an Ed25519 key, or their base64.
    Seed,
}

/// The bytes by which a document says of what kind its key is: then it is PKCS #8.
const KINDS: [&[u8]; 4] = [
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a],
    &[0x2b, 0x65, 0x70],
    &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
];
/// The bytes by which it names its elliptic curve.
const CURVES: [&[u8]; 2] = [&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], &[0x2b, 0x81, 0x04, 0x00, 0x22]];

impl PrivateKey {
    pub(super) fn of(value: &SignedStep) -> Self {
        let text = str::from_utf8(value.as_bytes()).unwrap_or_default();
        if text.contains("-----") {
            return Self::Pem;
        }
        let bare: String = text.split_whitespace().collect();
        let decoded = STANDARD.decode(bare).ok().filter(|_| value.is_text());
        let bytes = decoded.as_deref().unwrap_or(value.as_bytes());
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        if KINDS.into_iter().any(holds) {
            Self::Der("PRIVATE KEY")
        } else if CURVES.into_iter().any(holds) {
            Self::Der("EC PRIVATE KEY")
        } else if bytes.len() > 64 {
            Self::Der("RSA PRIVATE KEY")
        } else {
            Self::Seed
        }
    }
}
