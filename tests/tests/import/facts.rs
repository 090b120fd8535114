//! Imports held against facts that people read from the same pages.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::call::import;
use super::score::{differences, score};
use super::truth::Truth;
use super::{listed, rows, spec, truth};
use signwright_codegen::{Arena, load};
use signwright_tests::needs::shared;

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// The specs written by people, held against the facts: whoever wrote them read the pages as well.
#[test]
fn the_written_specs_agree_with_the_facts_of_their_pages() {
    let arena = Arena::new();
    let specs = load(&arena, &specs()).specs.expect("the specs load");
    let mut differences = BTreeSet::new();
    for truth in truth::all().iter().filter(|truth| truth.name.starts_with("seed-")) {
        let api = specs.apis.iter().find(|api| api.api.platform.name == truth.fact("platform"));
        let api = api.unwrap_or_else(|| panic!("{}: its platform", truth.name));
        let endpoint = api.endpoints.iter().find(|endpoint| endpoint.model.name == truth.fact("spec"));
        let endpoint = endpoint.unwrap_or_else(|| panic!("{}: its endpoint", truth.name));
        assert!(truth.is("title", endpoint.model.title) && truth.is("since", endpoint.since), "{}", truth.name);
        let score = score(truth, &rows::of(endpoint).0);
        for fault in score.wrong.iter().chain(&score.beside) {
            differences.insert((truth.name.clone(), fault.row.clone(), fault.what.to_owned()));
        }
    }
    listed::hold("written.tsv", &differences);
}

/// A page, imported and loaded.
fn imported(pages: &Path, truth: &Truth) -> Result<spec::Read, String> {
    let page = pages.join(truth.fact("page"));
    let bytes = fs::read(&page).map_err(|error| format!("{}: {error}", page.display()))?;
    let folder = specs().join(truth.fact("platform"));
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    // A page that does not tell its endpoint is imported with `--endpoint`.
    let endpoint = (truth.fact("endpoint") == "*").then(|| truth.fact("spec"));
    let imported = import(&folder, &name, &bytes, endpoint).map_err(|refused| refused.message)?;
    spec::read(&folder, &imported.yaml)
}

/// The bar: 99 of 100 rows of each page have the right name, place, title, type, length, required flag and codes.
#[test]
fn each_page_is_read_as_a_person_reads_it() {
    let Some(pages) = shared(".") else { return };
    let (mut all, mut right, mut low, mut told) = (0, 0, Vec::new(), String::new());
    for truth in truth::all() {
        let read = match imported(&pages, &truth) {
            Ok(read) => read,
            Err(why) => {
                let _ = writeln!(told, "  0.0 %  {}: {why}", truth.name);
                low.push(truth.name.clone());
                continue;
            }
        };
        let score = score(&truth, &read.rows);
        let _ = writeln!(told, "{:>5.1} % of {:>3} rows  {}", score.percent(), score.rows, truth.name);
        let facts = [
            ("endpoint", &read.endpoint),
            ("title", &read.title),
            ("since", &read.since),
            ("permission", &read.permission),
            ("successor", &read.successor),
            ("window", &read.window),
        ];
        for (what, read) in facts {
            if !truth.is(what, read) {
                let _ = writeln!(told, "        {what} {:?}, not {read:?}", truth.fact(what));
                low.push(truth.name.clone());
            }
        }
        for fault in score.wrong.iter().chain(&score.beside) {
            let _ = writeln!(told, "        {fault}");
        }
        if score.percent() < 99.0 {
            low.push(truth.name.clone());
        }
        all += score.rows;
        right += score.right;
    }
    println!("{told}{right} of {all} rows are right");
    assert!(low.is_empty(), "below 99 %: {low:?}\n{told}");
}

/// The seeds imported anew are the specs that people wrote, but for what the page cannot tell.
#[test]
fn the_seeds_imported_anew_are_the_written_specs() {
    let Some(pages) = shared(".") else { return };
    let mut found = BTreeSet::new();
    for truth in truth::all().iter().filter(|truth| truth.name.starts_with("seed-")) {
        let folder = specs().join(truth.fact("platform"));
        let file = truth.fact("spec").trim_end_matches(".php");
        let written =
            fs::read_to_string(folder.join(format!("{file}.yaml"))).unwrap_or_else(|error| panic!("{file}: {error}"));
        let written = spec::read(&folder, &written).unwrap_or_else(|told| panic!("{file}:\n{told}"));
        let imported = imported(&pages, truth).unwrap_or_else(|told| panic!("{file}:\n{told}"));
        let mut note = |row: String, what: &str| found.insert((truth.name.clone(), row, what.to_owned()));
        for (what, written, imported) in [
            ("endpoint", &written.endpoint, &imported.endpoint),
            ("title", &written.title, &imported.title),
            ("since", &written.since, &imported.since),
        ] {
            if written != imported {
                note(String::new(), what);
            }
        }
        for fault in differences(&written.rows, &imported.rows) {
            note(fault.row, fault.what);
        }
        for rule in &written.rules {
            match imported.rules.iter().find(|imported| imported.holds == rule.holds) {
                None => note(rule.holds.clone(), "rule left out"),
                Some(imported) => imported.denies != rule.denies && note(rule.holds.clone(), "level"),
            };
        }
        for rule in
            imported.rules.iter().filter(|rule| !written.rules.iter().any(|written| written.holds == rule.holds))
        {
            note(rule.holds.clone(), "rule added");
        }
    }
    listed::hold("seeds.tsv", &found);
}
