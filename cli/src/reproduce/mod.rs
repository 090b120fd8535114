//! A signature as lines of another language, so that the other side can make it step by step without any tool of ours.
//! Secrets come from environment variables, unless they are to be shown.

mod python;
mod quote;
mod shell;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use signwright_diagnose::notation;
use signwright_model::{Asymmetric, Base64, Hash, Percent};
use signwright_runtime::sign::SignedStep;
use signwright_runtime::sign::{TracedPart, TracedStep};

/// What the lines are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// For bash, with `openssl` and what every system has.
    Shell,
    /// For Python 3, with its standard library; what that lacks, with `openssl`.
    Python,
}

/// Lines that print the signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Script {
    /// The lines.
    pub text: String,
    /// The environment variables that they read, with their values.
    pub variables: Vec<(String, String)>,
}

/// Names only: the values are secrets.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.variables.iter().map(|(name, _)| name)).finish()
    }
}

/// Writes the steps of a signature in another language.
pub fn reproduce(language: Language, platform: &str, steps: &[TracedStep<'_>], show_secrets: bool) -> Script {
    match language {
        Language::Shell => shell::write(platform, steps, show_secrets),
        Language::Python => python::write(platform, steps, show_secrets),
    }
}

/// What the lines take from their environment.
#[derive(Default)]
struct Secrets {
    list: Vec<Secret>,
    shown: bool,
}

/// A value that does not stand in the lines.
struct Secret {
    ident: String,
    variable: String,
    name: String,
    /// What it is to people; of a value that is made of secrets, how.
    told: String,
    value: String,
    is_text: bool,
}

impl Secrets {
    /// The variable that holds a secret value: the credential's where that is all of it, else one of its own.
    fn ident(&mut self, value: &SignedStep, names: &mut Names) -> String {
        let masked = value.masked().into_owned();
        let credential = masked.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
        let name = credential.filter(|name| !name.contains(['<', '>'])).unwrap_or(value.name());
        let (is_text, plain) = (is_text(value), value.plain());
        // No environment holds a NUL: such a text stands there in hex, as bytes do.
        let plain = if is_text || !value.is_text() { plain.into_owned() } else { quote::hex(value.as_bytes()) };
        if let Some(secret) = self.list.iter().find(|secret| secret.value == plain && secret.name == name) {
            return secret.ident.clone();
        }
        let ident = names.ident(name);
        let of = |count: usize| match count {
            0 => variable(name),
            count => format!("{}_{}", variable(name), count + 1),
        };
        let taken = |wanted: &String| self.list.iter().any(|secret| secret.variable == *wanted);
        let variable = (0..=self.list.len()).map(of).find(|wanted| !taken(wanted)).unwrap_or_default();
        let told = if masked == format!("<{name}>") { name.to_owned() } else { format!("{name}: {masked}") };
        self.list.push(Secret { told, ident: ident.clone(), variable, name: name.to_owned(), value: plain, is_text });
        ident
    }

    fn variables(self) -> Vec<(String, String)> {
        let shown = self.shown;
        let secrets = self.list.into_iter().filter(|_| !shown);
        secrets.map(|secret| (secret.variable, secret.value)).collect()
    }
}

/// Whether a value can stand as text in lines: a shell's variables end at a NUL.
fn is_text(value: &SignedStep) -> bool {
    value.is_text() && !value.as_bytes().contains(&0)
}

/// As the command itself reads credentials from the environment.
fn variable(name: &str) -> String {
    format!("SIGNWRIGHT_{}", plain(name).to_ascii_uppercase())
}

fn plain(name: &str) -> String {
    name.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '_' }).collect()
}

/// Identifiers, each given once.
struct Names {
    taken: Vec<String>,
    steps: Vec<(String, String)>,
}

impl Names {
    /// None but these words of the language.
    fn without(words: &[&str]) -> Self {
        Self { taken: words.iter().map(|word| (*word).to_owned()).collect(), steps: Vec::new() }
    }

    fn ident(&mut self, name: &str) -> String {
        let mut ident = plain(name).to_ascii_lowercase();
        if !ident.starts_with(|first: char| first.is_ascii_alphabetic()) {
            ident.insert(0, 'v');
        }
        while self.taken.contains(&ident) {
            ident.push('_');
        }
        self.taken.push(ident.clone());
        ident
    }

    fn step(&mut self, name: &str) -> String {
        let ident = self.ident(name);
        self.steps.push((name.to_owned(), ident.clone()));
        ident
    }

    fn of_step(&self, name: &str) -> Option<&str> {
        self.steps.iter().find(|(step, _)| step == name).map(|(_, ident)| ident.as_str())
    }
}

/// What these lines do, above them.
fn heading(platform: &str, needs: &str, steps: &[TracedStep<'_>]) -> Vec<String> {
    let names: Vec<_> = steps.iter().map(|step| step.value.name()).collect();
    vec![
        format!("# Reproduces a signature of {}, step by step: {}.", line(platform), line(&names.join(", "))),
        format!("# Needs {needs}. The last line prints the signature."),
    ]
}

fn line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// What OpenSSL calls a digest; Python has `_` for `-`.
fn hash(hash: Hash) -> &'static str {
    if hash == Hash::Sha512Half { "sha512-256" } else { notation::hash_name(hash) }
}

/// How OpenSSL makes a signature.
struct Signing {
    /// The arguments of `openssl dgst`; none for Ed25519, which takes another command.
    arguments: &'static [&'static str],
    /// How many bytes each of two numbers has that stand side by side, which OpenSSL writes as ASN.1.
    number: Option<usize>,
}

impl Signing {
    fn of(how: Asymmetric) -> Self {
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
fn is_usual(kind: Base64) -> bool {
    kind == Base64::STANDARD
}

/// What stays as it is beside letters and digits.
fn kept(how: Percent<'_>) -> String {
    let mut kept = String::from(if how.form { "*-._" } else { "-._~" });
    kept.extend(how.keep.chars().filter(char::is_ascii));
    kept
}

fn shown(parts: &[TracedPart<'_>]) -> String {
    let part = |part: &TracedPart<'_>| match part {
        TracedPart::Text(text) => (*text).replace('\n', "\\n"),
        TracedPart::Value { input, filters, .. } => format!("{{{}}}", notation::value(*input, filters)),
    };
    parts.iter().map(part).collect()
}

enum PrivateKey {
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
    fn of(value: &SignedStep) -> Self {
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
