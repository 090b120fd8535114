//! Rules between fields, as the vendors state them in prose.
//!
//! A field is named by its wire name; `a.b` goes down through a nested record or every row of a list.

use std::collections::HashSet;

use super::Statuses;

/// A rule of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule<'m> {
    /// What must hold.
    pub kind: RuleKind<'m>,
    /// Only then; always when `None`.
    pub when: Option<Condition<'m>>,
    /// For each row of this list of the record instead of the record itself.
    pub each: Option<&'m str>,
    /// Whether breaking it stops the request.
    pub level: Level,
    /// The vendor's own sentence.
    pub says: &'m str,
}

impl<'m> Rule<'m> {
    /// A rule that always applies and stops the request.
    pub const fn new(kind: RuleKind<'m>, says: &'m str) -> Self {
        Self { kind, when: None, each: None, level: Level::Deny, says }
    }

    /// Only reported, never stopping.
    #[must_use]
    pub const fn warn(mut self) -> Self {
        self.level = Level::Warn;
        self
    }

    /// Only when this holds.
    #[must_use]
    pub const fn when(mut self, condition: Condition<'m>) -> Self {
        self.when = Some(condition);
        self
    }

    /// For each row of this list.
    #[must_use]
    pub const fn each(mut self, list: &'m str) -> Self {
        self.each = Some(list);
        self
    }
}

/// What a rule demands. "There" means present and not empty text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RuleKind<'m> {
    /// All of them are there, or none.
    Together(&'m [&'m str]),
    /// If the first is there, so are the others.
    Requires(&'m str, &'m [&'m str]),
    /// At least one is there.
    AnyOf(&'m [&'m str]),
    /// Exactly one is there.
    ExactlyOne(&'m [&'m str]),
    /// Of all that these sets name, exactly the fields of one set are there.
    OneOfSets(&'m [&'m [&'m str]]),
    /// None of them is there unless the condition holds.
    ForbiddenUnless(&'m [&'m str], Condition<'m>),
    /// All of them are there when the condition holds.
    RequiredWhen(&'m [&'m str], Condition<'m>),
    /// The first is at most the second.
    Ordered(&'m str, &'m str),
    /// From the first to the second it is at most this many seconds.
    Window(&'m str, &'m str, u32),
    /// No two rows give the same value; with several paths, the same tuple. Paths may cross nested lists.
    Unique(&'m [&'m str]),
    /// At most this many rows give the same value at the path.
    AtMost(u32, &'m str),
    /// The field, where it is there, has exactly this value.
    Equals(&'m str, Expr<'m>),
}

impl<'m> RuleKind<'m> {
    /// The condition without which the kind says nothing.
    pub fn condition(&self) -> Option<&Condition<'m>> {
        match self {
            Self::ForbiddenUnless(_, condition) | Self::RequiredWhen(_, condition) => Some(condition),
            _ => None,
        }
    }

    /// The fields and paths that it demands something of, each once, in the order in which they are written.
    pub fn fields(&self) -> Vec<&'m str> {
        match *self {
            Self::Together(fields)
            | Self::AnyOf(fields)
            | Self::ExactlyOne(fields)
            | Self::ForbiddenUnless(fields, _)
            | Self::RequiredWhen(fields, _)
            | Self::Unique(fields) => fields.to_vec(),
            Self::OneOfSets(sets) => {
                let mut seen = HashSet::new();
                sets.iter().copied().flatten().copied().filter(|field| seen.insert(*field)).collect()
            }
            Self::Requires(field, others) => std::iter::once(field).chain(others.iter().copied()).collect(),
            Self::Ordered(first, second) | Self::Window(first, second, _) => vec![first, second],
            Self::AtMost(_, field) | Self::Equals(field, _) => vec![field],
        }
    }
}

/// Whether a broken rule stops the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Reported; the request may go.
    Warn,
    /// The request is not sent.
    Deny,
}

/// A value computed from fields. Numbers are exact; an absent field counts as its default, else as zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expr<'m> {
    /// A constant: a number, a date or text, as written.
    Const(&'m str),
    /// A field of the record.
    Field(&'m str),
    /// The sum of the two.
    Add(&'m Expr<'m>, &'m Expr<'m>),
    /// The first less the second.
    Sub(&'m Expr<'m>, &'m Expr<'m>),
    /// The product.
    Mul(&'m Expr<'m>, &'m Expr<'m>),
    /// The sum of the expression over the rows of a list.
    Sum(&'m str, Option<Join<'m>>, &'m Expr<'m>),
    /// The number of rows of a list.
    Count(&'m str, Option<Join<'m>>),
}

/// Which rows of a sibling list belong to a row: those whose `theirs` equals the row's `ours`.
/// Only in a rule with [`Rule::each`]; the list is then one of the rule's own record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join<'m> {
    /// The key in the sibling list.
    pub theirs: &'m str,
    /// The key in the row.
    pub ours: &'m str,
}

/// A test over fields. An absent field reads as its default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition<'m> {
    /// The field passes the test.
    Field(&'m str, Test<'m>),
    /// All hold.
    All(&'m [Condition<'m>]),
    /// At least one holds.
    Any(&'m [Condition<'m>]),
    /// It does not hold.
    Not(&'m Condition<'m>),
    /// The answer's HTTP status is one of these; only in conditions over answers.
    Status(Statuses),
    /// The answer's header of this name passes the test; likewise.
    Header(&'m str, Test<'m>),
}

impl<'m> Condition<'m> {
    /// Adds the paths that it reads.
    pub fn paths(&self, paths: &mut Vec<&'m str>) {
        match self {
            Self::Field(path, _) => paths.push(path),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.paths(paths)),
            Self::Not(condition) => condition.paths(paths),
            Self::Status(_) | Self::Header(..) => {}
        }
    }

    /// The first HTTP statuses that it demands; `None` where it demands none.
    pub fn statuses(&self) -> Option<Statuses> {
        match self {
            Self::Status(statuses) => Some(*statuses),
            Self::All(parts) | Self::Any(parts) => parts.iter().find_map(Self::statuses),
            Self::Field(..) | Self::Header(..) | Self::Not(_) => None,
        }
    }
}

/// A test of one field. Numbers compare by value (`0` equals `"0"`), everything else as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test<'m> {
    /// Equal to this.
    Is(&'m str),
    /// Different from this; an absent field without default is different.
    IsNot(&'m str),
    /// One of these.
    OneOf(&'m [&'m str]),
    /// Less than this number.
    Below(&'m str),
    /// More than this number.
    Above(&'m str),
    /// Absent, null or empty text.
    Empty,
    /// There: present and not empty text.
    There,
}
