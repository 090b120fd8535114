//! A signature in bash: texts are variables, bytes are variables in hex. What holds no secret and is only text is
//! written as it is, with the notation beside it; what is digested, encoded or secret is computed by `openssl`.

mod filter;
mod helpers;
mod words;

use signwright_diagnose::notation;
use signwright_model::{Filter, Input, Part};
use signwright_runtime::sign::SignedStep;
use signwright_runtime::sign::{Traced, TracedMap, TracedPart, TracedStep};

use self::filter::is_computed;
use self::helpers::TAKEN;
use self::words::{Shell, Variable, Word};
use crate::reproduce::quote;
use crate::reproduce::script::{Names, Script, Secrets, heading, is_text, line, shown};

pub(super) fn write(platform: &str, steps: &[TracedStep<'_>], show_secrets: bool) -> Script {
    let secrets = Secrets { shown: show_secrets, ..Secrets::default() };
    let mut shell = Shell { names: Names::without(TAKEN), secrets, variables: Vec::new(), helpers: Vec::new() };
    let mut body = Vec::new();
    for step in steps {
        shell.step(step, &mut body);
    }
    let last = steps.last().and_then(|step| shell.names.of_step(step.value.name())).unwrap_or("signature").to_owned();
    let mut lines = vec!["#!/usr/bin/env bash".to_owned()];
    lines.extend(heading(platform, "bash and openssl", steps));
    lines.push("set -euo pipefail".to_owned());
    if !shell.helpers.is_empty() {
        lines.push(String::new());
    }
    lines.extend(shell.helpers.iter().map(|helper| (*helper).to_owned()));
    lines.push(String::new());
    for secret in &shell.secrets.list {
        let value = if show_secrets { quote::shell(&secret.value) } else { format!("${{{}:?}}", secret.variable) };
        lines.push(format!("{}={value}  # {}", secret.ident, line(&secret.told)));
    }
    lines.extend(body);
    lines.push(format!("\nprintf '%s\\n' \"${last}\"\n"));
    Script { text: lines.join("\n"), variables: shell.secrets.variables() }
}

impl Shell {
    fn step(&mut self, step: &TracedStep<'_>, body: &mut Vec<String>) {
        // A text with a NUL in it is kept in hex, as bytes are.
        let is_text = is_text(&step.value);
        let name = step.value.name();
        let (comment, words, is_made) = match &step.body {
            Traced::Template(parts) => {
                let word = self.template(parts, is_text);
                (shown(parts), vec![word.code], word.is_made)
            }
            Traced::Map(map) => {
                let words = self.map(map, is_text).unwrap_or_else(|| vec![self.literal(&step.value).code]);
                (notation::map(&map.items), words, step.value.is_secret())
            }
        };
        body.push(format!("\n# {}: {}", line(name), line(&comment)));
        let ident = self.names.step(name);
        self.variables.push(Variable { step: name.to_owned(), is_text, is_made });
        let mut words = words.into_iter();
        body.push(format!("{ident}={}", words.next().unwrap_or_default()));
        body.extend(words.map(|word| format!("{ident}+={word}")));
    }

    fn template(&mut self, parts: &[TracedPart<'_>], is_text: bool) -> Word {
        let mut words = String::new();
        let mut is_made = false;
        for part in parts {
            let word = match part {
                TracedPart::Text(text) => text_word(text),
                TracedPart::Value { input, filters, stages, arguments } => {
                    self.value((*input, filters, arguments), stages)
                }
            };
            is_made |= word.is_made;
            words.push_str(&self.of_kind(word, is_text));
        }
        Word { code: words, is_text, is_made }
    }

    fn value(
        &mut self,
        (input, filters, arguments): (Input<'_>, &[Filter<'_>], &[Option<SignedStep>]),
        stages: &[SignedStep],
    ) -> Word {
        let Some(first) = stages.first() else {
            return Word { code: "''".to_owned(), is_text: true, is_made: false };
        };
        let mut word = self.input(input, first);
        let behind = filters.iter().zip(arguments).skip(usize::from(input == Input::Clock));
        for (place, (filter, argument)) in behind.enumerate() {
            let stage = stages.get(place + 1);
            let open = stage.filter(|stage| !stage.is_secret());
            let made = match open {
                // Only text, and no secret: it can stand here as it is.
                Some(stage) if !word.is_made && !is_computed(filter) => Some(self.literal(stage)),
                _ => self.filter(&word, filter, argument.as_ref(), stage),
            };
            word = match (made, stage) {
                (Some(made), _) => Word { is_made: made.is_made || word.is_made || is_computed(filter), ..made },
                (None, Some(stage)) => self.literal(stage),
                (None, None) => word,
            };
        }
        word
    }

    fn input(&mut self, input: Input<'_>, value: &SignedStep) -> Word {
        if let Input::Step(name) = input {
            let variable = self.variables.iter().find(|variable| variable.step == name);
            if let (Some(ident), Some(&Variable { is_text, is_made, .. })) = (self.names.of_step(name), variable) {
                return Word { code: format!("\"${ident}\""), is_text, is_made };
            }
        }
        self.literal(value)
    }

    /// A value as it is: bytes in hex, or if they are text, as that.
    fn literal(&mut self, value: &SignedStep) -> Word {
        if value.is_secret() {
            let ident = self.secrets.ident(value, &mut self.names);
            return Word { code: format!("\"${ident}\""), is_text: is_text(value), is_made: true };
        }
        match str::from_utf8(value.as_bytes()) {
            Ok(text) => text_word(text),
            Err(_) => Word { code: quote::shell(&quote::hex(value.as_bytes())), is_text: false, is_made: false },
        }
    }

    /// The items, one a word, each but the first behind what joins them.
    fn map(&mut self, map: &TracedMap<'_>, is_text: bool) -> Option<Vec<String>> {
        let written = map.written.as_ref()?;
        let join = self.literal(&map.join);
        let join = self.of_kind(join, is_text);
        let mut words = Vec::new();
        for step in written {
            let word = if step.is_secret() { self.secret_item(map, step, is_text)? } else { self.literal(step) };
            let word = self.of_kind(word, is_text);
            let separated = !words.is_empty() && !map.join.as_bytes().is_empty();
            words.push(if separated { format!("{join}{word}") } else { word });
        }
        Some(words)
    }

    /// An item with a secret in it, put together anew.
    fn secret_item(&mut self, map: &TracedMap<'_>, item: &SignedStep, is_text: bool) -> Option<Word> {
        if map.items.key.is_some() || map.items.value.is_some() {
            return None;
        }
        let pair = map.pairs.iter().find(|pair| pair.name() == item.name() && pair.is_secret())?;
        let mut words = String::new();
        for part in map.items.each.0 {
            let word = match *part {
                Part::Text(text) => text_word(text),
                Part::Value(Input::Key, []) => text_word(pair.name()),
                Part::Value(Input::Value, filters) => {
                    let mut word = self.literal(pair);
                    for filter in filters {
                        word = self.filter(&word, filter, None, None)?;
                    }
                    word
                }
                Part::Value(..) => return None,
            };
            words.push_str(&self.of_kind(word, is_text));
        }
        Some(Word { code: words, is_text, is_made: true })
    }
}

/// A text as it is; with a NUL in it, which no text of a shell holds, its bytes in hex.
fn text_word(text: &str) -> Word {
    let is_text = !text.contains('\0');
    let code = if is_text { quote::shell(text) } else { quote::shell(&quote::hex(text.as_bytes())) };
    Word { code, is_text, is_made: false }
}
