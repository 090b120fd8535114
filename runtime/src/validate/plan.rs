//! The rules of a record with their names resolved (`rules` says how those of each kind are): done once for a whole walk, not for every row.

use super::Report;
use super::condition::Check;
use super::expr::{Names, Sibling, Sums};
use super::route::Route;
use super::rules::Kind;
use crate::Node;
use crate::model::{Condition, Offset, Rule, Shape};
use crate::place::Place;

/// The rules of a record.
pub(super) struct Plan<'a> {
    rules: Vec<Ready<'a>>,
    zone: Offset,
}

/// A rule, ready to be checked.
pub(super) struct Ready<'a> {
    pub(super) rule: &'a Rule<'a>,
    when: Option<Check<'a, Route<'a>>>,
    each: Option<Route<'a>>,
    pub(super) kind: Kind<'a>,
    pub(super) siblings: Vec<Sibling<'a>>,
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

impl<'a> Plan<'a> {
    /// Resolves the rules of a record.
    pub(super) fn of(shape: Shape<'a>, zone: Offset) -> Self {
        Self { rules: shape.record().rules.iter().map(|rule| Ready::of(rule, shape)).collect(), zone }
    }

    /// Checks every rule for a record.
    pub(super) fn check(&self, record: &'a Node<'a>, place: &mut Place<'a>, report: &mut Report) {
        for ready in &self.rules {
            // Sibling lists lie in the record around the rows of `each`, so their sums are the same for all of these.
            let sums: Vec<_> = ready.siblings.iter().map(|sibling| sibling.sums(record)).collect();
            let mut check = |node: &'a Node<'a>, place: &mut Place<'a>| {
                let row = Row { node, zone: self.zone, sums: &sums };
                if ready.when.as_ref().is_none_or(|when| row.holds(when)) {
                    ready.check(row, place, report);
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

/// A condition with its names resolved.
pub(super) fn check<'a>(condition: &Condition<'a>, row: Shape<'a>) -> Check<'a, Route<'a>> {
    Check::of(condition, &mut |name| Route::of(name, row))
}
