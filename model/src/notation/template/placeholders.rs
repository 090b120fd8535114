//! What stands between the braces of a template: an input, what belongs to its name, and filters.

use crate::{Filter, Input, TextUnit};

use super::arguments::{Argument, bad};
use super::filters::{self, Wants};
use super::inputs;
use super::{Kind, Parser, Piece, Value, plain};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::Arena;
use crate::notation::cursor::quoted;

/// The most filters of a value: the engine takes them one inside the other.
const FILTERS: usize = 64;

impl<'t, 'm, A: Arena<'m>> Parser<'t, '_, 'm, A> {
    /// `{input.len:02 | filter | filter(argument)}`, or `{'text' | filter}`.
    pub(super) fn placeholder(&mut self) -> Result<Piece<'m>, Diagnostic> {
        let start = self.cursor.at();
        let opening = self.cursor.here();
        self.cursor.bump();
        let (input, mut value) = self.input_and_filters()?;
        loop {
            self.cursor.skip_blanks();
            match self.cursor.peek() {
                Some('}') => {
                    self.cursor.bump();
                    let span = self.cursor.since(start).span;
                    return Ok(Piece::Value { input, filters: value.filters, kind: value.kind, span });
                }
                Some(_) if self.more(&mut value)? => {}
                None => {
                    return Err(Diagnostic::error(Code::BadTemplate, opening, "this `{` is never closed")
                        .help("a brace that is text is written `{{`"));
                }
                Some(_) => {
                    let mistake = self.expected("`|` or `}`");
                    let help = "filters stand behind a `|`, as in `{body | base64}`";
                    return Err(if mistake.help.is_empty() { mistake.help(help) } else { mistake });
                }
            }
        }
    }

    /// What stands between braces, on its own: the left side of a comparison.
    pub(super) fn bare(&mut self) -> Result<Piece<'m>, Diagnostic> {
        let start = self.cursor.at();
        let (input, mut value) = self.input_and_filters()?;
        loop {
            self.cursor.skip_blanks();
            if self.cursor.is_at_end() {
                let span = self.cursor.since(start).span;
                return Ok(Piece::Value { input, filters: value.filters, kind: value.kind, span });
            }
            if !self.more(&mut value)? {
                return Err(self.expected("`|` or a comparison"));
            }
        }
    }

    fn input_and_filters(&mut self) -> Result<(Input<'m>, Value<'m>), Diagnostic> {
        self.cursor.skip_blanks();
        if let Some(text) = self.cursor.quoted(Code::BadTemplate)? {
            self.quoted_text(text);
            let value = Value { filters: Vec::new(), kind: Some(Kind::Text) };
            return Ok((Input::Text(self.arena.alloc_str(text.text)), value));
        }
        let name = self.word();
        if name.text.is_empty() {
            return Err(self.expected("an input").help("a brace that is text is written `{{`"));
        }
        let arguments = self.arguments()?;
        self.value(name, &arguments)
    }

    /// One more filter, or a width; `false` where neither stands.
    fn more(&mut self, value: &mut Value<'m>) -> Result<bool, Diagnostic> {
        if value.filters.len() >= FILTERS && matches!(self.cursor.peek(), Some(':' | '|')) {
            let message = format!("more than {FILTERS} filters of one value");
            return Err(Diagnostic::error(Code::TooLarge, self.cursor.here(), message)
                .help("give the value so far a name, as a step of its own"));
        }
        match self.cursor.peek() {
            Some(':') => self.pad(value)?,
            Some('|') => {
                self.cursor.bump();
                self.filter(value)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// An input with what may stand right behind its name: `.len`, `.unix(epoch)`.
    fn value(&mut self, name: Located<'t>, arguments: &[Argument<'t>]) -> Result<(Input<'m>, Value<'m>), Diagnostic> {
        let length = name.text.strip_suffix(".len").filter(|base| !inputs::is_prefix(base));
        let base = length.map_or(name, |base| name.part(0, base.len()));
        let mut value = Value { filters: Vec::new(), kind: None };
        let own = if length.is_some() { &[] } else { arguments };
        let input = if let Some(form) = clock_form(base.text) {
            value.filters.push(self.clock(base, form, own)?);
            value.kind = Some(Kind::Text);
            Input::Clock
        } else {
            if let Some(argument) = own.first() {
                return Err(bad(argument.text.span, format!("{} takes no argument", quoted(base.text))));
            }
            self.input(base, &mut value)
        };
        if length.is_some() {
            let unit = match arguments {
                [] => TextUnit::Chars,
                [unit] => filters::unit(unit.text)?,
                [_, more, ..] => return Err(bad(more.text.span, "`.len` takes one unit")),
            };
            let kind = filters::length(&mut value, unit, base);
            self.or_note(kind);
        }
        Ok((input, value))
    }

    fn input(&mut self, name: Located<'t>, value: &mut Value<'m>) -> Input<'m> {
        match inputs::look_up(name, self.names, self.arena) {
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

    fn clock(&mut self, name: Located<'t>, form: &str, arguments: &[Argument<'t>]) -> Result<Filter<'m>, Diagnostic> {
        const FORMS: &str = "its forms are `clock.unix`, `clock.unix(epoch)`, `clock.unix_ms`, `clock.local`, \
                             `clock.format('yyyy-MM-ddTHH:mm:ssZ', utc)`";
        if !self.names.has_clock() {
            self.mistakes.push(inputs::unknown(name, self.names));
        }
        let filter = match (form, arguments) {
            (".unix", []) => Filter::Unix(0),
            (".unix" | ".unix_ms", [epoch]) => {
                let whole = epoch.text.text.parse().map_err(|_| {
                    bad(epoch.text.span, format!("{} is no whole number", quoted(epoch.text.text)))
                        .help("`epoch` is the Unix time that the vendor counts from: `clock.unix(1325347200)`")
                })?;
                if form == ".unix" { Filter::Unix(whole) } else { Filter::UnixMs(whole) }
            }
            (".format", [pattern, zone @ ..]) if pattern.quoted && zone.len() < 2 => {
                let zone = zone.first().map(|zone| filters::zone(*zone)).transpose()?;
                Filter::Format(self.arena.alloc_str(pattern.text.text), zone)
            }
            (".format", _) => return Err(bad(name.span, "`clock.format` needs a pattern").help(FORMS)),
            (_, [argument, ..]) => {
                return Err(bad(argument.text.span, "only `clock.unix` and `clock.unix_ms` take an epoch").help(FORMS));
            }
            (".unix_ms", []) => Filter::UnixMs(0),
            (".local", []) => Filter::Local,
            ("", []) => return Err(bad(name.span, "the clock needs a form").help(FORMS)),
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
        let arguments = self.arguments()?;
        let applied = match filters::wants(name.text) {
            Wants::Unknown => {
                value.kind = None;
                Err(filters::unknown(name))
            }
            Wants::Input => {
                if let Some(more) = arguments.get(1) {
                    return Err(bad(more.text.span, format!("`{}` takes one input", name.text)));
                }
                let input = arguments.first().map(|argument| self.argument_input(*argument));
                filters::apply_input(value, name, input)
            }
            Wants::Arguments => {
                arguments
                    .iter()
                    .filter(|argument| argument.quoted)
                    .for_each(|argument| self.quoted_text(argument.text));
                filters::apply(value, name, &arguments, self.arena)
            }
        };
        self.or_note(applied);
        Ok(())
    }

    /// What stands in quotes is text, and no template.
    fn quoted_text(&mut self, text: Located<'t>) {
        if plain::names_input(text.text) {
            let message = format!("{} is text, and no template: it would be taken as it stands", quoted(text.text));
            let help = "name an input without quotes and braces, such as `credential.secret`; what is made of several is \
                        an earlier step";
            self.mistakes.push(bad(text.span, message).help(help));
        }
    }

    fn argument_input(&mut self, argument: Argument<'t>) -> Input<'m> {
        if argument.quoted {
            self.quoted_text(argument.text);
            return Input::Text(self.arena.alloc_str(argument.text.text));
        }
        if argument.text.text.contains(['|', '+']) {
            let message = format!("{} is no name", quoted(argument.text.text));
            let help = "only a name or a quoted text may stand here; what is made of it is an earlier step: \
                        `secret_key: \"{credential.secret | unbase64}\"`";
            self.mistakes.push(bad(argument.text.span, message).help(help));
            return Input::Text("");
        }
        let mut value = Value { filters: Vec::new(), kind: None };
        self.input(argument.text, &mut value)
    }

    fn word(&mut self) -> Located<'t> {
        self.cursor.skip_blanks();
        self.cursor.take_while(|next| !next.is_whitespace() && !"|{}:()".contains(next))
    }

    /// What stands in brackets right behind a name: words, numbers and quoted texts between commas.
    fn arguments(&mut self) -> Result<Vec<Argument<'t>>, Diagnostic> {
        let opening = self.cursor.here();
        let mut arguments = Vec::new();
        if !self.cursor.eat("(") {
            return Ok(arguments);
        }
        loop {
            self.cursor.skip_blanks();
            let quoted = self.cursor.quoted(Code::BadTemplate)?;
            let text = match quoted {
                Some(text) => text,
                None => self.cursor.take_while(|next| !",(){}".contains(next)).trim(),
            };
            arguments.push(Argument { text, quoted: quoted.is_some() });
            self.cursor.skip_blanks();
            if self.cursor.eat(")") {
                return Ok(arguments);
            }
            if !self.cursor.eat(",") {
                let help = "an argument is one name, number or quoted text; what is made of several is an earlier step";
                return Err(match self.cursor.peek() {
                    None | Some('{' | '}') => bad(opening, "this `(` is never closed"),
                    // Of a full-width bracket or comma the message names the right one.
                    Some(next) if !next.is_ascii() => self.expected("`,` or `)`"),
                    Some(_) => self.expected("`,` or `)`").help(help),
                });
            }
        }
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
