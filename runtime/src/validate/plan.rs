//! The rules of a record with their names resolved: done once for a whole walk, not for every row. What each kind of
//! rule demands of a row is checked in `rules`.

use std::collections::HashMap;

use super::Report;
use super::condition::Check;
use super::expr::{Arith, Names, Sibling, Sums};
use super::route::Route;
use super::rows::{Seen, Table};
use crate::Node;
use crate::model::{Condition, Offset, RecordId, Rule, RuleKind, Shape};
use crate::place::Place;

/// The rules of all records of a table, with their names resolved.
pub(crate) struct Rules<'a>(Vec<Plan<'a>>);

/// The rules of a record.
pub(super) struct Plan<'a>(Vec<Ready<'a>>);

/// A rule, ready to be checked.
pub(super) struct Ready<'a> {
    pub(super) rule: &'a Rule<'a>,
    when: Option<Check<'a, Route<'a>>>,
    each: Option<Route<'a>>,
    pub(super) kind: Kind<'a>,
    pub(super) siblings: Vec<Sibling<'a>>,
}

/// What a rule demands, with its names resolved.
pub(super) enum Kind<'a> {
    Together(Vec<Route<'a>>),
    Requires(Route<'a>, Vec<Route<'a>>),
    AnyOf(Vec<Route<'a>>),
    ExactlyOne(Vec<Route<'a>>),
    /// All fields that are named, and of each set the indices of its own among them.
    OneOfSets(Vec<Route<'a>>, Vec<Vec<usize>>),
    ForbiddenUnless(Vec<Route<'a>>, Check<'a, Route<'a>>),
    RequiredWhen(Vec<Route<'a>>, Check<'a, Route<'a>>),
    Ordered(Route<'a>, Route<'a>),
    Window(Route<'a>, Route<'a>, u32),
    Unique(Table<'a>),
    AtMost(usize, Table<'a>),
    Equals(Route<'a>, Arith<'a>),
}

/// A row that a rule is checked for.
#[derive(Clone, Copy)]
pub(super) struct Row<'r, 'a> {
    pub(super) node: &'a Node<'a>,
    pub(super) zone: Offset,
    /// The sums of the rule's sibling lists.
    pub(super) sums: &'r [Sums<'a>],
}

impl Row<'_, '_> {
    /// Whether a condition holds in it.
    pub(super) fn holds(&self, check: &Check<'_, Route<'_>>) -> bool {
        check.holds(self.zone, &|route: &Route<'_>| route.operand(self.node))
    }
}

impl<'a> Rules<'a> {
    /// Resolves the rules of all records of a table.
    pub(crate) fn of(shape: Shape<'a>) -> Self {
        let plan = |id| {
            let shape = shape.at(RecordId(id));
            Plan(shape.record().rules.iter().map(|rule| Ready::of(rule, shape)).collect())
        };
        Self((0..).zip(shape.records).map(|(id, _)| plan(id)).collect())
    }

    /// Those of one record.
    pub(super) fn of_record(&self, id: RecordId) -> Option<&Plan<'a>> {
        self.0.get(usize::from(id.0))
    }
}

impl<'a> Plan<'a> {
    /// Checks every rule for a record.
    pub(super) fn check(
        &self,
        record: &'a Node<'a>,
        zone: Offset,
        place: &mut Place<'a>,
        report: &mut Report,
        seen: &mut Seen<'a>,
    ) {
        for ready in &self.0 {
            // Sibling lists lie in the record around the rows of `each`, so their sums are the same for all of these.
            let sums: Vec<_> = ready.siblings.iter().map(|sibling| sibling.sums(record)).collect();
            let mut check = |node: &'a Node<'a>, place: &mut Place<'a>| {
                let row = Row { node, zone, sums: &sums };
                if ready.when.as_ref().is_none_or(|when| row.holds(when)) {
                    ready.check(row, place, report, seen);
                }
            };
            match &ready.each {
                Some(list) => list.each_row(record, place, &mut check),
                None => check(record, place),
            }
        }
    }
}

impl<'a> Ready<'a> {
    fn of(rule: &'a Rule<'a>, outer: Shape<'a>) -> Self {
        let each = rule.each.map(|list| Route::of(list, outer));
        // Names in a rule with `each` are those of its row.
        let row = each.as_ref().and_then(|list| list.record).map_or(outer, |id| outer.at(id));
        let mut siblings = Vec::new();
        let kind = Kind::of(&rule.kind, Names { row, outer }, &mut siblings);
        let when = rule.when.as_ref().map(|when| check(when, row));
        Self { rule, when, each, kind, siblings }
    }
}

impl<'a> Kind<'a> {
    /// Resolves the names of a rule; the sibling lists that it sums over are added to `siblings`.
    fn of(kind: &RuleKind<'a>, names: Names<'a>, siblings: &mut Vec<Sibling<'a>>) -> Self {
        let route = |name: &'a str| Route::of(name, names.row);
        let routes = |names: &'a [&'a str]| names.iter().map(|name| route(name)).collect::<Vec<_>>();
        match kind {
            RuleKind::Together(names) => Self::Together(routes(names)),
            RuleKind::Requires(name, names) => Self::Requires(route(name), routes(names)),
            RuleKind::AnyOf(names) => Self::AnyOf(routes(names)),
            RuleKind::ExactlyOne(names) => Self::ExactlyOne(routes(names)),
            RuleKind::OneOfSets(sets) => {
                let fields = kind.fields();
                let indices: HashMap<_, _> = fields.iter().enumerate().map(|(index, field)| (*field, index)).collect();
                let set = |set: &&[&str]| set.iter().filter_map(|field| indices.get(field).copied()).collect();
                Self::OneOfSets(fields.iter().map(|field| route(field)).collect(), sets.iter().map(set).collect())
            }
            RuleKind::ForbiddenUnless(fields, unless) => {
                Self::ForbiddenUnless(routes(fields), check(unless, names.row))
            }
            RuleKind::RequiredWhen(fields, when) => Self::RequiredWhen(routes(fields), check(when, names.row)),
            RuleKind::Ordered(first, second) => Self::Ordered(route(first), route(second)),
            RuleKind::Window(first, second, seconds) => Self::Window(route(first), route(second), *seconds),
            RuleKind::Unique(names) => Self::Unique(Table::of(&routes(names))),
            RuleKind::AtMost(most, name) => {
                Self::AtMost(usize::try_from(*most).unwrap_or(usize::MAX), Table::of(&[route(name)]))
            }
            RuleKind::Equals(name, value) => Self::Equals(route(name), Arith::of(value, names, siblings)),
        }
    }
}

/// A condition with its names resolved.
fn check<'a>(condition: &Condition<'a>, row: Shape<'a>) -> Check<'a, Route<'a>> {
    Check::of(condition, &mut |name| Route::of(name, row))
}
