//! What a rule names: fields of its row, paths through a list, the texts on both sides of a sign, and constants.

use std::collections::HashMap;

use crate::Type;

use super::{RuleReader, RuleWord};
use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::cursor::quoted;
use crate::notation::expr;
use crate::notation::scope::{self, Kind};
use crate::notation::{Arena, value};
use crate::syntax::Node;

impl<'r, 'm, A: Arena<'m>> RuleReader<'r, 'm, '_, A> {
    /// Fields of the row, each once.
    pub(super) fn fields(&mut self, value: &Node, least: usize) -> Option<&'m [&'m str]> {
        let names = self.names(value)?;
        let are_fields = self.are_fields(&names);
        self.once(&names)?;
        if names.len() < least {
            self.error(Code::BadRule, value.span, format!("this rule is about at least {least} fields"), "");
            return None;
        }
        are_fields.then(|| self.kept(&names))
    }

    /// Paths that go through the rows of one list.
    pub(super) fn columns(&mut self, value: &Node) -> Option<&'m [&'m str]> {
        let names = self.names(value)?;
        let mut lists = Vec::new();
        for name in &names {
            lists.push(self.column(*name));
        }
        self.once(&names)?;
        let lists: Vec<_> = lists.into_iter().collect::<Option<_>>()?;
        let longest = lists.iter().copied().max_by_key(|list| list.len())?;
        for (name, list) in names.iter().zip(&lists) {
            let above = longest.strip_prefix(list).is_some_and(|below| below.is_empty() || below.starts_with('.'));
            if !above {
                let message = format!("{} is no field of a row of {}", quoted(name.text), quoted(longest));
                let help = "fields that are unique together belong to one row, or to the rows above it";
                self.error(Code::BadRule, name.span, message, help);
                return None;
            }
        }
        Some(self.kept(&names))
    }

    /// The list that a path goes through.
    pub(super) fn column<'t>(&mut self, path: Located<'t>) -> Option<&'t str> {
        let found = scope::find(self.row, path);
        let found = self.or_tell(found)?;
        let kind = Kind::of(&found.ty);
        match found.through {
            Some(list) if !matches!(kind, Kind::List | Kind::Map | Kind::Record) => Some(list),
            Some(_) => {
                let message = format!("{} is {}, not a value that rows can share", quoted(path.text), kind.what());
                self.error(Code::UnlikeTypes, path.span, message, "");
                None
            }
            None => {
                let message = format!("{} stands once: there are no rows to compare", quoted(path.text));
                self.error(Code::BadRule, path.span, message, "name the list too: `unique: list.field`");
                None
            }
        }
    }

    /// The names of a list, or of one name alone.
    pub(super) fn names<'n>(&mut self, value: &'n Node) -> Option<Vec<Located<'n>>> {
        if value.list().is_some_and(<[Node]>::is_empty) {
            self.error(Code::BadRule, value.span, "this rule names no field", "");
            return None;
        }
        value.list().unwrap_or(std::slice::from_ref(value)).iter().map(|name| self.text(name)).collect()
    }

    /// No name stands twice.
    pub(super) fn once(&mut self, names: &[Located<'_>]) -> Option<()> {
        let mut earlier: HashMap<&str, Located<'_>> = HashMap::new();
        for name in names {
            if let Some(first) = earlier.insert(name.text, *name) {
                let message = format!("{} stands twice in this rule", quoted(name.text));
                let mistake = Diagnostic::error(Code::BadRule, name.span, message).related(first.span, "the first");
                self.diagnostics.push(mistake);
                return None;
            }
        }
        Some(())
    }

    /// Whether each name is a field of the row; of each that is none it is told.
    pub(super) fn are_fields(&mut self, names: &[Located<'_>]) -> bool {
        let fields: Vec<_> = names.iter().map(|name| self.or_tell(scope::find_one(self.row, *name))).collect();
        fields.iter().all(Option::is_some)
    }

    /// The types of two fields of the row; of each that is none it is told.
    pub(super) fn types(&mut self, first: Located<'_>, second: Located<'_>) -> Option<(Type<'r>, Type<'r>)> {
        let types = (scope::find_one(self.row, first), scope::find_one(self.row, second));
        self.or_tell(types.0).zip(self.or_tell(types.1))
    }

    pub(super) fn kept(&self, names: &[Located<'_>]) -> &'m [&'m str] {
        let names: Vec<_> = names.iter().map(|name| self.arena.alloc_str(name.text)).collect();
        self.arena.alloc_slice(&names)
    }

    /// The texts before and behind a sign.
    pub(super) fn halves<'t>(
        &mut self,
        text: Located<'t>,
        sign: &str,
        word: &RuleWord,
    ) -> Option<(Located<'t>, Located<'t>)> {
        let halves = text
            .text
            .find(sign)
            .map(|index| (text.part(0, index).trim(), text.part(index + sign.len(), text.text.len()).trim()))
            .filter(|(left, right)| !left.text.is_empty() && !right.text.is_empty());
        if halves.is_none() {
            let message = format!("expected something on both sides of `{sign}`");
            self.error(Code::BadRule, text.span, message, word.help());
        }
        halves
    }

    /// Whether a field can have a constant.
    pub(super) fn can_be(
        &mut self,
        ty: &Type<'_>,
        constant: &str,
        read: &expr::Read<'_>,
        name: Located<'_>,
    ) -> Option<()> {
        if read.kind == Kind::Number && matches!(ty, Type::Text { .. }) {
            let message = format!("{} is text, and this is a number", quoted(name.text));
            self.error(
                Code::UnlikeTypes,
                read.span,
                message,
                format!("quote it if the text is meant: `\"{constant}\"`"),
            );
            return None;
        }
        let Err(unfit) = value::check(constant, ty) else { return Some(()) };
        let code = if unfit.unlisted { Code::UnknownCode } else { Code::UnlikeTypes };
        let message = format!("{} {}, so {} never has it", quoted(constant), unfit.why, quoted(name.text));
        self.error(code, read.span, message, unfit.help);
        None
    }
}
