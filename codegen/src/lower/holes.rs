//! What stands between the braces of a template: an input, what belongs to its name, and filters.

use signwright_runtime::model::{Filter, Input, TextUnit};

use super::cursor::quoted;
use super::filters;
use super::inputs;
use super::template::{Kind, Piece, Reader, Value};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::specs::Located;

impl<'t, 'm> Reader<'t, '_, 'm> {
    /// `{input.len:02 | filter | filter(argument)}`
    pub(super) fn hole(&mut self) -> Result<Piece<'m>, Diagnostic> {
        let start = self.cursor.at();
        let opening = self.cursor.here();
        self.cursor.bump();
        let name = self.word();
        if name.text.is_empty() {
            return Err(self.expected("an input").help("a brace that is text is written `{{`"));
        }
        let argument = self.argument()?;
        let (input, mut value) = self.value(name, argument)?;
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some('}') => {
                    self.cursor.bump();
                    let span = self.cursor.since(start).span;
                    return Ok(Piece::Value { input, filters: value.filters, kind: value.kind, span });
                }
                Some(':') => self.pad(&mut value)?,
                Some('|') => {
                    self.cursor.bump();
                    self.filter(&mut value)?;
                }
                None => {
                    return Err(Diagnostic::error(Code::BadTemplate, opening, "this `{` is never closed")
                        .help("a brace that is text is written `{{`"));
                }
                Some(_) => return Err(self.expected("`|` or `}`")),
            }
        }
    }

    /// An input with what may stand right behind its name: `.len`, `.unix(epoch)`.
    fn value(
        &mut self,
        name: Located<'t>,
        argument: Option<Located<'t>>,
    ) -> Result<(Input<'m>, Value<'m>), Diagnostic> {
        let length = name.text.strip_suffix(".len").filter(|base| !inputs::is_prefix(base));
        let base = length.map_or(name, |base| name.part(0, base.len()));
        let mut value = Value { filters: Vec::new(), kind: None };
        let input = if let Some(form) = clock_form(base.text) {
            let epoch = argument.filter(|_| length.is_none());
            value.filters.push(self.clock(base, form, epoch)?);
            value.kind = Some(Kind::Text);
            Input::Clock
        } else {
            if let Some(argument) = argument.filter(|_| length.is_none()) {
                return Err(bad(argument.span, format!("{} takes no argument", quoted(base.text))));
            }
            self.input(base, &mut value)
        };
        if length.is_some() {
            let unit = argument.map_or(Ok(TextUnit::Chars), filters::unit)?;
            let kind = filters::length(&mut value, unit, base);
            self.or_note(kind);
        }
        Ok((input, value))
    }

    fn input(&mut self, name: Located<'t>, value: &mut Value<'m>) -> Input<'m> {
        match inputs::look_up(name, self.known, self.arena) {
            Ok(found) => {
                value.kind = Some(found.kind);
                self.uses = self.uses.and(found.uses);
                found.input
            }
            Err(mistake) => {
                self.mistakes.push(mistake);
                Input::Nonce
            }
        }
    }

    fn clock(&mut self, name: Located<'t>, form: &str, epoch: Option<Located<'t>>) -> Result<Filter<'m>, Diagnostic> {
        const FORMS: &str = "its forms are `clock.unix`, `clock.unix(epoch)`, `clock.unix_ms`, `clock.local`";
        if !self.known.has_clock() {
            self.mistakes.push(inputs::unknown(name, self.known));
        }
        let filter = match (form, epoch) {
            (".unix", None) => Filter::Unix(0),
            (".unix", Some(epoch)) => {
                let seconds = epoch.text.parse().map_err(|_| {
                    bad(epoch.span, format!("{} is no number of seconds", quoted(epoch.text)))
                        .help("`epoch` is the Unix time that the vendor counts from: `clock.unix(1325347200)`")
                })?;
                Filter::Unix(seconds)
            }
            (_, Some(epoch)) => return Err(bad(epoch.span, "only `clock.unix` takes an epoch").help(FORMS)),
            (".unix_ms", None) => Filter::UnixMs,
            (".local", None) => Filter::Local,
            ("", None) => return Err(bad(name.span, "the clock needs a form").help(FORMS)),
            _ => {
                let message = format!("unknown name {}", quoted(name.text));
                return Err(Diagnostic::error(Code::UnknownName, name.span, message).help(FORMS));
            }
        };
        Ok(filter)
    }

    /// `:04`
    fn pad(&mut self, value: &mut Value<'m>) -> Result<(), Diagnostic> {
        self.cursor.bump();
        let width = self.cursor.take_while(|next| next.is_ascii_digit());
        let wide = width.text.strip_prefix('0').and_then(|digits| digits.parse::<u8>().ok()).filter(|wide| *wide > 0);
        let Some(wide) = wide else {
            let message = format!("{} is no width", quoted(width.text));
            return Err(bad(width.span, message).help("`:04` pads with zeros to at least 4 characters; at most 255"));
        };
        let padded = filters::pad(value, wide, width);
        self.or_note(padded);
        Ok(())
    }

    fn filter(&mut self, value: &mut Value<'m>) -> Result<(), Diagnostic> {
        let name = self.word();
        if name.text.is_empty() {
            return Err(self.expected("a filter"));
        }
        let argument = self.argument()?;
        let key = match argument {
            Some(argument) if filters::takes_key(name.text) => {
                let mut key = Value { filters: Vec::new(), kind: None };
                let input = self.input(argument, &mut key);
                Some(input)
            }
            Some(argument) => {
                let mistake = if filters::exists(name.text) {
                    bad(argument.span, format!("`{}` takes no argument", name.text))
                } else {
                    filters::unknown(name)
                };
                self.mistakes.push(mistake);
                None
            }
            None => None,
        };
        if argument.is_none() || key.is_some() {
            let applied = filters::apply(value, name, key);
            self.or_note(applied);
        } else {
            value.kind = None;
        }
        Ok(())
    }

    fn word(&mut self) -> Located<'t> {
        self.cursor.skip_blanks();
        self.cursor.take_while(|next| !next.is_whitespace() && !"|{}:()".contains(next))
    }

    /// What stands in brackets right behind a name.
    fn argument(&mut self) -> Result<Option<Located<'t>>, Diagnostic> {
        let opening = self.cursor.here();
        if !self.cursor.eat("(") {
            return Ok(None);
        }
        let inside = self.cursor.take_while(|next| next != ')' && next != '}').trim();
        if self.cursor.eat(")") {
            return Ok(Some(inside));
        }
        Err(bad(opening, "this `(` is never closed"))
    }

    fn or_note(&mut self, done: Result<(), Diagnostic>) {
        self.mistakes.extend(done.err());
    }

    fn expected(&mut self, what: &str) -> Diagnostic {
        self.cursor.skip_blanks();
        self.cursor.expected(Code::BadTemplate, what)
    }
}

/// What stands behind `clock` in a name of the clock.
fn clock_form(name: &str) -> Option<&str> {
    name.strip_prefix("clock").filter(|form| form.is_empty() || form.starts_with('.'))
}

fn bad(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadTemplate, span, message)
}
