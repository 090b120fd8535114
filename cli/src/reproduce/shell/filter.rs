//! What each filter is in bash.

use signwright_model::{Filter, Input};
use signwright_runtime::sign::SignedStep;

use super::helpers::{BYTES, ED25519, NUMBERS, PEM, PERCENT, REPLACE, SEED, SIGN, SLICE, UNBASE64};
use super::words::{Shell, Word};
use crate::reproduce::openssl::{PrivateKey, Signing, hash, kept};
use crate::reproduce::quote;
use crate::reproduce::script::is_text;

impl Shell {
    /// What a command makes of a word; `None` where there is none.
    pub(super) fn filter(
        &mut self,
        word: &Word,
        filter: &Filter<'_>,
        argument: Option<&SignedStep>,
        stage: Option<&SignedStep>,
    ) -> Option<Word> {
        // A command's output loses the line ends behind it, and every NUL.
        let ends = stage.is_some_and(|stage| stage.is_text() && stage.as_bytes().ends_with(b"\n"));
        let ends = ends || stage.is_some_and(|stage| stage.is_text() && !is_text(stage));
        Some(match *filter {
            Filter::Digest(of) => self.digested(word, &format!("openssl dgst -{} -binary", hash(of))),
            Filter::Hmac(of, key) => {
                let key = self.input(key, argument?);
                let key = self.hex_of(&key);
                self.digested(word, &format!("openssl dgst -{} -mac HMAC -macopt hexkey:{key} -binary", hash(of)))
            }
            Filter::Sign(how, key) => {
                let key = self.private(key, argument?);
                let Signing { arguments, number } = Signing::of(how);
                let command = if arguments.is_empty() {
                    self.help(ED25519);
                    format!("ed25519 {key}")
                } else {
                    self.help(SIGN);
                    format!("sign {key} {}", arguments.join(" "))
                };
                let Some(size) = number else { return Some(self.digested(word, &command)) };
                self.help(NUMBERS);
                self.piped(word, &format!("{command} | numbers {}", size * 2), false)
            }
            // Bytes are in hex already.
            Filter::Hex => Word { code: self.hex_of(word), is_text: true, is_made: word.is_made },
            Filter::Unhex => self.lowered(word),
            Filter::Base64(kind) => {
                let alphabet = if kind.url { " | tr '+/' '-_'" } else { "" };
                let bare = if kind.padded { "" } else { " | tr -d '='" };
                self.piped(word, &format!("openssl base64 -A{alphabet}{bare}"), true)
            }
            Filter::Unbase64 => {
                self.help(UNBASE64);
                self.digested(word, "unbase64")
            }
            Filter::Utf8 if ends => return None,
            Filter::Utf8 => {
                Word { code: self.of_kind(word.clone(), !word.is_text), is_text: !word.is_text, is_made: word.is_made }
            }
            _ if ends || !word.is_text => return None,
            Filter::Lower => self.piped(word, "tr A-Z a-z", true),
            Filter::Slice(from @ 0.., to) if to.is_none_or(|to| to > from) => {
                self.help(SLICE);
                let length = to.map_or(String::new(), |to| format!(" {}", to - from));
                let code = format!("\"$(slice {} {from}{length})\"", word.code);
                Word { code, is_text: true, is_made: word.is_made }
            }
            Filter::Replace(from, to) if !from.is_empty() => {
                self.help(REPLACE);
                let (from, to) = (quote::shell(from), quote::shell(to));
                let code = format!("\"$(replace {} {from} {to})\"", word.code);
                Word { code, is_text: true, is_made: word.is_made }
            }
            Filter::Upper => self.piped(word, "tr a-z A-Z", true),
            Filter::Percent(how) => {
                self.help(PERCENT);
                let space = if how.form { "+" } else { "%20" };
                let digits = if how.lower { "%02x" } else { "%02X" };
                let code = format!("\"$(percent {} {} '{space}' '{digits}')\"", word.code, quote::shell(&kept(how)));
                Word { code, is_text: true, is_made: word.is_made }
            }
            _ => return None,
        })
    }

    /// Hex in lower case, which is how bytes stand here.
    fn lowered(&mut self, word: &Word) -> Word {
        self.piped(word, "tr A-F a-f", false)
    }

    /// A private key as OpenSSL reads it.
    fn private(&mut self, key: Input<'_>, value: &SignedStep) -> String {
        let word = self.input(key, value);
        match PrivateKey::of(value) {
            PrivateKey::Pem => self.of_kind(word, true),
            PrivateKey::Der(label) => {
                self.help(PEM);
                let text = if word.is_text { word } else { self.piped(&word, "openssl base64 -A", true) };
                format!("\"$(pem {} '{label}')\"", text.code)
            }
            PrivateKey::Seed => {
                self.help(PEM);
                self.help(BYTES);
                let encoded = word.is_text && value.as_bytes().len() > 32;
                let hex = if encoded {
                    self.help(UNBASE64);
                    self.digested(&word, "unbase64").code
                } else {
                    self.hex_of(&word)
                };
                let seed = format!("\"$(printf %s {hex} | cut -c1-64)\"");
                format!("\"$(pem \"$(bytes {SEED}{seed} | openssl base64 -A)\" 'PRIVATE KEY')\"")
            }
        }
    }
}

/// What is worth computing although its result could stand in the lines.
pub(super) fn is_computed(filter: &Filter<'_>) -> bool {
    matches!(
        filter,
        Filter::Digest(_)
            | Filter::Hmac(..)
            | Filter::Sign(..)
            | Filter::Hex
            | Filter::Base64(_)
            | Filter::Unhex
            | Filter::Unbase64
    )
}
