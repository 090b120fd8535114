//! Every kind of rule: its row in the table, how its value is read and how it is printed. Reading demands that the fields
//! exist, that comparisons are of like kinds, and that every constant is one that the field can have.

use std::mem::discriminant;

use crate::{Condition, Expr, RuleKind, Type};

use super::{RuleReader, span};
use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::notation::cursor::{quoted, quoted_text};
use crate::notation::expr::{self, Scope};
use crate::notation::scope::{self, Kind};
use crate::notation::{Arena, value};
use crate::syntax::Node;

/// What the notation knows of a kind of rule. The reader, the printer, the messages, the engine's names, the schema and
/// the legend go by it.
pub struct RuleWord {
    /// The key that says what must hold, and the name under which a violation is reported.
    pub name: &'static str,
    /// How its value is written, as an example.
    pub form: &'static str,
    /// What holds, in a sentence.
    pub means: &'static str,
    /// The key of the condition without which the kind says nothing; empty where there is none.
    pub with: &'static str,
    /// What its value is in YAML.
    pub value: RuleValue,
    /// The kind, with nothing in it.
    kind: RuleKind<'static>,
}

/// What the value of a rule is in YAML.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RuleValue {
    /// One text.
    Text,
    /// A list of fields, or one alone.
    Fields,
}

impl RuleWord {
    /// What to write where the value could not be read.
    pub(super) fn help(&self) -> String {
        format!("write `{}: {}`", self.name, self.form)
    }
}

/// A condition for the kinds that have none.
pub(super) const NEVER: Condition<'static> = Condition::Any(&[]);

/// Every kind of rule.
pub const KINDS: &[RuleWord] = &[
    RuleWord {
        name: "together",
        form: "[a, b]",
        means: "All of the fields are there, or none.",
        with: "",
        value: RuleValue::Fields,
        kind: RuleKind::Together(&[]),
    },
    RuleWord {
        name: "requires",
        form: "a -> b, c",
        means: "If `a` is there, so are the others.",
        with: "",
        value: RuleValue::Text,
        kind: RuleKind::Requires("", &[]),
    },
    RuleWord {
        name: "any_of",
        form: "[a, b]",
        means: "At least one of the fields is there.",
        with: "",
        value: RuleValue::Fields,
        kind: RuleKind::AnyOf(&[]),
    },
    RuleWord {
        name: "exactly_one",
        form: "[a, b]",
        means: "Exactly one of the fields is there.",
        with: "",
        value: RuleValue::Fields,
        kind: RuleKind::ExactlyOne(&[]),
    },
    RuleWord {
        name: "forbidden",
        form: "[a, b]",
        means: "None of the fields is there, unless the condition of `unless` holds.",
        with: "unless",
        value: RuleValue::Fields,
        kind: RuleKind::ForbiddenUnless(&[], NEVER),
    },
    RuleWord {
        name: "required",
        form: "[a, b]",
        means: "All of the fields are there when the condition of `when` holds.",
        with: "when",
        value: RuleValue::Fields,
        kind: RuleKind::RequiredWhen(&[], NEVER),
    },
    RuleWord {
        name: "ordered",
        form: "start <= end",
        means: "Of two numbers or two times, the first is at most the second.",
        with: "",
        value: RuleValue::Text,
        kind: RuleKind::Ordered("", ""),
    },
    RuleWord {
        name: "window",
        form: "start .. end 30 days",
        means: "From one time to the other it is no longer; `days`, `hours`, `minutes` or `seconds`.",
        with: "",
        value: RuleValue::Text,
        kind: RuleKind::Window("", "", 0),
    },
    RuleWord {
        name: "unique",
        form: "[list.a, list.b]",
        means: "No two rows give the same values; the list may lie within another, and one field may stand alone.",
        with: "",
        value: RuleValue::Fields,
        kind: RuleKind::Unique(&[]),
    },
    RuleWord {
        name: "at_most",
        form: "30 equal list.a",
        means: "No value stands more than 30 times.",
        with: "",
        value: RuleValue::Text,
        kind: RuleKind::AtMost(0, ""),
    },
    RuleWord {
        name: "equals",
        form: "total = price * num",
        means: "Exact arithmetic, with `sum(list: …)` and `count(list)`; only a warning unless the right side is a constant.",
        with: "",
        value: RuleValue::Text,
        kind: RuleKind::Equals("", Expr::Const("")),
    },
];

/// The row of a kind of rule.
pub fn word(kind: &RuleKind<'_>) -> &'static RuleWord {
    const { assert!(!KINDS.is_empty()) };
    KINDS.iter().find(|word| discriminant(&word.kind) == discriminant(kind)).unwrap_or(&KINDS[0])
}

/// What stands behind the key of a rule. `is_text` tells of a field whether a number is text there.
pub(super) fn print(kind: &RuleKind<'_>, is_text: &dyn Fn(&str) -> bool) -> Node {
    Node::of_text(match kind {
        RuleKind::Together(names)
        | RuleKind::AnyOf(names)
        | RuleKind::ExactlyOne(names)
        | RuleKind::ForbiddenUnless(names, _)
        | RuleKind::RequiredWhen(names, _)
        | RuleKind::Unique(names) => match names {
            [name] => (*name).to_owned(),
            names => return Node::of_list(names.iter().copied().map(Node::of_text)),
        },
        RuleKind::Requires(field, others) => format!("{field} -> {}", others.join(", ")),
        RuleKind::Ordered(first, second) => format!("{first} <= {second}"),
        RuleKind::Window(first, second, seconds) => format!("{first} .. {second} {}", span::print(*seconds)),
        RuleKind::AtMost(most, path) => format!("{most} equal {path}"),
        RuleKind::Equals(field, Expr::Const(text)) if is_text(field) => format!("{field} = {}", quoted_text(text)),
        RuleKind::Equals(field, value) => format!("{field} = {}", expr::print(value)),
    })
}

impl<'r, 'm, A: Arena<'m>> RuleReader<'r, 'm, '_, A> {
    /// What stands behind the key of a rule, with the condition of `word.with`.
    pub(super) fn value(&mut self, word: &RuleWord, value: &Node, condition: Condition<'m>) -> Option<RuleKind<'m>> {
        Some(match word.kind {
            RuleKind::Together(_) => RuleKind::Together(self.fields(value, 2)?),
            RuleKind::AnyOf(_) => RuleKind::AnyOf(self.fields(value, 2)?),
            RuleKind::ExactlyOne(_) => RuleKind::ExactlyOne(self.fields(value, 2)?),
            RuleKind::ForbiddenUnless(..) => RuleKind::ForbiddenUnless(self.fields(value, 1)?, condition),
            RuleKind::RequiredWhen(..) => RuleKind::RequiredWhen(self.fields(value, 1)?, condition),
            RuleKind::Unique(_) => RuleKind::Unique(self.columns(value)?),
            RuleKind::Requires(..) => self.requires(word, value)?,
            RuleKind::Ordered(..) => self.ordered(word, value)?,
            RuleKind::Window(..) => self.window(word, value)?,
            RuleKind::AtMost(..) => self.at_most(word, value)?,
            RuleKind::Equals(..) => self.equals(word, value)?,
        })
    }

    /// `a -> b, c`
    fn requires(&mut self, word: &RuleWord, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (first, others) = self.halves(text, "->", word)?;
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
    fn ordered(&mut self, word: &RuleWord, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (first, second) = self.halves(text, "<=", word)?;
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
    fn window(&mut self, word: &RuleWord, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (first, behind) = self.halves(text, "..", word)?;
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
            let above = longest.strip_prefix(list).is_some_and(|below| below.is_empty() || below.starts_with('.'));
            if !above {
                let message = format!("{} is no field of a row of {}", quoted(name.text), quoted(longest));
                let help = "fields that are unique together belong to one row, or to the rows above it";
                self.told(Code::BadRule, name.span, message, help);
                return None;
            }
        }
        Some(self.kept(&names))
    }

    /// `30 equal list.field`
    fn at_most(&mut self, word: &RuleWord, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (number, unread) = text.first_word();
        let (equal, path) = unread.first_word();
        let most = number.text.parse::<u32>().ok().filter(|_| number.text.bytes().all(|digit| digit.is_ascii_digit()));
        let Some(most) = most else {
            self.told(Code::BadRule, number.span, format!("{} is no number of rows", quoted(number.text)), word.help());
            return None;
        };
        if equal.text != "equal" {
            self.told(
                Code::BadRule,
                equal.span,
                format!("expected `equal`, found {}", quoted(equal.text)),
                word.help(),
            );
            return None;
        }
        self.column(path)?;
        Some(RuleKind::AtMost(most, self.arena.alloc_str(path.text)))
    }

    /// `a = EXPR`
    fn equals(&mut self, word: &RuleWord, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (name, right) = self.halves(text, "=", word)?;
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
}
