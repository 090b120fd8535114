//! What a batch sends, before anything is sent: rows that break their table are set aside, the others get their calls.

use std::collections::{BTreeMap, BTreeSet};

use super::list::List;
use super::split::{Room, split};
use crate::client::Caller;
use crate::model::{Endpoint, Level};
use crate::validate::MORE;
use crate::{Error, Violation, Violations};

/// Rows that are not sent, and why.
pub(super) type Aside = BTreeMap<usize, Violations>;

/// What rows are split by.
#[derive(Clone, Copy)]
pub(super) struct Planner<'p, 'v> {
    pub(super) caller: &'p Caller<'p>,
    pub(super) endpoint: &'static Endpoint<'static>,
    pub(super) list: &'p List<'v>,
    /// The most bytes of a call.
    pub(super) bytes: Option<usize>,
}

impl Planner<'_, '_> {
    /// The calls for these rows, of at most so many each. An error is one of the request beside its rows.
    pub(super) fn calls(self, rows: &[usize], most: usize, aside: &mut Aside) -> Result<Vec<Vec<usize>>, Error> {
        let before = aside.len();
        let mut calls = self.split(rows, most, None);
        for call in &mut calls {
            self.check(call, aside)?;
        }
        let sizes = self.bytes.map(|limit| self.sizes(rows, most, limit, aside)).transpose()?;
        if aside.len() == before && sizes.is_none() {
            return Ok(calls);
        }
        // What was set aside leaves room for others.
        let rows: Vec<_> = rows.iter().copied().filter(|row| !aside.contains_key(row)).collect();
        let mut calls = self.split(&rows, most, sizes.as_ref());
        for call in &mut calls {
            self.check(call, aside)?;
        }
        calls.retain(|call| !call.is_empty());
        Ok(calls)
    }

    fn split(self, rows: &[usize], most: usize, sizes: Option<&Sizes>) -> Vec<Vec<usize>> {
        let bytes = |row: &usize| sizes.and_then(|sizes| sizes.of_rows.get(row).copied()).unwrap_or(0);
        let split_rows: Vec<_> = rows.iter().map(|row| self.list.split_row(*row, bytes(row))).collect();
        let room = Room { rows: most, bytes: sizes.map_or(usize::MAX, |sizes| sizes.room) };
        let calls = split(&split_rows, room).into_iter();
        calls.map(|call| call.into_iter().filter_map(|place| rows.get(place).copied()).collect()).collect()
    }

    /// Takes the rows out of a call that break their table, until the others can be sent.
    fn check(self, call: &mut Vec<usize>, aside: &mut Aside) -> Result<(), Error> {
        for attempt in 0..3 {
            if call.is_empty() {
                return Ok(());
            }
            let violations = match self.caller.draft(self.endpoint, self.list.with(call)) {
                Ok(_) => return Ok(()),
                Err(Error::Invalid(violations)) => violations,
                Err(error) => return Err(error),
            };
            let (mut of_rows, is_unclear) = self.of_rows(&violations, call);
            if attempt == 1 || is_unclear || of_rows.is_empty() {
                // One by one: an encoder tells the first row alone, and does not say which it is.
                of_rows = self.each(call)?;
            }
            if of_rows.is_empty() || attempt == 2 {
                let violations = violations.0.into_iter().map(|violation| self.renumbered(violation, call));
                return Err(Error::Invalid(Violations(violations.collect())));
            }
            call.retain(|row| !of_rows.contains_key(row));
            aside.extend(of_rows);
        }
        Ok(())
    }

    /// Those of these rows that cannot be sent even alone.
    fn each(self, call: &[usize]) -> Result<Aside, Error> {
        let mut aside = Aside::new();
        for row in call {
            match self.caller.draft(self.endpoint, self.list.with(&[*row])) {
                Ok(_) => {}
                Err(Error::Invalid(violations)) => {
                    let (of_rows, is_unclear) = self.of_rows(&violations, &[*row]);
                    if is_unclear {
                        let all = violations.0.into_iter().map(|violation| self.renumbered(violation, &[*row]));
                        aside.insert(*row, Violations(all.collect()));
                    }
                    aside.extend(of_rows);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(aside)
    }

    /// The rows that break their table, with all that they break; and whether there is something of a row of which it is
    /// not told which one it is.
    fn of_rows(self, violations: &Violations, call: &[usize]) -> (Aside, bool) {
        let row = |violation: &Violation| {
            let (number, _) = self.below(&violation.path)?.strip_prefix('[')?.split_once(']')?;
            call.get(number.parse::<usize>().ok()?).copied()
        };
        let is_denied = |violation: &&Violation| violation.level == Level::Deny;
        let denied: BTreeSet<_> = violations.iter().filter(is_denied).filter_map(row).collect();
        let is_unclear = |violation: &Violation| {
            let is_encoders = violation.rule == "format" && self.below(&violation.path).is_some();
            violation.rule == MORE || (is_encoders && row(violation).is_none())
        };
        let mut aside = Aside::new();
        for violation in violations {
            if let Some(row) = row(violation).filter(|row| denied.contains(row)) {
                aside.entry(row).or_default().0.push(self.renumbered(violation.clone(), call));
            }
        }
        (aside, violations.iter().any(is_unclear))
    }

    /// What of a path lies below the list.
    fn below(self, path: &str) -> Option<&str> {
        path.strip_prefix(self.list.path.as_str()).filter(|below| below.starts_with(['[', '.']))
    }

    /// A violation with the rows' places in the whole input.
    fn renumbered(self, violation: Violation, call: &[usize]) -> Violation {
        let path = self.renumbered_path(&violation.path, call);
        let path = match self.below(&path) {
            // The path of an encoder has no place of the row.
            Some(below) if violation.rule == "format" && !below.starts_with('[') => match call {
                [row] => format!("{}[{row}]{}", self.list.path, below.strip_prefix(".[0]").unwrap_or(below)),
                _ => path,
            },
            _ => path,
        };
        // Rules about equal values name the place of the first, and no value.
        let message = if matches!(violation.rule, "unique" | "at_most") {
            self.renumbered_path(&violation.message, call)
        } else {
            violation.message
        };
        Violation { path, message, ..violation }
    }

    fn renumbered_path(self, text: &str, call: &[usize]) -> String {
        let Some((before, begin)) = text.split_once(&format!("{}[", self.list.path)) else { return text.to_owned() };
        let Some((number, behind)) = begin.split_once(']') else { return text.to_owned() };
        let row = number.parse::<usize>().ok().and_then(|number| call.get(number));
        row.map_or_else(|| text.to_owned(), |row| format!("{before}{}[{row}]{behind}", self.list.path))
    }

    /// How many bytes each row adds to a call, at most. Rows that are too large alone are set aside.
    fn sizes(self, rows: &[usize], most: usize, limit: usize, aside: &mut Aside) -> Result<Sizes, Error> {
        let size = |rows: &[usize]| self.caller.size(self.endpoint, self.list.with(rows));
        let rows: Vec<_> = rows.iter().copied().filter(|row| !aside.contains_key(row)).collect();
        let Some(first) = rows.first().copied() else { return Ok(Sizes::default()) };
        let (alone, params_alone) = size(&[first])?;
        let (twice, params_twice) = size(&[first, first])?;
        let around = alone.saturating_sub(twice.saturating_sub(alone));
        let params_around = params_alone.saturating_sub(params_twice.saturating_sub(params_alone));
        let mut sizes = Sizes { of_rows: BTreeMap::new(), room: limit.saturating_sub(around) };
        // Where each row has parameters of its own, these have its number, which may be longer than this one.
        let digits = most.min(rows.len()).to_string().len();
        for row in rows {
            // Each alone: beside a large one, all would be as large.
            let (alone, params) = size(&[row])?;
            let added = alone.saturating_sub(around) + params.saturating_sub(params_around) * digits;
            sizes.of_rows.insert(row, added);
            if alone > limit {
                let path = format!("{}[{row}]", self.list.path);
                let message = format!("at most {limit} bytes in a call, found {alone} with this row alone");
                let violation = Violation { path, rule: "bytes", level: Level::Deny, message, says: String::new() };
                aside.insert(row, Violations(vec![violation]));
            }
        }
        Ok(sizes)
    }
}

/// The bytes of rows.
#[derive(Default)]
struct Sizes {
    of_rows: BTreeMap<usize, usize>,
    /// What is left for rows of the most bytes of a call.
    room: usize,
}
