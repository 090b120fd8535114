//! Real pages, where they stand beside the repository: each row and each line of them is read. How many rows a
//! page has is known from counting its lines (`import/rows.txt`). Without the pages the test says so and passes.

use std::path::{Path, PathBuf};

use signwright_import::page::{Layout, Page, TableKind};
use signwright_import::profile::Profile;
use signwright_import::read::{ReadError, read};
use signwright_tests::all_files;
use signwright_tests::needs::shared;

/// For each page of the corpus its rows of fields, by `grep` for rows of six cells without headers and
/// separators; for each seed all of its rows.
const ROWS: &str = include_str!("../import/rows.txt");

fn pages(part: &str) -> Option<Vec<PathBuf>> {
    shared(part).map(|folder| all_files(&folder))
}

fn expected(name: &str) -> Option<usize> {
    ROWS.lines().filter_map(|line| line.split_once(' ')).find(|(page, _)| *page == name)?.1.parse().ok()
}

/// The lines with a letter or a digit that are neither placed nor left out with a reason.
fn unaccounted(text: &str, page: &Page) -> Vec<usize> {
    let mut known = vec![false; text.lines().count() + 2];
    for lines in page.placed().chain(page.unplaced.iter().map(|one| one.lines)) {
        for line in lines.first..=lines.last {
            known[line as usize] = true;
        }
    }
    let lines = text.lines().enumerate().filter(|(_, line)| line.chars().any(char::is_alphanumeric));
    lines.map(|(at, _)| at + 1).filter(|&line| !known[line]).collect()
}

/// A page; nothing where it has no table, which none of the counted ones is.
fn page(path: &Path) -> Option<(String, Page)> {
    let text = std::fs::read_to_string(path).expect("a page");
    match read(&path.to_string_lossy(), text.as_bytes(), Profile::standard()) {
        Ok(page) => Some((text, page)),
        Err(ReadError::NoTable) => None,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

#[test]
fn every_row_of_the_corpus_is_read() {
    let Some(pages) = pages("corpus") else { return };
    let mut counted = 0;
    for path in pages {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((text, page)) = page(&path) else { continue };
        let tables = page.tables().filter(|(_, table)| table.kind == TableKind::Fields);
        let rows: usize = tables.map(|(_, table)| table.rows.len()).sum();
        if let Some(expected) = expected(&name) {
            assert_eq!(page.endpoint.as_ref().map(|endpoint| endpoint.text.as_str()), Some(name.as_str()));
            assert_eq!(rows, expected, "{name}");
            counted += 1;
        }
        // In HTML the marks have letters too.
        if page.layout != Layout::Html {
            assert_eq!(unaccounted(&text, &page), Vec::<usize>::new(), "{name}");
        }
    }
    assert_eq!(counted, 37);
}

#[test]
fn every_row_of_the_seeds_is_read() {
    let Some(pages) = pages("seeds") else { return };
    for path in pages {
        let name: String =
            path.file_name().map(|name| name.to_string_lossy().chars().take(3).collect()).unwrap_or_default();
        let (text, page) = page(&path).expect("a page with tables");
        assert_eq!(Some(page.rows()), expected(&name), "{name}");
        assert_eq!(unaccounted(&text, &page), Vec::<usize>::new(), "{name}");
    }
}
