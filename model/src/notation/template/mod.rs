//! Templates: `{credential.sid}{value | percent | lower}`. Text and bytes are told apart here, so that nothing behind
//! this stage can mix them.
//!
//! - `placeholders`: what stands between braces
//! - `inputs`: what may be named there, which depends on where the template stands ([`NameTable`])
//! - `filters`, `arguments`: what is done to it
//! - `plain`: texts that are no templates
//! - `print`: the way back

mod arguments;
mod filters;
pub mod inputs;
mod placeholders;
pub mod plain;
mod print;

use std::marker::PhantomData;

use crate::{Filter, Input, Part, Template};

pub use self::filters::usages;
use self::inputs::NameTable;
pub(crate) use self::print::quoted;
pub use self::print::{filter, input, name, print, value};
use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::notation::Arena;
use crate::notation::cursor::Cursor;
use crate::syntax::slips;

/// What a value is on its way through a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Bytes, such as a digest.
    Bytes,
    /// Decoded bytes, which may hold text: `utf8` says that they do.
    Decoded,
    /// The bytes of text: text where text is wanted, else bytes. So is the body.
    TextBytes,
}

/// A template with what others must know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read<'m> {
    /// The template.
    pub template: Template<'m>,
    /// What it gives.
    pub kind: Kind,
    /// What it takes in.
    pub uses: Uses,
}

/// What a template takes in, directly or through steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// A secret credential.
    pub secret: bool,
    /// The signature.
    pub signature: bool,
    /// Parameters, the common ones among them.
    pub params: bool,
}

impl Uses {
    /// Nothing.
    pub const NONE: Self = Self { secret: false, signature: false, params: false };

    /// What either takes in.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            secret: self.secret || other.secret,
            signature: self.signature || other.signature,
            params: self.params || other.params,
        }
    }
}

/// Reads a template that may give bytes: a step of a scheme.
/// `None` comes back when a mistake was found; it is then among the diagnostics.
pub fn read<'m>(
    text: Located<'_>,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    read_as(text, false, names, arena, diagnostics)
}

/// Reads a template that must give text: whatever travels or is shown.
pub fn read_text<'m>(
    text: Located<'_>,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    read_as(text, true, names, arena, diagnostics)
}

/// Reads what would stand between braces, on its own.
pub fn read_bare<'m>(
    text: Located<'_>,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    read_with(text, false, names, arena, diagnostics, |parser| parser.bare().map(|piece| vec![piece]))
}

fn read_as<'m>(
    text: Located<'_>,
    must_be_text: bool,
    names: &NameTable<'_>,
    arena: impl Arena<'m>,
    diagnostics: &mut Diagnostics,
) -> Option<Read<'m>> {
    read_with(text, must_be_text, names, arena, diagnostics, Parser::pieces)
}

fn read_with<'t, 'k, 'm, A: Arena<'m>>(
    text: Located<'t>,
    must_be_text: bool,
    names: &'k NameTable<'k>,
    arena: A,
    diagnostics: &mut Diagnostics,
    pieces: impl FnOnce(&mut Parser<'t, 'k, 'm, A>) -> Result<Vec<Piece<'m>>, Diagnostic>,
) -> Option<Read<'m>> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        names,
        arena,
        kept: PhantomData,
        mistakes: Vec::new(),
        uses: Uses::default(),
    };
    let read = match pieces(&mut parser) {
        Ok(pieces) => Some(parser.joined(pieces, must_be_text)),
        Err(mistake) => {
            parser.mistakes.push(mistake);
            None
        }
    };
    let whole = parser.mistakes.is_empty();
    parser.mistakes.into_iter().for_each(|mistake| diagnostics.push(mistake));
    read.filter(|_| whole)
}

/// A template with more mistakes is read no further.
const MISTAKES: usize = 100;

/// A piece of a template before it is known whether the whole is text or bytes.
pub(super) enum Piece<'m> {
    Text(&'m str),
    Value { input: Input<'m>, filters: Vec<Filter<'m>>, kind: Option<Kind>, span: Span },
}

/// A value on its way through filters; its kind is `None` after a mistake.
pub(super) struct Value<'m> {
    pub(super) filters: Vec<Filter<'m>>,
    pub(super) kind: Option<Kind>,
}

const BESIDE_TEXT: &str = "add `| hex` or `| base64`; or, where the bytes themselves are signed, make bytes of each text \
                           beside them: `{path | utf8}`, `{'.' | utf8}`";

pub(super) struct Parser<'t, 'k, 'm, A> {
    pub(super) cursor: Cursor<'t>,
    pub(super) names: &'k NameTable<'k>,
    pub(super) arena: A,
    pub(super) kept: PhantomData<&'m str>,
    /// Mistakes in names and kinds: reading goes on behind them.
    pub(super) mistakes: Vec<Diagnostic>,
    pub(super) uses: Uses,
}

impl<'m, A: Arena<'m>> Parser<'_, '_, 'm, A> {
    fn pieces(&mut self) -> Result<Vec<Piece<'m>>, Diagnostic> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some(next) = self.cursor.peek() {
            if self.mistakes.len() > MISTAKES {
                break;
            }
            if self.cursor.eat("{{") {
                text.push('{');
            } else if next == '{' {
                if !text.is_empty() {
                    pieces.push(Piece::Text(self.arena.alloc_str(&text)));
                    text.clear();
                }
                pieces.push(self.placeholder()?);
            } else {
                if matches!(next, '｛' | '｝') {
                    let mistake =
                        Diagnostic::error(Code::BadTemplate, self.cursor.here(), format!("`{next}` is text here"));
                    let meant = if next == '｛' { '{' } else { '}' };
                    let help = slips::write_instead(next, meant) + &format!("; as text it is `{{'{next}'}}`");
                    self.mistakes.push(mistake.help(help));
                }
                text.push(next);
                self.cursor.bump();
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(self.arena.alloc_str(&text)));
        }
        Ok(pieces)
    }

    /// Decides whether the whole is text or bytes.
    fn joined(&mut self, pieces: Vec<Piece<'m>>, must_be_text: bool) -> Read<'m> {
        let kinds = || {
            pieces.iter().map(|piece| match piece {
                Piece::Text(_) => Some(Kind::Text),
                Piece::Value { kind, .. } => *kind,
            })
        };
        // Nothing at all is text as well as bytes: where a choice has no `else`, and where it says `""`.
        let kind = if must_be_text || kinds().any(|kind| kind == Some(Kind::Text)) {
            Kind::Text
        } else if kinds().any(|kind| matches!(kind, Some(Kind::Bytes | Kind::Decoded))) {
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
                        Some(Kind::Bytes | Kind::Decoded) if kind == Kind::Text => self.mistakes.push(
                            Diagnostic::error(Code::TextAndBytes, span, "this gives bytes, and it stands in text")
                                .help(if must_be_text { "add `| hex` or `| base64`" } else { BESIDE_TEXT }),
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
}

#[cfg(test)]
mod tests;
