//! What each kind of rule demands of its fields: that they exist, that comparisons are of like kinds, and that
//! every constant is one that the field can have.

use crate::{Expr, RuleKind, Type};

use super::{RuleReader, span};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::expr::{self, Scope};
use crate::notation::scope::{self, Kind};
use crate::notation::{Arena, value};
use crate::syntax::Node;

impl<'r, 'm, A: Arena<'m>> RuleReader<'r, 'm, '_, A> {
    /// A kind without a condition of its own.
    pub(super) fn simple(&mut self, kind: &str, value: &Node) -> Option<RuleKind<'m>> {
        Some(match kind {
            "together" => RuleKind::Together(self.fields(value, 2)?),
            "any_of" => RuleKind::AnyOf(self.fields(value, 2)?),
            "exactly_one" => RuleKind::ExactlyOne(self.fields(value, 2)?),
            "requires" => self.requires(value)?,
            "ordered" => self.ordered(value)?,
            "window" => self.window(value)?,
            "unique" => RuleKind::Unique(self.columns(value)?),
            "at_most" => self.at_most(value)?,
            _ => self.equals(value)?,
        })
    }

    /// Fields of the row, each once.
    pub(super) fn fields(&mut self, value: &Node, least: usize) -> Option<&'m [&'m str]> {
        let names = self.names(value)?;
        let are_fields = self.are_fields(&names);
        self.once(&names)?;
        if names.len() < least {
            self.told(Code::BadRule, value.span, format!("this rule is about at least {least} fields"), "");
            return None;
        }
        are_fields.then(|| self.kept(&names))
    }

    /// `a -> b, c`
    fn requires(&mut self, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (first, others) = self.halves(text, "->", "`requires: a -> b, c`")?;
        let mut names = vec![first];
        let mut start = 0;
        while start <= others.text.len() {
            let unread = others.part(start, others.text.len());
            let end = unread.text.find(',').unwrap_or(unread.text.len());
            names.push(unread.part(0, end).trim());
            start += end + 1;
        }
        let are_fields = self.are_fields(&names);
        self.once(&names)?;
        let kept = are_fields.then(|| self.kept(&names))?;
        let (first, others) = kept.split_first()?;
        Some(RuleKind::Requires(first, others))
    }

    /// `start <= end`
    fn ordered(&mut self, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (first, second) = self.halves(text, "<=", "`ordered: start <= end`")?;
        let types = self.types(first, second)?;
        let kinds = (Kind::of(&types.0), Kind::of(&types.1));
        if kinds.0 != kinds.1 || !matches!(kinds.0, Kind::Number | Kind::Time) {
            let (first, second) = (quoted(first.text), quoted(second.text));
            let message = format!("{first} is {} and {second} is {}", kinds.0.what(), kinds.1.what());
            let help = "`ordered` compares two numbers or two times; a time in text is `String<datetime>`";
            self.told(Code::UnlikeTypes, text.span, message, help);
            return None;
        }
        Some(RuleKind::Ordered(self.arena.alloc_str(first.text), self.arena.alloc_str(second.text)))
    }

    /// `start .. end 30 days`
    fn window(&mut self, value: &Node) -> Option<RuleKind<'m>> {
        const FORM: &str = "`window: start .. end 30 days`";
        let text = self.text(value)?;
        let (first, behind) = self.halves(text, "..", FORM)?;
        let (second, length) = behind.first_word();
        let seconds = span::seconds(length);
        let (types, seconds) = (self.types(first, second), self.or_tell(seconds));
        let types = types?;
        for (name, ty) in [(first, types.0), (second, types.1)] {
            let kind = Kind::of(&ty);
            if kind != Kind::Time {
                let message =
                    format!("{} is {}, so no time can be measured from or to it", quoted(name.text), kind.what());
                let help = "a window lies between two times; a time in text is `String<datetime>`";
                self.told(Code::UnlikeTypes, name.span, message, help);
                return None;
            }
        }
        self.once(&[first, second])?;
        Some(RuleKind::Window(self.arena.alloc_str(first.text), self.arena.alloc_str(second.text), seconds?))
    }

    /// Paths that go through the rows of one list.
    fn columns(&mut self, value: &Node) -> Option<&'m [&'m str]> {
        let names = self.names(value)?;
        let mut lists = Vec::new();
        for name in &names {
            lists.push(self.column(*name));
        }
        self.once(&names)?;
        let lists: Vec<_> = lists.into_iter().collect::<Option<_>>()?;
        let longest = lists.iter().copied().max_by_key(|list| list.len())?;
        for (name, list) in names.iter().zip(&lists) {
            let above = longest.strip_prefix(list).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            if !above {
                let message = format!("{} is no field of a row of {}", quoted(name.text), quoted(longest));
                let help = "fields that are unique together belong to one row, or to the rows above it";
                self.told(Code::BadRule, name.span, message, help);
                return None;
            }
        }
        Some(self.kept(&names))
    }

    /// The list that a path goes through.
    fn column<'t>(&mut self, path: Located<'t>) -> Option<&'t str> {
        let found = scope::find(self.row, path);
        let found = self.or_tell(found)?;
        let kind = Kind::of(&found.ty);
        match found.through {
            Some(list) if !matches!(kind, Kind::List | Kind::Map | Kind::Record) => Some(list),
            Some(_) => {
                let message = format!("{} is {}, not a value that rows can share", quoted(path.text), kind.what());
                self.told(Code::UnlikeTypes, path.span, message, "");
                None
            }
            None => {
                let message = format!("{} stands once: there are no rows to compare", quoted(path.text));
                self.told(Code::BadRule, path.span, message, "name the list too: `unique: list.field`");
                None
            }
        }
    }

    /// `30 equal list.field`
    fn at_most(&mut self, value: &Node) -> Option<RuleKind<'m>> {
        const FORM: &str = "write `at_most: 30 equal list.field`";
        let text = self.text(value)?;
        let (number, rest) = text.first_word();
        let (word, path) = rest.first_word();
        let most = number.text.parse::<u32>().ok().filter(|_| number.text.bytes().all(|digit| digit.is_ascii_digit()));
        let Some(most) = most else {
            self.told(Code::BadRule, number.span, format!("{} is no number of rows", quoted(number.text)), FORM);
            return None;
        };
        if word.text != "equal" {
            self.told(Code::BadRule, word.span, format!("expected `equal`, found {}", quoted(word.text)), FORM);
            return None;
        }
        self.column(path)?;
        Some(RuleKind::AtMost(most, self.arena.alloc_str(path.text)))
    }

    /// `a = EXPR`
    fn equals(&mut self, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (name, right) = self.halves(text, "=", "`equals: a = EXPR`")?;
        let left = scope::find_one(self.row, name);
        let left = self.or_tell(left);
        let scope = Scope { row: self.row, own: self.each.then_some(self.record) };
        let read = expr::read(right, scope, self.arena, self.diagnostics)?;
        let left = left?;
        let kind = RuleKind::Equals(self.arena.alloc_str(name.text), read.expr);
        match read.expr {
            Expr::Const(constant) => self.can_be(&left, constant, &read, name).map(|()| kind),
            _ if Kind::of(&left).is_like(read.kind) => Some(kind),
            _ => {
                let left = Kind::of(&left).what();
                let message = format!("{} is {left}, and this is {}", quoted(name.text), read.kind.what());
                self.told(Code::UnlikeTypes, read.span, message, "");
                None
            }
        }
    }

    /// Whether a field can have a constant.
    fn can_be(&mut self, ty: &Type<'_>, constant: &str, read: &expr::Read<'_>, name: Located<'_>) -> Option<()> {
        if read.kind == Kind::Number && matches!(ty, Type::Text { .. }) {
            let message = format!("{} is text, and this is a number", quoted(name.text));
            self.told(
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
        self.told(code, read.span, message, unfit.help);
        None
    }

    /// The names of a list, or of one name alone.
    fn names<'n>(&mut self, value: &'n Node) -> Option<Vec<Located<'n>>> {
        if value.list().is_some_and(<[Node]>::is_empty) {
            self.told(Code::BadRule, value.span, "this rule names no field", "");
            return None;
        }
        value.list().unwrap_or(std::slice::from_ref(value)).iter().map(|name| self.text(name)).collect()
    }

    /// No name stands twice.
    fn once(&mut self, names: &[Located<'_>]) -> Option<()> {
        for (place, name) in names.iter().enumerate() {
            if let Some(first) = names.iter().take(place).find(|first| first.text == name.text) {
                let message = format!("{} stands twice in this rule", quoted(name.text));
                let mistake = Diagnostic::error(Code::BadRule, name.span, message).related(first.span, "the first");
                self.diagnostics.push(mistake);
                return None;
            }
        }
        Some(())
    }

    /// Whether each name is a field of the row; of each that is none it is told.
    fn are_fields(&mut self, names: &[Located<'_>]) -> bool {
        let fields: Vec<_> = names.iter().map(|name| self.or_tell(scope::find_one(self.row, *name))).collect();
        fields.iter().all(Option::is_some)
    }

    /// The types of two fields of the row; of each that is none it is told.
    fn types(&mut self, first: Located<'_>, second: Located<'_>) -> Option<(Type<'r>, Type<'r>)> {
        let types = (scope::find_one(self.row, first), scope::find_one(self.row, second));
        self.or_tell(types.0).zip(self.or_tell(types.1))
    }

    fn kept(&self, names: &[Located<'_>]) -> &'m [&'m str] {
        let names: Vec<_> = names.iter().map(|name| self.arena.alloc_str(name.text)).collect();
        self.arena.alloc_slice(&names)
    }

    /// The texts before and behind a sign.
    fn halves<'t>(&mut self, text: Located<'t>, sign: &str, form: &str) -> Option<(Located<'t>, Located<'t>)> {
        let halves = text
            .text
            .find(sign)
            .map(|index| (text.part(0, index).trim(), text.part(index + sign.len(), text.text.len()).trim()))
            .filter(|(left, right)| !left.text.is_empty() && !right.text.is_empty());
        if halves.is_none() {
            let message = format!("expected something on both sides of `{sign}`");
            self.told(Code::BadRule, text.span, message, format!("write {form}"));
        }
        halves
    }
}
