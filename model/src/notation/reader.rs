//! Reading the tree: its texts, its words, its lists. What is wrong is said to the diagnostics, and reading goes on.

use std::collections::HashSet;
use std::marker::PhantomData;

use super::template::inputs::NameTable;
use super::{Arena, suggest, template, wire_name};
use crate::Template;
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Diagnostics, Located, Span};
use crate::syntax::{Node, slips};

/// What every part of a file is read with.
pub struct Reader<'m, 'd, A: Arena<'m>> {
    /// Where the model goes.
    pub arena: A,
    /// Where the mistakes go.
    pub diagnostics: &'d mut Diagnostics,
    /// Repeated keys that were reported.
    pub(super) repeated: HashSet<Span>,
    kept: PhantomData<&'m str>,
}

impl<'m, 'd, A: Arena<'m>> Reader<'m, 'd, A> {
    /// With somewhere to keep what is read, and what is wrong.
    pub fn new(arena: A, diagnostics: &'d mut Diagnostics) -> Self {
        Self { arena, diagnostics, repeated: HashSet::new(), kept: PhantomData }
    }

    /// Reports a mistake.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error with a way out.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::error(code, span, message).help(help));
    }

    /// What a little language gave; its mistake is reported.
    pub fn take<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|mistake| self.push(mistake)).ok()
    }

    /// A template that gives text. What is wrong with it is reported.
    pub fn template(&mut self, text: Located<'_>, names: &NameTable<'_>) -> Option<Template<'m>> {
        template::read_text(text, names, self.arena, self.diagnostics).map(|read| read.template)
    }

    /// Keeps a text.
    pub fn keep(&self, text: Located<'_>) -> Located<'m> {
        Located { text: self.arena.alloc_str(text.text), span: text.span }
    }

    /// The name of a header.
    pub fn header(&mut self, name: Located<'_>) -> Option<&'m str> {
        self.take(wire_name::header(name))?;
        Some(self.arena.alloc_str(name.text))
    }

    /// A text of the notation: a comment behind it is a comment.
    pub fn word<'t>(&mut self, node: &'t Node) -> Option<Located<'t>> {
        match node.scalar() {
            Some(scalar) if !node.is_nothing() => Some(scalar.located()),
            _ => {
                let help = if node.is_nothing() { "leave the key out, or write `\"\"` for empty text" } else { "" };
                self.error(Code::WrongKind, node.span, format!("expected text, found {}", node.what()), help);
                None
            }
        }
    }

    /// A text in the vendor's words: a comment behind it has probably cut it.
    pub fn prose<'t>(&mut self, node: &'t Node) -> Option<Located<'t>> {
        if let Some(comment) = node.scalar().and_then(|scalar| scalar.comment) {
            let cut = Diagnostic::error(Code::CutByComment, comment, "a comment cuts this text");
            let help = "if ` #` belongs to the text, put the whole line in quotes; a comment goes on a line of its own";
            self.push(cut.label("YAML reads this as a comment").help(help));
        }
        self.word(node)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, word: Located<'_>, words: &[(&'static str, T)]) -> Option<T> {
        let found = words.iter().find(|(known, _)| *known == word.text).map(|(_, value)| *value);
        if found.is_none() {
            let help = suggest::help(word.text, words.iter().map(|(known, _)| *known));
            self.error(Code::UnknownWord, word.span, format!("unknown word `{}`", word.text), help);
        }
        found
    }

    /// The rows of a list.
    pub fn rows<'t>(&mut self, node: &'t Node, what: &str) -> &'t [Node] {
        node.list().unwrap_or_else(|| {
            let message = format!("{what} must be a list, but this is {}", node.what());
            let slip =
                node.scalar().filter(|scalar| scalar.plain).and_then(|scalar| slips::of_line(&scalar.text, true));
            let help = match slip {
                _ if node.is_nothing() => "where there is nothing to say, write `[]`".to_owned(),
                Some(slip) => slip.help,
                None => String::new(),
            };
            self.error(Code::WrongKind, node.span, message, help);
            &[]
        })
    }

    /// The first of what a platform has few of. That there are more is reported: some are looked for among all others.
    pub fn first<'t, T>(&mut self, all: &'t [T], most: usize, span: impl Fn(&T) -> Span, what: &str) -> &'t [T] {
        let Some((first, [beyond, ..])) = all.split_at_checked(most) else { return all };
        let help = "no platform needs as many; leave out what nothing uses";
        self.error(Code::TooLarge, span(beyond), format!("more than {most} {what}"), help);
        first
    }

    /// The texts of a list, or a single one.
    pub fn texts(&mut self, node: &Node, what: &str) -> &'m [&'m str] {
        let rows = if node.scalar().is_some() { std::slice::from_ref(node) } else { self.rows(node, what) };
        let arena = self.arena;
        let texts = rows.iter().filter_map(|row| Some(arena.alloc_str(self.prose(row)?.text.trim())));
        arena.alloc_slice(&texts.collect::<Vec<_>>())
    }
}
