//! Invented pages: one in each layout against the spec that a person would have written, hostile ones against
//! the messages they get (`import/hostile/*.expected`; refresh with `UPDATE=1 cargo test -p signwright-tests
//! --test import`, and read what changed), a huge one, and pages that went wrong on their way.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::call::import;
use super::mutate::{mutate, mutations};
use super::score::differences;
use super::{spec, truth};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use signwright_tests::needs::shared;
use signwright_tests::size::{self, Sample};

fn platform() -> PathBuf {
    truth::folder().join("pages/qinghe")
}

/// The platforms that pages were invented for: one whose pages are laid out as the seeds are, and one whose pages
/// show the layouts of many other platforms, one each.
fn platforms() -> [PathBuf; 2] {
    [platform(), truth::folder().join("pages/liuyun")]
}

/// The files of a folder with one of these extensions, in the order of their names.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of tests/import");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|one| extensions.iter().any(|known| one == *known)));
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[test]
fn each_layout_gives_the_spec_that_a_person_would_have_written() {
    let mut told = String::new();
    let all = platforms().map(|platform| {
        files(&platform, &["md", "txt", "html"])
            .into_iter()
            .map(move |page| (platform.clone(), page))
            .collect::<Vec<_>>()
    });
    for (platform, page) in all.into_iter().flatten() {
        let name = name(&page);
        let written = fs::read_to_string(page.with_extension("yaml")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written = spec::read(&platform, &written).unwrap_or_else(|told| panic!("{name}:\n{told}"));
        let imported = import(&platform, &name, &fs::read(&page).expect("a page"), None);
        let imported = imported.unwrap_or_else(|refused| panic!("{name}: {}", refused.message));
        let read =
            spec::read(&platform, &imported.yaml).unwrap_or_else(|told| panic!("{name}:\n{}\n{told}", imported.yaml));
        let head = |read: &spec::Read| {
            (
                read.endpoint.clone(),
                read.title.clone(),
                read.since.clone(),
                read.permission.clone(),
                read.successor.clone(),
            )
        };
        assert_eq!(head(&read), head(&written), "{name}");
        assert_eq!(read.places, written.places, "{name}");
        for fault in differences(&written.rows, &read.rows) {
            let _ = writeln!(told, "{name}: {fault}");
        }
        for rule in written.rules.iter().filter(|rule| !read.rules.contains(rule)) {
            let _ = writeln!(told, "{name}: no rule {rule:?}; there are {:#?}", read.rules);
        }
        assert!(!read.rules.iter().any(|rule| rule.denies), "{name}: a rule read from prose denies");
    }
    assert!(told.is_empty(), "{told}");
}

/// A hostile page is refused with a message, or read as far as it goes, with all that was not read in the report.
#[test]
fn hostile_pages_get_their_messages() {
    let mut wrong = String::new();
    for page in files(&truth::folder().join("hostile"), &["md", "txt", "html"]) {
        let name = name(&page);
        let told = match import(&platform(), &name, &fs::read(&page).expect("a page"), None) {
            Err(refused) => format!("refused:\n{}", refused.message),
            Ok(imported) => {
                let loads = spec::read(&platform(), &imported.yaml);
                let loads = loads.unwrap_or_else(|told| panic!("{name}:\n{}\n{told}", imported.yaml));
                let rows: String = loads.rows.iter().fold(String::new(), |mut rows, row| {
                    let _ = writeln!(rows, "{}.{}  {}  {:?}", row.path, row.name, row.ty, row.title);
                    rows
                });
                format!("imported:\n{rows}report:\n{}", imported.report)
            }
        };
        let odd = |one: &char| one.is_control() && *one != '\n' || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(*one);
        assert!(!told.chars().any(|one| odd(&one)), "{name}: a message holds what a terminal must not see");
        let expected = page.with_file_name(format!("{name}.expected"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &told).expect("the message is kept");
        } else if fs::read_to_string(&expected).unwrap_or_default() != told {
            let _ = writeln!(wrong, "== {name}\n{told}");
        }
    }
    assert!(wrong.is_empty(), "the messages differ; `UPDATE=1` refreshes them:\n{wrong}");
}

/// A page of so many rows.
fn long(rows: usize) -> String {
    let columns = "| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |\n| --- | --- | --- | --- | --- | --- |\n";
    let mut page = format!("**a.Long.page**（长页面）\n\n**3.请求参数说明**\n\n3.3 业务请求参数\n\n{columns}");
    for at in 1..rows {
        let _ = writeln!(page, "| 字段{at} | field\\_{at} | String | 40 | 否 | 0：否<br>1：是 |");
    }
    let _ = write!(page, "\n**4.响应参数**\n\n{columns}| 状态码 | code | Int |  | 是 | 返回0为正常 |\n");
    page
}

#[test]
fn long_pages_are_read_whole_or_refused() {
    let imported = import(&platform(), "long.md", long(2_000).as_bytes(), None).expect("two thousand rows are read");
    assert!(imported.yaml.contains("field_1999") && imported.report.contains("2000 rows read, 2000 placed"));
    let begun = Instant::now();
    let refused = import(&platform(), "long.md", long(100_000).as_bytes(), None).expect_err("too many rows");
    assert!(refused.message.contains("100000 rows; at most 10000 are imported"), "{}", refused.message);
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 5 });
    assert!(begun.elapsed() < limit, "{:?}", begun.elapsed());
}

fn pages() -> Vec<(PathBuf, String, String)> {
    let own = platforms().map(|platform| files(&platform, &["md", "txt", "html"]));
    let page = |page: &PathBuf| {
        let platform = page.parent().expect("a platform's folder").to_owned();
        (platform, name(page), fs::read_to_string(page).expect("a page"))
    };
    own.iter().flatten().map(page).collect()
}

/// The vendors' pages, where they stand beside the repository, each with the platform that it is imported for.
fn vendors() -> Vec<(PathBuf, String, String)> {
    let Some(pages) = shared("corpus") else { return Vec::new() };
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let folders = [("wangdian-flagship", specs.join("wangdian-flagship")), ("other", platform())];
    let page = |(folder, platform): (&str, PathBuf)| {
        let files = files(&pages.join(folder), &["md", "txt", "html"]);
        files
            .into_iter()
            .map(move |file| (platform.clone(), name(&file), fs::read_to_string(&file).expect("a page is UTF-8")))
    };
    folders.into_iter().flat_map(page).collect()
}

/// Each of the vendors' pages gives a file that loads, or fails with a message, and so does it with something in it that
/// nobody expects.
#[test]
fn a_vendors_page_gives_a_file_that_loads_or_fails() {
    let mut sample = Sample::default();
    for (platform, name, text) in vendors() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut pages = vec![text.clone().into_bytes()];
        for _ in (0..3).filter(|_| sample.takes()) {
            let mutations = mutations().new_tree(&mut runner).expect("mutations").current();
            pages.push(mutate(&text, &mutations));
        }
        for bytes in pages {
            match import(&platform, &name, &bytes, None) {
                Err(refused) => assert!(refused.message.contains("error: "), "{name}: {}", refused.message),
                Ok(imported) => {
                    let read = spec::read(&platform, &imported.yaml);
                    assert!(read.is_ok(), "{name}:\n{}\n{}", imported.yaml, read.err().unwrap_or_default());
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: size::cases(400), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happened to a page: a message, or a spec that loads, and the same one each time.
    #[test]
    fn a_page_that_went_wrong_never_gives_half_a_spec(page in prop::sample::select(pages()), mutations in mutations()) {
        let (platform, name, text) = page;
        let bytes = mutate(&text, &mutations);
        match import(&platform, &name, &bytes, None) {
            Err(refused) => prop_assert!(!refused.message.is_empty()),
            Ok(imported) => {
                let read = spec::read(&platform, &imported.yaml);
                prop_assert!(read.is_ok(), "{}\n{}", imported.yaml, read.err().unwrap_or_default());
                let again = import(&platform, &name, &bytes, None).map(|again| again.yaml).unwrap_or_default();
                prop_assert_eq!(again, imported.yaml);
            }
        }
    }
}
