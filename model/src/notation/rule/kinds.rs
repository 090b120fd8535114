//! Every kind of rule: its row in the table, how its value is read and how it is printed. Reading demands that the fields
//! exist, that comparisons are of like kinds, and that every constant is one that the field can have.

use std::collections::HashMap;
use std::mem::discriminant;

use crate::{Condition, Expr, RuleKind};

use super::{RuleReader, span};
use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::notation::Arena;
use crate::notation::cursor::{quoted, quoted_text};
use crate::notation::expr::{self, Scope};
use crate::notation::scope::{self, Kind};
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
    /// A list of such lists.
    Sets,
}

const fn text(name: &'static str, form: &'static str, means: &'static str, kind: RuleKind<'static>) -> RuleWord {
    RuleWord { name, form, means, with: "", value: RuleValue::Text, kind }
}

const fn fields(name: &'static str, form: &'static str, means: &'static str, kind: RuleKind<'static>) -> RuleWord {
    RuleWord { name, form, means, with: "", value: RuleValue::Fields, kind }
}

impl RuleWord {
    const fn with(mut self, key: &'static str) -> Self {
        self.with = key;
        self
    }

    /// What to write where the value could not be read.
    pub(super) fn help(&self) -> String {
        format!("write `{}: {}`", self.name, self.form)
    }
}

/// A condition for the kinds that have none.
pub(super) const NEVER: Condition<'static> = Condition::Any(&[]);

/// Every kind of rule.
pub const KINDS: &[RuleWord] = &[
    fields("together", "[a, b]", "All of the fields are there, or none.", RuleKind::Together(&[])),
    text("requires", "a -> b, c", "If `a` is there, so are the others.", RuleKind::Requires("", &[])),
    fields("any_of", "[a, b]", "At least one of the fields is there.", RuleKind::AnyOf(&[])),
    fields("exactly_one", "[a, b]", "Exactly one of the fields is there.", RuleKind::ExactlyOne(&[])),
    RuleWord {
        value: RuleValue::Sets,
        ..fields(
            "one_of_sets",
            "[[a], [a, b], [a, from, to]]",
            "Of all fields that are named, those of one set are there and no others.",
            RuleKind::OneOfSets(&[]),
        )
    },
    fields(
        "forbidden",
        "[a, b]",
        "None of the fields is there, unless the condition of `unless` holds.",
        RuleKind::ForbiddenUnless(&[], NEVER),
    )
    .with("unless"),
    fields(
        "required",
        "[a, b]",
        "All of the fields are there when the condition of `when` holds.",
        RuleKind::RequiredWhen(&[], NEVER),
    )
    .with("when"),
    text(
        "ordered",
        "start <= end",
        "Of two numbers, times or days, the first is at most the second.",
        RuleKind::Ordered("", ""),
    ),
    text(
        "window",
        "start .. end 30 days",
        "From one time or day to the other it is no longer; `days`, `hours`, `minutes` or `seconds`.",
        RuleKind::Window("", "", 0),
    ),
    fields(
        "unique",
        "[list.a, list.b]",
        "No two rows give the same values; the list may lie within another, and one field may stand alone.",
        RuleKind::Unique(&[]),
    ),
    text("at_most", "30 equal list.a", "No value stands more than 30 times.", RuleKind::AtMost(0, "")),
    text(
        "equals",
        "total = price * num",
        "Exact arithmetic, with `sum(list: …)` and `count(list)`; only a warning unless the right side is a constant.",
        RuleKind::Equals("", Expr::Const("")),
    ),
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
        RuleKind::OneOfSets(sets) => {
            let set = |set: &&[&str]| Node::of_list(set.iter().copied().map(Node::of_text));
            return Node::of_list(sets.iter().map(set));
        }
        RuleKind::Requires(field, others) => format!("{field} -> {}", others.join(", ")),
        RuleKind::Ordered(first, second) => format!("{first} <= {second}"),
        RuleKind::Window(first, second, seconds) => format!("{first} .. {second} {}", span::print((*seconds).into())),
        RuleKind::AtMost(most, path) => format!("{most} equal {path}"),
        RuleKind::Equals(field, Expr::Const(text)) if is_text(field) => format!("{field} = {}", quoted_text(text)),
        RuleKind::Equals(field, value) => format!("{field} = {}", expr::print(value)),
    })
}

impl<'m, A: Arena<'m>> RuleReader<'_, 'm, '_, A> {
    /// What stands behind the key of a rule, with the condition of `word.with`.
    pub(super) fn value(&mut self, word: &RuleWord, value: &Node, condition: Condition<'m>) -> Option<RuleKind<'m>> {
        Some(match word.kind {
            RuleKind::Together(_) => RuleKind::Together(self.fields(value, 2)?),
            RuleKind::AnyOf(_) => RuleKind::AnyOf(self.fields(value, 2)?),
            RuleKind::ExactlyOne(_) => RuleKind::ExactlyOne(self.fields(value, 2)?),
            RuleKind::OneOfSets(_) => RuleKind::OneOfSets(self.sets(word, value)?),
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

    /// `[[a], [a, b]]`
    fn sets(&mut self, word: &RuleWord, value: &Node) -> Option<&'m [&'m [&'m str]]> {
        let Some(rows) = value.list().filter(|rows| rows.len() > 1) else {
            self.error(Code::BadRule, value.span, "this rule is about at least 2 sets of fields", word.help());
            return None;
        };
        let sets: Vec<_> = rows.iter().map(|row| self.fields(row, 1)).collect();
        let sets: Vec<_> = sets.into_iter().collect::<Option<_>>()?;
        let mut firsts = HashMap::new();
        for (set, row) in sets.iter().zip(rows) {
            // A set has no order: `[a, b]` is `[b, a]`.
            let mut sorted = set.to_vec();
            sorted.sort_unstable();
            if let Some(first) = firsts.insert(sorted, row.span) {
                let mistake = Diagnostic::error(Code::BadRule, row.span, "this set stands twice in this rule");
                self.diagnostics.push(mistake.related(first, "the first"));
                return None;
            }
        }
        Some(self.arena.alloc_slice(&sets))
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
        if kinds.0 != kinds.1 || !matches!(kinds.0, Kind::Number | Kind::Time | Kind::Instant | Kind::Day) {
            let (first, second) = (quoted(first.text), quoted(second.text));
            let message = format!("{first} is {} and {second} is {}", kinds.0.what(), kinds.1.what());
            let help = "`ordered` compares two numbers, two times or two days; a time in text is `String<datetime>`";
            self.error(Code::UnlikeTypes, text.span, message, help);
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
        // Between a day and a time lies no length: a day has no zone.
        let wanted = match Kind::of(&types.0) {
            kind @ (Kind::Day | Kind::Instant) => kind,
            _ => Kind::Time,
        };
        for (name, ty) in [(first, types.0), (second, types.1)] {
            let kind = Kind::of(&ty);
            if kind != wanted {
                let message =
                    format!("{} is {}, so no time can be measured from or to it", quoted(name.text), kind.what());
                let help = "a window lies between two times or two days; a time in text is `String<datetime>`";
                self.error(Code::UnlikeTypes, name.span, message, help);
                return None;
            }
        }
        self.once(&[first, second])?;
        Some(RuleKind::Window(self.arena.alloc_str(first.text), self.arena.alloc_str(second.text), seconds?))
    }

    /// `30 equal list.field`
    fn at_most(&mut self, word: &RuleWord, value: &Node) -> Option<RuleKind<'m>> {
        let text = self.text(value)?;
        let (number, unread) = text.first_word();
        let (equal, path) = unread.first_word();
        let most = number.text.parse::<u32>().ok().filter(|_| number.text.bytes().all(|digit| digit.is_ascii_digit()));
        let Some(most) = most else {
            self.error(
                Code::BadRule,
                number.span,
                format!("{} is no number of rows", quoted(number.text)),
                word.help(),
            );
            return None;
        };
        if equal.text != "equal" {
            self.error(
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
                self.error(Code::UnlikeTypes, read.span, message, "");
                None
            }
        }
    }
}
