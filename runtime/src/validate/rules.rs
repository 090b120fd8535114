//! One rule against one row, for each kind of rule. Every violation names the field to look at and shows what was
//! compared.

use std::cmp::Ordering;

use super::Report;
use super::condition::number;
use super::expr::{Arith, Trouble};
use super::plan::{Kind, Ready, Row};
use super::route::Route;
use super::rows::Seen;
use crate::Node;
use crate::model::notation::condition::print as condition;
use crate::model::notation::expr;
use crate::model::notation::rule::span;
use crate::model::{Expr, Offset, RuleKind, Type};
use crate::place::Place;

impl<'a> Ready<'a> {
    /// Reports how the row breaks the rule, if it does.
    pub(super) fn check(&self, row: Row<'_, 'a>, place: &Place<'_>, report: &mut Report, seen: &mut Seen<'a>) {
        let there = |route: &&Route<'_>| route.is_there(row.node);
        let absent = |route: &&Route<'_>| !route.is_there(row.node);
        let mut broken = |route: &Route<'_>, message| report.rule(route.path(place), self.rule, message);
        match &self.kind {
            Kind::Together(all) => {
                // The field that is given explains why the others are missed.
                if let Some(given) = all.iter().find(there) {
                    for missing in all.iter().filter(absent) {
                        broken(missing, format!("must come together with {}", given.name));
                    }
                }
            }
            Kind::Requires(first, others) if there(&first) => {
                for missing in others.iter().filter(absent) {
                    broken(missing, format!("must be there because {} is", first.name));
                }
            }
            Kind::AnyOf(all) if !all.iter().any(|route| there(&route)) => {
                if let Some(first) = all.first() {
                    // A rule over several fields is reported at its first one, which exists in every message and
                    // form.
                    broken(first, format!("at least one of {} must be there", names(all)));
                }
            }
            Kind::ExactlyOne(all) => {
                let mut given = all.iter().filter(there);
                let fault = match (given.next(), given.next()) {
                    (Some(_), None) => return,
                    // The second is what is too many; the first may well be the one that was meant.
                    (Some(_), Some(second)) => Some((second, "there are more")),
                    (None, _) => all.first().map(|first| (first, "there is none")),
                };
                if let Some((route, count)) = fault {
                    broken(route, format!("exactly one of {} must be there; {count}", names(all)));
                }
            }
            Kind::OneOfSets(fields, sets) => {
                if let Some((field, message)) = no_set(fields, sets, row.node) {
                    broken(field, message);
                }
            }
            Kind::ForbiddenUnless(fields, unless) if fields.iter().any(|field| there(&field)) && !row.holds(unless) => {
                let RuleKind::ForbiddenUnless(_, unless) = &self.rule.kind else { return };
                let case =
                    self.rule.when.as_ref().map_or_else(String::new, |when| format!(" when {}", condition(when)));
                for given in fields.iter().filter(there) {
                    let message = format!("must not be there{case} unless {}", condition(unless));
                    broken(given, message);
                }
            }
            Kind::RequiredWhen(fields, when) if fields.iter().any(|field| absent(&field)) && row.holds(when) => {
                let RuleKind::RequiredWhen(_, when) = &self.rule.kind else { return };
                let case = condition(when);
                for missing in fields.iter().filter(absent) {
                    broken(missing, format!("required when {case}, found nothing"));
                }
            }
            Kind::Ordered(first, second) => {
                if let Some(message) = disorder(first, second, row.node, row.zone) {
                    broken(first, message);
                }
            }
            Kind::Window(first, second, seconds) => {
                if let Some(message) = excess(first, second, *seconds, row.node) {
                    broken(second, message);
                }
            }
            Kind::Equals(route, expr) if there(&route) => {
                if let Some(message) = self.difference(route, expr, row) {
                    broken(route, message);
                }
            }
            Kind::Unique(table) => table.check(1, row.node, self.rule, place, report, seen),
            Kind::AtMost(most, table) => table.check(*most, row.node, self.rule, place, report, seen),
            Kind::Requires(..)
            | Kind::AnyOf(_)
            | Kind::ForbiddenUnless(..)
            | Kind::RequiredWhen(..)
            | Kind::Equals(..) => {}
        }
    }

    /// How the two sides of `equals` differ. A side that is no number is left to the check of its type.
    // The rule itself is asked for its names: the plan has resolved them to places.
    fn difference(&self, route: &Route<'_>, value: &Arith<'a>, row: Row<'_, 'a>) -> Option<String> {
        let RuleKind::Equals(name, written) = &self.rule.kind else { return None };
        let ours = || text(route.value(row.node), row.zone);
        let expected = match (number(route.value(row.node)), value.value(row.node, row.sums)) {
            (Some(number), Ok(expected)) if number == expected => return None,
            (Some(_), Ok(expected)) => expected.normalized().to_string(),
            (Some(_), Err(Trouble::TooLarge)) => {
                return Some(format!("{} has more digits than can be computed", expr::print(written)));
            }
            (_, Err(Trouble::NoNumber)) | (None, _) => {
                let expected = value.alone(row.node, row.zone)?;
                if expected == ours()? {
                    return None;
                }
                expected
            }
        };
        let ours = ours()?;
        Some(match (route.sensitive || value.is_sensitive(&self.siblings), written) {
            (true, _) => format!("{name} does not equal {}", expr::print(written)),
            (false, Expr::Const(_)) => format!("{name} is {ours}, but must be {expected}"),
            (false, written) => format!("{name} is {ours}, but {} gives {expected}", expr::print(written)),
        })
    }
}

fn text(node: &Node<'_>, zone: Offset) -> Option<String> {
    match node {
        Node::Time(time) => Some(time.to(zone).to_string()),
        node => node.as_text().map(Into::into),
    }
}

/// The field to look at and what is wrong, if the fields that are there are not those of one set. Looked at is what the
/// nearest set lacks, else what is too many for it.
fn no_set<'k, 'a>(fields: &'k [Route<'a>], sets: &[Vec<usize>], row: &Node<'_>) -> Option<(&'k Route<'a>, String)> {
    let there: Vec<_> =
        (0..fields.len()).filter(|index| fields.get(*index).is_some_and(|field| field.is_there(row))).collect();
    let is_there = |index: &&usize| there.binary_search(index).is_ok();
    let lacks = |set: &Vec<usize>| set.iter().filter(|index| !is_there(index)).count();
    // What a set lacks, and what is there besides it.
    let distance = |set: &&Vec<usize>| 2 * lacks(set) + there.len() - set.len();
    let nearest = sets.iter().min_by_key(distance).filter(|set| distance(set) > 0)?;
    let missing = nearest.iter().find(|index| !is_there(index));
    let looked_at = missing.or_else(|| there.iter().find(|index| !nearest.contains(index)))?;
    let listed = |set: &Vec<usize>| {
        let names = set.iter().filter_map(|index| fields.get(*index)).map(|field| field.name);
        format!("[{}]", names.collect::<Vec<_>>().join(", "))
    };
    let allowed = sets.iter().map(listed).collect::<Vec<_>>().join(", ");
    let given = if there.is_empty() { "none is there".to_owned() } else { format!("there are {}", listed(&there)) };
    Some((fields.get(*looked_at)?, format!("{given}, but must be exactly one of {allowed}")))
}

/// How the first comes after the second, if it does. A zero date is no time, so it has no order.
fn disorder(first: &Route<'_>, second: &Route<'_>, row: &Node<'_>, zone: Offset) -> Option<String> {
    let (left, right) = (first.value(row), second.value(row));
    // A zero date stands for "not yet", and is neither before nor after anything.
    let order = match (left, right) {
        (Node::Time(left), Node::Time(right)) if left.is_zero() || right.is_zero() => return None,
        // Times are compared as moments, whatever zone each was given in.
        (Node::Time(left), Node::Time(right)) => left.cmp(right),
        (Node::Instant(left), Node::Instant(right)) => left.cmp(right),
        (Node::Day(left), Node::Day(right)) if left.is_zero() || right.is_zero() => return None,
        (Node::Day(left), Node::Day(right)) => left.cmp(right),
        _ if !left.is_there() || !right.is_there() => return None,
        // What is no date where dates belong is left to the check of its format.
        _ if is_time(first) || is_time(second) => return None,
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => text(left, zone)?.cmp(&text(right, zone)?),
        },
    };
    (order == Ordering::Greater).then(|| {
        if first.sensitive || second.sensitive {
            return format!("must not be after {}", second.name);
        }
        let shown = |node| text(node, zone).unwrap_or_default();
        format!("must not be after {}: {} is after {}", second.name, shown(left), shown(right))
    })
}

/// How much longer than `seconds` it is from the first to the second, if it is. What the wrong order means is for
/// `ordered` to say; where one of the two is no time, nothing can be measured.
fn excess(first: &Route<'_>, second: &Route<'_>, seconds: u32, row: &Node<'_>) -> Option<String> {
    // A zero date has no moment.
    let between = match (first.value(row), second.value(row)) {
        (Node::Time(from), Node::Time(to)) => to.unix()?.checked_sub(from.unix()?)?,
        (Node::Instant(from), Node::Instant(to)) => {
            // The last part of a second counts: 30 days and a microsecond are longer than 30 days.
            to.unix_us().checked_sub(from.unix_us())?.checked_add(999_999)?.div_euclid(1_000_000)
        }
        (Node::Day(from), Node::Day(to)) => from.days_to(*to)?.checked_mul(86_400)?,
        _ => return None,
    };
    (between > i64::from(seconds)).then(|| {
        let most = span::print(seconds.into());
        if first.sensitive || second.sensitive {
            return format!("must be at most {most} after {}", first.name);
        }
        format!("must be at most {most} after {}, found {}", first.name, span::print(between))
    })
}

fn is_time(route: &Route<'_>) -> bool {
    route.field().is_some_and(|field| matches!(field.ty, Type::DateTime(_) | Type::Date(_) | Type::Time(_)))
}

fn names(routes: &[Route<'_>]) -> String {
    routes.iter().map(|route| route.name).collect::<Vec<_>>().join(", ")
}
