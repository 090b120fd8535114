//! The facts of a page against the rows that were imported from it.

use std::fmt;

use super::rows::Row;
use super::truth::{Fact, Truth};
use super::words::bare;

/// How many rows of a page are right.
#[derive(Debug, Default)]
pub(crate) struct Score {
    /// Rows of the page, and rows that were imported though the page has none such.
    pub(crate) rows: usize,
    /// Right ones.
    pub(crate) right: usize,
    /// What is wrong.
    pub(crate) wrong: Vec<Fault>,
    /// Defaults and ways of "none" that differ; counted apart.
    pub(crate) beside: Vec<Fault>,
}

/// Something of a row that is not as the page has it.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The row's path and name.
    pub(crate) row: String,
    /// `title`, `type`, `required`, `codes`, `default`, `none`; `missing` and `invented` are of the whole row.
    pub(crate) what: &'static str,
    /// What the page has.
    pub(crate) expected: String,
    /// What was read.
    pub(crate) found: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {:?}, not {:?}", self.row, self.what, self.expected, self.found)
    }
}

impl Score {
    /// Right rows of a hundred.
    pub(crate) fn percent(&self) -> f64 {
        let rows = u32::try_from(self.rows).unwrap_or(u32::MAX);
        let right = u32::try_from(self.right).unwrap_or(u32::MAX);
        100.0 * f64::from(right) / f64::from(rows.max(1))
    }
}

/// Compares.
pub(crate) fn score(truth: &Truth, rows: &[Row]) -> Score {
    let mut score = Score::default();
    let mut seen = vec![false; rows.len()];
    for fact in &truth.rows {
        score.rows += 1;
        let place = format!("{}.{}", fact.path, fact.name);
        let Some(at) = rows.iter().enumerate().position(|(at, row)| !seen[at] && is(fact, row)) else {
            score.wrong.push(Fault { row: place, what: "missing", expected: fact.ty.clone(), found: String::new() });
            continue;
        };
        seen[at] = true;
        let (wrong, beside) = faults(fact, &rows[at], &place);
        score.right += usize::from(wrong.is_empty());
        score.wrong.extend(wrong);
        score.beside.extend(beside);
    }
    for row in rows.iter().zip(seen).filter_map(|(row, seen)| (!seen && !row.explained).then_some(row)) {
        score.rows += 1;
        let place = format!("{}.{}", row.path, row.name);
        score.wrong.push(Fault { row: place, what: "invented", expected: String::new(), found: row.ty.clone() });
    }
    score
}

/// What differs between the rows that a person wrote and those that were imported.
pub(crate) fn differences(written: &[Row], imported: &[Row]) -> Vec<Fault> {
    let rows = written.iter().map(Fact::of).collect();
    let score = score(&Truth { name: String::new(), facts: Vec::new(), rows }, imported);
    score.wrong.into_iter().chain(score.beside).collect()
}

/// Whether a row is where the fact stands, and has its name. Tables are named in the vendor's prose, where case wavers.
fn is(fact: &Fact, row: &Row) -> bool {
    fact.path.split('|').any(|path| path.eq_ignore_ascii_case(&row.path)) && any(&fact.name, |name| name == row.name)
}

/// What is wrong with a row, and what differs beside.
fn faults(fact: &Fact, row: &Row, place: &str) -> (Vec<Fault>, Vec<Fault>) {
    let fault = |what: &'static str, right: bool, expected: &str, found: &str| {
        let fault = || Fault { row: place.to_owned(), what, expected: expected.to_owned(), found: found.to_owned() };
        (!right).then(fault)
    };
    let read: Vec<_> = row.codes.iter().map(|(code, title)| format!("{code}={title}")).collect();
    let title = any(&fact.title, |title| bare(title) == bare(&row.title));
    let wrong = [
        fault("title", title, &fact.title, &row.title),
        fault("type", any(&fact.ty, |ty| ty == row.ty), &fact.ty, &row.ty),
        fault("required", fact.required == row.required, &fact.required, row.required),
        fault("codes", codes(&fact.codes, &row.codes), &fact.codes, &read.join(";")),
    ];
    let beside = [
        fault("default", any(&fact.default, |default| default == row.default), &fact.default, &row.default),
        fault("none", any(&fact.none, |none| none == row.none), &fact.none, row.none),
    ];
    (wrong.into_iter().flatten().collect(), beside.into_iter().flatten().collect())
}

fn any(alternatives: &str, mut right: impl FnMut(&str) -> bool) -> bool {
    alternatives.split('|').any(|one| one == "*" || right(one))
}

fn codes(expected: &str, found: &[(String, String)]) -> bool {
    if found.is_empty() {
        return expected.is_empty() || expected.starts_with('?');
    }
    let expected: Vec<_> =
        expected.trim_start_matches('?').split(';').filter_map(|code| code.split_once('=')).collect();
    let all = expected.iter().all(|(code, meaning)| {
        let wanted = code.trim_end_matches('?');
        match found.iter().find(|(found, _)| found == wanted) {
            Some((_, title)) => any(meaning, |meaning| bare(meaning) == bare(title)),
            None => code.ends_with('?'),
        }
    });
    all && found.iter().all(|(found, _)| expected.iter().any(|(code, _)| code.trim_end_matches('?') == found))
}

#[test]
fn codes_are_compared_one_by_one() {
    let of =
        |list: &[(&str, &str)]| -> Vec<_> { list.iter().map(|(c, t)| ((*c).to_owned(), (*t).to_owned())).collect() };
    assert!(codes("0=否;1=是", &of(&[("1", "是，"), ("0", "否")])));
    assert!(!codes("0=否;1=是", &of(&[("0", "否")])));
    assert!(!codes("0=否;1=是", &of(&[("0", "否"), ("1", "是"), ("2", "多")])));
    assert!(!codes("0=否;1=是", &[]));
    assert!(codes("?0=否;1=是", &[]));
    assert!(codes("1=身份证;0?=*", &of(&[("1", "身份证")])));
    assert!(codes("1=身份证;0?=*", &of(&[("1", "身份证"), ("0", "未指定")])));
    assert!(!codes("", &of(&[("0", "否")])));
    assert!(codes("0=表示全部成功|全部成功", &of(&[("0", "全部成功")])));
}
