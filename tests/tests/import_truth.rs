//! Imports held against facts that people read from the same pages.

mod import;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use import::score::score;
use import::{listed, rows, truth};
use signwright_codegen::{Arena, load};

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// The specs written by people, held against the facts: whoever wrote them read the pages as well.
#[test]
fn the_written_specs_agree_with_the_facts_of_their_pages() {
    let arena = Arena::new();
    let specs = load(&arena, &spec()).specs.expect("the specs load");
    let mut differences = BTreeSet::new();
    for truth in truth::all().iter().filter(|truth| truth.name.starts_with("seed-")) {
        let api = specs.apis.iter().find(|api| api.api.platform.name == truth.fact("platform"));
        let api = api.unwrap_or_else(|| panic!("{}: its platform", truth.name));
        let at = api.api.endpoints.iter().position(|endpoint| endpoint.name == truth.fact("endpoint"));
        let at = at.unwrap_or_else(|| panic!("{}: its endpoint", truth.name));
        let (endpoint, notes) = (api.api.endpoints[at], &api.endpoints[at]);
        assert_eq!(endpoint.title, truth.fact("title"));
        assert_eq!(notes.since, truth.fact("since"));
        let score = score(truth, &rows::of(endpoint, notes));
        for fault in score.wrong.iter().chain(&score.beside) {
            differences.insert((truth.name.clone(), fault.row.clone(), fault.what.to_owned()));
        }
    }
    listed::hold("written.tsv", &differences);
}
