//! The lines that print a signature, what they take from their environment, and the identifiers in them: the same in
//! each language.

use std::fmt;

use signwright_diagnose::notation;
use signwright_runtime::sign::{SignedStep, TracedPart, TracedStep};

use super::quote;

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

/// What the lines take from their environment.
#[derive(Default)]
pub(super) struct Secrets {
    pub(super) list: Vec<Secret>,
    pub(super) shown: bool,
}

/// A value that does not stand in the lines.
pub(super) struct Secret {
    pub(super) ident: String,
    pub(super) variable: String,
    pub(super) name: String,
    /// What it is to people; of a value that is made of secrets, how.
    pub(super) told: String,
    pub(super) value: String,
    pub(super) is_text: bool,
}

impl Secrets {
    /// The variable that holds a secret value: the credential's where that is all of it, else one of its own.
    pub(super) fn ident(&mut self, value: &SignedStep, names: &mut Names) -> String {
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

    pub(super) fn variables(self) -> Vec<(String, String)> {
        let shown = self.shown;
        let secrets = self.list.into_iter().filter(|_| !shown);
        secrets.map(|secret| (secret.variable, secret.value)).collect()
    }
}

/// Whether a value can stand as text in lines: a shell's variables end at a NUL.
pub(super) fn is_text(value: &SignedStep) -> bool {
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
pub(super) struct Names {
    taken: Vec<String>,
    steps: Vec<(String, String)>,
}

impl Names {
    /// None but these words of the language.
    pub(super) fn without(words: &[&str]) -> Self {
        Self { taken: words.iter().map(|word| (*word).to_owned()).collect(), steps: Vec::new() }
    }

    pub(super) fn ident(&mut self, name: &str) -> String {
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

    pub(super) fn step(&mut self, name: &str) -> String {
        let ident = self.ident(name);
        self.steps.push((name.to_owned(), ident.clone()));
        ident
    }

    pub(super) fn of_step(&self, name: &str) -> Option<&str> {
        self.steps.iter().find(|(step, _)| step == name).map(|(_, ident)| ident.as_str())
    }
}

/// What these lines do, above them.
pub(super) fn heading(platform: &str, needs: &str, steps: &[TracedStep<'_>]) -> Vec<String> {
    let names: Vec<_> = steps.iter().map(|step| step.value.name()).collect();
    vec![
        format!("# Reproduces a signature of {}, step by step: {}.", line(platform), line(&names.join(", "))),
        format!("# Needs {needs}. The last line prints the signature."),
    ]
}

pub(super) fn line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

pub(super) fn shown(parts: &[TracedPart<'_>]) -> String {
    let part = |part: &TracedPart<'_>| match part {
        TracedPart::Text(text) => (*text).replace('\n', "\\n"),
        TracedPart::Value { input, filters, .. } => format!("{{{}}}", notation::value(*input, filters)),
    };
    parts.iter().map(part).collect()
}
