//! Checks a value against its tables and rules, in one walk that collects every violation.
//!
//! It takes records in [`Node::Record`] form: those of typed values, or those that `conform` made of a
//! document. What cannot be a value of its field's type at all (text in a number) is `conform`'s to report.

mod condition;
mod expr;
mod pattern;
mod plan;
mod report;
mod route;
mod rows;
mod rules;
mod scalar;
mod violation;
mod walk;

pub use condition::holds;
pub(crate) use plan::Rules;
pub(crate) use report::{MORE, Report};
pub use violation::{Violation, Violations};

use crate::Node;
use crate::model::{Condition, Level, Offset, RuleKind, Shape};

/// Every violation of a record, fields before rules, in the order of the tables.
///
/// `zone` is that of the platform's wall clock. Idle zeros do not count as digits: `1.00000` has no decimals. What is
/// required by inference only, and missing or empty, is a warning: the vendor has not said so.
pub fn validate(shape: Shape<'_>, node: &Node<'_>, zone: Offset) -> Vec<Violation> {
    walk::walk(shape, &Rules::of(shape), node, zone, Level::Warn)
}

/// The same by rules that were resolved before.
pub(crate) fn validate_by<'a>(rules: &Rules<'a>, shape: Shape<'a>, node: &'a Node<'a>, zone: Offset) -> Vec<Violation> {
    walk::walk(shape, rules, node, zone, Level::Warn)
}

/// The same, where what is required by inference binds like what the vendor states.
pub fn validate_strict(shape: Shape<'_>, node: &Node<'_>, zone: Offset) -> Vec<Violation> {
    walk::walk(shape, &Rules::of(shape), node, zone, Level::Deny)
}

/// Values of which a record's rows may not hold more than so many that are equal.
pub(crate) struct Sharing {
    /// How many.
    pub(crate) most: usize,
    /// The row of each value, and a number that equal values share.
    pub(crate) values: Vec<(usize, usize)>,
}

/// Such values in the rows of a list of this record, for each rule about them, whether it applies or not.
pub(crate) fn sharing<'a>(shape: Shape<'a>, record: &'a Node<'a>, list: &str) -> Vec<Sharing> {
    let rules = shape.record().rules.iter().filter(|rule| rule.each.is_none());
    let sharing = rules.filter_map(|rule| {
        let (most, paths) = match rule.kind {
            RuleKind::Unique(paths) => (1, paths.to_vec()),
            RuleKind::AtMost(most, path) => (usize::try_from(most).unwrap_or(usize::MAX), vec![path]),
            _ => return None,
        };
        let table = rows::Table::of(&paths.iter().map(|path| route::Route::of(path, shape)).collect::<Vec<_>>());
        table.is_of(list).then(|| Sharing { most, values: table.numbered(record) })
    });
    sharing.collect()
}

/// Whether a condition holds for a record; an absent field reads as its default.
pub fn holds_for(condition: &Condition<'_>, shape: Shape<'_>, node: &Node<'_>, zone: Offset) -> bool {
    let check = condition::Check::of(condition, &mut |path| route::Route::of(path, shape));
    check.holds(zone, &|route: &route::Route<'_>| route.operand(node))
}
