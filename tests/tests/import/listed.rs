//! Differences that are known, each with its reason, in a file: one that is not listed fails a test, and so does
//! one that is listed and no longer there.

use std::collections::BTreeSet;
use std::fs;

use super::truth::folder;

/// A difference: the page, the row, and what of it differs.
pub(crate) type Difference = (String, String, String);

/// The differences listed in `tests/import/<file>`.
pub(crate) fn listed(file: &str) -> BTreeSet<Difference> {
    let text = fs::read_to_string(folder().join(file)).expect(file);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('\t').collect();
            let [page, row, what, reason] = cells[..] else { panic!("{file}: four cells, please: {line}") };
            assert!(!reason.is_empty(), "{file}: no reason: {line}");
            (page.to_owned(), row.to_owned(), what.to_owned())
        })
        .collect()
}

/// Fails unless the differences are those that are listed.
pub(crate) fn hold(file: &str, found: &BTreeSet<Difference>) {
    let listed = listed(file);
    let told = |sign: &str, of: Vec<&Difference>| -> String {
        of.iter().map(|(page, row, what)| format!("\n{sign} {page}\t{row}\t{what}")).collect()
    };
    let more = told("not listed:", found.difference(&listed).collect());
    let less = told("listed, but no longer so:", listed.difference(found).collect());
    assert!(more.is_empty() && less.is_empty(), "tests/import/{file} and what was found differ:{more}{less}");
}
