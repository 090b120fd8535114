//! Templates: `{credential.sid}{value | percent | lower}`. What may be named depends on where the template
//! stands ([`Known`]). Text and bytes are told apart here, so that nothing behind this stage can mix them.

use signwright_runtime::model::{Filter, Input, Part, Template, TextUnit};

use super::cursor::{Cursor, quoted};
use super::filters;
use super::inputs::{self, Known};
use crate::arena::Arena;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::specs::Located;

/// What a value is on its way through a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// Bytes, such as a digest.
    Bytes,
    /// The bytes of text: text where text is wanted, else bytes. So is the body.
    TextBytes,
}

/// A template with what others must know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Read<'m> {
    /// The template.
    pub(crate) template: Template<'m>,
    /// What it gives.
    pub(crate) kind: Kind,
    /// What it takes in.
    pub(crate) uses: Uses,
}

/// What a template takes in, directly or through steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// A secret credential.
    pub(crate) secret: bool,
    /// The signature.
    pub(crate) signature: bool,
    /// Parameters, the common ones among them.
    pub(crate) params: bool,
}

impl Uses {
    /// What either takes in.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            secret: self.secret || other.secret,
            signature: self.signature || other.signature,
            params: self.params || other.params,
        }
    }
}

/// Reads a template that may give bytes: a step of a scheme.
/// `None` comes back when a mistake was found; it is then among the diagnostics.
pub(crate) fn read<'m>(
    text: Located<'_>,
    known: &Known<'_>,
    arena: &'m Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    read_as(text, false, known, arena, diagnostics)
}

/// Reads a template that must give text: whatever travels or is shown.
pub(crate) fn read_text<'m>(
    text: Located<'_>,
    known: &Known<'_>,
    arena: &'m Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    read_as(text, true, known, arena, diagnostics)
}

fn read_as<'m>(
    text: Located<'_>,
    must_be_text: bool,
    known: &Known<'_>,
    arena: &'m Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    let mut reader = Reader { cursor: Cursor::new(text), known, arena, mistakes: Vec::new(), uses: Uses::default() };
    let read = match reader.pieces() {
        Ok(pieces) => Some(reader.joined(pieces, must_be_text)),
        Err(mistake) => {
            reader.mistakes.push(mistake);
            None
        }
    };
    let whole = reader.mistakes.is_empty();
    reader.mistakes.into_iter().for_each(|mistake| diagnostics.push(mistake));
    read.filter(|_| whole)
}

/// A piece of a template before it is known whether the whole is text or bytes.
enum Piece<'m> {
    Text(&'m str),
    Value { input: Input<'m>, filters: Vec<Filter<'m>>, kind: Option<Kind>, span: Span },
}

/// A value on its way through filters; its kind is `None` after a mistake.
pub(super) struct Value<'m> {
    pub(super) filters: Vec<Filter<'m>>,
    pub(super) kind: Option<Kind>,
}

struct Reader<'t, 'k, 'm> {
    cursor: Cursor<'t>,
    known: &'k Known<'k>,
    arena: &'m Arena,
    /// Mistakes in names and kinds: reading goes on behind them.
    mistakes: Vec<Diagnostic>,
    uses: Uses,
}

impl<'t, 'm> Reader<'t, '_, 'm> {
    fn pieces(&mut self) -> Result<Vec<Piece<'m>>, Diagnostic> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some(next) = self.cursor.peek() {
            if self.cursor.eat("{{") {
                text.push('{');
            } else if next == '{' {
                if !text.is_empty() {
                    pieces.push(Piece::Text(self.arena.alloc_str(&text)));
                    text.clear();
                }
                pieces.push(self.hole()?);
            } else {
                text.push(next);
                self.cursor.bump();
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(self.arena.alloc_str(&text)));
        }
        Ok(pieces)
    }

    /// `{input.len:02 | filter | filter(argument)}`
    fn hole(&mut self) -> Result<Piece<'m>, Diagnostic> {
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

    /// Decides whether the whole is text or bytes.
    fn joined(&mut self, pieces: Vec<Piece<'m>>, must_be_text: bool) -> Read<'m> {
        let kinds = || {
            pieces.iter().map(|piece| match piece {
                Piece::Text(_) => Some(Kind::Text),
                Piece::Value { kind, .. } => *kind,
            })
        };
        let kind = if must_be_text || pieces.is_empty() || kinds().any(|kind| kind == Some(Kind::Text)) {
            Kind::Text
        } else if kinds().any(|kind| kind == Some(Kind::Bytes)) {
            Kind::Bytes
        } else {
            Kind::TextBytes
        };
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            parts.push(match piece {
                Piece::Text(text) => Part::Text(text),
                Piece::Value { input, mut filters, kind: own, span } => {
                    match own {
                        Some(Kind::Bytes) if kind == Kind::Text => self.mistakes.push(
                            Diagnostic::error(Code::TextAndBytes, span, "this gives bytes, and it stands in text")
                                .help("add `| hex` or `| base64`"),
                        ),
                        Some(Kind::TextBytes) if kind == Kind::Text => filters.push(Filter::Utf8),
                        _ => {}
                    }
                    Part::Value(input, self.arena.alloc_slice(&filters))
                }
            });
        }
        Read { template: Template(self.arena.alloc_slice(&parts)), kind, uses: self.uses }
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

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
