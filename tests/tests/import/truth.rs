//! The facts of a page, as `tests/import/README.md` describes their form. No page is read here.

use std::fs;
use std::path::{Path, PathBuf};

use super::rows::Row;

/// The facts of one page.
#[derive(Debug)]
pub(crate) struct Truth {
    /// The file's name without its extension.
    pub(crate) name: String,
    /// Facts of the page as a whole.
    pub(crate) facts: Vec<(String, String)>,
    /// The rows, in the order of the page.
    pub(crate) rows: Vec<Fact>,
}

/// A row of the page. Every text may be several alternatives with `|` between them.
#[derive(Debug)]
pub(crate) struct Fact {
    /// Where the row stands on the wire.
    pub(crate) path: String,
    /// The wire name.
    pub(crate) name: String,
    /// The vendor's title.
    pub(crate) title: String,
    /// The type and its length.
    pub(crate) ty: String,
    /// `yes`, `no` or `unknown`.
    pub(crate) required: String,
    /// What is assumed.
    pub(crate) default: String,
    /// How "none" travels.
    pub(crate) none: String,
    /// The coded values.
    pub(crate) codes: String,
}

impl Truth {
    /// A fact of the page, or nothing.
    pub(crate) fn fact(&self, key: &str) -> &str {
        self.facts.iter().find(|(k, _)| k == key).map_or("", |(_, value)| value)
    }

    /// Whether something read is the page's fact. What the file does not state is nothing; `*` is anything.
    pub(crate) fn is(&self, key: &str, read: &str) -> bool {
        self.fact(key).split('|').any(|fact| fact == "*" || fact == read)
    }

    /// The facts in a file.
    pub(crate) fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut truth = Self { name, facts: Vec::new(), rows: Vec::new() };
        let mut path = String::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(fact) = line.strip_prefix("= ") {
                let (key, value) = fact.split_once('\t').unwrap_or((fact, ""));
                truth.facts.push((key.to_owned(), value.to_owned()));
            } else if let Some(table) = line.strip_prefix("@ ") {
                table.clone_into(&mut path);
            } else {
                truth.rows.push(Fact::read(&path, line));
            }
        }
        assert!(!truth.rows.is_empty(), "{} has no rows", truth.name);
        truth
    }
}

impl Fact {
    /// A row that a person wrote in a spec.
    pub(crate) fn of(row: &Row) -> Self {
        let codes: Vec<_> = row.codes.iter().map(|(code, title)| format!("{code}={title}")).collect();
        Self {
            path: row.path.clone(),
            name: row.name.clone(),
            title: row.title.clone(),
            ty: row.ty.clone(),
            required: row.required.to_owned(),
            default: row.default.clone(),
            none: row.none.to_owned(),
            codes: codes.join(";"),
        }
    }

    fn read(path: &str, line: &str) -> Self {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut cell = || cells.next().unwrap_or_default();
        let (name, title, ty, required) = (cell(), cell(), cell(), cell());
        assert!(matches!(required.as_str(), "yes" | "no" | "unknown"), "{path}: {line}");
        Self { path: path.to_owned(), name, title, ty, required, default: cell(), none: cell(), codes: cell() }
    }
}

/// The folder of test data about imports.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("import")
}

/// The facts of all pages, in the order of their names.
pub(crate) fn all() -> Vec<Truth> {
    let entries = fs::read_dir(folder().join("truth")).expect("tests/import/truth");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| Truth::read(file)).collect()
}
