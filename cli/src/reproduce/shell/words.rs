//! The words of a shell script that stand for values, and how one is piped through a command.

use super::helpers::{BYTES, HEX};
use crate::reproduce::script::{Names, Secrets};

/// A word that stands for a value, quoted as it must be.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) code: String,
    pub(super) is_text: bool,
    /// Whether a secret or a digest is in it: what is made of it is computed as well, or the lines would hold what
    /// they are to find.
    pub(super) is_made: bool,
}

/// A variable that holds a step's value.
pub(super) struct Variable {
    pub(super) step: String,
    pub(super) is_text: bool,
    pub(super) is_made: bool,
}

pub(super) struct Shell {
    pub(super) names: Names,
    pub(super) secrets: Secrets,
    pub(super) variables: Vec<Variable>,
    pub(super) helpers: Vec<&'static str>,
}

impl Shell {
    pub(super) fn help(&mut self, helper: &'static str) {
        if !self.helpers.contains(&helper) {
            self.helpers.push(helper);
        }
    }

    /// A command that writes the bytes of a word.
    pub(super) fn stream(&mut self, word: &Word) -> String {
        if word.is_text {
            return format!("printf %s {}", word.code);
        }
        self.help(BYTES);
        format!("bytes {}", word.code)
    }

    pub(super) fn of_kind(&mut self, word: Word, is_text: bool) -> String {
        match (word.is_text, is_text) {
            (true, false) => self.hex_of(&word),
            (false, true) => format!("\"$({})\"", self.stream(&word)),
            _ => word.code,
        }
    }

    pub(super) fn hex_of(&mut self, word: &Word) -> String {
        if !word.is_text {
            return word.code.clone();
        }
        self.help(HEX);
        format!("\"$(printf %s {} | hex)\"", word.code)
    }

    pub(super) fn piped(&mut self, word: &Word, command: &str, is_text: bool) -> Word {
        let stream = self.stream(word);
        Word { code: format!("\"$({stream} | {command})\""), is_text, is_made: word.is_made }
    }

    pub(super) fn digested(&mut self, word: &Word, command: &str) -> Word {
        self.help(HEX);
        self.piped(word, &format!("{command} | hex"), false)
    }
}
