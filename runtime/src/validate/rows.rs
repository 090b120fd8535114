//! Rules over all rows of a list, and of lists inside its rows: values that must differ, or not come too often.

use std::collections::HashMap;
use std::fmt::Write;

use super::Report;
use super::route::{Route, Step};
use crate::model::{Rule, RuleKind};
use crate::place::Place;
use crate::{Date, Decimal, Node, Time};

/// A value that two rows may share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key<'a> {
    Text(&'a str),
    Number(Decimal),
    Time(Option<i64>),
    Day(Date),
    Instant(Time),
    Bool(bool),
}

impl<'a> Key<'a> {
    /// The key of a scalar; what is not there has none.
    pub(super) fn of(node: &'a Node<'_>) -> Option<Self> {
        Some(match node {
            // Texts compare as they stand, as the vendors' keys do: `01` and `1` are two orders.
            Node::Text(text) | Node::Number(text) if !text.is_empty() => Self::Text(text),
            Node::Int(value) => Self::Number((*value).into()),
            Node::Decimal(value) => Self::Number(*value),
            Node::Time(value) => Self::Time(value.unix()),
            Node::Day(value) => Self::Day(*value),
            Node::Instant(value) => Self::Instant(*value),
            Node::Bool(value) => Self::Bool(*value),
            _ => return None,
        })
    }
}

/// A row's keys, one for each column.
type Cells<'a> = [Option<Key<'a>>];

/// How many rows find room from the start.
const FEW: usize = 256;

/// The rows that a rule has seen: one room for all such rules of a walk.
#[derive(Default)]
pub(super) struct Seen<'a> {
    /// The keys of the rows, one row behind the other, and their numbers in their lists, outermost first.
    cells: Vec<Option<Key<'a>>>,
    numbers: Vec<usize>,
    order: Vec<usize>,
    /// Those of the row that is looked at.
    row: Vec<Option<Key<'a>>>,
    at: Vec<usize>,
}

/// Fields over the rows of nested lists: `a.b.x` and `a.y` together are one tuple for each row of `b`.
pub(super) struct Table<'a> {
    /// The steps down to each list, the list itself last.
    lists: Vec<Vec<Step<'a>>>,
    /// The fields: how many lists above each, and the steps from there.
    columns: Vec<(usize, Vec<Step<'a>>)>,
}

impl<'a> Table<'a> {
    pub(super) fn of(routes: &[Route<'a>]) -> Self {
        let lists_of = |route: &Route<'a>| route.steps.iter().filter(|step| step.is_list()).count();
        let mut lists: Vec<Vec<Step<'a>>> = Vec::new();
        // The longest route names the innermost list; every other field lies on the way to it.
        if let Some(longest) = routes.iter().max_by_key(|route| lists_of(route)) {
            let mut steps = longest.steps.as_slice();
            while let Some(index) = steps.iter().position(|step| step.is_list()) {
                let (list, below) = steps.split_at(index + 1);
                lists.push(list.to_vec());
                steps = below;
            }
        }
        let columns = routes.iter().map(|route| {
            let last = route.steps.iter().rposition(|step| step.is_list());
            (lists_of(route), route.steps.get(last.map_or(0, |index| index + 1)..).unwrap_or_default().to_vec())
        });
        Self { columns: columns.collect(), lists }
    }

    /// Whether it is about the rows of this list, and not of one above it.
    pub(super) fn is_of(&self, list: &str) -> bool {
        let names = |steps: &Vec<Step<'_>>| steps.iter().map(|step| step.field.name).collect::<Vec<_>>().join(".");
        self.lists.first().is_some_and(|steps| names(steps) == list)
    }

    /// For each row of the outermost list the values that stand in it, each with its number: equal ones have the same.
    pub(super) fn numbered(&self, record: &'a Node<'a>) -> Vec<(usize, usize)> {
        let (mut numbers, mut placed) = (HashMap::new(), Vec::new());
        let mut cells = vec![None; self.columns.len()];
        self.rows(0, record, &mut Vec::with_capacity(self.lists.len()), &mut cells, &mut |cells, rows| {
            if let Some(row) = rows.first().filter(|_| cells.iter().any(Option::is_some)) {
                let next = numbers.len();
                placed.push((*row, *numbers.entry(cells.to_vec()).or_insert(next)));
            }
        });
        placed
    }

    /// Reports each row that comes after `most` others with the same values.
    pub(super) fn check(
        &self,
        most: usize,
        record: &'a Node<'a>,
        rule: &Rule<'_>,
        place: &Place<'_>,
        report: &mut Report,
        seen: &mut Seen<'a>,
    ) {
        let (columns, levels) = (self.columns.len(), self.lists.len());
        let Seen { cells, numbers, order, row, at } = seen;
        if order.capacity() == 0 {
            // Once for all rules of the walk: growing would copy what was seen.
            cells.reserve(FEW * columns);
            numbers.reserve(FEW * levels);
            order.reserve(FEW);
        }
        cells.clear();
        numbers.clear();
        order.clear();
        at.clear();
        row.clear();
        row.resize(columns, None);
        self.rows(0, record, at, row, &mut |row, at| {
            // Rows that have none of the fields do not repeat each other.
            if row.iter().any(Option::is_some) {
                order.push(order.len());
                cells.extend_from_slice(row);
                numbers.extend_from_slice(at);
            }
        });
        let keys = |row: &usize| cells.get(row * columns..(row + 1) * columns).unwrap_or_default();
        // Equal rows come to stand beside each other, the earlier first. Numbers mostly rise already, which sorts in one pass
        // and without a map.
        order.sort_unstable_by(|left, right| keys(left).cmp(keys(right)).then_with(|| left.cmp(right)));
        let mut repeated = Vec::new();
        for equal in order.chunk_by(|left, right| keys(left) == keys(right)).filter(|equal| equal.len() > most) {
            // Each row over the number is told, not only the first: whoever mends one would else find the next.
            let over = equal.iter().enumerate().skip(most);
            repeated.extend(
                equal
                    .first()
                    .into_iter()
                    .flat_map(|first| over.clone().map(|(before, row)| (*row, before + 1, *first))),
            );
        }
        repeated.sort_unstable();
        let numbers = |row: usize| numbers.get(row * levels..(row + 1) * levels).unwrap_or_default();
        for (row, count, first) in repeated {
            let first = self.path(numbers(first), place);
            let message = match rule.kind {
                RuleKind::AtMost(..) => {
                    format!("at most {most} rows with one value; this is number {count}, the first is {first}")
                }
                _ => format!("the same value as {first}"),
            };
            report.rule(self.path(numbers(row), place), rule, message);
        }
    }

    fn rows(
        &self,
        level: usize,
        row: &'a Node<'a>,
        numbers: &mut Vec<usize>,
        cells: &mut Cells<'a>,
        visit: &mut dyn FnMut(&Cells<'a>, &[usize]),
    ) {
        for (cell, (lists_above, steps)) in cells.iter_mut().zip(&self.columns) {
            if *lists_above == level {
                *cell = Key::of(steps.iter().fold(row, |node, step| step.node(node)));
            }
        }
        let Some(steps) = self.lists.get(level) else { return visit(cells, numbers) };
        let list = steps.iter().fold(row, |node, step| step.node(node));
        for (number, row) in list.rows().iter().enumerate() {
            numbers.push(number);
            self.rows(level + 1, row, numbers, cells, visit);
            numbers.pop();
        }
    }

    /// The path of the first field of the innermost row.
    fn path(&self, numbers: &[usize], place: &Place<'_>) -> String {
        let mut path = String::new();
        for (steps, number) in self.lists.iter().zip(numbers) {
            down(&mut path, steps);
            // Writing to a `String` cannot fail.
            _ = write!(path, "[{number}]");
        }
        if let Some((_, steps)) = self.columns.iter().find(|(level, _)| *level == self.lists.len()) {
            down(&mut path, steps);
        }
        place.below(&path)
    }
}

fn down(path: &mut String, steps: &[Step<'_>]) {
    for step in steps {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(step.field.name);
    }
}
